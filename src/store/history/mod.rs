//! History on disk: what was learnt from sent mail, by sender. The traces of a sender in order of time are the truth; their
//! [`Past`](crate::people::Past) is made of them when it is first needed, and kept in memory (`cache.rs`).

mod cache;
mod file;
mod forget;
mod forgotten;
mod join;
mod key;
mod known;
mod learn;
mod load;
mod look;
mod namings;
mod sender;

use std::sync::Arc;

use jiff::Timestamp;

pub use file::FileMark;
pub use forget::Forgotten;
pub use key::HistoryKey;
pub use learn::{Batch, Learnt, LearntMail, Untold};
pub use look::{LastWritten, Learner};
pub use sender::Removed;

pub(super) use cache::{Cache, News};
pub(super) use forget::How;
pub(super) use key::{check_key, key_place};
pub(super) use learn::{Learns, keep_bounces, keep_corrections, trace_of_submission};
pub(super) use load::kept_under;

use crate::base::Domain;
use crate::facts::{Fact, Facts};
use crate::people::history::Trace;

/// How history is kept; the configuration's word.
#[derive(Clone, Debug)]
pub struct Learning {
    /// Whether mail that is sent teaches anything.
    pub on: bool,
    /// The organisation's own domains.
    pub inside: Vec<Domain>,
}

impl Default for Learning {
    fn default() -> Learning {
        Learning { on: true, inside: Vec::new() }
    }
}

/// What a message teaches when it is sent.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// What is kept of it.
    pub trace: Arc<Trace>,
    /// The highest score it had before; `None` = not known.
    pub score: Option<f32>,
}

impl Lesson {
    /// What a message that was judged teaches; `None` where nothing is kept of it.
    pub fn of(facts: &Facts) -> Option<Lesson> {
        let score = match &facts.ranking {
            Fact::Known(Some(ranking)) => ranking.raw,
            Fact::Known(None) | Fact::Unavailable(_) => None,
        };
        facts.trace.as_ref().map(|trace| Lesson { trace: Arc::clone(trace), score })
    }
}

/// Milliseconds, as the store keeps times.
fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}
