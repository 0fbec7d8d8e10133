//! Bodies of old collections that were kept without taking their transfer encoding off.

use std::borrow::Cow;

/// The text without quoted-printable (RFC 2045 §6.7), where it surely has it: lines that end in `=`, and `=20` or `=09`.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let is_encoded = text.contains("=\n") && (text.contains("=20") || text.contains("=09"));
    if !is_encoded {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        match (first, behind) {
            (b'=', [b'\n', ..]) => rest = &behind[1..],
            (b'=', [a, b, ..]) => match hex(*a).zip(hex(*b)) {
                Some((high, low)) => {
                    out.push(high << 4 | low);
                    rest = &behind[2..];
                }
                None => out.push(first),
            },
            _ => out.push(first),
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// The value of an upper-case digit: RFC 2045 allows no other, and `=ad` may stand in an address of the web.
fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_surely_encoded_is_decoded() {
        assert_eq!(decoded("one=20\ntwo=\nthree=3D"), "one \ntwothree=");
        assert_eq!(decoded("a=20b"), "a=20b");
        assert_eq!(decoded("x=\ny=20z=q"), "xy z=q");
    }
}
