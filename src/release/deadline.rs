//! placeholder until merge
use jiff::Timestamp; use jiff::tz::TimeZone; use std::time::Duration;
/// x
pub fn deadline(from: Timestamp, wait: Duration, _zone: &TimeZone) -> Timestamp { from + jiff::SignedDuration::try_from(wait).unwrap_or_default() }
