//! PowerPoint presentations (ECMA-376 part 1, PresentationML), with or without macros, and their templates.

mod slide;

use slide::{Part, Shapes};

use super::budget::Budget;
use super::draft::{Draft, damaged};
use super::package::Package;
use super::xml::{self, Step};
use super::{Contents, Feature, Kind, ooxml};

/// Reads a presentation.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut draft = Draft::new(Kind::Pptx, budget);
    if let Some(mut package) = Package::open(octets, &mut draft) {
        presentation(&mut package, &mut draft);
    }
    draft.finish()
}

fn presentation(package: &mut Package<'_>, draft: &mut Draft<'_>) {
    let mut done = ooxml::about(package, draft);
    let main = package.main_part("ppt/presentation.xml", draft);
    let (mut slides, mut size) = (Vec::new(), None);
    let found = package.walk(&main, draft, |step| match step {
        Step::Open("sldId", element) => slides.extend(element.prefixed("id")),
        Step::Open("sldSz", element) => size = element.number("cx").zip(element.number("cy")),
        Step::Open(..) | Step::Close(_) | Step::Text(_) => {}
    });
    if !found {
        draft.unread(damaged("its main part is missing"));
    }
    let size = size.map(|(width, height)| (edge(width), edge(height)));
    let relations = package.relations(&main, draft);
    done.push(main);
    for id in slides {
        let part = relations.iter().find(|r| r.id == id && !r.external).map(|r| r.target.clone());
        match part.as_ref().and_then(|part| package.part(part, draft)) {
            Some(octets) => shapes(&octets, Part::Slide, size, draft),
            None => draft.unread(damaged("a slide is missing")),
        }
        done.extend(part);
    }
    ooxml::others(package, draft, &done, |root, _, octets, draft| {
        match root {
            // A slide the presentation does not list.
            "sld" => {
                draft.mark(Feature::HiddenSlide);
                shapes(octets, Part::Left, size, draft);
            }
            "notes" => shapes(octets, Part::Notes, None, draft),
            "sldMaster" | "sldLayout" => shapes(octets, Part::Master, size, draft),
            "notesMaster" | "handoutMaster" => {}
            "cmLst" => comments(octets, draft),
            "cmAuthorLst" | "authorLst" => authors(octets, draft),
            _ => return false,
        }
        true
    });
}

fn edge(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn shapes(octets: &[u8], part: Part, size: Option<(i64, i64)>, draft: &mut Draft<'_>) {
    let mut shapes = Shapes::new(draft, part, size);
    let walked = xml::walk(octets, |step| shapes.step(step));
    shapes.finish();
    draft.check(walked);
}

/// Comments, both the old ones and those with answers.
fn comments(octets: &[u8], draft: &mut Draft<'_>) {
    draft.mark(Feature::Comments);
    let (mut line, mut is_text) = (String::new(), false);
    let walked = xml::walk(octets, |step| match step {
        Step::Open(name, _) => is_text = matches!(name, "text" | "t"),
        Step::Text(text) if is_text => line.push_str(text),
        Step::Text(_) => {}
        Step::Close(name) => {
            is_text = false;
            if matches!(name, "text" | "p") {
                draft.line(true, &std::mem::take(&mut line));
            }
        }
    });
    draft.check(walked);
}

fn authors(octets: &[u8], draft: &mut Draft<'_>) {
    let walked = xml::walk(octets, |step| {
        if let Step::Open("cmAuthor" | "author", element) = step {
            element.get("name").iter().for_each(|name| draft.property("author", name));
        }
    });
    draft.check(walked);
}

#[cfg(test)]
mod tests {
    use super::super::Limits;
    use super::super::package::tests::packed;
    use super::*;

    #[test]
    fn slides_come_in_their_order_with_masters_and_comments_behind() {
        let shape = |inner: &str, text: &str| {
            format!("<p:sp><p:nvPr>{inner}</p:nvPr><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp>")
        };
        let slide = |text: &str| format!("<p:sld>{}</p:sld>", shape("", text));
        let master =
            format!("<p:sldMaster>{}{}</p:sldMaster>", shape("<p:ph/>", "Click here"), shape("", "Firm, internal"));
        let octets = packed(&[
            ("ppt/presentation.xml", "<p><p:sldId id=\"257\" r:id=\"r2\"/><p:sldId id=\"256\" r:id=\"r1\"/></p>"),
            (
                "ppt/_rels/presentation.xml.rels",
                "<R><Relationship Id=\"r1\" Target=\"slides/a.xml\"/><Relationship Id=\"r2\" Target=\"slides/b.xml\"/></R>",
            ),
            ("ppt/slides/a.xml", &slide("second")),
            ("ppt/slides/b.xml", &slide("first")),
            ("ppt/slides/c.xml", &slide("unlisted")),
            ("ppt/m.xml", &master),
            ("ppt/comments/c1.xml", "<p:cmLst><p:cm><p:text>too dear</p:text></p:cm></p:cmLst>"),
        ]);
        let contents = read(&octets, &mut Budget::new(&Limits::default()));
        assert_eq!(contents.text, "first\nsecond\nFirm, internal");
        assert_eq!(contents.hidden, "unlisted\ntoo dear");
        assert_eq!(contents.features, [Feature::HiddenSlide, Feature::Comments]);
    }
}
