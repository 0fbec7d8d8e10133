//! The figures as a report for people.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::figures::{Asked, Compared, Figures, Rule};
use super::texts::say;
use crate::base::{Address, Language, Say};
use crate::people::history::QUIET_BELOW;
use crate::report::{Block, Chart, Document, Fact, Series, Shape, Table, Words, decimal, when};

/// Mails that are listed one by one; more are no longer read.
const LISTED: usize = 300;

/// Recipients of a mail that are named.
const NAMED: usize = 4;

/// Rules that are drawn; the table has them all.
const DRAWN: usize = 12;

/// Damaged mails that are named.
const DAMAGES: usize = 10;

/// To whom a report is told, and how.
#[derive(Clone, Debug)]
pub struct Told {
    /// In which language.
    pub language: Language,
    /// In which zone its times are.
    pub zone: TimeZone,
    /// When it is made.
    pub made_at: Timestamp,
    /// Whether the mails behind the numbers are listed.
    pub lists: bool,
}

/// `figures` as a report.
pub fn document(figures: &Figures, told: &Told) -> Document {
    let page = Page { figures, told, say: say(told.language) };
    let mut blocks = page.summary();
    blocks.extend(page.rules());
    blocks.extend(page.months());
    blocks.extend(page.slips());
    blocks.extend(page.budgets());
    blocks.extend(page.senders());
    blocks.extend(page.compared());
    if told.lists {
        blocks.extend(page.list());
    }
    Document {
        title: page.say.t("title"),
        language: told.language,
        reference: String::new(),
        made_at: told.made_at,
        zone: told.zone.clone(),
        classification: String::new(),
        footer: page.say.t("footer"),
        blocks,
    }
}

struct Page<'a> {
    figures: &'a Figures,
    told: &'a Told,
    say: Say,
}

