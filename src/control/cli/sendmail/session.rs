//! `sendmail -bs`: the SMTP door's own session, on standard input and output. Its messages go where others of this command go:
//! to the daemon, or into the store.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use tokio::sync::{OnceCell, watch};
use tokio::task;

use super::places::Places;
use super::submit;
use crate::app::apart::Apart;
use crate::app::failure::{Failure, exit};
use crate::base::reply::Enhanced;
use crate::base::{Clock, Reply};
use crate::config::Smtp;
use crate::intake::sendmail::caller::Caller;
use crate::intake::sendmail::handover::{Tried, Unanswered, hand_over};
use crate::intake::smtp::{Server, Settings};
use crate::intake::{Answer, Gate};
use crate::message::{Door, Origin, Submission};

/// Speaks until the client says `QUIT` or goes.
pub(super) async fn speak(caller: &Caller, places: Places) -> Result<u8, Failure> {
    let broken = |e: io::Error| Failure::new("stdio", exit::IOERR, format!("the session cannot begin: {e}"));
    // Nobody signs in, and nothing is encrypted: both ends are this account.
    let smtp = Smtp { listen: Vec::new(), tls: None, users: Vec::new(), ..places.smtp() };
    let settings = Settings::new(&smtp).map_err(|e| Failure::new("config", exit::CONFIG, e))?;
    let gate = Through { sockets: places.sockets(), places, account: caller.account.clone(), apart: OnceCell::new() };
    let server = Server::new(Arc::new(settings), Arc::new(gate), Clock::system());

    let (ours, theirs) = UnixStream::pair().map_err(broken)?;
    let (mut to, mut from) = (theirs.try_clone().map_err(broken)?, theirs);
    // Ends with the process when the client keeps its end open.
    thread::spawn(move || {
        let _ = carry(&mut io::stdin().lock(), &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let answers = thread::spawn(move || carry(&mut from, &mut io::stdout().lock()));
    ours.set_nonblocking(true).map_err(broken)?;
    let stream = tokio::net::UnixStream::from_std(ours).map_err(broken)?;
    let (_stop, stopping) = watch::channel(false);
    server.run_local(stream, stopping).await;
    // The last reply is on its way; a client that has gone needs none.
    let _ = task::spawn_blocking(move || answers.join()).await;
    Ok(0)
}

/// Copies at once what comes.
fn carry(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut block = [0; 16 * 1024];
    loop {
        match from.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(octets) => {
                to.write_all(&block[..octets])?;
                to.flush()?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Hands each message of the session over.
struct Through {
    places: Places,
    sockets: Vec<PathBuf>,
    account: String,
    apart: OnceCell<Apart>,
}

impl Gate for Through {
    async fn submit(&self, submission: Submission) -> Answer {
        let Origin { helo, protocol, .. } = submission.origin;
        let origin = Origin { peer: String::new(), helo, user: Some(self.account.clone()), protocol };
        let submission = Submission { door: Door::Sendmail, origin, ..submission };
        let (sockets, handed) = (self.sockets.clone(), submission.clone());
        match task::spawn_blocking(move || hand_over(&sockets, &handed)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(Unanswered::Nobody(tried))) => self.keep(submission, tried).await,
            Ok(Err(Unanswered::Unknown(socket, error))) => not_now(&submit::unknown(&socket, &error).message),
            Err(error) => not_now(&format!("internal error: {error}")),
        }
    }
}

impl Through {
    async fn keep(&self, submission: Submission, tried: Tried) -> Answer {
        match self.apart.get_or_try_init(async || submit::apart(&self.places, &tried)).await {
            Ok(apart) => apart.submit(submission).await,
            Err(failure) => not_now(&failure.message),
        }
    }
}

/// The client keeps the message.
fn not_now(words: &str) -> Answer {
    Answer::unkept(Reply::new(451, Enhanced(3, 0), words))
}
