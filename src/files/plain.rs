//! Files that are text: read in this process, like the message's own words.

use super::{Contents, Job, Kind};
use crate::parse;

/// Reads text and HTML.
pub(super) fn read(job: &Job<'_>, kind: Kind) -> Contents {
    let text = parse::decoded(job.octets, job.charset);
    let text = if kind == Kind::Html { parse::html_text(&text) } else { text };
    Contents { kind, text, ..Contents::default() }
}
