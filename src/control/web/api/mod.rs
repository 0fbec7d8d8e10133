//! The actions as JSON, for programs and for the command line: the objects of `--json`, described by `docs/openapi.json`.
//!
//! Every operation is one line of a table ([`operation`]), from which both the router and the description are made: an area
//! adds a file with its handlers and its lines, and [`operations`] names it. On the page's port a cookie says who asks, and
//! what changes something needs the header [`TOKEN`], which no other page can send; at the control socket the kernel says
//! which account it is.

mod approval;
mod asked;
mod decisions;
mod history;
mod holds;
mod incidents;
mod judging;
mod operation;
mod session;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::caller::Caller;
use super::failure::Refusal;
use super::{Web, form};
use crate::app::failure::{Failure, exit};
use operation::Operation;

/// The header whose value is the token of `GET /api/v1/token`.
const TOKEN: &str = "X-Outguard-Token";

/// Every operation, in the order of the description.
fn operations() -> Vec<Operation> {
    [
        session::operations(),
        holds::operations(),
        decisions::operations(),
        approval::operations(),
        judging::operations(),
        incidents::operations(),
        history::operations(),
    ]
    .concat()
}

/// The routes below `/api/v1`.
pub(super) fn router(web: &Web) -> Router<Web> {
    let routes = Router::new();
    let routes =
        operations().into_iter().fold(routes, |routes, operation| routes.route(operation.path, operation.route));
    routes
        .fallback(nothing_there)
        .method_not_allowed_fallback(other_method)
        .layer(middleware::from_fn_with_state(web.clone(), with_token))
}

/// The description of the API (OpenAPI 3.1).
pub fn document() -> Value {
    operation::document(&operations())
}

/// A request of somebody's browser that changes something must prove that a page of ours, or a program that could read one,
/// has sent it.
async fn with_token(State(web): State<Web>, caller: Caller, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if let (Some(secret), false) = (&caller.secret, safe) {
        let given = request.headers().get(TOKEN).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if let Err(failure) = form::made_at(secret, given, web.0.clock.now()) {
            let failure = Failure { hint: format!("send {TOKEN} with what GET /api/v1/token says"), ..failure };
            return Refusal::api(failure).into_response();
        }
    }
    next.run(request).await
}

async fn nothing_there() -> Refusal {
    let failure = Failure::new("unknown", exit::NOINPUT, "there is nothing of that name in the API");
    Refusal::api(failure.hint("GET /api/v1/openapi.json describes what there is"))
}

async fn other_method() -> Refusal {
    let failure = Failure::new("method", exit::USAGE, "this is asked for by another method");
    Refusal::api(failure.hint("GET /api/v1/openapi.json says by which"))
}
