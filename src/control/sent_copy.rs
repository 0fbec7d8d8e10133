//! A message that never went through here: an `.eml` file, or one out of an mbox file or a Maildir by its `Message-ID`.

use std::ops::ControlFlow;
use std::path::Path;

use super::request::MOST_MESSAGE;
use crate::app::failure::{Failure, exit};
use crate::archive::{self, Item};
use crate::base::text::one_line;
use crate::message::lines::with_crlf;
use crate::parse;

/// The message in the file `path`, or the one with this `Message-ID` (brackets or not) in an mbox file, a Maildir or a folder of
/// `.eml` files; with line ends as they travel.
///
/// # Errors
/// When it cannot be read, is not there, or there are several and none is named.
pub fn find_sent(path: &Path, message_id: Option<&str>) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let wanted = message_id.map(|id| id.trim().trim_start_matches('<').trim_end_matches('>').trim());
    if wanted.is_none() && path.is_dir() {
        let words = format!("{shown} is a folder of many messages, and none is named");
        return Err(Failure::new("usage", exit::USAGE, words)
            .hint("add --message-id '<…>' with the Message-ID of the sent one"));
    }
    let (mut found, mut another) = (None, false);
    let read = archive::each_message(path, MOST_MESSAGE, &mut |item, _| {
        let Item::Mail(mail) = item else { return ControlFlow::Continue(()) };
        if wanted.is_some_and(|wanted| parse::message_id(&with_crlf(header(mail.bytes))).is_none_or(|id| id != wanted))
        {
            return ControlFlow::Continue(());
        }
        another = found.is_some();
        found.get_or_insert_with(|| mail.whole.then(|| with_crlf(mail.bytes)));
        // Where none is named there must be no second one.
        if wanted.is_some() || another { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    read.map_err(|error| {
        Failure::new("no_input", exit::NOINPUT, format!("{shown}: the message cannot be read: {error}"))
    })?;
    match (found.flatten(), wanted) {
        (Some(_), None) if another => {
            let words = format!("{shown} holds several messages, and none is named");
            Err(Failure::new("usage", exit::USAGE, words)
                .hint("add --message-id '<…>' with the Message-ID of the sent one"))
        }
        (Some(message), _) => Ok(message),
        (None, Some(wanted)) => {
            let words = format!("{shown} has no message with the Message-ID <{}>", one_line(wanted, 200));
            let hint = "look into the source of the sent message for its Message-ID, or save it as an .eml file";
            Err(Failure::new("no_input", exit::NOINPUT, words).hint(hint))
        }
        // What can be said of a file that is no message is said in the incident, with what is not known.
        (None, None) if size(path).is_some_and(|size| (1..=MOST_MESSAGE as u64).contains(&size)) => std::fs::read(path)
            .map_err(|error| {
                Failure::new("no_input", exit::NOINPUT, format!("{shown}: the message cannot be read: {error}"))
            }),
        (None, None) => {
            let words = format!("{shown} holds no message, or one of more than {MOST_MESSAGE} octets");
            Err(Failure::new("no_input", exit::DATAERR, words))
        }
    }
}

/// The octets of a file; `None` where it is none.
fn size(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len())
}

/// The octets up to the first empty line, with it.
fn header(message: &[u8]) -> &[u8] {
    let ends = |at: usize| message[at..].starts_with(b"\n\n") || message[at..].starts_with(b"\n\r\n");
    let end = memchr::memchr_iter(b'\n', message).find(|at| ends(*at));
    end.map_or(message, |at| &message[..(at + 3).min(message.len())])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const MBOX: &str = "From - a\nMessage-ID: <1@firm.example>\nSubject: one\n\nHi\n>From here\n\nbye\n\n\
                        From - b\nMessage-Id:\n <2@firm.example>\n\nTwo\n";

    #[test]
    fn a_message_is_found_by_its_id_wherever_a_mail_program_keeps_it() {
        let dir = tempfile::tempdir().unwrap();
        let mbox = dir.path().join("Sent");
        fs::write(&mbox, MBOX).unwrap();
        let one = find_sent(&mbox, Some("<1@firm.example>")).unwrap();
        let text = "Message-ID: <1@firm.example>\r\nSubject: one\r\n\r\nHi\r\nFrom here\r\n\r\nbye\r\n";
        assert_eq!(String::from_utf8(one).unwrap(), text);
        let two = find_sent(&mbox, Some("2@firm.example")).unwrap();
        assert!(two.ends_with(b"\r\n\r\nTwo\r\n"), "{two:?}");
        let maildir = dir.path().join("Maildir");
        fs::create_dir_all(maildir.join("cur")).unwrap();
        fs::write(maildir.join("cur/1:2,S"), "Message-ID: <3@firm.example>\n\nThree\nFrom us\n\n").unwrap();
        let three = find_sent(&maildir, Some("<3@firm.example>")).unwrap();
        assert!(three.ends_with(b"\r\n\r\nThree\r\nFrom us\r\n\r\n"), "{three:?}");
        let eml = dir.path().join("sent.eml");
        fs::write(&eml, "Subject: four\r\n\r\nFrom here\r\n").unwrap();
        assert_eq!(find_sent(&eml, None).unwrap(), b"Subject: four\r\n\r\nFrom here\r\n");
    }

    #[test]
    fn what_is_not_there_or_not_named_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let mbox = dir.path().join("Sent");
        fs::write(&mbox, MBOX).unwrap();
        for (path, id, words) in [
            (&mbox, None, "several messages"),
            (&mbox, Some("<9@firm.example>"), "no message with the Message-ID <9@firm.example>"),
            (&dir.path().to_owned(), None, "is a folder"),
            (&dir.path().join("nothing"), None, "cannot be read"),
        ] {
            let failure = find_sent(path, id).unwrap_err();
            assert!(failure.message.contains(words), "{failure}");
        }
    }
}
