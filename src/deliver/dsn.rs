//! What the sender is told when a recipient will never get the message: a delivery status notification (RFC 3464).

use std::fmt::Write as _;

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use crate::base::{Id, Reply, text};
use crate::message::{Envelope, Recipient, Ret};

/// The largest message that is returned whole when the sender asked for it (`RET=FULL`); of others only the headers.
const MOST_RETURNED: usize = 1024 * 1024;

/// The most octets of headers that are returned.
const MOST_HEADERS: usize = 64 * 1024;

/// One recipient who will not get the message.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// The recipient as the envelope names them.
    pub recipient: &'a Recipient,
    /// The last reply: upstream's refusal, or the reason for which it was tried again until the time was up.
    pub reply: &'a Reply,
    /// The upstream that gave it, `host:port`; empty when none was reached.
    pub host: &'a str,
}

/// A message that failed for some of its recipients.
#[derive(Clone, Copy, Debug)]
pub struct FailedMessage<'a> {
    /// Our own name, as in `Received`.
    pub hostname: &'a str,
    /// The submission.
    pub id: &'a Id,
    /// Its envelope; the notification goes to its sender.
    pub envelope: &'a Envelope,
    /// Its bytes.
    pub message: &'a [u8],
    /// When it came in.
    pub received: Timestamp,
    /// Who will not get it.
    pub failures: &'a [Failure<'a>],
}

/// The notification and its envelope, with the null sender so that it can never be answered by another. `None` when
/// there is nobody to tell: the message has the null sender itself (RFC 5321 §6.1), or every recipient was given with a
/// `NOTIFY` that does not ask for failures (RFC 3461 §4.1). ASCII, unless the sender's own address is not.
pub fn failure_notice(failed: &FailedMessage<'_>, now: Timestamp) -> Option<(Envelope, Vec<u8>)> {
    let sender = failed.envelope.sender.clone()?;
    let told: Vec<&Failure<'_>> = failed.failures.iter().filter(|failure| wants_failures(failure.recipient)).collect();
    if told.is_empty() {
        return None;
    }
    let kind = ContentType::new("multipart/report").attribute("report-type", "delivery-status");
    let parts = vec![
        MimePart::new("text/plain", human_text(failed, &told)),
        bare_part("message/delivery-status", status_fields(failed, &told, now).into_bytes()),
        returned_part(failed),
    ];
    let from = format!("postmaster@{}", failed.hostname);
    let bytes = MessageBuilder::new()
        .header("Date", Raw::new(text::mail_date(now)))
        .message_id(format!("{}.{}.dsn@{}", failed.id, now.as_millisecond(), failed.hostname))
        .from(Mailbox::new_address(Some("Outguard"), from))
        .to(Mailbox::new_address(None::<&str>, sender.as_str().to_owned()))
        .subject("Your message was not delivered")
        // RFC 3834 §5: keeps vacation responders and other robots quiet.
        .header("Auto-Submitted", Raw::new("auto-replied"))
        .body(MimePart::new(kind, parts))
        .write_to_vec()
        .ok()?;
    let smtputf8 = sender.needs_utf8();
    let envelope = Envelope { recipients: vec![Recipient::from(sender)], smtputf8, ..Envelope::default() };
    Some((envelope, bytes))
}

fn wants_failures(recipient: &Recipient) -> bool {
    let asks = |notify: &String| notify.split(',').any(|word| word.trim().eq_ignore_ascii_case("FAILURE"));
    recipient.notify.as_ref().is_none_or(asks)
}

fn human_text(failed: &FailedMessage<'_>, told: &[&Failure<'_>]) -> String {
    let people = if told.len() == 1 { "this recipient" } else { "these recipients" };
    let mut out = format!(
        "This is Outguard at {}. Your message {} was not delivered to {people}:\r\n\r\n",
        failed.hostname, failed.id
    );
    for failure in told {
        let said = match remote_host(failure.host) {
            "" => "The reason".to_owned(),
            host => format!("{host} said"),
        };
        let _ = write!(out, "  {}\r\n      {said}: {}\r\n\r\n", failure.recipient.address, failure.reply);
    }
    out += "It will not be tried again. Other recipients, if there were any, are not affected.\r\n";
    out
}

