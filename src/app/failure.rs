//! Failures at the edge: one sentence, the way out, and the exit code of sysexits.h.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::ConfigError;
use crate::intake::outbox::OutboxError;
use crate::release::ReleaseError;
use crate::store::StoreError;

/// Exit codes (sysexits.h), the ones used here.
pub mod exit {
    /// The command line is wrong.
    pub const USAGE: u8 = 64;
    /// Input that cannot be read as what it should be.
    pub const DATAERR: u8 = 65;
    /// There is no such file or submission.
    pub const NOINPUT: u8 = 66;
    /// Refused: the step asks for more, or upstream said no.
    pub const UNAVAILABLE: u8 = 69;
    /// Our own fault.
    pub const SOFTWARE: u8 = 70;
    /// Something cannot be written or made.
    pub const CANTCREAT: u8 = 73;
    /// Disk trouble.
    pub const IOERR: u8 = 74;
    /// Not now; try again.
    pub const TEMPFAIL: u8 = 75;
    /// Not yours to do.
    pub const NOPERM: u8 = 77;
    /// The configuration is wrong.
    pub const CONFIG: u8 = 78;
}

/// Why a command failed, as people and programs are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// A stable name for programs.
    pub code: Cow<'static, str>,
    /// One sentence.
    pub message: String,
    /// What to type next; may be empty.
    pub hint: String,
    /// The exit code.
    pub exit: u8,
    /// Why it is a line of the journal: they have tried what they may not. Never shown: what is not theirs and what is not
    /// there look the same.
    #[serde(skip)]
    pub denied: Option<&'static str>,
}

impl Failure {
    /// A failure without a hint.
    pub fn new(code: &'static str, exit: u8, message: impl fmt::Display) -> Failure {
        Failure { code: code.into(), message: message.to_string(), hint: String::new(), exit, denied: None }
    }

    /// The same with what to type next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = hint.into();
        self
    }

    /// The same as something they may not do, `why` in a word.
    #[must_use]
    pub fn denied(mut self, why: &'static str) -> Failure {
        self.denied = Some(why);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.hint.lines().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let (code, exit) = match &error {
            StoreError::Database { .. } | StoreError::Unsynced { .. } | StoreError::Closed | StoreError::Thread(_) => {
                ("store", exit::IOERR)
            }
            StoreError::Newer { .. } => ("newer_store", exit::CONFIG),
            StoreError::Place { .. } => ("store_place", exit::CANTCREAT),
            StoreError::Damaged { .. } => ("damaged", exit::DATAERR),
            StoreError::Changed { .. } => ("changed", exit::TEMPFAIL),
            StoreError::Unknown { .. } => ("unknown", exit::NOINPUT),
            StoreError::Ambiguous { .. } => ("ambiguous", exit::USAGE),
            StoreError::Locked { .. } => ("locked", exit::TEMPFAIL),
            StoreError::Stopped => ("stopped", exit::TEMPFAIL),
        };
        Failure::new(code, exit, error)
    }
}

impl From<ReleaseError> for Failure {
    fn from(error: ReleaseError) -> Failure {
        match error {
            ReleaseError::Store(error) => error.into(),
            ReleaseError::Friction { ref hints, .. } => {
                let hint = hints.join("\n");
                Failure::new("not_confirmed", exit::UNAVAILABLE, error).hint(hint)
            }
            ReleaseError::NotNow { .. } => Failure::new("not_now", exit::UNAVAILABLE, error),
            ReleaseError::NotYours { .. } => Failure::new("not_yours", exit::NOPERM, error),
            ReleaseError::Recipient(_) => Failure::new("recipient", exit::USAGE, error),
            ReleaseError::Outdated { .. } => Failure::new("outdated", exit::TEMPFAIL, error),
        }
    }
}

impl From<OutboxError> for Failure {
    fn from(error: OutboxError) -> Failure {
        let exit = if error.is_busy() { exit::TEMPFAIL } else { exit::CONFIG };
        let hint = error.repair.clone();
        Failure::new("outbox", exit, error).hint(hint)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure::new("config", exit::CONFIG, error)
    }
}
