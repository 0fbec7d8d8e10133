//! What became of one attempt at delivery, recipient by recipient.

use crate::base::{Address, Reply};

/// What upstream answered to one `RCPT TO`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RcptAnswer {
    /// It would take the message for this recipient.
    Accepted(Reply),
    /// Not now.
    Deferred(Reply),
    /// Never.
    Failed(Reply),
}

impl RcptAnswer {
    /// Whether the message may be sent to this recipient.
    pub fn is_accepted(&self) -> bool {
        matches!(self, RcptAnswer::Accepted(_))
    }
}

/// What became of one recipient in one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecipientOutcome {
    /// Upstream took the message for this recipient.
    Sent(Reply),
    /// Not now: upstream's 4xx, or no connection.
    Deferred(Reply),
    /// Never: upstream's 5xx.
    Failed(Reply),
    /// Our final dot went out and no reply came back: it may have been sent.
    Unsure(String),
}

/// What became of one attempt.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The upstream, `host:port`; empty when none is configured for the sender.
    pub host: String,
    /// One outcome for each recipient of the clearance, in its order.
    pub recipients: Vec<RecipientOutcome>,
    /// Whether the message data was sent at all.
    pub data_sent: bool,
}

impl Outcome {
    /// The same outcome for every one of `recipients`, nothing sent.
    pub(super) fn nothing_sent(host: &str, recipients: &[Address], each: &RecipientOutcome) -> Outcome {
        Outcome { host: host.to_owned(), recipients: vec![each.clone(); recipients.len()], data_sent: false }
    }
}

/// The caller's answer before the message data goes out, when upstream has answered every `RCPT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proceed {
    /// Send the data for the accepted recipients.
    Go,
    /// Send nothing: `RSET`; every recipient upstream had accepted comes back as deferred.
    Stop,
}
