//! How pages look to those who see, hear or press them differently: nothing axe-core objects to in light, dark and forced
//! colours, nothing wider than the screen, everything large enough to hit, the focus seen wherever it is, and little to load.

use serde_json::{Value, json};

use super::mails::{KELLNER, firm, hold, hold_costs};
use crate::support::axe;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::guard::Guard;

const KEN: &str = "ken.ito@kita.example";
const EVE: &str = "eve@other.example";

/// What 1280 pixels are at 400 % (WCAG 1.4.10).
const ENLARGED: (u32, u32) = (320, 640);

/// How pages may be asked to look, and how large the window is then.
const LOOKS: [(&str, (u32, u32), &[(&str, &str)]); 4] = [
    ("light", PHONE, &[("prefers-color-scheme", "light")]),
    ("dark", PHONE, &[("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "reduce")]),
    ("forced", PHONE, &[("forced-colors", "active")]),
    ("light", LAPTOP, &[("prefers-color-scheme", "light")]),
];

/// All that can be pressed and is seen.
const PRESSABLE: &str = "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]\
                         .filter(it => it.checkVisibility({ visibilityProperty: true }) && !it.disabled)";

/// What is too small to be hit (WCAG 2.5.8: 24 CSS pixels, links within a sentence apart); a box counts with its label.
const TOO_SMALL: &str = "\
    .filter(it => !(it.tagName === 'A' && getComputedStyle(it).display === 'inline' && it.parentElement.innerText.trim() !== it.innerText.trim()))\
    .map(it => [it, (it.closest('label') || it).getBoundingClientRect()])\
    .filter(([it, box]) => !it.classList.contains('skip') && (box.width < 24 || box.height < 24))\
    .map(([it, box]) => `${it.outerHTML.slice(0, 120)} is ${box.width} by ${box.height}`)";

/// What has the focus and does not show it (WCAG 2.4.7), or is not in sight then (2.4.11).
const UNSEEN: &str = "\
    .filter(it => { \
        it.focus({ focusVisible: true }); \
        const style = getComputedStyle(it), box = it.getBoundingClientRect(); \
        const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; \
        return !ringed || box.bottom < 0 || box.top > innerHeight; \
    }).map(it => it.outerHTML.slice(0, 120))";

/// Looks at the page shown in every size and colour.
async fn looked_at(browser: &Browser, page: &str) {
    for (name, size, features) in LOOKS {
        browser.resize(size).await;
        browser.prefers(features).await;
        axe::finds_nothing(browser, &format!("{page}, {} px, {name}", size.0)).await;
        browser.shot("looks", &format!("{page}-{name}")).await;
    }
    let headlines = browser.script("return document.querySelectorAll('h1').length", vec![]).await;
    assert_eq!(headlines, 1, "{page}");
    for size in [LAPTOP, PHONE, ENLARGED] {
        browser.resize(size).await;
        let wide = "const page = document.scrollingElement; return page.scrollWidth - page.clientWidth";
        assert_eq!(browser.script(wide, vec![]).await, 0, "{page} at {} px is wider than the screen", size.0);
    }
    browser.resize(PHONE).await;
    for (what, filter) in [("too small", TOO_SMALL), ("without a visible focus", UNSEEN)] {
        let found = browser.script(&format!("return {PRESSABLE}{filter}"), vec![]).await;
        assert_eq!(found, json!([]), "{page}: {what}");
    }
}

async fn visited(browser: &Browser, guard: &Guard, path: &str, page: &str) {
    browser.visit(guard, path).await;
    looked_at(browser, page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_about_a_held_mail_stands_in_the_way() {
    let (_fake, guard) = firm().await;
    let kellner = hold_costs(&guard, "de");
    let tick = hold(&guard, "tick-word", &[KEN, EVE]);
    let typed = hold(&guard, "type-word", &[KEN]);
    let approve = hold(&guard, "approve-word", &[KEN]);
    let browser = Browser::speaking("de").await;
    browser.sign_in(&guard).await;
    visited(&browser, &guard, &format!("/{kellner}"), "held").await;
    browser.script("document.querySelectorAll('details').forEach(it => it.open = true)", vec![]).await;
    looked_at(&browser, "held-open").await;
    visited(&browser, &guard, &format!("/{tick}"), "tick").await;
    visited(&browser, &guard, &format!("/{typed}"), "type").await;
    visited(&browser, &guard, &format!("/{approve}"), "approve").await;
    visited(&browser, &guard, &format!("/{kellner}/why"), "why").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_about_the_other_pages_stands_in_the_way() {
    let (_fake, guard) = firm().await;
    let held = hold_costs(&guard, "en");
    let leaves = hold(&guard, "Lunch", &[KEN]);
    let gone = hold(&guard, "ask-word", &[EVE]);
    guard.ops(&["cancel", &gone]).ok();
    let browser = Browser::speaking("es").await;
    browser.follow_link(&guard).await;
    looked_at(&browser, "sign-in").await;
    browser.sign_in(&guard).await;
    for (path, page) in [("/", "list"), ("/leaving", "leaving"), ("/done", "done"), ("/settings", "settings")] {
        visited(&browser, &guard, path, page).await;
    }
    visited(&browser, &guard, "/?q=nobody", "nothing-found").await;
    visited(&browser, &guard, &format!("/{leaves}"), "window").await;
    visited(&browser, &guard, &format!("/{gone}"), "outcome").await;
    visited(&browser, &guard, "/ZZZZ", "failure").await;
    assert_eq!(guard.state_of(&held), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_addresses_break_and_their_domain_is_seen_to_its_end() {
    let (_fake, guard) = firm().await;
    let local = "x".repeat(64);
    let domain = format!("{}.{}.{}.{}.example", "a".repeat(60), "b".repeat(60), "c".repeat(40), "d".repeat(31));
    let address = format!("{local}@{domain}");
    assert_eq!((local.len(), domain.len()), (64, 202));
    let browser = Browser::speaking("en").await;
    browser.sign_in(&guard).await;
    for subject in ["ask-word", "tick-word", "type-word"] {
        let id = hold(&guard, &format!("{subject} {}", "W".repeat(300)), &[&address, KELLNER]);
        for path in [format!("/{id}"), "/".to_owned()] {
            for size in [PHONE, ENLARGED] {
                browser.resize(size).await;
                browser.visit(&guard, &path).await;
                browser.script("document.querySelectorAll('details').forEach(it => it.open = true)", vec![]).await;
                let wide = "const page = document.scrollingElement; return page.scrollWidth - page.clientWidth";
                assert_eq!(browser.script(wide, vec![]).await, 0, "{path} at {} px", size.0);
                assert!(browser.text().await.replace('\u{200b}', "").contains(&address), "{path} shows all of it");
            }
        }
        browser.shot("looks", &format!("long-{subject}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_all_it_needs_weighs_less_than_sixty_kilobytes() {
    let (_fake, guard) = firm().await;
    let id = hold_costs(&guard, "en");
    for _ in 0..60 {
        hold(&guard, "ask-word", &[KEN]);
    }
    let browser = Browser::speaking("en").await;
    browser.sign_in(&guard).await;
    browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await;
    let origin = format!("http://{}/", guard.page());
    for path in ["/".to_owned(), format!("/{id}"), format!("/{id}/why"), "/settings".to_owned(), "/done".to_owned()] {
        browser.events().await;
        browser.visit(&guard, &path).await;
        browser.until("it is loaded", "return document.readyState === 'complete'").await;
        let events = browser.events().await;
        let of = |name: &'static str| events.iter().filter(move |event| event["method"] == name);
        let addresses: Vec<&str> =
            of("Network.requestWillBeSent").filter_map(|event| event["params"]["request"]["url"].as_str()).collect();
        assert!(addresses.len() >= 3, "{path} with its style and script: {addresses:?}");
        assert!(addresses.iter().all(|address| address.starts_with(&origin)), "{addresses:?}");
        let weight: f64 =
            of("Network.loadingFinished").filter_map(|event| event["params"]["encodedDataLength"].as_f64()).sum();
        assert!((1.0..60_000.0).contains(&weight), "{path} weighs {weight}: {addresses:?}");
        let said: Vec<&Value> = events.iter().filter(|event| event["method"] == "Runtime.exceptionThrown").collect();
        assert!(said.is_empty(), "{said:?}");
    }
}
