//! Paths of `MAIL` and `RCPT` (RFC 5321 §4.1.2): what stands between `<` and `>`.

use crate::base::address::NotAnAddress;
use crate::base::{Address, Domain};

/// Why a path is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// No `<`, no `>`, or something glued to the `>`.
    #[error("the address must stand alone between < and >")]
    Brackets,
    /// The source route is malformed.
    #[error("malformed source route")]
    Route,
    /// Not an address. The text never repeats what the client sent: it goes to the log.
    #[error("{}", without_quotes(.0))]
    Address(#[from] NotAnAddress),
    /// Non-ASCII characters without `SMTPUTF8` (RFC 6531 §3.5).
    #[error("an address beyond ASCII needs the SMTPUTF8 parameter")]
    NeedsUtf8,
}

fn without_quotes(fault: &NotAnAddress) -> String {
    match fault {
        NotAnAddress::Domain(_) => "the part behind the @ is not a domain".to_owned(),
        fault => fault.to_string(),
    }
}

/// Splits `<path> parameters`; the `>` that ends the path is the first one outside quotes.
///
/// # Errors
/// [`PathFault::Brackets`] when it is not clear where the path begins and ends.
pub fn split(text: &str) -> Result<(&str, &str), PathFault> {
    let inner = text.strip_prefix('<').ok_or(PathFault::Brackets)?;
    let (mut quoted, mut escaped) = (false, false);
    for (at, octet) in inner.bytes().enumerate() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'>' if !quoted => {
                let rest = &inner[at + 1..];
                let alone = rest.is_empty() || rest.starts_with(' ');
                return if alone { Ok((&inner[..at], rest)) } else { Err(PathFault::Brackets) };
            }
            _ => {}
        }
    }
    Err(PathFault::Brackets)
}

/// The address of a path; a source route is read and dropped (RFC 5321 §4.1.1.3 and appendix C).
///
/// # Errors
/// Says why `path` is not an address.
pub fn address(path: &str) -> Result<Address, PathFault> {
    let mut rest = path;
    while let Some(hop) = rest.strip_prefix('@') {
        // The colons of an IPv6 literal end no hop.
        let from = if hop.starts_with('[') { hop.find(']').ok_or(PathFault::Route)? } else { 0 };
        let end = hop[from..].find([',', ':']).ok_or(PathFault::Route)? + from;
        hop[..end].parse::<Domain>().map_err(|_| PathFault::Route)?;
        let (separator, after) = hop[end..].split_at(1);
        if (separator == ",") != after.starts_with('@') {
            return Err(PathFault::Route);
        }
        rest = after;
    }
    Ok(rest.parse::<Address>()?)
}
