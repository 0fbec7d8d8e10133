//! Something in files of mail that cannot be read, as it is told.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::text::one_line;

/// Octets of a path that are told.
const LONGEST: usize = 500;

/// Something that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Damaged {
    /// The file.
    pub file: String,
    /// The file in the archive; empty where it is none.
    pub entry: String,
    /// The octet it begins at.
    pub offset: u64,
    /// Why.
    pub why: String,
}

impl Damaged {
    /// What begins at `offset` of this file, or of the file `entry` in it.
    pub fn new(file: &Path, entry: &str, offset: u64, why: impl ToString) -> Damaged {
        let file = one_line(&file.display().to_string(), LONGEST);
        Damaged { file, entry: one_line(entry, LONGEST), offset, why: why.to_string() }
    }

    /// Where it is, in words: file, file in it, octet where it is not the first.
    pub fn place(&self) -> String {
        let within = if self.entry.is_empty() { String::new() } else { format!(", {}", self.entry) };
        let behind = if self.offset == 0 { String::new() } else { format!(", octet {}", self.offset) };
        format!("{}{within}{behind}", self.file)
    }
}
