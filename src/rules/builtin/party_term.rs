//! **What**: a party's code name goes to somebody who is neither of that party nor inside.
//! **Why**: what is said about client A must not reach client B, and a code name is said only about one client.
//! **Fires on**: a configured term in any text of the mail, quotes and attachments too, with a recipient outside who does
//! not belong to the term's party; at `tick`.
//! **Stays silent on**: mail to the party itself and to the inside.
//! **Options**: `terms` of a party in the configuration.

use crate::base::Step;
use crate::facts::RecipientFacts;
use crate::rules::lexicon::{ends_word, starts_word};
use crate::rules::reading::{Passage, Zone};
use crate::rules::{Finding, pattern, words};

use super::{Case, Outcome, about};

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
    let headline = format!("“{term}” goes to {}", words::name(recipient));
    let belongs = match &recipient.party {
        Some(own) => format!("this recipient belongs to {own}"),
        None => "this recipient does not belong to them".to_owned(),
    };
    let detail = format!("It stands in {}, and only {party} and insiders may read it; {belongs}.", zone.shown());
    let mut finding = about("party-term", Step::Tick, i, headline, detail);
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
