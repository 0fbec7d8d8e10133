//! Everything that follows from a record, worked out in one place, so that page, command line and report never disagree.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::checklist::{self, DutyStep, Office, Planned};
use super::contacts::Contacts;
use super::contradictions::{Contradiction, contradictions};
use super::duties::DutyView;
use super::duty::Duties;
use super::options::{Proposal, proposals};
use super::question::{Copy, QUESTIONS};
use super::stakeholders::{Stakeholder, stakeholders};
use super::stated::stated;
use super::{Exposure, Incident, Severity, Step, StepState, texts};
use crate::base::Language;

/// Who acts, and when they work: what an assessment needs besides the record.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// Who acts.
    pub contacts: Contacts,
    /// When people work.
    pub office: Office,
    /// Where the organisation sits, by country.
    pub establishment: Vec<String>,
    /// What the organisation is besides, as duties name it.
    pub roles: Vec<String>,
    /// Whether `roles` are all there are.
    pub roles_known: bool,
}

/// What follows from a record.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Assessment {
    /// Who has it.
    pub exposure: Exposure,
    /// How bad it is.
    pub severity: Severity,
    /// What must be disclosed to whom, as far as it can be told: what looks triggered first, by its next limit.
    pub duties: Vec<DutyView>,
    /// The steps that are planned.
    pub plan: Vec<Planned>,
    /// Who must know.
    pub stakeholders: Vec<Stakeholder>,
    /// What to propose.
    pub proposals: Vec<Proposal>,
    /// What cannot all be true.
    pub contradictions: Vec<Contradiction>,
    /// The questions nobody has answered, in the order in which they are asked; those about an employee apart.
    pub unknown: Vec<&'static str>,
}

/// A step of the plan with how far it has got.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Due<'a> {
    /// As planned.
    #[serde(flatten)]
    pub planned: &'a Planned,
    /// As it stands.
    pub step: &'a Step,
    /// Whether it should be done by now.
    pub overdue: bool,
}

impl Assessment {
    /// Works it out at `now`, by the packs of `duties`.
    pub fn of(incident: &Incident, duties: &Duties, setting: &Setting, now: Timestamp) -> Assessment {
        let exposure = Exposure::of(&incident.known, &incident.answers);
        let severity = Severity::of(&incident.known, &incident.answers, &exposure);
        let Setting { contacts, office, .. } = setting;
        let facts = stated(incident, &exposure, setting);
        let mut duties: Vec<DutyView> = duties.evaluate(&facts, now, &office.zone).iter().map(DutyView::of).collect();
        // Stable: within each they stay in the order of their next limit.
        duties.sort_by_key(|duty| !duty.is_triggered());
        let steps: Vec<DutyStep> = duties.iter().flat_map(DutyView::steps).collect();
        let plan = checklist::plan(incident, &exposure, &severity, &steps, contacts, office);
        let stakeholders = stakeholders(incident, &exposure, &severity, &plan, contacts);
        let proposals = proposals(incident, &exposure, &severity);
        let asked = QUESTIONS.iter().filter(|question| question.copy != Copy::Manager);
        let unknown = asked.map(|question| question.id).filter(|id| incident.answers.get(id).is_none()).collect();
        let contradictions = contradictions(incident, now);
        Assessment { exposure, severity, duties, plan, stakeholders, proposals, contradictions, unknown }
    }

