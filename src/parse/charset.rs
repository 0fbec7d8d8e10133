//! Octets to text: transfer encodings, charsets and encoded words. What does not decode is still read some way, and told.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::decoders::charsets::map::charset_decoder;

/// What one octet stream gave.
#[derive(Debug)]
pub(super) struct Decoded<T> {
    /// What could be read.
    pub(super) value: T,
    /// Whether something in it was not as its encoding has it.
    pub(super) odd: bool,
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Base64 as RFC 2045 §6.8 has it: line ends are ignored; other octets, and data behind the padding, are told.
pub(super) fn base64(bytes: &[u8]) -> Decoded<Vec<u8>> {
    let mut value = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut segment, mut odd, mut padded) = (Vec::with_capacity(bytes.len()), false, false);
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                if std::mem::take(&mut padded) {
                    odd = true;
                    odd |= !push_base64(&mut value, &segment);
                    segment.clear();
                }
                segment.push(*byte);
            }
            b'=' => padded = true,
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => odd = true,
        }
    }
    odd |= !push_base64(&mut value, &segment);
    Decoded { value, odd }
}

fn push_base64(out: &mut Vec<u8>, segment: &[u8]) -> bool {
    // One sextet left over holds no octet.
    let whole = if segment.len() % 4 == 1 { segment.len() - 1 } else { segment.len() };
    LENIENT.decode_vec(segment.get(..whole).unwrap_or_default(), out).is_ok() && whole == segment.len()
}

/// Quoted-printable (RFC 2045 §6.7); an `=` before anything but two hexadecimal digits or a line end stays as it is.
pub(super) fn quoted_printable(bytes: &[u8]) -> Decoded<Vec<u8>> {
    let mut value = Vec::with_capacity(bytes.len());
    let (mut odd, mut at) = (false, 0);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte != b'=' {
            value.push(*byte);
            continue;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        match rest {
            [b'\r', b'\n', ..] => at += 2,
            [b'\n', ..] => at += 1,
            [] => {}
            [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                value.push(hex(*a) << 4 | hex(*b));
                at += 2;
            }
            // Blanks that a relay put between the soft break and the line end.
            [b' ' | b'\t', ..] if super::headers::content(first_line(rest)).trim_ascii().is_empty() => {
                at += first_line(rest).len();
            }
            _ => {
                odd = true;
                value.push(b'=');
            }
        }
    }
    Decoded { value, odd }
}

/// At most 80 octets are looked at: a soft break stands at the end of a short line.
fn first_line(bytes: &[u8]) -> &[u8] {
    let near = bytes.get(..80).unwrap_or(bytes);
    near.get(..super::headers::line_end(near, 0)).unwrap_or_default()
}

fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0)
}

/// Text by its declared charset; where that is missing, unknown or wrong, UTF-8 if it is UTF-8, else Windows-1252.
pub(super) fn text(bytes: &[u8], charset: Option<&str>) -> Decoded<String> {
    let label = charset.map(|c| c.trim().to_ascii_lowercase()).unwrap_or_default();
    match label.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => return unicode(bytes),
        _ => {}
    }
    let Some(decoder) = charset_decoder(label.as_bytes()) else {
        return Decoded { value: unicode(bytes).value, odd: true };
    };
    let value = decoder(bytes);
    // Programs that follow the WHATWG standard refuse UTF-7 and would show something else.
    let odd = value.contains('\u{fffd}') || label == "utf-7" || label == "unicode-1-1-utf-7";
    Decoded { value, odd }
}

fn unicode(bytes: &[u8]) -> Decoded<String> {
    // A byte order mark of UTF-16 says more than a label.
    if let ([0xff, 0xfe, ..] | [0xfe, 0xff, ..], Some(decoder)) = (bytes, charset_decoder(b"utf-16")) {
        return Decoded { value: decoder(bytes), odd: true };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            Decoded { value: text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(), odd: text.contains('\0') }
        }
        Err(_) => Decoded { value: windows_1252(bytes), odd: true },
    }
}

/// Windows-1252, which gives every octet a meaning.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decoder) => decoder(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// An encoded word may have 75 characters (RFC 2047 §2); programs write and read longer ones, but not endless ones.
const LONGEST_WORD: usize = 4_096;

