//! Every action a person can take, and the command line that calls it.

pub mod logging;
