//! The journal against somebody who can write the store: edited, cut, reordered, put in, an older copy put back, the clock
//! set back. Each is found and its first line named; what only a head finds is found by the head.

use std::path::PathBuf;

use jiff::SignedDuration;
use outguard::base::event::Event;
use outguard::base::{Clock, Id};
use outguard::store::{Head, Store, Verified, Wrong};
use rusqlite::Connection;

/// A journal of ten lines, and a hand that writes past us.
struct Journal {
    _folder: tempfile::TempDir,
    path: PathBuf,
    clock: Clock,
}

impl Journal {
    async fn of_ten() -> Journal {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/outguard.db");
        let clock = Clock::manual("2026-11-20T10:00:00Z".parse().unwrap());
        let journal = Journal { _folder: folder, path, clock };
        journal.write(10).await;
        journal
    }

    fn open(&self) -> Store {
        Store::open(&self.path, self.clock.clone()).unwrap()
    }

    async fn write(&self, lines: u32) {
        let store = self.open();
        for nth in 1..=lines {
            self.clock.advance(SignedDuration::from_secs(1));
            store.record_now(Id::random(4), Event::Reminded { nth }).await.unwrap();
        }
    }

    fn tamper(&self, sql: &str) {
        Connection::open(&self.path).unwrap().execute_batch(sql).unwrap();
    }

    async fn verify(&self, head: Option<Head>) -> Verified {
        self.open().verify(head).await.unwrap()
    }

    async fn wrong(&self) -> Option<Wrong> {
        self.verify(None).await.wrong
    }

    async fn head(&self) -> Head {
        self.open().head().await.unwrap()
    }
}

#[tokio::test]
async fn an_untouched_journal_is_as_it_was_written_whoever_wrote_it() {
    let journal = Journal::of_ten().await;
    let head = journal.head().await;
    // Another process, and several lines in one group.
    let (one, other) = (journal.open(), journal.open());
    for nth in 0..20 {
        let id = Id::random(4);
        let (a, b) =
            tokio::join!(one.record_now(id.clone(), Event::Joined), other.record_now(id, Event::Reminded { nth }));
        a.and(b).unwrap();
    }
    one.record_aside(Event::Returned).await.unwrap();
    one.record(Id::random(12), Event::Joined);
    one.flush().await;
    let verified = journal.verify(Some(head)).await;
    assert_eq!((verified.lines, verified.wrong, verified.head.seq), (52, None, 52));
    assert_eq!(verified.head, journal.head().await);
}

#[tokio::test]
async fn a_change_that_was_refused_leaves_no_gap() {
    let journal = Journal::of_ten().await;
    let store = journal.open();
    let nobody = outguard::store::Change { events: vec![Event::Joined], ..Default::default() };
    assert!(store.change(&Id::random(4), 0, nobody).await.is_err());
    journal.write(1).await;
    let verified = journal.verify(None).await;
    assert_eq!((verified.lines, verified.wrong), (11, None));
}

#[tokio::test]
async fn a_line_that_was_edited_is_named() {
    for edit in
        ["data = replace(data, '5', '6')", "at = at + 1", "id = 'K7Q2'", "kind = 'joined'", "chain = zeroblob(32)"]
    {
        let journal = Journal::of_ten().await;
        journal.tamper(&format!("UPDATE journal SET {edit} WHERE seq = 5"));
        assert_eq!(journal.wrong().await, Some(Wrong::Changed(5)), "{edit}");
        assert_eq!(journal.verify(None).await.lines, 4);
    }
}

#[tokio::test]
async fn a_line_that_was_deleted_is_named_also_when_the_rest_moves_up() {
    let journal = Journal::of_ten().await;
    journal.tamper("DELETE FROM journal WHERE seq IN (5, 6)");
    assert_eq!(journal.wrong().await, Some(Wrong::Cut { from: 5, to: 6 }));
    let journal = Journal::of_ten().await;
    journal.tamper("DELETE FROM journal WHERE seq = 5; UPDATE journal SET seq = -seq WHERE seq > 5");
    journal.tamper("UPDATE journal SET seq = -seq - 1 WHERE seq < 0");
    assert_eq!(journal.wrong().await, Some(Wrong::Moved { seq: 5, from: 6 }));
}

#[tokio::test]
async fn the_first_line_is_no_exception() {
    let journal = Journal::of_ten().await;
    journal.tamper("DELETE FROM journal WHERE seq = 1");
    assert_eq!(journal.wrong().await, Some(Wrong::Cut { from: 1, to: 1 }));
}

#[tokio::test]
async fn lines_that_changed_places_are_named() {
    for (a, b) in [(4, 5), (3, 8), (1, 2)] {
        let journal = Journal::of_ten().await;
        let swap = format!(
            "UPDATE journal SET seq = -1 WHERE seq = {a}; UPDATE journal SET seq = {a} WHERE seq = {b};
             UPDATE journal SET seq = {b} WHERE seq = -1"
        );
        journal.tamper(&swap);
        assert_eq!(journal.wrong().await, Some(Wrong::Moved { seq: a, from: b }), "{a} and {b}");
    }
}

