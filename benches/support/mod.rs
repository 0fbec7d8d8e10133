//! What the benchmarks share: sample mail, an SMTP connection, the peers to compare with, processes and their cost.

pub mod floor;
pub mod load;
pub mod mail;
pub mod postfix;
pub mod process;
pub mod stats;
pub mod wire;

/// Anything that can go wrong in a benchmark ends it.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;
