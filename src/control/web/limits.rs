//! How often something may be done: buckets of tokens that fill again with time, kept in memory and bounded. What is over
//! a limit gets 429 and is told when to come again (RFC 6585 §4); nothing is changed by it.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::base::Clock;

/// What a form or a request of a program may have at most, in octets: a thousand ticked addresses fit in.
pub(super) const BODY: usize = 256 * 1024;

/// What a form with a file may have at most: as much evidence as is kept at once, with what a form puts around it.
pub(super) const UPLOAD: usize = 26 << 20;

/// How many keys a limit remembers. Who comes when it is full shares one bucket with all others who do.
const KEYS: usize = 10_000;

/// How much may be done at once, and how long one more takes to become possible.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    burst: u32,
    every: Duration,
}

/// What somebody who is signed in sends: far more than hands can, far less than a loop.
const POSTS: Rate = Rate { burst: 240, every: Duration::from_millis(100) };
/// Tries to sign in that lead nowhere, and mails asked for, by peer.
const TRIES: Rate = Rate { burst: 20, every: Duration::from_secs(30) };
/// Mails with a link, by the address they go to.
const MAILS: Rate = Rate { burst: 3, every: Duration::from_secs(5 * 60) };
/// Journal lines about what was refused, by peer and over all: nobody fills the disk with them.
const LINES: Rate = Rate { burst: 60, every: Duration::from_secs(10) };
const ALL_LINES: Rate = Rate { burst: 1000, every: Duration::from_secs(1) };

/// All limits of the page.
#[derive(Debug)]
pub(super) struct Limits {
    /// By the digest of a session's secret.
    posts: Buckets<[u8; 32]>,
    /// By peer.
    tries: Buckets<IpAddr>,
    /// By the compared form of an address.
    mails: Buckets<String>,
    /// By peer, and by whether it would have changed something: who only looks hides nobody who acts.
    lines: Buckets<(IpAddr, bool)>,
    all_lines: Buckets<()>,
}

impl Limits {
    /// None of them touched yet.
    pub(super) fn new(clock: &Clock) -> Limits {
        Limits {
            posts: Buckets::new(POSTS, clock),
            tries: Buckets::new(TRIES, clock),
            mails: Buckets::new(MAILS, clock),
            lines: Buckets::new(LINES, clock),
            all_lines: Buckets::new(ALL_LINES, clock),
        }
    }

    /// Something that changes something, in the session of this digest.
    ///
    /// # Errors
    /// How long to wait.
    pub(super) fn post(&self, session: [u8; 32]) -> Result<(), Duration> {
        self.posts.take(session)
    }

    /// A try to sign in from `peer`.
    ///
    /// # Errors
    /// How long to wait.
    pub(super) fn sign_in(&self, peer: IpAddr) -> Result<(), Duration> {
        self.tries.take(peer)
    }

    /// The try has led somewhere, so it was no guess.
    pub(super) fn signed_in(&self, peer: IpAddr) {
        self.tries.give_back(&peer);
    }

    /// Whether one more link may be mailed to the address with this key.
    pub(super) fn may_mail(&self, key: &str) -> bool {
        self.mails.take(key.to_owned()).is_ok()
    }

    /// Whether one more refusal of `peer` is worth a line; `acts` = it would have changed something.
    pub(super) fn is_worth_a_line(&self, peer: IpAddr, acts: bool) -> bool {
        self.lines.take((peer, acts)).is_ok() && self.all_lines.take(()).is_ok()
    }
}

