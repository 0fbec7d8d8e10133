//! What people touch: every action a person can take, once ([`ops`]), and the command line that calls it ([`cli`]).

mod actor;
pub mod answer;
pub mod backtest;
pub mod bench;
pub mod check;
pub mod cli;
mod client;
pub mod demo;
mod dialogue;
mod init;
pub mod ops;
mod rehearsal;
pub mod request;
mod sent_copy;
pub mod service;
pub mod view;
pub mod web;

pub use sent_copy::find_sent;
