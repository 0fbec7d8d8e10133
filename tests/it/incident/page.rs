//! An incident worked on at the page: opened from a mail that left, answered, its steps, deletions and decisions written down;
//! to everybody else it is not there.

use serde_json::{Value, json};

use crate::support::client::send;
use crate::support::guard::{Guard, until};
use crate::support::page::{Answer, Visitor};
use crate::support::stored::{has_written, store_of};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";
const KIM: &str = "kim@firm.example";
const KELLNER: &str = "kellner@kita.example";
const BODY: &str = "the marmalade is green";

/// A firm whose mail leaves at once, with a page people reach by a name of its own, and two people who act.
async fn firm() -> (Guard, FakeUpstream) {
    firm_with("").await
}

/// The same firm with further tables in its configuration.
async fn firm_with(tables: &str) -> (Guard, FakeUpstream) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let more = format!(
        "[policy]\ndelay = \"0s\"\n[page]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\n\
         [incident]\nboss = \"martin.keller@firm.example\"\ndata_protection = \"vera@firm.example\"\n\
         [[person]]\naddress = \"{ANNA}\"\nname = \"Anna Weber\"\nlead = \"lea@firm.example\"\n{tables}"
    );
    let mut guard = Guard::for_firm(&fake, &more);
    guard.start();
    (guard, fake)
}

/// Something of Anna's that has left for the client Kellner; its id.
fn sent(guard: &Guard) -> String {
    let mail = format!(
        "From: Anna Weber <{ANNA}>\r\nTo: {KELLNER}\r\nSubject: Lunch\r\nMessage-ID: <lunch@firm.example>\r\n\r\n{BODY}\r\n"
    );
    let reply = send(guard.addr(), ANNA, &[KELLNER], mail);
    assert!(reply.starts_with("250"), "{reply}");
    let recalled = || guard.ops(&["recall", "<lunch@firm.example>", "--json"]).out;
    until("it has left", || recalled().contains(KELLNER));
    let view: Value = serde_json::from_str(recalled().lines().next().unwrap()).unwrap();
    view["id"].as_str().unwrap().to_owned()
}

