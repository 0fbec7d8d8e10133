//! A draft, and how it is handed over: as Markdown, or as a mail that programs open for writing.

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use schemars::JsonSchema;
use serde::Serialize;

use crate::base::text::{mail_date, one_line};
use crate::base::{Address, Language};
use crate::incident::{LintContext, Objection, lint, texts};
use crate::message::Digest;
use crate::people::Fingerprints;

/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 120;

/// A letter, a note or a card, to be looked at and changed before anybody gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Draft {
    /// Which: `meeting`, `deletion:kellner@kita.example`.
    pub key: String,
    /// For whom, as in the matrix of those who must know.
    pub party: &'static str,
    /// The language it is written in.
    #[schemars(with = "String")]
    pub language: Language,
    /// The addresses it goes to; empty where it is spoken, filled into a form, or nobody is named.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// What must be filled in before it may leave.
    pub missing: Vec<&'static str>,
    /// Texts that go along, with their file names.
    pub attachments: Vec<(String, String)>,
    /// The most words it may have.
    pub most_words: Option<usize>,
}

impl Draft {
    /// What should be written otherwise; `names` are the subject and file names of what slipped through.
    pub fn lint(&self, leaked: Option<&Fingerprints>, names: &[String]) -> Vec<Objection> {
        let context =
            LintContext { subject: &self.subject, leaked, names, most_words: self.most_words, approved: false };
        let files = self.attachments.iter().flat_map(|(_, text)| {
            let apart = LintContext { subject: "", most_words: None, ..context };
            lint(text, &apart)
        });
        lint(&self.body, &context).into_iter().chain(files).collect()
    }

    /// As Markdown: whatever stands in the text stays text.
    pub fn markdown(&self) -> String {
        let say = texts::say(self.language);
        let mut out = format!("# {}\n\n", one_line(&self.subject, LONGEST_SUBJECT));
        if !self.to.is_empty() {
            out += &format!("{}\n\n", say.a("letter-md-to", "people", self.to.join(", ")));
        }
        if !self.missing.is_empty() {
            let slots: Vec<String> = self.missing.iter().map(|slot| say.a("letter-slot", "slot", slot)).collect();
            out += &format!("{}\n\n", say.a("letter-md-missing", "slots", slots.join(", ")));
        }
        out += &fenced(&self.body);
        for (name, text) in &self.attachments {
            out += &format!("\n## {}\n\n{}", one_line(name, LONGEST_SUBJECT), fenced(text));
        }
        out
    }

    /// As a mail from `from` that programs open for writing; `None` when it cannot be written down.
    pub fn eml(&self, from: &Address, now: Timestamp) -> Option<Vec<u8>> {
        let domain = from.domain().map_or("localhost", |domain| domain.as_str());
        // Told by what it says and when: whoever makes it twice at the same time gets the same one.
        let mark = Digest::of(format!("{now} {} {}", self.key, self.body).as_bytes()).to_string();
        let to = self.to.iter().filter_map(|address| address.parse::<Address>().ok());
        let to: Vec<Mailbox<'_>> =
            to.map(|address| Mailbox::new_address(None::<String>, address.to_string())).collect();
        let mut builder = MessageBuilder::new()
            .header("X-Unsent", Raw::new("1"))
            .header("Date", Raw::new(mail_date(now)))
            .header("Message-ID", MessageId::new(format!("draft.{mark}@{domain}")))
            .from(from.as_str())
            .subject(one_line(&self.subject, LONGEST_SUBJECT))
            .text_body(self.body.clone() + "\n");
        if !to.is_empty() {
            builder = builder.to(Mailbox::new_list(to));
        }
        for (name, text) in &self.attachments {
            builder = builder.attachment("text/plain", one_line(name, LONGEST_SUBJECT), text.clone());
        }
        builder.write_to_vec().ok()
    }
}

/// A block that no text within can end.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}
