//! Counting: one judgement after the other, in any order, to the figures.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::figures::{
    Asked, Budget, Caught, Compared, Day, Difference, Figures, LeftOut, Month, Rule, Sender, Slips, per_100,
};
use super::replay::{BUDGETS, Ruled, RuledSlip};
use crate::base::{Address, Step};
use crate::facts::{Fact, Facts, Ranking};
use crate::people::history::slips::Form;
use crate::rules::{Finding, Listed};
use crate::verdict::Verdict;

/// Months that are told one by one even where there was no mail.
const MONTHS: usize = 240;

/// Mails and those of them that would have waited.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    mails: usize,
    asks: usize,
}

impl Count {
    fn add(&mut self, asks: bool) {
        self.mails += 1;
        self.asks += usize::from(asks);
    }
}

/// How often one rule spoke.
#[derive(Clone, Copy, Debug, Default)]
struct Spoken {
    asks: usize,
    alone: usize,
    notes: usize,
    /// Its asks under the other rules.
    then: usize,
    /// Its notes under the other rules.
    notes_then: usize,
}

/// What has been counted so far.
#[derive(Debug)]
pub struct Tally {
    zone: TimeZone,
    subjects: bool,
    compares: bool,
    days: BTreeMap<Date, Count>,
    senders: BTreeMap<String, (Address, Count)>,
    rules: BTreeMap<String, Spoken>,
    slips: BTreeMap<Form, Slips>,
    /// Mails with a past that was long enough.
    with_past: usize,
    /// By budget: mails and planted slips with somebody above the threshold.
    above: [(usize, usize); BUDGETS.len()],
    asked: Vec<Asked>,
    noted: Vec<Asked>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

/// Whether a mail with this verdict waits for somebody, or goes back.
fn asks(verdict: &Verdict) -> bool {
    verdict.step >= Step::Ask
}

/// The checks and rules that ask, each once.
fn asking(verdict: &Verdict) -> Vec<String> {
    let asking = verdict.findings.iter().filter(|finding| finding.step >= Step::Ask);
    let mut rules: Vec<String> = asking.map(|finding| finding.check.clone()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// The checks and rules that only take a note, each once.
fn noting(verdict: &Verdict, asking: &[String]) -> Vec<String> {
    let all = verdict.findings.iter().map(|finding| finding.check.clone());
    let mut rules: Vec<String> = all.filter(|rule| !asking.contains(rule)).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Whom `findings` are about, each once, in their order.
fn odd(findings: &[&Finding], facts: &Facts) -> Vec<Address> {
    let mut odd: Vec<Address> = Vec::new();
    let about = findings.iter().filter_map(|finding| facts.recipients.get(finding.recipient?));
    for recipient in about {
        if !odd.contains(&recipient.address) {
            odd.push(recipient.address.clone());
        }
    }
    odd
}

impl Tally {
    /// Nothing yet. Days are those of `zone`; subjects are kept where `subjects` says so; `compares` where every mail is
    /// judged under other rules, too.
    pub fn new(zone: TimeZone, subjects: bool, compares: bool) -> Tally {
        Tally {
            zone,
            subjects,
            compares,
            days: BTreeMap::new(),
            senders: BTreeMap::new(),
            rules: BTreeMap::new(),
            slips: BTreeMap::new(),
            with_past: 0,
            above: Default::default(),
            asked: Vec::new(),
            noted: Vec::new(),
            first: None,
            last: None,
        }
    }

    /// Counts one mail with the slips planted in it.
    pub fn add(&mut self, ruled: &Ruled) {
        let Ruled { at, sender, facts, verdict, then, slips, above } = ruled;
        let asks = asks(verdict);
        self.first = Some(self.first.map_or(*at, |first| first.min(*at)));
        self.last = Some(self.last.map_or(*at, |last| last.max(*at)));
        self.days.entry(at.to_zoned(self.zone.clone()).date()).or_default().add(asks);
        let fresh = || (sender.clone(), Count::default());
        self.senders.entry(sender.key().to_owned()).or_insert_with(fresh).1.add(asks);
        let rules = asking(verdict);
        let notes = noting(verdict, &rules);
        self.count_rules(&rules, &notes);
        let other = then.as_ref().map(|verdict| (verdict.step, asking(verdict)));
        let notes_then = then.as_ref().zip(other.as_ref()).map(|(verdict, (_, rules))| noting(verdict, rules));
        for rule in other.iter().flat_map(|(_, rules)| rules) {
            self.rules.entry(rule.clone()).or_default().then += 1;
        }
        for rule in notes_then.iter().flatten() {
            self.rules.entry(rule.clone()).or_default().notes_then += 1;
        }
        self.with_past += usize::from(matches!(facts.ranking, Fact::Known(Some(Ranking { cut: Some(_), .. }))));
        for (count, above) in self.above.iter_mut().zip(above) {
            count.0 += usize::from(*above);
        }
        slips.iter().for_each(|slip| self.count_slip(slip));
        let waits = asks || then.as_ref().is_some_and(self::asks);
        if waits || !notes.is_empty() || notes_then.as_ref().is_some_and(|notes| !notes.is_empty()) {
            let mails = if waits { &mut self.asked } else { &mut self.noted };
            // The gravest first, those of the rules of now before others'.
            let mut findings: Vec<&Finding> =
                std::iter::once(verdict).chain(then).flat_map(|verdict| &verdict.findings).collect();
            findings.sort_by_key(|finding| std::cmp::Reverse(finding.step));
            let headline = findings.first().map(|finding| finding.headline.clone());
            let mut reasons = BTreeMap::new();
            for finding in findings.iter().filter(|finding| self.subjects && !finding.headline.is_empty()) {
                reasons.entry(finding.check.clone()).or_insert_with(|| finding.headline.clone());
            }
            mails.push(Asked {
                at: *at,
                sender: sender.clone(),
                recipients: facts.recipients.iter().map(|recipient| recipient.address.clone()).collect(),
                odd: odd(&findings, facts),
                subject: self.subjects.then(|| facts.subject.clone()),
                step: verdict.step,
                rules,
                headline: headline.filter(|headline| self.subjects && !headline.is_empty()),
                reasons,
                then: other,
                notes,
                notes_then,
            });
        }
    }

    fn count_slip(&mut self, slip: &RuledSlip) {
        let fresh = || Slips {
            form: slip.form,
            planted: 0,
            caught: 0,
            by_history: 0,
            per_100: 0.0,
            then: self.compares.then(Caught::default),
        };
        let counted = self.slips.entry(slip.form).or_insert_with(fresh);
        let catches = |verdict: &Verdict| {
            let mut findings = verdict.findings.iter();
            findings.any(|finding| finding.step >= Step::Ask && finding.recipient == Some(slip.wrong))
        };
        counted.planted += 1;
        counted.caught += usize::from(catches(&slip.verdict));
        if let Some(then) = &mut counted.then {
            then.caught += usize::from(slip.then.as_ref().is_some_and(catches));
        }
        counted.by_history += usize::from(slip.by_history);
        for (count, above) in self.above.iter_mut().zip(&slip.above) {
            count.1 += usize::from(*above);
        }
    }

    fn count_rules(&mut self, asking: &[String], noting: &[String]) {
        for rule in asking {
            let spoken = self.rules.entry(rule.clone()).or_default();
            spoken.asks += 1;
            spoken.alone += usize::from(asking.len() == 1);
        }
        for rule in noting {
            self.rules.entry(rule.clone()).or_default().notes += 1;
        }
    }

    /// The figures. `listed` tells what rules look for, `cuts` from which score on each sender is asked in the end.
    pub fn figures(
        mut self,
        asks_per_100: f64,
        left_out: LeftOut,
        listed: &[Listed],
        cuts: &BTreeMap<String, f32>,
    ) -> Figures {
        for mails in [&mut self.asked, &mut self.noted] {
            mails.sort_by(|a, b| (a.at, a.sender.key()).cmp(&(b.at, b.sender.key())));
        }
        let mails: usize = self.days.values().map(|count| count.mails).sum();
        let asks: usize = self.days.values().map(|count| count.asks).sum();
        let busiest = self.days.iter().filter(|(_, count)| count.asks > 0);
        // Of several such days the last: it is remembered best.
        let busiest = busiest.max_by_key(|(day, count)| (count.asks, **day));
        let planted: usize = self.slips.values().map(|slips| slips.planted).sum();
        let compared = self.compares.then(|| self.compared(mails));
        Figures {
            mails,
            with_past: self.with_past,
            first: self.first,
            last: self.last,
            left_out,
            asks_per_100,
            asks,
            per_100: per_100(asks, mails),
            busiest: busiest.map(|(day, count)| Day { day: *day, mails: count.mails, asks: count.asks }),
            senders: self.by_sender(cuts, asks_per_100 <= 0.0),
            rules: self.by_rule(mails, listed),
            months: self.by_month(),
            budgets: BUDGETS
                .iter()
                .zip(self.above)
                .map(|(budget, (above, caught))| Budget {
                    asks_per_100: *budget,
                    per_100: per_100(above, mails),
                    per_100_with_past: per_100(above, self.with_past),
                    caught_per_100: per_100(caught, planted),
                })
                .collect(),
            slips: (self.slips.into_values())
                .map(|slips| {
                    let share = |caught: usize| per_100(caught, slips.planted);
                    let then = slips.then.map(|then| Caught { per_100: share(then.caught), ..then });
                    Slips { per_100: share(slips.caught), then, ..slips }
                })
                .collect(),
            compared,
            asked: self.asked,
            noted: self.noted,
        }
    }

    fn by_sender(&self, cuts: &BTreeMap<String, f32>, only_notes: bool) -> Vec<Sender> {
        let one = |(key, (address, Count { mails, asks })): (&String, &(Address, Count))| Sender {
            address: address.clone(),
            mails: *mails,
            asks: *asks,
            per_100: per_100(*asks, *mails),
            cut: cuts.get(key).copied(),
            only_notes,
        };
        let mut senders: Vec<Sender> = self.senders.iter().map(one).collect();
        senders.sort_by_key(|sender| std::cmp::Reverse(sender.mails));
        senders
    }

    fn by_rule(&self, mails: usize, listed: &[Listed]) -> Vec<Rule> {
        let title = |rule: &str| listed.iter().find(|known| known.id == rule).map(|known| known.title.clone());
        let spoken = self.rules.iter().filter(|(_, spoken)| spoken.asks + spoken.notes > 0);
        let one = |(rule, spoken): (&String, &Spoken)| Rule {
            title: title(rule).unwrap_or_default(),
            rule: rule.clone(),
            asks: spoken.asks,
            per_100: per_100(spoken.asks, mails),
            alone: spoken.alone,
            notes: spoken.notes,
        };
        let mut rules: Vec<Rule> = spoken.map(one).collect();
        rules.sort_by(|a, b| (b.asks, b.notes, &a.rule).cmp(&(a.asks, a.notes, &b.rule)));
        rules
    }

    fn by_month(&self) -> Vec<Month> {
        let mut months: BTreeMap<Date, Count> = BTreeMap::new();
        for (day, count) in &self.days {
            let month = months.entry(day.first_of_month()).or_default();
            month.mails += count.mails;
            month.asks += count.asks;
        }
        let Some((first, last)) = months.keys().next().copied().zip(months.keys().next_back().copied()) else {
            return Vec::new();
        };
        // A month without mail is a month, too; but a date that is decades off makes no row of empty ones.
        let all: Vec<Date> = first.series(jiff::Span::new().months(1)).take_while(|month| *month <= last).collect();
        let all = if all.len() <= MONTHS { all } else { months.keys().copied().collect() };
        let one = |month: Date| {
            let Count { mails, asks } = months.get(&month).copied().unwrap_or_default();
            Month { month: month.strftime("%Y-%m").to_string(), mails, asks, per_100: per_100(asks, mails) }
        };
        all.into_iter().map(one).collect()
    }

    fn compared(&self, mails: usize) -> Compared {
        let waits = |step: Step| step >= Step::Ask;
        let then = |mail: &Asked| mail.then.as_ref().is_some_and(|(step, _)| waits(*step));
        let places = |wanted: &dyn Fn(&Asked) -> bool| {
            self.asked.iter().enumerate().filter(|(_, mail)| wanted(mail)).map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let asks = self.asked.iter().filter(|mail| then(mail)).count();
        let all = self.rules.iter().map(|(rule, &Spoken { asks, then, notes, notes_then, .. })| Difference {
            rule: rule.clone(),
            now: asks,
            then,
            notes_now: notes,
            notes_then,
        });
        let differ = |rule: &Difference| rule.now != rule.then || rule.notes_now != rule.notes_then;
        let mut rules: Vec<Difference> = all.filter(differ).collect();
        let by = |rule: &Difference| (rule.now.abs_diff(rule.then), rule.notes_now.abs_diff(rule.notes_then));
        rules.sort_by_key(|rule| std::cmp::Reverse(by(rule)));
        Compared {
            asks,
            per_100: per_100(asks, mails),
            rules,
            more: places(&|mail| then(mail) && !waits(mail.step)),
            less: places(&|mail| waits(mail.step) && !then(mail)),
        }
    }
}
