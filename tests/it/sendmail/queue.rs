//! `mailq`, `-q` and `-bv`.

use super::{ANNA, KEN, RIVAL, TOM, message, sendmail, taken};
use crate::support::guard::{Guard, id_in, until};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

/// An upstream that takes nothing for Tom at first.
async fn waiting() -> (FakeUpstream, Guard, String, String) {
    let behaviour = Behaviour::new().nth(1, At::rcpt(TOM), Act::reply("451 4.2.1 come back later")).nth(
        2,
        At::rcpt(TOM),
        Act::reply("451 4.2.1 come back later"),
    );
    let fake = FakeUpstream::start(behaviour).await;
    let mut guard = Guard::for_firm(&fake, RIVAL);
    guard.start();
    let done = sendmail(&guard, &["-v", "-f", ANNA, TOM], &message("Lunch", TOM));
    taken(&done);
    let queued = id_in(&done.err);
    let done = sendmail(&guard, &["-t"], &message("Offer, strictly confidential", KEN));
    taken(&done);
    (fake, guard, queued, id_in(&done.err))
}

#[tokio::test(flavor = "multi_thread")]
async fn mailq_lists_what_waits_in_the_layout_scripts_read() {
    let (_fake, guard, queued, held) = waiting().await;
    let text = guard.ops(&["sendmail", "-bp"]).ok();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------");
    assert!(lines[1].starts_with(&format!("{queued}   ")) && lines[1].ends_with(&format!("  {ANNA}")), "{text}");
    assert!(text.contains(&format!("\n{:>41}(451 4.2.1 come back later)\n{:>41}{TOM}\n\n", "", "")), "{text}");
    assert!(text.contains(&format!("\n{held}! ")), "{text}");
    assert!(text.contains(&format!("{:>41}(held: ", "")) && text.contains(&format!("{:>41}{KEN}\n", "")), "{text}");
    assert!(text.ends_with("\n-- 1 Kbytes in 2 Requests.\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn flushing_tries_upstream_again_and_releases_nothing() {
    let (fake, guard, queued, held) = waiting().await;
    until("it waits for the next try", || guard.show(&queued)["recipients"][0]["state"] == "deferred");
    for nobody in ["-qIZZZZ", "-qRelsewhere.example", "-qStom"] {
        let done = sendmail(&guard, &["-v", nobody], "");
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{nobody}");
    }
    let done = sendmail(&guard, &["-v", "-q30m"], "");
    taken(&done);
    assert_eq!(done.err, format!("sendmail: {queued} is tried again now\n"));
    until("it was tried", || fake.lines().iter().filter(|line| line.contains(TOM)).count() > 1);
    until("it arrives when asked again", || {
        taken(&sendmail(&guard, &[&format!("-qI{queued}")], ""));
        guard.state_of(&queued) == "sent"
    });
    assert_eq!((guard.state_of(&held).as_str(), fake.messages().len()), ("held", 1));
    let journal = guard.ops(&["show", &queued, "--journal"]).ok();
    assert!(journal.contains("\"kind\":\"hurried\""), "{journal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn recipients_are_checked_without_sending_anything() {
    let (fake, guard, ..) = waiting().await;
    let before = guard.list().len();
    assert!(guard.ops(&["sendmail", "-bv", "-f", ANNA, TOM]).ok().starts_with("would pass"));
    let refused = guard.ops(&["sendmail", "-bv", "-f", ANNA, "x@rival.example"]);
    assert!(refused.code == 69 && refused.out.contains("would be refused"), "{refused:#?}");
    assert_eq!(guard.ops(&["sendmail", "-bv"]).code, 64);
    assert_eq!((guard.list().len(), fake.messages().len()), (before, 0));
}