/// RFC 3464 §2: fields about the message, then a group of fields for each recipient.
fn status_fields(failed: &FailedMessage<'_>, told: &[&Failure<'_>], now: Timestamp) -> String {
    let mut out = String::new();
    if let Some(envid) = &failed.envelope.envid {
        field(&mut out, "Original-Envelope-Id", envid);
    }
    field(&mut out, "Reporting-MTA", &format!("dns; {}", failed.hostname));
    field(&mut out, "Arrival-Date", &text::mail_date(failed.received));
    for failure in told {
        out += "\r\n";
        if let Some(orcpt) = &failure.recipient.orcpt {
            field(&mut out, "Original-Recipient", orcpt);
        }
        field(&mut out, "Final-Recipient", &typed_address(failure.recipient));
        field(&mut out, "Action", "failed");
        field(&mut out, "Status", &status(failure.reply));
        if !failure.host.is_empty() {
            field(&mut out, "Remote-MTA", &format!("dns; {}", remote_host(failure.host)));
            field(&mut out, "Diagnostic-Code", &format!("smtp; {}", failure.reply));
        }
        field(&mut out, "Last-Attempt-Date", &text::mail_date(now));
    }
    out
}

/// One field, one line, ASCII, at most 998 octets.
fn field(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, "{name}: {}\r\n", text::wire_text(value, 900));
}

/// `rfc822; anna@firm.example`, or the ASCII form of an address with other characters (RFC 6533 §3).
fn typed_address(recipient: &Recipient) -> String {
    let written = recipient.address.as_str();
    if written.is_ascii() {
        return format!("rfc822; {written}");
    }
    let mut out = String::from("utf-8; ");
    for c in written.chars() {
        match c {
            '!'..='~' if !"\\+=".contains(c) => out.push(c),
            _ => {
                let _ = write!(out, "\\x{{{:02X}}}", u32::from(c));
            }
        }
    }
    out
}

/// RFC 3464 §2.3.4: the enhanced code; without one, its class.
fn status(reply: &Reply) -> String {
    reply.enhanced().unwrap_or_else(|| format!("{}.0.0", if reply.is_transient() { 4 } else { 5 }))
}

