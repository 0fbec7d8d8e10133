//! Where the text of a page goes, one text for each zone, and how white space and lines are written.

use super::marks::Zone;

/// The texts of a page while it is read.
#[derive(Debug, Default)]
pub(super) struct Sinks {
    pub(super) own: String,
    pub(super) quoted: String,
    pub(super) signature: String,
    pub(super) hidden: String,
    /// Whether the last text was hidden, so that the next one goes on in its line.
    was_hidden: bool,
}

impl Sinks {
    /// The text for a zone, or the hidden one.
    pub(super) fn sink(&mut self, zone: Zone, hidden: bool) -> &mut String {
        if hidden != self.was_hidden {
            self.was_hidden = hidden;
            if hidden {
                fresh_line(&mut self.hidden);
            }
        }
        match (hidden, zone) {
            (true, _) => &mut self.hidden,
            (_, Zone::Own) => &mut self.own,
            (_, Zone::Quoted) => &mut self.quoted,
            (_, Zone::Signature) => &mut self.signature,
        }
    }

    /// A text that stands for itself and does not show.
    pub(super) fn aside(&mut self, text: &str) {
        if text.chars().any(char::is_alphanumeric) && !self.hidden.trim_end().ends_with(text.trim()) {
            fresh_line(&mut self.hidden);
            push_text(&mut self.hidden, text);
            self.hidden.push('\n');
            self.was_hidden = false;
        }
    }
}

/// Ends the line, if there is one.
pub(super) fn fresh_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// White space in the source is one blank; line ends mean nothing.
pub(super) fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(length);
        out.push_str(word);
        rest = behind.trim_ascii_start();
        if rest.len() < behind.len() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

/// No-break spaces as blanks, no blanks around lines, at most one empty line in a row.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        line.split('\u{a0}').enumerate().for_each(|(at, piece)| {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(piece);
        });
    }
    out
}

/// The lines of a hidden text that say something: programs fill it up with invisible characters.
pub(super) fn telling(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric));
    tidy(&lines.collect::<Vec<_>>().join("\n"))
}
