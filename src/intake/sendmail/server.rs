//! The daemon's side of the socket: one submission a connection, limits over all of them, and the stop.
//!
//! **Stop.** No connection is accepted any more. A message that is just being handed over may come to its end within ten
//! seconds; else the connection ends and nothing of it is kept. One the gate already has is always answered.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::{Semaphore, watch};
use tokio::task;
use tokio::time::{self, Instant};
use tracing::{Instrument, debug, info, info_span, warn};

use super::socket::Socket;
use super::wire::{self, Head};
use crate::base::reply::Enhanced;
use crate::base::{Clock, Reply};
use crate::config::{Account, Limits};
use crate::intake::budget::{Budget, Share};
use crate::intake::smtp::data::{DataFault, DataReader};
use crate::intake::smtp::replies;
use crate::intake::{Answer, Gate};
use crate::message::{Door, Message, Origin, Submission};

/// How long accepting pauses when the system has no descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// How long a message that is being handed over when the daemon stops may take to its end.
const GRACE: Duration = Duration::from_secs(10);

/// How long the answer may take to leave.
const CLOSING: Duration = Duration::from_secs(10);

/// Longest silence of a command that has read its whole message before it connects.
const SILENCE: Duration = Duration::from_secs(30);

/// Octets asked for at a time.
const BLOCK: usize = 64 * 1024;

/// Why nothing was handed over.
enum Fault {
    /// Tell the command.
    Refused(Reply),
    /// Nobody is there to be told.
    Gone(io::Error),
}

impl From<Reply> for Fault {
    fn from(reply: Reply) -> Fault {
        Fault::Refused(reply)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::InvalidData => Fault::Refused(unknown_frame().because(error)),
            _ => Fault::Gone(error),
        }
    }
}

/// What all connections share.
struct Shared<G> {
    limits: Limits,
    gate: Arc<G>,
    clock: Clock,
    budget: Budget,
}

/// The door behind the socket.
pub struct Server<G> {
    shared: Arc<Shared<G>>,
    connections: Arc<Semaphore>,
}

impl<G: Gate> Server<G> {
    /// A door in front of `gate`, with the limits of the SMTP door; what its messages take of memory is taken from `budget`.
    pub fn new(limits: Limits, gate: Arc<G>, budget: Budget, clock: Clock) -> Server<G> {
        let connections = Arc::new(Semaphore::new(permits(&limits) as usize));
        Server { shared: Arc::new(Shared { limits, gate, clock, budget }), connections }
    }

