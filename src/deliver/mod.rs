//! Cleared bytes to upstream. Knows nothing of rules.

mod outcome;

pub use outcome::{Outcome, Proceed, RecipientOutcome};
