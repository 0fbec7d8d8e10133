//! Words compared as people read them: case, accents, width and invisible characters folded away.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` folded for comparison: compatibility forms (full width, ligatures), lower case, accents and invisible
/// characters removed, `ß` as `ss`, and every run of white space as one space (NFKD, UTS 39 default-ignorables).
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        for byte in text.bytes() {
            push(&mut out, char::from(byte.to_ascii_lowercase()));
        }
    } else {
        for c in text.nfkd().filter(|c| !is_combining_mark(*c) && !is_ignorable(*c)) {
            match c {
                'ß' | 'ẞ' => out.push_str("ss"),
                c => c.to_lowercase().filter(|c| !is_combining_mark(*c)).for_each(|c| push(&mut out, c)),
            }
        }
    }
    out
}

fn push(out: &mut String, c: char) {
    if !c.is_whitespace() {
        out.push(c);
    } else if !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Characters that show nothing and are used to split words from a filter's view (soft hyphen, zero width, bidi,
/// variation selectors, tags).
pub fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_alike_folds_alike() {
        for (a, b) in [
            ("ＩＢＡＮ", "iban"),
            ("Müller", "muller"),
            ("STRASSE", "straße"),
            ("conf\u{200b}iden\u{ad}tial", "confidential"),
            ("Estrictamente\r\n  Confidencial", "estrictamente confidencial"),
            ("ﬁnance", "finance"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
    }
}
