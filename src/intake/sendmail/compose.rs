//! What the command hands over: an envelope and a complete message, out of the options, the header and the caller. Pure.
//!
//! **The sender** is `-f`, else `EMAIL`, else whom the header names (Sender, else From; of a resent message its latest
//! resending), else the account. Other sendmails take the account at once; but most programs that leave `-f` out write a From
//! that somebody reads, and the sender is who is told of a hold.
//!
//! **The header** gets what is missing: From, Date, Message-ID, and the empty line before a body that begins without one.
//! Nothing that is there is changed, but for Bcc with `-t` and an mbox line (`From anna@… Mon Nov 16…`) at the very top,
//! which is no field. With `-G` nothing is added: the message comes from a gateway, which has completed it. A resent message
//! is as its first sender wrote it.
//!
//! **A name without a domain** (`root`, as cron writes it) is one of this organisation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::caller::Caller;
use super::flags::Flags;
use crate::base::text::{is_hazard, mail_date, one_line};
use crate::base::{Address, Domain, Id};
use crate::intake::envelope::{self, NoEnvelope};
use crate::message::{Body, Envelope, fields};
use crate::parse::{Addressed, Mailbox};

/// Letters of a random Message-ID.
const RANDOM: usize = 16;

/// Octets of a name in one encoded word: with its frame it has at most 75 characters (RFC 2047 §2).
const WORD: usize = 42;

/// Where the command runs.
#[derive(Clone, Debug)]
pub struct Home {
    /// What a name without a domain gets.
    pub domain: Domain,
    /// The host's name, in a Message-ID nobody wrote.
    pub hostname: String,
    /// Recipients a message may have.
    pub recipients: usize,
    /// Octets a message may have.
    pub message: usize,
}

/// Why there is no submission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotComposed {
    /// The sender on the command line is no address.
    #[error("the sender `{0}` cannot be read as an address")]
    Sender(String),
    /// A recipient on the command line is no address.
    #[error("the recipient `{0}` cannot be read as an address")]
    Recipient(String),
    /// Nobody is named on the command line.
    #[error("no recipient: name them as arguments, or use -t to take them from To, Cc and Bcc")]
    Nobody,
    /// The header leads to no envelope.
    #[error(transparent)]
    Header(#[from] NoEnvelope),
}

/// Envelope and bytes of what `message` (with CRLF line ends) is to be sent as.
///
/// # Errors
/// [`NotComposed`]
pub fn compose(
    message: Vec<u8>,
    flags: &Flags,
    caller: &Caller,
    home: &Home,
    now: Timestamp,
) -> Result<(Envelope, Vec<u8>), NotComposed> {
    let message = if flags.complete { message } else { with_body_apart(without_mbox_line(message)) };
    let addressed = qualified(Addressed::of(&message), &home.domain);
    let sender = sender(flags, caller, &addressed, home)?;
    let mut recipients = named(&flags.recipients, &home.domain)?;
    if flags.recipients_in_header {
        recipients.extend(envelope::recipients(&addressed)?);
    } else if recipients.is_empty() {
        return Err(NotComposed::Nobody);
    }
    let mut envelope = envelope::envelope(sender, recipients, home.recipients)?;
    envelope.body = flags.body.filter(|_| message.is_ascii()).or(envelope.body);
    if !message.is_ascii() {
        // What was declared as 7BIT and is not would be cut at the next relay.
        envelope.body = Some(Body::EightBitMime);
    }
    envelope.ret = flags.ret;
    envelope.envid.clone_from(&flags.envid);
    for recipient in &mut envelope.recipients {
        recipient.notify.clone_from(&flags.notify);
    }
    let message = if flags.recipients_in_header { envelope::without_hidden(&message)? } else { message };
    let complete = flags.complete || addressed.resent;
    let message =
        if complete { message } else { completed(message, flags, caller, envelope.sender.as_ref(), home, now) };
    Ok((envelope, message))
}

