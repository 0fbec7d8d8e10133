//! **What**: a party's code name, matter number or file goes to somebody who is neither of that party nor inside.
//! **Why**: what is said about client A must not reach client B, and a code name is said only about one client.
//! **Fires on**: a configured term in any text of the mail, quotes, attachments and hidden text too, with a recipient
//! outside who does not belong to the term's party; at `tick`.
//! **Stays silent on**: mail to the party itself and to the inside; terms past their last day.
//! **Options**: `terms` of a party in the configuration, and the table of parties.

use crate::base::{Step, text};
use crate::facts::RecipientFacts;
use crate::rules::Finding;
use crate::rules::bound::Found;

use super::{Arg, Case, Outcome, Reason, about, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let outsiders = case.outsiders();
    let bound = &case.rulebook.bound;
    if outsiders.is_empty() || bound.is_empty() {
        return Outcome::silent("no outsider gets it, or no party has code names");
    }
    let day = case.facts.sent_at.date();
    let mut seen = None;
    let mut findings: Vec<Finding> = Vec::new();
    for found in bound.find(case.reading) {
        let parties = found.term.parties(day);
        if parties.is_empty() {
            seen = seen.or_else(|| Some(format!("“{}” stands there, but its last day is over", found.term.text)));
            continue;
        }
        let belongs = |r: &RecipientFacts| r.party.as_deref().is_some_and(|party| parties.contains(&party));
        let strangers: Vec<_> = outsiders.iter().filter(|(_, recipient)| !belongs(recipient)).collect();
        if strangers.is_empty() {
            seen = Some(format!("“{}” stands there, and {} may read it", found.term.text, words::list(&parties)));
        }
        for (i, recipient) in strangers {
            if !findings.iter().any(|finding| finding.recipient == Some(*i)) {
                findings.push(finding(*i, recipient, &found, Arg::list(parties.iter().copied())));
            }
        }
    }
    match seen {
        Some(why) if findings.is_empty() => Outcome::Nearly(why),
        _ => Outcome::of(findings, "no code name stands there"),
    }
}

fn finding(i: usize, recipient: &RecipientFacts, found: &Found, parties: Arg) -> Finding {
    let reason = match &recipient.party {
        Some(own) => Reason::new("party-term-other").with("own", own.as_str()),
        None => Reason::new("party-term"),
    };
    let reason = reason.with("term", text::one_line(&found.term.text, 40)).with("name", words::name(recipient));
    let mut finding =
        about("party-term", Step::Tick, i, reason.with("party", parties).with("where", found.zone.shown()));
    finding.evidence = vec![found.quote.clone()];
    finding
}
