//! `outguard sendmail`, also by the names `sendmail`, `mailq` and `newaliases`: what forty years of programs call to send
//! mail. Exit codes are sysexits; nothing is printed on stdout when a message was taken.

mod mailq;
mod places;
mod session;
mod submit;

use std::ffi::{OsStr, OsString};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use super::{print, with_runtime};
use crate::app;
use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::base::{Clock, Step};
use crate::control::answer::ExplanationView;
use crate::control::ops::{Ops, ScanEnvelope};
use crate::control::view::View;
use crate::intake::envelope::NoEnvelope;
use crate::intake::sendmail::caller::Caller;
use crate::intake::sendmail::compose::{self, NotComposed};
use crate::intake::sendmail::flags::{Flags, Flush, Mode, UsageFault};
use crate::intake::sendmail::input::Unread;
use crate::parse::Addressed;
use places::Places;

const USAGE: &str = "\
Takes a message from standard input, as every sendmail does, and has it checked before it leaves.

Usage: outguard sendmail [OPTIONS] [--] RECIPIENT…
       outguard sendmail -t [OPTIONS] [--] [RECIPIENT…]
";

/// The options, for `--help` and the manual page.
pub(super) const OPTIONS: &str = "\
Example: outguard sendmail -t -i < draft.eml

  -t            take recipients from To, Cc and Bcc as well; Bcc does not leave
  -i, -oi       a line with a dot alone does not end the message
  -f ADDRESS    the sender, <> for none; also -r
  -F NAME       the name in a From nobody wrote
  -N, -R, -V    delivery status notifications: when, how much, under which name
  -B TYPE       7BIT or 8BITMIME
  -G            the message is complete: add nothing
  -bs           speak SMTP on standard input and output
  -bp           list what waits; also `mailq`
  -bv           what would happen with these recipients, without a message
  -q            try upstream again now; never releases what is held
  -bd           the daemon; also `outguard run`
  -bi           nothing: there are no aliases to build; also `newaliases`
  -v            say on standard error what happens

Other options of other sendmails are accepted and change nothing. Exit codes: 0 taken, queued or held; 64 the options make
no sense; 65 the message or an address cannot be read; 69 refused; 75 not now, try again; 77 not yours; 78 configuration.
";

/// What `--config` and `--state` named before the verb.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) config: Option<PathBuf>,
    pub(super) state: Option<PathBuf>,
}

/// The words for this door, when the program was called by one of its old names.
pub(super) fn by_name(program: &OsStr, words: &[OsString]) -> Option<Vec<OsString>> {
    let mode = match Path::new(program).file_name()?.to_str()? {
        "sendmail" => None,
        "mailq" => Some("-bp"),
        "newaliases" => Some("-bi"),
        _ => return None,
    };
    Some(mode.map(OsString::from).into_iter().chain(words.iter().cloned()).collect())
}

/// Where the words of the verb `sendmail` begin: what stands behind it is not for clap, which would take `--` and `--help`.
pub(super) fn by_verb(words: &[OsString]) -> Option<usize> {
    let mut at = 0;
    loop {
        let word = words.get(at)?.to_str()?;
        at += match word {
            "sendmail" => return Some(at + 1),
            "--config" | "--state" => 2,
            _ if word.starts_with("--config=") || word.starts_with("--state=") => 1,
            _ => return None,
        };
    }
}

/// Does what `words` ask for; the answer is the exit code.
pub(super) fn run(named: &Named, words: Vec<OsString>) -> u8 {
    // Callers know what 70 means, and nothing of Rust's 101.
    let done = panic::catch_unwind(AssertUnwindSafe(|| act(named, words)));
    let done = done.unwrap_or_else(|_| {
        Err(Failure::new(
            "panic",
            exit::SOFTWARE,
            "our own fault; see above, and `outguard list` for whether it was taken",
        ))
    });
    done.unwrap_or_else(|failure| {
        eprintln!("sendmail: {failure}");
        failure.exit
    })
}

