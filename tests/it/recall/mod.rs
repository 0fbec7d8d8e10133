//! Having mail back: what has not left is stopped, and who has it is told as it is.

mod by_mail;
mod told;

use serde_json::Value;

use crate::support::client::send;
use crate::support::guard::{Done, Guard, json_lines, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const KEN: &str = "ken.ito@kita.example";
const EVE: &str = "eve@other.example";

/// A message with this `Message-ID` to these people.
fn message(message_id: &str, subject: &str, to: &[&str]) -> String {
    format!(
        "From: Anna <{ANNA}>\r\nTo: {}\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n\r\nThursday?\r\n",
        to.join(", ")
    )
}

async fn started(behaviour: Behaviour, more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(behaviour).await;
    let mut guard = Guard::for_firm(&fake, &format!("{more}[policy]\ntime_zone = \"UTC\"\ndelay = \"1h\"\n"));
    guard.start();
    (fake, guard)
}

/// Hands over a message; the answer is the reply.
fn handed(guard: &Guard, message_id: &str, to: &[&str]) -> String {
    send(guard.addr(), ANNA, to, message(message_id, "Lunch", to))
}

/// Recalls and reads the answer as a program does.
#[track_caller]
fn recall(guard: &Guard, which: &str) -> (i32, Value) {
    let done = guard.ops(&["recall", which, "--json"]);
    let mut lines = json_lines(&done.out);
    assert_eq!(lines.len(), 1, "{done:?}");
    (done.code, lines.remove(0))
}

/// What became of it for `address`, in a word.
#[track_caller]
fn fate<'a>(view: &'a Value, address: &str) -> &'a str {
    let all = view["recipients"].as_array().unwrap();
    let one = all.iter().find(|one| one["address"] == address).unwrap_or_else(|| panic!("{address}: {view}"));
    one["fate"]["is"].as_str().unwrap()
}

/// Waits until what passed stands in the journal: nobody waits for that.
#[track_caller]
fn until_passed(guard: &Guard, message_id: &str) -> String {
    let mut id = String::new();
    until(&format!("{message_id} stands in the journal"), || {
        let lines = json_lines(&guard.ops(&["journal", "show", "--last", "500", "--json"]).ok());
        let line = lines.into_iter().find(|line| line.to_string().contains(message_id));
        id = line.and_then(|line| line["id"].as_str().map(str::to_owned)).unwrap_or_default();
        !id.is_empty()
    });
    id
}

/// The outputs of a command without what differs between two runs.
fn steady(done: &Done, id: &str) -> String {
    let mut text = done.out.replace(id, "K7Q2");
    for (pattern, by) in [
        (r"127\.0\.0\.1:\d+", "127.0.0.1:25"),
        (r"\w{3} \d+ \w{3} \d{4} \d\d:\d\d:\d\d UTC", "TIME"),
        (r"\d+[./]\d+[./]\d{4}, \d\d:\d\d:\d\d UTC", "TIME"),
    ] {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, by).into_owned();
    }
    let account = outguard::config::Account::current().unwrap().name;
    text.replace(&format!("by {account}"), "by anna")
        .replace(&format!("von {account}"), "von anna")
        .replace(&format!("por {account}"), "por anna")
}
