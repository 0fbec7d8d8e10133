//! That something is held is told at once, in the reader's language, without a word of the message; what comes soon after is
//! told together. The clock is the test's own.

use std::time::Duration;

use jiff::SignedDuration;
use outguard::app::Daemon;
use outguard::base::Clock;
use outguard::config::{Config, Surroundings, load_in};
use outguard::control::ops::Ops;
use outguard::release::Confirmation;

use super::{ANNA, BODY, EVE, KEN, Notice, guard, hold, message, notice, notices, told};
use crate::support::client::send;
use crate::support::guard::{Guard, PATIENCE, id_in};
use crate::support::upstream::{Behaviour, FakeUpstream};

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_announced_at_once_and_says_where_to_decide() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "");
    guard.start();
    let id = hold(&guard, "ask-word: Q3 figures", &[KEN, EVE]);
    let told_of = notice(&fake, 1);
    assert_eq!(told_of.subject, format!("[Not sent] Please check: \"ask-word: Q3 figures\" ({id})"));
    assert_eq!(told_of.to, [ANNA]);
    for part in [
        &format!("http://{}/{id}", guard.page()),
        &format!("or: outguard show {id}"),
        &format!("to {KEN}, {EVE}"),
        "Nobody has received it",
        "It is never sent by itself",
    ] {
        assert!(told_of.text.contains(part), "{part}\n---\n{}", told_of.text);
    }
    for part in ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "postmaster@guard.firm.example"] {
        assert!(told_of.head.contains(part), "{}", told_of.head);
    }
    assert!(!told_of.text.contains(BODY) && told_of.draft.is_none() && told_of.reply_to.is_none());
    assert_eq!(told(&guard, &id), [("held".to_owned(), "mail".to_owned())]);
    assert_eq!(guard.list().len(), 1, "our own mail is not held");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_reach_nobody_is_not_announced() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard(&fake, "");
    guard.start();
    // RFC 6761 §6.4; `outguard try` hands over nothing else.
    let rehearsal = hold(&guard, "ask-word: a rehearsal", &["martin.kellner@rehearsal.invalid"]);
    let id = hold(&guard, "ask-word: Q3 figures", &[KEN]);
    let subject = notice(&fake, 1).subject;
    assert!(subject.ends_with(&format!("\"ask-word: Q3 figures\" ({id})")), "{subject}");
    assert_eq!(told(&guard, &rehearsal), []);
    assert_eq!(notices(&fake).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_written_to_in_their_language_from_the_address_that_is_configured() {
    let more = format!(
        "[[person]]\naddress = \"{ANNA}\"\nname = \"Anna\"\nlanguage = \"de\"\n[page]\nlisten = \"off\"\n\
         [notices]\naddress = \"outguard@firm.example\"\n"
    );
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, &more);
    guard.start();
    let to = ["tom.brandt@firm.example", "martin.kellner@kita.example"];
    let mail = format!(
        "From: Anna <{ANNA}>\r\nTo: Tom Brandt <{}>\r\nCc: Martin Kellner <{}>\r\nSubject: Kosten im Team senken\r\n\r\n\
         Hallo Tom,\r\n\r\nwir m=FCssen Kosten senken; bei der dritten Stelle bleibt nur die Kuendigung. {BODY}\r\n",
        to[0], to[1]
    );
    let id = id_in(&send(guard.addr(), ANNA, &to, mail));
    let told_of = notice(&fake, 1);
    let subject = format!("[Nicht gesendet] 1 Adresse zu prüfen: „Kosten im Team senken“ ({id})");
    assert_eq!(told_of.subject, subject);
    assert!(told_of.text.contains("Niemand hat sie bekommen"), "{}", told_of.text);
    assert!(told_of.text.contains(&format!("entscheiden: outguard show {id}")), "no page, no link: {}", told_of.text);
    assert!(told_of.head.contains("<outguard@firm.example>"), "{}", told_of.head);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_mail_gets_none() {
    for more in ["[notices]\nmail = \"off\"\n", "[policy]\nnotices = false\n"] {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let mut guard = guard(&fake, more);
        guard.start();
        let id = hold(&guard, "ask-word", &[KEN]);
        // What is sent afterwards has gone through everything a notice would have gone through before.
        let clean = "From: anna@firm.example\r\nTo: tom@firm.example\r\nSubject: Lunch\r\n\r\nNoon?\r\n";
        send(guard.addr(), ANNA, &["tom@firm.example"], clean);
        guard.ops(&["release", &id]).ok();
        guard.until_state(&id, "sent");
        assert!(notices(&fake).iter().all(|notice| !notice.subject.contains("[Not sent]")), "{more}");
        assert!(!told(&guard, &id).iter().any(|(about, _)| about == "held"));
    }
}

/// A daemon in this process, on a clock that only the test moves.
struct Running {
    fake: FakeUpstream,
    daemon: Daemon,
    config: Config,
    clock: Clock,
    guard: Guard,
}

impl Running {
    async fn start() -> Running {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let guard = guard(&fake, "[policy]\ntime_zone = \"UTC\"\n");
        let surroundings = Surroundings { state_dir: Some(guard.state()), ..Surroundings::default() };
        let config = load_in(Some(&guard.config()), &surroundings).unwrap().config;
        let clock = Clock::manual("2026-11-16T09:00:00Z".parse().unwrap());
        let daemon = Daemon::start(&config, clock.clone()).await.unwrap();
        Running { fake, daemon, config, clock, guard }
    }

    async fn restarted(self) -> Running {
        let Running { fake, daemon, config, clock, guard } = self;
        daemon.stop().await;
        let daemon = Daemon::start(&config, clock.clone()).await.unwrap();
        Running { fake, daemon, config, clock, guard }
    }

    fn hold(&self, subject: &str) -> String {
        id_in(&send(self.daemon.smtp[0], ANNA, &[KEN], message(subject, &[KEN])))
    }

    /// Waits for so many notices, and gives the daemon the time to send too many.
    async fn notices(&self, count: usize) -> Vec<Notice> {
        let begun = tokio::time::Instant::now();
        while notices(&self.fake).len() < count {
            assert!(begun.elapsed() < PATIENCE, "{} of {count} notices", notices(&self.fake).len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        let all = notices(&self.fake);
        assert_eq!(all.len(), count);
        all
    }

    fn passes(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_in_ten_minutes_are_one_at_once_and_one_for_the_rest() {
    let run = Running::start().await;
    let first = run.hold("ask-word 1");
    assert!(run.notices(1).await[0].subject.contains(&first));
    run.passes(1);
    let (second, third, decided) = (run.hold("ask-word 2"), run.hold("ask-word 3"), run.hold("ask-word 4"));
    run.notices(1).await;
    let ops = Ops::open(&run.config, run.clock.clone()).unwrap();
    ops.cancel(&decided.parse().unwrap(), &Confirmation::default()).await.unwrap();
    run.passes(8);
    // The one that was cancelled by somebody else is told of, the others wait.
    run.notices(2).await;
    let run = run.restarted().await;
    run.notices(2).await;
    run.passes(1);
    let all = run.notices(3).await;
    let digest = all.iter().find(|notice| notice.subject == "[Not sent] 2 messages to check").unwrap();
    for id in [&second, &third] {
        assert!(digest.text.contains(&format!("outguard show {id}")), "{}", digest.text);
    }
    assert!(!digest.text.contains(&decided) && !digest.text.contains(&first) && !digest.text.contains(BODY));
    run.passes(30);
    let run = run.restarted().await;
    run.notices(3).await;
}
