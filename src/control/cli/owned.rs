//! Files for their owner alone, whatever mode the file had that stood there before.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path` for nobody but the owner. What stands there is replaced as a whole: writing into it would keep its
/// mode, and whoever has it open would go on reading. What is no file, such as `/dev/stdout`, is written to as it is.
///
/// # Errors
/// When it cannot be written; then what stood there still does.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Some(place) = place(path)? else {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    };
    let (beside, mut file) = beside(&place)?;
    let placed = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&beside, &place));
    if placed.is_err() {
        let _ = fs::remove_file(&beside);
    }
    placed
}

/// Whether [`write`] can make a file there, as far as can be known before: one is made beside it, and taken away again.
///
/// # Errors
/// When it cannot.
pub(super) fn try_place(path: &Path) -> io::Result<()> {
    let Some(place) = place(path)? else { return Ok(()) };
    let (beside, _) = beside(&place)?;
    fs::remove_file(beside)
}

/// Where the file itself is that `path` leads to, or will be; `None` for what is no file.
fn place(path: &Path) -> io::Result<Option<PathBuf>> {
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // A link goes on leading to it.
        Ok(about) if about.is_file() => fs::canonicalize(path).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let names_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
            if names_folder { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(Some(path.to_owned())) }
        }
        Err(error) => Err(error),
    }
}

/// A new file in the folder of `place`, by a name that fits where any does.
fn beside(place: &Path) -> io::Result<(PathBuf, fs::File)> {
    let beside = place.with_file_name(format!(".outguard-{}", std::process::id()));
    // One of that name is what another process with our number left behind.
    let _ = fs::remove_file(&beside);
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    Ok((beside, file))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_others_may_read_becomes_the_owner_s_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("report.html"), folder.path().join("link.html"));
        fs::write(&path, "before").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        std::os::unix::fs::symlink("report.html", &link).unwrap();
        let mut open = fs::File::open(&path).unwrap();
        try_place(&link).unwrap();
        write(&link, b"after").unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), mode(&path)), ("after", 0o600));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "the link leads to it as before");
        assert_eq!(io::read_to_string(&mut open).unwrap(), "before", "who had it open reads nothing new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left");
    }

    #[test]
    fn a_folder_is_no_place_for_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("there");
        fs::create_dir(&there).unwrap();
        for path in [there, folder.path().join("new/"), folder.path().join("none/report.html")] {
            assert!(try_place(&path).is_err() && write(&path, b"x").is_err(), "{}", path.display());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
