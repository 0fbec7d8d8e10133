//! Documents as real programs write them (`tests/files/documents`): what people see, what is hidden, what cannot be read.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use outguard::files::{Contents, Feature, Job, Kind, Limits, UnreadKind, read};
use proptest::prelude::*;
use proptest::sample::Index;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::cpu;

/// What is expected of one document.
struct Expected {
    name: &'static str,
    kind: Kind,
    /// Lines people see, in their order.
    text: &'static [&'static str],
    /// Lines that do not show at first.
    hidden: &'static [&'static str],
    properties: &'static [(&'static str, &'static str)],
    features: &'static [Feature],
    unread: &'static [UnreadKind],
}

const NOTHING: Expected =
    Expected { name: "", kind: Kind::Other, text: &[], hidden: &[], properties: &[], features: &[], unread: &[] };

/// The German letter in all text formats.
const LETTER: Expected = Expected {
    name: "",
    kind: Kind::Docx,
    text: &[
        "Umbau der Abteilung Süd",
        "Die Straße zum Ziel ist vertraulich und kurz.",
        "Das Budget beträgt 600.000 Euro",
        "Weiß auf weiß:",
        "Name\tGeburtstag\tStelle",
        "Eva Lang\t12.04.1971\tEinkauf",
        "Mehr dazu hier",
        "https://kita.example/angebot",
        "Firma – nur intern",
        "Stand März & April",
    ],
    hidden: &[
        "Projekt Falke",
        "900.000 Euro",
        "Abfindung für Eva Lang",
        "unsichtbar klein",
        "Das darf der Kunde nicht sehen.",
    ],
    properties: &[
        ("author", "Anna Berg"),
        ("author", "Martin Keller"),
        ("title", "Kostensenkung 2026"),
        ("subject", "Umbau"),
        ("keywords", "Falke"),
        ("comments", "Entwurf für die Leitung"),
    ],
    features: &[Feature::HiddenText, Feature::TrackedChanges, Feature::Comments],
    ..NOTHING
};

/// The English workbook in all table formats.
const WORKBOOK: Expected = Expected {
    name: "",
    kind: Kind::Xlsx,
    text: &["Staff", "Eva Lang\t1971-04-12\t\tBonn", "Jan Ott\t1983-09-03\t\tUlm\tx < y & z", "Firm internal"],
    hidden: &[
        "Salary",
        "52000",
        "Mia Wolf\t1990-01-31\t61000\tKiel",
        "white secret",
        "format hides",
        "Plan B",
        "Ulm\tJune",
        "Master key\tFalcon-77",
        "Do not send to Kita",
    ],
    properties: &[("author", "Anna Berg"), ("last-author", "Martin Keller"), ("title", "Staff 2026")],
    features: &[
        Feature::HiddenSheet,
        Feature::HiddenRows,
        Feature::HiddenColumns,
        Feature::HiddenText,
        Feature::Comments,
    ],
    unread: &[],
};

/// The English PDF, plain and with an owner's password.
const PLAN: Expected = Expected {
    name: "reportlab-en.pdf",
    kind: Kind::Pdf,
    text: &[
        "Strictly confidential: staff plan",
        "Name\tBorn",
        "Eva Lang\t1971-04-12",
        "white on blue",
        "https://kita.example/pdf",
        "Second page",
        "DE02120300000000202051",
        "Chapter one",
    ],
    hidden: &["white words nobody sees", "beside the page", "Sticky: ask Martin"],
    properties: &[("author", "Anna Berg"), ("title", "Redundancy plan"), ("subject", "Staff"), ("keywords", "falcon")],
    features: &[Feature::HiddenText, Feature::Comments],
    unread: &[],
};

const SLIDES: Expected = Expected {
    name: "powerpoint-en.pptx",
    kind: Kind::Pptx,
    text: &["Results of Q1", "Revenue grew", "Costs fell", "Offer for Kita", "Item\tPrice", "Roof\t12,000"],
    hidden: &["Do not mention the layoffs in Ulm", "Backup: margin 43 %"],
    properties: &[("title", "Quarterly review"), ("author", "Anna Berg")],
    features: &[Feature::Notes, Feature::HiddenSlide],
    unread: &[],
};

