//! What tests of several areas share.

pub mod cpu;
pub mod upstream;
