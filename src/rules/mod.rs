//! Packs and checks: facts to findings.
//!
//! A **pack** is a TOML file of rules: whom it is about, which words, which step (`model` is its grammar, `rule` what
//! one rule does). A **check** is a file in `builtin`, for what words cannot say. Both read the same `reading` of the
//! texts, in which one pass of the `lexicon` has found every word of every pack. All of it is pure.

mod builtin;
mod disguise;
mod error;
mod examples;
mod explain;
mod finding;
mod heads;
mod identifier;
mod lexicon;
mod load;
mod model;
mod pattern;
mod reading;
mod rule;
mod shipped;
mod starts;
mod template;
mod terms;
pub mod texts;
mod words;

#[cfg(test)]
mod evasion;
#[cfg(test)]
mod tests;

pub use error::PackError;
pub use examples::ExampleFailure;
pub use explain::{Explained, Listed, Outcome};
pub use finding::{Finding, Repair};
pub use load::PackSource;
pub use model::{Expect, Silent, schema};
pub use shipped::shipped_packs;
pub use texts::{Language, Localised, Reason};

use builtin::{CHECKS, Case};
use lexicon::Lexicon;
use reading::Reading;
use rule::Rule;
use terms::Builder;

use crate::facts::Facts;

/// What can be set about rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Checks and rules switched off: `many-visible`, `confidential-en/marking`, or a whole pack `confidential-en`.
    pub off: Vec<String>,
    /// Outside people who may see each other's addresses before `many-visible` asks.
    pub visible_recipients: usize,
    /// The language findings are told in.
    pub language: Language,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { off: Vec::new(), visible_recipients: 15, language: Language::default() }
    }
}

/// All packs and built-in checks, compiled once.
#[derive(Debug)]
pub struct Rulebook {
    rules: Vec<Rule>,
    lexicon: Lexicon,
    settings: Settings,
}

impl Rulebook {
    /// The shipped packs and the built-in checks.
    pub fn shipped(settings: &Settings) -> Result<Rulebook, Vec<PackError>> {
        Rulebook::compile(&shipped_packs(), settings)
    }

    /// `packs` and the built-in checks. A rule of a later pack takes the place of an earlier one with the same pack and
    /// rule id; so a local pack changes a shipped rule, and only that, when the shipped packs come first.
    ///
    /// Errors: everything wrong in all packs, and names in `settings.off` that nothing bears.
    pub fn compile(packs: &[PackSource], settings: &Settings) -> Result<Rulebook, Vec<PackError>> {
        let mut lexicon = Builder::default();
        let (mut rules, mut errors): (Vec<Rule>, Vec<PackError>) = (Vec::new(), Vec::new());
        for pack in packs {
            match load::load(pack, &mut lexicon) {
                Ok(loaded) => loaded.into_iter().for_each(|rule| put(&mut rules, rule)),
                Err(wrong) => errors.extend(wrong),
            }
        }
        let lexicon = lexicon.build();
        if errors.is_empty() {
            errors.extend(unknown_off(&rules, settings));
        }
        match lexicon {
            Some(lexicon) if errors.is_empty() => Ok(Rulebook { rules, lexicon, settings: settings.clone() }),
            Some(_) => Err(errors),
            None => {
                let message = "all packs together have too many words".to_owned();
                errors.push(PackError { file: "rules".to_owned(), line: 0, column: 0, message, hint: None });
                Err(errors)
            }
        }
    }

    /// All findings of a submission: the built-in checks' first, then the packs', each in their order.
    pub fn judge(&self, facts: &Facts) -> Vec<Finding> {
        self.outcomes(facts)
            .flat_map(|(_, _, outcome)| match outcome {
                Outcome::Fired(findings) => findings,
                _ => Vec::new(),
            })
            .collect()
    }

    /// What every check and rule says about a submission, with its reason.
    pub fn explain(&self, facts: &Facts) -> Vec<Explained> {
        self.outcomes(facts)
            .map(|(id, title, outcome)| Explained { id: id.to_owned(), title: title.to_owned(), outcome })
            .collect()
    }

    /// The language findings are told in.
    pub fn language(&self) -> Language {
        self.settings.language
    }

    /// Every check and rule.
    pub fn rules(&self) -> Vec<Listed> {
        let checks = CHECKS.iter().map(|check| Listed {
            id: check.id.to_owned(),
            title: check.title.to_owned(),
            step: None,
            reads: check.needs.to_owned(),
            on: !self.is_off(check.id),
        });
        let rules = self.rules.iter().map(|rule| Listed {
            id: rule.id.clone(),
            title: rule.title.clone(),
            step: Some(rule.step),
            reads: rule.zones.iter().map(|zone| zone.word()).collect::<Vec<_>>().join(", "),
            on: !self.is_off(&rule.id),
        });
        checks.chain(rules).collect()
    }

    /// How many of the packs' different words and patterns stand in `text`: the bare search, for measuring it.
    pub fn count_terms(&self, text: &str) -> usize {
        self.lexicon.scan(crate::base::fold::Folded::new(text).text()).hits.len()
    }

    /// Runs every rule's own examples; what comes back is what went otherwise than written.
    pub fn test(&self) -> Vec<ExampleFailure> {
        examples::run(&self.rules, &self.lexicon)
    }

    fn outcomes(&self, facts: &Facts) -> impl Iterator<Item = (&str, &str, Outcome)> {
        let reading = std::rc::Rc::new(Reading::new(facts, &self.lexicon));
        let for_rules = reading.clone();
        let checks = CHECKS.iter().map(move |check| {
            let case = Case { facts, reading: &reading, rulebook: self };
            let outcome = if self.is_off(check.id) { Outcome::Off } else { (check.judge)(&case) };
            (check.id, check.title, outcome.told(self.settings.language))
        });
        let rules = self.rules.iter().map(move |rule| {
            let outcome = if self.is_off(&rule.id) { Outcome::Off } else { rule.judge(facts, &for_rules) };
            (rule.id.as_str(), rule.title.as_str(), outcome.told(self.settings.language))
        });
        checks.chain(rules)
    }

    /// Whether a check or rule is switched off, alone or with its pack.
    fn is_off(&self, id: &str) -> bool {
        let pack = id.split_once('/').map(|(pack, _)| pack);
        self.settings.off.iter().any(|off| off == id || Some(off.as_str()) == pack)
    }
}

fn put(rules: &mut Vec<Rule>, rule: Rule) {
    match rules.iter_mut().find(|other| other.id == rule.id) {
        Some(other) => *other = rule,
        None => rules.push(rule),
    }
}

/// What is switched off but does not exist: most likely a slip of the pen, and the rule meant would still ask.
fn unknown_off(rules: &[Rule], settings: &Settings) -> Vec<PackError> {
    let packs = rules.iter().filter_map(|rule| rule.id.split_once('/')).map(|(pack, _)| pack);
    let known: Vec<&str> =
        CHECKS.iter().map(|check| check.id).chain(rules.iter().map(|rule| rule.id.as_str())).chain(packs).collect();
    let unknown = settings.off.iter().filter(|off| !known.contains(&off.as_str()));
    unknown
        .map(|off| PackError {
            file: "rules.off".to_owned(),
            line: 0,
            column: 0,
            message: format!("there is no check, rule or pack `{off}`"),
            hint: error::nearest(off, known.iter().copied()),
        })
        .collect()
}
