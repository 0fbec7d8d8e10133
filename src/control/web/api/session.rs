//! What answers here, by which description, and the ways in.

use axum::Json;
use axum::extract::State;
use axum::routing::{get, post};
use serde_json::Value;

use super::super::caller::Caller;
use super::super::failure::Refusal;
use super::super::{Web, form, sign_in};
use super::operation::Operation;
use crate::app::failure::{Failure, exit};
use crate::control::answer::{About, Link, Token};

/// What is answered here.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/about", "about", "What answers here", get(about)).gives::<About>(),
        Operation::get("/openapi.json", "description", "This description", get(description)),
        Operation::get("/token", "token", "What the header of a request that changes something must say", get(token))
            .gives::<Token>(),
        Operation::post(
            "/links",
            "newLink",
            "A link that signs its caller in once; at the control socket only",
            post(link),
        )
        .gives::<Link>(),
    ]
}

async fn about(caller: Caller) -> Json<About> {
    Json(About { version: env!("CARGO_PKG_VERSION").into(), configuration: caller.ops.fingerprint() })
}

async fn description() -> Json<Value> {
    Json(super::document())
}

async fn token(State(web): State<Web>, caller: Caller) -> Json<Token> {
    let now = web.0.clock.now();
    Json(Token { token: caller.secret.as_ref().map(|secret| form::token(secret, now)) })
}

async fn link(State(web): State<Web>, caller: Caller) -> Result<Json<Link>, Refusal> {
    if caller.secret.is_some() {
        // Else who finds a session could turn it into another that lasts longer.
        let failure = Failure::new("not_yours", exit::NOPERM, "a link is asked for at a terminal");
        return Err(failure.hint("outguard open").into());
    }
    let url = web.url();
    if url.is_empty() {
        let failure = Failure::new("no_page", exit::CONFIG, "there is no page");
        return Err(failure.hint("set page.listen in config.toml").into());
    }
    let url = sign_in::new_link(&caller.ops, &url, caller.ops.actor().who.clone()).await?;
    Ok(Json(Link { url }))
}
