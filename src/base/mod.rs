//! Words everyone uses. Nothing here does I/O except [`clock`], the only reader of the system clock.

pub mod address;
pub mod catalogue;
pub mod clock;
pub mod damaged;
pub mod domain;
pub mod event;
pub mod fold;
pub mod id;
pub mod killpoint;
pub mod language;
pub mod letters;
pub mod reply;
pub mod script;
pub mod secret;
pub mod step;
pub mod text;
pub mod timings;
pub mod who;

pub use address::Address;
#[cfg(test)]
pub(crate) use catalogue::sentences;
pub use catalogue::{Catalogue, Say};
pub use clock::Clock;
pub use damaged::Damaged;
pub use domain::Domain;
pub use id::Id;
pub use language::Language;
pub use reply::Reply;
pub use secret::Secret;
pub use step::Step;
pub use timings::Timings;
pub use who::{Whence, Who};

/// The mark of our own `Received` fields, by which loops are seen.
pub const OUR_MARK: &str = "(Outguard)";
