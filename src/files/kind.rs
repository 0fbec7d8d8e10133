//! What a file is, by its content and not by its name.

use serde::{Deserialize, Serialize};

use super::Job;

/// What a file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Plain text of any sort.
    Text,
    /// A table in text.
    Csv,
    /// HTML.
    Html,
    /// PDF.
    Pdf,
    /// Rich text.
    Rtf,
    /// Word (OOXML).
    Docx,
    /// Excel (OOXML).
    Xlsx,
    /// PowerPoint (OOXML).
    Pptx,
    /// OpenDocument text.
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument presentation.
    Odp,
    /// An office file of before 2007 (OLE).
    Ole,
    /// A message (RFC 5322).
    Message,
    /// A message saved by Outlook.
    Msg,
    /// Outlook's `winmail.dat`.
    Tnef,
    /// An iCalendar file.
    Calendar,
    /// A contact card.
    Vcard,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// A gzip file.
    Gzip,
    /// A 7z archive.
    #[serde(rename = "7z")]
    SevenZip,
    /// An archive of another format.
    Archive,
    /// A picture.
    Image,
    /// Sound or film.
    Media,
    /// A program or script.
    Program,
    /// Something encrypted or signed: S/MIME, PGP.
    Sealed,
    /// A database, a disk image, or something nobody knows.
    #[default]
    Other,
}

impl Kind {
    /// Whether this process reads it: linear in its length, by our own code.
    pub fn is_plain(self) -> bool {
        matches!(self, Kind::Text | Kind::Csv | Kind::Html | Kind::Calendar | Kind::Vcard)
    }

    /// Whether it holds no text anybody could search: pictures, sound, film.
    pub fn is_media(self) -> bool {
        matches!(self, Kind::Image | Kind::Media)
    }
}

/// What `job` is.
pub fn sniff(job: &Job<'_>) -> Kind {
    match job.media_type {
        "text/html" => Kind::Html,
        "text/csv" => Kind::Csv,
        "text/calendar" => Kind::Calendar,
        "text/vcard" => Kind::Vcard,
        text if text.starts_with("text/") => Kind::Text,
        image if image.starts_with("image/") => Kind::Image,
        _ => document(job).unwrap_or_default(),
    }
}

/// A document by its first octets, and, for packages, by the names of their parts.
fn document(job: &Job<'_>) -> Option<Kind> {
    let holds = |name: &[u8]| job.octets.windows(name.len()).any(|window| window == name);
    let head = job.octets.get(..job.octets.len().min(1_024)).unwrap_or_default();
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if head.trim_ascii_start().starts_with(b"{\\rtf") {
        return Some(Kind::Rtf);
    }
    if !head.starts_with(b"PK") {
        return None;
    }
    let named: [(&[u8], Kind); 6] = [
        (b"application/vnd.oasis.opendocument.text", Kind::Odt),
        (b"application/vnd.oasis.opendocument.spreadsheet", Kind::Ods),
        (b"application/vnd.oasis.opendocument.presentation", Kind::Odp),
        (b"word/document.xml", Kind::Docx),
        (b"xl/workbook.xml", Kind::Xlsx),
        (b"ppt/presentation.xml", Kind::Pptx),
    ];
    named.into_iter().find(|(name, _)| holds(name)).map(|(_, kind)| kind)
}
