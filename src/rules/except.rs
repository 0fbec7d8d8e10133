//! What rules of a pack stay silent about, and until when.

use jiff::civil::Date;

use super::condition::{Condition, Scene};
use super::error::{PackError, nearest};
use super::rule::{Rule, holds_on};
use super::who::Who;

/// A compiled `[[except]]`. It can only relax rules of its own pack.
#[derive(Clone, Debug)]
pub(super) struct Exception {
    pub(super) pack: String,
    /// The rules' names with their line and column; empty = all of the pack.
    pub(super) rules: Vec<(String, (usize, usize))>,
    pub(super) to: Option<Vec<Who>>,
    pub(super) from: Option<Vec<Who>>,
    pub(super) any: Vec<Condition>,
    pub(super) all: Vec<Condition>,
    pub(super) not: Vec<Condition>,
    pub(super) since: Option<Date>,
    pub(super) until: Option<Date>,
    pub(super) reason: String,
    pub(super) file: String,
    /// Line and column.
    pub(super) place: (usize, usize),
}

impl Exception {
    /// Whether it is about the rule `id`.
    pub(super) fn is_about(&self, id: &str) -> bool {
        id.split_once('/').is_some_and(|(pack, name)| {
            pack == self.pack && (self.rules.is_empty() || self.rules.iter().any(|(rule, _)| rule == name))
        })
    }

    /// Whether it holds for a message whose recipients `getting` a rule is about. All of them must be in `to`: one who is
    /// not may be the one the rule is for.
    pub(super) fn holds(&self, scene: Scene<'_>, getting: &[usize]) -> bool {
        let facts = scene.facts;
        let sent_by = |who: &Vec<Who>| facts.sender.as_ref().is_some_and(|s| who.iter().any(|w| w.includes_address(s)));
        let goes_to = |who: &Vec<Who>| {
            let mut recipients = getting.iter().filter_map(|i| facts.recipients.get(*i));
            recipients.all(|recipient| who.iter().any(|who| who.includes(recipient)))
        };
        let holds = |condition: &Condition| condition.holds(scene, &mut Vec::new());
        holds_on(self.since, self.until, facts.sent_at.date())
            && self.from.as_ref().is_none_or(sent_by)
            && self.to.as_ref().is_none_or(goes_to)
            && !self.not.iter().any(holds)
            && self.all.iter().all(holds)
            && (self.any.is_empty() || self.any.iter().any(holds))
    }
}

/// Names of rules that this exception's pack does not have.
pub(super) fn unknown_rules(exceptions: &[Exception], rules: &[Rule]) -> Vec<PackError> {
    let mut errors = Vec::new();
    for exception in exceptions {
        let own = || {
            rules
                .iter()
                .filter_map(|rule| rule.id.split_once('/'))
                .filter(|(pack, _)| *pack == exception.pack)
                .map(|(_, name)| name)
        };
        for (name, (line, column)) in &exception.rules {
            if own().any(|known| known == name) {
                continue;
            }
            let (message, hint) = match name.split_once('/') {
                Some((pack, _)) if pack != exception.pack => (
                    format!("`{name}` is a rule of another pack; an exception is about rules of its own"),
                    Some(format!("write it into a file whose pack has the id `{pack}`")),
                ),
                Some((_, own_name)) => (
                    format!("a rule is named without its pack here: `{own_name}`"),
                    Some(format!("write \"{own_name}\"")),
                ),
                None => (format!("the pack `{}` has no rule `{name}`", exception.pack), nearest(name, own())),
            };
            errors.push(PackError { file: exception.file.clone(), line: *line, column: *column, message, hint });
        }
    }
    errors
}
