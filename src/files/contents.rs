//! What was read in one file.

use serde::{Deserialize, Serialize};

use super::Kind;

/// What was read in one file and in the files within it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// What it is, by its content.
    pub kind: Kind,
    /// The text people see who open it.
    pub text: String,
    /// Text that does not show at first: hidden sheets, rows, columns and slides, notes, comments, deleted passages, white
    /// letters.
    pub hidden: String,
    /// What the file says about itself.
    pub properties: Vec<Property>,
    /// What is special about it, each once.
    pub features: Vec<Feature>,
    /// Why not all of it could be read; empty when everything was.
    pub unread: Vec<Unread>,
    /// The files within.
    pub inner: Vec<Inner>,
}

impl Contents {
    /// Nothing could be read, because of `kind`.
    pub fn unread(format: Kind, kind: UnreadKind, what: &str) -> Contents {
        Contents { kind: format, unread: vec![Unread::new(kind, what)], ..Contents::default() }
    }

    /// The reader gave no answer.
    pub fn unanswered() -> Contents {
        Contents::unread(Kind::Other, UnreadKind::Reader, "the reader gave no answer")
    }
}

/// One statement of a file about itself, such as its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// `author`, `last-author`, `company`, `manager`, `title`, `subject`, `keywords`, `category`, `comments`, `template`,
    /// `label` (a sensitivity label), or the file's own word for a property of its own.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// Something special about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Changes that were tracked and neither taken nor refused.
    TrackedChanges,
    /// Comments or annotations.
    Comments,
    /// A hidden or very hidden sheet.
    HiddenSheet,
    /// Hidden rows.
    HiddenRows,
    /// Hidden columns.
    HiddenColumns,
    /// Hidden defined names.
    HiddenNames,
    /// A hidden slide.
    HiddenSlide,
    /// Speaker's notes.
    Notes,
    /// Letters in the colour of the paper, without size, or marked hidden.
    HiddenText,
    /// Macros or scripts.
    Macros,
    /// Data it fetches from another file or place.
    ExternalLinks,
    /// Files embedded in a document.
    EmbeddedFiles,
    /// Its name promises another type than it has.
    NameDiffers,
    /// Honest programs would see different files or names in it.
    Contradictory,
}

/// A file within a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inner {
    /// Every name programs could show, the likeliest first.
    pub names: Vec<String>,
    /// Its size in octets, unpacked as far as it was.
    pub size: u64,
    /// What it says.
    pub contents: Contents,
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// What kind of reason.
    pub kind: UnreadKind,
    /// The reason in words a person understands; no content.
    pub what: String,
}

impl Unread {
    /// A reason.
    pub fn new(kind: UnreadKind, what: &str) -> Unread {
        Unread { kind, what: what.to_owned() }
    }
}

/// The kinds of [`Unread`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnreadKind {
    /// It needs a password or a key.
    Encrypted,
    /// It is not what its format prescribes.
    Damaged,
    /// A limit on depth, files, size, memory or time was hit.
    Limit,
    /// A format nobody here reads.
    Unsupported,
    /// The reader process died, was stopped, or could not be started.
    Reader,
}
