//! **What**: an address in To or Cc does not get the message.
//! **Why**: the others believe it was told; or the mail was split, and the rest of it went another way.
//! **Fires on**: addresses in To or Cc that are not in the envelope, as a `note`.
//! **Stays silent on**: headers and envelope that agree.
//! **Options**: none.

use crate::base::{Step, text};
use crate::rules::words;

use super::{Case, Outcome, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    let missing: Vec<&str> = case.facts.unaddressed.iter().map(|address| address.as_str()).collect();
    let headline = match missing.as_slice() {
        [] => return Outcome::silent("everybody in To and Cc gets it"),
        [one] => format!("{} stands in To or Cc and gets nothing", text::one_line(one, 60)),
        many => format!("{} in To and Cc get nothing", words::people(many.len(), "")),
    };
    let detail = "The recipients will believe that this address got the mail too.".to_owned();
    let mut finding = whole("unaddressed", Step::Note, headline, detail);
    finding.evidence = missing.iter().take(5).map(|address| text::one_line(address, 60)).collect();
    Outcome::Fired(vec![finding])
}
