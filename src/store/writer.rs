//! The one writer: a thread that takes jobs from a channel and commits all that are waiting as one group, so that many
//! holds share one fsync. A job's caller hears of it only when the commit is on disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc;
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::StoreError;
use crate::base::killpoint;

/// Most jobs in one group; bounds how long the first of them waits.
const GROUP: usize = 256;

/// Jobs that may wait; past it callers wait too.
const BACKLOG: usize = 4096;

type Finish = Box<dyn FnOnce(Option<&StoreError>) + Send>;

/// Given the reason why nothing can be written, a job only passes it on to its caller.
type Job = Box<dyn FnOnce(Result<&Connection, &StoreError>) -> (Finish, Ran) + Send>;

/// A job, and whether it shares a transaction with others.
enum Work {
    Shared(Job),
    /// What must not be in a transaction, such as writing the database anew.
    Alone(Job),
}

/// How a job ran inside its savepoint.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ran {
    /// Done.
    Well,
    /// Refused on its own account, such as a change somebody else has made first.
    Refused,
    /// The disk refused it.
    Broken,
}

/// Whether the store can be written. It is not once the thread has ended, whatever ended it.
#[derive(Clone, Default)]
pub(super) struct Health(Arc<AtomicU8>);

/// Says so when the thread ends.
struct EndsWithThread(Health);

impl Drop for EndsWithThread {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

const USABLE: u8 = 0;
const UNUSABLE: u8 = 1;

impl Health {
    pub(super) fn is_usable(&self) -> bool {
        self.0.load(Ordering::SeqCst) == USABLE
    }

    fn set(&self, usable: bool) {
        self.0.store(if usable { USABLE } else { UNUSABLE }, Ordering::SeqCst);
    }
}

/// The sending end: cheap to clone; the thread ends when the last one is gone.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::SyncSender<Work>,
    health: Health,
}

impl Writer {
    /// Starts the thread that owns `connection`.
    pub(super) fn start(connection: Connection) -> Result<Writer, StoreError> {
        let (jobs, inbox) = mpsc::sync_channel::<Work>(BACKLOG);
        let health = Health::default();
        let reported = health.clone();
        thread::Builder::new()
            .name("store".into())
            .spawn(move || run(&connection, &inbox, &EndsWithThread(reported).0))
            .map_err(|e| StoreError::Thread(e.to_string()))?;
        Ok(Writer { jobs, health })
    }

    pub(super) fn health(&self) -> &Health {
        &self.health
    }

    /// Runs `change` in the next group; the answer comes when it is committed.
    pub(super) async fn write<R, F>(&self, change: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: FnOnce(&Connection) -> Result<R, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(Work::Shared(job(change, move |result| drop(answer.send(result))))).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Runs `change` outside any transaction, when the group before it is committed.
    pub(super) async fn alone<R, F>(&self, change: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: FnOnce(&Connection) -> Result<R, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(Work::Alone(job(change, move |result| drop(answer.send(result))))).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// A full backlog means the disk is behind: this waits without blocking the runtime.
    async fn send(&self, mut work: Work) -> Result<(), StoreError> {
        loop {
            match self.jobs.try_send(work) {
                Ok(()) => return Ok(()),
                Err(mpsc::TrySendError::Full(back)) => {
                    work = back;
                    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                }
                Err(mpsc::TrySendError::Disconnected(_)) => return Err(StoreError::Closed),
            }
        }
    }
}

fn job<R, F, A>(change: F, answer: A) -> Job
where
    R: Send + 'static,
    F: FnOnce(&Connection) -> Result<R, StoreError> + Send + 'static,
    A: FnOnce(Result<R, StoreError>) + Send + 'static,
{
    Box::new(move |usable| {
        let result = usable.map_err(Clone::clone).and_then(change);
        let ran = match &result {
            Ok(_) => Ran::Well,
            Err(StoreError::Database { .. } | StoreError::Unsynced { .. }) => Ran::Broken,
            Err(_) => Ran::Refused,
        };
        let finish: Finish = Box::new(move |failed| {
            answer(match failed {
                None => result,
                Some(error) => Err(error.clone()),
            });
        });
        (finish, ran)
    })
}

fn run(connection: &Connection, inbox: &mpsc::Receiver<Work>, health: &Health) {
    let (mut unsynced, mut next) = (None, None);
    while let Some(work) = next.take().or_else(|| inbox.recv().ok()) {
        let first = match (work, &unsynced) {
            (Work::Shared(job) | Work::Alone(job), Some(error)) => {
                job(Err(error)).0(None);
                continue;
            }
            (Work::Alone(job), None) => {
                job(Ok(connection)).0(None);
                continue;
            }
            (Work::Shared(job), None) => job,
        };
        let mut finishes = Vec::new();
        let outcome = group(connection, first, inbox, &mut finishes, &mut next);
        match &outcome {
            Ok(broken) => health.set(!broken),
            Err(error) => {
                // A broken transaction must not linger; rolling back what is already rolled back is harmless.
                let _ = connection.execute_batch("ROLLBACK");
                tracing::error!(%error, "the store could not be written; mail waits");
                health.set(false);
                unsynced = matches!(error, StoreError::Unsynced { .. }).then(|| error.clone());
            }
        }
        for finish in finishes {
            finish(outcome.as_ref().err());
        }
    }
}

/// One transaction: each job inside its own savepoint, so that one that fails takes nothing of the others with it. The
/// answer is whether the disk refused any of them. What comes and must be alone ends the group, and is `left` for later.
fn group(
    connection: &Connection,
    first: Job,
    inbox: &mpsc::Receiver<Work>,
    finishes: &mut Vec<Finish>,
    left: &mut Option<Work>,
) -> Result<bool, StoreError> {
    let mut next = Some(first);
    let mut broken = false;
    let mut begun = connection.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from);
    while let Some(job) = next {
        // Even when nothing can be written every waiting caller must hear of it, and of why.
        match &begun {
            Ok(()) => begun = in_savepoint(connection, job, finishes).map(|ran| broken |= ran == Ran::Broken),
            Err(error) => finishes.push(job(Err(error)).0),
        }
        let coming = if finishes.len() < GROUP { inbox.try_recv().ok() } else { None };
        next = match coming {
            Some(Work::Shared(job)) => Some(job),
            alone => {
                *left = alone;
                None
            }
        };
    }
    begun?;
    killpoint::reached("A9");
    connection.execute_batch("COMMIT")?;
    killpoint::reached("A10");
    Ok(broken)
}

fn in_savepoint(connection: &Connection, job: Job, finishes: &mut Vec<Finish>) -> Result<Ran, StoreError> {
    let begun = connection.prepare_cached("SAVEPOINT job").and_then(|mut begin| begin.execute([]));
    if let Err(error) = begun.map_err(StoreError::from) {
        finishes.push(job(Err(&error)).0);
        return Err(error);
    }
    let (finish, ran) = job(Ok(connection));
    finishes.push(finish);
    killpoint::reached("A7");
    if ran != Ran::Well {
        connection.execute_batch("ROLLBACK TO job")?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    Ok(ran)
}
