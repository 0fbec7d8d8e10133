//! The octets between lettre's connection and upstream's socket. Replies are handed on line by line, bounded and in
//! printable ASCII; writes go out together, when somebody waits for the answer.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::base::killpoint;

/// The end of message data as lettre writes it, in one piece of its own; stuffed content never contains it.
const TERMINATOR: &[u8] = b"\r\n.\r\n";

/// Octets kept back before they are written all the same.
const OUTBOX: usize = 64 * 1024;

/// The longest reply line read, most of it thrown away; RFC 5321 §4.5.3.1.5 allows 512 octets.
const LONGEST_LINE: usize = 64 * 1024;

/// Octets of a reply line that are handed on.
const KEPT_OF_LINE: usize = 510;

/// Lines one reply may have.
const MOST_LINES: usize = 500;

/// What the owner of a connection sees of its [`Wire`], which lettre has swallowed.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    written: AtomicU64,
    dot: AtomicBool,
    unread: AtomicBool,
    closed: AtomicBool,
}

impl Gauge {
    /// Octets the socket has taken so far.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    /// Whether any part of a final dot may have reached upstream: from here on a lost reply leaves us unsure.
    pub(super) fn dot_begun(&self) -> bool {
        self.dot.load(Ordering::Acquire)
    }

    /// Whether upstream has said more than it was asked: replies would be counted wrongly from now on.
    pub(super) fn unread(&self) -> bool {
        self.unread.load(Ordering::Acquire)
    }

    /// Whether upstream takes no more octets; what it said before it closed can still be read.
    pub(super) fn closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Forgets the dot of the message before.
    pub(super) fn new_transaction(&self) {
        self.dot.store(false, Ordering::Release);
    }
}

/// A socket, plain or TLS, made safe to read replies from.
pub(super) struct Wire<S> {
    stream: S,
    peer: SocketAddr,
    inbox: Vec<u8>,
    outbox: Vec<u8>,
    sent: usize,
    dot_at: Option<usize>,
    unflushed: bool,
    continued: usize,
    gauge: Arc<Gauge>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// A wire over `stream`; `head` is read before anything upstream says.
    pub(super) fn new(stream: S, peer: SocketAddr, head: &[u8]) -> Wire<S> {
        Wire {
            stream,
            peer,
            inbox: head.to_vec(),
            outbox: Vec::new(),
            sent: 0,
            dot_at: None,
            unflushed: false,
            continued: 0,
            gauge: Arc::default(),
        }
    }

    /// The gauge that stays readable when the wire is inside lettre's connection.
    pub(super) fn gauge(&self) -> Arc<Gauge> {
        Arc::clone(&self.gauge)
    }

    /// The socket, if upstream has said nothing beyond what was read. Whatever follows the reply to STARTTLS in clear
    /// was put there by somebody else (RFC 3207 §6, "NO STARTTLS" 2021).
    pub(super) fn into_silent_stream(self) -> Option<S> {
        self.inbox.is_empty().then_some(self.stream)
    }

    /// The next whole line, normalised; `None` until there is one.
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(end) = self.inbox.iter().position(|b| *b == b'\n') else {
            if self.inbox.len() > LONGEST_LINE {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "upstream's reply has no end of line"));
            }
            return Ok(None);
        };
        let line = normalised(&self.inbox[..end]);
        self.inbox.drain(..=end);
        self.continued = if line.get(3) == Some(&b'-') { self.continued + 1 } else { 0 };
        if self.continued > MOST_LINES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "upstream's reply has too many lines"));
        }
        self.gauge.unread.store(self.continued == 0 && !self.inbox.is_empty(), Ordering::Release);
        Ok(Some(line))
    }

    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut chunk = [0u8; 4096];
        let mut buf = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buf))?;
        self.inbox.extend_from_slice(buf.filled());
        Poll::Ready(Ok(buf.filled().len()))
    }

    /// Writes what was kept back.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.sent < self.outbox.len() {
            let n = match ready!(Pin::new(&mut self.stream).poll_write(cx, &self.outbox[self.sent..])) {
                Ok(n) if n > 0 => n,
                result => {
                    self.gauge.closed.store(true, Ordering::Release);
                    return Poll::Ready(Err(result.err().unwrap_or_else(|| io::ErrorKind::WriteZero.into())));
                }
            };
            self.sent += n;
            self.unflushed = true;
            self.gauge.written.fetch_add(n as u64, Ordering::AcqRel);
            if self.dot_at.is_some_and(|at| self.sent > at) {
                self.gauge.dot.store(true, Ordering::Release);
            }
        }
        self.outbox.clear();
        self.sent = 0;
        if self.unflushed {
            ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
            self.unflushed = false;
        }
        if self.dot_at.take().is_some() {
            killpoint::reached("R10");
        }
        Poll::Ready(Ok(()))
    }
}

