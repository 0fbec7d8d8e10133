//! What tests of several areas share.

pub mod axe;
pub mod browser;
pub mod cpu;
pub mod client;
pub mod disk;
pub mod dns;
pub mod guard;
pub mod page;
pub mod port;
pub mod postfix;
pub mod schema;
pub mod stored;
pub mod trap;
pub mod upstream;
pub mod victim;
