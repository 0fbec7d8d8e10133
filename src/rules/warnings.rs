//! What in packs and parties is legal and wants a look: ended, about to end, or never tried.

use std::fmt;

use jiff::Span;
use jiff::civil::Date;

use super::Rulebook;

/// Something that wants a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The pack's file, or `config.toml` for terms and walls.
    pub file: String,
    /// The line, from 1; 0 where it is not known.
    pub line: usize,
    /// What, in one sentence.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// How long before its end something is told, in days.
const SOON: i64 = 30;

impl Rulebook {
    /// What has ended, ends within 30 days, or has no example.
    pub fn warnings(&self, today: Date) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut ends = |file: &str, line: usize, what: &str, until: Option<Date>| {
            let warning = end_of(what, until, today);
            warnings.extend(warning.map(|message| Warning { file: file.to_owned(), line, message }));
        };
        for rule in &self.rules {
            ends(&rule.place.0, rule.place.1, &format!("the rule {}", rule.id), rule.until);
        }
        for exception in &self.exceptions {
            ends(&exception.file, exception.place.0, &format!("an exception of {}", exception.pack), exception.until);
        }
        for (party, text, until) in self.bound.ends() {
            ends("parties", 0, &format!("`{text}` of {party}"), Some(until));
        }
        for wall in &self.walls {
            ends("parties", 0, &format!("the wall between {}", wall.between.join(" and ")), wall.until);
        }
        let untried = self.rules.iter().filter(|rule| rule.examples.is_empty());
        warnings.extend(untried.map(|rule| Warning {
            file: rule.place.0.clone(),
            line: rule.place.1,
            message: format!("the rule {} has no example, so nobody knows whether it works", rule.id),
        }));
        warnings
    }
}

fn end_of(what: &str, until: Option<Date>, today: Date) -> Option<String> {
    let until = until?;
    if until < today {
        return Some(format!("{what} ended on {until}; take it out, or set another end"));
    }
    let soon = today.checked_add(Span::new().days(SOON)).unwrap_or(Date::MAX);
    (until <= soon).then(|| format!("{what} ends on {until}"))
}
