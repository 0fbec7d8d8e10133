//! An upstream that misbehaves at every step, seen through the whole relay: what the client is told, what the store says of
//! the recipient, what the journal keeps, and whether the sender hears of a failure.

use std::sync::Arc;
use std::time::Duration;

use outguard::base::event::Event;
use outguard::message::Door;
use outguard::store::{RecipientState, State};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::upstream::{Act, At, Behaviour, FakeUpstream, TestCertificate};
use crate::support::victim::{HANG, Home, KEN, Letter, TOM, arrivals, in_store};

/// A colleague who has left.
const GONE: &str = "gone@firm.example";

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Refused in the session with upstream's own code; nothing is stored.
    Refused(&'static str),
    /// It will be tried again.
    Waits,
    /// Nobody knows.
    Unsure,
}

fn faults() -> Vec<(&'static str, At, Act, Fate)> {
    use Fate::{Refused, Unsure, Waits};
    let (reply, last) = (Act::reply, Act::reply_then_close);
    vec![
        ("greeting 421", At::Greeting, last("421 4.3.2 busy"), Waits),
        ("greeting 554", At::Greeting, last("554 5.3.2 not here"), Waits),
        ("greeting closes", At::Greeting, Act::Close, Waits),
        ("greeting hangs", At::Greeting, Act::Hang, Waits),
        ("greeting is no SMTP", At::Greeting, reply("HTTP/1.1 400 Bad Request"), Waits),
        ("greeting never ends", At::Greeting, Act::Flood(b"220-on and on\r\n".to_vec()), Waits),
        ("EHLO closes", At::Ehlo, Act::Close, Waits),
        ("EHLO hangs", At::Ehlo, Act::Hang, Waits),
        ("MAIL 421", At::Mail, last("421 4.3.2 going down"), Waits),
        ("MAIL 451", At::Mail, reply("451 4.3.0 later"), Waits),
        ("MAIL 550", At::Mail, reply("550 5.7.1 not you"), Refused("550")),
        ("MAIL hangs", At::Mail, Act::Hang, Waits),
        ("MAIL resets", At::Mail, Act::Reset, Waits),
        ("RCPT 421", At::Rcpt, last("421 4.3.2 going down"), Waits),
        ("RCPT 450", At::Rcpt, reply("450 4.2.1 greylisted"), Waits),
        ("RCPT 550", At::Rcpt, reply("550 5.1.1 nobody"), Refused("550")),
        ("RCPT 354", At::Rcpt, reply("354 go on"), Waits),
        ("RCPT hangs", At::Rcpt, Act::Hang, Waits),
        ("RCPT closes", At::Rcpt, Act::Close, Waits),
        ("DATA 250", At::Data, reply("250 2.0.0 already"), Waits),
        ("DATA 421", At::Data, last("421 4.3.2 going down"), Waits),
        ("DATA 451", At::Data, reply("451 4.3.0 later"), Waits),
        ("DATA 554", At::Data, reply("554 5.6.0 no"), Refused("554")),
        ("DATA hangs", At::Data, Act::Hang, Waits),
        ("DATA resets", At::Data, Act::Reset, Waits),
        ("dot 421", At::Dot, last("421 4.3.2 going down"), Waits),
        ("dot 451", At::Dot, reply("451 4.3.0 later"), Waits),
        ("dot 554", At::Dot, reply("554 5.6.0 no"), Refused("554")),
        ("dot hangs", At::Dot, Act::Hang, Unsure),
        ("dot closes", At::Dot, Act::Close, Unsure),
        ("dot resets", At::Dot, Act::Reset, Unsure),
        ("dot is taken without a word", At::Dot, Act::TakeAndClose, Unsure),
        ("dot 354", At::Dot, reply("354 more"), Unsure),
    ]
}

async fn each<T, Fut>(cases: Vec<T>, run: impl Fn(T) -> Fut)
where
    Fut: Future<Output = ()> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(8));
    let mut runs = JoinSet::new();
    for case in cases {
        let (place, one) = (Arc::clone(&places).acquire_owned().await.unwrap(), run(case));
        runs.spawn(async move {
            one.await;
            drop(place);
        });
    }
    while let Some(run) = runs.join_next().await {
        run.unwrap();
    }
}

