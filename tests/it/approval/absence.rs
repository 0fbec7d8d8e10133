//! Absence is data: said, or noticed by an automatic reply or a bounce. Who is away is replaced at once.

use outguard::base::Whence;
use outguard::base::event::Event;
use outguard::store::{Away, AwayWhy, Store};

use super::scene::{ANNA, HOUR, KIM, LEE, MINUTE, MO, Office, PEER, address, yes};
use crate::support::upstream::{Act, At, Behaviour};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_away_is_not_asked_and_their_delegate_decides_for_them() {
    let office = Office::open(PEER).await;
    let away = office.ops(KIM).go_away(None, "FRI", Some(address(MO))).await.unwrap();
    assert_eq!(away.until, "2026-11-20T09:00:00Z".parse().unwrap());
    let id = office.hold().await;
    assert_eq!(office.asked(&id).await, [format!("first: {MO} for {KIM}")]);
    assert!(office.mails(MO, 1).await[0].contains(&format!("You are asked for {KIM}")));
    office.ops(MO).approve(&id, &yes()).await.unwrap();
    let decided = office.journal(&id).await.into_iter().find(|event| event.kind() == "decided").unwrap();
    let Event::Decided { by, on_behalf_of, .. } = decided else { unreachable!() };
    assert_eq!((by.as_str(), on_behalf_of.as_deref()), (MO, Some(KIM)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegation_is_one_hop_never_to_the_sender_and_ends_with_the_absence() {
    let stranger = "pat@firm.example";
    let office = Office::open(PEER).await;
    // To the sender: nobody decides about their own mail.
    office.ops(KIM).go_away(None, "FRI", Some(address(ANNA))).await.unwrap();
    let id = office.hold().await;
    assert_eq!(office.asked(&id).await, [format!("first: {LEE}")]);
    // To somebody who is away and has named somebody else: it is not passed on.
    office.ops(KIM).go_away(None, "FRI", Some(address(stranger))).await.unwrap();
    office.ops(stranger).go_away(None, "FRI", Some(address(MO))).await.unwrap();
    let other = office.hold_of("tom@firm.example").await;
    assert_eq!(office.asked(&other).await, [format!("first: {LEE}")]);
    // To somebody outside the circle, until Kim is back.
    office.ops(stranger).come_back(None).await.unwrap();
    let third = office.hold_of("eva@firm.example").await;
    assert_eq!(office.asked(&third).await, [format!("first: {stranger} for {KIM}")]);
    office.ops(KIM).come_back(None).await.unwrap();
    let refused = office.ops(stranger).approve(&third, &yes()).await.unwrap_err();
    assert!(refused.message.contains("who is back"), "{refused:?}");
    office.ops(KIM).approve(&third, &yes()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_away_while_asked_is_replaced_at_once() {
    let office = Office::open(PEER).await;
    let id = office.hold().await;
    office.ops(KIM).go_away(None, "17:00", None).await.unwrap();
    office.until_asked(&id, &[&format!("first: {KIM}"), &format!("absent: {LEE}")]).await;
    // Only the one who is there is reminded.
    office.passes(15 * MINUTE);
    office.until_asked(&id, &[&format!("first: {KIM}"), &format!("absent: {LEE}"), &format!("again: {LEE}")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_everybody_is_away_the_first_who_is_back_is_asked() {
    let office = Office::open("[[approval]]\nname = \"offers\"\napprovers = [\"kim.sato@firm.example\"]\n").await;
    office.ops(KIM).go_away(None, "11:00", None).await.unwrap();
    let id = office.hold().await;
    assert_eq!(office.asked(&id).await, ["nobody"]);
    assert!(office.mails(ANNA, 1).await[0].contains("Nobody can be asked"));
    office.passes(2 * HOUR);
    let asked = format!("first: {KIM}");
    office.until("Kim is asked", async || office.asked(&id).await.contains(&asked)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_bounces_counts_as_away_today() {
    let behaviour = Behaviour::new().at(At::rcpt(KIM), Act::reply("550 5.1.1 no such user"));
    let office = Office::at("2026-11-16T09:00:00Z", behaviour, PEER).await;
    let id = office.hold().await;
    office.until_asked(&id, &[&format!("first: {KIM}"), &format!("absent: {LEE}")]).await;
    let away = office.ops(KIM).own_absence().await.unwrap().unwrap();
    assert_eq!((away.why.as_str(), away.until), ("bounce", "2026-11-17T09:00:00Z".parse().unwrap()));
    // The next one goes to who is there from the start.
    let next = office.hold_of("tom@firm.example").await;
    assert_eq!(office.asked(&next).await, [format!("first: {LEE}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_automatic_reply_moves_the_ladder_and_shortens_no_absence_that_was_said() {
    let office = Office::open(PEER).await;
    let id = office.hold().await;
    let store = Store::open(&office.guard().state().join("outguard.db"), office.clock.clone()).unwrap();
    let reply = |person: &str| Away {
        person: address(person),
        since: office.clock.now(),
        until: "2026-11-17T09:00:00Z".parse().unwrap(),
        delegate: None,
        why: AwayWhy::Reply,
    };
    store.mark_away(reply(KIM), KIM, Whence::default()).await.unwrap();
    office.until_asked(&id, &[&format!("first: {KIM}"), &format!("absent: {LEE}")]).await;
    office.ops(LEE).go_away(None, "2026-12-01", Some(address(MO))).await.unwrap();
    store.mark_away(reply(LEE), LEE, Whence::default()).await.unwrap();
    let away = office.ops(LEE).own_absence().await.unwrap().unwrap();
    assert_eq!((away.why.as_str(), away.to.as_deref()), ("said", Some(MO)));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_and_keepers_say_that_somebody_else_is_away() {
    let admin = "[[person]]\naddress = \"ada.admin@firm.example\"\nname = \"Ada\"\nrole = \"admin\"\n";
    let office = Office::open(&format!("{PEER}{admin}")).await;
    let refused = office.ops(LEE).go_away(Some(address(KIM)), "FRI", None).await.unwrap_err();
    assert!(refused.message.contains("only kim.sato@firm.example and admins"), "{refused:?}");
    office.ops("ada.admin@firm.example").go_away(Some(address(KIM)), "FRI", None).await.unwrap();
    assert!(office.ops(KIM).own_absence().await.unwrap().is_some());
    let cli = office.guard().ops(&["back", "--for", KIM]);
    // The command's clock is the machine's, on which that Friday may be over.
    assert!(cli.ok().starts_with(KIM));
    assert!(office.guard().ops(&["away", "--until", "never"]).code == 64);
}
