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
    /// Whether each was refused by the answer to its own `RCPT`, not with the sender or the message.
    pub(super) at_rcpt: Vec<bool>,
}

impl Outcome {
    /// The same outcome for every one of `recipients`, nothing sent.
    pub(super) fn nothing_sent(host: &str, recipients: &[Address], each: &RecipientOutcome) -> Outcome {
        let (recipients, at_rcpt) = (vec![each.clone(); recipients.len()], vec![false; recipients.len()]);
        Outcome { host: host.to_owned(), recipients, data_sent: false, at_rcpt }
    }

    /// Whether upstream has refused the recipient at this place of [`recipients`](Outcome::recipients) because there is no such
    /// mailbox: by the enhanced status, wherever it is said (RFC 3463 §3.2 and §3.3, RFC 7505); by the code alone only in answer
    /// to that recipient's `RCPT` (RFC 5321 §4.2.2), for elsewhere it is about the message, or about us.
    pub fn has_no_mailbox(&self, at: usize) -> bool {
        const CODES: [u16; 3] = [550, 551, 553];
        const STATUSES: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
        let Some(RecipientOutcome::Failed(reply)) = self.recipients.get(at) else { return false };
        match reply.enhanced() {
            Some(status) => STATUSES.contains(&status.as_str()),
            None => CODES.contains(&reply.code()) && self.at_rcpt.get(at) == Some(&true),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reply::Enhanced;

    #[test]
    fn replies_about_the_mailbox_are_told_from_those_about_the_message() {
        let has_no_mailbox = |each: RecipientOutcome, at_rcpt: bool| {
            let outcome =
                Outcome { host: String::new(), recipients: vec![each], data_sent: false, at_rcpt: vec![at_rcpt] };
            outcome.has_no_mailbox(0)
        };
        for (reply, at_rcpt, elsewhere) in [
            (Reply::new(550, Enhanced(1, 1), "No such user here"), true, true),
            (Reply::new(556, Enhanced(1, 10), "null MX"), true, true),
            (Reply::plain(550, "No such user"), true, false),
            (Reply::plain(551, "User not local"), true, false),
            (Reply::plain(554, "No"), false, false),
            (Reply::new(550, Enhanced(7, 1), "Relaying denied"), false, false),
            (Reply::new(552, Enhanced(2, 2), "Mailbox full"), false, false),
            (Reply::new(550, Enhanced(7, 509), "DMARC"), false, false),
        ] {
            let failed = RecipientOutcome::Failed(reply.clone());
            assert_eq!(has_no_mailbox(failed.clone(), true), at_rcpt, "{reply}");
            assert_eq!(has_no_mailbox(failed, false), elsewhere, "{reply}");
            assert!(!has_no_mailbox(RecipientOutcome::Sent(reply), true));
        }
        assert!(!has_no_mailbox(RecipientOutcome::Deferred(Reply::new(450, Enhanced(1, 1), "Later")), true));
    }
}
