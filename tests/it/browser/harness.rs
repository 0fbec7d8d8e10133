//! The tools of the other tests find what they are there to find.

use fantoccini::key::Key;
use serde_json::json;

use crate::support::axe;
use crate::support::browser::{Browser, PHONE};
use crate::support::guard::{Guard, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

/// Puts in the place of a page: a picture without words, and letters hardly darker than the paper.
const BAD: &str = "document.body.innerHTML = '<img src=/nothing><p>Hard to read</p>';\
                   const style = document.querySelector('p').style; style.color = '#bbb'; style.background = '#fff'";

#[tokio::test(flavor = "multi_thread")]
async fn axe_objects_the_trap_catches_and_keys_arrive() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let browser = Browser::speaking("en").await;
    browser.follow_link(&guard).await;

    browser.resize(PHONE).await;
    assert_eq!(browser.script("return [innerWidth, innerHeight]", vec![]).await, json!([360, 800]));
    browser.prefers(&[("prefers-color-scheme", "dark")]).await;
    assert_eq!(browser.script("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await, json!(true));
    browser.tab_to("it.tagName === 'BUTTON'").await;
    browser.press(Key::Enter).await;
    browser.until_text("Nothing waits for you.").await;

    browser.script(BAD, vec![]).await;
    let violations = axe::violations(&browser).await;
    let ids: Vec<&str> = violations.iter().map(|violation| violation["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"image-alt") && ids.contains(&"color-contrast"), "{ids:?}");

    // The page's own policy lets nothing out, so the picture is asked for by a page without one.
    browser.client().goto("about:blank").await.unwrap();
    browser.script("new Image().src = 'http://tracker.example/pixel.png'", vec![]).await;
    let asked = "GET /pixel.png HTTP/1.1\r\nHost: tracker.example";
    until("the trap has caught it", || browser.trap().caught().iter().any(|said| said.starts_with(asked)));
    // A browser that waits long for a connection opens a second one.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    browser.trap().take();
    assert!(browser.requests().await.contains(&"http://tracker.example/pixel.png".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_scripts_runs_none() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let browser = Browser::without_scripts("es").await;
    browser.sign_in(&guard).await;
    let page = "data:text/html,<title>no</title><script>document.title='yes'</script>";
    browser.client().goto(page).await.unwrap();
    assert_eq!(browser.client().title().await.unwrap(), "no");
}
