//! The SMTP door as a client sees it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod auth;
mod chaos;
mod dialogues;
mod endings;
mod interop;
mod limits;
mod logs;
mod peer;
mod stop;
mod tls;
