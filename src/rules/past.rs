//! Conditions that past mail answers. What could not be looked up counts as new where somebody may be a stranger: unknown is
//! not safe; else it says nothing, for `history-unavailable` asks.

use crate::facts::{Carried, Elsewhere, Fact, Facts, Haste, Hour, RecipientFacts};

use super::condition::Said;
use super::model::Thing;
use super::statement::{Circle, about, clock, said};
use super::texts::Reason;
use super::words;

/// Unknown counts as never: unknown is not safe.
pub(super) fn first_contact(facts: &Facts, of: Circle) -> Option<Said> {
    let new = |recipient: &RecipientFacts| match of {
        Circle::Sender => !matches!(recipient.sent_before, Fact::Known(1..)),
        Circle::Firm => recipient.known_here != Fact::Known(true),
    };
    let strangers: Vec<usize> = (0..facts.recipients.len()).filter(|&i| new(&facts.recipients[i])).collect();
    let first = words::name(facts.recipients.get(*strangers.first()?)?);
    let whole = match of {
        Circle::Sender => about("said-first-contact", &first),
        Circle::Firm => about("said-first-contact-here", &first),
    };
    Some(Said { recipients: strangers.clone(), ..said(&first, "place-recipients", whole, strangers.len()) })
}

pub(super) fn seen_elsewhere(facts: &Facts, things: &[Thing]) -> Option<Said> {
    let is_meant = |thing: &Elsewhere| match &thing.what {
        Carried::File(_) => things.contains(&Thing::File),
        Carried::Quote => things.contains(&Thing::Quote),
    };
    let got = |recipient: &RecipientFacts| match &recipient.elsewhere {
        Fact::Known(found) => found.iter().any(is_meant),
        Fact::Unavailable(_) => false,
    };
    let who: Vec<usize> = (0..facts.recipients.len()).filter(|&i| facts.recipients.get(i).is_some_and(got)).collect();
    let first = words::name(facts.recipients.get(*who.first()?)?);
    let whole = about("said-elsewhere", &first);
    Some(Said { recipients: who.clone(), ..said(&first, "place-recipients", whole, who.len()) })
}

pub(super) fn unusual_hour(facts: &Facts) -> Option<Said> {
    let Fact::Known(Some(Hour { is_unusual: true, .. })) = facts.hour else { return None };
    let shown = clock(facts.sent_at.time());
    Some(said(&shown, "place-time", about("said-unusual-hour", &shown), 1))
}

pub(super) fn haste(facts: &Facts) -> Option<Said> {
    let Fact::Known(Some(haste @ Haste { is_hasty: true, .. })) = facts.haste else { return None };
    let seconds = [haste.since_sent, haste.since_heard].into_iter().flatten().min()?;
    let shown = format!("{seconds} s");
    let whole = Reason::new("said-haste").with("seconds", seconds);
    Some(said(&shown, "place-time", whole, 1))
}
