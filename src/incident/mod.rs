//! What follows when something slipped through.

pub mod duty;
