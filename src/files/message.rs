//! Messages as files (`.eml`, RFC 5322): read as the message itself is, with the files that travel with them.

use super::budget::Budget;
use super::contents::{Contents, Feature, Inner, Unread, UnreadKind};
use super::{Job, Kind, read_within};
use crate::parse::{self, AnomalyKind, Attachment, Content, Structure};

/// Reads the message and the files within.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::Message, ..Contents::default() };
    // The line that begins a message in an mbox file is none of its header.
    let is_mbox = octets.starts_with(b"From ");
    let octets = if is_mbox {
        octets.get(memchr::memchr(b'\n', octets).map_or(0, |at| at + 1)..).unwrap_or_default()
    } else {
        octets
    };
    let structure = parse::parse(octets);
    let Structure { subject, own_text, quoted_text, footer_text, hidden_text, .. } = &structure;
    let kept =
        budget.keep(&mut contents.text, &[subject, own_text, quoted_text, footer_text].map(String::as_str).join("\n"));
    contents.unread.extend(kept.err());
    contents.unread.extend(budget.keep(&mut contents.hidden, hidden_text).err());
    told(&structure, &mut contents);
    for attachment in &structure.attachments {
        match file(attachment, budget) {
            Ok(inner) => contents.inner.push(inner),
            Err(unread) if contents.unread.contains(&unread) => {}
            Err(unread) => contents.unread.push(unread),
        }
    }
    contents
}

/// What could not be read of it, or reads two ways.
fn told(structure: &Structure, contents: &mut Contents) {
    for anomaly in &structure.anomalies {
        let kind = match anomaly.kind {
            // Files that could not be read tell so themselves.
            AnomalyKind::Opaque if anomaly.what.contains("winmail.dat") => continue,
            AnomalyKind::Opaque if anomaly.what.contains("encrypted") => UnreadKind::Encrypted,
            AnomalyKind::Opaque => UnreadKind::Unsupported,
            AnomalyKind::Encoding => UnreadKind::Damaged,
            AnomalyKind::Limit => UnreadKind::Limit,
            AnomalyKind::Mime => {
                if !contents.features.contains(&Feature::Contradictory) {
                    contents.features.push(Feature::Contradictory);
                }
                continue;
            }
            // Nobody is written to by a message that is a file.
            AnomalyKind::Header | AnomalyKind::Address => continue,
        };
        contents.unread.push(Unread::new(kind, &anomaly.what));
    }
}

fn file(attachment: &Attachment, budget: &mut Budget) -> Result<Inner, Unread> {
    let names = std::iter::once(&attachment.name).chain(&attachment.other_names).cloned().collect();
    budget.entry()?;
    let contents = budget.below(|budget| match &attachment.content {
        Content::Read(text) => {
            let mut contents = Contents { kind: Kind::Message, ..Contents::default() };
            contents.unread.extend(budget.keep(&mut contents.text, text).err());
            contents
        }
        Content::Octets { octets, charset } => read_within(
            &Job { name: &attachment.name, media_type: &attachment.media_type, charset: charset.as_deref(), octets },
            budget,
        ),
    })?;
    Ok(Inner { names, size: attachment.size as u64, contents })
}
