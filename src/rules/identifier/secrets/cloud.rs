//! Keys of cloud providers that are told by two things together: an id and the secret beside it, or parts of an address.

use super::super::Identifier;
use super::super::kind::Kind;
use super::super::source::Source;
use super::{is_placeholder, run};

type Find = fn(&Source, usize) -> Option<Identifier>;

/// What begins them, and what looks whether it is one.
pub(super) const BLOCKS: &[(&str, Find)] = &[
    ("AKIA", aws),
    ("ASIA", aws),
    ("aws_secret_access_key", aws_named),
    ("AccountKey=", azure_storage),
    ("SharedAccessKey=", azure_shared),
    ("sig=", azure_signature),
    ("twilio", twilio),
];

/// How far an id and its secret may stand apart, in octets.
const BESIDE: usize = 300;

/// An AWS access key id (`AKIA` for long, `ASIA` for a session, sixteen of base 32) with a secret of forty near.
fn aws(source: &Source, start: usize) -> Option<Identifier> {
    let id = run(source, start, 21, |octet| matches!(octet, b'A'..=b'Z' | b'2'..=b'7'));
    if id.len() != 20 || !source.starts_word(start) || !source.ends_word(start + 20) {
        return None;
    }
    let around = around(source, start, start + 20);
    let secret = around.split(|c: char| !is_aws(c)).find(|word| is_aws_secret(word))?;
    Some(Identifier::secret(Kind::AwsKey, secret.to_owned(), &id[..4], start))
}

/// A secret of forty behind its usual name.
fn aws_named(source: &Source, start: usize) -> Option<Identifier> {
    let from = start + "aws_secret_access_key".len();
    let rest = &source.text()[from..source.text().floor_char_boundary(from + 60)];
    let secret = rest.split(|c: char| !is_aws(c)).find(|word| is_aws_secret(word))?;
    Some(Identifier::secret(Kind::AwsKey, secret.to_owned(), "aws_secret_access_key", start))
}

fn is_aws(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '+')
}

fn is_aws_secret(word: &str) -> bool {
    let has = |class: fn(&u8) -> bool| word.bytes().any(|octet| class(&octet));
    word.len() == 40
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && !is_placeholder(word)
}

fn around<'a>(source: &Source<'a>, start: usize, end: usize) -> &'a str {
    let text = source.text();
    &text[text.floor_char_boundary(start.saturating_sub(BESIDE))..text.floor_char_boundary(end + BESIDE)]
}

/// The key of a storage account: 64 octets in base64.
fn azure_storage(source: &Source, start: usize) -> Option<Identifier> {
    azure(source, start, "AccountKey=", 88)
}

/// The key of a bus, hub or queue: 32 octets in base64.
fn azure_shared(source: &Source, start: usize) -> Option<Identifier> {
    azure(source, start, "SharedAccessKey=", 44)
}

fn azure(source: &Source, start: usize, name: &str, length: usize) -> Option<Identifier> {
    let key = run(source, start + name.len(), 100, |octet| is_aws(char::from(octet)) || octet == b'=');
    let right = key.len() == length && key.ends_with('=') && !is_placeholder(key);
    right.then(|| Identifier::secret(Kind::AzureKey, key.to_owned(), name, start))
}

/// A shared access signature: 32 octets in base64, escaped for an address, beside its version and its end.
fn azure_signature(source: &Source, start: usize) -> Option<Identifier> {
    let signature = run(source, start + 4, 120, |octet| {
        octet.is_ascii_alphanumeric() || matches!(octet, b'%' | b'+' | b'/' | b'=')
    });
    if signature.len() < 43 || is_placeholder(signature) {
        return None;
    }
    let around = around(source, start, start + 4 + signature.len());
    let right = (around.contains("sv=20") || around.contains("SharedAccessSignature")) && around.contains("se=");
    right.then(|| Identifier::secret(Kind::AzureKey, signature.to_owned(), "sig=", start))
}

/// A secret of Twilio, 32 hexadecimal digits alone or behind `SK`, not far behind the name.
fn twilio(source: &Source, start: usize) -> Option<Identifier> {
    let text = source.text();
    let rest = &text[start..text.floor_char_boundary(start + 200)];
    let hex = |word: &str| word.len() == 32 && word.bytes().all(|octet| matches!(octet, b'0'..=b'9' | b'a'..=b'f'));
    let words = rest.split(|c: char| !c.is_ascii_alphanumeric());
    let secret =
        words.map(|word| word.strip_prefix("SK").unwrap_or(word)).find(|word| hex(word) && !is_placeholder(word))?;
    Some(Identifier::secret(Kind::TwilioKey, secret.to_owned(), "twilio", start))
}
