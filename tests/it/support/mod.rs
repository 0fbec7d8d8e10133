//! What tests of several areas share.

pub mod cpu;
pub mod client;
pub mod disk;
pub mod dns;
pub mod guard;
pub mod page;
pub mod postfix;
pub mod schema;
pub mod upstream;
pub mod victim;
