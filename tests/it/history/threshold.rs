//! What is kept says what the past says, without making it: the threshold of every sender in the list, and what is known of one
//! contact.

use super::mailbox::{ANNA, Mail, mbox, of_anna, received, write};
use crate::support::guard::{FIRM, Guard, json_lines};
use crate::support::page::Visitor;
use crate::support::stored::store_of;
use crate::support::upstream::{Behaviour, FakeUpstream};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_the_past_says() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(320)));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    let listed = || {
        let learner = json_lines(&guard.ops(&["history", "list", "--json"]).ok()).remove(0);
        learner["threshold"].as_f64().map(|threshold| threshold as f32)
    };
    let past = store_of(&guard).past(ANNA).await.unwrap();
    let cut = past.cut(1.0);
    assert!(cut.is_some());
    assert_eq!(listed(), cut);
    let told = guard.ops(&["history", "list"]).ok();
    let above = past.threshold(1.0).unwrap().above;
    assert!(told.contains(&format!("; asks above {:.2} ({above} of the last 100)", cut.unwrap())), "{told}");
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_of_one_contact_is_what_the_past_says_of_them() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(60)));
    let left = "I have left Kita; write to ken@kita.example.";
    let got = [
        received(3, "Kenji Itoh <kenji.itoh@kita.example>", "", "Hello"),
        received(4, "Mia Mori <mia@kita.example>", "Auto-Submitted: auto-replied\n", left),
        received(5, "Ken Ito <ken@kita.example>", "", "Hello"),
    ];
    write(&guard.path("mail/INBOX"), mbox(&got));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    let store = store_of(&guard);
    let ken = "ken@kita.example";
    let all = [ken, "mia@kita.example", "martin.keller@firm.example", "kenji.itoh@kita.example", "nobody@kita.example"];
    let mut by_index = Vec::new();
    for address in all {
        by_index.push(store.met(ANNA, &address.parse().unwrap()).await.unwrap());
    }
    assert!(store.past_at_hand(ANNA).is_none(), "no past was made for it");
    let past = store.past(ANNA).await.unwrap();
    for (address, read) in all.iter().zip(&by_index) {
        assert_eq!(*read, past.of(&address.parse().unwrap()), "{address}");
    }
    let ken = by_index[0].as_ref().unwrap();
    assert_eq!((ken.count, ken.heard, ken.with.len()), (45, 1, 2));
    assert!(by_index[1].as_ref().unwrap().left.is_some() && by_index[3].is_some() && by_index[4].is_none());
    assert_eq!(store.met("eva@firm.example", &all[0].parse().unwrap()).await.unwrap(), None, "nothing is hers");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_it_to_whom_it_is_for_and_a_budget_of_nought_is_said() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(
        &fake,
        "[page]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\n[policy]\nasks_per_100 = 0\n",
    );
    let of_tom = |mut mail: Mail| {
        mail.text = mail.text.replace("Anna Weber <anna@firm.example>", "Tom Berg <tom@firm.example>");
        mail.text = mail.text.replace(".sent@firm.example", ".tom@firm.example");
        mail
    };
    write(&guard.path("anna/Sent"), mbox(&of_anna(320)));
    write(&guard.path("tom/Sent"), mbox(&of_anna(30).into_iter().map(of_tom).collect::<Vec<_>>()));
    for folder in ["anna", "tom"] {
        guard.ops(&["learn", guard.path(folder).to_str().unwrap()]).ok();
    }
    let told = guard.ops(&["history", "list"]).ok();
    assert!(told.contains("only notes, as policy.asks_per_100 is 0, above") && !told.contains("asks above"), "{told}");
    let threshold = json_lines(&guard.ops(&["history", "list", "--json"]).ok())[0]["threshold"].as_f64().unwrap();
    guard.start();
    let all = Visitor::keeper(&guard).get("/tune").body;
    let row = format!("<bdi>anna@firm.example</bdi></th><td>320</td><td>{threshold:.2}</td>");
    assert!(all.contains(&row), "{row} in {all}");
    assert!(all.contains("<bdi>tom@firm.example</bdi></th><td>30</td><td>none yet: "), "{all}");
    assert!(all.contains("170 mails are missing") && all.contains("because policy.asks_per_100 is 0"), "{all}");
    let own = Visitor::person(&guard, &fake, "tom@firm.example").get("/tune").body;
    assert!(own.contains("tom@firm.example</bdi>") && !own.contains("anna@firm.example</bdi>"), "{own}");
}
