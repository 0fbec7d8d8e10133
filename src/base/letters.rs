//! One character folded: what letters look like once case, accents, width and invisible characters are gone.

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

/// Appends one character folded: compatibility forms (full width, ligatures, mathematical letters) as plain ones, accents
/// and invisible characters left out, `ß` as `ss` and such, typographic quotes and hyphens as ASCII, decimal digits of all
/// scripts as ASCII, white space and `_` as one space; lower case but for ASCII letters, which keep theirs (NFKD, UTS 39
/// default-ignorables). What is appended depends on `c` and the last character of `out` alone.
pub fn fold_char(c: char, out: &mut String) {
    match c {
        c if c.is_ascii() => push(c, out),
        // The letters of most text that is not Latin, and which fold to themselves.
        '\u{430}'..='\u{438}' | '\u{43a}'..='\u{44f}' | '\u{4e00}'..='\u{9fff}' => out.push(c),
        c if is_ignorable(c) => {}
        c if is_combining_mark(c) => push_mark(c, out),
        c => push_wide(c, out),
    }
}

/// A character beyond ASCII that is no mark.
fn push_wide(c: char, out: &mut String) {
    if let Some(plain) = spelled(c) {
        out.push_str(plain);
        return;
    }
    decompose_compatible(c, |part| match part {
        part if part.is_ascii() => push(part, out),
        part if is_combining_mark(part) => push_mark(part, out),
        part => match spelled(part) {
            Some(plain) => out.push_str(plain),
            None => part.to_lowercase().for_each(|lower| push_lower(lower, out)),
        },
    });
}

fn push_lower(c: char, out: &mut String) {
    match decimal(c) {
        Some(digit) => out.push(digit),
        None if is_combining_mark(c) => push_mark(c, out),
        None => push(c, out),
    }
}

fn push(c: char, out: &mut String) {
    if c.is_whitespace() || c == '_' {
        if !out.ends_with(' ') {
            out.push(' ');
        }
    } else if !c.is_control() {
        out.push(c);
    }
}

/// Accents go. Marks of scripts that write vowels with them stay, behind letters of such scripts; the voicing marks of
/// kana are joined with their letter.
fn push_mark(mark: char, out: &mut String) {
    let letter = out.chars().next_back().unwrap_or(' ');
    match mark {
        '\u{3099}' | '\u{309a}' => {
            if let Some(voiced) = compose(letter, mark) {
                out.pop();
                out.push(voiced);
            }
        }
        // Latin, Greek and Cyrillic letters take no such marks: they are there to split a word.
        mark if !is_accent(mark) && letter >= '\u{590}' => out.push(mark),
        _ => {}
    }
}

/// Marks without which people read the same word: general ones, and the points of Hebrew and Arabic.
fn is_accent(mark: char) -> bool {
    matches!(mark, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{8ca}'..='\u{8ff}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Letters that Unicode does not take apart and that people write otherwise when their keyboard lacks them, and
/// punctuation that programs put in place of the ASCII one.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'ı' => "i",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ħ' => "h",
        'Ħ' => "H",
        'þ' => "th",
        'Þ' => "TH",
        'ς' => "σ",
        '\u{b4}' | '\u{2018}'..='\u{201b}' | '\u{2bc}' | '\u{2032}' => "'",
        '«' | '»' | '\u{201c}'..='\u{201f}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        c => return small_capital(c),
    })
}

/// The letter of which `c` is a small capital, as generators of "fancy" text write.
fn small_capital(c: char) -> Option<&'static str> {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwyz";
    const CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ";
    if !matches!(c, '\u{262}'..='\u{29f}' | '\u{1d00}'..='\u{1d22}' | '\u{a730}'..='\u{a7af}') {
        return None;
    }
    let at = CAPITALS.chars().position(|capital| capital == c)?;
    LETTERS.get(at..=at)
}

/// Characters that show nothing and are used to split words from a filter's view (soft hyphen, zero width, bidi,
/// variation selectors, fillers, tags), and the stroke that only makes Arabic words longer.
pub fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The zeros of the decimal digits that Unicode does not decompose (general category Nd, Unicode 16); nine more follow each.
const ZEROS: [u32; 66] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950,
];

/// The ASCII digit of the same value.
fn decimal(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1).and_then(|at| ZEROS.get(at))?;
    char::from_digit(code - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_capitals_are_letters() {
        let mut out = String::new();
        "ᴄᴏɴꜰɪᴅᴇɴᴛɪᴀʟ ᴢʏᴡꞯ".chars().for_each(|c| fold_char(c, &mut out));
        assert_eq!(out, "confidential zywq");
    }

    #[test]
    fn the_zeros_are_sorted_and_their_nines_are_numbers() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            let digits: Vec<char> = (zero..zero + 10).filter_map(char::from_u32).collect();
            let values: String = digits.iter().filter_map(|c| decimal(*c)).collect();
            assert_eq!(values, "0123456789", "{zero:x}");
        }
        assert_eq!((decimal('٣'), decimal('a'), decimal('\u{66a}')), (Some('3'), None, None));
    }
}
