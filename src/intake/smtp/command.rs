//! Commands out of lines, pure (RFC 5321 §4.1.1): whole tokens only, one meaning or none.

use super::parameters::{MailParameters, ParameterFault, RcptParameters};
use super::path::{self, PathFault};
use crate::base::{Address, text};

/// A command a line can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `EHLO name`; the name is printable ASCII.
    Ehlo(String),
    /// `HELO name`.
    Helo(String),
    /// `MAIL FROM:<path> parameters`; no address is the null sender.
    Mail(Option<Address>, MailParameters),
    /// `RCPT TO:<path> parameters`
    Rcpt(Address, RcptParameters),
    /// `DATA`
    Data,
    /// `BDAT size [LAST]` (RFC 3030)
    Bdat {
        /// Octets that follow.
        size: u64,
        /// Whether the message ends with them.
        last: bool,
    },
    /// `RSET`
    Rset,
    /// `NOOP`, with or without a text
    Noop,
    /// `QUIT`
    Quit,
    /// `VRFY` and a text
    Vrfy,
    /// `HELP`, with or without a topic
    Help,
    /// `STARTTLS` (RFC 3207)
    Starttls,
    /// `AUTH mechanism [initial response]` (RFC 4954)
    Auth {
        /// The mechanism in upper case.
        mechanism: String,
        /// The initial response, still in base64.
        initial: Option<String>,
    },
}

/// The verbs, for the table of what is legal when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verbs of Command")]
pub enum Verb {
    Ehlo,
    Helo,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Help,
    Starttls,
    Auth,
}

/// Why a line is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandFault {
    /// A verb nobody knows.
    #[error("unknown command")]
    Unknown,
    /// A verb this server does not carry out: `EXPN`, `TURN`, `XCLIENT` …
    #[error("command not implemented")]
    NotImplemented,
    /// HTTP: a browser was led to a mail port.
    #[error("HTTP on a mail port")]
    Http,
    /// A control character or octets that are not UTF-8.
    #[error("control characters or invalid UTF-8 in a command")]
    Octets,
    /// An argument is missing, misplaced or malformed.
    #[error("malformed argument")]
    Argument,
    /// The size of a `BDAT` cannot be read, so where the next command begins is unknown.
    #[error("a chunk of unknown size")]
    ChunkSize,
    /// The path of `MAIL`.
    #[error("sender: {0}")]
    Sender(PathFault),
    /// The path of `RCPT`.
    #[error("recipient: {0}")]
    Recipient(PathFault),
    /// A parameter of `MAIL` or `RCPT`.
    #[error(transparent)]
    Parameter(#[from] ParameterFault),
}

impl Command {
    /// The verb of the command.
    pub fn verb(&self) -> Verb {
        match self {
            Command::Ehlo(_) => Verb::Ehlo,
            Command::Helo(_) => Verb::Helo,
            Command::Mail(..) => Verb::Mail,
            Command::Rcpt(..) => Verb::Rcpt,
            Command::Data => Verb::Data,
            Command::Bdat { .. } => Verb::Bdat,
            Command::Rset => Verb::Rset,
            Command::Noop => Verb::Noop,
            Command::Quit => Verb::Quit,
            Command::Vrfy => Verb::Vrfy,
            Command::Help => Verb::Help,
            Command::Starttls => Verb::Starttls,
            Command::Auth { .. } => Verb::Auth,
        }
    }
}

/// Reads `line`, which has no CRLF any more.
///
/// # Errors
/// Says what is wrong with the line; a line never has two meanings.
pub fn parse(line: &[u8]) -> Result<Command, CommandFault> {
    // RFC 5321 §4.1.1: white space before the CRLF is to be tolerated.
    let line = line.trim_ascii_end();
    let split = line.iter().position(|b| *b == b' ').unwrap_or(line.len());
    let (word, argument) = (line[..split].to_ascii_uppercase(), &line[split..]);
    let text = std::str::from_utf8(argument).ok().filter(|text| !text.bytes().any(|b| b.is_ascii_control()));
    match text.map(|text| dispatch(&word, text.strip_prefix(' ').unwrap_or(""))) {
        Some(Err(CommandFault::Unknown)) if is_http(&word, argument) => Err(CommandFault::Http),
        Some(result) => result,
        None if word == b"BDAT" => Err(CommandFault::ChunkSize),
        None => Err(CommandFault::Octets),
    }
}

