//! What somebody may set for themselves, and where they are signed in.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::Web;
use super::caller::Caller;
use super::failure::{Refusal, html};
use super::form;
use super::frame::Frame;
use crate::app::failure::{Failure, exit};
use crate::control::ops::OpenSession;
use crate::store::Quiet;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/settings", get(show)).route("/settings/end", post(end))
}

#[derive(Template)]
#[template(path = "settings.html")]
struct Settings {
    f: Frame,
    sessions: Vec<OpenSession>,
    /// The fingerprint of the one this page is read in.
    this: String,
    /// What is not asked again.
    quiets: Vec<Quiet>,
}

impl Settings {
    fn lifetime(&self, session: &OpenSession) -> String {
        let shown = |at: &jiff::Zoned| at.strftime("%Y-%m-%d %H:%M %Z").to_string();
        self.f.say.all("settings-since", &[("since", shown(&session.since)), ("until", shown(&session.expires))])
    }
}

async fn show(State(web): State<Web>, caller: Caller) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-settings", web.0.clock.now());
    let this = caller.ops.actor().whence.session.clone();
    let read = async { Ok((caller.ops.sessions().await?, caller.ops.own_quiets().await?)) };
    match read.await {
        Ok((sessions, quiets)) => Ok(html(&Settings { f, sessions, this, quiets })),
        Err(failure) => Err(Refusal::page(failure, f)),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct End {
    token: String,
    session: String,
}

/// Ends a session of their own; that of this browser too.
async fn end(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let done = async {
        let asked: End = serde_urlencoded::from_str(&body).unwrap_or_default();
        let none = || Failure::new("token", exit::NOPERM, "no session").denied("token");
        form::made_at(caller.secret.as_ref().ok_or_else(none)?, &asked.token, now)?;
        caller.ops.end_session(&asked.session).await
    };
    match done.await {
        Ok(()) => Ok(Redirect::to("/settings").into_response()),
        Err(failure) => Err(Refusal::page(failure, Frame::of(&caller, "title-failure", now))),
    }
}
