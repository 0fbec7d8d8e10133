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