/// The answer to what is over a limit.
pub(super) fn too_many(wait: Duration) -> Response {
    let seconds = wait.as_secs().max(1);
    let words = format!("Too much at once: nothing was changed. Try again in {seconds} s.\n");
    let mut response = (StatusCode::TOO_MANY_REQUESTS, words).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// A bucket for each key.
#[derive(Debug)]
struct Buckets<K> {
    rate: Rate,
    clock: Clock,
    most: usize,
    filled: Mutex<Filled<K>>,
}

/// For each key when its bucket will be full again, as time elapsed; a full bucket needs no entry.
#[derive(Debug)]
struct Filled<K> {
    full_at: HashMap<K, Duration>,
    /// The bucket of all who found no room.
    rest: Duration,
}

impl<K: Eq + Hash> Buckets<K> {
    fn new(rate: Rate, clock: &Clock) -> Buckets<K> {
        let filled = Mutex::new(Filled { full_at: HashMap::new(), rest: Duration::ZERO });
        Buckets { rate, clock: clock.clone(), most: KEYS, filled }
    }

    /// Takes one out of the bucket of `key`; else says how long it is empty.
    fn take(&self, key: K) -> Result<(), Duration> {
        let now = self.clock.elapsed();
        let mut filled = self.filled.lock().unwrap_or_else(PoisonError::into_inner);
        let Filled { full_at, rest } = &mut *filled;
        if full_at.len() >= self.most && !full_at.contains_key(&key) {
            full_at.retain(|_, full| *full > now);
        }
        let full = match full_at.len() < self.most || full_at.contains_key(&key) {
            true => full_at.entry(key).or_default(),
            false => rest,
        };
        let later = (*full).max(now) + self.rate.every;
        let latest = now + self.rate.every * self.rate.burst;
        if later > latest {
            return Err(later - latest);
        }
        *full = later;
        Ok(())
    }

    fn give_back(&self, key: &K) {
        let mut filled = self.filled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full) = filled.full_at.get_mut(key) {
            *full = full.saturating_sub(self.rate.every);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, every: Duration::from_secs(10) };

    fn buckets(clock: &Clock, most: usize) -> Buckets<u32> {
        Buckets { most, ..Buckets::new(RATE, clock) }
    }

    fn clock() -> Clock {
        Clock::manual("2026-11-20T10:00:00Z".parse().unwrap())
    }

    fn pass(clock: &Clock, seconds: i64) {
        clock.advance(jiff::SignedDuration::from_secs(seconds));
    }

    #[test]
    fn a_burst_and_then_one_in_each_interval() {
        let clock = clock();
        let buckets = buckets(&clock, 10);
        assert_eq!([1, 1, 1].map(|key| buckets.take(key)), [Ok(()); 3]);
        assert_eq!(buckets.take(1), Err(Duration::from_secs(10)));
        assert_eq!(buckets.take(2), Ok(()), "another's is another's");
        pass(&clock, 4);
        assert_eq!(buckets.take(1), Err(Duration::from_secs(6)));
        pass(&clock, 6);
        assert_eq!((buckets.take(1), buckets.take(1).is_err()), (Ok(()), true));
        pass(&clock, 3600);
        assert_eq!([1, 1, 1].map(|key| buckets.take(key)), [Ok(()); 3], "and no more than a burst is saved");
        assert!(buckets.take(1).is_err());
    }

    #[test]
    fn what_is_given_back_may_be_taken_again() {
        let clock = clock();
        let buckets = buckets(&clock, 10);
        for _ in 0..20 {
            assert_eq!(buckets.take(1), Ok(()));
            buckets.give_back(&1);
        }
        buckets.give_back(&2);
        assert_eq!([1, 1, 1].map(|key| buckets.take(key)), [Ok(()); 3]);
        assert!(buckets.take(1).is_err(), "nothing is gained by it");
    }

    #[test]
    fn many_keys_take_no_more_room_and_no_less_patience() {
        let clock = clock();
        let buckets = buckets(&clock, 100);
        let taken = (0..1000).filter(|key| buckets.take(*key).is_ok()).count();
        assert_eq!(taken, 100 + 3, "those without room share one bucket");
        assert_eq!(buckets.filled.lock().unwrap().full_at.len(), 100);
        assert_eq!(buckets.take(5), Ok(()), "who has a bucket keeps it");
        pass(&clock, 60);
        assert_eq!(buckets.take(5000), Ok(()));
        assert_eq!(buckets.filled.lock().unwrap().full_at.len(), 1, "full buckets are forgotten when room is needed");
    }

    #[test]
    fn setting_the_wall_clock_changes_nothing() {
        let clock = clock();
        let buckets = buckets(&clock, 10);
        assert_eq!([1, 1, 1].map(|key| buckets.take(key)), [Ok(()); 3]);
        clock.jump(jiff::SignedDuration::from_hours(24));
        assert!(buckets.take(1).is_err());
    }
}
