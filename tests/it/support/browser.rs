//! A real Chromium, driven as a person drives it: pages opened, keys pressed, what is on the screen read.
//!
//! ```ignore
//! let browser = Browser::speaking("de").await;
//! browser.sign_in(&guard).await;
//! browser.press(Key::Tab).await;
//! assert!(browser.text().await.contains("Noch nicht gesendet"));
//! ```
//!
//! Every name a mail or a page can contain leads to a [`Trap`]: when the browser is dropped, nothing may have gone there. The
//! driver and Chromium are ended by their process ids, also when a test fails.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::guard::{Guard, PATIENCE};
use super::port::free_port;
use super::trap::Trap;

/// What Chromium is started with: nothing of its own goes out, and it runs where tests run.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-breakpad",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    // The trap is on this machine; Chromium would keep pages from going there, and hide what they try.
    "--disable-features=LocalNetworkAccessChecks",
];

/// A telephone held upright.
pub const PHONE: (u32, u32) = (360, 800);
/// A small laptop.
pub const LAPTOP: (u32, u32) = (1280, 900);

/// A browser of its own, with an empty profile.
pub struct Browser {
    client: Client,
    driver: Child,
    /// The process id of Chromium.
    chromium: Option<Pid>,
    trap: Trap,
    language: String,
    size: std::sync::Mutex<(u32, u32)>,
    /// Home, profile and temporary files of both; removed last.
    _home: TempDir,
    // The driver may still say something, and must find somebody listening.
    _said: BufReader<ChildStdout>,
}

impl Browser {
    /// A browser whose reader wants this language.
    pub async fn speaking(language: &str) -> Browser {
        Browser::start(language, true).await
    }

    /// A browser that runs no scripts.
    pub async fn without_scripts(language: &str) -> Browser {
        Browser::start(language, false).await
    }

    async fn start(language: &str, scripts: bool) -> Browser {
        let home = tempfile::tempdir().unwrap();
        let trap = Trap::set();
        let (mut driver, said, port) = driver(home.path());
        let wanted = capabilities(language, scripts, &trap, home.path());
        let connected = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        let client = match connected {
            Ok(client) => client,
            Err(error) => {
                let _ = driver.kill();
                let _ = driver.wait();
                panic!("Chromium does not start: {error}");
            }
        };
        let pid = client.capabilities().and_then(|all| all.get("goog:processID")).and_then(Value::as_i64);
        let chromium = pid.and_then(|pid| Pid::from_raw(pid.try_into().unwrap()));
        let (language, size) = (language.to_owned(), std::sync::Mutex::new(LAPTOP));
        let browser = Browser { client, driver, chromium, trap, language, size, _home: home, _said: said };
        browser.resize(LAPTOP).await;
        browser
    }

    /// The commands of WebDriver.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What went to a name in a mail or a page.
    pub fn trap(&self) -> &Trap {
        &self.trap
    }

