//! What the training data cannot teach, for it has only sent mail: what was received, what came back, and what the sender
//! corrected. Set by hand, in logarithms of odds; without such knowledge nothing changes.

use super::book::Contact;

const DAY: i64 = 86_400;

/// Somebody who wrote first is no stranger.
const WROTE: f32 = -1.5;
/// Nor who wrote of late.
const WROTE_OF_LATE: f32 = -1.0;
/// Of late, in seconds.
const OF_LATE: i64 = 30 * DAY;
/// Taken for somebody else before, each time up to [`MOST_WRONG`].
const WRONG: f32 = 0.8;
const MOST_WRONG: u32 = 3;
/// Mail to them came back, or they have left, after the last mail to them.
const GONE: f32 = 1.5;

/// What is added to somebody's score when a message goes to them at `at` (seconds).
pub(super) fn prior(heard: &Contact, at: i64) -> f32 {
    let mut sum = WRONG * heard.wrong.min(MOST_WRONG) as f32;
    if heard.heard > 0 {
        let is_of_late = (0..OF_LATE).contains(&(at - heard.heard_last));
        let is_new = heard.count == 0;
        // Of whom much was sent to, it is known already who they are.
        let weight = if is_new { 1.0 } else { 1.0 / (1.0 + heard.count as f32) };
        sum += weight * (WROTE + if is_of_late { WROTE_OF_LATE } else { 0.0 });
    }
    let gone = heard.left.as_ref().map(|(at, _)| *at).max(heard.bounced);
    if gone.is_some_and(|gone| gone > heard.last && at >= gone) {
        sum += GONE;
    }
    sum
}
