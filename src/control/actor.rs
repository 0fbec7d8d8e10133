//! Who runs this command: the account of the process, as the system knows it, not as the environment claims.

use crate::base::Whence;
use crate::config::Account;
use crate::release::Actor;

/// The account of this process: its name, or its number where it has none.
pub(super) fn current() -> Actor {
    Actor::keeper(
        Account::current().map_or_else(|| "unknown account".into(), |account| account.name),
        Whence::terminal(),
    )
}
