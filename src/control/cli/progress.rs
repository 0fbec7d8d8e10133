//! How far something is, on one line of a terminal that is written anew until it is done.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// How often the line is written.
const EVERY: Duration = Duration::from_millis(200);

/// The pieces of the bar.
const WIDTH: u64 = 24;

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Octets that are done, and all of them.
    pub(super) octets: (u64, u64),
    /// Messages that are done.
    pub(super) messages: u64,
    /// What happens after that, when it does already.
    pub(super) then: Option<&'static str>,
}

/// Does `work`, and shows how far it is on standard error when that is a terminal.
pub(super) async fn shown<T>(work: impl Future<Output = T>, look: impl Fn() -> Step) -> T {
    if !io::stderr().is_terminal() {
        return work.await;
    }
    let begun = Instant::now();
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => {
                eprint!("\r\x1b[K");
                return done;
            }
            () = tokio::time::sleep(EVERY) => {
                eprint!("\r\x1b[K{}", line(look(), begun.elapsed()));
                // A line that is not seen is no failure.
                let _ = io::stderr().flush();
            }
        }
    }
}

/// `[#########···············]  38 %   12,345 mails   1,234 a second   2 min left`.
fn line(step: Step, took: Duration) -> String {
    let Step { octets: (done, all), messages, then } = step;
    if let Some(then) = then {
        return format!("{} mails read; {then}", grouped(messages));
    }
    let share = done.min(all) as f64 / all.max(1) as f64;
    let full = (share * WIDTH as f64) as usize;
    let bar = "#".repeat(full) + &"·".repeat(WIDTH as usize - full.min(WIDTH as usize));
    let seconds = took.as_secs_f64();
    let rate = (messages as f64 / seconds.max(0.001)) as u64;
    let left =
        if share > 0.001 && seconds > 1.0 { duration(seconds * (1.0 - share) / share) } else { "…".to_owned() };
    format!("[{bar}] {:>3.0} %   {} mails   {} a second   {left} left", share * 100.0, grouped(messages), grouped(rate))
}

/// `40 s`, `3 min`, `2 h 10 min`.
fn duration(seconds: f64) -> String {
    match seconds as u64 {
        seconds @ 0..=90 => format!("{seconds} s"),
        seconds @ 91..=5400 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// `12,345`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long() {
        let step = Step { octets: (25, 100), messages: 12_345, then: None };
        let shown = line(step, Duration::from_secs(10));
        assert_eq!(shown, "[######··················]  25 %   12,345 mails   1,234 a second   30 s left");
        let begun = line(Step { octets: (0, 0), messages: 0, then: None }, Duration::ZERO);
        assert!(begun.ends_with("0 mails   0 a second   … left"), "{begun}");
        assert_eq!(line(Step { then: Some("weighing"), ..step }, Duration::ZERO), "12,345 mails read; weighing");
        assert_eq!([duration(89.0), duration(200.0), duration(7800.0)], ["89 s", "4 min", "2 h 10 min"]);
    }
}
