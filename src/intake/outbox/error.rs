//! Why a folder cannot be watched.

use std::io;
use std::path::PathBuf;

use super::accounts;

/// Why the start is refused: the folder's path, what is wrong, and the command that repairs it.
#[derive(Debug, thiserror::Error)]
#[error("the outbox {path} cannot be watched: {what}", path = path.display())]
pub struct OutboxError {
    /// The folder, or the mbox file.
    pub path: PathBuf,
    /// What is wrong.
    pub what: Wrong,
    /// What to type; may be empty.
    pub repair: String,
}

/// What is wrong with a folder.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// There is none.
    #[error("there is no such folder")]
    Missing,
    /// It has not the folders of a Maildir.
    #[error("it is no Maildir, it has no folder `new`")]
    NoMaildir,
    /// It is not what its kind needs.
    #[error("it is {0}")]
    Kind(&'static str),
    /// Anybody may take files out of it and put others in their place.
    #[error("anybody may remove and rename files in it (mode {0:o})")]
    OpenToAll(u32),
    /// Its owner is neither this account nor root.
    #[error("it belongs to {name}, and this is {me}", name = accounts::name_of(*.0), me = accounts::name_of(*.1))]
    Foreign(u32, u32),
    /// A folder that belongs to it is somebody else's, who could exchange what is in there.
    #[error("its folder `{0}` belongs to {name}", name = accounts::name_of(*.1))]
    ForeignPlace(String, u32),
    /// An account in `owners` is not there.
    #[error("there is no account `{0}` here")]
    NoAccount(String),
    /// A folder below it is on another file system.
    #[error("`{0}` is on another file system, and files can only be renamed within one")]
    Elsewhere(String),
    /// Files cannot be claimed.
    #[error("files cannot be taken out of it ({0})")]
    Unclaimable(io::Error),
    /// Another Outguard watches it.
    #[error("another outguard watches it")]
    Watched,
    /// The system refused.
    #[error("{0}: {1}")]
    System(&'static str, io::Error),
}

impl OutboxError {
    /// Whether the configuration is right and only the moment is not.
    pub fn is_busy(&self) -> bool {
        matches!(self.what, Wrong::Watched)
    }
}
