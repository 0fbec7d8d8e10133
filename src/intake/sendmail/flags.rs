//! The command line in sendmail's grammar, pure. Values may be joined (`-FCronDaemon`) or stand alone (`-f anna@firm.example`),
//! letters may stand together (`-ti`), and what stands behind the first word that is no option, or behind `--`, is a
//! recipient whatever it begins with. An option nobody knows is passed over: forty years of programs call sendmail with one.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use crate::base::text::one_line;
use crate::intake::smtp::parameters;
use crate::message::{Body, Ret};

/// Options with a value, joined or in the next word.
const VALUED: &[u8] = b"ABCDFLNORVXbefhopr";

/// Options without a value that change nothing.
const SILENT: &[u8] = b"EUcmnsx";

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `-bm` and without any: a message from standard input.
    Deliver,
    /// `-bs`: SMTP on standard input and output.
    Session,
    /// `-bp`, `mailq`: what waits.
    Queue,
    /// `-bv`: what would happen, without a message.
    Verify,
    /// `-bd`: the daemon.
    Daemon,
    /// `-bi`, `-I`, `newaliases`: there are no aliases to build.
    Aliases,
    /// `-q`: try upstream again now.
    Flush,
    /// `--help`
    Help,
    /// `--version`
    Version,
}

/// Which retries `-q` is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Flush {
    /// All: `-q`, and with an interval (`-q30m`), which is the daemon's business.
    #[default]
    All,
    /// `-qI`: those whose id begins so.
    Id(String),
    /// `-qR`: those with a recipient in whose address this stands.
    Recipient(String),
    /// `-qS`: those with a sender in whose address this stands.
    Sender(String),
}

/// The command line as it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flags {
    /// What is asked for.
    pub mode: Mode,
    /// What `-q` is about.
    pub flush: Flush,
    /// `-t`: To, Cc and Bcc name further recipients.
    pub recipients_in_header: bool,
    /// Without `-i`: a line with a dot alone ends the message.
    pub dot_ends: bool,
    /// `-f`, `-r`: the sender; empty and `<>` are the null sender.
    pub sender: Option<String>,
    /// `-F`: the name in a From nobody wrote.
    pub name: Option<String>,
    /// `-G`: the message comes from a gateway and is complete.
    pub complete: bool,
    /// `-v`: say what happens.
    pub verbose: bool,
    /// `-N`: when the sender is told (RFC 3461 §4.1).
    pub notify: Option<String>,
    /// `-R`: how much of the message a failed notification returns.
    pub ret: Option<Ret>,
    /// `-V`: the envelope's name in notifications.
    pub envid: Option<String>,
    /// `-B`
    pub body: Option<Body>,
    /// `-C`, `-X`: a file was named. It is never opened, and refused to a caller with fewer rights than the process.
    pub names_file: bool,
    /// The recipients on the command line.
    pub recipients: Vec<String>,
    /// What was passed over.
    pub ignored: Vec<String>,
}

/// Why a command line makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsageFault {
    /// An option stands without its value.
    #[error("-{0} needs a value")]
    NoValue(char),
    /// A mode this program does not have.
    #[error(
        "-b{0} is not done here: Outguard takes mail (-bm, -bs), lists it (-bp), checks recipients (-bv) and runs as a daemon (-bd)"
    )]
    Mode(String),
    /// A long option.
    #[error("there is no option `{0}`")]
    Long(String),
    /// A word that is no text.
    #[error("`{0}` is not UTF-8")]
    NotText(String),
}

impl Default for Flags {
    fn default() -> Flags {
        Flags {
            mode: Mode::Deliver,
            flush: Flush::All,
            recipients_in_header: false,
            dot_ends: true,
            sender: None,
            name: None,
            complete: false,
            verbose: false,
            notify: None,
            ret: None,
            envid: None,
            body: None,
            names_file: false,
            recipients: Vec::new(),
            ignored: Vec::new(),
        }
    }
}

