//! The parent's side: processes that wait for files, and files that wait for a process.

use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use super::child::Child;
use super::frame::Landlock;
use super::keeper::{self, Requests};
use super::{MESSAGE, Settings};
use crate::files::{Contents, Job, Reader, UnreadKind, sniff};

/// How long a process may take to start and shut itself in, also on a machine that has much else to do.
const START: Duration = Duration::from_secs(10);

/// That no process can be started is told at most so often.
const TELL_AGAIN: Duration = Duration::from_secs(60);

/// Reads files in processes of their own; see the [module](super). No process runs before the first file, and none after
/// the pool is dropped. It waits, so it must be called where waiting is allowed.
#[derive(Debug)]
pub struct Pool {
    places: Arc<Places>,
    keeper: Mutex<Option<Requests>>,
    told: Mutex<Option<Instant>>,
    told_landlock: AtomicBool,
}

/// Who waits for files.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) settings: Settings,
    most: usize,
    state: Mutex<State>,
    free: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Child>,
    /// Places that are taken: a process reads there, or is being started.
    busy: usize,
}

/// Why a file was not read.
#[derive(Debug)]
enum Failure {
    /// No place became free in time.
    Busy,
    /// No process could be started.
    Start,
    /// The process that read it was lost.
    Lost(io::Error),
}

impl Pool {
    /// A pool that reads as `settings` say.
    pub fn new(settings: Settings) -> Pool {
        let most = settings.places();
        let places = Places { settings, most, state: Mutex::default(), free: Condvar::new() };
        let (keeper, told, told_landlock) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        Pool { places: Arc::new(places), keeper, told, told_landlock }
    }

    /// Starts one process as for a file, and lets it go.
    ///
    /// # Errors
    /// Why none can be started.
    pub fn try_one(&self) -> io::Result<()> {
        self.start().map(drop)
    }

    fn read_one(&self, job: &Job<'_>, until: Instant) -> Contents {
        self.attempt(job, until).unwrap_or_else(|failure| {
            let words = failure.words(self.places.settings.time);
            tracing::info!(kind = ?sniff(job), octets = job.octets.len(), "a file was not read: {words}");
            Contents::unread(sniff(job), UnreadKind::Reader, &words)
        })
    }

    fn attempt(&self, job: &Job<'_>, until: Instant) -> Result<Contents, Failure> {
        let mut place = self.places.take(until).ok_or(Failure::Busy)?;
        let mut child = match place.child.take() {
            Some(child) => child,
            None => self.start().map_err(|error| self.not_started(&error))?,
        };
        let settings = &self.places.settings;
        let until = until.min(Instant::now() + settings.time);
        let contents = child.read(job, &settings.limits, until).map_err(Failure::Lost)?;
        place.child = Some(child);
        Ok(contents)
    }

    fn start(&self) -> io::Result<Child> {
        let until = Instant::now() + START;
        let (answer, started) = mpsc::sync_channel(1);
        {
            let mut keeper = locked(&self.keeper);
            let requests = match keeper.take() {
                Some(requests) => requests,
                None => keeper::start(Arc::clone(&self.places))?,
            };
            let asked = requests.send(answer);
            *keeper = asked.is_ok().then_some(requests);
        }
        let left = until.saturating_duration_since(Instant::now());
        let mut child = started.recv_timeout(left).map_err(|_| io::Error::from(ErrorKind::TimedOut))??;
        let landlock = child.greeted(until)?;
        if landlock != Landlock::Full && !self.told_landlock.swap(true, Ordering::Relaxed) {
            tracing::warn!(?landlock, "this kernel keeps files and network away from readers by seccomp only");
        }
        Ok(child)
    }

    fn not_started(&self, error: &io::Error) -> Failure {
        let mut told = locked(&self.told);
        if told.is_none_or(|told| told.elapsed() >= TELL_AGAIN) {
            *told = Some(Instant::now());
            let program = self.places.settings.program.display();
            tracing::error!(%error, "no reader can be started from {program}: attachments count as unreadable");
        }
        Failure::Start
    }
}

