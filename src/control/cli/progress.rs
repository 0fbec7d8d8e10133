//! How far something long is, on standard error while that is a terminal: a bar, the rate, the time left.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Between two looks of it.
const OFTEN: Duration = Duration::from_millis(100);

/// Marks of the bar.
const MARKS: u64 = 24;

/// A line that is written over and over.
pub(super) struct Bar {
    /// Whether anybody looks.
    shown: bool,
    what: String,
    begun: Instant,
    last: Option<Instant>,
}

impl Bar {
    /// Nothing yet.
    pub(super) fn new() -> Bar {
        Bar { shown: io::stderr().is_terminal(), what: String::new(), begun: Instant::now(), last: None }
    }

    /// `done` of `all` of `what` are done, a number of which is written by `write`.
    pub(super) fn at(&mut self, what: &str, done: u64, all: u64, write: fn(f64) -> String) {
        if !self.shown {
            return;
        }
        let now = Instant::now();
        if self.what != what {
            self.end();
            (self.what, self.begun, self.last) = (what.to_owned(), now, None);
        }
        if done < all && self.last.is_some_and(|last| now.duration_since(last) < OFTEN) {
            return;
        }
        self.last = Some(now);
        let line = line(what, done, all, now.duration_since(self.begun), write);
        // Whoever closed standard error does not want to know.
        let _ = write!(io::stderr(), "\r\x1b[K{line}");
    }

    /// Only says what happens, where nobody knows how far it is.
    pub(super) fn says(&mut self, what: &str) {
        if self.shown && self.what != what {
            self.end();
            (self.what, self.last) = (what.to_owned(), Some(Instant::now()));
            let _ = write!(io::stderr(), "\r\x1b[K{what}");
        }
    }

    /// Leaves the last look of it.
    pub(super) fn end(&mut self) {
        if self.shown && self.last.take().is_some() {
            let _ = writeln!(io::stderr());
        }
    }
}

/// Does `work`, and looks how far it is again and again.
pub(super) async fn shown<T>(work: impl Future<Output = T>, look: impl Fn(&mut Bar)) -> T {
    let mut bar = Bar::new();
    let mut work = std::pin::pin!(work);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            () = tokio::time::sleep(OFTEN) => look(&mut bar),
        }
    };
    bar.end();
    done
}

fn line(what: &str, done: u64, all: u64, since: Duration, write: fn(f64) -> String) -> String {
    let number = |n: u64| f64::from(u32::try_from(n >> 8).unwrap_or(u32::MAX)) * 256.0 + f64::from((n & 255) as u8);
    let marks = (done.min(all) * MARKS).checked_div(all).unwrap_or(MARKS);
    let bar: String = (0..MARKS).map(|at| if at < marks { '#' } else { '.' }).collect();
    let rate = number(done) / since.as_secs_f64().max(0.001);
    let left = match all.saturating_sub(done) {
        0 => String::new(),
        _ if rate <= 0.0 => String::new(),
        rest => format!(", {} left", spoken(number(rest) / rate)),
    };
    format!("{what} [{bar}] {} of {}, {}/s{left}", write(number(done)), write(number(all)), write(rate))
}

/// A time in the unit that says enough.
fn spoken(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{:.0} s", s.ceil()),
        s if s < 5_400.0 => format!("{:.0} min", (s / 60.0).ceil()),
        s => format!("{:.1} h", s / 3_600.0),
    }
}

/// A number of things.
pub(super) fn things(number: f64) -> String {
    grouped(number as u64)
}

/// `12,345`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of octets.
pub(super) fn octets(number: f64) -> String {
    match number {
        n if n < 1e6 => format!("{:.0} kB", n / 1e3),
        n if n < 1e9 => format!("{:.1} MB", n / 1e6),
        n => format!("{:.2} GB", n / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_much_how_fast_and_how_long() {
        let said = line("Judging", 12_500, 100_000, Duration::from_secs(10), things);
        assert_eq!(said, "Judging [###.....................] 12,500 of 100,000, 1,250/s, 70 s left");
        let said = line("Reading", 3_000_000, 3_000_000, Duration::from_secs(2), octets);
        assert_eq!(said, "Reading [########################] 3.0 MB of 3.0 MB, 1.5 MB/s");
        assert_eq!(line("Reading", 0, 0, Duration::ZERO, things), "Reading [########################] 0 of 0, 0/s");
    }

    #[test]
    fn times_and_numbers_are_short() {
        assert_eq!([5.2, 200.0, 9_000.0].map(spoken), ["6 s", "4 min", "2.5 h"]);
        assert_eq!([0.0, 999.0, 1_000.0, 1_234_567.0].map(things), ["0", "999", "1,000", "1,234,567"]);
    }
}
