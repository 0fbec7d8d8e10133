//! The lists: what stands in which, what a search finds, page after page, and nobody else's mail.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use jiff::{SignedDuration, Timestamp};
use outguard::base::Step;
use outguard::store::{Filter, NewSubmission, State, Store};
use outguard::verdict::Verdict;
use serde_json::Value;

use crate::support::guard::{Guard, PATIENCE, until};
use crate::support::page::{Answer, Visitor, form};
use crate::support::stored::{finding, held, signed_in, store_of};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";
const KIM: &str = "kim.sato@firm.example";
const AUDIT: &str = "audit@firm.example";
const AUDITOR: &str = "[[person]]\naddress = \"audit@firm.example\"\nname = \"Audit\"\nrole = \"auditor\"\n";

async fn firm(fake: &FakeUpstream) -> (Guard, Store) {
    let mut guard = Guard::for_firm(fake, AUDITOR);
    guard.start();
    let store = store_of(&guard);
    (guard, store)
}

async fn keep(store: &Store, new: NewSubmission) -> String {
    store.keep(new).await.unwrap().id().to_string()
}

fn for_two(new: NewSubmission) -> NewSubmission {
    NewSubmission {
        verdict: Verdict { step: Step::Approve, findings: vec![finding("party-term", Step::Approve)] },
        ..new
    }
}

fn leaving(new: NewSubmission) -> NewSubmission {
    let due = Some(outguard::base::Clock::system().now() + SignedDuration::from_hours(1));
    let verdict = Verdict { step: Step::Delay, findings: Vec::new() };
    NewSubmission { state: State::Delayed, due, deadline: None, verdict, ..new }
}

