//! One incident: what happened, stopping the damage, the duties, what keeps it from happening again, the timetable, who must
//! know, and what was done. What takes more room has a page of its own: all questions, all duties.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;

use super::super::caller::Caller;
use super::super::failure::{Refusal, html};
use super::super::frame::Frame;
use super::super::{Web, when};
use super::fields::Field;
use super::rows::{self, DutyRow, TrackRows, Words};
use super::{files, read_id};
use crate::app::failure::{Failure, exit};
use crate::base::Say;
use crate::base::text::one_line;
use crate::control::ops::incident::Case;
use crate::incident::{
    Copy, DeletionState, Draft, Gap, IncidentId, LogKind, QUESTIONS, Question, Status, StepState, texts,
};

/// How many recipients, steps of the course and duties are shown at most.
const PEOPLE: usize = 40;
const COURSE: usize = 40;
const DUTIES: usize = 10;
const LIMITS: usize = 6;

/// What became of one recipient.
struct Fate {
    address: String,
    /// Whether they should not have it.
    wrong: bool,
    words: String,
}

/// One who has it.
struct Asked {
    address: String,
    state: &'static str,
    state_words: String,
    note: String,
    at: String,
    evidence: Vec<String>,
}

/// One who must know.
struct Party {
    title: String,
    who: String,
    must: bool,
    apology: bool,
    how: String,
    by: String,
    due: String,
    told: String,
    not: String,
}

/// A way to go on.
struct Way {
    title: String,
    effort: String,
    risk: String,
    recommended: bool,
    cooling_off: bool,
}

/// A draft of a letter.
struct Letter {
    key: String,
    /// For whom.
    party: String,
    to: String,
    subject: String,
}

/// A piece of evidence.
struct Kept {
    name: String,
    what: String,
    size: String,
    at: String,
}

#[derive(Template)]
#[template(path = "incident.html")]
struct One {
    f: Frame,
    i: Say,
    id: String,
    closed: bool,
    band: String,
    guard: String,
    noticed: String,
    since: String,
    opened: String,
    opened_by: String,
    owner: String,
    /// The limits that run, with the time left.
    limits: Vec<(String, String)>,
    /// What cannot all be true, and what could not be found out.
    trouble: Vec<String>,
    facts: Vec<(String, String)>,
    fates: Vec<Fate>,
    more_people: usize,
    fields: Vec<Field>,
    wrong: usize,
    unknown: usize,
    asked: Vec<Asked>,
    states: Vec<(&'static str, String)>,
    duties: Vec<DutyRow>,
    more_duties: usize,
    decisions: Vec<(String, String)>,
    tracks: Vec<TrackRows>,
    overdue: usize,
    parties: Vec<Party>,
    ways: Vec<Way>,
    actions: Vec<(String, bool)>,
    /// Whether the message is at hand, so that changes can be tried on it.
    has_copy: bool,
    proof: String,
    course: Vec<(String, String)>,
    evidence: Vec<Kept>,
    letters: Vec<Letter>,
}

impl One {
    /// The steps that may be chosen.
    fn open_steps(&self) -> impl Iterator<Item = &rows::StepRow> {
        self.tracks.iter().flat_map(|track| &track.steps)
    }
}

#[derive(Template)]
#[template(path = "incident_questions.html")]
struct Questions {
    f: Frame,
    id: String,
    closed: bool,
    fields: Vec<Field>,
    wrong: usize,
}

#[derive(Template)]
#[template(path = "incident_duties.html")]
struct Duties {
    f: Frame,
    i: Say,
    id: String,
    groups: Vec<(String, Vec<DutyRow>)>,
}

pub(super) async fn show(State(web): State<Web>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-incident", web.0.clock.now());
    let shown = async { with(&web, &caller, read_id(&id)?, false, Vec::new()).await };
    shown.await.map_err(|failure| Refusal::page(failure, f))
}

pub(super) async fn questions(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-incident", web.0.clock.now());
    let shown = async { with(&web, &caller, read_id(&id)?, true, Vec::new()).await };
    shown.await.map_err(|failure| Refusal::page(failure, f))
}

pub(super) async fn duties(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let mut f = Frame::of(&caller, "title-incident", web.0.clock.now());
    let found = async { caller.ops.incident(read_id(&id)?).await };
    let case = match found.await {
        Ok(case) => case,
        Err(failure) => return Err(Refusal::page(failure, f)),
    };
    let words = words(&caller, &case);
    let group = |looks: &str| {
        let of_group = case.assessment.duties.iter().filter(|duty| duty.looks == looks);
        (f.say.t(&format!("inc-looks-{looks}")), of_group.map(|duty| rows::duty(duty, &case, &words)).collect())
    };
    let groups = ["triggered", "cannot-tell", "not-triggered"].map(group).into();
    let id = case.incident.id.to_string();
    f.title = f.say.a("inc-all-duties", "id", &id);
    Ok(html(&Duties { i: words.say, f, id, groups }))
}

/// A file that is kept as evidence; the message itself is none: its body is shown to nobody here.
pub(super) async fn file(
    State(web): State<Web>,
    caller: Caller,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-failure", web.0.clock.now());
    let read = async {
        let id = read_id(&id)?;
        let case = caller.ops.incident(id).await?;
        let kept = case.incident.evidence.iter().any(|kept| kept.name == name);
        let missing = || Failure::new("unknown", exit::NOINPUT, format!("{id} keeps no file of that name"));
        if kept { caller.ops.incident_file(id, &name).await } else { Err(missing()) }
    };
    let bytes = read.await.map_err(|failure| Refusal::page(failure, f))?;
    Ok(files::download("application/octet-stream", &name, bytes))
}

/// The page of an incident, or of all its questions, with what was `wrong` in what somebody has just answered.
pub(super) async fn with(
    web: &Web,
    caller: &Caller,
    id: IncidentId,
    all: bool,
    wrong: Vec<Field>,
) -> Result<Response, Failure> {
    let mut f = Frame::of(caller, "title-incident", web.0.clock.now());
    let case = caller.ops.incident(id).await?;
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let count = wrong.len();
    let may_judge = caller.ops.may_judge(&case.incident);
    let asked = |question: &&'static Question| match question.copy {
        Copy::Manager => all && may_judge,
        _ => all || question.short || wrong.iter().any(|field| field.id == question.id),
    };
    let (say, zone) = (texts::say(caller.language), caller.ops.zone());
    let fields = QUESTIONS.iter().filter(asked).map(|question| Field::of(question, &case.incident, say, &zone));
    let mut fields: Vec<Field> = fields.collect();
    for mut typed in wrong {
        typed.error = f.say.t(&typed.error);
        if let Some(field) = fields.iter_mut().find(|field| field.id == typed.id) {
            *field = typed;
        }
    }
    let closed = case.incident.status == Status::Closed;
    let page = if all {
        f.title = f.say.a("inc-all-questions", "id", id);
        html(&Questions { f, id: id.to_string(), closed, fields, wrong: count })
    } else {
        let drafts = caller.ops.incident_letters(id, Some(caller.language)).await?;
        let letter = |draft: Draft| Letter {
            // What is the owner's own is for nobody of the matrix.
            party: say.t(&if draft.party == "owner" { "owner-owner".into() } else { format!("party-{}", draft.party) }),
            to: one_line(&draft.to.join(", "), 200),
            subject: one_line(&draft.subject, 120),
            key: draft.key,
        };
        let letters = drafts.into_iter().map(letter).collect();
        html(&One { letters, ..one(f, &case, caller, fields, count) })
    };
    Ok((status, page).into_response())
}

