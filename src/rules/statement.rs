//! Conditions about people, time, size and files: each says in words why it holds, or why it does not.

use jiff::civil::{Time, Weekday};

use crate::base::{fold, text};
use crate::facts::{AttachmentFacts, Fact, Facts, RecipientFacts, Role};
use crate::files::{Feature, Kind, UnreadKind};
use crate::people::PartyKind;

use super::condition::Said;
use super::lexicon::{ends_word, starts_word};
use super::model::Thing;
use super::past;
use super::texts::{Arg, Reason};
use super::who::Who;
use super::words;

/// A condition that needs no words.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Statement {
    /// Who sends it.
    From { who: Vec<Who>, written: String },
    /// How many recipients are among these.
    To { who: Vec<Who>, written: String, at_least: usize, at_most: usize, only: bool, roles: Vec<Role> },
    /// How many different parties of a kind get it.
    Parties { who: Who, written: String, at_least: usize, at_most: usize },
    /// At least one recipient of each.
    Mixture { who: Vec<(Who, String)> },
    /// A word in a sensitivity header, or in a label of a file; folded.
    Label { words: Vec<String> },
    /// From this time of day until before that one, over midnight where the second is the earlier.
    Hours { from: Time, to: Time, written: String },
    /// Days of the week.
    Days { days: Vec<Weekday>, written: String },
    /// The message's size in octets.
    Size { over: Option<usize>, under: Option<usize>, written: String },
    /// How many files are of one of these types.
    Type { types: Vec<FileType>, written: String, at_least: usize },
    /// A file has one of these.
    Feature { features: Vec<(Feature, String)> },
    /// How many files are attached.
    Attachments { at_least: usize, at_most: usize },
    /// Somebody gets it to whom no mail went before, of the sender or of anybody here.
    FirstContact { of: Circle },
    /// Somebody outside gets what another party had before, and theirs never.
    SeenElsewhere { things: Vec<Thing> },
    /// The sender hardly ever writes at that hour.
    UnusualHour,
    /// It follows another message within a minute.
    Haste,
}

/// Whose mail counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Circle {
    /// The sender's own.
    Sender,
    /// Everybody's of the organisation.
    Firm,
}

/// A type of file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileType {
    /// One of these kinds.
    Kinds(Vec<Kind>),
    /// Needs a password or a key.
    Encrypted,
    /// Could not be read, for whatever reason.
    Unreadable,
}

impl FileType {
    /// Words for several kinds, and for files nobody can read.
    pub(super) const GROUPS: [&str; 6] =
        ["archive", "document", "spreadsheet", "presentation", "encrypted", "unreadable"];

    /// The group named by `word`.
    pub(super) fn group(word: &str) -> Option<FileType> {
        Some(match word {
            "archive" => FileType::Kinds(vec![Kind::Zip, Kind::Tar, Kind::Gzip, Kind::SevenZip, Kind::Archive]),
            "document" => FileType::Kinds(vec![Kind::Docx, Kind::Odt, Kind::Rtf, Kind::Pdf]),
            "spreadsheet" => FileType::Kinds(vec![Kind::Xlsx, Kind::Ods, Kind::Csv]),
            "presentation" => FileType::Kinds(vec![Kind::Pptx, Kind::Odp]),
            "encrypted" => FileType::Encrypted,
            "unreadable" => FileType::Unreadable,
            _ => return None,
        })
    }

    fn includes(&self, file: &AttachmentFacts) -> bool {
        match self {
            FileType::Kinds(kinds) => kinds.contains(&file.kind),
            FileType::Encrypted => {
                file.kind == Kind::Sealed || file.unread.iter().any(|unread| unread.kind == UnreadKind::Encrypted)
            }
            FileType::Unreadable => !file.unread.is_empty(),
        }
    }
}