#[tokio::test]
async fn a_line_that_was_put_in_is_named() {
    let journal = Journal::of_ten().await;
    journal.tamper("INSERT INTO journal (at, id, kind, data) VALUES (1, 'K7Q2', 'joined', '{\"kind\":\"joined\"}')");
    assert_eq!(journal.wrong().await, Some(Wrong::Inserted(11)), "at the end");
    let journal = Journal::of_ten().await;
    journal.tamper("UPDATE journal SET seq = -seq WHERE seq >= 5");
    journal.tamper("UPDATE journal SET seq = -seq + 1 WHERE seq < 0");
    journal.tamper(
        "INSERT INTO journal (seq, at, id, kind, data, chain) VALUES (5, 1, 'K7Q2', 'joined', '{\"kind\":\"joined\"}', zeroblob(32))",
    );
    assert_eq!(journal.wrong().await, Some(Wrong::Inserted(5)), "in the middle");
}

#[tokio::test]
async fn what_is_cut_from_the_end_is_found_by_the_counter_and_by_a_head() {
    let journal = Journal::of_ten().await;
    let head = journal.head().await;
    journal.tamper("DELETE FROM journal WHERE seq > 7");
    assert_eq!(journal.wrong().await, Some(Wrong::Cut { from: 8, to: 10 }), "SQLite counts");
    journal.tamper("UPDATE sqlite_sequence SET seq = 7 WHERE name = 'journal'");
    assert_eq!(journal.wrong().await, None, "nothing in the store tells");
    assert_eq!(journal.verify(Some(head)).await.wrong, Some(Wrong::Cut { from: 8, to: 10 }));
    journal.write(3).await;
    assert_eq!(journal.verify(Some(head)).await.wrong, Some(Wrong::OtherHead(10)), "written on since");
}

#[tokio::test]
async fn lines_written_after_a_cut_show_the_gap_for_ever() {
    let journal = Journal::of_ten().await;
    journal.tamper("DELETE FROM journal WHERE seq > 7");
    journal.write(4).await;
    assert_eq!(journal.wrong().await, Some(Wrong::Cut { from: 8, to: 10 }));
}

#[tokio::test]
async fn an_older_copy_is_found_by_a_head() {
    let journal = Journal::of_ten().await;
    let copy = journal.path.with_extension("old");
    journal.tamper("PRAGMA wal_checkpoint(TRUNCATE)");
    std::fs::copy(&journal.path, &copy).unwrap();
    journal.write(5).await;
    let head = journal.head().await;
    assert_eq!(journal.verify(Some(head)).await.wrong, None);
    journal.tamper("PRAGMA wal_checkpoint(TRUNCATE)");
    std::fs::rename(&copy, &journal.path).unwrap();
    assert_eq!(journal.wrong().await, None, "it was a whole journal once");
    assert_eq!(journal.verify(Some(head)).await.wrong, Some(Wrong::Cut { from: 11, to: 15 }));
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_told_and_the_order_is_sure() {
    let journal = Journal::of_ten().await;
    journal.clock.jump(SignedDuration::from_hours(-3));
    journal.write(2).await;
    let verified = journal.verify(None).await;
    assert_eq!((verified.lines, verified.wrong, verified.clock_back.as_slice()), (12, None, [11].as_slice()));
}

/// A store as an Outguard from before the chain has left it.
#[tokio::test]
async fn lines_from_before_the_chain_are_chained_by_the_upgrade() {
    let journal = Journal::of_ten().await;
    let store = journal.open();
    (0..5000).for_each(|nth| store.record(Id::random(12), Event::Reminded { nth }));
    store.flush().await;
    drop(store);
    journal.tamper(
        "ALTER TABLE journal DROP COLUMN chain; PRAGMA user_version = 7;
         DROP TABLE asked; DROP TABLE mails; DROP TABLE counter; DROP TABLE quiet; DROP TABLE eased;
         DROP INDEX submission_held; DROP TABLE written; ALTER TABLE submission DROP COLUMN recalled;
         DROP TABLE incident_file; DROP TABLE incident; DROP TABLE fingerprint;
         DROP TABLE correspondent; DROP TABLE trace; DROP TABLE edge; DROP TABLE heard; DROP TABLE learnt_file; DROP TABLE learnt_from;
         DROP TABLE forgotten_mail; DROP TABLE forgotten_heard; DROP TABLE history_key; DROP INDEX contact_key;
         ALTER TABLE submission DROP COLUMN trace; ALTER TABLE submission DROP COLUMN score;
         ALTER TABLE footer DROP COLUMN mails",
    );
    let verified = journal.verify(None).await;
    assert_eq!((verified.lines, verified.wrong), (5010, None));
    journal.write(1).await;
    assert_eq!(journal.verify(None).await.lines, 5011);
    journal.tamper("UPDATE journal SET at = 1 WHERE seq = 3");
    assert_eq!(journal.wrong().await, Some(Wrong::Changed(3)));
}
