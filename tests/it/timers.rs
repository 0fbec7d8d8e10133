//! What time does: undo windows, reminders, drafts given back, retries and giving up. The whole daemon runs in this process
//! on a clock that only the test moves.

use std::time::Duration;

use jiff::SignedDuration;
use outguard::app::Daemon;
use outguard::base::{Clock, Id};
use outguard::config::{Config, Surroundings, load_in};
use outguard::control::ops::Ops;
use outguard::release::Confirmation;

use crate::support::client::send;
use crate::support::guard::{Guard, PATIENCE, id_in};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream, Taken};

const ANNA: &str = "anna@firm.example";
const KEN: &str = "ken.ito@kita.example";
const HELD: &str =
    "From: anna@firm.example\r\nTo: ken.ito@kita.example\r\nSubject: strictly confidential\r\n\r\n.Text \r\n..\r\n";
const CLEAN: &str = "From: anna@firm.example\r\nTo: ken.ito@kita.example\r\nSubject: Offer\r\n\r\n.Text \r\n..\r\n";
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

struct Running {
    fake: FakeUpstream,
    daemon: Daemon,
    ops: Ops,
    config: Config,
    clock: Clock,
    _guard: Guard,
}

impl Running {
    async fn start(behaviour: Behaviour, policy: &str) -> Running {
        let fake = FakeUpstream::start(behaviour).await;
        let guard = Guard::for_firm(&fake, &format!("[policy]\ntime_zone = \"UTC\"\n{policy}"));
        let surroundings = Surroundings { state_dir: Some(guard.state()), ..Surroundings::default() };
        let config = load_in(Some(&guard.config()), &surroundings).unwrap().config;
        // A Monday morning.
        let clock = Clock::manual("2026-11-16T09:00:00Z".parse().unwrap());
        let daemon = Daemon::start(&config, clock.clone()).await.unwrap();
        let ops = Ops::open(&config, clock.clone()).unwrap();
        Running { fake, daemon, ops, config, clock, _guard: guard }
    }

    fn send(&self, message: &str) -> String {
        send(self.daemon.smtp[0], ANNA, &[KEN], message)
    }

    fn hold(&self) -> Id {
        let reply = self.send(HELD);
        assert!(reply.contains("Held for you to check ("), "{reply}");
        id_in(&reply).parse().unwrap()
    }

    async fn release(&self, id: &Id) {
        let confirmed = vec!["1".to_owned(), "kita.example".to_owned()];
        self.ops.release(id, &[], &Confirmation { confirmed, ..Confirmation::default() }).await.unwrap();
    }

    fn passes(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn state(&self, id: &Id) -> &'static str {
        self.ops.show(id).await.unwrap().state.word()
    }

