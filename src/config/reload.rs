//! Notices that files have changed, and keeps the old value where the new one is wrong.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::packs::is_pack;

/// An editor's or a package manager's burst of changes is over after this long without another one.
const QUIET: Duration = Duration::from_millis(200);

/// A burst that never ends is told after this long.
const LONGEST_BURST: Duration = Duration::from_secs(2);

/// The value that holds, such as the configuration or the compiled packs. Readers get the old or the new one, never a
/// lock and never a mixture.
#[derive(Debug)]
pub struct Current<T>(ArcSwap<T>);

impl<T> Current<T> {
    /// Holds `value`.
    pub fn new(value: T) -> Current<T> {
        Current(ArcSwap::from_pointee(value))
    }

    /// The value that holds now. Take it once for one piece of work, so that the work sees one value throughout.
    pub fn get(&self) -> Arc<T> {
        self.0.load_full()
    }

    /// Replaces the value by what `load` returns.
    ///
    /// # Errors
    /// Those of `load`; the old value then stays.
    pub fn replace_with<E>(&self, load: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let new = Arc::new(load()?);
        self.0.store(Arc::clone(&new));
        Ok(new)
    }
}

/// Why to load again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// A watched file was written, replaced, added or removed.
    Files,
    /// Somebody asked for it (SIGHUP).
    Asked,
    /// A folder is there that was not when watching began: it is watched from now on, and nothing is told.
    Grown,
}

/// Watches the configuration file, the table of parties and the pack folders until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    asked: mpsc::Sender<Changed>,
    unwatched: Option<notify::Error>,
    task: tokio::task::JoinHandle<()>,
}

/// What is watched. Editors replace a file by renaming another over it, so its folder is watched, not the file itself.
#[derive(Clone, Debug)]
struct Watched {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Watcher {
    /// Watches `files` (the configuration, the table of parties) and the packs in `folders`, also when they are not there yet; a burst of changes is told once. Where
    /// a reload names other folders, start another watcher. Must be called within a tokio runtime.
    pub fn start(files: &[PathBuf], folders: &[PathBuf]) -> (Watcher, mpsc::Receiver<Changed>) {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let all = |paths: &[PathBuf]| paths.iter().map(|path| absolute(path)).collect();
        let watched = Watched { files: all(files), folders: all(folders) };
        // A change while one is waiting to be told is told with it; a look for folders, which is not told, must not be in its way.
        let (asked, signals) = mpsc::channel(2);
        let (tell, changes) = mpsc::channel(1);
        let (watcher, unwatched) = match watched.start(asked.clone()) {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(error)),
        };
        let task = tokio::spawn(relay(watched, watcher, signals, tell));
        (Watcher { asked, unwatched, task }, changes)
    }

    /// Asks for a reload, as SIGHUP does.
    pub fn ask(&self) {
        // A full channel has a change in it that will be told.
        let _ = self.asked.try_send(Changed::Asked);
    }

    /// Watches folders that were made since.
    pub fn look_again(&self) {
        // A change that is told looks for them, too.
        let _ = self.asked.try_send(Changed::Grown);
    }

    /// Why files are not watched, such as no more inotify watches; asking works all the same.
    pub fn unwatched(&self) -> Option<&notify::Error> {
        self.unwatched.as_ref()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Watched {
    fn start(&self, changed: mpsc::Sender<Changed>) -> Result<RecommendedWatcher, notify::Error> {
        let watched = self.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error may hide a change: loading once too often does no harm.
            if event.map_or(true, |event| watched.concerns(&event)) {
                let _ = changed.try_send(Changed::Files);
            }
        })?;
        self.watch(&mut watcher)?;
        Ok(watcher)
    }

    /// Watches every folder that is there. Called again after a change: a replaced folder is another one to the system.
    fn watch(&self, watcher: &mut RecommendedWatcher) -> Result<(), notify::Error> {
        let parents = self.files.iter().chain(&self.folders).filter_map(|path| path.parent());
        for folder in parents.chain(self.folders.iter().map(PathBuf::as_path)).filter(|folder| folder.is_dir()) {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        Ok(())
    }

    fn concerns(&self, event: &Event) -> bool {
        // Reading a file is an event, too: our own loading must not start the next.
        if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)) {
            return false;
        }
        event.need_rescan() || event.paths.iter().any(|path| self.is_ours(path))
    }

    fn is_ours(&self, path: &Path) -> bool {
        // Mounted configuration is replaced by turning the link `..data` beside it.
        let turned = path.file_name().is_some_and(|name| name == "..data");
        let in_folder = |folder: &PathBuf| path == folder || (path.parent() == Some(folder) && is_pack(path));
        turned || self.files.iter().any(|file| file == path) || self.folders.iter().any(in_folder)
    }
}