/// Opens an incident as Anna does: the link of the message, one button.
fn opened(anna: &Visitor, id: &str) -> String {
    let page = anna.get(&format!("/incidents/new?id={id}"));
    assert_eq!(page.status, 200, "{}", page.body);
    let noticed = value_of(&page, "noticed");
    let answer =
        anna.post("/incidents", &[("token", &page.hidden("token")), ("id", &page.hidden("id")), ("noticed", &noticed)]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

fn value_of(page: &Answer, name: &str) -> String {
    let field = page.body.split_once(&format!("name=\"{name}\" value=\"")).expect("a field").1;
    field.split('"').next().unwrap().to_owned()
}

/// Presses a button of the page at `place`: its token, and these fields.
fn press(visitor: &Visitor, place: &str, what: &str, fields: &[(&str, &str)]) -> Answer {
    let token = visitor.get(place).hidden("token");
    let mut all = vec![("token", token.as_str())];
    all.extend_from_slice(fields);
    visitor.post(&format!("{place}/{what}"), &all)
}

/// A form with a file, as browsers send it.
fn upload(visitor: &Visitor, path: &str, fields: &[(&str, &str)], file: (&str, &str, &str)) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (field, name, bytes) = file;
    body.push_str(&format!(
        "--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{bytes}\r\n--b--\r\n"
    ));
    let origin = visitor.origin();
    let headers = [("Origin", origin.as_str()), ("Content-Type", "multipart/form-data; boundary=b")];
    visitor.send(&visitor.request("POST", path, &headers, &body))
}

fn record(guard: &Guard, id: &str) -> Value {
    serde_json::from_str(&guard.ops(&["incident", "show", id, "--json"]).ok()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_opened_answered_and_worked_on_without_a_script() {
    let (guard, fake) = firm().await;
    let id = sent(&guard);
    let anna = Visitor::person(&guard, &fake, ANNA);
    let choice = anna.get("/incidents/new");
    assert!(choice.body.contains(&format!("/incidents/new?id={id}")), "{}", choice.body);
    assert!(anna.get("/done").body.contains("href=\"/incidents/new\""), "it can be said on every page");

    let place = opened(&anna, &id);
    assert_eq!(place, "/incidents/I-0001");
    let page = anna.get(&place);
    assert!(page.body.contains("You did the right thing by telling."), "{}", page.body);
    assert!(page.body.contains(KELLNER) && page.body.contains("should not have it:"), "{}", page.body);
    assert!(!page.body.contains(BODY), "no body is shown");
    assert!(!page.body.to_lowercase().contains("no notification"), "nobody is told that nothing need be done");
    assert!(page.body.len() < 45_000, "with style and script below 60 KB: {}", page.body.len());
    assert!(anna.get(&format!("/incidents/new?id={id}")).body.contains("I-0001"), "there is one already");

    let fields = [
        ("asked", "people"),
        ("people", "300"),
        ("asked", "data"),
        ("data", "money"),
        ("data", "contact"),
        ("asked", "read"),
        ("read", "perhaps"),
        ("asked", "trust"),
        ("trust", ""),
    ];
    let answer = press(&anna, &place, "answer", &fields);
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.body.contains("1 answer does not fit"), "{}", answer.body);
    let answers = record(&guard, "I-0001")["incident"]["answers"].clone();
    assert_eq!(answers["people"]["value"], 300);
    assert_eq!(answers["data"]["value"], json!(["money", "contact"]));
    assert!(answers.get("read").is_none() && answers.get("trust").is_none(), "unknown stays unknown: {answers}");
    let by = answers["people"]["by"].as_str().unwrap().to_owned();
    assert!(by.contains(ANNA), "{by}");

    assert_eq!(press(&anna, &place, "step", &[("done", "1")]).status, 303);
    let without = press(&anna, &place, "step", &[("n", "2"), ("state", "skip"), ("note", "")]);
    assert_eq!(without.status, 400, "a step is left out with a reason: {}", without.body);
    assert_eq!(press(&anna, &place, "step", &[("n", "2"), ("state", "skip"), ("note", "no links")]).status, 303);

    let token = anna.get(&place).hidden("token");
    let fields = [("token", token.as_str()), ("address", KELLNER), ("state", "deleted-unread"), ("note", "by phone")];
    let answer =
        upload(&anna, &format!("{place}/deletion"), &fields, ("evidence", "../reply 1.eml", "From: k\r\n\r\nDone"));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let file = anna.get(&format!("{place}/file/reply%201.eml"));
    assert_eq!((file.status, file.body.as_str()), (200, "From: k\r\n\r\nDone"));
    assert!(file.header("content-disposition").starts_with("attachment"), "{file:?}");
    assert_eq!(anna.get(&format!("{place}/file/message.eml")).status, 404, "the message is no evidence");

    let decision = [("about", "eu.gdpr.33"), ("decided", "notify"), ("because", "")];
    assert_eq!(press(&anna, &place, "decide", &decision).status, 400, "a decision has a reason");
    let decision = [("about", "eu.gdpr.33"), ("decided", "notify"), ("because", "a list of pay")];
    assert_eq!(press(&anna, &place, "decide", &decision).status, 303);
    assert_eq!(press(&anna, &place, "log", &[("kind", "told"), ("text", "Told the boss")]).status, 303);

    let incident = record(&guard, "I-0001")["incident"].clone();
    assert_eq!(incident["steps"][0]["state"], "done");
    assert_eq!(incident["steps"][1]["note"], "no links");
    assert_eq!(incident["deletions"][0]["state"], "deleted-unread");
    assert_eq!(incident["deletions"][0]["evidence"], json!(["reply 1.eml"]));
    assert_eq!(incident["decisions"][0]["because"], "a list of pay");
    let page = anna.get(&place);
    for told in ["Told the boss", "a list of pay", "deleted unread", "no links"] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert_eq!(press(&anna, &place, "close", &[("reason", "")]).status, 400, "neither proof nor reason");
    for path in ["questions", "duties"] {
        assert_eq!(anna.get(&format!("{place}/{path}")).status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overdue_is_shown_and_the_most_urgent_comes_first() {
    let (guard, fake) = firm().await;
    let id = sent(&guard);
    let anna = Visitor::person(&guard, &fake, ANNA);
    let place = opened(&anna, &id);
    guard.ops(&["incident", "open", &id, "--noticed", "2026-11-20 08:00"]).ok();
    let late = anna.get("/incidents/I-0002");
    assert!(late.body.contains("overdue") && late.body.contains("20 Nov 2026, 08:00"), "{}", late.body);
    let list = anna.get("/incidents");
    let at = |id: &str| list.body.find(&format!("/incidents/{id}\"")).unwrap_or(usize::MAX);
    assert!(at("I-0002") < at("I-0001"), "{}", list.body);
    assert!(list.body.contains("overdue"), "{}", list.body);
    guard.ops(&["incident", "close", "I-0002", "--reason", "twice"]);
    assert_eq!(anna.get(&place).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_never_went_through_here_is_brought_along() {
    let (guard, fake) = firm().await;
    let anna = Visitor::person(&guard, &fake, ANNA);
    let token = anna.get("/incidents/new").hidden("token");
    let mail = format!("From: {ANNA}\nTo: {KELLNER}\nSubject: Lunch\nMessage-ID: <copy@firm.example>\n\n{BODY}\n");
    let answer = upload(&anna, "/incidents", &[("token", &token)], ("file", "sent.eml", &mail));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = anna.get(answer.header("location"));
    assert!(page.body.contains("never went through Outguard") && page.body.contains(KELLNER), "{}", page.body);
    assert!(!page.body.contains(BODY));
    let nothing = anna.post("/incidents", &[("token", &token)]);
    assert_eq!(nothing.status, 400, "{}", nothing.body);
    let forged = upload(&anna, "/incidents", &[("token", "1.00")], ("file", "sent.eml", &mail));
    assert_eq!(forged.status, 403, "without the token of a page of theirs");
}

/// How often Anna has written to this address, by the store.
async fn known_to_anna(guard: &Guard, address: &str) -> Option<u32> {
    let history = store_of(guard).history(ANNA).await.unwrap();
    history.contacts.iter().find(|contact| contact.address.as_str() == address).map(|contact| contact.count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_bears_anothers_name_changes_neither_their_history_nor_their_mail() {
    const TWIN: &str = "martin.kellner@kita.example";
    let (mut guard, fake) =
        firm_with("[[person]]\naddress = \"martin.keller@firm.example\"\nname = \"Martin Keller\"\n").await;
    guard.stop();
    has_written(&store_of(&guard), ANNA, TWIN, 3).await;
    guard.start();
    let mail =
        format!("From: {ANNA}\r\nTo: {TWIN}\r\nSubject: Lunch\r\n\r\n{BODY} and the others may look at it now\r\n");
    let brings = |visitor: &Visitor| {
        let token = visitor.get("/incidents/new").hidden("token");
        let answer = upload(visitor, "/incidents", &[("token", &token)], ("file", "sent.eml", &mail));
        assert_eq!(answer.status, 303, "{}", answer.body);
        format!("{}/changes", answer.header("location"))
    };
    let kim = Visitor::person(&guard, &fake, KIM);
    let changes = brings(&kim);
    let page = kim.get(&changes);
    assert!(page.body.contains(&format!("mail ever went to {TWIN}")), "{}", page.body);
    let token = page.hidden("token");
    let refused = kim.post(&changes.replace("/changes", "/prevent"), &[("token", &token), ("n", "1")]);
    assert!(refused.status == 403 && refused.body.contains("only the sender"), "{}", refused.body);
    assert_eq!(known_to_anna(&guard, TWIN).await, Some(3));
    let reply = send(guard.addr(), ANNA, &[TWIN], &mail);
    assert!(reply.starts_with("250") && !reply.contains("Held"), "it is no correction of hers: {reply}");

    let anna = Visitor::person(&guard, &fake, ANNA);
    brings(&anna);
    let reply = send(guard.addr(), ANNA, &[TWIN], &mail);
    assert!(reply.contains("Held"), "what she herself says slipped through is held: {reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_nothing_to_do_with_it_does_not_find_it() {
    let (guard, fake) = firm().await;
    let id = sent(&guard);
    let anna = Visitor::person(&guard, &fake, ANNA);
    let place = opened(&anna, &id);
    let kim = Visitor::person(&guard, &fake, KIM);
    let token = kim.get("/settings").hidden("token");
    assert!(!kim.get("/incidents").body.contains("I-0001"));
    for (theirs, nobodys) in [
        (place.clone(), "/incidents/I-0009".to_owned()),
        (format!("{place}/questions"), "/incidents/I-0009/questions".to_owned()),
        (format!("{place}/letter/meeting"), "/incidents/I-0009/letter/meeting".to_owned()),
    ] {
        let (theirs, nobodys) = (kim.get(&theirs), kim.get(&nobodys));
        assert_eq!((theirs.status, nobodys.status), (404, 404));
        let plain = |answer: &Answer| {
            answer.body.replace("I-0009", "I-0001").split("name=\"token\"").next().unwrap().to_owned()
        };
        assert_eq!(plain(&theirs), plain(&nobodys));
    }
    for (what, field, value) in [("step", "done", "1"), ("log", "text", "x"), ("close", "reason", "x")] {
        let answer = kim.post(&format!("{place}/{what}"), &[("token", &token), (field, value)]);
        assert_eq!(answer.status, 404, "{what}: {}", answer.body);
    }
    assert_eq!(kim.get(&format!("/incidents/new?id={id}")).status, 404);
    for who in ["martin.keller@firm.example", "vera@firm.example", "lea@firm.example"] {
        assert_eq!(Visitor::person(&guard, &fake, who).get(&place).status, 200, "{who} acts, or leads the sender");
    }
    let answers = json!({ "answers": { "concealed": false } }).to_string();
    let headers = |visitor: &Visitor| {
        let (origin, token) = (visitor.origin(), visitor.get("/settings").hidden("token"));
        [("Origin", origin), ("Content-Type", "application/json".to_owned()), ("X-Outguard-Token", token)]
    };
    let ask = |visitor: &Visitor| {
        let headers = headers(visitor);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visitor.send(&visitor.request("POST", "/api/v1/incidents/1/answer", &headers, &answers))
    };
    assert_eq!(ask(&anna).status, 403, "what is about her the boss answers");
    let lea = Visitor::person(&guard, &fake, "lea@firm.example");
    assert_eq!(ask(&lea).status, 200);
    let shown = anna.get("/api/v1/incidents/I-0001");
    assert!(shown.status == 200 && !shown.body.contains("concealed"), "{}", shown.body);
    assert!(lea.get("/api/v1/incidents/I-0001").body.contains("concealed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_and_reports_are_taken_along() {
    let (guard, fake) = firm().await;
    let id = sent(&guard);
    let anna = Visitor::person(&guard, &fake, ANNA);
    let place = opened(&anna, &id);
    let page = anna.get(&place);
    let letter =
        page.body.split_once(&format!("{place}/letter/deletion")).expect("a letter").1.split('"').next().unwrap();
    let letter = anna.get(&format!("{place}/letter/deletion{letter}"));
    assert_eq!((letter.status, letter.header("content-type")), (200, "message/rfc822"));
    assert!(letter.body.contains(KELLNER) && !letter.body.contains(BODY), "{}", letter.body);
    let report = press(&anna, &place, "export", &[("language", "de"), ("language", "es")]);
    assert_eq!((report.status, report.header("content-type")), (200, "application/zip"), "{}", report.body);
    for name in ["de/facts.pdf", "es/internal.html", "incident.json"] {
        assert!(report.body.contains(name), "{name}");
    }
    assert!(!page.body.contains("/changes"), "what passed is not kept, so nothing can be tried on it");
    assert_eq!(anna.get(&format!("{place}/changes")).status, 409);
    let token = anna.get("/incidents/new").hidden("token");
    let mail = format!("From: {ANNA}\nTo: {KELLNER}\nSubject: Lunch\n\n{BODY}\n");
    let answer = upload(&anna, "/incidents", &[("token", &token)], ("file", "sent.eml", &mail));
    let place = answer.header("location").to_owned();
    assert!(anna.get(&place).body.contains(&format!("{place}/changes")));
    let changes = anna.get(&format!("{place}/changes"));
    assert!(changes.status == 200 && changes.body.contains("in 100 mails"), "{}", changes.body);
    assert_eq!(press(&anna, &place, "replay", &[]).status, 303);
    assert!(record(&guard, "I-0002")["incident"]["proof"]["now"].is_string());
}
