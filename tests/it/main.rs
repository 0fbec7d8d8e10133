//! What is seen from outside.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod config;
//! Tests seen from outside, one binary for all areas.

mod smtp;
