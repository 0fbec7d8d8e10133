//! Messages saved by Outlook (MS-OXMSG): a compound file with a stream for each property and a storage for each
//! recipient and attachment.

use super::Kind;
use super::budget::{Budget, too_many};
use super::contents::{Contents, Inner, Unread, UnreadKind};
use super::mapi::{self, Properties};
use super::ole::Ole;

/// Reads the message, its recipients and the files within.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::Msg, ..Contents::default() };
    match Ole::open(octets) {
        Ok(mut ole) => {
            if ole.has_more {
                contents.unread.push(too_many());
            }
            message(&mut ole, "", &mut contents, budget);
        }
        Err(unread) => contents.unread.push(unread),
    }
    contents
}

/// The message in `storage`; an enclosed one is in a storage of an attachment.
fn message(ole: &mut Ole<'_>, storage: &str, contents: &mut Contents, budget: &mut Budget) {
    let properties = properties(ole, storage, contents, budget);
    let children = |prefix: &str| -> Vec<String> {
        let prefix = format!("{storage}/{prefix}");
        let is_child = |path: &&String| path.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/'));
        ole.storages(&prefix).iter().filter(is_child).cloned().collect()
    };
    let (recipients, attachments) = (children("__recip_version1.0_"), children("__attach_version1.0_"));
    let mut people = Vec::new();
    for recipient in recipients {
        let properties = self::properties(ole, &recipient, contents, budget);
        let known =
            [mapi::DISPLAY_NAME, mapi::SMTP_ADDRESS, mapi::EMAIL].into_iter().filter_map(|id| properties.text(id));
        let mut known: Vec<String> = known.collect();
        known.dedup();
        people.push(known.join(" "));
    }
    mapi::message(&properties, &people, contents, budget);
    for storage in attachments {
        match attachment(ole, &storage, contents, budget) {
            Ok(inner) => contents.inner.push(inner),
            Err(unread) if contents.unread.contains(&unread) => {}
            Err(unread) => contents.unread.push(unread),
        }
    }
}

fn attachment(ole: &mut Ole<'_>, storage: &str, contents: &mut Contents, budget: &mut Budget) -> Result<Inner, Unread> {
    let properties = properties(ole, storage, contents, budget);
    if let Some(octets) = properties.octets(mapi::ATTACH_DATA) {
        return mapi::attachment(&properties, octets, budget);
    }
    let enclosed = format!("{storage}/__substg1.0_3701000D");
    let is_message = !ole.streams(&format!("{enclosed}/__properties_version1.0")).is_empty();
    let read = |contents: &mut Contents, budget: &mut Budget| {
        if is_message {
            message(ole, &enclosed, contents, budget);
        } else {
            // An embedded object, or a file that lies elsewhere and only its place is in the message.
            contents.unread.push(Unread::new(UnreadKind::Unsupported, "an attachment is an object of another program"));
        }
    };
    let kind = if is_message { Kind::Msg } else { Kind::Other };
    mapi::enclosed(properties.names(), kind, read, budget)
}

/// The properties of a storage that matter here, from the streams that have their id and type in their name, and from
/// the list of those of fixed size (MS-OXMSG 2.4).
fn properties(ole: &mut Ole<'_>, storage: &str, contents: &mut Contents, budget: &mut Budget) -> Properties {
    let mut properties = Properties::default();
    let prefix = format!("{storage}/__substg1.0_");
    let named =
        ole.streams(&prefix).iter().filter_map(|path| Some((path.clone(), property(path.strip_prefix(&prefix)?)?)));
    for (path, (id, kind)) in named.collect::<Vec<_>>() {
        match ole.stream(&path, budget) {
            Ok(value) => properties.push(id, kind, value),
            Err(unread) if contents.unread.contains(&unread) => {}
            Err(unread) => contents.unread.push(unread),
        }
    }
    let list = format!("{storage}/__properties_version1.0");
    if !ole.streams(&list).is_empty()
        && let Ok(list) = ole.stream(&list, budget)
    {
        fixed(&list, &mut properties);
    }
    properties
}

/// Id and type from the eight digits of a stream's name, if the property is one that is read.
fn property(digits: &str) -> Option<(u16, u16)> {
    let (id, kind) = digits.split_at_checked(4)?;
    let (id, kind) = (u16::from_str_radix(id, 16).ok()?, u16::from_str_radix(kind, 16).ok()?);
    let is_read = matches!(
        id,
        mapi::SUBJECT
            | mapi::BODY
            | mapi::RTF
            | mapi::HTML
            | mapi::SENDER_NAME
            | mapi::SENDER_ADDRESS
            | mapi::DISPLAY_TO
            | mapi::DISPLAY_CC
            | mapi::DISPLAY_BCC
            | mapi::DISPLAY_NAME
            | mapi::EMAIL
            | mapi::SMTP_ADDRESS
            | mapi::ATTACH_DATA
            | mapi::ATTACH_NAME
            | mapi::ATTACH_LONG_NAME
            | mapi::ATTACH_MEDIA_TYPE
    );
    is_read.then_some((id, kind))
}

/// Entries of 16 octets: type, id, flags, value (2.4.2.1). The header in front has 8, 24 or 32, so all three are tried.
fn fixed(list: &[u8], properties: &mut Properties) {
    for entry in list.as_chunks::<8>().0.windows(2) {
        let [[t0, t1, i0, i1, ..], [v0, v1, v2, v3, ..]] = entry else { continue };
        let (kind, id) = (u16::from_le_bytes([*t0, *t1]), u16::from_le_bytes([*i0, *i1]));
        if kind == mapi::LONG && matches!(id, mapi::CODE_PAGE | mapi::INTERNET_CODE_PAGE) {
            properties.push(id, kind, vec![*v0, *v1, *v2, *v3]);
        }
    }
}
