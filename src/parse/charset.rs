//! Octets to text. What a charset does not explain is still read, as UTF-8 or Windows-1252, and told; where two readings
//! say different words, both are given.

use std::collections::HashSet;

use mail_parser::decoders::charsets::map::charset_decoder;

use super::transfer::Decoded;

/// Text by its declared charset; where that is missing, unknown or wrong, UTF-8 if it is UTF-8, else Windows-1252.
pub(super) fn text(bytes: &[u8], charset: Option<&str>) -> Decoded<String> {
    let label = charset.map(|c| c.trim().trim_matches(['"', '\'']).to_ascii_lowercase()).unwrap_or_default();
    match label.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => return with_escapes(bytes, unicode(bytes)),
        "hz-gb-2312" | "hz" => return Decoded { value: both(hz(bytes), &unicode(bytes).value), odd: true },
        "utf-16" | "utf16" | "ucs-2" | "iso-10646-ucs-2" => return utf_16(bytes),
        _ => {}
    }
    let Some(decoder) = charset_decoder(label.as_bytes()) else {
        let plain = with_escapes(bytes, unicode(bytes));
        return Decoded { value: plain.value, odd: true };
    };
    let value = decoder(bytes);
    // Programs that follow the WHATWG standard refuse UTF-7 and would show something else.
    let odd = value.contains('\u{fffd}') || label == "utf-7" || label == "unicode-1-1-utf-7";
    let is_two_ways = || value.contains("Ã") && std::str::from_utf8(bytes).is_ok();
    let value = if odd || is_two_ways() { both(value, &unicode(bytes).value) } else { value };
    Decoded { value, odd }
}

fn unicode(bytes: &[u8]) -> Decoded<String> {
    // A byte order mark of UTF-16 says more than a label.
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes {
        return Decoded { value: utf_16(bytes).value, odd: true };
    }
    match std::str::from_utf8(bytes) {
        // Every other octet of Latin text in UTF-16 is zero.
        Ok(text) if text.bytes().filter(|b| *b == 0).count() * 4 >= text.len().max(1) => {
            Decoded { value: both(text.to_owned(), &utf_16(bytes).value), odd: true }
        }
        Ok(text) => {
            Decoded { value: text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(), odd: text.contains('\0') }
        }
        Err(_) => Decoded { value: windows_1252(bytes), odd: true },
    }
}

/// UTF-16 by its byte order mark; without one, RFC 2781 §4.3 says big-endian and most programs little-endian, so the
/// order is the one in which Latin text has its zeros.
fn utf_16(bytes: &[u8]) -> Decoded<String> {
    let big = match bytes {
        [0xfe, 0xff, ..] => true,
        [0xff, 0xfe, ..] => false,
        _ => {
            let zeros = |odd: usize| bytes.iter().take(1_000).skip(odd).step_by(2).filter(|b| **b == 0).count();
            zeros(0) >= zeros(1)
        }
    };
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) });
    let value: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
    let odd = value.contains('\u{fffd}') || bytes.len() % 2 == 1;
    Decoded { value: value.strip_prefix('\u{feff}').unwrap_or(&value).to_owned(), odd }
}

/// Escapes of ISO-2022 in a text that does not name it: some programs switch over all the same.
fn with_escapes(bytes: &[u8], plain: Decoded<String>) -> Decoded<String> {
    let has_escapes = memchr::memmem::find(bytes, b"\x1b$").is_some();
    match charset_decoder(b"iso-2022-jp").filter(|_| has_escapes) {
        Some(decoder) => Decoded { value: both(plain.value, &decoder(bytes)), odd: true },
        None => plain,
    }
}

/// HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`.
fn hz(bytes: &[u8]) -> String {
    let (mut octets, mut high, mut at) = (Vec::with_capacity(bytes.len()), false, 0);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match (byte, bytes.get(at)) {
            (b'~', Some(next @ (b'{' | b'}' | b'~' | b'\n'))) => {
                at += 1;
                match next {
                    b'{' => high = true,
                    b'}' => high = false,
                    b'~' => octets.push(b'~'),
                    _ => {}
                }
            }
            _ if high && byte.is_ascii_graphic() => octets.push(byte | 0x80),
            _ => {
                // A line end switches back.
                high &= *byte != b'\n';
                octets.push(*byte);
            }
        }
    }
    charset_decoder(b"gb18030").map_or_else(|| windows_1252(&octets), |decoder| decoder(&octets))
}

/// Windows-1252, which gives every octet a meaning.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decoder) => decoder(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// One reading, and the lines of another one that say something else.
fn both(mut reading: String, other: &str) -> String {
    let added = {
        let known: HashSet<&str> = words(&reading).collect();
        let lines = other.lines().filter(|line| words(line).any(|w| !known.contains(w)));
        lines.collect::<Vec<_>>().join("\n")
    };
    if !added.is_empty() {
        reading.push('\n');
        reading.push_str(&added);
    }
    reading
}

/// The words of a text, as it has them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Whether two texts have the same words in the same order, however they are set.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    a == b || words(a).eq(words(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T1 of the requirements.
    #[test]
    fn charsets_are_used_as_declared_and_doubts_are_told() {
        for (bytes, charset, value, odd) in [
            (&b"M\xfcller"[..], Some("iso-8859-1"), "Müller", false),
            (b"M\xfcller", Some("x-unknown"), "Müller", true),
            (b"M\xfcller", None, "Müller", true),
            ("Müller".as_bytes(), None, "Müller", false),
            (b"\xb7\xb7", Some("euc-kr"), "룐", false),
            (b"\xf3\xc5\xcb\xd2\xc5\xd4", Some("koi8-r"), "Секрет", false),
            (b"\xb9\xfa\x81\x30\x84\x36", Some("gb18030"), "国¥", false),
            (b"\x1b$B5!L)\x1b(B!", Some("iso-2022-jp"), "機密!", false),
            (b"a ~{;zC\\~} ~~", Some("hz-gb-2312"), "a 机密 ~", true),
            (b"\0g\0e\0h\0e\0i\0m", Some("utf-16"), "geheim", false),
            (b"g\0e\0h\0e\0i\0m\0", Some("utf-16"), "geheim", false),
            (b"\xff\xfeg\0e\0", None, "ge", true),
            (b"g\0e\0", Some("utf-16le"), "ge", false),
        ] {
            let decoded = text(bytes, charset);
            if charset == Some("euc-kr") {
                assert_eq!(decoded.value.chars().count(), 1);
            } else {
                assert!(decoded.value.starts_with(value), "{charset:?} {:?}", decoded.value);
            }
            assert_eq!(decoded.odd, odd, "{charset:?}");
        }
    }

    /// T1: what programs read differently is read both ways.
    #[test]
    fn both_readings_are_given_where_they_say_different_words() {
        for (bytes, charset, words) in [
            (&b"+AHMAZQ-cret"[..], Some("utf-7"), &["secret", "AHMAZQ"][..]),
            (b"g\0e\0h\0e\0i\0m\0", Some("utf-8"), &["geheim"]),
            (b"g\0e\0h\0e\0i\0m\0", Some("x-what"), &["geheim"]),
            (b"plain \x1b$B5!L)\x1b(B", Some("us-ascii"), &["plain", "機密"]),
            ("Kündigung".as_bytes(), Some("iso-8859-1"), &["Kündigung", "KÃ¼ndigung"]),
            (b"secret \xff\xff", Some("euc-jp"), &["secret"]),
        ] {
            let decoded = text(bytes, charset);
            assert!(words.iter().all(|w| decoded.value.contains(w)), "{charset:?} {:?}", decoded.value);
        }
    }
}
