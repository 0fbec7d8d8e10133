//! Who may do what: every route there is, against every kind of visitor.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{ANNA, PAGE, Route, firm, hold, routes, seal, until_denied};
use crate::support::guard::Guard;
use crate::support::page::{Answer, Visitor, form};
use crate::support::upstream::FakeUpstream;

const OTHER: &str = "kim@firm.example";
const SECOND: &str = "martin.keller@firm.example";
const AUDITOR: &str = "vera@firm.example";
const ADMIN: &str = "ola@firm.example";

/// What each route says to a stranger, to another person of the firm, to the sender, to the second person a hold waits for, to an
/// auditor, to an admin, and to the account that runs Outguard, about a mail of the sender's:
/// `s` sign in first; `-` there is no such thing; `r` it is not theirs to do; `y` yes.
const MATRIX: &[(&str, &str)] = &[
    ("GET /", "s y y y y y y"),
    ("GET /leaving", "s y y y y y y"),
    ("GET /others", "s y y y y y y"),
    ("GET /done", "s y y y y y y"),
    ("GET /live", "s y y y y y y"),
    ("POST /selected", "s y y y y y y"),
    ("GET /settings", "s y y y y y y"),
    ("POST /settings/end", "s y y y y y y"),
    ("POST /sign-out", "s y y y y y y"),
    ("GET /sign-in", "y y y y y y y"),
    ("POST /sign-in", "y y y y y y y"),
    ("POST /sign-in/mail", "y y y y y y y"),
    ("POST /look", "y y y y y y y"),
    ("GET /assets/{name}", "y y y y y y y"),
    // These are open where nobody but this machine reaches the page; here they need their token.
    ("GET /livez", "s s s s s s s"),
    ("GET /readyz", "s s s s s s s"),
    ("GET /metrics", "s s s s s s s"),
    ("GET /tune", "s y y y y y y"),
    // Those who may are told that no check is named.
    ("POST /tune/note", "s r r r r - -"),
    ("POST /tune/ask", "s r r r r - -"),
    ("POST /tune/again", "s - - - - - -"),
    ("GET /{id}", "s - y y y y y"),
    ("GET /{id}/why", "s - y r r r y"),
    ("GET /{id}/draft", "s - y r r r y"),
    ("GET /{id}/html", "s - y r r r y"),
    ("GET /{id}/quiet", "s - y r r r y"),
    ("POST /{id}/quiet", "s - y r r r y"),
    // Shows the page with what was ticked, and changes nothing.
    ("POST /{id}/check", "s - y y y y y"),
    ("POST /{id}/leave", "s - y r r r y"),
    ("POST /{id}/hold", "s - y r r r y"),
    ("POST /{id}/extend", "s - y r r r y"),
    ("POST /{id}/release", "s - y r r r y"),
    ("POST /{id}/cancel", "s - y r r r y"),
    ("POST /{id}/remove", "s - y r r r y"),
    ("POST /{id}/replace", "s - y r r r y"),
    ("POST /{id}/bcc", "s - y r r r y"),
    ("GET /waiting", "s y y y y y y"),
    ("GET /waiting/{id}", "s - y y r r y"),
    ("POST /{id}/approve", "s - y y r r y"),
    ("POST /{id}/reject", "s - y y r r y"),
    ("POST /{id}/open", "s - y y r r y"),
    ("POST /{id}/plead", "s - y r r r y"),
    ("POST /away", "s y y y y y y"),
    ("POST /back", "s y y y y y y"),
    ("GET /api/v1/holds/{id}/request", "s - y y y y y"),
    ("POST /api/v1/holds/{id}/approve", "s - y y r r y"),
    ("POST /api/v1/holds/{id}/reject", "s - y y r r y"),
    ("POST /api/v1/holds/{id}/plead", "s - y r r r y"),
    ("POST /api/v1/away", "s y y y y y y"),
    ("POST /api/v1/back", "s y y y y y y"),
    ("GET /api/v1/about", "s y y y y y y"),
    ("GET /api/v1/openapi.json", "s y y y y y y"),
    ("GET /api/v1/token", "s y y y y y y"),
    ("POST /api/v1/links", "s r r r r r r"),
    ("POST /api/v1/scan", "s y y y y y y"),
    ("GET /api/v1/holds", "s y y y y y y"),
    ("GET /api/v1/holds/{id}", "s - y y r r y"),
    ("GET /api/v1/holds/{id}/state", "s - y y y y y"),
    ("GET /api/v1/holds/{id}/journal", "s - y y y y y"),
    ("GET /api/v1/holds/{id}/message", "s - y r r r y"),
    ("GET /api/v1/holds/{id}/explain", "s - y r r r y"),
    ("POST /api/v1/holds/{id}/release", "s - y r r r y"),
    ("POST /api/v1/holds/{id}/cancel", "s - y r r r y"),
    ("POST /api/v1/holds/{id}/recall", "s - y r r r y"),
    // No mail of that Message-ID was sent by anybody.
    ("POST /api/v1/recall", "s - - - - - -"),
    ("POST /api/v1/holds/{id}/remove", "s - y r r r y"),
    ("POST /api/v1/holds/{id}/replace", "s - y r r r y"),
    ("POST /api/v1/holds/{id}/bcc", "s - y r r r y"),
    ("POST /api/v1/holds/{id}/hold", "s - y r r r y"),
    ("POST /api/v1/holds/{id}/extend", "s - y r r r y"),
    ("GET /api/v1/history", "s y y y y y y"),
    // What Anna's mail has taught: nothing of whoever is asked about.
    ("GET /api/v1/history/contact", "s r - r r - -"),
    ("POST /api/v1/history/forget", "s r - r r - -"),
    ("POST /api/v1/history/forget-sender", "s r - r r - -"),
    // An incident is about a mail of Anna's: hers, her lead's, of those who act, an admin's and the keeper's.
    ("GET /incidents", "s y y y y y y"),
    ("GET /incidents/new", "s y y y y y y"),
    ("POST /incidents", "s y y y y y y"),
    ("GET /incidents/{incident}", "s - y - - y y"),
    ("GET /incidents/{incident}/questions", "s - y - - y y"),
    ("GET /incidents/{incident}/duties", "s - y - - y y"),
    ("GET /incidents/{incident}/changes", "s - y - - y y"),
    // There is no file and no letter of that name.
    ("GET /incidents/{incident}/file/{name}", "s - - - - - -"),
    ("GET /incidents/{incident}/letter/{key}", "s - - - - - -"),
    ("POST /incidents/{incident}/answer", "s - y - - y y"),
    ("POST /incidents/{incident}/step", "s - y - - y y"),
    ("POST /incidents/{incident}/deletion", "s - y - - y y"),
    ("POST /incidents/{incident}/decide", "s - y - - y y"),
    ("POST /incidents/{incident}/log", "s - y - - y y"),
    ("POST /incidents/{incident}/keep", "s - y - - y y"),
    ("POST /incidents/{incident}/close", "s - y - - y y"),
    ("POST /incidents/{incident}/reopen", "s - y - - y y"),
    // There is no change of that number; a rule for everybody's mail is an admin's to make.
    ("POST /incidents/{incident}/prevent", "s - y - - y y"),
    ("POST /incidents/{incident}/replay", "s - y - - y y"),
    ("POST /incidents/{incident}/export", "s - y - - y y"),
    ("GET /api/v1/incidents", "s y y y y y y"),
    // Anybody may say that a mail of theirs went wrong which was sent elsewhere.
    // No mail of that Message-ID went through here.
    ("POST /api/v1/incidents", "s - - - - - -"),
    ("POST /api/v1/incidents/message", "s y y y y y y"),
    ("GET /api/v1/incidents/{incident}", "s - y - - y y"),
    ("POST /api/v1/incidents/{incident}/answer", "s - y - - y y"),
    ("POST /api/v1/incidents/{incident}/step", "s - y - - y y"),
    ("POST /api/v1/incidents/{incident}/deletion", "s - y - - y y"),
    ("POST /api/v1/incidents/{incident}/decide", "s - y - - y y"),
    ("POST /api/v1/incidents/{incident}/log", "s - y - - y y"),
    ("POST /api/v1/incidents/{incident}/close", "s - y - - y y"),
    ("POST /api/v1/incidents/{incident}/reopen", "s - y - - y y"),
];

