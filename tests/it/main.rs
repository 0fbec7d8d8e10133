//! Tests seen from outside, one module per area.

mod reading;
