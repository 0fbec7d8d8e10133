//! Pages made for one purpose each.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::super::budget::Budget;
use super::super::{Contents, Feature, Limits, UnreadKind};
use super::read;

/// A document of pages with this content, in a font of which only `font` is known.
fn made(content: Stream, pages: usize, font: Dictionary, objects: impl Fn(&mut Document) -> Dictionary) -> Contents {
    let mut document = Document::with_version("1.5");
    let objects = objects(&mut document);
    let content = document.add_object(content);
    let tree = document.new_object_id();
    let resources = dictionary! { "Font" => dictionary! { "F1" => font }, "XObject" => objects };
    let page = dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
    };
    let kids: Vec<Object> = (0..pages).map(|_| document.add_object(page.clone()).into()).collect();
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => pages as u32 });
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", root);
    let mut octets = Vec::new();
    document.save_to(&mut octets).unwrap();
    read(&octets, &mut Budget::new(&Limits::default()))
}

fn plain() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" }
}

fn page(content: &str) -> Contents {
    made(Stream::new(Dictionary::new(), content.into()), 1, plain(), |_| Dictionary::new())
}

#[test]
fn words_are_put_together_by_where_they_stand() {
    let content = "BT /F1 10 Tf 50 700 Td (conf) Tj (idential) Tj 0 -12 Td [(a) -50 (b) -400 (c)] TJ T* ET \
        BT 1 0 0 1 300 688 Tm (far) Tj ET";
    assert_eq!(page(content).text, "confidential\nab c\tfar");
}

#[test]
fn white_letters_show_on_a_dark_ground_only() {
    let content = "BT /F1 10 Tf 1 g 50 700 Td (unseen) Tj ET 0 g 40 590 200 30 re f 1 g \
        BT 50 600 Td (seen) Tj ET 0 g BT 50 500 Td (black) Tj 3 Tr 0 -20 Td (not drawn) Tj ET";
    let contents = page(content);
    assert_eq!((contents.text.as_str(), contents.hidden.as_str()), ("seen\nblack", "unseennot drawn"));
    assert_eq!(contents.features, [Feature::HiddenText]);
}

#[test]
fn letters_nobody_can_tell_are_told() {
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2" }.into()],
    };
    let content = Stream::new(Dictionary::new(), b"BT /F1 10 Tf 50 700 Td <00240025> Tj ET".to_vec());
    let contents = made(content, 1, font, |_| Dictionary::new());
    assert_eq!((contents.text.as_str(), contents.unread[0].kind), ("", UnreadKind::Unsupported));
}

#[test]
fn a_page_that_breaks_off_is_told_and_its_beginning_kept() {
    let contents = page("BT /F1 10 Tf 50 700 Td (kept) Tj (lost");
    assert_eq!((contents.text.as_str(), contents.unread[0].kind), ("kept", UnreadKind::Damaged));
}

#[test]
fn a_drawing_within_itself_ends() {
    let content = Stream::new(Dictionary::new(), b"/Me Do".to_vec());
    let contents = made(content, 1, plain(), |document| {
        let id = document.new_object_id();
        let own = dictionary! { "XObject" => dictionary! { "Me" => id } };
        let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => own };
        document.set_object(id, Stream::new(form, b"/Me Do /Me Do /Me Do".to_vec()));
        dictionary! { "Me" => id }
    });
    assert_eq!(contents.unread[0].kind, UnreadKind::Limit);
}

#[test]
fn a_bomb_costs_little() {
    let bomb = |size: usize| {
        let mut bomb = Stream::new(Dictionary::new(), vec![b' '; size]);
        bomb.compress().unwrap();
        bomb
    };
    let contents = made(bomb(40 << 20), 1, plain(), |_| Dictionary::new());
    assert_eq!(contents.unread[0].kind, UnreadKind::Limit);
    // Many pages with one large content: the budget ends, and so does the reading.
    let contents = made(bomb(20 << 20), 1_000, plain(), |_| Dictionary::new());
    assert_eq!(contents.unread[0].kind, UnreadKind::Limit);
}
