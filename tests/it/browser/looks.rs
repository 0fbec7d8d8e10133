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

/// Its name, the size of the window, and the features a browser is asked to emulate.
type Look = (&'static str, (u32, u32), &'static [(&'static str, &'static str)]);

/// How pages may be asked to look, and how large the window is then.
const LOOKS: [Look; 4] = [
    ("light", PHONE, &[("prefers-color-scheme", "light")]),
    ("dark", PHONE, &[("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "reduce")]),
    ("forced", PHONE, &[("forced-colors", "active")]),
    ("light", LAPTOP, &[("prefers-color-scheme", "light")]),
];

/// How much wider the page is than the screen.
const OVER: &str = "const page = document.scrollingElement; return page.scrollWidth - page.clientWidth";

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

/// Looks at the page shown in every size and colour; what there is to object to.
async fn looked_at(browser: &Browser, page: &str) -> Vec<String> {
    let mut objections = Vec::new();
    for (name, size, features) in LOOKS {
        browser.resize(size).await;
        browser.prefers(features).await;
        axe::finds_nothing(browser, &format!("{page}, {} px, {name}", size.0)).await;
        browser.shot("looks", &format!("{page}-{name}")).await;
    }
    let headlines = browser.script("return document.querySelectorAll('h1').length", vec![]).await;
    if headlines != 1 {
        objections.push(format!("{page} has {headlines} headlines of the first order"));
    }
    for size in [LAPTOP, PHONE, ENLARGED] {
        browser.resize(size).await;
        let over = browser.script(OVER, vec![]).await;
        if over != 0 {
            objections.push(format!("{page} at {} px is {over} px wider than the screen", size.0));
        }
    }
    browser.resize(PHONE).await;
    for (what, filter) in [("too small", TOO_SMALL), ("without a visible focus", UNSEEN)] {
        let found = browser.script(&format!("return {PRESSABLE}{filter}"), vec![]).await;
        objections.extend(found.as_array().unwrap().iter().map(|it| format!("{page}, {what}: {it}")));
    }
    objections
}

pub(super) async fn visited(browser: &Browser, guard: &Guard, path: &str, page: &str) -> Vec<String> {
    browser.visit(guard, path).await;
    looked_at(browser, page).await
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
    let mut objections = visited(&browser, &guard, &format!("/{kellner}"), "held").await;
    browser.script("document.querySelectorAll('details').forEach(it => it.open = true)", vec![]).await;
    objections.extend(looked_at(&browser, "held-open").await);
    for (path, page) in [
        (format!("/{tick}"), "tick"),
        (format!("/{typed}"), "type"),
        (format!("/{approve}"), "approve"),
        (format!("/{kellner}/why"), "why"),
    ] {
        objections.extend(visited(&browser, &guard, &path, page).await);
    }
    assert!(objections.is_empty(), "{objections:#?}");
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
    let mut objections = looked_at(&browser, "sign-in").await;
    browser.sign_in(&guard).await;
    for (path, page) in [
        ("/", "list"),
        ("/leaving", "leaving"),
        ("/done", "done"),
        ("/settings", "settings"),
        ("/tune", "tune"),
        ("/?q=nobody", "nothing-found"),
        (&*format!("/{leaves}"), "window"),
        (&*format!("/{gone}"), "outcome"),
        ("/ZZZZ", "failure"),
    ] {
        objections.extend(visited(&browser, &guard, path, page).await);
    }
    assert!(objections.is_empty(), "{objections:#?}");
    assert_eq!(guard.state_of(&held), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_addresses_break_and_their_domain_is_seen_to_its_end() {
    let (_fake, guard) = firm().await;
    // As long as each part may be, and both together (RFC 5321 §4.5.3.1).
    let label = |letter: &str, length| letter.repeat(length);
    let long_local = format!("{}@{}.{}.{}.example", label("x", 64), label("a", 63), label("b", 63), label("c", 53));
    let long_domain = format!("x@{}.{}.{}.{}.example", label("a", 63), label("b", 63), label("c", 50), label("d", 13));
    assert_eq!((long_local.len(), long_domain.len()), (254, 202));
    let browser = Browser::speaking("en").await;
    browser.sign_in(&guard).await;
    for subject in ["ask-word", "tick-word", "type-word"] {
        let to = [long_local.as_str(), long_domain.as_str(), KELLNER];
        let id = hold(&guard, &format!("{subject} {}", "W".repeat(300)), &to);
        for path in [format!("/{id}"), "/".to_owned()] {
            for size in [PHONE, ENLARGED] {
                browser.resize(size).await;
                browser.visit(&guard, &path).await;
                browser.script("document.querySelectorAll('details').forEach(it => it.open = true)", vec![]).await;
                assert_eq!(browser.script(OVER, vec![]).await, 0, "{path} at {} px", size.0);
                let text = browser.text().await;
                // A list names one of them, and how many more there are.
                let named: &[&String] = if path == "/" { &[] } else { &[&long_local, &long_domain] };
                for address in named {
                    assert!(text.contains(address.as_str()), "{path} shows all of {address}:\n{text}");
                }
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
