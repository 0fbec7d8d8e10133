//! Findings to one step of the ladder.

use serde::{Deserialize, Serialize};

use crate::base::Step;
use crate::rules::Finding;

/// All findings of a submission and the one step that follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The step of the ladder.
    pub step: Step,
    /// The findings, gravest first.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Folds `findings` into one step: the highest; two findings at `ask` about the same recipient, or one about a
    /// recipient and one about the message, are two oddities together and climb one step. `clean` is the step of a
    /// message nobody noticed anything about (`pass`, or `delay` where policy gives clean mail an undo window).
    pub fn of(mut findings: Vec<Finding>, clean: Step) -> Verdict {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.step));
        let highest = findings.first().map_or(Step::Note, |finding| finding.step);
        let step = if two_mild_oddities_meet(&findings) { highest.climbed() } else { highest };
        Verdict { step: step.max(clean), findings }
    }

    /// The sentence that says why: the gravest finding's headline; empty when there is none above `note`.
    pub fn headline(&self) -> &str {
        self.findings.first().filter(|finding| finding.step > Step::Pass).map_or("", |finding| &finding.headline)
    }

    /// The recipients that findings above `note` point at, each once, in envelope order.
    pub fn odd_recipients(&self) -> Vec<usize> {
        let mut odd: Vec<usize> =
            self.findings.iter().filter(|f| f.step > Step::Pass).filter_map(|f| f.recipient).collect();
        odd.sort_unstable();
        odd.dedup();
        odd
    }
}

/// Two different checks at `ask` that meet in one recipient, or in a recipient and the message as a whole: each alone is
/// mild, together they are the accident. Two rules of one pack see the same thing twice and count once.
fn two_mild_oddities_meet(findings: &[Finding]) -> bool {
    let mild: Vec<&Finding> = findings.iter().filter(|f| f.step == Step::Ask).collect();
    mild.iter().enumerate().any(|(i, a)| {
        mild[i + 1..].iter().any(|b| {
            pack(a) != pack(b) && (a.recipient == b.recipient || a.recipient.is_none() || b.recipient.is_none())
        })
    }) && findings.iter().all(|f| f.step <= Step::Ask)
}

/// The pack of a rule; a built-in check is its own.
fn pack(finding: &Finding) -> &str {
    finding.check.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Reason;

    fn finding(check: &str, step: Step, recipient: Option<usize>) -> Finding {
        Finding {
            check: check.into(),
            step,
            recipient,
            headline: check.into(),
            reason: Reason::default(),
            detail: String::new(),
            evidence: Vec::new(),
            repairs: Vec::new(),
        }
    }

    #[test]
    fn nothing_noticed_is_the_clean_step() {
        assert_eq!(Verdict::of(Vec::new(), Step::Pass).step, Step::Pass);
        assert_eq!(Verdict::of(Vec::new(), Step::Delay).step, Step::Delay);
        let noted = Verdict::of(vec![finding("hidden-copy", Step::Note, Some(0))], Step::Pass);
        assert_eq!((noted.step, noted.headline()), (Step::Pass, ""));
    }

    #[test]
    fn the_highest_step_wins_and_speaks() {
        let findings =
            vec![finding("a", Step::Note, None), finding("b", Step::Type, Some(1)), finding("c", Step::Ask, None)];
        let verdict = Verdict::of(findings, Step::Pass);
        assert_eq!((verdict.step, verdict.headline()), (Step::Type, "b"));
        assert_eq!(verdict.odd_recipients(), [1]);
    }

    #[test]
    fn two_mild_oddities_climb_one_step() {
        let climb = |a: Option<usize>, b: Option<usize>, second: &str| {
            Verdict::of(vec![finding("a", Step::Ask, a), finding(second, Step::Ask, b)], Step::Pass).step
        };
        assert_eq!(climb(Some(0), Some(0), "b"), Step::Tick);
        assert_eq!(climb(Some(0), None, "b"), Step::Tick);
        assert_eq!(climb(Some(0), Some(1), "b"), Step::Ask, "two recipients, two separate questions");
        assert_eq!(climb(Some(0), Some(0), "a"), Step::Ask, "one check twice is one oddity");
        assert_eq!(climb(Some(0), Some(0), "a/rule"), Step::Ask, "one pack twice is one oddity");
    }
}
