//! Requests that were not meant for this page, or not sent by it.

use super::{PAGE, firm, hold, routes, seal, until_denied};
use crate::support::guard::Guard;
use crate::support::page::{Visitor, form};

/// Every path there is to GET, of routes, files and nothing.
fn paths(id: &str) -> Vec<String> {
    let mut paths: Vec<String> =
        routes().iter().filter(|route| route.method == "GET").map(|route| route.path_for(id)).collect();
    paths.extend(["/nothing/at/all", "/favicon.ico"].map(str::to_owned));
    paths
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_host_gets_nothing_on_any_path() {
    let (guard, _fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let keeper = Visitor::keeper(&guard);
    let port = guard.page().port();
    let ours = format!("127.0.0.1:{port}");
    let heads = |path: &str| {
        let one = |host: String| format!("GET {path} HTTP/1.1\r\nHost:{host}\r\n");
        vec![
            one(" evil.test".into()),
            one(format!(" evil.test:{port}")),
            one(format!(" 127.0.0.1.evil.test:{port}")),
            one(format!(" localhost.evil.test:{port}")),
            one(format!(" localhost.:{port}")),
            one(format!(" {ours}@evil.test")),
            one(" 127.0.0.1".into()),
            one(format!(" 127.0.0.1:{}", port ^ 1)),
            one(format!(" 127.1:{port}")),
            one(format!(" [::1]:{port}")),
            one(String::new()),
            one(format!(" evil.test\r\nX-Forwarded-Host: {ours}\r\nForwarded: host={ours}")),
            one(format!(" {ours}\r\nHost: evil.test")),
            one(format!(" evil.test\r\nHost: {ours}")),
            format!("GET {path} HTTP/1.0\r\n"),
            format!("GET http://evil.test{path} HTTP/1.1\r\nHost: {ours}\r\n"),
            format!("GET http://{ours}{path} HTTP/1.1\r\nHost: evil.test\r\n"),
        ]
    };
    for path in paths(&id) {
        for head in heads(&path) {
            let answer = keeper.send(&format!("{head}Cookie: {}\r\nConnection: close\r\n\r\n", keeper.cookie));
            assert!(matches!(answer.status, 400 | 421), "{head:?}: {answer:?}");
            assert!(!answer.body.contains(&id) && answer.header("set-cookie").is_empty(), "{head:?}: {answer:?}");
        }
    }
    until_denied(&guard, "GET /", "host", "");
    // What would change something, too.
    let (token, seal) = (keeper.get("/settings").hidden("token"), seal(&guard, &id));
    let body = form(&[("token", &token), ("seal", &seal)]);
    let head = format!("POST /{id}/release HTTP/1.1\r\nHost: evil.test\r\nOrigin: http://evil.test\r\n");
    let answer = keeper.send(&post(&head, &keeper, &body));
    assert_eq!((answer.status, guard.state_of(&id).as_str()), (421, "held"));
    until_denied(&guard, &format!("POST /{id}/release"), "host", "");
    // And those that are ours.
    for host in [ours.clone(), format!("localhost:{port}"), format!("LOCALHOST:{port}"), "localhost".to_owned()] {
        let head = format!("GET /{id} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\n", keeper.cookie);
        assert_eq!(keeper.send(&format!("{head}Connection: close\r\n\r\n")).status, 200, "{host}");
    }
    let whole = format!("GET http://{ours}/{id} HTTP/1.1\r\nHost: {ours}\r\nCookie: {}\r\n", keeper.cookie);
    assert_eq!(keeper.send(&format!("{whole}Connection: close\r\n\r\n")).status, 200);
}

/// A POST with the cookie of `visitor`.
fn post(head: &str, visitor: &Visitor, body: &str) -> String {
    format!("{head}Cookie: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", visitor.cookie, body.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_page_sends_changes_nothing() {
    let (guard, _fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let keeper = Visitor::keeper(&guard);
    let (token, seal) = (keeper.get("/settings").hidden("token"), seal(&guard, &id));
    let right = form(&[("token", &token), ("seal", &seal)]);
    let host = guard.page();
    let (port, path) = (host.port(), format!("/{id}/release"));
    let encoded: String = format!("/%{:02X}{}/release", id.as_bytes()[0], &id[1..]);
    let form_type = "Content-Type: application/x-www-form-urlencoded";
    for path in [&path, &encoded] {
        for from in [
            "Origin: http://evil.test".to_owned(),
            "Origin: null".to_owned(),
            "Origin:".to_owned(),
            "X-Nothing: said".to_owned(),
            format!("Origin: http://127.0.0.1.evil.test:{port}"),
            format!("Origin: http://127.0.0.1:{}", port ^ 1),
            format!("Origin: https://{host}"),
            format!("Origin: http://{host}/"),
            format!("Origin: http://{host}\r\nSec-Fetch-Site: cross-site"),
            format!("Origin: http://{host}\r\nSec-Fetch-Site: same-site"),
            "Sec-Fetch-Site: cross-site".to_owned(),
            "Referer: http://evil.test/\r\nSec-Fetch-Site: cross-site".to_owned(),
        ] {
            let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\n{form_type}\r\n{from}\r\n");
            let answer = keeper.send(&post(&head, &keeper, &right));
            assert_eq!((answer.status, guard.state_of(&id).as_str()), (403, "held"), "{head}{answer:?}");
        }
    }
    until_denied(&guard, &format!("POST {path}"), "origin", "");
    // As a page of ours, but without what only a page of ours can know.
    let ours = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n");
    for (kind, body) in [
        (form_type, form(&[("seal", &seal)])),
        (form_type, String::new()),
        ("Content-Type: text/plain", format!("x=y\r\nseal={seal}\r\n")),
        ("Content-Type: application/json", format!("{{\"seal\":\"{seal}\"}}")),
    ] {
        let answer = keeper.send(&post(&format!("{ours}{kind}\r\n"), &keeper, &body));
        assert_eq!((answer.status, guard.state_of(&id).as_str()), (403, "held"), "{kind} {answer:?}");
    }
    until_denied(&guard, &format!("POST {path}"), "token", &by_account(&guard));
    // A method that changes nothing changes nothing.
    for method in ["GET", "HEAD"] {
        let query = format!("{path}?{right}");
        let answer = keeper.send(&keeper.request(method, &query, &[], ""));
        assert_eq!((answer.status, guard.state_of(&id).as_str()), (405, "held"), "{method}");
    }
    // And with everything right it is released: nothing above was refused for another reason.
    let answer = keeper.send(&post(&format!("{ours}{form_type}\r\n"), &keeper, &right));
    assert_eq!(answer.status, 303, "{answer:?}");
    guard.until_state(&id, "sent");
}

/// The account these tests run as, as the journal names it.
fn by_account(guard: &Guard) -> String {
    let signed_in = super::aside(guard).into_iter().find(|line| line["kind"] == "signed_in").unwrap();
    signed_in["by"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_page_reads_nothing() {
    let (guard, _fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let keeper = Visitor::keeper(&guard);
    let get = |path: &str, headers: &[(&str, &str)]| keeper.send(&keeper.request("GET", path, headers, ""));
    for path in paths(&id) {
        for headers in [
            &[("Origin", "http://evil.test")][..],
            &[("Origin", "null")],
            &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")],
            &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors"), ("Accept", "text/event-stream")],
            &[("Origin", "http://evil.test"), ("Connection", "Upgrade"), ("Upgrade", "websocket")],
        ] {
            let answer = get(&path, headers);
            assert_eq!(answer.status, 403, "{path} {headers:?} {answer:?}");
            assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control-")), "{answer:?}");
        }
    }
    // A link in a mailbox that is open in the browser is followed, by way of a page of ours: the cookie comes along then.
    let stranger = Visitor::stranger(&guard);
    let from_elsewhere = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
    let answer = stranger.send(&stranger.request("GET", &format!("/{id}"), &from_elsewhere, ""));
    assert_eq!((answer.status, answer.header("refresh")), (200, format!("0; url=/{id}").as_str()), "{answer:?}");
    let answer = stranger.send(&stranger.request("GET", "//evil.test/x", &from_elsewhere, ""));
    assert!(!answer.header("refresh").contains("evil.test"), "{answer:?}");
    assert_eq!(get(&format!("/{id}"), &from_elsewhere).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_headers_that_keep_it_apart() {
    let (guard, _fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let keeper = Visitor::keeper(&guard);
    let stranger = Visitor::stranger(&guard);
    let mut answers = Vec::new();
    for route in routes() {
        for visitor in [&keeper, &stranger] {
            let path = route.path_for(&id);
            answers.push((
                format!("{} {path}", route.method),
                visitor.send(&visitor.request(route.method, &path, &[], "")),
            ));
        }
    }
    for (method, path) in
        [("GET", "/nothing/at/all"), ("OPTIONS", "/"), ("POST", "/"), ("DELETE", "/"), ("GET", "/ZZZZ")]
    {
        answers.push((format!("{method} {path}"), keeper.send(&keeper.request(method, path, &[], ""))));
    }
    for (what, answer) in answers {
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors "), "{what} {answer:?}");
        // What a mail's own HTML looks like is its own affair, in a frame in which nothing runs.
        let shut_in = policy.contains("sandbox") && !policy.contains("allow-");
        assert!(shut_in || !policy.contains("unsafe"), "{what} {policy}");
        assert!(!policy.contains('*') && !policy.contains("http"), "{what} {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert!(matches!(answer.header("x-frame-options"), "DENY" | "SAMEORIGIN"), "{what}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{what}");
        assert!(!answer.header("cache-control").is_empty(), "{what}");
        assert!(answer.header("server").is_empty(), "{what}");
    }
    assert!(keeper.get("/").header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(keeper.get("/").header("cache-control"), "no-store");
}
