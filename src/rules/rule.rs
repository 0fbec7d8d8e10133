//! One compiled rule of a pack, and what it says about a submission.

use std::collections::HashSet;

use crate::base::{Address, Domain, Step, fold};
use crate::facts::{Facts, RecipientFacts};
use crate::people::PartyKind;

use super::explain::Outcome;
use super::finding::{Finding, Repair};
use super::identifier::IdentifierKind;
use super::lexicon::PatternId;
use super::model::Expect;
use super::reading::{Place, Reading, Zone};
use super::texts::{Arg, Localised, Reason};
use super::words;

/// Whom a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Addressees {
    /// Everybody but insiders.
    Outside,
    /// A kind of party.
    Kind(PartyKind),
    /// A named party; folded.
    Party(String),
    /// A domain and what is below it.
    Domain(Domain),
    /// One address.
    Address(Address),
}

impl Addressees {
    /// The words for kinds.
    pub(super) const KINDS: [&str; 7] = ["internal", "client", "partner", "external", "freemail", "blocked", "outside"];

    /// The kind named by `word`.
    pub(super) fn kind(word: &str) -> Option<Addressees> {
        Some(match word {
            "internal" => Addressees::Kind(PartyKind::Internal),
            "client" => Addressees::Kind(PartyKind::Client),
            "partner" => Addressees::Kind(PartyKind::Partner),
            "external" => Addressees::Kind(PartyKind::External),
            "freemail" => Addressees::Kind(PartyKind::Freemail),
            "blocked" => Addressees::Kind(PartyKind::Blocked),
            "outside" => Addressees::Outside,
            _ => return None,
        })
    }

    fn include(&self, recipient: &RecipientFacts) -> bool {
        match self {
            Addressees::Outside => recipient.is_outside(),
            Addressees::Kind(kind) => recipient.kind == *kind,
            Addressees::Party(name) => recipient.party.as_deref().is_some_and(|party| fold::folded(party) == *name),
            Addressees::Domain(domain) => recipient.address.domain().is_some_and(|d| d.is_within(domain)),
            Addressees::Address(address) => recipient.address == *address,
        }
    }
}

/// Something that must stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// Words or a regular expression.
    Pattern(PatternId),
    /// So many different numbers of a kind, in all the rule's places together.
    Identifier { kind: IdentifierKind, at_least: usize },
}

/// How much a term says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Enough alone.
    Strong,
    /// Three are enough.
    Medium,
    /// Half a medium.
    Weak,
}

impl Weight {
    /// In half points: a rule fires at [`ENOUGH`].
    pub(super) fn points(self) -> usize {
        match self {
            Weight::Strong => ENOUGH,
            Weight::Medium => 2,
            Weight::Weak => 1,
        }
    }
}

/// Half points at which weighted terms fire.
pub(super) const ENOUGH: usize = 6;

/// A text and what the rule says about it.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) to: PartyKind,
    pub(super) zone: Zone,
    pub(super) expect: Expect,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) to: Vec<Addressees>,
    pub(super) zones: Vec<Zone>,
    pub(super) all: Vec<Condition>,
    pub(super) any: Vec<Condition>,
    pub(super) not: Vec<Condition>,
    /// The strong ones first, then the medium, then the weak.
    pub(super) weighted: Vec<(Condition, Weight)>,
    pub(super) step: Step,
    pub(super) topic: Option<String>,
    /// Its own headline; the catalogue's `rule` where it has none.
    pub(super) headline: Option<Localised>,
    /// Its own detail.
    pub(super) detail: Option<Localised>,
    pub(super) examples: Vec<Example>,
    /// File and line, for examples that fail.
    pub(super) place: (String, usize),
}

/// A condition that was met, by what.
enum Met<'a> {
    /// Words.
    Words(Place<'a>),
    /// So many different identifiers; the first, masked.
    Numbers { zone: Zone, first: String, count: usize },
}

impl Met<'_> {
    fn zone(&self) -> Zone {
        match self {
            Met::Words(place) => place.zone(),
            Met::Numbers { zone, .. } => *zone,
        }
    }

    fn word(&self) -> String {
        match self {
            Met::Words(place) => place.word(),
            Met::Numbers { first, .. } => first.clone(),
        }
    }

    fn quote(&self) -> String {
        match self {
            Met::Words(place) => place.quote(),
            Met::Numbers { first, .. } => first.clone(),
        }
    }

    fn folded(&self) -> &str {
        match self {
            Met::Words(place) => place.folded(),
            Met::Numbers { first, .. } => first,
        }
    }

    fn count(&self) -> usize {
        match self {
            Met::Words(_) => 1,
            Met::Numbers { count, .. } => *count,
        }
    }
}

