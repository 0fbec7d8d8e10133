//! What is encrypted or signed: OpenPGP (RFC 9580) and CMS (RFC 5652).

use crate::files::{Job, Kind};

/// The arcs of CMS content types: 1.2.840.113549.1.7.* and 1.2.840.113549.1.9.16.1.*.
const CMS: &[&[u8]] =
    &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07], &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01]];
/// `SignedData` among the first.
const SIGNED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

const ARMOUR: &[&[u8]] = &[
    b"-----BEGIN PGP MESSAGE",
    b"-----BEGIN PGP SIGNATURE",
    b"-----BEGIN PGP PUBLIC KEY BLOCK",
    b"-----BEGIN PKCS7-----",
    b"-----BEGIN CMS-----",
];

/// [`Kind::Sealed`] if `job` is a sealed message or a signature. A private key is none: its text is to be searched.
pub(super) fn kind(job: &Job<'_>) -> Option<Kind> {
    let octets = job.octets;
    let is_sealed = ARMOUR.iter().any(|line| octets.trim_ascii_start().starts_with(line))
        || content_type(octets).is_some()
        || is_pgp(octets);
    is_sealed.then_some(Kind::Sealed)
}

/// What a signed file holds of what was signed.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::files) enum Signed {
    /// Nothing: it is a signature, or a key.
    Apart,
    /// The signed octets, readable for everybody.
    Within(Vec<u8>),
}

/// Whether it is signed and not encrypted; `None` if it is encrypted, or not to be told.
pub(in crate::files) fn signed(octets: &[u8]) -> Option<Signed> {
    let octets = octets.trim_ascii_start();
    if octets.starts_with(b"-----BEGIN PGP") {
        return memchr::memmem::find(octets, b"-----BEGIN PGP MESSAGE").is_none().then_some(Signed::Apart);
    }
    if content_type(octets) != Some(SIGNED) { None } else { signed_data(octets) }
}

/// One DER or BER element: tag, content (all the rest where the length is left open), and what follows.
fn element(octets: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, size, rest) = start(octets)?;
    let (content, rest) = rest.split_at_checked(size.unwrap_or(rest.len()))?;
    Some((tag, content, rest))
}

/// Tag and length of an element, and what follows them.
fn start(octets: &[u8]) -> Option<(u8, Option<usize>, &[u8])> {
    let (tag, rest) = octets.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (size, rest) = match usize::from(*first) {
        0x80 => (None, rest),
        short @ 0..0x80 => (Some(short), rest),
        long => {
            let (digits, rest) = rest.split_at_checked(long - 0x80).filter(|(digits, _)| digits.len() <= 4)?;
            (Some(digits.iter().fold(0, |size, digit| size << 8 | usize::from(*digit))), rest)
        }
    };
    Some((*tag, size, rest))
}

/// The object identifier of a `ContentInfo`, if it is one of CMS; of a cut one too.
fn content_type(octets: &[u8]) -> Option<&[u8]> {
    let (0x30, _, info) = start(octets)? else { return None };
    let (0x06, id, _) = element(info)? else { return None };
    CMS.iter().any(|arc| id.starts_with(arc)).then_some(id)
}

/// What a `SignedData` holds (RFC 5652 §5.1: `eContent` is optional).
fn signed_data(octets: &[u8]) -> Option<Signed> {
    let (0x30, info, _) = element(octets)? else { return None };
    let (_, _, wrapped) = element(info)?;
    let (0xa0, wrapped, _) = element(wrapped)? else { return None };
    let (0x30, signed, _) = element(wrapped)? else { return None };
    let (0x02, _, rest) = element(signed)? else { return None };
    let (0x31, _, rest) = element(rest)? else { return None };
    let (0x30, encapsulated, _) = element(rest)? else { return None };
    let (0x06, _, content) = element(encapsulated)? else { return None };
    // An open length ends in two NULs instead.
    if content.is_empty() || content.starts_with(&[0, 0]) {
        return Some(Signed::Apart);
    }
    let (0xa0, content, _) = element(content)? else { return None };
    match element(content)? {
        (0x04, octets, _) => Some(Signed::Within(octets.to_vec())),
        // In pieces, as it is written by those who do not know its length before.
        (0x24, mut pieces, _) => {
            let mut whole = Vec::new();
            while let Some((0x04, piece, rest)) = element(pieces) {
                whole.extend_from_slice(piece);
                pieces = rest;
            }
            Some(Signed::Within(whole))
        }
        _ => None,
    }
}

/// A binary OpenPGP message: a session key packet (RFC 9580 §5.1, §5.3) of a known version, in either packet format.
fn is_pgp(octets: &[u8]) -> bool {
    let (is_public, rest) = match octets {
        [0x84 | 0xc1, _, rest @ ..] | [0x85, _, _, rest @ ..] => (true, rest),
        [0x8c | 0xc3, _, rest @ ..] => (false, rest),
        _ => return false,
    };
    // The length of a new packet may take two octets.
    let versions = match (octets.first(), rest) {
        (Some(0xc1), [_, version, ..]) if octets.get(1).is_some_and(|length| *length >= 192) => Some(version),
        (_, [version, ..]) => Some(version),
        _ => None,
    };
    versions.is_some_and(|version| if is_public { matches!(version, 3 | 6) } else { matches!(version, 4..=6) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(octets: &[u8]) -> bool {
        kind(&Job { name: "", media_type: "", charset: None, octets }).is_some()
    }

    #[test]
    fn messages_and_signatures_are_sealed_and_private_keys_are_text() {
        assert!(sealed(b"-----BEGIN PGP MESSAGE-----\n\nhQEMA"));
        assert!(sealed(&[0x85, 0x01, 0x0c, 0x03, 0xaa]) && sealed(&[0x8c, 0x0d, 0x04, 0x09]));
        assert!(!sealed(b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n") && !sealed(b"Hello"));
        assert_eq!(signed(b"-----BEGIN PGP SIGNATURE-----\n"), Some(Signed::Apart));
        assert_eq!(signed(b"-----BEGIN PGP MESSAGE-----\n"), None);
    }

    #[test]
    fn a_signature_without_what_was_signed_is_told_from_one_with_it() {
        let mut encapsulated = vec![0x06, 0x09];
        encapsulated.extend_from_slice(SIGNED);
        let whole = |encapsulated: &[u8]| {
            let wrap = |tag: u8, inner: &[u8]| [&[tag, u8::try_from(inner.len()).unwrap()], inner].concat();
            let signed = [&[0x02, 1, 1, 0x31, 0], wrap(0x30, encapsulated).as_slice()].concat();
            let info = [&[0x06, 0x09], SIGNED, &wrap(0xa0, &wrap(0x30, &signed))].concat();
            wrap(0x30, &info)
        };
        assert!(sealed(&whole(&encapsulated)));
        assert_eq!(signed(&whole(&encapsulated)), Some(Signed::Apart));
        encapsulated.extend_from_slice(&[0xa0, 3, 0x04, 1, b'x']);
        assert_eq!(signed(&whole(&encapsulated)), Some(Signed::Within(b"x".to_vec())));
    }
}
