//! A look at mail of before: who has written it and to whom, folder by folder, so that somebody can say whose it is.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::labelled;
use crate::archive::{Item, Kind, Position, Source, Unopened, Walk};
use crate::base::Address;
use crate::message::fields;
use crate::message::lines::with_crlf;
use crate::parse;

/// Messages of each folder that are looked at.
const LOOKED_AT: usize = 300;

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
}

/// One folder.
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
    /// Looks at all mail at `paths`, but for what stands far behind in its folder.
    pub(super) fn at(paths: &[PathBuf]) -> Look {
        let mut look = Look::default();
        for found in paths.iter().filter_map(|path| Walk::of(path).ok()).flatten() {
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

    fn seen(&self, sent: bool, place: &Path) -> usize {
        self.folders.get(&(sent, place.to_owned())).map_or(0, |folder| folder.messages)
    }

    fn source(&mut self, source: &Source) {
        let place = match source.kind {
            Kind::Message => source.path.parent().map(Path::to_owned).unwrap_or_default(),
            _ => source.path.clone(),
        };
        if self.seen(source.sent, &place) >= LOOKED_AT {
            return;
        }
        // What cannot be read is told of when it is learnt from.
        let _ = labelled::read(source, Position::default(), HEADER, &mut |item, _| {
            if let Item::Mail(mail) = item {
                self.message(mail.bytes, mail.sent, &place);
            }
            let seen: usize = [true, false].into_iter().map(|sent| self.seen(sent, &place)).sum();
            if seen >= LOOKED_AT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }

    fn message(&mut self, message: &[u8], sent: bool, place: &Path) {
        let folder = self.folders.entry((sent, place.to_owned())).or_default();
        folder.messages += 1;
        folder.letters += usize::from(is_letter(message));
        let Some(Addressed { from: (from, name), to }) = addressed(message) else { return };
        let mut add = |address: &Address, is_from: bool| {
            let fresh = || Part { address: address.clone(), from: 0, to: 0, either: 0 };
            let part = folder.people.entry(address.key().to_owned()).or_insert_with(fresh);
            part.from += usize::from(is_from);
            part.to += usize::from(!is_from);
            part.either += usize::from(is_from || *address != from);
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

/// Whether any message at `paths` is from or to one of these.
pub(super) fn is_anywhere(paths: &[PathBuf], wanted: &[Address]) -> bool {
    let mut sources = paths.iter().filter_map(|path| Walk::of(path).ok()).flatten().flatten();
    sources.any(|source| {
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
