//! `DATA` and `BDAT`: how a message comes in and is handed to the gate. Whatever comes of it, the transaction is over
//! afterwards (RFC 5321 §4.1.1.4), so nothing of a refused message is left for the next one.

use std::io;
use std::pin::pin;

use tokio::task;
use tokio::time::{self, Instant};
use tracing::{debug, info};

use super::data::{DataReader, Fed};
use super::order::Stage;
use super::replies;
use super::session::{Flow, Session};
use super::transaction::Incoming;
use crate::base::{Address, Reply, killpoint};
use crate::intake::Gate;
use crate::message::{Door, Envelope, Message, Submission};

/// From this size on a message is digested off the threads that serve sessions.
const LARGE: usize = 256 * 1024;

/// How reading ended.
enum Read {
    /// All of it is there.
    Complete,
    /// The session has to end with this reply.
    Stopped(Reply),
    /// The client is gone; what came is thrown away.
    Cut,
}

impl<G: Gate> Session<G> {
    /// `DATA` (RFC 5321 §4.1.1.4).
    pub(super) async fn data(&mut self) -> io::Result<Flow> {
        self.wire.queue(&replies::go_ahead());
        self.flush().await?;
        killpoint::reached("A4");
        let mut incoming = self.incoming(DataReader::new(self.settings().limits.message_size));
        let read = self.read(incoming.deadline, |input| incoming.feed(input)).await?;
        match read {
            Read::Complete => self.complete(incoming).await,
            Read::Stopped(reply) => Ok(self.say(reply)),
            Read::Cut => Ok(Flow::Close),
        }
    }

    /// `BDAT` (RFC 3030 §2).
    pub(super) async fn bdat(&mut self, size: u64, last: bool) -> io::Result<Flow> {
        let chunks = self.transaction.as_deref_mut().and_then(|transaction| transaction.chunks.take());
        let mut incoming = match chunks {
            Some(incoming) => incoming,
            None => self.incoming(DataReader::chunked(self.settings().limits.message_size)),
        };
        let read = self.read_chunk(size, incoming.deadline, |input| incoming.feed(input)).await?;
        match read {
            Read::Complete if last => self.complete(incoming).await,
            Read::Complete => {
                self.stage = Stage::Chunks;
                if let Some(transaction) = self.transaction.as_deref_mut() {
                    transaction.chunks = Some(incoming);
                }
                Ok(self.say(replies::chunk_ok(size)))
            }
            Read::Stopped(reply) => Ok(self.say(reply)),
            Read::Cut => Ok(Flow::Close),
        }
    }

    /// Reads a chunk that nobody asked for, then says `reply`.
    pub(super) async fn skip_chunk(&mut self, size: u64, reply: Reply) -> io::Result<Flow> {
        let deadline = Instant::now() + self.settings().limits.message_timeout;
        let everything = |input: &[u8]| Fed { consumed: input.len(), ended: false };
        match self.read_chunk(size, deadline, everything).await? {
            Read::Complete => Ok(self.say(reply)),
            Read::Stopped(reply) => Ok(self.say(reply)),
            Read::Cut => Ok(Flow::Close),
        }
    }

    fn incoming(&self, reader: DataReader) -> Incoming {
        let deadline = Instant::now() + self.settings().limits.message_timeout;
        Incoming::new(reader, self.shared.budget.share(), deadline)
    }

    /// Reads exactly `size` octets.
    async fn read_chunk(
        &mut self,
        size: u64,
        deadline: Instant,
        mut feed: impl FnMut(&[u8]) -> Fed + Send,
    ) -> io::Result<Read> {
        let mut left = size;
        if left == 0 {
            return Ok(Read::Complete);
        }
        self.read(deadline, |input| {
            let part = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
            feed(&input[..part]);
            left -= part as u64;
            Fed { consumed: part, ended: left == 0 }
        })
        .await
    }

    /// Feeds what comes until `feed` has seen the end; limits: silence, the deadline, the server's stop.
    async fn read(&mut self, deadline: Instant, mut feed: impl FnMut(&[u8]) -> Fed + Send) -> io::Result<Read> {
        let (patience, grace) = (self.settings().limits.data_timeout, self.settings().grace);
        let mut shutdown = self.shutdown.clone();
        let mut stop = pin!(async move {
            let _ = shutdown.wait_for(|stop| *stop).await;
            time::sleep(grace).await;
        });
        loop {
            let fed = feed(self.wire.buffered());
            self.wire.take(fed.consumed);
            if fed.ended {
                killpoint::reached("A6");
                return Ok(Read::Complete);
            }
            let limit = deadline.min(Instant::now() + patience);
            tokio::select! {
                biased;
                () = &mut stop => return Ok(Read::Stopped(replies::shutting_down())),
                filled = time::timeout_at(limit, self.wire.fill_data()) => match filled {
                    Err(_) => return Ok(Read::Stopped(replies::timeout())),
                    Ok(filled) => {
                        if !filled? {
                            debug!("cut inside a message; nothing is kept");
                            return Ok(Read::Cut);
                        }
                        killpoint::reached("A5");
                    }
                },
            }
        }
    }

    /// The message is there: hand it over, or say why not.
    async fn complete(&mut self, incoming: Incoming) -> io::Result<Flow> {
        let envelope = self.end_transaction().map(|transaction| transaction.envelope).unwrap_or_default();
        self.messages += 1;
        let reply = match incoming.finish() {
            Err(fault) => replies::bad_data(fault, self.settings().limits.message_size),
            Ok((message, share)) => {
                let reply = self.hand_over(envelope, message).await;
                drop(share);
                let flow = self.answer(reply);
                self.flush().await?;
                killpoint::reached("A11");
                return Ok(flow);
            }
        };
        Ok(self.say(reply))
    }

    async fn hand_over(&self, envelope: Envelope, message: Vec<u8>) -> Reply {
        let received = self.shared.clock.now();
        debug!(octets = message.len(), recipients = envelope.recipients.len(), "message");
        if self.settings().log_content {
            let recipients: Vec<&str> = envelope.recipients.iter().map(|to| to.address.as_str()).collect();
            info!(sender = envelope.sender.as_ref().map(Address::as_str), ?recipients, "envelope");
        }
        let message = if message.len() < LARGE {
            Ok(Message::new(message))
        } else {
            task::spawn_blocking(move || Message::new(message)).await
        };
        match message {
            Err(why) => replies::internal_error().because(why),
            Ok(message) => {
                let origin = self.origin(envelope.smtputf8);
                let submission = Submission { door: Door::Smtp, origin, envelope, message, received, source: None };
                self.shared.gate.submit(submission).await.reply
            }
        }
    }
}
