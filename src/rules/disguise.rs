//! The second look: words whose letters stand apart (`s e c r e t`, `s.e.c.r.e.t`) or are mixed with look-alikes of another
//! script (UTS 39), written as they read. Made only where such words are, and with the text around them, so that terms of
//! several words are found too.

use crate::base::letters::fold_char;
use crate::base::script::{Class, class};

use super::lexicon::{Hit, Lexicon, WINDOW};

/// Fewer letters apart are an abbreviation or a list.
const APART: usize = 5;

/// Letters that stand apart are joined up to this number; the rest is a run of its own.
const LONGEST: usize = 80;

/// Letters beyond ASCII that are taken for Latin ones: Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu, small capitals.
pub(super) fn may_look_latin(c: char) -> bool {
    matches!(c, '\u{180}'..='\u{2af}' | '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{1c80}'..='\u{1c8f}'
        | '\u{1d00}'..='\u{1dbf}' | '\u{2c60}'..='\u{2cff}' | '\u{a4d0}'..='\u{a4ff}' | '\u{a640}'..='\u{a69f}'
        | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{abbf}')
}

/// The hits of `lexicon` in `folded` that have a disguised word in them. `written` gives the original of a place.
pub(super) fn scan(folded: &str, lexicon: &Lexicon, written: impl Fn(usize, usize) -> String) -> Vec<Hit> {
    let words = disguised(folded, written);
    if words.is_empty() {
        return Vec::new();
    }
    let undone = Undone::of(folded, &words);
    let scan = lexicon.scan_for(&undone.text, |start, end| undone.is_disguised(start, end));
    scan.hits.into_iter().map(|hit| Hit { start: undone.start(hit.start), end: undone.end(hit.end), ..hit }).collect()
}

/// A disguised word: where it stands, and how it reads.
struct Word {
    start: usize,
    end: usize,
    reads: String,
}

/// The disguised words of `folded`, in order.
fn disguised(folded: &str, written: impl Fn(usize, usize) -> String) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = next_word(folded, at) {
        at = end;
        if let Some(apart) = apart(folded, start, end) {
            at = apart;
            let reads = joined(&written(start, apart));
            words.push(Word { start, end: apart, reads: undisguised(&reads).unwrap_or(reads) });
        } else if let Some(reads) = undisguised(&folded[start..end]) {
            words.push(Word { start, end, reads });
        }
    }
    words
}

/// The next run of letters and digits.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let is_word = |c: char| class(c) == Class::Word;
    let start = from + text[from..].find(is_word)?;
    let end = text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length);
    Some((start, end))
}

/// The end of the letters that stand apart, one and the same separator between them, from `start` on.
fn apart(text: &str, start: usize, end: usize) -> Option<usize> {
    let mut letters = text[start..].chars();
    let single = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && class(c) == Class::Word);
    if !single(letters.next()) || letters.as_str().len() != text.len() - end {
        return None;
    }
    let separator = letters.clone().next().filter(|c| class(*c) == Class::Other)?;
    let (mut count, mut last) = (1, end);
    while count < LONGEST && letters.next() == Some(separator) && single(letters.next()) {
        // A longer word is behind them.
        if letters.clone().next().is_some_and(|c| class(c) == Class::Word) {
            break;
        }
        count += 1;
        last = text.len() - letters.as_str().len();
    }
    (count >= APART).then_some(last)
}

/// The letters of `written` without what stands between them; where there is more white space than one, a word ends.
fn joined(written: &str) -> String {
    let (mut out, mut spaces) = (String::new(), 0);
    for c in written.chars() {
        match class(c) {
            _ if c.is_whitespace() => spaces += if c == '\n' { 2 } else { 1 },
            Class::Other => {}
            _ => {
                if spaces > 1 && !out.is_empty() {
                    out.push(' ');
                }
                spaces = 0;
                fold_char(c, &mut out);
            }
        }
    }
    out
}

/// `word` as it reads, if Latin letters and look-alikes are mixed in it: in Latin letters, or in Cyrillic ones where most
/// of them are.
fn undisguised(word: &str) -> Option<String> {
    let latin = word.chars().filter(char::is_ascii_alphabetic).count();
    let alike = word.chars().filter(|c| may_look_latin(*c)).count();
    if latin == 0 || alike == 0 {
        return None;
    }
    let is_cyrillic = |c: &char| matches!(c, '\u{400}'..='\u{52f}');
    if word.chars().filter(is_cyrillic).count() > latin {
        return Some(word.chars().map(|c| cyrillic(c).unwrap_or(c)).collect());
    }
    let capitals = word.chars().filter(char::is_ascii_uppercase).count() * 2 > latin;
    Some(word.chars().map(|c| if c.is_ascii() { c } else { self::latin(c, capitals).unwrap_or(c) }).collect())
}

