//! PDFs read back by the crate that reads those of attachments.

use lopdf::{Document as Pdf, Object};
use proptest::prelude::*;

use super::render;
use crate::base::Language;
use crate::report::sample::{self, STRANGER};
use crate::report::{Block, CalloutKind, Document, Words};

fn read(document: &Document) -> (Vec<u8>, Pdf) {
    let octets = render(document).unwrap();
    let pdf = Pdf::load_mem(&octets).unwrap();
    (octets, pdf)
}

/// What a reader gets when everything is copied, blanks and ends of lines as one blank.
fn text(pdf: &Pdf) -> String {
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    pdf.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_the_report_says_is_found_in_its_pdf() {
    for language in Language::ALL {
        let report = sample::report(language);
        let (_, pdf) = read(&report);
        let text = text(&pdf);
        for block in &report.blocks {
            let expected = match block {
                Block::Heading { text, .. } => text.clone(),
                Block::Clock(clock) => clock.title.clone(),
                Block::Checklist(checks) => checks[2].text.plain(),
                _ => continue,
            };
            let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert!(squeezed(&text).contains(&squeezed(&expected)), "{expected:?} in {text}");
        }
    }
}

#[test]
fn it_is_small_tagged_and_brings_its_fonts() {
    let (octets, pdf) = read(&sample::report(Language::De));
    assert!(octets.len() < 200_000, "{}", octets.len());
    let embedded = pdf.objects.values().filter(|object| {
        matches!(object, Object::Dictionary(dictionary) if dictionary.has(b"FontFile2") || dictionary.has(b"FontFile3"))
    });
    assert_eq!(embedded.count(), 2);
    let catalogue = pdf.catalog().unwrap();
    assert_eq!(catalogue.get(b"Lang").unwrap().as_str().unwrap(), b"de");
    assert!(catalogue.has(b"StructTreeRoot") && catalogue.has(b"Outlines") && catalogue.has(b"MarkInfo"));
    assert!(!catalogue.has(b"OpenAction") && !catalogue.has(b"AA") && !catalogue.has(b"Names"));
}

#[test]
fn the_same_report_makes_the_same_file() {
    let report = sample::report(Language::Es);
    assert_eq!(render(&report).unwrap(), render(&report).unwrap());
}

#[test]
fn a_long_table_goes_over_pages_and_repeats_its_header() {
    let (_, pdf) = read(&sample::ledger(400));
    let pages = pdf.get_pages().len();
    assert!((8..=24).contains(&pages), "{pages}");
    let text = text(&pdf);
    assert_eq!(text.matches("Server und Antwort").count(), pages);
    assert!(text.contains("person.400@") && text.contains(&format!("Seite {pages} von {pages}")));
}

#[test]
fn a_page_break_at_the_end_makes_no_empty_page() {
    let blocks = vec![Block::PageBreak, Block::paragraph("a"), Block::PageBreak];
    let (_, pdf) = read(&Document { blocks, ..sample::report(Language::En) });
    assert_eq!(pdf.get_pages().len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_is_written_there_is_a_pdf(words in prop::collection::vec(any::<String>(), 1..40), many in 1_usize..60) {
        let mut blocks = vec![Block::heading(1, STRANGER)];
        for word in &words {
            blocks.push(Block::heading(2, word.clone()));
            blocks.push(Block::paragraph(Words::default().code(word.repeat(many)).link(word.clone(), "https://a.example")));
            blocks.push(Block::callout(CalloutKind::Overdue, word.repeat(many)));
        }
        let title = words.concat();
        let report = Document { title, blocks, ..sample::report(Language::En) };
        prop_assert!(render(&report).is_ok());
    }
}
