//! What people are told, by mail, on the desktop and by webhook; and decisions that come back by mail.

mod announced;
mod by_mail;
mod desktop;
mod ended;
mod links;
mod webhook;

use std::fs;

use mail_parser::{Message, MessageParser, MimeHeaders as _};

use crate::support::client::send;
use crate::support::guard::{FIRM, Guard, id_in, to, until};
use crate::support::upstream::{FakeUpstream, Taken};

const ANNA: &str = "anna@firm.example";
const KEN: &str = "ken.ito@kita.example";
const EVE: &str = "eve@other.example";

/// A pack with one word for each step, so that a test says what it wants in the subject.
const STEPS: &str = include_str!("../holds/steps.toml");

/// What must never be in a notice: the words of the message itself.
const BODY: &str = "the marmalade is green";

/// A guard that holds as the subject says; `more` is put into its configuration.
fn guard(fake: &FakeUpstream, more: &str) -> Guard {
    let guard = Guard::new("", "");
    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/steps.toml"), STEPS).unwrap();
    let doors =
        "[smtp]\nlisten = [\"127.0.0.1:0\"]\nhostname = \"guard.firm.example\"\n[page]\nlisten = \"127.0.0.1:0\"\n";
    guard.configure(&format!("{FIRM}[rules]\npaths = [\"packs\"]\n{doors}{more}\n{}", to(fake)));
    guard
}

fn message(subject: &str, to: &[&str]) -> String {
    format!("From: Anna <{ANNA}>\r\nTo: {}\r\nSubject: {subject}\r\n\r\n{BODY}\r\n", to.join(", "))
}

/// Has something held; the answer is its id.
#[track_caller]
fn hold(guard: &Guard, subject: &str, to: &[&str]) -> String {
    let reply = send(guard.addr(), ANNA, to, message(subject, to));
    assert!(reply.contains("Held for you to check"), "{reply}");
    id_in(&reply)
}

/// A mail of ours as its reader sees it.
struct Notice {
    subject: String,
    text: String,
    reply_to: Option<String>,
    head: String,
    to: Vec<String>,
    draft: Option<String>,
}

impl Notice {
    fn read(taken: &Taken) -> Notice {
        assert!(taken.mail.starts_with("MAIL FROM:<>"), "{}", taken.mail);
        let raw = String::from_utf8_lossy(&taken.data).into_owned();
        let parsed: Message<'_> = MessageParser::default().parse(&taken.data).unwrap();
        let reply_to = parsed.reply_to().and_then(|list| list.first()).and_then(|one| one.address());
        let draft = parsed.attachments().next().map(|part| {
            assert!(part.attachment_name().is_some_and(|name| name.ends_with(".eml")));
            String::from_utf8_lossy(part.contents()).into_owned()
        });
        Notice {
            subject: parsed.subject().unwrap().to_owned(),
            text: parsed.body_text(0).unwrap().into_owned(),
            reply_to: reply_to.map(str::to_owned),
            head: raw.split("\r\n\r\n").next().unwrap().to_owned(),
            to: taken.recipients(),
            draft,
        }
    }
}

/// The mails of ours upstream has taken.
fn notices(fake: &FakeUpstream) -> Vec<Notice> {
    let ours = fake.messages().into_iter().filter(|taken| taken.mail.starts_with("MAIL FROM:<>"));
    ours.map(|taken| Notice::read(&taken)).collect()
}

/// Waits for so many mails of ours; the answer is the last.
#[track_caller]
fn notice(fake: &FakeUpstream, count: usize) -> Notice {
    until(&format!("{count} notices arrive"), || notices(fake).len() >= count);
    let mut all = notices(fake);
    assert_eq!(all.len(), count);
    all.pop().unwrap()
}

/// What the journal says of a submission, oldest first: each event as JSON.
fn journal(guard: &Guard, id: &str) -> Vec<String> {
    let shown = guard.ops(&["show", id, "--journal"]).ok();
    let lines = shown.split("What happened\n").nth(1).unwrap().lines();
    lines.filter_map(|line| Some(line[line.find('{')?..].to_owned())).collect()
}

/// What its sender was told of, and how: `(about, way)`.
fn told(guard: &Guard, id: &str) -> Vec<(String, String)> {
    let word = |event: &serde_json::Value, name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let told = journal(guard, id).into_iter().filter(|line| line.contains("\"kind\":\"told\""));
    let events = told.map(|line| serde_json::from_str::<serde_json::Value>(&line).unwrap());
    events.map(|event| (word(&event, "about"), word(&event, "way"))).collect()
}

/// The account these tests run as, as Anna's: what it decides, she has decided.
fn anna_at_this_machine() -> String {
    let account = outguard::config::Account::current().unwrap().name;
    format!("[[person]]\naddress = \"{ANNA}\"\nname = \"Anna\"\naccount = \"{account}\"\n")
}
