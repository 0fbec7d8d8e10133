//! The relay against its floors: rate, latency, CPU and memory, each beside the same client talking straight to the same
//! sink, through a bare forwarder, and through one that fsyncs a record of each message; Postfix too where it is
//! installed. Peers take turns in short rounds, so a busy machine is busy for all of them; figures are medians of rounds.
//! Only ratios of one run mean anything.
//!
//! ```text
//! cargo bench --bench relay                                 everything, about a minute
//! cargo bench --bench relay -- --quick                      a few seconds: does it all still work
//! cargo bench --bench relay -- --size 10000 --sessions 8 --seconds 2 --rounds 5 --peers floor-relay,outguard
//! ```

mod support;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::load::{self, Load, Run};
use support::postfix::Postfix;
use support::process::{self, Process};
use support::stats::median;
use support::{Result, floor};

/// Connections that stand idle while memory is read.
const IDLE: usize = 1000;

/// How long a peer may take to start, or to hand on what it has taken.
const PATIENCE: Duration = Duration::from_secs(30);

/// What to measure.
struct Options {
    scenes: Vec<(usize, usize)>,
    seconds: f64,
    rounds: usize,
    peers: Option<Vec<String>>,
    idle: bool,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Options> {
        let value = |name: &str| {
            arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).map(String::as_str)
        };
        let quick = arguments.iter().any(|a| a == "--quick");
        let (size, sessions) = (value("--size"), value("--sessions"));
        let scenes = if quick {
            vec![(10_000, 8)]
        } else if size.is_some() || sessions.is_some() {
            vec![(size.unwrap_or("10000").parse()?, sessions.unwrap_or("8").parse()?)]
        } else {
            vec![(10_000, 8), (10_000, 1), (10_000, 32), (1_000, 8), (100_000, 8), (1_000_000, 8)]
        };
        Ok(Options {
            scenes,
            seconds: value("--seconds").unwrap_or(if quick { "0.2" } else { "0.5" }).parse()?,
            rounds: value("--rounds").unwrap_or(if quick { "1" } else { "3" }).parse()?,
            peers: value("--peers").map(|names| names.split(',').map(str::to_owned).collect()),
            idle: size.is_none() && sessions.is_none(),
        })
    }

    fn wants(&self, name: &str) -> bool {
        self.peers.as_ref().is_none_or(|peers| peers.iter().any(|peer| peer == name))
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--role", "sink"] => floor::sink(),
        ["--role", "relay", next] => floor::forwarder(next.parse()?, None),
        ["--role", "relay", next, journal] => floor::forwarder(next.parse()?, Some(journal)),
        _ => measure(&Options::read(&arguments)?),
    }
}

fn measure(options: &Options) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (_sink, sink) = Process::role(&["sink"])?;
    let peers = peers(options, folder.path(), sink)?;
    let mut number = 0;
    for (size, sessions) in &options.scenes {
        let mut results: Vec<Vec<Sample>> = peers.iter().map(|_| Vec::new()).collect();
        for _ in 0..options.rounds {
            for (peer, samples) in peers.iter().zip(&mut results) {
                let time = Duration::from_secs_f64(options.seconds);
                let load = Load { size: *size, sessions: *sessions, time, held: peer.holds };
                samples.push(peer.run(&load, sink, number)?);
                // Sessions number their messages in blocks of a million.
                number += 1_000_000 * *sessions as u64;
            }
        }
        print_table(*size, *sessions, &peers, &results);
    }
    if options.idle {
        idle(folder.path(), sink)?;
    }
    Ok(())
}

/// Something that takes mail.
struct Peer {
    name: &'static str,
    address: SocketAddr,
    pid: Option<u32>,
    /// Whether it is sent mail that must not reach the sink.
    holds: bool,
    _process: Option<Process>,
    _postfix: Option<Postfix>,
}

/// One round of one peer.
struct Sample {
    run: Run,
    cpu: f64,
    rss: f64,
}

impl Sample {
    fn rate(&self) -> f64 {
        self.run.messages as f64 / self.run.seconds
    }
}

impl Peer {
    fn bare(name: &'static str, arguments: &[&str]) -> Result<Peer> {
        let (process, address) = Process::role(arguments)?;
        Ok(Peer { name, address, pid: Some(process.id()), holds: false, _process: Some(process), _postfix: None })
    }

    /// Sends the load and makes sure that all of it arrived, or none of what is held.
    fn run(&self, load: &Load, sink: SocketAddr, number: u64) -> Result<Sample> {
        let before = floor::taken(sink)?;
        let cpu = self.pid.map_or(0.0, process::cpu);
        let start = Instant::now();
        let mut run = load::run(self.address, load, number).map_err(|e| format!("{}: {e}", self.name))?;
        if !self.holds {
            while floor::taken(sink)? - before < run.messages {
                if start.elapsed() > PATIENCE + load.time {
                    return Err(format!("{} has not handed on all it took", self.name).into());
                }
                std::thread::sleep(Duration::from_millis(1));
                run.seconds = start.elapsed().as_secs_f64();
            }
        }
        let arrived = floor::taken(sink)? - before;
        if arrived != if self.holds { 0 } else { run.messages } {
            return Err(format!("{}: {} sent, {arrived} arrived", self.name, run.messages).into());
        }
        let cpu = self.pid.map_or(0.0, process::cpu) - cpu;
        Ok(Sample { run, cpu: cpu / run.messages.max(1) as f64 * 1e6, rss: self.pid.map_or(0.0, process::rss) })
    }
}

