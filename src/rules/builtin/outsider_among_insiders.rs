//! **What**: one or two outsiders stand among insiders on a mail about what insiders discuss.
//! **Why**: a project manager writes to a colleague about cutting costs and moving people, and autocomplete copies a client
//! instead of the boss. This check needs no history and no directory: the own domain is enough.
//! **Fires on**: at most [`FEW`] outsiders and no more than insiders, and a strong word of a pack's topic in the subject, in
//! the own words or in a file name, or several medium ones ([`MEDIUM`]; [`MEDIUM_KNOWN`] when the sender often writes to
//! the outsiders); at `ask`.
//! **Stays silent on**: mail to outsiders only, to insiders only, and on everyday words.
//! **Measured**: on 25,210 sent mails of 29 people (Enron, 1999 to 2002, English) it asks on 0.1 %, 2.8 % of those that
//! mix outsiders and insiders.
//! **Options**: the topics are rules of packs (`inside-en/hr`) and can be switched off one by one.

use crate::base::Step;
use crate::facts::RecipientFacts;
use crate::rules::Repair;
use crate::rules::rule::Weight;

use super::{Arg, Case, Outcome, Reason, TopicWord, about, lines, sent_before, words};

/// More outsiders than this are no stray copy.
const FEW: usize = 2;

/// Medium words that are enough for outsiders the sender hardly knows.
const MEDIUM: usize = 2;

/// Medium words that are enough for outsiders the sender often writes to.
const MEDIUM_KNOWN: usize = 4;

/// So many messages make an outsider well known.
const WELL_KNOWN: u32 = 10;

pub(super) fn judge(case: &Case) -> Outcome {
    let (outsiders, insiders) = (case.outsiders(), case.insiders());
    if outsiders.is_empty() || insiders.is_empty() {
        return Outcome::silent("outsiders and insiders are not mixed");
    }
    if outsiders.len() > FEW || outsiders.len() > insiders.len() {
        return Outcome::silent("the outsiders are not the odd ones out");
    }
    let said = case.topic_words();
    let medium = said.iter().filter(|word| word.weight == Weight::Medium).count();
    let known = outsiders.iter().all(|(_, recipient)| sent_before(recipient) >= WELL_KNOWN);
    let enough = if known { MEDIUM_KNOWN } else { MEDIUM };
    let strong = said.iter().any(|word| word.weight == Weight::Strong);
    if said.is_empty() {
        return Outcome::silent("none of the words that insiders use among themselves stands there");
    }
    if !strong && medium < enough {
        let shown: Vec<&str> = said.iter().map(|word| word.place.folded()).collect();
        return Outcome::Nearly(format!(
            "nothing more than {} stands there, which is not enough",
            words::quoted_list(&shown)
        ));
    }
    let findings =
        outsiders.iter().map(|(i, recipient)| finding(*i, recipient, outsiders.len(), insiders.len(), &said));
    Outcome::Fired(findings.collect())
}

fn finding(
    i: usize,
    recipient: &RecipientFacts,
    outsiders: usize,
    insiders: usize,
    said: &[TopicWord],
) -> crate::rules::Finding {
    let mut topics: Vec<&str> = said.iter().filter(|word| word.weight != Weight::Weak).map(|word| word.topic).collect();
    topics.dedup();
    topics.truncate(2);
    let reason = Reason::new("outsider-among-insiders")
        .with("name", words::name(recipient))
        .with("outsiders", outsiders)
        .with("others", insiders)
        .with("topics", Arg::List(topics.into_iter().map(|topic| Arg::Topic(topic.to_owned())).collect()))
        .with("words", Arg::quoted(said.iter().take(3).map(|word| word.place.word())));
    let mut finding = about("outsider-among-insiders", Step::Ask, i, reason);
    if let Some(twin) = recipient.twins.iter().find(|twin| twin.internal) {
        finding.repairs.insert(0, Repair::Replace { recipient: i, address: twin.address.clone() });
    }
    finding.evidence = lines(said, 5);
    finding
}
