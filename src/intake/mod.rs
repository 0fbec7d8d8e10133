//! The doors. A door speaks its protocol and produces a [`Submission`]; it knows nothing of rules.

pub mod pipeline;
pub mod smtp;

use std::future::Future;

use crate::base::Reply;
use crate::message::Submission;

/// What stands behind a door: takes a submission and answers with the reply its client gets. `250` is answered only when
/// upstream has taken the message or the store has it on disk.
pub trait Gate: Send + Sync + 'static {
    /// Judges the submission and passes, keeps or refuses it.
    fn submit(&self, submission: Submission) -> impl Future<Output = Reply> + Send;
}
