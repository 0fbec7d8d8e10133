//! E-mail addresses as RFC 5321 §4.1.2 and RFC 6531 write them in the envelope, kept as written beside a parsed form.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Domain;

/// An address: how it was written, and what it means. Two addresses are equal when mail systems deliver them to the
/// same place as far as anybody outside can know: same domain, same local part up to case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    written: String,
    local: String,
    domain: Option<Domain>,
    key: String,
}

/// Why a text is not an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// There is no text.
    #[error("the address is empty")]
    Empty,
    /// Control characters never belong into an address, not even quoted.
    #[error("the address has a control character")]
    Control,
    /// Longer than RFC 5321 §4.5.3.1 allows.
    #[error("the address is too long: 64 octets before the @, 254 in all")]
    TooLong,
    /// The part before the `@` is neither a dot-string nor a quoted string.
    #[error("the part before the @ is not valid")]
    Local,
    /// The part behind the `@` is not a domain.
    #[error("{0}")]
    Domain(#[from] super::domain::NotADomain),
    /// Only `postmaster` may stand without a domain (RFC 5321 §4.1.1.3).
    #[error("the address has no @ and no domain")]
    NoDomain,
}

impl Address {
    /// The address as it was written, without angle brackets and source route; what goes on the wire.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The local part with its quotes and escapes removed.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The domain; `None` only for a bare `postmaster`.
    pub fn domain(&self) -> Option<&Domain> {
        self.domain.as_ref()
    }

    /// The form addresses are compared in: lower-case local part, `@`, compared domain.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether the address needs SMTPUTF8 (RFC 6531 §3.3).
    pub fn needs_utf8(&self) -> bool {
        !self.written.is_ascii()
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;

    /// Reads a Mailbox (RFC 5321 §4.1.2) as it stands between `<` and `>`, or a bare `postmaster`. Comments, display
    /// names, nested brackets and anything behind the domain are refused: a guard reads one meaning or none.
    fn from_str(text: &str) -> Result<Address, NotAnAddress> {
        if text.is_empty() {
            return Err(NotAnAddress::Empty);
        }
        if text.chars().any(super::text::is_hazard) {
            return Err(NotAnAddress::Control);
        }
        let split = local_end(text)?;
        let (written_local, rest) = text.split_at(split);
        // RFC 5321 §4.5.3.1.1 and .3: 64 octets and 256 with the brackets.
        if written_local.len() > 64 || text.len() > 254 {
            return Err(NotAnAddress::TooLong);
        }
        let local = unquoted(written_local);
        let domain = match rest.strip_prefix('@') {
            Some(domain) => Some(domain.parse::<Domain>()?),
            None if local.eq_ignore_ascii_case("postmaster") => None,
            None => return Err(NotAnAddress::NoDomain),
        };
        let folded = local.to_lowercase();
        let key = domain.as_ref().map(|d| format!("{folded}@{d}")).unwrap_or(folded);
        Ok(Address { written: text.to_owned(), local, domain, key })
    }
}

/// Where the local part ends: at the `@` behind a dot-string or a quoted string, or at the end of the text.
fn local_end(text: &str) -> Result<usize, NotAnAddress> {
    if let Some(quoted) = text.strip_prefix('"') {
        let mut escaped = false;
        for (i, c) in quoted.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    let end = i + 2;
                    let closed = text[end..].is_empty() || text[end..].starts_with('@');
                    return if closed && end > 2 { Ok(end) } else { Err(NotAnAddress::Local) };
                }
                _ => {}
            }
        }
        return Err(NotAnAddress::Local);
    }
    let end = text.find('@').unwrap_or(text.len());
    let local = &text[..end];
    let atoms_valid = local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext));
    if atoms_valid { Ok(end) } else { Err(NotAnAddress::Local) }
}

/// RFC 5322 §3.2.3, with RFC 6531 §3.3's non-ASCII characters (white space of other scripts is no letter).
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || (!c.is_ascii() && !c.is_whitespace())
}

fn unquoted(written: &str) -> String {
    match written.strip_prefix('"').and_then(|s| s.strip_suffix('"')) {
        None => written.to_owned(),
        Some(inner) => {
            let mut out = String::with_capacity(inner.len());
            let mut chars = inner.chars();
            while let Some(c) = chars.next() {
                out.extend(if c == '\\' { chars.next() } else { Some(c) });
            }
            out
        }
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Address) -> bool {
        self.key == other.key
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl TryFrom<String> for Address {
    type Error = NotAnAddress;
    fn try_from(text: String) -> Result<Address, NotAnAddress> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.written
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_is_what_stands_behind_the_local_part() {
        for (text, local, domain) in [
            ("martin.keller@firm.example", "martin.keller", "firm.example"),
            ("\"x@evil.test x\"@good.test", "x@evil.test x", "good.test"),
            ("\"a\\\"b\"@good.test", "a\"b", "good.test"),
            ("a%b!c@good.test", "a%b!c", "good.test"),
            ("-oQ/tmp@good.test", "-oQ/tmp", "good.test"),
            ("ü@müller.example", "ü", "xn--mller-kva.example"),
            ("a@[192.0.2.1]", "a", "[192.0.2.1]"),
            ("=?utf-8?q?a=40evil.test=3e=00?=foo@good.test", "=?utf-8?q?a=40evil.test=3e=00?=foo", "good.test"),
        ] {
            let address: Address = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(address.local(), local);
            assert_eq!(address.domain().map(Domain::as_str), Some(domain));
            assert_eq!(address.as_str(), text, "kept as written");
        }
    }

    #[test]
    fn one_meaning_or_none() {
        for bad in [
            "",
            "a",
            "@",
            "@b.test",
            "a@",
            "a@@b.test",
            "a@b@c.test",
            "a..b@c.test",
            ".a@c.test",
            "a.@c.test",
            "a@(evil)good.test",
            "<a@b.test>",
            "a@b.test>c@d.test",
            "a b@c.test",
            "\"a@c.test",
            "\"a\"b@c.test",
            "\"\"@c.test",
            "a@b.test ",
            "a\u{0}@b.test",
            "\"a\rRCPT\"@b.test",
            "a\u{202e}@b.test",
            "a@[bogus]",
            "Anna <a@b.test>",
            "a,b@c.test",
            "a@b.test,c@d.test",
        ] {
            assert!(bad.parse::<Address>().is_err(), "{bad:?}");
        }
        assert!(format!("{}@b.test", "a".repeat(65)).parse::<Address>().is_err());
    }

    #[test]
    fn postmaster_needs_no_domain() {
        assert_eq!("Postmaster".parse::<Address>().map(|a| a.domain().is_none()), Ok(true));
    }

    #[test]
    fn case_and_quotes_do_not_make_another_person() {
        let same = |a: &str, b: &str| assert_eq!(a.parse::<Address>().unwrap(), b.parse().unwrap());
        same("Anna@Firm.Example", "anna@firm.example");
        same("\"anna\"@firm.example", "anna@firm.example");
    }
}
