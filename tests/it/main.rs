//! What is seen from outside: one binary, one module for each area.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod clients;
mod config;
mod crash;
mod deliver;
mod layers;
mod licences;
mod readme;
mod reading;
mod holds;
mod keller;
mod postfix;
mod privacy;
mod relay;
mod smtp;
mod store;
mod storm;
mod support;
mod timers;
