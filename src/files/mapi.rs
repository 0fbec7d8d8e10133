//! What Outlook keeps of a message: MAPI properties (MS-OXPROPS), in `.msg` files and `winmail.dat` alike.

use super::budget::Budget;
use super::contents::{Contents, Inner, Unread};
use super::{Kind, lzfu, within};
use crate::parse;

/// The id of a property, without its type.
pub(super) type Id = u16;

pub(super) const SUBJECT: Id = 0x0037;
pub(super) const BODY: Id = 0x1000;
pub(super) const RTF: Id = 0x1009;
pub(super) const HTML: Id = 0x1013;
pub(super) const SENDER_NAME: Id = 0x0c1a;
pub(super) const SENDER_ADDRESS: Id = 0x5d01;
pub(super) const DISPLAY_TO: Id = 0x0e04;
pub(super) const DISPLAY_CC: Id = 0x0e03;
pub(super) const DISPLAY_BCC: Id = 0x0e02;
pub(super) const DISPLAY_NAME: Id = 0x3001;
pub(super) const EMAIL: Id = 0x3003;
pub(super) const SMTP_ADDRESS: Id = 0x39fe;
pub(super) const ATTACH_DATA: Id = 0x3701;
pub(super) const ATTACH_NAME: Id = 0x3704;
pub(super) const ATTACH_LONG_NAME: Id = 0x3707;
pub(super) const ATTACH_MEDIA_TYPE: Id = 0x370e;
pub(super) const CODE_PAGE: Id = 0x3ffd;
pub(super) const INTERNET_CODE_PAGE: Id = 0x3fde;

/// Types of values (MS-OXCDATA 2.11.1).
pub(super) const LONG: u16 = 0x0003;
pub(super) const UNICODE: u16 = 0x001f;

/// The properties of one object.
#[derive(Debug, Default)]
pub(super) struct Properties(Vec<(Id, u16, Vec<u8>)>);

impl Properties {
    pub(super) fn push(&mut self, id: Id, kind: u16, value: Vec<u8>) {
        self.0.push((id, kind, value));
    }

    pub(super) fn octets(&self, id: Id) -> Option<&[u8]> {
        self.0.iter().find(|property| property.0 == id).map(|property| property.2.as_slice())
    }

    fn long(&self, id: Id) -> Option<u32> {
        let (_, _, value) = self.0.iter().find(|property| property.0 == id && property.1 == LONG)?;
        value.first_chunk().map(|octets| u32::from_le_bytes(*octets))
    }

    /// A text by its type: UTF-16, or the code page of the object.
    pub(super) fn text(&self, id: Id) -> Option<String> {
        let (_, kind, value) = self.0.iter().find(|property| property.0 == id)?;
        let charset = if *kind == UNICODE { "utf-16le".to_owned() } else { self.charset(CODE_PAGE) };
        let text = parse::decoded(value, Some(&charset));
        Some(text.trim_end_matches('\0').to_owned())
    }

    fn charset(&self, id: Id) -> String {
        let page = self.long(id).or_else(|| self.long(CODE_PAGE)).or_else(|| self.long(INTERNET_CODE_PAGE));
        charset(page.unwrap_or(1252))
    }

    /// The names of an attachment, the one Outlook shows first.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in [ATTACH_LONG_NAME, ATTACH_NAME].into_iter().filter_map(|id| self.text(id)) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            names.extend(self.text(DISPLAY_NAME));
        }
        names
    }
}

/// The label of a Windows code page, as far as mail is written in it.
pub(super) fn charset(page: u32) -> String {
    match page {
        65001 | 20127 => "utf-8".to_owned(),
        1200 => "utf-16le".to_owned(),
        932 => "shift_jis".to_owned(),
        936 | 54936 => "gb18030".to_owned(),
        949 | 51949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        50220..=50222 => "iso-2022-jp".to_owned(),
        51932 => "euc-jp".to_owned(),
        28591..=28605 => format!("iso-8859-{}", page - 28590),
        1250..=1258 | 874 => format!("windows-{page}"),
        _ => "windows-1252".to_owned(),
    }
}

/// The text of a message, one after the other: subject, who wrote and gets it, and its bodies, each once. What Outlook
/// packs as rich text becomes a file within, unless it says the same.
pub(super) fn message(properties: &Properties, people: &[String], contents: &mut Contents, budget: &mut Budget) {
    let text = |id| properties.text(id).filter(|text| !text.trim().is_empty());
    let mut parts: Vec<String> = [SUBJECT, SENDER_NAME, SENDER_ADDRESS, DISPLAY_TO, DISPLAY_CC, DISPLAY_BCC]
        .into_iter()
        .filter_map(text)
        .collect();
    parts.extend(people.iter().filter(|person| !person.trim().is_empty()).cloned());
    let mut bodies: Vec<String> = text(BODY).into_iter().collect();
    if let Some(html) = properties.octets(HTML) {
        let charset = properties.charset(INTERNET_CODE_PAGE);
        let html = parse::html_text(&parse::decoded(html, Some(&charset)));
        if !bodies.iter().any(|body| same_words(body, &html)) {
            bodies.push(html);
        }
    }
    if let Some(rtf) = properties.octets(RTF) {
        rich_text(rtf, &bodies, contents, budget);
    }
    parts.append(&mut bodies);
    let unread = budget.keep(&mut contents.text, &parts.join("\n")).err();
    contents.unread.extend(unread);
}

fn rich_text(packed: &[u8], bodies: &[String], contents: &mut Contents, budget: &mut Budget) {
    let unpacked = lzfu::unpack(packed).map_or_else(Err, |rtf| budget.expand(rtf.as_slice(), packed.len() as u64));
    let inner = match unpacked {
        Ok(rtf) => budget
            .entry()
            .and_then(|()| budget.below(|budget| within::file(vec!["message.rtf".to_owned()], &rtf, budget))),
        Err(unread) => Err(unread),
    };
    match inner {
        Ok(inner) if bodies.iter().any(|body| same_words(body, &inner.contents.text)) => {}
        Ok(inner) => contents.inner.push(inner),
        Err(unread) => contents.unread.push(unread),
    }
}

/// Whether two texts say the same, however they are laid out.
fn same_words(one: &str, other: &str) -> bool {
    let letters = |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(one) == letters(other)
}

/// Reads an attachment's octets as a file within.
pub(super) fn attachment(properties: &Properties, octets: &[u8], budget: &mut Budget) -> Result<Inner, Unread> {
    let media_type = properties.text(ATTACH_MEDIA_TYPE).unwrap_or_default().to_ascii_lowercase();
    budget.entry()?;
    budget.below(|budget| within::declared(properties.names(), &media_type, octets, budget))
}

/// A message within a message.
pub(super) fn enclosed(
    names: Vec<String>,
    kind: Kind,
    read: impl FnOnce(&mut Contents, &mut Budget),
    budget: &mut Budget,
) -> Result<Inner, Unread> {
    budget.entry()?;
    budget.below(|budget| {
        let mut contents = Contents { kind, ..Contents::default() };
        read(&mut contents, budget);
        Inner { names, size: 0, contents }
    })
}
