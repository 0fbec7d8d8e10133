//! Packs as text → compiled rules. Everything wrong in a pack is told at once, each with its line.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, Deserializer};

use serde::Deserialize;

use super::condition::Condition;
use super::error::{Complaints, PackError, nearest, nearest_in_message};
use super::except::Exception;
use super::futile;
use super::model::{ExceptFile, PackFile, RuleFile};
use super::reading::Zone;
use super::rule::{ENOUGH, Rule, Weight};
use super::template::Template;
use super::terms::Builder;
use super::texts::Localised;
use super::who::Who;
use crate::people::Directory;

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

/// What a pack holds.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) rules: Vec<Rule>,
    pub(super) exceptions: Vec<Exception>,
}

/// Reads one pack; its words go into `lexicon`, the people it names are in `directory`.
pub(super) fn load(
    source: &PackSource,
    lexicon: &mut Builder,
    directory: &Directory,
) -> Result<Loaded, Vec<PackError>> {
    let mut complaints = Complaints::new(&source.name, &source.text);
    if source.text.len() > PACK_SIZE {
        complaints.add(0..0, "this pack is larger than 1 MiB", None);
        return Err(complaints.errors);
    }
    let read = DeTable::parse(&source.text).and_then(|table| {
        let file = PackFile::deserialize(Deserializer::from(table.clone()))?;
        Ok((table, file))
    });
    let (table, file) = match read {
        Ok(read) => read,
        Err(error) => {
            let message = error.message();
            complaints.add(error.span().unwrap_or(0..0), message.replace('\n', ", "), nearest_in_message(message));
            return Err(complaints.errors);
        }
    };
    let loaded = Loader { complaints: &mut complaints, lexicon, directory }.pack(file, table.get_ref());
    if complaints.errors.is_empty() { Ok(loaded) } else { Err(complaints.errors) }
}

fn can_fire(weighted: &[(Condition, Weight)]) -> bool {
    weighted.iter().map(|(_, weight)| weight.points()).sum::<usize>() >= ENOUGH
}

/// The `i`-th table of the list `key`, where conditions have their places.
fn nth<'t, 'i>(pack: &'t DeTable<'i>, key: &str, i: usize) -> Option<&'t DeTable<'i>> {
    pack.get(key)?.get_ref().as_array()?.get(i)?.get_ref().as_table()
}

/// Reads one pack.
pub(super) struct Loader<'a, 'b> {
    pub(super) complaints: &'a mut Complaints<'b>,
    pub(super) lexicon: &'a mut Builder,
    pub(super) directory: &'a Directory,
}

impl Loader<'_, '_> {
    fn pack(&mut self, file: PackFile, table: &DeTable<'_>) -> Loaded {
        let pack = file.pack.id.clone();
        self.name(&pack);
        let mut loaded = Loaded::default();
        for (i, rule) in file.rule.into_iter().enumerate() {
            let Some(table) = nth(table, "rule", i) else { continue };
            let line = self.complaints.place(rule.span().start).0;
            let id_span = rule.get_ref().id.span();
            let rule = self.rule(pack.get_ref(), line, rule.into_inner(), table);
            if loaded.rules.iter().any(|other| other.id == rule.id) {
                self.complaints.add(id_span, format!("`{}` stands twice in this pack", rule.id), None);
            }
            loaded.rules.push(rule);
        }
        for (i, except) in file.except.iter().enumerate() {
            let Some(table) = nth(table, "except", i) else { continue };
            loaded.exceptions.push(self.exception(pack.get_ref(), except, table));
        }
        loaded
    }

