//! The states of a submission and of its recipients, and every legal change, in one table.

use serde::{Deserialize, Serialize};

/// The state of a stored submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits for a person.
    Held,
    /// Leaves when its undo window ends.
    Delayed,
    /// May leave; the queue delivers it.
    Queued,
    /// Nobody knows whether some recipient has it; waits for a person.
    Unsure,
    /// Over: at least one recipient has it, nobody waits for it any more.
    Sent,
    /// Over: delivery failed for every recipient.
    Failed,
    /// Over: withdrawn by the sender before it left.
    Cancelled,
    /// Over: the approver said no.
    Rejected,
    /// Over: nobody decided; it went back to the sender as a draft.
    Returned,
    /// The stored bytes are not the ones that were accepted; never sent, shown until somebody looks.
    Damaged,
}

impl State {
    /// All states.
    pub const ALL: [State; 10] = [
        State::Held,
        State::Delayed,
        State::Queued,
        State::Unsure,
        State::Sent,
        State::Failed,
        State::Cancelled,
        State::Rejected,
        State::Returned,
        State::Damaged,
    ];

    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            State::Held => "held",
            State::Delayed => "delayed",
            State::Queued => "queued",
            State::Unsure => "unsure",
            State::Sent => "sent",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
            State::Rejected => "rejected",
            State::Returned => "returned",
            State::Damaged => "damaged",
        }
    }

    /// The state named by `word`.
    pub fn parse(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing more will happen to the submission.
    pub fn is_over(self) -> bool {
        !matches!(self, State::Held | State::Delayed | State::Queued | State::Unsure | State::Damaged)
    }

    /// Whether it waits for somebody or something and belongs into `list`.
    pub fn is_open(self) -> bool {
        !self.is_over()
    }

    /// Every legal change. What is over stays over; only what is queued can become sent.
    pub fn may_become(self, next: State) -> bool {
        use State::*;
        match self {
            Held => matches!(next, Queued | Cancelled | Rejected | Returned | Delayed | Held | Damaged),
            Delayed => matches!(next, Queued | Cancelled | Held | Delayed | Damaged),
            Queued => matches!(next, Queued | Sent | Failed | Unsure | Cancelled | Damaged),
            Unsure => matches!(next, Queued | Sent | Failed | Cancelled | Damaged),
            Sent | Failed | Cancelled | Rejected | Returned | Damaged => false,
        }
    }
}

/// The delivery state of one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecipientState {
    /// Nothing has been tried yet, or nothing may be yet.
    Waiting,
    /// Taken out by a repair or a partial release.
    Removed,
    /// Our final dot may go out at any moment; the outcome is not recorded yet.
    Attempting,
    /// Upstream has it.
    Sent,
    /// Not now; will be tried again.
    Deferred,
    /// Never.
    Failed,
    /// It may have been sent: we or the connection died between our final dot and the reply.
    Unsure,
}

impl RecipientState {
    /// All states.
    pub const ALL: [RecipientState; 7] = [
        RecipientState::Waiting,
        RecipientState::Removed,
        RecipientState::Attempting,
        RecipientState::Sent,
        RecipientState::Deferred,
        RecipientState::Failed,
        RecipientState::Unsure,
    ];

    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            RecipientState::Waiting => "waiting",
            RecipientState::Removed => "removed",
            RecipientState::Attempting => "attempting",
            RecipientState::Sent => "sent",
            RecipientState::Deferred => "deferred",
            RecipientState::Failed => "failed",
            RecipientState::Unsure => "unsure",
        }
    }

    /// The state named by `word`.
    pub fn parse(word: &str) -> Option<RecipientState> {
        RecipientState::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether the queue still has to deliver to this recipient.
    pub fn is_due(self) -> bool {
        matches!(self, RecipientState::Waiting | RecipientState::Deferred)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for from in State::ALL {
            assert_eq!(State::parse(from.word()), Some(from));
            for to in State::ALL {
                assert!(!(from.is_over() && from.may_become(to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_hold_is_never_sent_without_being_queued_first() {
        for from in State::ALL.into_iter().filter(|s| s.may_become(State::Sent)) {
            assert!(matches!(from, State::Queued | State::Unsure), "{from:?}");
        }
    }

    #[test]
    fn recipient_words_read_back() {
        for state in RecipientState::ALL {
            assert_eq!(RecipientState::parse(state.word()), Some(state));
        }
    }
}
