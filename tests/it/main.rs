//! What is seen from outside.

mod config;