impl Rule {
    /// What this rule says about a submission.
    pub(super) fn judge(&self, facts: &Facts, reading: &Reading) -> Outcome {
        let getting: Vec<usize> = (0..facts.recipients.len())
            .filter(|&i| self.to.iter().any(|to| to.include(&facts.recipients[i])))
            .collect();
        if getting.is_empty() {
            return Outcome::silent("nobody it is about gets this message");
        }
        if self.not.iter().any(|condition| self.met(condition, reading).is_some()) {
            return Outcome::silent("a word that rules it out stands there");
        }
        let (fires, met) = self.weigh(reading);
        match (fires, met.is_empty()) {
            (true, _) => Outcome::Fired(vec![self.finding(facts, &getting, &met)]),
            (false, false) => {
                let words: Vec<&str> = met.iter().map(Met::folded).collect();
                Outcome::Nearly(format!("{} alone is not enough", words::quoted_list(&words)))
            }
            (false, true) => Outcome::silent("none of its words stands there"),
        }
    }

    /// Whether the terms that stand there are enough, and which they are: the strongest first, since it will speak.
    fn weigh<'a>(&self, reading: &'a Reading<'a>) -> (bool, Vec<Met<'a>>) {
        let those_of = |list: &[Condition]| list.iter().filter_map(|c| self.met(c, reading)).collect::<Vec<Met>>();
        let (all, any) = (those_of(&self.all), those_of(&self.any));
        let weighted: Vec<(Met, Weight)> =
            self.weighted.iter().filter_map(|(c, weight)| Some((self.met(c, reading)?, *weight))).collect();
        let points: usize = weighted.iter().map(|(_, weight)| weight.points()).sum();
        let only_all = self.any.is_empty() && self.weighted.is_empty();
        let fires = all.len() == self.all.len() && (only_all || !any.is_empty() || points >= ENOUGH);
        (fires, all.into_iter().chain(any).chain(weighted.into_iter().map(|(met, _)| met)).collect())
    }

    fn met<'a>(&self, condition: &Condition, reading: &'a Reading<'a>) -> Option<Met<'a>> {
        match *condition {
            Condition::Pattern(pattern) => reading.find(pattern, &self.zones).map(Met::Words),
            Condition::Identifier { kind, at_least } => {
                let found = || {
                    let passages = reading.within(&self.zones);
                    passages
                        .flat_map(|p| p.identifiers().iter().map(move |id| (p.zone, id)))
                        .filter(|(_, id)| kind.includes(id.kind))
                };
                let different: HashSet<&str> = found().map(|(_, id)| id.number.as_str()).collect();
                let (zone, first) = found().next().filter(|_| different.len() >= at_least)?;
                Some(Met::Numbers { zone, first: first.sample.clone(), count: different.len() })
            }
        }
    }

    fn finding(&self, facts: &Facts, getting: &[usize], met: &[Met]) -> Finding {
        let recipient = match getting {
            [one] => Arg::from(words::name(&facts.recipients[*one])),
            many => Reason::new("outside-people").with("count", many.len()).into(),
        };
        let first = met.first();
        let reason = Reason::new("rule")
            .with("word", first.map(Met::word).unwrap_or_default())
            .with("recipient", recipient)
            .with("where", first.map_or_else(|| Arg::from(""), |met| met.zone().shown()))
            .with("count", first.map_or(1, Met::count));
        Finding {
            check: self.id.clone(),
            step: self.step,
            recipient: match getting {
                [one] => Some(*one),
                _ => None,
            },
            headline: String::new(),
            detail: String::new(),
            reason: Reason { headline: self.headline.clone(), detail: self.detail.clone(), ..reason },
            evidence: met.iter().take(5).map(Met::quote).collect(),
            repairs: match getting {
                [one] => vec![Repair::Remove { recipient: *one }, Repair::Draft],
                _ => vec![Repair::Draft],
            },
        }
    }
}