    /// The steps of the plan with how far each has got, in the order in which they are due. A step that has no number yet is
    /// left out: [`Incident::number`] gives it one.
    pub fn steps<'a>(&'a self, incident: &'a Incident, now: Timestamp) -> Vec<Due<'a>> {
        let due = |planned: &'a Planned| {
            let step = incident.steps.iter().find(|step| step.key == planned.key)?;
            let overdue = step.state == StepState::Open && planned.due.is_some_and(|due| due < now);
            Some(Due { planned, step, overdue })
        };
        self.plan.iter().filter_map(due).collect()
    }

    /// What a step is called; a step of a duty by the duty's title.
    pub fn step_title(&self, planned: &Planned, language: Language) -> String {
        let title = texts::say(language).t(&planned.text);
        let Some((id, stage)) = planned.key.strip_prefix("duty:").and_then(|key| key.rsplit_once(':')) else {
            return title;
        };
        let duty = self.duties.iter().find(|duty| duty.id == id);
        format!("{title}: {}", duty.map_or_else(|| id.to_owned(), |duty| duty.stage_title(stage, language)))
    }

    /// The keys of the steps that may not stay open when it is closed.
    pub fn must(&self) -> Vec<&str> {
        self.plan.iter().filter(|planned| planned.must).map(|planned| planned.key.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::super::ledger::{Fate, Reached};
    use super::super::{Band, Content, IncidentId, Known, Topic, Value};
    use super::*;
    use crate::facts::Role;
    use crate::people::PartyKind;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn reached(address: &str, kind: PartyKind, odd: bool) -> Reached {
        let fate = Fate::Taken { host: "mx.example".into(), at: at("2026-11-20T13:48:00Z"), reply: "250 ok".into() };
        Reached {
            address: address.parse().expect("an address"),
            name: String::new(),
            role: Some(Role::Cc),
            kind: Some(kind),
            odd,
            fate,
        }
    }

    /// Somebody of the firm and the client Kellner have it; talk about staff and money.
    fn seed(given: &[(&str, Value)]) -> (Incident, Assessment) {
        let topic = |topic: &str| Topic { topic: topic.into(), points: 6, quoted: false };
        let known = Known {
            sender: "anna@firm.example".into(),
            reached: vec![
                reached("tom@firm.example", PartyKind::Internal, false),
                reached("kellner@kita.example", PartyKind::Client, true),
            ],
            content: Content { topics: vec![topic("staff"), topic("money")], ..Content::default() },
            ..Known::default()
        };
        let noticed = at("2026-11-20T14:10:00Z");
        let mut incident = Incident::new(IncidentId(7), known, Language::De, "anna", noticed, noticed);
        for (id, value) in given {
            incident.answers.put(id, Some(value.clone()), "anna", noticed).expect("an answer that fits");
        }
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let setting = Setting { office: Office { zone, ..Office::default() }, ..Setting::default() };
        let assessment = Assessment::of(&incident, &Duties::shipped(), &setting, noticed);
        incident.number(&assessment.plan);
        (incident, assessment)
    }

    fn keys(assessment: &Assessment) -> Vec<&str> {
        assessment.plan.iter().map(|planned| planned.key.as_str()).collect()
    }

    fn text(word: &str) -> Value {
        Value::Text(word.into())
    }

    #[test]
    fn who_the_guard_found_odd_should_not_have_it() {
        let (_, assessment) = seed(&[]);
        assert_eq!(assessment.exposure.has_it, ["kellner@kita.example"]);
        assert_eq!(assessment.exposure.meant, ["tom@firm.example"]);
    }

    #[test]
    fn a_small_matter_gets_three_steps() {
        let given = [("relation", text("unrelated")), ("trust", text("bound")), ("read", Value::YesNo(false))];
        let (_, assessment) = seed(&given);
        assert_eq!(assessment.severity.band, Band::Minor);
        assert_eq!(keys(&assessment), ["stop", "contact", "boss"]);
    }

    #[test]
    fn the_boss_is_told_on_the_same_day_and_before_anybody_who_could_tell_the_boss() {
        let (_, assessment) = seed(&[]);
        let boss = assessment.stakeholders.first().expect("somebody must know");
        assert_eq!((boss.party, boss.due), ("boss", Some(at("2026-11-20T18:10:00Z"))));
        let late = Incident { noticed_at: at("2026-11-20T21:30:00Z"), ..seed(&[]).0 };
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let setting = Setting { office: Office { zone, ..Office::default() }, ..Setting::default() };
        let assessment = Assessment::of(&late, &Duties::default(), &setting, late.noticed_at);
        let boss = assessment.plan.iter().find(|planned| planned.key == "boss").and_then(|planned| planned.due);
        assert!(boss.is_some_and(|due| due < at("2026-11-20T23:00:00Z")), "the same day in Berlin");
    }

    #[test]
    fn counsel_speaks_with_who_got_a_privileged_memo() {
        let (_, assessment) = seed(&[("privileged", Value::YesNo(true))]);
        let contact = assessment.plan.iter().find(|planned| planned.key == "contact").expect("a step");
        assert_eq!(contact.part, super::super::Part::Legal);
        assert!(keys(&assessment).contains(&"counsel") && assessment.severity.band >= Band::Major);
    }

    #[test]
    fn nothing_classified_is_touched() {
        let (_, assessment) = seed(&[("classified", Value::YesNo(true))]);
        assert_eq!(keys(&assessment), ["spillage", "boss"]);
    }

    #[test]
    fn there_are_always_two_ways_to_go_on_and_one_is_recommended() {
        for given in [vec![], vec![("privileged", Value::YesNo(true))], vec![("read", Value::YesNo(false))]] {
            let proposals = seed(&given).1.proposals;
            assert!(proposals.len() >= 2 && proposals[0].recommended, "{proposals:?}");
        }
    }

    #[test]
    fn numbers_of_steps_stay_when_answers_change_the_plan() {
        let (mut incident, before) = seed(&[]);
        let number = |incident: &Incident, key: &str| incident.steps.iter().find(|s| s.key == key).map(|s| s.n);
        let boss = number(&incident, "boss");
        incident.answers.put("privileged", Some(Value::YesNo(true)), "anna", incident.noticed_at).expect("fits");
        let after = Assessment::of(&incident, &Duties::default(), &Setting::default(), incident.noticed_at);
        incident.number(&after.plan);
        assert_eq!(number(&incident, "boss"), boss);
        assert!(number(&incident, "counsel") > before.plan.len().try_into().ok());
    }
}
