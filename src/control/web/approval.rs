//! What waits for somebody as a second person: the list, one hold with the least that is needed to decide, and being away. The
//! body is opened by a button, and the journal says by whom.

use std::str::FromStr as _;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::Web;
use super::caller::Caller;
use super::failure::{Refusal, html};
use super::form::{self, Decision};
use super::frame::Frame;
use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::base::{Address, Id};
use crate::config::BodyShown;
use crate::control::ops::approval::{AwayView, StandingView};
use crate::control::view::View;
use crate::message::Message;
use crate::parse;
use crate::release::{Confirmation, Pleading};
use crate::store::RecipientState;

/// Characters of a body that are shown; a longer one is cut, and says so.
const MOST_SHOWN: usize = 100_000;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/waiting", get(waiting))
        .route("/waiting/{id}", get(show))
        .route("/{id}/approve", post(approve))
        .route("/{id}/reject", post(reject))
        .route("/{id}/open", post(open))
        .route("/{id}/plead", post(plead))
        .route("/away", post(away))
        .route("/back", post(back))
}

#[derive(Template)]
#[template(path = "waiting.html")]
struct Waiting {
    f: Frame,
    holds: Vec<Asked>,
    absence: Option<AwayView>,
    /// Whether anybody can be away: an account nobody is named by has no absence.
    is_person: bool,
}

/// One hold of the list.
struct Asked {
    view: View,
    standing: StandingView,
}

#[derive(Template)]
#[template(path = "waiting_one.html")]
struct One {
    f: Frame,
    view: View,
    standing: StandingView,
    /// What is read of the body; empty where it is not shown.
    text: String,
    cut: bool,
    /// Whether there is a button that opens the body.
    opens: bool,
}

impl One {
    fn seal(&self) -> &str {
        self.view.seal.as_deref().unwrap_or_default()
    }

    fn remaining(&self) -> usize {
        self.view.recipients.iter().filter(|recipient| recipient.state != RecipientState::Removed).count()
    }
}

async fn waiting(State(web): State<Web>, caller: Caller) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-asked", web.0.clock.now());
    let read = async {
        let mut holds = Vec::new();
        for id in caller.ops.assigned().await? {
            let (view, standing) = (caller.ops.show(&id).await?, caller.ops.request(&id).await?);
            holds.push(Asked { view, standing: standing.unwrap_or_default() });
        }
        Ok::<_, Failure>((holds, caller.ops.own_absence().await?))
    };
    match read.await {
        Ok((holds, absence)) => {
            let is_person = caller.ops.actor().person.is_some();
            Ok(html(&Waiting { f, holds, absence, is_person }))
        }
        Err(failure) => Err(Refusal::page(failure, f)),
    }
}

async fn show(State(web): State<Web>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-asked-one", web.0.clock.now());
    let read = async {
        let id = read_id(&id)?;
        let message = match caller.ops.body_shown(&id).await? {
            Some(BodyShown::Shown) => Some(caller.ops.open_body(&id).await?),
            _ => None,
        };
        one(&caller, &id, message.as_ref()).await
    };
    answered(read.await, f)
}

/// Opens the body: the same page, with it.
async fn open(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let f = Frame::of(&caller, "title-asked-one", now);
    let opened = async {
        Decision::read(&body).confirmation(&caller, now)?;
        let id = read_id(&id)?;
        let message = caller.ops.open_body(&id).await?;
        one(&caller, &id, Some(&message)).await
    };
    answered(opened.await, f)
}

/// What is read of one hold, without the frame around it.
type Read = (View, StandingView, Option<String>, bool);

async fn one(caller: &Caller, id: &Id, message: Option<&Message>) -> Result<Read, Failure> {
    let on_demand = caller.ops.body_shown(id).await? == Some(BodyShown::OnDemand);
    let view = caller.ops.show(id).await?;
    let standing = caller.ops.request(id).await?.unwrap_or_default();
    let text = message.map(|message| {
        let structure = parse::parse(message);
        [structure.own_text, structure.quoted_text].join("\n\n")
    });
    Ok((view, standing, text, on_demand && message.is_none()))
}

fn answered(read: Result<Read, Failure>, f: Frame) -> Result<Response, Refusal> {
    match read {
        Ok((view, standing, text, opens)) => {
            let text = text.unwrap_or_default();
            let cut = text.chars().count() > MOST_SHOWN;
            let text = text.chars().take(MOST_SHOWN).collect();
            Ok(html(&One { f, view, standing, text, cut, opens }))
        }
        Err(failure) => Err(Refusal::page(failure, f)),
    }
}

async fn approve(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |id, given| caller.ops.approve(id, given).await.map(drop)).await
}

async fn reject(web: State<Web>, caller: Caller, id: Path<String>, body: String) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |id, given| caller.ops.reject(id, given).await.map(drop)).await
}

async fn decide(
    web: &Web,
    caller: &Caller,
    id: &str,
    body: &str,
    act: impl AsyncFnOnce(&Id, &Confirmation) -> Result<(), Failure>,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let done = async {
        let given = Decision::read(body).confirmation(caller, now)?;
        act(&read_id(id)?, &given).await
    };
    match done.await {
        Ok(()) => Ok(Redirect::to("/waiting").into_response()),
        Err(failure) => Err(Refusal::page(failure, Frame::of(caller, "title-failure", now))),
    }
}

/// The fields about an absence, and of what a sender tells second persons.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    token: String,
    until: String,
    to: String,
    reason: String,
    urgent: String,
}

impl Said {
    /// Reads the form, if it is this caller's.
    fn read(web: &Web, caller: &Caller, body: &str) -> Result<Said, Failure> {
        let said: Said = serde_urlencoded::from_str(body).unwrap_or_default();
        let none = || Failure::new("token", exit::NOPERM, "no session").denied("token");
        form::made_at(caller.secret.as_ref().ok_or_else(none)?, &said.token, web.0.clock.now())?;
        Ok(said)
    }
}

async fn plead(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    let done = async {
        let (said, id) = (Said::read(&web, &caller, &body)?, read_id(&id)?);
        let pleading = Pleading { reason: Some(said.reason), urgent: !said.urgent.is_empty() };
        caller.ops.plead(&id, &pleading).await?;
        Ok(format!("/{id}"))
    };
    back_to(done.await, &web, &caller)
}

async fn away(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    let done = async {
        let said = Said::read(&web, &caller, &body)?;
        let to = Some(said.to.trim()).filter(|to| !to.is_empty()).map(Address::from_str).transpose();
        let to = to.map_err(|error| Failure::new("person", exit::USAGE, error))?;
        caller.ops.go_away(None, &said.until, to).await?;
        Ok("/waiting".to_owned())
    };
    back_to(done.await, &web, &caller)
}

async fn back(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    let done = async {
        Said::read(&web, &caller, &body)?;
        caller.ops.come_back(None).await?;
        Ok("/waiting".to_owned())
    };
    back_to(done.await, &web, &caller)
}

fn back_to(done: Result<String, Failure>, web: &Web, caller: &Caller) -> Result<Response, Refusal> {
    match done {
        Ok(place) => Ok(Redirect::to(&place).into_response()),
        Err(failure) => Err(Refusal::page(failure, Frame::of(caller, "title-failure", web.0.clock.now()))),
    }
}

fn read_id(text: &str) -> Result<Id, Failure> {
    // Whatever it is instead, there is no submission of that name.
    text.parse().map_err(|_| Failure::new("unknown", exit::NOINPUT, format!("there is no {}", one_line(text, 40))))
}