fn act(named: &Named, words: Vec<OsString>) -> Result<u8, Failure> {
    let flags = Flags::parse(words)?;
    match flags.mode {
        Mode::Help => return print::text(&format!("{USAGE}\n{OPTIONS}")),
        Mode::Version => return print::text(&format!("outguard {}\n", env!("CARGO_PKG_VERSION"))),
        Mode::Aliases => return Ok(0),
        _ => {}
    }
    let caller = Caller::of_process();
    // A set-user-ID sendmail takes mail for everybody; what is kept and decided is its owner's.
    let takes_mail = matches!(flags.mode, Mode::Deliver | Mode::Session);
    if caller.elevated && (flags.names_file || !takes_mail) {
        let words = "only -bm and -bs without -C and -X: this program runs with more rights than you have";
        return Err(Failure::new("no_permission", exit::NOPERM, words));
    }
    if flags.verbose {
        flags.ignored.iter().for_each(|word| eprintln!("sendmail: passed over: {word}"));
    }
    let places = Places::of(named, &caller);
    match flags.mode {
        Mode::Deliver => submit::submit(&flags, &caller, &places),
        Mode::Queue => with_runtime(mailq::list(places.store()?)),
        Mode::Verify => with_runtime(verify(&flags, &caller, &places)),
        Mode::Daemon => with_runtime(app::run(places.loaded()?, app::Inherited::take(), None)),
        Mode::Flush => with_runtime(flush(&flags, &places)),
        Mode::Session => with_runtime(session::speak(&caller, places)),
        Mode::Help | Mode::Version | Mode::Aliases => Ok(0),
    }
}

/// Has upstream tried again now for what the flags mean.
async fn flush(flags: &Flags, places: &Places) -> Result<u8, Failure> {
    let within = |address: &str, part: &str| address.to_lowercase().contains(part);
    let meant = |view: &View| match &flags.flush {
        Flush::All => true,
        Flush::Id(id) => view.id.to_ascii_lowercase().starts_with(id),
        Flush::Recipient(part) => view.recipients.iter().any(|to| to.state.is_due() && within(&to.address, part)),
        Flush::Sender(part) => within(&view.sender, part),
    };
    let tried = Ops::open(places.store()?, Clock::system())?.flush(meant).await?;
    if flags.verbose {
        tried.iter().for_each(|id| eprintln!("sendmail: {id} is tried again now"));
    }
    Ok(0)
}

/// What would happen with these recipients; nothing is sent.
async fn verify(flags: &Flags, caller: &Caller, places: &Places) -> Result<u8, Failure> {
    let home = places.home();
    let from = compose::sender(flags, caller, &Addressed::default(), &home)?;
    let to = compose::named(&flags.recipients, &home.domain)?;
    if to.is_empty() {
        return Err(NotComposed::Nobody.into());
    }
    let list: Vec<String> = to.iter().map(ToString::to_string).collect();
    let sender = from.as_ref().map(ToString::to_string).unwrap_or_default();
    let message = format!("From: {sender}\r\nTo: {}\r\n\r\n", list.join(",\r\n "));
    let ops = Ops::open(places.store()?, Clock::system())?;
    let explanation = ops.scan(message.into_bytes(), &ScanEnvelope { from, to }).await?;
    print::scan(&ExplanationView::from(&explanation), false)?;
    Ok(if explanation.step() == Step::Refuse { exit::UNAVAILABLE } else { 0 })
}

impl From<UsageFault> for Failure {
    fn from(fault: UsageFault) -> Failure {
        Failure::new("usage", exit::USAGE, fault).hint("outguard sendmail --help")
    }
}

impl From<Unread> for Failure {
    fn from(unread: Unread) -> Failure {
        let exit = match &unread {
            Unread::Input(_) => exit::IOERR,
            Unread::TooBig(_) => exit::UNAVAILABLE,
            Unread::StrayCr(_) | Unread::Nul(_) => exit::DATAERR,
        };
        Failure::new("message", exit, unread)
    }
}

impl From<NotComposed> for Failure {
    fn from(why: NotComposed) -> Failure {
        let exit = match &why {
            NotComposed::Nobody => exit::USAGE,
            NotComposed::Header(NoEnvelope::TooMany { .. }) => exit::UNAVAILABLE,
            NotComposed::Sender(_) | NotComposed::Recipient(_) | NotComposed::Header(_) => exit::DATAERR,
        };
        Failure::new("envelope", exit, one_line(&why.to_string(), 300))
    }
}
