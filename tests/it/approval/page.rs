//! The page of a second person: the least that is needed to decide, the body by a button, and no decision by looking.

use outguard::base::{Clock, Who};
use outguard::config::{Surroundings, load_in};
use outguard::control::ops::Ops;

use super::scene::{ANNA, KEN, KIM, PEER, address, guard, mail};
use crate::support::client::send;
use crate::support::guard::{Guard, id_in, until};
use crate::support::page::Visitor;
use crate::support::upstream::{Behaviour, FakeUpstream};

/// Somebody signed in at the page of a running guard.
async fn signed_in(guard: &Guard, person: &str) -> Visitor {
    let surroundings = Surroundings { state_dir: Some(guard.state()), ..Surroundings::default() };
    let config = load_in(Some(&guard.config()), &surroundings).unwrap().config;
    let ops = Ops::open(&config, Clock::system()).unwrap();
    let ticket = ops.new_ticket(Who::Person(address(person))).await.unwrap();
    Visitor::by_link(guard, &format!("/sign-in?ticket={}", ticket.text()))
}

async fn held() -> (FakeUpstream, Guard, String) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, PEER);
    guard.start();
    let id = id_in(&send(guard.addr(), ANNA, &[KEN], mail(ANNA, "the approve-word")));
    until("somebody is asked", || guard.ops(&["show", &id, "--journal"]).ok().contains("asked"));
    (fake, guard, id)
}

fn journal(guard: &Guard, id: &str) -> String {
    guard.ops(&["show", id, "--journal"]).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_sees_the_least_first_and_opens_the_body_by_a_button() {
    let (_fake, guard, id) = held().await;
    let kim = signed_in(&guard, KIM).await;
    assert!(kim.get("/waiting").body.contains(&id));
    let place = format!("/waiting/{id}");
    let page = kim.get(&place);
    assert_eq!(page.status, 200);
    assert!(page.body.contains(KEN) && page.body.contains(ANNA), "{}", page.body);
    assert!(!page.body.contains("The offer, as agreed"), "{}", page.body);
    assert!(!journal(&guard, &id).contains("opened"));
    let opened = kim.press(&place, &format!("/{id}/open"), &[]);
    assert_eq!(opened.status, 200, "{opened:?}");
    assert!(opened.body.contains("The offer, as agreed"));
    assert!(journal(&guard, &id).contains("opened"));

    assert_eq!(kim.press(&place, &format!("/{id}/reject"), &[("reason", " ")]).status, 422);
    assert_eq!(guard.state_of(&id), "held");
    assert_eq!(kim.press(&place, &format!("/{id}/approve"), &[]).status, 303);
    guard.until_state(&id, "sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sender_reads_who_is_asked_and_may_say_more() {
    let (_fake, guard, id) = held().await;
    let anna = signed_in(&guard, ANNA).await;
    let place = format!("/{id}");
    let page = anna.get(&place).body;
    assert!(page.contains(&format!("{KIM} is asked until")), "{page}");
    assert!(!page.contains("Send it without them"), "the rule does not let her: {page}");
    let answer = anna.press(&place, &format!("/{id}/plead"), &[("reason", "agreed on the phone")]);
    assert_eq!(answer.status, 303, "{answer:?}");
    let kim = signed_in(&guard, KIM).await;
    assert!(kim.get(&format!("/waiting/{id}")).body.contains("agreed on the phone"));
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_decides_nothing_and_a_form_of_another_session_neither() {
    let (fake, guard, id) = held().await;
    let (kim, anna) = (signed_in(&guard, KIM).await, signed_in(&guard, ANNA).await);
    for path in ["approve", "reject", "open", "plead"] {
        assert_ne!(kim.get(&format!("/{id}/{path}")).status, 200);
    }
    let page = kim.get(&format!("/waiting/{id}"));
    let (token, seal) = (page.hidden("token"), page.hidden("seal"));
    let fields = [("token", token.as_str()), ("seal", seal.as_str())];
    assert_eq!(anna.post(&format!("/{id}/approve"), &fields).status, 403, "another's token");
    assert_eq!(anna.get(&format!("/waiting/{id}")).status, 200, "the sender may read what others are shown of it");
    let own = anna.get(&format!("/waiting/{id}"));
    let own = [("token", own.hidden("token")), ("seal", own.hidden("seal"))];
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(anna.post(&format!("/{id}/approve"), &own).status, 403, "her own mail");
    assert_eq!(
        (guard.state_of(&id).as_str(), fake.messages().iter().filter(|t| t.recipients() == [KEN]).count()),
        ("held", 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_says_on_the_page_that_they_are_away_and_back() {
    let (_fake, guard, id) = held().await;
    let kim = signed_in(&guard, KIM).await;
    let token = kim.get("/waiting").hidden("token");
    assert_eq!(kim.post("/away", &[("token", &token), ("until", "2d"), ("to", "")]).status, 303);
    assert!(kim.get("/waiting").body.contains("You are marked away until"));
    until("Lee is asked", || journal(&guard, &id).contains("lee.novak"));
    assert_eq!(kim.post("/away", &[("token", &token), ("until", "never")]).status, 400);
    assert_eq!(kim.post("/back", &[("token", &token)]).status, 303);
    assert!(!kim.get("/waiting").body.contains("You are marked away until"));
}