fn words(caller: &Caller, case: &Case) -> Words {
    Words { say: texts::say(caller.language), zone: caller.ops.zone(), now: case.at }
}

fn one(mut f: Frame, case: &Case, caller: &Caller, fields: Vec<Field>, wrong: usize) -> One {
    let words = words(caller, case);
    let (say, incident, assessment) = (words.say, &case.incident, &case.assessment);
    let band = assessment.severity.band.word();
    let guard = if assessment.exposure.nobody_has_it { "nobody" } else { band };
    let status = say.t(&format!("status-{}", incident.status.word()));
    f.title = f.say.all("inc-title", &[("id", incident.id.to_string()), ("status", status)]);
    let near: Vec<DutyRow> = assessment
        .duties
        .iter()
        .filter(|duty| rows::is_near(duty, case))
        .take(DUTIES)
        .map(|duty| rows::duty(duty, case, &words))
        .collect();
    let steps = case.steps();
    One {
        id: incident.id.to_string(),
        closed: incident.status == Status::Closed,
        band: say.t(&format!("band-{band}")),
        guard: say.t(&format!("guard-{guard}")),
        noticed: words.moment(incident.noticed_at),
        since: words.span(case.at.duration_since(incident.noticed_at)),
        opened: words.moment(incident.opened_at),
        opened_by: one_line(&incident.opened_by, 80),
        owner: one_line(&incident.owner, 80),
        limits: limits(case, &words),
        trouble: trouble(case, &words),
        facts: facts(&f, case, &words),
        fates: fates(case, &words),
        more_people: incident.known.reached.len().saturating_sub(PEOPLE),
        fields,
        wrong,
        unknown: assessment.unknown.len(),
        asked: asked(case, &words),
        states: DeletionState::ALL.map(|state| (state.word(), say.t(&format!("deletion-{}", state.word())))).into(),
        more_duties: assessment.duties.len().saturating_sub(near.len()),
        duties: near,
        decisions: decisions(case, &words),
        tracks: rows::tracks(case, &words),
        overdue: steps.iter().filter(|due| due.overdue).count(),
        parties: parties(case, &words),
        ways: ways(case, say),
        actions: incident.actions.iter().map(|it| (one_line(&it.text, 200), it.done_at.is_some())).collect(),
        has_copy: !incident.known.gaps.contains(&Gap::NoBytes),
        proof: proof(case, &words),
        course: course(&f, case, &words),
        evidence: evidence(case, &words),
        letters: Vec::new(),
        i: say,
        f,
    }
}

