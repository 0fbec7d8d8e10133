//! What it costs that a file is read by another process: plain text of several sizes in this process and through the pool, in
//! turns, so that only the way there and back differs. Then what starting a process costs, and what memory one takes.
//!
//! ```text
//! cargo bench --bench reader
//! cargo bench --bench reader -- --quick
//! ```

#[expect(dead_code, reason = "medians only; the relay uses the rest")]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use outguard::files::{InProcess, Job, Reader};
use outguard::reader::{Pool, Settings};
use support::Result;
use support::stats::median;

fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let (rounds, time) = if quick { (1, Duration::from_millis(20)) } else { (5, Duration::from_millis(200)) };
    let pool = pool();
    println!("| octets   | in process, µs | through the pool, µs | the way, µs |");
    println!("|---------:|---------------:|---------------------:|------------:|");
    for size in [1_000, 100_000, 1_000_000, 40_000_000] {
        let text = "Please have a look at the enclosed offer. ".repeat(size / 42 + 1);
        let job = job(text.get(..size).ok_or("the text is too short")?.as_bytes());
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            here.push(micros_of(&InProcess, &job, time));
            there.push(micros_of(&pool, &job, time));
        }
        let (here, there) = (median(here), median(there));
        println!("| {size:8} | {here:14.1} | {there:20.1} | {:11.1} |", there - here);
    }
    println!("\nmemory of a process that has read all that: {}", memory()?);
    drop(pool);
    let starts: Vec<f64> = (0..rounds * 10).map(|_| start_and_end()).collect();
    println!("a process started, one file read, and ended: {:.0} µs", median(starts));
    Ok(())
}

fn pool() -> Pool {
    let program = env!("CARGO_BIN_EXE_outguard").into();
    Pool::new(Settings { program, processes: 1, ..Settings::default() })
}

fn job(octets: &[u8]) -> Job<'_> {
    Job { name: "offer.txt", media_type: "text/plain", charset: None, octets }
}

/// Microseconds for one reading, over at least this time.
fn micros_of(reader: &dyn Reader, job: &Job<'_>, time: Duration) -> f64 {
    let begun = Instant::now();
    let mut times = 0_u32;
    while times == 0 || begun.elapsed() < time {
        black_box(reader.read(std::slice::from_ref(job)));
        times += 1;
    }
    begun.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}

fn start_and_end() -> f64 {
    let begun = Instant::now();
    black_box(pool().read(&[job(b"offer")]));
    begun.elapsed().as_secs_f64() * 1e6
}

/// What the kernel says of the one child there is.
fn memory() -> Result<String> {
    let own = format!("PPid:\t{}", std::process::id());
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let status = std::fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        if status.lines().any(|line| line == own) {
            let lines =
                status.lines().filter(|line| ["VmRSS", "RssAnon", "VmHWM"].iter().any(|key| line.starts_with(key)));
            return Ok(lines
                .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
                .join(", "));
        }
    }
    Err("there is no child".into())
}
