//! Facts as people and programs may read them: every statement, no text of a message (promise 9).

use serde::{Serialize, Serializer};

use super::{Fact, Facts, RecipientFacts, Role};
use crate::base::text::one_line;

/// How many words a text has, in place of the text.
pub(super) fn words_only<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    words(text).serialize(serializer)
}

/// The same for an attachment's text.
pub(super) fn fact_words_only<S: Serializer>(text: &Fact<String>, serializer: S) -> Result<S::Ok, S::Error> {
    match text {
        Fact::Known(text) => Fact::Known(words(text)),
        Fact::Unavailable(why) => Fact::Unavailable(why.clone()),
    }
    .serialize(serializer)
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

impl Facts {
    /// Every statement as a name and a value on one line, for `explain`. Texts stand as numbers of words.
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        let mut say = |name: &str, value: String| lines.push((name.to_owned(), one_line(&value, 300)));
        say("sender", self.sender.as_ref().map_or_else(|| "<>".to_owned(), ToString::to_string));
        for recipient in &self.recipients {
            say("recipient", recipient_line(recipient));
        }
        say("subject", format!("{} words", words(&self.subject)));
        say("own text", format!("{} words", words(&self.own_text)));
        if self.footers > 0 {
            say("known footer", format!("{} left out, as earlier mail ends with them", self.footers));
        }
        say("quoted text", format!("{} words", words(&self.quoted_text)));
        for file in &self.attachments {
            let text = match &file.text {
                Fact::Known(text) => format!("{} words", words(text)),
                Fact::Unavailable(why) => why.clone(),
            };
            let path =
                [file.within.join(" › "), file.name.clone()].join(if file.within.is_empty() { "" } else { " › " });
            say("attachment", format!("{path}, {}, {} octets, {text}", file.media_type, file.size));
        }
        for greeting in &self.greeted {
            say("greeted", greeting.names.join(", "));
        }
        if let Some(words) = &self.promised_attachment {
            say("promised attachment", words.clone());
        }
        say("visible outsiders", self.visible_outsiders.to_string());
        for address in &self.unaddressed {
            say("not in the envelope", address.to_string());
        }
        say("in a thread", if self.in_thread { "yes" } else { "no" }.to_owned());
        for anomaly in &self.anomalies {
            say("anomaly", anomaly.what.clone());
        }
        say("size", format!("{} octets", self.size));
        say(
            "history",
            match &self.history {
                Fact::Known(contacts) => format!("{contacts} contacts"),
                Fact::Unavailable(why) => format!("unavailable: {why}"),
            },
        );
        lines
    }
}

fn recipient_line(recipient: &RecipientFacts) -> String {
    let role = match recipient.role {
        Role::To => "to",
        Role::Cc => "cc",
        Role::Bcc => "bcc",
    };
    let mut line = format!("{} ({role}), {}", recipient.shown(), kind(recipient));
    match &recipient.sent_before {
        Fact::Known(count) => line.push_str(&format!(", {count} sent before")),
        Fact::Unavailable(why) => line.push_str(&format!(", sent before unknown: {why}")),
    }
    for twin in &recipient.twins {
        line.push_str(&format!(", like {}: {}", twin.address, twin.how.words()));
    }
    if let Some(lookalike) = &recipient.lookalike {
        line.push_str(&format!(", domain like {}: {}", lookalike.of, lookalike.words));
    }
    line
}

fn kind(recipient: &RecipientFacts) -> String {
    let kind = format!("{:?}", recipient.kind).to_lowercase();
    recipient.party.as_ref().map(|party| format!("{kind} {party}")).unwrap_or(kind)
}
