//! **What**: while an incident is open, a mail repeats what slipped through, or goes to the wrong people together again.
//! **Why**: the second mail does more harm than the first: it quotes what it asks to delete, or answers all forty once more.
//! **Fires on**: phrases or files of it to somebody who should not have it, and the visible list of then, or two of those who
//! should not have had it, in To and Cc: `tick`. An answer in its thread to somebody who should not have it, and a mail about the
//! mistake that says again what it was about to somebody who should not have had it: `ask`.
//! **Stays silent on**: mail to the inside and to those it was meant for; incidents that are closed.
//! **Options**: none.

use crate::base::{Address, Step, text};
use crate::facts::{Facts, RecipientFacts, Repeat, Role};
use crate::incident::speaks_of_a_mistake;
use crate::rules::{Finding, Repair};

use super::{Case, FILES, Outcome, Reason, about, whole, words};

/// So many who should not have had it are a list.
const LIST: usize = 2;

pub(super) fn judge(case: &Case) -> Outcome {
    let findings: Vec<Finding> = case.facts.repeats.iter().flat_map(|repeat| of(case, repeat)).collect();
    Outcome::of(findings, "it repeats nothing of an open incident")
}

fn of(case: &Case, repeat: &Repeat) -> Vec<Finding> {
    let facts = case.facts;
    let incident = || Reason::new("correction-thread").with("incident", repeat.incident.as_str());
    let named = |addresses: &[Address]| case.recipients(|recipient| addresses.contains(&recipient.address));
    let mut findings = Vec::new();
    if repeat.phrases > 0 || !repeat.files.is_empty() {
        findings.extend(named(&repeat.not_for).into_iter().map(|(i, recipient)| again(repeat, i, recipient)));
    } else if repeat.in_its_thread {
        findings.push(whole(CHECK, Step::Ask, incident()));
    }
    if repeat.same_list || repeat.visible_wrong >= LIST {
        let reason = Reason::new("correction-list")
            .with("count", repeat.visible_wrong)
            .with("incident", repeat.incident.as_str());
        let mut finding = whole(CHECK, Step::Tick, reason);
        let visible = named(&repeat.wrong).into_iter().filter(|(_, recipient)| recipient.role != Role::Bcc);
        finding.repairs = visible.map(|(recipient, _)| Repair::Bcc { recipient }).collect();
        finding.repairs.push(Repair::Draft);
        findings.push(finding);
    }
    if !repeat.told.is_empty() && !repeat.wrong.is_empty() && is_about_it(facts, repeat) {
        let shown = repeat.told.iter().take(FILES).map(|word| text::one_line(word, 40));
        let reason = Reason::new("correction-words")
            .with("words", super::Arg::quoted(shown.clone().take(2)))
            .with("incident", repeat.incident.as_str());
        let mut finding = whole(CHECK, Step::Ask, reason);
        finding.evidence = shown.collect();
        findings.push(finding);
    }
    findings
}

const CHECK: &str = "correction";

/// Somebody would get it again.
fn again(repeat: &Repeat, i: usize, recipient: &RecipientFacts) -> Finding {
    let had_it = repeat.wrong.contains(&recipient.address);
    let reason = match repeat.files.first() {
        Some(file) => Reason::new("correction-file").with("file", text::one_line(file, 30)),
        None => Reason::new("correction-quote"),
    };
    let reason = reason
        .with("name", words::name(recipient))
        .with("had", if had_it { "yes" } else { "no" })
        .with("incident", repeat.incident.as_str());
    let mut finding = about(CHECK, Step::Tick, i, reason);
    finding.evidence = repeat.files.iter().take(FILES).map(|file| text::one_line(file, 60)).collect();
    finding.repairs.push(Repair::Draft);
    finding
}

/// Whether it is about the mail that slipped through, and not one of every day with a word in common.
fn is_about_it(facts: &Facts, repeat: &Repeat) -> bool {
    repeat.in_its_thread || speaks_of_a_mistake(&facts.own_text) || speaks_of_a_mistake(&facts.subject)
}