fn all() -> Vec<Expected> {
    vec![
        Expected { name: "word-de.docx", ..LETTER },
        Expected { name: "libreoffice-de.docx", ..LETTER },
        Expected { name: "libreoffice-de.odt", kind: Kind::Odt, ..LETTER },
        Expected { name: "libreoffice-de.rtf", kind: Kind::Rtf, ..LETTER },
        Expected {
            name: "word-es.docx",
            kind: Kind::Docx,
            text: &["El niño cumplió años el sábado en Logroño."],
            properties: &[("author", "Ana Torres")],
            ..NOTHING
        },
        Expected {
            name: "libreoffice-es.pdf",
            kind: Kind::Pdf,
            text: &["Estimada señora Núñez: le enviamos la propuesta del próximo año."],
            properties: &[("author", "Ana Torres")],
            ..NOTHING
        },
        Expected { name: "excel-en.xlsx", ..WORKBOOK },
        Expected { name: "libreoffice-en.xlsx", ..WORKBOOK },
        Expected {
            name: "libreoffice-en.ods",
            kind: Kind::Ods,
            text: &["Staff", "Eva Lang\t12.04.1971\tBonn", "Redundancy plan\t\t\tblue ground", "Firm internal"],
            hidden: &["Salary", "Mia Wolf\t31.01.1990\t61000\tKiel", "white secret", "Master key\tFalcon-77"],
            ..WORKBOOK
        },
        Expected {
            name: "xlsxwriter-es.xlsx",
            kind: Kind::Xlsx,
            text: &[
                "Nombre\tNacimiento\tDNI",
                "Íñigo Peña\t1980-05-17\t12345678Z",
                "total confidencial",
                "Ventas por cliente",
                "Cuadro de texto: solo interno",
                "https://kita.example/es",
            ],
            hidden: &["ancho cero", "Sofía Ruiz\t1992-11-02\tX1234567L"],
            properties: &[("author", "Ana Torres"), ("company", "Firma SA"), ("manager", "Luis Gil")],
            features: &[Feature::HiddenRows, Feature::HiddenColumns],
            ..NOTHING
        },
        SLIDES,
        Expected { name: "libreoffice-en.odp", kind: Kind::Odp, ..SLIDES },
        Expected {
            name: "odfpy-de.odt",
            kind: Kind::Odt,
            text: &[
                "Angebot für die Straße",
                "Preis: 100 Euro Link",
                "Name\tTag",
                "Eva\tMo",
                "https://kita.example/de",
            ],
            hidden: &["interner RabattMarge", "zu billig"],
            properties: &[("author", "Anna Berg"), ("title", "Angebot")],
            features: &[Feature::HiddenText, Feature::Comments],
            ..NOTHING
        },
        PLAN,
        Expected { name: "owner-password.pdf", ..PLAN },
        Expected {
            name: "attached.pdf",
            features: &[Feature::HiddenText, Feature::Comments, Feature::Macros, Feature::EmbeddedFiles],
            ..PLAN
        },
        Expected { name: "password.pdf", kind: Kind::Pdf, unread: &[UnreadKind::Encrypted], ..NOTHING },
        Expected { name: "scan.pdf", kind: Kind::Pdf, unread: &[UnreadKind::Unsupported], ..NOTHING },
        Expected { name: "scan-ocr.pdf", kind: Kind::Pdf, text: &["scanned letter recognised"], ..NOTHING },
        Expected {
            name: "libreoffice-table-en.pdf",
            kind: Kind::Pdf,
            text: &["Firm internal", "Name\tBorn\tPlace\tNote"],
            hidden: &["white secr"],
            features: &[Feature::HiddenText],
            ..NOTHING
        },
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/documents")
}

fn octets(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn said(name: &str, octets: &[u8]) -> Contents {
    read(&Job { name, media_type: "application/octet-stream", charset: None, octets }, &Limits::default())
}

/// The package with the octets of the part at `which` spoilt by `spoil`.
fn repacked(octets: &[u8], which: Index, spoil: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(octets)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    let spoilt = which.index(old.len());
    for at in 0..old.len() {
        let mut entry = old.by_index(at).unwrap();
        let mut part = Vec::new();
        entry.read_to_end(&mut part).unwrap();
        if at == spoilt {
            spoil(&mut part);
        }
        new.start_file(entry.name().unwrap(), SimpleFileOptions::default()).unwrap();
        new.write_all(&part).unwrap();
    }
    new.finish().unwrap().into_inner()
}

/// The lines of `expected` that `text` has not, each behind the one before where `in_order`.
fn missing<'a>(expected: &[&'a str], text: &str, in_order: bool) -> Vec<&'a str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut missing = Vec::new();
    for line in expected {
        match lines.iter().position(|l| l == line) {
            Some(at) if in_order => drop(lines.drain(..=at)),
            Some(_) => {}
            None => missing.push(*line),
        }
    }
    missing
}