impl Reader for Pool {
    fn read(&self, jobs: &[Job<'_>]) -> Vec<Contents> {
        let until = Instant::now() + self.places.settings.time.saturating_mul(MESSAGE);
        jobs.iter().map(|job| self.read_one(job, until)).collect()
    }
}

impl Failure {
    /// What a person is told.
    fn words(&self, time: Duration) -> String {
        match self {
            Failure::Busy => "no reader was free in time".to_owned(),
            Failure::Start => "no reader could be started".to_owned(),
            Failure::Lost(error) => match error.kind() {
                ErrorKind::TimedOut => format!("reading it took longer than {time:?}"),
                ErrorKind::InvalidData => "the reader's answer made no sense".to_owned(),
                _ => "the reader died of it".to_owned(),
            },
        }
    }
}

impl Places {
    /// A place, with a process if one waits there; `None` when none is free before `until`.
    fn take(&self, until: Instant) -> Option<Place<'_>> {
        let mut state = locked(&self.state);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            // The one that was used last: its memory is warm, and the others may go.
            while let Some(mut child) = state.idle.pop() {
                if child.is_fit() {
                    state.busy += 1;
                    return Some(Place { places: self, child: Some(child) });
                }
            }
            if state.busy < self.most {
                state.busy += 1;
                return Some(Place { places: self, child: None });
            }
            state = self.free.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends the processes that have idled so long.
    pub(super) fn let_go(&self, after: Duration) {
        let mut state = locked(&self.state);
        let idle = std::mem::take(&mut state.idle);
        let (old, young): (Vec<Child>, Vec<Child>) = idle.into_iter().partition(|child| child.idle.elapsed() >= after);
        state.idle = young;
        drop(state);
        // They end outside the lock: nobody who has a file waits for that.
        drop(old);
    }
}

/// A place that is taken until it is dropped; a process that is in it then waits for the next file.
struct Place<'a> {
    places: &'a Places,
    child: Option<Child>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        // One that is not fit ends here, before anybody waits for the lock.
        let fit = self.child.take().and_then(|mut child| child.is_fit().then_some(child));
        let mut state = locked(&self.places.state);
        state.idle.extend(fit);
        state.busy -= 1;
        drop(state);
        self.places.free.notify_one();
    }
}

/// What a lock guards here is whole between two statements, so a panic elsewhere has broken nothing.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::super::frame::{self, Answer, Hello};
    use super::*;

    /// A program that greets and answers the first question before it is asked.
    fn stand_in(folder: &Path) -> Settings {
        let mut octets = Vec::new();
        frame::write(&mut octets, &Hello::Ready { landlock: Landlock::Full }, &[]).unwrap();
        let contents = Contents { text: "read".into(), ..Contents::default() };
        frame::write(&mut octets, &Answer { number: 1 }, &serde_json::to_vec(&contents).unwrap()).unwrap();
        let (said, program) = (folder.join("said"), folder.join("program"));
        fs::write(&said, octets).unwrap();
        fs::write(&program, format!("#!/bin/sh\ncat {} >&0\nexec sleep 60\n", said.display())).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Settings { program, processes: 1, ..Settings::default() }
    }

    const JOB: Job = Job { name: "", media_type: "", charset: None, octets: b"x" };

    #[test]
    fn who_idles_is_let_go_and_only_then() {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::new(stand_in(folder.path()));
        assert_eq!(pool.read(&[JOB])[0].text, "read");
        let waiting = || locked(&pool.places.state).idle.len();
        pool.places.let_go(keeper::IDLE);
        assert_eq!(waiting(), 1);
        pool.places.let_go(Duration::ZERO);
        assert_eq!((waiting(), locked(&pool.places.state).busy), (0, 0));
    }

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
            locked(&self.0).write(octets)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn that_no_reader_can_be_started_is_told_once_and_not_for_each_file() {
        let page = Page::default();
        let out = page.clone();
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(move || out.clone());
        tracing::subscriber::with_default(log.finish(), || {
            let pool = Pool::new(Settings { program: "/nonexistent".into(), ..Settings::default() });
            assert_eq!(pool.read(&[JOB; 20]).len(), 20);
        });
        let text = String::from_utf8(locked(&page.0).clone()).unwrap();
        assert_eq!(text.matches("no reader can be started from /nonexistent").count(), 1, "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}
