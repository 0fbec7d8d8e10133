//! How pages look: nothing axe-core objects to, in light, dark and forced colours, on a phone and a laptop; nothing wider
//! than the screen.

use crate::support::axe;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::client::send;
use crate::support::guard::{Guard, id_in};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";

/// How pages may be asked to look.
const COLOURS: [(&str, &[(&str, &str)]); 3] = [
    ("light", &[("prefers-color-scheme", "light")]),
    ("dark", &[("prefers-color-scheme", "dark")]),
    ("forced", &[("forced-colors", "active")]),
];

/// Looks at the page shown in every size and colour.
async fn looked_at(browser: &Browser, page: &str) {
    for size in [PHONE, LAPTOP] {
        browser.resize(size).await;
        for (name, features) in COLOURS {
            browser.prefers(features).await;
            axe::finds_nothing(browser, &format!("{page}, {} px, {name}", size.0)).await;
            browser.shot("looks", &format!("{page}-{name}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_stands_in_the_way_of_anybody() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let mail = format!(
        "From: {ANNA}\r\nTo: l@examp1e-freight.example\r\nSubject: Offer\r\n\r\nConfidential. See attached.\r\n"
    );
    let id = id_in(&send(guard.addr(), ANNA, &["l@examp1e-freight.example"], &mail));

    let browser = Browser::speaking("de").await;
    browser.follow_link(&guard).await;
    looked_at(&browser, "sign-in").await;
    browser.sign_in(&guard).await;
    looked_at(&browser, "list").await;
    browser.visit(&guard, &format!("/{id}")).await;
    looked_at(&browser, "held").await;
}
