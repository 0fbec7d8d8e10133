//! Whether our own door can be opened, before anything is asked: a taken port is known best by whoever sits there now.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::app::failure::{Failure, exit};
use crate::config::Smtp;
use crate::store::survey;

/// How long whatever has the port may take to greet.
const PATIENCE: Duration = Duration::from_secs(2);

/// The port mail programs are to use.
pub(super) fn port(wished: Option<u16>) -> u16 {
    wished.or_else(|| Smtp::default().listen.first().map(SocketAddr::port)).unwrap_or_default()
}

/// Whether our Outguard, the one whose daemon works on the database `store`, listens there now already.
///
/// # Errors
/// When another program does, or the Outguard of another account: mail would be held by that one.
pub(super) async fn look(wished: Option<u16>, store: &Path) -> Result<bool, Failure> {
    let port = port(wished);
    for ip in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        let address = SocketAddr::new(ip, port);
        match TcpListener::bind(address).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                return match greets_as_us(address).await {
                    true if survey(store).daemon => Ok(true),
                    true => Err(taken(address, "the Outguard of another account")),
                    false => Err(taken(address, "another program")),
                };
            }
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                let words = format!("only root may listen on port {port}");
                return Err(Failure::new("port", exit::UNAVAILABLE, words).hint("outguard init --port 5870"));
            }
            // A machine without IPv6 listens on the other address alone.
            _ => {}
        }
    }
    Ok(false)
}

/// A greeting that names us.
async fn greets_as_us(address: SocketAddr) -> bool {
    let greeting = async {
        let mut line = String::new();
        BufReader::new(TcpStream::connect(address).await?).read_line(&mut line).await?;
        Ok::<String, std::io::Error>(line)
    };
    matches!(timeout(PATIENCE, greeting).await, Ok(Ok(line)) if line.trim_end().ends_with("ESMTP Outguard"))
}

fn taken(address: SocketAddr, who: &str) -> Failure {
    let port = address.port();
    let other = if port < u16::MAX { port + 1 } else { 5870 };
    let words = format!("port {port} is taken: {who} listens on {address}");
    Failure::new("port_taken", exit::UNAVAILABLE, words)
        .hint(format!("outguard init --port {other}\nss -ltnp 'sport = :{port}'    shows which program it is"))
}
