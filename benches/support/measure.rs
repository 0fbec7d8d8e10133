//! What a piece of work takes: processor time, which other work on the machine hardly changes, and memory.

use std::fs;
use std::time::{Duration, Instant};

use super::support::Result;

/// Microseconds of processor time for one call, over as many calls as fit into `time`.
pub fn micros(work: &dyn Fn(), time: Duration) -> Result<f64> {
    let (start, before, mut calls) = (Instant::now(), used()?, 0_u32);
    while start.elapsed() < time || calls == 0 {
        work();
        calls += 1;
    }
    Ok((used()? - before) / 1e3 / f64::from(calls))
}

/// Nanoseconds of processor time this thread has used; the kernel counts them at its clock ticks.
fn used() -> Result<f64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(stat.split(' ').next().unwrap_or_default().parse()?)
}

/// KiB by which `work` raises the process above what it has now.
pub fn peak(work: impl FnOnce()) -> Result<u64> {
    // The kernel forgets the highest mark so far.
    fs::write("/proc/self/clear_refs", "5")?;
    let before = status("VmRSS:")?;
    work();
    Ok(status("VmHWM:")?.saturating_sub(before))
}

fn status(field: &str) -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
