//! A message from standard input, to the daemon or, when none answers, into the store.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::places::Places;
use crate::app::apart::{Apart, NotApart};
use crate::app::failure::{Failure, exit};
use crate::base::Clock;
use crate::base::text::one_line;
use crate::control::cli::with_runtime;
use crate::intake::sendmail::caller::Caller;
use crate::intake::sendmail::compose::compose;
use crate::intake::sendmail::flags::Flags;
use crate::intake::sendmail::handover::{Tried, Unanswered, hand_over};
use crate::intake::sendmail::input;
use crate::intake::{Answer, Became, Gate};
use crate::message::{Door, Message, Origin, Submission};

pub(super) fn submit(flags: &Flags, caller: &Caller, places: &Places) -> Result<u8, Failure> {
    let home = places.home();
    let message = input::read(io::stdin().lock(), flags.dot_ends, home.message)?;
    let now = Clock::system().now();
    let (envelope, message) = compose(message, flags, caller, &home, now)?;
    let origin = Origin { user: Some(caller.account.clone()), ..Origin::default() };
    let message = Message::new(message);
    let submission = Submission { door: Door::Sendmail, origin, envelope, message, received: now, source: None };
    let answer = match hand_over(&places.sockets(), &submission) {
        Ok(answer) => answer,
        Err(Unanswered::Unknown(socket, error)) => return Err(unknown(&socket, &error)),
        Err(Unanswered::Nobody(tried)) => {
            let apart = apart(places, &tried)?;
            with_runtime(async move { Ok(apart.submit(submission).await) })?
        }
    };
    report(&answer, flags.verbose)
}

/// Nobody knows whether the daemon at `socket` has the message.
pub(super) fn unknown(socket: &Path, error: &io::Error) -> Failure {
    let words = format!(
        "the daemon at {} stopped before it answered ({error}): it may have kept the message; try again",
        socket.display()
    );
    Failure::new("unanswered", exit::TEMPFAIL, words).hint("outguard list")
}

/// A gate in front of the store, for when no daemon answers at the sockets that were tried.
///
/// # Errors
/// When nothing can be kept here.
pub(super) fn apart(places: &Places, tried: &Tried) -> Result<Apart, Failure> {
    if let Some(wrong) = places.wrong() {
        return Err(Failure::new("config", exit::CONFIG, wrong).hint("outguard config check"));
    }
    let config = places.config().map_err(|failure| nobody(tried, &failure.message))?;
    Apart::open(config, Clock::system()).map_err(|error| match error {
        NotApart::Closed(error) => nobody(tried, &format!("{}: {error}", config.store.path.display())),
        // A disk that is full or a store that is locked may be better later; callers bounce mail for anything but 75.
        NotApart::Failed(failure) if failure.exit == exit::IOERR => Failure { exit: exit::TEMPFAIL, ..failure },
        NotApart::Failed(failure) => failure,
    })
}

/// Nobody takes the message now.
fn nobody(tried: &Tried, store: &str) -> Failure {
    let mut words = "nothing was taken: no daemon answers".to_owned();
    for (socket, error) in tried {
        let _ = write!(words, ", {}: {error}", socket.display());
    }
    let _ = write!(words, "; and without it nothing can be kept, {store}");
    Failure::new("no_daemon", exit::TEMPFAIL, words).hint("systemctl start outguard, or: outguard run")
}

/// Says what became of the message, where that is worth a line. A hold is one: it is taken, but somebody has to decide, and
/// whoever keeps the output of this program (a cron log, a web server's error log) keeps the id.
fn report(answer: &Answer, verbose: bool) -> Result<u8, Failure> {
    let words = one_line(&answer.reply.text(), 480);
    match &answer.became {
        Became::Passed | Became::Leaving(_) => {
            if verbose {
                eprintln!("sendmail: {}", answer.reply);
            }
            Ok(0)
        }
        Became::Held(_) => {
            eprintln!("sendmail: {words}");
            Ok(0)
        }
        Became::Refused => Err(Failure::new("refused", exit::UNAVAILABLE, words)),
        Became::Later => Err(Failure::new("later", exit::TEMPFAIL, words)),
    }
}
