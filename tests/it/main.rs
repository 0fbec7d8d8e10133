//! What is seen from outside: one binary, one module for each area.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod clients;
mod commands;
mod config;
mod deliver;
mod holds;
mod keller;
mod postfix;
mod privacy;
mod relay;
mod reload;
mod smtp;
mod support;
mod timers;