/// The recipients `words` name: each an address, or a list of them as a header would have it.
///
/// # Errors
/// [`NotComposed::Recipient`] with the first that cannot be read.
pub fn named(words: &[String], domain: &Domain) -> Result<Vec<Address>, NotComposed> {
    let mut named = Vec::new();
    for word in words {
        named.extend(addresses(word, domain).ok_or_else(|| NotComposed::Recipient(one_line(word, 80)))?);
    }
    Ok(named)
}

/// The envelope's sender; `None` is the null sender.
///
/// # Errors
/// [`NotComposed::Sender`] when `-f` names nobody that could have an answer.
pub fn sender(
    flags: &Flags,
    caller: &Caller,
    addressed: &Addressed,
    home: &Home,
) -> Result<Option<Address>, NotComposed> {
    if let Some(given) = &flags.sender {
        return match given.trim() {
            "" | "<>" => Ok(None),
            given => match addresses(given, &home.domain).as_deref() {
                Some([sender]) => Ok(Some(sender.clone())),
                _ => Err(NotComposed::Sender(one_line(given, 80))),
            },
        };
    }
    let email = caller.email.as_deref().and_then(|email| addresses(email, &home.domain)?.into_iter().next());
    Ok(email.or_else(|| envelope::sender(addressed).ok()).or_else(|| account(caller, &home.domain)))
}

/// The address of the calling account.
fn account(caller: &Caller, domain: &Domain) -> Option<Address> {
    let account = caller.account.replace(' ', "-");
    let names = caller.login.iter().chain([&account]);
    names.into_iter().find_map(|name| format!("{name}@{domain}").parse().ok())
}

/// The addresses of one word; `None` when one of them cannot be read.
fn addresses(word: &str, domain: &Domain) -> Option<Vec<Address>> {
    if word.chars().any(is_hazard) {
        return None;
    }
    if let Some(address) = word.parse().ok().filter(|a: &Address| a.domain().is_some()) {
        return Some(vec![address]);
    }
    let list = qualified(Addressed::of(format!("To: {word}\r\n\r\n").as_bytes()), domain).recipients;
    let read: Option<Vec<Address>> = list.into_iter().map(|mailbox| mailbox.address).collect();
    read.filter(|read| !read.is_empty())
}

/// Every name without a domain becomes an address of `domain`.
fn qualified(mut addressed: Addressed, domain: &Domain) -> Addressed {
    let qualify = |mailbox: &mut Mailbox| {
        let whole = mailbox.address.as_ref().is_some_and(|address| address.domain().is_some());
        if !whole && !mailbox.written.contains('@') {
            mailbox.address = format!("{}@{domain}", mailbox.written).parse().ok();
        }
    };
    addressed.senders.iter_mut().chain(&mut addressed.recipients).for_each(qualify);
    addressed
}

/// Drops the line with which mbox files begin a message; as mail programs escape it, too.
fn without_mbox_line(message: Vec<u8>) -> Vec<u8> {
    let mut rest = &message[..];
    while rest.starts_with(b"From ") || rest.starts_with(b">From ") {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        rest = &rest[end..];
    }
    if rest.len() == message.len() { message } else { rest.to_vec() }
}

/// Puts an empty line before a body that begins without one.
fn with_body_apart(message: Vec<u8>) -> Vec<u8> {
    match header(&message) {
        (end, true) => {
            let (head, body) = message.split_at(end);
            [head, b"\r\n", body].concat()
        }
        (_, false) => message,
    }
}

/// Where the fields end, and whether a body follows without an empty line.
fn header(message: &[u8]) -> (usize, bool) {
    let mut at = 0;
    for line in message.split_inclusive(|b| *b == b'\n') {
        let folded = at > 0 && matches!(line.first(), Some(b' ' | b'\t'));
        if line == b"\r\n" {
            return (at, false);
        }
        if !folded && !is_field(line) {
            return (at, true);
        }
        at += line.len();
    }
    (at, false)
}

/// RFC 5322 §2.2 and, for blanks before the colon, §4.5.
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', line) else { return false };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

