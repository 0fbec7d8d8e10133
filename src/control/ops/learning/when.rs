//! When a message of before was sent: one rule for all who read mail of before.

use jiff::{SignedDuration, Timestamp};

use crate::parse;

/// Before that nobody has sent a mail with a date in this form.
const FIRST_MAIL: i64 = 315_532_800;

/// How far a clock may be ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// When it was written, as its `Date` says; where it says nothing, or what cannot be, when it was `kept`. `None` when neither
/// tells. Never after `now`.
pub(in crate::control) fn sent_at(message: &[u8], kept: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let is_possible =
        |at: &Timestamp| at.as_second() >= FIRST_MAIL && now.checked_add(AHEAD).is_ok_and(|latest| *at <= latest);
    let said = parse::written_at(message).filter(is_possible).or_else(|| kept.filter(is_possible));
    said.map(|at| at.min(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_no_date() {
        let now: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let kept: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let of = |date: &str, kept| sent_at(format!("Date: {date}\r\n\r\nHi\r\n").as_bytes(), kept, now);
        let written = "2026-02-01T10:00:00Z".parse().unwrap();
        assert_eq!(of("Sun, 1 Feb 2026 10:00:00 +0000", Some(kept)), Some(written));
        assert_eq!(of("Mon, 2 Mar 2026 20:00:00 +0000", None), Some(now), "a clock may be ahead");
        for date in ["Thu, 1 Jan 1970 00:00:00 +0000", "Wed, 2 Mar 2050 20:00:00 +0000", "soon"] {
            assert_eq!(of(date, None), None, "{date}");
            assert_eq!(of(date, Some(kept)), Some(kept), "{date}");
        }
    }
}