#[tokio::test]
async fn whatever_upstream_does_to_a_message_that_passes_the_client_and_the_store_tell_it() {
    each(faults(), |(name, at, act, fate)| async move {
        let keeps_waiting = matches!(act, Act::Hang | Act::Flood(_));
        let fake = FakeUpstream::start(Behaviour::new().at(at, act)).await;
        let home = Home::new(&fake, "[policy]\nnotices = false\n");
        let home = if keeps_waiting { home.hasty() } else { home };
        let daemon = home.start("").await.unwrap();
        let reply = Letter::clean("passes").send(daemon.door).await.expect("an answer");
        let entries = home.all().await;
        let row = in_store(&entries, "passes").into_iter().next();
        let told = row.map(|row| (row["state"].as_str().unwrap(), row["recipients"][0]["state"].as_str().unwrap()));
        match fate {
            Fate::Refused(code) => {
                assert!(reply.starts_with(code) && row.is_none(), "{name}: {reply} {entries:#?}");
            }
            Fate::Waits => {
                assert!(reply.starts_with("250") && reply.contains("Queued"), "{name}: {reply}");
                assert_eq!(told, Some(("queued", "deferred")), "{name}: {entries:#?}");
                assert!(fake.messages().is_empty(), "{name}");
            }
            Fate::Unsure => {
                assert!(reply.starts_with("250") && reply.contains("may have been sent"), "{name}: {reply}");
                assert_eq!(told, Some(("unsure", "unsure")), "{name}: {entries:#?}");
            }
        }
        daemon.kill().await;
    })
    .await;
}

#[tokio::test]
async fn whatever_upstream_does_to_a_released_hold_every_recipient_has_one_outcome_and_failures_are_told() {
    // Faults of the connection are the same code; here it is the outcome that differs from the session's.
    let faults = faults().into_iter().filter(|(name, ..)| !name.starts_with("greeting") && !name.starts_with("EHLO"));
    each(faults.collect(), |(name, at, act, fate)| async move {
        let keeps_waiting = matches!(act, Act::Hang | Act::Flood(_));
        let fake = FakeUpstream::start(Behaviour::new().once(at, act)).await;
        let home = Home::new(&fake, "[policy]\nnotices = false\n");
        let home = if keeps_waiting { home.hasty() } else { home };
        let daemon = home.start("").await.unwrap();
        assert!(Letter::odd("released").send(daemon.door).await.unwrap().starts_with("250"));
        let id = home.find("released", State::Held).await.unwrap();
        assert!(home.cli("", &["release", &id]).await.status.success());
        let wanted = match fate {
            Fate::Refused(_) => "failed",
            Fate::Waits => "deferred",
            Fate::Unsure => "unsure",
        };
        let row = settled(&home, "released").await;
        assert_eq!(row["recipients"][0]["state"], wanted, "{name}: {row:#}\n{}", daemon.log());
        assert!(arrivals(&fake, "released", KEN) <= usize::from(fate == Fate::Unsure), "{name}");
        let lines = home.store().journal(&id.parse().unwrap()).await.unwrap();
        let written = lines.iter().filter(|line| match &line.event {
            Event::Failed { recipient, .. } => wanted == "failed" && recipient == KEN,
            Event::Deferred { recipient, .. } => wanted == "deferred" && recipient == KEN,
            Event::Unsure { recipient, .. } => wanted == "unsure" && recipient == KEN,
            _ => false,
        });
        assert_eq!(written.count(), 1, "{name}: {lines:#?}");
        let notices = if wanted == "failed" { 1 } else { 0 };
        assert_eq!(told(&fake, &home, notices).await, notices, "{name}");
        daemon.kill().await;
    })
    .await;
}

/// The entry when its first attempt is over.
async fn settled(home: &Home, subject: &str) -> Value {
    let begun = Instant::now();
    loop {
        let rows = home.summaries().await;
        let row = rows.iter().find(|row| row.subject == subject).unwrap();
        if !matches!(row.recipients[0].state, RecipientState::Waiting | RecipientState::Attempting) {
            return in_store(&home.all().await, subject)[0].clone();
        }
        assert!(begun.elapsed() < HANG, "{row:#?}");
        sleep(Duration::from_millis(30)).await;
    }
}

