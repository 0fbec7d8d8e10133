//! Reading a claimed file: only a plain one, of an account whose files are taken, once, and never waiting for it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};

use rustix::fs::{FileType, FlockOperation};

use super::accounts;
use super::dir::{Dir, status_of};
use super::folder::Folder;
use crate::config::units::show_size;

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It will never be taken, for this reason.
    Never(String),
    /// It is not complete, or cannot be read now.
    NotYet(String),
}

/// The octets of a file, at most `limit` of them.
pub(super) fn octets(folder: &Folder, dir: &Dir, name: &OsStr, limit: usize) -> Result<Vec<u8>, Unread> {
    let file = dir.read(name).map_err(|error| unopened(&error))?;
    let before = status_of(&file).map_err(not_yet)?;
    if let Some(why) = unsuitable(before.kind) {
        return Err(Unread::Never(why.to_owned()));
    }
    if !folder.takes_from(before.owner) {
        let owner = accounts::name_of(before.owner);
        let words =
            format!("The file belongs to {owner}; add owners = [\"{owner}\"] to its [[outbox]] to take such files.");
        return Err(Unread::Never(words));
    }
    if before.links > 1 {
        let words = "The file has a second name (a hard link), so its content may be somebody else's: drop a copy.";
        return Err(Unread::Never(words.to_owned()));
    }
    let size = usize::try_from(before.size).unwrap_or(usize::MAX);
    if size > limit {
        let (is, most) = (show_size(size), show_size(limit));
        return Err(Unread::Never(format!("The file has {is}, and {most} are allowed (smtp.limits.message_size).")));
    }
    if is_locked(&file) {
        return Err(Unread::NotYet("somebody has it locked".to_owned()));
    }
    let mut octets = Vec::with_capacity(size + 1);
    let room = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    (&file).take(room).read_to_end(&mut octets).map_err(not_yet)?;
    let after = status_of(&file).map_err(not_yet)?;
    if (before.size, before.modified) != (after.size, after.modified) || octets.len() != size {
        return Err(Unread::NotYet("somebody is writing to it".to_owned()));
    }
    Ok(octets)
}

/// What a thing is that cannot be a message.
pub(super) fn unsuitable(kind: FileType) -> Option<&'static str> {
    match kind {
        FileType::RegularFile => None,
        FileType::Symlink => Some("This is a symbolic link, and links are not followed: drop the file itself."),
        FileType::Directory => Some("This is a folder: drop each message as a file of its own."),
        FileType::Fifo => Some("This is a pipe: drop each message as a file."),
        _ => Some("This is a device or a socket: drop each message as a file."),
    }
}

/// Whether another program has locked the file, by either kind of lock.
pub(super) fn is_locked(file: &File) -> bool {
    let shared = FlockOperation::NonBlockingLockShared;
    let taken = |result: rustix::io::Result<()>| {
        result.is_err_and(|error| matches!(error, rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::ACCESS))
    };
    // Closing the file gives both back.
    taken(rustix::fs::flock(file, shared)) || taken(rustix::fs::fcntl_lock(file, shared))
}

fn unopened(error: &io::Error) -> Unread {
    match (error.kind(), error.raw_os_error()) {
        (io::ErrorKind::PermissionDenied, _) => {
            let me = accounts::name_of(rustix::process::geteuid().as_raw());
            Unread::Never(format!("The file cannot be read by {me}: make it readable, for instance with chmod g+r."))
        }
        (_, Some(code)) if code == rustix::io::Errno::LOOP.raw_os_error() => {
            Unread::Never(unsuitable(FileType::Symlink).unwrap_or_default().to_owned())
        }
        // Nobody reads at the other end of a pipe, or there is no device.
        (_, Some(code)) if code == rustix::io::Errno::NXIO.raw_os_error() => {
            Unread::Never(unsuitable(FileType::Socket).unwrap_or_default().to_owned())
        }
        _ => Unread::NotYet(error.to_string()),
    }
}

fn not_yet(error: io::Error) -> Unread {
    Unread::NotYet(error.to_string())
}
