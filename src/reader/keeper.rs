//! The thread that starts the reader processes. The kernel kills a process with the thread that started it, and threads of
//! a runtime end when they have nothing to do; this one lives as long as the pool. It also lets go who idles.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::time::Duration;

use super::child::Child;
use super::pool::Places;

/// A process that has idled so long is let go, and its memory with it.
pub(super) const IDLE: Duration = Duration::from_secs(60);

/// How often the keeper looks who idles.
const LOOK: Duration = Duration::from_secs(15);

/// Asks the keeper for one more process.
pub(super) type Requests = mpsc::Sender<SyncSender<io::Result<Child>>>;

/// Starts the thread; it ends when the answer is dropped.
///
/// # Errors
/// When this process may have no further thread.
pub(super) fn start(places: Arc<Places>) -> io::Result<Requests> {
    let (requests, asked) = mpsc::channel::<SyncSender<io::Result<Child>>>();
    let keep = move || {
        loop {
            match asked.recv_timeout(LOOK) {
                // Who asked may have given up; the process is then dropped, which ends it.
                Ok(answer) => drop(answer.send(Child::start(&places.settings))),
                Err(RecvTimeoutError::Timeout) => places.let_go(IDLE),
                Err(RecvTimeoutError::Disconnected) => return places.let_go(Duration::ZERO),
            }
        }
    };
    std::thread::Builder::new().name("reader-keeper".into()).spawn(keep)?;
    Ok(requests)
}
