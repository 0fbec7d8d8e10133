//! Work measured in the thread's own processor time, which other work on the machine does not change.

use std::time::Duration;

/// The processor time this thread has used (`/proc/thread-self/schedstat`, its first number, in nanoseconds). The kernel
/// counts it at its clock ticks, so it is good to some milliseconds.
fn used() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
}

/// The processor time that `work` takes, and what it returns.
pub fn of<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = used();
    let result = work();
    (used() - before, result)
}

/// More than anything linear needs for a megabyte in a debug build, and far less than anything quadratic does.
pub const BOUNDED: Duration = Duration::from_secs(5);
