//! `outguard journal` as people run it.

use crate::support::client::send;
use crate::support::guard::{Guard, id_in, json_lines};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";
const SUBJECT: &str = "canary-in-the-subject";
const BODY: &str = "canary-in-the-body";

/// A journal with a hold that was cancelled for a reason that a spreadsheet would take for a formula.
async fn lived() -> (Guard, String) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let mail = format!(
        "From: {ANNA}\r\nTo: l@examp1e-freight.example\r\nSubject: {SUBJECT}\r\n\r\nConfidential. See attached. {BODY}\r\n"
    );
    let id = id_in(&send(guard.addr(), ANNA, &["l@examp1e-freight.example"], &mail));
    guard.ops(&["cancel", &id, "--reason", "=HYPERLINK(\"http://x.example\")"]).ok();
    assert_eq!(guard.stop(), 0);
    (guard, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_verified_and_a_changed_line_ends_with_1() {
    let (guard, id) = lived().await;
    let head = guard.ops(&["journal", "head"]).ok();
    let told = guard.ops(&["journal", "verify", "--head", head.trim()]).ok();
    assert!(told.starts_with("ok: ") && told.contains(head.trim()), "{told}");
    let store = rusqlite::Connection::open(guard.state().join("outguard.db")).unwrap();
    let forged =
        "UPDATE journal SET data = replace(data, '\"cancel\"', '\"release\"') WHERE kind = 'decided' AND id = ?1";
    assert_eq!(store.execute(forged, [&id]).unwrap(), 1);
    let seq: i64 = store.query_row("SELECT seq FROM journal WHERE kind = 'decided'", [], |row| row.get(0)).unwrap();
    let told = guard.ops(&["journal", "verify"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains(&format!("line {seq} was changed")), "{told:?}");
    let told = guard.ops(&["journal", "verify", "--json"]);
    let told = &json_lines(&told.out)[0];
    assert_eq!((&told["ok"], &told["line"]), (&false.into(), &seq.into()));
    assert_eq!(guard.ops(&["journal", "verify", "--head", "nonsense"]).code, 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_tells_who_decided_and_nothing_of_what_was_written() {
    let (guard, id) = lived().await;
    let json = guard.ops(&["journal", "export"]).ok();
    let lines = json_lines(&json);
    let seqs: Vec<i64> = lines.iter().map(|line| line["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..=seqs.len() as i64).collect::<Vec<_>>());
    let decided = lines.iter().find(|line| line["kind"] == "decided").unwrap();
    assert_eq!((decided["id"].as_str(), decided["event"]["verb"].as_str()), (Some(id.as_str()), Some("cancel")));
    for member in ["by", "digest", "recipients", "whence"] {
        assert!(!decided["event"][member].is_null(), "{decided}");
    }
    let csv = guard.ops(&["journal", "export", "--csv"]).ok();
    let shown = guard.ops(&["journal", "show"]).ok();
    for text in [&json, &csv, &shown] {
        assert!(!text.contains(SUBJECT) && !text.contains(BODY), "{text}");
    }
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), lines.len());
    let armed = |cell: &str| cell.starts_with(['=', '+', '-', '@']);
    assert!(!rows.iter().any(|row| row.iter().any(armed)), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daemon_tells_the_log_where_the_journal_ends() {
    let (mut guard, _) = lived().await;
    let head = guard.ops(&["journal", "head"]).ok();
    guard.start();
    crate::support::guard::until("the log has the head", || guard.log().contains(head.trim()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_a_beginning_and_an_end() {
    let (guard, _) = lived().await;
    let count = |args: &[&str]| guard.ops(&[&["journal", "export"], args].concat()).ok().lines().count();
    let all = count(&[]);
    assert!(all > 0);
    assert_eq!((count(&["--since", "1h"]), count(&["--until", "1h"])), (all, 0));
    assert_eq!(count(&["--since", "2020-01-01", "--until", "2020-02-01"]), 0);
    assert_eq!(guard.ops(&["journal", "export", "--since", "soon"]).code, 64);
}
