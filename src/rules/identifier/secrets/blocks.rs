//! Secrets that are more than a token: key blocks, web tokens, addresses with a password in them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::Identifier;
use super::super::kind::Kind;
use super::super::source::Source;
use super::passwords::is_stand_in;
use super::{is_placeholder, run};

type Find = fn(&Source, usize) -> Option<Identifier>;

/// What begins a block, and what looks whether it is one.
pub(super) const BLOCKS: &[(&str, Find)] =
    &[("-----BEGIN ", pem), ("PuTTY-User-Key-File-", putty), ("eyJ", jwt), ("://", url)];

/// How far the text of a key may stand behind its head, in octets.
const HEAD: usize = 400;

/// A PEM block of a private key (RFC 7468; OpenSSH and OpenPGP write the same way): the label and at least a line of
/// base64, for a page that explains keys has the label alone.
fn pem(source: &Source, start: usize) -> Option<Identifier> {
    let label =
        run(source, start + 11, 64, |octet| octet.is_ascii_uppercase() || octet.is_ascii_digit() || octet == b' ');
    let end = start + 11 + label.len();
    if !(label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK"))
        || !source.text()[end..].starts_with("-----")
    {
        return None;
    }
    let rest = &source.text()[end + 5..source.text().floor_char_boundary(end + 5 + HEAD)];
    // Header lines such as `Proc-Type:` have colons; a key on one line has blanks or `\n` for its line ends.
    let lines = rest.split(['\n', ' ', '\\']).map(|line| line.trim().trim_start_matches('n'));
    let mut bodies = lines.filter(|line| line.len() >= 32 && line.bytes().all(is_base64) && !is_placeholder(line));
    let body = bodies.next()?;
    Some(Identifier::secret(Kind::PrivateKey, body.to_owned(), label, start))
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=')
}

/// A key file of PuTTY, which has the private part below `Private-Lines:`.
fn putty(source: &Source, start: usize) -> Option<Identifier> {
    let file = &source.text()[start..source.text().floor_char_boundary(start + 16 * 1024)];
    let (_, body) = file.split_once("\nPrivate-Lines:")?;
    let line = body.lines().nth(1)?.trim();
    (line.len() >= 32 && line.bytes().all(is_base64))
        .then(|| Identifier::secret(Kind::PrivateKey, line.to_owned(), "PuTTY-User-Key-File", start))
}

/// A signed web token (RFC 7519): three parts of base64url, the first two JSON objects, the first with an `alg`.
fn jwt(source: &Source, start: usize) -> Option<Identifier> {
    // Behind a dot it is the second part of one.
    let first = source.starts_word(start) && !matches!(source.octet_before(start, 1), b'.' | b'-' | b'_');
    if !first || !source.text()[start..].starts_with("eyJ") {
        return None;
    }
    let belongs = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.');
    let token = run(source, start, 8192, belongs).trim_end_matches('.');
    let mut parts = token.split('.');
    let (head, body, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let object = |part: &str| {
        let octets = URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&octets).ok()
    };
    let right = signature.len() >= 20 && object(head)?.contains_key("alg") && object(body).is_some();
    right.then(|| Identifier::secret(Kind::Jwt, token.to_owned(), "eyJ", start))
}

/// An address with user and password before its host (RFC 3986 §3.2.1), of a database or anything else.
fn url(source: &Source, at: usize) -> Option<Identifier> {
    let before = &source.octets()[..at];
    let scheme = before
        .iter()
        .rev()
        .take(20)
        .take_while(|o| o.is_ascii_alphanumeric() || matches!(o, b'+' | b'-' | b'.'))
        .count();
    let authority = run(source, at + 3, 300, |octet| octet.is_ascii_graphic() && !b"/?#<>\"' ".contains(&octet));
    let (user, host) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let right = scheme > 1 && !host.is_empty() && password.len() >= 3 && !is_stand_in(password);
    let lead = &source.text()[at - scheme..at + 3];
    right.then(|| Identifier::secret(Kind::UrlPassword, password.to_owned(), lead, at - scheme))
}
