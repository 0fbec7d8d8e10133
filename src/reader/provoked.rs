//! Files that make a reader process misbehave, for the tests that prove that nobody else notices. Compiled into builds with
//! debug assertions only; a release build reads such a file like any other.

use std::fs::File;
use std::io::{self, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};

use super::frame::MOST_ANSWER;
use crate::files::{Contents, Job, Kind};

/// What such a file begins with.
const MARK: &[u8] = b"\0\xffoutguard-provoked\0";

/// Does what the file says behind its mark; `None` when it has none.
pub(super) fn read(job: &Job<'_>) -> Option<Contents> {
    let text = match job.octets.strip_prefix(MARK)? {
        b"abort" => std::process::abort(),
        // That it panics is what it is for.
        b"panic" => panic!("provoked"),
        b"hang" => loop {
            std::hint::spin_loop();
        },
        b"recurse" => recurse(0).to_string(),
        b"hog" => hog().to_string(),
        b"much" => "x".repeat(MOST_ANSWER),
        b"probe" => probe(),
        b"pid" => std::process::id().to_string(),
        b"environment" => std::env::vars_os().count().to_string(),
        b"print" => {
            println!("to nobody");
            eprintln!("to nobody");
            "printed".to_owned()
        }
        rest => String::from_utf8_lossy(rest).into_owned(),
    };
    Some(Contents { kind: Kind::Other, text, ..Contents::default() })
}

/// Deeper than any stack.
#[allow(unconditional_recursion, reason = "that is what it is for")]
fn recurse(depth: u64) -> u64 {
    let below = std::hint::black_box([depth; 64]);
    recurse(below.iter().sum::<u64>() + 1) + below.iter().sum::<u64>()
}

/// More memory than anybody has.
fn hog() -> usize {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        all.push(vec![1; 16 << 20]);
        if all.len() > 1 << 16 {
            return all.len();
        }
    }
}

/// One line for each thing that must fail: its name and what came of it.
fn probe() -> String {
    let tried: [(&str, io::Result<()>); 10] = [
        ("read a file", File::open("/etc/passwd").map(drop)),
        ("read what it is", File::open("/proc/self/status").map(drop)),
        ("write a file", File::create("/tmp/outguard-reader-got-out").map(drop)),
        ("list a folder", std::fs::read_dir("/").map(drop)),
        ("connect", TcpStream::connect("127.0.0.1:9").map(drop)),
        ("bind", UdpSocket::bind("127.0.0.1:0").map(drop)),
        ("make a socket", UnixStream::pair().map(drop)),
        ("start a program", Command::new("/bin/true").spawn().map(drop)),
        ("start a thread", std::thread::Builder::new().spawn(|| ()).map(drop)),
        ("send a signal", kill_process(Pid::INIT, Signal::CONT).map_err(io::Error::from)),
    ];
    let mut lines = Vec::new();
    for (what, came) in tried {
        let came = came.map_or_else(|error| format!("{:?}", error.kind()), |()| "DONE".to_owned());
        let _ = writeln!(lines, "{what}: {came}");
    }
    String::from_utf8(lines).unwrap_or_default()
}
