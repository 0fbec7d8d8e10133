//! The guard looks at every correction: the second mail may not do more harm than the first.

use outguard::base::Whence;
use outguard::base::event::Event;
use outguard::incident::IncidentId;
use outguard::people::Fingerprints;

use crate::support::client::send;
use crate::support::guard::{Guard, id_in};
use crate::support::stored::store_of;
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const EVA: &str = "eva@kita.example";
const TOM: &str = "tom@oka.example";
const BOSS: &str = "keller@firm.example";
const TEXT: &str = "the plan for the second phase is ready and the others will look at it on Friday afternoon";

/// What went to Eva and Tom by mistake.
fn leaked() -> Fingerprints {
    let people = vec![EVA.to_owned(), TOM.to_owned()];
    let mut leaked = Fingerprints {
        incident: "I-0007".to_owned(),
        message_id: Some("price@firm.example".to_owned()),
        visible: people.clone(),
        wrong: people,
        ..Fingerprints::default()
    };
    leaked.read([TEXT]);
    leaked
}

/// The journal's line about it.
fn done(did: &str) -> Event {
    Event::Incident {
        incident: "I-0007".into(),
        did: did.into(),
        what: String::new(),
        by: "anna".into(),
        whence: Whence::default(),
    }
}

fn mail(to: &[&str], more: &str, text: &str) -> String {
    let to = to.join(", ");
    format!(
        "From: Anna <{ANNA}>\r\nTo: {to}\r\nSubject: About my e-mail of Tuesday\r\n{more}\r\nHello,\r\n\r\n{text}.\r\n"
    )
}

fn held_by_correction(guard: &Guard, reply: &str) -> bool {
    assert!(reply.contains("Held for you"), "{reply}");
    let shown = guard.show(&id_in(reply));
    shown["findings"].as_array().unwrap().iter().any(|finding| finding["check"] == "correction")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_held_when_it_repeats_what_slipped_through_and_passes_when_it_does_not() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"0s\"\n");
    guard.start();
    let apology = "on Tuesday I sent you an e-mail that was not meant for you; please delete it";
    let reply = send(guard.addr(), ANNA, &[EVA], mail(&[EVA], "", TEXT));
    assert!(reply.starts_with("250") && !reply.contains("Held"), "nothing has slipped through yet: {reply}");

    let store = store_of(&guard);
    store.keep_fingerprints(IncidentId(7), &[ANNA.to_owned()], &leaked(), done("watched")).await.unwrap();
    guard.stop();
    guard.start();

    let quoted = send(guard.addr(), ANNA, &[EVA], mail(&[EVA], "", &format!("please delete this: {TEXT}")));
    assert!(held_by_correction(&guard, &quoted));
    let answered = mail(&[EVA], "In-Reply-To: <price@firm.example>\r\n", apology);
    assert!(held_by_correction(&guard, &send(guard.addr(), ANNA, &[EVA], answered)));
    let together = send(guard.addr(), ANNA, &[EVA, TOM], mail(&[EVA, TOM], "", apology));
    assert!(held_by_correction(&guard, &together));

    let before = fake.messages().len();
    for to in [[EVA], [TOM]] {
        let reply = send(guard.addr(), ANNA, &to, mail(&to, "", apology));
        assert!(reply.starts_with("250") && !reply.contains("Held"), "one by one, without a quote: {reply}");
    }
    let reply = send(guard.addr(), ANNA, &[BOSS], mail(&[BOSS], "", TEXT));
    assert!(reply.starts_with("250") && !reply.contains("Held"), "the boss may read it: {reply}");
    assert_eq!(fake.messages().len(), before + 3);

    guard.stop();
    store.forget_fingerprints(IncidentId(7), done("unwatched")).await.unwrap();
    guard.start();
    let reply = send(guard.addr(), ANNA, &[EVA], mail(&[EVA], "", TEXT));
    assert!(reply.starts_with("250") && !reply.contains("Held"), "it is over: {reply}");
}
