//! Packs from the folders of `rules.paths`, as text; the rules compile them.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Largest pack in octets.
const MAX_PACK: u64 = 4 << 20;

/// Most packs in one folder.
const MAX_PACKS: usize = 1000;

/// A folder or pack that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", path.display())]
pub struct PackError {
    /// The folder or file.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

/// The packs of all `folders`: path and text, folders in the given order, files sorted by name. Only `*.toml` whose name
/// does not begin with a dot, and only regular files or links to them; a folder that is not there has no packs.
///
/// # Errors
/// The first folder or file that cannot be read, is larger than 4 MiB or is not UTF-8. A pack that is left out silently
/// would be a rule that does not guard.
pub fn packs(folders: &[PathBuf]) -> Result<Vec<(String, String)>, PackError> {
    let mut packs = Vec::new();
    for folder in folders {
        for path in pack_files(folder)? {
            packs.push(pack(&path)?);
        }
    }
    Ok(packs)
}

/// One pack: its path and text.
///
/// # Errors
/// When it cannot be read, is larger than 4 MiB or is not UTF-8 ([`io::ErrorKind::InvalidData`]).
pub fn pack(path: &Path) -> Result<(String, String), PackError> {
    let text = read(path).map_err(|error| PackError { path: path.to_owned(), error })?;
    Ok((path.display().to_string(), text))
}

fn pack_files(folder: &Path) -> Result<Vec<PathBuf>, PackError> {
    let failed = |error| PackError { path: folder.to_owned(), error };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(failed)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        // A FIFO or device would block the reader.
        if is_pack(&path) && fs::metadata(&path).is_ok_and(|meta| meta.is_file()) {
            files.push(path);
        }
    }
    if files.len() > MAX_PACKS {
        return Err(failed(io::Error::other("more than 1000 packs")));
    }
    files.sort();
    Ok(files)
}

/// Whether the name is one of a pack; editors' backups and hidden files are not.
pub(super) fn is_pack(path: &Path) -> bool {
    let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden && path.extension().is_some_and(|extension| extension == "toml")
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let octets = fs::File::open(path)?.take(MAX_PACK + 1).read_to_string(&mut text)?;
    if octets as u64 > MAX_PACK { Err(io::Error::other("larger than 4 MiB")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_the_toml_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.toml", "a.toml", ".a.toml.swp", ".hidden.toml", "a.toml~", "readme.md"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        fs::create_dir(folder.path().join("folder.toml")).unwrap();
        let absent = folder.path().join("absent");
        let texts: Vec<String> =
            packs(&[absent, folder.path().into()]).unwrap().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["a.toml", "b.toml"]);
    }

    #[test]
    fn a_pack_too_large_is_an_error_and_not_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let size = usize::try_from(MAX_PACK).unwrap() + 1;
        fs::write(folder.path().join("big.toml"), "#".repeat(size)).unwrap();
        assert!(packs(&[folder.path().into()]).unwrap_err().to_string().contains("larger than 4 MiB"));
    }
}
