//! What a backtest has counted, as programs read it: names of members stay.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::base::{Address, Damaged, Step};
use crate::people::history::slips::Form;

/// What the guard would have done to mail of before.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// How many mails were judged.
    pub mails: usize,
    /// How many of them had a past that was long enough to speak against somebody.
    pub with_past: usize,
    /// When the first of them was sent.
    pub first: Option<Timestamp>,
    /// When the last was.
    pub last: Option<Timestamp>,
    /// How many could not be judged, by reason.
    pub left_out: LeftOut,
    /// How many mails of 100 may be asked about because of what was learnt (`policy.asks_per_100`).
    pub asks_per_100: f64,
    /// How many mails would have waited for somebody.
    pub asks: usize,
    /// The same of 100.
    pub per_100: f64,
    /// The day with the most of them.
    pub busiest: Option<Day>,
    /// By sender, most mails first.
    #[serde(skip)]
    pub senders: Vec<Sender>,
    /// By check and rule, most asks first.
    #[serde(skip)]
    pub rules: Vec<Rule>,
    /// By month, all from the first to the last.
    #[serde(skip)]
    pub months: Vec<Month>,
    /// Slips that were planted, by form.
    #[serde(skip)]
    pub slips: Vec<Slips>,
    /// What other budgets would do.
    #[serde(skip)]
    pub budgets: Vec<Budget>,
    /// The same mail under other rules.
    #[serde(skip)]
    pub compared: Option<Compared>,
    /// The mails that would have waited, in order of time.
    #[serde(skip)]
    pub asked: Vec<Asked>,
    /// The mails that a note would have been taken of and no more, in order of time.
    #[serde(skip)]
    pub noted: Vec<Asked>,
}

/// What could not be judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Messages that cannot be read: no date, no sender, no recipient.
    pub damaged: usize,
    /// The first of these, and files that cannot be opened.
    #[serde(skip)]
    pub damages: Vec<Damaged>,
    /// Copies of messages that were judged.
    pub copies: usize,
    /// Messages somebody else has sent.
    pub of_others: usize,
}

impl LeftOut {
    /// Damages that are told one by one.
    const MOST_TOLD: usize = 100;

    /// Something cannot be read.
    pub fn damaged(&mut self, damaged: Damaged) {
        self.damaged += 1;
        if self.damages.len() < LeftOut::MOST_TOLD {
            self.damages.push(damaged);
        }
    }
}

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Which.
    pub day: Date,
    /// Mails of it.
    pub mails: usize,
    /// Those that would have waited.
    pub asks: usize,
}

/// One sender.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sender {
    /// Who.
    pub address: Address,
    /// Mails that were judged.
    pub mails: usize,
    /// Those that would have waited.
    pub asks: usize,
    /// The same of 100.
    pub per_100: f64,
    /// From which score on `unlikely-recipient` asks in the end; `None` = too little was learnt.
    pub cut: Option<f32>,
    /// Whether nobody is asked from there on but a note is taken, as with a budget of nought.
    pub only_notes: bool,
}

/// A check or rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// Its id.
    pub rule: String,
    /// What it looks for.
    pub title: String,
    /// Mails it asks about.
    pub asks: usize,
    /// The same of 100.
    pub per_100: f64,
    /// Those nothing else asks about.
    pub alone: usize,
    /// Mails it only takes a note of.
    pub notes: usize,
}

/// One month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Month {
    /// `2026-11`.
    pub month: String,
    /// Mails of it.
    pub mails: usize,
    /// Those that would have waited.
    pub asks: usize,
    /// The same of 100.
    pub per_100: f64,
}

/// Planted slips of one form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Slips {
    /// How the wrong recipient came in.
    #[serde(serialize_with = "word")]
    pub form: Form,
    /// How many were planted.
    pub planted: usize,
    /// Where the wrong recipient was asked about.
    pub caught: usize,
    /// Where the past alone speaks against the wrong recipient, whether or not another check asks about it already.
    pub by_history: usize,
    /// The caught of 100.
    pub per_100: f64,
    /// The same under the other rules, where there are others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<Caught>,
}

/// What other rules catch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Caught {
    /// Where the wrong recipient was asked about.
    pub caught: usize,
    /// The same of 100.
    pub per_100: f64,
}

/// `unlikely-recipient` under another budget.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Budget {
    /// `policy.asks_per_100`.
    pub asks_per_100: f64,
    /// How many mails of 100 it would ask about; those before enough was learnt count.
    pub per_100: f64,
    /// The same of 100 that had a past ([`Figures::with_past`]): those before it could not be asked about.
    pub per_100_with_past: f64,
    /// How many of 100 planted slips have a wrong recipient above the threshold.
    pub caught_per_100: f64,
}

/// The same mail under other rules.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// How many mails would have waited.
    pub asks: usize,
    /// The same of 100.
    pub per_100: f64,
    /// By check and rule where they differ.
    pub rules: Vec<Difference>,
    /// Places in [`Figures::asked`] that only the other rules ask about.
    pub more: Vec<usize>,
    /// Places in [`Figures::asked`] that the other rules do not ask about.
    pub less: Vec<usize>,
}

/// How often a rule asks and takes notes under either.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its id.
    pub rule: String,
    /// Mails it asks about under the rules of now.
    pub now: usize,
    /// Mails it asks about under the others.
    pub then: usize,
    /// Mails it only takes a note of under the rules of now.
    pub notes_now: usize,
    /// Mails it only takes a note of under the others.
    pub notes_then: usize,
}

/// A mail that would have waited, or that a note would have been taken of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// When it was sent.
    pub at: Timestamp,
    /// By whom.
    pub sender: Address,
    /// To whom.
    pub recipients: Vec<Address>,
    /// Those of them that something was noticed about, the gravest first.
    pub odd: Vec<Address>,
    /// Its subject, where subjects were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The step under the rules of now.
    pub step: Step,
    /// The checks and rules that ask, under the rules of now.
    pub rules: Vec<String>,
    /// The same under the other rules, where there are others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<(Step, Vec<String>)>,
    /// The checks and rules that only take a note, under the rules of now.
    pub notes: Vec<String>,
    /// The same under the other rules, where there are others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes_then: Option<Vec<String>>,
    /// Why, by the gravest finding under either rules, where subjects were asked for: it may quote the mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// The same by each check and rule that speaks of it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, String>,
}

/// Of 100, with two places.
pub(super) fn per_100(count: usize, of: usize) -> f64 {
    if of == 0 {
        return 0.0;
    }
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    (10_000.0 * number(count) / number(of)).round() / 100.0
}

fn word<S: Serializer>(form: &Form, serializer: S) -> Result<S::Ok, S::Error> {
    form.word().serialize(serializer)
}
