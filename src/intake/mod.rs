//! The doors. A door speaks its protocol and produces a [`Submission`]; it knows nothing of rules.

pub mod budget;
pub mod envelope;
pub mod pipeline;
pub mod sendmail;
pub mod smtp;
pub mod outbox;
mod together;

use std::future::Future;

use serde::{Deserialize, Serialize};

use crate::base::{Id, Reply};
use crate::message::Submission;

/// What became of a submission, for the doors whose client reads no reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Became {
    /// Upstream has it.
    Passed,
    /// The store has it: it leaves by itself, after its undo window or when upstream takes it.
    Leaving(Id),
    /// The store has it: it waits for somebody to decide.
    Held(Id),
    /// Refused for good; nobody has it.
    Refused,
    /// Not taken now; nobody has it, and it may be handed over again later.
    Later,
}

/// The answer to a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What an SMTP client is told.
    pub reply: Reply,
    /// What became of it.
    pub became: Became,
}

impl Answer {
    /// An answer about something the store does not have: what became of it follows from the reply's code.
    pub fn unkept(reply: Reply) -> Answer {
        let became = match reply.code() {
            ..400 => Became::Passed,
            400..500 => Became::Later,
            500.. => Became::Refused,
        };
        Answer { reply, became }
    }

    /// The same answer as a client may have it: why is for the log.
    #[must_use]
    pub fn without_cause(self) -> Answer {
        Answer { reply: self.reply.without_cause(), became: self.became }
    }
}

/// What stands behind a door: takes a submission and says what became of it. `250` is answered only when upstream has taken
/// the message or the store has it on disk.
pub trait Gate: Send + Sync + 'static {
    /// Judges the submission and passes, keeps or refuses it.
    fn submit(&self, submission: Submission) -> impl Future<Output = Answer> + Send;

    /// The same for several of one door, whose order is kept; the answers stand in it.
    fn submit_all(&self, submissions: Vec<Submission>) -> impl Future<Output = Vec<Answer>> + Send {
        async {
            let mut answers = Vec::with_capacity(submissions.len());
            for submission in submissions {
                answers.push(self.submit(submission).await);
            }
            answers
        }
    }
}
