//! Z1: archives in which two programs see different files. What either would see is read, and the difference is told.

use super::build::{Entry, archive, deflated, end, honest};
use super::*;

/// Both texts are read, and the archive contradicts itself.
fn both(octets: &[u8], what: &str) -> Contents {
    let contents = contents("plans.zip", octets);
    assert!(contradicts(&contents), "{what}: {contents:#?}");
    let texts = texts(&contents);
    assert!(texts.contains("the open plan") && texts.contains("the secret plan"), "{what}: {contents:#?}");
    contents
}

fn open() -> Entry {
    Entry::stored("open.txt", b"the open plan")
}

fn secret() -> Entry {
    Entry::stored("secret.txt", b"the secret plan")
}

#[test]
fn z1_a_file_in_one_of_the_two_places_only() {
    both(&archive(&[open(), Entry { is_central: false, ..secret() }]), "missing in the directory");
    let contents = contents("plans.zip", &archive(&[open(), Entry { is_local: false, ..secret() }]));
    assert!(contradicts(&contents) || unread(&contents).contains(&UnreadKind::Damaged));
    assert!(names(&contents).contains(&"secret.txt"), "a name without a file is judged too: {contents:#?}");
}

#[test]
fn z1_the_two_places_differ_in_names_and_sizes() {
    let renamed = Entry { local_name: b"salaries.txt".to_vec(), ..secret() };
    let contents = both(&archive(&[open(), renamed]), "names");
    assert!(names(&contents).contains(&"secret.txt") && names(&contents).contains(&"salaries.txt"));

    // One program reads three octets, another all.
    let short = Entry { packed: 3, ..secret() };
    both(&archive(&[open(), short]), "sizes in the directory");
    let short = Entry { local_packed: 3, ..secret() };
    both(&archive(&[open(), short]), "sizes in the header");

    let packed = deflated(b"the secret plan");
    let mut cheat = Entry { data: packed.clone(), method: 8, ..secret() };
    (cheat.packed, cheat.local_packed) = (packed.len() as u32, packed.len() as u32);
    both(
        &archive(&[open(), Entry { crc: 7, ..cheat.clone() }, Entry { central_name: b"x".to_vec(), ..cheat }]),
        "checksums",
    );
}

#[test]
fn z1_a_file_hidden_in_the_data_of_another() {
    let hidden = Entry { is_central: false, ..secret() }.local();
    let cover = Entry { local_packed: 4, ..Entry::stored("cover.bin", &[&[1, 2, 3, 4], hidden.as_slice()].concat()) };
    both(&archive(&[open(), cover]), "who walks from header to header meets it");

    let mut packed = deflated(b"the open plan");
    packed.extend(hidden);
    let size = packed.len() as u32;
    let slack = Entry { data: packed, method: 8, packed: size, local_packed: size, ..open() };
    let contents = contents("plans.zip", &archive(&[slack]));
    assert!(contradicts(&contents), "octets behind the end of a stream: {contents:#?}");
}

#[test]
fn z1_two_archives_in_one_file() {
    let (one, two) = (archive(&[open()]), archive(&[secret()]));
    both(&[one.clone(), two.clone()].concat(), "one behind the other");
    let apart = [one.clone(), b"some words between".to_vec(), two.clone()].concat();
    both(&apart, "with words between");
    let mut commented = two.clone();
    let at = commented.len() - 2;
    commented[at..].copy_from_slice(&(one.len() as u16).to_le_bytes());
    both(&[commented, one].concat(), "one in the comment of the other");
}

#[test]
fn z1_data_before_and_behind() {
    let secret = archive(&[secret()]);
    for (octets, what) in [
        ([b"Dear all, the open plan\n".to_vec(), secret.clone()].concat(), "a text before"),
        ([b"\x89PNG\r\n\x1a\n\0\0\0\0the open plan".to_vec(), secret.clone()].concat(), "a picture before"),
    ] {
        let contents = contents("x", &octets);
        assert!(contradicts(&contents) && texts(&contents).contains("the secret plan"), "{what}: {contents:#?}");
    }
    assert!(contradicts(&contents("x.zip", &[secret.clone(), b"behind".to_vec()].concat())));
    let padded = contents("x.zip", &[secret, vec![0; 512]].concat());
    assert!(!contradicts(&padded), "what fills a block says nothing: {padded:#?}");
}

