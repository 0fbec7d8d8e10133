//! Who runs this command: the account of the process, as the system knows it, not as the environment claims.

use std::os::unix::fs::MetadataExt;

use crate::intake::sendmail::caller::account_name;
use crate::release::Actor;

/// The account of this process: its name, or its number where it has none.
pub(super) fn current() -> Actor {
    let Ok(own) = std::fs::metadata("/proc/self") else { return Actor("unknown account".into()) };
    Actor(account_name(own.uid()))
}
