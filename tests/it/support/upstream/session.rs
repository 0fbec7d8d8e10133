//! One session of the fake upstream.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::{Act, At, Behaviour, Seen, Taken};

/// Serves every connection in a task of its own; all end with this one.
pub(super) async fn listen(listener: TcpListener, behaviour: Arc<Behaviour>, seen: Arc<Mutex<Seen>>) {
    let mut sessions = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.sessions += 1;
            seen.sessions
        };
        sessions.spawn(serve(stream, Arc::clone(&behaviour), Arc::clone(&seen), number));
        while sessions.try_join_next().is_some() {}
    }
}

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

async fn serve(stream: TcpStream, behaviour: Arc<Behaviour>, seen: Arc<Mutex<Seen>>, number: usize) {
    let _ = stream.set_nodelay(true);
    if behaviour.resets() {
        let _ = stream.set_zero_linger();
    }
    let (io, tls): (Box<dyn Io>, bool) = match &behaviour.implicit {
        None => (Box::new(stream), false),
        Some(certificate) => match TlsAcceptor::from(certificate.config()).accept(stream).await {
            Ok(stream) => (Box::new(stream), true),
            Err(_) => return,
        },
    };
    let session = Session {
        io,
        behaviour,
        seen,
        number,
        tls,
        buffer: Vec::new(),
        mail: None,
        rcpts: Vec::new(),
        auth: Vec::new(),
        signed_in: false,
    };
    let _ = session.run().await;
}

struct Session {
    io: Box<dyn Io>,
    behaviour: Arc<Behaviour>,
    seen: Arc<Mutex<Seen>>,
    number: usize,
    tls: bool,
    buffer: Vec<u8>,
    mail: Option<String>,
    rcpts: Vec<String>,
    auth: Vec<String>,
    signed_in: bool,
}

/// The session goes on, or is over.
type Flow = io::Result<()>;

fn over() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

impl Session {
    async fn run(mut self) -> Flow {
        if !self.acted(&At::Greeting).await? {
            self.say("220 fake.upstream.example ESMTP").await?;
        }
        loop {
            let line = self.line().await?;
            self.seen.lock().unwrap().lines.push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => self.ehlo().await?,
                "STARTTLS" => self = self.starttls().await?,
                "AUTH" => self.auth_line(&line).await?,
                "MAIL" => self.mail(line).await?,
                "RCPT" => self.rcpt(line).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.forget();
                    self.answer(&At::Rset, "250 2.0.0 ok").await?;
                }
                "NOOP" => self.answer(&At::Noop, "250 2.0.0 ok").await?,
                "QUIT" => {
                    self.answer(&At::Quit, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ if !self.auth.is_empty() => self.auth_line(&line).await?,
                _ => self.say("500 5.5.2 what?").await?,
            }
        }
    }

    fn forget(&mut self) {
        self.mail = None;
        self.rcpts.clear();
    }

    async fn ehlo(&mut self) -> Flow {
        self.forget();
        if self.acted(&At::Ehlo).await? {
            return Ok(());
        }
        let mut reply = String::from("250");
        let offered = self.behaviour.offers.iter().filter(|keyword| !(self.tls && *keyword == "STARTTLS"));
        let mut last = "fake.upstream.example";
        for keyword in offered {
            reply += &format!("-{last}\r\n250");
            last = keyword;
        }
        let reply = format!("{reply} {last}");
        self.say(&reply).await
    }

    async fn starttls(mut self) -> io::Result<Session> {
        if self.acted(&At::Starttls).await? {
            return Ok(self);
        }
        let Some(certificate) = self.behaviour.starttls.clone() else {
            self.say("502 5.5.1 no").await?;
            return Ok(self);
        };
        let mut reply = b"220 2.0.0 go\r\n".to_vec();
        reply.extend_from_slice(&self.behaviour.injected);
        self.io.write_all(&reply).await?;
        self.io.flush().await?;
        let stream = TlsAcceptor::from(certificate.config()).accept(self.io).await?;
        Ok(Session { io: Box::new(stream), tls: true, ..self })
    }

