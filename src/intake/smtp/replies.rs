//! Every reply the door can send of its own accord, one constructor each (codes: RFC 5321 §4.2.3; enhanced codes:
//! RFC 3463). What the gate answers to a message is sent as it is.

use super::command::CommandFault;
use super::data::DataFault;
use super::line::LineFault;
use super::parameters::ParameterFault;
use super::path::PathFault;
use crate::base::Reply;
use crate::base::reply::Enhanced;

fn reply(code: u16, subject: u8, detail: u16, text: &str) -> Reply {
    Reply::new(code, Enhanced(subject, detail), text)
}

/// The first line of a session.
pub fn greeting(hostname: &str) -> Reply {
    Reply::plain(220, &format!("{hostname} ESMTP Outguard"))
}

/// `EHLO`: the name and one extension a line.
pub fn ehlo(hostname: &str, extensions: &[String]) -> Reply {
    Reply::plain(250, &format!("{hostname}\n{}", extensions.join("\n")))
}

/// `HELO`.
pub fn helo(hostname: &str) -> Reply {
    Reply::plain(250, hostname)
}

/// `MAIL` taken.
pub fn sender_ok() -> Reply {
    reply(250, 1, 0, "sender ok")
}

/// `RCPT` taken.
pub fn recipient_ok() -> Reply {
    reply(250, 1, 5, "recipient ok")
}

/// `DATA` may begin.
pub fn go_ahead() -> Reply {
    Reply::plain(354, "send the message, end with CRLF.CRLF")
}

/// A chunk taken that was not the last.
pub fn chunk_ok(size: u64) -> Reply {
    reply(250, 0, 0, &format!("{size} octets taken"))
}

/// `RSET`.
pub fn reset() -> Reply {
    reply(250, 0, 0, "forgotten")
}

/// `NOOP`.
pub fn noop() -> Reply {
    reply(250, 0, 0, "ok")
}

/// `QUIT`.
pub fn bye(hostname: &str) -> Reply {
    reply(221, 0, 0, &format!("{hostname} closing"))
}

/// `VRFY`: never tells who exists (RFC 5321 §7.3).
pub fn cannot_verify() -> Reply {
    reply(252, 1, 5, "not verified; send the message and see")
}

/// `HELP`.
pub fn help() -> Reply {
    let verbs = "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP STARTTLS AUTH";
    reply(214, 0, 0, &format!("{verbs}\nLines end with CRLF. See RFC 5321."))
}

/// `STARTTLS` may begin.
pub fn ready_for_tls() -> Reply {
    reply(220, 0, 0, "begin TLS")
}

/// A challenge of an `AUTH` exchange, in base64.
pub fn challenge(text: &str) -> Reply {
    Reply::plain(334, text)
}

/// Signed in.
pub fn signed_in() -> Reply {
    reply(235, 7, 0, "signed in")
}

/// A line that is no line.
pub fn bad_line(fault: LineFault) -> Reply {
    let text = match fault {
        LineFault::BareCr => "a line ends with CRLF; there was a CR alone",
        LineFault::BareLf => "a line ends with CRLF; there was an LF alone",
        LineFault::Nul => "NUL in a command: this is no mail client; closing",
        LineFault::TooLong => "line too long",
    };
    reply(500, 5, 2, text).because(fault)
}

/// A line that is no command.
pub fn bad_command(fault: &CommandFault) -> Reply {
    let reply = match fault {
        CommandFault::Unknown => reply(500, 5, 1, "unknown command"),
        CommandFault::NotImplemented => reply(502, 5, 1, "command not implemented"),
        CommandFault::Http => reply(554, 5, 0, "this is a mail server, not a web server"),
        CommandFault::Octets => reply(500, 5, 2, "control characters or invalid UTF-8"),
        CommandFault::Argument => reply(501, 5, 4, "malformed argument"),
        CommandFault::ChunkSize => {
            reply(501, 5, 4, "malformed chunk size; closing, as the next command cannot be found")
        }
        CommandFault::Sender(PathFault::NeedsUtf8) | CommandFault::Recipient(PathFault::NeedsUtf8) => {
            reply(553, 6, 7, "an address beyond ASCII needs the SMTPUTF8 parameter of MAIL")
        }
        CommandFault::Sender(path) => reply(501, 1, 7, &format!("malformed sender: {path}")),
        CommandFault::Recipient(path) => reply(501, 1, 3, &format!("malformed recipient: {path}")),
        CommandFault::Parameter(ParameterFault::Unknown) => reply(555, 5, 4, "unknown parameter"),
        CommandFault::Parameter(ParameterFault::Value) => reply(501, 5, 4, "malformed or repeated parameter"),
        CommandFault::Parameter(ParameterFault::Binary) => reply(504, 5, 4, "BINARYMIME is not offered"),
    };
    reply.because(fault)
}

/// Parameters after `HELO`, which offered none.
pub fn parameters_need_ehlo() -> Reply {
    reply(555, 5, 4, "parameters need EHLO")
}

/// A command that may not come now.
pub fn out_of_order(need: &str) -> Reply {
    reply(503, 5, 1, need)
}

/// One recipient more than the limit.
pub fn too_many_recipients() -> Reply {
    reply(452, 5, 3, "too many recipients; send the rest in another message")
}

/// The message, or the size announced for it, is over the limit.
pub fn too_big(limit: usize) -> Reply {
    reply(552, 3, 4, &format!("the message is larger than {limit} octets"))
}

