//! From a message and its judgement to what is known of it: kinds, numbers and digests, never its words.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{Content, File, Gap, Identifiers, Known, Moment, Topic};
use crate::base::event::Event;
use crate::base::text::one_line;
use crate::facts::Fact;
use crate::files::UnreadKind;
use crate::judge::Judged;
use crate::parse;
use crate::rules::{self, Rulebook};

/// Rules whose finding is a marking, by the beginning of their id.
const MARKINGS: [&str; 3] = ["confidential-", "classified", "labelled"];

/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

impl Known {
    /// Takes down what the message itself says. `judged` is its judgement, `outside` the same message judged as if one unknown
    /// outsider got it: markings do not depend on who it was for.
    pub fn take_message(&mut self, bytes: &[u8], judged: &Judged, outside: &Judged, rulebook: &Rulebook) {
        let (structure, facts) = (&judged.structure, &judged.facts);
        self.sha256 = hex(&Sha256::digest(bytes));
        self.size = bytes.len();
        self.message_id = self.message_id.take().or_else(|| structure.message_id.clone());
        self.sender_name.clone_from(&facts.sender_name);
        self.subject = one_line(&structure.subject, 200);
        self.written_at = parse::written_at(bytes);
        self.in_thread = facts.in_thread;
        self.quotes = !structure.quoted_text.trim().is_empty();
        self.encrypted = structure.attachments.iter().any(|file| is_ciphertext(&file.media_type));
        let digest = |name: &str| {
            let file = structure.attachments.iter().find(|file| file.name == name)?;
            match &file.content {
                parse::Content::Octets { octets, .. } => Some(hex(&Sha256::digest(octets))),
                parse::Content::Read(_) => None,
            }
        };
        self.files = facts
            .attachments
            .iter()
            .map(|file| File {
                name: one_line(&file.name, LONGEST_NAME),
                media_type: one_line(&file.media_type, LONGEST_NAME),
                size: file.size,
                sha256: if file.within.is_empty() { digest(&file.name).unwrap_or_default() } else { String::new() },
                locked: file.unread.iter().any(|unread| unread.kind == UnreadKind::Encrypted),
                unread: matches!(file.text, Fact::Unavailable(_)),
            })
            .collect();
        self.content = content(rulebook.content(facts), outside);
        if structure.from.is_empty() && structure.to.is_empty() && structure.message_id.is_none() {
            self.gaps.push(Gap::Unreadable);
        }
        if self.files.iter().any(|file| file.unread && !file.locked) {
            self.gaps.push(Gap::FileUnread);
        }
    }

    /// Takes down what the journal says: `lines` are its lines with their numbers, oldest first.
    pub fn take_journal<'a>(&mut self, lines: impl IntoIterator<Item = (i64, Timestamp, &'a Event)>) {
        for (line, at, event) in lines {
            let who = match event {
                Event::Decided { by, .. } | Event::Stopped { by, .. } => by.clone(),
                Event::Repaired { from, .. } => from.clone(),
                Event::Sent { recipient, .. } | Event::Failed { recipient, .. } | Event::Deferred { recipient, .. } => {
                    recipient.clone()
                }
                Event::Passed { host, .. } => host.clone(),
                _ => String::new(),
            };
            if matches!(event, Event::Passed { .. } | Event::Sent { .. }) {
                self.sent_at = Some(self.sent_at.map_or(at, |sent| sent.min(at)));
            }
            if let Event::Decided { verb, by, .. } = event {
                self.guard.clicks.push(super::Click { verb: verb.clone(), by: by.clone(), at: Some(at) });
            }
            self.moments.push(Moment { at, kind: event.kind().to_owned(), who, line: Some(line) });
        }
    }
}

fn content(said: rules::Content, outside: &Judged) -> Content {
    let rules::Content { topics, identifiers, people_at_least } = said;
    let mut markings: Vec<String> = outside.verdict.findings.iter().map(|finding| finding.check.clone()).collect();
    markings.retain(|check| MARKINGS.iter().any(|marking| check.starts_with(marking)));
    markings.sort_unstable();
    markings.dedup();
    Content {
        topics: topics
            .into_iter()
            .map(|rules::Topic { topic, points, quoted }| Topic { topic, points, quoted })
            .collect(),
        identifiers: identifiers
            .into_iter()
            .map(|(kind, count)| Identifiers { kind: kind.to_owned(), count })
            .collect(),
        markings,
        people_at_least: u32::try_from(people_at_least).unwrap_or(u32::MAX),
    }
}

fn is_ciphertext(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    media_type.contains("pkcs7-mime") || media_type.contains("pgp-encrypted")
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
