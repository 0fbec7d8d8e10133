//! Outlook's `winmail.dat` (MS-OXTNEF): a run of attributes, some of them lists of MAPI properties.

use super::budget::{Budget, damaged};
use super::contents::{Contents, Unread};
use super::mapi::{self, Properties};
use super::{Kind, ole};
use crate::parse;

/// Attributes (2.1.1.1), the upper half being their type.
const SUBJECT: u32 = 0x0001_8004;
const BODY: u32 = 0x0002_800c;
const ATTACH_TITLE: u32 = 0x0001_8010;
const ATTACH_DATA: u32 = 0x0006_800f;
const ATTACH_REND_DATA: u32 = 0x0006_9002;
const MAPI_PROPS: u32 = 0x0006_9003;
const RECIPIENTS: u32 = 0x0006_9004;
const ATTACHMENT: u32 = 0x0006_9005;
const OEM_CODE_PAGE: u32 = 0x0006_9007;
/// Properties of one object, and attributes of one file.
const MOST: usize = 10_000;

/// Reads the message and the files within.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::Tnef, ..Contents::default() };
    message(octets, &mut contents, budget);
    contents
}

/// What is known of one attachment so far.
#[derive(Default)]
struct File<'a> {
    title: Option<String>,
    data: Option<&'a [u8]>,
    properties: Properties,
}

fn message(octets: &[u8], contents: &mut Contents, budget: &mut Budget) {
    let (mut charset, mut properties, mut people) = ("windows-1252".to_owned(), Properties::default(), Vec::new());
    let mut files: Vec<File> = Vec::new();
    // The signature and a key stand first.
    let mut rest = Input(octets.get(6..).unwrap_or_default());
    let mut whole = !rest.0.is_empty();
    for _ in 0..MOST {
        let Some((id, data, is_right)) = rest.attribute() else { break };
        whole &= is_right;
        let text = || parse::decoded(data, Some(&charset)).trim_end_matches('\0').to_owned();
        match id {
            OEM_CODE_PAGE => charset = mapi::charset(Input(data).u32().unwrap_or(1252)),
            SUBJECT => properties.push(mapi::SUBJECT, mapi::UNICODE, wide(&text())),
            BODY => properties.push(mapi::BODY, mapi::UNICODE, wide(&text())),
            MAPI_PROPS => whole &= Input(data).properties(&mut properties).is_some(),
            RECIPIENTS => whole &= recipients(data, &mut people).is_some(),
            ATTACH_REND_DATA if files.len() < MOST => files.push(File::default()),
            ATTACH_TITLE | ATTACH_DATA | ATTACHMENT => {
                // Where the mark that begins an attachment is missing, it begins with what comes first of it.
                if files.is_empty() {
                    files.push(File::default());
                }
                let Some(file) = files.last_mut() else { continue };
                match id {
                    ATTACH_TITLE => file.title = Some(text()),
                    ATTACH_DATA => file.data = Some(data),
                    _ => whole &= Input(data).properties(&mut file.properties).is_some(),
                }
            }
            _ => {}
        }
    }
    if !whole || !rest.0.is_empty() {
        contents.unread.push(damaged());
    }
    mapi::message(&properties, &people, contents, budget);
    for file in files {
        if let Err(unread) = attachment(file, contents, budget)
            && !contents.unread.contains(&unread)
        {
            contents.unread.push(unread);
        }
    }
}

fn attachment(mut file: File<'_>, contents: &mut Contents, budget: &mut Budget) -> Result<(), Unread> {
    if let Some(title) = file.title.take() {
        file.properties.push(mapi::ATTACH_NAME, mapi::UNICODE, wide(&title));
    }
    // An object: its interface's id, and for an enclosed message TNEF again (2.1.3.3.15).
    let object = file.properties.octets(mapi::ATTACH_DATA);
    if let Some(nested) =
        object.and_then(|object| object.get(16..)).filter(|nested| nested.starts_with(&[0x78, 0x9f, 0x3e, 0x22]))
    {
        let read = |contents: &mut Contents, budget: &mut Budget| message(nested, contents, budget);
        contents.inner.push(mapi::enclosed(file.properties.names(), Kind::Tnef, read, budget)?);
        return Ok(());
    }
    // Behind the id of `IStorage` stands a compound file.
    let stored = object.and_then(|object| object.get(16..)).filter(|stored| stored.starts_with(ole::MAGIC));
    let octets = file.data.or(stored).or(object).ok_or_else(damaged)?;
    contents.inner.push(mapi::attachment(&file.properties, octets, budget)?);
    Ok(())
}

