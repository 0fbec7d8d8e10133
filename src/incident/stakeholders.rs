//! Who must know, who is owed an apology, and what each must not be told (E11). The boss comes first: nobody who could tell the
//! boss is told before.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::checklist::Planned;
use super::contacts::{Contacts, Part};
use super::{Band, Exposure, Incident, Severity, StepState};

/// A row of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stakeholder {
    /// Who they are to it; the sentences `party-…` and `party-….not` go by it.
    pub party: &'static str,
    /// Their names or addresses, where known.
    pub who: String,
    /// Whether they must know.
    pub must_know: bool,
    /// Whether they are owed an apology.
    pub apology: bool,
    /// Who tells them.
    pub by: Part,
    /// Their name.
    pub by_name: String,
    /// How: `voice`, `call-then-mail`, `mail`, `letter`, `form`, `person`.
    pub channel: &'static str,
    /// By when.
    pub due: Option<Timestamp>,
    /// When they were told: the step that says so is done.
    pub told_at: Option<Timestamp>,
}

/// Everybody, in the order in which they are told.
pub fn stakeholders(
    incident: &Incident,
    exposure: &Exposure,
    severity: &Severity,
    plan: &[Planned],
    contacts: &Contacts,
) -> Vec<Stakeholder> {
    let said = |id: &str| incident.answers.yes(id) == Some(true);
    let reached = !exposure.nobody_has_it;
    let big = severity.band >= Band::Moderate;
    let personal = severity.enisa.is_some();
    let counsel = if said("privileged") || said("inside_information") { Part::Legal } else { Part::Owner };
    let relation = incident.answers.text("relation");
    let about_client = matches!(relation, Some("about-others" | "about-them" | "about-their-project"));
    let employment = said("named_people") || incident.answers.has("data", "employment") == Some(true);
    let meant: Vec<&str> = match incident.answers.words("intended") {
        Some(words) => words.iter().map(String::as_str).collect(),
        None => exposure.meant.iter().map(String::as_str).collect(),
    };
    let has_it = exposure.has_it.join(", ");
    let boss = contacts.boss.who.clone();
    // Party, whom, planned at all, must know, apology, by, channel, step.
    type Row = (&'static str, String, bool, bool, bool, Part, &'static str, &'static str);
    let rows: Vec<Row> = vec![
        ("boss", boss, true, true, true, Part::Owner, "voice", "boss"),
        (
            "principal",
            String::new(),
            said("for_client") && reached,
            true,
            true,
            Part::Owner,
            "call-then-mail",
            "principal",
        ),
        (
            "compliance",
            contacts.compliance.who.clone(),
            said("inside_information") && reached,
            true,
            false,
            Part::Owner,
            "voice",
            "compliance",
        ),
        (
            "legal",
            contacts.legal.who.clone(),
            said("privileged") && reached,
            true,
            false,
            Part::Owner,
            "voice",
            "counsel",
        ),
        (
            "data-protection",
            contacts.data_protection.who.clone(),
            personal && reached && big,
            true,
            false,
            Part::Owner,
            "voice",
            "call",
        ),
        ("recipient", has_it, reached, true, true, counsel, "call-then-mail", "contact"),
        ("meant", meant.join(", "), !meant.is_empty(), true, false, Part::Owner, "mail", "contact"),
        ("named", String::new(), employment && reached, true, true, Part::Boss, "person", "named"),
        (
            "concerned",
            String::new(),
            personal && reached && big,
            severity.band >= Band::Major,
            true,
            Part::DataProtection,
            "letter",
            "letter",
        ),
        (
            "client",
            String::new(),
            about_client && reached && big,
            true,
            true,
            Part::Account,
            "call-then-mail",
            "letter",
        ),
        (
            "authority",
            String::new(),
            personal && reached && big,
            severity.band >= Band::Major,
            false,
            Part::DataProtection,
            "form",
            "decide",
        ),
        (
            "insurer",
            contacts.insurer.who.clone(),
            reached && severity.band >= Band::Major && incident.answers.yes("insured") != Some(false),
            true,
            false,
            Part::Insurer,
            "form",
            "insurer",
        ),
        ("team", contacts.team.clone(), big, false, false, Part::Owner, "mail", "post-mortem"),
    ];
    let planned = |(party, who, _, must_know, apology, by, channel, step): Row| {
        let due = plan.iter().find(|planned| planned.key == step).and_then(|planned| planned.due);
        let done = incident.steps.iter().find(|done| done.key == step && done.state == StepState::Done);
        let by_name = contacts.of(by).map_or_else(|| incident.owner.clone(), |contact| contact.who.clone());
        Stakeholder {
            party,
            who,
            must_know,
            apology,
            by,
            by_name,
            channel,
            due,
            told_at: done.and_then(|done| done.at),
        }
    };
    rows.into_iter().filter(|row| row.2).map(planned).collect()
}
