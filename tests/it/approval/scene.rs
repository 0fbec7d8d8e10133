//! A firm with a second person: the whole daemon in this process, on a clock that only the test moves.

use std::fs;
use std::time::Duration;

use jiff::SignedDuration;
use outguard::app::Daemon;
use outguard::base::event::Event;
use outguard::base::{Address, Clock, Id, Whence, Who};
use outguard::config::{Config, Surroundings, load_in};
use outguard::control::ops::Ops;
use outguard::release::{Confirmation, Roles};

use crate::support::client::send;
use crate::support::guard::{FIRM, Guard, PATIENCE, id_in, to};
use crate::support::upstream::{Behaviour, FakeUpstream, Taken};

pub const ANNA: &str = "anna.weber@firm.example";
pub const KIM: &str = "kim.sato@firm.example";
pub const LEE: &str = "lee.novak@firm.example";
pub const MO: &str = "mo.diaz@firm.example";
pub const KEN: &str = "ken.ito@kita.example";

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 60 * MINUTE;

/// Kim decides, Lee and Mo stand in.
pub const PEER: &str = r#"
[[approval]]
name = "offers"
approvers = ["kim.sato@firm.example"]
stand_ins = ["lee.novak@firm.example", "mo.diaz@firm.example"]
"#;

/// Writes a pack in which `approve-word` needs a second person, and a configuration that says `more`.
pub fn guard(fake: &FakeUpstream, more: &str) -> Guard {
    let guard = Guard::new("", "");
    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/steps.toml"), include_str!("../holds/steps.toml")).unwrap();
    let page = if more.contains("[page]") { "" } else { "[page]\nlisten = \"127.0.0.1:0\"\n" };
    let notices = if more.contains("[notices]") { "" } else { "[notices]\nmail = \"off\"\ntold = \"others\"\n" };
    let door = "[smtp]\nlisten = [\"127.0.0.1:0\"]\nhostname = \"guard.firm.example\"\n";
    let policy = "[policy]\ntime_zone = \"UTC\"\nreminders = []\n";
    guard.configure(&format!("{FIRM}{policy}{more}\n[rules]\npaths = [\"packs\"]\n{door}{page}{notices}{}", to(fake)));
    guard
}

pub fn mail(from: &str, subject: &str) -> String {
    format!("From: {from}\r\nTo: {KEN}\r\nSubject: {subject}\r\n\r\nThe offer, as agreed.\r\n")
}

pub fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// A firm at work.
pub struct Office {
    pub fake: FakeUpstream,
    pub clock: Clock,
    daemon: Option<Daemon>,
    config: Config,
    guard: Guard,
}

impl Office {
    /// On a Monday at nine.
    pub async fn open(more: &str) -> Office {
        Office::at("2026-11-16T09:00:00Z", Behaviour::new(), more).await
    }

    pub async fn at(start: &str, behaviour: Behaviour, more: &str) -> Office {
        let fake = FakeUpstream::start(behaviour).await;
        let guard = guard(&fake, more);
        let surroundings = Surroundings { state_dir: Some(guard.state()), ..Surroundings::default() };
        let config = load_in(Some(&guard.config()), &surroundings).unwrap().config;
        let clock = Clock::manual(start.parse().unwrap());
        let daemon = Some(Daemon::start(&config, clock.clone()).await.unwrap());
        Office { fake, clock, daemon, config, guard }
    }

    /// Stops the daemon and starts it anew.
    pub async fn restart(&mut self) {
        self.daemon.take().unwrap().stop().await;
        self.daemon = Some(Daemon::start(&self.config, self.clock.clone()).await.unwrap());
    }

    /// The actions as this person's, signed in at the page.
    pub fn ops(&self, person: &str) -> Ops {
        let ops = Ops::open(&self.config, self.clock.clone()).unwrap();
        let session = format!("session of {person}");
        let whence = Whence { way: "page".into(), session, ..Whence::default() };
        let actor = ops.actor_of(Who::Person(address(person)), whence);
        assert_eq!(actor.roles, Roles { keeper: false, ..actor.roles });
        ops.done_by(actor)
    }

