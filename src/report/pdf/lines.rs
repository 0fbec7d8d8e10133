//! Words to lines: as many as fit, broken at blanks, after hyphens and slashes, and within what is longer than a line.

use unicode_normalization::UnicodeNormalization as _;

use super::faces::{Face, Faces};
use crate::report::{Span, Words};

/// A colour on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

pub(super) const TEXT: Colour = Colour(0x1c, 0x1c, 0x1a);
pub(super) const QUIET: Colour = Colour(0x59, 0x59, 0x55);
pub(super) const ACCENT: Colour = Colour(0x0b, 0x53, 0x94);

/// How text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub face: Face,
    pub size: f32,
    pub colour: Colour,
    /// Whether it is copied letter by letter, and stands on a ground of its own.
    pub code: bool,
}

impl Style {
    pub(super) fn plain(size: f32) -> Style {
        Style { face: Face::Regular, size, colour: TEXT, code: false }
    }

    pub(super) fn bold(self) -> Style {
        Style { face: Face::Bold, ..self }
    }

    pub(super) fn in_colour(self, colour: Colour) -> Style {
        Style { colour, ..self }
    }
}

/// Text in one style.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    pub text: String,
    pub style: Style,
    /// Where it leads; empty = nowhere.
    pub to: String,
    /// How wide it is, with the blank a line may end with.
    pub width: f32,
}

/// Runs side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line(pub Vec<Run>);

impl Line {
    pub(super) fn width(&self) -> f32 {
        self.0.iter().map(|run| run.width).sum()
    }
}

/// The words of a document in `style`, their marks on top of it.
pub(super) fn runs(words: &Words, style: Style) -> Vec<Run> {
    let run = |span: &Span| {
        let text = span.words().to_owned();
        let (style, to) = match span {
            Span::Text(_) => (style, String::new()),
            Span::Strong(_) => (style.bold(), String::new()),
            Span::Code(_) => (Style { code: true, ..style }, String::new()),
            Span::Link { to, .. } => (style.in_colour(ACCENT), to.clone()),
        };
        Run { text, style, to, width: 0.0 }
    };
    words.0.iter().map(run).collect()
}

/// Text in one style.
pub(super) fn run(text: impl Into<String>, style: Style) -> Run {
    Run { text: text.into(), style, to: String::new(), width: 0.0 }
}

/// A letter, and which run it is of.
type Letter = (usize, char);

/// Fills lines.
struct Filler<'a> {
    faces: &'a Faces,
    runs: &'a [Run],
    width: f32,
    lines: Vec<Vec<Letter>>,
    line: Vec<Letter>,
    /// How much of the line is taken, blanks at its end too.
    taken: f32,
}

/// `runs` on lines of at most `width`; at least one line.
pub(super) fn broken(faces: &Faces, runs: &[Run], width: f32) -> Vec<Line> {
    let letters: Vec<Letter> = runs
        .iter()
        .enumerate()
        .flat_map(|(n, run)| run.text.nfc().map(move |c| (n, if is_character(c) { c } else { '\u{fffd}' })))
        .collect();
    let mut filler = Filler { faces, runs, width, lines: Vec::new(), line: Vec::new(), taken: 0.0 };
    let mut word = Vec::new();
    for (at, &(run, c)) in letters.iter().enumerate() {
        word.push((run, c));
        if c == ' ' || breaks(&letters, at) {
            filler.take(&mut word);
        }
    }
    filler.take(&mut word);
    filler.finish()
}

/// How wide `runs` are on one line, and the widest of their words, which is not broken unless it must be.
pub(super) fn widths(faces: &Faces, runs: &[Run]) -> (f32, f32) {
    let (mut all, mut word, mut widest) = (0.0, 0.0_f32, 0.0_f32);
    for run in runs {
        for c in run.text.nfc() {
            let width = faces.width(run.style.face, c) * run.style.size;
            all += width;
            word = if c == ' ' { 0.0 } else { word + width };
            widest = widest.max(word);
        }
    }
    (all, widest)
}

/// Characters that Unicode keeps for other uses, and a PDF must not name.
fn is_character(c: char) -> bool {
    u32::from(c) & 0xfffe != 0xfffe
}

/// Whether a line may end after this letter though no blank follows: between letters, not within dates and numbers.
fn breaks(letters: &[Letter], at: usize) -> bool {
    let is_letter = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|(_, c)| c.is_alphabetic());
    match letters[at].1 {
        '-' | '/' | '‐' => is_letter(at.checked_sub(1)) && is_letter(Some(at + 1)),
        '–' | '—' => true,
        _ => false,
    }
}

