//! What the guard would have done to mail that was sent before: one sender's mail in order of time, each message judged with
//! what was known when it was sent, slips planted in copies of some, all of it counted and written down. Pure: whoever has the
//! mail hands it over, and nothing is kept.

mod document;
mod figures;
mod replay;
mod slip;
mod tally;
mod texts;

pub use document::{Told, document};
pub use figures::{Asked, Budget, Compared, Day, Difference, Figures, LeftOut, Month, Rule, Sender, Slips};
pub use replay::{BUDGETS, Plan, Replay, Ruled, RuledSlip, Sent, Stated, rule};
pub use tally::Tally;
pub use texts::say;
