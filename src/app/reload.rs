//! What a running daemon is told: by signals to stop, by SIGHUP and changed files to reload.

use std::fmt::Debug;
use std::path::PathBuf;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use super::Daemon;
use super::failure::{Failure, exit};
use super::manager::Manager;
use crate::config::{self, Changed, Config, Loaded, Policy, Watcher};

/// What people tell a daemon by signals.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    /// From now on none is missed.
    pub(super) fn listen() -> Result<Signals, Failure> {
        let failed = |e: std::io::Error| Failure::new("signal", exit::SOFTWARE, format!("no signals: {e}"));
        Ok(Signals {
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
            hangup: signal(SignalKind::hangup()).map_err(failed)?,
        })
    }
}

pub(super) type Watched = (Watcher, mpsc::Receiver<Changed>);

/// Reloads when asked or when a file has changed, until a signal says stop.
pub(super) async fn until_told_to_stop(
    daemon: &Daemon,
    loaded: &Loaded,
    mut signals: Signals,
    watched: Watched,
    manager: &Manager,
) {
    let mut places = places(&loaded.config);
    let (mut watcher, mut changes) = watched;
    // The folder of packs beside a new store was made by the start.
    watcher.look_again();
    loop {
        tokio::select! {
            _ = signals.terminate.recv() => return,
            _ = signals.interrupt.recv() => return,
            _ = signals.hangup.recv() => watcher.ask(),
            Some(_) = changes.recv() => {
                manager.reloading();
                let new = reload(daemon, loaded);
                manager.reloaded(new.is_some());
                let named = new.map(|new| self::places(&new));
                if let Some(named) = named.filter(|named| *named != places) {
                    places = named;
                    (watcher, changes) = watch(loaded, &places);
                    // For what was written there between reading and watching.
                    watcher.ask();
                }
            }
        }
    }
}

/// The tables and the calendar, and the folders of packs.
pub(super) fn places(config: &Config) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let files = [&config.parties_file, &config.people_file, &config.policy.office.holidays_file];
    (files.into_iter().flatten().cloned().collect(), config.rules.folders().cloned().collect())
}

/// Watches the configuration and what it names.
pub(super) fn watch(loaded: &Loaded, (tables, folders): &(Vec<PathBuf>, Vec<PathBuf>)) -> Watched {
    let files: Vec<PathBuf> = loaded.path.iter().chain(tables).cloned().collect();
    let (watcher, changes) = Watcher::start(&files, folders);
    if let Some(why) = watcher.unwatched() {
        tracing::warn!(%why, "files are not watched; SIGHUP reloads them");
    }
    (watcher, changes)
}

/// The answer is what holds now; `None` when the old one stays.
fn reload(daemon: &Daemon, loaded: &Loaded) -> Option<Config> {
    let result = config::load_in(loaded.path.as_deref(), &loaded.surroundings).map_err(Failure::from).and_then(|new| {
        daemon.reload(&new.config)?;
        Ok(new.config)
    });
    match result {
        Ok(new) => {
            tracing::info!("configuration and packs reloaded");
            for part in needs_restart(&loaded.config, &new) {
                tracing::warn!("{part} has changed: that part takes effect after a restart");
            }
            Some(new)
        }
        Err(failure) => {
            tracing::error!("not reloaded, the old configuration and packs stay: {failure}");
            None
        }
    }
}

/// The parts of the configuration that differ and are read only at the start.
fn needs_restart(old: &Config, new: &Config) -> Vec<&'static str> {
    fn differs(old: &impl Debug, new: &impl Debug) -> bool {
        format!("{old:?}") != format!("{new:?}")
    }
    let of_queue_and_timers = |config: &Config| {
        let Policy { reminders, retry_for, unsure, keep_content, notices, .. } = config.policy.clone();
        (reminders, retry_for, unsure, keep_content, notices)
    };
    let parts = [
        ("[smtp]", differs(&old.smtp, &new.smtp)),
        ("[page]", old.page != new.page),
        ("[sendmail]", differs(&old.sendmail, &new.sendmail)),
        ("[[outbox]]", old.outboxes != new.outboxes),
        ("[[upstream]]", differs(&old.upstreams, &new.upstreams)),
        (
            "reminders, retry_for, unsure, keep_content or notices of [policy]",
            of_queue_and_timers(old) != of_queue_and_timers(new),
        ),
        ("[notices]", old.notices != new.notices),
        ("[log]", differs(&old.log, &new.log)),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}
