//! What is wrong in a file, where, and what to write instead.

use std::fmt;
use std::ops::Range;

use crate::base::text::one_line;

/// One thing wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the person named it or as it was found.
    pub file: String,
    /// The line, from 1; 0 = the whole file.
    pub line: usize,
    /// The column in characters, from 1; 0 = the whole file.
    pub column: usize,
    /// What is wrong: one line, without a full stop.
    pub message: String,
    /// What to write instead; may be empty.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, "; {}", self.hint) }
    }
}

/// A text and the name of its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Source<'_> {
    /// A problem at `span`, octets of the text.
    pub fn problem(&self, span: Option<Range<usize>>, message: &str, hint: impl Into<String>) -> Problem {
        let (line, column) = span.map_or((0, 0), |span| self.position(span.start));
        Problem { file: self.file.to_owned(), line, column, message: one_line(message, 300), hint: hint.into() }
    }

    fn position(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// The name among `known` that `written` was most likely meant to be; `None` when none is near.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = written.to_lowercase().replace('-', "_");
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, name), name))
        .min()
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_octets() {
        let source = Source { file: "config.toml", text: "a = 1\nü = 2\n" };
        let at = |octet| source.problem(Some(octet..octet + 1), "wrong", "").to_string();
        assert_eq!(at(0), "config.toml:1:1: wrong");
        assert_eq!(at(9), "config.toml:2:3: wrong");
        assert_eq!(source.problem(None, "wrong", "mend it").to_string(), "config.toml: wrong; mend it");
    }

    #[test]
    fn a_slip_of_the_finger_is_named_and_a_stranger_is_not() {
        let known = ["policy", "rules", "keep_content"];
        assert_eq!(nearest("polcy", known), Some("policy"));
        assert_eq!(nearest("Keep-Content", known), Some("keep_content"));
        assert_eq!(nearest("password", known), None);
    }
}
