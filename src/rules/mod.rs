//! Packs and checks: facts to findings.
//!
//! A **pack** is a TOML file of rules: whom it is about, which words, which step (`model` and `grammar` are how it is
//! written, `load`, `compose` and `stated` read it, `rule`, `condition` and `statement` are what it does). A **check** is a file in `builtin`, for what words cannot say. Both read the same `reading` of the
//! texts, in which one pass of the `lexicon` has found every word of every pack. All of it is pure.

mod bound;
mod builtin;
mod calm;
mod compose;
mod condition;
mod content;
mod disguise;
mod error;
mod examples;
mod except;
mod explain;
mod finding;
mod futile;
mod grammar;
mod heads;
mod identifier;
mod lexicon;
mod load;
mod model;
mod past;
mod pattern;
mod reading;
mod rule;
mod shipped;
mod starts;
mod stated;
mod statement;
mod template;
mod terms;
pub mod texts;
mod values;
mod warnings;
mod who;
mod words;

#[cfg(test)]
mod evasion;
#[cfg(test)]
mod tests;

pub use bound::term_problem;
pub use content::{Content, Topic};
pub use error::PackError;
pub(crate) use error::{Complaints, nearest, nearest_in_message};
pub use examples::ExampleFailure;
pub use explain::{Explained, Listed, Outcome};
pub use finding::{Finding, Repair};
pub use load::PackSource;
pub use model::{Expect, Silent, schema};
pub use shipped::shipped_packs;
pub use texts::{Language, Localised, Reason};
pub use warnings::Warning;

use bound::Bound;
use builtin::{CHECKS, Case};
use except::Exception;
use lexicon::Lexicon;
use reading::Reading;
use rule::Rule;
use terms::Builder;

use crate::facts::Facts;
use crate::people::{Directory, Wall};

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
    exceptions: Vec<Exception>,
    lexicon: Lexicon,
    bound: Bound,
    walls: Vec<Wall>,
    settings: Settings,
}

impl Rulebook {
    /// The shipped packs and the built-in checks, for an organisation that named nobody.
    pub fn shipped(settings: &Settings) -> Result<Rulebook, Vec<PackError>> {
        Rulebook::compile(&shipped_packs(), settings, &Directory::default())
    }

    /// `packs` and the built-in checks, with the groups, the parties' terms and the walls of `directory`. A rule of a later
    /// pack takes the place of an earlier one with the same pack and rule id; so a local pack changes a shipped rule, and
    /// only that, when the shipped packs come first.
    ///
    /// Errors: everything wrong in all packs, and names in `settings.off` that nothing bears.
    pub fn compile(
        packs: &[PackSource],
        settings: &Settings,
        directory: &Directory,
    ) -> Result<Rulebook, Vec<PackError>> {
        let mut lexicon = Builder::default();
        let (mut rules, mut exceptions, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for pack in packs {
            match load::load(pack, &mut lexicon, directory) {
                Ok(loaded) => {
                    loaded.rules.into_iter().for_each(|rule| put(&mut rules, rule));
                    exceptions.extend(loaded.exceptions);
                }
                Err(wrong) => errors.extend(wrong),
            }
        }
        if errors.is_empty() {
            errors.extend(unknown_off(&rules, settings));
            errors.extend(except::unknown_rules(&exceptions, &rules));
        }
        let (Some(lexicon), Some(bound)) = (lexicon.build(), Bound::new(&directory.parties)) else {
            let message = "all packs and parties together have too many words".to_owned();
            errors.push(PackError { file: "rules".to_owned(), line: 0, column: 0, message, hint: None });
            return Err(errors);
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let (walls, settings) = (directory.walls.clone(), settings.clone());
        Ok(Rulebook { rules, exceptions, lexicon, bound, walls, settings })
    }

    /// All findings of a submission: the built-in checks' first, then the packs', each in their order.
    pub fn judge(&self, facts: &Facts) -> Vec<Finding> {
        self.outcomes(facts)
            .flat_map(|(_, outcome)| match outcome {
                Outcome::Fired(findings) => findings,
                _ => Vec::new(),
            })
            .collect()
    }

    /// What every check and rule says about a submission, with its reason.
    pub fn explain(&self, facts: &Facts) -> Vec<Explained> {
        self.outcomes(facts)
            .map(|(id, outcome)| {
                let rule = self.rules.iter().find(|rule| rule.id == id);
                let title = || CHECKS.iter().find(|check| check.id == id).map(|check| check.title(self.language()));
                Explained {
                    id: id.to_owned(),
                    title: rule.map(|rule| rule.title.clone()).or_else(title).unwrap_or_default(),
                    outcome,
                    origin: rule.and_then(origin),
                }
            })
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
            title: check.title(self.language()),
            step: None,
            reads: check.needs.to_owned(),
            on: !self.is_off(check.id),
            file: None,
            line: 0,
            replaces: None,
            since: None,
            until: None,
        });
        let rules = self.rules.iter().map(|rule| Listed {
            id: rule.id.clone(),
            title: rule.title.clone(),
            step: Some(rule.step),
            reads: rule.reads(),
            on: !self.is_off(&rule.id),
            file: Some(rule.place.0.clone()),
            line: rule.place.1,
            replaces: rule.replaces.clone(),
            since: rule.since,
            until: rule.until,
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

    fn outcomes(&self, facts: &Facts) -> impl Iterator<Item = (&str, Outcome)> {
        let reading = std::rc::Rc::new(Reading::new(facts, &self.lexicon));
        let for_rules = reading.clone();
        let checks = CHECKS.iter().map(move |check| {
            let case = Case { facts, reading: &reading, rulebook: self };
            let outcome = if self.is_off(check.id) { Outcome::Off } else { (check.judge)(&case) };
            (check.id, outcome.told(self.settings.language))
        });
        let rules = self.rules.iter().map(move |rule| {
            let exceptions = self.exceptions.iter().filter(|exception| exception.is_about(&rule.id));
            let outcome = if self.is_off(&rule.id) { Outcome::Off } else { rule.judge(facts, &for_rules, exceptions) };
            (rule.id.as_str(), outcome.told(self.settings.language))
        });
        checks.chain(rules)
    }

    /// Whether a check or rule is switched off, alone or with its pack.
    fn is_off(&self, id: &str) -> bool {
        let pack = id.split_once('/').map(|(pack, _)| pack);
        self.settings.off.iter().any(|off| off == id || Some(off.as_str()) == pack)
    }
}

fn put(rules: &mut Vec<Rule>, mut rule: Rule) {
    match rules.iter_mut().find(|other| other.id == rule.id) {
        Some(other) => {
            rule.replaces = Some(other.replaces.take().unwrap_or_else(|| other.place.0.clone()));
            *other = rule;
        }
        None => rules.push(rule),
    }
}

fn origin(rule: &Rule) -> Option<String> {
    rule.replaces.as_ref().map(|file| format!("from {}, in place of {file}", rule.place.0))
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