struct Cast {
    guard: Guard,
    fake: FakeUpstream,
    held: usize,
}

impl Cast {
    async fn gather() -> Cast {
        let person = |address: &str, role: &str| {
            format!("[[person]]\naddress = \"{address}\"\nname = \"Somebody\"\nrole = \"{role}\"\n")
        };
        let (guard, fake) = firm(&format!("{}{}{PAGE}", person(AUDITOR, "auditor"), person(ADMIN, "admin"))).await;
        // The incident of the matrix, about a mail of Anna's.
        let copy = guard.path("sent.eml");
        std::fs::write(&copy, format!("From: {ANNA}\nTo: l@kita.example\nSubject: Lunch\n\nThursday?\n")).unwrap();
        guard.ops(&["incident", "open", copy.to_str().unwrap()]).ok();
        Cast { guard, fake, held: 0 }
    }

    /// In the order of the matrix.
    fn visitors(&self) -> Vec<(&'static str, Visitor)> {
        let mut visitors = vec![("a stranger", Visitor::stranger(&self.guard))];
        for address in [OTHER, ANNA, SECOND, AUDITOR, ADMIN] {
            visitors.push((address, Visitor::person(&self.guard, &self.fake, address)));
        }
        visitors.push(("the keeper", Visitor::keeper(&self.guard)));
        visitors
    }

