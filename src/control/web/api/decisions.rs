//! Deciding and repairing, with the friction everybody meets.

use std::str::FromStr as _;
use std::time::Duration;

use axum::Json;
use axum::routing::post;

use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::asked::{Given, Named};
use super::operation::Operation;
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Id};
use crate::control::answer::{Cancelled, Extended, Mended, RecallView, Released, Standing};
use crate::control::request::{Cancel, Extend, Numbers, Recall, Release, Replace};
use crate::release::{Confirmation, Repaired};

/// What is done here.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/holds/{id}/release", "release", "Send what was held", post(release))
            .takes::<Release>()
            .gives::<Released>(),
        Operation::post("/holds/{id}/cancel", "cancel", "Withdraw what has not left", post(cancel))
            .takes::<Cancel>()
            .gives::<Cancelled>(),
        Operation::post("/holds/{id}/recall", "recall", "Stop what has not left, and say who has it", post(recall))
            .gives::<RecallView>(),
        Operation::post("/recall", "recallMessage", "The same for a message by its Message-ID", post(recall_message))
            .takes::<Recall>()
            .gives::<Vec<RecallView>>(),
        Operation::post("/holds/{id}/remove", "remove", "Take recipients out", post(remove))
            .takes::<Numbers>()
            .gives::<Mended>(),
        Operation::post("/holds/{id}/replace", "replace", "Put another recipient in the place of one", post(replace))
            .takes::<Replace>()
            .gives::<Mended>(),
        Operation::post("/holds/{id}/bcc", "bcc", "Hide recipients from the others", post(bcc))
            .takes::<Numbers>()
            .gives::<Mended>(),
        Operation::post("/holds/{id}/hold", "hold", "Stop what would leave by itself", post(hold)).gives::<Standing>(),
        Operation::post("/holds/{id}/extend", "extend", "Move the deadline of a hold", post(extend))
            .takes::<Extend>()
            .gives::<Extended>(),
    ]
}

async fn release(caller: Caller, Named(id): Named, Given(asked): Given<Release>) -> Result<Json<Released>, Refusal> {
    let Release { confirm: confirmed, reason, seal, without } = asked;
    let given = Confirmation { confirmed, reason, seal, seconds: None };
    let id = caller.ops.release(&id, &without, &given).await?;
    Ok(Json(Released { id: id.to_string(), daemon: caller.ops.daemon_runs() }))
}

async fn cancel(caller: Caller, Named(id): Named, Given(asked): Given<Cancel>) -> Result<Json<Cancelled>, Refusal> {
    let given = Confirmation { reason: asked.reason, seal: asked.seal, ..Confirmation::default() };
    let (id, outcome) = caller.ops.cancel(&id, &given).await?;
    Ok(Json(Cancelled { id: id.to_string(), outcome }))
}

async fn recall(caller: Caller, Named(id): Named) -> Result<Json<RecallView>, Refusal> {
    Ok(Json(caller.ops.recall(&id).await?))
}

async fn recall_message(caller: Caller, Given(asked): Given<Recall>) -> Result<Json<Vec<RecallView>>, Refusal> {
    Ok(Json(caller.ops.recall_message(&asked.message_id).await?))
}

async fn remove(caller: Caller, Named(id): Named, Given(asked): Given<Numbers>) -> Result<Json<Mended>, Refusal> {
    Ok(mended(caller.ops.remove(&id, &asked.n).await?))
}

async fn replace(caller: Caller, Named(id): Named, Given(asked): Given<Replace>) -> Result<Json<Mended>, Refusal> {
    let address = Address::from_str(asked.address.trim());
    let address = address.map_err(|error| Failure::new("recipient", exit::USAGE, error))?;
    Ok(mended(caller.ops.replace(&id, asked.n, address).await?))
}

async fn bcc(caller: Caller, Named(id): Named, Given(asked): Given<Numbers>) -> Result<Json<Mended>, Refusal> {
    Ok(mended(caller.ops.bcc(&id, &asked.n).await?))
}

async fn hold(caller: Caller, Named(id): Named) -> Result<Json<Standing>, Refusal> {
    let id = caller.ops.hold(&id).await?;
    Ok(Json(caller.ops.standing(&id).await?))
}

async fn extend(caller: Caller, Named(id): Named, Given(asked): Given<Extend>) -> Result<Json<Extended>, Refusal> {
    let (id, deadline) = caller.ops.extend(&id, Duration::from_secs(asked.seconds)).await?;
    Ok(Json(Extended { id: id.to_string(), deadline }))
}

fn mended((id, Repaired { step, headline, .. }): (Id, Repaired)) -> Json<Mended> {
    Json(Mended { id: id.to_string(), step, headline })
}
