//! Who calls: the account as the kernel knows it, and what the environment adds. The environment decides only what stands
//! in an address nobody wrote; what it says is taken when it is harmless.

use rustix::process::{getegid, geteuid, getgid, getuid};

use crate::base::text::is_hazard;
use crate::config::Account;

/// Longest name or address taken from the environment, in octets.
const MOST: usize = 254;

/// The calling process.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The account's name, or its number where it has none.
    pub account: String,
    /// Whether this process has more rights than its caller (set-user-ID or set-group-ID).
    pub elevated: bool,
    /// `LOGNAME`
    pub login: Option<String>,
    /// `NAME`: what stands before the address in a From nobody wrote.
    pub name: Option<String>,
    /// `EMAIL`: the caller's address.
    pub email: Option<String>,
}

impl Caller {
    /// Who calls this process.
    pub fn of_process() -> Caller {
        Caller {
            account: Account::of_uid(getuid().as_raw()).name,
            elevated: getuid() != geteuid() || getgid() != getegid(),
            login: harmless("LOGNAME"),
            name: harmless("NAME"),
            email: harmless("EMAIL"),
        }
    }
}

/// A variable that is one line of text.
fn harmless(variable: &str) -> Option<String> {
    let text = std::env::var(variable).ok()?;
    let fine = !text.is_empty() && text.len() <= MOST && !text.chars().any(is_hazard);
    fine.then_some(text)
}
