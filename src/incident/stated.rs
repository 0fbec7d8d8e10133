//! What duties may ask about, stated of one incident: answers first, then what the journal and the message say. What nobody
//! knows is not stated.

use super::duty::{Because, Facts, Value, WrongFact};
use super::severity::found_kinds;
use super::{DeletionState, Exposure, Gap, Incident, Setting};

/// Everything that is known of `incident`, in the vocabulary of duties.
pub(super) fn stated(incident: &Incident, exposure: &Exposure, setting: &Setting) -> Facts {
    let mut facts = Facts::new();
    // Every name is of the vocabulary, and of its kind; a test states them all.
    let result = fill(&mut facts, incident, exposure, setting);
    debug_assert_eq!(result, Ok(()));
    facts
}

/// Yes-or-no questions whose answer is a fact of the same meaning.
const ANSWERED: &[(&str, &str)] = &[
    ("likely_risk", "likely_risk"),
    ("high_risk", "high_risk"),
    ("risk_removed", "risk_removed"),
    ("for_client", "acting_for_client"),
    ("vulnerable", "children_or_vulnerable"),
    ("inside_information", "inside_information"),
    ("trade_secret", "trade_secret"),
    ("privileged", "privileged"),
    ("export_controlled", "export_controlled"),
    ("recipient_lawyer", "recipient_is_lawyer"),
    ("recipient_trades", "recipient_trades"),
    ("contract", "contract_duty"),
    ("insured", "insured"),
    ("disclosure_delayed", "disclosure_delayed"),
    ("intentional", "intentional"),
    ("law_enforcement", "law_enforcement"),
    ("property_damage", "property_damage_risk"),
    ("improper_purpose", "improper_purpose"),
    ("significant", "significant"),
    ("major", "major"),
    ("material", "material"),
];

/// Moments somebody answered.
const MOMENTS: &[&str] = &[
    "aware_at",
    "classified_at",
    "material_at",
    "senior_aware_at",
    "first_report_at",
    "interim_report_at",
    "assessed_at",
    "determined_at",
];

/// Kinds of data and the facts they are.
const KINDS: &[(&str, &[&str])] = &[
    ("special_categories", &["health", "special"]),
    ("financial_data", &["money"]),
    ("credentials", &["login"]),
    ("health_data", &["health"]),
    ("national_ids", &["identity-number"]),
];

fn fill(facts: &mut Facts, incident: &Incident, exposure: &Exposure, setting: &Setting) -> Result<(), WrongFact> {
    let (known, answers) = (&incident.known, &incident.answers);
    for (question, fact) in ANSWERED {
        if let Some(yes) = answers.yes(question) {
            facts.set(fact, Value::YesNo(yes), Because::Answer)?;
        }
    }
    for moment in MOMENTS {
        if let Some(at) = answers.time(moment) {
            facts.set(moment, Value::Moment(at), Because::Answer)?;
        }
    }
    if let Some(at) = known.sent_at {
        facts.set("sent_at", Value::Moment(at), Because::Journal)?;
    }
    facts.set("noticed_at", Value::Moment(incident.noticed_at), Because::Answer)?;
    if let Some(at) = answers.time("aware_at") {
        facts.set("special_data_known_at", Value::Moment(at), Because::Answer)?;
    }

    let found = found_kinds(known);
    let answered = answers.words("data");
    match answered {
        Some(words) => facts.set("personal_data", Value::YesNo(!words.is_empty()), Because::Answer)?,
        None if !found.is_empty() => facts.set("personal_data", Value::YesNo(true), Because::Message)?,
        None => {}
    }
    for (fact, kinds) in KINDS {
        let has = |words: &[String]| kinds.iter().any(|kind| words.iter().any(|word| word == kind));
        match answered {
            Some(words) => facts.set(fact, Value::YesNo(has(words)), Because::Answer)?,
            None if kinds.iter().any(|kind| found.contains(kind)) => {
                facts.set(fact, Value::YesNo(true), Because::Message)?;
            }
            None => {}
        }
    }
    let read = !known.gaps.contains(&Gap::NoBytes) && !known.gaps.contains(&Gap::NotJudged);
    let cards = known.content.identifiers.iter().any(|found| found.kind == "card");
    if cards || read {
        facts.set("card_numbers", Value::YesNo(cards), Because::Message)?;
    }
    let merchant = answers.has("roles", "card_merchant");
    if let (true, Some(merchant)) = (cards, merchant) {
        facts.set("card_scheme", Value::YesNo(merchant), Because::Answer)?;
    }
    let marked = !known.content.markings.is_empty();
    if marked || read {
        facts.set("marked_confidential", Value::YesNo(marked), Because::Message)?;
    }
    let secret_by_law = known.content.markings.iter().any(|id| id.starts_with("classified"));
    match answers.yes("classified") {
        Some(yes) => facts.set("classified", Value::YesNo(yes), Because::Answer)?,
        None if secret_by_law || read => facts.set("classified", Value::YesNo(secret_by_law), Because::Message)?,
        None => {}
    }

    let disclosed = !exposure.nobody_has_it;
    facts.set("unauthorised_disclosure", Value::YesNo(disclosed), Because::Journal)?;
    facts.set("recovered", Value::YesNo(!disclosed), Because::Journal)?;
    facts.set("internal_only", Value::YesNo(exposure.internal_only), Because::Journal)?;
    facts.set("within_organisation", Value::YesNo(exposure.internal_only), Because::Journal)?;
    let recipients = u64::try_from(exposure.has_it.len()).unwrap_or(u64::MAX);
    let number = if exposure.unknown_number { Value::AtLeast(recipients) } else { Value::Number(recipients) };
    facts.set("unintended_recipients", number, Because::Journal)?;
    match answers.yes("unintelligible") {
        Some(yes) => facts.set("unintelligible", Value::YesNo(yes), Because::Answer)?,
        None if known.encrypted => facts.set("unintelligible", Value::YesNo(true), Because::Message)?,
        None => {}
    }
    if let Some(trust) = answers.text("trust") {
        facts.set("recipient_bound", Value::YesNo(trust == "bound"), Because::Answer)?;
        facts.set("recipient_trusted", Value::YesNo(matches!(trust, "bound" | "trusted")), Because::Answer)?;
    }
    after(facts, incident)?;

    match answers.number("people") {
        Some(people) => facts.set("people", Value::Number(people), Because::Answer)?,
        None if known.content.people_at_least > 0 => {
            let people = Value::AtLeast(u64::from(known.content.people_at_least));
            facts.set("people", people, Because::Message)?;
        }
        None => {}
    }
    for (question, fact) in [("contract_hours", "contract_hours"), ("us_state_people", "people_in_one_us_state")] {
        if let Some(number) = answers.number(question) {
            facts.set(fact, Value::Number(number), Because::Answer)?;
        }
    }
    if let Some(words) = answers.words("residence") {
        facts.set("residence", Value::words(words.iter().map(String::as_str)), Because::Answer)?;
    }
    match answers.words("establishment") {
        Some(words) => facts.set("establishment", Value::words(words.iter().map(String::as_str)), Because::Answer)?,
        None if !setting.establishment.is_empty() => {
            let words = Value::words(setting.establishment.iter().map(String::as_str));
            facts.set("establishment", words, Because::Configuration)?;
        }
        None => {}
    }
    let party = if answers.yes("for_client") == Some(true) { "processor" } else { "controller" };
    match answers.words("roles") {
        Some(words) => {
            let words = words.iter().map(String::as_str).chain([party]);
            facts.set("roles", Value::words(words), Because::Answer)?;
        }
        None if setting.roles_known => {
            let words = setting.roles.iter().map(String::as_str).chain([party]);
            facts.set("roles", Value::words(words), Because::Configuration)?;
        }
        None => {}
    }
    Ok(())
}