fn dispatch(word: &[u8], argument: &str) -> Result<Command, CommandFault> {
    match word {
        b"EHLO" => name(argument).map(Command::Ehlo),
        b"HELO" => name(argument).map(Command::Helo),
        b"MAIL" => mail(argument),
        b"RCPT" => rcpt(argument),
        b"DATA" => alone(argument, Command::Data),
        b"BDAT" => bdat(argument),
        b"RSET" => alone(argument, Command::Rset),
        b"NOOP" => Ok(Command::Noop),
        b"QUIT" => alone(argument, Command::Quit),
        b"VRFY" if argument.is_empty() => Err(CommandFault::Argument),
        b"VRFY" => Ok(Command::Vrfy),
        b"HELP" => Ok(Command::Help),
        b"STARTTLS" => alone(argument, Command::Starttls),
        b"AUTH" => auth(argument),
        b"EXPN" | b"TURN" | b"ETRN" | b"ATRN" | b"SEND" | b"SOML" | b"SAML" | b"LHLO" => {
            Err(CommandFault::NotImplemented)
        }
        _ => Err(CommandFault::Unknown),
    }
}

/// A page may make a browser post to a mail port of the machine it runs on, with SMTP in the body.
fn is_http(word: &[u8], argument: &[u8]) -> bool {
    const METHODS: [&[u8]; 9] =
        [b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"CONNECT", b"PATCH", b"TRACE"];
    let method = METHODS.contains(&word) && !argument.is_empty();
    method || word == b"HOST:" || argument.windows(6).any(|six| six == b" HTTP/")
}

fn alone(argument: &str, command: Command) -> Result<Command, CommandFault> {
    if argument.is_empty() { Ok(command) } else { Err(CommandFault::Argument) }
}

/// The name a client gives itself. RFC 5321 §4.1.4 forbids refusing mail because the name is not what it should be, and
/// machines have names such as `my_pc`; all that is asked for is one bounded word that cannot do harm in a header.
fn name(argument: &str) -> Result<String, CommandFault> {
    let legal = !argument.is_empty()
        && argument.len() <= 255
        && !argument.chars().any(|c| c.is_whitespace() || text::is_hazard(c));
    if legal { Ok(text::wire_text(argument, 255)) } else { Err(CommandFault::Argument) }
}

fn mail(argument: &str) -> Result<Command, CommandFault> {
    let rest = keyword(argument, "FROM:")?;
    let (path, parameters) = path::split(rest).map_err(CommandFault::Sender)?;
    let sender = if path.is_empty() { None } else { Some(path::address(path).map_err(CommandFault::Sender)?) };
    let parameters = MailParameters::parse(parameters)?;
    let utf8 = sender.as_ref().is_some_and(Address::needs_utf8);
    if utf8 && !parameters.smtputf8 {
        return Err(CommandFault::Sender(PathFault::NeedsUtf8));
    }
    Ok(Command::Mail(sender, parameters))
}

fn rcpt(argument: &str) -> Result<Command, CommandFault> {
    let rest = keyword(argument, "TO:")?;
    let (path, parameters) = path::split(rest).map_err(CommandFault::Recipient)?;
    let recipient = path::address(path).map_err(CommandFault::Recipient)?;
    Ok(Command::Rcpt(recipient, RcptParameters::parse(parameters)?))
}

/// The text behind `keyword`. Spaces before the `<` are forbidden (RFC 5321 §3.3) and yet sent by so many programs that
/// the common servers take them (Postfix: `strict_rfc821_envelopes = no`); they cannot change the meaning.
fn keyword<'a>(argument: &'a str, keyword: &str) -> Result<&'a str, CommandFault> {
    match argument.split_at_checked(keyword.len()) {
        Some((found, rest)) if found.eq_ignore_ascii_case(keyword) => Ok(rest.trim_start_matches(' ')),
        _ => Err(CommandFault::Argument),
    }
}

/// RFC 3030 §2: `BDAT` SP chunk-size [ SP `LAST` ].
fn bdat(argument: &str) -> Result<Command, CommandFault> {
    let (size, last) = match argument.split_once(' ') {
        None => (argument, false),
        Some((size, word)) if word.eq_ignore_ascii_case("LAST") => (size, true),
        Some(_) => return Err(CommandFault::ChunkSize),
    };
    let digits = !size.is_empty() && size.bytes().all(|b| b.is_ascii_digit());
    let size = size.parse().ok().filter(|_| digits).ok_or(CommandFault::ChunkSize)?;
    Ok(Command::Bdat { size, last })
}

