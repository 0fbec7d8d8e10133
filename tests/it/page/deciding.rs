//! The way through the page: sign in, see what waits, decide.

use crate::support::client::send;
use crate::support::guard::{Guard, id_in};
use crate::support::page::Visitor;
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_listed_shown_and_released_by_its_button() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let mail = format!(
        "From: {ANNA}\r\nTo: l@examp1e-freight.example\r\nSubject: Offer\r\n\r\nConfidential. See attached.\r\n"
    );
    let id = id_in(&send(guard.addr(), ANNA, &["l@examp1e-freight.example"], &mail));

    let stranger = Visitor::stranger(&guard);
    assert_eq!((stranger.get("/").status, stranger.get("/").header("location")), (303, "/sign-in"));
    let anna = Visitor::keeper(&guard);
    assert!(anna.get("/").body.contains(&id));
    let path = format!("/{id}");
    assert_eq!(anna.get(&path).status, 200);
    assert_eq!(guard.state_of(&id), "held");
    let answer = anna.press(&path, &format!("{path}/release"), &[]);
    assert_eq!(answer.status, 303, "{answer:?}");
    guard.until_state(&id, "sent");
}
