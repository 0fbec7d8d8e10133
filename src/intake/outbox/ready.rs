//! Whether a file is complete. One that was renamed into the folder is; any other has to stay as it is for a while with
//! nobody writing to it.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::time::Duration;

use super::dir::Status;
use super::events::{Happened, Told};

/// A file that was opened for writing and whose closing nobody has told: after so long without a change the news of it
/// was lost, provided that nobody has it open.
const SILENCE: Duration = Duration::from_secs(600);

/// Files watched for changes at the same time; the others wait for their turn.
const MOST: usize = 65_536;

/// Whether a file can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whether {
    /// It is complete.
    Now,
    /// It is if nobody has it open for writing.
    Unwritten,
    /// It is not.
    NotYet,
}

/// What is known of how a file came to be as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Unknown,
    BeingWritten,
    Closed,
    Arrived,
}

#[derive(Debug)]
struct Seen {
    how: How,
    /// Size and time of the last change; `None` before the first look.
    last: Option<(u64, (i64, i64))>,
    /// Since when it has been like that.
    since: Duration,
    /// In which look it was there last.
    look: u64,
}

/// Remembers the files that are not taken yet. Times are of a clock that nobody sets.
#[derive(Debug)]
pub(super) struct Ready {
    seen: HashMap<OsString, Seen>,
    settle: Duration,
    look: u64,
}

impl Ready {
    /// Files must stay as they are for `settle`.
    pub(super) fn new(settle: Duration) -> Ready {
        Ready { seen: HashMap::new(), settle, look: 0 }
    }

    /// Begins a look through the folder with what has been told since the last one.
    pub(super) fn begin(&mut self, told: Told, now: Duration) {
        self.look += 1;
        for (name, happened) in told.events {
            let how = match happened {
                Happened::Created => How::Unknown,
                Happened::Written => How::BeingWritten,
                Happened::Closed => How::Closed,
                Happened::Arrived => How::Arrived,
            };
            self.note(name, how, now);
        }
        if told.lost {
            self.seen.values_mut().for_each(|seen| (seen.how, seen.since) = (How::Unknown, now));
        }
    }

    fn note(&mut self, name: OsString, how: How, now: Duration) {
        let (look, room) = (self.look, self.seen.len() < MOST);
        match self.seen.get_mut(&name) {
            Some(seen) => (seen.how, seen.since) = (how, now),
            None if room => {
                self.seen.insert(name, Seen { how, last: None, since: now, look });
            }
            None => {}
        }
    }

    /// Whether the file found under `name` is complete.
    pub(super) fn whether(&mut self, name: &OsStr, status: &Status, now: Duration) -> Whether {
        if !self.seen.contains_key(name) {
            self.note(name.to_owned(), How::Unknown, now);
        }
        let (look, settle) = (self.look, self.settle);
        let Some(seen) = self.seen.get_mut(name) else { return Whether::NotYet };
        seen.look = look;
        let is = Some((status.size, status.modified));
        if seen.last != is {
            if seen.last.is_some() {
                seen.since = now;
            }
            seen.last = is;
        }
        // An empty file is one somebody is about to write; a second name is one its writer is about to remove.
        let whole = status.size > 0 && status.links == 1;
        let quiet = now.saturating_sub(seen.since);
        match seen.how {
            How::Arrived if whole => Whether::Now,
            How::Closed if whole && quiet >= settle => Whether::Now,
            How::Unknown | How::Arrived | How::Closed if status.size > 0 && quiet >= settle => Whether::Unwritten,
            How::BeingWritten if status.size > 0 && quiet >= SILENCE.max(settle) => Whether::Unwritten,
            _ => Whether::NotYet,
        }
    }

    /// Somebody has the file open or locked: it has to stay as it is for another while.
    pub(super) fn wait(&mut self, name: &OsStr, now: Duration) {
        if let Some(seen) = self.seen.get_mut(name) {
            seen.since = now;
        }
    }

    /// Ends a look: what was not found any more is forgotten.
    pub(super) fn end(&mut self) {
        let look = self.look;
        self.seen.retain(|_, seen| seen.look == look);
    }

    /// How long, from the look at `now` on, until a file may have become complete; `None` when that is up to the next scan.
    pub(super) fn next(&self, now: Duration) -> Option<Duration> {
        let settling = self.seen.values().filter(|seen| seen.how != How::BeingWritten);
        settling.map(|seen| (seen.since + self.settle).saturating_sub(now)).filter(|wait| !wait.is_zero()).min()
    }
}

#[cfg(test)]
mod tests {
    use rustix::fs::FileType;

    use super::*;

    fn file(size: u64, modified: i64) -> Status {
        let (kind, identity) = (FileType::RegularFile, (1, 1));
        Status { kind, size, modified: (modified, 0), owner: 0, group: 0, mode: 0o600, links: 1, identity }
    }

    fn told(events: &[(&str, Happened)]) -> Told {
        Told { events: events.iter().map(|(name, happened)| (name.into(), *happened)).collect(), lost: false }
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn what_was_renamed_in_is_complete_and_what_was_closed_settles() {
        let mut ready = Ready::new(at(2));
        ready.begin(told(&[("a", Happened::Arrived), ("b", Happened::Created), ("b", Happened::Closed)]), at(10));
        let name = OsStr::new("a");
        assert_eq!(ready.whether(name, &file(9, 1), at(10)), Whether::Now);
        let name = OsStr::new("b");
        assert_eq!(ready.whether(name, &file(9, 1), at(11)), Whether::NotYet);
        assert_eq!(ready.whether(name, &file(9, 1), at(12)), Whether::Now);
        assert_eq!(ready.whether(name, &file(10, 1), at(13)), Whether::NotYet, "it grows");
        assert_eq!(ready.whether(name, &file(10, 1), at(15)), Whether::Now);
    }

    #[test]
    fn what_is_open_is_not_taken_however_long_its_writer_pauses() {
        let mut ready = Ready::new(at(2));
        let name = OsStr::new("a");
        ready.begin(told(&[("a", Happened::Created), ("a", Happened::Written)]), at(0));
        assert_eq!(ready.whether(name, &file(9, 1), at(0)), Whether::NotYet);
        assert_eq!(ready.whether(name, &file(9, 1), at(500)), Whether::NotYet);
        assert_eq!(ready.whether(name, &file(9, 1), at(601)), Whether::Unwritten, "the news of its closing was lost");
    }

    #[test]
    fn what_nobody_has_told_of_settles_and_must_be_open_nowhere() {
        let mut ready = Ready::new(at(2));
        let name = OsStr::new("a");
        ready.begin(Told::default(), at(0));
        assert_eq!(ready.whether(name, &file(9, 1), at(0)), Whether::NotYet);
        assert_eq!(ready.next(at(1)), Some(at(1)));
        assert_eq!(ready.whether(name, &file(9, 1), at(2)), Whether::Unwritten);
        ready.wait(name, at(2));
        assert_eq!(ready.whether(name, &file(9, 1), at(3)), Whether::NotYet);
        assert_eq!(ready.whether(name, &file(0, 1), at(99)), Whether::NotYet, "it is empty");
        ready.begin(Told::default(), at(100));
        ready.end();
        assert!(ready.next(at(100)).is_none(), "what is gone is forgotten");
    }
}