/// RFC 4954 §4: `AUTH` SP mechanism [ SP initial-response ].
fn auth(argument: &str) -> Result<Command, CommandFault> {
    let mut words = argument.split(' ');
    let mechanism = words.next().filter(|word| !word.is_empty()).ok_or(CommandFault::Argument)?.to_ascii_uppercase();
    let initial = words.next().map(str::to_owned);
    if words.next().is_some() || initial.as_deref() == Some("") {
        return Err(CommandFault::Argument);
    }
    Ok(Command::Auth { mechanism, initial })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> Option<String> {
        match parse(format!("RCPT TO:{text}").as_bytes()) {
            Ok(Command::Rcpt(address, _)) => Some(address.as_str().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn verbs_are_whole_words_in_any_case() {
        assert_eq!(parse(b"data"), Ok(Command::Data));
        assert_eq!(parse(b"QUIT \t "), Ok(Command::Quit), "white space at the end is tolerated");
        assert_eq!(parse(b"NOOP something"), Ok(Command::Noop));
        assert_eq!(parse(b"DATA now"), Err(CommandFault::Argument));
        for unknown in ["", " DATA", "DATAX", "DAT", "QUIT.", "XCLIENT A=B", "PROXY TCP4 a b 1 2", "MAIL\tFROM:<>"] {
            assert_eq!(parse(unknown.as_bytes()), Err(CommandFault::Unknown), "{unknown}");
        }
    }

    #[test]
    fn a_path_has_one_meaning_or_none() {
        for (text, address) in [
            ("<a@b.test>", "a@b.test"),
            (" <a@b.test>", "a@b.test"),
            ("<Postmaster>", "Postmaster"),
            ("<@x.test,@y.test:a@b.test>", "a@b.test"),
            ("<@[192.0.2.1]:a@b.test>", "a@b.test"),
            ("<\"x@evil.test> x\"@good.test>", "\"x@evil.test> x\"@good.test"),
            ("<a%b!c@d.test>", "a%b!c@d.test"),
        ] {
            assert_eq!(path(text).as_deref(), Some(address), "{text}");
        }
        for bad in [
            "a@b.test",
            "<>",
            "<a@b.test",
            "a@b.test>",
            "<<a@b.test>>",
            "<a@b.test>c@d.test",
            "<a@b.test> <c@d.test>",
            "<a@b.test>,<c@d.test>",
            "<a>",
            "<a @b.test>",
            "<a@b.test(comment)>",
            "<@x.test>",
            "<@x.test:>",
            "<@x.test a@b.test>",
            "<@:a@b.test>",
            "<\"a@b.test>",
            "<a\u{85}@b.test>",
            "<\"a\u{2028}\"@b.test>",
            "<\"a\tb\"@b.test>",
        ] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_beyond_ascii_needs_smtputf8() {
        let mail = |text: &str| parse(format!("MAIL FROM:{text}").as_bytes());
        assert_eq!(mail("<ü@b.test>"), Err(CommandFault::Sender(PathFault::NeedsUtf8)));
        assert!(mail("<ü@b.test> SMTPUTF8").is_ok());
        assert!(matches!(mail("<>"), Ok(Command::Mail(None, _))));
    }

    #[test]
    fn a_chunk_size_is_a_number_or_the_end_of_the_dialogue() {
        assert_eq!(parse(b"BDAT 10"), Ok(Command::Bdat { size: 10, last: false }));
        assert_eq!(parse(b"bdat 0 last"), Ok(Command::Bdat { size: 0, last: true }));
        for bad in [
            "BDAT",
            "BDAT -1",
            "BDAT +1",
            "BDAT x LAST",
            "BDAT 1 FIRST",
            "BDAT 1\u{1}",
            "BDAT 1  LAST",
            "BDAT 99999999999999999999999",
        ] {
            assert_eq!(parse(bad.as_bytes()), Err(CommandFault::ChunkSize), "{bad}");
        }
    }

    #[test]
    fn http_is_recognised() {
        for http in ["GET / HTTP/1.1", "post /x", "FOO / HTTP/1.0", "Host: localhost:5870", "CONNECT a:25"] {
            assert_eq!(parse(http.as_bytes()), Err(CommandFault::Http), "{http}");
        }
        assert_eq!(parse(b"HELP"), Ok(Command::Help));
    }

    #[test]
    fn control_octets_and_broken_utf8_are_refused() {
        for bad in
            [&b"NOOP \x0b"[..], b"MAIL FROM:<a\x7f@b.test>", b"EHLO \xff", b"HELP \xc0\xaf", b"NOOP \xed\xa0\x80"]
        {
            assert_eq!(parse(bad), Err(CommandFault::Octets), "{}", bad.escape_ascii());
        }
        for bad in ["EHLO", "EHLO a b", "EHLO a\u{2028}b", "EHLO a\u{85}b"] {
            assert_eq!(parse(bad.as_bytes()), Err(CommandFault::Argument), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_strange(
            head in prop::sample::select(vec!["", "EHLO ", "MAIL FROM:", "RCPT TO:<", "BDAT ", "AUTH "]),
            tail in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let _ = parse(&[head.as_bytes(), &tail].concat());
        }

        #[test]
        fn what_is_taken_has_the_address_as_written(
            tail in prop::collection::vec(prop::sample::select(b"<>\"\\@:,.a b[]+=".to_vec()), 0..24),
        ) {
            let line = [&b"RCPT TO:"[..], &tail].concat();
            if let Ok(Command::Rcpt(address, _)) = parse(&line) {
                let wanted = format!("{address}>");
                let found = line.windows(wanted.len()).any(|part| part == wanted.as_bytes());
                prop_assert!(found, "{} in {}", wanted, line.escape_ascii());
            }
        }
    }
}
