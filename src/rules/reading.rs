//! A submission's texts as rules read them: folded once, searched once, with the way back to the words as written.

use std::cell::OnceCell;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::fold::Folded;
use crate::base::text;
use crate::facts::{Fact, Facts};

use super::disguise;
use super::identifier::{self, Identifier};
use super::lexicon::{Hit, Lexicon, PatternId, Scan};
use super::texts::Arg;

/// A place in a message that rules may read. Signatures and disclaimers of a shape everybody knows are read by none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Zone {
    /// The subject.
    Subject,
    /// What the sender wrote now.
    OwnText,
    /// Known footers of the sender below that. No pack names them: rules of some steps read them with the own words.
    #[serde(skip)]
    Footer,
    /// What is quoted or forwarded.
    Quoted,
    /// The file names.
    AttachmentName,
    /// The text in the files.
    AttachmentText,
    /// Text of the body and of files that does not show at first.
    Hidden,
    /// What files say about themselves: author, company, title.
    Metadata,
}

impl Zone {
    /// Those that packs may name.
    pub(super) const ALL: [Zone; 7] = [
        Zone::Subject,
        Zone::OwnText,
        Zone::Quoted,
        Zone::AttachmentName,
        Zone::AttachmentText,
        Zone::Hidden,
        Zone::Metadata,
    ];

    /// Whether a rule reads it that does not say what it reads.
    pub(super) fn is_read_by_default(self) -> bool {
        !matches!(self, Zone::Quoted | Zone::Metadata)
    }

    /// The word in packs.
    pub(super) fn word(self) -> &'static str {
        match self {
            Zone::Subject => "subject",
            Zone::OwnText | Zone::Footer => "own-text",
            Zone::Quoted => "quoted",
            Zone::AttachmentName => "attachment-name",
            Zone::AttachmentText => "attachment-text",
            Zone::Hidden => "hidden",
            Zone::Metadata => "metadata",
        }
    }

    /// How a finding says where it looked.
    pub(super) fn shown(self) -> Arg {
        Arg::word(format!("zone-{}", self.word()))
    }
}

/// One text of a message.
pub(super) struct Passage<'a> {
    pub(super) zone: Zone,
    original: &'a str,
    folded: Folded,
    hits: Vec<Hit>,
    identifiers: OnceCell<Vec<Identifier>>,
    lower: OnceCell<String>,
}

impl<'a> Passage<'a> {
    pub(super) fn new(zone: Zone, original: &'a str, lexicon: &Lexicon) -> Passage<'a> {
        let folded = Folded::new(original);
        let mut passage =
            Passage { zone, original, folded, hits: Vec::new(), identifiers: OnceCell::new(), lower: OnceCell::new() };
        passage.hits = passage.scan(lexicon);
        passage
    }

    /// The first place of every pattern, ordered by pattern; disguised words where a pattern stands nowhere else.
    fn scan(&self, lexicon: &Lexicon) -> Vec<Hit> {
        let text = self.folded.text();
        let Scan { mut hits, may_hide } = lexicon.scan(text);
        if may_hide {
            let written = |start, end| {
                let (start, end) = self.written(start, end);
                self.original[start..end].to_owned()
            };
            hits.extend(disguise::scan(text, lexicon, written));
            // Stable, so that what stands there openly comes first.
            hits.sort_by_key(|hit| hit.pattern);
            hits.dedup_by_key(|hit| hit.pattern);
        }
        hits
    }

    /// The first place of `pattern`, if it stands here.
    fn hit(&self, pattern: PatternId) -> Option<Hit> {
        self.hits.binary_search_by_key(&pattern, |hit| hit.pattern).ok().map(|i| self.hits[i])
    }

    /// The identifiers in this text, each once.
    pub(super) fn identifiers(&self) -> &[Identifier] {
        self.identifiers.get_or_init(|| identifier::find(self.original))
    }

    /// The text folded to lower case, for terms known only at run time.
    pub(super) fn lower(&self) -> &str {
        self.lower.get_or_init(|| self.folded.text().to_ascii_lowercase())
    }

    /// The words at `start..end` of the folded text with a few around them, at most 60 characters.
    pub(super) fn quote(&self, start: usize, end: usize) -> String {
        let (start, end) = self.written(start, end);
        let before =
            self.original[..start].char_indices().rev().take(20).take_while(|(_, c)| !ends_sentence(*c)).last();
        let from = before.map_or(start, |(i, _)| word_start(self.original, i, start));
        let after = self.original[end..].char_indices().take(24).take_while(|(_, c)| !ends_sentence(*c)).last();
        let to = after.map_or(end, |(i, c)| word_end(self.original, end, end + i + c.len_utf8()));
        text::one_line(self.original[from..to].trim(), 60)
    }

    /// The octets of the original that folded to `start..end`.
    fn written(&self, start: usize, end: usize) -> (usize, usize) {
        (self.folded.origin(self.original, start), self.folded.origin(self.original, end))
    }
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '\n' | '\r' | '.' | '!' | '?' | ';')
}

