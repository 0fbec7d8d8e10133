//! What the system tells of a folder while things happen in it. Nothing depends on it: what is never told, or told and
//! lost, is found by the next scan.

use std::ffi::{OsStr, OsString};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::Notify;

use super::folder::{Folder, source_path};
use super::names;
use crate::config::OutboxKind;

/// Events kept until somebody looks; past it they are thrown away, and the folder is looked through instead.
const MOST: usize = 16 * 1024;

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// It is there, who knows how.
    Created,
    /// Somebody has written to it.
    Written,
    /// Somebody who could write to it has closed it.
    Closed,
    /// It was renamed into the folder.
    Arrived,
}

/// What has been told since the last look.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Names in the order of what happened to them.
    pub events: Vec<(OsString, Happened)>,
    /// Whether something may have been missed.
    pub lost: bool,
}

/// Listens until it is dropped.
pub(super) struct Events {
    told: Arc<Mutex<Told>>,
    _watcher: Option<RecommendedWatcher>,
}

impl Events {
    /// Listens to what happens in the folder to files that may be taken; each news wakes `wake`. The error says why nothing
    /// will be told.
    pub(super) fn listen(folder: &Folder, wake: Arc<Notify>) -> (Events, Option<notify::Error>) {
        let told = Arc::<Mutex<Told>>::default();
        let heard = Arc::clone(&told);
        let (kind, mbox) = (folder.outbox.kind, folder.mbox_name());
        // An mbox is one file, whatever it is called; our own locks are among the others, and must not wake us.
        let matters = move |name: &OsStr| {
            if kind == OutboxKind::Mbox { name == mbox } else { !names::is_left_alone(kind, name) }
        };
        let watcher = notify::recommended_watcher(move |event| {
            if hear(&mut lock(&heard), &matters, event) {
                wake.notify_one();
            }
        });
        let watching = watcher.and_then(|mut watcher| {
            watcher.watch(&source_path(&folder.outbox), RecursiveMode::NonRecursive)?;
            Ok(watcher)
        });
        match watching {
            Ok(watcher) => (Events { told, _watcher: Some(watcher) }, None),
            Err(error) => (Events { told, _watcher: None }, Some(error)),
        }
    }

    /// What has been told since the last call.
    pub(super) fn take(&self) -> Told {
        std::mem::take(&mut lock(&self.told))
    }
}

/// Nothing panics under this lock.
fn lock(told: &Mutex<Told>) -> MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes an event of files that may be taken; the answer is whether it is one that matters.
fn hear(told: &mut Told, is_ours: &impl Fn(&OsStr) -> bool, event: notify::Result<Event>) -> bool {
    let event = match event {
        Ok(event) if event.need_rescan() => {
            told.lost = true;
            return true;
        }
        Ok(event) => event,
        Err(_) => {
            told.lost = true;
            return true;
        }
    };
    let happened = match event.kind {
        EventKind::Create(_) => Happened::Created,
        EventKind::Modify(ModifyKind::Data(_)) => Happened::Written,
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Happened::Closed,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Happened::Arrived,
        _ => return false,
    };
    let mut matters = false;
    for name in event.paths.into_iter().filter_map(|path| path.file_name().map(ToOwned::to_owned)) {
        if !is_ours(&name) {
            continue;
        }
        matters = true;
        if told.events.len() < MOST {
            told.events.push((name, happened));
        } else {
            told.lost = true;
        }
    }
    matters
}