/// The ids in the rows of a list, in their order.
fn rows(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let marks = answer.body.split("<span class=\"id\">").skip(1);
    marks.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// The number beside the list at `path`.
fn count(answer: &Answer, path: &str) -> String {
    let tabs = answer.body.split("id=\"tabs\"").nth(1).unwrap_or_else(|| panic!("no lists"));
    let tab = tabs.split(&format!("<a href=\"{path}\"")).nth(1).unwrap_or_else(|| panic!("no {path}"));
    let tab = tab.split("</a>").next().unwrap();
    tab.split("class=\"count\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_owned()
}

/// All rows of a list, page after page.
fn all_rows(visitor: &Visitor, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let answer = visitor.get(&path);
        found.extend(rows(&answer));
        next = answer.body.split("rel=\"next\" href=\"").nth(1).map(|rest| unescaped(rest.split('"').next().unwrap()));
    }
    found
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&").replace("&#38;", "&")
}

fn searched(path: &str, fields: &[(&str, &str)]) -> String {
    format!("{path}?{}", form(fields))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mail_stands_in_the_list_it_belongs_to() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let anna = signed_in(&guard, ANNA).await;
    assert!(anna.get("/").body.contains("Nothing waits for you."));
    let waits = keep(&store, held(ANNA, "ken@kita.example", "one")).await;
    let stops = keep(&store, held(ANNA, "ken@kita.example", "two")).await;
    let second = keep(&store, for_two(held(ANNA, "ken@kita.example", "three"))).await;
    let leaves = keep(&store, leaving(held(ANNA, "ken@kita.example", "four"))).await;
    assert_eq!(anna.press(&format!("/{stops}"), &format!("/{stops}/cancel"), &[]).status, 303);

    let front = anna.get("/");
    assert_eq!(rows(&front), [waits]);
    assert_eq!(
        (count(&front, "/"), count(&front, "/others"), count(&front, "/leaving")),
        ("1".into(), "1".into(), "1".into())
    );
    assert!(front.body.contains("1 mail needs your decision"), "{}", front.body);
    assert!(front.body.contains("attachment-missing has noticed something") && front.body.contains("ken@kita.example"));
    assert_eq!(rows(&anna.get("/others")), [second]);
    let soon = anna.get("/leaving");
    assert_eq!(rows(&soon), [leaves]);
    assert!(soon.body.contains("data-ends=") && soon.body.contains("data-now="), "the clock is the server's");
    let done = anna.get("/done");
    assert_eq!(rows(&done), [stops]);
    assert!(done.body.contains("not sent, withdrawn"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_people_reasons_and_senders_are_found() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let greetings = keep(&store, held(ANNA, "käthe@müller.example", "Grüße aus Köln")).await;
    let figures = keep(&store, held(ANNA, "ken@kita.example", "Q3 figures")).await;
    let other = held(KIM, "ken@kita.example", "Offer");
    let verdict = Verdict { step: Step::Tick, findings: vec![finding("own/marking", Step::Tick)] };
    let marked = keep(&store, NewSubmission { verdict, ..other }).await;

    let keeper = Visitor::keeper(&guard);
    let found = |fields: &[(&str, &str)]| rows(&keeper.get(&searched("/", fields)));
    assert_eq!(found(&[("q", "köl")]), [greetings.as_str()]);
    assert_eq!(found(&[("q", "GRUSS")]), Vec::<String>::new(), "ß is one letter");
    assert_eq!(found(&[("q", "grü koln")]), [greetings.as_str()]);
    assert_eq!(found(&[("q", "muller")]), [greetings.as_str()]);
    assert_eq!(found(&[("q", "ken@kita.example q3")]), [figures.as_str()]);
    assert_eq!(found(&[("q", &figures.to_lowercase())]), [figures.as_str()]);
    assert_eq!(found(&[("q", "\" OR 1=1 --")]), Vec::<String>::new());
    assert_eq!(found(&[("q", "own/marking has noticed")]), [marked.as_str()], "the headline is searched too");
    assert_eq!(found(&[("reason", "own/marking")]), [marked.as_str()]);
    assert_eq!(found(&[("reason", "own")]), Vec::<String>::new());
    assert_eq!(found(&[("from", "Kim.Sato@firm.example")]), [marked.as_str()]);
    assert_eq!(found(&[("from", "no address")]), Vec::<String>::new());
    assert_eq!(found(&[("q", "ken"), ("sort", "newest")]), [marked.as_str(), figures.as_str()]);
    assert!(keeper.get(&searched("/", &[("q", "zebra")])).body.contains("Nothing found."));

    // What is repaired is found by what it says now.
    let answer = keeper.press(
        &format!("/{figures}"),
        &format!("/{figures}/replace"),
        &[("n", "1"), ("address", "tom@minami.example")],
    );
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(rows(&keeper.get("/?q=minami")), [figures.as_str()]);
    assert_eq!(rows(&keeper.get("/?q=kita")), [marked.as_str()]);

    let lines = guard.ops(&["list", "--search", "kita", "--json"]).ok();
    assert!(lines.contains(&marked) && !lines.contains(&figures), "{lines}");
    assert_eq!(guard.ops(&["list", "--limit", "1", "--json"]).ok().lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_no_gap_and_nothing_twice() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let mut ids = Vec::new();
    for n in 0..60 {
        let deadline = Some(outguard::base::Clock::system().now() + SignedDuration::from_hours(100 + n * 7 % 5));
        let new = NewSubmission { deadline, ..held(ANNA, "ken@kita.example", &format!("offer {n}")) };
        ids.push(keep(&store, new).await);
    }
    let anna = signed_in(&guard, ANNA).await;
    assert_eq!(all_rows(&anna, "/"), ids, "oldest first");
    let newest: Vec<String> = ids.iter().rev().cloned().collect();
    assert_eq!(all_rows(&anna, "/?sort=newest"), newest);
    assert_eq!(all_rows(&anna, "/?q=offer&sort=newest"), newest);
    let ending = all_rows(&anna, "/?sort=ending&q=offer");
    assert_eq!(ending, all_rows(&anna, "/?sort=ending"));
    let deadlines: Vec<Timestamp> = {
        let all = store.list(Filter { all: true, limit: 0 }).await.unwrap();
        let of = |id: &String| all.iter().find(|s| s.id.as_str() == id).unwrap().deadline.unwrap();
        ending.iter().map(of).collect()
    };
    assert!(deadlines.is_sorted() && ending.len() == 60);
    assert_eq!(ending.iter().collect::<BTreeSet<_>>().len(), 60);
    // A row that is gone meanwhile moves nothing: the next page goes on behind the last row.
    let first = anna.get("/");
    assert_eq!(anna.press(&format!("/{}", ids[0]), &format!("/{}/cancel", ids[0]), &[]).status, 303);
    let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(rows(&anna.get(&unescaped(next))), &ids[25..50]);
    assert_eq!(rows(&anna.get("/?after=nonsense")).len(), 25);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_that_waits_is_theirs_however_much_came_since_from_others() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let waits = keep(&store, held(ANNA, "ken@kita.example", "one")).await;
    let stops = keep(&store, held(ANNA, "ken@kita.example", "two")).await;
    for n in 0..60 {
        keep(&store, held(KIM, "ken@kita.example", &format!("offer {n}"))).await;
    }
    let anna = signed_in(&guard, ANNA).await;
    assert_eq!(anna.press(&format!("/{stops}"), &format!("/{stops}/cancel"), &[]).status, 303);
    let next = |id: &str| {
        let body = anna.get(&format!("/{id}")).body;
        body.split("class=\"next\"><a href=\"/").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned())
    };
    assert_eq!(next(&stops).as_ref(), Some(&waits));
    assert_eq!(anna.press(&format!("/{waits}"), &format!("/{waits}/cancel"), &[]).status, 303);
    assert_eq!(next(&stops), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_peoples_mail_is_neither_shown_nor_counted() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let own = keep(&store, held(ANNA, "ken@kita.example", "own words")).await;
    let mut theirs = Vec::new();
    for new in [held(KIM, "ken@kita.example", "zebra"), for_two(held(KIM, "ken@kita.example", "zebra two"))] {
        theirs.push(keep(&store, new).await);
    }
    theirs.push(keep(&store, leaving(held(KIM, "ken@kita.example", "zebra three"))).await);

    let anna = signed_in(&guard, ANNA).await;
    for list in ["/", "/others", "/leaving", "/done"] {
        for query in ["", "?of=all", "?q=zebra", "?from=kim.sato@firm.example", "?q=zebra&of=all", "?reason=party-term"]
        {
            let answer = anna.get(&format!("{list}{query}"));
            assert!(rows(&answer).iter().all(|id| *id == own), "{list}{query}");
            assert!(theirs.iter().all(|id| !answer.body.contains(id)), "{list}{query}");
            assert_eq!(
                (count(&answer, "/"), count(&answer, "/others"), count(&answer, "/leaving")),
                ("1".into(), "0".into(), "0".into())
            );
        }
    }
    let audit = signed_in(&guard, AUDIT).await;
    assert_eq!(rows(&audit.get("/")), Vec::<String>::new(), "nothing waits for an auditor");
    let everyones = audit.get("/?of=all");
    assert_eq!(rows(&everyones), [own.as_str(), theirs[0].as_str()]);
    assert!(everyones.body.contains(KIM) && !everyones.body.contains("zebra") && !everyones.body.contains("own words"));
    assert!(
        !everyones.body.contains("/release") && !everyones.body.contains("name=\"confirm\""),
        "metadata has no buttons"
    );
    assert_eq!(rows(&audit.get("/?of=all&q=zebra")), Vec::<String>::new(), "a search tells nothing of a subject");
    assert_eq!(rows(&audit.get("/?from=kim.sato@firm.example")), [theirs[0].as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_with_one_mild_reason_is_sent_from_the_list() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let mild = keep(&store, held(ANNA, "ken@kita.example", "one")).await;
    let two = Verdict {
        step: Step::Ask,
        findings: vec![finding("attachment-missing", Step::Ask), finding("freemail", Step::Ask)],
    };
    let twice = keep(&store, NewSubmission { verdict: two, ..held(ANNA, "ken@kita.example", "two") }).await;
    let anna = signed_in(&guard, ANNA).await;
    let list = anna.get("/");
    assert!(list.body.contains(&format!("action=\"/{mild}/release\"")));
    assert!(!list.body.contains(&format!("action=\"/{twice}/release\"")), "two reasons want a look");
    assert_eq!(anna.press("/", &format!("/{mild}/release"), &[]).status, 303);
    guard.until_state(&mild, "sent");
    assert_eq!(guard.state_of(&twice), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_withdrawn_each_as_it_was_shown() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(keep(&store, held(ANNA, "ken@kita.example", &format!("offer {n}"))).await);
    }
    let anna = signed_in(&guard, ANNA).await;
    let list = anna.get("/");
    let picked: Vec<&str> =
        list.body.split("name=\"confirm\" value=\"").skip(1).map(|r| r.split('"').next().unwrap()).collect();
    assert_eq!(picked.len(), 4);
    // Somebody changes the third meanwhile.
    let changed = format!("/{}/replace", ids[2]);
    assert_eq!(
        anna.press(&format!("/{}", ids[2]), &changed, &[("n", "1"), ("address", "lee@kita.example")]).status,
        303
    );
    let token = list.hidden("token");
    let fields: Vec<(&str, &str)> =
        picked[..3].iter().map(|value| ("confirm", *value)).chain([("token", &*token)]).collect();
    let answer = anna.post("/selected", &fields);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("2 mails are not sent.") && answer.body.contains(&ids[2]), "{}", answer.body);
    let states: Vec<String> = ids.iter().map(|id| guard.state_of(id)).collect();
    assert_eq!(states, ["cancelled", "cancelled", "held", "held"]);
    let before = store.entry(&ids[3].parse().unwrap()).await.unwrap().summary.deadline.unwrap();
    let answer = anna.post("/selected", &[("confirm", picked[3]), ("do", "keep"), ("token", &token)]);
    assert!(answer.body.contains("1 mail is kept a day longer."), "{}", answer.body);
    let after = store.entry(&ids[3].parse().unwrap()).await.unwrap().summary.deadline.unwrap();
    assert!(after.duration_since(before) >= SignedDuration::from_hours(24));
    // Kim's form is not Anna's, and Anna's mail is not Kim's.
    let kim = signed_in(&guard, KIM).await;
    assert_eq!(kim.post("/selected", &[("confirm", picked[3]), ("token", &token)]).status, 403);
    let kims = kim.get("/").hidden("token");
    assert!(kim.post("/selected", &[("confirm", picked[3]), ("token", &kims)]).body.contains("Nothing was withdrawn."));
    assert_eq!(guard.state_of(&ids[3]), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_every_link_changes_nothing() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    for n in 0..30 {
        keep(&store, held(ANNA, "ken@kita.example", &format!("offer {n}"))).await;
    }
    keep(&store, leaving(held(ANNA, "ken@kita.example", "soon"))).await;
    let anna = signed_in(&guard, ANNA).await;
    let before = everything(&store).await;
    let mut seen: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut todo = vec!["/".to_owned()];
    while let Some(path) = todo.pop() {
        let answer = anna.get(&path);
        assert!(answer.status < 500, "{path}: {answer:?}");
        let links = answer.body.split(" href=\"").skip(1).map(|rest| unescaped(rest.split('"').next().unwrap()));
        todo.extend(links.filter(|link| link.starts_with('/') && seen.insert(link.clone())));
    }
    assert!(seen.len() > 34, "{seen:?}");
    assert_eq!(everything(&store).await, before);
}

/// All that is stored of all mail, and how long the journal is.
async fn everything(store: &Store) -> String {
    let all = store.list(Filter { all: true, limit: 0 }).await.unwrap();
    format!("{all:?} {}", store.last_event().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_page_is_small_and_says_all_in_each_language() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    for n in 0..25 {
        let recipient = format!("{}{n}@{}.example", "k".repeat(60), "m".repeat(60));
        keep(&store, held(ANNA, &recipient, &format!("{n} {}", "Ä long subject & <b>more</b> ".repeat(40)))).await;
    }
    let mut anna = signed_in(&guard, ANNA).await;
    let cookie = anna.cookie.clone();
    for (language, said) in
        [("en", "25 mails need"), ("de", "25 Nachrichten brauchen"), ("es", "25 mensajes necesitan")]
    {
        anna.cookie = format!("{cookie}; outguard-look={language}.");
        for path in ["/", "/others", "/leaving", "/done", "/?q=long"] {
            let answer = anna.get(path);
            assert!(answer.body.len() < 60_000, "{path} has {} octets", answer.body.len());
            assert!(!answer.body.contains("<b>"), "{path}");
            let text = answer.body.split("<main").nth(1).unwrap();
            assert!(!text.contains(">list-") && !text.contains("title-"), "{language} {path}: {text}");
        }
        assert!(anna.get("/").body.contains(said));
    }
}

/// A stream of events.
struct Stream(BufReader<TcpStream>);

impl Stream {
    fn open(guard: &Guard, visitor: &Visitor) -> Stream {
        let mut stream = TcpStream::connect(guard.page()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(visitor.request("GET", "/live", &[], "").as_bytes()).unwrap();
        Stream(BufReader::new(stream))
    }

    /// The name and the data of the next event; `None` when the stream has ended.
    fn next(&mut self) -> Option<(String, Value)> {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(event) = line.strip_prefix("event:") {
                event.trim().clone_into(&mut name);
            }
            if let Some(data) = line.strip_prefix("data:") {
                return Some((name, serde_json::from_str(data.trim()).unwrap()));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_are_told_of_their_own_news_until_they_leave_or_the_daemon_does() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (mut guard, store) = firm(&fake).await;
    let (anna, kim) = (signed_in(&guard, ANNA).await, signed_in(&guard, KIM).await);
    assert_eq!(Visitor::stranger(&guard).get("/live").status, 303);
    let (mut annas, mut kims) = (Stream::open(&guard, &anna), Stream::open(&guard, &kim));
    for (stream, visitor) in [(&mut annas, &anna), (&mut kims, &kim)] {
        let (name, told) = stream.next().unwrap();
        assert_eq!((name.as_str(), &told["waiting"]), ("counts", &0.into()));
        // The script sees by them what came between the page and its stream.
        let counts = ["waiting", "others", "leaving", "assigned"].map(|list| told[list].to_string()).join(" ");
        let page = visitor.get("/").body;
        assert!(page.contains(&format!("data-counts=\"{counts}\"")), "{counts}: {page}");
    }
    let hers = keep(&store, held(ANNA, "ken@kita.example", "one")).await;
    let (name, told) = annas.next().unwrap();
    assert_eq!((name.as_str(), &told["waiting"]), ("news", &1.into()));
    assert_eq!(told["said"], "1 mail needs your decision now.");
    // Anna's news were none of Kim's: the first Kim hears of is her own.
    keep(&store, held(KIM, "ken@kita.example", "two")).await;
    assert_eq!(kims.next().unwrap().1["waiting"], 1);
    // The command line's decisions are news too.
    guard.ops(&["cancel", &hers]).ok();
    assert_eq!(annas.next().unwrap().1["waiting"], 0);

    // Who has signed out hears nothing more.
    let token = kim.get("/").hidden("token");
    assert_eq!(kim.post("/sign-out", &[("token", &token)]).status, 303);
    keep(&store, held(KIM, "ken@kita.example", "three")).await;
    assert_eq!(kims.next(), None);
    assert_eq!(guard.stop(), 0);
    while annas.next().is_some() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_waits_the_page_says_what_today_came_to() {
    // What came before midnight was not today.
    let now = || outguard::base::Clock::system().now().to_string();
    until("midnight is not near", || !now().contains("T23:59:"));
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (guard, store) = firm(&fake).await;
    let anna = signed_in(&guard, ANNA).await;
    let id = keep(&store, held(ANNA, "ken@kita.example", "one")).await;
    anna.press(&format!("/{id}"), &format!("/{id}/cancel"), &[]);
    until("it is over", || guard.state_of(&id) == "cancelled");
    let mail = format!("From: {ANNA}\r\nTo: {KIM}\r\nSubject: lunch\r\n\r\nAt one?\r\n");
    assert!(crate::support::client::send(guard.addr(), ANNA, &[KIM], mail).starts_with("250"));
    assert!(anna.get("/").body.contains("1 mail was stopped today."));
    let keeper = Visitor::keeper(&guard);
    until("the journal has it", || keeper.get("/").body.contains("1 mail passed today without a question."));
}