/// What looks triggered with the time left; what is only possible says so.
fn limits(case: &Case, words: &Words) -> Vec<(String, String)> {
    let near = case.assessment.duties.iter().filter(|duty| rows::is_near(duty, case));
    let mut limits: Vec<(Timestamp, String)> = Vec::new();
    for duty in near {
        let due = duty.stages.iter().filter(|stage| stage.filed.is_none()).filter_map(|stage| stage.due).min();
        let Some(due) = due else { continue };
        let title = duty.title.text(words.say.language()).to_owned();
        let title = if duty.is_triggered() { title } else { words.say.a("clock-possible", "title", title) };
        limits.push((due, title));
    }
    limits.sort();
    limits.into_iter().take(LIMITS).map(|(due, title)| (title, words.left(due))).collect()
}

fn trouble(case: &Case, words: &Words) -> Vec<String> {
    let contradictions = case.assessment.contradictions.iter();
    let contradictions = contradictions.map(|it| words.say.t(&format!("contradiction-{}", it.what)));
    let gaps = case.incident.known.gaps.iter().map(|gap| words.say.t(gap_text(*gap)));
    contradictions.chain(gaps).collect()
}

fn gap_text(gap: Gap) -> &'static str {
    match gap {
        Gap::NeverHere => "gap-never-here",
        Gap::NoJournal => "gap-no-journal",
        Gap::JournalDamaged => "gap-journal-damaged",
        Gap::NoBytes => "gap-no-bytes",
        Gap::Unreadable => "gap-unreadable",
        Gap::FileUnread => "gap-file-unread",
        Gap::NotJudged => "gap-not-judged",
    }
}

/// What the log says, as terms and what they are.
fn facts(f: &Frame, case: &Case, words: &Words) -> Vec<(String, String)> {
    let (known, say) = (&case.incident.known, words.say);
    let files: Vec<String> = known
        .files
        .iter()
        .map(|file| format!("{} ({})", one_line(&file.name, 80), when::size(file.size, say.language())))
        .collect();
    let topics = known.content.topics.iter().map(|topic| say.t(&format!("topic-{}", topic.topic.replace(' ', "-"))));
    let found = known.content.identifiers.iter().map(|it| {
        let kind = say.t(&format!("found-{}", it.kind));
        // A number of one country's has no sentence of its own.
        let kind = if kind.starts_with("found-") { say.t("found-national") } else { kind };
        format!("{kind} ({})", it.count)
    });
    let said = known.guard.said.iter().map(|(_, headline)| one_line(headline, 160));
    let guard = Some(known.guard.step.clone()).filter(|step| !step.is_empty()).into_iter().chain(said);
    let list = |all: Vec<String>| all.join(", ");
    let rows = [
        ("inc-sender", one_line(&known.sender, 120)),
        ("inc-subject", one_line(&known.subject, 160)),
        ("inc-sent", known.sent_at.map(|at| words.moment(at)).unwrap_or_default()),
        ("inc-message", known.submission.clone().unwrap_or_default()),
        ("inc-files", list(files)),
        ("inc-topics", list(topics.collect())),
        ("inc-found", list(found.collect())),
        ("inc-markings", known.content.markings.join(", ")),
        ("inc-guard", list(guard.collect())),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(id, value)| (f.say.t(id), value)).collect()
}

fn fates(case: &Case, words: &Words) -> Vec<Fate> {
    let fate = |reached: &crate::incident::ledger::Reached| {
        let address = reached.address.to_string();
        Fate {
            wrong: case.assessment.exposure.wrong.contains(&address),
            words: one_line(&reached.fate.sentence(words.say, &words.zone), 240),
            address,
        }
    };
    case.incident.known.reached.iter().take(PEOPLE).map(fate).collect()
}

fn asked(case: &Case, words: &Words) -> Vec<Asked> {
    let one = |deletion: &crate::incident::Deletion| Asked {
        address: deletion.address.clone(),
        state: deletion.state.word(),
        state_words: words.say.t(&format!("deletion-{}", deletion.state.word())),
        note: one_line(&deletion.note, 300),
        at: deletion.answered_at.or(deletion.asked_at).map(|at| words.moment(at)).unwrap_or_default(),
        evidence: deletion.evidence.clone(),
    };
    case.incident.deletions.iter().take(PEOPLE).map(one).collect()
}