    /// Accepts connections until `shutdown` is true (or its sender is gone), then returns when the last one has ended; the
    /// socket's file is gone by then.
    pub async fn run(&self, socket: Socket, mut shutdown: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                biased;
                _ = shutdown.wait_for(|stop| *stop) => break,
                accepted = socket.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => self.admit(stream, shutdown.clone()),
                Err(why) => {
                    warn!(%why, "cannot accept a connection of sendmail");
                    time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(socket);
        // Every connection holds one permit: having them all means that none is left.
        let _all = self.connections.acquire_many(permits(&self.shared.limits)).await;
    }

    fn admit(&self, mut stream: UnixStream, shutdown: watch::Receiver<bool>) {
        let permit = Arc::clone(&self.connections).try_acquire_owned();
        let shared = Arc::clone(&self.shared);
        let account = account_of(&stream);
        let span = info_span!("sendmail", account);
        let session = async move {
            if permit.is_err() {
                info!("refused: too many connections");
                return tell(&mut stream, Answer::unkept(replies::too_many_connections())).await;
            }
            serve(&shared, &mut stream, account, shutdown).await;
            drop(permit);
        };
        tokio::spawn(session.instrument(span));
    }
}

/// What came is no submission; its text tells somebody who tries the socket by hand what it is.
fn unknown_frame() -> Reply {
    Reply::new(554, Enhanced(5, 2), "this is no submission; hand mail over with `outguard sendmail`")
}

/// After an upgrade the daemon may still be the old one.
fn other_version() -> Reply {
    Reply::new(451, Enhanced(5, 5), "command and daemon are of different versions; restart the daemon")
}

fn permits(limits: &Limits) -> u32 {
    u32::try_from(limits.connections.clamp(1, Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX)
}

/// Who is at the other end, as the kernel says.
fn account_of(stream: &UnixStream) -> String {
    stream.peer_cred().map_or_else(|_| "unknown account".to_owned(), |peer| Account::of_uid(peer.uid()).name)
}

async fn serve<G: Gate>(
    shared: &Shared<G>,
    stream: &mut UnixStream,
    account: String,
    mut shutdown: watch::Receiver<bool>,
) {
    let mut share = shared.budget.share();
    let deadline = Instant::now() + shared.limits.message_timeout;
    let stop = async {
        let _ = shutdown.wait_for(|stop| *stop).await;
        time::sleep(GRACE).await;
    };
    let taken = tokio::select! {
        biased;
        () = stop => Err(replies::shutting_down().into()),
        taken = time::timeout_at(deadline, take(shared, stream, account, &mut share)) => {
            taken.unwrap_or_else(|_| Err(replies::timeout().into()))
        }
    };
    let answer = match taken {
        Ok(submission) => shared.gate.submit(submission).await,
        Err(Fault::Refused(reply)) => {
            info!(code = reply.code(), text = reply.text(), cause = reply.cause(), "refused");
            Answer::unkept(reply)
        }
        Err(Fault::Gone(why)) => return debug!(%why, "cut before the message was whole; nothing is kept"),
    };
    drop(share);
    tell(stream, answer).await;
}

/// Reads one submission.
async fn take<G>(
    shared: &Shared<G>,
    stream: &mut UnixStream,
    account: String,
    share: &mut Share,
) -> Result<Submission, Fault> {
    let limits = &shared.limits;
    let no_memory = || replies::bad_data(DataFault::NoMemory, limits.message_size);
    let length = patiently(limits, wire::length(stream, wire::most_head(limits.recipients))).await?;
    if !share.grow_to(length) {
        return Err(no_memory().into());
    }
    let head: Head = patiently(limits, wire::value(stream, length)).await?;
    if head.version != wire::VERSION {
        return Err(other_version().because(head.version).into());
    }
    let size = usize::try_from(head.size).unwrap_or(usize::MAX);
    if size > limits.message_size {
        return Err(replies::too_big(limits.message_size).into());
    }
    let checked = head.checked(limits.recipients);
    let (envelope, spoken) = checked.map_err(|unfit| unknown_frame().because(unfit))?;
    let message = message(limits, stream, size, share).await?;
    // A large message is digested off the threads that serve connections.
    let digested = task::spawn_blocking(move || Message::new(message)).await;
    let message = digested.map_err(|why| replies::internal_error().because(why))?;
    let wire::Spoken { helo, protocol } = spoken;
    let origin = Origin { peer: String::new(), helo, user: Some(account), protocol };
    Ok(Submission { door: Door::Sendmail, origin, envelope, message, received: shared.clock.now(), source: None })
}

/// Reads a message of `size` octets, as strictly as the SMTP door reads one.
async fn message(limits: &Limits, stream: &mut UnixStream, size: usize, share: &mut Share) -> Result<Vec<u8>, Fault> {
    let mut reader = DataReader::chunked(limits.message_size);
    let (mut message, mut block) = (Vec::new(), vec![0; BLOCK.min(size)]);
    let mut left = size;
    while left > 0 {
        let part = left.min(block.len());
        let read = patiently(limits, async { stream.read(&mut block[..part]).await }).await?;
        if read == 0 {
            return Err(Fault::Gone(io::ErrorKind::UnexpectedEof.into()));
        }
        left -= read;
        reader.feed(&block[..read], &mut message);
        // Told at once: the command need not send what is refused.
        if !share.grow_to(message.len()) {
            reader.note(DataFault::NoMemory);
        }
        if reader.is_spoilt() {
            break;
        }
    }
    match reader.fault() {
        Some(fault) => Err(replies::bad_data(fault, limits.message_size).into()),
        None => Ok(message),
    }
}

/// Silence ends the connection.
async fn patiently<T>(limits: &Limits, reading: impl Future<Output = io::Result<T>>) -> Result<T, Fault> {
    match time::timeout(limits.data_timeout.min(SILENCE), reading).await {
        Ok(read) => Ok(read?),
        Err(_) => Err(replies::timeout().into()),
    }
}

async fn tell(stream: &mut UnixStream, answer: Answer) {
    let told = async {
        stream.write_all(&wire::framed(&answer.without_cause())?).await?;
        stream.shutdown().await
    };
    match time::timeout(CLOSING, told).await {
        Ok(Ok(())) => {}
        Ok(Err(why)) => debug!(%why, "the command has gone before its answer"),
        Err(_) => debug!("the answer was not taken"),
    }
}
