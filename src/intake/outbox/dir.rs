//! A folder held open. Whatever is done in it goes through its handle, so that nobody can turn a path into a way to
//! elsewhere; no name is followed when it is a link.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, RenameFlags, Stat};
use rustix::io::Errno;

/// An open folder.
#[derive(Debug)]
pub(super) struct Dir(OwnedFd);

/// What stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// What it is.
    pub kind: FileType,
    /// Octets.
    pub size: u64,
    /// When its content last changed: seconds and nanoseconds.
    pub modified: (i64, i64),
    /// The owner's number.
    pub owner: u32,
    /// The group's number.
    pub group: u32,
    /// The permission bits.
    pub mode: u32,
    /// How many names it has.
    pub links: u64,
    /// Device and inode: which file it is, whatever it is called.
    pub identity: (u64, u64),
}

impl From<Stat> for Status {
    #[expect(clippy::useless_conversion, reason = "the types differ between processors")]
    fn from(stat: Stat) -> Status {
        Status {
            kind: FileType::from_raw_mode(stat.st_mode),
            size: u64::try_from(stat.st_size).unwrap_or(0),
            modified: (i64::from(stat.st_mtime), stat.st_mtime_nsec as i64),
            owner: stat.st_uid,
            group: stat.st_gid,
            mode: stat.st_mode & 0o7777,
            links: u64::from(stat.st_nlink),
            identity: (u64::from(stat.st_dev), u64::from(stat.st_ino)),
        }
    }
}

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
const NEVER_WAIT: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC).union(OFlags::NOCTTY);

impl Dir {
    /// Opens the folder at `path`.
    pub(super) fn open(path: &Path) -> io::Result<Dir> {
        Ok(Dir(rustix::fs::openat(rustix::fs::CWD, path, FOLDER, Mode::empty())?))
    }

    /// Opens a folder in this one.
    pub(super) fn below(&self, name: &OsStr) -> io::Result<Dir> {
        Ok(Dir(rustix::fs::openat(&self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty())?))
    }

    /// The same, making it where it is missing, with this mode whatever the umask says.
    pub(super) fn below_made(&self, name: &OsStr, mode: u32) -> io::Result<Dir> {
        match self.make(name, mode) {
            Ok(()) => {
                let dir = self.below(name)?;
                dir.set_mode(mode)?;
                Ok(dir)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.below(name),
            Err(error) => Err(error),
        }
    }

    /// Sets the folder's own mode.
    pub(super) fn set_mode(&self, mode: u32) -> io::Result<()> {
        Ok(rustix::fs::fchmod(&self.0, Mode::from_raw_mode(mode))?)
    }

    /// Makes a folder in this one.
    pub(super) fn make(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(mode))?)
    }

    /// What stands under `name`, links not followed.
    pub(super) fn status(&self, name: &OsStr) -> io::Result<Status> {
        Ok(rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?.into())
    }

    /// Whether anything stands under `name`.
    pub(super) fn has(&self, name: &OsStr) -> bool {
        self.status(name).is_ok()
    }

    /// What this folder itself is.
    pub(super) fn own_status(&self) -> io::Result<Status> {
        Ok(rustix::fs::fstat(&self.0)?.into())
    }

    /// Opens a file for reading, without ever waiting for it.
    pub(super) fn read(&self, name: &OsStr) -> io::Result<File> {
        Ok(rustix::fs::openat(&self.0, name, OFlags::RDONLY | NEVER_WAIT, Mode::empty())?.into())
    }

    /// Opens a file for reading and writing, without ever waiting for it.
    pub(super) fn edit(&self, name: &OsStr) -> io::Result<File> {
        Ok(rustix::fs::openat(&self.0, name, OFlags::RDWR | NEVER_WAIT, Mode::empty())?.into())
    }

    /// Makes a file; there must be nothing under `name`.
    pub(super) fn create(&self, name: &OsStr, mode: u32) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | NEVER_WAIT;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(mode))?.into())
    }

    /// Opens a file for its lock, making it where it is missing.
    pub(super) fn lock_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | NEVER_WAIT;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o600))?.into())
    }

    /// The names in the folder, in no order; read as they are asked for, however many there are.
    pub(super) fn names(&self) -> io::Result<impl Iterator<Item = io::Result<OsString>> + use<>> {
        let entries = rustix::fs::Dir::read_from(&self.0)?;
        let name = |entry: rustix::io::Result<rustix::fs::DirEntry>| match entry {
            Ok(entry) => match entry.file_name().to_bytes() {
                b"." | b".." => None,
                name => Some(Ok(OsStr::from_bytes(name).to_owned())),
            },
            Err(error) => Some(Err(error.into())),
        };
        Ok(entries.filter_map(name))
    }

    /// Moves `name` to `to` in another folder (or this one), replacing what is there.
    pub(super) fn replace(&self, name: &OsStr, folder: &Dir, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, name, &folder.0, to)?)
    }

    /// Moves `name` to `to` in another folder where nothing stands under that name.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when something does.
    pub(super) fn rename(&self, name: &OsStr, folder: &Dir, to: &OsStr) -> io::Result<()> {
        match rustix::fs::renameat_with(&self.0, name, &folder.0, to, RenameFlags::NOREPLACE) {
            // Network file systems have no such call: then looking first is the best there is.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                if folder.has(to) {
                    Err(io::ErrorKind::AlreadyExists.into())
                } else {
                    self.replace(name, folder, to)
                }
            }
            done => Ok(done?),
        }
    }

    /// Removes a file, or the link to it.
    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Brings the folder's names to the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.0)?)
    }

    /// Brings everything of this file system to the disk: for many files at once.
    pub(super) fn sync_all(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.0)?)
    }
}

impl AsFd for Dir {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// What an open file is.
pub(super) fn status_of(file: &File) -> io::Result<Status> {
    Ok(rustix::fs::fstat(file)?.into())
}
