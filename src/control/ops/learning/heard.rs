//! What a received message tells of somebody: that they write, that they have left and where to, that they cannot be reached.

use jiff::Timestamp;

use crate::base::Address;
use crate::base::fold::folded;
use crate::parse::Structure;
use crate::people::history::Heard;
use crate::release::{Automatic, automatic_from};

/// What automatic replies say of somebody who will not come back, as folded: English, German, Spanish. Each is a list of
/// beginnings of words, or of several words, that stand in one sentence, in this order.
const LEFT: &[&[&str]] = &[
    &["no longer with us "],
    &["no longer work", "here "],
    &["no longer employed "],
    &["nicht mehr ", "tatig "],
    &["nicht mehr ", "beschaftigt "],
    &["hat uns ", "verlassen "],
    &["ausgeschieden "],
    &["ya no formo parte "],
    &["ya no forma parte "],
    &["ya no pertene"],
];

/// What says so only of an employer: one leaves an office every evening.
const LEFT_EMPLOYER: &[&[&str]] = &[
    &["no longer with "],
    &["no longer work"],
    &["no longer at "],
    &["have left "],
    &["has left "],
    &["nicht mehr ", "arbeite"],
    &["nicht mehr bei "],
    &["nicht mehr fur "],
    &["verlassen "],
    &["ya no trabaj"],
    &["he dejado "],
    &["ha dejado "],
];

/// How words for an employer begin; what stands before the end of the writer's domain is one, too.
const EMPLOYERS: &[&str] = &[
    "company",
    "firm ",
    "organi",
    "employ",
    "business",
    "bank ",
    "universit",
    "ltd ",
    "inc ",
    "llc ",
    "unternehmen",
    "firma ",
    "gesellschaft",
    "kanzlei",
    "gmbh ",
    "ag ",
    "kg ",
    "betrieb ",
    "hochschule ",
    "institut",
    "empresa",
    "compania",
    "despacho",
];

/// How words begin that tell of a day, not of a career.
const TODAY: &[&str] = &[
    "today",
    "tonight",
    "this week",
    "office",
    "desk",
    "heute",
    "diese woche",
    "buro",
    "schreibtisch",
    "feierabend",
    "hoy ",
    "oficina",
];

/// How words begin that tell of coming back, wherever in the reply they stand.
const RETURN: &[&str] = &[
    "be back ", "back on ", "back in ", "return", "until ", "vacation", "holiday", "wieder ", "zuruck", "urlaub",
    "abwesen", "regres", "vuelv", "vacacion", "hasta ",
];

/// Octets of a message that are looked at for whom it says cannot be reached.
const REPORT: usize = 256 * 1024;

/// What this message tells, from `from` at `at`; nothing when it is about nobody.
pub(in crate::control) fn of(
    message: &[u8],
    structure: &Structure,
    from: &Address,
    at: Timestamp,
    is_own: impl Fn(&Address) -> bool,
) -> Vec<Heard> {
    let is_from_nobody = first_field(message, "return-path").is_some_and(|path| path.trim() == "<>");
    match automatic_from(message, Some(from).filter(|_| !is_from_nobody)) {
        None => {
            let name = structure.from.first().map(|mailbox| mailbox.name.clone()).unwrap_or_default();
            vec![Heard::Wrote { from: from.clone(), name, at }]
        }
        Some(Automatic::Bounce) => unreached(message).into_iter().map(|to| Heard::Bounced { to, at }).collect(),
        Some(Automatic::Reply) if has_left(&structure.own_text, from) => {
            let now = addresses(&structure.own_text).find(|address| address != from && !is_own(address));
            vec![Heard::Left { from: from.clone(), at, now }]
        }
        Some(Automatic::Reply | Automatic::Other) => Vec::new(),
    }
}

/// Whether an automatic reply from this address says that somebody has left.
fn has_left(text: &str, from: &Address) -> bool {
    // An address at the firm does not speak of the firm.
    let words: Vec<&str> = text.split_whitespace().filter(|word| !word.contains('@')).collect();
    let text = without_marks(&folded(&words.join(" ")));
    let sentences: Vec<String> = text.split(['.', '!', '?', ';']).map(spaced).collect();
    let begins = |sentence: &str, words: &[&str]| words.iter().any(|word| sentence.contains(&format!(" {word}")));
    if sentences.iter().any(|sentence| begins(sentence, RETURN)) {
        return false;
    }
    let label = from.domain().and_then(|domain| domain.registrable().split('.').next());
    let own = label.map(spaced);
    let names_employer =
        |sentence: &str| begins(sentence, EMPLOYERS) || own.as_ref().is_some_and(|own| sentence.contains(own.as_str()));
    let says = |sentence: &str, phrases: &[&[&str]]| phrases.iter().any(|pieces| stands(sentence, pieces));
    sentences.iter().any(|sentence| {
        let has_left = says(sentence, LEFT) || (says(sentence, LEFT_EMPLOYER) && names_employer(sentence));
        has_left && !begins(sentence, TODAY)
    })
}

