//! Files that are text: read in this process, like the message's own words.

use super::budget::Budget;
use super::{Contents, Job, Kind};
use crate::parse;

/// Reads text and HTML.
pub(super) fn read(job: &Job<'_>, kind: Kind, budget: &mut Budget) -> Contents {
    let decoded = parse::decoded(job.octets, job.charset);
    let decoded = if kind == Kind::Html { parse::html_text(&decoded) } else { decoded };
    let mut contents = Contents { kind, ..Contents::default() };
    let kept = budget.keep(&mut contents.text, &decoded);
    contents.unread.extend(kept.err());
    contents
}
