//! Decisions.

pub mod deadline;
