//! What is seen from outside: one binary, one module for each area.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cases;
mod check;
mod client_settings;
mod clients;
mod commands;
mod config;
mod crash;
mod deliver;
mod documents;
mod faults;
mod files;
mod footers;
mod holds;
mod init;
mod keller;
mod layers;
mod licences;
mod outbox;
mod package;
mod postfix;
mod privacy;
mod reader;
mod reading;
mod readme;
mod rehearsal;
mod relay;
mod reload;
mod rules;
mod sendmail;
mod service;
mod smtp;
mod store;
mod storm;
mod support;
mod timers;
