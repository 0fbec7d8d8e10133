//! The dialogue of a mail program with the relay, command by command, as it would be typed: for `demo` and `try`.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

/// Sends `message` to `relay`; the answer is the relay's last word.
pub(super) async fn send(relay: SocketAddr, from: &str, to: &[&str], message: &str) -> io::Result<String> {
    let mut stream = BufStream::new(TcpStream::connect(relay).await?);
    reply(&mut stream).await?;
    say(&mut stream, "EHLO localhost").await?;
    let mut last = say(&mut stream, &format!("MAIL FROM:<{from}>")).await?;
    for recipient in to {
        last = say(&mut stream, &format!("RCPT TO:<{recipient}>")).await?;
    }
    if last.starts_with('2') {
        last = say(&mut stream, "DATA").await?;
    }
    if last.starts_with('3') {
        // RFC 5321 §4.5.2: a line that begins with a dot gets another one.
        let stuffed = message.replace("\r\n.", "\r\n..");
        last = say(&mut stream, &format!("{stuffed}.")).await?;
    }
    say(&mut stream, "QUIT").await?;
    Ok(last)
}

async fn say(stream: &mut BufStream<TcpStream>, line: &str) -> io::Result<String> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await?;
    reply(stream).await
}

/// One reply, its lines joined (RFC 5321 §4.2.1).
async fn reply(stream: &mut BufStream<TcpStream>) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        text.push_str(line.trim_end());
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(text);
        }
        text.push(' ');
    }
}
