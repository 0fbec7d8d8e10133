//! The only reader of the system clock, so that delays, deadlines and retries are tested in microseconds.

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells what time it is; cloned into whatever needs the time.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<Hands>),
}

/// A manual clock's two readings, in milliseconds.
struct Hands {
    wall: AtomicI64,
    elapsed: AtomicU64,
}

/// What the elapsed time of this process is counted from.
static BEGIN: OnceLock<Instant> = OnceLock::new();

impl Clock {
    /// The system's wall clock.
    pub fn system() -> Clock {
        Clock(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it; for tests.
    pub fn manual(start: Timestamp) -> Clock {
        Clock(Source::Manual(Arc::new(Hands {
            wall: AtomicI64::new(start.as_millisecond()),
            elapsed: AtomicU64::new(0),
        })))
    }

    /// The current instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::Manual(hands) => {
                Timestamp::from_millisecond(hands.wall.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }

    /// Time passed since some moment of this process, for waits that no setting of the wall clock may shorten. It never
    /// goes back; whether it runs while the machine sleeps is the system's choice (Linux: it does not).
    pub fn elapsed(&self) -> Duration {
        match &self.0 {
            Source::System => BEGIN.get_or_init(Instant::now).elapsed(),
            Source::Manual(hands) => Duration::from_millis(hands.elapsed.load(Ordering::SeqCst)),
        }
    }

    /// Lets `by` pass on a manual clock; the system's clock stays as it is.
    pub fn advance(&self, by: jiff::SignedDuration) {
        if let Source::Manual(hands) = &self.0 {
            hands.elapsed.fetch_add(u64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
            self.jump(by);
        }
    }

    /// Sets a manual clock's wall time by `by` (negative: back) without any time passing, as somebody who corrects the
    /// machine's clock does; the system's clock stays as it is.
    pub fn jump(&self, by: jiff::SignedDuration) {
        if let Source::Manual(hands) = &self.0 {
            hands.wall.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::System => "Clock(system)",
            Source::Manual(_) => "Clock(manual)",
        })
    }
}