impl Page<'_> {
    fn share(&self, per_100: f64) -> String {
        let text = format!("{per_100:.2}");
        if self.told.language == Language::En { text } else { text.replace('.', ",") }
    }

    fn day(&self, at: Timestamp) -> String {
        when::date(at.to_zoned(self.told.zone.clone()).date(), self.told.language)
    }

    /// Why something cannot be read; what a file system says is told as it says it.
    fn why(&self, why: &str) -> String {
        let known = [
            ("no header", "why-no-header"),
            ("no sender", "why-no-sender"),
            ("no recipient", "why-no-recipient"),
            ("no date", "why-no-date"),
            ("too large", "why-too-large"),
            ("cannot be read", "why-cannot-be-read"),
        ];
        let known = known.iter().find(|(words, _)| *words == why);
        known.map_or_else(|| why.to_owned(), |(_, id)| self.say.t(id))
    }

    fn heading(&self, id: &str) -> Block {
        Block::heading(1, self.say.t(id))
    }

    fn header(&self, ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| self.say.t(id)).collect()
    }

    fn table(&self, header: &[&str], rows: Vec<Vec<Words>>) -> Block {
        Block::Table(Table { header: self.header(header), rows, ..Table::default() })
    }

    fn chart(&self, caption: &str, shape: Shape, axis: &str, labels: Vec<String>, series: Vec<Series>) -> Block {
        Block::Chart(Chart {
            caption: self.say.t(caption),
            shape,
            axis: self.say.t(axis),
            labels,
            series,
            level: None,
            told_beside: true,
            language: self.told.language,
        })
    }

    fn series(&self, name: &str, values: impl Iterator<Item = f64>) -> Series {
        Series { name: self.say.t(name), values: values.collect() }
    }

    /// Whose mail it was, and how much of it would have waited.
    fn summary(&self) -> Vec<Block> {
        let Figures { mails, asks, per_100, left_out, .. } = self.figures;
        let say = self.say;
        let of = [
            ("mails", mails.to_string()),
            ("past", self.figures.with_past.to_string()),
            ("least", QUIET_BELOW.to_string()),
        ];
        let mut facts = vec![Fact::new(say.t("mails"), say.all("mails-of", &of))];
        if let (Some(first), Some(last)) = (self.figures.first, self.figures.last) {
            let period = say.all("period-of", &[("first", self.day(first)), ("last", self.day(last))]);
            facts.push(Fact::new(say.t("period"), period));
        }
        let mut people: Vec<&Address> = self.figures.senders.iter().map(|sender| &sender.address).collect();
        people.sort_by_key(|address| address.key());
        facts.push(Fact::new(say.t("senders"), self.addresses(people.into_iter())));
        let budget = say.a("budget-of", "asks", self.share(self.figures.asks_per_100));
        facts.push(Fact::new(say.t("budget"), budget));
        let left = [
            ("damaged", left_out.damaged.to_string()),
            ("copies", left_out.copies.to_string()),
            ("others", left_out.of_others.to_string()),
        ];
        facts.push(Fact::new(say.t("left-out"), say.all("left-out-of", &left)));
        facts.extend(left_out.damages.iter().take(DAMAGES).map(|damaged| {
            let told = [("place", damaged.place()), ("why", self.why(&damaged.why))];
            Fact::new(say.t("unread"), say.all("unread-of", &told))
        }));
        let values = [("asks", asks.to_string()), ("mails", mails.to_string()), ("share", self.share(*per_100))];
        let told = if *asks == 0 { "asked-none" } else { "asked" };
        let mut blocks = vec![Block::Facts(facts), Block::paragraph(Words::default().strong(say.all(told, &values)))];
        if let Some(day) = self.figures.busiest {
            let date = when::date(day.day, self.told.language);
            let values = [("day", date), ("asks", day.asks.to_string()), ("mails", day.mails.to_string())];
            blocks.push(Block::paragraph(say.all("busiest", &values)));
        }
        blocks
    }

    fn rules(&self) -> Vec<Block> {
        let rules = &self.figures.rules;
        if rules.is_empty() {
            return vec![self.heading("rules"), Block::paragraph(self.say.t("rules-none"))];
        }
        let asking: Vec<&Rule> = rules.iter().filter(|rule| rule.asks > 0).take(DRAWN).collect();
        let labels = asking.iter().map(|rule| rule.rule.clone()).collect();
        let series = vec![self.series("per-100", asking.iter().map(|rule| rule.per_100))];
        let row = |rule: &Rule| {
            vec![
                Words::default().code(&rule.rule),
                rule.asks.to_string().into(),
                self.share(rule.per_100).into(),
                rule.alone.to_string().into(),
                rule.notes.to_string().into(),
                rule.title.as_str().into(),
            ]
        };
        let header = ["rule", "asks", "per-100", "alone", "notes", "looks-for"];
        let table = self.table(&header, rules.iter().map(row).collect());
        vec![self.heading("rules"), self.chart("rules-chart", Shape::Bars, "rule", labels, series), table]
    }

    fn months(&self) -> Vec<Block> {
        let months = &self.figures.months;
        let labels = months.iter().map(|month| month.month.clone()).collect();
        let series = vec![self.series("per-100", months.iter().map(|month| month.per_100))];
        let rows = months.iter().map(|month| {
            vec![
                month.month.as_str().into(),
                month.mails.to_string().into(),
                month.asks.to_string().into(),
                self.share(month.per_100).into(),
            ]
        });
        let table = self.table(&["month", "mails", "asks", "per-100"], rows.collect());
        vec![self.heading("months"), self.chart("months-chart", Shape::Columns, "month", labels, series), table]
    }

    fn slips(&self) -> Vec<Block> {
        let slips = &self.figures.slips;
        let Some(most) = slips.iter().map(|slips| slips.planted).max() else {
            let none = self.say.a("slips-none", "least", QUIET_BELOW);
            return vec![self.heading("slips"), Block::paragraph(none)];
        };
        let name = |slips: &super::Slips| self.say.t(&format!("form-{}", slips.form.word()));
        let share = |of: usize, all: usize| super::figures::per_100(of, all);
        let mut series = vec![self.series("caught", slips.iter().map(|slips| slips.per_100))];
        let mut header = vec!["slip", "planted", "caught", "per-100"];
        if self.figures.compared.is_some() {
            let then = slips.iter().map(|slips| slips.then.map_or(0.0, |then| then.per_100));
            series.push(self.series("caught-then", then));
            header.extend(["caught-then", "per-100"]);
        }
        series.push(self.series("by-history", slips.iter().map(|slips| share(slips.by_history, slips.planted))));
        header.push("by-history");
        let rows = slips.iter().map(|slips| {
            let mut row = vec![name(slips).into(), slips.planted.to_string().into()];
            let caught =
                |caught: usize, per_100: f64| [caught.to_string().into(), decimal(per_100, self.told.language).into()];
            row.extend(caught(slips.caught, slips.per_100));
            row.extend(slips.then.iter().flat_map(|then| caught(then.caught, then.per_100)));
            row.push(slips.by_history.to_string().into());
            row
        });
        let table = self.table(&header, rows.collect());
        vec![
            self.heading("slips"),
            Block::paragraph(self.say.a("slips-how", "count", most)),
            self.chart("slips-chart", Shape::Bars, "slip", slips.iter().map(name).collect(), series),
            table,
        ]
    }

    fn budgets(&self) -> Vec<Block> {
        if self.figures.slips.is_empty() {
            return Vec::new();
        }
        let budgets = &self.figures.budgets;
        let labels = budgets.iter().map(|budget| self.share(budget.asks_per_100)).collect();
        let series = vec![self.series("caught", budgets.iter().map(|budget| budget.caught_per_100))];
        let rows = budgets.iter().map(|budget| {
            vec![
                self.share(budget.asks_per_100).into(),
                self.share(budget.per_100_with_past).into(),
                decimal(budget.caught_per_100, self.told.language).into(),
            ]
        });
        let table = self.table(&["budget", "budget-asked", "caught"], rows.collect());
        vec![
            self.heading("budgets"),
            Block::paragraph(self.say.a("budgets-how", "count", self.figures.with_past)),
            self.chart("budgets-chart", Shape::Lines, "budget", labels, series),
            table,
        ]
    }

    fn senders(&self) -> Vec<Block> {
        let rows = self.figures.senders.iter().map(|sender| {
            let cut = sender.cut.map(|cut| self.share(f64::from(cut)));
            let cut = if sender.only_notes { cut.map(|cut| self.say.a("cut-notes", "cut", cut)) } else { cut };
            vec![
                Words::default().code(sender.address.to_string()),
                sender.mails.to_string().into(),
                sender.asks.to_string().into(),
                self.share(sender.per_100).into(),
                cut.unwrap_or_else(|| self.say.t("cut-none")).into(),
            ]
        });
        vec![self.heading("people"), self.table(&["sender", "mails", "asks", "per-100", "cut"], rows.collect())]
    }

    fn compared(&self) -> Vec<Block> {
        let Some(Compared { asks, per_100, rules, more, less }) = &self.figures.compared else { return Vec::new() };
        let values = [
            ("asks", asks.to_string()),
            ("mails", self.figures.mails.to_string()),
            ("share", self.share(*per_100)),
            ("more", more.len().to_string()),
            ("less", less.len().to_string()),
        ];
        let mut blocks = vec![self.heading("compared"), Block::paragraph(self.say.all("compared-of", &values))];
        // Asks may be the same where notes are not.
        if more.is_empty() && less.is_empty() {
            blocks.push(Block::paragraph(self.say.t("compared-same")));
        }
        if rules.is_empty() {
            return blocks;
        }
        let row = |rule: &super::Difference| {
            let counts = [rule.now, rule.then, rule.notes_now, rule.notes_then];
            let counts = counts.into_iter().map(|count| count.to_string().into());
            std::iter::once(Words::default().code(&rule.rule)).chain(counts).collect()
        };
        let header = ["rule", "now", "then", "notes-now", "notes-then"];
        blocks.push(self.table(&header, rules.iter().map(row).collect()));
        for (title, places) in [("more", more), ("less", less)] {
            let mails = places.iter().filter_map(|at| self.figures.asked.get(*at));
            let rules = |mail: &Asked| mail.then.as_ref().map_or(&mail.rules, |(_, rules)| rules).clone();
            let mails: Vec<(&Asked, Vec<String>)> = mails.map(|mail| (mail, rules(mail))).collect();
            if self.told.lists && !mails.is_empty() {
                blocks.push(Block::heading(2, self.say.t(title)));
                blocks.extend(self.mails(&mails));
            }
        }
        let without = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|rule| !those.contains(rule)).cloned().collect()
        };
        let then = |mail: &Asked| mail.notes_then.clone().unwrap_or_default();
        if self.told.lists {
            blocks.extend(self.notes("notes-more", |mail| without(&then(mail), &mail.notes)));
            blocks.extend(self.notes("notes-less", |mail| without(&mail.notes, &then(mail))));
        }
        blocks
    }

    fn list(&self) -> Vec<Block> {
        let asked = self.figures.asked.iter().filter(|mail| !mail.rules.is_empty());
        let asked: Vec<(&Asked, Vec<String>)> = asked.map(|mail| (mail, mail.rules.clone())).collect();
        let mut blocks = vec![self.heading("list")];
        if asked.is_empty() {
            blocks.push(Block::paragraph(self.say.t("list-none")));
        }
        blocks.extend(self.mails(&asked));
        // What asks as well has been listed.
        let alone = |mail: &Asked| if mail.rules.is_empty() { mail.notes.clone() } else { Vec::new() };
        blocks.extend(self.notes("notes-list", alone));
        blocks
    }

    /// The mails of which a note is taken by some of the rules that `of` gives, under the heading `title`; nothing where there
    /// is no such mail.
    fn notes(&self, title: &str, of: impl Fn(&Asked) -> Vec<String>) -> Vec<Block> {
        let mut noted: Vec<(&Asked, Vec<String>)> =
            self.figures.asked.iter().chain(&self.figures.noted).map(|mail| (mail, of(mail))).collect();
        noted.retain(|(_, rules)| !rules.is_empty());
        if noted.is_empty() {
            return Vec::new();
        }
        noted.sort_by_key(|(mail, _)| mail.at);
        let mut blocks = vec![Block::heading(2, self.say.t(title))];
        blocks.extend(self.mails(&noted));
        blocks
    }

    /// The first [`LISTED`] of `mails`, each with the rules that speak of it.
    fn mails(&self, mails: &[(&Asked, Vec<String>)]) -> Vec<Block> {
        if mails.is_empty() {
            return Vec::new();
        }
        let several = self.figures.senders.len() > 1;
        let subjects = mails.iter().any(|(mail, _)| mail.subject.is_some());
        let mut header = vec!["date"];
        header.extend(several.then_some("from"));
        header.extend(["to", "why"]);
        header.extend(subjects.then_some("subject"));
        let reasons = mails.iter().any(|(mail, _)| mail.headline.is_some());
        header.extend(reasons.then_some("reason"));
        let row = |(mail, rules): &(&Asked, Vec<String>)| {
            let mut row = vec![Words::from(when::time(mail.at, &self.told.zone, self.told.language))];
            row.extend(several.then(|| mail.sender.to_string().into()));
            row.extend([self.addresses(odd_first(mail).into_iter()).into(), rules.join(", ").into()]);
            row.extend(subjects.then(|| mail.subject.clone().unwrap_or_default().into()));
            row.extend(reasons.then(|| reason(mail, rules).into()));
            row
        };
        let mut blocks = vec![self.table(&header, mails.iter().take(LISTED).map(row).collect())];
        if mails.len() > LISTED {
            blocks.push(Block::paragraph(self.say.n("list-more", mails.len() - LISTED)));
        }
        blocks
    }

    fn addresses<'a>(&self, mut addresses: impl ExactSizeIterator<Item = &'a Address>) -> String {
        let named: Vec<String> = addresses.by_ref().take(NAMED).map(ToString::to_string).collect();
        let (named, rest) = (named.join(", "), addresses.len());
        if rest == 0 { named } else { format!("{named} {}", self.say.n("and-more", rest)) }
    }
}

/// The recipients of a mail. Where they are many the last are not named, so those it is about come first.
fn odd_first(mail: &Asked) -> Vec<&Address> {
    mail.odd.iter().chain(mail.recipients.iter().filter(|address| !mail.odd.contains(address))).collect()
}

/// Why these rules speak of a mail: the gravest reason where it is one of theirs, else the first that they have.
fn reason<'m>(mail: &'m Asked, rules: &[String]) -> &'m str {
    let theirs: Vec<&String> = rules.iter().filter_map(|rule| mail.reasons.get(rule)).collect();
    let gravest = mail.headline.as_ref().filter(|gravest| theirs.contains(gravest));
    gravest.or(theirs.first().copied()).map_or("", String::as_str)
}
