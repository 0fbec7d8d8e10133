//! Word documents (ECMA-376 part 1, WordprocessingML), with or without macros, and their templates.

mod body;
mod styles;

use body::Body;
use styles::Styles;

use super::budget::Budget;
use super::draft::{Draft, damaged};
use super::package::Package;
use super::{Contents, Feature, Kind, ooxml, xml};

/// Reads a Word document.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut draft = Draft::new(Kind::Docx, budget);
    if let Some(mut package) = Package::open(octets, &mut draft) {
        document(&mut package, &mut draft);
    }
    draft.finish()
}

fn document(package: &mut Package<'_>, draft: &mut Draft<'_>) {
    let mut done = ooxml::about(package, draft);
    let main = package.main_part("word/document.xml", draft);
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let styles = Styles::read(package.part(&format!("{folder}/styles.xml"), draft), draft);
    match package.part(&main, draft) {
        Some(octets) => part(&octets, false, &styles, draft),
        None if draft.contents.unread.is_empty() => draft.unread(damaged("its main part is missing")),
        None => {}
    }
    done.push(main);
    ooxml::others(package, draft, &done, |root, _, octets, draft| {
        match root {
            "document" | "hdr" | "ftr" | "footnotes" | "endnotes" => part(octets, false, &styles, draft),
            "glossaryDocument" => part(octets, true, &styles, draft),
            "comments" => {
                draft.mark(Feature::Comments);
                part(octets, true, &styles, draft);
            }
            "people" => {}
            _ => return false,
        }
        true
    });
}

/// Reads one part; `aside` when none of it shows at first.
fn part(octets: &[u8], aside: bool, styles: &Styles, draft: &mut Draft<'_>) {
    let mut body = Body::new(draft, styles, aside);
    let walked = xml::walk(octets, |step| body.step(step));
    body.finish();
    draft.check(walked);
}

#[cfg(test)]
mod tests {
    use super::super::package::tests::packed;
    use super::super::{Limits, UnreadKind};
    use super::*;

    fn said(parts: &[(&str, &str)]) -> Contents {
        read(&packed(parts), &mut Budget::new(&Limits::default()))
    }

    fn body(inner: &str) -> Contents {
        said(&[("word/document.xml", &format!("<w:document><w:body>{inner}</w:body></w:document>"))])
    }

    #[test]
    fn a_text_box_is_read_once_and_another_reading_too() {
        let boxed = |text: &str| format!("<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>");
        let inner = |choice: &str, fallback: &str| {
            format!(
                "<w:p><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>\
                 </mc:AlternateContent></w:r></w:p>",
                boxed(choice),
                boxed(fallback)
            )
        };
        assert_eq!(body(&inner("in the box", "in the box")).text, "in the box");
        assert_eq!(body(&inner("for new ones", "for old ones")).text, "for new ones\nfor old ones");
    }

    #[test]
    fn styles_hide_and_shading_shows() {
        let styles = "<w:styles><w:style w:type=\"character\" w:styleId=\"A\"><w:rPr><w:vanish/></w:rPr></w:style>\
            <w:style w:type=\"character\" w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style></w:styles>";
        let run = |style: &str, text: &str| format!("<w:r><w:rPr>{style}</w:rPr><w:t>{text}</w:t></w:r>");
        let white = "<w:color w:val=\"FFFFFF\"/>";
        let inner = [
            run("<w:rStyle w:val=\"B\"/>", "by style"),
            run("<w:rStyle w:val=\"B\"/><w:vanish w:val=\"0\"/>", "shown "),
            run(&format!("{white}<w:shd w:val=\"clear\" w:fill=\"000000\"/>"), "on black "),
            run(&format!("{white}<w:shd w:val=\"clear\" w:fill=\"FFFFFF\"/>"), "on white"),
        ];
        let document = format!("<w:document><w:body><w:p>{}</w:p></w:body></w:document>", inner.concat());
        let contents = said(&[("word/styles.xml", styles), ("word/document.xml", &document)]);
        assert_eq!((contents.text.as_str(), contents.hidden.as_str()), ("shown on black", "by styleon white"));
    }

    #[test]
    fn moved_passages_and_fields_are_read() {
        let inner = "<w:p><w:moveFrom w:author=\"Eva\"><w:r><w:t>old place</w:t></w:r></w:moveFrom><w:r><w:fldChar \
            w:fldCharType=\"begin\"/><w:instrText>INCLUDETEXT \"\\\\server\\pay.docx\"</w:instrText><w:fldChar \
            w:fldCharType=\"separate\"/><w:t>result</w:t><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
        let contents = body(inner);
        assert_eq!(contents.text, "result");
        assert!(contents.hidden.contains("old place") && contents.hidden.contains("pay.docx"));
        assert_eq!(contents.features, [Feature::TrackedChanges, Feature::ExternalLinks]);
    }

    #[test]
    fn parts_are_known_by_what_they_are() {
        let contents = said(&[
            ("_rels/.rels", "<R><Relationship Type=\"x/officeDocument\" Target=\"odd/main.xml\"/></R>"),
            ("odd/main.xml", "<w:document><w:p><w:r><w:t>body</w:t></w:r></w:p></w:document>"),
            (
                "odd/_rels/main.xml.rels",
                "<R><Relationship Type=\"x/attachedTemplate\" Target=\"//srv/t.dotm\" TargetMode=\"External\"/></R>",
            ),
            ("odd/x.xml", "<w:footnotes><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnotes>"),
            ("customXml/item1.xml", "<client>Kita</client>"),
            ("word/vbaProject.bin", "macros"),
            ("word/embeddings/list.txt", "Project Falcon"),
        ]);
        assert_eq!((contents.text.as_str(), contents.hidden.as_str()), ("body\nnote", "//srv/t.dotm\nKita"));
        assert_eq!(contents.features, [Feature::ExternalLinks, Feature::Macros, Feature::EmbeddedFiles]);
        assert_eq!(contents.inner[0].names, ["list.txt"]);
        assert!(contents.properties.iter().any(|p| p.name == "template" && p.value == "//srv/t.dotm"));
    }

    #[test]
    fn what_is_missing_broken_or_no_package_is_told_and_the_rest_kept() {
        assert_eq!(said(&[("word/other.xml", "<a/>")]).unread[0].kind, UnreadKind::Damaged);
        let cut = said(&[("word/document.xml", "<w:document><w:p><w:r><w:t>kept</w:t></w:r>")]);
        assert_eq!((cut.text.as_str(), cut.unread[0].kind), ("kept", UnreadKind::Damaged));
        let none = read(b"PK\x03\x04 no package", &mut Budget::new(&Limits::default()));
        assert_eq!(none.unread[0].kind, UnreadKind::Damaged);
        let bomb = said(&[(
            "word/document.xml",
            "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><w:document><w:p><w:r><w:t>x&b;</w:t></w:r></w:p></w:document>",
        )]);
        assert_eq!((bomb.text.as_str(), bomb.unread[0].kind), ("x", UnreadKind::Damaged));
    }
}