/// A reply line as lettre can read it: CRLF, printable ASCII, bounded, and a space behind a code that stands alone
/// (RFC 5321 §4.2 lets servers leave the text out). Invalid UTF-8 in a reply would otherwise look like a lost
/// connection, and a line of white space in a reply to EHLO makes lettre panic.
fn normalised(line: &[u8]) -> Vec<u8> {
    let line = line.trim_ascii_end();
    let printable = |b: &u8| if (b' '..=b'~').contains(b) { *b } else { b'?' };
    let mut out: Vec<u8> = line.iter().take(KEPT_OF_LINE).map(printable).collect();
    if out.len() == 3 {
        out.push(b' ');
    }
    out.extend_from_slice(b"\r\n");
    out
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Wire<S> {
    /// Hands on exactly one line, so that no buffer above holds more than was asked for.
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.gauge.closed() {
            ready!(self.poll_drain(cx))?;
        }
        loop {
            if let Some(line) = self.next_line()? {
                if line.len() > buf.remaining() {
                    return Poll::Ready(Err(io::ErrorKind::InvalidInput.into()));
                }
                buf.put_slice(&line);
                return Poll::Ready(Ok(()));
            }
            if ready!(self.poll_fill(cx))? == 0 {
                self.inbox.clear();
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let piece = &buf[..buf.len().min(OUTBOX)];
        if self.outbox.len() + piece.len() > OUTBOX {
            ready!(self.poll_drain(cx))?;
        }
        if piece == TERMINATOR {
            self.dot_at = Some(self.outbox.len());
        }
        self.outbox.extend_from_slice(piece);
        Poll::Ready(Ok(piece.len()))
    }

    /// Nothing: lettre flushes after each piece, so a message and its final dot would leave as two packets. SMTP waits
    /// for an answer after everything it says, and reading drains.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + Sync> AsyncTokioStream for Wire<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl<S> fmt::Debug for Wire<S> {
    /// Never the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.peer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    fn peer() -> SocketAddr {
        ([127, 0, 0, 1], 25).into()
    }

    #[test]
    fn a_reply_line_is_printable_bounded_and_complete() {
        assert_eq!(normalised(b"250\r"), b"250 \r\n");
        assert_eq!(normalised(b"250-   \r"), b"250-\r\n");
        assert_eq!(normalised(b"550 \x1b[31mM\xfcller\r"), b"550 ?[31mM?ller\r\n");
        assert_eq!(normalised(&[b'5'; 9000]).len(), KEPT_OF_LINE + 2);
    }

    #[tokio::test]
    async fn one_line_is_handed_on_at_a_time_and_surplus_is_seen() {
        let (near, mut far) = duplex(1024);
        let mut wire = Wire::new(near, peer(), b"");
        let gauge = wire.gauge();
        far.write_all(b"250 first\n250 second\r\n").await.unwrap();
        let mut buf = [0; 1000];
        let n = wire.read(&mut buf).await.unwrap();
        assert_eq!(&buf[..n], b"250 first\r\n");
        assert!(gauge.unread());
        assert!(wire.into_silent_stream().is_none());
    }

    #[tokio::test]
    async fn an_endless_line_is_an_error_and_not_memory() {
        let (near, mut far) = duplex(4096);
        let mut wire = Wire::new(near, peer(), b"");
        tokio::spawn(async move { while far.write_all(&[b'x'; 4096]).await.is_ok() {} });
        assert!(wire.read(&mut [0; 1000]).await.is_err());
        assert!(wire.inbox.len() <= LONGEST_LINE + 4096);
    }

    #[tokio::test]
    async fn nothing_leaves_before_an_answer_is_awaited_and_the_dot_is_noticed() {
        let (near, mut far) = duplex(1024);
        let mut wire = Wire::new(near, peer(), b"");
        let gauge = wire.gauge();
        wire.write_all(b"text").await.unwrap();
        wire.write_all(TERMINATOR).await.unwrap();
        wire.flush().await.unwrap();
        assert_eq!((gauge.written(), gauge.dot_begun()), (0, false));
        far.write_all(b"250 ok\r\n").await.unwrap();
        assert_eq!(wire.read(&mut [0; 1000]).await.unwrap(), 8);
        assert!(gauge.dot_begun());
        let mut got = [0; 9];
        far.read_exact(&mut got).await.unwrap();
        assert_eq!(&got, b"text\r\n.\r\n");
    }

    proptest::proptest! {
        #[test]
        fn whatever_upstream_says_is_one_short_printable_line(line: Vec<u8>) {
            let out = normalised(&line);
            let text = out.strip_suffix(b"\r\n").unwrap();
            proptest::prop_assert!(text.len() <= KEPT_OF_LINE && text.iter().all(|b| (b' '..=b'~').contains(b)));
            proptest::prop_assert!(text.get(3..).is_none_or(|rest| rest == b" " || !rest.ends_with(b" ")));
        }
    }
}
