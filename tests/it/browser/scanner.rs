//! Whoever follows every link and lets every script run, as mail scanners do, has changed nothing afterwards.

use std::collections::BTreeSet;

use serde_json::Value;

use mail_parser::MessageParser;

use super::mails::{firm, firm_with, hold, hold_costs};
use crate::support::browser::Browser;
use crate::support::guard::{Guard, until};

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

/// The links in a mail, as its reader sees them.
fn links(mail: &[u8]) -> Vec<String> {
    let text = MessageParser::default().parse(mail).unwrap().body_text(0).unwrap().into_owned();
    let words = text.split(|c: char| c.is_whitespace() || "<>\"".contains(c));
    words.filter(|word| word.starts_with("http://")).map(|word| word.trim_end_matches('.').to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_links_of_our_mails_may_be_rendered_before_their_reader_comes() {
    let (fake, guard) = firm_with("[notices]\nmail = \"always\"\n").await;
    let id = hold_costs(&guard, "en");
    until("its sender is told", || !fake.messages().is_empty());
    let is_told = || everything(&guard).iter().all(|one| !one.contains("\"state\":\"queued\""));
    until("that is recorded", is_told);
    let links = links(&fake.messages()[0].data);
    assert!(links.iter().any(|link| link.ends_with(&format!("/{id}"))), "{links:?}");

    // By a scanner nobody is signed in at, and by one that sits in the reader's own browser.
    let before = everything(&guard);
    let scanner = Browser::speaking("en").await;
    for signed_in in [false, true] {
        if signed_in {
            scanner.sign_in(&guard).await;
        }
        for link in &links {
            scanner.open(link).await;
            scanner.until("it is rendered", "return document.readyState === 'complete'").await;
            scanner.script("document.querySelectorAll('a, summary').forEach(it => it.focus())", vec![]).await;
        }
    }
    assert_eq!(everything(&guard), before);
    assert_eq!(fake.messages().len(), 1, "nothing but the notice has left");

    // The link still leads its reader to the decision.
    scanner.open(links.iter().find(|link| link.ends_with(&id)).unwrap()).await;
    scanner.until_text("Not sent yet.").await;
}
