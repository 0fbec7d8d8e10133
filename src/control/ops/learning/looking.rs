//! A look at mail of before: who has written it and to whom, folder by folder, so that somebody can say whose it is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::labelled;
use crate::archive::{self, Damage, Item, Kind, Position, Source, Unopened, Walk};
use crate::base::Address;
use crate::message::fields;
use crate::message::lines::with_crlf;
use crate::parse;

/// Messages of each folder that are looked at; of a larger one, from its beginning to its end, so many and some more.
const LOOKED_AT: usize = 300;

/// Places of a larger mbox that are looked at, as far from one another as they can be.
const PLACES: u64 = 10;

/// Fields of each of these that are looked at to tell whether it is mail.
const FIELDS_LOOKED_AT: usize = 100;

/// Octets of each of these.
const HEADER: usize = 64 * 1024;

/// What was seen.
#[derive(Default)]
pub(super) struct Look {
    folders: BTreeMap<(bool, PathBuf), Folder>,
    /// Who is called what in `From` of sent mail.
    pub(super) names: HashSet<(Address, String)>,
    /// Who has written to whom in sent mail, by compared forms.
    pub(super) written: HashSet<(String, String)>,
    /// What could not be opened.
    pub(super) unopened: Vec<Unopened>,
    /// Archives that are damaged or locked.
    pub(super) damaged: Vec<Unopened>,
    /// Files of one message each, by their folder.
    files: HashMap<PathBuf, usize>,
}

/// One folder. Where some of its messages are looked at, each counts for those that are not.
#[derive(Default)]
pub(super) struct Folder {
    /// What was found in it.
    messages: usize,
    /// Those that have a header as mail has.
    pub(super) letters: usize,
    /// Who takes part, by the compared form.
    pub(super) people: BTreeMap<String, Part>,
}

/// How somebody takes part.
pub(super) struct Part {
    pub(super) address: Address,
    /// Messages that are from them.
    pub(super) from: usize,
    /// Messages that are addressed to them.
    pub(super) to: usize,
    /// Messages that are one or the other.
    pub(super) either: usize,
}

impl Look {
    /// Looks at the mail at `paths`, until `stops`.
    pub(super) fn at(paths: &[PathBuf], stops: &dyn Fn() -> bool) -> Look {
        let mut look = Look::default();
        for found in paths.iter().filter_map(|path| Walk::of(path).ok()).flatten() {
            if stops() {
                break;
            }
            match found {
                Ok(source) => look.source(&source),
                Err(unopened) => look.unopened.push(unopened),
            }
        }
        look
    }

    /// Whether anything is mail.
    pub(super) fn any_mail(&self) -> bool {
        self.folders.values().any(|folder| folder.letters > 0)
    }

    /// The folders of sent mail with something in them; `None` where no folder is called so.
    pub(super) fn sent(&self) -> Option<Vec<&Folder>> {
        let sent = self.folders.iter().filter(|((sent, _), folder)| *sent && folder.messages > 0);
        let sent: Vec<&Folder> = sent.map(|(_, folder)| folder).collect();
        (!sent.is_empty()).then_some(sent)
    }

