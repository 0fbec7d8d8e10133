//! `/livez`, `/readyz` and `/metrics`, for whoever watches over the guard: open on this machine as long as nobody else reaches
//! the page, else for a bearer token (RFC 6750 §2.1). They change nothing, and say nothing of anybody's mail.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

use super::failure::Refusal;
use super::{Web, metrics};
use crate::control::ops::{Part, Readiness};
use crate::deliver;

/// How long it holds what trying the upstreams has shown: looking often must not mean connecting often.
const HOLDS: Duration = Duration::from_secs(30);

/// What trying the upstreams has shown last, and when by [`crate::base::Clock::elapsed`].
pub(super) type Tried = tokio::sync::Mutex<Option<(Duration, Part)>>;

/// The routes, for everybody who may connect.
pub(super) fn open_routes() -> Router<Web> {
    Router::new().route("/livez", get(alive)).route("/readyz", get(ready)).route("/metrics", get(measured))
}

/// The routes, with the look at who asks.
pub(super) fn routes(web: &Web) -> Router<Web> {
    open_routes().layer(middleware::from_fn_with_state(web.clone(), with_token))
}

async fn with_token(State(web): State<Web>, request: Request, next: Next) -> Response {
    if may_ask(&web, request.headers()).await {
        return next.run(request).await;
    }
    let words = "Health and metrics need the token of page.metrics_token.\n";
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], words).into_response()
}

async fn may_ask(web: &Web, headers: &HeaderMap) -> bool {
    let page = &web.0.page;
    let Some(source) = &page.metrics_token else {
        // A proxy on this machine brings everybody, and its connections come from loopback too.
        let local = web.0.address.is_some_and(|address| address.ip().is_loopback());
        return local && page.public_url.is_none() && page.proxies.is_empty();
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given.and_then(|value| value.strip_prefix("Bearer ")) else { return false };
    match deliver::read_secret(source).await {
        // Compared as digests: how far they agree shows in no time that could be measured.
        Ok(token) => Sha256::digest(given.trim()) == Sha256::digest(token.expose_secret()),
        Err(error) => {
            tracing::error!(%error, "page.metrics_token");
            false
        }
    }
}

/// The process answers.
async fn alive() -> &'static str {
    "alive\n"
}

async fn ready(State(web): State<Web>) -> Response {
    let ops = web.0.ops.get();
    let upstream = match ops.upstream_lately().await {
        Some(part) => part,
        None => tried(&web).await,
    };
    let readiness = Readiness::of(ops.store_part().await, ops.rules_part(), upstream);
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

/// Whoever comes meanwhile waits for the one who tries.
async fn tried(web: &Web) -> Part {
    let mut last = web.0.tried.lock().await;
    let now = web.0.clock.elapsed();
    if let Some((at, part)) = &*last
        && now.saturating_sub(*at) < HOLDS
        && part.ok
    {
        return part.clone();
    }
    let part = web.0.ops.get().try_upstreams().await;
    *last = Some((web.0.clock.elapsed(), part.clone()));
    part
}

async fn measured(State(web): State<Web>) -> Result<Response, Refusal> {
    let measured = web.0.ops.get().measured().await?;
    match metrics::text(measured, &web.0.scans) {
        Ok(text) => Ok(([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response()),
        Err(error) => {
            tracing::error!(%error, "metrics could not be written");
            Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}
