//! What waits, as a list.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Web;
use super::caller::Caller;
use super::failure::{Refusal, html};
use super::frame::Frame;
use crate::control::view::View;

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    f: Frame,
    views: Vec<View>,
}

/// What waits for a decision.
pub(super) async fn waiting(State(web): State<Web>, caller: Caller) -> Result<Response, Refusal> {
    let frame = Frame::of(&caller, "title-waiting", web.0.clock.now());
    match caller.ops.list(false).await {
        Ok(views) => Ok(html(&List { f: frame, views })),
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}
