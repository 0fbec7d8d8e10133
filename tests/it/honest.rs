//! Keeping it honest: what happened cannot be changed unseen, and how often what asks is known.

mod asked;
mod export;
mod health;
mod journal;
mod quiet;
mod rights;
