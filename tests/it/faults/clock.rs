//! Somebody sets the clock: no hold leaves, and no undo window is shorter than promised.

use std::time::Duration;

use jiff::SignedDuration;
use outguard::app::Daemon;
use outguard::base::Clock;
use outguard::config::Config;
use outguard::store::{Filter, State, Store};
use tokio::time::{Instant, sleep};

use crate::support::upstream::{Behaviour, FakeUpstream};
use crate::support::victim::{HANG, KEN, Letter, arrivals};

/// An hour back, a day forward, to 1970, to 2038; in hours.
const JUMPS: [i64; 4] = [-1, 24, -498_000, 100_000];

/// Long enough for the daemon to have looked several times.
const SEVERAL_LOOKS: Duration = Duration::from_millis(1500);

#[tokio::test]
async fn a_clock_that_is_set_releases_no_hold_and_ends_no_undo_window() {
    for jump in JUMPS {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-20T10:00:00Z".parse().unwrap());
        let daemon = Daemon::start(&config(&folder, &fake), clock.clone()).await.unwrap();
        let store = Store::open(&folder.path().join("outguard.db"), clock.clone()).unwrap();
        let door = daemon.smtp[0];
        assert!(Letter::odd("held").send(door).await.unwrap().starts_with("250"));
        let delayed = Letter { to: vec![KEN], ..Letter::clean("delayed") };
        assert!(delayed.send(door).await.unwrap().contains("Leaves in 30 s"));
        sleep(SEVERAL_LOOKS).await;

        clock.jump(SignedDuration::from_hours(jump));
        clock.advance(SignedDuration::from_secs(29));
        sleep(SEVERAL_LOOKS).await;
        assert_eq!(arrivals(&fake, "delayed", KEN), 0, "{jump} h: the window ended early");

        clock.advance(SignedDuration::from_secs(2));
        let begun = Instant::now();
        while arrivals(&fake, "delayed", KEN) == 0 {
            assert!(begun.elapsed() < HANG, "{jump} h: the window never ends");
            sleep(Duration::from_millis(20)).await;
        }
        let all = store.list(Filter { all: true, limit: 0 }).await.unwrap();
        let held = all.iter().find(|summary| summary.subject == "held").unwrap();
        assert!(matches!(held.state, State::Held | State::Returned), "{jump} h: {held:?}");
        assert_eq!(arrivals(&fake, "held", KEN), 0, "{jump} h: a hold left");
        daemon.stop().await;
    }
}

fn config(folder: &tempfile::TempDir, fake: &FakeUpstream) -> Config {
    let mut config = Config::default();
    config.store.path = folder.path().join("outguard.db");
    config.sendmail.socket = None;
    config.smtp.listen = vec!["127.0.0.1:0".parse().unwrap()];
    config.page.listen = None;
    config.smtp.hostname = "guard.firm.example".into();
    config.directory.domains = vec!["firm.example".parse().unwrap()];
    config.policy.delay = Duration::from_secs(30);
    config.policy.notices = false;
    config.upstreams = vec![fake.upstream()];
    config
}
