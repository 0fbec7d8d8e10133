//! Whoever follows every link and lets every script run, as mail scanners do, has changed nothing afterwards.

use std::collections::BTreeSet;

use serde_json::Value;

use super::mails::{firm, hold, hold_costs};
use crate::support::browser::Browser;
use crate::support::guard::Guard;

/// What is waiting, what was decided, and what the journal says of each.
fn everything(guard: &Guard) -> Vec<String> {
    let all = guard.ops(&["list", "--all", "--json"]).ok();
    let ids = all.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned());
    ids.map(|id| guard.ops(&["show", &id, "--journal", "--json"]).ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_followed_and_every_page_rendered_changes_nothing() {
    let (fake, guard) = firm().await;
    hold_costs(&guard, "en");
    hold(&guard, "Lunch", &["ken.ito@kita.example"]);
    hold(&guard, "type-word", &["ken.ito@kita.example"]);
    let gone = hold(&guard, "ask-word", &["eve@other.example"]);
    guard.ops(&["cancel", &gone]).ok();
    let browser = Browser::speaking("en").await;

    // The link to sign in survives being looked at, twice.
    browser.follow_link(&guard).await;
    let link = browser.client().current_url().await.unwrap().to_string();
    browser.open(&link).await;
    browser.find("main form button").await.click().await.unwrap();
    browser.until("somebody is signed in", "return location.pathname === '/'").await;

    let before = everything(&guard);
    assert_eq!(before.len(), 4);
    let mut seen = BTreeSet::new();
    let mut open = vec!["/".to_owned()];
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        // A download is asked for without leaving the page.
        if path.ends_with("/draft") {
            browser.promise("return (await fetch(arguments[0])).status", vec![path.into()]).await;
            continue;
        }
        browser.visit(&guard, &path).await;
        browser.until("it is rendered", "return document.readyState === 'complete'").await;
        browser.script("document.querySelectorAll('details').forEach(it => it.open = true)", vec![]).await;
        let links = "return [...document.querySelectorAll('[href], [src]')].map(it => new URL(it.href || it.src, location))\
                     .filter(it => it.origin === location.origin).map(it => it.pathname + it.search)";
        let links = browser.script(links, vec![]).await;
        open.extend(links.as_array().unwrap().iter().map(|link| link.as_str().unwrap().to_owned()));
    }
    assert!(seen.len() > 12, "{seen:?}");
    assert_eq!(everything(&guard), before, "after {seen:?}");
    assert_eq!(fake.messages().len(), 0);
}
