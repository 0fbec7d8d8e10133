//! A program is told what is held and how it ended: signed, without content, at its own pace.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use super::{ANNA, BODY, EVE, KEN, guard, hold};
use crate::support::guard::{Guard, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

const SECRET: &str = "a secret of the two of us";

/// What came in, one after the other: signature and body.
type Posts = Arc<Mutex<Vec<(String, String)>>>;

/// A program that answers as it is told, the last answer for ever.
async fn program(answers: Vec<Option<StatusCode>>) -> (SocketAddr, Posts) {
    let posts: Posts = Arc::default();
    let (seen, left) = (Arc::clone(&posts), Arc::new(Mutex::new(answers)));
    let take = move |headers: HeaderMap, body: String| {
        let (seen, left) = (Arc::clone(&seen), Arc::clone(&left));
        async move {
            let signature = headers["x-outguard-signature"].to_str().unwrap().to_owned();
            assert_eq!(headers["content-type"], "application/json");
            seen.lock().unwrap().push((signature, body));
            let mut left = left.lock().unwrap();
            let answer = if left.len() > 1 { left.remove(0) } else { left[0] };
            match answer {
                Some(status) => status.into_response(),
                None => Redirect::temporary("/elsewhere").into_response(),
            }
        }
    };
    let elsewhere = Arc::clone(&posts);
    let app = Router::new().route("/hook", post(take)).route(
        "/elsewhere",
        post(move || async move { elsewhere.lock().unwrap().push(("followed".into(), String::new())) }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (addr, posts)
}

fn telling(fake: &FakeUpstream, url: &str, more: &str) -> Guard {
    let hook = format!("[notices.webhook]\nurl = \"{url}\"\nsecret = {{ file = \"hook.secret\" }}\n{more}");
    let guard = guard(fake, &format!("[notices]\nmail = \"off\"\ntold = \"none\"\n{hook}"));
    guard.write("hook.secret", &format!("{SECRET}\n"));
    guard
}

/// The body of a post that was signed as it should be.
#[track_caller]
fn signed((signature, body): &(String, String)) -> Value {
    let (time, digest) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let mut hmac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    hmac.update(format!("{time}.{body}").as_bytes());
    let expected: String = hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, expected);
    serde_json::from_str(body).unwrap()
}

/// Waits for a post that tells this state.
#[track_caller]
fn told(posts: &Posts, state: &str) -> Value {
    let found = || posts.lock().unwrap().iter().map(signed).find(|value| value["state"] == state);
    until(&format!("{state} is told"), || found().is_some());
    found().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_and_how_it_ends_is_posted_without_content() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (addr, posts) = program(vec![Some(StatusCode::NO_CONTENT)]).await;
    let mut guard = telling(&fake, &format!("http://{addr}/hook"), "");
    guard.start();
    let id = hold(&guard, "ask-word: Offer", &[KEN, EVE]);
    let held = told(&posts, "held");
    assert_eq!((held["id"].as_str(), held["step"].as_str()), (Some(id.as_str()), Some("ask")));
    assert_eq!((held["recipients"].as_u64(), held["odd"].as_u64()), (Some(2), Some(0)));
    assert_eq!(held["domains"], serde_json::json!(["kita.example", "other.example"]));
    assert!(held["headline"].as_str().unwrap().contains("ask-word"), "{held}");
    guard.ops(&["release", &id]).ok();
    assert_eq!(told(&posts, "sent")["id"], id.as_str());
    for (_, body) in posts.lock().unwrap().iter() {
        for secret in [BODY, "Offer", KEN, EVE, ANNA, SECRET] {
            assert!(!body.contains(secret), "{secret}: {body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_in_it_only_where_that_is_wished() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (addr, posts) = program(vec![Some(StatusCode::OK)]).await;
    let mut guard = telling(&fake, &format!("http://{addr}/hook"), "addresses = true\n");
    guard.start();
    hold(&guard, "ask-word: Offer", &[KEN]);
    let held = told(&posts, "held");
    assert_eq!((held["addresses"][0].as_str(), held["sender"].as_str()), (Some(KEN), Some(ANNA)));
    assert!(!held.to_string().contains("Offer") && !held.to_string().contains(BODY));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_is_said_again_and_nobody_waits_for_it() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let busy = Some(StatusCode::SERVICE_UNAVAILABLE);
    let (addr, posts) = program(vec![busy, Some(StatusCode::OK)]).await;
    let mut guard = telling(&fake, &format!("http://{addr}/hook"), "");
    guard.start();
    let id = hold(&guard, "ask-word: Offer", &[KEN]);
    // The post waits for its second try; the message does not.
    until("it is tried", || !posts.lock().unwrap().is_empty());
    guard.ops(&["release", &id]).ok();
    guard.until_state(&id, "sent");
    until("it is said again", || posts.lock().unwrap().len() >= 2);
    assert_eq!(told(&posts, "sent")["id"], id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_leads_nowhere_and_a_refusal_is_not_repeated() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (addr, posts) = program(vec![None, Some(StatusCode::GONE), Some(StatusCode::OK)]).await;
    let mut guard = telling(&fake, &format!("http://{addr}/hook"), "");
    guard.start();
    for n in 1..=3 {
        hold(&guard, &format!("ask-word {n}"), &[KEN]);
        until("it is posted", || posts.lock().unwrap().len() >= n);
    }
    until("both are in the log", || guard.log().matches("the webhook was not told").count() == 2);
    assert!(posts.lock().unwrap().iter().all(|(signature, _)| signature != "followed"));
    assert!(!guard.log().contains(SECRET));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_it_goes_on_where_it_was() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (addr, posts) = program(vec![Some(StatusCode::OK)]).await;
    let mut guard = telling(&fake, &format!("http://{addr}/hook"), "");
    guard.start();
    let first = hold(&guard, "ask-word 1", &[KEN]);
    told(&posts, "held");
    guard.stop();
    guard.ops(&["cancel", &first]).ok();
    guard.start();
    assert_eq!(told(&posts, "cancelled")["id"], first.as_str());
    let held = posts.lock().unwrap().iter().map(signed).filter(|value| value["state"] == "held").count();
    assert_eq!(held, 1);
}