    /// A hold of Anna's that waits for the second person too.
    fn fresh_hold(&mut self) -> String {
        self.held += 1;
        let id = hold(&self.guard, &format!("Offer {}", self.held));
        let store = Connection::open(self.guard.state().join("outguard.db")).unwrap();
        store.busy_timeout(crate::support::guard::PATIENCE).unwrap();
        store.execute("INSERT INTO assignee (person, id) VALUES (?1, ?2)", [SECOND, &id]).unwrap();
        id
    }

    /// What a route says to a visitor, with all that a form of theirs could have.
    fn says(&self, route: &Route, visitor: &Visitor, id: &str) -> Answer {
        let path = match route.path.as_str() {
            "/assets/{name}" => style_of(&visitor.get("/sign-in")),
            "/api/v1/history/contact" => format!("{}?address=nobody@kita.example&for={ANNA}", route.path),
            _ => route.path_for(id),
        };
        if route.method == "GET" {
            return visitor.get(&path);
        }
        let token = if visitor.cookie.is_empty() { String::new() } else { visitor.get("/settings").hidden("token") };
        let seal = if route.path.contains("{id}") { seal(&self.guard, id) } else { String::new() };
        let n = if path.ends_with("/prevent") { "0" } else { "1" };
        let fields = [("token", token.as_str()), ("seal", &seal), ("n", n), ("address", "new@kita.example")];
        let origin = format!("http://{}", self.guard.page());
        let (kind, body) = match path.starts_with("/api/") {
            true => ("application/json", object_for(&path).to_owned()),
            false => ("application/x-www-form-urlencoded", form(&fields)),
        };
        let headers = [("Origin", origin.as_str()), ("Content-Type", kind), ("X-Outguard-Token", token.as_str())];
        visitor.send(&visitor.request(route.method, &path, &headers, &body))
    }
}

/// Where a page says its style sheet is.
fn style_of(page: &Answer) -> String {
    let name = page.body.split_once("href=\"/assets/").expect("a style sheet").1.split('"').next().unwrap();
    format!("/assets/{name}")
}

/// What the API is told: an object that is refused for no other reason than who sends it.
fn object_for(path: &str) -> &'static str {
    match path.rsplit('/').next().unwrap() {
        "remove" | "bcc" => r#"{"n": [1]}"#,
        "extend" => r#"{"seconds": 3600}"#,
        "reject" | "plead" => r#"{"reason": "because"}"#,
        "replace" => r#"{"n": 1, "address": "new@kita.example"}"#,
        "step" => r#"{"n": 1, "state": "open"}"#,
        "deletion" => r#"{"address": "l@kita.example", "state": "asked"}"#,
        "decide" => r#"{"about": "eu.gdpr.33", "decided": "notify", "because": "because"}"#,
        "incidents" => r#"{"message_id": "<elsewhere@firm.example>"}"#,
        "log" => r#"{"text": "said"}"#,
        "forget" => r#"{"address": "nobody@kita.example", "for": "anna.weber@firm.example"}"#,
        "forget-sender" => r#"{"address": "anna.weber@firm.example"}"#,
        "scan" | "message" => {
            "From: anna.weber@firm.example\r\nTo: tom@firm.example\r\nSubject: Lunch\r\n\r\nThursday?\r\n"
        }
        _ => "{}",
    }
}

