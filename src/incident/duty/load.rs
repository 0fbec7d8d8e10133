//! Packs as text → duties and calendars. Everything wrong in a pack is told at once, each with its line.

use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, Deserializer};

use super::calendar::{Calendar, Calendars};
use super::condition::{Condition, wrong_word};
use super::content::CONTENT;
use super::deadline::{Term, Unit};
use super::duty::{Duty, Exception, Stage, Start};
use super::examples::{self, Example};
use super::facts::{Kind, known};
use super::model::{DutyFile, LatestFile, PackFile, StageFile, Valid};
use super::{holidays, model};
use crate::rules::{Complaints, Localised, PackError, PackSource, nearest, nearest_in_message};

/// The largest pack in octets.
const PACK_SIZE: usize = 1024 * 1024;

/// The largest number a term may have: beyond it, dates end.
pub(super) const MOST: u32 = 10_000;

/// Reads one pack; its calendars go into `calendars`.
pub(super) fn load(source: &PackSource, calendars: &mut Calendars) -> Result<Vec<Duty>, Vec<PackError>> {
    let mut complaints = Complaints::new(&source.name, &source.text);
    if source.text.len() > PACK_SIZE {
        complaints.add(0..0, "this pack is larger than 1 MiB", None);
        return Err(complaints.errors);
    }
    let read = DeTable::parse(&source.text).and_then(|table| PackFile::deserialize(Deserializer::from(table)));
    let file = match read {
        Ok(file) => file,
        Err(error) => {
            let message = error.message();
            complaints.add(error.span().unwrap_or(0..0), message.replace('\n', ", "), nearest_in_message(message));
            return Err(complaints.errors);
        }
    };
    let duties = Loader { complaints: &mut complaints, calendars }.pack(file);
    if complaints.errors.is_empty() { Ok(duties) } else { Err(complaints.errors) }
}

/// Reads one pack.
pub(super) struct Loader<'a, 'b> {
    complaints: &'a mut Complaints<'b>,
    calendars: &'a mut Calendars,
}

impl Loader<'_, '_> {
    fn pack(&mut self, file: PackFile) -> Vec<Duty> {
        self.id(&file.pack.id, "-");
        for calendar in file.calendar {
            self.calendar(&calendar.into_inner());
        }
        let checked_on = self.date(Some(&file.pack.checked_on)).unwrap_or(Date::MIN);
        let mut duties: Vec<Duty> = Vec::new();
        for duty in file.duty {
            let line = self.complaints.place(duty.span().start).0;
            let file_id = duty.get_ref().id.clone();
            let duty = self.duty(duty.into_inner(), &file.pack, checked_on, line);
            if duties.iter().any(|other| other.id == duty.id) {
                self.wrong(file_id.span(), format!("`{}` stands twice in this pack", duty.id));
            }
            duties.push(duty);
        }
        duties
    }

