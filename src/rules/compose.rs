//! Written conditions → compiled ones: lists, words with their places, and which form a table has.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::condition::Condition;
use super::error::nearest;
use super::futile;
use super::identifier::IdentifierKind;
use super::load::Loader;
use super::reading::Zone;

/// The forms of a condition: the key each is known by, and what else may stand beside it.
pub(super) const FORMS: [(&str, &[&str]); 21] = [
    ("any", &[]),
    ("all", &[]),
    ("not", &[]),
    ("words", &["in"]),
    ("regex", &["in"]),
    ("identifier", &["at_least", "in"]),
    ("from", &[]),
    ("to", &["at_least", "at_most", "only", "role"]),
    ("parties", &["at_least", "at_most"]),
    ("mixture", &[]),
    ("label", &[]),
    ("hours", &[]),
    ("days", &[]),
    ("size", &[]),
    ("type", &["at_least"]),
    ("feature", &[]),
    ("attachments", &[]),
    ("first_contact", &[]),
    ("seen_elsewhere", &[]),
    ("unusual_hour", &[]),
    ("haste", &[]),
];

/// Lists within lists; deeper ones nobody can read.
const DEPTH: usize = 8;

/// A written value with its place.
pub(super) type Written<'v, 'i> = &'v Spanned<DeValue<'i>>;

impl Loader<'_, '_> {
    /// The conditions of the list `key` of a rule or an exception; none when there is no such list.
    pub(super) fn list(&mut self, table: &DeTable<'_>, key: &str, zones: &Arc<[Zone]>) -> Vec<Condition> {
        match table.get(key) {
            Some(list) => self.conditions(list, zones, 0),
            None => Vec::new(),
        }
    }

    fn conditions(&mut self, list: Written<'_, '_>, zones: &Arc<[Zone]>, depth: usize) -> Vec<Condition> {
        let Some(array) = list.get_ref().as_array() else {
            self.wrong(list.span(), "this is a list of conditions, such as [\"words\", { regex = '…' }]");
            return Vec::new();
        };
        if array.is_empty() {
            self.wrong(list.span(), "this list is empty; leave it out, or name what to look for");
        }
        if depth > DEPTH {
            self.wrong(list.span(), "these lists are too deep to understand; write several rules");
            return Vec::new();
        }
        futile::twice(self.complaints, array);
        array.iter().filter_map(|condition| self.condition(condition, zones, depth)).collect()
    }

    fn condition(&mut self, written: Written<'_, '_>, zones: &Arc<[Zone]>, depth: usize) -> Option<Condition> {
        match written.get_ref() {
            DeValue::String(words) => self.words(words, written.span(), zones.clone()),
            DeValue::Table(table) => {
                let head = self.head(table, written.span())?;
                let value = table.get(head)?;
                match head {
                    "any" => Some(Condition::Any(self.conditions(value, zones, depth + 1))),
                    "all" => Some(Condition::All(self.conditions(value, zones, depth + 1))),
                    "not" => Some(Condition::Not(self.conditions(value, zones, depth + 1))),
                    "words" | "regex" | "identifier" => {
                        let zones = self.own_zones(table, zones);
                        self.in_texts(head, table, value, zones)
                    }
                    _ => self.statement(head, table, value).map(|statement| Condition::Statement(Box::new(statement))),
                }
            }
            _ => {
                self.wrong(written.span(), "a condition is words, or a table such as `{ regex = '…' }`");
                None
            }
        }
    }

    /// The key a table is known by; told when there is none, two, or one that does not belong there.
    fn head(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<&'static str> {
        let heads: Vec<&(&str, &[&str])> = FORMS.iter().filter(|(head, _)| table.contains_key(*head)).collect();
        let known = || FORMS.iter().map(|(head, _)| *head);
        match heads.as_slice() {
            [(head, beside)] => {
                let strange = table.keys().find(|key| {
                    let key: &str = key.get_ref();
                    key != *head && !beside.contains(&key)
                });
                if let Some(key) = strange {
                    let hint = nearest(key.get_ref(), beside.iter().copied());
                    self.complaints.add(key.span(), format!("`{head}` has no `{}`", key.get_ref()), hint);
                    return None;
                }
                Some(head)
            }
            [] => {
                match table.keys().next() {
                    Some(key) => {
                        let hint = nearest(key.get_ref(), known())
                            .unwrap_or_else(|| format!("there are {}", known().collect::<Vec<_>>().join(", ")));
                        self.complaints.add(span, format!("a condition has no `{}`", key.get_ref()), Some(hint));
                    }
                    None => self.wrong(span, "this condition is empty"),
                }
                None
            }
            [(first, _), (second, _), ..] => {
                let message = format!("a condition is either `{first}` or `{second}`");
                let hint = format!("for both, write {{ all = [{{ {first} = … }}, {{ {second} = … }}] }}");
                self.complaints.add(span, message, Some(hint));
                None
            }
        }
    }

    fn in_texts(
        &mut self,
        head: &str,
        table: &DeTable<'_>,
        value: Written<'_, '_>,
        zones: Arc<[Zone]>,
    ) -> Option<Condition> {
        let text = self.text(value)?;
        match head {
            "words" => self.words(text, value.span(), zones),
            "regex" => {
                let read = self.lexicon.regex(text);
                let pattern = read.map_err(|error| self.wrong(value.span(), error.to_string())).ok()?;
                if let Some(why) = futile::too_common_regex(text) {
                    self.wrong(value.span(), why);
                }
                Some(Condition::Pattern { pattern, zones })
            }
            _ => {
                let Some(kind) = IdentifierKind::parse(text) else {
                    let hint = nearest(text, IdentifierKind::WORDS)
                        .unwrap_or_else(|| format!("there are {}", IdentifierKind::WORDS.join(", ")));
                    self.complaints.add(value.span(), format!("`{text}` is no identifier"), Some(hint));
                    return None;
                };
                let at_least = self.count(table, "at_least", 1)?;
                Some(Condition::Identifier { kind, at_least, zones })
            }
        }
    }

    fn words(&mut self, words: &str, span: Range<usize>, zones: Arc<[Zone]>) -> Option<Condition> {
        if let Some(why) = futile::too_common_words(words) {
            self.wrong(span, why);
            return None;
        }
        let read = self.lexicon.words(words);
        let pattern = read.map_err(|error| self.wrong(span, error.to_string())).ok()?;
        Some(Condition::Pattern { pattern, zones })
    }

    /// `in` of a condition, else that of its rule.
    fn own_zones(&mut self, table: &DeTable<'_>, zones: &Arc<[Zone]>) -> Arc<[Zone]> {
        let Some(list) = table.get("in") else { return zones.clone() };
        let words = self.texts(list);
        let own: Vec<Zone> = words.iter().filter_map(|(word, span)| self.zone(word, span.clone())).collect();
        own.into()
    }
}
