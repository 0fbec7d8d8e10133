//! What is wrong in a pack: one human sentence with its place.

use std::fmt;
use std::ops::Range;

/// What is wrong in a pack, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// The pack's file as it was named, or `rules.off` for a setting.
    pub file: String,
    /// The line, from 1; 0 when no line is to blame.
    pub line: usize,
    /// The column in characters, from 1; 0 when no line is to blame.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What may have been meant.
    pub hint: Option<String>,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message)?,
            line => write!(f, "{}:{line}:{}: {}", self.file, self.column, self.message)?,
        }
        self.hint.iter().try_for_each(|hint| write!(f, "; {hint}"))
    }
}

impl std::error::Error for PackError {}

/// A pack's text while it is read: turns octets into lines, and collects what is wrong.
pub(crate) struct Complaints<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    pub(crate) errors: Vec<PackError>,
}

impl<'a> Complaints<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Complaints<'a> {
        Complaints { file, text, errors: Vec::new() }
    }

    /// Notes that something is wrong at `span`.
    pub(crate) fn add(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let (line, column) = self.place(span.start);
        self.errors.push(PackError { file: self.file.to_owned(), line, column, message: message.into(), hint });
    }

    /// Line and column of an octet, both from 1.
    pub(crate) fn place(&self, at: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// `did you mean …`, when one of `known` is near enough to `word` to be a slip of the pen.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let far = 1 + word.chars().count() / 3;
    let near = known.into_iter().map(|known| (strsim::osa_distance(word, known), known)).min()?;
    (near.0 <= far).then(|| format!("did you mean `{}`?", near.1))
}

/// The same from serde's sentence: ``unknown field `a`, expected one of `b`, `c` ``.
pub(crate) fn nearest_in_message(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown ")?;
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let word = quoted.next()?;
    nearest(word, quoted)
}
