//! What belongs to parties: terms, groups and walls, each legal and with a day that is one.

use std::ops::Range;

use jiff::civil::Date;
use toml::{Spanned, Value};

use super::Checker;
use super::directory::Taken;
use crate::base::{Address, Domain};
use crate::config::written;
use crate::people::{Group, Member, Term, TermKind, Wall};
use crate::rules::term_problem;

const KINDS: [TermKind; 3] = [TermKind::Words, TermKind::Matter, TermKind::File];

impl Checker<'_> {
    pub(super) fn terms(&mut self, written: &[Spanned<Value>]) -> Vec<Term> {
        let mut seen = std::collections::HashSet::new();
        let mut terms = Vec::with_capacity(written.len());
        for entry in written {
            let Some(term) = self.term(entry) else { continue };
            if let Some(why) = term_problem(term.kind, &term.text) {
                let empty = term.text.trim().is_empty();
                let why = if empty { "an empty term is in every text" } else { why };
                self.problem(entry.span(), why, if empty { "remove it" } else { "write a longer one" });
            }
            if !seen.insert((term.kind, crate::base::fold::folded(term.text.trim()))) {
                self.problem(entry.span(), &format!("`{}` is listed twice", term.text), "");
            }
            terms.push(term);
        }
        terms
    }

    fn term(&mut self, entry: &Spanned<Value>) -> Option<Term> {
        let table = match entry.get_ref() {
            Value::String(text) => return Some(Term::from(text.as_str())),
            Value::Table(table) => table,
            _ => {
                self.problem(entry.span(), "a term is a text or a table", "such as { matter = \"2026-0117\" }");
                return None;
            }
        };
        let known = ["term", "matter", "file", "until"];
        if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
            let hint = crate::config::problem::nearest(key, known);
            let hint = hint
                .map_or_else(|| format!("there are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
            self.problem(entry.span(), &format!("a term has no `{key}`"), &hint);
            return None;
        }
        let mut named = KINDS.into_iter().filter_map(|kind| Some((kind, table.get(kind.word())?)));
        let (Some((kind, text)), None) = (named.next(), named.next()) else {
            self.problem(
                entry.span(),
                "a term is one of `term`, `matter` and `file`",
                "write one of them, and `until`",
            );
            return None;
        };
        let Some(text) = text.as_str() else {
            self.problem(entry.span(), &format!("`{}` is a text", kind.word()), "write it in quotation marks");
            return None;
        };
        let until = table.get("until").and_then(|until| self.day(until, entry.span()));
        Some(Term { kind, text: text.to_owned(), until })
    }

    /// A TOML date, or one in quotation marks.
    fn day(&mut self, written: &Value, span: Range<usize>) -> Option<Date> {
        let text = written.as_str().map_or_else(|| written.to_string(), str::to_owned);
        let day = text.parse::<Date>().ok();
        if day.is_none() {
            self.problem(span, &format!("`{text}` is no day"), "write such as 2027-03-31");
        }
        day
    }

    pub(super) fn groups(&mut self, written: &[Spanned<written::Group>]) -> Vec<Group> {
        let (mut names, mut groups) = (Taken::new(), Vec::new());
        for entry in written {
            let Some(name) = self.name(&entry.get_ref().name) else {
                self.missing(entry.span(), "a group has no name", "write name = \"…\"");
                continue;
            };
            self.take(&mut names, &crate::base::fold::folded(&name), "another group", entry.span());
            let list = &entry.get_ref().members;
            if list.is_empty() {
                self.missing(entry.span(), &format!("group `{name}` has no members"), "name addresses or domains");
            }
            let members = list.iter().filter_map(|member| self.member(member)).collect();
            groups.push(Group { name, members });
        }
        groups
    }

    fn member(&mut self, written: &Spanned<String>) -> Option<Member> {
        let text = written.get_ref();
        let read = if text.contains('@') {
            text.parse::<Address>().map(Member::Address).map_err(|error| error.to_string())
        } else {
            text.parse::<Domain>().map(Member::Domain).map_err(|error| error.to_string())
        };
        read.map_err(|error| self.problem(written.span(), &error, "")).ok()
    }

    /// Whether the parties exist is known when the table of parties has been read, too.
    pub(super) fn walls(&mut self, written: &[Spanned<written::Wall>]) -> Vec<Wall> {
        let mut walls = Vec::new();
        for entry in written {
            let wall = entry.get_ref();
            let mut between: Vec<String> = Vec::new();
            for name in &wall.between {
                if between.contains(name.get_ref()) {
                    self.problem(name.span(), &format!("`{}` is listed twice", name.get_ref()), "");
                } else {
                    between.push(name.get_ref().trim().to_owned());
                }
            }
            if wall.between.len() < 2 {
                self.missing(entry.span(), "a wall stands between two parties", "write between = [\"…\", \"…\"]");
            }
            let until = wall.until.as_ref().and_then(|until| self.day(until.get_ref(), until.span()));
            walls.push(Wall { between, until, reason: wall.reason.clone() });
        }
        walls
    }
}
