//! What to do when something slipped through: pure, from what the journal says and what people answer.

pub mod advice;
pub mod ledger;
pub mod texts;
