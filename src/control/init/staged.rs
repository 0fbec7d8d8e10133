//! Files that are all there or none: written beside their places with modes of their own, and moved there together.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use crate::app::failure::{Failure, exit};

/// Files on their way. What was not put in place is removed when this is dropped, and so are the folders made for it.
pub(super) struct Staged {
    readers: Option<u32>,
    files: Vec<(PathBuf, PathBuf)>,
    folders: Vec<PathBuf>,
}

/// What putting files in place has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Placed {
    /// The files, where they stand now.
    pub(super) files: Vec<PathBuf>,
    /// Files that stood there before: where they were, where they are.
    pub(super) kept: Vec<(PathBuf, PathBuf)>,
}

impl Staged {
    /// Nothing yet; what comes may be read by the group `readers`, a service's.
    pub(super) fn new(readers: Option<u32>) -> Staged {
        Staged { readers, files: Vec::new(), folders: Vec::new() }
    }

    /// Makes `folder` and those above it that are missing, each the owner's alone, or for `readers` too.
    pub(super) fn folder(&mut self, folder: &Path) -> Result<(), Failure> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
        for path in missing.into_iter().rev() {
            fs::DirBuilder::new().mode(0o700).create(path).map_err(|error| cannot("folder", path, &error))?;
            self.folders.push(path.to_owned());
            self.open_to_readers(path, 0o750).map_err(|error| cannot("folder", path, &error))?;
        }
        Ok(())
    }

    fn open_to_readers(&self, path: &Path, mode: u32) -> io::Result<()> {
        let Some(group) = self.readers else { return Ok(()) };
        chown(path, None, Some(group))?;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
    }

    /// Writes what is to stand at `place`; the answer is where it stands meanwhile. The owner's alone, whatever the umask,
    /// or for `readers` too.
    pub(super) fn file(&mut self, place: &Path, content: &[u8]) -> Result<PathBuf, Failure> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let meanwhile = place.with_file_name(format!(".{name}.{}", std::process::id()));
        // A file of that name is what another process with our number left behind.
        let _ = fs::remove_file(&meanwhile);
        self.files.retain(|(_, other)| other != place);
        self.files.push((meanwhile.clone(), place.to_owned()));
        let write = || -> io::Result<()> {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&meanwhile)?;
            file.write_all(content)?;
            file.sync_all()?;
            self.open_to_readers(&meanwhile, 0o640)
        };
        write().map_err(|error| cannot("file", place, &error))?;
        Ok(meanwhile)
    }

    /// Takes back what was to stand at `place`.
    pub(super) fn discard(&mut self, place: &Path) {
        for (meanwhile, _) in self.files.extract_if(.., |(_, other)| other == place) {
            let _ = fs::remove_file(meanwhile);
        }
    }

    /// Puts everything in place; what stood there is kept beside as `.bak`.
    pub(super) fn place(mut self) -> Result<Placed, Failure> {
        let mut placed = Placed::default();
        for (_, place) in &self.files {
            if place.exists() {
                let backup = free_backup(place);
                if let Err(error) = fs::rename(place, &backup) {
                    undo(&placed);
                    return Err(cannot("file", place, &error));
                }
                placed.kept.push((place.clone(), backup));
            }
        }
        while !self.files.is_empty() {
            let (meanwhile, place) = self.files.remove(0);
            if let Err(error) = fs::rename(&meanwhile, &place) {
                let _ = fs::remove_file(&meanwhile);
                undo(&placed);
                return Err(cannot("file", &place, &error));
            }
            placed.files.push(place);
        }
        self.folders.clear();
        Ok(placed)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (meanwhile, _) in &self.files {
            let _ = fs::remove_file(meanwhile);
        }
        // Only when nothing else has come to stand in them.
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn undo(placed: &Placed) {
    for file in &placed.files {
        let _ = fs::remove_file(file);
    }
    for (place, backup) in &placed.kept {
        let _ = fs::rename(backup, place);
    }
}

/// `config.toml.bak`, or with the first number that is free.
fn free_backup(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let named = |end: &str| place.with_file_name(format!("{name}.bak{end}"));
    let mut backup = named("");
    let mut n = 1;
    while backup.exists() {
        n += 1;
        backup = named(&format!(".{n}"));
    }
    backup
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    let words = format!("{}: the {what} cannot be written: {error}", path.display());
    let failure = Failure::new("write", exit::CANTCREAT, words);
    match error.kind() {
        io::ErrorKind::PermissionDenied => failure.hint("outguard init --config FILE writes it somewhere else"),
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_not_placed_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("a/b");
        {
            let mut staged = Staged::new(None);
            staged.folder(&folder).unwrap();
            assert_eq!((mode(&folder), mode(&dir.path().join("a"))), (0o700, 0o700));
            assert_eq!(mode(&staged.file(&folder.join("config.toml"), b"x").unwrap()), 0o600);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_stood_there_is_kept_each_time() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("config.toml");
        for content in ["1", "2", "3"] {
            let mut staged = Staged::new(None);
            staged.folder(dir.path()).unwrap();
            staged.file(&place, content.as_bytes()).unwrap();
            staged.place().unwrap();
        }
        let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(
            (read("config.toml"), read("config.toml.bak"), read("config.toml.bak.2")),
            ("3".into(), "1".into(), "2".into())
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
        assert_eq!(mode(&place), 0o600);
    }
}
