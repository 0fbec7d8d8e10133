//! The watched outbox: a folder into which programs drop mail. Each file is claimed by renaming it, handed to the
//! [`Gate`](super::Gate), and moved to where everybody sees what became of it.
//!
//! - `folder.rs` holds what must be true of a folder before anything is taken out of it; `dir.rs` reaches everything through
//!   open folders.
//! - `events.rs`, `ready.rs` and `writers.rs` tell when a file is complete; `claim.rs` what it is called from then on.
//! - `outbox.rs` finds, claims and reads; `letter.rs`, `spool.rs` (with `queue_lock.rs`) and `mbox.rs` turn what lies there into messages.
//! - `place.rs` moves files, `note.rs` writes what stands beside them.
//!
//! **Never lost, never twice.** A file is in the folder, or in the claim folder, or at its place; renaming is the only way
//! it travels. What it was claimed as is written with its submission in one transaction, so after a crash a claimed file
//! either has a submission, and is only moved, or has none, and is handed over. Where it belongs follows from its
//! submission's state, looked up whenever the journal has news; to move it twice does nothing.

mod accounts;
mod claim;
mod dir;
mod error;
mod events;
mod folder;
mod letter;
mod mbox;
mod names;
mod note;
#[expect(clippy::module_inception, reason = "the work on one outbox")]
mod outbox;
mod place;
mod queue_lock;
mod read;
mod ready;
mod spool;
mod watch;
mod writers;

pub use error::{OutboxError, Wrong};
pub use folder::check;
pub use watch::{Shared, Watch};
