//! **What**: a file, or what is quoted, went to people of another party before, and goes to somebody now who never had it.
//! **Why**: client A's offer lies beside client B's, and a thread with one is forwarded to the other.
//! **Fires on**: a recipient outside, when this sender has sent the file, or a good part of the quoted text, to people of one
//! or two other parties and to nobody of theirs; at `note`, since much that goes to one client may go to the next.
//! **Stays silent on**: what three parties or more had, what their own party had, insiders, logos, and senders of whom too
//! little was learnt (fewer than 200 messages).
//! **Options**: none; the condition `seen_elsewhere` lets a rule ask.

use crate::base::{Step, text};
use crate::facts::{Carried, Elsewhere, Fact, RecipientFacts};

use super::{Arg, Case, FILES, Finding, Outcome, Reason, about, words};

pub(super) fn judge(case: &Case) -> Outcome {
    match &case.facts.ranking {
        Fact::Known(Some(ranking)) if ranking.cut.is_none() => {
            return Outcome::Silent(format!("{} mails are too few to know what is new where", ranking.learnt).into());
        }
        Fact::Known(Some(_)) => {}
        Fact::Known(None) => return Outcome::silent("nothing was learnt from past mail"),
        Fact::Unavailable(_) => return Outcome::silent("past mail could not be looked up"),
    }
    let of = |(i, recipient): (usize, &RecipientFacts)| {
        let found = things(recipient).iter().take(FILES);
        found.map(|thing| finding(i, recipient, thing)).collect::<Vec<_>>()
    };
    let findings = case.outsiders().into_iter().flat_map(of).collect();
    Outcome::of(findings, "nothing in it went to another party alone")
}

/// What of a message another party had, and this recipient's had not.
pub(super) fn things(recipient: &RecipientFacts) -> &[Elsewhere] {
    match &recipient.elsewhere {
        Fact::Known(things) => things,
        Fact::Unavailable(_) => &[],
    }
}

fn finding(i: usize, recipient: &RecipientFacts, thing: &Elsewhere) -> Finding {
    let reason = match &thing.what {
        Carried::File(name) => Reason::new("seen-elsewhere-file").with("file", words::file_name(name)),
        Carried::Quote => Reason::new("seen-elsewhere-quote"),
    };
    let party = thing.had.first().map(|party| shown(party)).unwrap_or_default();
    let reason = told(reason, thing).with("party", party).with("name", words::name(recipient));
    about("seen-elsewhere", Step::Note, i, reason)
}

/// The same as something that speaks against a recipient.
pub(super) fn against(thing: &Elsewhere) -> Reason {
    let reason = match &thing.what {
        Carried::File(name) => Reason::new("against-file-elsewhere").with("file", words::file_name(name)),
        Carried::Quote => Reason::new("against-quote-elsewhere"),
    };
    told(reason, thing)
}

fn told(reason: Reason, thing: &Elsewhere) -> Reason {
    reason.with("parties", Arg::list(thing.had.iter().map(|party| shown(party))))
}

fn shown(party: &str) -> String {
    text::one_line(party, 40)
}
