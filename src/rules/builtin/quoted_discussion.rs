//! **What**: a discussion among insiders is quoted below the text and goes to an outsider who took no part in it.
//! **Why**: "see below" to a client, and below stand six mails about what the client should pay.
//! **Fires on**: at least [`DISCUSS`] insiders and no outsider in the quotes, and a recipient outside: `ask`. A `note` when the
//! sender has written to that recipient at least [`WELL_KNOWN`] times and no strong word of a pack's topic stands in the quotes,
//! and when more people in the quotes are unknown than are insiders.
//! **Stays silent on**: answers to the outsider, whose own words are quoted, and threads in which any outsider took part.
//! **Options**: none.

use crate::base::{Step, text};
use crate::facts::{QuotedPerson, RecipientFacts};
use crate::people::PartyKind;
use crate::rules::reading::Zone;
use crate::rules::rule::Weight;

use super::{Arg, Case, Outcome, Reason, about, lines, sent_before, words};

/// So many make a discussion.
const DISCUSS: usize = 2;

/// So many messages make an outsider well known.
const WELL_KNOWN: u32 = 10;

pub(super) fn judge(case: &Case) -> Outcome {
    let people = each_once(&case.facts.quoted_people);
    let of_kind = |kind: fn(PartyKind) -> bool| people.iter().filter(|p| p.kind.is_some_and(kind)).count();
    let insiders = of_kind(|kind| kind == PartyKind::Internal);
    let outsiders = of_kind(|kind| kind != PartyKind::Internal);
    if outsiders > 0 || insiders < DISCUSS {
        return Outcome::silent("no discussion among insiders alone is quoted");
    }
    let unknown = people.len() - insiders;
    let said = case.topic_words_in(&[Zone::Quoted]);
    let strong = said.iter().any(|word| word.weight == Weight::Strong);
    let names = people_shown(&people);
    let findings = case.outsiders().into_iter().map(|(i, recipient)| {
        let known = sent_before(recipient) >= WELL_KNOWN && !strong;
        let step = if known || unknown > insiders { Step::Note } else { Step::Ask };
        let mut finding = about("quoted-discussion", step, i, reason(recipient, names.clone()));
        finding.evidence = people.iter().take(5).map(|person| shown(person, 60)).collect();
        finding.evidence.extend(lines(&said, 2));
        finding
    });
    Outcome::of(findings.collect(), "nobody outside gets it")
}

fn reason(recipient: &RecipientFacts, people: Arg) -> Reason {
    Reason::new("quoted-discussion")
        .with("name", words::name(recipient))
        .with("people", people)
        .with("sent", sent_before(recipient))
}

/// A person is quoted once for each mail; who has an address is told apart by it.
fn each_once(people: &[QuotedPerson]) -> Vec<&QuotedPerson> {
    let mut once: Vec<&QuotedPerson> = Vec::new();
    for person in people {
        let same = |other: &&QuotedPerson| match (&other.address, &person.address) {
            (Some(a), Some(b)) => a == b,
            (None, None) => other.name == person.name,
            _ => false,
        };
        if !once.iter().any(same) {
            once.push(person);
        }
    }
    once
}

/// Three names, or two and how many more.
fn people_shown(people: &[&QuotedPerson]) -> Arg {
    const SHORT: usize = 14;
    let names = |count: usize| people.iter().take(count).map(|person| shown(person, SHORT));
    match people.len() {
        0..=3 => Arg::list(names(3)),
        many => {
            let first = names(2).collect::<Vec<_>>().join(", ");
            Reason::new("list-more").with("first", first).with("count", many - 2).into()
        }
    }
}

fn shown(person: &QuotedPerson, most: usize) -> String {
    match &person.address {
        Some(address) if person.name.is_empty() => text::one_line(address.local(), most),
        _ => text::one_line(&person.name, most),
    }
}
