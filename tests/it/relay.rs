//! Mail through the real program: what passes arrives as it was sent, and what cannot pass is answered honestly.

mod generated;

use std::collections::{BTreeMap, BTreeSet};

use crate::support::client::{Client, send};
use crate::support::guard::{FIRM, Guard, id_in, to_address, until};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream, Taken};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const KEN: &str = "ken.ito@kita.example";
const TEXT: &str = "From: anna@firm.example\r\nTo: tom@firm.example\r\nSubject: Lunch\r\n\r\n.Thursday?\r\n..\r\n";

async fn started(behaviour: Behaviour, more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(behaviour).await;
    let mut guard = Guard::for_firm(&fake, more);
    guard.start();
    (fake, guard)
}

/// One `Received` field on top, of ours, and then exactly what was sent.
#[track_caller]
fn assert_only_traced(taken: &Taken, sent: &[u8]) {
    assert!(
        taken.data.starts_with(
            b"Received: from laptop.firm.example ([127.0.0.1])\r\n\tby guard.firm.example (Outguard) with "
        )
    );
    let (arrived, trace) = (taken.data_without_trace(), taken.data.len() - taken.data_without_trace().len());
    assert!(arrived == sent, "{} octets sent, {} arrived behind {trace} of trace", sent.len(), arrived.len());
    let lines: Vec<&[u8]> = taken.data[..trace].split_inclusive(|byte| *byte == b'\n').collect();
    assert!(lines.len() <= 3 && lines[1..].iter().all(|line| line.starts_with(b"\t")), "one field: {lines:?}");
}

/// A thousand messages in four sessions at a time, three of them of 40 MB.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_generated_messages_arrive_byte_for_byte_with_the_same_recipients() {
    const SEED: u64 = 0x6f75_7467_7561_7264;
    const MESSAGES: usize = 1000;
    const SESSIONS: usize = 4;
    let (fake, guard) = started(Behaviour::new(), "").await;
    let generate = |n: usize| generated::message(SEED, n, if n % 400 == 17 { 40_000_000 } else { 0 });
    std::thread::scope(|threads| {
        for session in 0..SESSIONS {
            let (addr, generate) = (guard.addr(), &generate);
            threads.spawn(move || {
                let mut client = Client::connect(addr);
                for n in (session..MESSAGES).step_by(SESSIONS) {
                    let message = generate(n);
                    let to: Vec<&str> = message.recipients.iter().map(String::as_str).collect();
                    let reply = client.sends(&message.sender, &to, &message.bytes);
                    assert_eq!(reply, "250 2.0.0 taken", "message {n}");
                }
            });
        }
    });
    let taken: BTreeMap<String, Taken> = fake.messages().into_iter().map(|taken| (path(&taken.mail), taken)).collect();
    assert_eq!((taken.len(), fake.messages().len()), (MESSAGES, MESSAGES), "each once");
    for n in 0..MESSAGES {
        let sent = generate(n);
        let arrived = &taken[&sent.sender];
        assert_only_traced(arrived, &sent.bytes);
        let recipients: BTreeSet<String> = arrived.recipients().into_iter().collect();
        assert_eq!(recipients, sent.recipients.iter().cloned().collect(), "message {n}");
    }
}

