//! Decisions that come back by mail: from the sender of the hold, through the door that knows them, to the address in the
//! notice. Everything else changes nothing and stands in the journal.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{ANNA, BODY, EVE, KEN, guard, journal, message, notice, notices, told};
use crate::support::client::Client;
use crate::support::guard::{Guard, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

const TOM: &str = "tom@firm.example";
const PASSWORD: &str = "pass word";

/// Anna and Tom, who sign in at the door.
async fn office() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "");
    let hash = guard.ops_with(&["config", "password"], format!("{PASSWORD}\n").as_bytes()).ok();
    let config = fs::read_to_string(guard.config()).unwrap();
    let user = |name: &str| format!("[[smtp.user]]\nname = \"{name}\"\npassword_hash = \"{}\"\n", hash.trim());
    let by_mail = "[notices]\ndecide_by_mail = true\ndigest = \"0s\"\n";
    guard.configure(&format!("{config}\n{}{}{by_mail}", user("anna"), user("tom")));
    guard.start();
    (fake, guard)
}

fn signed_in(guard: &Guard, user: &str) -> Client {
    let mut client = Client::connect(guard.addr());
    let plain = STANDARD.encode(format!("\0{user}\0{PASSWORD}"));
    assert!(client.says(&format!("AUTH PLAIN {plain}")).starts_with("235"));
    client
}

/// A hold of Anna's, and the address at which it is decided.
struct Held {
    id: String,
    address: String,
}

#[track_caller]
fn held(fake: &FakeUpstream, guard: &Guard, subject: &str, to: &[&str]) -> Held {
    let before = notices(fake).len();
    let reply = signed_in(guard, "anna").sends(ANNA, to, message(subject, to).as_bytes());
    let id = id_in(&reply);
    let told_of = notice(fake, before + 1);
    let address = told_of.reply_to.unwrap_or_else(|| panic!("no address to answer at: {}", told_of.text));
    assert!(address.starts_with(&format!("outguard+{}.", id.to_lowercase())), "{address}");
    assert!(!told_of.text.contains(&address), "the secret stands in one place alone");
    Held { id, address }
}

fn answer(first: &str) -> String {
    format!(
        "From: Anna <{ANNA}>\r\nSubject: Re: not sent\r\n\r\n{first}\r\n\r\nOutguard wrote:\r\n> RELEASE or CANCEL\r\n"
    )
}

/// Anna answers the notice of `held`; the answer to that is the reply.
fn answered(guard: &Guard, held: &Held, first: &str) -> String {
    signed_in(guard, "anna").sends(ANNA, &[&held.address], answer(first).as_bytes())
}

