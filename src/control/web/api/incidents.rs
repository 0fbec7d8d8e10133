//! What slipped through: opening an incident, looking at it, and what is done about it.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use axum::Json;
use axum::extract::{Path, Request};
use axum::routing::{get, post};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::asked::{Given, Queried, whole};
use super::operation::Operation;
use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::base::{Address, Id};
use crate::control::answer::IncidentView;
use crate::control::ops::incident::{Case, Change, Given as Answered, Opening, Subject};
use crate::control::request::{
    AnswerIncident, CloseIncident, Decide, MOST_MESSAGE, MarkDeletion, MarkStep, OpenIncident, WriteDown,
};
use crate::incident::{IncidentId, LogKind, Value};

/// What is done here.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/incidents", "listIncidents", "What slipped through, newest first", get(list))
            .query::<Which>()
            .gives::<Vec<IncidentView>>(),
        Operation::post("/incidents", "openIncident", "Open an incident about a message", post(open))
            .takes::<OpenIncident>()
            .gives::<Case>(),
        Operation::post(
            "/incidents/message",
            "openIncidentWith",
            "The same about a message brought along",
            post(bring),
        )
        .query::<When>()
        .takes_message()
        .gives::<Case>(),
        Operation::get("/incidents/{incident}", "showIncident", "One incident with what follows from it", get(show))
            .gives::<Case>(),
        Operation::post("/incidents/{incident}/answer", "answerIncident", "Answer questions", post(answer))
            .takes::<AnswerIncident>()
            .gives::<Case>(),
        Operation::post("/incidents/{incident}/step", "markStep", "A step is done, left out or open again", post(step))
            .takes::<MarkStep>()
            .gives::<Case>(),
        Operation::post(
            "/incidents/{incident}/deletion",
            "markDeletion",
            "One who has it was asked, or has answered",
            post(deletion),
        )
        .takes::<MarkDeletion>()
        .gives::<Case>(),
        Operation::post("/incidents/{incident}/decide", "decideIncident", "Write a decision down", post(decide))
            .takes::<Decide>()
            .gives::<Case>(),
        Operation::post("/incidents/{incident}/log", "logIncident", "Write a line into its log", post(log))
            .takes::<WriteDown>()
            .gives::<Case>(),
        Operation::post("/incidents/{incident}/close", "closeIncident", "Close it", post(close))
            .takes::<CloseIncident>()
            .gives::<Case>(),
        Operation::post("/incidents/{incident}/reopen", "reopenIncident", "Open it again", post(reopen))
            .gives::<Case>(),
    ]
}

/// The incident of the path.
struct Numbered(IncidentId);

impl axum::extract::FromRequestParts<super::Web> for Numbered {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, web: &super::Web) -> Result<Numbered, Refusal> {
        let unclear = |words: String| Failure::new("request", exit::USAGE, words);
        let Path(text): Path<String> =
            Path::from_request_parts(parts, web).await.map_err(|error| unclear(error.body_text()))?;
        // Whatever it is instead, there is no incident of that name.
        let unknown =
            |_| Failure::new("unknown", exit::NOINPUT, format!("there is no incident {}", one_line(&text, 40)));
        Ok(Numbered(text.parse().map_err(unknown)?))
    }
}

/// Which incidents are listed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Which {
    /// Also what is closed.
    all: bool,
}

/// When somebody noticed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct When {
    /// When somebody noticed; now, when nobody says.
    noticed: Option<Timestamp>,
}

async fn list(caller: Caller, Queried(which): Queried<Which>) -> Result<Json<Vec<IncidentView>>, Refusal> {
    let rows = caller.ops.incidents(which.all).await?;
    Ok(Json(rows.iter().map(IncidentView::from).collect()))
}

async fn open(caller: Caller, Given(asked): Given<OpenIncident>) -> Result<Json<Case>, Refusal> {
    let OpenIncident { id, message_id, noticed, answers } = asked;
    let subject = match (id, message_id) {
        (Some(id), _) => {
            let unknown = |_| Failure::new("unknown", exit::NOINPUT, format!("there is no {}", one_line(&id, 40)));
            Subject::Here(Id::from_str(&id).map_err(unknown)?)
        }
        (None, Some(message_id)) => Subject::Message(message_id),
        (None, None) => Subject::Here(caller.ops.last_sent().await?),
    };
    let opening = Opening { subject, noticed, given: answered(answers) };
    Ok(Json(caller.ops.open_incident(opening).await?))
}

async fn bring(caller: Caller, Queried(when): Queried<When>, request: Request) -> Result<Json<Case>, Refusal> {
    // A browser's request is no larger than what the door would take.
    let most = if caller.secret.is_some() { caller.ops.largest_message() } else { MOST_MESSAGE };
    let bytes = whole(request.into_body(), most).await?;
    if bytes.is_empty() {
        return Err(Failure::new("no_input", exit::DATAERR, "the message is empty").into());
    }
    let opening = Opening { subject: Subject::Copy(bytes.to_vec()), noticed: when.noticed, given: Vec::new() };
    Ok(Json(caller.ops.open_incident(opening).await?))
}

async fn show(caller: Caller, Numbered(id): Numbered) -> Result<Json<Case>, Refusal> {
    Ok(Json(caller.ops.incident(id).await?))
}

async fn answer(caller: Caller, id: Numbered, Given(asked): Given<AnswerIncident>) -> Result<Json<Case>, Refusal> {
    changed(&caller, &id, Change::Answer(answered(asked.answers))).await
}

async fn step(caller: Caller, id: Numbered, Given(asked): Given<MarkStep>) -> Result<Json<Case>, Refusal> {
    let MarkStep { n, state, note } = asked;
    changed(&caller, &id, Change::Step { n, state, note, proof: None }).await
}

async fn deletion(caller: Caller, id: Numbered, Given(asked): Given<MarkDeletion>) -> Result<Json<Case>, Refusal> {
    let address = Address::from_str(asked.address.trim());
    let address = address.map_err(|error| Failure::new("recipient", exit::USAGE, error))?;
    changed(&caller, &id, Change::Deletion { address, state: asked.state, note: asked.note, evidence: None }).await
}

async fn decide(caller: Caller, id: Numbered, Given(asked): Given<Decide>) -> Result<Json<Case>, Refusal> {
    let Decide { about, decided, because, facts } = asked;
    changed(&caller, &id, Change::Decide { about, decided, because, facts }).await
}

async fn log(caller: Caller, id: Numbered, Given(asked): Given<WriteDown>) -> Result<Json<Case>, Refusal> {
    let WriteDown { text, kind, at } = asked;
    changed(&caller, &id, Change::Log { kind: kind.unwrap_or(LogKind::Note), text, at }).await
}

async fn close(caller: Caller, id: Numbered, Given(asked): Given<CloseIncident>) -> Result<Json<Case>, Refusal> {
    changed(&caller, &id, Change::Close(asked.reason)).await
}

async fn reopen(caller: Caller, id: Numbered) -> Result<Json<Case>, Refusal> {
    changed(&caller, &id, Change::Reopen).await
}

async fn changed(caller: &Caller, id: &Numbered, change: Change) -> Result<Json<Case>, Refusal> {
    Ok(Json(caller.ops.change_incident(id.0, change).await?))
}

fn answered(answers: BTreeMap<String, Option<Value>>) -> Vec<Answered> {
    answers.into_iter().map(|(question, value)| Answered { question, value }).collect()
}
