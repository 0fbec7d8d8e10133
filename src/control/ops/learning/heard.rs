//! What a received message tells of somebody: that they write, that they have left and where to, that they cannot be reached.

use jiff::Timestamp;

use crate::base::Address;
use crate::base::fold::folded;
use crate::parse::Structure;
use crate::people::history::Heard;
use crate::release::{Automatic, automatic_from};

/// What automatic replies say of somebody who will not come back, as folded: English, German, Spanish. Each is a list of
/// pieces that stand in one sentence, in this order.
const LEFT: &[&[&str]] = &[
    &["no longer", "with"],
    &["no longer", "work"],
    &["no longer", "employed"],
    &["no longer", "at"],
    &["have left"],
    &["has left"],
    &["nicht mehr", "tatig"],
    &["nicht mehr", "beschaftigt"],
    &["nicht mehr", "arbeit"],
    &["nicht mehr", "bei"],
    &["nicht mehr", "fur"],
    &["verlassen"],
    &["ausgeschieden"],
    &["ya no trabaj"],
    &["ya no formo parte"],
    &["ya no forma parte"],
    &["ya no pertene"],
    &["he dejado", "empresa"],
    &["ha dejado", "empresa"],
];

/// Octets of a message that are looked at for whom it says cannot be reached.
const REPORT: usize = 256 * 1024;

/// What this message tells, from `from` at `at`; `None` when that is nothing about anybody.
pub(in crate::control) fn of(
    message: &[u8],
    structure: &Structure,
    from: &Address,
    at: Timestamp,
    is_own: impl Fn(&Address) -> bool,
) -> Option<Heard> {
    let is_from_nobody = first_field(message, "return-path").is_some_and(|path| path.trim() == "<>");
    match automatic_from(message, Some(from).filter(|_| !is_from_nobody)) {
        None => {
            let name = structure.from.first().map(|mailbox| mailbox.name.clone()).unwrap_or_default();
            Some(Heard::Wrote { from: from.clone(), name, at })
        }
        Some(Automatic::Bounce) => Some(Heard::Bounced { to: unreached(message)?, at }),
        Some(Automatic::Reply) if has_left(&structure.own_text) => {
            let now = addresses(&structure.own_text).find(|address| address != from && !is_own(address));
            Some(Heard::Left { from: from.clone(), at, now })
        }
        Some(Automatic::Reply | Automatic::Other) => None,
    }
}

/// Whether an automatic reply says that somebody has left.
fn has_left(text: &str) -> bool {
    let text = without_marks(&folded(text));
    let stands = |sentence: &str, pieces: &[&str]| {
        let mut rest = sentence;
        pieces.iter().all(|piece| {
            let found = rest.find(piece);
            rest = found.map_or("", |at| &rest[at + piece.len()..]);
            found.is_some()
        })
    };
    let lines = text.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.split(['.', '!', '?', ';']).any(|sentence| LEFT.iter().any(|pieces| stands(sentence, pieces)))
}

/// Letters without what stands above and below them.
fn without_marks(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::is_combining_mark;
    text.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// The addresses in a text.
fn addresses(text: &str) -> impl Iterator<Item = Address> {
    let pieces = text.split(|c: char| c.is_whitespace() || "<>()[]{},;:\"'|/".contains(c));
    let pieces = pieces.map(|piece| piece.trim_matches(['.', '!', '?'])).filter(|piece| piece.contains('@'));
    pieces
        .filter_map(|piece| piece.parse::<Address>().ok())
        .filter(|address| address.domain().is_some_and(|domain| domain.as_str().contains('.')))
}

/// Whom a delivery status notification says to have failed (RFC 3464 §2.3), or what older programs say in a field.
fn unreached(message: &[u8]) -> Option<Address> {
    if let Some(failed) = first_field(message, "x-failed-recipients") {
        return addresses(&failed).next();
    }
    let text = String::from_utf8_lossy(&message[..message.len().min(REPORT)]);
    // One block for each recipient, its fields in any order.
    text.split("\r\n\r\n").find_map(|block| {
        let field = |name: &str| {
            block.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then_some(value)
            })
        };
        field("action").filter(|action| action.trim().eq_ignore_ascii_case("failed"))?;
        let recipient = field("final-recipient").or_else(|| field("original-recipient"))?;
        recipient.rsplit(';').next()?.trim().trim_matches(['<', '>']).parse().ok()
    })
}

/// The value of the first field of this name in the header.
fn first_field(message: &[u8], name: &str) -> Option<String> {
    let end = memchr::memmem::find(message, b"\r\n\r\n").unwrap_or(message.len());
    let header = String::from_utf8_lossy(&message[..end]);
    header.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::lines::with_crlf;
    use crate::parse;

    fn heard(message: &str) -> Option<Heard> {
        let bytes = with_crlf(message.as_bytes());
        let structure = parse::parse(&bytes);
        let from = structure.from.first()?.address.clone()?;
        of(&bytes, &structure, &from, Timestamp::UNIX_EPOCH, |address| address.as_str() == "anna@firm.example")
    }

    #[test]
    fn who_has_left_says_so_in_three_languages_and_where_to() {
        for text in [
            "I am no longer with Kita Ltd. Please write to mia@kita.example (or anna@firm.example).",
            "Ken Ito has left the company. In urgent cases: mia@kita.example.",
            "ich bin nicht mehr für die Kita GmbH tätig. Bitte wenden Sie sich an <mia@kita.example>.",
            "Herr Ito ist zum 31. Mai ausgeschieden; Ihre Mail an mia@kita.example wird gelesen.",
            "Ya no trabajo en Kita. Por favor, escriba a mia@kita.example.",
        ] {
            let message =
                format!("From: ken@kita.example\nTo: anna@firm.example\nAuto-Submitted: auto-replied\n\n{text}\n");
            match heard(&message) {
                Some(Heard::Left { from, now, .. }) => {
                    assert_eq!(
                        (from.as_str(), now.unwrap().as_str()),
                        ("ken@kita.example", "mia@kita.example"),
                        "{text}"
                    );
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        let away = "From: ken@kita.example\nAuto-Submitted: auto-replied\n\nI am on holiday until Monday.\n";
        assert_eq!(heard(away), None, "who is away comes back");
    }

    #[test]
    fn a_bounce_says_who_cannot_be_reached_and_a_list_says_nothing() {
        let bounce = "From: Mailer <mailer-daemon@mx.example>\nReturn-Path: <>\n\
                      Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n\n--b\n\
                      Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
                      Final-Recipient: rfc822; ken@kita.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
        let to = |heard| match heard {
            Some(Heard::Bounced { to, .. }) => to.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(to(heard(bounce)), "ken@kita.example");
        assert_eq!(heard(&bounce.replace("failed", "delayed")), None);
        let old = "From: mailer-daemon@mx.example\nX-Failed-Recipients: ken@kita.example\n\nSorry.\n";
        assert_eq!(to(heard(old)), "ken@kita.example");
        assert_eq!(heard("From: news@kita.example\nList-Id: <news.kita.example>\n\nNews\n"), None);
        let wrote =
            heard("From: Ken Ito <ken@kita.example>\nTo: anna@firm.example\n\nI have left the papers at home.\n");
        assert!(matches!(wrote, Some(Heard::Wrote { name, .. }) if name == "Ken Ito"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(text: String, octets: Vec<u8>) {
            let _ = (has_left(&text), addresses(&text).count(), unreached(&octets), first_field(&octets, "a"));
        }
    }
}
