//! The lock of msmtp's queue: something called `.lock` in its folder. Whoever queues a message tries to send it at once, and
//! only then gives the lock back, so nothing may be taken before.

use std::ffi::OsStr;
use std::io;

use super::dir::Dir;

const LOCK: &str = ".lock";

/// Ours while we do not hold it; there is a file in it, so that nobody mistakes it for an abandoned one of msmtp's.
const SPARE: &str = "queue-lock";
const MARK: &str = "outguard";

/// Held until it is dropped.
pub(super) struct QueueLock<'a> {
    queue: &'a Dir,
    claims: &'a Dir,
}

impl QueueLock<'_> {
    /// `None`: somebody else has it.
    pub(super) fn take<'a>(queue: &'a Dir, claims: &'a Dir) -> io::Result<Option<QueueLock<'a>>> {
        let spare = claims.below_made(OsStr::new(SPARE), 0o700)?;
        if !spare.has(OsStr::new(MARK)) {
            drop(spare.create(OsStr::new(MARK), 0o600)?);
        }
        match claims.rename(OsStr::new(SPARE), queue, OsStr::new(LOCK)) {
            Ok(()) => Ok(Some(QueueLock { queue, claims })),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Gives a lock back that this Outguard's last life was holding when it ended.
    pub(super) fn recover(queue: &Dir, claims: &Dir) -> io::Result<()> {
        let ours = queue.below(OsStr::new(LOCK)).is_ok_and(|lock| lock.has(OsStr::new(MARK)));
        if !ours {
            return Ok(());
        }
        if let Ok(spare) = claims.below(OsStr::new(SPARE)) {
            let _ = spare.remove(OsStr::new(MARK));
            claims.remove_folder(OsStr::new(SPARE))?;
        }
        queue.rename(OsStr::new(LOCK), claims, OsStr::new(SPARE))
    }
}

impl Drop for QueueLock<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.queue.rename(OsStr::new(LOCK), self.claims, OsStr::new(SPARE)) {
            tracing::error!(%error, "the lock of msmtp's queue could not be given back");
        }
    }
}
