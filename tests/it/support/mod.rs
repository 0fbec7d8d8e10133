//! What tests of several areas share.

pub mod upstream;
pub mod victim;
