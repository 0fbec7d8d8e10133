//! What a file is, by its content and not by its name.

use serde::{Deserialize, Serialize};

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

    /// Whether it is text, whatever it is named.
    pub fn is_text(self) -> bool {
        self.is_plain() || self == Kind::Message
    }

    /// Whether it is a zip archive by its octets.
    pub fn is_zipped(self) -> bool {
        matches!(self, Kind::Zip | Kind::Docx | Kind::Xlsx | Kind::Pptx | Kind::Odt | Kind::Ods | Kind::Odp)
    }

    /// Whether it holds no text anybody could search: pictures, sound, film.
    pub fn is_media(self) -> bool {
        matches!(self, Kind::Image | Kind::Media)
    }

    /// The word rules and people use for it, the same as in the serialised form.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Csv => "csv",
            Kind::Html => "html",
            Kind::Pdf => "pdf",
            Kind::Rtf => "rtf",
            Kind::Docx => "docx",
            Kind::Xlsx => "xlsx",
            Kind::Pptx => "pptx",
            Kind::Odt => "odt",
            Kind::Ods => "ods",
            Kind::Odp => "odp",
            Kind::Ole => "ole",
            Kind::Message => "message",
            Kind::Msg => "msg",
            Kind::Tnef => "tnef",
            Kind::Calendar => "calendar",
            Kind::Vcard => "vcard",
            Kind::Zip => "zip",
            Kind::Tar => "tar",
            Kind::Gzip => "gzip",
            Kind::SevenZip => "7z",
            Kind::Archive => "archive",
            Kind::Image => "image",
            Kind::Media => "media",
            Kind::Program => "program",
            Kind::Sealed => "sealed",
            Kind::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_called_the_same_everywhere() {
        for kind in [Kind::SevenZip, Kind::Docx, Kind::Message, Kind::Other, Kind::Calendar] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }
}
