//! Mail in files, in order of time: looked through once for dates and senders, and found again by its place. What lies in a
//! packed file, which cannot be sought in, waits in a file without a name that only this process has.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Progress;
use crate::app::failure::{Failure, exit};
use crate::archive::{self, Item, Kind, Position, Source, Walk};
use crate::backtest::LeftOut;
use crate::base::{Address, Damaged};
use crate::control::ops::learning::labelled;
use crate::control::ops::learning::when::sent_at;
use crate::control::ops::learning::whose::{Owner, Whose};
use crate::message::Digest;
use crate::message::fields;
use crate::parse::Addressed;
use crate::people::history::slips::Strangers;

/// Octets of a header; no program writes a longer one.
const HEADER: usize = 256 << 10;

/// Messages that are read together, and their octets.
const RUN: usize = 32;
const RUN_OCTETS: u64 = 4 << 20;

/// Octets between two messages that are rather read over than sought past.
const GAP: u64 = 64 << 10;

/// More people than these are enough to be taken for somebody.
const PEOPLE: usize = 100_000;

/// What was seen so far.
#[derive(Default)]
struct Seen {
    mails: HashSet<Digest>,
    people: HashMap<String, (Address, String)>,
}

/// Where a message is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In a file, by its number.
    In { source: u32, offset: u64, length: u64 },
    /// In the file without a name.
    Spooled { offset: u64, length: u64 },
}

/// One message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// When it was sent.
    pub(super) at: Timestamp,
    /// Whose mail it is, by number.
    pub(super) person: usize,
    /// Whether they got it; else they sent it.
    pub(super) received: bool,
    place: Place,
}

/// All of it.
pub(super) struct Archive {
    sources: Vec<Source>,
    spool: Option<File>,
    spooled: u64,
    entries: Vec<Entry>,
    /// Whose mail it is: the addresses of each.
    persons: Vec<Vec<Address>>,
    /// How many of the messages they sent.
    sent: usize,
    most: usize,
    /// Everybody who stands in a header: people whom the sender may not have known at some time.
    pub(super) strangers: Strangers,
    pub(super) left_out: LeftOut,
}

