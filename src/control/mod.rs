//! What people touch: every action a person can take, once ([`ops`]), and the command line that calls it ([`cli`]).

mod actor;
pub mod check;
pub mod cli;
pub mod demo;
mod init;
pub mod ops;
pub mod service;
pub mod view;
