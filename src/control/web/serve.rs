//! The page's listener: connections in, TLS, and the limits no router can keep: how many there are at once, how long a
//! handshake, a request's head and its answer may take, and how long a reader may leave an answer unread.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service as _;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::{debug, info, warn};

use super::patience::Patient;

/// How many connections there are at once; each may be somebody who watches the list.
const CONNECTIONS: usize = 512;
/// How many of them one peer may have; a proxy may have all.
const OF_ONE_PEER: usize = 256;
/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long the head of a request may take, the idle time before it included.
const HEAD: Duration = Duration::from_secs(30);
/// How long what is written may wait for its reader.
const UNREAD: Duration = Duration::from_secs(30);
/// The octets of a request's head at most.
const HEAD_SIZE: usize = 32 * 1024;
/// How long open connections may take to come to their end when the daemon stops.
const LAST_ANSWERS: Duration = Duration::from_secs(5);
/// How long accepting pauses when the system has no descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// What all connections share.
pub(super) struct Server {
    router: Router,
    tls: Option<TlsAcceptor>,
    proxies: Vec<IpAddr>,
    places: Arc<Semaphore>,
    peers: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Server {
    pub(super) fn new(router: Router, tls: Option<TlsAcceptor>, proxies: Vec<IpAddr>) -> Server {
        Server { router, tls, proxies, places: Arc::new(Semaphore::new(CONNECTIONS)), peers: Arc::default() }
    }

    /// Accepts connections until `stop` is true (or its sender is gone), then returns when the last has ended or been cut.
    pub(super) async fn run(self, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.admit(stream, peer, stop.clone()),
                Err(why) => {
                    warn!(%why, "cannot accept a connection to the page");
                    time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        // Every connection holds one permit: having them all means that none is left.
        let _all = self.places.acquire_many(u32::try_from(CONNECTIONS).unwrap_or(u32::MAX)).await;
    }

    fn admit(&self, stream: TcpStream, peer: SocketAddr, stop: watch::Receiver<bool>) {
        let Some(place) = self.place(peer.ip()) else {
            info!(%peer, "the page has too many connections");
            if self.tls.is_none() {
                tokio::spawn(turn_away(stream));
            }
            return;
        };
        // Answers are written in one piece, so waiting for more to send gains nothing.
        stream.set_nodelay(true).unwrap_or_else(|why| debug!(%why, "TCP_NODELAY"));
        let (router, tls) = (self.router.clone(), self.tls.clone());
        tokio::spawn(async move {
            match tls {
                None => serve(stream, peer, router, stop).await,
                Some(tls) => {
                    if let Some(stream) = shake_hands(tls, stream, peer, stop.clone()).await {
                        serve(stream, peer, router, stop).await;
                    }
                }
            }
            drop(place);
        });
    }

    fn place(&self, peer: IpAddr) -> Option<Place> {
        let permit = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let count = peers.entry(peer).or_default();
        if *count >= OF_ONE_PEER && !self.proxies.contains(&peer) {
            return None;
        }
        *count += 1;
        Some(Place { peer, peers: Arc::clone(&self.peers), _permit: permit })
    }
}

/// One connection's place among all, and among those of its peer; given back when it is dropped.
struct Place {
    peer: IpAddr,
    peers: Arc<Mutex<HashMap<IpAddr, usize>>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = peers.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                peers.remove(&self.peer);
            }
        }
    }
}

/// The TLS handshake, off the accepting loop.
async fn shake_hands(
    tls: TlsAcceptor,
    stream: TcpStream,
    peer: SocketAddr,
    mut stop: watch::Receiver<bool>,
) -> Option<TlsStream<TcpStream>> {
    let done = tokio::select! {
        done = time::timeout(HANDSHAKE, tls.accept(stream)) => done,
        _ = stop.wait_for(|stop| *stop) => return None,
    };
    match done {
        Ok(Ok(stream)) => return Some(stream),
        Ok(Err(why)) => debug!(%peer, %why, "no TLS"),
        Err(_) => debug!(%peer, "a TLS handshake took too long"),
    }
    None
}

/// Answers the requests of one connection.
async fn serve<S>(stream: S, peer: SocketAddr, router: Router, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let router = TowerToHyperService::new(router);
    let asked = AtomicBool::new(false);
    let service = hyper::service::service_fn(|mut request: Request<Incoming>| {
        asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.call(request)
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_SIZE);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(Patient::new(stream, UNREAD)), service));
    tokio::select! {
        ended = connection.as_mut() => {
            if let Err(why) = ended {
                debug!(%peer, %why, "a connection to the page has ended");
            }
            return;
        }
        _ = stop.wait_for(|stop| *stop) => {}
    }
    // hyper would wait for the first request of a connection; one that has none yet is owed no answer.
    if asked.load(Ordering::Relaxed) {
        connection.as_mut().graceful_shutdown();
        let _ = time::timeout(LAST_ANSWERS, connection).await;
    }
}

/// Says that there is no room.
async fn turn_away(mut stream: TcpStream) {
    let answer =
        b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    // Into the empty buffer of a new socket: it does not wait.
    stream.write_all(answer).await.unwrap_or_else(|why| debug!(%why, "gone before the refusal"));
}