impl Flags {
    /// Reads the words behind the program's name.
    ///
    /// # Errors
    /// [`UsageFault`] for the first that makes no sense.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Flags, UsageFault> {
        let mut reader = Reader { flags: Flags::default(), mode: None, flush: false };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.as_bytes() {
                b"--" => break,
                b"--help" => reader.mode = Some(Mode::Help),
                b"--version" => reader.mode = Some(Mode::Version),
                [b'-', b'-', ..] => return Err(UsageFault::Long(shown(&word))),
                [b'-', letters @ ..] if !letters.is_empty() => reader.letters(letters, &mut words)?,
                _ => {
                    reader.flags.recipients.push(text(word)?);
                    break;
                }
            }
        }
        for word in words {
            reader.flags.recipients.push(text(word)?);
        }
        let Reader { mut flags, mode, flush } = reader;
        flags.mode = mode.unwrap_or(if flush { Mode::Flush } else { Mode::Deliver });
        Ok(flags)
    }
}

struct Reader {
    flags: Flags,
    mode: Option<Mode>,
    flush: bool,
}

impl Reader {
    /// One word of options.
    fn letters(&mut self, letters: &[u8], words: &mut impl Iterator<Item = OsString>) -> Result<(), UsageFault> {
        let mut rest = letters;
        while let [letter, behind @ ..] = rest {
            rest = behind;
            match *letter {
                b't' => self.flags.recipients_in_header = true,
                b'i' => self.flags.dot_ends = false,
                b'v' => self.flags.verbose = true,
                b'G' => self.flags.complete = true,
                b'I' => self.mode = Some(Mode::Aliases),
                // Their value is joined or not there.
                b'q' => {
                    self.flush = true;
                    self.flags.flush = flush(rest)?;
                    return Ok(());
                }
                b'd' => return Ok(()),
                letter if SILENT.contains(&letter) => {}
                letter if VALUED.contains(&letter) => {
                    let value = match rest {
                        [] => words.next().ok_or(UsageFault::NoValue(char::from(letter)))?,
                        joined => OsString::from_vec(joined.to_vec()),
                    };
                    return self.valued(letter, value);
                }
                // What follows may be its value, so nothing of it is taken for another option.
                _ => {
                    self.ignore(&OsString::from_vec([b"-", letters].concat()));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn valued(&mut self, letter: u8, value: OsString) -> Result<(), UsageFault> {
        match letter {
            b'f' | b'r' => self.flags.sender = Some(text(value)?),
            b'F' => self.flags.name = Some(value.to_string_lossy().into_owned()),
            b'b' => self.mode = Some(mode(&value)?),
            b'o' if value == "i" => self.flags.dot_ends = false,
            b'C' | b'X' => self.flags.names_file = true,
            // RFC 3461: failing for these would be worse than doing without.
            b'N' => match parameters::notify(&value.to_string_lossy()) {
                Ok(notify) => self.flags.notify = Some(notify),
                Err(_) => self.ignore_value('N', &value),
            },
            b'R' => match parameters::ret(&value.to_string_lossy()) {
                Ok(ret) => self.flags.ret = Some(ret),
                Err(_) => self.ignore_value('R', &value),
            },
            b'V' => match value.to_str().filter(|id| id.len() <= 100 && id.bytes().all(|b| b.is_ascii_graphic())) {
                Some(id) => self.flags.envid = Some(id.to_owned()),
                None => self.ignore_value('V', &value),
            },
            b'B' => match parameters::body(&value.to_string_lossy()) {
                Ok(body) => self.flags.body = Some(body),
                Err(_) => self.ignore_value('B', &value),
            },
            _ => {}
        }
        Ok(())
    }

    fn ignore(&mut self, word: &OsString) {
        self.flags.ignored.push(shown(word));
    }

    fn ignore_value(&mut self, letter: char, value: &OsString) {
        self.flags.ignored.push(format!("-{letter} {}", shown(value)));
    }
}

fn flush(value: &[u8]) -> Result<Flush, UsageFault> {
    let about = |rest: &[u8]| text(OsString::from_vec(rest.to_ascii_lowercase()));
    match value {
        [b'I', rest @ ..] => Ok(Flush::Id(about(rest)?)),
        [b'R', rest @ ..] => Ok(Flush::Recipient(about(rest)?)),
        [b'S', rest @ ..] => Ok(Flush::Sender(about(rest)?)),
        _ => Ok(Flush::All),
    }
}

fn mode(value: &OsString) -> Result<Mode, UsageFault> {
    match value.as_bytes() {
        b"m" => Ok(Mode::Deliver),
        b"s" => Ok(Mode::Session),
        b"p" => Ok(Mode::Queue),
        b"v" => Ok(Mode::Verify),
        b"d" => Ok(Mode::Daemon),
        b"i" => Ok(Mode::Aliases),
        _ => Err(UsageFault::Mode(shown(value))),
    }
}

/// An address with octets replaced would be another address.
fn text(word: OsString) -> Result<String, UsageFault> {
    word.into_string().map_err(|word| UsageFault::NotText(shown(&word)))
}

fn shown(word: &OsString) -> String {
    one_line(&word.to_string_lossy(), 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(line: &str) -> Result<Flags, UsageFault> {
        Flags::parse(line.split(' ').filter(|word| !word.is_empty()).map(OsString::from))
    }

    fn recipients(to: &[&str]) -> Flags {
        Flags { recipients: to.iter().map(|&to| to.to_owned()).collect(), ..Flags::default() }
    }

    /// One row for each option of the table in `docs/operations.md`.
    #[test]
    fn every_option_means_what_it_means_to_sendmail() {
        let rows: Vec<(&str, Flags)> = vec![
            ("", recipients(&[])),
            ("a@b.test c@d.test", recipients(&["a@b.test", "c@d.test"])),
            ("-t", Flags { recipients_in_header: true, ..recipients(&[]) }),
            ("-i a@b.test", Flags { dot_ends: false, ..recipients(&["a@b.test"]) }),
            ("-oi", Flags { dot_ends: false, ..recipients(&[]) }),
            ("-o i", Flags { dot_ends: false, ..recipients(&[]) }),
            ("-ti", Flags { dot_ends: false, recipients_in_header: true, ..recipients(&[]) }),
            ("-f anna@firm.example", Flags { sender: Some("anna@firm.example".into()), ..recipients(&[]) }),
            ("-fanna@firm.example", Flags { sender: Some("anna@firm.example".into()), ..recipients(&[]) }),
            ("-r anna@firm.example", Flags { sender: Some("anna@firm.example".into()), ..recipients(&[]) }),
            (
                "-tif <>",
                Flags { sender: Some("<>".into()), dot_ends: false, recipients_in_header: true, ..recipients(&[]) },
            ),
            ("-F Anna", Flags { name: Some("Anna".into()), ..recipients(&[]) }),
            ("-FCronDaemon", Flags { name: Some("CronDaemon".into()), ..recipients(&[]) }),
            ("-bm", recipients(&[])),
            ("-b m", recipients(&[])),
            ("-bs", Flags { mode: Mode::Session, ..recipients(&[]) }),
            ("-bp", Flags { mode: Mode::Queue, ..recipients(&[]) }),
            ("-bv a@b.test", Flags { mode: Mode::Verify, ..recipients(&["a@b.test"]) }),
            ("-bd -q30m", Flags { mode: Mode::Daemon, ..recipients(&[]) }),
            ("-bi", Flags { mode: Mode::Aliases, ..recipients(&[]) }),
            ("-I", Flags { mode: Mode::Aliases, ..recipients(&[]) }),
            ("-q", Flags { mode: Mode::Flush, ..recipients(&[]) }),
            ("-q30m", Flags { mode: Mode::Flush, ..recipients(&[]) }),
            ("-qIK7Q2", Flags { mode: Mode::Flush, flush: Flush::Id("k7q2".into()), ..recipients(&[]) }),
            (
                "-qRFirm.example",
                Flags { mode: Mode::Flush, flush: Flush::Recipient("firm.example".into()), ..recipients(&[]) },
            ),
            ("-qSanna", Flags { mode: Mode::Flush, flush: Flush::Sender("anna".into()), ..recipients(&[]) }),
            ("-N success,failure", Flags { notify: Some("SUCCESS,FAILURE".into()), ..recipients(&[]) }),
            ("-N never", Flags { notify: Some("NEVER".into()), ..recipients(&[]) }),
            ("-R hdrs", Flags { ret: Some(Ret::Hdrs), ..recipients(&[]) }),
            ("-R full", Flags { ret: Some(Ret::Full), ..recipients(&[]) }),
            ("-V K7Q2", Flags { envid: Some("K7Q2".into()), ..recipients(&[]) }),
            ("-B 8BITMIME", Flags { body: Some(Body::EightBitMime), ..recipients(&[]) }),
            ("-B7bit", Flags { body: Some(Body::SevenBit), ..recipients(&[]) }),
            ("-O QueueDirectory=/tmp -oem -odi -odb -om -oo", recipients(&[])),
            ("-em -ep -eq -ew", recipients(&[])),
            ("-Am -Ac -d -d0.1 -D f -E -h 10 -L tag -m -n -p smtp -s -U", recipients(&[])),
            ("-G", Flags { complete: true, ..recipients(&[]) }),
            ("-v", Flags { verbose: true, ..recipients(&[]) }),
            ("-C /etc/mail.cf", Flags { names_file: true, ..recipients(&[]) }),
            ("-X/tmp/log", Flags { names_file: true, ..recipients(&[]) }),
            ("-- -f a@b.test", recipients(&["-f", "a@b.test"])),
            ("a@b.test -f c@d.test", recipients(&["a@b.test", "-f", "c@d.test"])),
            ("-", recipients(&["-"])),
            ("--help", Flags { mode: Mode::Help, ..recipients(&[]) }),
            ("--version", Flags { mode: Mode::Version, ..recipients(&[]) }),
        ];
        for (line, flags) in rows {
            assert_eq!(read(line), Ok(flags), "{line}");
        }
    }

    /// The exact words of the programs that call sendmail most.
    #[test]
    fn the_programs_that_call_it_are_understood() {
        let cron = read("-FCronDaemon -i -odi -oem -oi -t -f root").unwrap();
        assert_eq!((cron.name.as_deref(), cron.sender.as_deref()), (Some("CronDaemon"), Some("root")));
        assert!(cron.recipients_in_header && !cron.dot_ends && cron.ignored.is_empty());
        let mutt =
            read("-oem -oi -f anna@firm.example -N success,delay -R hdrs -B 8BITMIME -- tom@firm.example").unwrap();
        assert_eq!((mutt.notify.as_deref(), mutt.recipients), (Some("SUCCESS,DELAY"), vec!["tom@firm.example".into()]));
        let pipe = read("-G -i -f anna@firm.example -- tom@firm.example lea@firm.example").unwrap();
        assert!(pipe.complete && pipe.recipients.len() == 2 && !pipe.recipients_in_header);
        assert!(read("-oi -t").unwrap().recipients_in_header, "PHPMailer");
        assert_eq!(read("-bs").unwrap().mode, Mode::Session, "Symfony");
    }

    #[test]
    fn what_nobody_knows_is_passed_over_whole() {
        let flags = read("-Zfroot -Mx -Nsometimes -R some -V ü -B9BIT a@b.test").unwrap();
        assert_eq!(flags.ignored, ["-Zfroot", "-Mx", "-N sometimes", "-R some", "-V ü", "-B 9BIT"]);
        assert_eq!((flags.sender, flags.recipients), (None, vec!["a@b.test".to_owned()]));
    }

    #[test]
    fn what_makes_no_sense_says_why() {
        for letter in VALUED {
            let letter = char::from(*letter);
            assert_eq!(read(&format!("-t{letter}")), Err(UsageFault::NoValue(letter)));
        }
        for mode in ["l", "h", "H", "t", "D", "mm"] {
            assert_eq!(read(&format!("-b{mode}")), Err(UsageFault::Mode(mode.into())));
        }
        assert_eq!(read("--queue"), Err(UsageFault::Long("--queue".into())));
        let not_text = [OsString::from("--"), OsString::from_vec(b"a\xff@b.test".to_vec())];
        assert!(matches!(Flags::parse(not_text), Err(UsageFault::NotText(_))));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read(words in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 0..8)) {
            let _ = Flags::parse(words.into_iter().map(OsString::from_vec));
        }

        #[test]
        fn behind_the_dashes_nothing_is_an_option(
            before in prop::collection::vec("-[tivG]{1,3}", 0..3),
            behind in prop::collection::vec("-?[a-zA-Z@.]{0,6}", 0..6),
        ) {
            let line = before.iter().map(String::as_str).chain(["--"]).chain(behind.iter().map(String::as_str));
            let flags = Flags::parse(line.map(OsString::from)).unwrap();
            prop_assert_eq!(&flags.recipients, &behind);
            prop_assert!(flags.sender.is_none() && flags.mode == Mode::Deliver);
        }
    }
}
