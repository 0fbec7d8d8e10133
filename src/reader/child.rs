//! One reader process, as its parent holds it.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::frame::{self, Answer, Hello, Landlock, MOST_ANSWER, Question};
use super::{ARGUMENT, Settings};
use crate::files::{Contents, Job, Limits};

/// Files one process reads; then another takes its place, and whatever the first had become of them is gone.
pub(super) const JOBS: u32 = 100;

/// Octets of the child's first words: a sentence.
const MOST_GREETING: usize = 4096;

/// A process that reads; it is killed and waited for when it is dropped.
#[derive(Debug)]
pub(super) struct Child {
    process: std::process::Child,
    wire: UnixStream,
    jobs: u32,
    /// Since when it does nothing.
    pub(super) idle: Instant,
}

impl Child {
    /// Starts a process that shares nothing with this one but the ends of a socket: no environment, no folder, no
    /// descriptor. It is killed when the thread that calls this ends (`PR_SET_PDEATHSIG`), so that must be one that stays.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub(super) fn start(settings: &Settings) -> io::Result<Child> {
        let (wire, theirs) = UnixStream::pair()?;
        // Processor time cannot exceed what the files may take together: this ends a process nobody watches any more.
        let seconds = settings.time.saturating_mul(JOBS).as_secs() + 1;
        let process = Command::new(&settings.program)
            .arg0("outguard")
            .arg(ARGUMENT)
            .args([settings.memory.to_string(), seconds.to_string()])
            .env_clear()
            .current_dir("/")
            // Ctrl-C is for the program, which may still have a message to judge.
            .process_group(0)
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Child { process, wire, jobs: 0, idle: Instant::now() })
    }

    /// Waits until it has shut itself in.
    ///
    /// # Errors
    /// When it says nothing before `until`, ends, or could not shut itself in.
    pub(super) fn greeted(&mut self, until: Instant) -> io::Result<Landlock> {
        match frame::read(&mut Timed { wire: &self.wire, until }, MOST_GREETING)? {
            Some((Hello::Ready { landlock }, _)) => Ok(landlock),
            Some((Hello::Refused(why), _)) => Err(io::Error::other(why)),
            None => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Has it read one file. After an error it must not be used again.
    ///
    /// # Errors
    /// `TimedOut` when there is no answer at `until`, `InvalidData` when it makes no sense, anything else when the process
    /// has died.
    pub(super) fn read(&mut self, job: &Job<'_>, limits: &Limits, until: Instant) -> io::Result<Contents> {
        self.jobs += 1;
        let number = u64::from(self.jobs);
        let question = Question {
            number,
            name: Cow::Borrowed(job.name),
            media_type: Cow::Borrowed(job.media_type),
            charset: job.charset.map(Cow::Borrowed),
            limits: *limits,
        };
        let mut wire = Timed { wire: &self.wire, until };
        frame::write(&mut wire, &question, job.octets)?;
        let Some((answer, body)) = frame::read::<Answer>(&mut wire, MOST_ANSWER)? else {
            return Err(ErrorKind::UnexpectedEof.into());
        };
        if answer.number != number {
            return Err(io::Error::new(ErrorKind::InvalidData, "the answer to another question"));
        }
        let contents = serde_json::from_slice(&body)?;
        self.idle = Instant::now();
        Ok(contents)
    }

    /// Whether it may be given another file.
    pub(super) fn is_fit(&mut self) -> bool {
        self.jobs < JOBS && matches!(self.process.try_wait(), Ok(None))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It has nothing to put in order, and after SIGKILL the wait is short.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The socket to a child, for reading and writing until a moment.
struct Timed<'a> {
    wire: &'a UnixStream,
    until: Instant,
}

impl Timed<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

/// A socket tells by `WouldBlock` that its time is over.
fn timed<T>(result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| if error.kind() == ErrorKind::WouldBlock { ErrorKind::TimedOut.into() } else { error })
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wire.set_read_timeout(self.left()?)?;
        timed(self.wire.read(buffer))
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.wire.set_write_timeout(self.left()?)?;
        timed(self.wire.write(octets))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
