//! Packs as text → compiled rules. Everything wrong in a pack is told at once, each with its line.

use toml::Spanned;

use crate::base::{Address, Domain};
use crate::people::PartyKind;

use super::error::{Complaints, PackError, nearest, nearest_in_message};
use super::identifier::IdentifierKind;
use super::model::{PackFile, RuleFile, Terms};
use super::reading::Zone;
use super::rule::{Addressees, Condition, ENOUGH, Example, Rule, Weight};
use super::template::Template;
use super::terms::Builder;
use super::texts::Localised;

/// A pack as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackSource {
    /// The file's name, for errors.
    pub name: String,
    /// The TOML text.
    pub text: String,
}

/// The largest pack in octets.
const PACK_SIZE: usize = 1024 * 1024;

/// Reads one pack; its words go into `lexicon`.
pub(super) fn load(source: &PackSource, lexicon: &mut Builder) -> Result<Vec<Rule>, Vec<PackError>> {
    let mut complaints = Complaints::new(&source.name, &source.text);
    if source.text.len() > PACK_SIZE {
        complaints.add(0..0, "this pack is larger than 1 MiB", None);
        return Err(complaints.errors);
    }
    let file: PackFile = match toml::from_str(&source.text) {
        Ok(file) => file,
        Err(error) => {
            let message = error.message();
            complaints.add(error.span().unwrap_or(0..0), message.replace('\n', ", "), nearest_in_message(message));
            return Err(complaints.errors);
        }
    };
    let rules = Loader { complaints: &mut complaints, lexicon }.pack(file);
    if complaints.errors.is_empty() { Ok(rules) } else { Err(complaints.errors) }
}

fn can_fire(weighted: &[(Condition, Weight)]) -> bool {
    weighted.iter().map(|(_, weight)| weight.points()).sum::<usize>() >= ENOUGH
}

struct Loader<'a, 'b> {
    complaints: &'a mut Complaints<'b>,
    lexicon: &'a mut Builder,
}

impl Loader<'_, '_> {
    fn pack(&mut self, file: PackFile) -> Vec<Rule> {
        let pack = file.pack.id.clone();
        self.name(&pack);
        let mut rules: Vec<Rule> = Vec::new();
        for rule in file.rule {
            let line = self.complaints.place(rule.span().start).0;
            let id_span = rule.get_ref().id.span();
            let rule = self.rule(pack.get_ref(), line, rule.into_inner());
            if rules.iter().any(|other| other.id == rule.id) {
                self.complaints.add(id_span, format!("`{}` stands twice in this pack", rule.id), None);
            }
            rules.push(rule);
        }
        rules
    }

    fn rule(&mut self, pack: &str, line: usize, file: RuleFile) -> Rule {
        self.name(&file.id);
        let here = file.id.span();
        let to = self.addressees(&file.to);
        let zones = self.zones(file.zones.as_ref());
        let mut weighted = Vec::new();
        for (list, weight) in
            [(&file.strong, Weight::Strong), (&file.medium, Weight::Medium), (&file.weak, Weight::Weak)]
        {
            let conditions = self.conditions(list.as_ref());
            weighted.extend(conditions.into_iter().map(|condition| (condition, weight)));
        }
        let all = self.conditions(file.all.as_ref());
        let any = self.conditions(file.any.as_ref());
        let not = self.conditions(file.not.as_ref());
        if file.all.is_none() && file.any.is_none() && weighted.is_empty() {
            let message = "this rule has nothing to look for: give it `any`, `all` or `strong` terms";
            self.complaints.add(here, message, None);
        } else if any.is_empty() && !weighted.is_empty() && !can_fire(&weighted) {
            let message =
                "this rule could never fire: it needs one strong term, or medium and weak ones that add up to 3";
            self.complaints.add(here, message, None);
        }
        Rule {
            id: format!("{pack}/{}", file.id.get_ref()),
            title: file.title,
            to,
            zones,
            all,
            any,
            not,
            weighted,
            step: file.step,
            topic: file.topic,
            headline: self.text(file.headline),
            detail: self.text(file.detail),
            examples: file.example.iter().map(|example| self.example(example)).collect(),
            place: (self.complaints.file.to_owned(), line),
        }
    }