    async fn auth_line(&mut self, line: &str) -> Flow {
        self.auth.push(line.to_owned());
        if self.acted(&At::Auth).await? {
            return Ok(());
        }
        let wanted = self.behaviour.auth.clone().unwrap_or_default();
        if self.auth.len() < wanted.len() {
            return self.say("334 ").await;
        }
        self.signed_in = self.auth == wanted;
        self.auth.clear();
        self.say(if self.signed_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong" }).await
    }

    async fn mail(&mut self, line: String) -> Flow {
        if self.acted(&At::Mail).await? {
            return Ok(());
        }
        if self.behaviour.auth.is_some() && !self.signed_in {
            return self.say("530 5.7.0 sign in first").await;
        }
        if self.mail.is_some() {
            return self.say("503 5.5.1 one at a time").await;
        }
        self.mail = Some(line);
        self.say("250 2.1.0 ok").await
    }

    async fn rcpt(&mut self, line: String) -> Flow {
        if self.acted(&At::RcptTo(path_of(&line))).await? || self.acted(&At::Rcpt).await? {
            return Ok(());
        }
        if self.mail.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        self.rcpts.push(line);
        self.say("250 2.1.5 ok").await
    }

    async fn data(&mut self) -> Flow {
        if self.acted(&At::Data).await? {
            return Ok(());
        }
        if self.rcpts.is_empty() {
            return self.say("503 5.5.1 RCPT first").await;
        }
        self.say("354 go on").await?;
        self.body().await
    }

    async fn body(&mut self) -> Flow {
        let mut searched = 0;
        let mut begun = false;
        let end = loop {
            if self.buffer.starts_with(b".\r\n") {
                break 3;
            }
            if let Some(at) = self.buffer[searched..].windows(5).position(|w| w == b"\r\n.\r\n") {
                break searched + at + 5;
            }
            if !begun && !self.buffer.is_empty() {
                begun = true;
                self.acted(&At::Body).await?;
            }
            searched = self.buffer.len().saturating_sub(4);
            self.fill().await?;
        };
        let wire: Vec<u8> = self.buffer.drain(..end).collect();
        let taken = Taken {
            mail: self.mail.take().unwrap_or_default(),
            rcpts: std::mem::take(&mut self.rcpts),
            data: unstuffed(&wire),
            wire,
            session: self.number,
            tls: self.tls,
        };
        let act = self.behaviour.act(&At::Dot);
        let positive = match &act {
            None | Some(Act::Wait(_) | Act::TakeAndClose) => true,
            Some(Act::Raw(octets) | Act::RawThenClose(octets)) => octets.starts_with(b"2"),
            Some(_) => false,
        };
        if positive {
            self.seen.lock().unwrap().messages.push(taken);
        }
        let answered = match act {
            Some(act) => self.perform(act).await?,
            None => false,
        };
        if answered { Ok(()) } else { self.say("250 2.0.0 taken").await }
    }

    async fn answer(&mut self, at: &At, usual: &str) -> Flow {
        if self.acted(at).await? { Ok(()) } else { self.say(usual).await }
    }

    /// Whether a rule answered; an error when it ended the session.
    async fn acted(&mut self, at: &At) -> io::Result<bool> {
        match self.behaviour.act(at) {
            Some(act) => self.perform(act).await,
            None => Ok(false),
        }
    }

    async fn perform(&mut self, act: Act) -> io::Result<bool> {
        match act {
            Act::Raw(octets) => self.raw(&octets).await?,
            Act::RawThenClose(octets) => {
                self.raw(&octets).await?;
                self.io.shutdown().await?;
                return Err(over());
            }
            Act::Hang => std::future::pending::<()>().await,
            Act::Close | Act::Reset | Act::TakeAndClose => return Err(over()),
            Act::Wait(time) => {
                tokio::time::sleep(time).await;
                return Ok(false);
            }
            Act::Flood(octets) => loop {
                self.raw(&octets).await?;
            },
        }
        Ok(true)
    }

    async fn say(&mut self, line: &str) -> Flow {
        self.raw(format!("{line}\r\n").as_bytes()).await
    }

    async fn raw(&mut self, octets: &[u8]) -> Flow {
        self.io.write_all(octets).await?;
        self.io.flush().await
    }

    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|w| w == b"\r\n") {
                let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
                return Ok(String::from_utf8_lossy(&line[..end]).into_owned());
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> Flow {
        let mut chunk = vec![0; 64 * 1024];
        let n = self.io.read(&mut chunk).await?;
        if n == 0 {
            return Err(over());
        }
        self.buffer.extend_from_slice(&chunk[..n]);
        Ok(())
    }
}

/// What stands between the angle brackets of a command line.
pub(super) fn path_of(line: &str) -> String {
    let path = line.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>')).map_or("", |(path, _)| path);
    path.to_owned()
}

/// RFC 5321 §4.5.2: the final dot goes, and the first dot of each line that begins with one.
fn unstuffed(wire: &[u8]) -> Vec<u8> {
    let content = &wire[..wire.len() - 3];
    let mut data = Vec::with_capacity(content.len());
    let mut line_start = true;
    for (i, byte) in content.iter().enumerate() {
        if !(line_start && *byte == b'.') {
            data.push(*byte);
        }
        line_start = *byte == b'\n' && i > 0 && content[i - 1] == b'\r';
    }
    data
}
