//! One mail transaction: the envelope as it grows, and the message as it comes in.

use std::collections::HashSet;

use tokio::time::Instant;

use super::data::{DataFault, DataReader, Fed};
use super::parameters::{MailParameters, RcptParameters};
use crate::base::Address;
use crate::intake::budget::Share;
use crate::message::{Envelope, Recipient};

/// From `MAIL` to the end of the message.
#[derive(Debug)]
pub struct Transaction {
    /// Who gets the message.
    pub envelope: Envelope,
    /// The chunks so far, when the message comes by `BDAT`.
    pub chunks: Option<Incoming>,
    seen: HashSet<String>,
}

impl Transaction {
    /// Begins with `MAIL`.
    pub fn new(sender: Option<Address>, parameters: MailParameters) -> Transaction {
        let MailParameters { body, smtputf8, ret, envid, .. } = parameters;
        let envelope = Envelope { sender, recipients: Vec::new(), body, smtputf8, ret, envid };
        Transaction { envelope, chunks: None, seen: HashSet::new() }
    }

    /// Adds a recipient; an address named again is the same recipient. `false` when there are `limit` already.
    #[must_use]
    pub fn add(&mut self, address: Address, parameters: RcptParameters, limit: usize) -> bool {
        if self.seen.contains(address.key()) {
            return true;
        }
        if self.envelope.recipients.len() >= limit {
            return false;
        }
        self.seen.insert(address.key().to_owned());
        let RcptParameters { notify, orcpt } = parameters;
        self.envelope.recipients.push(Recipient { address, notify, orcpt });
        true
    }
}

/// A message on its way in.
#[derive(Debug)]
pub struct Incoming {
    /// When it has to be complete.
    pub deadline: Instant,
    reader: DataReader,
    message: Vec<u8>,
    share: Share,
}

impl Incoming {
    /// Nothing has come yet.
    pub fn new(reader: DataReader, share: Share, deadline: Instant) -> Incoming {
        Incoming { deadline, reader, message: Vec::new(), share }
    }

    /// Takes a piece of input. The budget may be exceeded by one piece at most.
    pub fn feed(&mut self, input: &[u8]) -> Fed {
        let fed = self.reader.feed(input, &mut self.message);
        if !self.share.grow_to(self.message.len()) {
            self.reader.note(DataFault::NoMemory);
        }
        if self.reader.is_spoilt() {
            self.message = Vec::new();
            self.share.release();
        }
        fed
    }

    /// The message and what it has taken from the budget, once it is complete.
    ///
    /// # Errors
    /// Says why the message is refused.
    pub fn finish(mut self) -> Result<(Vec<u8>, Share), DataFault> {
        if let Some(fault) = self.reader.fault() {
            return Err(fault);
        }
        // The gate may keep it for long; the room it had to grow is not in the budget.
        self.message.shrink_to_fit();
        Ok((self.message, self.share))
    }
}