/// The ASCII letter that `c` looks like, as it is or as a capital. Folded text has no capitals beyond ASCII, so where the
/// word has `capitals`, theirs are tried first.
fn latin(c: char, capitals: bool) -> Option<char> {
    let small = prototype(c);
    let capital = c.to_uppercase().next().and_then(prototype);
    let (first, second) = if capitals { (capital, small) } else { (small, capital) };
    first.or(second).map(|letter| letter.to_ascii_lowercase())
}

/// The ASCII letter of the skeleton of `c` (UTS 39 section 4), in which `m` is written `rn`.
fn prototype(c: char) -> Option<char> {
    let mut octets = [0; 4];
    let skeleton: String = unicode_security::skeleton(c.encode_utf8(&mut octets)).collect();
    match skeleton.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(char::from(*letter)),
        b"rn" => Some('m'),
        _ => None,
    }
}

/// The Cyrillic letter that a Latin one looks like.
fn cyrillic(c: char) -> Option<char> {
    const PAIRS: [(char, char); 15] = [
        ('a', 'а'),
        ('b', 'в'),
        ('c', 'с'),
        ('e', 'е'),
        ('h', 'н'),
        ('i', 'і'),
        ('k', 'к'),
        ('m', 'м'),
        ('n', 'п'),
        ('o', 'о'),
        ('p', 'р'),
        ('t', 'т'),
        ('u', 'и'),
        ('x', 'х'),
        ('y', 'у'),
    ];
    PAIRS.iter().find(|(latin, _)| *latin == c.to_ascii_lowercase()).map(|(_, cyrillic)| *cyrillic)
}

/// Disguised words written as they read, with what stands around them.
struct Undone {
    text: String,
    pieces: Vec<Piece>,
}

/// Octets of the undone text and of the folded one that belong together.
struct Piece {
    undone: usize,
    folded: (usize, usize),
    is_word: bool,
}

impl Undone {
    /// `words` with a window of `folded` before and behind each; windows that do not touch are lines of their own.
    fn of(folded: &str, words: &[Word]) -> Undone {
        let mut undone = Undone { text: String::new(), pieces: Vec::new() };
        let mut taken = 0;
        for (i, word) in words.iter().enumerate() {
            let from = taken.max(folded.floor_char_boundary(word.start.saturating_sub(WINDOW)));
            if from > taken {
                undone.text.push('\n');
            }
            undone.push(&folded[from..word.start], (from, word.start), false);
            undone.push(&word.reads, (word.start, word.end), true);
            let next = words.get(i + 1).map_or(folded.len(), |next| next.start);
            taken = folded.floor_char_boundary(word.end + WINDOW).min(next);
            undone.push(&folded[word.end..taken], (word.end, taken), false);
        }
        undone
    }

    fn push(&mut self, text: &str, folded: (usize, usize), is_word: bool) {
        self.pieces.push(Piece { undone: self.text.len(), folded, is_word });
        self.text.push_str(text);
    }

    /// Whether a disguised word is in `start..end`.
    fn is_disguised(&self, start: usize, end: usize) -> bool {
        let first = self.pieces.partition_point(|piece| piece.undone <= start).saturating_sub(1);
        let within = self.pieces.get(first..).unwrap_or_default();
        within.iter().take_while(|piece| piece.undone < end).any(|piece| piece.is_word)
    }

    /// The place in the folded text where what is at `at` starts.
    fn start(&self, at: usize) -> usize {
        let before = self.pieces.partition_point(|piece| piece.undone <= at).saturating_sub(1);
        self.pieces.get(before).map_or(0, |piece| match piece.is_word {
            true => piece.folded.0,
            false => piece.folded.1.min(piece.folded.0 + at - piece.undone),
        })
    }

    /// The place in the folded text where what is before `at` ends.
    fn end(&self, at: usize) -> usize {
        let before = self.pieces.partition_point(|piece| piece.undone < at).saturating_sub(1);
        self.pieces.get(before).map_or(0, |piece| match piece.is_word {
            true => piece.folded.1,
            false => piece.folded.1.min(piece.folded.0 + at - piece.undone),
        })
    }
}
