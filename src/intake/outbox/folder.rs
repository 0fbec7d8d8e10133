//! A watched folder with the folders that belong to it, and everything that must hold before anything is taken out of it.

use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::FileType;

use super::accounts;
use super::dir::{Dir, Status};
use super::error::{OutboxError, Wrong};
use crate::base::Id;
use crate::config::{Outbox, OutboxKind};

/// The folder for what was claimed.
const CLAIMS: &str = ".outguard";

/// The lock of the one Outguard that watches.
const LOCK: &str = "lock";

/// A watched folder.
#[derive(Debug)]
pub(super) struct Folder {
    /// As it is configured.
    pub outbox: Outbox,
    /// Where files are dropped.
    pub source: Dir,
    /// Where claimed files are.
    pub claims: Dir,
    /// Where sent ones go; `None`: they are removed.
    pub sent: Option<Dir>,
    /// Where waiting ones are.
    pub held: Dir,
    /// Where those are that were not and will not be sent.
    pub refused: Dir,
    /// Which folder `source` is.
    pub identity: (u64, u64),
    owners: Vec<u32>,
    _lock: File,
}

impl Folder {
    /// Opens the folder, makes what belongs to it, and claims it for this process.
    pub(super) fn open(outbox: &Outbox) -> Result<Folder, OutboxError> {
        let wrong = |what, repair: String| OutboxError { path: outbox.path.clone(), what, repair };
        let system = |what: &'static str| move |error| wrong(Wrong::System(what, error), String::new());
        let me = rustix::process::geteuid().as_raw();
        let (source, status, owners) = inspected(outbox)?;
        let path = source_path(outbox);
        let base = base(outbox, &source).map_err(system("its folders"))?;
        let inside = base_path(outbox);
        if outbox.kind == OutboxKind::Mbox {
            private(outbox, &base, &inside)?;
        }
        let claims = base.below_made(OsStr::new(CLAIMS), 0o700).map_err(system("its folder .outguard"))?;
        private(outbox, &claims, &inside.join(CLAIMS))?;
        let lock = locked(&claims).map_err(|error| match error {
            TryLockError::WouldBlock => wrong(Wrong::Watched, "outguard config show".into()),
            TryLockError::Error(error) => wrong(Wrong::System("its lock", error), String::new()),
        })?;
        // What people drop they may look for: whoever may read the outbox may read what came of it.
        let mode = if outbox.kind == OutboxKind::Mbox { 0o700 } else { status.mode & 0o770 | 0o700 };
        let place = |name: &str| base.below_made(OsStr::new(name), mode);
        let folder = Folder {
            outbox: outbox.clone(),
            sent: if outbox.sent.is_empty() {
                None
            } else {
                Some(place(&outbox.sent).map_err(system("its folder for what was sent"))?)
            },
            held: place(&outbox.held).map_err(system("its folder for what is held"))?,
            refused: place(&outbox.refused).map_err(system("its folder for what is refused"))?,
            source,
            claims,
            identity: status.identity,
            owners,
            _lock: lock,
        };
        let places = [(folder.sent.as_ref(), &outbox.sent), (Some(&folder.held), &outbox.held)];
        for (place, name) in places.into_iter().chain([(Some(&folder.refused), &outbox.refused)]) {
            let Some(place) = place else { continue };
            owned(outbox, place, &inside.join(name), &[me, 0, status.owner])?;
        }
        folder.one_file_system().map_err(|what| wrong(what, String::new()))?;
        folder.trial().map_err(|error| {
            wrong(Wrong::Unclaimable(error), format!("chown {} {}", accounts::name_of(me), path.display()))
        })?;
        Ok(folder)
    }

    /// Whether the path still leads to this folder.
    pub(super) fn is_there(&self) -> bool {
        let there = Dir::open(&source_path(&self.outbox)).and_then(|dir| dir.own_status());
        there.is_ok_and(|status| status.identity == self.identity)
    }

