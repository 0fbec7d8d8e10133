//! What is seen from outside: one binary, one module for each area.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod config;
mod crash;
mod deliver;
mod faults;
mod reading;
mod smtp;
mod store;
mod storm;
mod support;
