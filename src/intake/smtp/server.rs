//! The listener: connections in, sessions started, limits over all of them, and the stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::time;
use tracing::{Instrument, debug, info, info_span, warn};

use super::replies;
use super::session::Session;
use super::settings::Settings;
use super::stream::Stream;
use crate::base::Clock;
use crate::intake::Gate;
use crate::intake::budget::Budget;

/// How long accepting pauses when the system has no descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// What all sessions share.
pub struct Shared<G> {
    /// What the door was told.
    pub settings: Arc<Settings>,
    /// What stands behind the door.
    pub gate: Arc<G>,
    /// What time it is.
    pub clock: Clock,
    /// Octets of message data left.
    pub budget: Budget,
}

/// The SMTP door. Its limits count over all listeners it is run with.
pub struct Server<G> {
    shared: Arc<Shared<G>>,
    connections: Arc<Semaphore>,
}

impl<G: Gate> Server<G> {
    /// A door in front of `gate`.
    pub fn new(settings: Arc<Settings>, gate: Arc<G>, clock: Clock) -> Server<G> {
        let connections = Arc::new(Semaphore::new(permits(&settings) as usize));
        let budget = Budget::new(settings.limits.memory);
        Server { shared: Arc::new(Shared { settings, gate, clock, budget }), connections }
    }

    /// What is left of the memory for messages, for the other doors of the same daemon.
    pub fn budget(&self) -> Budget {
        self.shared.budget.clone()
    }

    /// Accepts connections until `shutdown` is true (or its sender is gone), then returns when the last session has ended (see the
    /// [module](super) for what sessions do then).
    pub async fn run(&self, listener: TcpListener, mut shutdown: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                biased;
                _ = shutdown.wait_for(|stop| *stop) => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.admit(stream, peer, shutdown.clone()),
                Err(why) => {
                    warn!(%why, "cannot accept a connection");
                    time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        // Every session holds one permit: having them all means that none is left.
        let _all = self.connections.acquire_many(permits(&self.shared.settings)).await;
    }

    /// Serves one client within this machine, to the end of its session.
    pub async fn run_local(&self, stream: UnixStream, shutdown: watch::Receiver<bool>) {
        Session::new(Arc::clone(&self.shared), Stream::Local(stream), None, shutdown).run().await;
    }

    fn admit(&self, stream: TcpStream, peer: SocketAddr, shutdown: watch::Receiver<bool>) {
        let Ok(permit) = Arc::clone(&self.connections).try_acquire_owned() else {
            info!(%peer, "refused: too many connections");
            turn_away(stream).unwrap_or_else(|why| debug!(%why, "gone before the refusal"));
            return;
        };
        let shared = Arc::clone(&self.shared);
        // Replies are written in one piece, so waiting for more to send gains nothing.
        stream.set_nodelay(true).unwrap_or_else(|why| debug!(%why, "TCP_NODELAY"));
        let session = async move {
            Session::new(shared, Stream::Plain(stream), Some(peer.ip()), shutdown).run().await;
            drop(permit);
        };
        tokio::spawn(session.instrument(info_span!("smtp", %peer)));
    }
}

fn permits(settings: &Settings) -> u32 {
    u32::try_from(settings.limits.connections.clamp(1, Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX)
}

/// One small write into the empty buffer of a new socket never waits.
fn turn_away(stream: TcpStream) -> io::Result<()> {
    let stream = stream.into_std()?;
    io::Write::write_all(&mut &stream, replies::too_many_connections().to_wire().as_bytes())
}
