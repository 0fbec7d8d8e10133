//! What is done with several at once: withdrawing them, each as it was shown, or keeping them a day longer. Sending is done one
//! by one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::base::Id;
use crate::control::web::Web;
use crate::control::web::caller::Caller;
use crate::control::web::failure::{Refusal, html};
use crate::control::web::form::Decision;
use crate::control::web::frame::Frame;
use crate::release::Confirmation;

/// What became of each.
#[derive(Template)]
#[template(path = "list_chosen.html")]
struct Outcome {
    f: Frame,
    said: String,
    /// Those that stay as they are, and why.
    refused: Vec<(String, String)>,
}

/// Withdraws those that were ticked, or keeps them a day longer, as the button said.
pub(super) async fn decide(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let frame = Frame::of(&caller, "title-waiting", now);
    let decision = Decision::read(&body);
    let given = match decision.confirmation(&caller, now) {
        Ok(given) => given,
        Err(failure) => return Err(Refusal::page(failure, frame)),
    };
    let chosen = chosen(&decision, &given);
    let (done, said) = if keeps(&body) {
        let ids: Vec<Id> = chosen.into_iter().map(|(id, _)| id).collect();
        (caller.ops.extend_each(&ids).await, "list-kept")
    } else {
        (caller.ops.cancel_each(&chosen).await, "list-withdrawn")
    };
    let count = done.iter().filter(|(_, result)| result.is_ok()).count();
    let refused = done.into_iter().filter_map(|(id, result)| Some((id.to_string(), result.err()?.message)));
    Ok(html(&Outcome { said: frame.say.n(said, count), refused: refused.collect(), f: frame }))
}

/// What was ticked: ids, each with the seal of what was shown.
fn chosen(decision: &Decision, given: &Confirmation) -> Vec<(Id, Confirmation)> {
    let chosen = decision.confirm.iter().filter_map(|chosen| {
        let (id, seal) = chosen.split_once('.')?;
        let given = Confirmation { seal: Some(seal.to_owned()), confirmed: Vec::new(), ..given.clone() };
        Some((id.parse().ok()?, given))
    });
    chosen.collect()
}

/// Whether the button that keeps them was pressed.
fn keeps(body: &str) -> bool {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(body).unwrap_or_default();
    pairs.iter().any(|(key, value)| key == "do" && value == "keep")
}