/// How many delivery status notifications have come to the sender, when `wanted` have or nothing more is on its way.
async fn told(fake: &FakeUpstream, home: &Home, wanted: usize) -> usize {
    let begun = Instant::now();
    loop {
        let taken = fake.messages();
        let notices = taken.iter().filter(|taken| {
            taken.mail.starts_with("MAIL FROM:<>")
                && taken.recipients() == ["anna@firm.example"]
                && String::from_utf8_lossy(&taken.data).contains("Action: failed")
        });
        let count = notices.count();
        let moving = home.summaries().await.iter().any(|row| row.door == Door::Own && row.state == State::Queued);
        if count > wanted || (count == wanted && !moving) {
            return count;
        }
        assert!(begun.elapsed() < HANG, "{count} notices instead of {wanted}");
        sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test]
async fn of_several_recipients_each_has_its_own_outcome() {
    let fake = FakeUpstream::start(Behaviour::new().at(At::rcpt(GONE), Act::reply("550 5.1.1 nobody"))).await;
    let home = Home::new(&fake, "");
    let daemon = home.start("").await.unwrap();
    let letter = Letter { to: vec![TOM, GONE], ..Letter::clean("mixed") };
    assert!(letter.send(daemon.door).await.unwrap().starts_with("250"));
    let row = settled(&home, "mixed").await;
    let states: Vec<&str> =
        row["recipients"].as_array().unwrap().iter().map(|r| r["state"].as_str().unwrap()).collect();
    assert_eq!((states.as_slice(), &row["state"]), (&["sent", "failed"][..], &Value::from("sent")), "{row:#}");
    assert_eq!((arrivals(&fake, "mixed", TOM), told(&fake, &home, 1).await), (1, 1));
    // Somebody later: the others do not wait for them.
    let later = FakeUpstream::start(Behaviour::new().at(At::rcpt(GONE), Act::reply("450 4.2.1 later"))).await;
    let other = Home::new(&later, "");
    let patient = other.start("").await.unwrap();
    let letter = Letter { to: vec![TOM, GONE], ..Letter::clean("later") };
    assert!(letter.send(patient.door).await.unwrap().starts_with("250"));
    let row = settled(&other, "later").await;
    let states: Vec<&str> =
        row["recipients"].as_array().unwrap().iter().map(|r| r["state"].as_str().unwrap()).collect();
    assert_eq!((states.as_slice(), &row["state"]), (&["sent", "deferred"][..], &Value::from("queued")), "{row:#}");
    patient.kill().await;
    // Nobody at all: the client is told at once, and no second notice follows.
    let nobody = Letter { to: vec![GONE], ..Letter::clean("nobody") };
    assert!(nobody.send(daemon.door).await.unwrap().starts_with("550"));
    assert_eq!(told(&fake, &home, 1).await, 1);
    daemon.kill().await;
}

#[tokio::test]
async fn a_line_that_drops_inside_a_long_message_leaves_it_waiting() {
    let fake = FakeUpstream::start(Behaviour::new().at(At::Body, Act::Reset)).await;
    let home = Home::new(&fake, "[policy]\nnotices = false\n").hasty();
    let daemon = home.start("").await.unwrap();
    let text = "A line of an ordinary letter that is long enough to fill every buffer on its way.\r\n".repeat(100_000);
    let letter = Letter { text: text.leak(), ..Letter::clean("long") };
    let reply = letter.send(daemon.door).await.unwrap();
    assert!(reply.contains("Queued"), "{reply}");
    assert_eq!(settled(&home, "long").await["recipients"][0]["state"], "deferred");
    daemon.kill().await;
}

#[tokio::test]
async fn with_tls_asked_for_nothing_leaves_in_clear_whatever_upstream_does() {
    let other = TestCertificate::for_name("other.example");
    let expired = TestCertificate::expired("localhost");
    let behaviours = vec![
        ("not offered", Behaviour::new()),
        ("refused", Behaviour::new().starttls(&other).at(At::Starttls, Act::reply("454 4.7.0 not now"))),
        ("wrong name", Behaviour::new().starttls(&other)),
        ("expired", Behaviour::new().starttls(&expired)),
        ("injected", Behaviour::new().starttls(&other).injecting(b"250 hello\r\n")),
    ];
    each(behaviours, |(name, behaviour)| async move {
        let fake = FakeUpstream::start(behaviour).await;
        let home = Home::new(&fake, "[policy]\nnotices = false\n").hasty();
        let path = home.path("config.toml");
        let text = std::fs::read_to_string(&path).unwrap().replace("tls = \"none\"", "tls = \"starttls\"");
        std::fs::write(&path, text).unwrap();
        let daemon = home.start("").await.unwrap();
        let reply = Letter::clean("private").send(daemon.door).await.unwrap();
        assert!(reply.contains("Queued"), "{name}: {reply}");
        let said = fake.lines();
        assert!(!said.iter().any(|line| line.starts_with("MAIL")) && fake.messages().is_empty(), "{name}: {said:?}");
        daemon.kill().await;
    })
    .await;
}