    /// Whether files of this account are taken.
    pub(super) fn takes_from(&self, owner: u32) -> bool {
        self.owners.contains(&owner)
    }

    /// The name of the mbox in its folder.
    pub(super) fn mbox_name(&self) -> OsString {
        mbox_name(&self.outbox)
    }

    fn one_file_system(&self) -> Result<(), Wrong> {
        let Outbox { sent, held, refused, .. } = &self.outbox;
        let places = [
            (self.sent.as_ref(), sent.as_str()),
            (Some(&self.held), held),
            (Some(&self.refused), refused),
            (Some(&self.claims), CLAIMS),
        ];
        for (place, name) in places.into_iter().filter_map(|(place, name)| Some((place?, name))) {
            let status = place.own_status().map_err(|error| Wrong::System("its folders", error))?;
            if status.identity.0 != self.identity.0 {
                return Err(Wrong::Elsewhere(name.to_owned()));
            }
        }
        Ok(())
    }

    /// Whether a file can be renamed out of the folder: tried, for there are too many reasons why it might not be.
    fn trial(&self) -> io::Result<()> {
        let name = OsString::from(format!("{CLAIMS}-{}", Id::random(8)));
        drop(self.source.create(&name, 0o600)?);
        let moved = self.source.rename(&name, &self.claims, &name);
        let left = if moved.is_ok() { &self.claims } else { &self.source };
        left.remove(&name).and(moved)
    }
}

/// Checks, without changing anything, what must hold of a folder before it is watched.
///
/// # Errors
/// Why it cannot be watched.
pub fn check(outbox: &Outbox) -> Result<(), OutboxError> {
    inspected(outbox).map(drop)
}

/// The folder files are dropped into, and the accounts whose files are taken.
fn inspected(outbox: &Outbox) -> Result<(Dir, Status, Vec<u32>), OutboxError> {
    let wrong = |what, repair: String| OutboxError { path: outbox.path.clone(), what, repair };
    let mut owners = vec![rustix::process::geteuid().as_raw(), 0];
    for name in &outbox.owners {
        let missing = || wrong(Wrong::NoAccount(name.clone()), format!("id -u {name}"));
        owners.push(accounts::number_of(name).ok_or_else(missing)?);
    }
    let path = source_path(outbox);
    let source = Dir::open(&path).map_err(|error| unopened(outbox, error))?;
    let status = source.own_status().map_err(|error| wrong(Wrong::System("its state", error), String::new()))?;
    safe(&path, &status, &owners).map_err(|(what, repair)| wrong(what, repair))?;
    owners.push(status.owner);
    if outbox.kind == OutboxKind::Mbox
        && source.status(&mbox_name(outbox)).is_ok_and(|mbox| mbox.kind != FileType::RegularFile)
    {
        return Err(wrong(Wrong::Kind("no plain file"), format!("ls -l {}", outbox.path.display())));
    }
    Ok((source, status, owners))
}

/// Where files are dropped.
pub(super) fn source_path(outbox: &Outbox) -> PathBuf {
    match outbox.kind {
        OutboxKind::Pickup | OutboxKind::Spool => outbox.path.clone(),
        OutboxKind::Maildir => outbox.path.join("new"),
        OutboxKind::Mbox => {
            let folder = outbox.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            folder.unwrap_or(Path::new(".")).to_owned()
        }
    }
}

fn mbox_name(outbox: &Outbox) -> OsString {
    outbox.path.file_name().unwrap_or_default().to_owned()
}

/// The folder that has the others in it. An mbox, being a file, has one beside it.
fn base(outbox: &Outbox, source: &Dir) -> io::Result<Dir> {
    match outbox.kind {
        OutboxKind::Mbox => {
            let name = [mbox_name(outbox).as_bytes(), CLAIMS.as_bytes()].concat();
            source.below_made(&OsString::from_vec(name), 0o700)
        }
        OutboxKind::Pickup | OutboxKind::Maildir | OutboxKind::Spool => Dir::open(&outbox.path),
    }
}