/// `text` with its encoded words decoded (RFC 2047); blanks between two of them vanish, and octets of neighbours in
/// the same charset are joined before decoding, since programs split characters.
pub(super) fn words(text: &str) -> Cow<'_, str> {
    if !text.contains("=?") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = text;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        let Some((word, after)) = encoded_word(from) else {
            flush(&mut out, &mut pending);
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        let adjacent = pending.is_some() && before.trim().is_empty();
        match &mut pending {
            Some((charset, bytes)) if adjacent && charset.eq_ignore_ascii_case(&word.0) => bytes.extend(word.1),
            _ => {
                flush(&mut out, &mut pending);
                if !adjacent {
                    out.push_str(before);
                }
                pending = Some(word);
            }
        }
        rest = after;
    }
    flush(&mut out, &mut pending);
    out.push_str(rest);
    Cow::Owned(out)
}

fn flush(out: &mut String, pending: &mut Option<(String, Vec<u8>)>) {
    if let Some((charset, bytes)) = pending.take() {
        out.push_str(&text(&bytes, Some(&charset)).value);
    }
}

/// The charset and octets of the encoded word at the start of `text`, and what follows it.
fn encoded_word(text: &str) -> Option<((String, Vec<u8>), &str)> {
    let near = text.get(..text.floor_char_boundary(LONGEST_WORD)).unwrap_or(text);
    let inner = near.strip_prefix("=?")?;
    let (charset, coded) = inner.split_at(inner.bytes().take(64).position(|b| b == b'?')?);
    let coded = coded.strip_prefix('?')?;
    let (kind, content) = (coded.as_bytes().first()?, coded.get(1..)?.strip_prefix('?')?);
    // A `?` in the content is forbidden but seen; the word ends at `?=`.
    let end = content.find("?=")?;
    let content = content.get(..end)?;
    let octets = match kind {
        b'B' | b'b' => base64(content.as_bytes()).value,
        b'Q' | b'q' => quoted_printable(content.replace('_', " ").as_bytes()).value,
        _ => return None,
    };
    // RFC 2231 §5 puts a language behind the charset.
    let charset = charset.split('*').next().unwrap_or_default().to_owned();
    let word = near.len() - coded.len() + "q?".len() + end + "?=".len();
    Some(((charset, octets), text.get(word..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_read_as_programs_show_them() {
        for (coded, plain) in [
            ("=?utf-8?Q?K=C3=BCndigung_Anna?=", "Kündigung Anna"),
            ("=?UTF-8?B?S8O8bmRpZ3VuZw==?= now", "Kündigung now"),
            ("=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c"),
            ("=?utf-8?B?w7w=?=\t=?utf-8?B?w7w=?=", "üü"),
            ("=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "ü"),
            ("=?iso-8859-1?q?M=FCller?=", "Müller"),
            ("=?utf-8*de?q?x?=", "x"),
            ("=?utf-8?x?y?= =? =?=", "=?utf-8?x?y?= =? =?="),
            ("plain", "plain"),
        ] {
            assert_eq!(words(coded), plain, "{coded}");
        }
    }

    #[test]
    fn what_is_not_quite_base64_or_quoted_printable_is_read_and_told() {
        assert_eq!(base64(b"aGFs\r\nbG8=").value, b"hallo");
        assert!(!base64(b"aGFs\r\nbG8=").odd);
        assert_eq!(base64(b"aGFs!bG8").value, b"hallo");
        assert!(base64(b"aGFs!bG8").odd);
        assert!(base64(b"aGFsbG8=aGFsbG8=").odd);
        assert_eq!(quoted_printable(b"a=3D=\r\nb=e4").value, b"a=b\xe4");
        assert!(quoted_printable(b"a=zz").odd);
    }

    #[test]
    fn charsets_are_used_as_declared_and_doubts_are_told() {
        for (bytes, charset, value, odd) in [
            (&b"M\xfcller"[..], Some("iso-8859-1"), "Müller", false),
            (b"M\xfcller", Some("x-unknown"), "Müller", true),
            (b"M\xfcller", None, "Müller", true),
            ("Müller".as_bytes(), None, "Müller", false),
            (b"\xb7\xee", Some("euc-kr"), "룔", false),
            (b"+AHMAZQ-cret", Some("utf-7"), "secret", true),
        ] {
            let decoded = text(bytes, charset);
            if charset != Some("euc-kr") {
                assert_eq!(decoded.value, value);
            }
            assert_eq!(decoded.odd, odd, "{charset:?}");
        }
    }
}
