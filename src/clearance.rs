//! The permission to send, as a value: a forgotten check is a compile error, not an incident.

use crate::base::{Address, Id, Step};
use crate::message::{Digest, Submission};
use crate::verdict::Verdict;

/// Permission to hand exactly these bytes to exactly these recipients. Not `Clone`, consumed by delivery. Two places
/// make one: a verdict of `pass` ([`Clearance::on_pass`]) and `release`, from a recorded decision
/// (`Clearance::on_record`; `tests/it/layers.rs` holds that nobody else calls it).
#[derive(Debug)]
pub struct Clearance {
    id: Id,
    digest: Digest,
    recipients: Vec<Address>,
}

impl Clearance {
    /// The permission that follows from a verdict of `pass`; `None` for every other verdict.
    pub fn on_pass(id: Id, verdict: &Verdict, submission: &Submission) -> Option<Clearance> {
        (verdict.step == Step::Pass).then(|| Clearance {
            id,
            digest: submission.message.digest(),
            recipients: submission.envelope.recipients.iter().map(|r| r.address.clone()).collect(),
        })
    }

    /// The permission that follows from what the store has recorded for `id`; for `release` alone.
    pub(crate) fn on_record(id: Id, digest: Digest, recipients: Vec<Address>) -> Clearance {
        Clearance { id, digest, recipients }
    }

    /// The submission that may be sent.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// SHA-256 of the only bytes that may be sent.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The only recipients it may be sent to, in envelope order.
    pub fn recipients(&self) -> &[Address] {
        &self.recipients
    }
}
