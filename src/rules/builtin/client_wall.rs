//! **What**: people of two parties between which a wall stands get one message.
//! **Why**: a conflict of interest: being on one message at all is the breach, whoever sees whom.
//! **Fires on**: recipients of two parties of one wall, in whatever field; at `type`.
//! **Stays silent on**: each party alone, and walls past their last day.
//! **Options**: `[[wall]]` in the configuration, and the table of parties.

use std::collections::HashMap;

use crate::base::Step;
use crate::people::{Wall, holds};
use crate::rules::{Finding, Repair};

use super::{Arg, Case, Outcome, Reason, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    if case.rulebook.walls.is_empty() {
        return Outcome::silent("no wall is configured");
    }
    let findings = breached(case).into_iter().map(|(wall, sides)| finding(wall, &sides)).collect();
    Outcome::of(findings, "no wall stands between its recipients")
}

/// The parties of a wall that get the message, each with the place of its first recipient.
type Sides<'a> = Vec<(&'a str, usize)>;

/// The walls that stand on that day and have more than one side among the recipients.
pub(super) fn breached<'a>(case: &Case<'a>) -> Vec<(&'a Wall, Sides<'a>)> {
    let day = case.facts.sent_at.date();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (i, recipient) in case.facts.recipients.iter().enumerate() {
        recipient.party.as_deref().into_iter().for_each(|party| {
            places.entry(party).or_insert(i);
        });
    }
    let first = |party: &str| places.get(party).copied();
    let sides = |wall: &'a Wall| -> Sides<'a> {
        wall.between.iter().filter_map(|party| Some((party.as_str(), first(party)?))).collect()
    };
    let standing = case.rulebook.walls.iter().filter(|wall| holds(wall.until, day));
    standing.map(|wall| (wall, sides(wall))).filter(|(_, sides)| sides.len() > 1).collect()
}

fn finding(wall: &Wall, sides: &[(&str, usize)]) -> Finding {
    let names: Vec<&str> = sides.iter().map(|(name, _)| *name).collect();
    let reason = match wall.reason.trim() {
        "" => Reason::new("client-wall"),
        why => Reason::new("client-wall-because").with("because", crate::base::text::one_line(why, 120)),
    };
    let parties = Arg::list(names.iter().map(|name| crate::base::text::one_line(name, 40)));
    let mut finding = whole("client-wall", Step::Type, reason.with("parties", parties));
    finding.evidence = names.iter().take(5).map(|name| (*name).to_owned()).collect();
    // The party named last is the likelier stray; no Bcc is offered.
    if let Some(recipient) = sides.iter().map(|(_, first)| *first).max() {
        finding.repairs = vec![Repair::Remove { recipient }, Repair::Draft];
        finding.recipient = Some(recipient);
    }
    finding
}
