//! Files in one archive, with their digests beside them: whoever gets it can check that nothing was changed.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::message::Digest;

/// What lists the files, for programs.
pub const MANIFEST: &str = "MANIFEST.json";

/// What lists their digests, for `sha256sum --check`.
pub const SUMS: &str = "SHA256SUMS";

/// One file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the archive; `/` parts folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What lists the files of a bundle.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Manifest {
    /// When the bundle was made.
    pub made_at: Timestamp,
    /// The files in their order, without those that list them.
    pub files: Vec<Listed>,
}

/// A file in a manifest.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// Its name in the archive.
    pub name: String,
    /// Its size in octets.
    pub size: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A name that would be written elsewhere, or nowhere.
    #[error("a file of the bundle cannot be called {0:?}: take a relative name of letters, digits and . _ - / @ +")]
    Name(String),
    /// Two files of one name.
    #[error("two files of the bundle are called {0:?}: give one of them another name")]
    Twice(String),
    /// The archive could not be written.
    #[error("the bundle cannot be written: {0}")]
    Zip(#[from] ZipError),
    /// The list of files could not be written.
    #[error("the list of files cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// The files in this order as a zip archive, all of them dated `made_at`; the same files make the same archive.
pub fn zip(files: &[File], made_at: Timestamp) -> Result<Vec<u8>, BundleError> {
    let mut names = BTreeSet::from([MANIFEST.to_ascii_lowercase(), SUMS.to_ascii_lowercase()]);
    let mut manifest = Manifest { made_at, files: Vec::with_capacity(files.len()) };
    for file in files {
        if !is_name(&file.name) {
            return Err(BundleError::Name(file.name.clone()));
        }
        // Where capitals do not count, one would replace the other.
        if !names.insert(file.name.to_ascii_lowercase()) {
            return Err(BundleError::Twice(file.name.clone()));
        }
        manifest.files.push(Listed {
            name: file.name.clone(),
            size: file.bytes.len().try_into().unwrap_or(u64::MAX),
            sha256: Digest::of(&file.bytes).to_string(),
        });
    }
    let mut listed = serde_json::to_vec_pretty(&manifest)?;
    listed.push(b'\n');
    let mut sums: String = manifest.files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
    sums.push_str(&format!("{}  {MANIFEST}\n", Digest::of(&listed)));

    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(dated(made_at))
        .unix_permissions(0o600);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let all = files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice()));
    for (name, bytes) in all.chain([(MANIFEST, listed.as_slice()), (SUMS, sums.as_bytes())]) {
        archive.start_file(name, options)?;
        archive.write_all(bytes).map_err(ZipError::from)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Whether a file may be called this on every system that takes the archive apart.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-@+".contains(c);
    let part =
        |part: &str| !part.is_empty() && !part.ends_with('.') && !part.starts_with('-') && part.chars().all(fits);
    name.len() <= 200 && name.split('/').all(part)
}

/// In UTC, which is what programs take for no zone; 1980 where the format has no such year.
fn dated(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC);
    let small = |part: i8| u8::try_from(part).unwrap_or_default();
    DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or_default(),
        small(at.month()),
        small(at.day()),
        small(at.hour()),
        small(at.minute()),
        small(at.second()),
    )
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use proptest::prelude::*;
    use serde_json::Value;
    use zip::ZipArchive;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn file(name: &str, bytes: &[u8]) -> File {
        File { name: name.to_owned(), bytes: bytes.to_vec() }
    }

    fn read(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
        (0..archive.len())
            .map(|at| {
                let mut entry = archive.by_index(at).unwrap();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                (entry.name().unwrap().into_owned(), bytes)
            })
            .collect()
    }

    #[test]
    fn a_bundle_lists_what_is_in_it() {
        let at = "2026-11-20T15:10:00Z".parse().unwrap();
        let archive = zip(&[file("facts/report.md", b"# Report\n"), file("todo.ics", b"")], at).unwrap();
        let files = read(&archive);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["facts/report.md", "todo.ics", MANIFEST, SUMS]);
        let manifest: Value = serde_json::from_slice(&files[2].1).unwrap();
        assert_eq!(manifest["made_at"], "2026-11-20T15:10:00Z");
        assert_eq!(manifest["files"][0]["size"], 9);
        let sums = String::from_utf8(files[3].1.clone()).unwrap();
        assert_eq!(sums.lines().nth(1).unwrap(), format!("{}  todo.ics", Digest::of(b"")));
        let mut archive = ZipArchive::new(Cursor::new(&archive)).unwrap();
        let dated = archive.by_index(0).unwrap().last_modified().unwrap();
        assert_eq!((dated.year(), dated.month(), dated.day(), dated.hour()), (2026, 11, 20, 15));
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for name in ["", "/etc/passwd", "../a", "a//b", "a/", "a\\b", "a\nb", "C:a", "-rf", "a ", "ä", "a./b"] {
            assert!(matches!(zip(&[file(name, b"")], NOW), Err(BundleError::Name(_))), "{name:?}");
        }
        for twice in [["a", "A"], ["b", "manifest.json"], ["SHA256SUMS", "c"]] {
            let files = twice.map(|name| file(name, b""));
            assert!(matches!(zip(&files, NOW), Err(BundleError::Twice(_))), "{twice:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_back_is_what_was_put_in(
            contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..2000), 0..8)
        ) {
            let files: Vec<File> = contents.iter().enumerate().map(|(n, bytes)| file(&format!("d/{n}.bin"), bytes)).collect();
            let archive = zip(&files, NOW).unwrap();
            prop_assert_eq!(&archive, &zip(&files, NOW).unwrap());
            let read = read(&archive);
            prop_assert_eq!(read.len(), files.len() + 2);
            let sums = String::from_utf8(read[files.len() + 1].1.clone()).unwrap();
            for ((name, bytes), file) in read.iter().zip(&files) {
                prop_assert_eq!((name, bytes), (&file.name, &file.bytes));
                let line = format!("{}  {name}", Digest::of(bytes));
                prop_assert!(sums.lines().any(|sum| sum == line));
            }
        }
    }
}