    /// The actions as the account this test runs as.
    pub fn keeper(&self) -> Ops {
        Ops::open(&self.config, self.clock.clone()).unwrap()
    }

    /// Anna's mail is held for a second person, and somebody has been asked, or nobody can be.
    pub async fn hold(&self) -> Id {
        self.hold_of(ANNA).await
    }

    pub async fn hold_of(&self, from: &str) -> Id {
        let id = self.send_of(from);
        let about = |event: &Event| matches!(event, Event::Asked { .. } | Event::NobodyToAsk { .. });
        self.until(&format!("somebody is asked about {id}"), async || self.journal(&id).await.iter().any(about)).await;
        id
    }

    /// Somebody's mail is held.
    pub fn send_of(&self, from: &str) -> Id {
        let door = self.daemon.as_ref().unwrap().smtp[0];
        let reply = send(door, from, &[KEN], mail(from, "the approve-word"));
        assert!(reply.contains("Held"), "{reply}");
        id_in(&reply).parse().unwrap()
    }

    pub fn passes(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    pub async fn journal(&self, id: &Id) -> Vec<Event> {
        self.keeper().journal(id).await.unwrap().into_iter().map(|line| line.event).collect()
    }

    /// The journal's kinds of lines about requests, in order, with whom they are about.
    pub async fn asked(&self, id: &Id) -> Vec<String> {
        let told = |event: Event| match event {
            Event::Asked { person, on_behalf_of, why, .. } => {
                let other = on_behalf_of.map_or_else(String::new, |other| format!(" for {other}"));
                Some(format!("{why}: {person}{other}"))
            }
            Event::AskedAgain { person } => Some(format!("again: {person}")),
            Event::NobodyToAsk { .. } => Some("nobody".to_owned()),
            Event::Unanswered { break_glass } => Some(format!("unanswered, glass {break_glass}")),
            Event::Withdrawn => Some("withdrawn".to_owned()),
            _ => None,
        };
        self.journal(id).await.into_iter().filter_map(told).collect()
    }

    /// Waits until the journal has these lines about requests.
    #[track_caller]
    pub fn until_asked<'a>(&'a self, id: &'a Id, lines: &'a [&'a str]) -> impl Future<Output = ()> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let begun = tokio::time::Instant::now();
            loop {
                let asked = self.asked(id).await;
                if asked == lines {
                    return;
                }
                assert!(begun.elapsed() < PATIENCE, "{place}: {asked:?} instead of {lines:?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    pub async fn state(&self, id: &Id) -> &'static str {
        self.keeper().show(id).await.unwrap().state.word()
    }

    pub async fn until_state(&self, id: &Id, state: &str) {
        self.until(&format!("{id} is {state}"), async || self.state(id).await == state).await;
    }

    pub async fn until(&self, what: &str, mut holds: impl AsyncFnMut() -> bool) {
        let begun = tokio::time::Instant::now();
        while !holds().await {
            assert!(begun.elapsed() < PATIENCE, "it does not come to pass: {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until `person` has got so many mails; the answer is their texts.
    pub async fn mails(&self, person: &str, count: usize) -> Vec<String> {
        let to = |taken: &Taken| taken.recipients() == [person];
        self.until(&format!("{count} mails to {person}"), async || {
            self.fake.messages().iter().filter(|taken| to(taken)).count() >= count
        })
        .await;
        let all = self.fake.messages();
        let texts: Vec<String> = all
            .iter()
            .filter(|taken| to(taken))
            .map(|taken| String::from_utf8_lossy(&taken.data).replace("=\r\n", ""))
            .collect();
        assert_eq!(texts.len(), count, "{texts:#?}");
        texts
    }

    /// Lets the daemon look twice at what is due.
    pub async fn rounds(&self) {
        tokio::time::sleep(Duration::from_millis(700)).await;
    }

    /// What the recipient of the held mail has got.
    pub fn left(&self) -> usize {
        self.fake.messages().iter().filter(|taken| taken.recipients() == [KEN]).count()
    }

    /// The installation's folder and configuration.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }
}

pub fn because(reason: &str) -> Confirmation {
    Confirmation { reason: Some(reason.to_owned()), ..Confirmation::default() }
}

pub fn yes() -> Confirmation {
    Confirmation::default()
}
