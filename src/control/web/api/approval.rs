//! Second persons: their decisions, what a sender tells them, and who is away.

use std::str::FromStr as _;

use axum::Json;
use axum::routing::{get, post};

use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::asked::{Given, Named};
use super::operation::Operation;
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Id};
use crate::control::answer::Released;
use crate::control::ops::approval::{AwayView, Back, StandingView};
use crate::control::request::{Absence, Judgement, Plea, Return};
use crate::release::{Confirmation, Pleading};

/// What is done here.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/holds/{id}/request", "request", "Who is asked about it as a second person", get(standing))
            .gives::<StandingView>(),
        Operation::post("/holds/{id}/approve", "approve", "Send it as its second person", post(approve))
            .takes::<Judgement>()
            .gives::<Released>(),
        Operation::post("/holds/{id}/reject", "reject", "Say no to it as its second person", post(reject))
            .takes::<Judgement>()
            .gives::<Released>(),
        Operation::post("/holds/{id}/plead", "plead", "Tell its second persons why, or that it is urgent", post(plead))
            .takes::<Plea>()
            .gives::<StandingView>(),
        Operation::post("/away", "away", "Say that somebody is away", post(away))
            .takes::<Absence>()
            .gives::<AwayView>(),
        Operation::post("/back", "back", "Say that somebody is back", post(back)).takes::<Return>().gives::<Back>(),
    ]
}

async fn standing(caller: Caller, Named(id): Named) -> Result<Json<StandingView>, Refusal> {
    Ok(Json(caller.ops.request(&id).await?.unwrap_or_default()))
}

async fn approve(caller: Caller, Named(id): Named, Given(asked): Given<Judgement>) -> Result<Json<Released>, Refusal> {
    let id = caller.ops.approve(&id, &confirmation(asked)).await?;
    Ok(decided(&caller, &id))
}

async fn reject(caller: Caller, Named(id): Named, Given(asked): Given<Judgement>) -> Result<Json<Released>, Refusal> {
    let id = caller.ops.reject(&id, &confirmation(asked)).await?;
    Ok(decided(&caller, &id))
}

async fn plead(caller: Caller, Named(id): Named, Given(asked): Given<Plea>) -> Result<Json<StandingView>, Refusal> {
    let Plea { reason, urgent } = asked;
    Ok(Json(caller.ops.plead(&id, &Pleading { reason, urgent }).await?))
}

async fn away(caller: Caller, Given(asked): Given<Absence>) -> Result<Json<AwayView>, Refusal> {
    let (to, person) = (address(asked.to)?, address(asked.person)?);
    Ok(Json(caller.ops.go_away(person, &asked.until, to).await?))
}

async fn back(caller: Caller, Given(asked): Given<Return>) -> Result<Json<Back>, Refusal> {
    let (person, was_away) = caller.ops.come_back(address(asked.person)?).await?;
    Ok(Json(Back { person: person.to_string(), was_away }))
}

fn decided(caller: &Caller, id: &Id) -> Json<Released> {
    Json(Released { id: id.to_string(), daemon: caller.ops.daemon_runs() })
}

fn confirmation(asked: Judgement) -> Confirmation {
    Confirmation { reason: asked.reason, seal: asked.seal, ..Confirmation::default() }
}

fn address(text: Option<String>) -> Result<Option<Address>, Failure> {
    let read =
        |text: String| Address::from_str(text.trim()).map_err(|error| Failure::new("person", exit::USAGE, error));
    text.filter(|text| !text.trim().is_empty()).map(read).transpose()
}
