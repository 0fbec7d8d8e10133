//! The store's promises: what is kept survives, what changed in between is not overwritten, what is over stays over.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use outguard::base::event::Event;
use outguard::base::{Address, Clock, Id, Step, Whence};
use outguard::facts::Role;
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::people::{Around, Paragraph, PartyKind};
use outguard::store::{
    AttemptResult, Change, Filter, Handed, Kept, Learning, MailKey, NewSubmission, RecipientRow, RecipientState, Sent,
    State, Store, StoreError, Taught, Telling,
};
use outguard::verdict::Verdict;

use crate::support::guard::{Guard, files_in};

const MESSAGE: &[u8] = b"Subject: costs\r\n\r\nbetween us\r\n";

fn clock() -> Clock {
    Clock::manual("2026-11-20T10:00:00Z".parse().unwrap())
}

fn open(folder: &tempfile::TempDir, clock: &Clock) -> Store {
    Store::open(&folder.path().join("state/outguard.db"), clock.clone()).unwrap()
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn passed() -> Handed {
    Handed { owner: "anna@firm.example".into(), door: Door::Smtp, step: Step::Pass }
}

/// A paragraph of a mail that has nothing in common with one of another number.
fn paragraph(number: i64, mail: u8) -> Paragraph {
    Paragraph { number, around: Around { subject: mail, above: mail, to: mail } }
}

fn held(recipients: &[&str]) -> NewSubmission {
    let recipients: Vec<Recipient> = recipients.iter().map(|r| Recipient::from(address(r))).collect();
    let row = |(i, recipient): (usize, &Recipient)| RecipientRow {
        n: i + 1,
        recipient: recipient.clone(),
        name: String::new(),
        role: Role::To,
        kind: PartyKind::External,
        odd: i == 0,
        state: RecipientState::Waiting,
        reply: String::new(),
        host: String::new(),
        at: None,
    };
    NewSubmission {
        recipients: recipients.iter().enumerate().map(row).collect(),
        submission: Submission {
            door: Door::Smtp,
            origin: Origin::default(),
            envelope: Envelope { sender: Some(address("anna@firm.example")), recipients, ..Envelope::default() },
            message: Message::new(MESSAGE.to_vec()),
            received: "2026-11-20T10:00:00Z".parse().unwrap(),
            source: None,
        },
        verdict: Verdict { step: Step::Ask, findings: Vec::new() },
        subject: "costs".into(),
        state: State::Held,
        deadline: None,
        due: None,
        cleared: None,
        about: None,
        paragraphs: vec![paragraph(-7, 3)],
        lesson: None,
    }
}

fn release(now: Timestamp) -> Change {
    let event = Event::Decided {
        verb: "release".into(),
        by: "anna".into(),
        reason: None,
        digest: String::new(),
        recipients: Vec::new(),
        on_behalf_of: None,
        shown: None,
        whence: Whence::terminal(),
        seconds: None,
    };
    Change {
        to: Some(State::Queued),
        cleared: Some("decision"),
        due: Some(Some(now)),
        events: vec![event],
        ..Change::default()
    }
}

async fn kinds(store: &Store, id: &Id) -> Vec<&'static str> {
    store.journal(id).await.unwrap().iter().map(|line| line.event.kind()).collect()
}

#[tokio::test]
async fn what_was_kept_is_there_after_the_store_was_closed() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let id = {
        let store = open(&folder, &clock);
        store.keep(held(&["ken@kita.example", "tom@firm.example"])).await.unwrap().id().clone()
    };
    let store = open(&folder, &clock);
    let entry = store.entry(&id).await.unwrap();
    assert_eq!(entry.summary.state, State::Held);
    assert_eq!(entry.current_envelope().recipients.len(), 2);
    assert_eq!(&store.content(&id).await.unwrap()[..], MESSAGE);
    assert_eq!(kinds(&store, &id).await, ["stored"]);
}

#[tokio::test]
async fn an_identical_resend_joins_and_a_different_one_does_not() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let first = store.keep(held(&["ken@kita.example", "tom@firm.example"])).await.unwrap();
    let again = store.keep(held(&["Tom@firm.example", "ken@kita.example"])).await.unwrap();
    assert_eq!(again, Kept::Joined(first.id().clone()));
    let other = store.keep(held(&["ken@kita.example"])).await.unwrap();
    assert_ne!(other.id(), first.id());
    store.change(first.id(), 0, release(clock.now())).await.unwrap();
    let after = store.keep(held(&["ken@kita.example", "tom@firm.example"])).await.unwrap();
    assert!(matches!(after, Kept::New(_)), "what was decided takes nothing in any more");
}

