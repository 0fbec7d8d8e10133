//! The case it is all about: mail about cutting costs, meant for the boss Martin Keller; autocomplete gave the client
//! Martin Kellner. Typed into swaks, against the real program, with nothing configured but the own domain.

use std::process::Command;

use serde_json::Value;

use crate::support::client::send;
use crate::support::guard::{Done, Guard, feed, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream, Taken};

const ANNA: &str = "anna.weber@firm.example";
const TOM: &str = "tom.brandt@firm.example";
const BOSS: &str = "martin.keller@firm.example";
const KELLNER: &str = "martin.kellner@kita.example";

struct Language {
    subject: &'static str,
    text: &'static str,
}

const ENGLISH: Language = Language {
    subject: "Saving costs in the team",
    text: "Hi Tom,\n\nwe have to reduce costs by the end of the quarter. I would move two people to the other project and \
           make the third position redundant; the redundancy stays between us until Friday.\n\nAnna",
};

const GERMAN: Language = Language {
    subject: "Kosten im Team senken",
    text: "Hallo Tom,\n\nwir müssen bis Quartalsende Kosten senken. Zwei Leute würde ich in das andere Projekt versetzen, \
           bei der dritten Stelle bleibt nur die Kündigung; vor Freitag weiß der Betriebsrat nichts davon.\n\nAnna",
};

const SPANISH: Language = Language {
    subject: "Reducir costes en el equipo",
    text: "Hola Tom:\n\ntenemos que reducir costes antes de fin de trimestre. Yo pasaría a dos personas al otro proyecto y \
           para la tercera solo queda el despido; la reestructuración queda entre nosotros hasta el viernes.\n\nAnna",
};

/// The message as swaks gets it: headers and body in one file, as they shall travel.
fn message(language: &Language, cc: &str) -> String {
    let text = language.text.replace('\n', "\r\n");
    format!(
        "Date: Mon, 16 Nov 2026 09:30:00 +0100\r\nFrom: Anna Weber <{ANNA}>\r\nTo: Tom Brandt <{TOM}>\r\n\
         CC: {cc}\r\nSubject: {}\r\nMessage-ID: <costs@firm.example>\r\nX-Odd:   spaces \t stay\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {text}\r\n",
        language.subject
    )
}

fn swaks(guard: &Guard, to: &str, message: &str) -> Done {
    let mut command = Command::new("swaks");
    command.args(["--server", &guard.addr().to_string(), "--helo", "laptop.firm.example"]);
    command.args(["--from", ANNA, "--to", to, "--data", "-"]);
    // swaks puts a line end and the dot behind what it gets.
    feed(&mut command, message.strip_suffix("\r\n").unwrap().as_bytes())
}

/// The reply to the message in a swaks transcript.
fn reply(done: &Done) -> String {
    let mut replies = done.out.lines().filter(|line| line.starts_with("<-  250 ") || line.starts_with("<** "));
    replies.next_back().unwrap_or_else(|| panic!("{done:#?}")).to_owned()
}

fn about_kellner(view: &Value) -> &Value {
    let findings = view["findings"].as_array().unwrap();
    findings.iter().find(|f| f["step"] != "note" && f["recipient"].is_string()).unwrap()
}

