//! Keeping it honest: what happened cannot be changed unseen, and how often what asks is known.

mod export;
mod journal;
