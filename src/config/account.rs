//! Accounts of this machine, as the system knows them, not as the environment claims.

use std::os::unix::fs::MetadataExt as _;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name, or `uid` and its number where it has none.
    pub name: String,
    /// Its number.
    pub uid: u32,
    /// The number of its group; `None` where it has no name.
    pub gid: Option<u32>,
}

impl Account {
    /// The account of this process; `None` without `/proc`.
    pub fn current() -> Option<Account> {
        std::fs::metadata("/proc/self").ok().map(|own| Account::of_uid(own.uid()))
    }

    /// The account of this number.
    pub fn of_uid(uid: u32) -> Account {
        accounts().find(|account| account.uid == uid).unwrap_or_else(|| Account {
            name: format!("uid {uid}"),
            uid,
            gid: None,
        })
    }

    /// The account of this name.
    pub fn named(name: &str) -> Option<Account> {
        accounts().find(|account| account.name == name)
    }

    /// Whether it may do everything.
    pub fn is_root(&self) -> bool {
        self.uid == 0
    }
}

/// Those of passwd(5).
fn accounts() -> impl Iterator<Item = Account> {
    let text = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let accounts: Vec<Account> = text.lines().filter_map(account).collect();
    accounts.into_iter()
}

fn account(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    Some(Account { name, uid: fields.nth(1)?.parse().ok()?, gid: Some(fields.next()?.parse().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_passwd_is_read() {
        let read = account("outguard:x:997:996::/var/lib/outguard:/usr/sbin/nologin");
        assert_eq!(read, Some(Account { name: "outguard".into(), uid: 997, gid: Some(996) }));
        assert_eq!(account("+::::::"), None);
    }
}
