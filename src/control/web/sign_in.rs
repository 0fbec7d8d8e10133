//! Signing in: a link that works once, shown to whoever runs Outguard or mailed to one's own address; then a cookie.
//!
//! A mailed link works in the browser in which it was asked for and in no other: that browser has a cookie of its own, and
//! the store keeps the digest of both together. So nothing that opens links before people do can use it up, even if it
//! presses buttons, and a mail that is forwarded lets nobody in.

use askama::Template;
use axum::Extension;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::caller::{Caller, cookie};
use super::failure::{Refusal, html};
use super::form::{self, Decision};
use super::frame::Frame;
use super::guard::{self, Remote};
use super::{Web, limits};
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Secret, Who};
use crate::control::ops::{Ops, TICKET};

/// A link that signs `who` in once, at the page whose address is `url`.
///
/// # Errors
/// When it cannot be kept.
pub async fn new_link(ops: &Ops, url: &str, who: Who) -> Result<String, Failure> {
    let ticket = ops.new_ticket(who).await?;
    Ok(format!("{url}/sign-in?ticket={}", ticket.text()))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    ticket: String,
    /// Where they were on their way to.
    to: String,
    /// Where to mail a link.
    address: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    f: Frame,
    /// Who would be signed in; `None` = the link is over, or there is none.
    whose: Option<String>,
    ticket: String,
    to: String,
    /// Whether links are mailed.
    by_mail: bool,
    /// Whether one has just been asked for.
    asked: bool,
}

impl SignIn {
    fn new(web: &Web, headers: &HeaderMap, asked: Asked) -> SignIn {
        let f = Frame::of_stranger(headers, web.0.ops.get().organisation_language(), "title-sign-in");
        let by_mail = web.0.page.public_url.is_some();
        SignIn { f, whose: None, ticket: asked.ticket, to: way_back(&asked.to).to_owned(), by_mail, asked: false }
    }
}

#[derive(Template)]
#[template(path = "onward.html")]
struct Onward {
    f: Frame,
    to: String,
}

/// The page behind a link: it says who would be signed in, and nothing has happened yet.
pub(super) async fn ask(State(web): State<Web>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let mut page = SignIn::new(&web, &headers, asked);
    for ticket in tickets(&web, &headers, &page.ticket) {
        match web.0.ops.get().ticket(&ticket).await {
            Ok(None) => {}
            Ok(Some(who)) => page.whose = Some(who.to_string()),
            Err(failure) => return Refusal::page(failure, page.f).into_response(),
        }
    }
    html(&page)
}

/// Uses the link up.
pub(super) async fn sign_in(
    State(web): State<Web>,
    Extension(remote): Extension<Remote>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let whence = guard::whence("page", remote, String::new());
    if let Err(wait) = web.0.limits.sign_in(remote.0) {
        guard::deny(&web, "POST /sign-in".into(), "rate", String::new(), whence, remote);
        return limits::too_many(wait);
    }
    let page = SignIn::new(&web, &headers, serde_urlencoded::from_str(&body).unwrap_or_default());
    for ticket in tickets(&web, &headers, &page.ticket) {
        match web.0.ops.get().begin_session(&ticket, web.0.page.session, whence.clone()).await {
            Ok(None) => {}
            Ok(Some(secret)) => {
                web.0.limits.signed_in(remote.0);
                let cookies = [
                    (header::SET_COOKIE, set_cookie(&web, web.cookie(), &secret.text(), "Strict", None)),
                    (header::SET_COOKIE, set_cookie(&web, asking_cookie(&web), "", "Lax", Some(0))),
                ];
                return (AppendHeaders(cookies), Redirect::to(&page.to)).into_response();
            }
            Err(failure) => return Refusal::page(failure, page.f).into_response(),
        }
    }
    guard::deny(&web, "POST /sign-in".into(), "sign-in", String::new(), whence, remote);
    html(&page)
}

