//! Names of folders in modified UTF-7, as IMAP writes them and many programs keep them on the disk.

use std::borrow::Cow;

/// A name as people see it where it is written in modified UTF-7 (RFC 3501 §5.1.3), as IMAP does: `Entw&APw-rfe`.
pub(super) fn decoded(name: &str) -> Cow<'_, str> {
    if name.contains('&') { from_utf7(name).map_or(Cow::Borrowed(name), Cow::Owned) } else { Cow::Borrowed(name) }
}

/// `None` for what is no modified UTF-7.
fn from_utf7(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, shifted)) = rest.split_once('&') {
        out.push_str(plain);
        let (coded, behind) = shifted.split_once('-')?;
        rest = behind;
        if coded.is_empty() {
            out.push('&');
            continue;
        }
        let (mut bits, mut held) = (0_u32, 0_u32);
        let mut units = Vec::with_capacity(coded.len());
        for octet in coded.bytes() {
            bits = bits << 6 | six_bits(octet)?;
            held += 6;
            if held >= 16 {
                held -= 16;
                units.push(u16::try_from(bits >> held & 0xffff).ok()?);
                bits &= (1 << held) - 1;
            }
        }
        if held >= 6 || bits != 0 {
            return None;
        }
        out.extend(char::decode_utf16(units).collect::<Result<Vec<char>, _>>().ok()?);
    }
    out.push_str(rest);
    Some(out)
}

/// What a character of modified base64 means.
fn six_bits(octet: u8) -> Option<u32> {
    let value = match octet {
        b'A'..=b'Z' => octet - b'A',
        b'a'..=b'z' => octet - b'a' + 26,
        b'0'..=b'9' => octet - b'0' + 52,
        b'+' => 62,
        b',' => 63,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_imap_are_read() {
        for (name, expected) in [
            ("Entw&APw-rfe", "Entwürfe"),
            ("Gel&APY-schte Elemente", "Gelöschte Elemente"),
            ("&AMk-l&AOk-ments envoy&AOk-s", "Éléments envoyés"),
            ("R&-D", "R&D"),
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("&2D3eAA-", "😀"),
            ("Sent", "Sent"),
        ] {
            assert_eq!(decoded(name), expected);
        }
        for wrong in ["R&D", "a&AP-", "a&APx-", "&2D0-", "&A-", "&ü-", "&////-"] {
            assert_eq!(decoded(wrong), wrong, "no UTF-7 is left as it is");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(name in "[&A-Za-z0-9+,ü-]{0,30}") {
            let _ = decoded(&name);
        }
    }
}
