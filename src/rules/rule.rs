//! One compiled rule of a pack, and what it says about a submission.

use jiff::civil::Date;

use crate::base::{Address, Step, text};
use crate::facts::Facts;

use super::condition::{Condition, Met, Scene};
use super::except::Exception;
use super::explain::Outcome;
use super::finding::{Finding, Repair};
use super::model::Expect;
use super::reading::Reading;
use super::texts::{Arg, Language, Localised, Reason};
use super::who::Who;
use super::words;

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

/// A message and what the rule says about it.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) line: usize,
    pub(super) facts: Box<Facts>,
    pub(super) expect: Expect,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) title: String,
    /// Whom it is about; `None` = everybody.
    pub(super) to: Option<Vec<Who>>,
    /// Whose mail it is about; `None` = everybody's.
    pub(super) from: Option<Vec<Who>>,
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
    /// File and line.
    pub(super) place: (String, usize),
    /// The first day it holds.
    pub(super) since: Option<Date>,
    /// The last day it holds.
    pub(super) until: Option<Date>,
    /// The file of the rule whose place it took.
    pub(super) replaces: Option<String>,
}

/// Whether something that begins with `since` and ends with `until` holds on `day`.
pub(super) fn holds_on(since: Option<Date>, until: Option<Date>, day: Date) -> bool {
    since.is_none_or(|since| since <= day) && crate::people::holds(until, day)
}

impl Rule {
    /// What this rule says about a submission.
    pub(super) fn judge<'e, 's>(
        &self,
        facts: &'s Facts,
        reading: &'s Reading<'s>,
        exceptions: impl Iterator<Item = &'e Exception>,
    ) -> Outcome {
        // A question too many about a footer is a nuisance; what must not leave must not leave in a footer either.
        let scene = Scene { facts, reading, footers: self.step >= Step::Approve };
        let day = facts.sent_at.date();
        if !holds_on(self.since, self.until, day) {
            let (end, word) = match self.until {
                Some(until) if until < day => (until, "expired on"),
                _ => (self.since.unwrap_or(day), "waits for"),
            };
            return Outcome::Silent(format!("it {word} {end}").into());
        }
        if self.from.as_ref().is_some_and(|who| !sent_by(facts.sender.as_ref(), who)) {
            return Outcome::silent("nobody it is about sends this message");
        }
        let is_meant = |i: &usize| match &self.to {
            Some(to) => to.iter().any(|who| who.includes(&facts.recipients[*i])),
            None => true,
        };
        let getting: Vec<usize> = (0..facts.recipients.len()).filter(is_meant).collect();
        if getting.is_empty() {
            return Outcome::silent("nobody it is about gets this message");
        }
        if let Some(why) = self.ruled_out(scene) {
            return why;
        }
        let (fires, met) = self.weigh(scene);
        if !fires {
            return self.unmet(scene, &met);
        }
        // Exceptions last: they can only take away what would be said.
        match { exceptions }.find(|exception| exception.holds(scene, &getting)) {
            Some(exception) => Outcome::Silent(format!("excepted because {}", exception.reason.trim()).into()),
            None => Outcome::Fired(vec![self.finding(facts, &getting, &met)]),
        }
    }

    fn ruled_out(&self, scene: Scene<'_>) -> Option<Outcome> {
        let mut met = Vec::new();
        self.not.iter().any(|condition| condition.holds(scene, &mut met)).then(|| match met.into_iter().next_back() {
            Some(Met::Said(said)) => {
                Outcome::Silent(format!("{}, which rules it out", said.whole.sentence(Language::En)).into())
            }
            _ => Outcome::silent("a word that rules it out stands there"),
        })
    }

    /// Whether the conditions that hold are enough, and what met them: the strongest first, since it will speak.
    fn weigh<'a>(&self, scene: Scene<'a>) -> (bool, Vec<Met<'a>>) {
        let mut met = Vec::new();
        let all = self.all.iter().filter(|condition| condition.holds(scene, &mut met)).count() == self.all.len();
        let any = self.any.iter().filter(|condition| condition.holds(scene, &mut met)).count() > 0;
        let mut points = 0;
        for (condition, weight) in &self.weighted {
            if condition.holds(scene, &mut met) {
                points += weight.points();
            }
        }
        let only_all = self.any.is_empty() && self.weighted.is_empty();
        // Words speak before statements: a headline quotes them.
        met.sort_by_key(|met| matches!(met, Met::Said(_)));
        (all && (only_all || any || points >= ENOUGH), met)
    }

    fn unmet(&self, scene: Scene<'_>, met: &[Met<'_>]) -> Outcome {
        let missed = || self.all.iter().chain(&self.any).find_map(|condition| condition.missed(scene));
        let words: Vec<&str> = met.iter().filter(|met| !matches!(met, Met::Said(_))).map(Met::folded).collect();
        match (missed(), words.as_slice()) {
            (Some(missed), []) => Outcome::Silent(missed.into()),
            (Some(missed), words) => Outcome::Nearly(format!("{}, but {missed}", words::quoted_list(words))),
            (None, []) => Outcome::silent("none of its words stands there"),
            (None, words) => Outcome::Nearly(format!(
                "nothing more than {} stands there, which is not enough",
                words::quoted_list(words)
            )),
        }
    }

    fn finding(&self, facts: &Facts, getting: &[usize], met: &[Met]) -> Finding {
        let named = met.iter().find_map(|met| match met {
            Met::Said(said) if !said.recipients.is_empty() => Some(said.recipients.as_slice()),
            _ => None,
        });
        // Where the rule names nobody, the recipients a condition is about are the ones to speak of.
        let getting = named.filter(|_| self.to.is_none()).unwrap_or(getting);
        let recipient = match getting {
            [one] => Arg::from(words::name(&facts.recipients[*one])),
            many if self.to.is_some() => Reason::new("outside-people").with("count", many.len()).into(),
            many => Reason::new("people").with("count", many.len()).into(),
        };
        let first = met.first();
        let has_words = met.iter().any(|met| !matches!(met, Met::Said(_)));
        let reason = Reason::new(if has_words { "rule" } else { "rule-stated" })
            .with("word", first.map(Met::word).unwrap_or_default())
            .with("recipient", recipient)
            .with("where", first.map_or_else(|| Arg::from(""), Met::place))
            .with("count", first.map_or(1, Met::count))
            .with("title", text::one_line(&self.title, 60))
            .with("why", why(met));
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

    /// What it reads, for lists.
    pub(super) fn reads(&self) -> String {
        let mut reads = Vec::new();
        if self.from.is_some() {
            reads.push("sender");
        }
        let weighted = self.weighted.iter().map(|(condition, _)| condition);
        let conditions = self.any.iter().chain(&self.all).chain(weighted).chain(&self.not);
        conditions.for_each(|condition| condition.reads(&mut reads));
        reads.join(", ")
    }
}

fn why(met: &[Met]) -> Arg {
    Arg::List(met.iter().take(3).map(|met| met.why().into()).collect())
}

fn sent_by(sender: Option<&Address>, who: &[Who]) -> bool {
    sender.is_some_and(|sender| who.iter().any(|who| who.includes_address(sender)))
}
