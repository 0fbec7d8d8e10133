//! Undo windows, counted by the time that passes. The wall clock only says how much of a window was left when this process
//! first saw it; whoever sets the clock an hour forward afterwards takes no second from anybody's chance to cancel, and
//! an hour back keeps no mail waiting. Deadlines and reminders go by the wall clock: they must count the hours a laptop
//! slept, and nothing is sent by them.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::base::Id;
use crate::store::Window;

/// The windows that run, by submission and end (one that was stopped and began anew is another one), each with the reading of [`crate::base::Clock::elapsed`] at which it is over.
#[derive(Debug, Default)]
pub(super) struct Windows(HashMap<(Id, Timestamp), Duration>);

impl Windows {
    /// Takes over what is stored now, and tells whose window is over.
    pub(super) fn observe(&mut self, stored: Vec<Window>, now: Timestamp, elapsed: Duration) -> Vec<Id> {
        let known = std::mem::take(&mut self.0);
        for window in stored {
            let left = left(&window, now);
            let window = (window.id, window.ends);
            let over = known.get(&window).copied().unwrap_or_else(|| elapsed.saturating_add(left));
            self.0.insert(window, over);
        }
        self.0.iter().filter(|(_, over)| **over <= elapsed).map(|((id, _), _)| id.clone()).collect()
    }

    /// Whether one of them is over.
    pub(super) fn any_over(&self, elapsed: Duration) -> bool {
        self.0.values().any(|over| *over <= elapsed)
    }
}

/// What is left of a window by the wall clock; never more than it was long.
fn left(window: &Window, now: Timestamp) -> Duration {
    Duration::try_from(window.ends.duration_since(now)).unwrap_or_default().min(window.length)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::base::Clock;

    const WINDOW: Duration = Duration::from_secs(30);

    fn start() -> Clock {
        Clock::manual("2026-11-20T10:00:00Z".parse().unwrap())
    }

    fn over_after(windows: &mut Windows, stored: &Window, clock: &Clock) -> bool {
        !windows.observe(vec![stored.clone()], clock.now(), clock.elapsed()).is_empty()
    }

    #[test]
    fn only_time_that_passes_ends_a_window() {
        for jump in
            [SignedDuration::from_hours(-1), SignedDuration::from_hours(24), SignedDuration::from_hours(-500_000)]
        {
            let clock = start();
            let stored = Window { id: "K7Q2".parse().unwrap(), length: WINDOW, ends: clock.now() + WINDOW };
            let mut windows = Windows::default();
            assert!(!over_after(&mut windows, &stored, &clock));
            clock.jump(jump);
            assert!(!over_after(&mut windows, &stored, &clock), "{jump}");
            clock.advance(SignedDuration::from_secs(29));
            assert!(!over_after(&mut windows, &stored, &clock), "{jump}");
            clock.advance(SignedDuration::from_secs(1));
            assert!(windows.any_over(clock.elapsed()) && over_after(&mut windows, &stored, &clock), "{jump}");
        }
    }

    #[test]
    fn a_new_process_waits_for_the_rest_and_never_longer_than_the_whole() {
        let clock = start();
        let stored =
            Window { id: "K7Q2".parse().unwrap(), length: WINDOW, ends: clock.now() + Duration::from_secs(10) };
        assert_eq!(left(&stored, clock.now()), Duration::from_secs(10));
        clock.jump(SignedDuration::from_hours(-1));
        assert_eq!(left(&stored, clock.now()), WINDOW);
        clock.jump(SignedDuration::from_hours(2));
        assert_eq!(left(&stored, clock.now()), Duration::ZERO);
    }
}
