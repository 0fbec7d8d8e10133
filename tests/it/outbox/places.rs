//! Where a file goes.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::support::upstream::{Act, At, Behaviour};

/// What the mail program wrote, with LF and a wrong recipient in Cc.
fn about_costs() -> String {
    format!(
        "From: Anna Weber <{ANNA}>\nTo: Tom Brandt <{TOM}>\nCC: Martin Kellner <{KELLNER}>\n\
         Subject: Saving costs in the team\nMessage-ID: <costs@firm.example>\n\n\
         Hi Tom,\n\nwe have to reduce costs by the end of the quarter. I would move two people to the other project and \
         make the third position redundant; the redundancy stays between us until Friday.\n\nAnna\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_recipient_is_held_decided_and_ends_in_the_right_place() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "[[person]]\naddress = \"martin.keller@firm.example\"\nname = \"Martin Keller\"");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "costs.eml", &about_costs());
    let note = there(out.join("held/costs.eml.txt"));
    let id = the_held(&guard);
    assert!(note.contains(&format!("outguard release {id}")) && note.contains("Martin Kellner"), "{note}");
    assert!(!note.contains("redundan") && !note.contains("Saving costs"), "nothing of the message: {note}");
    assert_eq!(fs::read_to_string(out.join("held/costs.eml")).unwrap(), about_costs(), "the file is untouched");
    assert_eq!(
        (names(&out), names(&out.join("held"))),
        (vec!["held".into(), "refused".into(), "sent".into()], vec!["costs.eml".into(), "costs.eml.txt".into()])
    );
    assert!(subjects(&fake).is_empty());
    assert_eq!(guard.show(&id)["door"], "outbox");

    guard.ops(&["replace", &format!("{id}/2"), BOSS]).ok();
    guard.ops(&["release", &id]).ok();
    assert_eq!(there(out.join("sent/costs.eml")), about_costs());
    until("nothing of it is left among the held", || names(&out.join("held")).is_empty());
    let [taken] = &fake.messages()[..] else { panic!("{:?}", fake.messages()) };
    assert_eq!(taken.recipients(), [TOM, BOSS]);
    let text = String::from_utf8(taken.data_without_trace().to_vec()).unwrap();
    assert!(text.contains(BOSS) && !text.contains("Kellner") && !text.replace("\r\n", "").contains('\n'), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_clean_leaves_and_what_is_cancelled_does_not() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "lunch.eml", &clean("lunch"));
    there(out.join("sent/lunch.eml"));
    assert_eq!(subjects(&fake), ["lunch"]);

    drop_into(&out, "odd.eml", &odd("odd one"));
    there(out.join("held/odd.eml.txt"));
    let id = the_held(&guard);
    guard.ops(&["cancel", &id]).ok();
    let note = there(out.join("refused/odd.eml.txt"));
    assert!(note.contains(&format!("{id} was cancelled")) && note.contains("drop the file again"), "{note}");
    until("nothing is left among the held", || names(&out.join("held")).is_empty());
    assert_eq!(subjects(&fake), ["lunch"]);
    // As the note says.
    fs::rename(out.join("refused/odd.eml"), out.join("odd.eml")).unwrap();
    there(out.join("held/odd.eml.txt"));
    assert_ne!(the_held(&guard), id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_upstream_refuses_is_refused_and_what_it_defers_waits() {
    let deferred = Act::reply("451 4.2.0 later");
    let fake = FakeUpstream::start(
        Behaviour::new()
            .at(At::rcpt("gone@firm.example"), Act::reply("550 5.1.1 no such user"))
            .at(At::rcpt("busy@firm.example"), deferred),
    )
    .await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "gone.eml", &mail("gone", "gone@firm.example", "Hi"));
    let note = there(out.join("refused/gone.eml.txt"));
    assert!(note.contains("could not be delivered") && note.contains("the sender has been told"), "{note}");
    drop_into(&out, "busy.eml", &mail("busy", "busy@firm.example", "Hi"));
    let note = there(out.join("held/busy.eml.txt"));
    assert!(note.contains("Waits in Outguard as"), "{note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_files_are_removed_where_nobody_wants_them() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "sent = \"\"\nheld = \"waiting\"\nrefused = \"returned\"");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "lunch.eml", &clean("lunch"));
    until("it is sent", || subjects(&fake) == ["lunch"]);
    until("nothing is left of it", || fs::read_dir(out.join(".outguard")).unwrap().count() == 1);
    assert_eq!(names(&out), ["returned", "waiting"]);
    assert_eq!(names(&out.join("waiting")), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_taken_are_left_to_who_has_them() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    for n in 0..3 {
        drop_into(&out, "same.eml", &clean(&format!("lunch {n}")));
        until("it is sent", || names(&out.join("sent")).len() == n + 1);
    }
    drop_into(&out, "bad.eml", "no message\n");
    there(out.join("refused/bad.eml.txt"));
    drop_into(&out, "bad.eml", "no message either\n");
    until("both are there, each with its note", || names(&out.join("refused")).len() == 4);
    assert_eq!(fs::read_to_string(out.join("refused/bad.eml")).unwrap(), "no message\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_window_passes_among_the_held() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "[policy]\ndelay = \"6s\"");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "a.eml", &mail("invoice", "ken@kita.example", "Please find the invoice below."));
    let note = there(out.join("held/a.eml.txt"));
    assert!(note.contains("for its undo window") && note.contains("outguard cancel"), "{note}");
    there(out.join("sent/a.eml"));
    assert_eq!(subjects(&fake), ["invoice"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_read_the_outbox_may_read_what_came_of_it() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o770)).unwrap();
    guard.start();
    let draft = out.join(".odd.eml");
    fs::write(&draft, odd("odd one")).unwrap();
    fs::set_permissions(&draft, fs::Permissions::from_mode(0o640)).unwrap();
    fs::rename(&draft, out.join("odd.eml")).unwrap();
    there(out.join("held/odd.eml.txt"));
    let mode = |path: &str| out.join(path).metadata().unwrap().permissions().mode() & 0o7777;
    assert_eq!(["held", "sent", "refused", ".outguard"].map(mode), [0o770, 0o770, 0o770, 0o700]);
    assert_eq!((mode("held/odd.eml"), mode("held/odd.eml.txt")), (0o640, 0o640));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_file_somebody_takes_away_changes_nothing_about_its_message() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "odd.eml", &odd("odd one"));
    there(out.join("held/odd.eml.txt"));
    let id = the_held(&guard);
    fs::remove_file(out.join("held/odd.eml")).unwrap();
    guard.ops(&["release", &id]).ok();
    until("it is sent", || subjects(&fake) == ["odd one"]);
    until("its note is gone, too", || names(&out.join("held")).is_empty());
    assert_eq!(names(&out.join("sent")), Vec::<String>::new());
}
