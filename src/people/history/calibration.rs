//! Scores made to mean the same for every sender, and the cut that a budget of asks sets.
//!
//! Some senders' clean mail looks odder than others'. How odd, their own past top scores tell; with few of them, all senders' do.

use std::collections::VecDeque;

/// Scores of past messages that are in memory.
pub const MOST_SCORES: usize = 1_000;
/// The share of messages below the score that senders are compared by.
const COMPARED_AT: f64 = 0.95;
/// How much of the difference to all senders is taken off.
const TAKEN_OFF: f32 = 0.5;
/// Scores that all senders' count as much as.
const PRIOR: f32 = 300.0;
/// The same for the cut, where the sender's own few highest scores decide.
const PRIOR_OF_CUT: f32 = 200.0;
/// Shares of a hundred clean messages whose common cuts the ranking file holds, behind the score senders are compared by.
const BUDGETS: [f64; 4] = [0.5, 1.0, 2.0, 5.0];
/// Of so many of the last scores it is told how many are above the threshold.
const SHOWN: usize = 100;
/// Scores learnt between two looks at them.
const EVERY: usize = 10;

/// Scores of a sender's last messages that say the same of them as all do.
pub const TELLING_SCORES: usize = MOST_SCORES + EVERY;

/// The top scores of a sender's past messages.
#[derive(Clone, Debug, Default)]
pub(super) struct Scores {
    last: VecDeque<f32>,
    since: usize,
    /// What is taken off every score.
    shift: f32,
}

impl Scores {
    /// After so many were taken in, of which these were the last, oldest first: [`TELLING_SCORES`] of them, or all.
    pub(super) fn after(taken: usize, last: &[f32], common: &[f32]) -> Scores {
        let mut scores = Scores::default();
        let (looked_at, since) = last.split_at(last.len() - last.len().min(taken % EVERY));
        let latest = |some: &[f32]| some.get(some.len().saturating_sub(MOST_SCORES)..).unwrap_or_default().to_vec();
        scores.last = latest(looked_at).into();
        if taken >= EVERY {
            scores.look(common);
        }
        scores.last = latest(last).into();
        scores.since = since.len();
        scores
    }

    /// Takes in the score of a message that was clean, as far as anybody knows.
    pub(super) fn push(&mut self, score: f32, common: &[f32]) {
        self.last.push_back(score);
        if self.last.len() > MOST_SCORES {
            self.last.pop_front();
        }
        self.since += 1;
        if self.since >= EVERY {
            self.since = 0;
            self.look(common);
        }
    }

    /// Compares them with those of all senders.
    fn look(&mut self, common: &[f32]) {
        let own = self.quantile(COMPARED_AT);
        let weight = self.last.len() as f32 / (self.last.len() as f32 + PRIOR);
        self.shift = own.zip(common.first()).map_or(0.0, |(own, common)| TAKEN_OFF * weight * (own - common));
    }

    pub(super) fn len(&self) -> usize {
        self.last.len()
    }

    /// A score, compared.
    pub(super) fn calibrated(&self, raw: f32) -> f32 {
        raw - self.shift
    }

    /// The raw score above which `asks` of a hundred clean messages are; no message is for a budget of 0.
    pub(super) fn cut(&self, asks: f64, common: &[f32]) -> f32 {
        if asks <= 0.0 {
            return f32::INFINITY;
        }
        let common = common_cut(asks, common);
        let own = self.quantile(1.0 - asks / 100.0);
        let weight = self.last.len() as f32 / (self.last.len() as f32 + PRIOR_OF_CUT);
        match (own, common) {
            (Some(own), Some(common)) => weight * own + (1.0 - weight) * (common + self.shift),
            (Some(own), None) => own,
            (None, common) => common.unwrap_or(f32::INFINITY),
        }
    }

    /// How many of the last hundred scores are above a raw one.
    pub(super) fn above(&self, raw: f32) -> usize {
        self.last.iter().rev().take(SHOWN).filter(|score| **score > raw).count()
    }

    fn quantile(&self, share: f64) -> Option<f32> {
        let mut scores: Vec<f32> = self.last.iter().copied().collect();
        let last = scores.len().checked_sub(1)?;
        let at = (share.clamp(0.0, 1.0) * scores.len() as f64) as usize;
        Some(*scores.select_nth_unstable_by(at.min(last), f32::total_cmp).1)
    }
}

/// All senders' cut for a budget, between those of the file on the logarithm of the budget.
fn common_cut(asks: f64, common: &[f32]) -> Option<f32> {
    let cuts = common.get(1..=BUDGETS.len())?;
    let asks = asks.clamp(BUDGETS[0], BUDGETS[BUDGETS.len() - 1]);
    let above = BUDGETS.iter().position(|budget| *budget >= asks)?;
    let below = above.saturating_sub(1);
    let (from, to) = (BUDGETS.get(below)?, BUDGETS.get(above)?);
    let way = if to > from { ((asks / from).ln() / (to / from).ln()) as f32 } else { 0.0 };
    Some(cuts.get(below)? * (1.0 - way) + cuts.get(above)? * way)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMON: [f32; 5] = [0.0, 5.0, 4.0, 3.0, 1.0];

    #[test]
    fn how_many_of_the_last_hundred_are_above_is_counted() {
        let mut scores = Scores::default();
        assert_eq!(scores.above(1.0), 0);
        (0..40).for_each(|_| scores.push(5.0, &COMMON));
        assert_eq!((scores.above(4.9), scores.above(5.0)), (40, 0));
        (0..90).for_each(|at| scores.push(if at < 3 { 2.0 } else { 1.0 }, &COMMON));
        assert_eq!((scores.above(4.0), scores.above(1.5)), (10, 13));
    }

    #[test]
    fn few_scores_are_judged_like_everybody_s() {
        let mut scores = Scores::default();
        assert_eq!(scores.cut(1.0, &COMMON), 4.0);
        assert_eq!(scores.cut(0.0, &COMMON), f32::INFINITY, "never asked");
        assert!((scores.cut(1.5, &COMMON) - 3.4).abs() < 0.1, "between the cuts of 1 and 2");
        scores.push(-3.0, &COMMON);
        assert!(scores.cut(1.0, &COMMON) > 3.9);
    }

    #[test]
    fn the_last_scores_say_the_same_as_all() {
        let score = |at: usize| (at * 37 % 101) as f32 / 10.0 + (at / 500) as f32;
        let mut all = Scores::default();
        for taken in 0..2_500_usize {
            let first = taken.saturating_sub(TELLING_SCORES);
            let last: Vec<f32> = (first..taken).map(score).collect();
            let after = Scores::after(taken, &last, &COMMON);
            assert_eq!((&after.last, after.since, after.shift), (&all.last, all.since, all.shift), "{taken}");
            all.push(score(taken), &COMMON);
        }
    }

    #[test]
    fn a_budget_is_kept_by_whose_mail_looks_odd() {
        // High scores are rarer the higher they are.
        let score = |at: usize| 2.0 - ((at * 37 % 1_000 + 1) as f32 / 1_000.0).ln();
        let mut scores = Scores::default();
        (0..1_000).for_each(|at| scores.push(score(at), &COMMON));
        let cut = scores.cut(2.0, &COMMON);
        let asked = (0..1_000).filter(|&at| score(at) > cut).count();
        assert!((15..=30).contains(&asked), "{asked}");
        assert!(scores.calibrated(3.0) < 3.0, "their scores are taken down");
    }
}
