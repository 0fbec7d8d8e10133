//! Words compared as people read them: case, accents, width and invisible characters folded away.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// `text` folded for comparison: compatibility forms (full width, ligatures), lower case, accents and invisible
/// characters removed, `ß` as `ss`, typographic apostrophes and hyphens as `'` and `-`, and every run of white space as
/// one space (NFKD, UTS 39 default-ignorables).
pub fn folded(text: &str) -> String {
    let mut out = folded_keeping_case(text);
    out.make_ascii_lowercase();
    out
}

/// [`folded`], but ASCII letters keep their case, for patterns that mean `ERE` and not `ere`.
pub fn folded_keeping_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Most of most texts is ASCII and taken over a word at a time.
    loop {
        let (word, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_graphic).count());
        out.push_str(word);
        let mut chars = behind.chars();
        let Some(next) = chars.next() else { return out };
        fold_char(next, &mut out);
        rest = chars.as_str();
    }
}

/// Appends one character folded as [`folded_keeping_case`] does; what is appended depends on the end of `out` for white
/// space only.
pub fn fold_char(c: char, out: &mut String) {
    match c {
        c if c.is_ascii() => push(out, c),
        'ß' | 'ẞ' => out.push_str("ss"),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => out.push('\''),
        '\u{2010}'..='\u{2015}' => out.push('-'),
        c if is_combining_mark(c) || is_ignorable(c) => {}
        c => decompose_compatible(c, |part| match part {
            part if part.is_ascii() => push(out, part),
            part if is_combining_mark(part) => {}
            part => part.to_lowercase().filter(|l| !is_combining_mark(*l)).for_each(|l| push(out, l)),
        }),
    }
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
            ("don’t cc‑me", "don't cc-me"),
            ("re\u{301}sume\u{301}", "résumé"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
    }

    #[test]
    fn case_is_kept_where_it_means_something() {
        assert_eq!(folded_keeping_case("Das ERE der Ärzte"), "Das ERE der Arzte");
    }
}
