//! Who asks: by the cookie of a session at the page, by the kernel's word at the control socket.

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::failure::Refusal;
use super::guard::{self, Denied, Remote};
use super::limits;
use super::sign_in;
use super::socket::Peer;
use super::{Web, frame};
use crate::app::failure::{Failure, exit};
use crate::base::{Language, Secret, Whence, Who};
use crate::control::ops::Ops;

/// The name of the cookie of a session, without https.
pub(super) const COOKIE: &str = "outguard";

/// Somebody who is signed in, with the actions as theirs.
#[derive(Clone)]
pub(super) struct Caller {
    /// The actions, done by them.
    pub ops: Ops,
    /// The secret of their session, which signs their forms; `None` at the control socket.
    pub secret: Option<Secret>,
    /// The language they read.
    pub language: Language,
    /// `light`, `dark`, or empty for the system's.
    pub theme: String,
    /// The address they look at; of a form, the first page's.
    pub back: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Refusal> {
        // The layers below put it there; without them nobody is signed in.
        parts.extensions.get::<Caller>().cloned().ok_or_else(|| Refusal::api(not_signed_in()))
    }
}

/// The session of a cookie; without one people are sent to sign in, programs are told. What they may not do is a line of
/// the journal, with who it was.
pub(super) async fn by_cookie(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let Some(secret) = cookie(headers, web.cookie()).as_deref().and_then(Secret::parse) else {
        return not_here(&web, &request);
    };
    let ops = web.0.ops.get();
    let session = match ops.session(&secret).await {
        Ok(Some(session)) => session,
        Ok(None) => return not_here(&web, &request),
        Err(failure) => return Refusal::api(failure).into_response(),
    };
    let way = if is_api(&request) { "api" } else { "page" };
    let Some(remote) = request.extensions().get::<Remote>().copied() else { return not_here(&web, &request) };
    let whence = guard::whence(way, remote, secret.fingerprint());
    let what = guard::what(request.method(), request.uri().path());
    let by = session.who.to_string();
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if !safe && let Err(wait) = web.0.limits.post(secret.digest()) {
        guard::deny(&web, what, "rate", by, whence, remote);
        return limits::too_many(wait);
    }
    let actor = ops.actor_of(session.who, whence.clone());
    let (language, theme) = frame::look(headers, &ops, &actor);
    let is_look = request.method() == Method::GET;
    let back = request.uri().path_and_query().filter(|_| is_look).map_or("/", PathAndQuery::as_str).to_owned();
    let caller = Caller { ops: ops.done_by(actor), secret: Some(secret), language, theme, back };
    request.extensions_mut().insert(caller);
    let response = next.run(request).await;
    if let Some(Denied(why)) = response.extensions().get() {
        guard::deny(&web, what, why, by, whence, remote);
    }
    response
}

/// The account at the other end of the control socket.
pub(super) async fn by_account(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let account = request.extensions().get::<ConnectInfo<Peer>>().and_then(|info| info.0.0.clone());
    let Some(account) = account else { return Refusal::api(not_signed_in()).into_response() };
    let ops = web.0.ops.get();
    let actor = ops.actor_of(Who::Account(account), Whence::terminal());
    let (language, theme) = frame::look(&HeaderMap::new(), &ops, &actor);
    request.extensions_mut().insert(Caller {
        ops: ops.done_by(actor),
        secret: None,
        language,
        theme,
        back: String::new(),
    });
    next.run(request).await
}

fn not_here(web: &Web, request: &Request) -> Response {
    if is_api(request) {
        return Refusal::api(not_signed_in()).into_response();
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return sign_in::send_there(web, request);
    }
    (StatusCode::UNAUTHORIZED, "Not signed in: nothing was changed.\n").into_response()
}

pub(super) fn is_api(request: &Request) -> bool {
    request.uri().path().starts_with("/api/")
}

fn not_signed_in() -> Failure {
    Failure::new("not_signed_in", exit::NOPERM, "nobody is signed in").hint("outguard open")
}

/// The value of a cookie. Two of one name are none: somebody else may have set one of them.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut values = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut named = values.by_ref().filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    let first = named.next();
    if named.next().is_some() { None } else { first }
}
