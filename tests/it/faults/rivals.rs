//! Several processes at one store: of two decisions one is made, and the other is told.

use crate::support::upstream::{Behaviour, FakeUpstream};
use crate::support::victim::{HANG, Home, KEN, Letter, arrivals, in_store};
use tokio::time::{Duration, Instant, sleep};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_release_and_cancel_at_the_same_moment_exactly_one_wins_and_the_other_is_told() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "");
    let daemon = home.start("").await.unwrap();
    let mut released = Vec::new();
    for n in 0..12 {
        let subject = format!("contested {n}");
        assert!(Letter::odd(&subject).send(daemon.door).await.unwrap().starts_with("250"));
        let id = in_store(&home.all().await, &subject)[0]["id"].as_str().unwrap().to_owned();
        let (to_release, to_cancel) = (["release", id.as_str()], ["cancel", id.as_str()]);
        let (release, cancel) = tokio::join!(home.cli("", &to_release), home.cli("", &to_cancel));
        let codes = (release.status.code().unwrap(), cancel.status.code().unwrap());
        // A cancel that finds it released but not yet on its way wins as well: both decisions are made, one after the other.
        let both = codes == (0, 0) && String::from_utf8_lossy(&cancel.stdout).contains("stopped before leaving");
        let one = matches!(codes, (0, 69 | 75) | (69 | 75, 0));
        assert!(one || both, "{codes:?} {release:?} {cancel:?}");
        if codes.1 != 0 {
            released.push(subject);
        }
    }
    let begun = Instant::now();
    while home.all().await.iter().any(|entry| entry["state"] == "queued") {
        assert!(begun.elapsed() < HANG);
        sleep(Duration::from_millis(50)).await;
    }
    for n in 0..12 {
        let subject = format!("contested {n}");
        let wanted = usize::from(released.contains(&subject));
        assert_eq!(arrivals(&fake, &subject, KEN), wanted, "{subject}");
    }
    daemon.kill().await;
}

#[tokio::test]
async fn a_second_daemon_is_refused_while_the_first_lives_and_taken_when_it_is_dead() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "");
    let first = home.start("").await.unwrap();
    let second = home.start("").await.err().expect("two daemons over one store");
    assert_eq!(second.code, Some(75), "{second:?}");
    assert!(second.log.contains("another outguard daemon"), "{second:?}");
    first.kill().await;
    home.start("").await.unwrap().kill().await;
}
