//! Who may see how often what asks, and who may change it: their own for everybody, all for those who oversee, a change for
//! admins and whoever runs Outguard.

use std::sync::Arc;

use jiff::SignedDuration;
use outguard::base::{Clock, Whence, Who};
use outguard::config::Config;
use outguard::control::ops::Ops;
use outguard::release::{Actor, Roles};
use outguard::store::{Offer, State, Store};

use super::asked::{ANNA, BOB, decided, hold};

struct Scene {
    _folder: tempfile::TempDir,
    store: Store,
    ops: Ops,
    clock: Clock,
}

impl Scene {
    /// Anna was asked once about Bob and wants no more of it.
    async fn new() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-20T10:00:00Z".parse().unwrap());
        let store = Store::open(&folder.path().join("state/outguard.db"), clock.clone()).unwrap();
        let id = store.keep(hold(0)).await.unwrap().id().clone();
        let change = outguard::store::Change {
            to: Some(State::Queued),
            events: vec![decided("release", Some(9.0))],
            ..Default::default()
        };
        store.change(&id, 0, change).await.unwrap();
        let offer = Offer { check: "freemail".into(), address: BOB.into() };
        let until = clock.now() + SignedDuration::from_hours(24);
        store.be_quiet(&id, ANNA.into(), offer, until, ("anna".into(), Whence::terminal())).await.unwrap();
        let ops = Ops::over(store.clone(), Arc::new(Config::default()), clock.clone());
        Scene { _folder: folder, store, ops, clock }
    }

    fn as_person(&self, address: &str, roles: Roles) -> Ops {
        let address: outguard::base::Address = address.parse().unwrap();
        let who = Who::Person(address.clone());
        self.ops.done_by(Actor { who, person: Some(address), roles, whence: Whence::terminal() })
    }
}

const NONE: Roles = Roles { keeper: false, auditor: false, admin: false };

#[tokio::test]
async fn everybody_sees_their_own_figures_and_nobody_elses() {
    let scene = Scene::new().await;
    let (anna, tom) = (scene.as_person(ANNA, NONE), scene.as_person("tom@firm.example", NONE));
    let seen = anna.tuning().await.unwrap();
    assert_eq!(seen.checks.len(), 2);
    assert!(seen.people.is_empty() && !seen.may_change);
    assert_eq!((anna.month().await.unwrap().asks.asks, anna.quiets().await.unwrap().len()), (1, 1));
    assert!(tom.tuning().await.unwrap().checks.is_empty() && tom.quiets().await.unwrap().is_empty());
    assert_eq!(tom.month().await.unwrap().asks.asks, 0);
    let n = anna.quiets().await.unwrap()[0].n;
    assert_eq!(tom.ask_again(n).await.unwrap_err().code, "unknown", "there is none, for Tom");
    assert_eq!(anna.ask_again(n).await.unwrap().address, BOB);
    assert!(scene.store.quiets(None).await.unwrap().is_empty());
}

#[tokio::test]
async fn auditors_see_all_and_change_nothing_and_admins_change() {
    let scene = Scene::new().await;
    let auditor = scene.as_person("kim@firm.example", Roles { auditor: true, ..NONE });
    let admin = scene.as_person("lee@firm.example", Roles { admin: true, ..NONE });
    let anna = scene.as_person(ANNA, NONE);
    let seen = auditor.tuning().await.unwrap();
    assert_eq!((seen.checks.len(), seen.people[0].owner.as_str(), seen.may_change), (2, ANNA, false));
    assert_eq!(auditor.verify_journal(None).await.unwrap().wrong, None);
    let n = auditor.quiets().await.unwrap()[0].n;
    assert_eq!(auditor.ask_again(n).await.unwrap_err().code, "unknown");
    for ops in [&auditor, &anna] {
        assert_eq!(ops.ease("freemail", true).await.unwrap_err().code, "not_yours");
    }
    for refused in [anna.journal_head().await.err(), anna.verify_journal(None).await.err()] {
        assert_eq!(refused.unwrap().code, "not_yours");
    }
    admin.ease("freemail", true).await.unwrap();
    let eased = scene.store.eased().await.unwrap();
    assert_eq!((eased[0].check.as_str(), eased[0].by.as_str()), ("freemail", "lee@firm.example"));
    assert_eq!(admin.ask_again(n).await.unwrap().owner, ANNA);
    assert!(auditor.verify_journal(None).await.unwrap().wrong.is_none());
}

#[tokio::test]
async fn what_was_said_ends_by_itself() {
    let scene = Scene::new().await;
    scene.clock.advance(SignedDuration::from_hours(25));
    assert!(scene.store.quiets(None).await.unwrap().is_empty());
    let history = scene.store.history(ANNA).await.unwrap();
    assert!(history.quieted.iter().all(|quiet| quiet.until < scene.clock.now()));
    assert_eq!(scene.store.forget_quiets(scene.clock.now()).await.unwrap(), 1);
}
