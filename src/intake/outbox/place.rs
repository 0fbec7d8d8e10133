//! Moving files to the places that say what became of them. Nothing is ever overwritten, and whatever was begun before a
//! crash can be begun again.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};

use rustix::fs::{Gid, Mode, Uid};

use super::claim::Claim;
use super::dir::Dir;
use super::folder::Folder;
use super::names;
use crate::base::{Id, killpoint};
use crate::store::{Carried, Moved, Place};

/// A file on its way.
#[derive(Clone, Debug)]
pub(super) struct Move {
    /// The file.
    pub carried: Carried,
    /// Where it belongs.
    pub to: Place,
    /// What is said beside it there; empty: nothing.
    pub note: String,
}

/// Other names tried where a file's own name is taken.
const TRIES: usize = 100;

impl Folder {
    /// Moves files, and tells which of them are at their place. One that could not be moved is left out, and tried again.
    pub(super) fn carry(&self, moves: Vec<Move>) -> Vec<Moved> {
        let mut done = Vec::with_capacity(moves.len());
        let mut batches: Vec<OsString> = Vec::new();
        for one in moves {
            let Some(claim) = Claim::from_key(&one.carried.claim) else { continue };
            match self.carry_one(&one, &claim) {
                Ok((place, name)) => {
                    killpoint::reached("O3");
                    done.push(Moved {
                        claim: one.carried.claim,
                        place,
                        name: std::os::unix::ffi::OsStringExt::into_vec(name),
                    });
                }
                Err(error) => {
                    let id = &one.carried.id;
                    tracing::warn!(outbox = %self.outbox.path.display(), %id, %error, "its file could not be moved");
                }
            }
            if batches.last() != Some(&claim.batch) {
                batches.push(claim.batch);
            }
        }
        // Before it is written down that they are there; what was sent would only be moved once more.
        let waits = |place: &Dir, of: Place| if done.iter().any(|m| m.place == of) { place.sync() } else { Ok(()) };
        if let Err(error) = waits(&self.held, Place::Held).and_then(|()| waits(&self.refused, Place::Refused)) {
            tracing::warn!(outbox = %self.outbox.path.display(), %error, "the folders could not be brought to the disk");
        }
        batches.iter().for_each(|batch| self.sweep(batch));
        done
    }

    /// Moves a file nobody made a submission of to the refused ones.
    ///
    /// # Errors
    /// When it stays where it is.
    pub(super) fn refuse(&self, claim: &Claim, note: &str) -> io::Result<()> {
        let batch = self.claims.below(&claim.batch)?;
        self.put(&batch, &claim.name, &self.refused, &claim.name, Id::random(6).as_str(), note)?;
        self.sweep(&claim.batch);
        Ok(())
    }

    /// Moves something that is no file of a message from the folder to the refused ones.
    ///
    /// # Errors
    /// When it stays where it is.
    pub(super) fn set_aside(&self, name: &OsStr, note: &str) -> io::Result<()> {
        self.put(&self.source, name, &self.refused, name, Id::random(6).as_str(), note).map(drop)
    }

