//! The server's end of an SMTP connection, as lean as it can be: no limits, no checks, one write for all replies that are
//! due, one read for whatever has come. It is the floor that the relay is compared with.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use memchr::memchr;
use memchr::memmem::Finder;

/// Octets read at once.
const CHUNK: usize = 64 * 1024;

/// What ends a message (RFC 5321 §4.1.1.4).
const END: &[u8] = b"\r\n.\r\n";

/// A buffered connection.
pub struct Wire {
    stream: TcpStream,
    chunk: Vec<u8>,
    input: Vec<u8>,
    at: usize,
    output: Vec<u8>,
}

impl Wire {
    /// A connection over `stream`, without Nagle's delay.
    pub fn new(stream: TcpStream) -> io::Result<Wire> {
        stream.set_nodelay(true)?;
        Ok(Wire { stream, chunk: vec![0; CHUNK], input: Vec::new(), at: 0, output: Vec::new() })
    }

    /// Puts `bytes` with what leaves at the next read or flush.
    pub fn queue(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
    }

    /// Writes what was queued.
    pub fn flush(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.output)?;
        self.output.clear();
        Ok(())
    }

    /// Writes what was queued and then `bytes`, which are not copied.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.flush()?;
        self.stream.write_all(bytes)
    }

    /// The next line without its CRLF; `None` at the end of the connection.
    pub fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut searched = self.at;
        loop {
            if let Some(end) = memchr(b'\n', &self.input[searched..]).map(|i| searched + i) {
                let line = self.input[self.at..end].trim_ascii_end().to_vec();
                self.at = end + 1;
                return Ok(Some(line));
            }
            let unread = self.input.len() - self.at;
            if self.fill()? == 0 {
                return Ok(None);
            }
            searched = self.at + unread;
        }
    }

    /// Message data as it stands on the wire, with its dots and its end.
    pub fn data(&mut self) -> io::Result<Vec<u8>> {
        let finder = Finder::new(END);
        let mut searched = self.at;
        loop {
            if let Some(end) = finder.find(&self.input[searched..]).map(|i| searched + i + END.len()) {
                let data = self.input[self.at..end].to_vec();
                self.at = end;
                return Ok(data);
            }
            let unread = self.input.len() - self.at;
            if self.fill()? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            searched = self.at + unread.saturating_sub(END.len() - 1);
        }
    }

    /// The code of the next reply, all of its lines read.
    pub fn reply(&mut self) -> io::Result<u16> {
        loop {
            let line = self.line()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if line.get(3) != Some(&b'-') {
                let code = line.get(..3).and_then(|code| std::str::from_utf8(code).ok()?.parse().ok());
                return code.ok_or_else(|| io::ErrorKind::InvalidData.into());
            }
        }
    }

    /// Reads a reply that must have this code.
    pub fn expect(&mut self, code: u16) -> io::Result<()> {
        match self.reply()? {
            found if found == code => Ok(()),
            found => Err(io::Error::other(format!("{found} instead of {code}"))),
        }
    }

    /// Makes room and reads once; what was queued leaves first.
    fn fill(&mut self) -> io::Result<usize> {
        if !self.output.is_empty() {
            self.flush()?;
        }
        self.input.drain(..self.at);
        self.at = 0;
        let n = self.stream.read(&mut self.chunk)?;
        self.input.extend_from_slice(&self.chunk[..n]);
        Ok(n)
    }
}