fn remote_host(host: &str) -> &str {
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

/// The message itself or its headers. Whole only when it was asked for, is not too large, and is ASCII: a notification
/// that some relay cannot carry would tell nobody.
fn returned_part(failed: &FailedMessage<'_>) -> MimePart<'static> {
    let whole = failed.envelope.ret == Some(Ret::Full);
    if whole && failed.message.len() <= MOST_RETURNED && failed.message.is_ascii() {
        return bare_part("message/rfc822", failed.message.to_vec());
    }
    let end = failed.message.windows(4).position(|w| w == b"\r\n\r\n").map_or(failed.message.len(), |at| at + 2);
    let end = match failed.message[..end.min(MOST_HEADERS)].windows(2).rposition(|w| w == b"\r\n") {
        Some(at) => at + 2,
        None => 0,
    };
    let ascii = failed.message[..end].iter().map(|b| if b.is_ascii() { *b } else { b'?' }).collect();
    bare_part("text/rfc822-headers", ascii)
}

/// A part written as it is: RFC 2046 §5.2 forbids encodings of `message/*`, which mail-builder would use.
fn bare_part(kind: &'static str, content: Vec<u8>) -> MimePart<'static> {
    MimePart::new(kind, content).transfer_encoding("7bit")
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders as _, PartType};

    use super::*;
    use crate::base::reply::Enhanced;

    const ORIGINAL: &str = "From: anna@firm.example\r\nTo: b@client.example\r\nSubject: Offer\r\n\r\nSecret text\r\n";

    fn envelope() -> Envelope {
        let recipients = ["b@client.example", "ü@client.example"]
            .map(|r| Recipient::from(r.parse::<crate::base::Address>().unwrap()));
        Envelope { sender: "anna@firm.example".parse().ok(), recipients: recipients.into(), ..Envelope::default() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn notice_about(envelope: &Envelope, message: &[u8]) -> Option<(Envelope, Vec<u8>)> {
        let reply = Reply::new(550, Enhanced(1, 1), "no such user");
        let failures: Vec<Failure<'_>> = envelope
            .recipients
            .iter()
            .map(|recipient| Failure { recipient, reply: &reply, host: "mx.client.example:25" })
            .collect();
        let id = "K7Q2".parse().unwrap();
        let received = at("2026-11-20T09:00:00Z");
        let failed =
            FailedMessage { hostname: "guard.firm.example", id: &id, envelope, message, received, failures: &failures };
        failure_notice(&failed, at("2026-11-20T10:00:00Z"))
    }

    fn text_of(envelope: &Envelope, message: &[u8]) -> String {
        String::from_utf8(notice_about(envelope, message).unwrap().1).unwrap()
    }

    #[test]
    fn it_goes_to_the_sender_from_nobody() {
        let (envelope, bytes) = notice_about(&envelope(), ORIGINAL.as_bytes()).unwrap();
        assert_eq!(envelope.sender, None);
        assert_eq!(
            envelope.recipients,
            [Recipient::from("anna@firm.example".parse::<crate::base::Address>().unwrap())]
        );
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.is_ascii());
        assert!(text.contains("Auto-Submitted: auto-replied\r\n"));
        assert!(text.contains("Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"));
        assert_eq!(text.matches("\r\nDate: ").count() + usize::from(text.starts_with("Date: ")), 1);
        assert_eq!(text.replace("\r\n", "").matches(['\r', '\n']).count(), 0);
        assert!(text.ends_with("\r\n") && text.lines().all(|line| line.len() <= 998));
    }

    #[test]
    fn it_reads_back_as_a_report_of_three_parts() {
        let bytes = notice_about(&envelope(), ORIGINAL.as_bytes()).unwrap().1;
        let message = MessageParser::default().parse(&bytes).unwrap();
        let kind = message.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("report")));
        assert_eq!(kind.attribute("report-type"), Some("delivery-status"));
        let PartType::Multipart(parts) = &message.parts[0].body else { panic!("multipart") };
        let kinds: Vec<String> = parts
            .iter()
            .map(|i| message.parts[*i as usize].content_type().unwrap())
            .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap()))
            .collect();
        assert_eq!(kinds, ["text/plain", "message/delivery-status", "text/rfc822-headers"]);
        let human = message.body_text(0).unwrap();
        assert!(human.contains("mx.client.example said: 550 5.1.1 no such user"), "{human}");
        assert!(human.contains("ü@client.example"));
    }

    #[test]
    fn each_recipient_has_its_fields() {
        let mut envelope = envelope();
        envelope.envid = Some("id 1".into());
        envelope.recipients[0].orcpt = Some("rfc822;B@client.example".into());
        let text = text_of(&envelope, ORIGINAL.as_bytes());
        for expected in [
            "Original-Envelope-Id: id 1\r\nReporting-MTA: dns; guard.firm.example\r\n\
             Arrival-Date: Fri, 20 Nov 2026 09:00:00 +0000\r\n\r\n",
            "\r\n\r\nOriginal-Recipient: rfc822;B@client.example\r\nFinal-Recipient: rfc822; b@client.example\r\n\
             Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.client.example\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
            "\r\n\r\nFinal-Recipient: utf-8; \\x{FC}@client.example\r\n",
        ] {
            assert!(text.contains(expected), "{expected}\n---\n{text}");
        }
    }

    #[test]
    fn the_message_returns_whole_only_when_asked_for() {
        let mut envelope = envelope();
        assert!(!text_of(&envelope, ORIGINAL.as_bytes()).contains("Secret text"));
        envelope.ret = Some(Ret::Hdrs);
        assert!(!text_of(&envelope, ORIGINAL.as_bytes()).contains("Secret text"));
        envelope.ret = Some(Ret::Full);
        let text = text_of(&envelope, ORIGINAL.as_bytes());
        assert!(
            text.contains(&format!(
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{ORIGINAL}"
            )),
            "{text}"
        );
        let eight_bit = "Subject: ü\r\n\r\nSecret ü\r\n";
        assert!(text_of(&envelope, eight_bit.as_bytes()).contains("Subject: ??\r\n"));
    }

    #[test]
    fn messages_without_headers_or_end_are_no_trouble() {
        for odd in ["", "\r\n", "no header", "A: b", "A: b\r\n", &format!("A: {}", "x".repeat(100_000))] {
            assert!(notice_about(&envelope(), odd.as_bytes()).is_some(), "{odd:?}");
        }
    }

    #[test]
    fn nobody_is_told_who_did_not_want_to_be() {
        let mut quiet = envelope();
        quiet.sender = None;
        assert!(notice_about(&quiet, b"").is_none());
        let mut quiet = envelope();
        quiet.recipients[0].notify = Some("NEVER".into());
        let text = text_of(&quiet, b"");
        assert!(!text.contains("b@client.example\r\n") && text.contains("\\x{FC}@client.example"));
        quiet.recipients[1].notify = Some("SUCCESS,DELAY".into());
        assert!(notice_about(&quiet, b"").is_none());
        quiet.recipients[1].notify = Some("SUCCESS,failure".into());
        assert!(notice_about(&quiet, b"").is_some());
    }

    proptest::proptest! {
        #[test]
        fn whatever_the_message_was_the_notice_is_ascii_with_three_parts(message: Vec<u8>, envid: String, full: bool) {
            let envelope = Envelope { envid: Some(envid), ret: full.then_some(Ret::Full), ..envelope() };
            let (_, bytes) = notice_about(&envelope, &message).unwrap();
            proptest::prop_assert!(bytes.is_ascii());
            let parsed = MessageParser::default().parse(&bytes).unwrap();
            proptest::prop_assert!(matches!(&parsed.parts[0].body, PartType::Multipart(parts) if parts.len() == 3));
        }
    }
}
