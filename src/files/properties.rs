//! What office files say about themselves: `docProps/core.xml`, `app.xml` and `custom.xml` (ECMA-376 parts 1 and 2),
//! `docMetadata/LabelInfo.xml` (MS-OFFCRYPTO 2.6) and `meta.xml` (ODF 1.3 part 3).

use super::draft::Draft;
use super::xml::{self, Step};

/// Reads a part of an OOXML package with statements about the document.
pub(super) fn read(octets: &[u8], draft: &mut Draft<'_>) {
    statements(octets, known, draft);
}

/// Reads the `meta.xml` of an OpenDocument package; there `creator` is who saved it last.
pub(super) fn read_odf(octets: &[u8], draft: &mut Draft<'_>) {
    statements(octets, |name| if name == "creator" { Some("last-author") } else { known(name) }, draft);
}

fn statements(octets: &[u8], known: impl Fn(&str) -> Option<&'static str>, draft: &mut Draft<'_>) {
    let (mut own_name, mut text) = (None, String::new());
    let walked = xml::walk(octets, |step| match step {
        Step::Open(name, element) => {
            text.clear();
            match name {
                // OOXML's and ODF's properties with a name of their own.
                "property" | "user-defined" => own_name = element.get("name"),
                "label" => element.get("id").iter().for_each(|id| draft.property("label", id)),
                "template" => element.get("title").iter().for_each(|title| draft.property("template", title)),
                _ => {}
            }
        }
        Step::Text(more) => text.push_str(more),
        Step::Close(name) => {
            let said = std::mem::take(&mut text);
            match (known(name), &own_name) {
                (_, Some(own)) => draft.property(label(own).unwrap_or(own), &said),
                (Some(known), None) => draft.property(known, &said),
                (None, None) => {}
            }
            if matches!(name, "property" | "user-defined") {
                own_name = None;
            }
        }
    });
    draft.check(walked);
}

/// Reads the metadata of a PDF (XMP, ISO 16684-1): elements of their own, or lists within them.
pub(super) fn read_xmp(octets: &[u8], draft: &mut Draft<'_>) {
    let mut names: Vec<String> = Vec::new();
    let walked = xml::walk(octets, |step| match step {
        Step::Open(name, _) => names.push(name.to_owned()),
        Step::Close(_) => drop(names.pop()),
        Step::Text(text) => {
            let name = names.iter().rev().find(|name| !matches!(name.as_str(), "li" | "Seq" | "Alt" | "Bag"));
            if let Some(known) = name.and_then(|name| known(name)) {
                draft.property(known, text);
            }
        }
    });
    draft.check(walked);
}

/// A statement by its own name, as in the information dictionary of a PDF.
pub(super) fn named(name: &str, value: &str, draft: &mut Draft<'_>) {
    let ours = match name {
        "Author" => "author",
        "Title" => "title",
        "Subject" => "subject",
        "Keywords" => "keywords",
        name => label(name).or_else(|| known(name)).unwrap_or(name),
    };
    draft.property(ours, value);
}

/// Our word for an element.
fn known(element: &str) -> Option<&'static str> {
    Some(match element {
        "creator" | "initial-creator" => "author",
        "lastModifiedBy" => "last-author",
        "title" => "title",
        "subject" => "subject",
        "keywords" | "keyword" | "Keywords" => "keywords",
        "category" => "category",
        "description" => "comments",
        "Company" => "company",
        "Manager" => "manager",
        "Template" => "template",
        _ => return None,
    })
}

/// `label` where the property holds the name of a sensitivity label, as in `MSIP_Label_<id>_Name`.
fn label(name: &str) -> Option<&'static str> {
    (name.starts_with("MSIP_Label_") && name.ends_with("_Name")).then_some("label")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::budget::Budget;
    use crate::files::{Kind, Limits};

    fn said(source: &str) -> Vec<(String, String)> {
        let mut budget = Budget::new(&Limits::default());
        let mut draft = Draft::new(Kind::Docx, &mut budget);
        read(source.as_bytes(), &mut draft);
        draft.finish().properties.into_iter().map(|p| (p.name, p.value)).collect()
    }

    #[test]
    fn core_properties_have_our_words() {
        let source = "<cp:coreProperties><dc:creator>Anna Berg</dc:creator><cp:lastModifiedBy>M. Keller</cp:lastModifiedBy>\
            <dc:title>Budget &amp; Plan</dc:title></cp:coreProperties>";
        let expected = [("author", "Anna Berg"), ("last-author", "M. Keller"), ("title", "Budget & Plan")];
        assert_eq!(said(source), expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn the_creator_of_odf_is_who_saved_it_last() {
        let mut budget = Budget::new(&Limits::default());
        let mut draft = Draft::new(Kind::Odt, &mut budget);
        let source = "<office:meta><meta:initial-creator>Anna Berg</meta:initial-creator><dc:creator>M. Keller</dc:creator>\
            <meta:user-defined meta:name=\"Mandant\">Kita</meta:user-defined></office:meta>";
        read_odf(source.as_bytes(), &mut draft);
        let said: Vec<(String, String)> = draft.finish().properties.into_iter().map(|p| (p.name, p.value)).collect();
        let expected = [("author", "Anna Berg"), ("last-author", "M. Keller"), ("Mandant", "Kita")];
        assert_eq!(said, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn sensitivity_labels_are_labels() {
        let source = "<Properties><property name=\"MSIP_Label_11-22_Name\"><vt:lpwstr>Confidential</vt:lpwstr></property>\
            <property name=\"Mandant\"><vt:lpwstr>Kita</vt:lpwstr></property></Properties>";
        let expected = [("label", "Confidential"), ("Mandant", "Kita")];
        assert_eq!(said(source), expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
        let info = "<clbl:labelList><clbl:label id=\"{aa-bb}\" enabled=\"1\"/></clbl:labelList>";
        assert_eq!(said(info), [("label".to_owned(), "{aa-bb}".to_owned())]);
    }
}
