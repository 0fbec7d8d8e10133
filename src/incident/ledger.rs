//! What became of the message for each recipient.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Address;
use crate::facts::Role;
use crate::people::PartyKind;

/// One recipient, and what became of the message there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reached {
    /// The address.
    #[schemars(with = "String")]
    pub address: Address,
    /// The display name; may be empty.
    pub name: String,
    /// Where the headers show it, if that is known.
    pub role: Option<Role>,
    /// The kind of party it belongs to, if that is known.
    pub kind: Option<PartyKind>,
    /// Whether a finding pointed at it.
    pub odd: bool,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Fate {
    /// It was stopped before it left.
    StoppedBeforeLeaving {
        /// When.
        at: Option<Timestamp>,
        /// By whom.
        by: String,
    },
    /// The recipient was taken out before it left.
    Removed,
    /// It waits here still.
    WaitsStill {
        /// In which state.
        state: String,
    },
    /// A server has taken it: too late.
    Taken {
        /// The server.
        host: String,
        /// When.
        at: Timestamp,
        /// Its reply.
        reply: String,
    },
    /// The connection broke after the final dot: nobody knows.
    Unsure {
        /// When.
        at: Timestamp,
        /// Why.
        why: String,
    },
    /// It was refused for good.
    Failed {
        /// The reply.
        reply: String,
    },
    /// It never went through Outguard.
    Unknown {
        /// Why.
        why: String,
    },
}
