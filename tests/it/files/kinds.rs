//! What a file is, by its content; its name and its declared type break ties only. M10: every name is judged.

use outguard::files::{Job, Kind, sniff};

use super::build::honest;
use super::*;

fn kind(name: &str, media_type: &str, octets: &[u8]) -> Kind {
    sniff(&Job { name, media_type, charset: None, octets })
}

#[test]
fn the_content_decides_whatever_is_declared() {
    let docx = honest(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>")]);
    let xlsx = honest(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>")]);
    let pptx = honest(&[("ppt/presentation.xml", b"<x/>"), ("[content_types].xml", b"<Types/>")]);
    let cases: [(&[u8], Kind); 22] = [
        (&docx, Kind::Docx),
        (&xlsx, Kind::Xlsx),
        (&pptx, Kind::Pptx),
        (&honest(&[("plan.txt", b"x")]), Kind::Zip),
        (b"%PDF-1.7\n", Kind::Pdf),
        (b"\xef\xbb\xbf\n%PDF-1.7\n1 0 obj startxref", Kind::Pdf),
        (b"{\\rtf1 x}", Kind::Rtf),
        (b"\x78\x9f\x3e\x22\x01\0", Kind::Tnef),
        (&fixture("text.xz"), Kind::Archive),
        (&fixture("doc-by-libreoffice.doc"), Kind::Ole),
        (b"\x7fELF\x02\x01\x01\0", Kind::Program),
        (b"#!/bin/sh\necho hello\n", Kind::Program),
        (b"L\0\0\0\x01\x14\x02\0\0\0\0\0", Kind::Program),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Kind::Image),
        (b"GIF89a\x01\0\x01\0", Kind::Image),
        (b"ID3\x03\0\0\0\0", Kind::Media),
        (b"<!DOCTYPE html>\n<html><p>Hello", Kind::Html),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", Kind::Calendar),
        (b"BEGIN:VCARD\r\nVERSION:4.0\r\n", Kind::Vcard),
        (b"name;city;pay\nAnna;Bonn;6\nJan;Jena;4\n", Kind::Csv),
        (b"Received: by x\nFrom: a@firm.example\nTo: b@kita.example\nSubject: x\n\nHello", Kind::Message),
        (b"SQLite format 3\0\x10\0\x01", Kind::Other),
    ];
    for (octets, expected) in cases {
        for (name, media_type) in [("", ""), ("x.dat", "application/octet-stream"), ("x.jpg", "image/jpeg")] {
            assert_eq!(kind(name, media_type, octets), expected, "{name} {media_type}");
        }
    }
}

#[test]
fn text_is_what_reads_as_text() {
    let wide: Vec<u8> = "Gehälter der Belegschaft".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for octets in ["plain words".as_bytes(), "Gehälter".as_bytes(), b"Geh\xe4lter", b"BMW and GIF and PK and MZ", &wide]
    {
        assert_eq!(kind("x.jpg", "image/jpeg", octets), Kind::Text, "{octets:?}");
    }
    assert_eq!(kind("", "", b"In this letter I speak of %PDF- files."), Kind::Text);
    assert_eq!(kind("", "", b"\x01\x02\x00\x04\x05\x06"), Kind::Other);
    assert_eq!(kind("list.csv", "", b"one line"), Kind::Csv);
    assert_eq!(kind("run.ps1", "text/plain", b"Get-Process"), Kind::Program);
    assert_eq!(kind("", "text/plain", b"\0\x01\x02"), Kind::Text, "told as damaged where it is read");
    assert_eq!(
        unread(&read(
            &Job { name: "", media_type: "text/plain", charset: None, octets: b"\0\x01\x02" },
            &Limits::default()
        )),
        [UnreadKind::Damaged]
    );
}

#[test]
fn pictures_and_programs_hold_no_text_and_scripts_do() {
    for octets in [b"\x89PNG\r\n\x1a\n\0\0".as_slice(), b"\x7fELF\x02\0", b"\xff\xd8\xff\xe0"] {
        let contents = contents("x", octets);
        assert!(contents.text.is_empty() && contents.unread.is_empty());
    }
    assert!(contents("deploy.sh", b"#!/bin/sh\nPASSWORD=hunter2\n").text.contains("hunter2"));
}

#[test]
fn old_office_files_are_told_and_never_clean() {
    let word = contents("falcon.doc", &fixture("doc-by-libreoffice.doc"));
    assert_eq!(unread(&word), [UnreadKind::Unsupported]);
    assert!(word.text.contains("Project Falcon: two of nine stay."), "{}", word.text);
    let excel = contents("list.xls", &fixture("xls-by-libreoffice.xls"));
    assert_eq!(excel.unread[0].what, "an Excel file of before 2007 is not read");
    assert!(excel.text.contains("Martin Keller"), "{}", excel.text);
}

#[test]
fn m10_a_name_is_judged_in_every_reading() {
    let contents =
        contents("x.zip", &honest(&[("salaries.pdf\u{202e}", b"plain words"), ("offer.pdf. ", b"plain words")]));
    for inner in &contents.inner {
        assert_eq!(inner.contents.features, [Feature::NameDiffers], "{:?}", inner.names);
    }
}
