//! Domains, compared as people and DNS mean them: A-labels, lower case, on label borders.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A mail domain in the form it is compared in: lower-case A-labels without a trailing dot (RFC 5891), or an address
/// literal in brackets (RFC 5321 §4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

/// The text is not a mail domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{shown}` is not a domain: {why}")]
pub struct NotADomain {
    shown: String,
    why: &'static str,
}

impl Domain {
    /// This machine, for lack of a better name.
    pub fn localhost() -> Domain {
        Domain("localhost".to_owned())
    }

    /// The compared form, such as `xn--mller-kva.example` or `[192.0.2.1]`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is an address literal: never a known party.
    pub fn is_literal(&self) -> bool {
        self.0.starts_with('[')
    }

    /// Whether this is `parent` or a subdomain of it, on a label border: `evilfirm.example` is not within
    /// `firm.example`.
    pub fn is_within(&self, parent: &Domain) -> bool {
        let (me, parent) = (self.0.as_str(), parent.0.as_str());
        me == parent || me.strip_suffix(parent).is_some_and(|head| head.ends_with('.') && !self.is_literal())
    }

    /// The registrable domain by the public suffix list (`mail.firm.co.uk` → `firm.co.uk`); the domain itself where
    /// the list has none.
    pub fn registrable(&self) -> &str {
        if self.is_literal() {
            return &self.0;
        }
        psl::domain_str(&self.0).unwrap_or(&self.0)
    }

    /// Whether somebody can have a name of that end: it is on the public suffix list, or kept for examples and tests
    /// (RFC 2606 §2).
    pub fn has_public_end(&self) -> bool {
        let is_kept = |end: &str| matches!(end, "example" | "test");
        psl::suffix(self.0.as_bytes()).is_some_and(|suffix| suffix.is_known())
            || is_kept(self.0.rsplit('.').next().unwrap_or_default())
    }

    /// The labels people read, when they differ from the A-labels (`müller.example`).
    pub fn unicode(&self) -> Option<String> {
        if !self.0.contains("xn--") {
            return None;
        }
        let (unicode, result) = idna::domain_to_unicode(&self.0);
        (result.is_ok() && unicode != self.0).then_some(unicode)
    }
}

impl FromStr for Domain {
    type Err = NotADomain;

    fn from_str(text: &str) -> Result<Domain, NotADomain> {
        let refuse = |why| NotADomain { shown: super::text::one_line(text, 80), why };
        if let Some(literal) = text.strip_prefix('[') {
            let inner = literal.strip_suffix(']').ok_or_else(|| refuse("an address literal ends with `]`"))?;
            return address_literal(inner).map(Domain).ok_or_else(|| refuse("not an address literal"));
        }
        let ascii = idna::domain_to_ascii(text).map_err(|_| refuse("not a host name in any script"))?;
        let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
        // RFC 1035 §2.3.4 and RFC 5321 §4.5.3.1.2; underscores are no letters of a host name but are seen in the wild.
        if ascii.is_empty() || ascii.len() > 253 {
            return Err(refuse("a domain has 1 to 253 characters"));
        }
        for label in ascii.split('.') {
            if label.is_empty() || label.len() > 63 {
                return Err(refuse("each label has 1 to 63 characters"));
            }
            if !label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
                return Err(refuse("labels have letters, digits and hyphens"));
            }
            if label.starts_with('-') || label.ends_with('-') {
                return Err(refuse("no label begins or ends with a hyphen"));
            }
        }
        Ok(Domain(ascii.to_owned()))
    }
}

/// RFC 5321 §4.1.3: an IPv4 address, or `IPv6:` and an IPv6 address; the general form has no registered tag in use.
fn address_literal(inner: &str) -> Option<String> {
    if let Ok(v4) = inner.parse::<Ipv4Addr>() {
        return Some(format!("[{v4}]"));
    }
    let (tag, rest) = inner.split_at_checked(5)?;
    let v6 = rest.parse::<Ipv6Addr>().ok()?;
    tag.eq_ignore_ascii_case("IPv6:").then(|| format!("[IPv6:{v6}]"))
}

impl TryFrom<String> for Domain {
    type Error = NotADomain;
    fn try_from(text: String) -> Result<Domain, NotADomain> {
        text.parse()
    }
}

impl From<Domain> for String {
    fn from(domain: Domain) -> String {
        domain.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(text: &str) -> Domain {
        text.parse().unwrap()
    }

    #[test]
    fn some_ends_are_nobodys() {
        for (name, expected) in [
            ("firm.com", true),
            ("firm.co.uk", true),
            ("kita.example", true),
            ("firm.comm", false),
            ("firm.con", false),
            ("firm", false),
        ] {
            assert_eq!(domain(name).has_public_end(), expected, "{name}");
        }
    }

    #[test]
    fn suffixes_match_on_label_borders_only() {
        let firm = domain("firm.example");
        for inside in ["firm.example", "FIRM.example.", "mail.firm.example"] {
            assert!(domain(inside).is_within(&firm), "{inside}");
        }
        for outside in ["evilfirm.example", "firm.example.test", "example", "xfirm.example"] {
            assert!(!domain(outside).is_within(&firm), "{outside}");
        }
    }

    #[test]
    fn every_spelling_of_a_domain_is_one_domain() {
        for (a, b) in [
            ("MÜLLER.example", "xn--mller-kva.example"),
            ("firm。example", "firm.example"),
            ("ｆｉｒｍ.example", "firm.example"),
            ("[IPv6:0:0::1]", "[ipv6:::1]"),
        ] {
            assert_eq!(domain(a), domain(b), "{a} {b}");
        }
        assert_eq!(domain("xn--mller-kva.example").unicode().as_deref(), Some("müller.example"));
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        let long = format!("{}.example", "a".repeat(64));
        for bad in ["", ".", "a..b", "-a.example", "a b.example", "[bogus]", "[1.2.3]", "a@b", "a\0.example", &long] {
            assert!(bad.parse::<Domain>().is_err(), "{bad:?}");
        }
    }
}