    async fn until_state(&self, id: &Id, state: &str) {
        let begun = tokio::time::Instant::now();
        while self.state(id).await != state {
            assert!(begun.elapsed() < PATIENCE, "{id} is {}, not {state}", self.state(id).await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until upstream has taken so many messages, and gives the daemon the time to send too many.
    async fn taken(&self, count: usize) -> Vec<Taken> {
        let begun = tokio::time::Instant::now();
        while self.fake.messages().len() < count {
            assert!(begun.elapsed() < PATIENCE, "{} of {count} messages", self.fake.messages().len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.rounds().await;
        assert_eq!(self.fake.messages().len(), count);
        self.fake.messages()
    }

    /// Lets the daemon look twice at what is due.
    async fn rounds(&self) {
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
}

/// A message of ours to the sender: null sender, for nobody to answer; the answer is its text.
#[track_caller]
fn told(taken: &Taken) -> String {
    let text = String::from_utf8_lossy(&taken.data).into_owned();
    assert!(taken.mail.starts_with("MAIL FROM:<>"), "{}", taken.mail);
    assert_eq!(taken.recipients(), [ANNA]);
    assert!(text.contains("Auto-Submitted: auto-"), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_reminded_of_twice_and_then_given_back_as_a_draft() {
    let run = Running::start(Behaviour::new(), "").await;
    let id = run.hold();
    run.passes(HOUR - 1);
    run.taken(0).await;
    run.passes(1);
    let first = told(&run.taken(1).await[0]);
    assert!(first.contains(&format!("Not sent yet, waits for you ({id})")), "{first}");
    run.passes(7 * HOUR);
    told(&run.taken(2).await[1]);
    run.passes(64 * HOUR - 1);
    run.taken(2).await;
    assert_eq!(run.state(&id).await, "held");
    run.passes(1);
    run.until_state(&id, "returned").await;
    let draft = told(&run.taken(3).await[2]);
    assert!(draft.contains(&format!("Not sent, given back as a draft ({id})")), "{draft}");
    assert!(draft.contains(&format!("{id}.eml")), "{draft}");
    assert_eq!(run.ops.show(&id).await.unwrap().outcome, "nobody decided; given back as a draft");
    run.passes(240 * HOUR);
    run.taken(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_night_without_daemon_one_reminder_is_enough() {
    let run = Running::start(Behaviour::new(), "").await;
    let id = run.hold();
    let Running { fake, daemon, ops, config, clock, _guard } = run;
    daemon.stop().await;
    clock.advance(SignedDuration::from_hours(12));
    let daemon = Daemon::start(&config, clock.clone()).await.unwrap();
    let run = Running { fake, daemon, ops, config, clock, _guard };
    told(&run.taken(1).await[0]);
    assert_eq!(run.state(&id).await, "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weekend_gives_nothing_back() {
    let run = Running::start(Behaviour::new(), "deadline = \"24h\"\nreminders = []\n").await;
    run.passes(4 * 24 * HOUR + 3 * HOUR);
    let id = run.hold();
    // Friday noon: two days later it is Sunday.
    run.passes(48 * HOUR);
    run.rounds().await;
    assert_eq!(run.state(&id).await, "held");
    run.passes(24 * HOUR);
    run.until_state(&id, "returned").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_undo_window_ends_when_it_ends() {
    let run = Running::start(Behaviour::new(), "delay = \"30s\"\n").await;
    let id: Id = id_in(&run.send(CLEAN)).parse().unwrap();
    run.passes(29);
    run.rounds().await;
    assert_eq!((run.state(&id).await, run.fake.messages().len()), ("delayed", 0));
    run.passes(1);
    run.until_state(&id, "sent").await;
    assert_eq!(run.taken(1).await[0].data_without_trace(), CLEAN.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_upstream_cannot_take_now_is_tried_again_and_arrives_once() {
    let troubles = [
        Behaviour::new().once(At::Greeting, Act::reply_then_close("421 4.3.2 busy")),
        Behaviour::new().once(At::Mail, Act::reply("451 4.3.0 later")),
        Behaviour::new().once(At::Rcpt, Act::reply("450 4.2.0 later")),
        Behaviour::new().once(At::Data, Act::Close),
        Behaviour::new().once(At::Dot, Act::reply("452 4.3.1 full")),
    ];
    for trouble in troubles {
        let run = Running::start(trouble, "").await;
        let reply = run.send(CLEAN);
        assert!(reply.starts_with("250 2.0.0 Queued ("), "{reply}");
        let id: Id = id_in(&reply).parse().unwrap();
        run.passes(MINUTE - 1);
        run.taken(0).await;
        run.passes(1);
        run.until_state(&id, "sent").await;
        let taken = run.taken(1).await;
        assert_eq!((taken[0].data_without_trace(), taken[0].recipients()), (CLEAN.as_bytes(), vec![KEN.to_owned()]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_behind_the_queue_is_told_to_the_sender() {
    let refusing = Behaviour::new().at(At::rcpt(KEN), Act::reply("550 5.1.1 no such user"));
    let run = Running::start(refusing, "").await;
    let id = run.hold();
    run.release(&id).await;
    run.until_state(&id, "failed").await;
    let notice = told(&run.taken(1).await[0]);
    for part in [
        "report-type=\"delivery-status\"",
        "Final-Recipient: rfc822; ken.ito@kita.example",
        "Status: 5.1.1",
        "550 5.1.1 no such user",
    ] {
        assert!(notice.contains(part), "{part}: {notice}");
    }
    assert_eq!(run.ops.show(&id).await.unwrap().outcome, "failed for 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_never_taken_is_given_up_in_time_and_the_sender_told() {
    let never = Behaviour::new().at(At::rcpt(KEN), Act::reply("450 4.2.0 later"));
    let run = Running::start(never, "retry_for = \"2h\"\n").await;
    let id: Id = id_in(&run.send(CLEAN)).parse().unwrap();
    for _ in 0..3 {
        run.passes(30 * MINUTE);
        run.rounds().await;
        assert_eq!(run.state(&id).await, "queued");
    }
    run.passes(30 * MINUTE);
    run.until_state(&id, "failed").await;
    let notice = told(&run.taken(1).await[0]);
    assert!(notice.contains("Given up") && notice.contains("450 4.2.0 later"), "{notice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_drops_after_the_dot_asks_or_sends_again_as_the_policy_says() {
    let drops = || Behaviour::new().once(At::Dot, Act::TakeAndClose);
    let run = Running::start(drops(), "unsure = \"ask\"\n").await;
    let id = run.hold();
    run.release(&id).await;
    run.until_state(&id, "unsure").await;
    run.passes(5 * 24 * HOUR);
    let taken = run.taken(2).await;
    assert_eq!(taken[1].recipients(), ["anna@firm.example"], "whoever sent it is asked");
    let asked = String::from_utf8_lossy(&taken[1].data).into_owned();
    assert!(asked.contains("May have been sent") && asked.contains(&format!("outguard release {id}")), "{asked}");
    run.release(&id).await;
    run.until_state(&id, "sent").await;
    run.taken(3).await;

    let run = Running::start(drops(), "unsure = \"resend\"\n").await;
    let reply = run.send(CLEAN);
    assert!(reply.starts_with("250 2.0.0 Queued ("), "{reply}");
    run.passes(MINUTE);
    run.until_state(&id_in(&reply).parse().unwrap(), "sent").await;
    let taken = run.taken(2).await;
    assert_eq!(taken[0].data_without_trace(), taken[1].data_without_trace());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_to_send_again_holds_for_the_queue_too() {
    let run = Running::start(Behaviour::new().once(At::Dot, Act::TakeAndClose), "unsure = \"resend\"\n").await;
    let id = run.hold();
    run.release(&id).await;
    run.taken(1).await;
    // Upstream has it before we have written down that it is to be tried again, and when.
    let begun = tokio::time::Instant::now();
    while run.ops.show(&id).await.unwrap().recipients[0].state.word() != "deferred" {
        assert!(begun.elapsed() < PATIENCE, "{id} is not deferred");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    run.passes(MINUTE);
    run.until_state(&id, "sent").await;
    run.taken(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_of_what_is_over_are_forgotten_in_time() {
    let run = Running::start(Behaviour::new(), "keep_content = \"1d\"\n").await;
    let id = run.hold();
    run.release(&id).await;
    run.until_state(&id, "sent").await;
    assert_eq!(&run.ops.raw(&id).await.unwrap()[..], HELD.as_bytes());
    let Running { fake, daemon, ops, config, clock, _guard } = run;
    daemon.stop().await;
    clock.advance(SignedDuration::from_hours(25));
    let daemon = Daemon::start(&config, clock.clone()).await.unwrap();
    let run = Running { fake, daemon, ops, config, clock, _guard };
    let begun = tokio::time::Instant::now();
    while run.ops.raw(&id).await.is_ok() {
        assert!(begun.elapsed() < PATIENCE, "the bytes of {id} are still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(run.state(&id).await, "sent", "that it was sent is remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_on_the_page_can_be_stopped_for_ten_seconds_and_no_longer() {
    let run = Running::start(Behaviour::new(), "").await;
    let id = run.hold();
    let given = Confirmation { confirmed: vec!["1".into(), "kita.example".into()], ..Confirmation::default() };
    run.ops.release_soon(&id, &given).await.unwrap();
    assert_eq!(run.state(&id).await, "delayed");
    let again = run.ops.release_soon(&id, &given).await.unwrap_err();
    assert_eq!(again.code, "not_now", "a second press changes nothing");
    run.passes(9);
    run.taken(0).await;
    run.ops.hold(&id).await.unwrap();
    run.passes(60);
    run.taken(0).await;
    assert_eq!(run.state(&id).await, "held");

    run.ops.release_soon(&id, &given).await.unwrap();
    run.passes(9);
    run.taken(0).await;
    run.passes(1);
    run.until_state(&id, "sent").await;
    run.taken(1).await;
    assert_eq!(run.ops.hold(&id).await.unwrap_err().code, "not_now", "too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_message_that_was_kept_waits_for_its_sender_until_its_deadline() {
    let run = Running::start(Behaviour::new(), "delay = \"30s\"\n").await;
    let id: Id = id_in(&run.send(CLEAN)).parse().unwrap();
    run.ops.hold(&id).await.unwrap();
    run.passes(HOUR);
    told(&run.taken(1).await[0]);
    let (_, until) = run.ops.extend(&id, Duration::from_secs(24 * 3600)).await.unwrap();
    // 72 hours from Monday morning are Thursday's, a day more is Friday's.
    assert_eq!(until.to_string(), "2026-11-20T09:00:00Z");
    run.passes(94 * HOUR);
    assert_eq!(run.state(&id).await, "held");
    run.passes(HOUR);
    run.until_state(&id, "returned").await;
}
