//! Everything that is kept: submissions and their bytes, recipients, the journal, contacts. The only module that knows
//! SQL, and the only one that writes into the state directory.
//!
//! One SQLite database, WAL with `synchronous=FULL`: what is committed survives a power cut. All writes go through one
//! thread that commits in groups (`writer.rs`); reads use connections of their own. The daemon and the command line open
//! the same file; SQLite's locks keep them apart, and every change names the version it is based on.

mod approval;
mod asked;
mod away;
mod behind;
mod carried;
mod chain;
mod contacts;
mod counted;
mod delivery;
mod entry;
mod fingerprint;
mod footers;
mod history;
mod incident;
mod journal;
mod keep;
mod mail_secret;
mod notices;
mod pack;
mod pulse;
mod quiet;
mod schema;
mod search;
mod session;
mod state;
mod stats;
mod survey;
mod timers;
mod transitions;
mod verify;
mod vitals;
mod words;
mod writer;
mod written;

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, ffi};

pub use approval::{Asked, Asking, Request};
pub use asked::{DECISION_BOUNDS, QUICK};
pub use away::{Away, AwayWhy};
pub use behind::{Sent, Taught};
pub use carried::{Carried, Moved, Place};
pub use chain::{Head, Link, NotAHead};
pub use counted::{
    ASKED, CHANGED, Counter, DECIDED_WITHIN, DECISION_SECONDS, DECISIONS, ESCALATIONS, Handed, MESSAGES,
    QUICK_DECISIONS, UPSTREAM_FAILURES,
};
pub use delivery::{AttemptResult, Settled, Telling};
pub use entry::{Entry, Filter, RecipientRow, Summary};
pub use history::{
    Batch, FileMark, Forgotten, HistoryKey, LastWritten, Learner, Learning, Learnt, LearntMail, Lesson, Removed, Untold,
};
pub use incident::{IncidentRow, Kept as KeptFile, Standing as IncidentStanding};
pub use journal::{JournalLine, Logged, Span};
pub use keep::{Kept, NewSubmission};
pub use mail_secret::{MailSecret, Purpose};
pub use notices::{Announcement, Unannounced};
pub use pulse::{MOST_COUNTED, Waiting};
pub use quiet::{Eased, Offer, Quiet};
pub use search::{Counts, Listing, MOST_FOUND, Mark, NoMark, Query, Since, Sort, Tab, Whose};
pub use session::{SecretDigest, Session};
pub use state::{RecipientState, State};
pub use stats::{Asks, CheckAsks, LAST, Month};
pub use survey::{Contents, Found, Survey, survey};
pub use timers::Window;
pub use transitions::Change;
pub use verify::{Verified, Wrong};
pub use vitals::Vitals;
pub use written::MailKey;

use crate::base::Clock;
use writer::Writer;

/// How long a writer waits for another process (the command line, a backup) before it gives up.
const BUSY: Duration = Duration::from_secs(10);

/// Reading connections kept open; as many as there are deliveries at the same time, for each of them reads, and opening one
/// costs more than a read.
const IDLE: usize = 32;

/// Why the store did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused: disk full, I/O error, locked, damaged.
    #[error("the store cannot be used: {message}")]
    Database {
        /// SQLite's words.
        message: String,
    },
    /// A newer Outguard has written the store.
    #[error("the store has schema {found}, this Outguard knows up to {known}: install the newer Outguard again")]
    Newer {
        /// The schema found.
        found: usize,
        /// The newest schema known here.
        known: usize,
    },
    /// The store's folder or file could not be made or opened.
    #[error("{path}: {message}")]
    Place {
        /// The file or folder.
        path: String,
        /// The system's words.
        message: String,
    },
    /// A row holds something this program never writes.
    #[error("the store's record of {id} is damaged: {what}")]
    Damaged {
        /// The submission.
        id: String,
        /// What is wrong with it.
        what: String,
    },
    /// The submission has changed since it was looked at.
    #[error("{id} has changed in the meantime: look at it again with `outguard show {id}`")]
    Changed {
        /// The submission.
        id: String,
    },
    /// No submission has this id.
    #[error("there is no {id}: see `outguard list --all`")]
    Unknown {
        /// The id or prefix asked for.
        id: String,
    },
    /// Several submissions begin with this prefix.
    #[error("{prefix} is not unique: {}", ids.join(", "))]
    Ambiguous {
        /// The prefix asked for.
        prefix: String,
        /// Some that begin with it.
        ids: Vec<String>,
    },
    /// Another daemon works on this store.
    #[error("another outguard daemon uses the store {path}: stop it first, or give this one its own --state")]
    Locked {
        /// The lock file.
        path: String,
    },
    /// The disk has failed to keep what was written. Nobody knows which of it is there: a second fsync would say yes to
    /// pages the kernel has thrown away, so none is asked for.
    #[error("the disk failed to keep what was written ({message}): check it, then restart outguard")]
    Unsynced {
        /// SQLite's words.
        message: String,
    },
    /// Whoever asked for something long has stopped it.
    #[error("stopped")]
    Stopped,
    /// The writing thread has ended.
    #[error("the store is closed")]
    Closed,
    /// The writing thread could not be started.
    #[error("the store's thread could not be started: {0}")]
    Thread(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        let code = error.sqlite_error().map(|e| e.extended_code);
        match code {
            Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) => {
                StoreError::Unsynced { message: error.to_string() }
            }
            _ => StoreError::Database { message: error.to_string() },
        }
    }
}