fn word(route: &Route, answer: &Answer) -> &'static str {
    match answer.status {
        401 => "s",
        303 if answer.header("location").starts_with("/sign-in") && route.path != "/sign-out" => "s",
        404 => "-",
        403 => "r",
        200..400 | 400 | 409 | 422 | 503 => "y",
        _ => "?",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_what() {
    let matrix: BTreeMap<&str, &str> = MATRIX.iter().copied().collect();
    let mut cast = Cast::gather().await;
    let visitors = cast.visitors();
    let mut wrong = Vec::new();
    let mut routes = routes();
    // What ends a session comes last.
    routes.sort_by_key(|route| route.path == "/sign-out");
    for route in &routes {
        let name = format!("{} {}", route.method, route.path);
        let Some(row) = matrix.get(name.as_str()) else {
            wrong.push(format!("{name} is not in the matrix"));
            continue;
        };
        let untouched = cast.fresh_hold();
        for ((who, visitor), expected) in visitors.iter().zip(row.split(' ')) {
            // What may change something has something of its own to change.
            let changes = route.method != "GET" && route.path.contains("{id}") && expected == "y";
            let id = if changes { cast.fresh_hold() } else { untouched.clone() };
            let answer = cast.says(route, visitor, &id);
            let got = word(route, &answer);
            if got != expected {
                wrong.push(format!("{name} says {got} ({}) to {who}, and should say {expected}", answer.status));
            }
        }
        let state = cast.guard.show(&untouched);
        if (state["state"].as_str(), state["recipients"][0]["state"].as_str()) != (Some("held"), Some("waiting")) {
            wrong.push(format!("{name} has changed something for somebody who may not: {state}"));
        }
    }
    for name in matrix.keys() {
        if !routes.iter().any(|route| format!("{} {}", route.method, route.path) == **name) {
            wrong.push(format!("{name} is in the matrix and nowhere else"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_theirs_is_not_there() {
    let (guard, fake) = firm(PAGE).await;
    let id = hold(&guard, "Offer");
    let kim = Visitor::person(&guard, &fake, OTHER);
    let missing = if id == "ZZZZ" { "YYYY" } else { "ZZZZ" };
    let token = kim.get("/settings").hidden("token");
    let without_id = |answer: Answer, id: &str| {
        let lower = answer.body.replace(id, "ID");
        // The token of the page's own forms has its time in it.
        let body =
            lower.split("name=\"token\"").map(|part| part.split_once('>').map_or(part, |(_, rest)| rest).to_owned());
        let headers: Vec<_> = answer
            .headers
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "content-length"))
            .collect();
        (answer.status, body.collect::<Vec<_>>(), headers)
    };
    let fields = [("token", token.as_str()), ("seal", "0123456789ab"), ("n", "1"), ("address", "x@kita.example")];
    for route in routes().iter().filter(|route| route.path.contains("{id}")) {
        let ask = |id: &str| {
            let path = route.path_for(id);
            let answer = match route.method {
                "GET" => kim.get(&path),
                _ if path.starts_with("/api/") => {
                    let headers = [("X-Outguard-Token", token.as_str())];
                    kim.send(&kim.request(route.method, &path, &headers, object_for(&path)))
                }
                _ => kim.post(&path, &fields),
            };
            without_id(answer, id)
        };
        let (theirs, nobodys) = (ask(&id), ask(missing));
        assert_eq!(theirs, nobodys, "{route:?}");
        if route.method == "GET" {
            assert_eq!(theirs.0, 404, "{route:?}");
        }
        // Nor does its beginning lead to it.
        assert_eq!(ask(&id[..3]).0, nobodys.0, "{route:?}");
    }
    until_denied(&guard, &format!("GET /{id}"), "not yours", OTHER);
    let denied = |line: &serde_json::Value| line["kind"] == "denied" && line["what"] == format!("GET /{missing}");
    assert!(!super::aside(&guard).iter().any(denied), "a wrong id is no offence");
}
