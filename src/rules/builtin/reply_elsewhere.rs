//! **What**: everybody who gets the mail is inside, and answers are asked to go outside.
//! **Why**: a mail program keeps an old `Reply-To`; colleagues answer among themselves, as they believe.
//! **Fires on**: a `Reply-To` outside and no recipient outside: a `note`, since every contact form does so; at `ask` when a
//! strong word of a pack's topic stands in the text: then the answers will be about it.
//! **Stays silent on**: mail that outsiders get, and a `Reply-To` inside.
//! **Options**: none.

use crate::base::Step;
use crate::rules::rule::Weight;

use super::{Case, Outcome, Reason, whole, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let Some(address) = case.facts.answers_outside.first() else {
        return Outcome::silent("answers stay inside");
    };
    if !case.outsiders().is_empty() {
        return Outcome::silent("outsiders get it anyway");
    }
    let strong = case.topic_words().into_iter().find(|word| word.weight == Weight::Strong);
    let reason = Reason::new("reply-elsewhere").with("address", words::address(address));
    let mut finding = whole("reply-elsewhere", if strong.is_some() { Step::Ask } else { Step::Note }, reason);
    finding.evidence = strong.iter().map(|word| word.place.quote()).collect();
    Outcome::Fired(vec![finding])
}
