//! What was learnt from sent mail: who knows whom, and forgetting somebody.

use axum::Json;
use axum::routing::{get, post};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::asked::{Given, Queried};
use super::operation::Operation;
use crate::app::failure::{Failure, exit};
use crate::base::Address;
use crate::control::ops::history::{ForgottenView, LearnerView, MetView, RemovedView};
use crate::control::request::{Forget, ForgetSender};

/// What is answered here.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/history", "history", "From whose mail how much was learnt", get(learners))
            .gives::<Vec<LearnerView>>(),
        Operation::get("/history/contact", "contact", "What is known of somebody, by each sender", get(contact))
            .query::<Whom>()
            .gives::<Vec<MetView>>(),
        Operation::post("/history/forget", "forget", "Forget somebody", post(forget))
            .takes::<Forget>()
            .gives::<ForgottenView>(),
        Operation::post(
            "/history/forget-sender",
            "forgetSender",
            "Remove what a sender's mail has taught",
            post(remove),
        )
        .takes::<ForgetSender>()
        .gives::<RemovedView>(),
    ]
}

/// Whom it is about.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Whom {
    /// Their address.
    address: String,
    /// Known by this sender; by whoever asks, or by everybody for those who oversee, when it is not said.
    #[serde(rename = "for")]
    person: String,
}

async fn learners(caller: Caller) -> Result<Json<Vec<LearnerView>>, Refusal> {
    Ok(Json(caller.ops.learners().await?))
}

async fn contact(caller: Caller, Queried(asked): Queried<Whom>) -> Result<Json<Vec<MetView>>, Refusal> {
    let of = Some(asked.person.as_str()).filter(|person| !person.is_empty()).map(address).transpose()?;
    Ok(Json(caller.ops.met(&address(&asked.address)?, of.as_ref()).await?))
}

async fn forget(caller: Caller, Given(asked): Given<Forget>) -> Result<Json<ForgottenView>, Refusal> {
    let of = asked.person.as_deref().map(address).transpose()?;
    Ok(Json(caller.ops.forget(&address(&asked.address)?, of.as_ref()).await?))
}

async fn remove(caller: Caller, Given(asked): Given<ForgetSender>) -> Result<Json<RemovedView>, Refusal> {
    Ok(Json(caller.ops.forget_sender(&address(&asked.address)?).await?))
}

fn address(text: &str) -> Result<Address, Failure> {
    text.parse().map_err(|error| Failure::new("address", exit::USAGE, error))
}