/// What was decided about what: duties by their title.
fn decisions(case: &Case, words: &Words) -> Vec<(String, String)> {
    let about = |id: &str| {
        let duty = case.assessment.duties.iter().find(|duty| duty.id == id);
        duty.map_or_else(|| one_line(id, 120), |duty| duty.title.text(words.say.language()).to_owned())
    };
    let decisions = case.incident.decisions.iter().rev().take(COURSE);
    decisions.map(|decision| (about(&decision.about), rows::decided(decision, words))).collect()
}

fn parties(case: &Case, words: &Words) -> Vec<Party> {
    let say = words.say;
    let party = |it: &crate::incident::Stakeholder| Party {
        title: say.t(&format!("party-{}", it.party)),
        who: one_line(&it.who, 200),
        must: it.must_know,
        apology: it.apology,
        how: say.t(&format!("channel-{}", it.channel)),
        by: if it.by_name.is_empty() { say.t(&format!("owner-{}", it.by.word())) } else { one_line(&it.by_name, 80) },
        due: it.due.map(|at| words.moment(at)).unwrap_or_default(),
        told: it.told_at.map(|at| words.moment(at)).unwrap_or_default(),
        not: say.t(&format!("party-{}-not", it.party)),
    };
    case.assessment.stakeholders.iter().map(party).collect()
}

fn ways(case: &Case, say: Say) -> Vec<Way> {
    let way = |it: &crate::incident::Proposal| Way {
        title: say.t(&format!("option-{}", it.option)),
        effort: say.t(&format!("option-{}-effort", it.option)),
        risk: say.t(&format!("option-{}-risk", it.option)),
        recommended: it.recommended,
        cooling_off: it.cooling_off,
    };
    case.assessment.proposals.iter().map(way).collect()
}

fn proof(case: &Case, words: &Words) -> String {
    let Some(proof) = &case.incident.proof else { return words.say.t("replay-none") };
    let named = [
        ("at", words.moment(proof.at)),
        ("now", proof.now.clone()),
        ("before", proof.before.clone()),
        ("check", proof.check.clone()),
    ];
    words.say.all(if proof.stops { "replay-stops" } else { "replay-not" }, &named)
}

/// What happened and what was done, oldest first.
fn course(f: &Frame, case: &Case, words: &Words) -> Vec<(String, String)> {
    let (incident, say) = (&case.incident, words.say);
    let mut course: Vec<(Timestamp, String)> = Vec::new();
    for moment in &incident.known.moments {
        let what = say.t(&format!("moment-{}", moment.kind));
        let who = one_line(&moment.who, 80);
        course.push((moment.at, if who.is_empty() { what } else { format!("{what}: {who}") }));
    }
    course.push((incident.noticed_at, say.t("moment-noticed")));
    course.push((incident.opened_at, format!("{}: {}", say.t("moment-opened"), one_line(&incident.opened_by, 80))));
    for line in &incident.log {
        let kind = match line.kind {
            LogKind::Containment => "log-containment",
            LogKind::Told => "log-told",
            LogKind::Note => "log-note",
        };
        course.push((line.at, format!("{}: {} ({})", say.t(kind), one_line(&line.text, 500), one_line(&line.by, 80))));
    }
    for step in incident.steps.iter().filter(|step| step.state != StepState::Open) {
        let state = say.t(if step.state == StepState::Done { "state-done" } else { "state-skipped" });
        let told = say.all("moment-step", &[("n", step.n.to_string()), ("state", state)]);
        course.extend(step.at.map(|at| (at, told)));
    }
    for deletion in &incident.deletions {
        let state = say.t(&format!("deletion-{}", deletion.state.word()));
        let told = format!("{}: {}", one_line(&deletion.address, 80), state);
        course.extend(deletion.answered_at.or(deletion.asked_at).map(|at| (at, told)));
    }
    if let Some(closed) = &incident.closed {
        course.push((closed.at, format!("{}: {}", say.t("moment-closed"), one_line(&closed.by, 80))));
    }
    course.sort_by_key(|(at, _)| *at);
    let left_out = course.len().saturating_sub(COURSE);
    let mut shown: Vec<(String, String)> =
        course.into_iter().skip(left_out).map(|(at, what)| (words.moment(at), what)).collect();
    if left_out > 0 {
        shown.insert(0, (String::new(), f.say.n("inc-course-more", left_out)));
    }
    shown
}

fn evidence(case: &Case, words: &Words) -> Vec<Kept> {
    let kept = |it: &crate::incident::Evidence| Kept {
        name: it.name.clone(),
        what: one_line(&it.what, 120),
        size: when::size(it.size, words.say.language()),
        at: words.moment(it.at),
    };
    case.incident.evidence.iter().map(kept).collect()
}
