//! Honest archives, by the programs people use: every file is read, and nothing is held against them.

use outguard::files::Kind;

use super::build::{gzipped, honest};
use super::*;

#[test]
fn archives_of_common_programs_are_read_whole_and_are_not_suspected() {
    for name in [
        "zip-by-info-zip.zip",
        "zip-zip64-by-info-zip.zip",
        "zip-streamed-by-info-zip.zip",
        "zip-umlaut-by-info-zip.zip",
        "zip-umlaut-by-7zip.zip",
        "7z-lzma2-by-7zip.7z",
        "7z-lzma-by-7zip.7z",
        "7z-stored-by-7zip.7z",
        "tar-by-gnu-tar.tar",
        "tar-pax-long-name.tgz",
    ] {
        let contents = contents(name, &fixture(name));
        assert!(texts(&contents).contains("Gehälter der Belegschaft: Anna Berg 61.000 EUR"), "{name}: {contents:?}");
        assert_eq!((unread(&contents), contradicts(&contents)), (vec![], false), "{name}");
    }
    for name in ["gz-by-gzip.gz", "gz-without-name.gz"] {
        let contents = contents(name, &fixture(name));
        assert_eq!((contents.kind, contents.inner[0].contents.kind), (Kind::Gzip, Kind::Csv));
        assert!(texts(&contents).contains("Martin Keller;90000") && unread(&contents).is_empty(), "{name}");
    }
}

#[test]
fn names_are_shown_as_programs_show_them() {
    let umlaut = contents("a.zip", &fixture("zip-umlaut-by-info-zip.zip"));
    assert_eq!(names(&umlaut)[0], "Löhne und Gehälter.txt");
    assert_eq!(
        names(&contents("a.zip", &fixture("zip-by-info-zip.zip"))),
        ["gehaelter.txt", "list.csv", "plans/falcon.txt"]
    );
    let pax = contents("a.tgz", &fixture("tar-pax-long-name.tgz"));
    assert!(names(&pax)[1].len() > 150 && names(&pax)[0] == "a.tar", "{:?}", names(&pax));
    assert_eq!(names(&contents("x.gz", &fixture("gz-by-gzip.gz"))), ["list.csv", "x"]);
    assert_eq!(names(&contents("x.csv.gz", &fixture("gz-without-name.gz"))), ["x.csv"]);
}

#[test]
fn three_levels_are_read_and_the_fourth_is_told() {
    let plan = honest(&[("plan.txt", b"Project Falcon")]);
    let two = honest(&[("plan.zip", &plan)]);
    let three = honest(&[("two.zip", &two)]);
    let four = honest(&[("three.zip", &three)]);
    assert_eq!(names(&contents("three.zip", &three)), ["two.zip", "plan.zip", "plan.txt"]);
    assert!(texts(&contents("three.zip", &three)).contains("Falcon"));
    let deep = contents("four.zip", &four);
    assert!(!texts(&deep).contains("Falcon"));
    assert_eq!(unread(&deep), [UnreadKind::Limit]);
    assert_eq!(all(&deep).last().unwrap().contents.unread[0].what, "files lie too deep in each other");
}

#[test]
fn formats_lie_in_each_other_in_any_order() {
    let message = b"From: anna.berg@firm.example\r\nTo: jan.kurz@kita.example\r\nSubject: Plans\r\nMIME-Version: 1.0\r\n\r\nProject Falcon\r\n";
    let packed = gzipped(&honest(&[("mail.eml", message), ("seven.7z", &fixture("7z-lzma2-by-7zip.7z"))]));
    let contents = contents("all.zip.gz", &packed);
    assert!(texts(&contents).contains("Project Falcon\n") && texts(&contents).contains("Belegschaft"), "{contents:?}");
    assert!(unread(&contents).is_empty());
}

/// The `zip` crate reads one of the readings that we judge.
#[test]
fn whatever_the_zip_crate_reads_is_read_here() {
    for name in ["zip-by-info-zip.zip", "zip-zip64-by-info-zip.zip", "zip-streamed-by-info-zip.zip"] {
        let octets = fixture(name);
        let contents = contents(name, &octets);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&octets)).unwrap();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut file, &mut text).unwrap();
            assert!(names(&contents).contains(&file.name().unwrap().as_ref()), "{name}");
            assert!(texts(&contents).contains(&text), "{name}");
        }
    }
}
