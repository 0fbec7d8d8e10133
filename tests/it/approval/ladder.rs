//! What happens when nobody answers: reminded, joined, told, and in the end given back. Silence never sends.

use super::scene::{ANNA, HOUR, KIM, LEE, MINUTE, MO, Office, PEER, address, because, yes};
use crate::support::upstream::Behaviour;

#[tokio::test(flavor = "multi_thread")]
async fn the_ladder_climbs_step_by_step_and_gives_back_at_its_end() {
    let office = Office::open(PEER).await;
    let id = office.hold().await;
    let mut lines = vec![format!("first: {KIM}")];
    for (minutes, line) in [
        (15, format!("again: {KIM}")),
        (15, format!("stand-in: {LEE}")),
        (30, format!("second stand-in: {MO}")),
        (180, "unanswered, glass false".to_owned()),
    ] {
        office.passes(minutes * MINUTE - 1);
        office.rounds().await;
        assert_eq!(office.asked(&id).await, lines);
        office.passes(1);
        lines.push(line);
        office.until_asked(&id, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    assert!(office.mails(ANNA, 1).await[0].contains("somebody else was asked too"));
    // Monday 13:00; given back on Tuesday at nine.
    office.passes(20 * HOUR - 1);
    office.rounds().await;
    assert_eq!(office.state(&id).await, "held");
    office.passes(1);
    office.until_state(&id, "returned").await;
    assert!(office.mails(ANNA, 2).await[1].contains(&format!("{id}.eml")));
    for (person, count) in [(KIM, 3), (LEE, 2), (MO, 2)] {
        let mails = office.mails(person, count).await;
        assert_eq!(mails.iter().filter(|mail| mail.contains("No decision is needed any more")).count(), 1);
    }
    assert_eq!(office.left(), 0);
    assert!(office.ops(KIM).approve(&id, &yes()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn nights_and_weekends_do_not_count_and_a_restart_changes_nothing() {
    // Friday, ten minutes before the office closes.
    let mut office = Office::at("2026-11-20T17:50:00Z", Behaviour::new(), PEER).await;
    let id = office.hold().await;
    let standing = office.ops(ANNA).request(&id).await.unwrap().unwrap();
    assert_eq!((standing.until, standing.then.as_deref()), (Some("2026-11-23T09:20:00Z".parse().unwrap()), Some(LEE)));
    office.passes(63 * HOUR);
    office.restart().await;
    office.rounds().await;
    assert_eq!(office.asked(&id).await, [format!("first: {KIM}")]);
    // Monday 09:05: fifteen minutes of office time.
    office.passes(15 * MINUTE);
    office.until_asked(&id, &[&format!("first: {KIM}"), &format!("again: {KIM}")]).await;
    assert_eq!(office.state(&id).await, "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_urgent_runs_at_night_in_half_the_time() {
    let office = Office::at("2026-11-20T22:00:00Z", Behaviour::new(), PEER).await;
    let id = office.hold().await;
    let urgent = outguard::release::Pleading { reason: None, urgent: true };
    office.ops(ANNA).plead(&id, &urgent).await.unwrap();
    office.passes(15 * MINUTE);
    office.until_asked(&id, &[&format!("first: {KIM}"), &format!("again: {KIM}"), &format!("stand-in: {LEE}")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_last_step_the_glass_may_be_broken_with_a_reason_and_everybody_hears_of_it() {
    let admin = "[[person]]\naddress = \"ada.admin@firm.example\"\nname = \"Ada\"\nrole = \"admin\"\n";
    let office = Office::open(&format!("{PEER}break_glass = true\n{admin}")).await;
    let id = office.hold().await;
    assert!(office.ops(ANNA).release(&id, &[], &because("hurry")).await.is_err());
    office.passes(4 * HOUR);
    office.until("the glass is there", async || office.ops(ANNA).request(&id).await.unwrap().unwrap().may_send).await;
    assert!(office.ops(ANNA).release(&id, &[], &yes()).await.is_err(), "without a reason it is not broken");
    assert_eq!(office.left(), 0);
    office.ops(ANNA).release(&id, &[], &because("the court closes at two")).await.unwrap();
    office.until_state(&id, "sent").await;
    for person in [KIM, LEE, MO, "ada.admin@firm.example"] {
        let has_heard = async || {
            let heard = |taken: &crate::support::upstream::Taken| {
                taken.recipients() == [person]
                    && String::from_utf8_lossy(&taken.data).contains("the court closes at two")
            };
            office.fake.messages().iter().any(heard)
        };
        office.until(&format!("{person} hears of it"), has_heard).await;
    }
    assert!(office.journal(&id).await.iter().any(|event| event.kind() == "sent_alone"));
}

#[tokio::test(flavor = "multi_thread")]
async fn timed_mail_leaves_by_itself_only_where_a_rule_says_so() {
    let timed = "[[approval]]\nname = \"second thoughts\"\nmode = \"timed\"\non_silence = \"send\"\n\
                 steps = [\"5m\", \"10m\", \"15m\", \"20m\"]\n";
    let office = Office::open(timed).await;
    let id = office.send_of(ANNA);
    office.until_state(&id, "delayed").await;
    office.passes(20 * MINUTE - 1);
    office.rounds().await;
    assert_eq!((office.state(&id).await, office.left()), ("delayed", 0));
    office.passes(1);
    office.until_state(&id, "sent").await;

    let office = Office::open(&timed.replace("on_silence = \"send\"\n", "")).await;
    let id = office.send_of(ANNA);
    office.passes(71 * HOUR);
    office.rounds().await;
    assert_eq!(office.state(&id).await, "held");
    office.passes(HOUR);
    office.until_state(&id, "returned").await;
    assert_eq!(office.left(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nobody_can_be_asked_the_sender_is_told_and_may_decide_where_a_rule_says_so() {
    let rule =
        "[[approval]]\nname = \"two of us\"\napprovers = [\"kim.sato@firm.example\"]\nself_approval = \"when-alone\"\n";
    let office = Office::open(rule).await;
    let id = office.hold().await;
    assert!(office.ops(ANNA).release(&id, &[], &because("Kim is on a plane")).await.is_err());
    office.ops(KIM).go_away(None, "WED", None).await.unwrap();
    office.until_asked(&id, &[&format!("first: {KIM}"), "nobody"]).await;
    assert!(office.mails(ANNA, 1).await[0].contains("--reason"));
    office.ops(ANNA).release(&id, &[], &because("Kim is on a plane")).await.unwrap();
    office.until_state(&id, "sent").await;
    // The queue keeps no order.
    assert!(office.mails(KIM, 2).await.iter().any(|mail| mail.contains("Kim is on a plane")));
    let _ = address(KIM);
}