impl Archive {
    /// Looks through everything at `paths` for mail of the owners of `whose`; messages of more than `most` octets count as
    /// damaged, and none was sent after `now`.
    ///
    /// # Errors
    /// When there is no such file, or nothing can be set aside.
    pub(super) fn read(
        paths: &[PathBuf],
        whose: Option<&Whose>,
        most: usize,
        now: Timestamp,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Archive, Failure> {
        let missing = |path: &Path, error: io::Error| {
            Failure::new("no_input", exit::NOINPUT, format!("{}: {error}", path.display()))
        };
        let mut archive = Archive {
            sources: Vec::new(),
            spool: None,
            spooled: 0,
            entries: Vec::new(),
            persons: whose.map(|whose| whose.owners().iter().map(addresses).collect()).unwrap_or_default(),
            sent: 0,
            most,
            strangers: Strangers::default(),
            left_out: LeftOut::default(),
        };
        let mut octets = 0;
        for path in paths {
            octets += archive::size(path).map_err(|error| missing(path, error))?.octets;
        }
        let (mut seen, mut done) = (Seen::default(), 0);
        for path in paths {
            for found in Walk::of(path).map_err(|error| missing(path, error))? {
                let source = match found {
                    Ok(source) => source,
                    Err(unopened) => {
                        archive.left_out.damaged(Damaged::new(&unopened.path, "", 0, unopened.why));
                        continue;
                    }
                };
                archive.look_through(&source, whose, now, &mut seen, &mut |within| {
                    tell(Progress::Reading(done + within, octets))
                })?;
                done += source.size;
                archive.sources.push(source);
            }
        }
        tell(Progress::Reading(octets, octets));
        archive.entries.sort_by_key(|entry| entry.at);
        let mut people: Vec<(Address, String)> = seen.people.into_values().collect();
        people.sort_by(|a, b| a.0.key().cmp(b.0.key()));
        archive.strangers = Strangers::new(people);
        Ok(archive)
    }

    fn look_through(
        &mut self,
        source: &Source,
        whose: Option<&Whose>,
        now: Timestamp,
        seen: &mut Seen,
        tell: &mut dyn FnMut(u64),
    ) -> Result<(), Failure> {
        let number = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        let is_packed = matches!(source.kind, Kind::Gzip | Kind::Zip | Kind::Tar | Kind::TarGz);
        // What can be found again need not be held as a whole now.
        let most = if is_packed { self.most } else { HEADER };
        let mut failed = None;
        let mut each = |item: Item<'_>, at: archive::At<'_>| {
            tell(at.done);
            let read = match item {
                Item::Mail(mail) if !mail.whole && is_packed => Err("too large".to_owned()),
                Item::Mail(mail) => {
                    let kept = mail.kept.or_else(|| source.kept());
                    known(mail.bytes, kept, now, &mut seen.people).map(|known| (mail, known)).map_err(str::to_owned)
                }
                Item::Damaged(damage) => Err(damage.to_string()),
            };
            let (mail, Known { sender, at: sent, digest, to }) = match read {
                Ok(read) => read,
                Err(why) => {
                    self.left_out.damaged(Damaged::new(&source.path, at.entry, at.offset, why));
                    return ControlFlow::Continue(());
                }
            };
            if !seen.mails.insert(digest) {
                self.left_out.copies += 1;
                return ControlFlow::Continue(());
            }
            let (received, owners) = match whose.and_then(|whose| whose.owner(&sender)) {
                Some(owner) => (false, vec![owner]),
                // Nobody has received what lies in a folder of sent mail.
                None if mail.sent => (true, Vec::new()),
                None => (true, whose.map(|whose| whose.heard_by(to.iter())).unwrap_or_default()),
            };
            if received {
                self.left_out.of_others += 1;
            }
            if owners.is_empty() {
                return ControlFlow::Continue(());
            }
            self.sent += usize::from(!received);
            let place = if is_packed {
                match self.set_aside(mail.bytes) {
                    Ok(place) => place,
                    Err(error) => {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
            } else {
                let length = at.next.offset.saturating_sub(at.offset);
                Place::In { source: number, offset: at.offset, length }
            };
            // Each of several who got it hears it by themselves.
            let all = &self.persons;
            let persons = owners.iter().filter_map(|owner| all.iter().position(|one| one.first() == Some(*owner)));
            self.entries.extend(persons.map(|person| Entry { at: sent, person, received, place }));
            ControlFlow::Continue(())
        };
        if let Err(error) = labelled::read(source, Position::default(), most, &mut each) {
            self.left_out.damaged(Damaged::new(&source.path, "", 0, error));
        }
        let told = |error: io::Error| {
            Failure::new("spool", exit::CANTCREAT, format!("packed mail cannot be set aside: {error}"))
                .hint("unpack it, or give TMPDIR more room")
        };
        failed.map_or(Ok(()), |error| Err(told(error)))
    }

    fn set_aside(&mut self, bytes: &[u8]) -> io::Result<Place> {
        let spool = match &mut self.spool {
            Some(spool) => spool,
            none => none.insert(nameless()?),
        };
        spool.write_all(bytes)?;
        let place = Place::Spooled { offset: self.spooled, length: bytes.len() as u64 };
        self.spooled += bytes.len() as u64;
        Ok(place)
    }

    /// How many messages they sent.
    pub(super) fn sent(&self) -> usize {
        self.sent
    }

    /// All messages, those they got too.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Where a message stands that could not be read, by its place in time.
    pub(super) fn damaged(&self, at: usize) -> Option<Damaged> {
        let place = self.entries.get(at)?.place;
        let source = match place {
            Place::In { source, .. } => self.sources.get(source as usize).map(|source| source.path.as_path()),
            Place::Spooled { .. } => None,
        };
        Some(Damaged::new(source.unwrap_or(Path::new("")), "", extent(place).0, "cannot be read"))
    }

    /// One message, by its place in time.
    pub(super) fn entry(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at)
    }

    /// The addresses of a person.
    pub(super) fn addresses(&self, person: usize) -> &[Address] {
        self.persons.get(person).map_or(&[], Vec::as_slice)
    }

    /// The messages in pieces that are read together, by their places in time.
    pub(super) fn runs(&self) -> Vec<std::ops::Range<usize>> {
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        let (mut octets, mut before) = (0, None);
        for (at, entry) in self.entries.iter().enumerate() {
            let (start, length) = extent(entry.place);
            let follows = before.is_some_and(|before| follows(before, entry.place));
            match runs.last_mut() {
                Some(run) if follows && run.len() < RUN && octets + length <= RUN_OCTETS => run.end = at + 1,
                _ => {
                    octets = 0;
                    runs.push(at..at + 1);
                }
            }
            octets += length;
            before = Some((entry.place, start + length));
        }
        runs
    }

    /// The octets of the messages of a run, in their order; `None` for those that are no longer there.
    pub(super) fn load(&self, run: std::ops::Range<usize>) -> Vec<Option<Vec<u8>>> {
        let entries = self.entries.get(run).unwrap_or_default();
        let mut loaded: Vec<Option<Vec<u8>>> = vec![None; entries.len()];
        match entries.first().map(|entry| entry.place) {
            Some(Place::In { source, offset, .. }) => {
                let wanted: BTreeMap<u64, usize> =
                    entries.iter().enumerate().map(|(at, entry)| (extent(entry.place).0, at)).collect();
                let last = wanted.keys().next_back().copied().unwrap_or_default();
                let mut each = |item: Item<'_>, at: archive::At<'_>| {
                    let slot = wanted.get(&at.offset).and_then(|slot| loaded.get_mut(*slot));
                    if let (Item::Mail(mail), Some(slot)) = (item, slot)
                        && mail.whole
                    {
                        *slot = Some(mail.bytes.to_vec());
                    }
                    if at.offset >= last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                };
                if let Some(source) = self.sources.get(source as usize) {
                    // What cannot be read now is left out, and told.
                    let _ = archive::read(source, Position { entry: 0, offset }, self.most, &mut each);
                }
            }
            Some(Place::Spooled { .. }) => {
                for (slot, entry) in loaded.iter_mut().zip(entries) {
                    *slot = self.spool.as_ref().and_then(|spool| from_spool(spool, entry.place).ok());
                }
            }
            None => {}
        }
        loaded
    }
}

/// Where a message begins, and how long it is.
fn extent(place: Place) -> (u64, u64) {
    match place {
        Place::In { offset, length, .. } | Place::Spooled { offset, length } => (offset, length),
    }
}

/// Whether a message lies a little behind the one before it, so that both are read in one go.
fn follows((before, end): (Place, u64), place: Place) -> bool {
    match (before, place) {
        (Place::In { source: a, .. }, Place::In { source: b, offset, .. }) => {
            a == b && (end..=end + GAP).contains(&offset)
        }
        (Place::Spooled { .. }, Place::Spooled { .. }) => true,
        _ => false,
    }
}

fn from_spool(spool: &File, place: Place) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    let (offset, length) = extent(place);
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    spool.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}

/// A file that is gone when this process is.
fn nameless() -> io::Result<File> {
    let path = std::env::temp_dir().join(format!("outguard-backtest-{}", std::process::id()));
    let file = File::options().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

/// What the header of a message says.
struct Known {
    sender: Address,
    at: Timestamp,
    /// By what it is known again.
    digest: Digest,
    to: Vec<Address>,
}

/// Who sent a message to whom and when; else why it was not sent by and to anybody. Those who stand in its header are added to
/// `people`.
fn known(
    bytes: &[u8],
    kept: Option<Timestamp>,
    now: Timestamp,
    people: &mut HashMap<String, (Address, String)>,
) -> Result<Known, &'static str> {
    let addressed = Addressed::of(bytes);
    let sender = addressed.senders.first().and_then(|sender| sender.address.clone()).ok_or("no sender")?;
    let to: Vec<Address> = addressed.recipients.iter().filter_map(|mailbox| mailbox.address.clone()).collect();
    let at = sent_at(bytes, kept, now).ok_or("no date")?;
    if to.is_empty() {
        return Err("no recipient");
    }
    for mailbox in addressed.recipients.iter().chain(&addressed.senders) {
        let Some(address) = mailbox.address.as_ref().filter(|_| people.len() < PEOPLE) else { continue };
        people.entry(address.key().to_owned()).or_insert_with(|| (address.clone(), mailbox.name.clone()));
    }
    let fields = fields::fields(bytes);
    let mut named = fields.iter().map(|field| &bytes[field.clone()]);
    let id = named.find(|field| fields::name(field).as_deref() == Some("message-id"));
    let id = id.and_then(|field| field.splitn(2, |octet| *octet == b':').nth(1)).map(<[u8]>::trim_ascii);
    let header_ends = fields.last().map_or(0, |field| field.end);
    let digest = Digest::of(id.filter(|id| !id.is_empty()).unwrap_or(&bytes[..header_ends]));
    Ok(Known { sender, at, digest, to })
}

/// All addresses of somebody, the one they are known by first.
fn addresses(owner: &Owner) -> Vec<Address> {
    std::iter::once(&owner.address).chain(owner.also.iter().map(|also| &also.address)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::ops::learning::whose;

    #[test]
    fn what_others_wrote_is_heard_by_all_it_went_to_and_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let (anna, martin) = ("anna@firm.example", "martin@firm.example");
        let both = format!("{anna}, {martin}");
        for (day, place, from, to) in [
            (2, "anna/Sent", anna, "ken@kita.example"),
            (3, "martin/Sent", martin, "ken@kita.example"),
            (4, "anna/INBOX", "ken@kita.example", both.as_str()),
            (5, "martin/INBOX", "ken@kita.example", martin),
            (6, "anna/INBOX", "ken@kita.example", "info@firm.example"),
        ] {
            let text = format!("From: {from}\nTo: {to}\nDate: {day} Mar 2026 09:00:00 +0000\n\nHello\n");
            let place = folder.path().join(place);
            std::fs::create_dir_all(&place).unwrap();
            std::fs::write(place.join(format!("{day}.eml")), text).unwrap();
        }
        let paths = [folder.path().to_owned()];
        let known = whose::Known { domains: vec!["firm.example".parse().unwrap()], persons: Vec::new(), own: None };
        let now = "2026-11-16T10:00:00Z".parse().unwrap();
        let me: Address = anna.parse().unwrap();
        // Whose mail it is, who has sent something, and who has heard something, both in order of time.
        for (me, sent, heard) in [(vec![], vec![0, 1], vec![0, 1, 1]), (vec![me], vec![0], vec![0, 0])] {
            let whose = Whose::of(&paths, &me, &known, &|| false).unwrap();
            let archive = Archive::read(&paths, Some(&whose), 1 << 20, now, &mut |_| {}).unwrap();
            let who = |received: bool| -> Vec<usize> {
                archive.entries.iter().filter(|one| one.received == received).map(|one| one.person).collect()
            };
            assert_eq!((who(false), who(true)), (sent, heard), "{me:?}");
            assert_eq!(archive.left_out.of_others, 5 - archive.sent());
            let mut loaded = archive.runs().into_iter().flat_map(|run| archive.load(run));
            assert!(loaded.all(|mail| mail.is_some()), "{me:?}");
        }
    }
}
