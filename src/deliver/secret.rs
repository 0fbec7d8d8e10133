//! Where a secret that people set comes from, such as the password of an upstream. Read anew for each use; never logged.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::process::Command;

use crate::config::SecretSource;

/// How long a command may take to print its secret.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);

/// Why there is no secret. Names the place, never what was read there.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("the password file {} cannot be read: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: io::Error,
    },
    /// The command cannot be run, failed or took too long.
    #[error("the password command `{program}` {why}")]
    Command {
        /// The program.
        program: String,
        /// What became of it.
        why: String,
    },
    /// systemd gave us no credentials directory, or the name leads out of it.
    #[error("there is no systemd credential `{0}`")]
    Credential(String),
    /// There is a source, but its first line is empty.
    #[error("the password is empty")]
    Empty,
}

/// Reads the first line of `source`.
///
/// # Errors
/// When there is none, or it is empty.
pub async fn read(source: &SecretSource) -> Result<SecretString, SecretError> {
    let text = match source {
        SecretSource::File(path) => from_file(path).await?,
        SecretSource::Command(words) => from_command(words).await?,
        SecretSource::Credential(name) => from_file(&credential_path(name)?).await?,
    };
    let first = SecretString::from(text.expose_secret().lines().next().unwrap_or_default());
    if first.expose_secret().is_empty() { Err(SecretError::Empty) } else { Ok(first) }
}

/// Files of a few octets, but perhaps on a network drive: read off the async threads.
async fn from_file(path: &Path) -> Result<SecretString, SecretError> {
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        warn_if_others_may_read(&owned);
        std::fs::read_to_string(&owned)
    });
    match read.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
        Ok(text) => Ok(text.into()),
        Err(why) => Err(SecretError::File { path: path.to_owned(), why }),
    }
}

#[cfg(unix)]
fn warn_if_others_may_read(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    if std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o007 != 0) {
        tracing::warn!(path = %path.display(), "others may read this password file; `chmod 600` it");
    }
}

#[cfg(not(unix))]
fn warn_if_others_may_read(_path: &Path) {}

/// Run without a shell; its standard error is ours, so that it may ask or complain there.
async fn from_command(words: &[String]) -> Result<SecretString, SecretError> {
    let (program, arguments) = words.split_first().ok_or(SecretError::Empty)?;
    let refuse = |why: String| SecretError::Command { program: program.clone(), why };
    let output =
        Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true).output();
    let output = tokio::time::timeout(COMMAND_LIMIT, output)
        .await
        .map_err(|_| refuse(format!("took longer than {} seconds", COMMAND_LIMIT.as_secs())))?
        .map_err(|error| refuse(format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(refuse(format!("ended with {}", output.status)));
    }
    String::from_utf8(output.stdout).map(Into::into).map_err(|_| refuse("printed something that is no text".into()))
}

/// systemd.exec(5), `LoadCredential=`.
fn credential_path(name: &str) -> Result<PathBuf, SecretError> {
    let refuse = || SecretError::Credential(name.to_owned());
    let plain = !name.is_empty() && !name.contains('/') && name != "." && name != "..";
    let directory = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|_| plain).ok_or_else(refuse)?;
    Ok(Path::new(&directory).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn secret(source: SecretSource) -> Result<String, String> {
        read(&source).await.map(|s| s.expose_secret().to_owned()).map_err(|e| e.to_string())
    }

    #[tokio::test]
    async fn the_first_line_of_a_file_or_command_is_the_secret() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        std::fs::write(&path, "pa ss\r\nsecond\n").unwrap();
        assert_eq!(secret(SecretSource::File(path.clone())).await, Ok("pa ss".into()));
        let words = ["cat".into(), path.display().to_string()];
        assert_eq!(secret(SecretSource::Command(words.into())).await, Ok("pa ss".into()));
    }

    #[tokio::test]
    async fn a_command_is_no_shell_text() {
        let words = ["echo".into(), "$(whoami); x".into()];
        assert_eq!(secret(SecretSource::Command(words.into())).await, Ok("$(whoami); x".into()));
    }

    #[tokio::test]
    async fn what_is_missing_is_named_and_an_empty_secret_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        assert!(secret(SecretSource::File(path.clone())).await.unwrap_err().contains("cannot be read"));
        std::fs::write(&path, "\nsecond").unwrap();
        assert!(secret(SecretSource::File(path)).await.unwrap_err().contains("empty"));
        assert!(secret(SecretSource::Command(vec!["false".into()])).await.unwrap_err().contains("ended with"));
        assert!(secret(SecretSource::Credential("../shadow".into())).await.unwrap_err().contains("no systemd"));
    }
}
