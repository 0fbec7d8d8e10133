//! What a file is, by its content. Its name and its declared type only break ties, and say what it pretends to be.

mod magic;
mod promise;
mod sealed;
pub(super) mod shape;

use super::{Job, Kind, ole, zip};

pub(super) use promise::differs;
pub(super) use sealed::{Signed, signed};

/// What `job` is. Linear in its length at worst, and cheap: first octets, the names in a zip archive, then whether it
/// is text.
pub fn sniff(job: &Job<'_>) -> Kind {
    let octets = job.octets;
    if octets.is_empty() {
        return Kind::Text;
    }
    if zip::is_start(octets) {
        return zip::kind(octets);
    }
    if octets.starts_with(ole::MAGIC) {
        return ole::kind(octets);
    }
    if let Some(kind) = magic::strong(octets).or_else(|| sealed::kind(job)) {
        return kind;
    }
    let is_text = shape::is_text(octets);
    if is_pdf(octets, is_text) {
        return Kind::Pdf;
    }
    if is_text {
        return shape::kind(job);
    }
    if zip::is_last_piece(octets) {
        return Kind::Zip;
    }
    magic::weak(octets).unwrap_or_else(|| {
        // Named as text and none that anybody knows: told as damaged where it is read.
        if job.media_type.starts_with("text/") { Kind::Text } else { Kind::Other }
    })
}

/// What other programs would take the same octets for, besides `kind`: a file that is two things at once shows one to
/// the guard and the other to the recipient.
pub(super) fn second(octets: &[u8], kind: Kind) -> Option<Kind> {
    // The last file of a tar archive may be a zip archive; what stands behind its end, its reader tells.
    if !kind.is_zipped() && kind != Kind::Tar && zip::is_appended(octets, !holds_nothing(kind)) {
        return Some(Kind::Zip);
    }
    // Texts speak of PDF; `is_pdf` asks more of them.
    let is_text = kind.is_text();
    (kind != Kind::Pdf && is_pdf(octets, is_text)).then_some(Kind::Pdf)
}

/// Kinds in which no honest file holds a zip archive as it is.
fn holds_nothing(kind: Kind) -> bool {
    kind.is_plain() || matches!(kind, Kind::Image | Kind::Program | Kind::Other)
}

/// Readers look for `%PDF-` within the first 1,024 octets (ISO 32000-1 Annex H, implementation note 13). What stands
/// further in must have the end of a PDF file too: a letter may speak of the format.
fn is_pdf(octets: &[u8], is_text: bool) -> bool {
    let head = octets.get(..1024 + 5).unwrap_or(octets);
    match memchr::memmem::find(head, b"%PDF-") {
        None => false,
        Some(0) => true,
        Some(_) => !is_text || memchr::memmem::rfind(octets, b"startxref").is_some(),
    }
}