#[tokio::test]
async fn the_second_of_two_changes_is_told_and_changes_nothing() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let id = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
    store.change(&id, 0, release(clock.now())).await.unwrap();
    let late = Change { to: Some(State::Cancelled), ..Change::default() };
    assert!(matches!(store.change(&id, 0, late).await, Err(StoreError::Changed { .. })));
    assert_eq!(store.entry(&id).await.unwrap().summary.state, State::Queued);
    assert_eq!(kinds(&store, &id).await, ["stored", "decided"]);
}

#[tokio::test]
async fn what_is_over_cannot_be_reopened() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let id = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
    store.change(&id, 0, Change { to: Some(State::Cancelled), ..Change::default() }).await.unwrap();
    assert!(matches!(store.change(&id, 1, release(clock.now())).await, Err(StoreError::Changed { .. })));
}

#[tokio::test]
async fn an_attempt_on_what_was_cancelled_is_refused_before_anything_is_sent() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let id = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
    store.change(&id, 0, release(clock.now())).await.unwrap();
    store.change(&id, 1, Change { to: Some(State::Cancelled), ..Change::default() }).await.unwrap();
    let begun = store.begin_attempt(&id, 1, "mx.example:25", vec![1]).await;
    assert!(matches!(begun, Err(StoreError::Changed { .. })));
}

#[tokio::test]
async fn each_recipient_has_a_fate_of_its_own() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let id = store.keep(held(&["a@kita.example", "b@kita.example", "c@kita.example"])).await.unwrap().id().clone();
    store.change(&id, 0, release(clock.now())).await.unwrap();
    store.begin_attempt(&id, 1, "mx.example:25", vec![1, 2]).await.unwrap();
    let result = |n, state, reply: &str| AttemptResult { n, state, reply: reply.into(), no_mailbox: false };
    let results = vec![
        result(1, RecipientState::Sent, "250 ok"),
        result(2, RecipientState::Deferred, "451 later"),
        result(3, RecipientState::Failed, "550 no"),
    ];
    let later = clock.now() + SignedDuration::from_mins(1);
    let settled = store.finish_attempt(&id, "mx.example:25", results, Some(later), Telling::default()).await.unwrap();
    assert_eq!(settled.state, State::Queued, "one recipient still waits");
    assert!(store.due(clock.now(), 10).await.unwrap().is_empty());
    assert_eq!(store.due(later, 10).await.unwrap(), std::slice::from_ref(&id));

    let rest = vec![result(2, RecipientState::Sent, "250 ok")];
    let settled = store.finish_attempt(&id, "mx.example:25", rest, None, Telling::default()).await.unwrap();
    assert_eq!(settled.state, State::Sent);
    assert_eq!(store.entry(&id).await.unwrap().summary.outcome, "sent to 2, failed for 1");
    assert_eq!(kinds(&store, &id).await, ["stored", "decided", "attempt", "sent", "deferred", "failed", "sent"]);
}

#[tokio::test]
async fn an_attempt_without_an_outcome_is_unsure_or_sent_again_as_policy_says() {
    for (resend, state, recipient) in
        [(false, State::Unsure, RecipientState::Unsure), (true, State::Queued, RecipientState::Waiting)]
    {
        let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
        let store = open(&folder, &clock);
        let id = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
        store.change(&id, 0, release(clock.now())).await.unwrap();
        store.begin_attempt(&id, 1, "mx.example:25", vec![1]).await.unwrap();
        assert_eq!(store.recover(resend).await.unwrap(), std::slice::from_ref(&id));
        let entry = store.entry(&id).await.unwrap();
        assert_eq!((entry.summary.state, entry.summary.recipients[0].state), (state, recipient));
        assert!(store.recover(resend).await.unwrap().is_empty(), "once");
    }
}

/// A message that passed.
fn taken() -> Event {
    Event::Passed {
        host: "mx.example:25".into(),
        reply: "250 ok".into(),
        recipients: 1,
        to: vec!["ken@kita.example".into()],
        sender: "anna@firm.example".into(),
        message_id: "1@firm.example".into(),
        digest: "00".into(),
        door: "smtp".into(),
        user: None,
    }
}

#[tokio::test]
async fn what_passed_is_found_by_its_message_id_and_old_lines_are_still_read() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let id = Id::random(12);
    store.record_handed(id.clone(), taken(), passed(), None);
    store.flush().await;
    assert_eq!(store.written(MailKey::message_id("<1@firm.example>")).await.unwrap(), std::slice::from_ref(&id));
    assert!(store.written(MailKey::message_id("2@firm.example")).await.unwrap().is_empty());
    assert_eq!(store.passed(&id, true).await.unwrap().event, taken());
    let beginning: Id = id.as_str()[..6].parse().unwrap();
    assert_eq!(store.passed(&beginning, false).await.unwrap().id, id);
    assert!(store.passed(&beginning, true).await.is_err());
    let old = r#"{"kind":"passed","host":"mx.example:25","reply":"250 ok","recipients":3}"#;
    let Event::Passed { recipients, to, sender, .. } = serde_json::from_str(old).unwrap() else { panic!("{old}") };
    assert_eq!((recipients, to.len(), sender.as_str()), (3, 0, ""));
}

