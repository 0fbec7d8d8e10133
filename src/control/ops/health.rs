//! Whether the guard can do its work, and what it counts.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Ops;
use crate::app::failure::Failure;
use crate::deliver;
use crate::store::{Counter, Vitals};

/// An upstream that took a message so recently is not tried.
const RECENT: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

/// How long each part may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Of how many days the ask ratio is.
const RATIO_OVER: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// One part of the guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Whether it works.
    pub ok: bool,
    /// What was found, in words.
    pub why: String,
}

impl Part {
    fn works(why: impl Into<String>) -> Part {
        Part { ok: true, why: why.into() }
    }

    fn broken(why: impl Into<String>) -> Part {
        Part { ok: false, why: why.into() }
    }
}

/// Whether the guard can take mail and pass it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// Whether all parts work.
    pub ready: bool,
    /// The store can be written.
    pub store: Part,
    /// The rules are loaded.
    pub rules: Part,
    /// An upstream has taken a message just now, or answers.
    pub upstream: Part,
}

impl Readiness {
    /// Ready when all three are.
    pub fn of(store: Part, rules: Part, upstream: Part) -> Readiness {
        Readiness { ready: store.ok && rules.ok && upstream.ok, store, rules, upstream }
    }
}

/// What there is to measure.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What only grows.
    pub counters: Vec<Counter>,
    /// What waits.
    pub vitals: Vitals,
    /// How long the oldest hold has waited, in seconds; 0 when none does.
    pub oldest_held: f64,
    /// Holds per mail over the last seven days; `None` while there was no mail.
    pub ask_ratio: Option<f64>,
}

impl Ops {
    /// Whether the store can be written: it is, unless the last write succeeded just now.
    pub async fn store_part(&self) -> Part {
        match tokio::time::timeout(PATIENCE, self.store.answers()).await {
            Ok(Ok(())) => Part::works("it can be written"),
            Ok(Err(error)) => Part::broken(error.to_string()),
            Err(_) => Part::broken(format!("no answer within {} s", PATIENCE.as_secs())),
        }
    }

    /// Whether the rules are loaded.
    pub fn rules_part(&self) -> Part {
        match self.judge() {
            Ok(judge) => Part::works(format!("{} checks and rules", judge.rulebook.rules().len())),
            Err(failure) => Part::broken(failure.message),
        }
    }

    /// Whether an upstream has taken a message within five minutes; `None` when somebody has to look.
    pub async fn upstream_lately(&self) -> Option<Part> {
        if self.config.upstreams.is_empty() {
            return Some(Part::works("none is configured: what may leave waits in the queue"));
        }
        // A store that cannot be read has a part of its own.
        let last = self.store.last_success().await.ok().flatten()?;
        let ago = self.clock.now().duration_since(last);
        (ago < RECENT).then(|| Part::works(format!("took a message {} s ago", ago.as_secs().max(0))))
    }

    /// Tries the upstreams as delivery would, without sending anything; one that answers is enough.
    pub async fn try_upstreams(&self) -> Part {
        let mut silent = Vec::new();
        for upstream in &self.config.upstreams {
            let probe = deliver::probe(upstream, &self.config.smtp.hostname, &self.clock);
            match tokio::time::timeout(PATIENCE, probe).await {
                Ok(Ok(_)) => return Part::works(format!("{}:{} answers", upstream.host, upstream.port)),
                Ok(Err(error)) => silent.push(error.to_string()),
                Err(_) => silent.push(format!("{} does not answer within {} s", upstream.host, PATIENCE.as_secs())),
            }
        }
        Part::broken(silent.join("; "))
    }

    /// Everything that is measured. No part of it names an address, a subject or a person.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn measured(&self) -> Result<Measured, Failure> {
        let now = self.clock.now();
        let vitals = self.store.vitals().await?;
        let oldest_held = vitals.oldest_held.map_or(0.0, |since| now.duration_since(since).as_secs_f64().max(0.0));
        let since = now.checked_sub(RATIO_OVER).unwrap_or(now);
        let ask_ratio = self.store.ask_ratio(since).await?;
        Ok(Measured { counters: self.store.counters().await?, vitals, oldest_held, ask_ratio })
    }
}
