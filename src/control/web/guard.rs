//! What is looked at before any route is: whether the request was meant for this page (DNS rebinding), whether another page
//! has sent it (CSRF), how long it takes, and what headers every answer has. What is refused is a line of the journal.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::{Web, limits};
use crate::base::Whence;
use crate::base::event::Event;
use crate::base::text::one_line;

/// How long an answer may take to begin, the body of the request included.
const ANSWER: Duration = Duration::from_secs(60);

/// What every answer has: nothing is loaded from elsewhere, framed, guessed at, or kept in a cache. The referrer stays
/// among our own pages; with none at all, browsers would send `Origin: null` along with our own forms (Fetch, "append a
/// request Origin header").
const HEADERS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
         frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// A year of nothing but TLS (RFC 6797 §6.1).
const HSTS: &str = "max-age=31536000";

/// Where a request comes from, as far as that is known: the peer, or what our proxy says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Remote(pub IpAddr);

/// Put with an answer that is a refusal worth a line of the journal: why, in a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Denied(pub &'static str);

/// Looks at a request before any route does.
pub(super) async fn guard(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let remote = remote(&web.0.page.proxies, peer, request.headers());
    request.extensions_mut().insert(remote);
    let what = what(request.method(), request.uri().path());
    let mut response = match refused(&web, &request, peer) {
        None if is_too_large(&request) => {
            (StatusCode::PAYLOAD_TOO_LARGE, "That is too much at once: nothing was changed.\n").into_response()
        }
        None => tokio::time::timeout(ANSWER, next.run(request)).await.unwrap_or_else(|_| {
            (StatusCode::REQUEST_TIMEOUT, "That took too long: look whether something was changed.\n").into_response()
        }),
        Some((why, status, words)) => {
            deny(&web, what, why, String::new(), whence("page", remote, String::new()), remote);
            (status, words).into_response()
        }
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if web.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    response
}

/// Whether a form is announced that nobody would read to its end; one that is not announced is stopped at the same length.
/// The API has limits of its own.
fn is_too_large(request: &Request) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let path = request.uri().path();
    // Evidence comes with a form; who is not signed in is turned away before any of it is read.
    let most = if path.starts_with("/incidents") { limits::UPLOAD } else { limits::BODY };
    length.is_some_and(|length: usize| length > most) && !path.starts_with("/api/")
}

/// From where somebody acts.
pub(super) fn whence(way: &str, remote: Remote, session: String) -> Whence {
    Whence { way: way.to_owned(), peer: remote.0.to_string(), session }
}

/// What was asked for, as the journal says it; a query may hold a secret and is none of it.
pub(super) fn what(method: &Method, path: &str) -> String {
    one_line(&format!("{method} {path}"), 80)
}

/// A line of the journal about a refusal, unless there have been too many. Nobody waits for it: the answer must not tell by
/// its time whether there was something to refuse.
pub(super) fn deny(web: &Web, what: String, why: &str, by: String, whence: Whence, remote: Remote) {
    let acts = !what.starts_with("GET ") && !what.starts_with("HEAD ");
    if !web.0.limits.is_worth_a_line(remote.0, acts) {
        tracing::debug!(why, "refused, and not in the journal: there are too many");
        return;
    }
    let event = Event::Denied { what, why: why.to_owned(), by, whence };
    let ops = web.0.ops.get();
    tokio::spawn(async move { ops.note(event).await });
}

/// The peer; where it is one of our proxies, the last hop it tells of: all before that is whatever anybody has written.
fn remote(proxies: &[IpAddr], peer: Option<IpAddr>, headers: &HeaderMap) -> Remote {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let hop = || {
        let mut lines = headers.get_all("x-forwarded-for").iter();
        let hop = lines.next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
        hop.parse().or_else(|_| hop.parse().map(|hop: SocketAddr| hop.ip())).ok()
    };
    Remote(if proxies.contains(&peer) { hop().unwrap_or(peer) } else { peer })
}

type Refused = (&'static str, StatusCode, &'static str);

fn refused(web: &Web, request: &Request, peer: Option<IpAddr>) -> Option<Refused> {
    let proxies = &web.0.page.proxies;
    if !proxies.is_empty() && !peer.is_some_and(|peer| proxies.contains(&peer)) {
        return Some(("peer", StatusCode::FORBIDDEN, "This page is reached through its proxy only.\n"));
    }
    if !is_for_us(web, request) {
        return Some(("host", StatusCode::MISDIRECTED_REQUEST, "This is not the page you asked for.\n"));
    }
    if !is_from_us(web, request) {
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
    let names = |ours: &String| ours.split_once("://").is_some_and(|(_, ours)| ours.eq_ignore_ascii_case(host));
    named && origins(web).iter().any(names)
}

/// The origins of this page: what people reach it by, and where it listens on this machine.
fn origins(web: &Web) -> Vec<String> {
    let shared = &web.0;
    let scheme = if shared.page.tls.is_some() { "https" } else { "http" };
    let local = shared.address.filter(|address| address.ip().is_loopback());
    let local = local.iter().flat_map(|address| [address.to_string(), format!("localhost:{}", address.port())]);
    let public = shared.page.public_url.as_deref().map(without_usual_port).map(str::to_owned);
    public.into_iter().chain(local.map(|host| format!("{scheme}://{host}"))).collect()
}

/// As browsers write it (RFC 6454 §6.1).
fn without_usual_port(url: &str) -> &str {
    let usual = if url.starts_with("https:") { ":443" } else { ":80" };
    url.strip_suffix(usual).unwrap_or(url)
}

/// Whether a page of ours has sent it, as far as the browser says. All of them say so of a form; a program need not, for the
/// API asks it for a token in a header that no other page can send. What is safe may come from anywhere as a page that is
/// opened, but not be read by another page.
fn is_from_us(web: &Web, request: &Request) -> bool {
    let text = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let origin = text(header::ORIGIN);
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let ours = origin.is_none_or(|origin| origins(web).iter().any(|ours| ours.eq_ignore_ascii_case(origin)))
        && site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let opened = origin.is_none() && text(HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
        return ours || opened;
    }
    let said = origin.is_some() || site.is_some() || request.uri().path().starts_with("/api/");
    ours && said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_ours_is_believed_and_only_its_last_word() {
        let (proxy, other): (IpAddr, IpAddr) = ("10.0.0.5".parse().unwrap(), "192.0.2.7".parse().unwrap());
        let told = |peer: IpAddr, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            remote(&[proxy], Some(peer), &headers).0.to_string()
        };
        assert_eq!(told(other, &["203.0.113.9"]), "192.0.2.7");
        assert_eq!(told(proxy, &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(told(proxy, &["127.0.0.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(told(proxy, &["127.0.0.1", "198.51.100.1,203.0.113.9:5000"]), "203.0.113.9");
        assert_eq!(told(proxy, &["[2001:db8::1]:443"]), "2001:db8::1");
        for unclear in [&[][..], &[""], &["unknown"], &["203.0.113.9, _hidden"]] {
            assert_eq!(told(proxy, unclear), "10.0.0.5", "{unclear:?}");
        }
    }
}
