//! Signing in: a link that works once, shown to whoever runs Outguard or mailed to one's own address; then a cookie.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::Web;
use super::caller::{COOKIE, Caller};
use super::failure::{Refusal, html};
use super::form::{self, Decision};
use super::frame::Frame;
use crate::app::failure::Failure;
use crate::base::{Secret, Who};
use crate::control::ops::Ops;

/// A link that signs `who` in once, at the page whose address is `url`.
///
/// # Errors
/// When it cannot be kept.
pub async fn new_link(ops: &Ops, url: &str, who: Who) -> Result<String, Failure> {
    let ticket = ops.new_ticket(who).await?;
    Ok(format!("{url}/sign-in?ticket={}", ticket.text()))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    ticket: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    f: Frame,
    /// Who would be signed in; `None` = the link is over.
    whose: Option<String>,
    ticket: String,
}

/// The page behind a link: it says who would be signed in, and nothing has happened yet.
pub(super) async fn ask(State(web): State<Web>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let ops = web.0.ops.get();
    let frame = Frame::of_stranger(&headers, ops.organisation_language(), "title-sign-in");
    let ticket = Secret::parse(&asked.ticket);
    let whose = match &ticket {
        Some(ticket) => match ops.ticket(ticket).await {
            Ok(who) => who.map(|who| who.to_string()),
            Err(failure) => return Refusal::page(failure, frame).into_response(),
        },
        None => None,
    };
    html(&SignIn { f: frame, whose, ticket: asked.ticket })
}

/// Uses the link up.
pub(super) async fn sign_in(State(web): State<Web>, headers: HeaderMap, body: String) -> Response {
    let ops = web.0.ops.get();
    let frame = Frame::of_stranger(&headers, ops.organisation_language(), "title-sign-in");
    let asked: Asked = serde_urlencoded::from_str(&body).unwrap_or_default();
    let begun = match Secret::parse(&asked.ticket) {
        Some(ticket) => ops.begin_session(&ticket, web.0.page.session).await,
        None => Ok(None),
    };
    match begun {
        Ok(Some(secret)) => {
            let secure = if web.url().starts_with("https://") { "; Secure" } else { "" };
            let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict{secure}", secret.text());
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        Ok(None) => html(&SignIn { f: frame, whose: None, ticket: String::new() }),
        Err(failure) => Refusal::page(failure, frame).into_response(),
    }
}

/// Ends the session.
pub(super) async fn sign_out(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    let Some(secret) = &caller.secret else { return Ok(Redirect::to("/sign-in").into_response()) };
    form::made_at(secret, &Decision::read(&body).token, web.0.clock.now())?;
    caller.ops.end_session(secret).await?;
    let gone = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}
