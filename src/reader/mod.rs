//! The reader process: what strangers wrote in complicated formats is read by the same binary in a process of its own, with
//! limits on memory, processor time and time, without files and without a network. When it dies or is stopped, the file it
//! was reading is unreadable, which is a finding; nobody else notices.
//!
//! The parent's side is the [`Pool`]: it starts processes when they are needed, hands each one file at a time
//! (`frame.rs` is how the two talk), stops what takes too long, and lets them go when they idle or have read enough. The
//! child's side is [`serve`]: it shuts itself in (`sandbox.rs`), says so, and reads until its parent hangs up.

mod child;
mod frame;
mod keeper;
mod pool;
#[cfg(debug_assertions)]
mod provoked;
mod sandbox;
mod serve;

use std::path::PathBuf;
use std::time::Duration;

pub use pool::Pool;
pub use serve::serve;

use crate::files::Limits;

/// The first argument that makes this program a reader process. People do not type it, so no help names it.
pub const ARGUMENT: &str = "__read";

/// How files are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The program that is started with [`ARGUMENT`]; the running one by default, also when its file has been replaced.
    pub program: PathBuf,
    /// Processes at the same time; 0 = one for each processor core, at least two.
    pub processes: usize,
    /// Memory of one process in octets (`RLIMIT_AS`).
    pub memory: usize,
    /// Time to read one file; the files of one message get [`MESSAGE`] times as much together, waiting included.
    pub time: Duration,
    /// Where reading a file stops.
    pub limits: Limits,
}

/// The files of one message have this many times the time of one file.
pub const MESSAGE: u32 = 12;

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            program: PathBuf::from("/proc/self/exe"),
            processes: 0,
            memory: 1 << 30,
            time: Duration::from_secs(5),
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// Processes at the same time, as many as there are.
    fn places(&self) -> usize {
        match self.processes {
            0 => std::thread::available_parallelism().map_or(2, usize::from).max(2),
            processes => processes,
        }
    }
}
