//! What the packages of Word, Excel and PowerPoint (ECMA-376) have in common. A part is known by its outermost element, not
//! by its name: programs follow relations, and a name is the writer's choice.

use super::draft::Draft;
use super::package::Package;
use super::xml::{self, Step};
use super::{Feature, properties};

/// Endings of parts that hold no words.
const WORDLESS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "emz", "wmz", "svg", "wdp", "ico", "vml",
    "fntdata", "odttf", "ttf", "mp3", "mp4", "m4a", "wav", "wma", "wmv", "mov", "avi", "bin", "dat",
];

/// Reads what the package says about itself; the names of the parts that say it.
pub(super) fn about(package: &mut Package<'_>, draft: &mut Draft<'_>) -> Vec<String> {
    let relations = package.relations("", draft);
    let about = relations.into_iter().filter(|relation| relation.kind.ends_with("-properties") && !relation.external);
    let parts: Vec<String> = about.map(|relation| relation.target).collect();
    for part in &parts {
        if let Some(octets) = package.part(part, draft) {
            properties::read(&octets, draft);
        }
    }
    parts
}

/// Reads every part that `done` does not list. `read` is asked first, with the outermost element, the name and the octets; it
/// says whether the part was its business.
pub(super) fn others(
    package: &mut Package<'_>,
    draft: &mut Draft<'_>,
    done: &[String],
    mut read: impl FnMut(&str, &str, &[u8], &mut Draft<'_>) -> bool,
) {
    for name in package.names() {
        let lower = name.replace('\\', "/").to_ascii_lowercase();
        let lower = lower.trim_start_matches('/');
        let (folder, file) = lower.rsplit_once('/').unwrap_or(("", lower));
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        if file.starts_with("vbaproject") || folder.ends_with("macrosheets") {
            draft.mark(Feature::Macros);
        }
        let is_embedded = folder.ends_with("embeddings") || file.starts_with("afchunk");
        if lower == "[content_types].xml" || done.iter().any(|done| done.eq_ignore_ascii_case(lower)) {
            continue;
        }
        if !is_embedded && WORDLESS.contains(&ending) {
            continue;
        }
        let Some(octets) = package.part(&name, draft) else { continue };
        match ending {
            _ if is_embedded => embedded(&name, &octets, draft),
            "rels" => links(&octets, draft),
            "xml" => {
                let root = xml::root(&octets).unwrap_or_default();
                if !read(&root, &name, &octets, draft) {
                    common(&root, folder, &octets, draft);
                }
            }
            _ => embedded(&name, &octets, draft),
        }
    }
}

fn embedded(name: &str, octets: &[u8], draft: &mut Draft<'_>) {
    draft.mark(Feature::EmbeddedFiles);
    draft.within(name.rsplit(['/', '\\']).next().unwrap_or(name), "application/octet-stream", octets);
}

/// Where hyperlinks lead is text; everything else outside is data the document fetches.
fn links(octets: &[u8], draft: &mut Draft<'_>) {
    let walked = xml::walk(octets, |step| {
        let Step::Open("Relationship", element) = step else { return };
        if !element.is("TargetMode", &["External", "external"]) {
            return;
        }
        let target = element.get("Target").unwrap_or_default();
        if element.get("Type").is_some_and(|kind| kind.ends_with("/hyperlink")) {
            draft.line(false, &target);
            return;
        }
        draft.mark(Feature::ExternalLinks);
        if element.get("Type").is_some_and(|kind| kind.ends_with("/attachedTemplate")) {
            draft.property("template", &target);
        }
        draft.line(true, &target);
    });
    draft.check(walked);
}

fn common(root: &str, folder: &str, octets: &[u8], draft: &mut Draft<'_>) {
    match root {
        "coreProperties" | "Properties" | "labelList" => properties::read(octets, draft),
        // Charts and SmartArt show their words and numbers.
        "chartSpace" | "dataModel" => drawn(octets, draft),
        "userShapes" | "wsDr" => drawn(octets, draft),
        _ if folder.ends_with("customxml") && root != "datastoreItem" => {
            let (text, walked) = xml::text(octets);
            text.lines().for_each(|line| draft.line(true, line));
            draft.check(walked);
        }
        _ => {}
    }
}

/// The words of a drawing (DrawingML), a line for each paragraph or value.
pub(super) fn drawn(octets: &[u8], draft: &mut Draft<'_>) {
    let (mut is_text, mut line) = (false, String::new());
    let walked = xml::walk(octets, |step| match step {
        Step::Open(name, _) => {
            is_text = matches!(name, "t" | "v");
            if name == "br" {
                line.push(' ');
            }
        }
        Step::Text(text) if is_text => line.push_str(text),
        Step::Text(_) => {}
        Step::Close(name) => {
            is_text = false;
            if matches!(name, "p" | "v") {
                draft.line(false, &std::mem::take(&mut line));
            }
        }
    });
    draft.check(walked);
}
