//! **What**: a party's code name, matter number or file goes to somebody who is neither of that party nor inside.
//! **Why**: what is said about client A must not reach client B, and a code name is said only about one client.
//! **Fires on**: a configured term in any text of the mail, quotes, attachments and hidden text too, with a recipient
//! outside who does not belong to the term's party; at `tick`.
//! **Stays silent on**: mail to the party itself and to the inside; terms past their last day.
//! **Options**: `terms` of a party in the configuration, and the table of parties.

use crate::base::Step;
use crate::facts::RecipientFacts;
use crate::rules::bound::Found;
use crate::rules::{Finding, words};

use super::{Case, Outcome, about};

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
                findings.push(finding(*i, recipient, &found, &words::list(&parties)));
            }
        }
    }
    match seen {
        Some(why) if findings.is_empty() => Outcome::Nearly(why),
        _ => Outcome::of(findings, "no code name stands there"),
    }
}

fn finding(i: usize, recipient: &RecipientFacts, found: &Found, parties: &str) -> Finding {
    let headline = format!("“{}” goes to {}", found.term.text, words::name(recipient));
    let belongs = match &recipient.party {
        Some(own) => format!("this recipient belongs to {own}"),
        None => "this recipient does not belong to them".to_owned(),
    };
    let detail =
        format!("It stands in {}, and only {parties} and insiders may read it; {belongs}.", found.zone.shown());
    let mut finding = about("party-term", Step::Tick, i, headline, detail);
    finding.evidence = vec![found.quote.clone()];
    finding
}