/// Held, repaired, released: the answer is what upstream got.
async fn kellner_is_held_and_repaired(language: &Language) -> Taken {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    // The boss is known because Anna has written to him before.
    let earlier = format!("From: {ANNA}\r\nTo: Martin Keller <{BOSS}>\r\nSubject: Thursday\r\n\r\nSee you then.\r\n");
    assert!(send(guard.addr(), ANNA, &[BOSS], &earlier).starts_with("250"));
    until("the history knows him", || {
        guard.ops_with(&["explain", "-"], message(language, KELLNER).as_bytes()).out.contains(BOSS)
    });

    let sent = message(language, &format!("Martin Kellner <{KELLNER}>"));
    let done = swaks(&guard, &format!("{TOM},{KELLNER}"), &sent);
    assert_eq!(done.code, 0, "{done:#?}");
    let reply = reply(&done);
    assert!(reply.contains("Held for you to check (") && reply.contains("do not send it again"), "{reply}");
    let id = id_in(&reply);
    assert_eq!(fake.messages().len(), 1, "nothing of it has left");

    let [listed] = &guard.list()[..] else { panic!("one waits") };
    assert_eq!((listed["id"].as_str(), listed["state"].as_str()), (Some(id.as_str()), Some("held")));
    assert!(listed["headline"].as_str().unwrap().contains("Martin Kellner"), "{listed}");
    let text = guard.ops(&["list"]).ok();
    assert!(text.contains(KELLNER) && text.contains("Martin Kellner"), "{text}");

    let view = guard.show(&id);
    let odd: Vec<&str> = view["recipients"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["odd"] == true)
        .map(|r| r["address"].as_str().unwrap())
        .collect();
    assert_eq!(odd, [KELLNER]);
    let finding = about_kellner(&view);
    assert_eq!(finding["recipient"], format!("{id}/2"));
    assert_eq!(finding["repairs"][0]["verb"], "replace");
    assert_eq!(finding["repairs"][0]["address"], BOSS);
    let shown = guard.ops(&["show", &id]).ok();
    assert!(shown.contains("← odd") && shown.contains(&format!("outguard replace {id}/2 {BOSS}")), "{shown}");

    let refused = guard.ops(&["release", &id]);
    assert_eq!(refused.code, 69, "the step asks for a look at him: {refused:#?}");
    assert_eq!(fake.messages().len(), 1);

    assert_eq!(
        guard.ops(&["replace", &format!("{id}/2"), BOSS]).ok(),
        format!("{id} repaired; nothing odd is left: outguard release {id}\n")
    );
    assert!(guard.ops(&["show", &id]).ok().contains("held: nothing odd is left\n"));
    assert_eq!(guard.ops(&["release", &id]).ok(), format!("{id} released\n"));
    guard.until_state(&id, "sent");
    let messages = fake.messages();
    assert_eq!(messages.len(), 2, "once, and once only");
    let taken = messages[1].clone();
    assert_eq!(taken.recipients(), [TOM, BOSS]);
    let expected = message(language, &format!("\"Martin Keller\" <{BOSS}>"));
    assert_eq!(String::from_utf8_lossy(taken.data_without_trace()), expected);
    taken
}

#[tokio::test(flavor = "multi_thread")]
async fn kellner_is_held_named_and_replaced_by_the_boss() {
    kellner_is_held_and_repaired(&ENGLISH).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_german() {
    kellner_is_held_and_repaired(&GERMAN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_spanish() {
    kellner_is_held_and_repaired(&SPANISH).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_history_or_directory_the_odd_one_is_named_all_the_same() {
    for language in [&ENGLISH, &GERMAN, &SPANISH] {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let mut guard = Guard::for_firm(&fake, "");
        guard.start();
        let done = swaks(&guard, &format!("{TOM},{KELLNER}"), &message(language, KELLNER));
        let id = id_in(&reply(&done));
        let view = guard.show(&id);
        let finding = about_kellner(&view);
        assert_eq!(
            (finding["check"].as_str(), finding["recipient"].as_str()),
            (Some("outsider-among-insiders"), Some(format!("{id}/2").as_str()))
        );
        assert_eq!(fake.messages().len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_that_speaks_german_or_spanish_does_so_in_reply_and_show() {
    for (setting, held, odd) in [
        ("language = \"de\"\n", "Wartet auf Ihre Entscheidung (", "liest mit, als einzige Person von außerhalb"),
        ("language = \"es\"\n", "Espera su decision (", "es la única persona de fuera en este correo"),
    ] {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let mut guard = Guard::for_firm(&fake, setting);
        guard.start();
        let done = swaks(&guard, &format!("{TOM},{KELLNER}"), &message(&GERMAN, KELLNER));
        let reply = reply(&done);
        assert!(reply.contains(held) && reply.is_ascii(), "{reply}");
        let id = id_in(&reply);
        let view = guard.show(&id);
        assert!(view["headline"].as_str().unwrap().contains(odd), "{view}");
        assert!(guard.ops(&["show", &id]).ok().contains(odd));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_knows_the_boss_too() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, &format!("[[person]]\naddress = \"{BOSS}\"\nname = \"Martin Keller\"\n"));
    guard.start();
    let done = swaks(&guard, &format!("{TOM},{KELLNER}"), &message(&ENGLISH, KELLNER));
    let id = id_in(&reply(&done));
    assert!(guard.ops(&["show", &id]).ok().contains(&format!("outguard replace {id}/2 {BOSS}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_words_to_the_boss_himself_pass() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let sent = message(&ENGLISH, BOSS);
    let done = swaks(&guard, &format!("{TOM},{BOSS}"), &sent);
    assert_eq!(done.code, 0, "{done:#?}");
    assert_eq!(fake.messages()[0].data_without_trace(), sent.as_bytes());
    assert!(guard.list().is_empty());
}