/// Mails a link. The answer is the same whatever the address, and comes before anything is done about it: whoever asks does
/// not learn who is here.
pub(super) async fn mail(
    State(web): State<Web>,
    Extension(remote): Extension<Remote>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let asked: Asked = serde_urlencoded::from_str(&body).unwrap_or_default();
    let address = asked.address.trim().parse::<Address>();
    let mut page = SignIn::new(&web, &headers, asked);
    if !page.by_mail {
        let words = "links are not mailed from here: page.public_url is not set";
        return Refusal::page(Failure::new("no_mail", exit::NOINPUT, words), page.f).into_response();
    }
    if let Err(wait) = web.0.limits.sign_in(remote.0) {
        let whence = guard::whence("page", remote, String::new());
        guard::deny(&web, "POST /sign-in/mail".into(), "rate", String::new(), whence, remote);
        return limits::too_many(wait);
    }
    // One that was asked before stays, or the first of two links would be useless.
    let browser = match browser(&web, &headers).map_or_else(Secret::random, Ok) {
        Ok(browser) => browser,
        Err(error) => return Refusal::page(Failure::new("random", exit::SOFTWARE, error), page.f).into_response(),
    };
    if let Ok(address) = address
        && web.0.limits.may_mail(address.key())
    {
        tokio::spawn(send(web.clone(), address, browser.clone(), page.to.clone()));
    }
    page.asked = true;
    let cookie = set_cookie(&web, asking_cookie(&web), &browser.text(), "Lax", Some(TICKET.as_secs()));
    ([(header::SET_COOKIE, cookie)], html(&page)).into_response()
}

async fn send(web: Web, address: Address, browser: Secret, to: String) {
    let to = if to == "/" { String::new() } else { format!("&to={to}") };
    let link = |ticket: &Secret| format!("{}/sign-in?ticket={}{to}", web.url(), ticket.text());
    if let Err(failure) = web.0.ops.get().mail_link(&address, &browser, link).await {
        tracing::error!(%failure, "a link to sign in could not be mailed");
    }
}

/// Ends the session.
pub(super) async fn sign_out(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    let Some(secret) = &caller.secret else { return Ok(Redirect::to("/sign-in").into_response()) };
    form::made_at(secret, &Decision::read(&body).token, web.0.clock.now())?;
    caller.ops.end_session(&secret.fingerprint()).await?;
    let gone = set_cookie(&web, web.cookie(), "", "Strict", Some(0));
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}

/// Where somebody is sent who is not signed in, or whose browser does not say so: coming from another site, such as a
/// mailbox in the browser, it leaves `SameSite=Strict` cookies out, and sends them when our own page leads on.
pub(super) fn send_there(web: &Web, request: &Request) -> Response {
    let to = way_back(request.uri().path());
    let from = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if matches!(from, Some("cross-site" | "same-site")) {
        let f = Frame::of_stranger(request.headers(), web.0.ops.get().organisation_language(), "onward");
        let refresh = format!("0; url={to}");
        return ([(header::REFRESH, refresh)], html(&Onward { f, to: to.to_owned() })).into_response();
    }
    match to {
        "/" => Redirect::to("/sign-in").into_response(),
        to => Redirect::to(&format!("/sign-in?to={to}")).into_response(),
    }
}

/// The path, if it is one of our own pages; else the list.
fn way_back(path: &str) -> &str {
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-'));
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/sign-");
    if plain && ours && path.len() <= 100 { path } else { "/" }
}

/// What the ticket of a link may be in the store: a ticket of its own, or one for the browser that has asked for it.
fn tickets(web: &Web, headers: &HeaderMap, text: &str) -> Vec<Secret> {
    let Some(ticket) = Secret::parse(text) else { return Vec::new() };
    let joined = browser(web, headers).map(|browser| ticket.joined_with(&browser));
    joined.into_iter().chain([ticket]).collect()
}

/// The secret of a browser in which a link was asked for.
fn browser(web: &Web, headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(&cookie(headers, asking_cookie(web))?)
}

/// Its cookie comes along with a link that is opened from elsewhere, as the session's does not.
fn asking_cookie(web: &Web) -> &'static str {
    if web.is_secure() { "__Host-outguard-asked" } else { "outguard-asked" }
}

fn set_cookie(web: &Web, name: &str, value: &str, same_site: &str, seconds: Option<u64>) -> String {
    let secure = if web.is_secure() { "; Secure" } else { "" };
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{age}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_our_own_pages_only() {
        for ours in ["/", "/K7Q2", "/K7Q2/why", "/waiting", "/incidents/I-0007"] {
            assert_eq!(way_back(ours), ours);
        }
        for other in
            ["", "K7Q2", "//evil.test", "/\\evil.test", "https://evil.test", "/K7Q2?x", "/%2fevil.test", "/sign-out"]
        {
            assert_eq!(way_back(other), "/", "{other}");
        }
    }
}