/// The store. Cheap to clone; all clones share one writer.
#[derive(Clone)]
pub struct Store {
    writer: Writer,
    readers: Arc<Readers>,
    remembered: Arc<history::Cache>,
    behind: Arc<behind::Behind>,
    clock: Clock,
    path: Arc<PathBuf>,
}

/// Held by the one daemon of a store; the lock ends with the process, however it ends.
#[derive(Debug)]
pub struct DaemonLock(#[expect(dead_code, reason = "held for its lock, which ends when it is dropped")] fs::File);

impl Store {
    /// Opens the store at `path`, making its folder (0700), its file (0600) and its tables where they are missing.
    ///
    /// # Errors
    /// [`StoreError::Place`] when folder or file cannot be made or are open to others, [`StoreError::Newer`] when a newer
    /// Outguard wrote it, [`StoreError::Database`] when SQLite refuses.
    pub fn open(path: &Path, clock: Clock) -> Result<Store, StoreError> {
        prepare(path)?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            let message = format!("the file system of {} does not support WAL ({mode})", path.display());
            return Err(StoreError::Database { message });
        }
        // FULL: NORMAL may lose the last commits at a power cut, and each of them has been answered with 250.
        // A checkpoint leaves the log file as long as it once was, unless told otherwise. What is forgotten is overwritten.
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000; \
             PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = ON",
        )?;
        schema::migrate(&mut connection)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Store {
            writer: Writer::start(connection)?,
            readers: Arc::new(Readers { path: path.to_owned(), idle: Mutex::default() }),
            remembered: Arc::default(),
            behind: Arc::default(),
            clock,
            path: Arc::new(path.to_owned()),
        })
    }

    /// Takes the daemon's lock, so that no second daemon delivers from the same store.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another daemon has it.
    pub fn lock_daemon(&self) -> Result<DaemonLock, StoreError> {
        let path = self.lock_path();
        let place = |e: io::Error| StoreError::Place { path: path.display().to_string(), message: e.to_string() };
        let file =
            fs::OpenOptions::new().create(true).write(true).truncate(false).mode(0o600).open(&path).map_err(place)?;
        give_to_folders_owner(&file, &path).map_err(place)?;
        match file.try_lock() {
            Ok(()) => Ok(DaemonLock(file)),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.display().to_string() }),
            Err(fs::TryLockError::Error(e)) => Err(place(e)),
        }
    }

    /// Whether a daemon works on this store now.
    pub fn daemon_runs(&self) -> bool {
        matches!(self.lock_daemon(), Err(StoreError::Locked { .. }))
    }

    fn lock_path(&self) -> PathBuf {
        survey::lock_of(&self.path)
    }

    /// Makes sure that the store can be written; after a failed write this tries one.
    ///
    /// # Errors
    /// The reason why it cannot.
    pub async fn probe(&self) -> Result<(), StoreError> {
        if self.writer.health().is_usable() {
            return Ok(());
        }
        // A real page must reach the disk: an empty transaction would succeed on a full one.
        self.writer
            .write(|connection| {
                connection.execute_batch(
                    "CREATE TABLE IF NOT EXISTS probe (bytes BLOB); INSERT INTO probe VALUES (zeroblob(65536)); DELETE FROM probe",
                )?;
                Ok(())
            })
            .await
    }

    /// Waits until everything handed over before has been committed; before the process ends.
    pub async fn flush(&self) {
        if let Err(error) = self.write_gathered().await {
            tracing::error!(%error, "the last journal lines could not be written");
        }
    }
}

/// Reading connections: opened when needed, kept for the next reader. WAL lets them read while the writer writes.
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    async fn read<R, F>(self: &Arc<Self>, query: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: FnOnce(&Connection) -> Result<R, StoreError> + Send + 'static,
    {
        let readers = Arc::clone(self);
        let work = move || {
            let connection = readers.take()?;
            let result = query(&connection);
            readers.give_back(connection);
            result
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Closed))
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let connection = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                connection.busy_timeout(BUSY)?;
                Ok(connection)
            }
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }
}

/// The folder is the owner's alone, and so is the file: held mail is nobody else's business (0700, 0600).
fn prepare(path: &Path) -> Result<(), StoreError> {
    let place =
        |path: &Path, message: &str| StoreError::Place { path: path.display().to_string(), message: message.into() };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.exists() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|e| place(folder, &format!("the state folder cannot be made: {e}")))?;
    }
    // Made before SQLite would, which asks the umask; -wal and -shm take the mode of the database.
    let file = fs::OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|e| place(path, &format!("the store cannot be opened: {e}")))?;
    give_to_folders_owner(&file, path)
        .map_err(|e| place(path, &format!("the store cannot be given to its owner: {e}")))?;
    let mode = file.metadata().map_err(|e| place(path, &e.to_string()))?.permissions().mode();
    if mode & 0o077 != 0 {
        let repair =
            format!("others may read it (mode {:o}); repair with `chmod 600 {}`", mode & 0o777, path.display());
        return Err(place(path, &repair));
    }
    Ok(())
}

/// What root makes in the folder of another account, such as the service's, that account must be able to open; SQLite gives
/// -wal and -shm the owner of the database by itself.
fn give_to_folders_owner(file: &fs::File, path: &Path) -> io::Result<()> {
    let folder = fs::metadata(path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    let is_roots = rustix::process::geteuid().is_root() && file.metadata()?.uid() == 0;
    if is_roots && folder.uid() != 0 {
        fchown(file, Some(folder.uid()), Some(folder.gid()))?;
    }
    Ok(())
}
