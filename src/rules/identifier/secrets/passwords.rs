//! Passwords and codes beside their word: `Passwort: …`, `the password is …`, `PIN 4711`.
//!
//! The word alone stands in mail all day; what counts is a value behind it that looks drawn: letters and digits mixed, or
//! signs, or digits alone behind a colon. `password: see below`, `****`, `<password>` and addresses are none.

use super::super::Identifier;
use super::super::kind::Kind;
use super::super::source::Source;

/// The words, in small letters and as a legible text has them.
pub(super) const WORDS: &[(Kind, &[&str])] = &[
    (
        Kind::Password,
        &[
            "password",
            "passwd",
            "pwd",
            "passwort",
            "passwoerter",
            "passworter",
            "kennwort",
            "kennwoerter",
            "contrasena",
            "clave de acceso",
            "clave",
            "passphrase",
            "zugangscode",
            "zugangsdaten",
            "credentials",
            "api key",
            "api-key",
            "api_key",
            "apikey",
            "api-schlussel",
            "client_secret",
            "client secret",
            "secret key",
            "secret_key",
            "access token",
            "access_token",
            "auth_token",
        ],
    ),
    (
        Kind::WlanKey,
        &[
            "wlan-schlussel",
            "wlan schlussel",
            "wlan-schluessel",
            "wlan-key",
            "wlan key",
            "wlan-passwort",
            "wlan passwort",
            "wifi key",
            "wi-fi key",
            "wifi password",
            "wi-fi password",
            "wifi-passwort",
            "wpa key",
            "wpa2 key",
            "wpa2-key",
            "wpa-key",
            "wpa2-schlussel",
            "netzwerkschlussel",
            "network key",
            "clave wifi",
            "clave del wifi",
            "clave de la wifi",
            "contrasena wifi",
            "contrasena del wifi",
            "contrasena de la wifi",
        ],
    ),
    (
        Kind::Pin,
        &[
            "pin",
            "tan",
            "mtan",
            "otp",
            "passcode",
            "one-time code",
            "verification code",
            "security code",
            "einmalcode",
            "bestatigungscode",
            "bestaetigungscode",
            "sicherheitscode",
            "codigo de verificacion",
            "codigo de seguridad",
        ],
    ),
];

/// How many octets may stand between the word and the sign before its value: `Passwort für das Portal:`.
const FILLER: usize = 36;

/// The password or code whose word stands at `start..end`.
pub(super) fn at(source: &Source, kind: Kind, start: usize, end: usize) -> Option<Identifier> {
    let behind = source.octet(end);
    // `passwords` has no one value; `password-protected` and `pinned` are other words.
    let alone = source.starts_word(start) && !(behind.is_ascii_alphanumeric() || behind == b'-');
    let shouted =
        kind != Kind::Pin || end - start > 4 || source.text()[start..end].bytes().all(|o| o.is_ascii_uppercase());
    if !alone || !shouted {
        return None;
    }
    let (value, firmly) = value(source, end, kind)?;
    let looks = match kind {
        Kind::Pin => matches!(value.len(), 4..=8) && value.bytes().all(|octet| octet.is_ascii_digit()),
        Kind::WlanKey => value.len() >= 8 && !is_stand_in(value) && (firmly || is_mixed(value)),
        _ => looks_drawn(value, firmly),
    };
    looks.then(|| Identifier::secret(kind, value.to_owned(), "", start))
}

/// The value behind a word that ends at `end`, and whether a colon or an equals sign says that it is one.
fn value<'a>(source: &Source<'a>, end: usize, kind: Kind) -> Option<(&'a str, bool)> {
    let text = source.text();
    let rest = &text[end..text.floor_char_boundary(end + FILLER)];
    let sentence = rest.find(['.', '?', '!', '\n', '<', '@']).unwrap_or(rest.len());
    let signs = rest[..sentence].find([':', '=', '\t', '>']).map(|at| (at + 1, true));
    let verbs = [" is ", " lautet ", " ist ", " es ", " lauten ", " are ", " sind "];
    let verbs = verbs.iter().filter_map(|verb| rest[..sentence].find(verb).map(|at| (at + verb.len(), false)));
    // A code may stand right behind its word.
    let bare = (kind == Kind::Pin && rest.starts_with(' ')).then_some((1, false));
    let (from, firmly) = verbs.chain(signs).min_by_key(|(at, _)| *at).or(bare)?;
    let behind = &text[end + from..text.floor_char_boundary(end + from + 120)];
    let behind = behind.trim_start_matches([' ', '\t', ':', '=', '>', '"', '\'', '`', '*', '\n', '\r']);
    let value = behind.split([' ', '\t', '\n', '\r', ',', ';', '"', '`', '<']).next()?;
    let value = value.trim_end_matches(['.', ')', '\'', '*', ':', '?']);
    (!value.is_empty()).then_some((value, firmly))
}

/// Whether `value` looks like a password: at least six characters of mixed kinds; only digits where a sign says firmly
/// that it is one.
fn looks_drawn(value: &str, firmly: bool) -> bool {
    let digits = value.bytes().all(|octet| octet.is_ascii_digit());
    let address =
        value.contains("://") || value.contains('@') && value.rsplit_once('.').is_some_and(|(_, top)| top.len() < 5);
    let fits = (6..=128).contains(&value.len()) && !is_stand_in(value) && !address;
    fits && (is_mixed(value) || firmly && digits && value.len() <= 16)
}

/// Whether letters and digits, or signs that prose has not within words, are mixed.
fn is_mixed(value: &str) -> bool {
    let has = |class: fn(&u8) -> bool| value.bytes().any(|octet| class(&octet));
    let signs = value.trim_end_matches('!').bytes().filter(|octet| b"!#$%&*+=?^~@{}|".contains(octet)).count();
    let letters = has(u8::is_ascii_alphabetic);
    let humps = value.bytes().skip(1).any(|octet| octet.is_ascii_uppercase()) && has(u8::is_ascii_lowercase);
    // Versions, dates, sizes and file names mix digits and letters too, but with dots and slashes.
    let named = value.contains('/') || value.rsplit_once('.').is_some_and(|(_, end)| matches!(end.len(), 2..=4));
    letters
        && !named
        && (has(u8::is_ascii_digit) || signs > 0 || humps && !value.contains(['-', '(']) && value.len() > 7)
}

/// Whether something stands in for a value: `****`, `<password>`, `${SECRET}`, `changeme`.
pub(super) fn is_stand_in(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "password",
        "passwort",
        "kennwort",
        "passwd",
        "changeme",
        "change-me",
        "secret",
        "example",
        "placeholder",
        "redacted",
        "xxxx",
        "todo",
        "your",
        "none",
        "null",
        "n/a",
        "contrasena",
        "geheim",
        "abcdefgh",
    ];
    let lower = value.to_ascii_lowercase();
    let first = value.bytes().next().unwrap_or(b' ');
    let same = value.bytes().all(|octet| octet == first);
    let variable = first == b'$'
        && value.as_bytes().get(1).is_some_and(|octet| b"{(".contains(octet) || octet.is_ascii_uppercase());
    let enclosed = variable || matches!(first, b'<' | b'[' | b'{' | b'(' | b'%' | b'*' | b'_' | b'.' | b'-');
    same || enclosed
        || WORDS.iter().any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.len() < 3))
        || lower.contains("***")
}
