//! `outguard recall`: each fate a recipient can have.

use std::time::Duration;

use super::{ANNA, EVE, KEN, TOM, fate, handed, message, recall, started, steady, until_passed};
use crate::support::client::send;
use crate::support::guard::{Guard, id_in, json_lines, until};
use crate::support::upstream::{Act, At, Behaviour};

/// Mail of one's own to outsiders waits for its undo window.
fn delayed(guard: &Guard, message_id: &str) -> String {
    let reply = handed(guard, message_id, &[KEN]);
    assert!(reply.starts_with("250 "), "{reply}");
    id_in(&reply)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_stopped_and_never_reaches_upstream() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    let id = delayed(&guard, "1@firm.example");
    let (code, view) = recall(&guard, &id);
    assert_eq!((code, fate(&view, KEN)), (0, "stopped_before_leaving"), "{view}");
    assert_eq!((view["stopped"].as_u64(), view["reached"].as_u64()), (Some(1), Some(0)));
    assert!(view["next"].as_array().unwrap().is_empty(), "{view}");
    assert_eq!(guard.state_of(&id), "cancelled");
    // Asked again, it is as it was.
    let (code, again) = recall(&guard, "<1@firm.example>");
    assert_eq!((code, &again["id"], fate(&again, KEN)), (0, &view["id"], "stopped_before_leaving"));
    std::thread::sleep(Duration::from_millis(300));
    assert!(fake.messages().is_empty());
    let journal = guard.ops(&["show", &id, "--journal"]).ok();
    assert!(journal.contains("\"kind\":\"recalled\"") && journal.contains("\"stopped\":1"), "{journal}");
    assert!(journal.contains("\"message_id\":\"1@firm.example\""), "{journal}");
    assert!(guard.ops(&["journal", "verify"]).code == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_has_it_one_was_stopped_and_one_was_refused() {
    let behaviour = Behaviour::new()
        .at(At::rcpt("tim@firm.example"), Act::reply("451 4.3.0 later"))
        .at(At::rcpt("gone@firm.example"), Act::reply("550 5.1.1 no such user"));
    let (fake, guard) = started(behaviour, "").await;
    let reply = handed(&guard, "2@firm.example", &[TOM, "tim@firm.example", "gone@firm.example"]);
    let id = id_in(&reply);
    until("one has it", || fake.messages().iter().any(|taken| taken.recipients() == [TOM]));
    until("that is recorded", || guard.show(&id)["recipients"][0]["state"] == "sent");
    let (code, view) = recall(&guard, &id);
    assert_eq!(code, 69, "{view}");
    assert_eq!(fate(&view, TOM), "taken");
    assert_eq!(fate(&view, "tim@firm.example"), "stopped_before_leaving");
    assert_eq!(fate(&view, "gone@firm.example"), "failed");
    assert_eq!(guard.state_of(&id), "cancelled");
    let steps: Vec<&str> = view["next"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert!(steps.contains(&"try-microsoft") && !steps.contains(&"try-postmaster"), "{steps:?}");
    assert!(view["next"][0]["recipients"].as_array().unwrap().len() == 1, "{view}");
    let shown = guard.ops(&["recall", &id]);
    assert!(shown.code == 69 && shown.out.contains(&format!("outguard incident open {id}")), "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_under_way_ends_and_nothing_is_tried_after_it() {
    let behaviour = Behaviour::new()
        .at(At::rcpt("tim@firm.example"), Act::reply("451 4.3.0 later"))
        .at(At::Dot, Act::Wait(Duration::from_secs(2)));
    let (fake, guard) = started(behaviour, "").await;
    let id = id_in(&handed(&guard, "3@firm.example", &[TOM, "tim@firm.example"]));
    until("it is being handed over", || fake.messages().len() == 1);
    let (code, view) = recall(&guard, &id);
    assert_eq!((code, fate(&view, TOM), fate(&view, "tim@firm.example")), (69, "taken", "stopped_before_leaving"));
    assert_eq!((guard.state_of(&id).as_str(), fake.messages().len()), ("cancelled", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_does_not_end_is_told_as_such_and_ends_for_good() {
    let behaviour = Behaviour::new()
        .at(At::rcpt("tim@firm.example"), Act::reply("451 4.3.0 later"))
        .at(At::Dot, Act::Wait(Duration::from_secs(15)));
    let (fake, guard) = started(behaviour, "").await;
    let id = id_in(&handed(&guard, "4@firm.example", &[TOM, "tim@firm.example"]));
    until("it is being handed over", || fake.messages().len() == 1);
    let (code, view) = recall(&guard, &id);
    assert_eq!((code, fate(&view, TOM), view["waiting"].as_u64()), (69, "waits_still", Some(1)), "{view}");
    assert_eq!(fate(&view, "tim@firm.example"), "stopped_before_leaving");
    guard.until_state(&id, "cancelled");
    let (_, view) = recall(&guard, &id);
    assert_eq!((fate(&view, TOM), fate(&view, "tim@firm.example")), ("taken", "stopped_before_leaving"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_broke_off_after_the_final_dot_is_never_called_stopped() {
    let (fake, guard) = started(Behaviour::new().at(At::Dot, Act::TakeAndClose), "").await;
    let id = id_in(&handed(&guard, "5@firm.example", &[TOM]));
    assert_eq!(guard.state_of(&id), "unsure");
    let (code, view) = recall(&guard, &id);
    assert_eq!((code, fate(&view, TOM), view["unsure"].as_u64()), (69, "unsure", Some(1)), "{view}");
    assert!(view["recipients"][0]["words"].as_str().unwrap().starts_with("unknown: the connection broke"), "{view}");
    assert_eq!((guard.state_of(&id).as_str(), fake.messages().len()), ("cancelled", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passed_is_found_by_its_id_and_by_its_message_id() {
    let (fake, guard) = started(Behaviour::new(), "").await;
    assert_eq!(handed(&guard, "6@firm.example", &[TOM, "tim@firm.example"]), "250 2.0.0 taken");
    let id = until_passed(&guard, "6@firm.example");
    for which in [id.as_str(), &id[..5], "<6@firm.example>", "6@firm.example"] {
        let (code, view) = recall(&guard, which);
        assert_eq!((code, view["id"].as_str(), view["state"].as_str()), (69, Some(id.as_str()), Some("passed")));
        assert_eq!((fate(&view, TOM), fate(&view, "tim@firm.example")), ("taken", "taken"));
        assert_eq!(view["recipients"][0]["kind"], "internal");
        assert_eq!(view["recipients"][0]["fate"]["reply"], "250 2.0.0 taken");
    }
    assert_eq!(fake.messages().len(), 1, "nothing is ever sent outward");
    assert!(guard.ops(&["journal", "verify"]).code == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_handed_over_twice_is_recalled_twice() {
    let (_fake, guard) = started(Behaviour::new(), "").await;
    let one = delayed(&guard, "7@firm.example");
    let other = id_in(&send(guard.addr(), ANNA, &[EVE], message("7@firm.example", "Lunch", &[KEN])));
    let done = guard.ops(&["recall", "<7@firm.example>", "--json"]);
    assert_eq!((done.code, json_lines(&done.out).len()), (0, 2), "{done:?}");
    assert_eq!((guard.state_of(&one), guard.state_of(&other)), ("cancelled".into(), "cancelled".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_went_through_here_is_said_to_be_unknown() {
    let (_fake, guard) = started(Behaviour::new(), "").await;
    let done = guard.ops(&["recall", "<nobody@firm.example>"]);
    assert_eq!(done.code, 66, "{done:?}");
    assert!(done.err.contains("no mail with the Message-ID") && done.err.contains("incident open"), "{done:?}");
    assert_eq!(guard.ops(&["recall", "ZZZZ"]).code, 66);
    assert_eq!(guard.ops(&["recall", "no"]).code, 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_in_three_languages() {
    for language in ["en", "de", "es"] {
        let behaviour = Behaviour::new().at(At::rcpt("tim@firm.example"), Act::reply("451 4.3.0 later"));
        let behaviour = behaviour.at(At::Dot, Act::reply("250 2.0.0 Ok: queued as 4VbZ2k1Jz9"));
        let (fake, guard) = started(behaviour, &format!("language = \"{language}\"\n")).await;
        let id = id_in(&handed(&guard, "8@firm.example", &[TOM, "tim@firm.example"]));
        until("one has it", || !fake.messages().is_empty());
        until("that is recorded", || guard.show(&id)["recipients"][0]["state"] == "sent");
        insta::assert_snapshot!(format!("recall_{language}"), steady(&guard.ops(&["recall", &id]), &id));
    }
}
