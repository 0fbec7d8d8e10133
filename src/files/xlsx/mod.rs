//! Excel workbooks (ECMA-376 part 1, SpreadsheetML), with or without macros, and their templates.

mod sheet;
mod styles;
mod values;

use sheet::Sheet;
use styles::Styles;

use super::budget::Budget;
use super::draft::{Draft, damaged};
use super::package::Package;
use super::xml::{self, Step};
use super::{Contents, Feature, Kind, Unread, UnreadKind, ooxml};

/// Reads a workbook.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut draft = Draft::new(Kind::Xlsx, budget);
    if let Some(mut package) = Package::open(octets, &mut draft) {
        workbook(&mut package, &mut draft);
    }
    draft.finish()
}

/// What all sheets share.
pub(super) struct Shared {
    /// The texts cells refer to, and whether a cell did.
    texts: Vec<(String, bool)>,
    styles: Styles,
    /// Days are counted from 1904 instead of 1900.
    from_1904: bool,
}

/// One sheet as the workbook names it.
struct Named {
    name: String,
    relation: String,
    hidden: bool,
}

fn workbook(package: &mut Package<'_>, draft: &mut Draft<'_>) {
    let mut done = ooxml::about(package, draft);
    let main = package.main_part("xl/workbook.xml", draft);
    if main.ends_with(".bin") {
        return draft.unread(Unread::new(UnreadKind::Unsupported, "a binary workbook is not read"));
    }
    let (sheets, from_1904) = named(package, &main, draft);
    let relations = package.relations(&main, draft);
    let part = |kind: &str| relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone()).unwrap_or_default();
    let texts = texts(package, &part("sharedStrings"), draft);
    let styles = Styles::read(package.part(&part("styles"), draft), draft);
    let mut shared = Shared { texts, styles, from_1904 };
    done.push(main);
    for sheet in sheets {
        draft.line(sheet.hidden, &sheet.name);
        let Some(relation) = relations.iter().find(|r| r.id == sheet.relation && !r.external) else {
            draft.unread(damaged("a sheet is missing"));
            continue;
        };
        match package.part(&relation.target, draft) {
            Some(octets) => read_sheet(&octets, sheet.hidden, &mut shared, draft),
            None => draft.unread(damaged("a sheet is missing")),
        }
        done.push(relation.target.clone());
    }
    ooxml::others(package, draft, &done, |root, _, octets, draft| other(root, octets, &mut shared, draft));
    // What no cell refers to has been left behind and shows nowhere.
    for (text, _) in shared.texts.iter().filter(|(_, used)| !used) {
        draft.line(true, text);
    }
}

/// The sheets in their order, and whether days count from 1904; names with their definition are written down on the way.
fn named(package: &mut Package<'_>, main: &str, draft: &mut Draft<'_>) -> (Vec<Named>, bool) {
    let (mut sheets, mut from_1904, mut hidden_name) = (Vec::new(), false, None);
    let Some(octets) = package.part(main, draft) else {
        draft.unread(damaged("its main part is missing"));
        return (sheets, from_1904);
    };
    let walked = xml::walk(&octets, |step| match step {
        Step::Open("workbookPr", element) => from_1904 = element.get("date1904").is_some_and(|v| xml::is_true(&v)),
        Step::Open("sheet", element) => {
            let hidden = element.is("state", &["hidden", "veryHidden"]);
            if hidden {
                draft.mark(Feature::HiddenSheet);
            }
            let name = element.get("name").unwrap_or_default();
            sheets.push(Named { name, relation: element.prefixed("id").unwrap_or_default(), hidden });
        }
        Step::Open("definedName", element) => {
            let name = element.get("name").unwrap_or_default();
            // Excel hides the names it keeps for itself, such as that of a filter.
            let is_own = name.starts_with("_xlnm") || name.starts_with("_xlfn");
            let hidden = element.get("hidden").is_some_and(|v| xml::is_true(&v)) && !is_own;
            hidden_name = hidden.then_some(name);
        }
        Step::Text(definition) => {
            if let Some(name) = &hidden_name {
                draft.mark(Feature::HiddenNames);
                draft.line(true, &format!("{name}\t{definition}"));
            }
        }
        Step::Close("definedName") => hidden_name = None,
        Step::Open(..) | Step::Close(_) => {}
    });
    draft.check(walked);
    (sheets, from_1904)
}

/// The shared texts; readings of Japanese signs (`rPh`) are no text of their own.
fn texts(package: &mut Package<'_>, name: &str, draft: &mut Draft<'_>) -> Vec<(String, bool)> {
    let (mut texts, mut current, mut is_text, mut reading) = (Vec::new(), String::new(), false, 0_usize);
    package.walk(name, draft, |step| match step {
        Step::Open("t", _) => is_text = reading == 0,
        Step::Open("rPh", _) => reading += 1,
        Step::Text(text) if is_text => current.push_str(text),
        Step::Close("t") => is_text = false,
        Step::Close("rPh") => reading = reading.saturating_sub(1),
        Step::Close("si") => texts.push((std::mem::take(&mut current), false)),
        Step::Open(..) | Step::Close(_) | Step::Text(_) => {}
    });
    texts
}

fn read_sheet(octets: &[u8], hidden: bool, shared: &mut Shared, draft: &mut Draft<'_>) {
    let mut sheet = Sheet::new(draft, shared, hidden);
    let walked = xml::walk(octets, |step| sheet.step(step));
    sheet.finish();
    draft.check(walked);
}

