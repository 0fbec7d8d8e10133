//! Who has it: everybody it was for, sorted by what became of it, and whether they were meant to have it.

use schemars::JsonSchema;
use serde::Serialize;

use super::ledger::{Fate, Reached};
use super::{Answers, Known};
use crate::facts::Role;
use crate::people::PartyKind;

/// Who has it. Addresses, each once, in the order of the envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exposure {
    /// Those who should not have it, whatever became of it.
    pub wrong: Vec<String>,
    /// Those who should not have it and have it, or may have it.
    pub has_it: Vec<String>,
    /// Those of them of whom it is not known whether they have it.
    pub unsure: Vec<String>,
    /// Those who should not have it and will not: stopped, refused, taken out.
    pub spared: Vec<String>,
    /// Those who were meant to have it.
    pub meant: Vec<String>,
    /// Whether those who have it are all of the own organisation.
    pub internal_only: bool,
    /// Whether nobody who should not have it has it.
    pub nobody_has_it: bool,
    /// Whether nobody knows how many have it: a list, a public place, passed on.
    pub unknown_number: bool,
    /// How many outsiders see each other's addresses in To and Cc.
    pub visible_outsiders: usize,
}

impl Exposure {
    /// Works it out. Who should not have it was answered, or is taken to be who the guard found odd; else everybody outside.
    pub fn of(known: &Known, answers: &Answers) -> Exposure {
        let wrong: Vec<&Reached> = known.reached.iter().filter(|reached| is_wrong(reached, known, answers)).collect();
        let shown = |reached: &&Reached| reached.address.to_string();
        let has_it: Vec<&Reached> = wrong.iter().copied().filter(|reached| may_have(&reached.fate)).collect();
        let outside = |reached: &&Reached| reached.kind != Some(PartyKind::Internal);
        let visible = |reached: &&Reached| reached.role != Some(Role::Bcc) && may_have(&reached.fate);
        Exposure {
            wrong: wrong.iter().map(shown).collect(),
            unsure: has_it.iter().filter(|reached| !matches!(reached.fate, Fate::Taken { .. })).map(shown).collect(),
            spared: wrong.iter().filter(|reached| !may_have(&reached.fate)).map(shown).collect(),
            meant: known
                .reached
                .iter()
                .filter(|reached| !is_wrong(reached, known, answers))
                .map(|r| r.address.to_string())
                .collect(),
            internal_only: !has_it.is_empty() && !has_it.iter().any(outside),
            nobody_has_it: has_it.is_empty() && answers.yes("forwarded") != Some(true),
            unknown_number: answers.yes("recipients_known") == Some(false) || answers.yes("forwarded") == Some(true),
            visible_outsiders: known.reached.iter().filter(outside).filter(visible).count(),
            has_it: has_it.iter().map(shown).collect(),
        }
    }
}

fn is_wrong(reached: &Reached, known: &Known, answers: &Answers) -> bool {
    if let Some(wrong) = answers.words("wrong") {
        return wrong.iter().any(|address| address.eq_ignore_ascii_case(reached.address.as_str()));
    }
    let outside = |reached: &Reached| reached.kind != Some(PartyKind::Internal);
    let odd = |reached: &Reached| reached.odd && outside(reached);
    if known.reached.iter().any(odd) { odd(reached) } else { outside(reached) }
}

/// Whether they have it, or nobody knows that they do not.
fn may_have(fate: &Fate) -> bool {
    match fate {
        Fate::Taken { .. } | Fate::Unsure { .. } | Fate::Unknown { .. } => true,
        Fate::StoppedBeforeLeaving { .. } | Fate::Removed | Fate::WaitsStill { .. } | Fate::Failed { .. } => false,
    }
}