    fn rule(&mut self, pack: &str, line: usize, file: RuleFile, table: &DeTable<'_>) -> Rule {
        self.name(&file.id);
        let here = file.id.span();
        let zones = self.zones(file.zones.as_ref());
        let mut weighted = Vec::new();
        for (key, weight) in [("strong", Weight::Strong), ("medium", Weight::Medium), ("weak", Weight::Weak)] {
            let conditions = self.list(table, key, &zones);
            weighted.extend(conditions.into_iter().map(|condition| (condition, weight)));
        }
        let all = self.list(table, "all", &zones);
        let any = self.list(table, "any", &zones);
        if file.all.is_none() && file.any.is_none() && weighted.is_empty() {
            let message = "this rule has nothing to look for: give it `any`, `all` or `strong` terms";
            self.complaints.add(here, message, None);
        } else if any.is_empty() && !weighted.is_empty() && !can_fire(&weighted) {
            let message =
                "this rule could never fire: it needs one strong term, or medium and weak ones that add up to 3";
            self.complaints.add(here, message, None);
        }
        futile::shadowed(self.complaints, table);
        let (since, until) = self.period(file.since.as_ref(), file.until.as_ref());
        Rule {
            id: format!("{pack}/{}", file.id.get_ref()),
            to: file.to.as_ref().map(|list| self.addressees(list, false)),
            from: file.from.as_ref().map(|list| self.addressees(list, true)),
            not: self.list(table, "not", &zones),
            all,
            any,
            weighted,
            step: file.step,
            topic: file.topic,
            headline: self.localised(file.headline),
            detail: self.localised(file.detail),
            examples: file.example.iter().filter_map(|example| self.example(example)).collect(),
            place: (self.complaints.file.to_owned(), line),
            title: file.title,
            since,
            until,
            replaces: None,
        }
    }

    fn exception(&mut self, pack: &str, file: &Spanned<ExceptFile>, table: &DeTable<'_>) -> Exception {
        let (span, file) = (file.span(), file.get_ref());
        let zones = self.zones(file.zones.as_ref());
        let nothing = file.any.is_none() && file.all.is_none() && file.not.is_none();
        if nothing && file.to.is_none() && file.from.is_none() {
            let hint = "to switch a rule off, write it into rules.off".to_owned();
            self.complaints.add(span.clone(), "this exception has no condition, so it would hold always", Some(hint));
        }
        if file.reason.get_ref().trim().is_empty() {
            self.complaints.add(file.reason.span(), "this reason is empty; say why", None);
        }
        let mut rules = Vec::new();
        if let Some(list) = &file.rules {
            if list.get_ref().is_empty() {
                self.complaints.add(list.span(), "this list is empty; leave it out for all rules of the pack", None);
            }
            rules.extend(
                list.get_ref().iter().map(|name| (name.get_ref().clone(), self.complaints.place(name.span().start))),
            );
        }
        let (since, until) = self.period(file.since.as_ref(), file.until.as_ref());
        let line = self.complaints.place(span.start);
        Exception {
            pack: pack.to_owned(),
            rules,
            to: file.to.as_ref().map(|list| self.addressees(list, false)),
            from: file.from.as_ref().map(|list| self.addressees(list, true)),
            any: self.list(table, "any", &zones),
            all: self.list(table, "all", &zones),
            not: self.list(table, "not", &zones),
            since,
            until,
            reason: file.reason.get_ref().clone(),
            file: self.complaints.file.to_owned(),
            place: line,
        }
    }

    /// Ids end up on command lines and in the journal.
    fn name(&mut self, id: &Spanned<String>) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.get_ref().is_empty() || !id.get_ref().bytes().all(plain) {
            self.complaints.add(id.span(), "an id has lower-case letters, digits and hyphens", None);
        }
    }

    fn addressees(&mut self, list: &Spanned<Vec<Spanned<String>>>, senders: bool) -> Vec<Who> {
        if list.get_ref().is_empty() {
            let key = if senders { "from" } else { "to" };
            self.complaints.add(list.span(), format!("`{key}` is empty, so this rule could never fire"), None);
        }
        list.get_ref().iter().filter_map(|word| self.who(word.get_ref(), word.span(), senders)).collect()
    }

    fn zones(&mut self, list: Option<&Spanned<Vec<Spanned<String>>>>) -> Arc<[Zone]> {
        let Some(list) = list else {
            return Zone::ALL.into_iter().filter(|zone| zone.is_read_by_default()).collect();
        };
        if list.get_ref().is_empty() {
            self.complaints.add(list.span(), "`in` is empty, so this rule could never fire", None);
        }
        list.get_ref().iter().filter_map(|word| self.zone(word.get_ref(), word.span())).collect()
    }

    /// A headline or detail, all of whose fill-ins exist in every language.
    fn localised(&mut self, written: Option<Spanned<Localised>>) -> Option<Localised> {
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
