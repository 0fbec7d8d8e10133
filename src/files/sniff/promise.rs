//! What a name promises, and whether the file keeps it where that matters.

use crate::files::Kind;

/// The last ending of a name in lower case, as programs see it: blanks and dots behind it do not count, and marks that
/// turn the writing direction do not show.
pub(super) fn ending(name: &str) -> String {
    let is_unseen = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || c == '.' || c == '\0');
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let ending = file.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    ending.chars().filter(|c| !is_unseen(*c)).take(16).collect::<String>().to_ascii_lowercase()
}

/// Whether a file called `name` is another type than its ending promises. Endings that promise nothing, and types that
/// programs and people mix freely (`.jpg` and `.png`, `.txt` and `.csv`, `.xls` for a table in HTML), are no matter.
pub(in crate::files) fn differs(name: &str, kind: Kind) -> bool {
    let kept = match ending(name).as_str() {
        "pdf" => kind == Kind::Pdf,
        "rtf" => matches!(kind, Kind::Rtf | Kind::Text),
        // What needs a password is an OLE file under the new names too (MS-OFFCRYPTO 2.3.4.4).
        "docx" | "docm" | "dotx" | "dotm" => matches!(kind, Kind::Docx | Kind::Ole),
        "xlsx" | "xlsm" | "xltx" | "xltm" | "xlsb" => matches!(kind, Kind::Xlsx | Kind::Ole),
        "pptx" | "pptm" | "ppsx" | "ppsm" | "potx" => matches!(kind, Kind::Pptx | Kind::Ole),
        // Programs save many things under the old names, and open them without a word.
        "doc" | "dot" => matches!(kind, Kind::Ole | Kind::Docx | Kind::Rtf) || is_text(kind),
        "xls" | "xlt" => matches!(kind, Kind::Ole | Kind::Xlsx) || is_text(kind),
        "ppt" | "pps" => matches!(kind, Kind::Ole | Kind::Pptx),
        "odt" | "ott" => kind == Kind::Odt,
        "ods" | "ots" => kind == Kind::Ods,
        "odp" | "otp" => kind == Kind::Odp,
        "txt" | "text" | "csv" | "tsv" | "log" | "md" | "json" | "xml" | "yaml" | "yml" | "ini" | "htm" | "html"
        | "xhtml" | "eml" | "mht" | "ics" | "vcf" => is_text(kind) || kind == Kind::Program,
        // Lists of messages in programs are called so too.
        "msg" => kind == Kind::Msg || is_text(kind),
        "zip" => kind == Kind::Zip,
        "gz" | "tgz" => kind == Kind::Gzip,
        "tar" => kind == Kind::Tar,
        "7z" => kind == Kind::SevenZip,
        "rar" | "cab" | "xz" | "bz2" | "zst" => kind == Kind::Archive,
        "jpg" | "jpeg" | "png" | "gif" | "bmp" | "tif" | "tiff" | "webp" | "heic" | "ico" => kind == Kind::Image,
        "mp3" | "m4a" | "wav" | "ogg" | "flac" | "mp4" | "m4v" | "mov" | "avi" | "mkv" | "webm" | "wmv" => {
            kind == Kind::Media
        }
        "exe" | "dll" | "scr" => kind == Kind::Program,
        _ => true,
    };
    !kept
}

fn is_text(kind: Kind) -> bool {
    kind.is_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_lies_is_told_and_one_that_is_loose_is_not() {
        for (name, kind) in [
            ("report.txt", Kind::Pdf),
            ("offer.pdf", Kind::Program),
            ("offer.docx", Kind::Zip),
            ("holiday.jpg", Kind::SevenZip),
            ("list.zip", Kind::Xlsx),
            ("offer.pdf ", Kind::Zip),
            ("letter.pdf\u{202e}", Kind::Text),
        ] {
            assert!(differs(name, kind), "{name} {kind:?}");
        }
        for (name, kind) in [
            ("photo.jpeg", Kind::Image),
            ("photo.jpg", Kind::Image),
            ("list.txt", Kind::Csv),
            ("list.log", Kind::Text),
            ("export.xls", Kind::Html),
            ("plan.docx", Kind::Ole),
            ("readme", Kind::Text),
            ("data.bin", Kind::Other),
        ] {
            assert!(!differs(name, kind), "{name} {kind:?}");
        }
    }

    #[test]
    fn the_ending_is_what_programs_see() {
        assert_eq!(ending("a.PDF. "), "pdf");
        assert_eq!(ending("a.b/c"), "");
        assert_eq!(ending("invoice.pdf.exe"), "exe");
    }
}
