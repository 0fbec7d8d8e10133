//! When to try again: soon at first, then ever more rarely, until it has been tried for long enough.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Minutes to wait behind the first, second, … attempt; the last counts for all further ones. RFC 5321 §4.5.4.1 wants
/// two tries in the first hour and then one every two or three hours.
const MINUTES: [i64; 9] = [1, 2, 5, 15, 30, 60, 120, 180, 240];

/// When the next attempt may begin, after `attempts` attempts of a message queued at `first_queued`, the last of which
/// ended `now`. `None`: `retry_for` has passed, give up. The last attempt is made when `retry_for` ends, however long
/// the interval before it would be, so that nothing is given up early.
pub fn next_attempt(attempts: u32, first_queued: Timestamp, now: Timestamp, retry_for: Duration) -> Option<Timestamp> {
    let limit = SignedDuration::try_from(retry_for).unwrap_or(SignedDuration::MAX);
    let end = first_queued.checked_add(limit).unwrap_or(Timestamp::MAX);
    if now >= end {
        return None;
    }
    let step = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX).min(MINUTES.len() - 1);
    let next = now.checked_add(SignedDuration::from_mins(MINUTES[step])).unwrap_or(Timestamp::MAX);
    Some(next.min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn start() -> Timestamp {
        "2026-11-20T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn intervals_grow_and_are_capped() {
        let wait = |attempts| next_attempt(attempts, start(), start(), DAY).unwrap().duration_since(start()).as_mins();
        assert_eq!([wait(0), wait(1), wait(2), wait(3), wait(6), wait(9), wait(u32::MAX)], [1, 1, 2, 5, 60, 240, 240]);
    }

    #[test]
    fn it_is_tried_once_more_at_the_end_and_then_given_up() {
        let mut now = start();
        let mut attempts = 0;
        while let Some(next) = next_attempt(attempts, start(), now, DAY) {
            assert!(next > now);
            now = next;
            attempts += 1;
        }
        assert_eq!(now.duration_since(start()), SignedDuration::from_hours(24));
        assert!((10..20).contains(&attempts), "{attempts}");
    }

    #[test]
    fn extremes_do_not_overflow() {
        assert!(next_attempt(1, start(), start(), Duration::MAX).is_some());
        assert_eq!(next_attempt(1, start(), start(), Duration::ZERO), None);
        assert_eq!(next_attempt(1, Timestamp::MIN, Timestamp::MAX, DAY), None);
    }
}
