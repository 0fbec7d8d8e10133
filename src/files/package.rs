//! The zip packages of office files (ECMA-376 part 2, ODF 1.3 part 2): named parts, and relations between them.

use std::collections::HashMap;
use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::draft::{Draft, damaged};
use super::xml::{self, Step};
use super::{Feature, Unread, UnreadKind};

/// An opened package.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts in their order, as written.
    names: Vec<String>,
    /// Where each stands, by its name as [`plain`] has it.
    places: HashMap<String, usize>,
}

/// A relation of one part to another or to something outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    /// What the part calls it.
    pub(super) id: String,
    /// The last word of its type, such as `slide`.
    pub(super) kind: String,
    /// The name of the part, or the address outside.
    pub(super) target: String,
    /// Whether it leads outside.
    pub(super) external: bool,
}

impl<'a> Package<'a> {
    /// Opens a package and counts its parts; `None`, with the reason in `draft`, when it is none.
    pub(super) fn open(octets: &'a [u8], draft: &mut Draft<'_>) -> Option<Package<'a>> {
        let opened = ZipArchive::new(Cursor::new(octets)).map_err(|_| damaged("its package is damaged"));
        let mut zip = draft.check(opened)?;
        // Programs that go by the local headers, or by the other entry of two with one name, see another document.
        if zip.validate_header_consistency().is_err() {
            draft.mark(Feature::Contradictory);
        }
        let (mut names, mut places) = (Vec::new(), HashMap::new());
        for at in 0..zip.len() {
            let counted = draft.budget.entry();
            draft.check(counted)?;
            let name = zip.by_index_data(at).ok().and_then(|entry| Some(entry.name().ok()?.into_owned()));
            let name = name.unwrap_or_default();
            places.entry(plain(&name)).or_insert(at);
            names.push(name);
        }
        Some(Package { zip, names, places })
    }

    /// The names of all parts, in their order.
    pub(super) fn names(&self) -> Vec<String> {
        self.names.iter().filter(|name| !name.ends_with('/')).cloned().collect()
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&plain(name))
    }

    /// The octets of a part; `None` when there is none, or, with the reason in `draft`, when it cannot be read.
    pub(super) fn part(&mut self, name: &str, draft: &mut Draft<'_>) -> Option<Vec<u8>> {
        let at = *self.places.get(&plain(name))?;
        let expanded = match self.zip.by_index(at) {
            Ok(entry) => {
                let packed = entry.compressed_size();
                draft.budget.expand(entry, packed)
            }
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword) => {
                Err(Unread::new(UnreadKind::Encrypted, "it needs a password"))
            }
            Err(ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_)) => {
                Err(Unread::new(UnreadKind::Unsupported, "it is packed in a way nobody here reads"))
            }
            Err(_) => Err(damaged("its package is damaged")),
        };
        draft.check(expanded)
    }

    /// Goes through a part that is XML; `false` when there is none.
    pub(super) fn walk(&mut self, name: &str, draft: &mut Draft<'_>, visit: impl FnMut(Step<'_>)) -> bool {
        let Some(octets) = self.part(name, draft) else { return false };
        let walked = xml::walk(&octets, visit);
        draft.check(walked);
        true
    }

    /// The relations of a part; those of the package with an empty name.
    pub(super) fn relations(&mut self, name: &str, draft: &mut Draft<'_>) -> Vec<Relation> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let mut relations = Vec::new();
        self.walk(&format!("{folder}/_rels/{file}.rels"), draft, |step| {
            if let Step::Open("Relationship", element) = step {
                let external = element.is("TargetMode", &["External", "external"]);
                let target = element.get("Target").unwrap_or_default();
                relations.push(Relation {
                    id: element.get("Id").unwrap_or_default(),
                    kind: element.get("Type").unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned(),
                    target: if external { target } else { resolved(folder, &target) },
                    external,
                });
            }
        });
        relations
    }

    /// The part everything begins with.
    pub(super) fn main_part(&mut self, usual: &str, draft: &mut Draft<'_>) -> String {
        let relations = self.relations("", draft);
        let main = relations.into_iter().find(|relation| relation.kind == "officeDocument");
        main.map_or_else(|| usual.to_owned(), |relation| relation.target)
    }
}

/// A name as programs compare it: without regard to case, a leading `/`, and `\` for `/`.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// `target` as seen from `folder`.
fn resolved(folder: &str, target: &str) -> String {
    if target.starts_with('/') {
        return target.trim_start_matches('/').to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split(['/', '\\']) {
        match step {
            ".." => drop(steps.pop()),
            "" | "." => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Seek, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::files::budget::Budget;
    use crate::files::{Kind, Limits};

    fn write(zip: &mut ZipWriter<impl Write + Seek>, name: &str, octets: &[u8]) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(octets).unwrap();
    }

    /// A package of these parts.
    pub(in crate::files) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        parts.iter().for_each(|(name, text)| write(&mut zip, name, text.as_bytes()));
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_found_whatever_their_case_and_slashes() {
        let octets = packed(&[("Word\\Document.xml", "<a/>"), ("_rels/.rels", "<a/>")]);
        let mut budget = Budget::new(&Limits::default());
        let mut draft = Draft::new(Kind::Docx, &mut budget);
        let mut package = Package::open(&octets, &mut draft).unwrap();
        assert_eq!(package.part("/word/document.xml", &mut draft).as_deref(), Some(b"<a/>".as_slice()));
        assert_eq!(package.part("word/other.xml", &mut draft), None);
        assert!(draft.contents.unread.is_empty());
    }

    #[test]
    fn relations_lead_to_parts_and_outside() {
        let rels = r#"<Relationships><Relationship Id="r1" Type="http://x/slide" Target="../slides/s1.xml"/>
            <Relationship Id="r2" Type="http://x/hyperlink" Target="https://kita.example/" TargetMode="External"/>
            </Relationships>"#;
        let octets = packed(&[("ppt/pages/_rels/p.xml.rels", rels)]);
        let mut budget = Budget::new(&Limits::default());
        let mut draft = Draft::new(Kind::Pptx, &mut budget);
        let mut package = Package::open(&octets, &mut draft).unwrap();
        let relations = package.relations("ppt/pages/p.xml", &mut draft);
        let seen: Vec<_> = relations.iter().map(|r| (r.kind.as_str(), r.target.as_str(), r.external)).collect();
        assert_eq!(seen, [("slide", "ppt/slides/s1.xml", false), ("hyperlink", "https://kita.example/", true)]);
    }

    #[test]
    fn every_part_counts() {
        let octets = packed(&[("a.xml", "<a/>"), ("b.xml", "<a/>")]);
        let mut budget = Budget::new(&Limits { entries: 1, ..Limits::default() });
        let mut draft = Draft::new(Kind::Docx, &mut budget);
        assert!(Package::open(&octets, &mut draft).is_none());
        assert_eq!(draft.contents.unread[0].kind, UnreadKind::Limit);
    }
}
