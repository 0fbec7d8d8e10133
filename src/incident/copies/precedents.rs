//! How authorities and courts saw similar mail (incident.md part 4): shown to compare with, never as a result.

use super::Account;
use crate::incident::Incident;

/// A case: the sentence `precedent-…` tells it.
type Row = (&'static str, fn(&Incident, &Account<'_>) -> bool);

const ROWS: &[Row] = &[
    ("many-national-ids", |i, _| has(i, "identity-number") && people(i) > 100),
    ("short-list", |i, _| has(i, "contact") && (2..=100).contains(&people(i)) && !grave(i)),
    ("trusted", |i, _| matches!(i.answers.text("trust"), Some("bound" | "trusted"))),
    ("inside", |_, account| account.assessment.exposure.internal_only),
    ("statement", |i, account| people(i) > 1 && !account.assessment.exposure.internal_only && has_data(i)),
    ("one-letter", |i, _| has(i, "identity-number") || has(i, "money")),
    ("wrong-person", |i, account| has_data(i) && account.assessment.exposure.has_it.len() == 1),
    ("staff", |i, _| {
        has(i, "employment") || is(i, "mechanism", "name-substitution") || i.answers.yes("named_people") == Some(true)
    }),
    ("unread", |i, _| i.answers.yes("read") == Some(false)),
    ("open-list", |i, _| is(i, "mechanism", "cc-for-bcc")),
    ("who-they-are", |i, _| {
        is(i, "mechanism", "cc-for-bcc") && (has(i, "health") || i.answers.yes("vulnerable") == Some(true))
    }),
    ("unsend", |i, account| is(i, "mechanism", "cc-for-bcc") || account.assessment.exposure.visible_outsiders > 9),
    ("autocomplete", |i, _| is(i, "mechanism", "autocomplete")),
    ("legal-advice", |i, _| i.answers.yes("privileged") == Some(true)),
];

/// The cases whose facts resemble these.
pub(super) fn alike(account: &Account<'_>) -> Vec<&'static str> {
    let incident = account.incident;
    ROWS.iter().filter(|(_, like)| like(incident, account)).map(|(case, _)| *case).collect()
}

fn people(incident: &Incident) -> u64 {
    incident.answers.number("people").unwrap_or(u64::from(incident.known.content.people_at_least))
}

fn has(incident: &Incident, kind: &str) -> bool {
    incident.answers.has("data", kind) == Some(true)
}

fn has_data(incident: &Incident) -> bool {
    incident.answers.words("data").is_some_and(|kinds| !kinds.is_empty())
}

/// Whether something in it weighs more than a name and an address.
fn grave(incident: &Incident) -> bool {
    ["identity-number", "money", "health", "special", "login", "employment"].iter().any(|kind| has(incident, kind))
}

fn is(incident: &Incident, question: &str, word: &str) -> bool {
    incident.answers.text(question) == Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_told_in_every_language() {
        for (case, _) in ROWS {
            assert!(crate::incident::texts::known(&format!("precedent-{case}")), "{case}");
        }
    }
}
