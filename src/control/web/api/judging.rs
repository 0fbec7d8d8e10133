//! What would happen to a message, and what every check says: no effect.

use axum::Json;
use axum::extract::Request;
use axum::routing::{get, post};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::asked::{Named, Queried, whole};
use super::operation::Operation;
use crate::app::failure::{Failure, exit};
use crate::base::Address;
use crate::control::answer::ExplanationView;
use crate::control::ops::ScanEnvelope;
use crate::control::request::MOST_MESSAGE;

/// What is answered here.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/holds/{id}/explain", "explain", "What every check says of a submission now", get(explain))
            .gives::<ExplanationView>(),
        Operation::post("/scan", "scan", "What would happen to this message; no effect", post(scan))
            .query::<Envelope>()
            .takes_message()
            .gives::<ExplanationView>(),
    ]
}

/// Who a message is from and to; what is not given is read from its header.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Envelope {
    /// The sender.
    from: String,
    /// The recipients, separated by spaces.
    to: String,
}

async fn explain(caller: Caller, Named(id): Named) -> Result<Json<ExplanationView>, Refusal> {
    Ok(Json(ExplanationView::from(&caller.ops.explain(&id).await?)))
}

async fn scan(
    caller: Caller,
    Queried(asked): Queried<Envelope>,
    request: Request,
) -> Result<Json<ExplanationView>, Refusal> {
    // A browser's request is no larger than what the door would take.
    let most = if caller.secret.is_some() { caller.ops.largest_message() } else { MOST_MESSAGE };
    let bytes = whole(request.into_body(), most).await?;
    let envelope = ScanEnvelope { from: addresses(&asked.from)?.pop(), to: addresses(&asked.to)? };
    Ok(Json(ExplanationView::from(&caller.ops.scan(bytes.to_vec(), &envelope).await?)))
}

fn addresses(list: &str) -> Result<Vec<Address>, Failure> {
    let wrong = |error| Failure::new("recipient", exit::USAGE, error);
    list.split_whitespace().map(|text| text.parse().map_err(wrong)).collect()
}
