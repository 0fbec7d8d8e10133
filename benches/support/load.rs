//! The load: as many kept sessions as asked for, each sending one message after the other.

use std::io;
use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use super::Result;
use super::floor::connect;
use super::mail;
use super::stats::percentile;
use super::wire::Wire;

/// What one run came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// Messages that were taken.
    pub messages: u64,
    /// How long that took, in seconds.
    pub seconds: f64,
    /// Half of the messages were answered within this, in milliseconds: from MAIL to the reply to the final dot.
    pub p50: f64,
    /// 99 of 100 were.
    pub p99: f64,
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Octets of a message.
    pub size: usize,
    /// Sessions at the same time.
    pub sessions: usize,
    /// How long.
    pub time: Duration,
    /// Whether the messages are ones that are held.
    pub held: bool,
}

/// Sends `load` to `address`. Every message has a number of its own, beginning with `first`.
pub fn run(address: SocketAddr, load: &Load, first: u64) -> Result<Run> {
    let barrier = Barrier::new(load.sessions);
    let outcomes: Vec<io::Result<(Vec<f64>, f64)>> = thread::scope(|scope| {
        let sessions: Vec<_> = (0..load.sessions)
            .map(|n| {
                let barrier = &barrier;
                scope.spawn(move || session(address, load, first + n as u64 * 1_000_000, barrier))
            })
            .collect();
        sessions.into_iter().map(|s| s.join().unwrap_or_else(|_| Err(io::Error::other("panicked")))).collect()
    });
    let (mut times, mut seconds) = (Vec::new(), 0.0_f64);
    for outcome in outcomes {
        let (session, lasted) = outcome?;
        times.extend(session);
        seconds = seconds.max(lasted);
    }
    let (p50, p99) = (percentile(&mut times, 0.50), percentile(&mut times, 0.99));
    Ok(Run { messages: times.len() as u64, seconds, p50: p50 * 1e3, p99: p99 * 1e3 })
}

fn session(address: SocketAddr, load: &Load, first: u64, barrier: &Barrier) -> io::Result<(Vec<f64>, f64)> {
    let wire = connect(address);
    let mut sender = Sender::new(load);
    barrier.wait();
    let mut wire = wire?;
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed() < load.time {
        let begun = Instant::now();
        sender.send(&mut wire, first + times.len() as u64)?;
        times.push(begun.elapsed().as_secs_f64());
    }
    Ok((times, start.elapsed().as_secs_f64()))
}

/// One message, ready to leave under any number.
struct Sender {
    wire: Vec<u8>,
}

const NUMBER: &str = "Message-ID: <000000000000@firm.example>\r\n";

impl Sender {
    fn new(load: &Load) -> Sender {
        // No line of the sample begins with a dot, so nothing has to be stuffed.
        let message = mail::message(load.size.saturating_sub(NUMBER.len()), load.held);
        Sender { wire: [NUMBER.as_bytes(), &message, b".\r\n"].concat() }
    }

    /// The envelope in one write (RFC 2920), the message in another one.
    fn send(&mut self, wire: &mut Wire, number: u64) -> io::Result<()> {
        self.wire[13..25].copy_from_slice(format!("{number:012}").as_bytes());
        wire.queue(b"MAIL FROM:<anna@firm.example>\r\nRCPT TO:<bob@client.example>\r\nDATA\r\n");
        wire.expect(250)?;
        wire.expect(250)?;
        wire.expect(354)?;
        wire.send(&self.wire)?;
        wire.expect(250)
    }
}
