//! What people answered. What nobody has answered is unknown, and stays so in every report.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::question::{QUESTIONS, Unclear, question};

/// An answer's value; what it may be says the question's kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// A number.
    Number(u64),
    /// Several words: choices, addresses, countries.
    Words(Vec<String>),
    /// One word, a text, or a moment in RFC 3339.
    Text(String),
}

/// An answer, with who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// What.
    pub value: Value,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// All answers, by the question's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// Takes an answer down; `None` takes it back. What it answers must be a question, and fit it.
    ///
    /// # Errors
    /// When there is no such question, or the value does not fit.
    pub fn put(&mut self, id: &str, value: Option<Value>, by: &str, at: Timestamp) -> Result<(), Unclear> {
        let asked = question(id)?;
        match value {
            Some(value) => {
                let value = asked.checked(value)?;
                self.0.insert(asked.id.to_owned(), Answer { value, by: by.to_owned(), at });
            }
            None => {
                self.0.remove(asked.id);
            }
        }
        Ok(())
    }

    /// The answer to `id`.
    pub fn get(&self, id: &str) -> Option<&Answer> {
        debug_assert!(QUESTIONS.iter().any(|question| question.id == id), "no question {id}");
        self.0.get(id)
    }

    /// Leaves out those that are not `wanted`.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.0.retain(|id, _| wanted(id));
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(id, answer)| (id.as_str(), answer))
    }

    /// Leaves only those whose id `keep` wants.
    pub fn keep(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|id, _| keep(id));
    }

    /// Yes or no to `id`; `None` when it is unknown.
    pub fn yes(&self, id: &str) -> Option<bool> {
        match self.get(id)?.value {
            Value::YesNo(yes) => Some(yes),
            _ => None,
        }
    }

    /// The number of `id`.
    pub fn number(&self, id: &str) -> Option<u64> {
        match self.get(id)?.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The words of `id`; `None` when it is unknown, empty when it is known that there are none.
    pub fn words(&self, id: &str) -> Option<&[String]> {
        match &self.get(id)?.value {
            Value::Words(words) => Some(words),
            _ => None,
        }
    }

    /// Whether `word` is among the words of `id`; `None` when these are unknown.
    pub fn has(&self, id: &str, word: &str) -> Option<bool> {
        self.words(id).map(|words| words.iter().any(|known| known == word))
    }

    /// The text or the one choice of `id`.
    pub fn text(&self, id: &str) -> Option<&str> {
        match &self.get(id)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The moment of `id`.
    pub fn time(&self, id: &str) -> Option<Timestamp> {
        self.text(id)?.parse().ok()
    }
}
