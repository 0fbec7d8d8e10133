//! Conditions and how they compose: words in their places, numbers, statements, and lists of conditions.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::facts::Facts;

use super::identifier::IdentifierKind;
use super::lexicon::PatternId;
use super::reading::{Place, Reading, Zone};
use super::statement::Statement;
use super::texts::{Arg, Language, Reason};

/// Something that must hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// Words or a regular expression, in one of these places.
    Pattern { pattern: PatternId, zones: Arc<[Zone]> },
    /// So many different numbers of a kind, in all these places together.
    Identifier { kind: IdentifierKind, at_least: usize, zones: Arc<[Zone]> },
    /// Something about people, time, size or files.
    Statement(Box<Statement>),
    /// One of these.
    Any(Vec<Condition>),
    /// All of these.
    All(Vec<Condition>),
    /// None of these.
    Not(Vec<Condition>),
}

/// What met a condition.
pub(super) enum Met<'a> {
    /// Words.
    Words(Place<'a>),
    /// So many different numbers; the first, masked.
    Numbers { zone: Zone, first: String, count: usize },
    /// A statement.
    Said(Said),
}

/// A statement that holds, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The thing itself: `23:10`, `Payroll.xlsx`.
    pub(super) word: String,
    /// Where it is to be seen, by its id in the catalogue: `place-time`.
    pub(super) place: &'static str,
    /// The whole: `it was sent at 23:10`.
    pub(super) whole: Reason,
    /// How many there are.
    pub(super) count: usize,
    /// The recipients it is about, as indexes into the envelope.
    pub(super) recipients: Vec<usize>,
}

impl Met<'_> {
    pub(super) fn place(&self) -> Arg {
        match self {
            Met::Words(place) => place.zone().shown(),
            Met::Numbers { zone, .. } => zone.shown(),
            Met::Said(said) => Arg::word(said.place),
        }
    }

    pub(super) fn word(&self) -> String {
        match self {
            Met::Words(place) => place.word(),
            Met::Numbers { first, .. } => first.clone(),
            Met::Said(said) => said.word.clone(),
        }
    }

    pub(super) fn quote(&self) -> String {
        match self {
            Met::Words(place) => place.quote(),
            Met::Numbers { first, .. } => first.clone(),
            Met::Said(said) => said.whole.sentence(Language::En),
        }
    }

    /// Why, in words: for `{why}`.
    pub(super) fn why(&self) -> Reason {
        match self {
            Met::Said(said) => said.whole.clone(),
            other => Reason::new("said-words").with("word", other.word()).with("where", other.place()),
        }
    }

    pub(super) fn folded(&self) -> &str {
        match self {
            Met::Words(place) => place.folded(),
            Met::Numbers { first, .. } => first,
            Met::Said(said) => &said.word,
        }
    }

    pub(super) fn count(&self) -> usize {
        match self {
            Met::Words(_) => 1,
            Met::Numbers { count, .. } => *count,
            Met::Said(said) => said.count,
        }
    }
}

/// What conditions are held against.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) facts: &'a Facts,
    pub(super) reading: &'a Reading<'a>,
    /// Whether known footers are read like the own words they stood below.
    pub(super) footers: bool,
}

impl Scene<'_> {
    /// Where to look for what is looked for in `zones`.
    fn places<'z>(&self, zones: &'z [Zone]) -> Cow<'z, [Zone]> {
        if self.footers && zones.contains(&Zone::OwnText) {
            return zones.iter().copied().chain([Zone::Footer]).collect();
        }
        Cow::Borrowed(zones)
    }
}

impl Condition {
    /// Whether it holds; what met it is added to `met`, also where the whole does not hold. Depth is bounded at load.
    pub(super) fn holds<'a>(&self, scene: Scene<'a>, met: &mut Vec<Met<'a>>) -> bool {
        match self {
            Condition::Any(list) => list.iter().filter(|condition| condition.holds(scene, met)).count() > 0,
            Condition::All(list) => list.iter().filter(|condition| !condition.holds(scene, met)).count() == 0,
            Condition::Not(list) => !list.iter().any(|condition| condition.holds(scene, &mut Vec::new())),
            Condition::Pattern { pattern, zones } => {
                found(met, scene.reading.find(*pattern, &scene.places(zones)).map(Met::Words))
            }
            Condition::Identifier { kind, at_least, zones } => {
                found(met, numbers(scene.reading, *kind, *at_least, &scene.places(zones)))
            }
            Condition::Statement(statement) => found(met, statement.said(scene.facts).map(Met::Said)),
        }
    }

    /// Why it does not hold, in words; `None` where only words are missing.
    pub(super) fn missed(&self, scene: Scene<'_>) -> Option<String> {
        let first = |list: &[Condition]| list.iter().find_map(|condition| condition.missed(scene));
        match self {
            Condition::Statement(statement) => match statement.said(scene.facts) {
                None => Some(statement.missed(scene.facts)),
                Some(_) => None,
            },
            Condition::Any(list) | Condition::All(list) => first(list),
            Condition::Not(list) => {
                let mut met = Vec::new();
                list.iter().any(|condition| condition.holds(scene, &mut met)).then(|| {
                    let why = met.first().map(|met| met.why().sentence(Language::En));
                    let why = why.unwrap_or_else(|| "what it excludes holds".to_owned());
                    format!("{why}, which rules it out")
                })
            }
            Condition::Pattern { .. } | Condition::Identifier { .. } => None,
        }
    }

    /// Adds what it reads to `reads`, each once.
    pub(super) fn reads(&self, reads: &mut Vec<&'static str>) {
        let mut add = |word| {
            if !reads.contains(&word) {
                reads.push(word);
            }
        };
        match self {
            Condition::Pattern { zones, .. } | Condition::Identifier { zones, .. } => {
                zones.iter().for_each(|zone| add(zone.word()));
            }
            Condition::Statement(statement) => add(statement.reads()),
            Condition::Any(list) | Condition::All(list) | Condition::Not(list) => {
                list.iter().for_each(|condition| condition.reads(reads));
            }
        }
    }
}

fn found<'a>(met: &mut Vec<Met<'a>>, found: Option<Met<'a>>) -> bool {
    let holds = found.is_some();
    met.extend(found);
    holds
}

fn numbers<'a>(reading: &'a Reading<'a>, kind: IdentifierKind, at_least: usize, zones: &[Zone]) -> Option<Met<'a>> {
    let found = || {
        let passages = reading.within(zones);
        passages
            .flat_map(|p| p.identifiers().iter().map(move |id| (p.zone, id)))
            .filter(move |(_, id)| kind.includes(id.kind))
    };
    let different: HashSet<&str> = found().map(|(_, id)| id.number.as_str()).collect();
    let (zone, first) = found().next().filter(|_| different.len() >= at_least)?;
    Some(Met::Numbers { zone, first: first.sample.clone(), count: different.len() })
}
