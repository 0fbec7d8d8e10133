//! Places where a test may kill the process, to prove that nothing is lost or sent twice whenever it dies.

/// Aborts the process here when `OUTGUARD_KILL_AT` names `point` (`point` or `point:n` for the n-th passage).
/// Compiled into builds with debug assertions only; a release build has no such hook.
#[inline]
pub fn reached(point: &str) {
    #[cfg(debug_assertions)]
    armed::reached(point);
    #[cfg(not(debug_assertions))]
    let _ = point;
}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static TARGET: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSAGES: AtomicU32 = AtomicU32::new(0);

    pub(super) fn reached(point: &str) {
        let target = TARGET.get_or_init(|| {
            let wanted = std::env::var("OUTGUARD_KILL_AT").ok()?;
            let (name, nth) = wanted.split_once(':').unwrap_or((&wanted, "1"));
            Some((name.to_owned(), nth.parse().unwrap_or(1)))
        });
        if let Some((name, nth)) = target
            && name == point
            && PASSAGES.fetch_add(1, Ordering::SeqCst) + 1 == *nth
        {
            std::process::abort();
        }
    }
}
