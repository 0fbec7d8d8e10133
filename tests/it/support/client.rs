//! A plain SMTP client: says what it is told, and knows exactly which octets it sent.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};

use super::guard::PATIENCE;

/// An open session.
pub struct Client {
    reader: BufReader<TcpStream>,
}

impl Client {
    /// Connects, reads the greeting and says EHLO.
    pub fn connect(addr: SocketAddr) -> Client {
        let stream = TcpStream::connect(addr).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut client = Client { reader: BufReader::new(stream) };
        assert!(client.reply().starts_with("220 "));
        assert!(client.says("EHLO laptop.firm.example").starts_with("250"));
        client
    }

    /// Says a line; the answer is the reply, the lines of a longer one joined by `\n`.
    pub fn says(&mut self, line: &str) -> String {
        self.reader.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
        self.reply()
    }

    /// Sends a message: the answer is the reply to it, or the first refusal on the way there.
    pub fn sends(&mut self, from: &str, to: &[&str], message: &[u8]) -> String {
        let utf8 = if from.is_ascii() && to.iter().all(|to| to.is_ascii()) { "" } else { " SMTPUTF8" };
        let mut lines = vec![format!("MAIL FROM:<{from}> BODY=8BITMIME{utf8}")];
        lines.extend(to.iter().map(|to| format!("RCPT TO:<{to}>")));
        lines.push("DATA".to_owned());
        for line in lines {
            let reply = self.says(&line);
            if !reply.starts_with(['2', '3']) {
                return reply;
            }
        }
        self.reader.get_mut().write_all(&stuffed(message)).unwrap();
        self.reply()
    }

    /// Reads one reply.
    pub fn reply(&mut self) -> String {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).unwrap();
            let last = line.as_bytes().get(3) != Some(&b'-');
            lines.push(line.trim_end().to_owned());
            if last {
                return lines.join("\n");
            }
        }
    }
}

/// Sends one message in a session of its own; the answer is the last reply.
pub fn send(addr: SocketAddr, from: &str, to: &[&str], message: impl AsRef<[u8]>) -> String {
    let mut client = Client::connect(addr);
    let reply = client.sends(from, to, message.as_ref());
    client.says("QUIT");
    reply
}

/// RFC 5321 §4.5.2: a dot before each line that begins with one, and the final dot.
fn stuffed(message: &[u8]) -> Vec<u8> {
    assert!(message.is_empty() || message.ends_with(b"\r\n"), "SMTP messages end with a line end");
    let mut wire = Vec::with_capacity(message.len() + message.len() / 50 + 3);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
    }
    wire.extend_from_slice(b".\r\n");
    wire
}
