//! Files known by their first octets.

use crate::files::Kind;
use crate::files::tar;

/// Signatures that no text begins with, or that decide whatever follows.
const STRONG: &[(&[u8], Kind)] = &[
    (b"{\\rt", Kind::Rtf),
    (&[0x78, 0x9f, 0x3e, 0x22], Kind::Tnef),
    (&[0x1f, 0x8b], Kind::Gzip),
    (&[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], Kind::SevenZip),
    (b"Rar!\x1a\x07", Kind::Archive),
    (b"MSCF\0\0\0\0", Kind::Archive),
    (&[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], Kind::Archive),
    (&[0x28, 0xb5, 0x2f, 0xfd], Kind::Archive),
    (&[0x04, 0x22, 0x4d, 0x18], Kind::Archive),
    (b"LZIP\x01", Kind::Archive),
    (&[0x1f, 0x9d], Kind::Archive),
    (&[0x1f, 0xa0], Kind::Archive),
    (b"!<arch>\n", Kind::Archive),
    (&[0xed, 0xab, 0xee, 0xdb], Kind::Archive),
    (b"MSWIM\0\0\0", Kind::Archive),
    (b"\x7fELF", Kind::Program),
    (&[0xfe, 0xed, 0xfa, 0xce], Kind::Program),
    (&[0xfe, 0xed, 0xfa, 0xcf], Kind::Program),
    (&[0xce, 0xfa, 0xed, 0xfe], Kind::Program),
    (&[0xcf, 0xfa, 0xed, 0xfe], Kind::Program),
    (&[0xca, 0xfe, 0xba, 0xbe], Kind::Program),
    (b"\0asm", Kind::Program),
    (b"dex\n03", Kind::Program),
    // A Windows shortcut: its header size and class id (MS-SHLLINK 2.1).
    (&[0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0], Kind::Program),
    (&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a], Kind::Image),
    (&[0xff, 0xd8, 0xff], Kind::Image),
];

/// The kind that the first octets, or the header of a tar archive, leave no doubt about.
pub(super) fn strong(octets: &[u8]) -> Option<Kind> {
    if let Some((_, kind)) = STRONG.iter().find(|(magic, _)| octets.starts_with(magic)) {
        return Some(*kind);
    }
    if is_windows_program(octets) || octets.starts_with(b"#!") {
        return Some(Kind::Program);
    }
    let is_bzip2 = octets.starts_with(b"BZh") && octets.get(4..10) == Some(b"1AY&SY".as_slice());
    if is_bzip2 {
        return Some(Kind::Archive);
    }
    tar::is_start(octets).then_some(Kind::Tar)
}

/// A DOS header (`MZ`) whose pointer at 0x3C leads to a `PE`, `NE` or `LE` header, or a DOS program: no text.
fn is_windows_program(octets: &[u8]) -> bool {
    octets.starts_with(b"MZ") && memchr::memchr(0, octets.get(..64).unwrap_or(octets)).is_some()
}

/// Signatures so short that a text may begin with them; asked only of what is no text.
pub(super) fn weak(octets: &[u8]) -> Option<Kind> {
    use infer::MatcherType::{App, Archive, Audio, Book, Image, Video};
    let found = infer::get(octets)?;
    match (found.matcher_type(), found.extension()) {
        // Two letters are too little to be believed to hold no text.
        (Image, "bmp") => (octets.get(6..10) == Some(&[0; 4])).then_some(Kind::Image),
        (Image, "gif") => (octets.starts_with(b"GIF87a") || octets.starts_with(b"GIF89a")).then_some(Kind::Image),
        (Image, _) => Some(Kind::Image),
        (Audio | Video, _) => Some(Kind::Media),
        (App, "der" | "pem") => None,
        (App, _) => Some(Kind::Program),
        (Archive, "swf") => Some(Kind::Program),
        (Archive, "par2" | "bz3" | "Z" | "lz" | "rpm" | "deb" | "ar" | "cpio" | "crx") => Some(Kind::Archive),
        (Archive | Book, _) | (_, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_pictures_and_archives_are_known_by_their_first_octets() {
        let mut exe = b"MZ\x90\0\x03".to_vec();
        exe.resize(200, 0);
        assert_eq!(strong(&exe), Some(Kind::Program));
        assert_eq!(strong(b"\x7fELF\x02\x01\x01"), Some(Kind::Program));
        assert_eq!(strong(b"#!/bin/sh\necho"), Some(Kind::Program));
        assert_eq!(strong(b"Rar!\x1a\x07\x01\x00"), Some(Kind::Archive));
        assert_eq!(weak(b"GIF89a\x01\0\x01\0"), Some(Kind::Image));
        assert_eq!(weak(b"ID3\x03\0\0"), Some(Kind::Media));
        assert_eq!(weak(b"BM\x01\x02\x03\x04\x05\x06\x07\x08\x09"), None, "two letters make no picture");
    }
}
