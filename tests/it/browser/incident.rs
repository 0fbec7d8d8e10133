//! The pages of an incident in a browser: nothing to object to in three languages, on a phone and a laptop, light and dark.

use super::looks::visited;
use super::mails::{KELLNER, firm_with};
use crate::support::browser::Browser;
use crate::support::client::send;
use crate::support::guard::Guard;

const ANNA: &str = "anna.weber@firm.example";

/// An incident about a mail with a file to Kellner, and others.
fn open(guard: &Guard) {
    let mail = format!(
        "From: Anna Weber <{ANNA}>\r\nTo: {KELLNER}\r\nSubject: Lunch\r\nMessage-ID: <lunch@firm.example>\r\n\r\nThursday?\r\n"
    );
    send(guard.addr(), ANNA, &[KELLNER], mail);
    let copy = guard.path("sent.eml");
    std::fs::write(&copy, format!("From: {ANNA}\nTo: {KELLNER}\nSubject: Pay\n\nIBAN DE02120300000000202051\n"))
        .unwrap();
    guard.ops(&["incident", "open", copy.to_str().unwrap(), "--noticed", "2026-11-20 08:00"]).ok();
    guard.ops(&["incident", "answer", "I-0001", "people=300", "data=contact,money", "residence=DE,ES"]).ok();
}

async fn nothing_stands_in_the_way(language: &str) {
    let (_fake, guard) = firm_with("[policy]\ndelay = \"0s\"\n").await;
    open(&guard);
    let browser = Browser::speaking(language).await;
    browser.sign_in(&guard).await;
    let mut objections = Vec::new();
    for (path, page) in [
        ("/incidents", "incidents"),
        ("/incidents/new", "incident-new"),
        ("/incidents/I-0001", "incident"),
        ("/incidents/I-0001/questions", "incident-questions"),
        ("/incidents/I-0001/duties", "incident-duties"),
        ("/incidents/I-0001/changes", "incident-changes"),
    ] {
        objections.extend(visited(&browser, &guard, path, &format!("{page}-{language}")).await);
    }
    assert!(objections.is_empty(), "{objections:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_about_an_incident_stands_in_the_way_in_english() {
    nothing_stands_in_the_way("en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_about_an_incident_stands_in_the_way_in_german() {
    nothing_stands_in_the_way("de").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_about_an_incident_stands_in_the_way_in_spanish() {
    nothing_stands_in_the_way("es").await;
}
