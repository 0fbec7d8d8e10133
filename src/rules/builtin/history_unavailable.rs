//! **What**: past mail could not be looked up.
//! **Why**: without it every outsider looks new and no twin is known; a failed look-up must not look like "nothing odd".
//! **Fires on**: a history that could not be read, or not in time, with an outsider among the recipients, at `ask`; else a `note`.
//! **Stays silent on**: a history that is empty, as on the first day.
//! **Options**: none.

use crate::base::{Step, text};
use crate::facts::Fact;

use super::{Case, Outcome, Reason, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    let ((Fact::Unavailable(why), _) | (_, Fact::Unavailable(why))) = (&case.facts.history, &case.facts.ranking) else {
        return Outcome::silent("past mail could be looked up");
    };
    let step = if case.outsiders().is_empty() { Step::Note } else { Step::Ask };
    let mut finding = whole("history-unavailable", step, Reason::new("history-unavailable"));
    finding.evidence = vec![text::one_line(why, 120)];
    Outcome::Fired(vec![finding])
}
