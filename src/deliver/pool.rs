//! The connections to one upstream: at most so many at a time, kept open for a while, never one that is in doubt.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::client::Client;
use super::connect::{ConnectError, Target};
use crate::base::Reply;
use crate::base::reply::Enhanced;

/// A connection idle for less than this is used without asking whether it is still there.
const FRESH: Duration = Duration::from_secs(3);

/// A connection idle for longer is closed.
const IDLE: Duration = Duration::from_secs(30);

/// How often idle connections are looked through.
const REAP_EVERY: Duration = Duration::from_secs(5);

/// The connections to one upstream.
pub(super) struct Pool {
    target: Target,
    permits: Arc<Semaphore>,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    clients: Vec<(Client, Instant)>,
    reaping: bool,
}

/// A connection for one transaction. Dropping the lease closes it, so that a transaction that is cancelled never leaves
/// its connection to the next one; only [`Pool::give_back`] keeps it.
pub(super) struct Lease {
    pub(super) client: Client,
    /// Whether the connection served a transaction before: it may have died since without our noticing.
    pub(super) reused: bool,
    permit: OwnedSemaphorePermit,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoLease {
    /// It could not be opened.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// All that are allowed stay in use.
    #[error("all connections to upstream are busy")]
    Busy,
}

impl NoLease {
    /// As a reply a recipient can be deferred with.
    pub(super) fn reply(&self) -> Reply {
        match self {
            NoLease::Connect(error) => error.reply(),
            NoLease::Busy => Reply::new(451, Enhanced(3, 2), &self.to_string()),
        }
    }
}

impl Pool {
    pub(super) fn new(target: Target) -> Arc<Pool> {
        let permits = Arc::new(Semaphore::new(target.upstream.connections.clamp(1, Semaphore::MAX_PERMITS)));
        Arc::new(Pool { target, permits, idle: Mutex::default() })
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    /// An idle connection, the one used last first, or a new one. Waits for a free place at most as long as for a reply.
    pub(super) async fn lease(&self) -> Result<Lease, NoLease> {
        let waiting = Arc::clone(&self.permits).acquire_owned();
        let Ok(Ok(permit)) = timeout(self.target.upstream.command_timeout, waiting).await else {
            return Err(NoLease::Busy);
        };
        while let Some((mut client, since)) = self.pop_idle() {
            if since.elapsed() < FRESH || (since.elapsed() < IDLE && client.alive().await) {
                return Ok(Lease { client, reused: true, permit });
            }
        }
        self.open(permit).await
    }

    /// A new connection in the place of one that turned out to be dead.
    pub(super) async fn replace(&self, dead: Lease) -> Result<Lease, NoLease> {
        drop(dead.client);
        self.open(dead.permit).await
    }

    /// Keeps the connection for the next transaction; the caller vouches that it is between two transactions.
    pub(super) fn give_back(self: &Arc<Self>, lease: Lease) {
        if lease.client.out_of_step() {
            return;
        }
        let mut idle = self.idle();
        idle.clients.push((lease.client, Instant::now()));
        if !idle.reaping {
            idle.reaping = true;
            tokio::spawn(reap(Arc::downgrade(self)));
        }
    }

    async fn open(&self, permit: OwnedSemaphorePermit) -> Result<Lease, NoLease> {
        Ok(Lease { client: Client::connect(&self.target).await?, reused: false, permit })
    }

    fn pop_idle(&self) -> Option<(Client, Instant)> {
        self.idle().clients.pop()
    }

    /// Takes out what has been idle too long; ends the reaping when nothing is left.
    fn expired(&self) -> (Vec<Client>, bool) {
        let mut idle = self.idle();
        let (old, young) =
            std::mem::take(&mut idle.clients).into_iter().partition(|(_, since)| since.elapsed() >= IDLE);
        idle.clients = young;
        idle.reaping = !idle.clients.is_empty();
        let old: Vec<(Client, Instant)> = old;
        (old.into_iter().map(|(client, _)| client).collect(), idle.reaping)
    }

    /// Nothing that panics happens under this lock, so a poisoned one is still whole.
    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes idle connections until there are none, or no pool.
async fn reap(pool: Weak<Pool>) {
    loop {
        tokio::time::sleep(REAP_EVERY).await;
        let Some(pool) = pool.upgrade() else { return };
        let (old, more) = pool.expired();
        drop(pool);
        for client in old {
            client.quit().await;
        }
        if !more {
            return;
        }
    }
}
