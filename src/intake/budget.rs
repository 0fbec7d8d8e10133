//! Octets of message data in memory, over all sessions together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is left for all sessions.
#[derive(Clone, Debug)]
pub struct Budget(Arc<AtomicUsize>);

/// What one message has taken from the budget; given back when dropped.
#[derive(Debug)]
pub struct Share {
    budget: Budget,
    taken: usize,
}

impl Budget {
    /// A budget of `octets`.
    pub fn new(octets: usize) -> Budget {
        Budget(Arc::new(AtomicUsize::new(octets)))
    }

    /// A share of nothing, to grow as a message comes in.
    pub fn share(&self) -> Share {
        Share { budget: self.clone(), taken: 0 }
    }
}

impl Share {
    /// Makes the share at least `octets` large; `false` when the budget does not allow it.
    #[must_use]
    pub fn grow_to(&mut self, octets: usize) -> bool {
        let more = octets.saturating_sub(self.taken);
        let left = |left: usize| left.checked_sub(more);
        let taken = self.budget.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok();
        self.taken += if taken { more } else { 0 };
        taken
    }

    /// Gives everything back.
    pub fn release(&mut self) {
        self.budget.0.fetch_add(std::mem::take(&mut self.taken), Ordering::Relaxed);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.release();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_together_never_exceed_the_budget() {
        let budget = Budget::new(100);
        let (mut a, mut b) = (budget.share(), budget.share());
        assert!(a.grow_to(60) && b.grow_to(40) && a.grow_to(10));
        assert!(!b.grow_to(41));
        drop(a);
        assert!(b.grow_to(100));
    }
}