    /// All folders.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values()
    }

    /// In how many messages somebody takes part.
    pub(super) fn part(&self, address: &Address) -> usize {
        self.folders.values().filter_map(|folder| folder.people.get(address.key())).map(|part| part.either).sum()
    }

    /// Whether anything is from them.
    pub(super) fn is_author(&self, address: &Address) -> bool {
        self.folders.values().filter_map(|folder| folder.people.get(address.key())).any(|part| part.from > 0)
    }

    /// Who has written, whoever wrote most first.
    pub(super) fn authors(&self) -> Vec<&Address> {
        let mut authors: BTreeMap<&str, (&Address, usize)> = BTreeMap::new();
        for (key, part) in self.folders.values().flat_map(|folder| &folder.people).filter(|(_, part)| part.from > 0) {
            authors.entry(key).or_insert((&part.address, 0)).1 += part.from;
        }
        let mut authors: Vec<(&Address, usize)> = authors.into_values().collect();
        authors.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        authors.into_iter().map(|(address, _)| address).collect()
    }

    fn source(&mut self, source: &Source) {
        match source.kind {
            Kind::Message => {
                let place = source.path.parent().map(Path::to_owned).unwrap_or_default();
                let at = self.files.entry(place.clone()).or_default();
                let weight = weight(*at);
                *at += 1;
                if weight > 0 {
                    let _ = self.read(source, Position::default(), (1, u64::MAX), weight);
                }
            }
            Kind::Mbox => {
                if self.read(source, Position::default(), (LOOKED_AT, u64::MAX), 1).is_break() {
                    self.over_all(source);
                }
            }
            // What is packed can only be read from its beginning.
            Kind::Gzip | Kind::Zip | Kind::Tar | Kind::TarGz => {
                let _ = self.read(source, Position::default(), (LOOKED_AT, u64::MAX), 1);
            }
        }
    }

    /// Looks at an mbox from its beginning to its end: who wrote all of it long ago may have another address by now.
    fn over_all(&mut self, source: &Source) {
        self.folders.retain(|(_, place), _| *place != source.path);
        for place in 0..PLACES {
            let [begin, end] = [place, place + 1].map(|place| source.size / PLACES * place);
            // What cannot be read is told of when it is learnt from.
            if let Ok(Some(from)) = archive::next_in_mbox(source, begin) {
                let _ = self.read(source, from, (LOOKED_AT / PLACES as usize, end), 1);
            }
        }
    }

    /// Looks at so many messages from there on that begin before this octet; `Break` when there are more.
    fn read(&mut self, source: &Source, from: Position, until: (usize, u64), weight: usize) -> ControlFlow<()> {
        let place = match source.kind {
            Kind::Message => source.path.parent().unwrap_or(Path::new("")),
            _ => &source.path,
        };
        let (most, end) = until;
        let mut seen = 0;
        // What cannot be opened is told of when it is learnt from.
        let read = labelled::read(source, from, HEADER, &mut |item, at| {
            if seen >= most || at.offset >= end {
                return ControlFlow::Break(());
            }
            seen += 1;
            match item {
                Item::Mail(mail) => self.message(mail.bytes, mail.sent, place, weight),
                Item::Damaged(why @ (Damage::Archive | Damage::Sealed | Damage::Unreadable)) => {
                    self.damaged.push(Unopened::unread(source.path.clone(), why));
                }
                Item::Damaged(_) => {}
            }
            ControlFlow::Continue(())
        });
        read.unwrap_or(ControlFlow::Continue(()))
    }

    fn message(&mut self, message: &[u8], sent: bool, place: &Path, weight: usize) {
        let folder = self.folders.entry((sent, place.to_owned())).or_default();
        folder.messages += weight;
        folder.letters += weight * usize::from(is_letter(message));
        let Some(Addressed { from: (from, name), to }) = addressed(message) else { return };
        let mut add = |address: &Address, is_from: bool| {
            let fresh = || Part { address: address.clone(), from: 0, to: 0, either: 0 };
            let part = folder.people.entry(address.key().to_owned()).or_insert_with(fresh);
            part.from += weight * usize::from(is_from);
            part.to += weight * usize::from(!is_from);
            part.either += weight * usize::from(is_from || *address != from);
        };
        add(&from, true);
        let mut added = HashSet::new();
        for address in to.iter().filter(|address| added.insert(address.key())) {
            add(address, false);
        }
        if sent {
            self.written.extend(to.iter().map(|to| (from.key().to_owned(), to.key().to_owned())));
            self.names.insert((from, name));
        }
    }
}

/// Whether any message at `paths` is from or to one of these, as far as is read until `stops`.
pub(super) fn is_anywhere(paths: &[PathBuf], wanted: &[Address], stops: &dyn Fn() -> bool) -> bool {
    let sources = paths.iter().filter_map(|path| Walk::of(path).ok()).flatten().flatten();
    sources.take_while(|_| !stops()).any(|source| {
        let mut found = false;
        // What cannot be read is from nobody.
        let _ = labelled::read(&source, Position::default(), HEADER, &mut |item, _| {
            if let Item::Mail(mail) = item
                && let Some(Addressed { from: (from, _), to }) = addressed(mail.bytes)
            {
                found = wanted.contains(&from) || to.iter().any(|address| wanted.contains(address));
            }
            if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        found
    })
}

/// For how many messages file number `at` of a folder counts, files of one message each: the first are all looked at, then fewer
/// and fewer; 0 = it is passed over.
fn weight(at: usize) -> usize {
    let stride = match at / (LOOKED_AT / 2) {
        0 | 1 => 1,
        many => 1 << many.ilog2(),
    };
    if at.is_multiple_of(stride) { stride } else { 0 }
}

/// Whether it begins with a field that only messages have.
fn is_letter(message: &[u8]) -> bool {
    const FIELDS: [&str; 7] = ["from", "to", "date", "subject", "message-id", "received", "return-path"];
    let named =
        fields::fields(message).into_iter().take(FIELDS_LOOKED_AT).filter_map(|field| fields::name(&message[field]));
    named.into_iter().any(|name| FIELDS.contains(&name.as_str()))
}

/// Whom a message is from, with the name, and to.
struct Addressed {
    from: (Address, String),
    to: Vec<Address>,
}

fn addressed(message: &[u8]) -> Option<Addressed> {
    let end = memchr::memmem::find(message, b"\n\n").or_else(|| memchr::memmem::find(message, b"\r\n\r\n"));
    let mut header = with_crlf(&message[..end.unwrap_or(message.len())]);
    header.extend_from_slice(b"\r\n\r\n");
    let structure = parse::parse(&header);
    let from = structure.from.into_iter().next()?;
    let to = structure.to.into_iter().chain(structure.cc).chain(structure.bcc);
    Some(Addressed { from: (from.address?, from.name), to: to.filter_map(|mailbox| mailbox.address).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_files_some_count_for_all() {
        for files in [0, 1, 300, 301, 1_000, 50_000] {
            let weights: Vec<usize> = (0..files).map(weight).filter(|weight| *weight > 0).collect();
            let all: usize = weights.iter().sum();
            assert!(all.abs_diff(files) <= files / 100, "{files}: {all}");
            assert!(weights.len() <= 1_700, "{files}: {}", weights.len());
        }
    }
}