    fn duty(&mut self, file: DutyFile, pack: &model::Header, checked_on: Date, line: usize) -> Duty {
        self.id(&file.id, "-_.");
        if let Some(role) = &file.role
            && let Some((message, hint)) = wrong_word("roles", role.get_ref())
        {
            self.complaints.add(role.span(), message, hint);
        }
        if file.trigger.get_ref().is_empty() {
            self.wrong(file.trigger.span(), "this list is empty, so the duty would always arise");
        }
        for field in file.content.iter().filter(|field| !CONTENT.iter().any(|known| known.id == field.get_ref())) {
            let hint = nearest(field.get_ref(), CONTENT.iter().map(|known| known.id));
            self.complaints.add(field.span(), format!("there is no field `{}`", field.get_ref()), hint);
        }
        for text in texts(&file).filter(|text| text.all().next().is_none()) {
            let message = format!("a text of `{}` is empty: {text:?}; give it `en`, `de` or `es`", file.id.get_ref());
            self.complaints.add(file.id.span(), message, None);
        }
        let valid = Valid { since: self.date(file.valid.since.as_ref()), until: self.date(file.valid.until.as_ref()) };
        if let (Valid { since: Some(since), until: Some(until) }, Some(written)) = (valid, &file.valid.until)
            && until < since
        {
            self.wrong(written.span(), format!("it ends before it begins ({since}), so it could never hold"));
        }
        let mut stages: Vec<Stage> = Vec::new();
        for stage in file.stage {
            let stage = self.stage(stage.into_inner(), &stages);
            stages.push(stage);
        }
        Duty {
            trigger: self.conditions(file.trigger.get_ref()),
            exceptions: file
                .unless
                .into_iter()
                .map(|exception| Exception { when: self.conditions(&exception.when), text: exception.text })
                .collect(),
            examples: file.example.into_iter().filter_map(|example| self.example(example)).collect(),
            id: file.id.into_inner(),
            pack: pack.id.get_ref().clone(),
            title: file.title,
            what: file.what,
            role: file.role.map(Spanned::into_inner),
            juris: pack.juris.clone(),
            checked_on,
            valid,
            status: file.status,
            stages,
            to: file.to,
            content: file.content.into_iter().map(Spanned::into_inner).collect(),
            record: file.record,
            note: file.note,
            cite: file.cite,
            links: file.link,
            confidence: file.conf,
            languages: file.lang,
            file: self.complaints.file.to_owned(),
            line,
            replaces: None,
        }
    }

    fn stage(&mut self, file: StageFile, before: &[Stage]) -> Stage {
        let starts = self.start(&file.starts, before);
        let unit = *file.unit.get_ref();
        let counted = !matches!(unit, Unit::Asap | Unit::None);
        match &file.amount {
            None if counted => self.wrong(file.unit.span(), "this term has a unit but no `amount`"),
            Some(amount) if !counted => self.wrong(amount.span(), "a term without a clock has no `amount`"),
            Some(amount) if !(1..=MOST).contains(amount.get_ref()) => {
                self.wrong(amount.span(), format!("an `amount` is a number from 1 to {MOST}"));
            }
            _ => {}
        }
        let amount_from = file.amount_from.as_ref().and_then(|fact| self.number(fact));
        let filed = file.filed.as_ref().and_then(|filed| self.moment(filed.get_ref(), filed.span()));
        Stage {
            name: file.name.unwrap_or_default(),
            title: file.title,
            when: self.conditions(&file.when),
            starts,
            term: Term {
                amount: file.amount.map_or(0, Spanned::into_inner),
                unit,
                calendar: file.calendar,
                opens: file.opens,
                from_year_end: file.after.is_some(),
            },
            amount_from,
            latest: file.latest.and_then(|latest| self.latest(&latest)),
            filed,
            to: file.to,
        }
    }

    fn latest(&mut self, file: &LatestFile) -> Option<(&'static str, Term)> {
        let starts = self.moment(file.starts.get_ref(), file.starts.span())?;
        if matches!(file.unit, Unit::Asap | Unit::None) || !(1..=MOST).contains(&file.amount) {
            self.wrong(file.starts.span(), format!("`latest` has a unit and an amount from 1 to {MOST}"));
        }
        let (calendar, opens) = (None, None);
        Some((starts, Term { amount: file.amount, unit: file.unit, calendar, opens, from_year_end: false }))
    }

    fn start(&mut self, written: &Spanned<String>, before: &[Stage]) -> Start {
        let text = written.get_ref();
        match text.strip_prefix("stage:") {
            Some(name) => {
                let at = before.iter().position(|stage| stage.name == name && !name.is_empty());
                if at.is_none() {
                    let hint = nearest(name, before.iter().map(|stage| stage.name.as_str()));
                    self.complaints.add(written.span(), format!("no stage before this one is named `{name}`"), hint);
                }
                Start::Stage(at.unwrap_or(0))
            }
            None => Start::Moment(self.moment(text, written.span()).unwrap_or("sent_at")),
        }
    }