/// Tells each burst of signals once, when it is over.
async fn relay(
    watched: Watched,
    mut watcher: Option<RecommendedWatcher>,
    mut signals: mpsc::Receiver<Changed>,
    tell: mpsc::Sender<Changed>,
) {
    while let Some(first) = signals.recv().await {
        let end = Instant::now() + LONGEST_BURST;
        let mut why = first;
        while let Ok(Some(next)) = timeout_at(end.min(Instant::now() + QUIET), signals.recv()).await {
            if next == Changed::Asked || why == Changed::Grown {
                why = next;
            }
        }
        if let Some(watcher) = &mut watcher {
            // A folder that cannot be watched now may be watched after the next change.
            let _ = watched.watch(watcher);
        }
        if why != Changed::Grown && tell.send(why).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    /// Longer than any burst of one change.
    const NEVER: Duration = Duration::from_millis(700);

    #[test]
    fn a_wrong_new_value_leaves_the_old_one() {
        let current = Current::new(1);
        assert_eq!(current.replace_with(|| Err::<i32, _>("wrong")), Err("wrong"));
        assert_eq!(*current.get(), 1);
        assert_eq!(current.replace_with(|| Ok::<_, &str>(2)).map(|new| *new), Ok(2));
        assert_eq!(*current.get(), 2);
    }

    #[tokio::test]
    async fn a_file_written_or_renamed_into_place_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, "a = 1").unwrap();
        let (watcher, mut changes) = Watcher::start(std::slice::from_ref(&file), &[]);
        assert!(watcher.unwatched().is_none());
        for round in 0..3 {
            let fresh = folder.path().join("config.toml.new");
            fs::write(&fresh, format!("a = {round}")).unwrap();
            fs::rename(&fresh, &file).unwrap();
            assert_eq!(timeout(SOON, changes.recv()).await, Ok(Some(Changed::Files)), "renamed, {round}");
            fs::write(&file, "b = 1").unwrap();
            assert_eq!(timeout(SOON, changes.recv()).await, Ok(Some(Changed::Files)), "written, {round}");
        }
        // Each change is told once; a machine that stands still in the middle of one may tell it again.
        let mut again = 0;
        while timeout(NEVER, changes.recv()).await.is_ok() {
            again += 1;
        }
        assert!(again <= 2, "{again} of 6 are told again");
    }

    #[tokio::test]
    async fn reading_and_other_files_are_not_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, "a = 1").unwrap();
        let (_watcher, mut changes) = Watcher::start(std::slice::from_ref(&file), &[folder.path().join("packs")]);
        fs::read(&file).unwrap();
        fs::write(folder.path().join("other.toml"), "").unwrap();
        assert!(timeout(NEVER, changes.recv()).await.is_err());
    }

    #[tokio::test]
    async fn packs_are_watched_in_a_folder_that_comes_later() {
        let folder = tempfile::tempdir().unwrap();
        let packs = folder.path().join("packs");
        let (_watcher, mut changes) = Watcher::start(&[], std::slice::from_ref(&packs));
        fs::create_dir(&packs).unwrap();
        assert_eq!(timeout(SOON, changes.recv()).await, Ok(Some(Changed::Files)), "the folder");
        fs::write(packs.join("own.toml"), "").unwrap();
        assert_eq!(timeout(SOON, changes.recv()).await, Ok(Some(Changed::Files)), "a pack in it");
        fs::write(packs.join("own.toml~"), "").unwrap();
        assert!(timeout(NEVER, changes.recv()).await.is_err(), "a backup is no pack");
    }

    #[tokio::test]
    async fn asking_needs_no_file() {
        let (watcher, mut changes) = Watcher::start(&[], &[]);
        watcher.ask();
        watcher.ask();
        assert_eq!(timeout(SOON, changes.recv()).await, Ok(Some(Changed::Asked)));
        assert!(timeout(NEVER, changes.recv()).await.is_err(), "asked twice, told once");
    }
}
