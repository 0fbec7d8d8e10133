//! Where words begin and end, in all scripts.

use unicode_normalization::char::is_combining_mark;

/// What a character is to the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A letter or digit: a word goes on as long as there is one.
    Word,
    /// A letter of a script that puts nothing between its words (Han, kana, Thai, Lao, Khmer, Myanmar): a word may begin
    /// and end at each of them.
    Each,
    /// A mark that belongs to the letter before it.
    Mark,
    /// Everything else.
    Other,
}

/// The class of `c`.
pub fn class(c: char) -> Class {
    match c {
        c if c.is_ascii_alphanumeric() => Class::Word,
        c if c.is_ascii() => Class::Other,
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{3b1}'..='\u{3c9}' => Class::Word,
        '\u{4e00}'..='\u{9fff}' => Class::Each,
        c if c >= '\u{300}' && is_combining_mark(c) => Class::Mark,
        c if !c.is_alphanumeric() => Class::Other,
        c if is_unspaced(c) => Class::Each,
        _ => Class::Word,
    }
}

/// Letters of scripts without spaces (UAX 14, classes ID, CJ and SA).
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}'          // Thai, Lao
        | '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}' // Myanmar
        | '\u{1780}'..='\u{17ff}'      // Khmer
        | '\u{1950}'..='\u{19df}' | '\u{1a20}'..='\u{1aaf}' | '\u{aa80}'..='\u{aadf}' // Tai
        | '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' // radicals, kana, bopomofo
        | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' // Han, half-width kana
        | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}') // kana and Han of later planes
}

/// Whether a word may start at `at`: nothing of it stands before. `at` is a character border of `text`.
pub fn starts_word(text: &str, at: usize) -> bool {
    let octets = text.as_bytes();
    match at.checked_sub(1).and_then(|before| octets.get(before)) {
        None => true,
        Some(before) if before.is_ascii() => !before.is_ascii_alphanumeric() || first(text, at) == Some(Class::Each),
        Some(_) => match last(text, at) {
            Some(Class::Word | Class::Mark) => first(text, at) == Some(Class::Each),
            _ => true,
        },
    }
}

/// Whether a word may end at `at`: nothing of it stands there. `at` is a character border of `text`.
pub fn ends_word(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => true,
        Some(next) if next.is_ascii() => !next.is_ascii_alphanumeric() || last(text, at) == Some(Class::Each),
        Some(_) => match first(text, at) {
            Some(Class::Word) => last(text, at) == Some(Class::Each),
            Some(Class::Mark) => false,
            _ => true,
        },
    }
}

fn first(text: &str, at: usize) -> Option<Class> {
    text.get(at..)?.chars().next().map(class)
}

/// The class of the character before `at`; that of its letter if it is a mark.
fn last(text: &str, at: usize) -> Option<Class> {
    // A pile of marks is no letter; eight are more than any language writes.
    let classes = text.get(..at)?.chars().rev().map(class);
    classes.take(8).find(|class| *class != Class::Mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `word` stands in `text` as a word.
    fn stands(text: &str, word: &str) -> bool {
        text.match_indices(word).any(|(at, _)| starts_word(text, at) && ends_word(text, at + word.len()))
    }

    #[test]
    fn a_word_is_no_part_of_another_in_any_script_with_spaces() {
        for (word, longer) in [
            ("plan", "plane"),
            ("lan", "plan"),
            ("план", "планета"),
            ("план", "аэроплан"),
            ("σχεδιο", "σχεδιου"),
            ("סוד", "סודות"),
            ("سر", "سرية"),
            ("plan", "планplan"),
            ("급여", "급여는"),
            ("राज", "राजा"),
        ] {
            assert!(stands(word, word) && stands(&format!("({word})."), word), "{word}");
            assert!(!stands(longer, word), "{word} in {longer}");
        }
    }

    #[test]
    fn a_word_stands_anywhere_where_nothing_is_put_between_words() {
        for (word, longer) in
            [("機密", "この機密情報"), ("ABC", "会社ABCの"), ("ลับ", "เอกสารลับมาก"), ("かき", "かきを")]
        {
            assert!(stands(longer, word), "{word} in {longer}");
        }
    }
}