    /// Ids end up on command lines and in the journal.
    fn name(&mut self, id: &Spanned<String>) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.get_ref().is_empty() || !id.get_ref().bytes().all(plain) {
            self.complaints.add(id.span(), "an id has lower-case letters, digits and hyphens", None);
        }
    }

    fn example(&self, example: &Spanned<super::model::ExampleFile>) -> Example {
        let file = example.get_ref();
        Example {
            line: self.complaints.place(example.span().start).0,
            text: file.text.clone(),
            to: file.to.unwrap_or(PartyKind::Client),
            zone: file.zone.unwrap_or(Zone::OwnText),
            expect: file.expect,
        }
    }

    fn addressees(&mut self, list: &Spanned<Vec<Spanned<String>>>) -> Vec<Addressees> {
        if list.get_ref().is_empty() {
            self.complaints.add(list.span(), "`to` is empty, so this rule could never fire", None);
        }
        list.get_ref().iter().filter_map(|word| self.addressee(word)).collect()
    }

    fn addressee(&mut self, word: &Spanned<String>) -> Option<Addressees> {
        let text = word.get_ref().trim();
        let found = match Addressees::kind(text) {
            Some(kind) => return Some(kind),
            None if text.is_empty() => Err("this is empty".to_owned()),
            None if text.contains('@') => {
                text.parse::<Address>().map(Addressees::Address).map_err(|error| error.to_string())
            }
            None if text.contains('.') && !text.contains(' ') => {
                text.parse::<Domain>().map(Addressees::Domain).map_err(|error| error.to_string())
            }
            None => match nearest(text, Addressees::KINDS) {
                Some(hint) => {
                    self.complaints.add(word.span(), format!("`{text}` is no kind of party"), Some(hint));
                    return None;
                }
                None => Ok(Addressees::Party(crate::base::fold::folded(text))),
            },
        };
        found.map_err(|message| self.complaints.add(word.span(), message, None)).ok()
    }

    fn zones(&mut self, list: Option<&Spanned<Vec<Spanned<String>>>>) -> Vec<Zone> {
        let Some(list) = list else {
            return Zone::ALL.into_iter().filter(|zone| zone.is_read_by_default()).collect();
        };
        if list.get_ref().is_empty() {
            self.complaints.add(list.span(), "`in` is empty, so this rule could never fire", None);
        }
        let mut zones = Vec::new();
        for word in list.get_ref() {
            match Zone::ALL.into_iter().find(|zone| zone.word() == word.get_ref()) {
                Some(zone) => zones.push(zone),
                None => {
                    let hint = nearest(word.get_ref(), Zone::ALL.map(Zone::word));
                    let message = format!("`{}` is no place in a message", word.get_ref());
                    self.complaints.add(word.span(), message, hint);
                }
            }
        }
        zones
    }

    fn conditions(&mut self, list: Option<&Terms>) -> Vec<Condition> {
        let Some(list) = list else { return Vec::new() };
        if list.get_ref().is_empty() {
            let message = "this list is empty; leave it out, or name what to look for";
            self.complaints.add(list.span(), message, None);
        }
        list.get_ref().iter().filter_map(|term| self.condition(term)).collect()
    }

    fn condition(&mut self, term: &Spanned<toml::Value>) -> Option<Condition> {
        let read = match term.get_ref() {
            toml::Value::String(words) => self.lexicon.words(words).map(Condition::Pattern),
            toml::Value::Table(table) => match (table.get("regex").and_then(|v| v.as_str()), table.len()) {
                (Some(regex), 1) => self.lexicon.regex(regex).map(Condition::Pattern),
                _ => return self.identifier(term, table),
            },
            _ => {
                self.complaints.add(
                    term.span(),
                    "a term is words, `{ regex = '…' }` or `{ identifier = \"…\" }`",
                    None,
                );
                return None;
            }
        };
        read.map_err(|error| self.complaints.add(term.span(), error.to_string(), None)).ok()
    }

    fn identifier(&mut self, term: &Spanned<toml::Value>, table: &toml::Table) -> Option<Condition> {
        const KEYS: [&str; 3] = ["regex", "identifier", "at_least"];
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            self.complaints.add(term.span(), format!("a term has no `{key}`"), nearest(key, KEYS));
            return None;
        }
        let Some(word) =
            table.get("identifier").and_then(|value| value.as_str()).filter(|_| !table.contains_key("regex"))
        else {
            self.complaints.add(term.span(), "a term has either `regex` or `identifier`, a text", None);
            return None;
        };
        let Some(kind) = IdentifierKind::parse(word) else {
            let hint = nearest(word, IdentifierKind::WORDS).unwrap_or_else(|| {
                "there are `card`, `iban`, `national-id`, `secret` and those in docs/rules.md".to_owned()
            });
            self.complaints.add(term.span(), format!("`{word}` is no identifier"), Some(hint));
            return None;
        };
        let at_least = match table.get("at_least") {
            None => Some(1),
            Some(value) => value.as_integer().and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0),
        };
        if at_least.is_none() {
            self.complaints.add(term.span(), "`at_least` is a number from 1", None);
        }
        at_least.map(|at_least| Condition::Identifier { kind, at_least })
    }

    /// A headline or detail, all of whose fill-ins exist in every language.
    fn text(&mut self, written: Option<Spanned<Localised>>) -> Option<Localised> {
        let (span, text) = (written.as_ref()?.span(), written?.into_inner());
        if text.all().next().is_none() {
            self.complaints.add(span.clone(), "this table is empty; give it `en`, `de` or `es`", None);
        }
        for unknown in text.all().filter_map(|text| Template::new(text.to_owned()).unknown()) {
            let hint = nearest(&unknown, Template::NAMES);
            self.complaints.add(span.clone(), format!("there is no fill-in `{{{unknown}}}`"), hint);
        }
        Some(text)
    }
}
