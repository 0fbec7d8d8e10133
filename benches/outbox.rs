//! The watched outbox beside the SMTP door: the same messages dropped into a folder and handed over in one session, in the
//! same run, until the last of them has reached the same sink. What a folder costs more is known: each message is on the
//! disk before it leaves, which in a session it need not be. Only ratios of one run mean anything.
//!
//! ```text
//! cargo bench --bench outbox                                1,000 files of 1, 4 and 10 kB, three rounds
//! cargo bench --bench outbox -- --quick                     a few seconds: does it all still work
//! cargo bench --bench outbox -- --files 10000 --size 1000   that many at once, and the memory they take
//! ```

#[expect(dead_code, reason = "the sink, processes and sample mail only; the relay uses the rest")]
mod support;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::process::{self, Process};
use support::stats::median;
use support::wire::Wire;
use support::{Result, floor, mail};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(300);

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if arguments == ["--role", "sink"] {
        return floor::sink();
    }
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    let quick = arguments.iter().any(|a| a == "--quick");
    let files: u64 = value("--files").map_or(Ok(if quick { 100 } else { 1000 }), |n| n.parse())?;
    let sizes = match value("--size") {
        Some(size) => vec![size.parse()?],
        None if quick => vec![1000],
        None => vec![1000, 4000, 10_000],
    };
    let rounds = value("--rounds").map_or(Ok(if quick { 1 } else { 3 }), |n| n.parse())?;
    let folder = tempfile::tempdir()?;
    let (_sink, sink) = Process::role(&["sink"])?;
    println!(
        "| octets |  files | door, 1 session /s | door, 8 sessions /s | outbox /s | ×1 session | ×8 sessions | RSS kB |"
    );
    println!(
        "|-------:|-------:|-------------------:|--------------------:|----------:|-----------:|------------:|-------:|"
    );
    for (n, size) in sizes.into_iter().enumerate() {
        scene(&folder.path().join(n.to_string()), sink, files, size, rounds)?;
    }
    Ok(())
}

fn scene(folder: &Path, sink: SocketAddr, files: u64, size: usize, rounds: u64) -> Result<()> {
    let out = folder.join("out");
    fs::create_dir_all(&out)?;
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let guard = outguard(folder, address, sink)?;
    let (mut one, mut eight, mut dropped) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let first = round * 4 * files;
        one.push(until_arrived(sink, files, || sessions(address, 1, files, size, first))?);
        eight.push(until_arrived(sink, files, || sessions(address, 8, files, size, first + files))?);
        dropped.push(until_arrived(sink, files, || drop_files(&out, files, size, first + 2 * files))?);
    }
    let [one, eight, dropped] = [one, eight, dropped].map(median);
    println!(
        "| {size:6} | {files:6} | {one:18.0} | {eight:19.0} | {dropped:9.0} | {:10.2} | {:11.2} | {:6.0} |",
        dropped / one,
        dropped / eight,
        process::rss(guard.id()),
    );
    Ok(())
}

/// Messages a second, from the first of them until the sink has the last.
fn until_arrived(sink: SocketAddr, count: u64, send: impl FnOnce() -> Result<()>) -> Result<f64> {
    let (before, start) = (floor::taken(sink)?, Instant::now());
    send()?;
    while floor::taken(sink)? - before < count {
        if start.elapsed() > PATIENCE {
            return Err(format!("{} of {count} arrived", floor::taken(sink)? - before).into());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

fn message(size: usize, number: u64) -> Vec<u8> {
    let head = format!("Message-ID: <{number:012}@firm.example>\r\n");
    [head.as_bytes(), &mail::message(size.saturating_sub(head.len()), false)].concat()
}

fn sessions(address: SocketAddr, count: u64, files: u64, size: usize, first: u64) -> Result<()> {
    std::thread::scope(|scope| {
        let each = |n: u64| {
            scope.spawn(move || session(address, (first..first + files).skip(n as usize).step_by(count as usize), size))
        };
        let sessions: Vec<_> = (0..count).map(each).collect();
        sessions.into_iter().try_for_each(|session| session.join().unwrap_or_else(|_| Err("panicked".into())))
    })
}

fn session(address: SocketAddr, numbers: impl Iterator<Item = u64>, size: usize) -> Result<()> {
    let mut wire: Wire = floor::connect(address)?;
    for number in numbers {
        wire.queue(b"MAIL FROM:<anna@firm.example>\r\nRCPT TO:<bob@client.example>\r\nDATA\r\n");
        wire.expect(250)?;
        wire.expect(250)?;
        wire.expect(354)?;
        wire.send(&[message(size, number), b".\r\n".to_vec()].concat())?;
        wire.expect(250)?;
    }
    Ok(())
}

/// As programs drop files that know how: written under a name that is left alone, then renamed.
fn drop_files(out: &Path, files: u64, size: usize, first: u64) -> Result<()> {
    for number in first..first + files {
        let draft = out.join(format!(".{number}"));
        // A mail program on this system writes its own line ends.
        let text = String::from_utf8_lossy(&message(size, number)).replace("\r\n", "\n");
        fs::write(&draft, text)?;
        fs::rename(&draft, out.join(format!("{number:012}.eml")))?;
    }
    Ok(())
}

/// The real program with the shipped packs and a watched folder, everything else as it comes.
fn outguard(folder: &Path, address: SocketAddr, sink: SocketAddr) -> Result<Process> {
    fs::create_dir_all(folder.join("etc"))?;
    let written = folder.join("etc/config.toml");
    let config = format!(
        "[organisation]\ndomains = [\"firm.example\"]\n[smtp]\nlisten = [\"{address}\"]\nhostname = \"guard.firm.example\"\n\
         [[upstream]]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nconnections = 32\n[[outbox]]\npath = \"../out\"\n",
        sink.port()
    );
    fs::write(&written, config)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_outguard"));
    command.arg("--config").arg(&written).arg("--state").arg(folder.join("state")).arg("run");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(folder.join("log"))?);
    let mut process = Process::start(&mut command)?;
    let start = Instant::now();
    while floor::connect(address).is_err() {
        if process.has_ended() || start.elapsed() > PATIENCE {
            return Err(fs::read_to_string(folder.join("log")).unwrap_or_default().into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(process)
}