fn peers(options: &Options, folder: &Path, sink: SocketAddr) -> Result<Vec<Peer>> {
    let next = sink.to_string();
    let journal = folder.join("journal").display().to_string();
    let mut peers =
        vec![Peer { name: "direct", address: sink, pid: None, holds: false, _process: None, _postfix: None }];
    peers.push(Peer::bare("floor-relay", &["relay", &next])?);
    peers.push(outguard("outguard", false, &folder.join("pass"), sink)?);
    peers.push(Peer::bare("floor-journal", &["relay", &next, &journal])?);
    peers.push(outguard("outguard-hold", true, &folder.join("hold"), sink)?);
    peers.retain(|peer| options.wants(peer.name));
    if options.wants("postfix") && Postfix::is_there() {
        let address = free_address()?;
        // Without Postfix the other figures still stand.
        match Postfix::start(folder, address, sink).and_then(|postfix| {
            until_open(address, || false)?;
            Ok(postfix)
        }) {
            Ok(postfix) => peers.push(Peer {
                name: "postfix",
                address,
                pid: Some(postfix.pid),
                holds: false,
                _process: None,
                _postfix: Some(postfix),
            }),
            Err(error) => println!("without Postfix: {error}"),
        }
    }
    Ok(peers)
}

/// The real program with the shipped packs, everything else as it comes.
fn outguard(name: &'static str, holds: bool, folder: &Path, sink: SocketAddr) -> Result<Peer> {
    // The configuration's folder is watched; what is written all the time stands elsewhere.
    let written = folder.join("etc/config.toml");
    fs::create_dir_all(folder.join("etc"))?;
    let address = free_address()?;
    let config = format!(
        "[organisation]\ndomains = [\"firm.example\"]\n[smtp]\nlisten = [\"{address}\"]\nhostname = \"guard.firm.example\"\n\
         [[upstream]]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nconnections = 32\n",
        sink.port()
    );
    fs::write(&written, config)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_outguard"));
    command.arg("--config").arg(&written).arg("--state").arg(folder.join("state")).arg("run");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(folder.join("log"))?);
    let mut process = Process::start(&mut command)?;
    until_open(address, || process.has_ended())
        .map_err(|e| format!("{e}: {}", fs::read_to_string(folder.join("log")).unwrap_or_default()))?;
    Ok(Peer { name, address, pid: Some(process.id()), holds, _process: Some(process), _postfix: None })
}

/// An address nobody listens on at the moment.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

fn until_open(address: SocketAddr, mut has_ended: impl FnMut() -> bool) -> Result<()> {
    let start = Instant::now();
    while floor::connect(address).is_err() {
        if has_ended() || start.elapsed() > PATIENCE {
            return Err(format!("nothing listens on {address}").into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// A line of figures for each peer.
fn print_table(size: usize, sessions: usize, peers: &[Peer], results: &[Vec<Sample>]) {
    let of = |samples: &[Sample], figure: fn(&Sample) -> f64| median(samples.iter().map(figure));
    let rates: Vec<f64> = results.iter().map(|samples| of(samples, Sample::rate)).collect();
    let base = |name: &str| peers.iter().position(|peer| peer.name == name).map(|i| rates[i]);
    println!("\n{size} octets, {sessions} sessions, one recipient, kept connections\n");
    println!(
        "| peer          |     rate/s | p50 ms | p99 ms | CPU µs | RSS kB | ×direct | ×relay | ×journal | ×postfix |"
    );
    println!(
        "|---------------|-----------:|-------:|-------:|-------:|-------:|--------:|-------:|---------:|---------:|"
    );
    for ((peer, samples), rate) in peers.iter().zip(results).zip(&rates) {
        let ratio = |name: &str| base(name).map_or_else(|| "–".to_owned(), |base| format!("{:.3}", rate / base));
        println!(
            "| {:13} | {rate:10.0} | {:6.2} | {:6.2} | {:6.0} | {:6.0} | {:>7} | {:>6} | {:>8} | {:>8} |",
            peer.name,
            of(samples, |s| s.run.p50),
            of(samples, |s| s.run.p99),
            of(samples, |s| s.cpu),
            of(samples, |s| s.rss),
            ratio("direct"),
            ratio("floor-relay"),
            ratio("floor-journal"),
            ratio("postfix"),
        );
    }
}

/// Memory of a fresh process, with and without a thousand connections that have said EHLO and nothing more.
fn idle(folder: &Path, sink: SocketAddr) -> Result<()> {
    let peer = outguard("idle", false, &folder.join("idle"), sink)?;
    let pid = peer.pid.unwrap_or_default();
    let before = process::rss(pid);
    let open: std::io::Result<Vec<_>> = (0..IDLE).map(|_| floor::connect(peer.address)).collect();
    let open = open.map_err(|e| format!("{IDLE} idle connections: {e} (see ulimit -n)"))?;
    let after = process::rss(pid);
    let each = (after - before) / IDLE as f64;
    println!("\nidle: {before:.0} kB; with {} idle connections: {after:.0} kB, {each:.1} kB each", open.len());
    Ok(())
}
