//! Transfer encodings (RFC 2045 §6): what does not decode is still read some way, and told.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

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

/// What text in quoted-printable says, as far as it can be read, wherever it was kept.
pub fn from_quoted_printable(bytes: &[u8]) -> Vec<u8> {
    quoted_printable(bytes).value
}

/// At most 80 octets are looked at: a soft break stands at the end of a short line.
fn first_line(bytes: &[u8]) -> &[u8] {
    let near = bytes.get(..80).unwrap_or(bytes);
    near.get(..super::headers::line_end(near, 0)).unwrap_or_default()
}

/// Whether a part with this transfer encoding has to be decoded.
pub(super) fn is_coded(transfer: &str) -> bool {
    matches!(transfer, "base64" | "quoted-printable")
}

fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0)
}

/// What stands behind `%` as two hexadecimal digits, and the rest as it is.
pub(super) fn percent(text: &str, out: &mut Vec<u8>) {
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        let code = rest.get(..2).and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u8::from_str_radix(d, 16).ok());
        match code {
            Some(code) if *first == b'%' => {
                out.push(code);
                bytes = rest.get(2..).unwrap_or_default();
            }
            _ => out.push(*first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
