//! Sockets the doors listen on: those the service manager has opened for us, else those of the configuration.

use std::io;
use std::net::{self, SocketAddr};
use std::path::Path;

use listenfd::ListenFd;
use tokio::net::TcpListener;

use super::failure::{Failure, exit};
use crate::intake::sendmail::{Socket, SocketError};

/// The name of the SMTP door's sockets (`FileDescriptorName=`).
pub(super) const SMTP: &str = "smtp";
/// The name of the page's socket.
pub(super) const PAGE: &str = "page";

/// Sockets the service manager has opened for this process, with their names (sd_listen_fds(3)).
#[derive(Debug, Default)]
pub struct Inherited(Vec<(String, Option<net::TcpListener>)>);

impl Inherited {
    /// Those of this process. To be called before there is a second thread: it takes them out of the environment, so that
    /// no process of ours believes they are for it.
    pub fn take() -> Inherited {
        let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
        let mut names = names.split(':').filter(|name| !name.is_empty());
        let mut handed = ListenFd::from_env();
        let sockets = (0..handed.len()).map(|i| {
            let name = names.next().unwrap_or("unknown").to_owned();
            let listener = handed.take_tcp_listener(i).ok().flatten();
            if listener.is_none() {
                // Closed here, or every process we start would have it.
                drop(handed.take_unix_listener(i));
            }
            (name, listener)
        });
        Inherited(sockets.collect())
    }

    /// Takes out the sockets of this name.
    ///
    /// # Errors
    /// Exit code 78 when one of them is no TCP socket.
    pub(super) fn named(&mut self, name: &str) -> Result<Vec<net::TcpListener>, Failure> {
        let (ours, others) = std::mem::take(&mut self.0).into_iter().partition(|(n, _)| n == name);
        self.0 = others;
        let ours: Vec<(String, Option<net::TcpListener>)> = ours;
        let taken = ours.into_iter().map(|(_, listener)| {
            listener.ok_or_else(|| {
                let words = format!("the socket `{name}` handed over by the service manager is no TCP socket");
                Failure::new("listen", exit::CONFIG, words)
                    .hint("write ListenStream= with an address and a port into the .socket unit")
            })
        });
        taken.collect()
    }

    /// Closes the sockets no door has asked for, and says so.
    pub(super) fn close_others(self) {
        for (name, _) in self.0 {
            tracing::warn!(
                "a socket named `{name}` was handed over and is not used; FileDescriptorName={SMTP} names the door's, \
                 {PAGE} the page's"
            );
        }
    }
}

/// Makes inherited sockets ours.
///
/// # Errors
/// When the system refuses.
pub(super) fn adopt(inherited: Vec<net::TcpListener>) -> Result<Vec<TcpListener>, Failure> {
    let adopted = inherited.into_iter().map(|listener| {
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener)
    });
    adopted.collect::<io::Result<_>>().map_err(|e| {
        Failure::new("listen", exit::UNAVAILABLE, format!("a socket that was handed over cannot be used: {e}"))
    })
}

/// Opens the addresses of the configuration.
///
/// # Errors
/// Exit code 69 for a taken port, 78 when none of several addresses can be listened on.
pub(super) async fn bind(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, Failure> {
    let mut listeners = Vec::new();
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            // Machines without IPv6 are common, and [::1] is in the defaults.
            Err(e) if address.is_ipv6() && e.kind() == io::ErrorKind::AddrNotAvailable => {
                tracing::warn!(%address, "not listened on: this machine has no such address");
            }
            Err(e) => {
                let words = format!("cannot listen on {address}: {e}");
                let hint = "`outguard check` names the program that has it; or set smtp.listen";
                return Err(Failure::new("listen", exit::UNAVAILABLE, words).hint(hint));
            }
        }
    }
    if listeners.is_empty() && !addresses.is_empty() {
        return Err(Failure::new("listen", exit::CONFIG, "smtp.listen names no address that can be listened on"));
    }
    Ok(listeners)
}

/// The socket of the page: the one that was handed over, else one at the address of the configuration.
///
/// # Errors
/// Exit code 69 for a taken port, 78 for several sockets: links in notices name one place.
pub(super) async fn page(
    address: Option<SocketAddr>,
    handed: Vec<net::TcpListener>,
) -> Result<Option<TcpListener>, Failure> {
    let mut adopted = adopt(handed)?;
    if adopted.len() > 1 {
        let words = format!("{} sockets named `{PAGE}` were handed over; the page has one", adopted.len());
        return Err(Failure::new("listen", exit::CONFIG, words).hint("write one ListenStream= into its .socket unit"));
    }
    if let Some(listener) = adopted.pop() {
        return Ok(Some(listener));
    }
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address).await.map_err(|e| {
        let hint = "`outguard check` names the program that has it; or set page.listen";
        Failure::new("listen", exit::UNAVAILABLE, format!("cannot listen on {address}: {e}")).hint(hint)
    })?;
    Ok(Some(listener))
}

/// The socket of the `sendmail` command; what a dead daemon left there is replaced.
///
/// # Errors
/// Exit code 69 when another daemon has it, 73 when it cannot be made, 78 when something else stands there.
pub(super) fn socket(path: &Path) -> Result<Socket, Failure> {
    Socket::listen(path).map_err(|error| {
        let (exit, hint) = match &error {
            SocketError::Taken(_) => {
                (exit::UNAVAILABLE, "stop the other daemon, or set sendmail.socket to another path")
            }
            SocketError::Other(_) => (exit::CONFIG, "move it away, or set sendmail.socket to another path"),
            SocketError::Long(_) => (exit::CONFIG, "set sendmail.socket to a shorter path, or to \"off\""),
            SocketError::System { .. } => (exit::CANTCREAT, "set sendmail.socket to another path, or to \"off\""),
        };
        Failure::new("socket", exit, error).hint(hint)
    })
}
