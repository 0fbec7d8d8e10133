//! What was learnt from a sender's past mail, and how well each recipient of a new message fits it.
//!
//! A message becomes a [`Trace`] (dates, recipients, numbers of words). The traces of a sender in order of time make their
//! [`Past`], and the past weighs the trace of a new message: how unlikely is each recipient, why, and who was meant instead.

mod book;
mod bytes;
mod calibration;
mod crowd;
mod evidence;
mod explain;
mod fingers;
mod fit;
mod forest;
mod forget;
mod groups;
mod habits;
mod key;
mod likeness;
mod met;
mod named;
mod names;
mod odd;
mod origins;
mod outgoing;
mod past;
mod person;
#[cfg(test)]
mod plain;
mod prior;
mod rivals;
mod scene;
pub mod slips;
mod spelling;
mod tally;
#[cfg(test)]
mod tests;
mod texts;
mod thread;
mod trace;
mod weigh;
mod words;

pub use bytes::Undecodable;
pub use calibration::{MOST_SCORES, TELLING_SCORES};
pub use evidence::{Evidence, Meant, Weighed, Weighing, Why};
pub use forest::{BadRanking, Ranking};
pub use forget::Naming;
pub use key::Key;
pub use met::Met;
pub use origins::PartOfText;
pub use outgoing::{Addressee, Field, Outgoing};
pub use past::{Heard, Past, QUIET_BELOW, RANKING, Threshold, budget, inside};
pub use person::short_forms;
pub use trace::Trace;
pub use weigh::{Figures, feature_names};
pub use words::topic;
