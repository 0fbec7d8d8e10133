//! Accounts of this machine, by name and by number.

use std::fs;

/// The number of an account given by its name or number.
pub(super) fn number_of(account: &str) -> Option<u32> {
    let by_number = account.parse().ok();
    by_number.or_else(|| accounts().lines().find_map(|line| entry(line).filter(|(name, _)| *name == account)?.1))
}

/// The name of an account; its number where it has none here.
pub(super) fn name_of(number: u32) -> String {
    let accounts = accounts();
    let named = accounts.lines().find_map(|line| entry(line).filter(|(_, of)| *of == Some(number)));
    named.map_or_else(|| number.to_string(), |(name, _)| name.to_owned())
}

fn accounts() -> String {
    fs::read("/etc/passwd").map(|octets| String::from_utf8_lossy(&octets).into_owned()).unwrap_or_default()
}

fn entry(line: &str) -> Option<(&str, Option<u32>)> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    Some((name, fields.nth(1)?.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        assert_eq!((number_of("root"), number_of("4711"), number_of("no such account")), (Some(0), Some(4711), None));
        assert_eq!((name_of(0).as_str(), name_of(4_000_000_123).as_str()), ("root", "4000000123"));
    }
}
