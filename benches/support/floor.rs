//! The peers a relay is measured against: a sink that takes everything, and bare forwarders that inspect and keep nothing
//! (`floor-relay`), or nothing but one durable record of each message (`floor-journal`). Each runs in a process of its own.

use std::fs::File;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::Result;
use super::wire::Wire;

/// What stands behind a bare server's door.
#[derive(Clone)]
enum Behind {
    /// Counts.
    Nothing(Arc<AtomicU64>),
    /// Hands on to this address, after one fsynced line in the file if there is one.
    Next(SocketAddr, Option<Arc<File>>),
}

/// Serves as a sink until the process ends; says its address on standard output.
pub fn sink() -> Result<()> {
    serve(Behind::Nothing(Arc::default()))
}

/// Serves as a bare forwarder to `next` until the process ends, with a record of each message in `journal`.
pub fn forwarder(next: SocketAddr, journal: Option<&str>) -> Result<()> {
    let journal = journal.map(|path| File::options().create(true).append(true).open(path)).transpose()?;
    serve(Behind::Next(next, journal.map(Arc::new)))
}

fn serve(behind: Behind) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let (stream, behind) = (stream?, behind.clone());
        // A session ends with its client; how is of no interest.
        thread::spawn(move || session(stream, &behind));
    }
    Ok(())
}

fn session(stream: TcpStream, behind: &Behind) -> io::Result<()> {
    let mut client = Wire::new(stream)?;
    let mut upstream = match behind {
        Behind::Nothing(_) => None,
        Behind::Next(address, _) => Some(connect(*address)?),
    };
    let mut envelope = Vec::new();
    client.queue(b"220 floor.example ESMTP\r\n");
    while let Some(line) = client.line()? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_slice() {
            b"EHLO" => client.queue(b"250-floor.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 104857600\r\n"),
            b"DATA" => {
                client.queue(b"354 go ahead\r\n");
                let data = client.data()?;
                match (behind, upstream.as_mut()) {
                    (Behind::Next(_, journal), Some(upstream)) => {
                        forward(upstream, &mut envelope, &data)?;
                        record(journal.as_deref(), data.len())?;
                    }
                    (Behind::Nothing(count), _) => _ = count.fetch_add(1, Ordering::Relaxed),
                    _ => {}
                }
                client.queue(b"250 2.0.0 taken\r\n");
            }
            b"COUN" => {
                let count = if let Behind::Nothing(count) = behind { count.load(Ordering::Relaxed) } else { 0 };
                client.queue(format!("{count}\r\n").as_bytes());
            }
            b"QUIT" => {
                client.queue(b"221 bye\r\n");
                return client.flush();
            }
            _ => {
                if matches!(verb.as_slice(), b"MAIL" | b"RCPT") {
                    envelope.extend_from_slice(&line);
                    envelope.extend_from_slice(b"\r\n");
                }
                client.queue(b"250 2.0.0 ok\r\n");
            }
        }
    }
    Ok(())
}

/// MAIL, RCPT and DATA in one write, the message in a second one.
fn forward(upstream: &mut Wire, envelope: &mut Vec<u8>, data: &[u8]) -> io::Result<()> {
    let commands = memchr::memchr_iter(b'\n', envelope).count();
    upstream.queue(envelope);
    upstream.queue(b"DATA\r\n");
    envelope.clear();
    for _ in 0..commands {
        upstream.expect(250)?;
    }
    upstream.expect(354)?;
    upstream.send(data)?;
    upstream.expect(250)
}

fn record(journal: Option<&File>, octets: usize) -> io::Result<()> {
    let Some(mut journal) = journal else { return Ok(()) };
    journal.write_all(
        format!("{:?} passed {octets} octets to the next server, which said 250\n", thread::current().id()).as_bytes(),
    )?;
    journal.sync_data()
}

/// A connection to `address` that has been greeted.
pub fn connect(address: SocketAddr) -> io::Result<Wire> {
    let mut wire = Wire::new(TcpStream::connect(address)?)?;
    wire.expect(220)?;
    wire.queue(b"EHLO bench.example\r\n");
    wire.expect(250)?;
    Ok(wire)
}

/// How many messages the sink at `address` has taken.
pub fn taken(address: SocketAddr) -> Result<u64> {
    let mut wire = connect(address)?;
    wire.queue(b"COUNT\r\n");
    let line = wire.line()?.unwrap_or_default();
    Ok(std::str::from_utf8(&line)?.parse()?)
}