    /// Makes the window this large, in CSS pixels.
    pub async fn resize(&self, (width, height): (u32, u32)) {
        *self.size.lock().unwrap() = (width, height);
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Shows pages as somebody with these media features sees them, such as `("prefers-color-scheme", "dark")`.
    pub async fn prefers(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Opens a page.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
        // What Chromium itself shows in place of a page is no page.
        let shown = self.script("return location.protocol", vec![]).await;
        assert!(shown == json!("http:"), "{url} cannot be opened:\n{}", self.text().await);
    }

    /// Opens a page of this installation.
    pub async fn visit(&self, guard: &Guard, path: &str) {
        self.open(&format!("http://{}{path}", guard.page())).await;
    }

    /// Follows the link that `outguard open` prints for the account these tests run as.
    pub async fn follow_link(&self, guard: &Guard) {
        let link = guard.ops(&["open"]).ok();
        // The configuration says port 0; the daemon has another.
        let (_, ticket) = link.trim().split_once("/sign-in").expect("a link to the page");
        self.visit(guard, &format!("/sign-in{ticket}")).await;
    }

    /// Signs in by that link and its button.
    pub async fn sign_in(&self, guard: &Guard) {
        self.follow_link(guard).await;
        self.find("main form button").await.click().await.unwrap();
        self.until("somebody is signed in", "return location.pathname === '/'").await;
    }

    /// The first element of a CSS selector.
    pub async fn find(&self, selector: &str) -> Element {
        let found = self.client.find(Locator::Css(selector)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {selector}: {error}\n{}", self.text().await),
        }
    }

    /// The button or link with exactly this text.
    pub async fn named(&self, text: &str) -> Element {
        let path = format!("//*[self::button or self::a or self::summary][normalize-space()=\"{text}\"]");
        match self.client.find(Locator::XPath(&path)).await {
            Ok(element) => element,
            Err(_) => panic!("nothing says {text:?} on\n{}", self.text().await),
        }
    }

    /// What a person reads on the page: hidden text is not part of it.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText", vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// The path of the page shown.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Presses one key, at whatever has the focus.
    pub async fn press(&self, key: Key) {
        self.strike(key.into()).await;
    }

    /// Types, at whatever has the focus.
    pub async fn types(&self, text: &str) {
        for letter in text.chars() {
            self.strike(letter).await;
        }
    }

    async fn strike(&self, value: char) {
        let keys = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Presses Tab until what has the focus satisfies `wanted`, an expression over `it`; at most once around the page.
    pub async fn tab_to(&self, wanted: &str) {
        for _ in 0..150 {
            self.press(Key::Tab).await;
            let script = format!("const it = document.activeElement; return !!({wanted})");
            if self.script(&script, vec![]).await == json!(true) {
                return;
            }
        }
        panic!("Tab does not lead to {wanted} on\n{}", self.text().await);
    }

    /// What has the focus: the path it leads to, a blank, and its text.
    pub async fn focused(&self) -> String {
        let script = "const it = document.activeElement; \
                      return (it.getAttribute('href') || '') + ' ' + (it.matches('a[href]') ? '' : it.innerText.trim())";
        self.script(script, vec![]).await.as_str().unwrap().to_owned()
    }

    /// Runs a script in the page; what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{error}\nin {script}"))
    }

    /// Runs a script whose promise is waited for; what it resolves to.
    pub async fn promise(&self, script: &str, arguments: Vec<Value>) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async (...arguments) => {{ {script} }})(...arguments)\
             .then(done, error => done(String(error)))"
        );
        self.client.execute_async(&script, arguments).await.unwrap_or_else(|error| panic!("{error}\nin {script}"))
    }

    /// Waits until a script of the page returns true, at most [`PATIENCE`]; navigation in between is no failure.
    pub async fn until(&self, what: &str, script: &str) {
        let begun = Instant::now();
        while self.client.execute(script, vec![]).await.ok() != Some(json!(true)) {
            assert!(begun.elapsed() < PATIENCE, "it never came to be that {what}, on\n{}", self.text().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until a person reads this on the page.
    pub async fn until_text(&self, text: &str) {
        let script = format!("return document.body.innerText.includes({})", json!(text));
        self.until(&format!("{text:?} is on the page"), &script).await;
    }

    /// Keeps a picture of the whole page as `target/shots/TEST/LANGUAGE-WIDTH-NAME.png`.
    pub async fn shot(&self, test: &str, name: &str) -> PathBuf {
        let (width, _) = *self.size.lock().unwrap();
        let layout = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let height = layout["cssContentSize"]["height"].as_f64().unwrap().clamp(1.0, 8000.0);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let picture = self
            .devtools("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true, "clip": clip }))
            .await;
        let folder = target().join("shots").join(test);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{}-{width}-{name}.png", self.language));
        fs::write(&path, STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()).unwrap();
        println!("picture: {}", path.display());
        path
    }

    /// The addresses requested since this was last asked, in order, those of frames too. What a policy stopped was not
    /// requested, though DevTools tells of it.
    pub async fn requests(&self) -> Vec<String> {
        let events = self.events().await;
        let of = |name: &'static str| events.iter().filter(move |event| event["method"] == name);
        let stopped: Vec<&Value> = of("Network.loadingFailed")
            .filter(|event| event["params"]["blockedReason"].is_string())
            .map(|event| &event["params"]["requestId"])
            .collect();
        of("Network.requestWillBeSent")
            .filter(|event| !stopped.contains(&&event["params"]["requestId"]))
            .map(|event| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// What the network did since this was last asked: events of the DevTools protocol.
    pub async fn events(&self) -> Vec<Value> {
        let log = self.issue(&["se", "log"], json!({ "type": "performance" })).await;
        let messages = log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap());
        messages.map(|text| serde_json::from_str::<Value>(text).unwrap()["message"].clone()).collect()
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.issue(&["goog", "cdp", "execute"], json!({ "cmd": command, "params": parameters })).await
    }

    async fn issue(&self, path: &'static [&'static str], body: Value) -> Value {
        self.client.issue_cmd(Extension { path, body }).await.unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(chromium) = self.chromium {
            let _ = kill_process(chromium, Signal::KILL);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        if !std::thread::panicking() {
            assert_eq!(self.trap.caught(), [] as [String; 0], "nothing may leave this machine");
        }
    }
}

/// The folder builds and tests write to.
pub fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned()
}

/// A command that WebDriver has no word for.
#[derive(Debug)]
struct Extension {
    /// Below the session.
    path: &'static [&'static str],
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path.join("/")))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

fn capabilities(language: &str, scripts: bool, trap: &Trap, home: &Path) -> Value {
    // Chromium's own calls home find nobody; whatever a mail or a page names (RFC 2606) finds the trap.
    let elsewhere = format!(
        "--host-resolver-rules=EXCLUDE 127.0.0.1, MAP *.example {0}, MAP *.test {0}, MAP *example.com {0}, MAP * ~NOTFOUND",
        trap.addr()
    );
    let profile = format!("--user-data-dir={}", home.join("profile").display());
    let mut arguments: Vec<&str> = FLAGS.to_vec();
    arguments.extend([elsewhere.as_str(), profile.as_str()]);
    json!({
        "goog:chromeOptions": {
            "binary": "/usr/bin/chromium",
            "args": arguments,
            "prefs": {
                "intl.accept_languages": language,
                "profile.managed_default_content_settings.javascript": if scripts { 1 } else { 2 },
            },
        },
        "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
    })
}

/// A driver that listens, what it goes on saying, and its port. Left to itself it chooses a port of IPv4, and ends where somebody
/// has that of IPv6.
fn driver(home: &Path) -> (Child, BufReader<ChildStdout>, u16) {
    for _ in 0..3 {
        let port = free_port();
        let mut driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .env("HOME", home)
            .env("TMPDIR", home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is here (scripts/test-tools)");
        let mut said = BufReader::new(driver.stdout.take().unwrap());
        if said.by_ref().lines().map_while(Result::ok).any(|line| line.contains("started successfully")) {
            return (driver, said, port);
        }
        let _ = driver.wait();
    }
    panic!("chromedriver ended before it listened");
}
