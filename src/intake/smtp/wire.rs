//! A connection with its two buffers. Replies are gathered and written in one piece, at the latest before the session
//! waits for the client (RFC 2920 §3.2). An idle connection keeps a buffer of 2 KiB; only message data gets a large one.

use std::io;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time;
use tokio_rustls::TlsAcceptor;

use super::line::{AUTH_LIMIT, LineFault, LineReader, Next};
use super::stream::Stream;
use crate::base::Reply;

/// Octets asked for while waiting for a command.
const LINE_BLOCK: usize = 2 * 1024;
/// Octets asked for while reading message data.
const DATA_BLOCK: usize = 64 * 1024;
/// Octets of one faulty line that are skipped before the session is closed.
const SKIP_LIMIT: usize = 64 * 1024;
/// How long a closed connection is drained, so that the last reply is not lost to a reset (RFC 9293 §3.6.1).
const LINGER: Duration = Duration::from_millis(500);

/// What came in.
pub enum Input {
    /// A line without its CRLF.
    Line(Vec<u8>),
    /// A faulty line.
    Fault(LineFault),
    /// A faulty line that goes on and on.
    Endless,
}

/// A connection with its buffers.
pub struct Wire {
    stream: Stream,
    input: Vec<u8>,
    taken: usize,
    lines: LineReader,
    skipped: usize,
    output: Vec<u8>,
}

impl Wire {
    /// Takes over an accepted connection.
    pub fn new(stream: Stream) -> Wire {
        Wire { stream, input: Vec::new(), taken: 0, lines: LineReader::default(), skipped: 0, output: Vec::new() }
    }

    /// Queues a reply.
    pub fn queue(&mut self, reply: &Reply) {
        self.output.extend_from_slice(reply.to_wire().as_bytes());
    }

    /// Writes what is queued. May be dropped and called again: nothing is written twice.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn flush(&mut self) -> io::Result<()> {
        while !self.output.is_empty() {
            let written = self.stream.write(&self.output).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.output.drain(..written);
        }
        self.output = Vec::new();
        self.stream.flush().await
    }

    /// The next line of at most `limit` octets; `None` when the client has closed. May be dropped and called again.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn line(&mut self, limit: usize) -> io::Result<Option<Input>> {
        loop {
            if let Some(input) = self.buffered_line(limit) {
                return Ok(Some(input));
            }
            if !self.fill(LINE_BLOCK).await? {
                return Ok(None);
            }
        }
    }

    /// The next line, when all of it has already come.
    fn buffered_line(&mut self, limit: usize) -> Option<Input> {
        match self.lines.next(&self.input[self.taken..], self.limit(limit)) {
            Next::More { consumed } => {
                self.taken += consumed;
                self.skipped += consumed;
                (self.skipped > SKIP_LIMIT).then_some(Input::Endless)
            }
            Next::Line { skipped, length } => {
                let start = self.taken + skipped;
                self.taken = start + length + 2;
                self.skipped = 0;
                Some(Input::Line(self.input[start..start + length].to_vec()))
            }
            Next::Fault { fault, consumed } => {
                self.taken += consumed;
                self.skipped = 0;
                Some(Input::Fault(fault))
            }
        }
    }

    /// `AUTH` with an initial response is longer than any other command.
    fn limit(&self, limit: usize) -> usize {
        let head = self.buffered().get(..5).unwrap_or_default();
        if head.eq_ignore_ascii_case(b"AUTH ") { limit.max(AUTH_LIMIT) } else { limit }
    }

    /// Waits for message data; `false` when the client has closed.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn fill_data(&mut self) -> io::Result<bool> {
        self.fill(DATA_BLOCK).await
    }

    async fn fill(&mut self, room: usize) -> io::Result<bool> {
        self.flush().await?;
        self.input.drain(..self.taken);
        self.taken = 0;
        if self.input.is_empty() && self.input.capacity() > room {
            self.input = Vec::new();
        }
        self.input.reserve_exact(room);
        Ok(self.stream.read_buf(&mut self.input).await? > 0)
    }

    /// What has come and was not yet taken.
    pub fn buffered(&self) -> &[u8] {
        &self.input[self.taken..]
    }

    /// Takes `octets` of what has come.
    pub fn take(&mut self, octets: usize) {
        self.taken = self.input.len().min(self.taken + octets);
    }

    /// Whether TLS is active.
    pub fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Begins TLS. The caller has made sure that nothing is buffered: it would be taken for encrypted.
    ///
    /// # Errors
    /// When the handshake fails; the connection is then gone.
    pub async fn start_tls(&mut self, config: Arc<ServerConfig>) -> io::Result<()> {
        let Stream::Plain(stream) = mem::replace(&mut self.stream, Stream::Gone) else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        self.input = Vec::new();
        self.taken = 0;
        self.lines = LineReader::default();
        self.stream = Stream::Tls(Box::new(TlsAcceptor::from(config).accept(stream).await?));
        Ok(())
    }

    /// Writes what is queued and closes.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn close(mut self) -> io::Result<()> {
        self.flush().await?;
        self.stream.shutdown().await?;
        if matches!(self.stream, Stream::Local(_)) {
            // What was written within the machine is not lost when this end goes.
            return Ok(());
        }
        let mut sink = [0; 1024];
        let drain = async {
            for _ in 0..SKIP_LIMIT / sink.len() {
                if self.stream.read(&mut sink).await? == 0 {
                    break;
                }
            }
            Ok(())
        };
        time::timeout(LINGER, drain).await.unwrap_or(Ok(()))
    }
}
