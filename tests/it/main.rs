//! Tests seen from outside, one binary for all areas.

mod smtp;
