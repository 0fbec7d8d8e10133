//! What stands where on which page, and what it is in the order it is read in.

use super::lines::{Colour, Line, Run};

/// A4, in points.
pub(super) const WIDTH: f32 = 595.276;
pub(super) const HEIGHT: f32 = 841.89;

/// Where text begins and ends.
pub(super) const LEFT: f32 = 62.0;
pub(super) const RIGHT: f32 = WIDTH - 62.0;
pub(super) const TOP: f32 = 74.0;
pub(super) const BOTTOM: f32 = HEIGHT - 84.0;

/// One page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Grounds and lines, below all text.
    pub grounds: Vec<Ground>,
    /// Texts, each on one line.
    pub texts: Vec<Placed>,
}

/// A rectangle of one colour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub colour: Colour,
}

/// A run at its place.
#[derive(Debug)]
pub(super) struct Placed {
    pub x: f32,
    pub baseline: f32,
    pub run: Run,
    /// What it is.
    pub part: Part,
}

/// What a text is to those who hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Part of the document.
    Content,
    /// Repeated on each page, and not read out.
    Repeated,
}

/// What a piece of the document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Heading(u8, String),
    Paragraph,
    List { numbered: bool },
    Item,
    Label,
    Body,
    Table(String),
    Head,
    Rows,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    Group,
}

/// The document in the order it is read in.
#[derive(Debug)]
pub(super) struct Tree(pub Vec<Node>);

/// A piece of the document, and what it is made of.
#[derive(Debug)]
pub(super) struct Node {
    pub kind: Kind,
    pub children: Vec<Child>,
}

/// What a piece of the document is made of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child {
    Node(usize),
    /// The text of this number on this page.
    Text(usize, usize),
}

impl Tree {
    /// A document without pieces.
    pub(super) const ROOT: usize = 0;

    pub(super) fn new() -> Tree {
        Tree(vec![Node { kind: Kind::Root, children: Vec::new() }])
    }

    /// A new last piece of `parent`.
    pub(super) fn grow(&mut self, parent: usize, kind: Kind) -> usize {
        let node = self.0.len();
        self.0.push(Node { kind, children: Vec::new() });
        self.0[parent].children.push(Child::Node(node));
        node
    }
}

/// A line that waits for its place, and the piece of the document it is of.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub line: Line,
    pub node: usize,
    /// From the left edge of what it stands in.
    pub indent: f32,
    /// How much of the page it takes.
    pub leading: f32,
    /// How much stays free above it.
    pub gap: f32,
}

/// Where a heading stands.
#[derive(Debug)]
pub(super) struct Bookmark {
    /// 0 is the title's.
    pub level: u8,
    pub text: String,
    pub id: String,
    pub page: usize,
    pub y: f32,
}