#[test]
fn documents_of_real_programs_read_as_expected() {
    let mut wrong = String::new();
    for expected in all() {
        let contents = said(expected.name, &octets(expected.name));
        // The margins of rich text stand before its body.
        let text = missing(expected.text, &contents.text, expected.kind != Kind::Rtf && expected.kind != Kind::Ods);
        let hidden = missing(expected.hidden, &contents.hidden, false);
        let shown: Vec<_> = expected.hidden.iter().filter(|line| contents.text.contains(**line)).collect();
        let has =
            |(name, value): &&(&str, &str)| contents.properties.iter().any(|p| p.name == *name && p.value == *value);
        let properties: Vec<_> = expected.properties.iter().filter(|property| !has(property)).collect();
        let features: Vec<_> = expected.features.iter().filter(|f| !contents.features.contains(f)).collect();
        let surplus: Vec<_> = contents.features.iter().filter(|f| !expected.features.contains(f)).collect();
        let unread: Vec<UnreadKind> = contents.unread.iter().map(|unread| unread.kind).collect();
        let surplus_is_known = surplus.iter().all(|f| {
            (expected.name == "excel-en.xlsx" && **f == Feature::HiddenNames)
                || (expected.name == "powerpoint-en.pptx" && **f == Feature::HiddenText)
        });
        let is_right = contents.kind == expected.kind
            && text.is_empty()
            && hidden.is_empty()
            && shown.is_empty()
            && properties.is_empty()
            && features.is_empty()
            && surplus_is_known
            && unread == expected.unread;
        if !is_right {
            wrong += &format!(
                "{}: {:?}\n missing text {text:?}, hidden {hidden:?}, shown {shown:?}, properties {properties:?}, \
                 features {features:?}, surplus {surplus:?}, unread {unread:?}\n{}\n--\n{}\n",
                expected.name, contents.kind, contents.text, contents.hidden
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_document_is_expected_and_small() {
    for entry in fs::read_dir(folder()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert!(name == "README.md" || all().iter().any(|expected| expected.name == name), "{name} is not expected");
        assert!(entry.metadata().unwrap().len() < 30_000, "{name}");
    }
}

#[test]
fn parked_shapes_hidden_names_and_attached_files_are_found() {
    let slides = said("", &octets("powerpoint-en.pptx"));
    assert!(slides.hidden.contains("parked outside the slide") && slides.features.contains(&Feature::HiddenText));
    let workbook = said("", &octets("excel-en.xlsx"));
    assert!(workbook.hidden.contains("Bonus\t\"0.15 secret factor\""));
    assert!(workbook.hidden.contains("\"Redundancy plan\""), "a formula's own words");
    assert!(workbook.features.contains(&Feature::HiddenNames));
    let attached = said("", &octets("attached.pdf"));
    let file = attached.inner.first().unwrap();
    assert_eq!((file.names.as_slice(), file.size), (["salaries.txt".to_owned()].as_slice(), 20));
}

#[test]
fn a_hundred_documents_take_little_time() {
    let files: Vec<Vec<u8>> = all().iter().map(|expected| octets(expected.name)).collect();
    let (spent, ()) = cpu::of(|| files.iter().cycle().take(100).for_each(|octets| drop(said("", octets))));
    println!("100 documents: {spent:?}");
    assert!(spent < cpu::BOUNDED, "{spent:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever was cut off is told, or nothing was lost.
    #[test]
    fn a_cut_document_is_never_clean(which: Index, at: Index) {
        let all = all();
        let expected = which.get(&all);
        let whole = octets(expected.name);
        let cut = whole.get(..at.index(whole.len())).unwrap();
        let contents = said(expected.name, cut);
        if contents.unread.is_empty() {
            let before = said(expected.name, &whole);
            prop_assert_eq!(contents.text, before.text);
            prop_assert_eq!(contents.hidden, before.hidden);
        }
    }

    /// The XML of a part spoilt, in a package that is whole.
    #[test]
    fn a_spoilt_part_has_an_answer(
        which: Index,
        part: Index,
        cut: Index,
        flips in prop::collection::vec((any::<Index>(), 1_u8..), 0..10),
    ) {
        let mut all = all();
        all.retain(|expected| !matches!(expected.kind, Kind::Pdf | Kind::Rtf));
        let octets = repacked(&octets(which.get(&all).name), part, |part| {
            for (at, flip) in &flips {
                if !part.is_empty() {
                    let at = at.index(part.len());
                    part[at] ^= flip;
                }
            }
            if flips.is_empty() && !part.is_empty() {
                part.truncate(cut.index(part.len()));
            }
        });
        let _ = said("", &octets);
    }

    /// Flipped bits end in some answer.
    #[test]
    fn a_spoilt_document_has_an_answer(which: Index, flips in prop::collection::vec((any::<Index>(), 1_u8..), 1..30)) {
        let all = all();
        let mut octets = octets(which.get(&all).name);
        for (at, flip) in flips {
            let at = at.index(octets.len());
            octets[at] ^= flip;
        }
        let _ = said("", &octets);
    }
}