#[tokio::test]
async fn what_is_stored_is_found_by_its_message_id_or_by_its_digest() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let new = held(&["ken@kita.example"]);
    let key = MailKey::of(&new.submission.message);
    let id = store.keep(new).await.unwrap().id().clone();
    assert_eq!(store.written(key).await.unwrap(), [id]);
}

#[tokio::test]
async fn history_learns_from_what_was_sent() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    assert!(store.history("anna@firm.example").await.unwrap().contacts.is_empty());
    let ids = [Id::random(12), Id::random(12)];
    for id in &ids {
        let event = taken();
        let recipients = vec![(address("Ken@kita.example"), "Ken Ito".into())];
        store.record_handed(id.clone(), event, passed(), Some(Taught::Sent(Sent { recipients, ..Sent::default() })));
    }
    store.flush().await;
    for id in &ids {
        assert!(matches!(store.journal(id).await.unwrap()[0].event, Event::Passed { .. }));
    }
    let history = store.history("anna@firm.example").await.unwrap();
    let known: Vec<_> = history.contacts.iter().map(|c| (c.address.key(), c.name.as_str(), c.count)).collect();
    assert_eq!(known, [("ken@kita.example", "Ken Ito", 2)]);
    assert!(store.history("tom@firm.example").await.unwrap().contacts.is_empty());
}

#[tokio::test]
async fn what_stands_below_three_sent_messages_is_a_footer_for_their_sender() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let footers = async |owner: &str| store.history(owner).await.unwrap().footers.clone();
    let pass = |mail: u8| {
        let event = taken();
        let paragraphs = vec![paragraph(-7, mail), paragraph(i64::from(mail), mail)];
        let sent = Sent { paragraphs, ..Sent::default() };
        store.record_handed(Id::random(12), event, passed(), Some(Taught::Sent(sent)));
    };
    // What is sent again counts once.
    [1, 2, 2, 2].into_iter().for_each(pass);
    store.flush().await;
    assert!(footers("anna@firm.example").await.is_empty());
    // The third waits, is released and sent: only then does it count.
    let id = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
    assert!(footers("anna@firm.example").await.is_empty());
    deliver(&store, &id, clock.now()).await;
    assert_eq!(footers("anna@firm.example").await, [-7].into());
    assert!(footers("tom@firm.example").await.is_empty());
    let later = clock.now() + SignedDuration::from_hours(24 * 91);
    assert_eq!(store.forget_paragraphs(later).await.unwrap(), 2, "what stood below one message only");
    assert_eq!(footers("anna@firm.example").await, [-7].into());
}

/// Releases what is held for one recipient, and hands it over.
async fn deliver(store: &Store, id: &Id, now: Timestamp) {
    store.change(id, 0, release(now)).await.unwrap();
    store.begin_attempt(id, 1, "mx.example:25", vec![1]).await.unwrap();
    let sent = vec![AttemptResult { n: 1, state: RecipientState::Sent, reply: "250 ok".into(), no_mailbox: false }];
    store.finish_attempt(id, "mx.example:25", sent, None, Telling::default()).await.unwrap();
}

#[tokio::test]
async fn programs_teach_no_footer_and_nobody_does_where_nothing_is_learnt() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let later = clock.now() + SignedDuration::from_hours(24 * 91);
    let mut by_a_program = held(&["ken@kita.example"]);
    by_a_program.submission.message =
        Message::new(b"Subject: costs\r\nAuto-Submitted: auto-generated\r\n\r\nbetween us\r\n".to_vec());
    let id = store.keep(by_a_program).await.unwrap().id().clone();
    deliver(&store, &id, clock.now()).await;
    assert_eq!(store.forget_paragraphs(later).await.unwrap(), 0);
    let before = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
    store.keep_history_as(Learning { on: false, inside: Vec::new() });
    let after = store.keep(held(&["tom@kita.example"])).await.unwrap().id().clone();
    deliver(&store, &before, clock.now()).await;
    let sent = Sent { paragraphs: vec![paragraph(-7, 1)], ..Sent::default() };
    store.record_handed(Id::random(12), taken(), passed(), Some(Taught::Sent(sent)));
    store.flush().await;
    assert_eq!(store.forget_paragraphs(later).await.unwrap(), 0);
    // Nor is anything kept of it for later.
    store.keep_history_as(Learning::default());
    deliver(&store, &after, clock.now()).await;
    assert_eq!(store.forget_paragraphs(later).await.unwrap(), 0);
}

