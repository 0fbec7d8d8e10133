//! Facts as people and programs may read them: every statement, no text of a message (promise 9).

use serde::{Serialize, Serializer};

use super::{
    Announced, AttachmentFacts, Carried, Fact, Facts, Fit, Gone, Haste, Hour, QuotedPerson, Ranking, RecipientFacts,
    Repeat, Role,
};
use crate::base::text::one_line;
use crate::people::PartyKind;
use crate::people::history::Evidence;

/// A recipient with all that speaks against it takes some hundred letters; what is longer was made to be.
const LONGEST: usize = 2_000;

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

/// How many there are, in place of what they say.
pub(super) fn counted<S: Serializer>(texts: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    texts.len().serialize(serializer)
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

impl Facts {
    /// Every statement as a name and a value on one line, for `explain`. Texts stand as numbers of words.
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        let mut say = |name: &str, value: String| lines.push((name.to_owned(), one_line(&value, LONGEST)));
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
        if !self.quoted_people.is_empty() {
            say("quoted people", self.quoted_people.iter().map(quoted_person).collect::<Vec<_>>().join(", "));
        }
        if !self.hidden_text.is_empty() {
            say("hidden text", format!("{} words", words(&self.hidden_text)));
        }
        if self.alternatives_differ {
            say("alternatives", "say different things".to_owned());
        }
        for label in &self.labels {
            say("label", format!("{}: {}", label.field, label.value));
        }
        for file in &self.attachments {
            say("attachment", file_line(file));
        }
        for greeting in &self.greeted {
            let who: Vec<String> = greeting.who.iter().map(|one| one.address.to_string()).collect();
            let who = if who.is_empty() { String::new() } else { format!(" ({})", who.join(", ")) };
            say("greeted", format!("{}{who}", greeting.names.join(", ")));
        }
        if let Some(words) = &self.promised_attachment {
            say("promised attachment", words.clone());
        }
        say("visible outsiders", self.visible_outsiders.to_string());
        for address in &self.answers_outside {
            say("answers go outside", address.to_string());
        }
        for address in &self.unaddressed {
            say("not in the envelope", address.to_string());
        }
        say("in a thread", if self.in_thread { "yes" } else { "no" }.to_owned());
        for repeat in &self.repeats {
            say("repeats", repeat_line(repeat));
        }
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
        say("learnt", ranking_line(&self.ranking));
        say("hour", hour_line(&self.hour));
        say("haste", haste_line(&self.haste));
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
    match (&recipient.known_here, &recipient.sent_before) {
        (Fact::Known(false), _) => line.push_str(", nobody here has written to them before"),
        (Fact::Known(true), Fact::Known(0)) => line.push_str(", known to others here"),
        _ => {}
    }
    for twin in &recipient.twins {
        line.push_str(&format!(", like {}: {}", twin.address, twin.how.words()));
    }
    if let Some(lookalike) = &recipient.lookalike {
        line.push_str(&format!(", domain like {}: {}", lookalike.of, lookalike.differs.words()));
    }
    if let Some(Gone { at, has_left, now }) = &recipient.gone {
        let what = if *has_left { "they wrote to have left" } else { "mail there came back" };
        let now = now.as_ref().map(|now| format!(" for {now}")).unwrap_or_default();
        line.push_str(&format!(", {what}{now}: {at}"));
    }
    for Announced { by, at } in &recipient.announced {
        line.push_str(&format!(", {by} wrote to have left for this address: {at}"));
    }
    if let Fact::Known(things) = &recipient.elsewhere {
        for thing in things {
            let what = match &thing.what {
                Carried::File(name) => format!("the file {name}"),
                Carried::Quote => "what is quoted".to_owned(),
            };
            line.push_str(&format!(", {what} went to {} before and not there", thing.had.join(" and ")));
        }
    }
    if let Some(fit) = &recipient.fit {
        line.push_str(&fit_words(fit));
    }
    line
}

/// What was learnt, and what it asks about.
fn ranking_line(ranking: &Fact<Option<Ranking>>) -> String {
    match ranking {
        Fact::Unavailable(why) => format!("unavailable: {why}"),
        Fact::Known(None) => "nothing".to_owned(),
        Fact::Known(Some(Ranking { learnt, cut: None, .. })) => format!("{learnt} mails, too few to suspect anybody"),
        Fact::Known(Some(Ranking { learnt, cut: Some(cut), asks_per_100, .. })) => {
            let budget = if *asks_per_100 > 0.0 {
                format!("{asks_per_100} of 100 mails")
            } else {
                "only noted, as policy.asks_per_100 is 0".to_owned()
            };
            format!("{learnt} mails; a score above {cut:.2} is unlikely ({budget})")
        }
    }
}

fn hour_line(hour: &Fact<Option<Hour>>) -> String {
    match hour {
        Fact::Unavailable(why) => format!("unavailable: {why}"),
        Fact::Known(None) => "too little is known of when the sender writes".to_owned(),
        Fact::Known(Some(Hour { share, of, is_unusual })) => {
            let word = if *is_unusual { "unusual" } else { "usual" };
            format!("{word}: {:.1} % of {of} mails were written then", share * 100.0)
        }
    }
}

fn haste_line(haste: &Fact<Option<Haste>>) -> String {
    let Haste { since_sent, since_heard, .. } = match haste {
        Fact::Unavailable(why) => return format!("unavailable: {why}"),
        Fact::Known(haste) => haste.unwrap_or_default(),
    };
    let sent = since_sent.map(|seconds| format!("{seconds} s after the sender's mail before"));
    let heard = since_heard.map(|seconds| format!("answers within {seconds} s"));
    let said: Vec<String> = sent.into_iter().chain(heard).collect();
    if said.is_empty() { "none".to_owned() } else { said.join(", ") }
}

fn fit_words(fit: &Fit) -> String {
    let Fit { score, written, heard, evidence, meant, .. } = fit;
    let against: Vec<String> = evidence.iter().map(spoken_name).collect();
    let mut said = format!(", score {score:.2}, learnt from {written} mails there and {heard} from there");
    if !against.is_empty() {
        said.push_str(&format!(": {}", against.join(", ")));
    }
    if let Some(meant) = meant {
        said.push_str(&format!("; rather {}", meant.address));
    }
    said
}

/// `NeverWith { … }` as `never with`.
fn spoken_name(evidence: &Evidence) -> String {
    let shown = spoken(evidence);
    shown.split(['{', '(']).next().unwrap_or_default().trim().to_owned()
}

/// Path, type, size, text, and all that is special about a file.
fn file_line(file: &AttachmentFacts) -> String {
    let path: Vec<&str> = file.within.iter().chain([&file.name]).map(String::as_str).collect();
    let text = match &file.text {
        Fact::Known(text) => format!("{} words", words(text)),
        Fact::Unavailable(why) => why.clone(),
    };
    let mut said = vec![path.join(" › "), spoken(&file.kind), format!("{} octets", file.size), text];
    said.extend((!file.hidden.is_empty()).then(|| format!("{} hidden words", words(&file.hidden))));
    said.extend(file.features.iter().map(spoken));
    said.extend(file.other_names.iter().map(|name| format!("also called {name}")));
    said.extend(file.properties.iter().map(|property| format!("{} {}", property.name, property.value)));
    said.extend(file.parties.iter().map(|party| format!("of {party}")));
    let unread = file.unread.iter().map(|unread| format!("not read: {}", unread.what));
    // What says why there is no text has been said.
    said.extend(unread.skip(usize::from(matches!(file.text, Fact::Unavailable(_)))));
    said.join(", ")
}

/// `HiddenSheet` as `hidden sheet`.
fn spoken(name: &impl std::fmt::Debug) -> String {
    let mut out = String::new();
    for c in format!("{name:?}").chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// What is repeated, in numbers.
fn repeat_line(repeat: &Repeat) -> String {
    let Repeat { incident, phrases, files, in_its_thread, told, wrong, visible_wrong, same_list, .. } = repeat;
    let yes = |said: bool| if said { "yes" } else { "no" };
    format!(
        "{incident}: {phrases} phrases, {} files, {} telling words; in its thread: {}; to {} who should not have had it, \
         {visible_wrong} of them visible; same list: {}",
        files.len(),
        told.len(),
        yes(*in_its_thread),
        wrong.len(),
        yes(*same_list),
    )
}

fn quoted_person(person: &QuotedPerson) -> String {
    let who = match &person.address {
        Some(address) => address.to_string(),
        None => person.name.clone(),
    };
    format!("{who} ({})", person.kind.map_or("nobody known", PartyKind::word))
}

fn kind(recipient: &RecipientFacts) -> String {
    let kind = format!("{:?}", recipient.kind).to_lowercase();
    recipient.party.as_ref().map(|party| format!("{kind} {party}")).unwrap_or(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Feature, Kind, Property, Unread, UnreadKind};

    #[test]
    fn a_budget_of_nought_is_no_share_of_mails() {
        let ranking = |asks_per_100| Ranking { learnt: 300, top: None, raw: None, cut: Some(4.48), asks_per_100 };
        let line = |asks_per_100| ranking_line(&Fact::Known(Some(ranking(asks_per_100))));
        assert_eq!(line(0.5), "300 mails; a score above 4.48 is unlikely (0.5 of 100 mails)");
        let noted = "300 mails; a score above 4.48 is unlikely (only noted, as policy.asks_per_100 is 0)";
        assert_eq!(line(0.0), noted);
    }

    #[test]
    fn a_file_is_told_with_all_that_is_special_about_it() {
        let file = AttachmentFacts {
            name: "budget.xlsx".into(),
            other_names: vec!["plan.xlsx".into()],
            within: vec!["data.zip".into()],
            media_type: String::new(),
            kind: Kind::Xlsx,
            size: 4096,
            text: Fact::Known("twelve thousand".into()),
            hidden: "seven thousand of cost".into(),
            properties: vec![Property { name: "company".into(), value: "Kita Ltd".into() }],
            parties: vec!["Kita Ltd".into()],
            features: vec![Feature::HiddenSheet],
            unread: vec![Unread::new(UnreadKind::Limit, "it has more text than is looked through")],
        };
        let said = "data.zip › budget.xlsx, xlsx, 4096 octets, 2 words, 4 hidden words, hidden sheet, \
                    also called plan.xlsx, company Kita Ltd, of Kita Ltd, \
                    not read: it has more text than is looked through";
        assert_eq!(file_line(&file), said);
        let damaged = "it is damaged";
        let file = AttachmentFacts {
            text: Fact::Unavailable(damaged.into()),
            unread: vec![Unread::new(UnreadKind::Damaged, damaged)],
            ..file
        };
        assert_eq!(file_line(&file).matches(damaged).count(), 1);
    }
}