impl Statement {
    /// What it reads, for lists.
    pub(super) fn reads(&self) -> &'static str {
        match self {
            Statement::From { .. } => "sender",
            Statement::To { .. } | Statement::Parties { .. } | Statement::Mixture { .. } => "recipients",
            Statement::Label { .. } => "labels",
            Statement::Hours { .. } | Statement::Days { .. } => "time",
            Statement::Size { .. } => "size",
            Statement::Type { .. } | Statement::Feature { .. } | Statement::Attachments { .. } => "attachments",
            Statement::FirstContact { .. }
            | Statement::SeenElsewhere { .. }
            | Statement::UnusualHour
            | Statement::Haste => "history",
        }
    }

    /// What holds, in words; `None` when it does not.
    pub(super) fn said(&self, facts: &Facts) -> Option<Said> {
        match self {
            Statement::From { who, .. } => {
                let sender = facts.sender.as_ref().filter(|sender| who.iter().any(|w| w.includes_address(sender)))?;
                let sender = text::one_line(sender.as_str(), 60);
                Some(said(&sender, "place-sender", about("said-from", &sender), 1))
            }
            Statement::To { who, at_least, at_most, only, roles, written } => {
                let (all, among) = counted(facts, who, roles);
                let fits = (*at_least..=*at_most).contains(&among.len()) && (!only || among.len() == all);
                fits.then(|| to_people(facts, among, written, *only))
            }
            Statement::Parties { who, at_least, at_most, .. } => parties(facts, who, *at_least, *at_most),
            Statement::Mixture { who } => mixture(facts, who),
            Statement::Label { words } => label(facts, words),
            Statement::Hours { from, to, .. } => {
                let now = facts.sent_at.time();
                let inside = if from < to { (*from..*to).contains(&now) } else { now >= *from || now < *to };
                let shown = clock(now);
                inside.then(|| said(&shown, "place-time", about("said-hours", &shown), 1))
            }
            Statement::Days { days, .. } => {
                let day = facts.sent_at.weekday();
                let whole = || {
                    Reason::new("said-days").with("word", Arg::word(format!("day-{}", day_word(day).to_lowercase())))
                };
                days.contains(&day).then(|| said(day_word(day), "place-date", whole(), 1))
            }
            Statement::Size { over, under, .. } => {
                let fits = over.is_none_or(|over| facts.size > over) && under.is_none_or(|under| facts.size < under);
                let shown = shown_size(facts.size);
                fits.then(|| said(&shown, "place-size", about("said-size", &shown), 1))
            }
            Statement::Type { types, at_least, written } => {
                let of_type = |file: &&AttachmentFacts| types.iter().any(|of| of.includes(file));
                let files: Vec<&AttachmentFacts> = facts.attachments.iter().filter(of_type).collect();
                let first = files.first().filter(|_| files.len() >= *at_least)?;
                let shown = shown_name(first);
                let whole = about("said-type", &shown).with("type", written.as_str());
                Some(said(&shown, "zone-attachment-text", whole, files.len()))
            }
            Statement::Feature { features } => feature(facts, features),
            Statement::Attachments { at_least, at_most } => {
                let count = facts.attachments.iter().filter(|file| file.within.is_empty()).count();
                let shown = counted_files(count);
                let whole = Reason::new("said-attachments").with("count", count);
                (*at_least..=*at_most).contains(&count).then(|| said(&shown, "place-attachments", whole, count))
            }
            Statement::FirstContact { of } => past::first_contact(facts, *of),
            Statement::SeenElsewhere { things } => past::seen_elsewhere(facts, things),
            Statement::UnusualHour => past::unusual_hour(facts),
            Statement::Haste => past::haste(facts),
        }
    }

    /// Why it does not hold, in words.
    pub(super) fn missed(&self, facts: &Facts) -> String {
        match self {
            Statement::From { written, .. } => format!("the sender is not among {written}"),
            Statement::To { who, roles, written, at_least, at_most, only } => {
                let (all, among) = counted(facts, who, roles);
                let wanted = if *only { "all".to_owned() } else { range(*at_least, *at_most) };
                format!("{} of {all} recipients are among {written}, not {wanted}", among.len())
            }
            Statement::Parties { who, written, at_least, at_most } => {
                let count = different(facts, who).len();
                format!("{count} different parties of {written} get it, not {}", range(*at_least, *at_most))
            }
            Statement::Mixture { who } => {
                let absent = who.iter().find(|(who, _)| !facts.recipients.iter().any(|r| who.includes(r)));
                format!("nobody of {} gets it", absent.map_or("one side", |(_, written)| written))
            }
            Statement::Label { words } => format!("no label says {}", words::quoted_list(&strs(words))),
            Statement::Hours { written, .. } => {
                format!("it was sent at {}, not {written}", clock(facts.sent_at.time()))
            }
            Statement::Days { written, .. } => {
                format!("it was sent on a {}, not {written}", day_word(facts.sent_at.weekday()))
            }
            Statement::Size { written, .. } => format!("it has {}, not {written}", shown_size(facts.size)),
            Statement::Type { written, at_least, .. } => {
                format!("not {at_least} of its files is of the type {written}")
            }
            Statement::Feature { features } => {
                let names: Vec<&str> = features.iter().map(|(_, name)| name.as_str()).collect();
                format!("no file has {}", words::list(&names))
            }
            Statement::Attachments { at_least, at_most } => {
                let count = facts.attachments.iter().filter(|file| file.within.is_empty()).count();
                format!("it has {} attached, not {}", counted_files(count), range(*at_least, *at_most))
            }
            Statement::FirstContact { of: Circle::Sender } => "everybody got mail from this sender before".to_owned(),
            Statement::SeenElsewhere { .. } => "nothing of it is known to have gone to another party alone".to_owned(),
            Statement::UnusualHour => match &facts.hour {
                Fact::Known(Some(_)) => "the sender often writes at this hour".to_owned(),
                _ => "too little is known of when the sender writes".to_owned(),
            },
            Statement::Haste => "it does not follow another message within a minute".to_owned(),
            Statement::FirstContact { of: Circle::Firm } => "everybody got mail from somebody here before".to_owned(),
        }
    }
}

/// A statement about one thing.
pub(super) fn about(id: &str, word: &str) -> Reason {
    Reason::new(id).with("word", word)
}

pub(super) fn said(word: &str, place: &'static str, whole: Reason, count: usize) -> Said {
    Said { word: word.to_owned(), place, whole, count, recipients: Vec::new() }
}

