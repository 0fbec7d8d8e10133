//! The socket as a file: made by the daemon, replaced when its daemon is dead, removed at the stop. Nothing that is no
//! socket is ever removed.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

/// Octets a socket's path may have: `sun_path` of unix(7) without its NUL.
const MOST_PATH: usize = 107;

/// Any account of the machine may hand over mail; who may not is a matter of the folder's mode.
const MODE: u32 = 0o666;

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// The kernel has no room for the path.
    #[error("{}: the path of a socket has at most {MOST_PATH} octets, this one has {}", .0.display(), .0.as_os_str().len())]
    Long(PathBuf),
    /// Something else is there.
    #[error("{}: there is something that is no socket; it stays as it is", .0.display())]
    Other(PathBuf),
    /// Somebody listens there.
    #[error("{}: another program listens there", .0.display())]
    Taken(PathBuf),
    /// The system refused.
    #[error("{}: the socket cannot be made: {error}", path.display())]
    System {
        /// The socket.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
}

/// A socket that is listened on; its file is removed when this is dropped.
#[derive(Debug)]
pub struct Socket {
    /// What accepts connections.
    pub listener: UnixListener,
    path: PathBuf,
    /// Device and inode: what somebody else has put there in the meantime is not ours to remove.
    file: (u64, u64),
}

impl Socket {
    /// Listens at `path`; the caller has made sure that no other daemon works on the same store.
    ///
    /// # Errors
    /// [`SocketError`]; then nothing at `path` has changed.
    pub fn listen(path: &Path) -> Result<Socket, SocketError> {
        let system = |error| SocketError::System { path: path.to_owned(), error };
        if path.as_os_str().len() > MOST_PATH {
            return Err(SocketError::Long(path.to_owned()));
        }
        make_way(path)?;
        let listener = UnixListener::bind(path).map_err(system)?;
        fs::set_permissions(path, Permissions::from_mode(MODE)).map_err(system)?;
        let file = identity(path).map_err(system)?;
        Ok(Socket { listener, path: path.to_owned(), file })
    }

    /// Where it listens.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if identity(&self.path).is_ok_and(|file| file == self.file)
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "the socket was not removed");
        }
    }
}

/// Removes the socket of a daemon that is dead: nobody answers there.
fn make_way(path: &Path) -> Result<(), SocketError> {
    let system = |error| SocketError::System { path: path.to_owned(), error };
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(system(error)),
        Ok(there) if !there.file_type().is_socket() => return Err(SocketError::Other(path.to_owned())),
        Ok(_) => {}
    }
    match UnixStream::connect(path) {
        Ok(_) => Err(SocketError::Taken(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path).map_err(system),
        Err(error) => Err(system(error)),
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let there = fs::symlink_metadata(path)?;
    Ok((there.dev(), there.ino()))
}
