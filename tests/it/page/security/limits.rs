//! How much one may ask for, and how long one may take.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use super::{PAGE, firm, hold, seal, until_denied};
use crate::support::guard::PATIENCE;
use crate::support::page::{Visitor, form, links_to};

#[tokio::test(flavor = "multi_thread")]
async fn guessing_a_link_is_slowed_and_signing_in_is_not() {
    let begun = Instant::now();
    let (guard, _fake) = firm(PAGE).await;
    for _ in 0..30 {
        Visitor::keeper(&guard);
    }
    let stranger = Visitor::stranger(&guard);
    let guess = || stranger.post("/sign-in", &[("ticket", &"A".repeat(43))]);
    let statuses: Vec<u16> = (0..25).map(|_| guess().status).collect();
    assert!(statuses.starts_with(&[200; 20]), "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
    let refused = guess();
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{refused:?}");
    until_denied(&guard, "POST /sign-in", "rate", "");
    // The hundredth guess is no line of its own: nobody fills the disk. Sixty are written at once, then one every ten
    // seconds.
    for _ in 0..100 {
        guess();
    }
    let lines = super::aside(&guard).iter().filter(|line| line["kind"] == "denied").count();
    let most = 60 + usize::try_from(begun.elapsed().as_secs()).unwrap() / 10 + 1;
    assert!(lines <= most, "{lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobodys_mailbox_is_filled_with_links() {
    let (mut guard, fake) = firm(PAGE).await;
    let stranger = Visitor::stranger(&guard);
    let ask = |address: &str| stranger.post("/sign-in/mail", &[("address", address)]).status;
    for _ in 0..8 {
        assert_eq!(ask("kim@firm.example"), 200, "and the answer is the same");
        assert_eq!(ask("KIM@Firm.Example"), 200);
    }
    assert_eq!(ask("vera@firm.example"), 200);
    // They are written after their requests were answered, and leave in no order.
    crate::support::guard::until("all have theirs", || fake.messages().len() >= 4);
    assert_eq!(guard.stop(), 0, "after what is under way");
    assert_eq!(links_to(&fake, "vera@firm.example").len(), 1);
    assert_eq!(fake.messages().len(), 3 + 1, "three for Kim, however the address is written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_that_decides_is_slowed() {
    let (guard, _fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let (keeper, other) = (Visitor::keeper(&guard), Visitor::keeper(&guard));
    let path = format!("/{id}/release");
    let refused = (0..2000).map(|_| keeper.post(&path, &[])).find(|answer| answer.status != 403).unwrap();
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"), "{refused:?}");
    // Reading goes on, and so does everybody else.
    assert_eq!(keeper.get("/").status, 200);
    let answer = other.press(&format!("/{id}"), &path, &[]);
    assert_eq!(answer.status, 303, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let (guard, _fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let keeper = Visitor::keeper(&guard);
    let path = format!("/{id}/release");
    let (token, seal) = (keeper.get("/settings").hidden("token"), seal(&guard, &id));
    let fields = [("token", token.as_str()), ("seal", seal.as_str()), ("reason", &"x".repeat(300_000))];
    assert!(form(&fields).len() > 256 * 1024);
    let origin = format!("http://{}", guard.page());
    // Its head alone is enough for the answer: nobody waits for the rest.
    let head = keeper.request("POST", &path, &[("Origin", &origin)], &form(&fields));
    let answer = keeper.send(head.split_inclusive("\r\n\r\n").next().unwrap());
    assert_eq!((answer.status, guard.state_of(&id).as_str()), (413, "held"), "{answer:?}");
    let long = keeper.send(&keeper.request("GET", &format!("/{}", "x".repeat(40_000)), &[], ""));
    assert!(matches!(long.status, 400 | 404 | 414 | 431), "{long:?}");
    let wide = keeper.send(&keeper.request("GET", "/", &[("X-Long", &"x".repeat(100_000))], ""));
    assert_eq!(wide.status, 431, "{wide:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_peer_does_not_take_all_places() {
    let (guard, _fake) = firm(PAGE).await;
    let silent: Vec<TcpStream> = (0..256).map(|_| TcpStream::connect(guard.page()).unwrap()).collect();
    // They are counted as they are accepted; one more is then told.
    crate::support::guard::until("there is no place left for this peer", || {
        let mut one = TcpStream::connect(guard.page()).unwrap();
        one.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = write!(one, "GET /sign-in HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", guard.page());
        let mut text = String::new();
        // A reset after the answer is no failure: what was asked was never read.
        let _ = one.read_to_string(&mut text);
        text.starts_with("HTTP/1.1 503 ") && text.contains("Retry-After: 5")
    });
    drop(silent);
    crate::support::guard::until("places are given back", || {
        let mut one = TcpStream::connect(guard.page()).unwrap();
        one.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = write!(one, "GET /sign-in HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", guard.page());
        let mut text = String::new();
        let _ = one.read_to_string(&mut text);
        text.starts_with("HTTP/1.1 200 ")
    });
}