    fn carry_one(&self, one: &Move, claim: &Claim) -> io::Result<(Place, OsString)> {
        let Carried { id, name, place, .. } = &one.carried;
        let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(name.clone());
        if one.to == Place::Held && *place == Place::Held {
            if self.held.has(&name) {
                self.write_note(&self.held, &name, &one.note)?;
            }
            return Ok((Place::Held, name));
        }
        let batch = match self.claims.below(&claim.batch) {
            _ if *place == Place::Held => None,
            Ok(batch) => Some(batch),
            // Moved before a crash: then it is found at its place.
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let from = if *place == Place::Held { Some(&self.held) } else { batch.as_ref() };
        let (to, wanted) = match one.to {
            Place::Sent => (self.sent.as_ref(), names::sent(self.outbox.kind, &name)),
            Place::Held => (Some(&self.held), name.clone()),
            _ => (Some(&self.refused), name.clone()),
        };
        let arrived = match to {
            Some(to) => match from {
                Some(from) => self.put(from, &name, to, &wanted, id.as_str(), &one.note)?,
                None => self.found_again(None, &name, to, &[names::tagged(&wanted, id.as_str()), wanted], &one.note)?,
            },
            None => {
                from.map_or(Ok(()), |from| self.discard(from, &name))?;
                None
            }
        };
        if *place == Place::Held {
            let _ = self.held.remove(&names::note(&name));
        }
        Ok(match arrived {
            Some(arrived) => (one.to, arrived),
            None => (Place::Gone, name),
        })
    }

    /// Moves a file, and what belongs to it, to the first name that is free. `None`: it is gone, and was not moved by us.
    fn put(
        &self,
        from: &Dir,
        name: &OsStr,
        to: &Dir,
        wanted: &OsStr,
        tag: &str,
        note: &str,
    ) -> io::Result<Option<OsString>> {
        let kind = self.outbox.kind;
        let numbered = (2..TRIES).map(|n| names::tagged(wanted, &format!("{tag}-{n}")));
        let candidates = [wanted.to_owned(), names::tagged(wanted, tag)].into_iter().chain(numbered);
        for candidate in candidates {
            let beside = names::companion(kind, &candidate);
            let taken = (!note.is_empty() && to.has(&names::note(&candidate))) || beside.is_some_and(|b| to.has(&b));
            if taken {
                continue;
            }
            match from.rename(name, to, &candidate) {
                Ok(()) => {
                    self.beside(from, name, to, &candidate)?;
                    self.noted(to, &candidate, note);
                    return Ok(Some(candidate));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return self.found_again(
                        Some(from),
                        name,
                        to,
                        &[names::tagged(wanted, tag), wanted.to_owned()],
                        note,
                    );
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// The file is not where it was: a crash came between its move and the record of it, or somebody took it away.
    fn found_again(
        &self,
        from: Option<&Dir>,
        name: &OsStr,
        to: &Dir,
        candidates: &[OsString],
        note: &str,
    ) -> io::Result<Option<OsString>> {
        for candidate in candidates {
            if to.has(candidate) {
                from.map_or(Ok(()), |from| self.beside(from, name, to, candidate))?;
                if !to.has(&names::note(candidate)) {
                    self.noted(to, candidate, note);
                }
                return Ok(Some(candidate.clone()));
            }
        }
        Ok(None)
    }

    /// Moves the file that belongs to another along with it.
    fn beside(&self, from: &Dir, name: &OsStr, to: &Dir, as_name: &OsStr) -> io::Result<()> {
        let kind = self.outbox.kind;
        let (Some(old), Some(new)) = (names::companion(kind, name), names::companion(kind, as_name)) else {
            return Ok(());
        };
        match from.rename(&old, to, &new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// A full disk must not keep a file from its place: the words are then in the log.
    fn noted(&self, to: &Dir, name: &OsStr, note: &str) {
        if let Err(error) = self.write_note(to, name, note) {
            let why = note.lines().collect::<Vec<_>>().join(" ");
            tracing::warn!(outbox = %self.outbox.path.display(), %error, note = why, "a note could not be written");
        }
    }

    /// Writes the note of a file whole, replacing an older one; whoever has the file may read it.
    fn write_note(&self, to: &Dir, name: &OsStr, note: &str) -> io::Result<()> {
        if note.is_empty() {
            return Ok(());
        }
        let draft = OsString::from(format!(".outguard-note-{}", Id::random(10)));
        let mut file = to.create(&draft, 0o600)?;
        let written = file.write_all(note.as_bytes()).and_then(|()| {
            let of = to.status(name)?;
            // Nobody but root can give a file away, and a service manager may stop whoever tries.
            if rustix::process::geteuid().is_root() {
                rustix::fs::fchown(&file, Some(Uid::from_raw(of.owner)), Some(Gid::from_raw(of.group)))?;
            }
            rustix::fs::fchmod(&file, Mode::from_raw_mode(of.mode & 0o666 | 0o600))?;
            to.replace(&draft, to, &names::note(name))
        });
        if written.is_err() {
            let _ = to.remove(&draft);
        }
        written
    }

    /// Removes a sent file that nobody wants to keep.
    fn discard(&self, from: &Dir, name: &OsStr) -> io::Result<()> {
        for file in names::companion(self.outbox.kind, name).into_iter().chain([name.to_owned()]) {
            match from.remove(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes a batch's folder once it is empty.
    fn sweep(&self, batch: &OsStr) {
        let _ = self.claims.remove_folder(batch);
    }
}
