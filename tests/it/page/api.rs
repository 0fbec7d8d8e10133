//! The API: what it describes is what it answers, and a browser of somebody else's gets nothing done through it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::client::send;
use crate::support::guard::{FIRM, Guard, id_in, to, until};
use crate::support::page::{Answer, Visitor, answer};
use crate::support::schema;
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const KEN: &str = "ken.ito@kita.example";
const KIM: &str = "kim.sato@firm.example";
const EVE: &str = "eve@other.example";

/// The account of these tests is Kim's, who decides about what needs a second person.
fn second_person() -> String {
    let account = outguard::config::Account::current().unwrap().name;
    format!(
        "[[approval]]\nname = \"all\"\napprovers = [\"{KIM}\"]\n\
         [[person]]\naddress = \"{KIM}\"\nname = \"Kim Sato\"\naccount = \"{account}\"\n"
    )
}

/// A guard whose pack holds as the subject says: `ask-word`, `tick-word` and so on to anybody outside.
async fn started() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::new(&to(&fake), &format!("{FIRM}{}[rules]\npaths = [\"packs\"]\n", second_person()));
    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/steps.toml"), include_str!("../holds/steps.toml")).unwrap();
    guard.start();
    (fake, guard)
}

fn message(subject: &str) -> String {
    format!("From: Anna <{ANNA}>\r\nTo: {KEN}\r\nCc: {EVE}\r\nSubject: {subject}\r\n\r\nHi\r\n")
}

#[track_caller]
fn hold(guard: &Guard, subject: &str) -> String {
    id_in(&send(guard.addr(), ANNA, &[KEN, EVE], message(subject)))
}

