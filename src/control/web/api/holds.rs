//! Looking: what waits, one submission, what happened to it, its bytes.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::asked::{Named, Queried};
use super::operation::Operation;
use crate::control::answer::{JournalView, Standing};
use crate::control::view::View;
use crate::store::State;

/// What is answered here.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/holds", "listHolds", "What waits, newest first", get(list))
            .query::<Which>()
            .gives::<Vec<View>>(),
        Operation::get("/holds/{id}", "showHold", "One submission in full", get(show)).gives::<View>(),
        Operation::get("/holds/{id}/state", "standing", "How a submission stands, for who waits", get(standing))
            .gives::<Standing>(),
        Operation::get("/holds/{id}/journal", "journalOfHold", "What happened to a submission", get(journal))
            .gives::<Vec<JournalView>>(),
        Operation::get("/holds/{id}/message", "message", "The message itself, byte for byte", get(message))
            .gives_message(),
    ]
}

/// Which submissions are listed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Which {
    /// Only those in this state; one that is over implies `all`.
    state: Option<State>,
    /// Also what is over.
    all: bool,
    /// Only those with words that begin so: in id, subject, sender, recipients or headline.
    words: String,
    /// At most so many; 0 = no limit.
    limit: usize,
}

async fn list(caller: Caller, Queried(which): Queried<Which>) -> Result<Json<Vec<View>>, Refusal> {
    let all = which.all || which.state.is_some();
    // Those in other states do not count.
    let limit = if which.state.is_some() { 0 } else { which.limit };
    let mut views = caller.ops.find(all, &which.words, limit).await?;
    views.retain(|view| which.state.is_none_or(|state| view.state == state));
    if which.limit > 0 {
        views.truncate(which.limit);
    }
    Ok(Json(views))
}

async fn show(caller: Caller, Named(id): Named) -> Result<Json<View>, Refusal> {
    Ok(Json(caller.ops.show(&id).await?))
}

async fn standing(caller: Caller, Named(id): Named) -> Result<Json<Standing>, Refusal> {
    Ok(Json(caller.ops.standing(&id).await?))
}

async fn journal(caller: Caller, Named(id): Named) -> Result<Json<Vec<JournalView>>, Refusal> {
    let lines = caller.ops.journal(&id).await?;
    Ok(Json(lines.into_iter().map(JournalView::from).collect()))
}

async fn message(caller: Caller, Named(id): Named) -> Result<Response, Refusal> {
    let message = caller.ops.raw(&id).await?;
    // It is a stranger's text: saved, never shown as a page of ours.
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.eml\"")),
    ];
    Ok((headers, message.to_vec()).into_response())
}