/// Whether these beginnings of words stand in a sentence in their order.
fn stands(sentence: &str, pieces: &[&str]) -> bool {
    let mut rest = sentence;
    pieces.iter().all(|piece| {
        let found = rest.find(&format!(" {piece}"));
        // The blank behind a word is the one before the next.
        rest = found.map_or("", |at| &rest[at + piece.trim_end().len() + 1..]);
        found.is_some()
    })
}

/// The words of a text, a blank before and behind each.
fn spaced(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + word + " ")
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
fn unreached(message: &[u8]) -> Vec<Address> {
    if let Some(failed) = first_field(message, "x-failed-recipients") {
        return addresses(&failed).collect();
    }
    let text = String::from_utf8_lossy(&message[..message.len().min(REPORT)]);
    // One block for each recipient, its fields in any order.
    let failed = text.split("\r\n\r\n").filter_map(|block| {
        let field = |name: &str| {
            block.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then_some(value)
            })
        };
        field("action").filter(|action| action.trim().eq_ignore_ascii_case("failed"))?;
        let recipient = field("final-recipient").or_else(|| field("original-recipient"))?;
        recipient.rsplit(';').next()?.trim().trim_matches(['<', '>']).parse().ok()
    });
    failed.collect()
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

    fn heard(message: &str) -> Vec<Heard> {
        let bytes = with_crlf(message.as_bytes());
        let structure = parse::parse(&bytes);
        let from = structure.from[0].address.clone().unwrap();
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
            "I have left Kita; write to mia@kita.example.",
            "Ich arbeite nicht mehr bei der Firma Kita. Bitte wenden Sie sich an mia@kita.example.",
        ] {
            match away(text).as_slice() {
                [Heard::Left { from, now: Some(now), .. }] => {
                    assert_eq!((from.as_str(), now.as_str()), ("ken@kita.example", "mia@kita.example"), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    fn away(text: &str) -> Vec<Heard> {
        heard(&format!("From: ken@kita.example\nTo: anna@firm.example\nAuto-Submitted: auto-replied\n\n{text}\n"))
    }

    #[test]
    fn who_is_away_has_not_left() {
        for text in [
            "I am on holiday until Monday. In urgent cases: mia@kita.example.",
            "I am no longer at my desk today. Please write to mia@kita.example.",
            "I have left the office for today; mia@kita.example can help.",
            "I have left early. Mia can help with everything at Kita: mia@kita.example",
            "I have left a note for my colleague mia@kita.example.",
            "I will no longer be reachable at this number, but at mia@kita.example.",
            "Ich bin heute nicht mehr im Büro, bei dringenden Fragen hilft Mia von Kita: mia@kita.example",
            "Ich bin nicht mehr erreichbar, für dringende Fälle bei Kita: mia@kita.example.",
            "Ich habe das Büro bereits verlassen und bin ab Montag wieder da. Firma Kita: mia@kita.example",
            "Bis zum 3. Mai arbeite ich nicht mehr vor Ort in unserer Firma, danach bin ich wieder da.",
            "Estoy de vacaciones y ya no trabajo hasta el lunes en la empresa: mia@kita.example",
        ] {
            assert_eq!(away(text), [], "{text}");
        }
    }

    #[test]
    fn a_bounce_says_who_cannot_be_reached_and_a_list_says_nothing() {
        let bounce = "From: Mailer <mailer-daemon@mx.example>\nReturn-Path: <>\n\
                      Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n\n--b\n\
                      Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
                      Final-Recipient: rfc822; ken@kita.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
        let to = |heard: Vec<Heard>| -> Vec<String> {
            let to = |heard| match heard {
                Heard::Bounced { to, .. } => to.to_string(),
                other => panic!("{other:?}"),
            };
            heard.into_iter().map(to).collect()
        };
        assert_eq!(to(heard(bounce)), ["ken@kita.example"]);
        assert_eq!(heard(&bounce.replace("failed", "delayed")), []);
        let second = "Final-Recipient: rfc822; mia@kita.example\nAction: failed\n\n\
                      Final-Recipient: rfc822; tom@kita.example\nAction: delayed\n\n--b--";
        assert_eq!(to(heard(&bounce.replace("--b--", second))), ["ken@kita.example", "mia@kita.example"]);
        let old = "From: mailer-daemon@mx.example\nX-Failed-Recipients: ken@kita.example, mia@kita.example\n\nSorry.\n";
        assert_eq!(to(heard(old)), ["ken@kita.example", "mia@kita.example"]);
        assert_eq!(heard("From: news@kita.example\nList-Id: <news.kita.example>\n\nNews\n"), []);
        let wrote =
            heard("From: Ken Ito <ken@kita.example>\nTo: anna@firm.example\n\nI have left the papers at home.\n");
        assert!(matches!(wrote.as_slice(), [Heard::Wrote { name, .. }] if name == "Ken Ito"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(text: String, octets: Vec<u8>) {
            let from = "ken@kita.example".parse().unwrap();
            let _ = (has_left(&text, &from), addresses(&text).count(), unreached(&octets), first_field(&octets, "a"));
        }
    }
}
