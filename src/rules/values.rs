//! Single values as they are written: texts, numbers, sizes, dates, people. What is wrong is told with its place.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::compose::Written;
use super::error::nearest;
use super::load::Loader;
use super::reading::Zone;
use super::who::Who;
use crate::base::{Address, Domain, fold};

/// A size in octets: a number and B, kB, MB, GB (1000) or KiB, MiB, GiB (1024).
pub(super) fn size(text: &str) -> Option<usize> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim() {
        "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<usize>().ok()?.checked_mul(factor)
}

impl Loader<'_, '_> {
    pub(super) fn wrong(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.complaints.add(span, message, None);
    }

    pub(super) fn text<'v>(&mut self, value: Written<'v, '_>) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(value.span(), "this is a text in quotation marks");
        }
        text
    }

    /// The texts of a list that must have some; one alone may stand without a list.
    pub(super) fn texts<'v>(&mut self, value: Written<'v, '_>) -> Vec<(&'v str, Range<usize>)> {
        match value.get_ref() {
            DeValue::String(text) => vec![(text, value.span())],
            DeValue::Array(list) if !list.is_empty() => {
                list.iter().filter_map(|entry| Some((self.text(entry)?, entry.span()))).collect()
            }
            DeValue::Array(_) => {
                self.wrong(value.span(), "this list is empty; leave it out, or name what to look for");
                Vec::new()
            }
            _ => {
                self.wrong(value.span(), "this is a list of texts");
                Vec::new()
            }
        }
    }

    /// A number from 1; `default` where it is absent, `None` where it is wrong.
    pub(super) fn count(&mut self, table: &DeTable<'_>, key: &str, default: usize) -> Option<usize> {
        let Some(written) = table.get(key) else { return Some(default) };
        let number = written.get_ref().as_integer();
        let number = number.and_then(|n| usize::from_str_radix(n.as_str(), n.radix()).ok()).filter(|n| *n > 0);
        if number.is_none() {
            let hint = (key == "at_most").then(|| "for none, write { not = [ … ] }".to_owned());
            self.complaints.add(written.span(), format!("`{key}` is a number from 1"), hint);
        }
        number
    }

    /// A day, as a TOML date or as a text.
    pub(super) fn date(&mut self, written: Option<&Spanned<toml::Value>>) -> Option<Date> {
        let written = written?;
        let text = match written.get_ref() {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let date = text.parse::<Date>().ok();
        if date.is_none() {
            self.wrong(written.span(), format!("`{text}` is no day; write such as 2027-01-31"));
        }
        date
    }

    /// `since` and `until`; told when the end comes before the beginning.
    pub(super) fn period(
        &mut self,
        since: Option<&Spanned<toml::Value>>,
        until: Option<&Spanned<toml::Value>>,
    ) -> (Option<Date>, Option<Date>) {
        let period = (self.date(since), self.date(until));
        if let ((Some(from), Some(to)), Some(until)) = (period, until)
            && to < from
        {
            self.wrong(until.span(), format!("it ends before it begins ({from}), so it could never hold"));
        }
        period
    }

    pub(super) fn zone(&mut self, word: &str, span: Range<usize>) -> Option<Zone> {
        let zone = Zone::ALL.into_iter().find(|zone| zone.word() == word);
        if zone.is_none() {
            let words = Zone::ALL.map(Zone::word);
            let hint = nearest(word, words).unwrap_or_else(|| format!("there are {}", words.join(", ")));
            self.complaints.add(span, format!("`{word}` is no place in a message"), Some(hint));
        }
        zone
    }

    /// A list of people, and how to speak of it.
    pub(super) fn people(&mut self, list: Written<'_, '_>, senders: bool) -> (Vec<Who>, String) {
        let words = self.texts(list);
        let written = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        (words.into_iter().filter_map(|(word, span)| self.who(word, span, senders)).collect(), written)
    }

    /// Whom a word means; senders are told by address, domain and group only.
    pub(super) fn who(&mut self, word: &str, span: Range<usize>, sender: bool) -> Option<Who> {
        let text = word.trim();
        if let Some(kind) = Who::kind(text) {
            if !sender {
                return Some(kind);
            }
            self.wrong(span, format!("`{text}` is a kind of recipient; name senders by address, domain or group:NAME"));
            return None;
        }
        if let Some(name) = text.strip_prefix("group:") {
            return self.group(name.trim(), span);
        }
        if text.contains('@') {
            let read = text.parse::<Address>().map(Who::Address);
            return read.map_err(|error| self.wrong(span, error.to_string())).ok();
        }
        if text.contains('.') && !text.contains(' ') {
            let read = text.parse::<Domain>().map(Who::Domain);
            return read.map_err(|error| self.wrong(span, error.to_string())).ok();
        }
        self.party(text, span, sender)
    }

    fn group(&mut self, name: &str, span: Range<usize>) -> Option<Who> {
        if let Some(group) = self.directory.group(name) {
            return Some(Who::Group(group.members.clone().into()));
        }
        let known = self.directory.groups.iter().map(|group| group.name.as_str());
        let hint = nearest(name, known).unwrap_or_else(|| "name it in the configuration: [[group]]".to_owned());
        self.complaints.add(span, format!("there is no group `{name}`"), Some(hint));
        None
    }

    fn party(&mut self, name: &str, span: Range<usize>, sender: bool) -> Option<Who> {
        if name.is_empty() {
            self.wrong(span, "this is empty");
            return None;
        }
        let folded = fold::folded(name);
        if !sender && self.directory.parties.iter().any(|party| fold::folded(&party.name) == folded) {
            return Some(Who::Party(folded));
        }
        let parties = self.directory.parties.iter().map(|party| party.name.as_str());
        let hint = nearest(name, Who::KINDS.into_iter().chain(parties));
        let what = if sender { "address, domain or group" } else { "kind of party, and no party of the configuration" };
        self.complaints.add(span, format!("`{name}` is no {what}"), hint);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("10 MB"), Some(10_000_000));
        assert_eq!(size("1KiB"), Some(1024));
        for bad in ["10", "MB", "1.5 MB", "-1 MB", "99999999999999999999 GB", ""] {
            assert_eq!(size(bad), None, "{bad}");
        }
    }
}