/// It still waits, upstream has nothing of it, and the journal says that and why somebody was refused.
#[track_caller]
fn untouched(fake: &FakeUpstream, guard: &Guard, held: &Held, why: &str) {
    assert_eq!(guard.state_of(&held.id), "held", "{why}");
    let denied = journal(guard, &held.id).iter().any(|line| line.contains(&format!("\"why\":\"{why}\"")));
    assert!(denied, "{why}: {:?}", journal(guard, &held.id));
    assert!(fake.messages().iter().all(|taken| taken.mail.starts_with("MAIL FROM:<>")), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_word_on_the_first_line_decides() {
    let (fake, guard) = office().await;
    for word in ["RELEASE", "  release.", "SENDEN", "enviar", "kita.example"] {
        let one = held(&fake, &guard, &format!("ask-word {word}"), &[KEN]);
        let reply = answered(&guard, &one, word);
        assert!(reply.starts_with("250 2.0.0") && reply.contains(&one.id), "{reply}");
        guard.until_state(&one.id, "sent");
        assert_eq!(told(&guard, &one.id).last().unwrap(), &("sent".to_owned(), "mail".to_owned()));
        until("the mail arrives", || {
            notices(&fake).iter().any(|notice| notice.subject.contains(&one.id) && notice.subject.starts_with("Sent"))
        });
    }
    for word in ["CANCEL", "Abbrechen!", "VERWERFEN", "cancelar"] {
        let one = held(&fake, &guard, &format!("tick-word {word}"), &[KEN]);
        let before = notices(&fake).len();
        let reply = answered(&guard, &one, word);
        assert!(reply.starts_with("250 ") && reply.contains("stopped before leaving"), "{reply}");
        assert_eq!(guard.state_of(&one.id), "cancelled");
        let back = notice(&fake, before + 1);
        assert!(back.draft.unwrap().contains(BODY));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_asks_for_no_less_than_the_page() {
    for step in ["tick-word", "type-word"] {
        let (fake, guard) = office().await;
        let one = held(&fake, &guard, step, &[KEN, EVE]);
        for too_little in ["RELEASE", "kita.example", "kita.example third.example", "yes", "", "9"] {
            let reply = answered(&guard, &one, too_little);
            assert!(reply.starts_with("554 5.7.1"), "{step} {too_little}: {reply}");
            untouched(&fake, &guard, &one, "words");
        }
        let reply = answered(&guard, &one, "kita.example, other.example");
        assert!(reply.starts_with("250 "), "{step}: {reply}");
        guard.until_state(&one.id, "sent");
    }
    let (fake, guard) = office().await;
    let one = held(&fake, &guard, "approve-word", &[KEN]);
    for word in ["RELEASE", "kita.example"] {
        let reply = answered(&guard, &one, word);
        assert!(reply.starts_with("554 ") && reply.contains("second person"), "{reply}");
        untouched(&fake, &guard, &one, "words");
    }
    assert!(answered(&guard, &one, "CANCEL").starts_with("250 "));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_decides_whatever_they_write_into_from() {
    let (fake, guard) = office().await;
    let one = held(&fake, &guard, "ask-word", &[KEN]);
    let forged = answer("RELEASE");
    let other_from = forged.replace(ANNA, TOM);
    let two_from = format!("From: {TOM}\r\n{forged}");
    let other_sender = format!("Sender: {TOM}\r\n{forged}");
    for (user, envelope, mail, why) in [
        ("tom", ANNA, &forged, "sign-in"),
        ("tom", TOM, &forged, "sign-in"),
        ("anna", TOM, &forged, "sender"),
        ("anna", ANNA, &other_from, "from"),
        ("anna", ANNA, &two_from, "from"),
        ("anna", ANNA, &other_sender, "from"),
    ] {
        let reply = signed_in(&guard, user).sends(envelope, &[&one.address], mail.as_bytes());
        assert!(reply.starts_with("554 5.7.1"), "{user} {envelope} {why}: {reply}");
        untouched(&fake, &guard, &one, why);
    }
    let unsigned = Client::connect(guard.addr()).sends(ANNA, &[&one.address], forged.as_bytes());
    assert!(unsigned.starts_with("530"), "{unsigned}");
    assert_eq!(guard.state_of(&one.id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_no_door_knew_the_sender_of_is_not_decided_by_mail() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "[notices]\ndecide_by_mail = true\n");
    guard.start();
    let reply = crate::support::client::send(guard.addr(), ANNA, &[KEN], message("ask-word", &[KEN]));
    let one = Held { id: id_in(&reply), address: notice(&fake, 1).reply_to.unwrap() };
    let reply = crate::support::client::send(guard.addr(), ANNA, &[&one.address], answer("RELEASE"));
    assert!(reply.starts_with("554 "), "{reply}");
    untouched(&fake, &guard, &one, "sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_decide_nothing_and_get_no_answer_they_would_answer() {
    let (fake, guard) = office().await;
    let one = held(&fake, &guard, "ask-word", &[KEN]);
    for (envelope, field) in [
        (ANNA, "Auto-Submitted: auto-replied"),
        (ANNA, "Precedence: bulk"),
        (ANNA, "List-Id: <staff.firm.example>"),
        (ANNA, "X-Autoreply: yes"),
        (ANNA, "Content-Type: multipart/report; report-type=delivery-status; boundary=b"),
        ("", "X-Nothing: the null sender is enough"),
    ] {
        let mail = format!("{field}\r\n{}", answer("RELEASE"));
        let reply = signed_in(&guard, "anna").sends(envelope, &[&one.address], mail.as_bytes());
        assert!(reply.starts_with("250 "), "{field}: {reply}");
        untouched(&fake, &guard, &one, "automatic");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn html_alone_is_read_and_two_texts_that_differ_are_not() {
    let (fake, guard) = office().await;
    let one = held(&fake, &guard, "ask-word 1", &[KEN]);
    let two = format!(
        "From: {ANNA}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain\r\n\r\nRELEASE\r\n--b\r\nContent-Type: text/html\r\n\r\n\
         <p>Please do not send this to anybody at all, it was a mistake of mine</p>\r\n--b--\r\n"
    );
    let reply = signed_in(&guard, "anna").sends(ANNA, &[&one.address], two.as_bytes());
    assert!(reply.starts_with("554 "), "{reply}");
    untouched(&fake, &guard, &one, "words");
    let html = format!(
        "From: {ANNA}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <html><body><div>CANCEL</div><blockquote>RELEASE sends it</blockquote></body></html>\r\n"
    );
    let reply = signed_in(&guard, "anna").sends(ANNA, &[&one.address], html.as_bytes());
    assert!(reply.starts_with("250 "), "{reply}");
    assert_eq!(guard.state_of(&one.id), "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quoted_word_is_nobodys_word() {
    let (fake, guard) = office().await;
    let one = held(&fake, &guard, "ask-word", &[KEN]);
    for own in ["> RELEASE", "What is this?", "Please RELEASE it", "RELEASE CANCEL"] {
        let reply = answered(&guard, &one, own);
        assert!(reply.starts_with("554 "), "{own}: {reply}");
        untouched(&fake, &guard, &one, "words");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_good_once_for_one_hold_as_it_was_shown() {
    let (fake, guard) = office().await;
    let (one, other) = (held(&fake, &guard, "ask-word 1", &[KEN]), held(&fake, &guard, "ask-word 2", &[KEN, EVE]));
    let (local, domain) = one.address.split_once('@').unwrap();
    let secret = local.rsplit('.').next().unwrap();
    let guessed = format!("{}0", &local[..local.len() - 1]);
    let guessed = if guessed == local { format!("{}1", &local[..local.len() - 1]) } else { guessed };
    let wrong = Held { id: one.id.clone(), address: format!("{guessed}@{domain}") };
    let reply = answered(&guard, &wrong, "RELEASE");
    assert!(reply.starts_with("554 "), "{reply}");
    assert_eq!(guard.state_of(&one.id), "held");
    // The name of another hold in front of the secret changes nothing: it is good for its own.
    let borrowed = format!("outguard+{}.{secret}@{domain}", other.id.to_lowercase());
    assert!(answered(&guard, &Held { id: other.id.clone(), address: borrowed }, "CANCEL").starts_with("250 "));
    assert_eq!((guard.state_of(&one.id), guard.state_of(&other.id)), ("cancelled".into(), "held".into()));
    // Used up.
    let reply = answered(&guard, &one, "RELEASE");
    assert!(reply.starts_with("554 ") && reply.contains("decided already"), "{reply}");
    assert_eq!(guard.state_of(&one.id), "cancelled");
    // Changed since the notice.
    guard.ops(&["remove", &format!("{}/2", other.id)]).ok();
    let reply = answered(&guard, &other, "RELEASE");
    assert!(reply.starts_with("554 ") && reply.contains("has changed since it was shown"), "{reply}");
    assert_eq!(guard.state_of(&other.id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_such_address_leaves_to_anybody_else() {
    let (fake, guard) = office().await;
    let (one, other) = (held(&fake, &guard, "ask-word 1", &[KEN]), held(&fake, &guard, "ask-word 2", &[KEN]));
    let count = fake.messages().len();
    let words = answer("RELEASE");
    let in_header = format!("Cc: <{}>\r\n{}", one.address, words);
    let in_body = answer(&format!("See what I got:\r\nReply-To: {}", one.address.to_uppercase()));
    for (to, mail) in [
        (vec![one.address.as_str(), TOM], &words),
        (vec![KEN, one.address.as_str()], &words),
        (vec![one.address.as_str(), other.address.as_str()], &words),
        (vec![TOM], &in_header),
        (vec![TOM], &in_body),
    ] {
        let reply = signed_in(&guard, "anna").sends(ANNA, &to, mail.as_bytes());
        assert!(reply.starts_with("554 5.7.1") && reply.contains("secret address"), "{reply}");
        untouched(&fake, &guard, &one, "leak");
    }
    assert_eq!(fake.messages().len(), count, "nobody got any of them");
    // What is used up is no secret any more, and mail that quotes it is mail like any other.
    assert!(answered(&guard, &one, "CANCEL").starts_with("250 "));
    let reply = signed_in(&guard, "anna").sends(ANNA, &[TOM], in_body.as_bytes());
    assert!(reply.starts_with("250 "), "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_is_neither_shown_nor_logged() {
    let (fake, mut guard) = office().await;
    guard.stop();
    guard.log_at("trace");
    guard.start();
    let one = held(&fake, &guard, "ask-word", &[KEN]);
    assert!(answered(&guard, &one, "RELEASE").starts_with("250 "));
    guard.until_state(&one.id, "sent");
    let secret = one.address.split(['.', '@']).nth(1).unwrap().to_owned();
    assert_eq!(secret.len(), 32);
    guard.stop();
    assert!(!guard.log().contains(&secret));
    let lines = guard.ops(&["show", &one.id, "--journal"]).ok();
    assert!(!lines.contains(&secret), "{lines}");
    // The notice itself had it; it is forgotten when it has been handed over, and the journal never knew.
    let own = guard.ops(&["list", "--all", "--json"]).ok();
    assert!(!own.contains(&secret), "{own}");
}
