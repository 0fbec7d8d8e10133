//! What is done with several at once: withdrawing them, each as it was shown. Sending is done one by one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::failure::Failure;
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
    /// Those that were not withdrawn, and why.
    refused: Vec<(String, String)>,
}

/// Withdraws those that were ticked.
pub(super) async fn withdraw(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let frame = Frame::of(&caller, "title-waiting", now);
    match withdrawn(&web, &caller, &body).await {
        Ok(done) => {
            let count = done.iter().filter(|(_, result)| result.is_ok()).count();
            let refused = done.into_iter().filter_map(|(id, result)| Some((id.to_string(), result.err()?.message)));
            let said = frame.say.n("list-withdrawn", count);
            Ok(html(&Outcome { said, refused: refused.collect(), f: frame }))
        }
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}

async fn withdrawn(web: &Web, caller: &Caller, body: &str) -> Result<Vec<(Id, Result<(), Failure>)>, Failure> {
    let decision = Decision::read(body);
    let given = decision.confirmation(caller, web.0.clock.now())?;
    // What was ticked: ids, each with the seal of what was shown.
    let chosen = decision.confirm.iter().filter_map(|chosen| {
        let (id, seal) = chosen.split_once('.')?;
        let given = Confirmation { seal: Some(seal.to_owned()), confirmed: Vec::new(), ..given.clone() };
        Some((id.parse().ok()?, given))
    });
    Ok(caller.ops.cancel_each(&chosen.collect::<Vec<_>>()).await)
}
