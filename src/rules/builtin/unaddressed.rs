//! **What**: an address in To or Cc does not get the message.
//! **Why**: the others believe it was told; or the mail was split, and the rest of it went another way.
//! **Fires on**: addresses in To or Cc that are not in the envelope, as a `note`.
//! **Stays silent on**: headers and envelope that agree.
//! **Options**: none.

use crate::base::Step;

use super::{Case, Outcome, Reason, whole, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let missing = &case.facts.unaddressed;
    let Some(first) = missing.first() else { return Outcome::silent("everybody in To and Cc gets it") };
    let reason = Reason::new("unaddressed").with("count", missing.len()).with("address", words::address(first));
    let mut finding = whole("unaddressed", Step::Note, reason);
    finding.evidence = missing.iter().take(5).map(words::address).collect();
    Outcome::Fired(vec![finding])
}
