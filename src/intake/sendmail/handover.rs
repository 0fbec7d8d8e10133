//! The command's side of the socket: the first daemon that answers gets the message.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::wire::{self, Head, Spoken};
use crate::intake::Answer;
use crate::message::Submission;

/// How long the daemon may take to answer: it may be waiting for an upstream that is.
const PATIENCE: Duration = Duration::from_secs(45 * 60);

/// The sockets at which no daemon answers, each with why.
pub type Tried = Vec<(PathBuf, io::Error)>;

/// Why no daemon has the message.
#[derive(Debug)]
pub enum Unanswered {
    /// No daemon answers at any of these sockets; nobody has the message.
    Nobody(Tried),
    /// A daemon has read the message and did not answer: nobody knows whether it has kept it.
    Unknown(PathBuf, io::Error),
}

/// Hands `submission` to the first of `sockets` at which a daemon answers.
///
/// # Errors
/// [`Unanswered`].
pub fn hand_over(sockets: &[PathBuf], submission: &Submission) -> Result<Answer, Unanswered> {
    let mut tried = Vec::new();
    for socket in sockets {
        match at(socket, submission) {
            Ok(answer) => return Ok(answer),
            Err(Cut::Before(error)) => tried.push((socket.clone(), error)),
            Err(Cut::After(error)) => return Err(Unanswered::Unknown(socket.clone(), error)),
        }
    }
    Err(Unanswered::Nobody(tried))
}

/// Where the connection broke.
enum Cut {
    /// Before the daemon could have read the whole message: it has kept nothing.
    Before(io::Error),
    /// Afterwards.
    After(io::Error),
}

fn at(socket: &Path, submission: &Submission) -> Result<Answer, Cut> {
    let mut stream = UnixStream::connect(socket).map_err(Cut::Before)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(Cut::Before)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(Cut::Before)?;
    let head = wire::framed(&Head {
        version: wire::VERSION,
        envelope: submission.envelope.clone(),
        spoken: Spoken { helo: submission.origin.helo.clone(), protocol: submission.origin.protocol.clone() },
        size: submission.message.len() as u64,
    });
    let sent = head.and_then(|head| {
        stream.write_all(&head)?;
        stream.write_all(&submission.message)
    });
    // A daemon that refuses does not read to the end, but says why.
    match (wire::read::<Answer>(&mut stream, wire::MOST_ANSWER), sent) {
        (Ok(answer), _) => Ok(answer),
        (Err(_), Err(error)) => Err(Cut::Before(error)),
        (Err(error), Ok(())) => Err(Cut::After(error)),
    }
}
