//! Which fields of a notice can be filled by now (incident.md 3.1): from answers, from what is known, from what was recorded.

use super::Account;
use crate::incident::LogKind;

/// Whether what the field asks for is known. A field nobody knows is not filled.
pub(super) fn filled(account: &Account<'_>, field: &str) -> bool {
    let Account { incident, assessment, setting, .. } = account;
    let contacts = &setting.contacts;
    let (known, answers) = (&incident.known, &incident.answers);
    let answered = |id: &str| answers.get(id).is_some();
    let written = |id: &str| answers.text(id).is_some_and(|text| !text.trim().is_empty());
    let done = |key: &str| incident.steps.iter().any(|step| step.key == key && step.state.word() == "done");
    match field {
        "identity_of_entity" => !contacts.organisation.is_empty(),
        "contact" => !contacts.data_protection.who.is_empty(),
        "nature" => !assessment.exposure.wrong.is_empty(),
        "when" => known.sent_at.or(known.written_at).is_some(),
        // It lasts until nobody has it any more.
        "duration" => {
            known.sent_at.is_some()
                && !incident.deletions.is_empty()
                && incident.deletions.iter().all(|deletion| deletion.state.is_over())
        }
        "timeline" => !known.moments.is_empty(),
        "cause" => answered("mechanism"),
        "data_categories" => answered("data"),
        "data_count" | "people_count" => answered("people"),
        "people_categories" => answered("people_kinds"),
        "recipients" => !assessment.exposure.wrong.is_empty() && !assessment.exposure.unknown_number,
        "consequences" => answered("likely_risk"),
        "measures_done" => written("interim_fix") || incident.log.iter().any(|line| line.kind == LogKind::Containment),
        "measures_planned" => written("final_fix") || !incident.actions.is_empty(),
        "mitigation_for_people" => incident.deletions.iter().any(|deletion| deletion.state.is_over()),
        "recommendations_to_people" => done("letter"),
        "cross_border" => answered("residence") && answered("establishment"),
        "other_authorities" => incident.decisions.iter().any(|decision| decision.decided.ends_with("notify")),
        "law_enforcement" => answered("law_enforcement"),
        "delay_reasons" => incident.decided(field).is_some(),
        _ => false,
    }
}
