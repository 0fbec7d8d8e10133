//! Places where a test may kill the process, to prove that nothing is lost or sent twice whenever it dies.
//!
//! Each point is named after the step that was just done (before `X1` and `R11` nothing is recorded yet):
//!
//! - accepting: A1 connected, A2 MAIL, A3 RCPT, A4 354 sent, A5 in the data, A6 dot read, A7 rows written, A9 before the
//!   commit, A10 committed, A11 reply written. Syncing and committing are one step of the database, so there is no A8;
//!   A12, the reply read, is the client's.
//! - judging: J1 message there, J2 verdict computed, J3 stored, J4 notice queued; it is sent as any other message.
//! - releasing: R1 request read, R2 decision committed, R3 answer printed, R4 delivery begun, R5 connected, R6 MAIL,
//!   R7 some RCPT, R8 354 read, R9 attempt committed, R10 dot sent, R11 upstream's reply read, R12 outcome committed,
//!   R13 bytes forgotten.
//! - cancelling, expiry, end of an undo window: X1 before, X2 committed, X3 told.
//! - the watched folder: O1 files claimed, O2 kept and answered, O3 one of them moved; of an mbox O4 copied, O5 cut; O6 msmtp's
//!   queue locked.
//! - upkeep: U1 migration, U5 reload.

/// Aborts the process here when `OUTGUARD_KILL_AT` names `point` (`point` or `point:n` for the n-th passage).
/// Compiled into builds with debug assertions only; a release build has no such hook.
#[inline]
pub fn reached(point: &str) {
    #[cfg(debug_assertions)]
    armed::reached(point);
    #[cfg(not(debug_assertions))]
    let _ = point;
}

/// Whether this process is to die at a point. A command line that is works on the store itself, daemon or not: the points
/// are where the decision is made. Always false in a release build.
pub fn is_armed() -> bool {
    #[cfg(debug_assertions)]
    return armed::target().is_some();
    #[cfg(not(debug_assertions))]
    false
}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static TARGET: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSAGES: AtomicU32 = AtomicU32::new(0);

    pub(super) fn target() -> &'static Option<(String, u32)> {
        TARGET.get_or_init(|| {
            let wanted = std::env::var("OUTGUARD_KILL_AT").ok().filter(|wanted| !wanted.is_empty())?;
            let (name, nth) = wanted.split_once(':').unwrap_or((&wanted, "1"));
            Some((name.to_owned(), nth.parse().unwrap_or(1)))
        })
    }

    pub(super) fn reached(point: &str) {
        if let Some((name, nth)) = target()
            && name == point
            && PASSAGES.fetch_add(1, Ordering::SeqCst) + 1 == *nth
        {
            std::process::abort();
        }
    }
}
