//! How a hold ends is told once: by mail where somebody else has had a hand in it, and where it was decided otherwise.

use super::{ANNA, BODY, EVE, KEN, anna_at_this_machine, guard, hold, notice, notices, told};
use crate::support::upstream::{Behaviour, FakeUpstream};

const OUTCOMES_ONLY: &str = "[notices]\nmail = \"off\"\n";

fn mailed(about: &str) -> Vec<(String, String)> {
    vec![(about.to_owned(), "mail".to_owned())]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_somebody_else_withdraws_comes_back_as_a_draft() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, OUTCOMES_ONLY);
    guard.start();
    let id = hold(&guard, "ask-word: Offer", &[KEN]);
    guard.ops(&["cancel", &id]).ok();
    let told_of = notice(&fake, 1);
    assert_eq!(told_of.subject, format!("Not sent, withdrawn: \"ask-word: Offer\" ({id})"));
    assert!(told_of.text.contains("nobody has received it") && !told_of.text.contains(BODY), "{}", told_of.text);
    let draft = told_of.draft.unwrap();
    assert!(draft.starts_with("X-Unsent: 1\r\nFrom: Anna") && draft.contains(BODY), "{draft}");
    assert_eq!(told(&guard, &id), mailed("cancelled"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_a_mail_for_each_of_their_own_clicks() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, &format!("{OUTCOMES_ONLY}{}", anna_at_this_machine()));
    guard.start();
    let (cancelled, sent) = (hold(&guard, "ask-word 1", &[KEN]), hold(&guard, "ask-word 2", &[KEN, EVE]));
    guard.ops(&["cancel", &cancelled]).ok();
    guard.ops(&["remove", &format!("{sent}/2")]).ok();
    guard.ops(&["release", &sent]).ok();
    guard.until_state(&sent, "sent");
    assert_eq!(told(&guard, &cancelled), [("cancelled".to_owned(), "terminal".to_owned())]);
    assert_eq!(told(&guard, &sent), [("sent changed".to_owned(), "terminal".to_owned())]);
    assert_eq!(notices(&fake).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_to_hear_of_all_does() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let more = format!("[notices]\nmail = \"off\"\ntold = \"all\"\n{}", anna_at_this_machine());
    let mut guard = guard(&fake, &more);
    guard.start();
    let id = hold(&guard, "ask-word: Offer", &[KEN]);
    guard.ops(&["release", &id]).ok();
    let told_of = notice(&fake, 1);
    assert_eq!(told_of.subject, format!("Sent after it was held: \"ask-word: Offer\" ({id})"));
    let wrong = [format!("/incidents/new?id={id}"), format!("or: outguard incident open {id}")];
    assert!(wrong.iter().all(|place| told_of.text.contains(place)), "{}", told_of.text);
    assert_eq!(told(&guard, &id), mailed("sent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_has_changed_is_told_with_the_old_list_in_mind() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, OUTCOMES_ONLY);
    guard.start();
    let id = hold(&guard, "ask-word: Offer", &[KEN, EVE, "lee@third.example"]);
    guard.ops(&["remove", &format!("{id}/3")]).ok();
    guard.ops(&["replace", &format!("{id}/2"), "eve@kita.example"]).ok();
    guard.ops(&["release", &id]).ok();
    guard.until_state(&id, "sent");
    let told_of = notice(&fake, 1);
    assert_eq!(told_of.subject, format!("Sent with other recipients: \"ask-word: Offer\" ({id})"));
    for part in [
        "lee@third.example was taken out",
        &format!("{EVE} was replaced by eve@kita.example"),
        "The copy in your Sent folder still shows the old list.",
        &format!("to {KEN}, eve@kita.example"),
        &format!("outguard incident open {id}"),
    ] {
        assert!(told_of.text.contains(part), "{part}\n---\n{}", told_of.text);
    }
    assert_eq!(told_of.to, [ANNA]);
    assert_eq!(told(&guard, &id), mailed("sent changed"));
}
