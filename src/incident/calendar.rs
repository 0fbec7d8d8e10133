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
