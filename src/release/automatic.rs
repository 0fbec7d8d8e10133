//! Whether a machine wrote a message: vacation notices, delivery reports, lists. What a machine wrote decides nothing.

use crate::base::Address;
use crate::message::{Submission, fields};
use crate::parse::keyword;

/// What kind of machine wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// An automatic reply: somebody is away (RFC 3834).
    Reply,
    /// A report that delivery failed (RFC 3464).
    Bounce,
    /// Anything else: a report of a delay, a list, a bulk mailing.
    Other,
}

/// Fields that only machines write: of lists (RFC 2369, RFC 2919), and of autoresponders that know no RFC 3834.
const MACHINES: &[&str] =
    &["list-id", "list-unsubscribe", "list-post", "x-autoreply", "x-autorespond", "x-autorespond-to"];

/// What kind of machine wrote `submission`; `None` when it may have been a person.
pub fn automatic(submission: &Submission) -> Option<Automatic> {
    automatic_from(&submission.message, submission.envelope.sender.as_ref())
}

/// What kind of machine wrote this message, whose envelope has this sender; `None` when it may have been a person.
pub fn automatic_from(message: &[u8], sender: Option<&Address>) -> Option<Automatic> {
    let all: Vec<(String, String)> = fields::fields(message).into_iter().filter_map(|at| field(&message[at])).collect();
    let values =
        |name: &'static str| all.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str());
    let report = values("content-type").any(|value| value.starts_with("multipart/report"));
    if report || values("x-failed-recipients").next().is_some() {
        let failed = !report || says(message, b"action: failed");
        return Some(if failed { Automatic::Bounce } else { Automatic::Other });
    }
    // RFC 3834 §5: `no` alone says that a person wrote it.
    let submitted = values("auto-submitted").map(keyword);
    let precedence = values("precedence").any(|value| matches!(value, "bulk" | "junk" | "list" | "auto_reply"));
    if submitted.clone().any(|word| word == "auto-replied") || values("precedence").any(|value| value == "auto_reply") {
        return Some(Automatic::Reply);
    }
    // RFC 3834 §2 and RFC 5321 §4.5.5: the null sender is that of replies and reports.
    if sender.is_none_or(is_daemon) {
        return Some(Automatic::Reply);
    }
    let machine = all.iter().any(|(name, _)| MACHINES.contains(&name.as_str()));
    let marked = submitted.into_iter().any(|word| word != "no") || precedence || machine;
    marked.then_some(Automatic::Other)
}

fn is_daemon(sender: &Address) -> bool {
    ["mailer-daemon", "postmaster"].iter().any(|name| sender.local().eq_ignore_ascii_case(name))
}

/// Name and value of a field, both in lower case.
fn field(octets: &[u8]) -> Option<(String, String)> {
    let name = fields::name(octets)?;
    let colon = octets.iter().position(|octet| *octet == b':')?;
    let value = String::from_utf8_lossy(&octets[colon + 1..]).replace(['\r', '\n'], "");
    Some((name, value.trim().to_ascii_lowercase()))
}

fn says(message: &[u8], words: &[u8]) -> bool {
    message.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Door, Envelope, Message, Origin};

    fn of(sender: &str, headers: &str) -> Option<Automatic> {
        automatic(&Submission {
            door: Door::Smtp,
            origin: Origin::default(),
            envelope: Envelope { sender: sender.parse().ok(), ..Envelope::default() },
            message: Message::new(format!("{headers}\r\n\r\nRELEASE\r\n").into_bytes()),
            received: jiff::Timestamp::UNIX_EPOCH,
            source: None,
        })
    }

    #[test]
    fn machines_are_told_from_people() {
        let anna = "anna@firm.example";
        for (headers, expected) in [
            ("Subject: Re: Offer", None),
            ("Auto-Submitted: no", None),
            ("Auto-Submitted: NO; by=hand", None),
            ("Auto-Submitted: auto-replied (vacation)", Some(Automatic::Reply)),
            ("Auto-submitted:\r\n auto-replied", Some(Automatic::Reply)),
            ("Auto-Submitted: no(by hand)", None),
            ("Auto-Submitted: auto-generated", Some(Automatic::Other)),
            ("Precedence: bulk", Some(Automatic::Other)),
            ("Precedence: auto_reply", Some(Automatic::Reply)),
            ("List-Id: <staff.firm.example>", Some(Automatic::Other)),
            ("X-Autoreply: yes", Some(Automatic::Other)),
            ("X-Failed-Recipients: b@client.example", Some(Automatic::Bounce)),
            ("Content-Type: multipart/report; report-type=delivery-status", Some(Automatic::Other)),
            (
                "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nAction: failed\r\n--b--",
                Some(Automatic::Bounce),
            ),
        ] {
            assert_eq!(of(anna, headers), expected, "{headers}");
        }
        assert_eq!(of("", "Subject: away"), Some(Automatic::Reply), "the null sender");
        assert_eq!(of("MAILER-DAEMON@mx.example", "Subject: away"), Some(Automatic::Reply));
    }
}
