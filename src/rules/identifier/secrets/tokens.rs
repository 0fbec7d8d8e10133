//! Tokens with a prefix of their own, an alphabet and a length, some with a checksum.

use super::super::Identifier;
use super::super::kind::Kind;
use super::super::source::Source;
use super::{is_placeholder, run};

/// How a token looks behind its prefix.
pub(super) struct Form {
    pub(super) prefix: &'static str,
    kind: Kind,
    alphabet: fn(u8) -> bool,
    /// The fewest and the most characters behind the prefix.
    length: (usize, usize),
    /// What else must hold of the characters behind the prefix.
    valid: fn(&str) -> bool,
}

const fn form(prefix: &'static str, kind: Kind, alphabet: fn(u8) -> bool, length: (usize, usize)) -> Form {
    Form { prefix, kind, alphabet, length, valid: any }
}

const fn checked(
    prefix: &'static str,
    kind: Kind,
    alphabet: fn(u8) -> bool,
    length: (usize, usize),
    valid: fn(&str) -> bool,
) -> Form {
    Form { prefix, kind, alphabet, length, valid }
}

/// Every form; prefixes are looked for in one pass.
pub(super) const FORMS: &[Form] = &[
    checked("ghp_", Kind::GithubToken, alphanumeric, (36, 36), has_checksum),
    checked("gho_", Kind::GithubToken, alphanumeric, (36, 36), has_checksum),
    checked("ghu_", Kind::GithubToken, alphanumeric, (36, 36), has_checksum),
    checked("ghs_", Kind::GithubToken, alphanumeric, (36, 36), has_checksum),
    checked("ghr_", Kind::GithubToken, alphanumeric, (36, 76), has_checksum),
    form("github_pat_", Kind::GithubToken, word, (82, 82)),
    form("glpat-", Kind::GitlabToken, dotted, (20, 320)),
    form("gldt-", Kind::GitlabToken, url_safe, (20, 64)),
    form("glrt-", Kind::GitlabToken, dotted, (20, 320)),
    form("glptt-", Kind::GitlabToken, url_safe, (40, 64)),
    checked("npm_", Kind::NpmToken, alphanumeric, (36, 36), has_checksum),
    form("pypi-AgEIcHlwaS5vcmc", Kind::PypiToken, url_safe, (50, 1000)),
    checked("xoxb-", Kind::SlackToken, hyphened, (20, 200), begins_with_digit),
    checked("xoxp-", Kind::SlackToken, hyphened, (20, 200), begins_with_digit),
    checked("xoxa-", Kind::SlackToken, hyphened, (20, 200), has_digit),
    checked("xoxr-", Kind::SlackToken, hyphened, (20, 200), has_digit),
    checked("xoxs-", Kind::SlackToken, hyphened, (20, 200), begins_with_digit),
    checked("xoxe-", Kind::SlackToken, hyphened, (20, 200), begins_with_digit),
    checked("xapp-", Kind::SlackToken, hyphened, (40, 200), begins_with_digit),
    form("hooks.slack.com/services/", Kind::SlackToken, path, (40, 60)),
    form("sk_live_", Kind::StripeKey, alphanumeric, (16, 247)),
    form("rk_live_", Kind::StripeKey, alphanumeric, (16, 247)),
    form("AIza", Kind::GoogleKey, url_safe, (35, 35)),
    checked("SG.", Kind::SendgridKey, dotted, (66, 66), |rest| rest.find('.') == Some(22)),
    form("sk-ant-", Kind::AnthropicKey, url_safe, (80, 200)),
    checked("sk-proj-", Kind::OpenaiKey, url_safe, (40, 200), |rest| rest.contains("T3BlbkFJ")),
    checked("sk-svcacct-", Kind::OpenaiKey, url_safe, (40, 200), |rest| rest.contains("T3BlbkFJ")),
    checked("sk-admin-", Kind::OpenaiKey, url_safe, (40, 200), |rest| rest.contains("T3BlbkFJ")),
    checked("sk-", Kind::OpenaiKey, alphanumeric, (48, 48), |rest| rest.get(20..28) == Some("T3BlbkFJ")),
    form("hf_", Kind::HuggingfaceToken, alphanumeric, (34, 34)),
    form("dop_v1_", Kind::ApiToken, hex, (64, 64)),
    form("dapi", Kind::ApiToken, hex, (32, 32)),
    form("shpat_", Kind::ApiToken, hex, (32, 32)),
    form("shpss_", Kind::ApiToken, hex, (32, 32)),
    form("lin_api_", Kind::ApiToken, alphanumeric, (40, 40)),
    form("ntn_", Kind::ApiToken, alphanumeric, (46, 46)),
    form("hvs.", Kind::ApiToken, url_safe, (90, 120)),
    form("glsa_", Kind::ApiToken, word, (41, 41)),
    form("dt0c01.", Kind::ApiToken, dotted, (89, 89)),
    form("AGE-SECRET-KEY-1", Kind::PrivateKey, bech32, (58, 58)),
];

/// The token of this form whose prefix starts at `start`.
pub(super) fn at(source: &Source, start: usize, form: &Form) -> Option<Identifier> {
    let from = start + form.prefix.len();
    // The search disregards case, a prefix does not.
    if source.text().get(start..from)? != form.prefix || !source.starts_word(start) {
        return None;
    }
    let rest = run(source, from, form.length.1 + 1, form.alphabet).trim_end_matches(['.', '-']);
    let right = (form.length.0..=form.length.1).contains(&rest.len()) && (form.valid)(rest) && !is_placeholder(rest);
    right.then(|| Identifier::secret(form.kind, rest.to_owned(), form.prefix, start))
}

fn any(_: &str) -> bool {
    true
}

fn alphanumeric(octet: u8) -> bool {
    octet.is_ascii_alphanumeric()
}

fn word(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || octet == b'_'
}

fn hyphened(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || octet == b'-'
}

fn url_safe(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_')
}

fn dotted(octet: u8) -> bool {
    url_safe(octet) || octet == b'.'
}

fn path(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'/' | b'+')
}

fn hex(octet: u8) -> bool {
    matches!(octet, b'0'..=b'9' | b'a'..=b'f')
}

fn bech32(octet: u8) -> bool {
    b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".contains(&octet)
}

fn has_digit(rest: &str) -> bool {
    rest.bytes().any(|octet| octet.is_ascii_digit())
}

fn begins_with_digit(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the last six characters are the CRC32 of those before them, in base 62 with digits, capitals and small letters
/// in this order (GitHub and npm, 2021).
fn has_checksum(rest: &str) -> bool {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((body, check)) = rest.len().checked_sub(6).and_then(|at| rest.split_at_checked(at)) else { return false };
    let value = check.bytes().try_fold(0_u64, |value, octet| {
        let digit = DIGITS.iter().position(|digit| *digit == octet)?;
        Some(value * 62 + digit as u64)
    });
    value == Some(u64::from(crc32fast::hash(body.as_bytes())))
}
