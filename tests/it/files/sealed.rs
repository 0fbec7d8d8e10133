//! Z3: what needs a password or a key, pieces of archives, and files that are not what they are called.

use outguard::files::{Feature, Kind};

use super::build::honest;
use super::*;

#[test]
fn z3_what_needs_a_password_is_told_and_its_names_are_judged() {
    for (name, within) in [
        ("zip-encrypted-by-info-zip.zip", &["gehaelter.txt", "list.csv"][..]),
        ("zip-aes-by-7zip.zip", &["gehaelter.txt"]),
        ("7z-encrypted-by-7zip.7z", &["gehaelter.txt", "list.csv"]),
        ("7z-encrypted-with-names-by-7zip.7z", &[]),
    ] {
        let contents = contents(name, &fixture(name));
        assert_eq!(names(&contents), within, "{name}");
        assert!(unread(&contents).iter().all(|kind| *kind == UnreadKind::Encrypted), "{name}: {contents:#?}");
        assert_eq!(unread(&contents).len(), within.len().max(1), "{name}");
    }
    let office = contents("plan.docx", &fixture("docx-encrypted.docx"));
    assert_eq!((office.kind, unread(&office)), (Kind::Ole, vec![UnreadKind::Encrypted]));
    assert!(office.features.is_empty(), "{:?}", office.features);
}

#[test]
fn z3_sealed_messages_are_told_and_signatures_are_no_matter() {
    for name in ["pgp-symmetric.gpg", "pgp-symmetric.asc", "pgp-to-key.gpg", "smime-encrypted.p7m"] {
        let contents = contents(name, &fixture(name));
        assert_eq!((contents.kind, unread(&contents)), (Kind::Sealed, vec![UnreadKind::Encrypted]), "{name}");
    }
    // Signed only: everybody can read it, and so do we.
    for name in ["smime-signed-opaque.p7m", "smime-signed-opaque-stream.p7m"] {
        let contents = contents(name, &fixture(name));
        assert_eq!((contents.kind, unread(&contents)), (Kind::Sealed, vec![]), "{name}");
        assert!(texts(&contents).contains("Belegschaft: Anna Berg"), "{name}: {contents:#?}");
    }
    let entity = contents("smime.p7m", &fixture("smime-signed-opaque-mime.p7m"));
    assert!(texts(&entity).contains("Project Falcon"), "what it holds is read as a part of a message: {entity:#?}");
    let cut = fixture("smime-signed-opaque.p7m");
    assert_eq!(unread(&contents("smime.p7m", &cut[..100])), [UnreadKind::Encrypted]);
    for name in ["pgp-signature.asc", "smime-detached.p7s"] {
        let contents = contents(name, &fixture(name));
        assert_eq!((contents.kind, unread(&contents)), (Kind::Sealed, vec![]), "{name}");
    }
}

#[test]
fn z3_formats_nobody_reads_are_told() {
    for name in ["text.xz", "text.bz2", "text.zst"] {
        let contents = contents(name, &fixture(name));
        assert_eq!((contents.kind, unread(&contents)), (Kind::Archive, vec![UnreadKind::Unsupported]), "{name}");
    }
    assert_eq!(unread(&contents("a.rar", b"Rar!\x1a\x07\x01\x00\x00")), [UnreadKind::Unsupported]);
    assert_eq!(unread(&contents("a.cab", b"MSCF\0\0\0\0\0\0")), [UnreadKind::Unsupported]);
    let packed = contents("a.7z", &fixture("7z-ppmd-by-7zip.7z"));
    assert_eq!((names(&packed), unread(&packed)), (vec!["gehaelter.txt"], vec![UnreadKind::Unsupported]));
}

#[test]
fn z3_one_piece_of_a_split_archive_is_damaged() {
    let piece = contents("vol.zip.001", &fixture("zip-first-volume-by-7zip.zip.001"));
    assert!(unread(&piece).contains(&UnreadKind::Damaged));
    // The last piece says it is on disk 2, and so does each file before it.
    let mut last = fixture("zip-by-info-zip.zip");
    let at = last.len() - 18;
    last[at..at + 2].copy_from_slice(&2u16.to_le_bytes());
    let last = contents("sp.zip", &last);
    assert_eq!(last.unread[0].what, "it is one piece of a split archive");
    let piece = fixture("zip-last-piece-by-info-zip.zip");
    let piece = contents("sp.zip", &piece);
    assert_eq!((piece.kind, piece.unread[0].what.as_str()), (Kind::Zip, "it is one piece of a split archive"));
    assert!(names(&piece).contains(&"gehaelter.txt"), "its list shows what lies in the others: {piece:#?}");
    let volume = contents("vol.7z.001", &fixture("7z-stored-by-7zip.7z")[..100]);
    assert_eq!(unread(&volume), [UnreadKind::Damaged]);
}

#[test]
fn z3_a_file_that_is_not_what_its_name_says() {
    let zip = honest(&[("plan.txt", b"Project Falcon")]);
    let mut exe = b"MZ\x90\0\x03\0\0\0".to_vec();
    exe.resize(512, 0);
    for (name, octets) in [("plan.docx", zip.as_slice()), ("photo.jpg", &zip), ("notes.txt", &zip), ("offer.pdf", &exe)]
    {
        let contents = contents(name, octets);
        assert!(contents.features.contains(&Feature::NameDiffers), "{name}");
    }
    assert!(
        texts(&contents("photo.jpg", &zip)).contains("Project Falcon"),
        "its name does not keep it from being read"
    );
    let inner = honest(&[("offer.pdf", exe.as_slice())]);
    assert_eq!(contents("a.zip", &inner).inner[0].contents.features, [Feature::NameDiffers]);
}

#[test]
fn z3_a_file_that_is_two_things_at_once() {
    let zip = honest(&[("plan.txt", b"Project Falcon")]);
    for (name, front) in [
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice()),
        ("photo.gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
        ("tool.exe", b"MZ\x90\0\x03\0\0\0\0\0\0\0"),
        ("page.html", b"<html><p>Hello</p></html>\n"),
        ("doc.pdf", b"%PDF-1.4\n%%EOF\n"),
    ] {
        let contents = contents(name, &[front, &zip].concat());
        assert!(contents.features.contains(&Feature::Contradictory), "{name}");
        assert!(texts(&contents).contains("Project Falcon"), "{name}: {contents:#?}");
    }
    let pdf = [b"\x89PNG\r\n\x1a\n".as_slice(), b"%PDF-1.4\n"].concat();
    assert!(contents("photo.png", &pdf).features.contains(&Feature::Contradictory));
}