/// Adds what a message must have and this one has not, behind the fields it has.
fn completed(
    message: Vec<u8>,
    flags: &Flags,
    caller: &Caller,
    sender: Option<&Address>,
    home: &Home,
    now: Timestamp,
) -> Vec<u8> {
    let names: Vec<String> = fields::fields(&message).into_iter().filter_map(|f| fields::name(&message[f])).collect();
    let missing = |name: &str| !names.iter().any(|known| known == name);
    let mut added = String::new();
    if missing("from")
        && let Some(address) = sender.cloned().or_else(|| account(caller, &home.domain))
    {
        let name = flags.name.as_deref().or(caller.name.as_deref()).map(phrase).unwrap_or_default();
        added +=
            &if name.is_empty() { format!("From: {address}\r\n") } else { format!("From: {name} <{address}>\r\n") };
    }
    if missing("date") {
        added += &format!("Date: {}\r\n", mail_date(now));
    }
    if missing("message-id") {
        let second = now.as_second();
        added += &format!("Message-ID: <{second}.{}@{}>\r\n", Id::random(RANDOM), home.hostname);
    }
    let (head, rest) = message.split_at(header(&message).0);
    [head, added.as_bytes(), rest].concat()
}

/// A display name as a header may have it (RFC 5322 §3.2.4, RFC 2047 §5): plain, quoted or in encoded words.
fn phrase(name: &str) -> String {
    let name: String = name.chars().map(|c| if is_hazard(c) { ' ' } else { c }).take(120).collect();
    let name = name.trim();
    if !name.is_ascii() {
        return encoded(name);
    }
    let atoms = name.split(' ').all(|word| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    });
    // What looks like an encoded word would be read as one.
    if name.is_empty() || atoms && !name.contains("=?") {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn encoded(name: &str) -> String {
    let mut words = vec![String::new()];
    for c in name.chars() {
        match words.last_mut() {
            Some(last) if last.len() + c.len_utf8() <= WORD => last.push(c),
            _ => words.push(c.into()),
        }
    }
    let words: Vec<String> = words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word))).collect();
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> Home {
        Home {
            domain: "firm.example".parse().unwrap(),
            hostname: "web1.firm.example".into(),
            recipients: 5,
            message: 1000,
        }
    }

    fn caller() -> Caller {
        Caller { account: "www-data".into(), ..Caller::default() }
    }

    fn flags(line: &str) -> Flags {
        Flags::parse(line.split(' ').filter(|word| !word.is_empty()).map(std::ffi::OsString::from)).unwrap()
    }

    fn now() -> Timestamp {
        "2026-11-20T09:00:05Z".parse().unwrap()
    }

    #[track_caller]
    fn composed(line: &str, caller: &Caller, message: &str) -> (String, Vec<String>, String) {
        let message = message.replace('\n', "\r\n").into_bytes();
        let (envelope, message) = compose(message, &flags(line), caller, &home(), now()).unwrap();
        let sender = envelope.sender.map_or("<>".into(), |sender| sender.to_string());
        let to = envelope.recipients.iter().map(|to| to.address.to_string()).collect();
        (sender, to, String::from_utf8(message).unwrap().replace("\r\n", "\n"))
    }

    const WHOLE: &str = "From: Anna <anna@firm.example>\nTo: tom@firm.example\nDate: Mon, 16 Nov 2026 09:30:00 +0100\n\
                         Message-ID: <1@firm.example>\nBcc: lea@firm.example\n\nHello\n";

    #[test]
    fn a_complete_message_stays_as_it_is() {
        let (sender, to, message) = composed("ken.ito@kita.example", &caller(), WHOLE);
        assert_eq!(
            (sender.as_str(), &to[..], message.as_str()),
            ("anna@firm.example", &["ken.ito@kita.example".to_owned()][..], WHOLE)
        );
    }

    #[test]
    fn with_t_the_header_names_recipients_besides_those_given_and_bcc_goes() {
        let (_, to, message) = composed("-t ken.ito@kita.example", &caller(), WHOLE);
        assert_eq!(to, ["ken.ito@kita.example", "tom@firm.example", "lea@firm.example"]);
        assert_eq!(message, WHOLE.replace("Bcc: lea@firm.example\n", ""));
    }

    #[test]
    fn the_sender_is_who_somebody_named() {
        let who = |line: &str, caller: &Caller, message: &str| composed(&format!("{line} a@b.test"), caller, message).0;
        let email = Caller { email: Some("Tom <tom@firm.example>".into()), ..caller() };
        assert_eq!(who("-f lea@firm.example", &email, WHOLE), "lea@firm.example");
        assert_eq!(who("-f <>", &email, WHOLE), "<>");
        assert_eq!(who("-f root", &email, WHOLE), "root@firm.example");
        assert_eq!(who("", &email, WHOLE), "tom@firm.example");
        assert_eq!(who("", &caller(), WHOLE), "anna@firm.example");
        assert_eq!(
            who("", &caller(), &WHOLE.replace("From", "Sender: office@firm.example\nFrom")),
            "office@firm.example"
        );
        assert_eq!(who("", &caller(), "Subject: x\n\nHello\n"), "www-data@firm.example");
        let nameless = Caller { account: "uid 4711".into(), ..Caller::default() };
        assert_eq!(who("", &nameless, "\nHello\n"), "uid-4711@firm.example");
        let cron = Caller { login: Some("backup".into()), ..caller() };
        assert_eq!(who("", &cron, "\nHello\n"), "backup@firm.example");
    }

    #[test]
    fn what_is_missing_is_added_behind_what_is_there() {
        let (_, _, message) = composed("-FAnna a@b.test", &caller(), "Subject: x\n folded\n\nHello\n");
        let (head, body) = message.split_once("\n\n").unwrap();
        let lines: Vec<&str> = head.lines().collect();
        assert_eq!(
            lines[..4],
            ["Subject: x", " folded", "From: Anna <www-data@firm.example>", "Date: Fri, 20 Nov 2026 09:00:05 +0000"]
        );
        assert!(
            lines[4].starts_with("Message-ID: <1795165205.") && lines[4].ends_with("@web1.firm.example>"),
            "{lines:?}"
        );
        assert_eq!((lines.len(), body), (5, "Hello\n"));
        let (_, _, gateway) = composed("-G a@b.test", &caller(), "From x Mon\nSubject: x\nHello\n");
        assert_eq!(gateway, "From x Mon\nSubject: x\nHello\n");
        let resent = "Resent-From: tom@firm.example\nResent-To: lea@firm.example\nFrom: x@kita.example\n\nHello\n";
        assert_eq!(
            composed("-t", &caller(), resent),
            ("tom@firm.example".into(), vec!["lea@firm.example".into()], resent.into())
        );
    }

    #[test]
    fn a_body_without_header_gets_one() {
        for (before, begins, ends) in [
            ("Hello\n", "From: ", "\n\nHello\n"),
            ("\nHello\n", "From: ", "\n\nHello\n"),
            ("Subject: x\nHello there: you\n", "Subject: x\nFrom: ", "\n\nHello there: you\n"),
            (" Subject: x\n", "From: ", "\n\n Subject: x\n"),
            ("", "From: ", ">\n"),
            ("From anna Mon Nov 16 09:30\n>From tom\nSubject: x\n\nFrom here\n", "Subject: x\n", "\n\nFrom here\n"),
        ] {
            let (_, _, message) = composed("a@b.test", &caller(), before);
            assert!(message.starts_with(begins) && message.ends_with(ends), "{before:?}: {message:?}");
            assert_eq!(message.matches("Message-ID: ").count(), 1);
        }
    }

    #[test]
    fn a_bcc_line_in_a_body_is_no_recipient() {
        let (_, to, message) = composed("-t", &caller(), "To: a@b.test\nHello\nBcc: x@y.test\n");
        assert_eq!(to, ["a@b.test"]);
        assert!(message.ends_with("\n\nHello\nBcc: x@y.test\n"), "{message}");
    }

    #[test]
    fn recipients_are_addresses_names_or_lists() {
        let (_, to, _) = composed("root a@b.test,c@d.test <e@f.test> postmaster", &caller(), WHOLE);
        assert_eq!(to, ["root@firm.example", "a@b.test", "c@d.test", "e@f.test", "postmaster@firm.example"]);
        let (_, to, _) = composed("-t", &caller(), "From: \"(Cron Daemon)\" <root>\nTo: root\n\nHello\n");
        assert_eq!(to, ["root@firm.example"]);
    }

    #[test]
    fn what_cannot_be_read_is_never_guessed() {
        let wrong = |line: &str, message: &str| {
            compose(message.replace("\n", "\r\n").into_bytes(), &flags(line), &caller(), &home(), now()).unwrap_err()
        };
        assert_eq!(wrong("", WHOLE), NotComposed::Nobody);
        assert_eq!(wrong("-t", "Subject: x\n\n"), NotComposed::Header(NoEnvelope::NoRecipient));
        assert_eq!(wrong("-t", "To: a b\n\n"), NotComposed::Header(NoEnvelope::Recipient("a b".into())));
        for bad in ["a@b@c.test", "a@b.test\u{202e}", "@", "a@b.test,c@"] {
            assert_eq!(wrong(bad, WHOLE), NotComposed::Recipient(one_line(bad, 80)));
            let sender = Flags { sender: Some(bad.into()), ..flags("a@b.test") };
            let refused = compose(Vec::new(), &sender, &caller(), &home(), now());
            assert!(matches!(refused, Err(NotComposed::Sender(_))), "{bad}");
        }
        let two = Flags { sender: Some("a@b.test, c@d.test".into()), ..flags("a@b.test") };
        assert!(matches!(compose(Vec::new(), &two, &caller(), &home(), now()), Err(NotComposed::Sender(_))));
        let header = Flags { recipients: vec!["a@b.test\r\nBcc: x@y.test".into()], ..Flags::default() };
        assert!(matches!(compose(Vec::new(), &header, &caller(), &home(), now()), Err(NotComposed::Recipient(_))));
    }

    #[test]
    fn parameters_go_into_the_envelope() {
        let flags = flags("-N never -R hdrs -V K7Q2 -B 7BIT a@b.test");
        let (envelope, _) = compose(b"\r\nx\r\n".to_vec(), &flags, &caller(), &home(), now()).unwrap();
        assert_eq!(
            (envelope.recipients[0].notify.as_deref(), envelope.envid.as_deref()),
            (Some("NEVER"), Some("K7Q2"))
        );
        assert_eq!((envelope.ret, envelope.body), (Some(crate::message::Ret::Hdrs), Some(Body::SevenBit)));
        let (envelope, _) = compose("\r\nü\r\n".into(), &flags, &caller(), &home(), now()).unwrap();
        assert_eq!(envelope.body, Some(Body::EightBitMime), "whatever was declared");
    }

    #[test]
    fn a_name_is_one_word_of_one_field() {
        for (name, written) in [
            ("Anna", "Anna"),
            ("Anna Meyer", "Anna Meyer"),
            ("Meyer, Anna \"A\"", "\"Meyer, Anna \\\"A\\\"\""),
            ("x\r\nBcc: y@z.test", "\"x  Bcc: y@z.test\""),
            ("Grüße", "=?utf-8?B?R3LDvMOfZQ==?="),
            ("=?utf-8?q?x?=", "\"=?utf-8?q?x?=\""),
        ] {
            assert_eq!(phrase(name), written);
        }
        let long = phrase(&"ü".repeat(100));
        assert!(long.split("\r\n ").all(|word| word.len() <= 75) && long.matches("\r\n ").count() == 4, "{long}");
    }

    proptest::proptest! {
        #[test]
        fn a_composed_message_keeps_every_line_it_had(text in "[A-Za-z:. \r\n]{0,60}", name: String) {
            let Ok(message) = super::super::input::read(text.as_bytes(), false, 1000) else { return Ok(()) };
            let flags = Flags { name: Some(name), ..flags("a@b.test") };
            let (_, after) = compose(message.clone(), &flags, &caller(), &home(), now()).unwrap();
            proptest::prop_assert!(!crate::message::lines::has_stray_line_end(&after));
            let kept = without_mbox_line(message);
            let mut lines = after.split_inclusive(|b| *b == b'\n');
            for line in kept.split_inclusive(|b| *b == b'\n') {
                proptest::prop_assert!(lines.any(|l| l == line), "{:?}", String::from_utf8_lossy(&after));
            }
            let (_, body_without_line) = header(&after);
            proptest::prop_assert!(!body_without_line);
        }
    }
}