/// The path in `MAIL FROM:<path> …`.
fn path(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once("> ").or(rest.split_once('>'))).unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_and_released_arrives_byte_for_byte_too() {
    let (fake, guard) =
        started(Behaviour::new(), "[[party]]\nname = \"Kita\"\nkind = \"client\"\ndomains = [\"kita.example\"]\n")
            .await;
    let mut sent = BTreeMap::new();
    let mut client = Client::connect(guard.addr());
    for n in 0..12 {
        let mut bytes = generated::message(7, n, 0).bytes;
        let confidential = format!("From: a{n}@firm.example\r\nSubject: strictly confidential\r\nX-{n}: ");
        bytes.splice(0..0, confidential.bytes());
        let reply = client.sends(&format!("a{n}@firm.example"), &[KEN], &bytes);
        let id = id_in(&reply);
        assert_eq!(guard.ops(&["release", &id, "--confirm", "1", "--confirm", "kita.example"]).code, 0, "{reply}");
        sent.insert(format!("a{n}@firm.example"), bytes);
    }
    until("all have left", || fake.messages().len() == sent.len());
    for taken in fake.messages() {
        assert_only_traced(&taken, &sent[&path(&taken.mail)]);
        assert_eq!(taken.recipients(), [KEN]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bounces_pass_with_their_null_sender() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let bounce =
        "From: MAILER-DAEMON@firm.example\r\nTo: ken.ito@kita.example\r\nSubject: Undelivered\r\n\r\nSorry.\r\n";
    assert_eq!(send(guard.addr(), "", &[KEN], bounce), "250 2.0.0 taken");
    let [taken] = &fake.messages()[..] else { panic!("one message") };
    assert!(taken.mail.starts_with("MAIL FROM:<>"), "{}", taken.mail);
    assert_only_traced(taken, bounce.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_keeps_coming_back_is_refused() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let mut message = TEXT.as_bytes().to_vec();
    for round in 0..3 {
        assert_eq!(send(guard.addr(), ANNA, &[TOM], &message), "250 2.0.0 taken", "round {round}");
        message = fake.messages()[round].data.clone();
    }
    let reply = send(guard.addr(), ANNA, &[TOM], &message);
    assert!(reply.starts_with("554 5.4.6 Mail loop"), "{reply}");
    assert_eq!(fake.messages().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_party_gets_nothing_and_the_sender_reads_why() {
    let rival = "[[party]]\nname = \"Rival Ltd\"\nkind = \"blocked\"\ndomains = [\"rival.example\"]\n";
    let (fake, guard) = started(Behaviour::new(), rival).await;
    let reply = send(guard.addr(), ANNA, &[TOM, "x@rival.example"], TEXT);
    assert!(reply.starts_with("554 5.7.1 Refused: ") && reply.contains("x@rival.example"), "{reply}");
    assert!(reply.contains("Nothing was sent"), "{reply}");
    assert!(fake.messages().is_empty() && guard.ops(&["list", "--all", "--json"]).ok().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn upstreams_no_to_everybody_is_our_no() {
    let refusing = [
        Behaviour::new().at(At::Rcpt, Act::reply("550 5.1.1 no such user here")),
        Behaviour::new().at(At::Mail, Act::reply("550 5.1.1 no such user here")),
        Behaviour::new().at(At::Dot, Act::reply("550 5.1.1 no such user here")),
    ];
    for behaviour in refusing {
        let (_fake, guard) = started(behaviour, "").await;
        assert_eq!(send(guard.addr(), ANNA, &[TOM, KEN], TEXT), "550 5.1.1 no such user here");
        assert!(guard.list().is_empty(), "the mail program keeps it, we do not");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn upstreams_not_now_is_queued_with_us() {
    let (fake, guard) = started(Behaviour::new().once(At::Rcpt, Act::reply("451 4.3.0 later")), "").await;
    let reply = send(guard.addr(), ANNA, &[TOM], TEXT);
    assert!(reply.starts_with("250 2.0.0 Queued ("), "{reply}");
    let view = guard.show(&id_in(&reply));
    assert_eq!((view["state"].as_str(), view["recipients"][0]["state"].as_str()), (Some("queued"), Some("deferred")));
    assert!(view["recipients"][0]["reply"].as_str().unwrap().contains("later"), "{view}");
    assert!(fake.messages().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_upstream_takes_gets_it_and_the_sender_is_told_of_the_others() {
    let (fake, guard) = started(Behaviour::new().at(At::rcpt(KEN), Act::reply("550 5.1.1 no such user")), "").await;
    let reply = send(guard.addr(), ANNA, &[TOM, KEN], TEXT);
    assert!(reply.starts_with("250 2.0.0 Queued ("), "{reply}");
    let id = id_in(&reply);
    guard.until_state(&id, "sent");
    let view = guard.show(&id);
    assert_eq!(view["outcome"], "sent to 1, failed for 1");
    let state = |n: usize| view["recipients"][n]["state"].as_str().unwrap().to_owned();
    assert_eq!((state(0), state(1)), ("sent".to_owned(), "failed".to_owned()));
    until("the sender is told", || fake.messages().len() == 2);
    let messages = fake.messages();
    assert_eq!(messages[0].recipients(), [TOM]);
    assert_only_traced(&messages[0], TEXT.as_bytes());
    let told = String::from_utf8_lossy(&messages[1].data).into_owned();
    assert_eq!((messages[1].mail.as_str().contains("<>"), messages[1].recipients()), (true, vec![ANNA.to_owned()]));
    assert!(
        told.contains("multipart/report") && told.contains(KEN) && told.contains("550 5.1.1 no such user"),
        "{told}"
    );
    assert!(fake.duplicates().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn while_upstream_is_down_mail_is_kept_also_over_a_crash() {
    // A port nobody listens on, and nobody else gets.
    let gone = tokio::net::TcpSocket::new_v4().unwrap();
    gone.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let mut guard = Guard::new(&to_address(gone.local_addr().unwrap()), FIRM);
    guard.start();
    let reply = send(guard.addr(), ANNA, &[TOM], TEXT);
    assert!(reply.starts_with("250 2.0.0 Queued ("), "{reply}");
    let id = id_in(&reply);
    guard.kill();
    guard.start();
    assert_eq!(guard.state_of(&id), "queued", "the next attempt comes in its time");
    assert_eq!(guard.ops(&["show", &id, "--raw"]).ok(), TEXT);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_upstream_the_daemon_says_so_and_keeps_what_may_leave() {
    let mut guard = Guard::new("", FIRM);
    guard.start();
    assert!(guard.log().contains("no [[upstream]] is configured"), "{}", guard.log());
    let reply = send(guard.addr(), ANNA, &[TOM], TEXT);
    assert!(reply.starts_with("250 2.0.0 Queued ("), "{reply}");
    assert_eq!(guard.state_of(&id_in(&reply)), "queued");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_drops_after_the_dot_is_told_and_nothing_is_sent_again() {
    let (fake, guard) = started(Behaviour::new().once(At::Dot, Act::TakeAndClose), "").await;
    let reply = send(guard.addr(), ANNA, &[TOM], TEXT);
    assert!(reply.starts_with("250 2.0.0 Taken (") && reply.contains("may have been sent"), "{reply}");
    let id = id_in(&reply);
    assert_eq!(guard.state_of(&id), "unsure");
    assert!(guard.ops(&["show", &id]).ok().contains("may have been sent"));
    assert_eq!(fake.messages().len(), 1);
    // Only a person sends it again.
    assert_eq!(guard.ops(&["release", &id]).ok(), format!("{id} released\n"));
    guard.until_state(&id, "sent");
    assert_eq!(fake.messages().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_message_stays_signed() {
    // What a DKIM signature covers is bytes; that they are all there is the proof, whatever the signature is.
    let (fake, guard) = started(Behaviour::new(), "").await;
    let signed = "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=firm.example; s=key;\r\n\th=from:to:subject;\r\n\t \
                  bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n\tb=c2ln  bmF0dXJl\r\nFrom:  anna@firm.example\r\n\
                  to: tom@firm.example\r\nSubject:   two  spaces \r\n\r\ntrailing \t \r\n\r\n\r\n";
    assert_eq!(send(guard.addr(), ANNA, &[TOM], signed), "250 2.0.0 taken");
    assert_only_traced(&fake.messages()[0], signed.as_bytes());
}

/// Another program sits on the store: what must be kept is not taken, and is taken again as soon as it can be.
#[tokio::test(flavor = "multi_thread")]
async fn while_the_store_cannot_be_written_mail_waits_with_its_sender() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let held = "From: anna@firm.example\r\nSubject: strictly confidential\r\n\r\nHi\r\n";
    let other = rusqlite::Connection::open(guard.state().join("outguard.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let reply = send(guard.addr(), ANNA, &[KEN], held);
    assert!(reply.starts_with("451 4.3.0 ") && reply.contains("try again later"), "{reply}");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(guard.ops(&["list", "--all", "--json"]).ok().is_empty());
    let reply = send(guard.addr(), ANNA, &[KEN], held);
    assert!(reply.contains("Held for you to check ("), "{reply}");
    assert!(fake.messages().is_empty());
}
