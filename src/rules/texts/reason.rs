//! Why something was noticed: the id of a sentence and what it is about.

use fluent_bundle::{FluentArgs, FluentValue};
use serde::{Deserialize, Serialize};

use super::{Language, Localised, TEXTS};
use crate::rules::template::Template;

/// Why something was noticed, told in any language by [`Reason::render`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The sentence; empty in findings of before there were reasons.
    pub id: String,
    /// What it is about, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, Arg)>,
    /// A headline of the rule's own, with `{word}` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<Localised>,
    /// A detail of the rule's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Localised>,
}

/// What a sentence is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arg {
    /// Words of the message or of the configuration, the same in every language.
    Text(String),
    /// The same in quotation marks.
    Quoted(String),
    /// A number; decides between one and many.
    Number(u64),
    /// The id of a word of the catalogue, such as `zone-subject`.
    Word(String),
    /// What a pack calls a topic; translated where the catalogue knows it.
    Topic(String),
    /// A sentence within the sentence.
    Phrase(Reason),
    /// `a, b and c`.
    List(Vec<Arg>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Arg {
        Arg::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Arg {
        Arg::Number(number.into())
    }
}

impl From<Reason> for Arg {
    fn from(reason: Reason) -> Arg {
        Arg::Phrase(reason)
    }
}

impl Arg {
    /// A word of the catalogue.
    pub fn word(id: impl Into<String>) -> Arg {
        Arg::Word(id.into())
    }

    /// `a, b and c`, of texts.
    pub fn list<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Arg {
        Arg::List(items.into_iter().map(|item| Arg::Text(item.into())).collect())
    }

    /// `“a”, “b” and “c”`.
    pub fn quoted<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Arg {
        Arg::List(items.into_iter().map(|item| Arg::Quoted(item.into())).collect())
    }

    fn value(&self, language: Language) -> FluentValue<'static> {
        match self {
            // Counts of mails and people; a larger one is as good as the largest.
            Arg::Number(number) => FluentValue::from(u32::try_from(*number).unwrap_or(u32::MAX)),
            other => FluentValue::from(other.shown(language)),
        }
    }

    pub(in crate::rules) fn shown(&self, language: Language) -> String {
        match self {
            Arg::Text(text) => text.clone(),
            Arg::Quoted(text) => Reason::new("quote").with("text", text.as_str()).sentence(language),
            Arg::Number(number) => number.to_string(),
            Arg::Word(id) => Reason::new(id.as_str()).sentence(language),
            Arg::Topic(topic) => {
                let id = format!("topic-{}", topic.replace(' ', "-"));
                Reason::new(id).said(language, None).unwrap_or_else(|| topic.clone())
            }
            Arg::Phrase(reason) => reason.sentence(language),
            Arg::List(items) => list(&items.iter().map(|item| item.shown(language)).collect::<Vec<_>>(), language),
        }
    }
}

/// More than this are counted.
const LISTED: usize = 4;

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
fn list(items: &[String], language: Language) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] if items.len() <= LISTED => {
            let and = Reason::new("list-two").with("first", init.join(", ")).with("last", last.as_str());
            let said = and.sentence(language);
            match language {
                Language::Es if sounds_i(last) => said.replacen(&format!(" y {last}"), &format!(" e {last}"), 1),
                _ => said,
            }
        }
        many => {
            let (shown, rest) = many.split_at(LISTED - 1);
            Reason::new("list-more").with("first", shown.join(", ")).with("count", rest.len()).sentence(language)
        }
    }
}

/// Spanish says `e` for `y` before the sound of an i: `Ana e Inés`, but `agua y hielo`.
fn sounds_i(word: &str) -> bool {
    let word = crate::base::fold::folded(word);
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let vowel = word.strip_prefix('h').unwrap_or(word).strip_prefix('i');
    vowel.is_some_and(|rest| !rest.starts_with(['a', 'e', 'o', 'u']))
}

impl Reason {
    /// The reason `id` of the catalogue.
    pub fn new(id: impl Into<String>) -> Reason {
        Reason { id: id.into(), ..Reason::default() }
    }

    /// With `name` filled in.
    #[must_use]
    pub fn with(mut self, name: &str, arg: impl Into<Arg>) -> Reason {
        self.args.push((name.to_owned(), arg.into()));
        self
    }

    /// Headline and detail in `language`; of an older finding's empty reason, nothing.
    pub fn render(&self, language: Language) -> (String, String) {
        let own = |text: &Option<Localised>| text.as_ref().map(|text| self.filled(text.text(language), language));
        let headline = own(&self.headline).unwrap_or_else(|| self.sentence(language));
        let detail = own(&self.detail).or_else(|| self.said(language, Some("detail"))).unwrap_or_default();
        (headline, detail)
    }

    /// The sentence alone in `language`; its id where the catalogue has none.
    pub fn sentence(&self, language: Language) -> String {
        self.said(language, None).unwrap_or_else(|| self.id.clone())
    }

    fn said(&self, language: Language, attribute: Option<&str>) -> Option<String> {
        let args: FluentArgs = self.args.iter().map(|(name, arg)| (name.as_str(), arg.value(language))).collect();
        TEXTS.say(language, &self.id, attribute, Some(&args))
    }

    /// A rule's own text with its fill-ins in place.
    fn filled(&self, text: &str, language: Language) -> String {
        let of = |name: &str| self.args.iter().find(|(arg, _)| arg == name);
        Template::new(text.to_owned()).filled(|name| of(name).map(|(_, arg)| arg.shown(language)))
    }
}