    fn number(&mut self, written: &Spanned<String>) -> Option<&'static str> {
        match known(written.get_ref()) {
            Ok((name, Kind::Number)) => Some(name),
            Ok((name, _)) => {
                self.wrong(written.span(), format!("`{name}` is no number"));
                None
            }
            Err(wrong) => {
                self.wrong(written.span(), wrong.to_string());
                None
            }
        }
    }

    fn moment(&mut self, name: &str, span: Range<usize>) -> Option<&'static str> {
        match known(name) {
            Ok((name, Kind::Moment)) => Some(name),
            Ok((name, _)) => {
                let hint = "a clock starts with one such as aware_at, or with stage:NAME".to_owned();
                self.complaints.add(span, format!("`{name}` is no moment"), Some(hint));
                None
            }
            Err(wrong) => {
                self.wrong(span, wrong.to_string());
                None
            }
        }
    }

    fn conditions(&mut self, written: &[Spanned<toml::Value>]) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for condition in written {
            match Condition::read(condition.get_ref()) {
                Ok(read) => conditions.push(read),
                Err((message, hint)) => self.complaints.add(condition.span(), message, hint),
            }
        }
        conditions
    }

    fn example(&mut self, written: Spanned<model::ExampleFile>) -> Option<Example> {
        let line = self.complaints.place(written.span().start).0;
        let file = written.into_inner();
        match examples::facts(file.facts.get_ref()) {
            Ok(facts) => Some(Example { facts, expect: file.expect, line }),
            Err(message) => {
                self.wrong(file.facts.span(), message);
                None
            }
        }
    }

    fn calendar(&mut self, file: &model::CalendarFile) {
        self.id(&file.id, "-");
        let mut calendar = Calendar { id: file.id.get_ref().clone(), weekend: file.weekend, ..Calendar::default() };
        if let Some(base) = &file.based_on {
            match self.calendars.get(base.get_ref()) {
                Some(base) => calendar.holidays.clone_from(&base.holidays),
                None => {
                    let hint = nearest(base.get_ref(), self.calendars.ids());
                    let message = format!("no calendar before this one is named `{}`", base.get_ref());
                    self.complaints.add(base.span(), message, hint);
                }
            }
        }
        for holiday in &file.holiday {
            match holidays::read(holiday.get_ref()) {
                Ok(read) => calendar.holidays.push(read),
                Err(message) => self.wrong(holiday.span(), message),
            }
        }
        if let Some(zone) = &file.zone {
            calendar.zone = jiff::tz::TimeZone::get(zone.get_ref()).ok();
            if calendar.zone.is_none() {
                self.wrong(zone.span(), format!("`{}` is no time zone; write such as Europe/Berlin", zone.get_ref()));
            }
        }
        if let Some(opens) = &file.opens {
            calendar.opens = opens.get_ref().parse().ok();
            if calendar.opens.is_none() || calendar.zone.is_none() {
                self.wrong(opens.span(), "`opens` is a time such as 09:30, and the calendar needs a `zone`");
            }
        }
        self.calendars.put(calendar);
    }

    /// Ids end up on command lines and in the journal.
    fn id(&mut self, id: &Spanned<String>, beside: &str) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || beside.contains(c);
        if id.get_ref().is_empty() || !id.get_ref().chars().all(plain) {
            let marks = if beside.contains('.') { ", hyphens, underscores and dots" } else { " and hyphens" };
            self.wrong(id.span(), format!("an id has lower-case letters, digits{marks}"));
        }
    }

    /// A day, as a TOML date or as a text.
    fn date(&mut self, written: Option<&Spanned<toml::Value>>) -> Option<Date> {
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

    fn wrong(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.complaints.add(span, message, None);
    }
}

/// Every text of a duty.
fn texts(file: &DutyFile) -> impl Iterator<Item = &Localised> {
    let stages = file.stage.iter().flat_map(|stage| stage.get_ref().title.iter().chain(&stage.get_ref().to));
    let exceptions = file.unless.iter().map(|exception| &exception.text);
    std::iter::once(&file.title).chain(&file.to).chain(&file.note).chain(exceptions).chain(stages)
}