/// `from` moved on to where a word starts, but not past `limit`.
fn word_start(text: &str, from: usize, limit: usize) -> usize {
    if from == 0 || text[..from].ends_with(|c: char| !c.is_alphanumeric()) {
        return from;
    }
    text[from..limit].find(char::is_whitespace).map_or(limit, |i| from + i)
}

/// `to` moved back to where a word ends, but not before `limit`.
fn word_end(text: &str, limit: usize, to: usize) -> usize {
    if text[to..].chars().next().is_none_or(|c| !c.is_alphanumeric()) {
        return to;
    }
    text[limit..to].rfind(char::is_whitespace).map_or(limit, |i| limit + i)
}

/// A pattern found in a passage; the words are taken out of the original only when somebody will read them.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    passage: &'a Passage<'a>,
    hit: Hit,
}

impl Place<'_> {
    /// Where it stands.
    pub(super) fn zone(&self) -> Zone {
        self.passage.zone
    }

    /// The words as the sender wrote them, at most 40 characters.
    pub(super) fn word(&self) -> String {
        let (start, end) = self.passage.written(self.hit.start, self.hit.end);
        text::one_line(self.passage.original[start..end].trim(), 40)
    }

    /// The words with a few around them, at most 60 characters.
    pub(super) fn quote(&self) -> String {
        self.passage.quote(self.hit.start, self.hit.end)
    }

    /// The words as they were looked for: cheap, for explanations nobody asked for yet.
    pub(super) fn folded(&self) -> &str {
        &self.passage.folded.text()[self.hit.start..self.hit.end]
    }
}

/// All texts of a submission, searched.
pub(super) struct Reading<'a> {
    pub(super) passages: Vec<Passage<'a>>,
}

impl<'a> Reading<'a> {
    /// Folds and searches every text of `facts` once.
    pub(super) fn new(facts: &'a Facts, lexicon: &Lexicon) -> Reading<'a> {
        let mut texts = vec![
            (Zone::Subject, facts.subject.as_str()),
            (Zone::OwnText, &facts.own_text),
            (Zone::Footer, &facts.footer_text),
            (Zone::Quoted, &facts.quoted_text),
            (Zone::Hidden, &facts.hidden_text),
        ];
        for attachment in &facts.attachments {
            let names = std::iter::once(&attachment.name).chain(&attachment.other_names);
            texts.extend(names.map(|name| (Zone::AttachmentName, name.as_str())));
            if let Fact::Known(text) = &attachment.text {
                texts.push((Zone::AttachmentText, text));
            }
            texts.push((Zone::Hidden, &attachment.hidden));
            texts.extend(attachment.properties.iter().map(|property| (Zone::Metadata, property.value.as_str())));
        }
        let passages = texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(zone, text)| Passage::new(zone, text, lexicon))
            .collect();
        Reading { passages }
    }

    /// The first place of `pattern` in `zones`.
    pub(super) fn find(&'a self, pattern: PatternId, zones: &[Zone]) -> Option<Place<'a>> {
        self.within(zones).find_map(|passage| Some(Place { passage, hit: passage.hit(pattern)? }))
    }

    /// The passages of `zones`.
    pub(super) fn within(&self, zones: &[Zone]) -> impl Iterator<Item = &Passage<'a>> {
        self.passages.iter().filter(|passage| zones.contains(&passage.zone))
    }
}
