//! The follow-ups of an incident as calendar files. Calendars are shared: an entry says which step it is, and nothing of what
//! the incident is about.

use jiff::{SignedDuration, Timestamp};

use super::{Assessment, Incident, Status, Step, StepState, Track, texts};
use crate::base::{Language, Say};
use crate::report::calendar::{Entry, EntryState, appointments, tasks};

/// What a calendar program imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendars {
    /// Appointments (VEVENT), which every program reads: `followup.ics`.
    pub followup: String,
    /// Tasks (VTODO), which Outlook does not: `todo.ics`.
    pub todo: String,
}

/// Both files as they stand at `now`, in `language`; the ids of entries end with `host`, so that those of two firms differ.
pub fn calendars(
    incident: &Incident,
    assessment: &Assessment,
    language: Language,
    host: &str,
    now: Timestamp,
) -> Calendars {
    let entries = entries(incident, assessment, language, host);
    Calendars { followup: appointments(&entries, now), todo: tasks(&entries, now) }
}

/// One entry for each step that has a number and a date, and one they all belong to.
pub fn entries(incident: &Incident, assessment: &Assessment, language: Language, host: &str) -> Vec<Entry> {
    let say = texts::say(language);
    let id = incident.id.to_string();
    let uid = |name: &str| format!("{name}@{host}");
    let mut entries = vec![whole(incident, say, uid(&id))];
    for step in &incident.steps {
        let planned = assessment.plan.iter().find(|planned| planned.key == step.key);
        let dates = planned.and_then(|planned| Some((planned, planned.due?)));
        let Some((planned, due)) = dates else {
            continue;
        };
        let values = [("n", step.n.to_string()), ("id", id.clone())];
        let hours = if planned.track == Track::Legal { vec![24, 1] } else { vec![1] };
        entries.push(Entry {
            uid: uid(&format!("{id}-{}", step.n)),
            sequence: step.sequence,
            // Whoever aims at the earlier date keeps the limit.
            at: planned.target.unwrap_or(due),
            due: Some(due),
            summary: say.all("calendar-summary", &values),
            description: say.all("calendar-description", &values),
            track: say.t(&format!("track-{}", planned.track.word())),
            parent: uid(&id),
            alarms: hours.into_iter().map(SignedDuration::from_hours).collect(),
            state: state(step),
        });
    }
    entries
}

/// The entry the others belong to.
fn whole(incident: &Incident, say: Say, uid: String) -> Entry {
    let id = incident.id.to_string();
    let state = if incident.status == Status::Closed { EntryState::Done } else { EntryState::Open };
    Entry {
        uid,
        sequence: incident.version,
        at: incident.noticed_at,
        summary: say.a("calendar-parent", "id", &id),
        description: say.a("calendar-about", "id", &id),
        state,
        ..Entry::default()
    }
}

fn state(step: &Step) -> EntryState {
    match step.state {
        StepState::Open => EntryState::Open,
        StepState::Done => EntryState::Done,
        StepState::Skipped => EntryState::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{IncidentId, Known, Setting};
    use super::*;
    use crate::incident::duty::Duties;

    fn sample() -> (Incident, Assessment) {
        let now: Timestamp = "2026-11-20T14:10:00Z".parse().expect("a moment");
        let known = Known { subject: "Cutting costs".into(), ..Known::default() };
        let mut incident = Incident::new(IncidentId(7), known, Language::De, "anna@firm.example", now, now);
        let assessment = Assessment::of(&incident, &Duties::default(), &Setting::default(), now);
        incident.number(&assessment.plan);
        (incident, assessment)
    }

    #[test]
    fn an_entry_says_which_step_and_nothing_of_what_it_is_about() {
        let (incident, assessment) = sample();
        let made = calendars(&incident, &assessment, Language::En, "firm.example", incident.noticed_at);
        for file in [&made.followup, &made.todo] {
            let file = file.replace("\r\n ", "");
            assert!(file.contains("SUMMARY:Follow-up 1 · I-0007"), "{file}");
            assert!(!file.contains("Cutting") && !file.contains("anna"), "{file}");
        }
        assert!(made.followup.contains("UID:I-0007-1@firm.example"), "{}", made.followup);
        let titles = Language::ALL
            .map(|language| entries(&incident, &assessment, language, "firm.example").pop().map(|entry| entry.summary));
        assert_eq!(
            titles.map(Option::unwrap_or_default),
            ["Follow-up 2 · I-0007", "Nachfassen 2 · I-0007", "Seguimiento 2 · I-0007"]
        );
    }

    #[test]
    fn what_is_done_is_done_there_too_and_what_is_left_out_is_cancelled() {
        let (mut incident, assessment) = sample();
        incident.mark_step(1, StepState::Done, "", "anna", incident.noticed_at).expect("there is a step 1");
        incident.mark_step(2, StepState::Skipped, "no boss", "anna", incident.noticed_at).expect("there is a step 2");
        let entries = entries(&incident, &assessment, Language::En, "firm.example");
        let states: Vec<EntryState> = entries.iter().map(|entry| entry.state).collect();
        assert_eq!(states, [EntryState::Open, EntryState::Done, EntryState::Cancelled]);
        assert!(entries[1..].iter().all(|entry| entry.sequence == 1 && entry.parent == entries[0].uid));
    }
}
