//! The control socket: a Unix socket beside the store, for the command line. Its file is the owner's alone, and the kernel
//! says which account is at its other end.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::net::UnixListener;

use crate::config::Account;

/// The socket that belongs to the store at `path`.
pub fn socket_beside(store: &Path) -> PathBuf {
    store.with_file_name("control.sock")
}

/// A socket that listens; its file is removed with it.
pub struct ControlSocket {
    listener: UnixListener,
    file: SocketFile,
}

/// Removed when it is dropped.
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl ControlSocket {
    /// Listens beside the store at `path`. Only the daemon that has the store's lock may: what a dead one left is replaced.
    ///
    /// # Errors
    /// When the system refuses, as it does for a path that is too long for a socket.
    pub fn listen(store: &Path) -> io::Result<ControlSocket> {
        let path = socket_beside(store);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        // Nobody gets in between: the folder is the owner's alone.
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(ControlSocket { listener, file: SocketFile(path) })
    }

    pub(super) fn into_parts(self) -> (UnixListener, SocketFile) {
        (self.listener, self.file)
    }
}

/// The account at the other end, as the kernel says; `None` when it cannot.
#[derive(Clone, Debug)]
pub(super) struct Peer(pub(super) Option<String>);

impl Connected<IncomingStream<'_, UnixListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, UnixListener>) -> Peer {
        Peer(stream.io().peer_cred().ok().map(|peer| Account::of_uid(peer.uid()).name))
    }
}
