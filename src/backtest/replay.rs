//! One sender's mail once more, in order of time. What hangs on the order (what was known) is stated here, one message after
//! the other; what does not (rules over what was stated) is judged by [`rule`], in any order and on any thread.

use std::sync::Arc;

use jiff::Timestamp;

use super::slip;
use crate::base::Address;
use crate::facts::{self, Fact, Facts};
use crate::files::{self, Contents, Reader};
use crate::judge::Judge;
use crate::message::Submission;
use crate::parse::{self, Structure};
use crate::people::history::slips::{self, Form, Slip, Strangers};
use crate::people::history::{Heard, Key, QUIET_BELOW, budget, inside};
use crate::people::{Growing, Here, History, Past};
use crate::verdict::Verdict;

/// The budgets whose asks and catches are compared, of 100 mails.
pub const BUDGETS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 3.0, 5.0];

/// The key of a backtest: nothing that was hashed with it outlives it.
const KEY: [u8; 16] = *b"outguard backtes";

/// A message of before, read.
#[derive(Debug)]
pub struct Sent {
    sender: Address,
    submission: Submission,
    structure: Structure,
    files: Vec<Contents>,
}

impl Sent {
    /// Reads a message and its files; `None` for one without a sender, who would have a past.
    pub fn read(submission: Submission, reader: &dyn Reader) -> Option<Sent> {
        let sender = submission.envelope.sender.clone()?;
        let structure = parse::parse(&submission.message);
        let files = files::read_all(&structure.attachments, reader);
        Some(Sent { sender, submission, structure, files })
    }

    /// The message to others, as a slip would have made it.
    fn slipped(&self, slip: &Slip) -> Sent {
        let mut copy = Sent {
            sender: self.sender.clone(),
            submission: self.submission.clone(),
            structure: self.structure.clone(),
            files: self.files.clone(),
        };
        slip::apply(slip, &mut copy.submission.envelope, &mut copy.structure);
        copy
    }
}

/// Which slips are planted in one message.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// Whether any are.
    pub plants: bool,
    /// What chance goes by; another one for every message.
    pub seed: u64,
}

/// A message with what was known of it when it was sent.
#[derive(Debug)]
pub struct Stated {
    at: Timestamp,
    sender: Address,
    facts: Facts,
    above: [bool; BUDGETS.len()],
    slips: Vec<StatedSlip>,
}

/// A planted slip with what was known of it.
#[derive(Debug)]
struct StatedSlip {
    form: Form,
    wrong: usize,
    facts: Facts,
    above: [bool; BUDGETS.len()],
}

impl StatedSlip {
    /// Whether the past alone speaks against the wrong recipient, by the budget that holds.
    fn by_history(&self) -> bool {
        let cut = match &self.facts.ranking {
            Fact::Known(Some(ranking)) => ranking.cut,
            _ => None,
        };
        let fit = self.facts.recipients.get(self.wrong).and_then(|recipient| recipient.fit.as_ref());
        fit.zip(cut).is_some_and(|(fit, cut)| fit.score > cut)
    }
}

/// A message with what follows.
#[derive(Debug)]
pub struct Ruled {
    /// When it was sent.
    pub at: Timestamp,
    /// By whom.
    pub sender: Address,
    /// What was known of it.
    pub facts: Facts,
    /// What the guard says.
    pub verdict: Verdict,
    /// What it would say by other rules, where there are others.
    pub then: Option<Verdict>,
    /// Whether somebody is above the threshold of each budget.
    pub above: [bool; BUDGETS.len()],
    /// The slips that were planted in copies of it.
    pub slips: Vec<RuledSlip>,
}

/// A planted slip with what follows.
#[derive(Debug)]
pub struct RuledSlip {
    /// How it came about.
    pub form: Form,
    /// The wrong recipient's place in the envelope.
    pub wrong: usize,
    /// What the guard says.
    pub verdict: Verdict,
    /// What it would say by other rules, where there are others.
    pub then: Option<Verdict>,
    /// Whether the past alone speaks against the wrong recipient, by the budget that holds.
    pub by_history: bool,
    /// Whether the wrong recipient is above the threshold of each budget.
    pub above: [bool; BUDGETS.len()],
}

