//! One held mail, and the decisions about it. Every decision is bound to what was shown: what somebody else has changed
//! since is told, and decided anew; what is decided already is shown as it ended.

mod body;
mod changed;
mod marks;
mod model;
mod outcome;
mod page;
mod ways;

use std::str::FromStr as _;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};

use super::Web;
use super::caller::Caller;
use super::failure::Refusal;
use super::form::Decision;
use super::frame::Frame;
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Id};
use crate::control::ops::Mending;
use crate::release::Confirmation;
use page::{Notice, Told};
use ways::Given;

/// By how much "longer" moves a deadline.
const LONGER: Duration = Duration::from_secs(24 * 60 * 60);

/// The pages and forms of one submission.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/{id}", get(show))
        .route("/{id}/why", get(why))
        .route("/{id}/draft", get(draft))
        .route("/{id}/html", get(as_html))
        .route("/{id}/release", post(release))
        .route("/{id}/check", post(check))
        .route("/{id}/leave", post(leave))
        .route("/{id}/cancel", post(cancel))
        .route("/{id}/hold", post(hold))
        .route("/{id}/extend", post(extend))
        .route("/{id}/remove", post(remove))
        .route("/{id}/replace", post(replace))
        .route("/{id}/bcc", post(bcc))
}

async fn show(State(web): State<Web>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let frame = Frame::of(&caller, "title-held", web.0.clock.now());
    let shown = async { page::shown(&web, &caller, &read_id(&id)?, Told::default()).await };
    shown.await.map_err(|failure| Refusal::page(failure, frame))
}

/// What it was held for, and what every check says; that is judged anew, so it has a page of its own.
async fn why(State(web): State<Web>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let frame = Frame::of(&caller, "title-why", web.0.clock.now());
    let explained = async {
        let id = read_id(&id)?;
        Ok((id.clone(), caller.ops.explain(&id).await?))
    };
    match explained.await {
        Ok((id, explanation)) => Ok(page::explained(frame, &caller, id, &explanation)),
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}

/// The mail as a file that mail programs open as a draft.
async fn draft(State(web): State<Web>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let frame = Frame::of(&caller, "title-failure", web.0.clock.now());
    let read = async {
        let id = read_id(&id)?;
        Ok((id.clone(), caller.ops.draft(&id).await?))
    };
    match read.await {
        Ok((id, bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, "message/rfc822".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.eml\"")),
            ];
            Ok((headers, bytes).into_response())
        }
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}

/// The mail's own HTML, for a frame in which it can do nothing.
async fn as_html(caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let html = caller.ops.html(&read_id(&id)?).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, body::HTML_POLICY),
        // Older than the policy's frame-ancestors, and stricter than it where both are known: it must not say DENY here.
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        // The names in it are not even looked up.
        (HeaderName::from_static("x-dns-prefetch-control"), "off"),
    ];
    Ok((headers, body::framed(html.unwrap_or_default())).into_response())
}

async fn release(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |by, id, given, _| by.ops.release_soon(id, given).await.map(drop)).await
}

/// What Enter in a field leads to: the same page, which says whether what was typed is right. Nothing is sent.
async fn check(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    let decision = Decision::read(&body);
    let told = Told { status: StatusCode::OK, given: given(&decision), ..Told::default() };
    let shown = async { page::shown(&web, &caller, &read_id(&id)?, told).await };
    shown.await.map_err(|failure| Refusal::page(failure, Frame::of(&caller, "title-held", web.0.clock.now())))
}

async fn leave(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |by, id, given, _| by.ops.release(id, &[], given).await.map(drop)).await
}

async fn cancel(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |by, id, given, _| by.ops.cancel(id, given).await.map(drop)).await
}

async fn hold(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |by, id, _, _| by.ops.hold(id).await.map(drop)).await
}

async fn extend(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |by, id, _, _| by.ops.extend(id, LONGER).await.map(drop)).await
}

async fn remove(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    mend(&web, &caller, &id, &body, |decision| Ok(Mending::Remove(decision.n.clone()))).await
}

async fn bcc(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    mend(&web, &caller, &id, &body, |decision| Ok(Mending::Bcc(decision.n.clone()))).await
}

async fn replace(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    mend(&web, &caller, &id, &body, |decision| {
        let address = Address::from_str(decision.address.trim());
        let address = address.map_err(|e| Failure::new("address", exit::USAGE, e))?;
        match decision.n.as_slice() {
            [n] => Ok(Mending::Replace(*n, address)),
            _ => Err(Failure::new("usage", exit::USAGE, "one recipient is replaced at a time")),
        }
    })
    .await
}

async fn mend(
    web: &Web,
    caller: &Caller,
    id: &str,
    body: &str,
    what: impl FnOnce(&Decision) -> Result<Mending, Failure>,
) -> Result<Response, Refusal> {
    decide(web, caller, id, body, async |by, id, given, decision| {
        let mending = what(decision)?;
        let then = decision.then_send.then_some(given);
        by.ops.bound_to(decision.seal.as_str()).mend(id, mending, then).await
    })
    .await
}

/// Reads the form, does what it asks for, and shows what came of it under the address of the mail.
async fn decide(
    web: &Web,
    caller: &Caller,
    id: &str,
    body: &str,
    act: impl AsyncFnOnce(&Caller, &Id, &Confirmation, &Decision) -> Result<(), Failure>,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let refusal = |failure| Refusal::page(failure, Frame::of(caller, "title-failure", now));
    let decision = Decision::read(body);
    let confirmation = decision.confirmation(caller, now).map_err(refusal)?;
    let id = read_id(id).map_err(refusal)?;
    match act(caller, &id, &confirmation, &decision).await {
        Ok(()) => Ok(Redirect::to(&format!("/{id}")).into_response()),
        Err(failure) => match told_instead(&failure, &decision, caller, now) {
            Some(told) => page::shown(web, caller, &id, told).await.map_err(refusal),
            None => Err(refusal(failure)),
        },
    }
}

/// What is said on the page of the mail itself, which then is decided anew; `None` for what has a page of its own.
fn told_instead(failure: &Failure, decision: &Decision, caller: &Caller, now: jiff::Timestamp) -> Option<Told> {
    let (status, notice) = match failure.code.as_ref() {
        // The button was pressed twice, or somebody else was first: how it ended is the answer.
        "not_now" => (StatusCode::OK, Some(Notice::Already)),
        "outdated" | "changed" => {
            (StatusCode::CONFLICT, Some(Notice::Changed(decision.made(caller, now).unwrap_or(now))))
        }
        "not_confirmed" => (StatusCode::UNPROCESSABLE_ENTITY, None),
        "address" => (StatusCode::UNPROCESSABLE_ENTITY, Some(Notice::Wrong("wrong-address"))),
        "recipient" if !decision.address.is_empty() => {
            (StatusCode::UNPROCESSABLE_ENTITY, Some(Notice::Wrong("wrong-address")))
        }
        "recipient" | "usage" => (StatusCode::UNPROCESSABLE_ENTITY, Some(Notice::Wrong("wrong-recipient"))),
        _ => return None,
    };
    Some(Told { status, notice, given: given(decision) })
}

fn given(decision: &Decision) -> Given {
    Given { confirmed: decision.confirm.clone(), reason: decision.reason.clone(), tried: true }
}

fn read_id(text: &str) -> Result<Id, Failure> {
    // Whatever it is instead, there is no submission of that name.
    text.parse().map_err(|_| {
        Failure::new("unknown", exit::NOINPUT, format!("there is no {}", crate::base::text::one_line(text, 40)))
    })
}
