//! One held mail, and the decisions about it.

use std::str::FromStr as _;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::Web;
use super::caller::Caller;
use super::failure::{Refusal, html};
use super::form::Decision;
use super::frame::Frame;
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Id};
use crate::control::view::View;
use crate::release::Confirmation;

#[derive(Template)]
#[template(path = "held.html")]
struct Held {
    f: Frame,
    view: View,
}

impl Held {
    fn remaining(&self) -> usize {
        self.view.recipients.iter().filter(|r| r.state != crate::store::RecipientState::Removed).count()
    }
}

/// The page of one submission.
pub(super) async fn show(State(web): State<Web>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let frame = Frame::of(&caller, "title-held", web.0.clock.now());
    let shown = async { caller.ops.show(&read_id(&id)?).await };
    match shown.await {
        Ok(view) => Ok(html(&Held { f: frame, view })),
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}

pub(super) async fn release(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |id, given, _| {
        caller.ops.release(id, &[], given).await?;
        Ok(())
    })
    .await
}

pub(super) async fn cancel(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |id, given, _| {
        caller.ops.cancel(id, given).await?;
        Ok(())
    })
    .await
}

pub(super) async fn remove(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |id, _, decision| {
        caller.ops.remove(id, &decision.n).await?;
        Ok(())
    })
    .await
}

pub(super) async fn replace(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |id, _, decision| {
        let address = Address::from_str(decision.address.trim());
        let address = address.map_err(|e| Failure::new("recipient", exit::USAGE, e))?;
        let [n] = decision.n.as_slice() else {
            return Err(Failure::new("usage", exit::USAGE, "one recipient is replaced at a time"));
        };
        caller.ops.replace(id, *n, address).await?;
        Ok(())
    })
    .await
}

pub(super) async fn bcc(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    decide(&web, &caller, &id, &body, async |id, _, decision| {
        caller.ops.bcc(id, &decision.n).await?;
        Ok(())
    })
    .await
}

/// Reads the form, does what it asks for, and shows the page anew.
async fn decide(
    web: &Web,
    caller: &Caller,
    id: &str,
    body: &str,
    act: impl AsyncFnOnce(&Id, &Confirmation, &Decision) -> Result<(), Failure>,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let done = async {
        let decision = Decision::read(body);
        let given = decision.confirmation(caller, now)?;
        let id = read_id(id)?;
        act(&id, &given, &decision).await?;
        Ok(id)
    };
    match done.await {
        Ok(id) => Ok(Redirect::to(&format!("/{id}")).into_response()),
        Err(failure) => Err(Refusal::page(failure, Frame::of(caller, "title-failure", now))),
    }
}

fn read_id(text: &str) -> Result<Id, Failure> {
    // Whatever it is instead, there is no submission of that name.
    text.parse().map_err(|_| {
        Failure::new("unknown", exit::NOINPUT, format!("there is no {}", crate::base::text::one_line(text, 40)))
    })
}
