//! Steps, duties and people of an incident in words, for its page.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::super::when;
use crate::base::Say;
use crate::base::text::one_line;
use crate::control::ops::incident::Case;
use crate::incident::{Due, DutyView, StepState, Track};

/// How much of a name is shown, in characters.
const NAME: usize = 80;

/// What words are made with.
#[derive(Clone)]
pub(super) struct Words {
    /// The sentences of incidents.
    pub(super) say: Say,
    pub(super) zone: TimeZone,
    pub(super) now: Timestamp,
}

impl Words {
    pub(super) fn moment(&self, at: Timestamp) -> String {
        when::moment(at, &self.zone, self.say.language())
    }

    /// `41 min`, `3 h 5 min`, `2 days 3 h`.
    pub(super) fn span(&self, duration: SignedDuration) -> String {
        let minutes = duration.as_mins().max(0);
        let two =
            |id, (a, b): (&str, i64), (c, d): (&str, i64)| self.say.all(id, &[(a, b.to_string()), (c, d.to_string())]);
        match minutes {
            0..60 => self.say.a("span-minutes", "m", minutes),
            60..2880 => two("span-hours", ("h", minutes / 60), ("m", minutes % 60)),
            _ => two("span-days", ("d", minutes / 1440), ("h", minutes % 1440 / 60)),
        }
    }

    /// How much time is left until `at`, or how long it is over.
    pub(super) fn left(&self, at: Timestamp) -> String {
        let (id, span) = match at.duration_since(self.now) {
            left if left.is_negative() => ("clock-over", -left),
            left => ("clock-left", left),
        };
        self.say.a(id, "span", self.span(span))
    }
}

/// What the step `key` says, without knowing its duty.
pub(super) fn step_text(say: Say, key: &str) -> String {
    say.t(&if key.starts_with("duty:") { "step-duty".to_owned() } else { format!("step-{key}") })
}

/// The duty a step is about.
fn duty_of<'a>(case: &'a Case, key: &str) -> Option<&'a DutyView> {
    let id = key.strip_prefix("duty:")?.split(':').next()?;
    case.assessment.duties.iter().find(|duty| duty.id == id)
}

/// The steps of one track.
pub(super) struct TrackRows {
    pub(super) title: String,
    pub(super) steps: Vec<StepRow>,
}

/// A step.
pub(super) struct StepRow {
    pub(super) n: u32,
    pub(super) title: String,
    pub(super) how: String,
    /// `open`, `done`, `skipped`, `overdue`.
    pub(super) state: &'static str,
    pub(super) state_words: String,
    pub(super) due: String,
    pub(super) owner: String,
    pub(super) deputy: String,
    /// What was said, and by whom.
    pub(super) note: String,
    pub(super) by: String,
}

impl StepRow {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, "open" | "overdue")
    }
}

/// The timetable by track.
pub(super) fn tracks(case: &Case, words: &Words) -> Vec<TrackRows> {
    let steps = case.steps();
    let track = |track: Track| TrackRows {
        title: words.say.t(&format!("track-{}", track.word())),
        steps: steps.iter().filter(|due| due.planned.track == track).map(|due| step(case, due, words)).collect(),
    };
    Track::ALL.into_iter().map(track).filter(|rows| !rows.steps.is_empty()).collect()
}

fn step(case: &Case, due: &Due<'_>, words: &Words) -> StepRow {
    let Due { planned, step, overdue } = due;
    let say = words.say;
    let state = match step.state {
        StepState::Open if *overdue => "overdue",
        StepState::Open => "open",
        StepState::Done => "done",
        StepState::Skipped => "skipped",
    };
    let title = match duty_of(case, &planned.key) {
        Some(duty) => format!("{}: {}", say.t(&planned.text), duty.title.text(say.language())),
        None => say.t(&planned.text),
    };
    let or = |own: &str, planned: &str| one_line(if own.is_empty() { planned } else { own }, NAME);
    StepRow {
        n: step.n,
        title,
        how: if step.state == StepState::Open { say.t(&format!("{}-how", planned.text)) } else { String::new() },
        state,
        state_words: say.t(&format!("state-{state}")),
        due: planned.due.map_or_else(|| say.t("asap"), |at| words.moment(at)),
        owner: or(&step.owner, &planned.owner),
        deputy: or(&step.deputy, &planned.deputy),
        note: one_line(&step.note, 300),
        by: step.at.map_or_else(String::new, |at| format!("{}, {}", one_line(&step.by, NAME), words.moment(at))),
    }
}

/// A duty to disclose.
pub(super) struct DutyRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) looks: String,
    /// Whether it looks triggered.
    pub(super) triggered: bool,
    /// What is due, and until when.
    pub(super) limits: Vec<String>,
    pub(super) to: String,
    pub(super) exceptions: Vec<String>,
    pub(super) note: String,
    pub(super) cite: String,
    pub(super) links: Vec<String>,
    /// What was decided about it last.
    pub(super) decision: String,
}

/// One duty in words.
pub(super) fn duty(duty: &DutyView, case: &Case, words: &Words) -> DutyRow {
    let (say, language) = (words.say, words.say.language());
    let facts: Vec<String> = duty.facts.iter().map(|fact| say.t(&format!("fact-{fact}"))).collect();
    let looks = match duty.looks.as_str() {
        "triggered" => "duty-triggered",
        "cannot-tell" => "duty-cannot",
        _ => "duty-not",
    };
    let limits = duty.stages.iter().map(|stage| {
        let title = stage.title.as_ref().map_or("", |title| title.text(language));
        let until = match (stage.filed, stage.due) {
            (Some(at), _) => say.a("clock-done", "at", words.moment(at)),
            (None, Some(at)) => format!("{} ({})", words.moment(at), words.left(at)),
            (None, None) if stage.asap => say.t("asap"),
            (None, None) => say.t("not-known"),
        };
        if title.is_empty() { until } else { format!("{title}: {until}") }
    });
    let decision = case.incident.decided(&duty.id).map(|decision| decided(decision, words));
    DutyRow {
        id: duty.id.clone(),
        title: duty.title.text(language).to_owned(),
        looks: say.a(looks, "because", facts.join("; ")),
        triggered: duty.is_triggered(),
        limits: limits.collect(),
        to: duty.to.as_ref().map_or("", |to| to.text(language)).to_owned(),
        exceptions: duty.exceptions.iter().map(|exception| exception.text(language).to_owned()).collect(),
        note: duty.note.as_ref().map_or("", |note| note.text(language)).to_owned(),
        cite: duty.cite.clone(),
        links: duty.links.clone(),
        decision: decision.unwrap_or_default(),
    }
}

/// A decision in words.
pub(super) fn decided(decision: &crate::incident::Decision, words: &Words) -> String {
    let say = words.say;
    let word = ["notify", "not-notify", "tell", "not-tell"].into_iter().find(|word| *word == decision.decided);
    let what = word.map_or_else(|| one_line(&decision.decided, NAME), |word| say.t(&format!("decided-{word}")));
    say.all(
        "decision-made",
        &[
            ("decided", what),
            ("at", words.moment(decision.at)),
            ("by", one_line(&decision.by, NAME)),
            ("because", one_line(&decision.because, 500)),
        ],
    )
}

/// Whether a duty is shown on the page of the incident itself: it looks triggered, or a step waits for what is not known.
pub(super) fn is_near(duty: &DutyView, case: &Case) -> bool {
    let has_step = |key: &str| key.strip_prefix("duty:").and_then(|rest| rest.split(':').next()) == Some(&duty.id);
    duty.is_triggered() || case.assessment.plan.iter().any(|planned| has_step(&planned.key))
}
