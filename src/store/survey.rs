//! A look at the place of a store that changes nothing there: who owns it, who may read it, whether it can be written, and
//! which schema it has. For `check`, which must not make a store as the wrong account by looking for one.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, history, schema};

/// A file or folder.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// The number of its owner.
    pub owner: u32,
    /// Its permission bits.
    pub mode: u32,
}

impl Found {
    fn of(path: PathBuf) -> io::Result<Option<Found>> {
        match fs::metadata(&path) {
            Ok(meta) => Ok(Some(Found { path, owner: meta.uid(), mode: meta.mode() & 0o7777 })),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// What stands in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Its schema.
    pub schema: usize,
    /// The newest schema known here.
    pub known: usize,
    /// How many submissions are held.
    pub held: usize,
    /// Whether what was learnt can be read with the key beside the database; else why not.
    pub key: Result<(), String>,
}

/// What the place of a store is like.
#[derive(Debug)]
pub struct Survey {
    /// The state directory.
    pub folder: PathBuf,
    /// Its owner and mode; `None` when there is none yet.
    pub found: io::Result<Option<Found>>,
    /// What is there of the database, its `-wal`, `-shm`, the daemon's lock and the key of history.
    pub files: Vec<Found>,
    /// Whether a file could be written there and removed again.
    pub writable: io::Result<()>,
    /// What stands in the database; `None` when there is none yet.
    pub database: Option<Result<Contents, StoreError>>,
    /// Whether a daemon works there now.
    pub daemon: bool,
}

/// Looks at the place of the store at `path`.
pub fn survey(path: &Path) -> Survey {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let files = [path.to_owned(), beside("-wal"), beside("-shm"), lock_of(path), history::key_place(path)];
    Survey {
        found: Found::of(folder.clone()),
        files: files.into_iter().filter_map(|file| Found::of(file).ok().flatten()).collect(),
        writable: try_to_write(&folder),
        database: match path.try_exists() {
            Ok(is_there) => is_there.then(|| contents(path)),
            Err(e) => Some(Err(StoreError::Place { path: path.display().to_string(), message: e.to_string() })),
        },
        daemon: is_locked(path),
        folder,
    }
}

/// The file a daemon locks.
pub(super) fn lock_of(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

fn is_locked(path: &Path) -> bool {
    let Ok(file) = fs::File::open(lock_of(path)) else { return false };
    matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock))
}

fn try_to_write(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!("check-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    // An empty file needs no room; a page does.
    let written = file.write_all(&[0; 4096]).and_then(|()| file.sync_all());
    fs::remove_file(&path)?;
    written
}

fn contents(path: &Path) -> Result<Contents, StoreError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(super::BUSY)?;
    let schema: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let (schema, known) = (usize::try_from(schema).unwrap_or(0), schema::newest());
    if schema > known {
        return Err(StoreError::Newer { found: schema, known });
    }
    let held: i64 = match schema {
        0 => 0,
        _ => connection.query_row("SELECT count(*) FROM submission WHERE state = 'held'", [], |row| row.get(0))?,
    };
    // An earlier schema may have no place for what the key is known by.
    let key = if schema == known { history::check_key(&connection, path) } else { Ok(()) };
    Ok(Contents { schema, known, held: usize::try_from(held).unwrap_or(0), key })
}
