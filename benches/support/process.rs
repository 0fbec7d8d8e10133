//! Processes of peers: started, asked for their cost, and ended with their handle.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use super::Result;

/// Clock ticks a second in `/proc/PID/stat`; 100 on every Linux (`getconf CLK_TCK`).
const TICKS: f64 = 100.0;

/// A running peer; ends when it is dropped.
pub struct Process(Child);

impl Process {
    /// Starts a part of this benchmark in a process of its own; the first line it prints is its address.
    pub fn role(arguments: &[&str]) -> Result<(Process, SocketAddr)> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.arg("--role").args(arguments).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        Ok((Process(child), line.trim().parse()?))
    }

    /// Starts `command`.
    pub fn start(command: &mut Command) -> Result<Process> {
        Ok(Process(command.spawn()?))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// CPU seconds that a process and its children, living and waited for, have used.
pub fn cpu(pid: u32) -> f64 {
    let children = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = children.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let own: f64 = stat(pid).map_or(0.0, |stat| stat.ticks);
    let theirs: f64 = pids.filter_map(stat).filter(|stat| stat.parent == pid).map(|stat| stat.ticks).sum();
    (own + theirs) / TICKS
}

struct Stat {
    parent: u32,
    ticks: f64,
}

/// proc(5): after the name in brackets stand state, ppid, … and, as fields 14 to 17, the four times.
fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11..15)?.iter().filter_map(|field| field.parse::<f64>().ok()).sum();
    Some(Stat { parent: fields.get(1)?.parse().ok()?, ticks })
}

/// Memory of a process that is in RAM, in kB.
pub fn rss(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
