//! `try`: the pretend message goes the way of every message, and nothing leaves.

use std::fs;

use outguard::base::Clock;
use outguard::store::Store;

use crate::support::guard::{FIRM, Guard, program, to};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";
const PEOPLE: &str = "[[person]]\naddress = \"anna.weber@firm.example\"\nname = \"Anna Weber\"\n\
                      [[person]]\naddress = \"martin.keller@firm.example\"\nname = \"Martin Keller\"\n\
                      [[party]]\nname = \"Kita Insurance\"\nkind = \"client\"\ndomains = [\"kita-insurance.example\"]\n";

/// A running daemon whose configuration names the port it really has.
async fn started(more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, &format!("{PEOPLE}{more}"));
    guard.start();
    let config = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&config.replace("127.0.0.1:0", &guard.addr().to_string()));
    (fake, guard)
}

fn never_asked_for_a_recipient(fake: &FakeUpstream) {
    assert!(
        !fake.lines().iter().any(|line| line.starts_with("MAIL") || line.starts_with("RCPT")),
        "{:?}",
        fake.lines()
    );
    assert!(fake.messages().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn held_shown_cancelled_and_nothing_left() {
    let (fake, guard) = started("").await;
    let shown = guard.ops(&["try"]).ok();
    let id = shown.split_once("Held for you to check (").unwrap().1.split_once(')').unwrap().0.to_owned();
    let port = guard.addr().port().to_string();
    let deadline = regex::Regex::new("as a draft on .*").unwrap();
    let seal = regex::Regex::new(r"\(seal .*\)").unwrap();
    let text = shown.replace(&id, "ID").replace(&port, "PORT");
    let text = deadline.replace(&seal.replace(&text, "(seal SEAL)"), "as a draft on DEADLINE").into_owned();
    insta::assert_snapshot!(text, @"
    A pretend message of anna.weber@firm.example to Martin Keller <martin.keller@kita-insurance.invalid>, who does not exist.
    Handed over at 127.0.0.1:PORT, as by a mail program. The answer:
      250 2.0.0 Held for you to check (ID): Martin Keller (kita-insurance.invalid) is not Martin Keller (firm.example). Not sent yet; do not send it again.

    ID  held (tick): Martin Keller (kita-insurance.invalid) is not Martin Keller (firm.example)
          not sent yet, back to you as a draft on DEADLINE

    From     anna.weber@firm.example
    Subject  Rehearsal: strictly confidential
    To       ID/1  martin.keller@kita-insurance.invalid (Martin Keller)  external  ← odd

    Why
      Martin Keller (kita-insurance.invalid) is not Martin Keller (firm.example) (tick, name-twin)
        You never wrote to this address; martin.keller@firm.example works with you; the same name at another address. This mail goes to the one outside.
        · the same name at another address
      kita-insurance.invalid is not kita-insurance.example (ask, lookalike-domain)
        You never wrote to this address; the known domain has another ending. Whoever owns it gets this mail.
        · “.invalid” in place of “.example”
      “strictly confidential” goes to Martin Keller (kita-insurance.invalid) (ask, confidential-en/marking)
        You marked it so in the subject; Martin Keller (kita-insurance.invalid) is outside your organisation.
        · Rehearsal: strictly confidential
        · Rehearsal: strictly confidential

    What you can do
      outguard replace ID/1 martin.keller@firm.example
      outguard remove ID/1
      outguard replace ID/1 martin.keller@kita-insurance.example
      outguard cancel ID --draft draft.eml
      outguard cancel ID
      outguard release ID --confirm 1
      (seal SEAL)

    $ outguard cancel ID
    ID stopped before leaving

    Held, shown, cancelled; nothing left.
    ");
    guard.ops(&["try"]).ok();
    never_asked_for_a_recipient(&fake);
    assert!(guard.list().is_empty(), "nothing stays");
    let all = guard.ops(&["list", "--all", "--json"]).ok();
    assert!(all.lines().count() == 2 && all.lines().all(|line| line.contains("\"state\":\"cancelled\"")), "{all}");
    let store = Store::open(&guard.state().join("outguard.db"), Clock::system()).unwrap();
    assert!(store.history(ANNA).await.unwrap().contacts.is_empty(), "nobody has learned of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_daemon_and_where_the_door_wants_a_sign_in_it_is_put_into_the_store() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    let other = guard.ops(&["try", "--from", "tom@firm.example"]).ok();
    assert!(other.contains("A pretend message of tom@firm.example to Martin Kellner <martin.kellner@"), "{other}");
    assert!(
        other.contains("Put into the store") && other.ends_with("Held, shown, cancelled; nothing left.\n"),
        "{other}"
    );

    let hash = guard.ops_with(&["config", "password"], b"secret\n").ok();
    let user = format!("[[smtp.user]]\nname = \"anna\"\npassword_hash = \"{}\"\n", hash.trim());
    guard.configure(&format!(
        "{FIRM}{PEOPLE}[page]\nlisten = \"127.0.0.1:0\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\n{user}{}",
        to(&fake)
    ));
    guard.start();
    let shown = guard.ops(&["try"]).ok();
    assert!(shown.contains("Put into the store"), "{shown}");
    assert!(guard.list().is_empty());
    assert_eq!(guard.stop(), 0);
    never_asked_for_a_recipient(&fake);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_not_be_held_is_not_handed_over() {
    let off = "[rules]\noff = [\"name-twin\", \"lookalike-domain\", \"confidential-en\"]\n";
    let (fake, guard) = started(off).await;
    let done = guard.ops(&["try"]);
    assert_eq!(done.code, 1, "{done:#?}");
    insta::assert_snapshot!(done.err, @"
    outguard: the pretend message would not be held (pass), so it was not handed over
      switch on again, by `off` of [rules]: name-twin, lookalike-domain, confidential-en/marking; then: outguard try
    ");
    assert_eq!(guard.ops(&["list", "--all", "--json"]).ok(), "");
    never_asked_for_a_recipient(&fake);

    // A daemon that goes by another configuration than this command.
    let config = fs::read_to_string(guard.config()).unwrap().replace(off, "");
    fs::write(guard.path("newer.toml"), config).unwrap();
    let mut newer = program();
    newer.arg("--config").arg(guard.path("newer.toml")).arg("--state").arg(guard.state()).arg("try");
    let done: crate::support::guard::Done = newer.output().unwrap().into();
    assert_eq!(done.code, 1, "{done:#?}");
    assert!(done.err.starts_with("outguard: the running daemon did not hold it: 250 "), "{done:#?}");
    assert!(
        done.err.contains("\n  its recipient does not exist, so it reached nobody; restart the daemon"),
        "{done:#?}"
    );
    assert!(fake.messages()[0].recipients()[0].ends_with(".invalid"));
}

#[test]
fn without_a_sender_it_says_what_is_missing() {
    let guard = Guard::new("", "");
    let done = guard.ops(&["try"]);
    assert_eq!((done.code, done.out.as_str()), (64, ""));
    assert!(done.err.ends_with("\n  outguard try --from ADDRESS\n"), "{done:#?}");
}
