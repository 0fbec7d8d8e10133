//! Laid-out pages to the octets of a PDF.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use jiff::tz::TimeZone;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaResult;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::{Document as Pdf, SerializeSettings};

use super::faces::Faces;
use super::flow::Laid;
use super::lines::Colour;
use super::sheet::{Bookmark, Child, Ground, HEIGHT, Kind, Part, Placed, Sheet, Tree, WIDTH};
use crate::report::Document;

/// What stands for a text in the order of reading: itself, and its link.
#[derive(Clone, Copy)]
struct Marked {
    text: Identifier,
    link: Option<Identifier>,
}

/// Writes the pages.
pub(super) fn painted(document: &Document, faces: &Faces, laid: Laid) -> KrillaResult<Vec<u8>> {
    let mut settings = SerializeSettings::default();
    if let Ok(accessible) = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish() {
        settings.configuration = accessible;
    }
    let mut pdf = Pdf::new_with(settings);
    pdf.set_metadata(metadata(document));
    let headings: BTreeMap<&str, &Bookmark> =
        laid.bookmarks.iter().filter(|mark| !mark.id.is_empty()).map(|mark| (mark.id.as_str(), mark)).collect();
    let mut marked = Vec::with_capacity(laid.sheets.len());
    for sheet in &laid.sheets {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).unwrap_or_default();
        marked.push(page(pdf.start_page_with(settings), sheet, faces, &headings));
    }
    pdf.set_outline(outline(&laid.bookmarks));
    let mut tags = TagTree::new().with_lang(Some(document.language.tag().to_owned()));
    for child in &laid.tree.0[Tree::ROOT].children {
        if let Child::Node(node) = child {
            tags.push(group(&laid.tree, *node, &marked));
        }
    }
    pdf.set_tag_tree(tags);
    pdf.finish()
}

fn metadata(document: &Document) -> Metadata {
    let at = document.made_at.to_zoned(TimeZone::UTC);
    let small = |part: i8| u8::try_from(part).unwrap_or_default();
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let title = if document.title.is_empty() { &document.reference } else { &document.title };
    Metadata::new()
        .title(if title.is_empty() { "Outguard".to_owned() } else { title.clone() })
        .description(document.reference.clone())
        .language(document.language.tag().to_owned())
        .creator("Outguard".to_owned())
        .creation_date(made)
        .document_id(document.reference.clone())
}

/// Paints one page; what stands for its texts.
fn page(mut page: Page<'_>, sheet: &Sheet, faces: &Faces, headings: &BTreeMap<&str, &Bookmark>) -> Vec<Option<Marked>> {
    let mut surface = page.surface();
    for ground in &sheet.grounds {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        paint(&mut surface, ground);
        surface.end_tagged();
    }
    let mut marked: Vec<Option<Marked>> = Vec::with_capacity(sheet.texts.len());
    for placed in &sheet.texts {
        let tag = match placed.part {
            Part::Content => ContentTag::Span(SpanTag::empty()),
            Part::Repeated => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
        };
        let text = surface.start_tagged(tag);
        write(&mut surface, placed, faces);
        surface.end_tagged();
        marked.push((placed.part == Part::Content).then_some(Marked { text, link: None }));
    }
    surface.finish();
    for (placed, marked) in sheet.texts.iter().zip(&mut marked) {
        if let Some(marked) = marked
            && let Some(link) = link(placed, headings)
        {
            marked.link = Some(page.add_tagged_annotation(link));
        }
    }
    page.finish();
    marked
}

fn fill(colour: Colour) -> Option<Fill> {
    Some(Fill { paint: rgb::Color::new(colour.0, colour.1, colour.2).into(), ..Fill::default() })
}

fn paint(surface: &mut Surface<'_>, ground: &Ground) {
    let mut path = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(ground.x, ground.y, ground.width, ground.height) {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(fill(ground.colour));
        surface.draw_path(&path);
    }
}

fn write(surface: &mut Surface<'_>, placed: &Placed, faces: &Faces) {
    let run = &placed.run;
    let glyphs = faces.glyphs(run.style.face, &run.text);
    surface.set_fill(fill(run.style.colour));
    let start = Point::from_xy(placed.x, placed.baseline);
    surface.draw_glyphs(start, &glyphs, faces.font(run.style.face), &run.text, run.style.size, false);
}

/// The place to click, where a text leads somewhere.
fn link(placed: &Placed, headings: &BTreeMap<&str, &Bookmark>) -> Option<Annotation> {
    let run = &placed.run;
    if run.to.is_empty() {
        return None;
    }
    let target = match run.to.strip_prefix('#') {
        Some(id) => Target::Destination(place(headings.get(id)?).into()),
        None => Target::Action(Action::Link(LinkAction::new(run.to.clone()))),
    };
    let size = run.style.size;
    let rect = Rect::from_xywh(placed.x, placed.baseline - size, run.width, size * 1.3)?;
    let told = if run.text.trim().is_empty() { run.to.clone() } else { run.text.trim().to_owned() };
    Some(Annotation::new_link(LinkAnnotation::new(rect, target), Some(told)))
}

fn place(mark: &Bookmark) -> XyzDestination {
    XyzDestination::new(mark.page, Point::from_xy(0.0, (mark.y - 6.0).max(0.0)))
}

/// The headings, one below the other as their levels say.
fn outline(marks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut marks = marks.iter().peekable();
    while let Some(mark) = marks.next() {
        outline.push_child(branch(mark, &mut marks));
    }
    outline
}

fn branch<'a>(mark: &Bookmark, rest: &mut std::iter::Peekable<impl Iterator<Item = &'a Bookmark>>) -> OutlineNode {
    let text = if mark.text.trim().is_empty() { "–".to_owned() } else { mark.text.clone() };
    let mut node = OutlineNode::new(text, place(mark));
    // The title is a neighbour of the first level, not above it.
    while mark.level > 0
        && let Some(next) = rest.next_if(|next| next.level > mark.level)
    {
        node.push_child(branch(next, rest));
    }
    node
}

/// A piece of the document with all it is made of.
fn group(tree: &Tree, node: usize, marked: &[Vec<Option<Marked>>]) -> TagGroup {
    let of = &tree.0[node];
    let mut group = TagGroup::new(kind(&of.kind));
    for child in &of.children {
        match *child {
            Child::Node(child) => group.push(self::group(tree, child, marked)),
            Child::Text(page, text) => match marked[page][text] {
                Some(Marked { text, link: Some(link) }) => {
                    let mut within = TagGroup::new(Tag::Link);
                    within.push(text);
                    within.push(link);
                    group.push(within);
                }
                Some(Marked { text, link: None }) => group.push(text),
                None => {}
            },
        }
    }
    group
}

fn kind(kind: &Kind) -> TagKind {
    match kind {
        Kind::Root => Tag::Part.into(),
        Kind::Heading(level, text) => {
            let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(text.clone())).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List { numbered: true } => Tag::L(ListNumbering::Decimal).into(),
        Kind::List { numbered: false } => Tag::L(ListNumbering::Disc).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Table(caption) if caption.is_empty() => Tag::Table.into(),
        Kind::Table(caption) => Tag::Table.with_summary(Some(caption.clone())).into(),
        Kind::Head => Tag::THead.into(),
        Kind::Rows => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Kind::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Group => Tag::Div.into(),
    }
}
