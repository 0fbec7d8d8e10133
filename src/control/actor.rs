//! Who runs this command: the account of the process, as the system knows it, not as the environment claims.

use std::os::unix::fs::MetadataExt;

use crate::release::Actor;

/// The account of this process: its name, or its number where it has none.
pub(super) fn current() -> Actor {
    let Ok(own) = std::fs::metadata("/proc/self") else { return Actor("unknown account".into()) };
    let uid = own.uid().to_string();
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    });
    Actor(named.unwrap_or_else(|| format!("uid {uid}")))
}
