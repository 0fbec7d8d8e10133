//! **What**: a party's code name goes to somebody who is neither of that party nor inside.
//! **Why**: what is said about client A must not reach client B, and a code name is said only about one client.
//! **Fires on**: a configured term in any text of the mail, quotes and attachments too, with a recipient outside who does
//! not belong to the term's party; at `tick`.
//! **Stays silent on**: mail to the party itself and to the inside.
//! **Options**: `terms` of a party in the configuration.

use crate::base::{Step, text};
use crate::facts::RecipientFacts;
use crate::rules::lexicon::{ends_word, starts_word};
use crate::rules::reading::{Passage, Zone};
use crate::rules::{Finding, pattern};

use super::{Case, Outcome, Reason, about, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let outsiders = case.outsiders();
    if outsiders.is_empty() || case.facts.party_terms.is_empty() {
        return Outcome::silent("no outsider gets it, or no party has code names");
    }
    let mut seen = None;
    let mut findings: Vec<Finding> = Vec::new();
    for bound in &case.facts.party_terms {
        let strangers: Vec<_> = outsiders.iter().filter(|(_, r)| r.party.as_deref() != Some(&bound.party)).collect();
        let Some((zone, quote)) = find(case, &bound.term) else { continue };
        if strangers.is_empty() {
            seen = Some(format!("“{}” stands there, and {} may read it", bound.term, bound.party));
        }
        for (i, recipient) in strangers {
            if !findings.iter().any(|finding| finding.recipient == Some(*i)) {
                findings.push(finding(*i, recipient, &bound.term, &bound.party, zone, quote.clone()));
            }
        }
    }
    match seen {
        Some(why) if findings.is_empty() => Outcome::Nearly(why),
        _ => Outcome::of(findings, "no code name stands there"),
    }
}

fn finding(i: usize, recipient: &RecipientFacts, term: &str, party: &str, zone: Zone, quote: String) -> Finding {
    let reason = match &recipient.party {
        Some(own) => Reason::new("party-term-other").with("own", own.as_str()),
        None => Reason::new("party-term"),
    };
    let reason = reason.with("term", text::one_line(term, 40)).with("name", words::name(recipient));
    let mut finding = about("party-term", Step::Tick, i, reason.with("party", party).with("where", zone.shown()));
    finding.evidence = vec![quote];
    finding
}

/// Where `term` stands as a word of its own, in any spelling of its umlauts.
fn find(case: &Case, term: &str) -> Option<(Zone, String)> {
    let spellings = pattern::spellings(term);
    case.reading.passages.iter().find_map(|passage| {
        let (start, end) = spellings.iter().find_map(|spelling| standing(passage, spelling))?;
        Some((passage.zone, passage.quote(start, end)))
    })
}

fn standing(passage: &Passage, spelling: &str) -> Option<(usize, usize)> {
    if spelling.is_empty() {
        return None;
    }
    let text = passage.lower();
    text.match_indices(spelling)
        .map(|(start, found)| (start, start + found.len()))
        .find(|(start, end)| starts_word(text, *start) && ends_word(text, *end))
}
