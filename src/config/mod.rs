//! The configuration: as written, checked, and reloaded (the old one stays when the new one is wrong).

mod model;

pub use model::*;
