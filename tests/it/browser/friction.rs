//! What each step asks of a person, in a browser with scripts and in one without: nothing is sent by Enter, by a key, by
//! looking, or before what was asked for is done.

use fantoccini::key::Key;

use super::mails::{firm, hold};
use crate::support::browser::{Browser, PHONE};
use crate::support::guard::Guard;

const KEN: &str = "ken.ito@kita.example";
const EVE: &str = "eve@other.example";

/// Presses the last button, which sends.
async fn press_send(browser: &Browser) {
    browser.find("[data-focus-key=s]").await.click().await.unwrap();
}

async fn opened(browser: &Browser, guard: &Guard, id: &str) {
    browser.visit(guard, &format!("/{id}")).await;
    browser.until_text("Not sent yet.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_scripts_the_button_wakes_when_all_is_done() {
    let (fake, guard) = firm().await;
    let ask = hold(&guard, "ask-word", &[KEN]);
    let tick = hold(&guard, "tick-word", &[KEN, EVE]);
    let typed = hold(&guard, "type-word", &[KEN]);
    let browser = Browser::speaking("en").await;
    browser.resize(PHONE).await;
    browser.sign_in(&guard).await;

    // ask: one button, which s finds and does not press.
    opened(&browser, &guard, &ask).await;
    browser.types("s").await;
    assert_eq!(browser.focused().await, format!(" Send to {KEN}"));
    browser.types("x").await;
    assert_eq!(browser.focused().await, " Don’t send");
    assert_eq!(guard.state_of(&ask), "held");
    browser.shot("friction", "ask").await;
    browser.types("s").await;
    browser.press(Key::Enter).await;
    browser.until_text("Leaves now").await;
    assert_eq!(guard.state_of(&ask), "delayed");
    // Stopped again by the one key that acts.
    browser.types("k").await;
    browser.until_text("Not sent yet.").await;
    assert_eq!(guard.state_of(&ask), "held");

    // tick: asleep until each odd address is ticked.
    opened(&browser, &guard, &tick).await;
    let asleep = "return document.querySelector('[data-focus-key=s]').disabled";
    assert_eq!(browser.script(asleep, vec![]).await, true);
    browser.shot("friction", "tick").await;
    for n in 0..2 {
        assert_eq!(browser.script(asleep, vec![]).await, true, "{n} of 2 are ticked");
        browser.tab_to("it.type === 'checkbox' && !it.checked").await;
        browser.types(" ").await;
        browser.press(Key::Enter).await;
    }
    assert_eq!(browser.script(asleep, vec![]).await, false);
    assert_eq!(guard.state_of(&tick), "held", "Enter at a box sends nothing");
    press_send(&browser).await;
    browser.until_text("Leaves now").await;
    guard.ops(&["cancel", &tick]).ok();

    // type: asleep until the domain stands there; Enter in the field sends nothing.
    opened(&browser, &guard, &typed).await;
    browser.tab_to("it.name === 'confirm'").await;
    browser.types("kita.exampl").await;
    assert_eq!(browser.script(asleep, vec![]).await, true);
    browser.types("e").await;
    assert_eq!(browser.script(asleep, vec![]).await, false);
    browser.press(Key::Enter).await;
    browser.tab_to("it.name === 'reason'").await;
    browser.types("agreed by phone").await;
    browser.press(Key::Enter).await;
    browser.shot("friction", "type").await;
    assert_eq!(guard.state_of(&typed), "held");
    press_send(&browser).await;
    browser.until_text("Leaves now").await;
    assert_eq!(guard.state_of(&typed), "delayed");
    assert_eq!(fake.messages().len(), 0, "it can still be stopped, and the others were");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_server_asks_for_the_same() {
    let (_fake, guard) = firm().await;
    let ask = hold(&guard, "ask-word", &[KEN]);
    let tick = hold(&guard, "tick-word", &[KEN, EVE]);
    let typed = hold(&guard, "type-word", &[KEN]);
    let browser = Browser::without_scripts("en").await;
    browser.resize(PHONE).await;
    browser.sign_in(&guard).await;

    opened(&browser, &guard, &ask).await;
    press_send(&browser).await;
    browser.until_text("Leaves now").await;

    opened(&browser, &guard, &tick).await;
    browser.find("input[name=confirm]").await.click().await.unwrap();
    press_send(&browser).await;
    browser.until_text("Not sent: tick each address that you mean.").await;
    browser.shot("friction", "tick-no-scripts").await;
    assert_eq!(guard.state_of(&tick), "held");
    let boxes = "return [...document.querySelectorAll('input[name=confirm]')].map(it => it.checked).join()";
    assert_eq!(browser.script(boxes, vec![]).await, "true,false", "what was ticked stays ticked");
    browser.find("input[name=confirm]:not(:checked)").await.click().await.unwrap();
    press_send(&browser).await;
    browser.until_text("Leaves now").await;

    // Enter asks whether it is right, and says that nothing was sent.
    opened(&browser, &guard, &typed).await;
    browser.tab_to("it.name === 'confirm'").await;
    browser.types("kita.invalid").await;
    press_send(&browser).await;
    browser.until_text("Not sent: this does not say kita.example yet.").await;
    browser.shot("friction", "type-no-scripts").await;
    browser.find("input[name=confirm]").await.clear().await.unwrap();
    browser.find("input[name=confirm]").await.click().await.unwrap();
    browser.types("kita.example").await;
    browser.press(Key::Enter).await;
    browser.until_text("Nothing was sent; now press the last button.").await;
    assert_eq!(guard.state_of(&typed), "held");
    press_send(&browser).await;
    browser.until_text("Leaves now").await;
    assert_eq!(guard.state_of(&typed), "delayed");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_told_and_can_be_switched_off() {
    let (_fake, guard) = firm().await;
    let id = hold(&guard, "ask-word", &[KEN]);
    let browser = Browser::speaking("en").await;
    browser.sign_in(&guard).await;
    opened(&browser, &guard, &id).await;
    browser.types("?").await;
    browser.until_text("to the Send button, without pressing it").await;
    browser.shot("friction", "keys").await;
    browser.find("#keys-on").await.click().await.unwrap();
    browser.press(Key::Escape).await;
    browser.until("the dialog is closed", "return !document.querySelector('dialog[open]')").await;
    let before = browser.focused().await;
    browser.types("sxr").await;
    assert_eq!(browser.focused().await, before, "no letter moves anything any more");
    opened(&browser, &guard, &id).await;
    browser.types("s").await;
    assert_ne!(browser.focused().await, format!(" Send to {KEN}"), "it is remembered");
    browser.types("?").await;
    browser.until_text("to the Send button, without pressing it").await;
    assert_eq!(guard.state_of(&id), "held");
}
