//! What moves by itself: the list, the clock of an undo window. Both say what the server says, and can be stopped.

use std::time::Duration;

use super::mails::{firm, firm_sending_to, hold, hold_costs};
use crate::support::browser::{Browser, PHONE};
use crate::support::guard::until;
use crate::support::upstream::{Act, At, Behaviour};

const KEN: &str = "ken.ito@kita.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_hold_appears_and_one_that_was_decided_goes() {
    let (_fake, guard) = firm().await;
    let first = hold(&guard, "ask-word", &[KEN]);
    let browser = Browser::speaking("en").await;
    browser.resize(PHONE).await;
    browser.sign_in(&guard).await;
    browser.until_text("1 mail needs your decision.").await;
    // A mark that only this very page has: what follows happens without loading another.
    browser.script("window.mark = true", vec![]).await;
    let second = hold_costs(&guard, "en");
    browser.until_text("2 mails need your decision.").await;
    browser.until_text(&second).await;
    let said = browser.script("return document.querySelector('[aria-live]').textContent", vec![]).await;
    assert_eq!(said, "2 mails need your decision now.", "it is read out, too");
    browser.shot("live", "appeared").await;

    guard.ops(&["cancel", &first]).ok();
    browser.until_text("1 mail needs your decision.").await;
    assert!(!browser.text().await.contains(&first));
    assert_eq!(browser.script("return window.mark", vec![]).await, true);

    // Switched off, it stays as it is until it is asked for.
    browser.named("Keep this list up to date").await.click().await.unwrap();
    assert_eq!(browser.script("return document.getElementById('live').ariaPressed", vec![]).await, "false");
    let third = hold(&guard, "type-word", &[KEN]);
    let fetched = "return (await (await fetch('/')).text()).includes(arguments[0])";
    assert_eq!(browser.promise(fetched, vec![third.clone().into()]).await, true);
    assert!(!browser.text().await.contains(&third));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_window_counts_down_by_the_servers_clock_and_k_keeps_it() {
    let (fake, guard) = firm().await;
    let id = hold(&guard, "Lunch", &[KEN]);
    let browser = Browser::speaking("en").await;
    browser.resize(PHONE).await;
    browser.sign_in(&guard).await;
    browser.visit(&guard, "/leaving").await;
    browser.until_text("1 mail leaves by itself.").await;
    browser.until("it counts", "return /\\(\\d+ s\\)/.test(document.querySelector('[data-ends]').innerText)").await;
    browser.shot("live", "leaving").await;
    browser.types("j").await;
    assert_eq!(browser.focused().await, format!("/{id} "));

    browser.visit(&guard, &format!("/{id}")).await;
    browser.until_text("Leaves at ").await;
    let first = "window.first ??= document.querySelector('[data-left]').innerText";
    browser
        .until(
            "it counts",
            &format!("{first}; return document.querySelector('[data-left]').innerText !== window.first"),
        )
        .await;
    browser.shot("live", "window").await;
    browser.types("k").await;
    browser.until_text("Not sent yet.").await;
    assert_eq!(guard.state_of(&id), "held", "kept for good");
    assert_eq!(fake.messages().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_mail_under_way_says_by_itself_when_it_has_arrived() {
    let slow = Behaviour::new().at(At::Dot, Act::Wait(Duration::from_secs(6)));
    let (fake, guard) = firm_sending_to(slow, "").await;
    let id = hold(&guard, "ask-word", &[KEN]);
    let browser = Browser::speaking("en").await;
    browser.sign_in(&guard).await;
    guard.ops(&["release", &id, "--confirm", "1"]).ok();
    until("upstream has it", || fake.messages().len() == 1);
    browser.visit(&guard, &format!("/{id}")).await;
    assert_eq!(guard.state_of(&id), "queued");
    browser.until_text("Sent.").await;
}
