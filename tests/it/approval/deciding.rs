//! Who may decide: another person, in another session, who was asked about what is there now.

use outguard::app::failure::Failure;
use outguard::base::event::Event;
use outguard::config::Account;
use outguard::release::Pleading;

use super::scene::{ANNA, KEN, KIM, LEE, MO, Office, PEER, address, because, guard, mail, yes};
use crate::support::client::send;
use crate::support::guard::{id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

#[track_caller]
fn refused<T: std::fmt::Debug>(done: Result<T, Failure>, words: &str) {
    let failure = done.unwrap_err();
    assert!(failure.message.contains(words), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_approves_at_a_terminal_as_the_person_of_the_account() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let account = Account::current().unwrap().name;
    let kim = format!("[[person]]\naddress = \"{KIM}\"\nname = \"Kim Sato\"\naccount = \"{account}\"\n");
    let mut guard = guard(&fake, &format!("{PEER}{kim}"));
    guard.start();
    let held = |subject: &str| {
        let reply = send(guard.addr(), ANNA, &[KEN], &mail(ANNA, &format!("{subject} approve-word")));
        let id = id_in(&reply);
        until("somebody is asked", || guard.ops(&["show", &id, "--journal"]).ok().contains("asked"));
        id
    };
    let first = held("first");
    // The terminal is Kim's: what is not the sender's release is no way around.
    let refusal = guard.ops(&["release", &first, "--reason", "hurry"]);
    assert_eq!(refusal.code, 69, "{refusal:?}");
    assert!(refusal.err.contains(&format!("{KIM} is asked until")), "{}", refusal.err);
    assert_eq!(guard.ops(&["approve", &first, "--seal", "000000000000"]).code, 75);
    assert_eq!(guard.ops(&["approve", &first]).ok(), format!("{first} approved\n"));
    guard.until_state(&first, "sent");

    let second = held("second");
    let refusal = guard.ops(&["reject", &second]);
    assert_eq!(refusal.code, 69);
    assert!(refusal.err.contains("needs a line"), "{}", refusal.err);
    guard.ops(&["reject", &second, "--reason", "not before it is signed"]).ok();
    assert_eq!(guard.state_of(&second), "rejected");
    let is_told = |taken: &crate::support::upstream::Taken| {
        let text = String::from_utf8_lossy(&taken.data).into_owned();
        let with_draft = text.contains("not before it is signed") && text.contains(&format!("{second}.eml"));
        taken.recipients() == [ANNA] && with_draft
    };
    until("Anna is told", || fake.messages().iter().any(is_told));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_names_the_sender_and_no_content() {
    let office = Office::open(PEER).await;
    let id = office.hold().await;
    let request = &office.mails(KIM, 1).await[0];
    for told in [ANNA, "1 person at kita.example", &format!("({id})"), &format!("outguard show {id}"), "09:30"] {
        assert!(request.contains(told), "{told} in {request}");
    }
    for kept in ["The offer", "Subject: the approve-word", KEN] {
        assert!(!request.contains(kept), "{kept} in {request}");
    }
    let Some(Event::Asked { person, on_behalf_of: None, .. }) =
        office.journal(&id).await.into_iter().find(|event| event.kind() == "asked")
    else {
        panic!("nobody was asked")
    };
    assert_eq!(person, KIM);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_what_is_theirs_or_was_not_theirs_to_see() {
    let office = Office::open(PEER).await;
    let id = office.hold().await;
    refused(office.ops(ANNA).approve(&id, &yes()).await, "it is your own mail");
    refused(office.ops("eve@firm.example").approve(&id, &yes()).await, "there is no");
    refused(office.keeper().approve(&id, &yes()).await, "nobody knows who is at this terminal");
    refused(office.ops(KIM).release(&id, &[], &yes()).await, "only its sender decides");
    refused(office.ops(KIM).remove(&id, &[1]).await, "only its sender decides");
    // The others of the circle see it, and may decide before they are asked.
    assert_eq!(office.ops(MO).assigned().await.unwrap(), [id.clone()]);
    office.ops(LEE).approve(&id, &yes()).await.unwrap();
    refused(office.ops(KIM).approve(&id, &yes()).await, "nobody is asked about it any more");
    office.until_state(&id, "sent").await;
    assert_eq!(office.left(), 1);
    let decided = office.journal(&id).await.into_iter().find(|event| event.kind() == "decided").unwrap();
    let Event::Decided { verb, by, digest, whence, .. } = decided else { unreachable!() };
    assert_eq!((verb.as_str(), by.as_str(), digest.len()), ("approve", LEE, 64));
    assert_eq!(whence.session, format!("session of {LEE}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approver_never_decides_about_their_own_mail() {
    let office = Office::open(PEER).await;
    let id = office.hold_of(KIM).await;
    assert_eq!(office.asked(&id).await, [format!("first: {LEE}")]);
    refused(office.ops(KIM).approve(&id, &yes()).await, "it is your own mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_withdraws_the_request_and_who_changed_it_decides_no_more() {
    let account = Account::current().unwrap().name;
    let kim = format!("[[person]]\naddress = \"{KIM}\"\nname = \"Kim Sato\"\naccount = \"{account}\"\n");
    let office = Office::open(&format!("{PEER}{kim}")).await;
    let id = office.hold().await;
    let shown = office.ops(KIM).show(&id).await.unwrap().seal;
    // Kim keeps this machine, and helps Anna with the recipient.
    office.keeper().replace(&id, 1, address("r.abe@kita.example")).await.unwrap();
    let lines = [format!("first: {KIM}"), "withdrawn".into(), format!("first: {LEE}")];
    office.until_asked(&id, &lines.each_ref().map(String::as_str)).await;
    refused(office.keeper().approve(&id, &yes()).await, "you changed its recipients last");
    let old = outguard::release::Confirmation { seal: shown, ..yes() };
    refused(office.ops(LEE).approve(&id, &old).await, "has changed since it was shown to you");
    office.ops(LEE).approve(&id, &yes()).await.unwrap();
    office.until_state(&id, "sent").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_after_which_nothing_asks_needs_no_second_person() {
    let office = Office::open(PEER).await;
    let id = office.hold().await;
    office.ops(ANNA).replace(&id, 1, address("tom@firm.example")).await.unwrap();
    office.until_asked(&id, &[&format!("first: {KIM}"), "withdrawn"]).await;
    refused(office.ops(KIM).approve(&id, &yes()).await, "there is no");
    office.ops(ANNA).release(&id, &[], &yes()).await.unwrap();
    office.until_state(&id, "sent").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_keeps_an_approver_from_seeing_it() {
    let walls = "[[group]]\nname = \"team-a\"\nmembers = [\"kim.sato@firm.example\"]\n\
                 [[party]]\nname = \"Kita Ltd\"\nkind = \"client\"\ndomains = [\"kita.example\"]\n";
    let office = Office::open(&format!("{PEER}walls = [[\"team-a\", \"Kita Ltd\"]]\n{walls}")).await;
    let id = office.hold().await;
    assert_eq!(office.asked(&id).await, [format!("first: {LEE}")]);
    refused(office.ops(KIM).approve(&id, &yes()).await, "there is no");
    assert!(office.ops(KIM).assigned().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_the_body_is_journalled_and_may_be_forbidden() {
    let office = Office::open(PEER).await;
    let id = office.hold().await;
    let body = office.ops(KIM).open_body(&id).await.unwrap();
    assert!(String::from_utf8_lossy(&body).contains("The offer"));
    let opened = office.journal(&id).await.into_iter().find(|event| event.kind() == "opened").unwrap();
    let Event::Opened { by, .. } = opened else { unreachable!() };
    assert_eq!(by, KIM);

    let office = Office::open(&format!("{PEER}body = \"hidden\"\n")).await;
    let id = office.hold().await;
    refused(office.ops(KIM).open_body(&id).await, "shows nobody the body");
    assert!(!office.journal(&id).await.iter().any(|event| event.kind() == "opened"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lead_of_the_sender_is_asked_first() {
    let anna = format!("[[person]]\naddress = \"{ANNA}\"\nname = \"Anna Weber\"\nlead = \"{MO}\"\n");
    let office = Office::open(&format!("{PEER}mode = \"lead\"\n{anna}")).await;
    let id = office.hold().await;
    assert_eq!(office.asked(&id).await, [format!("first: {MO}")]);
    let other = office.hold_of("tom@firm.example").await;
    assert_eq!(office.asked(&other).await, [format!("first: {KIM}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_decides_alone_only_where_a_rule_lets_them_and_with_what_it_asks_for() {
    let office = Office::open(&format!("{PEER}self_approval = \"with-reason\"\n")).await;
    let id = office.hold().await;
    refused(office.ops(ANNA).release(&id, &[], &yes()).await, "or give a written reason");
    refused(office.keeper().release(&id, &[], &because("hurry")).await, "only its sender may send it alone");
    office.ops(ANNA).release(&id, &[], &because("agreed in the call")).await.unwrap();
    office.until_state(&id, "sent").await;
    let told = &office.mails(KIM, 2).await[1];
    assert!(told.contains("agreed in the call"), "{told}");

    let own = "[[approval]]\nname = \"re-read\"\nmode = \"self\"\n";
    let office = Office::open(own).await;
    let id = office.send_of(ANNA);
    office.until("the rule is known", async || office.keeper().request(&id).await.unwrap().is_some()).await;
    refused(office.ops(ANNA).release(&id, &[], &yes()).await, "type kita.example");
    let typed = outguard::release::Confirmation { confirmed: vec!["kita.example".into()], ..yes() };
    office.ops(ANNA).release(&id, &[], &typed).await.unwrap();
    office.until_state(&id, "sent").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rule_nobody_decides_and_it_is_said() {
    let office = Office::open("").await;
    let id = office.hold().await;
    assert_eq!(office.asked(&id).await, ["nobody"]);
    refused(office.ops(ANNA).release(&id, &[], &because("hurry")).await, "no [[approval]] names one");
    refused(office.keeper().approve(&id, &yes()).await, "no [[approval]] names anybody");
    office.ops(ANNA).cancel(&id, &yes()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_pleads_and_may_call_so_many_urgent() {
    let office = Office::open(&format!("{PEER}urgent = 1\n")).await;
    let (first, second) = (office.hold().await, office.hold_of("tom@firm.example").await);
    let urgent = Pleading { reason: Some("matter 2231".into()), urgent: true };
    office.ops(ANNA).plead(&first, &urgent).await.unwrap();
    let standing = office.ops(KIM).request(&first).await.unwrap().unwrap();
    assert_eq!((standing.reason.as_deref(), standing.urgent), (Some("matter 2231"), true));
    // Half of thirty minutes.
    assert_eq!(standing.until, Some("2026-11-16T09:15:00Z".parse().unwrap()));
    office.ops("tom@firm.example").plead(&second, &urgent).await.unwrap();
    let third = office.send_of(ANNA);
    assert_eq!(third, first, "the same mail joins the hold");
}
