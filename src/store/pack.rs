//! Packs that were put into the state directory after an incident: files like any other pack, written whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::{Store, StoreError};

impl Store {
    /// Makes the folder for them, for this account only.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn make_pack_folder(&self, folder: &Path) -> Result<(), StoreError> {
        let folder = folder.to_owned();
        apart(move || make(&folder)).await
    }

    /// Writes a pack to `folder`; one of the same name is replaced. The answer is its path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn keep_pack(&self, folder: &Path, name: &str, text: &str) -> Result<PathBuf, StoreError> {
        let (folder, name, text) = (folder.to_owned(), name.to_owned(), text.to_owned());
        apart(move || {
            make(&folder)?;
            let (path, draft) = (folder.join(&name), folder.join(format!(".{name}.new")));
            let failed = |error: io::Error| place(&path, &error);
            let mut options = fs::OpenOptions::new();
            let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&draft).map_err(failed)?;
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
            fs::rename(&draft, &path).map_err(failed)?;
            fs::File::open(&folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
            Ok(path)
        })
        .await
    }
}

fn make(folder: &Path) -> Result<(), StoreError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| place(folder, &error))
}

fn place(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Place { path: path.display().to_string(), message: error.to_string() }
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
