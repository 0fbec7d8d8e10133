//! Two who decide at once, and a change between look and decision: the first wins, the other is told.

use std::sync::Barrier;
use std::thread;

use super::{PAGE, firm, hold, seal};
use crate::support::page::Visitor;

/// Both may be made when one comes after the other: what is released on the page leaves in some seconds, and may be stopped
/// until then. What must never be is that it was stopped and is sent, or that one of them is made twice.
#[tokio::test(flavor = "multi_thread")]
async fn of_decisions_at_once_each_is_made_once_and_the_last_holds() {
    let (guard, fake) = firm(PAGE).await;
    let keeper = Visitor::keeper(&guard);
    let (mut released, mut cancelled) = (Vec::new(), Vec::new());
    for round in 0..6 {
        let id = hold(&guard, &format!("Offer {round}"));
        let (token, seal) = (keeper.get("/settings").hidden("token"), seal(&guard, &id));
        let all = Barrier::new(4);
        let statuses: Vec<(&str, u16)> = thread::scope(|scope| {
            let tries = ["leave", "cancel", "leave", "cancel"].map(|verb| {
                let (keeper, id, token, seal, all) = (&keeper, &id, &token, &seal, &all);
                scope.spawn(move || {
                    all.wait();
                    (verb, keeper.post(&format!("/{id}/{verb}"), &[("token", token), ("seal", seal)]).status)
                })
            });
            tries.map(|one| one.join().unwrap()).to_vec()
        });
        // The others are shown what it is now.
        assert!(statuses.iter().all(|(_, status)| matches!(status, 200 | 303 | 409)), "{statuses:?}");
        let made = |verb: &str| statuses.iter().filter(|(v, status)| *v == verb && *status == 303).count();
        assert!(made("leave") <= 1 && made("cancel") <= 1, "{statuses:?}");
        match (made("leave"), made("cancel")) {
            (_, 1) => cancelled.push(id),
            (1, 0) => released.push(id),
            _ => panic!("nothing was decided: {statuses:?}"),
        }
    }
    for id in &released {
        guard.until_state(id, "sent");
    }
    for id in &cancelled {
        assert_eq!(guard.state_of(id), "cancelled");
    }
    assert_eq!(fake.messages().len(), released.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_changed_since_it_was_shown_is_not_decided() {
    let (guard, fake) = firm(PAGE).await;
    let keeper = Visitor::keeper(&guard);
    let id = hold(&guard, "Offer");
    let (token, shown) = (keeper.get("/settings").hidden("token"), seal(&guard, &id));
    let post = |verb: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("token", token.as_str()), ("seal", shown.as_str())];
        fields.extend_from_slice(more);
        keeper.post(&format!("/{id}/{verb}"), &fields)
    };
    // A second tab takes somebody out; the first still shows both.
    assert_eq!(post("remove", &[("n", "2")]).status, 303);
    for verb in ["release", "cancel"] {
        let answer = post(verb, &[]);
        assert_eq!((answer.status, guard.state_of(&id).as_str()), (409, "held"), "{verb} {answer:?}");
    }
    let now = seal(&guard, &id);
    assert_eq!(keeper.post(&format!("/{id}/release"), &[("token", &token), ("seal", &now)]).status, 303);
    guard.until_state(&id, "sent");
    assert_eq!(fake.messages()[0].recipients(), ["l@examp1e-freight.example"]);
}