/// A message that was read to its end and is not taken.
pub fn bad_data(fault: DataFault, limit: usize) -> Reply {
    let reply = match fault {
        DataFault::BareCr => reply(550, 6, 11, "the message has a CR without LF; lines end with CRLF"),
        DataFault::BareLf => reply(550, 6, 11, "the message has an LF without CR; lines end with CRLF"),
        DataFault::Nul => reply(550, 6, 11, "the message has a NUL octet"),
        DataFault::Unterminated => reply(550, 6, 11, "the last line of the message has no CRLF"),
        DataFault::TooBig => too_big(limit),
        DataFault::NoMemory => reply(452, 3, 1, "too much mail at once; try again later"),
    };
    reply.because(fault)
}

/// A message could not be handed over; nothing was taken.
pub fn internal_error() -> Reply {
    reply(451, 3, 0, "internal error; nothing was taken, try again later")
}

/// `STARTTLS` where no certificate is configured.
pub fn no_tls() -> Reply {
    reply(502, 5, 1, "STARTTLS is not configured")
}

/// `STARTTLS` inside TLS.
pub fn tls_is_active() -> Reply {
    reply(503, 5, 1, "TLS is already active")
}

/// Plain text behind `STARTTLS` that an attacker may have put there (CVE-2011-0411).
pub fn text_behind_starttls() -> Reply {
    reply(554, 5, 0, "commands behind STARTTLS; closing")
}

/// The sender has to sign in.
pub fn sign_in_first() -> Reply {
    reply(530, 7, 0, "sign in first")
}

/// `AUTH` where no users are configured.
pub fn no_auth() -> Reply {
    reply(502, 5, 1, "AUTH is not configured")
}

/// `AUTH` in clear (RFC 4954 §6).
pub fn auth_needs_tls() -> Reply {
    reply(538, 7, 11, "STARTTLS first")
}

/// A mechanism that is not offered.
pub fn unknown_mechanism() -> Reply {
    reply(504, 5, 4, "only PLAIN and LOGIN")
}

/// An `AUTH` exchange that is not base64, not of the mechanism's form, or cancelled.
pub fn bad_auth() -> Reply {
    reply(501, 5, 2, "malformed or cancelled AUTH exchange")
}

/// Wrong user name or password.
pub fn wrong_password() -> Reply {
    reply(535, 7, 8, "user name or password is wrong")
}

/// Passwords cannot be checked now.
pub fn auth_unavailable() -> Reply {
    reply(454, 7, 0, "cannot check passwords now; try again later")
}

/// Too many wrong passwords.
pub fn too_many_passwords() -> Reply {
    reply(421, 7, 0, "too many wrong passwords; closing")
}

/// One connection more than the limit.
pub fn too_many_connections() -> Reply {
    reply(421, 7, 0, "too many connections; try again later")
}

/// Too many refused commands.
pub fn too_many_errors() -> Reply {
    reply(421, 7, 0, "too many errors; closing")
}

/// One message more than the limit of a session.
pub fn too_many_messages() -> Reply {
    reply(421, 7, 0, "enough messages for one session; connect again")
}

/// The client was silent for too long, or took too long for one message.
pub fn timeout() -> Reply {
    reply(421, 4, 2, "timeout; closing")
}

/// The server is stopping.
pub fn shutting_down() -> Reply {
    reply(421, 3, 2, "shutting down; try again later")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Reply> {
        use LineFault::{BareCr, BareLf, Nul, TooLong};
        let mut all = vec![
            greeting("mx.firm.example"),
            ehlo("mx.firm.example", &["PIPELINING".into(), "SIZE 1000".into()]),
            helo("mx.firm.example"),
            sender_ok(),
            recipient_ok(),
            go_ahead(),
            chunk_ok(7),
            reset(),
            noop(),
            bye("mx.firm.example"),
            cannot_verify(),
            help(),
            ready_for_tls(),
            challenge("VXNlcm5hbWU6"),
            signed_in(),
            parameters_need_ehlo(),
            out_of_order("MAIL first"),
            too_many_recipients(),
            internal_error(),
            no_tls(),
            tls_is_active(),
            text_behind_starttls(),
            sign_in_first(),
            no_auth(),
            auth_needs_tls(),
            unknown_mechanism(),
            bad_auth(),
            wrong_password(),
            auth_unavailable(),
            too_many_passwords(),
            too_many_connections(),
            too_many_errors(),
            too_many_messages(),
            timeout(),
            shutting_down(),
        ];
        all.extend([BareCr, BareLf, Nul, TooLong].map(bad_line));
        all.extend(
            [
                "MAIL FROM:<a>",
                "RCPT TO:x",
                "EXPN x",
                "GET / HTTP/1.1",
                "BDAT x",
                "DATA x",
                "HELP \x01",
                "X",
                "MAIL FROM:<ü@b.test>",
                "MAIL FROM:<> X",
                "MAIL FROM:<> RET=X",
                "MAIL FROM:<> BODY=BINARYMIME",
            ]
            .map(|line| bad_command(&super::super::command::parse(line.as_bytes()).unwrap_err())),
        );
        use DataFault as D;
        all.extend([D::BareCr, D::BareLf, D::Nul, D::Unterminated, D::TooBig, D::NoMemory].map(|f| bad_data(f, 1000)));
        all
    }

    /// The list is the door's whole vocabulary: a reply added, dropped or changed shows up here.
    #[test]
    fn this_is_everything_the_door_says() {
        insta::assert_snapshot!(all().iter().map(|r| r.to_wire().replace('\r', "")).collect::<String>());
    }

    #[test]
    fn every_reply_has_a_legal_code_and_fits_its_line() {
        for reply in all() {
            let wire = reply.to_wire();
            assert!(wire.lines().all(|line| line.len() <= 510), "{wire}");
            let without_enhanced = matches!(reply.code(), 334 | 354) || reply.code() == 220 || reply.code() == 250;
            assert!(reply.enhanced().is_some() || without_enhanced, "{wire}");
        }
    }
}