/// The display names and addresses of a table of recipients: how many rows, and the properties of each.
fn recipients(data: &[u8], people: &mut Vec<String>) -> Option<()> {
    let mut input = Input(data);
    let rows = usize::try_from(input.u32()?).ok()?;
    for _ in 0..rows.min(MOST) {
        let mut properties = Properties::default();
        input.properties(&mut properties)?;
        let known =
            [mapi::DISPLAY_NAME, mapi::SMTP_ADDRESS, mapi::EMAIL].into_iter().filter_map(|id| properties.text(id));
        people.push(known.collect::<Vec<_>>().join(" "));
    }
    Some(())
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|octets| u16::from_le_bytes(*octets))
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|octets| u32::from_le_bytes(*octets))
    }

    /// Level, id, length, data and the sum of its octets (2.1.3.1); whether the sum is right. Data that are cut are read
    /// as far as they go.
    fn attribute(&mut self) -> Option<(u32, &'a [u8], bool)> {
        let mut ahead = Input(self.0);
        ahead.take(1)?;
        let (id, size) = (ahead.u32()?, usize::try_from(ahead.u32()?).ok()?);
        let Some(data) = ahead.take(size) else {
            let data = std::mem::take(&mut ahead.0);
            self.0 = &[];
            return Some((id, data, false));
        };
        let sum = data.iter().fold(0u16, |sum, octet| sum.wrapping_add(u16::from(*octet)));
        let is_right = ahead.u16() == Some(sum);
        self.0 = ahead.0;
        Some((id, data, is_right))
    }

    /// A count and as many properties (2.1.3.4.1).
    fn properties(&mut self, out: &mut Properties) -> Option<()> {
        let count = usize::try_from(self.u32()?).ok()?;
        for _ in 0..count.min(MOST) {
            self.property(out)?;
        }
        Some(())
    }

    fn property(&mut self, out: &mut Properties) -> Option<()> {
        let (kind, id) = (self.u16()?, self.u16()?);
        if id >= 0x8000 {
            self.take(16)?;
            if self.u32()? == 0 {
                self.u32()?;
            } else {
                let size = usize::try_from(self.u32()?).ok()?;
                self.padded(size)?;
            }
        }
        let base = kind & 0x0fff;
        let (is_many, is_counted) = (kind & 0x1000 != 0, matches!(base, 0x000d | 0x001e | 0x001f | 0x0102));
        // A value without octets would cost nothing to repeat for ever.
        let values = if base > 1 && (is_many || is_counted) { usize::try_from(self.u32()?).ok()? } else { 1 };
        for _ in 0..values.min(MOST) {
            let size = match base {
                _ if is_counted => usize::try_from(self.u32()?).ok()?,
                0x0002..=0x0004 | 0x000a | 0x000b => 4,
                0x0005..=0x0007 | 0x0014 | 0x0040 => 8,
                0x0048 => 16,
                0x0000 | 0x0001 => 0,
                _ => return None,
            };
            let value = self.padded(size)?;
            if id < 0x8000 {
                out.push(id, base, value.to_vec());
            }
        }
        Some(())
    }

    /// `size` octets, and what fills the last four.
    fn padded(&mut self, size: usize) -> Option<&'a [u8]> {
        let value = self.take(size)?;
        let fill = size.next_multiple_of(4) - size;
        self.take(fill.min(self.0.len()))?;
        Some(value)
    }
}
