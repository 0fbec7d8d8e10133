//! What is done about an incident: each form makes one change, and shows the incident as it is then.

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;

use super::super::Web;
use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::super::frame::Frame;
use super::given::Given;
use super::{fields, one, read_id};
use crate::app::failure::{Failure, exit};
use crate::base::Address;
use crate::base::text::one_line;
use crate::control::ops::incident::Change;
use crate::incident::{Copy, DeletionState, IncidentId, LogKind, QUESTIONS, StepState, Value, question, texts};

/// What may be decided.
const DECIDED: [&str; 4] = ["notify", "not-notify", "tell", "not-tell"];

pub(super) async fn answer(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-failure", web.0.clock.now());
    let answered = async {
        let given = Given::read(&web, &caller, request).await?;
        let id = read_id(&id)?;
        let case = caller.ops.incident(id).await?;
        let may_judge = caller.ops.may_judge(&case.incident);
        let asked = QUESTIONS.iter().filter(|question| question.copy != Copy::Manager || may_judge);
        let read = fields::read(&given, asked, &case.incident, texts::say(caller.language), &caller.ops.zone());
        if !read.given.is_empty() {
            caller.ops.change_incident(id, Change::Answer(read.given)).await?;
        }
        let all = given.text("all") == "all";
        if read.wrong.is_empty() {
            let place = if all { format!("/incidents/{id}/questions") } else { format!("/incidents/{id}#answers") };
            return Ok(Redirect::to(&place).into_response());
        }
        one::with(&web, &caller, id, all, read.wrong).await
    };
    answered.await.map_err(|failure| Refusal::page(failure, f))
}

pub(super) async fn step(web: State<Web>, caller: Caller, id: Path<String>, request: Request) -> Answer {
    change(&web, &caller, &id, "steps", request, |given, _| {
        let (n, state) = match given.text("done") {
            "" => (given.text("n"), given.text("state")),
            n => (n, "done"),
        };
        let state = match state {
            "done" => StepState::Done,
            "skip" => StepState::Skipped,
            "open" => StepState::Open,
            _ => return Err(unclear("a step is done, left out or open")),
        };
        let n = n.parse().map_err(|_| unclear("no step is named"))?;
        Ok(Change::Step { n, state, note: given.text("note").to_owned(), proof: given.file("proof") })
    })
    .await
}

pub(super) async fn deletion(web: State<Web>, caller: Caller, id: Path<String>, request: Request) -> Answer {
    change(&web, &caller, &id, "deletions", request, |given, _| {
        let address: Address =
            given.text("address").parse().map_err(|error| Failure::new("address", exit::USAGE, error))?;
        let state = DeletionState::ALL.into_iter().find(|state| state.word() == given.text("state"));
        let state = state.ok_or_else(|| unclear("it is not said how far they are"))?;
        let note = given.text("note").to_owned();
        Ok(Change::Deletion { address, state, note, evidence: given.file("evidence") })
    })
    .await
}

pub(super) async fn decide(web: State<Web>, caller: Caller, id: Path<String>, request: Request) -> Answer {
    change(&web, &caller, &id, "duties", request, |given, _| {
        let decided = given.text("decided");
        if !DECIDED.contains(&decided) || given.text("about").is_empty() {
            return Err(unclear("it is not said what was decided, or about what"));
        }
        Ok(Change::Decide {
            about: given.text("about").to_owned(),
            decided: decided.to_owned(),
            because: given.text("because").to_owned(),
            facts: Vec::new(),
        })
    })
    .await
}

pub(super) async fn log(web: State<Web>, caller: Caller, id: Path<String>, request: Request) -> Answer {
    change(&web, &caller, &id, "timeline", request, |given, caller| {
        let kind = match given.text("kind") {
            "containment" => LogKind::Containment,
            "told" => LogKind::Told,
            _ => LogKind::Note,
        };
        let text = given.text("text").to_owned();
        if text.is_empty() {
            return Err(unclear("nothing is said"));
        }
        Ok(Change::Log { kind, text, at: moment(caller, given.text("at"))? })
    })
    .await
}

pub(super) async fn keep(web: State<Web>, caller: Caller, id: Path<String>, request: Request) -> Answer {
    change(&web, &caller, &id, "evidence", request, |given, _| {
        let file = given.file("file").ok_or_else(|| unclear("no file is chosen"))?;
        Ok(Change::Keep { file, what: given.text("what").to_owned() })
    })
    .await
}

pub(super) async fn close(web: State<Web>, caller: Caller, id: Path<String>, request: Request) -> Answer {
    change(&web, &caller, &id, "main", request, |given, _| Ok(Change::Close(given.text("reason").to_owned()))).await
}

pub(super) async fn reopen(web: State<Web>, caller: Caller, id: Path<String>, request: Request) -> Answer {
    change(&web, &caller, &id, "main", request, |_, _| Ok(Change::Reopen)).await
}

type Answer = Result<Response, Refusal>;

/// Reads the form, makes the change it asks for if it is this caller's, and shows the part of the page it is about.
async fn change(
    web: &Web,
    caller: &Caller,
    id: &str,
    part: &str,
    request: Request,
    what: impl FnOnce(&Given, &Caller) -> Result<Change, Failure>,
) -> Answer {
    let made = async {
        let given = Given::read(web, caller, request).await?;
        let id: IncidentId = read_id(id)?;
        // What is not theirs is not there, whatever the form says.
        caller.ops.incident(id).await?;
        caller.ops.change_incident(id, what(&given, caller)?).await?;
        Ok(Redirect::to(&format!("/incidents/{id}#{part}")).into_response())
    };
    let f = Frame::of(caller, "title-failure", web.0.clock.now());
    made.await.map_err(|failure| Refusal::page(failure, f))
}

/// A moment as a field for one has it; `None` when it is empty.
pub(super) fn moment(caller: &Caller, text: &str) -> Result<Option<Timestamp>, Failure> {
    let value = question("noticed_at")?.read(text, &caller.ops.zone());
    let wrong = |_| Failure::new("when", exit::USAGE, format!("`{}` is no moment", one_line(text, 40)));
    Ok(match value.map_err(wrong)? {
        Some(Value::Text(text)) => text.parse().ok(),
        _ => None,
    })
}

fn unclear(words: &str) -> Failure {
    Failure::new("usage", exit::USAGE, words)
}