impl Filler<'_> {
    fn wide(&self, (run, c): Letter) -> f32 {
        let style = self.runs[run].style;
        self.faces.width(style.face, c) * style.size
    }

    /// Puts a word, with the blank behind it, onto this line or the next.
    fn take(&mut self, word: &mut Vec<Letter>) {
        let visible: f32 = word.iter().filter(|(_, c)| *c != ' ').map(|letter| self.wide(*letter)).sum();
        if self.taken + visible > self.width {
            if visible > self.width {
                self.tear(word);
            } else if !self.line.is_empty() {
                self.end();
            }
        }
        // No line but the first begins with blanks.
        if self.line.is_empty() && !self.lines.is_empty() && word.iter().all(|(_, c)| *c == ' ') {
            word.clear();
        }
        for letter in word.drain(..) {
            self.taken += self.wide(letter);
            self.line.push(letter);
        }
    }

    /// Takes from the front of a word what fills lines, torn behind marks where there are any; what is left fits.
    fn tear(&mut self, word: &mut Vec<Letter>) {
        loop {
            let (mut taken, mut fits, mut nice) = (self.taken, 0, 0);
            for (at, &letter) in word.iter().enumerate() {
                taken += self.wide(letter);
                if taken > self.width {
                    break;
                }
                fits = at + 1;
                if !letter.1.is_alphanumeric() {
                    nice = fits;
                }
            }
            if fits == word.len() {
                return;
            }
            // A mark in the second half of what fits is near enough; a single letter is taken however narrow the line is.
            let torn = match (nice * 2 >= fits, self.line.is_empty()) {
                (true, _) if nice > 0 => nice,
                (_, true) => fits.max(1),
                (_, false) if fits > 6 => fits,
                _ => 0,
            };
            self.line.extend(word.drain(..torn));
            self.end();
        }
    }

    fn end(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.taken = 0.0;
    }

    fn finish(mut self) -> Vec<Line> {
        if !self.line.is_empty() || self.lines.is_empty() {
            self.end();
        }
        let lines = std::mem::take(&mut self.lines);
        lines.into_iter().map(|letters| self.line_of(&letters)).collect()
    }

    fn line_of(&self, letters: &[Letter]) -> Line {
        let piece = |letters: &[Letter]| {
            let of = &self.runs[letters[0].0];
            let width = letters.iter().map(|letter| self.wide(*letter)).sum();
            Run { text: letters.iter().map(|(_, c)| *c).collect(), style: of.style, to: of.to.clone(), width }
        };
        Line(letters.chunk_by(|a, b| a.0 == b.0).map(piece).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.0.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    fn set(text: &str, width: f32) -> Vec<String> {
        let faces = Faces::new().unwrap();
        told(&broken(&faces, &[run(text, Style::plain(10.0))], width))
    }

    #[test]
    fn lines_end_at_blanks_hyphens_and_slashes_between_letters() {
        assert_eq!(set("one two three", 60.0), ["one two ", "three"]);
        assert_eq!(set("Datenschutz-Grundverordnung", 130.0), ["Datenschutz-", "Grundverordnung"]);
        assert_eq!(set("am 2026-11-20 um", 60.0), ["am ", "2026-11-20 ", "um"]);
        assert_eq!(set("", 60.0), [""]);
    }

    #[test]
    fn what_is_longer_than_a_line_is_torn_behind_its_marks() {
        assert_eq!(set("anna.weber@longfirm.example", 100.0), ["anna.weber@", "longfirm.example"]);
        assert_eq!(set(&"x".repeat(30), 60.0).concat(), "x".repeat(30));
        assert_eq!(set("ab", 1.0), ["a", "b"]);
    }

    #[test]
    fn letters_of_two_parts_become_one() {
        assert_eq!(set("Mu\u{308}ller", 100.0), ["Müller"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_too_wide(text in "[a-zäß .@/–□☐中-]{0,200}", width in 20.0_f32..200.0) {
            let faces = Faces::new().unwrap();
            let lines = broken(&faces, &[run(text.clone(), Style::plain(10.0))], width);
            let without = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(without(&told(&lines).concat()), without(&text));
            for line in &lines {
                let blanks: f32 = line.0.iter().map(|run| run.text.chars().rev().take_while(|c| *c == ' ').count() as f32).sum();
                prop_assert!(line.width() <= width + blanks * 4.0 + 0.01, "{line:?}");
            }
        }
    }
}
