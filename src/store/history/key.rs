//! The key that words are numbered under: 16 random octets in a file beside the database, made once, never in the database.
//! Whoever has a copy of the database alone cannot even test whether a word was used. When the file is gone, the numbers mean
//! nothing any more. Then nobody reads what was learnt until the file is back; learning makes a new key, and begins anew.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};

use super::super::{Store, StoreError, give_to_folders_owner};
use crate::people::history::Key;

/// The file's name ends so; it begins like the database's.
const FILE: &str = "key";

/// The key, with what only the store does with it.
#[derive(Clone, Debug)]
pub struct HistoryKey {
    octets: [u8; 16],
    /// What words are numbered with.
    pub key: Key,
}

impl HistoryKey {
    fn new(octets: [u8; 16]) -> HistoryKey {
        HistoryKey { octets, key: Key::new(octets) }
    }

    /// The number of a message or of a file: nobody without the key can test a guess.
    pub fn number(&self, text: &[u8]) -> [u8; 16] {
        let mut number = [0; 16];
        // HMAC takes keys of any length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.octets) {
            mac.update(text);
            number.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        number
    }

    /// What the database knows the key by.
    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.octets).into()
    }

    /// The key beside the database at `path`; `None` where there is none.
    fn find(path: &Path) -> io::Result<Option<HistoryKey>> {
        match fs::File::open(key_place(path)) {
            Ok(file) => read(file).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The key beside the database at `path`; made where there is none.
    fn at(path: &Path) -> io::Result<HistoryKey> {
        HistoryKey::find(path)?.map_or_else(|| make(&key_place(path)), Ok)
    }
}

/// Where the key of the database at `path` is.
pub(in crate::store) fn key_place(path: &Path) -> PathBuf {
    path.with_extension(FILE)
}

fn read(mut file: fs::File) -> io::Result<HistoryKey> {
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    let mut octets = [0; 16];
    file.read_exact(&mut octets)?;
    if file.read(&mut [0])? > 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than a key"));
    }
    Ok(HistoryKey::new(octets))
}

/// Of two processes that make one at once, both use the one that was placed first; none ever reads half of it.
fn make(path: &Path) -> io::Result<HistoryKey> {
    let mut octets = [0; 16];
    let mut filled = 0;
    while filled < octets.len() {
        filled += rustix::rand::getrandom(&mut octets[filled..], rustix::rand::GetRandomFlags::empty())?;
    }
    let meanwhile = path.with_extension(format!("key-{}", std::process::id()));
    let _ = fs::remove_file(&meanwhile);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&meanwhile)?;
    give_to_folders_owner(&file, &meanwhile)?;
    let placed = file.write_all(&octets).and_then(|()| file.sync_all()).and_then(|()| fs::hard_link(&meanwhile, path));
    fs::remove_file(&meanwhile)?;
    match placed {
        Ok(()) => Ok(HistoryKey::new(octets)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(fs::File::open(path)?),
        Err(error) => Err(error),
    }
}

impl Store {
    /// The key of this store's history; made where nothing was learnt yet.
    ///
    /// # Errors
    /// [`StoreError::Place`] when the file cannot be read or made, or is not the one that history was learnt under.
    pub async fn history_key(&self) -> Result<HistoryKey, StoreError> {
        if let Some(key) = self.remembered.key() {
            return Ok(key);
        }
        let Some(known) = self.readers.read(known_digest).await? else { return self.history_key_anew().await };
        let why = match self.key_file(HistoryKey::find).await? {
            Some(key) if known == key.digest() => {
                self.remembered.set_key(key.clone());
                return Ok(key);
            }
            Some(_) => "this is not the key that history was learnt under",
            None => "the key that history was learnt under is gone",
        };
        let message = format!(
            "{why}: put the file back from a backup, or forget what was learnt and begin anew with outguard learn"
        );
        Err(self.no_key(message))
    }

    /// The same for who learns: where the key is gone, or another one, what was learnt under it is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Place`] when the file cannot be read or made.
    pub async fn history_key_anew(&self) -> Result<HistoryKey, StoreError> {
        let key = self.key_file(HistoryKey::at).await?;
        let digest = key.digest();
        if self.writer.write(move |connection| go_by(connection, &digest)).await? {
            tracing::warn!("the key of history is a new one: what was learnt before is forgotten, and learnt anew");
            self.remembered.forget_all_whole();
        }
        self.remembered.set_key(key.clone());
        Ok(key)
    }

    /// Does something with the file of the key.
    async fn key_file<T: Send + 'static>(&self, work: fn(&Path) -> io::Result<T>) -> Result<T, StoreError> {
        let path = self.path.to_path_buf();
        let done = tokio::task::spawn_blocking(move || work(&path)).await.map_err(|_| StoreError::Closed)?;
        done.map_err(|error| self.no_key(format!("the key of history cannot be used: {error}")))
    }

    fn no_key(&self, message: String) -> StoreError {
        StoreError::Place { path: key_place(&self.path).display().to_string(), message }
    }
}

/// Whether the file of the key is the one that the database at `path` was written with, as far as `connection` knows one; else
/// why not.
pub(in crate::store) fn check_key(connection: &Connection, path: &Path) -> Result<(), String> {
    let Some(known) = known_digest(connection).map_err(|error| error.to_string())? else { return Ok(()) };
    match HistoryKey::find(path).map_err(|error| error.to_string())? {
        Some(key) if known == key.digest() => Ok(()),
        Some(_) => Err("it is not the key that history was learnt under".into()),
        None => Err("it is gone".into()),
    }
}

fn known_digest(connection: &Connection) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection.prepare_cached("SELECT digest FROM history_key")?.query_row([], |row| row.get(0)).optional()?)
}

/// From now on numbers are under the key of this digest. The answer is whether something was forgotten for it.
fn go_by(connection: &Connection, digest: &[u8; 32]) -> Result<bool, StoreError> {
    let known = known_digest(connection)?;
    if known.as_deref() == Some(digest) {
        return Ok(false);
    }
    connection.execute_batch(
        "DELETE FROM history_key; DELETE FROM trace; DELETE FROM edge; DELETE FROM learnt_file; DELETE FROM learnt_from;
         DELETE FROM forgotten_mail; UPDATE submission SET trace = NULL WHERE trace IS NOT NULL",
    )?;
    connection.execute("INSERT INTO history_key (digest) VALUES (?1)", [digest.as_slice()])?;
    Ok(known.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("outguard.db");
        let made = HistoryKey::at(&path).unwrap();
        let read = HistoryKey::at(&path).unwrap();
        assert_eq!((made.octets, made.number(b"a")), (read.octets, read.number(b"a")));
        assert_ne!(made.number(b"a"), made.number(b"b"));
        assert_eq!(fs::metadata(key_place(&path)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left");
        fs::write(key_place(&path), "short").unwrap();
        assert!(HistoryKey::at(&path).is_err(), "a file cut in the middle is no key");
    }
}
