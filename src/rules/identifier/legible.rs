//! A text as numbers are looked for in it: digits of every script as ASCII, no accents, no invisible characters, every
//! blank as a space; but line ends and tabs stay, since they make the lists and tables.

use std::borrow::Cow;

use crate::base::letters;

/// `text` made legible; linear, and without a copy where it is ASCII.
pub(super) fn legible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut part, mut rest) = (String::with_capacity(text.len()), String::new(), text);
    loop {
        // Most of most texts is ASCII and taken over in runs.
        let (ascii, behind) = rest.split_at(rest.bytes().position(|octet| !octet.is_ascii()).unwrap_or(rest.len()));
        out.push_str(ascii);
        let mut chars = behind.chars();
        match chars.next() {
            None => return Cow::Owned(out),
            Some('\u{85}' | '\u{2028}' | '\u{2029}') => out.push('\n'),
            Some(c) if c.is_whitespace() => out.push(' '),
            Some(c) => match decimal(c) {
                Some(digit) => out.push(digit),
                // Alone, so that a space it stands for is not taken for one too many.
                None => {
                    part.clear();
                    letters::fold_char(c, &mut part);
                    out.push_str(&part);
                }
            },
        }
        rest = chars.as_str();
    }
}

/// The zeroes of the decimal digits outside ASCII (Unicode 16, general category Nd); nine digits follow each. The full
/// width and mathematical ones are compatibility forms and fold by themselves.
const ZEROES: [u32; 39] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x11066, 0x1e950,
];

/// The ASCII digit that `c` means, if it is a decimal digit of another script.
fn decimal(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROES.partition_point(|zero| *zero <= code).checked_sub(1).map(|i| ZEROES[i])?;
    char::from_digit(code - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_digits() {
        assert_eq!(legible("٤١١١ १२३ ５５５ ۱۹"), "4111 123 555 19");
        assert!(ZEROES.is_sorted());
    }

    #[test]
    fn blanks_and_invisible_characters_do_not_hide_a_number() {
        assert_eq!(legible("DE\u{200b}89\u{a0}3704\u{2009}0044\tx\n–é"), "DE89 3704 0044\tx\n-e");
    }
}
