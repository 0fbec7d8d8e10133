//! **What**: a recipient's domain looks like a known one and is another.
//! **Why**: `frim.example` for `firm.example` is a typing slip, and the look-alikes that belong to somebody often belong to
//! somebody who waits for such slips.
//! **Fires on**: a letter added, left out, swapped or changed, and letters that look the same, at `type`; the same name
//! under another top-level domain or with a word added, at `ask`.
//! **Stays silent on**: another ending or an added word where the sender has written at least [`KNOWN`] times: that is a
//! second domain of the same people.
//! **Options**: none; a party with the domain ends the question.

use crate::base::{Step, text};
use crate::facts::{Lookalike, LookalikeKind, RecipientFacts};
use crate::people::lookalike::Differs;
use crate::rules::{Finding, Repair};

use super::{Case, Outcome, Reason, about, sent_before, words};

/// Characters of a label in evidence.
const LABEL: usize = 30;

/// So often written to, a similar domain is a known one.
const KNOWN: u32 = 2;

pub(super) fn judge(case: &Case) -> Outcome {
    let mut known = None;
    let mut findings = Vec::new();
    for (i, recipient) in case.outsiders() {
        let Some(lookalike) = &recipient.lookalike else { continue };
        let step = match lookalike.how {
            LookalikeKind::Typo | LookalikeKind::Homoglyph => Step::Type,
            LookalikeKind::Tld | LookalikeKind::Affix => Step::Ask,
        };
        if step == Step::Ask && sent_before(recipient) >= KNOWN {
            known = Some(format!("{} is like {}, but you write there", recipient.address, lookalike.of));
            continue;
        }
        findings.push(finding(case, i, step, recipient, lookalike));
    }
    match known {
        Some(why) if findings.is_empty() => Outcome::Nearly(why),
        _ => Outcome::of(findings, "no recipient's domain looks like another one"),
    }
}

fn finding(case: &Case, i: usize, step: Step, recipient: &RecipientFacts, lookalike: &Lookalike) -> Finding {
    let how = match lookalike.how {
        LookalikeKind::Typo => "typo",
        LookalikeKind::Homoglyph => "homoglyph",
        LookalikeKind::Tld => "tld",
        LookalikeKind::Affix => "affix",
    };
    let reason = Reason::new("lookalike-domain")
        .with("domain", recipient.address.domain().map_or_else(String::new, words::domain))
        .with("known", words::domain(&lookalike.of))
        .with("sent", sent_before(recipient))
        .with("how", how);
    let mut finding = about("lookalike-domain", step, i, reason);
    let same_person = recipient.twins.iter().map(|twin| &twin.address).find(|address| {
        address.domain() == Some(&lookalike.of) && address.local().eq_ignore_ascii_case(recipient.address.local())
    });
    let meant = same_person.cloned().or_else(|| format!("{}@{}", recipient.address.local(), lookalike.of).parse().ok());
    if let Some(address) = meant {
        finding.repairs.insert(0, Repair::Replace { recipient: i, address });
    }
    finding.evidence = vec![differs(&lookalike.differs).sentence(case.rulebook.language())];
    finding
}

/// What differs, letter by letter.
fn differs(differs: &Differs) -> Reason {
    let short = |word: &str| text::one_line(word, LABEL);
    match differs {
        Differs::Looks { label, known } => {
            Reason::new("differs-looks").with("word", short(label)).with("known", short(known))
        }
        Differs::Script { real } => Reason::new("differs-script").with("domain", text::one_line(real, 2 * LABEL)),
        Differs::OneLetter => Reason::new("differs-one-letter"),
        Differs::TwoLetters => Reason::new("differs-two-letters"),
        Differs::Ending { own, known } => {
            Reason::new("differs-ending").with("word", short(own)).with("known", short(known))
        }
        Differs::Added { word } => Reason::new("differs-added").with("word", short(word)),
    }
}