/// What those who have it did with it: their answers in the tracking of deletions stand beside the questions.
fn after(facts: &mut Facts, incident: &Incident) -> Result<(), WrongFact> {
    let answers = &incident.answers;
    let states = || incident.deletions.iter().map(|deletion| deletion.state);
    let some = incident.deletions.iter().len() > 0;
    let unread = some && states().all(|state| state == DeletionState::DeletedUnread);
    let deleted =
        some && states().all(|state| matches!(state, DeletionState::DeletedUnread | DeletionState::DeletedRead));
    let opened = states().any(|state| matches!(state, DeletionState::DeletedRead | DeletionState::Forwarded));
    let passed_on = states().any(|state| state == DeletionState::Forwarded);
    let either = |answer: Option<bool>, yes: bool, no: bool| answer.or((yes || no).then_some(yes));
    let rows = [
        ("read", either(answers.yes("read"), opened, unread)),
        ("forwarded", either(answers.yes("forwarded"), passed_on, unread)),
        ("deletion_confirmed", either(answers.yes("deleted"), deleted, false)),
    ];
    for (fact, value) in rows {
        if let Some(yes) = value {
            facts.set(fact, Value::YesNo(yes), Because::Answer)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::question::Kind;
    use super::super::{IncidentId, Known, QUESTIONS, Value as Given};
    use super::*;
    use crate::base::Language;

    #[test]
    fn every_answer_there_can_be_states_facts_of_the_vocabulary() {
        let now = Timestamp::UNIX_EPOCH;
        let mut incident = Incident::new(IncidentId(1), Known::default(), Language::En, "anna", now, now);
        for question in QUESTIONS {
            let value = match question.kind {
                Kind::YesNo => Given::YesNo(true),
                Kind::Number => Given::Number(3),
                Kind::One(words) => Given::Text(words[0].into()),
                Kind::Some(words) => Given::Words(words.iter().map(|word| (*word).to_owned()).collect()),
                Kind::Addresses => Given::Words(vec!["kim@firm.example".into()]),
                Kind::Countries => Given::Words(vec!["DE".into()]),
                Kind::Time => Given::Text(now.to_string()),
                Kind::Text => Given::Text("words".into()),
            };
            incident.answers.put(question.id, Some(value), "anna", now).expect("an answer that fits");
        }
        let exposure = Exposure::of(&incident.known, &incident.answers);
        let setting = Setting::default();
        let mut facts = Facts::new();
        assert_eq!(fill(&mut facts, &incident, &exposure, &setting), Ok(()));
        assert!(facts.all().count() > 40, "{}", facts.all().count());
    }

    #[test]
    fn what_nobody_knows_is_not_stated() {
        let now = Timestamp::UNIX_EPOCH;
        let known = Known { gaps: vec![Gap::NoBytes], ..Known::default() };
        let incident = Incident::new(IncidentId(1), known, Language::En, "anna", now, now);
        let exposure = Exposure::of(&incident.known, &incident.answers);
        let facts = stated(&incident, &exposure, &Setting::default());
        for name in ["personal_data", "people", "residence", "roles", "classified", "card_numbers", "aware_at"] {
            assert_eq!(facts.get(name), None, "{name}");
        }
    }
}