#[tokio::test]
async fn ids_are_found_by_their_beginning_if_only_one_begins_so() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let id = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
    assert_eq!(store.find(&id).await.unwrap(), id);
    let longer: Id = format!("{id}22").parse().unwrap();
    assert!(matches!(store.find(&longer).await, Err(StoreError::Unknown { .. })));
}

#[tokio::test]
async fn many_at_once_are_all_kept_once() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..300 {
        let store = store.clone();
        tasks.spawn(async move { store.keep(held(&[&format!("p{i}@kita.example")])).await.unwrap().id().clone() });
    }
    let ids: std::collections::HashSet<Id> = tasks.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 300);
    assert_eq!(store.list(Filter::default()).await.unwrap().len(), 300);
}

#[tokio::test]
async fn a_second_daemon_is_refused_and_the_first_ones_end_frees_the_store() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let (first, second) = (open(&folder, &clock), open(&folder, &clock));
    let lock = first.lock_daemon().unwrap();
    assert!(matches!(second.lock_daemon(), Err(StoreError::Locked { .. })));
    assert!(second.daemon_runs());
    drop(lock);
    assert!(!second.daemon_runs());
}

#[tokio::test]
async fn bytes_past_their_time_are_forgotten_and_what_happened_is_not() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let over = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
    let open = store.keep(held(&["tom@kita.example"])).await.unwrap().id().clone();
    store.change(&over, 0, Change { to: Some(State::Cancelled), ..Change::default() }).await.unwrap();
    clock.advance(SignedDuration::try_from(Duration::from_secs(8 * 24 * 3600)).unwrap());
    let before = clock.now() - SignedDuration::from_hours(7 * 24);
    assert_eq!(store.forget_content(before).await.unwrap(), 1);
    assert!(matches!(store.content(&over).await, Err(StoreError::Unknown { .. })));
    assert!(store.content(&open).await.is_ok());
    assert_eq!(kinds(&store, &over).await, ["stored"]);
}

#[tokio::test]
async fn more_than_a_batch_is_forgotten_to_the_last() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
    let store = open(&folder, &clock);
    let mut ids = Vec::new();
    for _ in 0..450 {
        let id = store.keep(held(&["ken@kita.example"])).await.unwrap().id().clone();
        store.change(&id, 0, Change { to: Some(State::Cancelled), ..Change::default() }).await.unwrap();
        ids.push(id);
    }
    let event = taken();
    let sent = Sent { paragraphs: (0..450).map(|n| paragraph(n, 1)).collect(), ..Sent::default() };
    store.record_handed(Id::random(12), event, passed(), Some(Taught::Sent(sent)));
    store.flush().await;
    let open = store.keep(held(&["tom@kita.example"])).await.unwrap().id().clone();
    clock.advance(SignedDuration::from_hours(24 * 91));
    assert_eq!(store.forget_content(clock.now()).await.unwrap(), 450);
    assert_eq!(store.forget_paragraphs(clock.now()).await.unwrap(), 450);
    for id in &ids {
        assert!(matches!(store.content(id).await, Err(StoreError::Unknown { .. })));
    }
    assert!(store.content(&open).await.is_ok());
}

/// As root before the service has started for the first time: what is made must be the service's.
#[test]
fn what_root_makes_in_the_folder_of_another_account_is_that_accounts() {
    let nobody = std::fs::read_to_string("/etc/passwd").unwrap();
    let nobody: u32 = nobody.lines().find_map(|l| l.strip_prefix("nobody:")?.split(':').nth(1)?.parse().ok()).unwrap();
    let guard = Guard::new("", "");
    std::fs::create_dir_all(guard.state()).unwrap();
    std::fs::set_permissions(guard.state(), std::fs::Permissions::from_mode(0o700)).unwrap();
    if std::os::unix::fs::chown(guard.state(), Some(nobody), Some(nobody)).is_err() {
        eprintln!("SKIPPED: only root can give a folder to another account");
        return;
    }
    guard.ops(&["list"]).ok();
    let made = files_in(&guard.state());
    assert!(made.iter().any(|path| path.ends_with("outguard.db")), "{made:?}");
    for path in made {
        let meta = std::fs::metadata(&path).unwrap();
        assert_eq!((meta.uid(), meta.mode() & 0o777), (nobody, 0o600), "{}", path.display());
    }
}