/// How many recipients stand in these fields, and which of them are among `who`.
fn counted(facts: &Facts, who: &[Who], roles: &[Role]) -> (usize, Vec<usize>) {
    let shown = || facts.recipients.iter().enumerate().filter(|(_, r)| roles.is_empty() || roles.contains(&r.role));
    let among = shown().filter(|(_, r)| who.iter().any(|who| who.includes(r))).map(|(i, _)| i);
    (shown().count(), among.collect())
}

fn to_people(facts: &Facts, among: Vec<usize>, written: &str, only: bool) -> Said {
    let word = match among.as_slice() {
        [one] => facts.recipients.get(*one).map(words::name).unwrap_or_default(),
        many => format!("{} recipients", many.len()),
    };
    let whole = about(if only { "said-to-only" } else { "said-to" }, &word).with("among", written);
    Said { recipients: among.clone(), ..said(&word, "place-recipients", whole, among.len()) }
}

/// The different parties among the recipients of `who`: by name, else by registrable domain.
fn different<'f>(facts: &'f Facts, who: &Who) -> Vec<(&'f str, usize)> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    for (i, recipient) in facts.recipients.iter().enumerate().filter(|(_, r)| who.includes(r)) {
        let name = party_name(recipient);
        if !found.iter().any(|(other, _)| *other == name) {
            found.push((name, i));
        }
    }
    found
}

fn party_name(recipient: &RecipientFacts) -> &str {
    let domain = || recipient.address.domain().map_or(recipient.address.as_str(), |domain| domain.registrable());
    match recipient.kind {
        // All insiders are one party.
        PartyKind::Internal => "the own organisation",
        _ => recipient.party.as_deref().unwrap_or_else(domain),
    }
}

fn parties(facts: &Facts, who: &Who, at_least: usize, at_most: usize) -> Option<Said> {
    let found = different(facts, who);
    let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    let shown = words::list(&names);
    (at_least..=at_most).contains(&found.len()).then(|| Said {
        recipients: found.iter().map(|(_, i)| *i).collect(),
        ..said(
            &shown,
            "place-recipients",
            Reason::new("said-parties").with("parties", Arg::list(names.clone())),
            found.len(),
        )
    })
}

fn mixture(facts: &Facts, who: &[(Who, String)]) -> Option<Said> {
    let first = |who: &Who| facts.recipients.iter().position(|recipient| who.includes(recipient));
    let recipients: Vec<usize> = who.iter().filter_map(|(who, _)| first(who)).collect();
    let names: Vec<&str> = who.iter().map(|(_, name)| name.as_str()).collect();
    let shown = words::list(&names);
    (recipients.len() == who.len()).then(|| Said {
        recipients,
        ..said(
            &shown,
            "place-recipients",
            Reason::new("said-mixture").with("parties", Arg::list(names.clone())),
            who.len(),
        )
    })
}

fn label(facts: &Facts, words: &[String]) -> Option<Said> {
    let headers = facts.labels.iter().map(|label| (label.value.as_str(), "place-header"));
    let properties = facts.attachments.iter().flat_map(|file| &file.properties).filter(|p| p.name == "label");
    let mut labels = headers.chain(properties.map(|property| (property.value.as_str(), "zone-attachment-text")));
    let (value, place) = labels.find(|(value, _)| {
        let folded = fold::folded(value);
        words.iter().any(|word| stands(&folded, word))
    })?;
    let value = text::one_line(value, 40);
    Some(said(&value, place, about("said-label", &value), 1))
}

/// Whether `word` stands in `folded` as a word of its own.
fn stands(folded: &str, word: &str) -> bool {
    let mut found = folded.match_indices(word);
    found.any(|(at, _)| starts_word(folded, at) && ends_word(folded, at + word.len()))
}

fn feature(facts: &Facts, features: &[(Feature, String)]) -> Option<Said> {
    let has = |file: &&AttachmentFacts| features.iter().any(|(feature, _)| file.features.contains(feature));
    let files: Vec<&AttachmentFacts> = facts.attachments.iter().filter(has).collect();
    let first = files.first()?;
    let (_, name) = features.iter().find(|(feature, _)| first.features.contains(feature))?;
    let shown = shown_name(first);
    let whole = about("said-feature", &shown).with("feature", Arg::word(format!("feature-{name}")));
    Some(said(&shown, "zone-attachment-text", whole, files.len()))
}

fn shown_name(file: &AttachmentFacts) -> String {
    if file.name.is_empty() { "a file without a name".to_owned() } else { text::one_line(&file.name, 40) }
}

fn counted_files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

fn range(at_least: usize, at_most: usize) -> String {
    match (at_least, at_most) {
        (least, usize::MAX) => format!("{least} or more"),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    }
}

pub(super) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The day's name.
pub(super) fn day_word(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Octets as people write them, in thousands.
fn shown_size(octets: usize) -> String {
    match octets {
        0..1_000 => format!("{octets} B"),
        1_000..1_000_000 => format!("{} kB", octets / 1_000),
        _ => format!("{} MB", octets / 1_000_000),
    }
}

fn strs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}
