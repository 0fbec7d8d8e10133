//! What is seen from outside: one binary, one module for each area.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod config;
mod deliver;
mod reading;
mod holds;
mod keller;
mod postfix;
mod relay;
mod smtp;
mod store;
mod support;
