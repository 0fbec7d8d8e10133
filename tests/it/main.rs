//! What can be seen from outside, in one binary: one module for each area.
#![allow(clippy::unwrap_used, reason = "a test that unwraps nothing fails, as it should")]

mod deliver;
mod support;