#[test]
fn z1_two_records_for_one_file_and_files_over_each_other() {
    let (file, other) = (secret(), Entry { central_name: b"open.txt".to_vec(), ..secret() });
    let (local, directory) = (file.local(), [file.central(0), other.central(0)].concat());
    let octets = [local.clone(), directory.clone(), end(2, directory.len(), local.len())].concat();
    let contents = contents("x.zip", &octets);
    assert!(contradicts(&contents) && names(&contents).contains(&"open.txt"), "{contents:#?}");

    // The directory knows a file within the data of another; nobody who reads a stream meets it.
    let (inner, cover) =
        (secret(), Entry::stored("cover.txt", &[b"the open plan ".as_slice(), &secret().local()].concat()));
    let directory = [cover.central(0), inner.central(30 + 9 + 14)].concat();
    let octets = [cover.local(), directory.clone(), end(2, directory.len(), cover.local().len())].concat();
    let contents = super::contents("x.zip", &octets);
    assert!(contradicts(&contents) && texts(&contents).contains("the secret plan"), "{contents:#?}");
    assert_eq!(names(&contents), ["cover.txt", "secret.txt"]);
}

#[test]
fn z1_names_that_programs_take_for_different_places() {
    for name in ["../secret.txt", "/secret.txt", "C:\\secret.txt", "a\\secret.txt", "secret.txt\0.png", "a/../../b"] {
        let contents = contents("x.zip", &archive(&[Entry::stored(name, b"the secret plan")]));
        assert!(contradicts(&contents) && texts(&contents).contains("the secret plan"), "{name:?}");
        assert!(names(&contents).contains(&name), "{name:?}");
    }
    let twice = archive(&[Entry::stored("plan.txt", b"the open plan"), Entry::stored("plan.txt", b"the secret plan")]);
    both(&twice, "a name twice");
    // Version, checksum of the name, and another name (APPNOTE 4.6.9).
    let mut extra = [&0x7075u16.to_le_bytes()[..], &(5u16 + 11).to_le_bytes(), &[1, 0, 0, 0, 0]].concat();
    extra.extend_from_slice(b"salary.xlsx");
    let contents = contents("x.zip", &archive(&[Entry { extra, ..open() }]));
    assert!(contradicts(&contents) && names(&contents).contains(&"salary.xlsx"), "{contents:#?}");
}

#[test]
fn z1_lies_about_64_bits_and_counts() {
    let (file, honest_end) = (secret(), archive(&[secret()]));
    let (local, central) = (file.local(), file.central(0));
    // A zip64 end record (4.3.14) that counts otherwise than the plain one.
    let mut record = b"PK\x06\x06".to_vec();
    record.extend_from_slice(&44u64.to_le_bytes());
    record.extend_from_slice(&[0; 12]);
    for field in [5u64, 5, central.len() as u64, local.len() as u64] {
        record.extend_from_slice(&field.to_le_bytes());
    }
    let at = (local.len() + central.len()) as u64;
    let locator = [b"PK\x06\x07\0\0\0\0".as_slice(), &at.to_le_bytes(), &1u32.to_le_bytes()].concat();
    let lie = [local.clone(), central.clone(), record, locator, end(1, central.len(), local.len())].concat();
    let lying = contents("x.zip", &lie);
    assert!(contradicts(&lying) && texts(&lying).contains("the secret plan"), "{lying:#?}");

    let miscounted = [local.clone(), central.clone(), end(9, central.len(), local.len())].concat();
    assert!(contradicts(&contents("x.zip", &miscounted)));
    let misplaced = [local, central, end(1, honest_end.len() * 9, 0)].concat();
    let misplaced = contents("x.zip", &misplaced);
    assert!(unread(&misplaced).contains(&UnreadKind::Damaged) && texts(&misplaced).contains("the secret plan"));
}

/// An office file is an archive too: a program shows the document, another the files.
#[test]
fn z1_an_office_file_with_a_second_reading() {
    let parts: &[(&str, &[u8])] = &[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")];
    let mut entries: Vec<Entry> = parts.iter().map(|(name, octets)| Entry::stored(name, octets)).collect();
    assert!(
        !contradicts(&contents("plan.docx", &archive(&entries)))
            && !contradicts(&contents("plan.docx", &honest(parts)))
    );
    entries.push(Entry { is_central: false, ..secret() });
    let contents = contents("plan.docx", &archive(&entries));
    assert_eq!(contents.kind, outguard::files::Kind::Docx);
    assert!(contradicts(&contents) && texts(&contents).contains("the secret plan"));
}
