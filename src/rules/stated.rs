//! Written statements → compiled ones; what can never hold is told.

use jiff::civil::{Time, Weekday};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};
use toml::de::{DeTable, DeValue};

use super::compose::Written;
use super::error::{nearest, nearest_in_message};
use super::load::Loader;
use super::model::Thing;
use super::statement::{Circle, FileType, Statement, day_word};
use super::values;
use crate::base::fold;
use crate::facts::Role;
use crate::files::{Feature, Kind};

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl Loader<'_, '_> {
    /// The statement known by `head`, whose value is `value`; `table` has what stands beside it.
    pub(super) fn statement(&mut self, head: &str, table: &DeTable<'_>, value: Written<'_, '_>) -> Option<Statement> {
        match head {
            "from" => {
                let (who, written) = self.people(value, true);
                (!who.is_empty()).then_some(Statement::From { who, written })
            }
            "to" => self.to(table, value),
            "parties" => self.parties(table, value),
            "mixture" => self.mixture(value),
            "label" => {
                let words: Vec<String> = self.texts(value).iter().map(|(word, _)| fold::folded(word.trim())).collect();
                if words.iter().any(String::is_empty) {
                    self.wrong(value.span(), "an empty label is in every label; name a word");
                }
                Some(Statement::Label { words })
            }
            "hours" => self.hours(value),
            "days" => self.days(value),
            "size" => self.size(value),
            "type" => self.types(table, value),
            "feature" => self.features(value),
            "attachments" => {
                let limits = self.table(value, &["at_least", "at_most"])?;
                let (at_least, at_most) = self.range(limits, value, 1)?;
                Some(Statement::Attachments { at_least, at_most })
            }
            "seen_elsewhere" => {
                let mut things = Vec::new();
                for (word, span) in self.texts(value) {
                    match word {
                        "file" => things.push(Thing::File),
                        "quote" => things.push(Thing::Quote),
                        _ => {
                            let hint = nearest(word, ["file", "quote"]);
                            self.complaints.add(span, format!("`{word}` is neither `file` nor `quote`"), hint);
                        }
                    }
                }
                Some(Statement::SeenElsewhere { things })
            }
            "unusual_hour" => self.is_so(head, value).then_some(Statement::UnusualHour),
            "haste" => self.is_so(head, value).then_some(Statement::Haste),
            _ => match (value.get_ref().as_bool(), value.get_ref().as_str()) {
                (Some(true), _) => Some(Statement::FirstContact { of: Circle::Sender }),
                (_, Some("firm")) => Some(Statement::FirstContact { of: Circle::Firm }),
                _ => {
                    let hint = "for the contrary, write { not = [{ first_contact = true }] }".to_owned();
                    self.complaints.add(value.span(), "`first_contact` is `true` or `\"firm\"`", Some(hint));
                    None
                }
            },
        }
    }

    /// Whether the value is `true`, the only one such a condition has.
    fn is_so(&mut self, head: &str, value: Written<'_, '_>) -> bool {
        let is_so = value.get_ref().as_bool() == Some(true);
        if !is_so {
            let hint = format!("for the contrary, write {{ not = [{{ {head} = true }}] }}");
            self.complaints.add(value.span(), format!("`{head}` is `true`"), Some(hint));
        }
        is_so
    }

    fn to(&mut self, table: &DeTable<'_>, value: Written<'_, '_>) -> Option<Statement> {
        let (who, written) = self.people(value, false);
        let (at_least, at_most) = self.range(table, value, 1)?;
        let only = match table.get("only") {
            None => false,
            Some(only) => only.get_ref().as_bool().or_else(|| {
                self.wrong(only.span(), "`only` is `true` or `false`");
                None
            })?,
        };
        let mut roles = Vec::new();
        for (word, span) in table.get("role").map(|list| self.texts(list)).unwrap_or_default() {
            match word {
                "to" => roles.push(Role::To),
                "cc" => roles.push(Role::Cc),
                "bcc" => roles.push(Role::Bcc),
                _ => self.complaints.add(
                    span,
                    format!("`{word}` is no field of recipients"),
                    Some(nearest(word, ["to", "cc", "bcc"]).unwrap_or_else(|| "there are to, cc, bcc".to_owned())),
                ),
            }
        }
        (!who.is_empty()).then_some(Statement::To { who, written, at_least, at_most, only, roles })
    }

    fn parties(&mut self, table: &DeTable<'_>, value: Written<'_, '_>) -> Option<Statement> {
        let word = self.text(value)?;
        let who = self.who(word, value.span(), false)?;
        let (at_least, at_most) = self.range(table, value, 2)?;
        if matches!(&who, super::who::Who::Party(_) | super::who::Who::Address(_)) && at_least > 1 {
            self.wrong(
                value.span(),
                format!("`{word}` is one party, so this could never hold; name a kind such as `client`"),
            );
        }
        Some(Statement::Parties { who, written: word.to_owned(), at_least, at_most })
    }

    fn mixture(&mut self, value: Written<'_, '_>) -> Option<Statement> {
        let words = self.texts(value);
        if words.len() == 1 {
            self.wrong(value.span(), "a mixture has at least two sides; for one, write `to`");
        }
        let mut who = Vec::new();
        for (word, span) in words {
            if who.iter().any(|(_, other)| other == word) {
                self.wrong(span, format!("`{word}` stands twice in this list"));
            } else {
                who.extend(self.who(word, span, false).map(|one| (one, word.to_owned())));
            }
        }
        Some(Statement::Mixture { who })
    }

    fn hours(&mut self, value: Written<'_, '_>) -> Option<Statement> {
        let text = self.text(value)?;
        let time = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            // The end of the day is written both ways.
            let hour = hour.parse::<i8>().ok().map(|hour| if hour == 24 { 0 } else { hour })?;
            Time::new(hour, minute.parse().ok()?, 0, 0).ok()
        };
        let hours = text.split_once('-').and_then(|(from, to)| Some((time(from)?, time(to)?)));
        let Some((from, to)) = hours else {
            self.wrong(value.span(), format!("`{text}` is no span of hours; write such as \"20:00-06:00\""));
            return None;
        };
        if from == to {
            self.wrong(value.span(), format!("`{text}` begins when it ends; leave it out, or name a span"));
        }
        Some(Statement::Hours { from, to, written: text.to_owned() })
    }

    fn days(&mut self, value: Written<'_, '_>) -> Option<Statement> {
        let mut days: Vec<Weekday> = Vec::new();
        for (word, span) in self.texts(value) {
            match DAYS.iter().find(|(name, _)| *name == word) {
                Some((_, day)) if days.contains(day) => self.wrong(span, format!("`{word}` stands twice in this list")),
                Some((_, day)) => days.push(*day),
                None => {
                    let words = DAYS.map(|(name, _)| name);
                    let hint = nearest(word, words).unwrap_or_else(|| format!("there are {}", words.join(", ")));
                    self.complaints.add(span, format!("`{word}` is no day"), Some(hint));
                }
            }
        }
        if days.len() == 7 {
            self.wrong(value.span(), "these are all days; leave the condition out");
        }
        let written = days.iter().map(|day| day_word(*day)).collect::<Vec<_>>().join(", ");
        Some(Statement::Days { days, written })
    }

    fn size(&mut self, value: Written<'_, '_>) -> Option<Statement> {
        let limits = self.table(value, &["over", "under"])?;
        let (over, under) = (self.octets(limits, "over")?, self.octets(limits, "under")?);
        let written = match (&over, &under) {
            (None, None) => {
                self.wrong(value.span(), "this size has no limit; write { over = \"10 MB\" }");
                return None;
            }
            (Some((over, _)), Some((under, _))) if over >= under => {
                self.wrong(value.span(), "nothing is over the one and under the other, so this could never hold");
                return None;
            }
            (Some((_, over)), None) => format!("over {over}"),
            (None, Some((_, under))) => format!("under {under}"),
            (Some((_, over)), Some((_, under))) => format!("over {over} and under {under}"),
        };
        Some(Statement::Size { over: over.map(|size| size.0), under: under.map(|size| size.0), written })
    }

    /// `Some(None)` where the key is absent, `None` where it is wrong.
    fn octets(&mut self, table: &DeTable<'_>, key: &str) -> Option<Option<(usize, String)>> {
        let Some(written) = table.get(key) else { return Some(None) };
        let size = written.get_ref().as_str().and_then(|text| Some((values::size(text)?, text.to_owned())));
        if size.is_none() {
            self.wrong(written.span(), "a size has a unit: write such as \"10 MB\", \"500 kB\" or \"1 GiB\"");
        }
        size.map(Some)
    }

    fn types(&mut self, table: &DeTable<'_>, value: Written<'_, '_>) -> Option<Statement> {
        let words = self.texts(value);
        let written = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" or ");
        let mut types = Vec::new();
        for (word, span) in words {
            match file_type(word) {
                Ok(of) => types.push(of),
                Err(hint) => self.complaints.add(span, format!("`{word}` is no type of file"), hint),
            }
        }
        let at_least = self.count(table, "at_least", 1)?;
        (!types.is_empty()).then_some(Statement::Type { types, written, at_least })
    }

    fn features(&mut self, value: Written<'_, '_>) -> Option<Statement> {
        let mut features = Vec::new();
        for (word, span) in self.texts(value) {
            match Feature::deserialize(StrDeserializer::<Error>::new(word)) {
                Ok(feature) => features.push((feature, word.to_owned())),
                Err(error) => {
                    let hint = nearest_in_message(&error.to_string()).or_else(|| known(&error.to_string()));
                    self.complaints.add(span, format!("`{word}` is nothing files are known to have"), hint);
                }
            }
        }
        (!features.is_empty()).then_some(Statement::Feature { features })
    }

    /// `at_least` and `at_most`; told when no number is in both.
    fn range(&mut self, table: &DeTable<'_>, at: Written<'_, '_>, default: usize) -> Option<(usize, usize)> {
        let at_least = self.count(table, "at_least", default)?;
        let at_most = self.count(table, "at_most", usize::MAX)?;
        if at_least > at_most {
            let message = format!("nothing is at least {at_least} and at most {at_most}, so this could never hold");
            self.wrong(at.span(), message);
            return None;
        }
        Some((at_least, at_most))
    }

    fn table<'v, 'i>(&mut self, value: Written<'v, 'i>, keys: &[&str]) -> Option<&'v DeTable<'i>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(value.span(), format!("this is a table with {}", keys.join(", ")));
            return None;
        };
        if let Some(key) = table.keys().find(|key| !keys.contains(&key.get_ref().as_ref())) {
            let hint = nearest(key.get_ref(), keys.iter().copied());
            self.complaints.add(key.span(), format!("there is no `{}` here", key.get_ref()), hint);
            return None;
        }
        Some(table)
    }
}

/// A type of file; `Err` with a hint.
pub(super) fn file_type(word: &str) -> Result<FileType, Option<String>> {
    if let Some(group) = FileType::group(word) {
        return Ok(group);
    }
    Kind::deserialize(StrDeserializer::<Error>::new(word)).map(|kind| FileType::Kinds(vec![kind])).map_err(|error| {
        let message = error.to_string();
        nearest(word, FileType::GROUPS).or_else(|| nearest_in_message(&message)).or_else(|| known(&message))
    })
}

/// `there are …`, from serde's sentence.
fn known(message: &str) -> Option<String> {
    let names: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    (!names.is_empty()).then(|| format!("there are {}", names.join(", ")))
}
