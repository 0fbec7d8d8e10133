//! Cleared bytes to upstream. Knows nothing of rules.
//!
//! [`Courier`] takes a clearance and hands its message to the upstream of its sender; [`next_attempt`] says when to try
//! again; [`failure_notice`] tells the sender what will never arrive; [`probe`] tries an upstream without sending anything.

mod answer;
mod auth;
mod client;
mod connect;
mod courier;
mod dsn;
mod offers;
mod outcome;
mod pool;
mod probe;
mod queue;
mod retry;
mod secret;
mod tls;
mod trace;
mod transaction;
mod webhook;
mod wire;

pub use courier::{Courier, CourierError};
pub use dsn::{FailedMessage, Failure, failure_notice};
pub use outcome::{Outcome, Proceed, RcptAnswer, RecipientOutcome};
pub use probe::{Obstacle, ProbeError, Probed, probe};
pub use queue::Queue;
pub use retry::next_attempt;
pub use secret::{SecretError, read as read_secret};
pub use tls::{TlsError, client_config};
pub use webhook::Hook;