/// Judges what was stated, by `other` rules too where there are any.
pub fn rule(judge: &Judge, other: Option<&Judge>, stated: Stated) -> Ruled {
    // Nobody had said yet that they need not be asked.
    let nothing_said = History::default();
    let Stated { at, sender, facts, above, slips } = stated;
    let verdict = judge.verdict(&facts, Ok(&nothing_said), at);
    let then = other.map(|other| other.verdict(&facts, Ok(&nothing_said), at));
    let slips = slips
        .into_iter()
        .map(|slip| {
            let says = |judge: &Judge| judge.verdict(&slip.facts, Ok(&nothing_said), at);
            let (verdict, then, by_history) = (says(judge), other.map(says), slip.by_history());
            RuledSlip { form: slip.form, wrong: slip.wrong, verdict, then, by_history, above: slip.above }
        })
        .collect();
    Ruled { at, sender, facts, verdict, then, above, slips }
}

/// What one sender has taught so far.
#[derive(Debug)]
pub struct Replay<'j> {
    judge: &'j Judge,
    strangers: &'j Strangers,
    growing: Growing,
}

/// The thresholds of [`BUDGETS`] at some time.
#[derive(Clone, Copy)]
struct Cuts([Option<f32>; BUDGETS.len()]);

impl Cuts {
    fn above(self, score: Option<f32>) -> [bool; BUDGETS.len()] {
        self.0.map(|cut| score.zip(cut).is_some_and(|(score, cut)| score > cut))
    }
}

impl<'j> Replay<'j> {
    /// The first day of somebody whose addresses are `own`. `strangers` are taken for others by planted slips; `here` is whom
    /// anybody whose mail is judged has written to so far.
    pub fn new(judge: &'j Judge, own: &[Address], strangers: &'j Strangers, here: Arc<Here>) -> Replay<'j> {
        let inside = inside(&judge.directory.domains, own);
        let mut growing = Growing::new(here);
        growing.history_mut().past = Some(Arc::new(Past::new(Key::new(KEY), own, &inside)));
        Replay { judge, strangers, growing }
    }

    /// The score above which this sender is asked now, or above which a note is taken, where the budget is nought.
    pub fn cut(&self) -> Option<f32> {
        self.growing.history().past.as_ref()?.cut(budget(self.judge.asks_per_100))
    }

    /// Takes in what was received.
    pub fn hear(&mut self, heard: &Heard) {
        if let Some(past) = &mut self.growing.history_mut().past {
            Arc::make_mut(past).hear(heard);
        }
    }

    /// States what was known of `sent`, plants slips in copies of it, and learns it as it was.
    pub fn state(&mut self, sent: Sent, plan: Plan) -> Stated {
        let sender = sent.sender.clone();
        let at = sent.submission.received;
        // Scores mean something only beside thresholds of the same time: both move with every message of a short past.
        let past = self.growing.history().past.as_deref();
        let cuts = Cuts(BUDGETS.map(|budget| past.and_then(|past| past.cut(budget))));
        let slips = if plan.plants { self.planted(&sent, plan.seed, cuts) } else { Vec::new() };
        let facts = self.facts(sent);
        let (top, raw) = match &facts.ranking {
            Fact::Known(Some(ranking)) => (ranking.top, ranking.raw),
            _ => (None, None),
        };
        let above = cuts.above(top);
        self.learn(&facts, raw, at);
        Stated { at, sender, facts, above, slips }
    }

    fn facts(&self, sent: Sent) -> Facts {
        let Sent { submission, structure, files, .. } = sent;
        self.judge.facts(&submission, &structure, files, Ok(self.growing.history()))
    }

    fn planted(&self, sent: &Sent, seed: u64, cuts: Cuts) -> Vec<StatedSlip> {
        let Some(past) = self.growing.history().past.as_deref().filter(|past| past.len() >= QUIET_BELOW) else {
            return Vec::new();
        };
        let addressees = slip::addressees(&sent.submission.envelope, &sent.structure);
        let trace = facts::trace(&sent.structure, &addressees, sent.submission.received, past.key());
        let stated = Form::ALL.iter().filter_map(|form| {
            let slip = slips::slip(*form, &trace, past, self.strangers, seed)?;
            let facts = self.facts(sent.slipped(&slip));
            let wrong = facts.recipients.iter().position(|recipient| recipient.address == slip.wrong)?;
            let score = facts.recipients.get(wrong)?.fit.as_ref().map(|fit| fit.score);
            Some(StatedSlip { form: *form, wrong, facts, above: cuts.above(score) })
        });
        stated.collect()
    }

    fn learn(&mut self, facts: &Facts, raw: Option<f32>, at: Timestamp) {
        for recipient in &facts.recipients {
            self.growing.sent(&recipient.address, &recipient.name, at);
        }
        self.growing.ended_with(&facts.paragraphs);
        let (Some(past), Some(trace)) = (&mut self.growing.history_mut().past, &facts.trace) else { return };
        Arc::make_mut(past).learn(trace, raw);
    }
}