/// What the control socket answers.
#[track_caller]
fn socket(guard: &Guard, method: &str, path: &str, body: &str) -> Answer {
    let mut stream = UnixStream::connect(guard.state().join("control.sock")).unwrap();
    let length = body.len();
    // Who refuses a body need not read it: the rest of it breaks off, before the answer or behind it.
    let _ = write!(
        stream,
        "{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    answer(&String::from_utf8_lossy(&bytes))
}

#[track_caller]
fn object(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

/// A request of a signed-in program at the page's port.
#[track_caller]
fn ask(visitor: &Visitor, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let ours = visitor.origin();
    let says = headers.iter().any(|(name, _)| matches!(*name, "Origin" | "Sec-Fetch-Site"));
    let own: &[(&str, &str)] = if says { &[] } else { &[("Origin", ours.as_str())] };
    visitor.send(&visitor.request(method, &format!("/api/v1{path}"), &[headers, own].concat(), body))
}

#[test]
fn the_description_in_docs_is_what_the_code_describes() {
    let described = serde_json::to_string_pretty(&outguard::control::web::api_document()).unwrap() + "\n";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if fs::read_to_string(root.join("docs/openapi.json")).unwrap_or_default() != described {
        let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi.json");
        fs::write(&new, described).unwrap();
        panic!("the API has changed; what it is now: cp {} docs/openapi.json", new.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_as_it_is_described() {
    let (_fake, guard) = started().await;
    let document = object(&socket(&guard, "GET", "/openapi.json", ""));
    assert_eq!(document, outguard::control::web::api_document());
    let mail = message("ask-word");
    send(guard.addr(), ANNA, &[KEN], format!("Message-ID: <1@firm.example>\r\n{}", message("ask-word recalled")));
    // What is asked for: each operation gets a hold of its own.
    let asked = |id: &str| match id {
        "scan" => mail.clone(),
        "remove" | "bcc" => json!({ "n": [2] }).to_string(),
        "replace" => json!({ "n": 1, "address": "martin.keller@firm.example" }).to_string(),
        "release" => json!({ "reason": "agreed", "without": [2] }).to_string(),
        "reject" => json!({ "reason": "not yet" }).to_string(),
        "plead" => json!({ "reason": "agreed", "urgent": true }).to_string(),
        "away" => json!({ "until": "3d", "to": "lee.novak@firm.example" }).to_string(),
        "cancel" => json!({ "reason": "wrong person" }).to_string(),
        "extend" => json!({ "seconds": 86_400 }).to_string(),
        "recallMessage" | "openIncident" => json!({ "message_id": "<1@firm.example>" }).to_string(),
        "openIncidentWith" => mail.clone(),
        "answerIncident" => json!({ "answers": { "people": 3, "data": ["contact"], "read": null } }).to_string(),
        "markStep" => json!({ "n": 1, "state": "skipped", "note": "nothing waits" }).to_string(),
        "markDeletion" => json!({ "address": KEN, "state": "asked" }).to_string(),
        "decideIncident" => {
            json!({ "about": "eu.gdpr.33", "decided": "notify", "because": "a list of pay" }).to_string()
        }
        "logIncident" => json!({ "text": "told the boss", "kind": "told" }).to_string(),
        "closeIncident" => json!({ "reason": "a rehearsal" }).to_string(),
        "forget" => json!({ "address": "leo.ward@firm.example" }).to_string(),
        "forgetSender" => json!({ "address": ANNA }).to_string(),
        _ => String::new(),
    };
    // Somebody who is known, and may be forgotten; and somebody for whom Anna is a sender all the same.
    for to in ["leo.ward@firm.example", "ina.ward@firm.example"] {
        let lunch = format!("From: {ANNA}\r\nTo: {to}\r\nSubject: Lunch\r\n\r\nThursday?\r\n");
        assert!(send(guard.addr(), ANNA, &[to], lunch).starts_with("250"));
        until("it is learnt", || guard.ops(&["history", "show", to]).code == 0);
    }
    // One incident to work on, and one of which all is done.
    fs::write(guard.path("sent.eml"), &mail).unwrap();
    for _ in 0..2 {
        guard.ops(&["incident", "open", guard.path("sent.eml").to_str().unwrap()]).ok();
    }
    let second: Value = serde_json::from_str(&guard.ops(&["incident", "show", "2", "--json"]).ok()).unwrap();
    for step in second["incident"]["steps"].as_array().unwrap() {
        guard.ops(&["incident", "step", "2", &step["n"].to_string(), "done"]).ok();
    }
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 15, "{paths:?}");
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            let path = if path.contains("{id}") {
                let second = matches!(name, "request" | "approve" | "reject" | "plead");
                let id = hold(&guard, &format!("{} {name}", if second { "approve-word" } else { "ask-word" }));
                let asked = || guard.ops(&["show", &id, "--journal"]).ok().contains("asked");
                until("somebody is asked", || !second || asked());
                path.replace("{id}", &id)
            } else {
                path.replace("{incident}", if matches!(name, "closeIncident" | "reopenIncident") { "2" } else { "1" })
            };
            let path = if name == "contact" { format!("{path}?address=leo.ward@firm.example") } else { path };
            let got = socket(&guard, &method.to_uppercase(), &path, &asked(name));
            assert_eq!(got.status, 200, "{name}: {got:?}");
            let content = operation["responses"]["200"]["content"].as_object().unwrap();
            let kind = got.header("content-type");
            let described = content.get(kind).unwrap_or_else(|| panic!("{name} answers {kind}"));
            if kind == "application/json" {
                let wrong = schema::wrong(&document, &described["schema"], &object(&got), name);
                assert!(wrong.is_empty() || name == "description", "{wrong:#?}");
            }
            let refused = socket(&guard, &method.to_uppercase(), "/holds/K7Q2K7Q2/nothing", "");
            assert_eq!(refused.status, 404, "{refused:?}");
            let schema = &document["components"]["responses"]["Refused"]["content"]["application/json"]["schema"];
            assert_eq!(schema::wrong(&document, schema, &object(&refused), name), [""; 0]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_at_the_page_decides_with_its_session_and_its_token() {
    let (_fake, guard) = started().await;
    let id = hold(&guard, "tick-word");
    let release = format!("/holds/{id}/release");
    let body = json!({ "confirm": ["1", "2"], "reason": "agreed with Ken" }).to_string();

    let stranger = Visitor::stranger(&guard);
    for (method, path) in [("GET", "/holds"), ("GET", "/token"), ("POST", release.as_str()), ("GET", "/nothing")] {
        let refused = ask(&stranger, method, path, &[], &body);
        assert_eq!((refused.status, &object(&refused)["error"]["code"]), (401, &json!("not_signed_in")));
    }
    let anna = Visitor::keeper(&guard);
    let other = object(&ask(&Visitor::keeper(&guard), "GET", "/token", &[], ""))["token"].as_str().unwrap().to_owned();
    for token in ["", "x", "1.00", &other] {
        let refused = ask(&anna, "POST", &release, &[("X-Outguard-Token", token)], &body);
        assert_eq!((refused.status, &object(&refused)["error"]["code"]), (403, &json!("token")), "{token}");
    }
    let token = object(&ask(&anna, "GET", "/token", &[], ""))["token"].as_str().unwrap().to_owned();
    let with_token = [("X-Outguard-Token", token.as_str())];
    for foreign in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")] {
        assert_eq!(ask(&anna, "POST", &release, &[with_token[0], foreign], &body).status, 403);
    }
    assert_eq!(guard.state_of(&id), "held");
    let link = ask(&anna, "POST", "/links", &with_token, "");
    assert_eq!(
        (link.status, &object(&link)["error"]["code"]),
        (403, &json!("not_yours")),
        "a session makes no session"
    );

    // A message may be larger than anything else that is sent here.
    let large =
        format!("From: {ANNA}\r\nTo: tom@firm.example\r\nSubject: Lunch\r\n\r\n{}", "Thursday?\r\n".repeat(50_000));
    let scanned = ask(&anna, "POST", "/scan", &with_token, &large);
    assert_eq!((scanned.status, &object(&scanned)["verdict"]["step"]), (200, &json!("pass")), "{}", scanned.status);

    let half = ask(&anna, "POST", &release, &with_token, r#"{"confirm": ["1"]}"#);
    assert_eq!((half.status, &object(&half)["error"]["code"]), (422, &json!("not_confirmed")));
    assert_eq!(object(&half)["error"]["exit"], 69);
    let done = ask(&anna, "POST", &release, &with_token, &body);
    assert_eq!((done.status, object(&done)), (200, json!({ "id": id, "daemon": true })));
    let again = ask(&anna, "POST", &release, &with_token, &body);
    assert_eq!((again.status, &object(&again)["error"]["code"]), (409, &json!("not_now")));
    let journal = object(&ask(&anna, "GET", &format!("/holds/{id}/journal"), &[], ""));
    let decided =
        journal.as_array().unwrap().iter().map(|line| &line["event"]).find(|event| event["kind"] == "decided");
    let decided = decided.unwrap();
    assert_eq!((&decided["reason"], &decided["whence"]["way"]), (&json!("agreed with Ken"), &json!("api")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_refused_and_changes_nothing() {
    let (_fake, guard) = started().await;
    let id = hold(&guard, "ask-word");
    let refused = |method: &str, path: &str, body: &str, status: u16| {
        let answer = socket(&guard, method, path, body);
        assert_eq!(answer.status, status, "{method} {path} {body}: {answer:?}");
        let error = object(&answer)["error"].clone();
        format!(
            "{}: {} | {}",
            error["code"].as_str().unwrap(),
            error["message"].as_str().unwrap(),
            error["hint"].as_str().unwrap()
        )
    };
    let release = format!("/holds/{id}/release");
    assert_eq!(
        refused("POST", &release, r#"{"confrim": ["1"]}"#, 400),
        "request: unknown member `confrim` | did you mean `confirm`?"
    );
    assert!(refused("POST", &release, r#"{"confirm": "1"}"#, 400).contains("expected a sequence"));
    assert!(refused("POST", &release, "[1", 400).starts_with("request: "));
    assert!(
        refused("POST", &release, &format!(r#"{{"reason": "{}"}}"#, "x".repeat(70_000)), 413)
            .starts_with("too_large: ")
    );
    assert!(
        refused("POST", &format!("/holds/{id}/replace"), r#"{"n": 1, "address": "nobody"}"#, 400)
            .starts_with("recipient: ")
    );
    assert!(refused("POST", &format!("/holds/{id}/remove"), "", 400).contains("missing field `n`"));
    assert!(refused("POST", &format!("/holds/{id}/remove"), r#"{"n": [9]}"#, 400).starts_with("recipient: "));
    assert_eq!(refused("GET", "/holds?stat=held", "", 400), "request: unknown name `stat` | did you mean `state`?");
    assert_eq!(refused("GET", "/holds?state=helt", "", 400), "request: unknown value `helt` | did you mean `held`?");
    assert!(refused("GET", &release, "", 405).starts_with("method: "));
    assert!(refused("DELETE", &format!("/holds/{id}"), "", 405).starts_with("method: "));
    assert!(refused("GET", "/holds/K7Q2K7Q2", "", 404).starts_with("unknown: "));
    assert!(refused("GET", "/holds/..%2f..", "", 404).starts_with("unknown: "));
    assert!(refused("POST", "/scan?from=nobody", "Subject: x\r\n\r\n", 400).starts_with("recipient: "));
    let view = object(&socket(&guard, "GET", &format!("/holds/{id}"), ""));
    assert_eq!((&view["state"], view["recipients"].as_array().unwrap().len()), (&json!("held"), 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_what_is_asked_for() {
    let (_fake, guard) = started().await;
    let ids: Vec<String> = ["one", "two", "three"].iter().map(|n| hold(&guard, &format!("ask-word {n}"))).collect();
    guard.ops(&["cancel", &ids[0]]).ok();
    let listed = |query: &str| -> Vec<String> {
        let list = object(&socket(&guard, "GET", &format!("/holds{query}"), ""));
        list.as_array().unwrap().iter().map(|view| view["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(""), [ids[2].as_str(), &ids[1]]);
    assert_eq!(listed("?limit=1"), [ids[2].as_str()]);
    assert_eq!(listed("?state=cancelled"), [ids[0].as_str()]);
    assert_eq!(listed("?all=true&limit=3").len(), 3);
    let message = socket(&guard, "GET", &format!("/holds/{}/message", ids[1]), "");
    assert_eq!(
        message.body.split_once("From:").unwrap().1,
        self::message("ask-word two").split_once("From:").unwrap().1
    );
    assert!(message.header("content-disposition").starts_with("attachment;"), "{message:?}");
}