/// Where that is.
fn base_path(outbox: &Outbox) -> PathBuf {
    match outbox.kind {
        OutboxKind::Mbox => {
            let name = [mbox_name(outbox).as_bytes(), CLAIMS.as_bytes()].concat();
            source_path(outbox).join(OsString::from_vec(name))
        }
        OutboxKind::Pickup | OutboxKind::Maildir | OutboxKind::Spool => outbox.path.clone(),
    }
}

/// What is in there is this account's alone, whoever has made the folder before.
fn private(outbox: &Outbox, dir: &Dir, path: &Path) -> Result<(), OutboxError> {
    let me = rustix::process::geteuid().as_raw();
    let status = owned(outbox, dir, path, &[me, 0])?;
    if status.mode == 0o700 {
        return Ok(());
    }
    dir.set_mode(0o700).map_err(|error| OutboxError {
        path: outbox.path.clone(),
        what: Wrong::System("the mode of its folders", error),
        repair: format!("chown {} {path} && chmod 700 {path}", accounts::name_of(me), path = path.display()),
    })
}

/// A folder that may have been there before must be of one of these accounts.
fn owned(outbox: &Outbox, dir: &Dir, path: &Path, owners: &[u32]) -> Result<Status, OutboxError> {
    let wrong = |what, repair| OutboxError { path: outbox.path.clone(), what, repair };
    let status = dir.own_status().map_err(|error| wrong(Wrong::System("its folders", error), String::new()))?;
    if owners.contains(&status.owner) {
        return Ok(status);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let me = accounts::name_of(rustix::process::geteuid().as_raw());
    Err(wrong(Wrong::ForeignPlace(name, status.owner), format!("chown {me} {}", path.display())))
}

fn unopened(outbox: &Outbox, error: io::Error) -> OutboxError {
    let path = source_path(outbox);
    let (what, repair) = match (error.kind(), outbox.kind) {
        (io::ErrorKind::NotFound, OutboxKind::Maildir) if outbox.path.is_dir() => {
            let path = outbox.path.display();
            (Wrong::NoMaildir, format!("mkdir -m 700 {path}/new {path}/cur {path}/tmp"))
        }
        (io::ErrorKind::NotFound, OutboxKind::Maildir) => {
            let shown = outbox.path.display();
            (Wrong::Missing, format!("mkdir -m 700 -p {shown} {shown}/new {shown}/cur {shown}/tmp"))
        }
        (io::ErrorKind::NotFound, _) => (Wrong::Missing, format!("mkdir -m 700 -p {}", path.display())),
        (io::ErrorKind::NotADirectory, _) => (Wrong::Kind("a file, and not a folder"), String::new()),
        _ => (Wrong::System("it cannot be opened", error), String::new()),
    };
    OutboxError { path: outbox.path.clone(), what, repair }
}

/// Nobody but those whose files are taken may exchange a file between our look and our claim.
fn safe(path: &Path, status: &Status, owners: &[u32]) -> Result<(), (Wrong, String)> {
    let (shown, sticky) = (path.display(), status.mode & 0o1000 != 0);
    if status.kind != FileType::Directory {
        return Err((Wrong::Kind("no folder"), String::new()));
    }
    if !owners.contains(&status.owner) {
        let me = rustix::process::geteuid().as_raw();
        let name = accounts::name_of(status.owner);
        let repair =
            format!("chown {} {shown}, or write owners = [\"{name}\"] in its [[outbox]]", accounts::name_of(me));
        return Err((Wrong::Foreign(status.owner, me), repair));
    }
    if status.mode & 0o002 != 0 && !sticky {
        return Err((Wrong::OpenToAll(status.mode), format!("chmod o-w {shown}")));
    }
    Ok(())
}

fn locked(claims: &Dir) -> Result<File, TryLockError> {
    let file = claims.lock_file(OsStr::new(LOCK)).map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}
