//! What findings say, in three languages: fact, comparison, consequence.
//!
//! A check gives a [`Reason`], an id with arguments; the sentences stand in one Fluent file a language. So a finding can be
//! told in the guard's language now and in a reader's own later.

mod localised;
mod reason;

#[cfg(test)]
mod tests;

pub use localised::Localised;
pub use reason::{Arg, Reason};

use std::sync::LazyLock;

use crate::base::Catalogue;
pub use crate::base::Language;

/// What rules say.
static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] = [include_str!("en.ftl"), include_str!("de.ftl"), include_str!("es.ftl")];
