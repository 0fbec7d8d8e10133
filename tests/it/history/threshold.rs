//! The threshold of every sender is in the list: of the scores that are kept, and of their past where some are not.

use super::mailbox::{ANNA, mbox, of_anna, write};
use crate::support::guard::{FIRM, Guard, json_lines};
use crate::support::stored::store_of;

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_the_past_says() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(320)));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    let listed = || {
        let learner = json_lines(&guard.ops(&["history", "list", "--json"]).ok()).remove(0);
        learner["threshold"].as_f64().map(|threshold| threshold as f32)
    };
    let cut = store_of(&guard).past(ANNA).await.unwrap().cut(1.0);
    assert!(cut.is_some());
    assert_eq!(listed(), cut);
    let connection = rusqlite::Connection::open(guard.state().join("outguard.db")).unwrap();
    let unscored = || -> i64 {
        connection.query_row("SELECT count(*) FROM trace WHERE score IS NULL", [], |row| row.get(0)).unwrap()
    };
    connection.execute("UPDATE trace SET score = NULL WHERE n % 7 = 0", []).unwrap();
    assert!(unscored() > 0);
    assert_eq!(listed(), cut, "worked out anew");
    assert_eq!(unscored(), 0, "and kept");
    // What is kept says it without any past.
    connection.execute("UPDATE trace SET data = x'00'", []).unwrap();
    assert_eq!(listed(), cut);
}
