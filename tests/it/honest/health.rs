//! `/livez`, `/readyz` and `/metrics`: who may ask, what they say, and that they say nothing of anybody.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::client::send;
use crate::support::guard::{FIRM, Guard, id_in, to};
use crate::support::page::{Answer, Visitor};
use crate::support::port::free_port;
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";

/// The samples of an OpenMetrics text, by name and labels. Whatever the format forbids is a failed test.
#[track_caller]
fn samples(text: &str) -> BTreeMap<String, f64> {
    let (body, end) = text.split_at(text.len() - "# EOF\n".len());
    assert_eq!(end, "# EOF\n");
    let (mut types, mut found): (BTreeMap<&str, &str>, BTreeMap<String, f64>) = Default::default();
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (what, name, value) = (words.next(), words.next().unwrap(), words.next().unwrap());
            match what {
                Some("TYPE") => assert!(types.insert(name, value).is_none(), "{name} is declared twice"),
                Some("HELP" | "UNIT") => {}
                other => panic!("{other:?}"),
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let name = series.split('{').next().unwrap();
        assert!(name.starts_with("outguard_") && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
        if let Some(labels) = series.strip_prefix(name).filter(|labels| !labels.is_empty()) {
            assert!(labels.starts_with('{') && labels.ends_with("\"}"), "{line}");
        }
        let family = ["_total", "_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
        let declared = types.get(family.unwrap_or(name)).or(types.get(name));
        let declared = *declared.unwrap_or_else(|| panic!("{name} has no type"));
        assert_eq!(declared == "counter", name.ends_with("_total"), "{name} is a {declared}");
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(found.insert(series.to_owned(), value).is_none(), "{series} stands twice");
    }
    assert!(!found.is_empty());
    found
}

fn with_token(visitor: &Visitor, path: &str, token: &str) -> Answer {
    let authorization = format!("Bearer {token}");
    visitor.send(&visitor.request("GET", path, &[("Authorization", &authorization)], ""))
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_well_formed_count_what_happened_and_name_nobody() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"0s\"\n");
    guard.start();
    let mail = |to: &str, text: &str| {
        let mail = format!("From: {ANNA}\r\nTo: {to}\r\nSubject: canary-subject\r\n\r\n{text}\r\n");
        send(guard.addr(), ANNA, &[to], mail)
    };
    assert!(mail("bob@firm.example", "Hello").starts_with("250"));
    let id = id_in(&mail("l@examp1e-freight.example", "Strictly confidential. See attached."));
    guard.ops(&["cancel", &id]).ok();
    let held = id_in(&mail("k@examp1e-freight.example", "Strictly confidential. See attached."));
    let stranger = Visitor::stranger(&guard);
    let read = || {
        let answer = stranger.get("/metrics");
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
        answer.body
    };
    crate::support::guard::until("the passed mail is counted", || {
        samples(&read()).contains_key("outguard_messages_total{path=\"smtp\",verdict=\"pass\"}")
    });
    let text = read();
    let now = samples(&text);
    let value = |series: &str| *now.get(series).unwrap_or_else(|| panic!("no {series} in {text}"));
    assert_eq!(value("outguard_messages_total{path=\"smtp\",verdict=\"pass\"}"), 1.0);
    assert_eq!(value("outguard_decisions_total{by=\"sender\",outcome=\"cancelled\"}"), 1.0);
    assert_eq!(value("outguard_rule_fired_total{rule=\"confidential-en/marking\"}"), 2.0);
    assert_eq!(value("outguard_rule_changed_total{rule=\"confidential-en/marking\"}"), 1.0);
    assert_eq!(value("outguard_held_messages{state=\"held\"}"), 1.0);
    assert_eq!(value("outguard_quick_decisions_total"), 0.0);
    assert!((value("outguard_ask_ratio") - 2.0 / 3.0).abs() < 1e-6);
    assert_eq!((value("outguard_decision_seconds_count"), value("outguard_scan_seconds_count")), (1.0, 3.0));
    assert_eq!(value("outguard_decision_seconds_bucket{le=\"+Inf\"}"), 1.0);
    assert!(value("outguard_store_bytes") > 4096.0 && value("outguard_oldest_held_seconds") >= 0.0);
    assert!(text.contains("outguard_build_info{version="), "{text}");
    for canary in ["canary", "anna", "weber", "freight", "firm.example", &held] {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
    // What comes from the store survives the daemon.
    guard.stop();
    guard.start();
    let again = samples(&Visitor::stranger(&guard).get("/metrics").body);
    for series in now.keys().filter(|series| series.contains("_total")) {
        assert_eq!(again.get(series), now.get(series), "{series}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ready_says_which_part_is_not() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let stranger = Visitor::stranger(&guard);
    assert_eq!((stranger.get("/livez").status, stranger.get("/livez").body.as_str()), (200, "alive\n"));
    let answer = stranger.get("/readyz");
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, &told["ready"]), (200, &true.into()), "{told}");
    for part in ["store", "rules", "upstream"] {
        assert_eq!(told[part]["ok"], true, "{told}");
    }
    guard.stop();
    // Nobody listens there.
    let gone: std::net::SocketAddr = ([127, 0, 0, 1], free_port()).into();
    guard.configure(&format!(
        "{FIRM}[smtp]\nlisten = [\"127.0.0.1:0\"]\n[page]\nlisten = \"127.0.0.1:0\"\n{}",
        crate::support::guard::to_address(gone)
    ));
    guard.start();
    let answer = Visitor::stranger(&guard).get("/readyz");
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, &told["ready"], &told["upstream"]["ok"]), (503, &false.into(), &false.into()), "{told}");
    assert_eq!(told["store"]["ok"], true);
    assert!(told["upstream"]["why"].as_str().unwrap().contains("127.0.0.1"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_host_and_whoever_has_no_token_learn_nothing() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let page = "[page]\nlisten = \"127.0.0.1:0\"\nmetrics_token = { file = \"token\" }\n";
    let mut guard = Guard::for_firm(&fake, page);
    guard.write("token", "for-the-watchman\n");
    guard.start();
    let stranger = Visitor::stranger(&guard);
    for path in ["/livez", "/readyz", "/metrics"] {
        assert_eq!(stranger.get(path).status, 401, "{path}");
        assert_eq!(with_token(&stranger, path, "for-the-watchma").status, 401, "{path}");
        assert_eq!(with_token(&stranger, path, "for-the-watchman").status, 200, "{path}");
        let request = stranger.request("GET", path, &[], "").replace("Host: 127.0.0.1", "Host: evil.example");
        assert_eq!(stranger.send(&request).status, 421, "{path}");
    }
    guard.stop();
    // Behind a proxy everybody comes from this machine.
    let public = "[page]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://outguard.firm.example\"\n";
    guard.configure(&format!("{FIRM}[smtp]\nlisten = [\"127.0.0.1:0\"]\n{public}{}", to(&fake)));
    guard.start();
    assert_eq!(Visitor::stranger(&guard).get("/metrics").status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_waits_until_the_guard_is_ready() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    let told = guard.ops(&["ready"]);
    assert_eq!((told.code, told.out.as_str()), (75, ""), "nobody answers: {told:?}");
    assert_eq!(guard.ops(&["ready", "--wait", "--timeout", "1ms"]).code, 75);
    guard.start();
    let told = guard.ops(&["ready", "--wait"]).ok();
    assert_eq!(told.lines().filter(|line| line.starts_with("ok ")).count(), 3, "{told}");
    assert_eq!(guard.ops(&["ready", "--timeout", "1s"]).code, 64, "a time without waiting is a slip");
}
