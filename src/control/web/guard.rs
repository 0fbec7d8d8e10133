//! What is looked at before any route is: whether the request was meant for this page (DNS rebinding), whether another page
//! has sent it (CSRF), and what headers every answer has.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Web;
use crate::base::Whence;
use crate::base::event::Event;

/// What every answer has: nothing is loaded from elsewhere, framed, guessed at, or kept in a cache.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
         frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Looks at a request before any route does.
pub(super) async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let refused = refused(&web, &request, peer);
    let mut response = match refused {
        None => next.run(request).await,
        Some((why, status, words)) => {
            if let Some(event) = denied(&request, why, peer) {
                web.0.ops.get().note(event).await;
            }
            (status, words).into_response()
        }
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

type Refused = (&'static str, StatusCode, &'static str);

fn refused(web: &Web, request: &Request, peer: Option<SocketAddr>) -> Option<Refused> {
    let proxies = &web.0.page.proxies;
    if !proxies.is_empty() && !peer.is_some_and(|peer| proxies.contains(&peer.ip())) {
        return Some(("peer", StatusCode::FORBIDDEN, "This page is reached through its proxy only.\n"));
    }
    if !is_for_us(web, request) {
        return Some(("host", StatusCode::MISDIRECTED_REQUEST, "This is not the page you asked for.\n"));
    }
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if !safe && !is_from_us(web, request.headers()) {
        return Some(("origin", StatusCode::FORBIDDEN, "Another page has sent this: nothing was changed.\n"));
    }
    None
}

/// Whether the request names this page: exactly one `Host`, one of ours, and no other authority in its target.
fn is_for_us(web: &Web, request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let named = request.uri().authority().is_none_or(|authority| authority.as_str() == host);
    named && authorities(web).iter().any(|ours| ours.eq_ignore_ascii_case(host))
}

/// The names this page answers to.
fn authorities(web: &Web) -> Vec<String> {
    let shared = &web.0;
    let public = shared.page.public_url.as_deref().and_then(|url| url.split("://").nth(1)).map(str::to_owned);
    let local = shared.address.filter(|address| address.ip().is_loopback());
    let local = local.iter().flat_map(|address| [address.to_string(), format!("localhost:{}", address.port())]);
    public.into_iter().chain(local).collect()
}

/// Whether a page of ours has sent it, as far as the browser says.
fn is_from_us(web: &Web, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let ours = |origin: &str| {
        let (scheme, host) = origin.split_once("://").unwrap_or_default();
        matches!(scheme, "http" | "https") && authorities(web).iter().any(|ours| ours.eq_ignore_ascii_case(host))
    };
    site.is_none_or(|site| matches!(site, "same-origin" | "none")) && origin.is_none_or(ours)
}

/// The journal's line about it. Only what would have changed something is worth one: a scanner's thousand GETs are not.
pub(super) fn denied(request: &Request, why: &str, peer: Option<SocketAddr>) -> Option<Event> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let peer = peer.map(|peer| peer.ip().to_string()).unwrap_or_default();
    let whence = Whence { way: "page".into(), peer, ..Whence::default() };
    let what = format!("{} {}", request.method(), crate::base::text::one_line(request.uri().path(), 80));
    Some(Event::Denied { what, why: why.to_owned(), by: String::new(), whence })
}