fn other(root: &str, octets: &[u8], shared: &mut Shared, draft: &mut Draft<'_>) -> bool {
    match root {
        // A sheet the workbook does not list.
        "worksheet" => {
            draft.mark(Feature::HiddenSheet);
            read_sheet(octets, true, shared, draft);
        }
        "comments" | "ThreadedComments" => {
            draft.mark(Feature::Comments);
            aside(octets, &["t", "text"], &[], draft);
        }
        "personList" => people(octets, draft),
        // Macros of Excel 4.
        "macrosheet" => draft.mark(Feature::Macros),
        "externalLink" => {
            draft.mark(Feature::ExternalLinks);
            aside(octets, &["v"], &["sheetName"], draft);
        }
        "connections" | "queryTable" => {
            draft.mark(Feature::ExternalLinks);
            aside(octets, &[], &["connection", "dbPr", "webPr", "textPr"], draft);
        }
        // A pivot table keeps the rows it was made from, shown or not.
        "pivotCacheDefinition" | "pivotCacheRecords" => aside(octets, &[], &["s", "n", "d", "cacheField"], draft),
        _ => return false,
    }
    true
}

/// Keeps the text of the elements `texts` and the values of the elements `values` as hidden; authors become properties.
fn aside(octets: &[u8], texts: &[&str], values: &[&str], draft: &mut Draft<'_>) {
    const SAYING: &[&str] = &["v", "val", "name", "connection", "command", "url", "sourceFile"];
    let (mut inside, mut line) = (None, String::new());
    let walked = xml::walk(octets, |step| match step {
        Step::Open(name, element) => {
            if texts.contains(&name) || name == "author" {
                inside = Some(name == "author");
            }
            if values.contains(&name) {
                let said: Vec<String> = SAYING.iter().filter_map(|attribute| element.get(attribute)).collect();
                draft.line(true, &said.join(" "));
            }
        }
        Step::Text(text) => match inside {
            Some(true) => draft.property("author", text),
            Some(false) => line.push_str(text),
            None => {}
        },
        Step::Close(name) => {
            inside = None;
            if matches!(name, "comment" | "threadedComment" | "v") {
                draft.line(true, &std::mem::take(&mut line));
            }
        }
    });
    draft.check(walked);
}

/// Who wrote the comments.
fn people(octets: &[u8], draft: &mut Draft<'_>) {
    let walked = xml::walk(octets, |step| {
        if let Step::Open("person", element) = step {
            element.get("displayName").iter().for_each(|name| draft.property("author", name));
        }
    });
    draft.check(walked);
}

#[cfg(test)]
mod tests {
    use super::super::Limits;
    use super::super::package::tests::packed;
    use super::*;

    const RELS: &str = "<R><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
        <Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"sharedStrings.xml\"/></R>";
    const BOOK: &str = "<workbook><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";

    fn said(sheet: &str, more: &[(&str, &str)]) -> Contents {
        let mut parts =
            vec![("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELS), ("xl/worksheets/sheet1.xml", sheet)];
        parts.extend_from_slice(more);
        read(&packed(&parts), &mut Budget::new(&Limits::default()))
    }

    #[test]
    fn texts_no_cell_shows_are_hidden() {
        let texts =
            "<sst><si><t>used</t></si><si><r><t>left </t></r><r><t>behind</t></r><rPh><t>no</t></rPh></si></sst>";
        let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
        let contents = said(sheet, &[("xl/sharedStrings.xml", texts)]);
        assert_eq!((contents.text.as_str(), contents.hidden.as_str()), ("One\nused", "left behind"));
    }

    #[test]
    fn what_a_workbook_fetches_or_keeps_aside_is_found() {
        let contents = said(
            "<worksheet/>",
            &[
                (
                    "xl/externalLinks/e1.xml",
                    "<externalLink><sheetNames><sheetName val=\"Pay\"/></sheetNames><v>77</v></externalLink>",
                ),
                (
                    "xl/pivotCache/d.xml",
                    "<pivotCacheDefinition><cacheField name=\"Salary\"/><s v=\"Eva\"/></pivotCacheDefinition>",
                ),
                (
                    "xl/connections.xml",
                    "<connections><connection name=\"db\"><dbPr connection=\"Server=hr\"/></connection></connections>",
                ),
                (
                    "xl/threadedComments/t.xml",
                    "<ThreadedComments><threadedComment><text>too high</text></threadedComment></ThreadedComments>",
                ),
                (
                    "xl/worksheets/spare.xml",
                    "<worksheet><row><c t=\"inlineStr\"><is><t>unlisted</t></is></c></row></worksheet>",
                ),
            ],
        );
        for line in ["Pay", "77", "Salary", "Eva", "Server=hr", "too high", "unlisted"] {
            assert!(contents.hidden.lines().any(|l| l == line), "{line}: {}", contents.hidden);
        }
        assert_eq!(contents.features, [Feature::ExternalLinks, Feature::Comments, Feature::HiddenSheet]);
    }

    #[test]
    fn a_long_text_in_many_cells_stays_bounded() {
        let texts = format!("<sst><si><t>{}</t></si></sst>", "word ".repeat(6_000));
        let row = "<row><c t=\"s\"><v>0</v></c></row>".repeat(20_000);
        let contents = said(&format!("<worksheet>{row}</worksheet>"), &[("xl/sharedStrings.xml", &texts)]);
        assert!(contents.text.len() <= Limits::default().text);
        assert_eq!(contents.unread[0].kind, UnreadKind::Limit);
    }

    #[test]
    fn a_sheet_that_is_missing_is_told() {
        let contents = read(&packed(&[("xl/workbook.xml", BOOK)]), &mut Budget::new(&Limits::default()));
        assert_eq!((contents.text.as_str(), contents.unread[0].kind), ("One", UnreadKind::Damaged));
    }
}
