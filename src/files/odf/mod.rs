//! OpenDocument texts, spreadsheets and presentations (ODF 1.3 part 3).

mod body;
mod cells;
mod styles;
mod table;

use body::Body;
use styles::Styles;

use super::budget::Budget;
use super::draft::{Draft, damaged};
use super::package::Package;
use super::xml::{self, Step};
use super::{Contents, Feature, Kind, Unread, UnreadKind, properties};

/// Reads an OpenDocument file.
pub(super) fn read(octets: &[u8], kind: Kind, budget: &mut Budget) -> Contents {
    let mut draft = Draft::new(kind, budget);
    if let Some(mut package) = Package::open(octets, &mut draft) {
        if is_encrypted(&mut package, &mut draft) {
            draft.unread(Unread::new(UnreadKind::Encrypted, "it needs a password"));
        } else {
            document(&mut package, &mut draft);
        }
    }
    draft.finish()
}

/// Whether a part is encrypted, by the manifest (ODF 1.3 part 2, 4.4).
fn is_encrypted(package: &mut Package<'_>, draft: &mut Draft<'_>) -> bool {
    let mut encrypted = false;
    package.walk("META-INF/manifest.xml", draft, |step| {
        encrypted |= matches!(step, Step::Open("encryption-data", _));
    });
    encrypted
}

fn document(package: &mut Package<'_>, draft: &mut Draft<'_>) {
    if !package.has("content.xml") {
        draft.unread(damaged("its main part is missing"));
    }
    if let Some(octets) = package.part("meta.xml", draft) {
        properties::read_odf(&octets, draft);
    }
    let shared = package.part("styles.xml", draft);
    let content = package.part("content.xml", draft);
    let mut styles = Styles::default();
    for octets in [&shared, &content].into_iter().flatten() {
        styles.read(octets);
    }
    // Of the shared styles, headers and footers are words people see.
    for octets in [content, shared].into_iter().flatten() {
        words(&octets, &styles, draft);
    }
    for name in package.names() {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "meta.xml" | "content.xml" | "styles.xml" | "settings.xml" | "manifest.rdf" | "mimetype" => {}
            _ if lower.starts_with("basic/") || lower.starts_with("scripts/") => draft.mark(Feature::Macros),
            _ => other(package, &name, &lower, draft),
        }
    }
}

fn words(octets: &[u8], styles: &Styles, draft: &mut Draft<'_>) {
    let mut body = Body::new(draft, styles);
    let walked = xml::walk(octets, |step| body.step(step));
    body.finish();
    draft.check(walked);
}

/// Objects within: charts and formulas are documents of their own, other objects are files.
fn other(package: &mut Package<'_>, name: &str, lower: &str, draft: &mut Draft<'_>) {
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", lower));
    let is_kept_by_program = ["meta-inf", "configurations2", "pictures", "thumbnails", "media", "fonts", "dialogs"]
        .iter()
        .any(|kept| folder == *kept || folder.starts_with(&format!("{kept}/")))
        || folder.starts_with("objectreplacements")
        || lower.starts_with("objectreplacements");
    if is_kept_by_program || (matches!(file, "styles.xml" | "settings.xml" | "meta.xml") && !folder.is_empty()) {
        return;
    }
    let Some(octets) = package.part(name, draft) else { return };
    if file == "content.xml" {
        let mut styles = Styles::default();
        styles.read(&octets);
        return words(&octets, &styles, draft);
    }
    draft.mark(Feature::EmbeddedFiles);
    draft.within(name.rsplit('/').next().unwrap_or(name), "application/octet-stream", &octets);
}

#[cfg(test)]
mod tests {
    use super::super::Limits;
    use super::super::package::tests::packed;
    use super::*;

    fn said(parts: &[(&str, &str)]) -> Contents {
        read(&packed(parts), Kind::Odt, &mut Budget::new(&Limits::default()))
    }

    #[test]
    fn an_encrypted_file_is_not_clean() {
        let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\">\
            <manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
        let contents = said(&[("META-INF/manifest.xml", manifest), ("content.xml", "\u{1}\u{2}")]);
        assert_eq!(contents.unread, [Unread::new(UnreadKind::Encrypted, "it needs a password")]);
    }

    #[test]
    fn hidden_sections_notes_changes_and_objects_are_read() {
        let content = "<office:body><text:tracked-changes><text:deletion><dc:creator>Eva</dc:creator>\
            <text:p>gone</text:p></text:deletion></text:tracked-changes><text:p>one<text:note><text:note-body>\
            <text:p>foot</text:p></text:note-body></text:note></text:p><text:section text:display=\"none\">\
            <text:p>folded</text:p></text:section><text:section><text:section-source xlink:href=\"file:///pay.odt\"/>\
            <text:p>two<text:s text:c=\"2\"/>three</text:p></text:section></office:body>";
        let chart = "<office:body><text:p>axis</text:p></office:body>";
        let contents = said(&[("content.xml", content), ("Object 1/content.xml", chart), ("Basic/script.xml", "<a/>")]);
        assert_eq!(contents.text, "onefoot\n\ntwo  three\naxis");
        assert_eq!(contents.hidden, "gone\nfolded\nfile:///pay.odt");
        let expected = [Feature::TrackedChanges, Feature::HiddenText, Feature::ExternalLinks, Feature::Macros];
        assert_eq!(contents.features, expected);
    }

    #[test]
    fn without_content_it_is_damaged() {
        assert_eq!(said(&[("mimetype", "x")]).unread[0].kind, UnreadKind::Damaged);
    }
}
