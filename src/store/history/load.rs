//! From disk into memory: what is known of a sender, and their past made of its traces.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, params};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::super::{Store, StoreError, contacts, entry, fingerprint, footers, quiet};
use super::cache::Slot;
use super::learn::known;
use super::{HistoryKey, Learning};
use crate::base::Address;
use crate::people::history::{Heard, MOST_SCORES, Met, RANKING, Trace, inside};
use crate::people::{History, Past, PastUnread};

/// How long a message waits for a past that is not in memory. The guard then judges it without, and says so; the next one is
/// judged with it. Clients wait for ten minutes (RFC 5321 §4.5.3.2.6), people do not.
const PATIENCE: Duration = Duration::from_secs(10);

/// Scores that are kept in one transaction, as soon as there are so many.
const SCORES: usize = 500;

/// A past, and what it was made of.
struct Made {
    past: Past,
    /// The newest trace there was.
    upto: i64,
    /// All addresses of the sender, where there are several.
    group: Vec<String>,
}

/// Scores that were not kept yet, by the number of the trace.
type Scores = Vec<(i64, f32)>;

/// What whoever makes a past hears and tells meanwhile.
struct Making {
    /// Whether it is to be stopped.
    stop: Box<dyn Fn() -> bool + Send>,
    /// Takes the scores as they are worked out.
    keep: UnboundedSender<Scores>,
}

impl Store {
    /// How history is kept from now on.
    pub fn keep_history_as(&self, learning: Learning) {
        self.remembered.set_learning(learning);
    }

    /// Everything that is known of `owner` (the compared form of an address), as far as it can be read in the time somebody
    /// waits who has just sent a message: [`History::unread`] says when the past could not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn history(&self, owner: &str) -> Result<Arc<History>, StoreError> {
        self.history_within(owner, PATIENCE).await
    }

    /// The same, however long it takes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn whole_history(&self, owner: &str) -> Result<Arc<History>, StoreError> {
        self.history_within(owner, Duration::MAX).await
    }

    async fn history_within(&self, owner: &str, patience: Duration) -> Result<Arc<History>, StoreError> {
        let slot = self.remembered.slot(owner);
        if let Some(history) = slot.history() {
            return Ok(history);
        }
        let past = if owner.is_empty() { None } else { Some(self.past_in_time(owner, &slot, patience).await) };
        let reading = slot.read();
        let here = self.here().await?;
        let asked = owner.to_owned();
        let read = move |connection: &Connection| {
            let transaction = connection.unchecked_transaction()?;
            let under = kept_under(connection, &asked)?;
            let contacts = contacts::of_owner(connection, &under)?;
            let footers = footers::of_owner(connection, &asked)?;
            let (quieted, eased) = (quiet::of_owner(connection, &asked)?, quiet::eased(connection)?);
            let leaked = fingerprint::of_owner(connection, &asked)?;
            let upto = newest(connection)?;
            transaction.finish()?;
            Ok((History { footers, quieted, eased, leaked, ..History::new(contacts) }, upto))
        };
        let (history, upto) = self.readers.read(read).await?;
        let (past, unread) = match past {
            None => (None, None),
            Some(Ok(past)) => (Some(past), None),
            Some(Err(unread)) => (None, Some(unread)),
        };
        let history = Arc::new(History { past, unread, here: Some(here), ..history });
        if history.unread.is_none() {
            reading.put(Arc::clone(&history), upto);
        }
        Ok(history)
    }

    /// The past of a sender, or why it is not at hand.
    async fn past_in_time(&self, owner: &str, slot: &Arc<Slot>, patience: Duration) -> Result<Arc<Past>, PastUnread> {
        if let Some(past) = slot.past() {
            return Ok(past);
        }
        let (store, owned, kept) = (self.clone(), owner.to_owned(), Arc::clone(slot));
        // It goes on whoever stops waiting for it.
        let making = tokio::spawn(async move { store.past_in(&owned, &kept, || false).await });
        let why = match tokio::time::timeout(patience, making).await {
            Ok(Ok(Ok(past))) => return Ok(past),
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "what was learnt cannot be read");
                error.to_string()
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("reading what was learnt takes more than {} s", patience.as_secs()),
        };
        Err(PastUnread { why, key: self.remembered.key().map(|key| key.key) })
    }

    /// The past of `owner` (the compared form of an address), made of its traces where it is not in memory.
    ///
    /// # Errors
    /// When the store, or the key of history, cannot be read.
    pub async fn past(&self, owner: &str) -> Result<Arc<Past>, StoreError> {
        self.past_unless(owner, || false).await
    }

    /// The same, until `stop` says yes. The scores that were worked out until then are kept: the next call goes on there.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] when it was stopped; otherwise as [`Store::past`].
    pub async fn past_unless(
        &self,
        owner: &str,
        stop: impl Fn() -> bool + Send + 'static,
    ) -> Result<Arc<Past>, StoreError> {
        self.past_in(owner, &self.remembered.slot(owner), stop).await
    }

    /// The past of `owner` (the compared form of an address), where it is in memory.
    pub fn past_at_hand(&self, owner: &str) -> Option<Arc<Past>> {
        self.remembered.has(owner)?.past()
    }

    /// What the past of `owner` (the compared form of an address) says of `contact`; where it is not in memory only what
    /// concerns them is read, by index. `None` when nothing is known of them.
    ///
    /// # Errors
    /// As [`Store::past`].
    pub async fn met(&self, owner: &str, contact: &Address) -> Result<Option<Met>, StoreError> {
        if let Some(past) = self.past_at_hand(owner) {
            return Ok(past.of(contact));
        }
        let key = self.history_key().await?;
        let (owner, contact, learning) = (owner.to_owned(), contact.clone(), self.remembered.learning());
        self.readers.read(move |connection| met(connection, &owner, &contact, &key, &learning)).await
    }

    async fn past_in(
        &self,
        owner: &str,
        slot: &Slot,
        stop: impl Fn() -> bool + Send + 'static,
    ) -> Result<Arc<Past>, StoreError> {
        let _turn = slot.making.lock().await;
        if let Some(past) = slot.past() {
            return Ok(past);
        }
        let key = self.history_key().await?;
        let reading = slot.read();
        let (asked, learning) = (owner.to_owned(), self.remembered.learning());
        let (keep, scores) = tokio::sync::mpsc::unbounded_channel();
        let making = Making { stop: Box::new(stop), keep };
        let made = self.readers.read(move |connection| make(connection, &asked, &key, &learning, &making));
        let (made, ()) = tokio::join!(made, self.keep_scores(scores));
        let Made { past, upto, group } = made?;
        let past = Arc::new(past);
        reading.put_past(Arc::clone(&past), upto, group);
        Ok(past)
    }

    /// Keeps scores as they come, so that they need not be computed again; one that is not kept is computed once more.
    async fn keep_scores(&self, mut scores: UnboundedReceiver<Scores>) {
        while let Some(some) = scores.recv().await {
            let write = move |connection: &Connection| {
                let mut keep = connection.prepare_cached("UPDATE trace SET score = ?2, ranking = ?3 WHERE n = ?1")?;
                some.iter().try_for_each(|(n, score)| keep.execute(params![n, score, RANKING]).map(drop))?;
                Ok(())
            };
            if let Err(error) = self.writer.write(write).await {
                tracing::warn!(%error, "scores of past mail could not be kept");
            }
        }
    }
}

/// The address (compared form) under which the history of `owner` is kept.
pub(in crate::store) fn kept_under(connection: &Connection, owner: &str) -> Result<String, StoreError> {
    let Some((n, under)) = known(connection, owner)? else { return Ok(owner.to_owned()) };
    if n == under {
        return Ok(owner.to_owned());
    }
    let mut statement = connection.prepare_cached("SELECT key FROM correspondent WHERE n = ?1")?;
    Ok(statement.query_row([under], |row| row.get(0))?)
}

/// The number of the newest trace of anybody.
fn newest(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached("SELECT coalesce(max(n), 0) FROM trace")?.query_row([], |row| row.get(0))?)
}

fn make(
    connection: &Connection,
    owner: &str,
    key: &HistoryKey,
    learning: &Learning,
    making: &Making,
) -> Result<Made, StoreError> {
    let transaction = connection.unchecked_transaction()?;
    let upto = newest(connection)?;
    let Begun { mut past, number, group } = begun(connection, owner, key, learning)?;
    let mut scores = Scores::new();
    // Nobody takes them when the store ends, and then nothing is kept.
    let keep = |scores: &mut Scores| drop(making.keep.send(std::mem::take(scores)));
    if let Some(number) = number {
        let mut heard = heard_by(connection, number, None)?.into_iter().peekable();
        let mut statement = connection
            .prepare_cached("SELECT n, at, score, ranking, data FROM trace WHERE owner = ?1 ORDER BY at, n")?;
        let mut rows = statement.query([number])?;
        // Of older ones nobody asks for the score, and computing it takes longer than anything else here.
        let mut unscored = count(connection, number)?.saturating_sub(MOST_SCORES);
        while let Some(row) = rows.next()? {
            if (making.stop)() {
                keep(&mut scores);
                return Err(StoreError::Stopped);
            }
            let is_old = unscored > 0;
            unscored = unscored.saturating_sub(1);
            let (n, at): (i64, i64) = (row.get(0)?, row.get(1)?);
            let (score, ranking): (Option<f32>, u16) = (row.get(2)?, row.get(3)?);
            while let Some((_, earlier)) = heard.next_if(|(then, _)| *then <= at) {
                past.hear(&earlier);
            }
            // What another version wrote, or what is damaged, teaches nothing.
            let Ok(trace) = Trace::decode(row.get_ref(4)?.as_blob().unwrap_or_default()) else { continue };
            let kept = score.filter(|_| ranking == RANKING);
            let score = past.learn(&trace, kept.or(is_old.then_some(0.0)));
            if kept.is_none() && !is_old {
                scores.push((n, score));
                if scores.len() >= SCORES {
                    keep(&mut scores);
                }
            }
        }
        heard.for_each(|(_, later)| past.hear(&later));
        keep(&mut scores);
    }
    transaction.finish()?;
    let group = if group.len() > 1 { group } else { Vec::new() };
    Ok(Made { past, upto, group })
}

/// A past of which nothing is read yet.
struct Begun {
    past: Past,
    /// The number it is kept under; `None` when nothing is.
    number: Option<i64>,
    /// All addresses of the sender.
    group: Vec<String>,
}

fn begun(connection: &Connection, owner: &str, key: &HistoryKey, learning: &Learning) -> Result<Begun, StoreError> {
    let number = known(connection, owner)?.map(|(_, under)| under);
    let group = number.map(|number| addresses_of(connection, number)).transpose()?.unwrap_or_default();
    let mut own: Vec<Address> = group.iter().chain([&owner.to_owned()]).filter_map(|key| key.parse().ok()).collect();
    own.dedup();
    let past = Past::new(key.key.clone(), &own, &inside(&learning.inside, &own));
    Ok(Begun { past, number, group })
}

/// What the past of `owner` says of `contact`, made of the mail to them and of what was heard of them alone.
fn met(
    connection: &Connection,
    owner: &str,
    contact: &Address,
    key: &HistoryKey,
    learning: &Learning,
) -> Result<Option<Met>, StoreError> {
    let transaction = connection.unchecked_transaction()?;
    let Begun { mut past, number, .. } = begun(connection, owner, key, learning)?;
    let (Some(number), Some((about, _))) = (number, known(connection, contact.key())?) else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT t.data FROM edge e JOIN trace t ON t.n = e.trace WHERE e.contact = ?1 AND e.owner = ?2
         ORDER BY e.at, e.trace",
    )?;
    let mut rows = statement.query([about, number])?;
    while let Some(row) = rows.next()? {
        let Ok(trace) = Trace::decode(row.get_ref(0)?.as_blob().unwrap_or_default()) else { continue };
        // Nobody asks for its score.
        past.learn(&trace, Some(0.0));
    }
    for (_, heard) in heard_by(connection, number, Some(about))? {
        past.hear(&heard);
    }
    transaction.finish()?;
    Ok(past.of(contact))
}

/// How many traces there are of the sender whose history is kept under this number.
fn count(connection: &Connection, number: i64) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM trace WHERE owner = ?1")?;
    let count: i64 = statement.query_row([number], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// All addresses of the sender whose history is kept under this number.
pub(super) fn addresses_of(connection: &Connection, number: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT key FROM correspondent WHERE n = ?1 UNION ALL SELECT key FROM correspondent WHERE same = ?1",
    )?;
    let keys = statement.query_map([number], |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

/// What this sender has received, in order of time; only what is `about` one contact where one is given.
fn heard_by(connection: &Connection, number: i64, about: Option<i64>) -> Result<Vec<(i64, Heard)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT h.at, h.kind, h.name, c.key, o.key FROM heard h JOIN correspondent c ON c.n = h.contact
         LEFT JOIN correspondent o ON o.n = h.other WHERE h.owner = ?1 AND (?2 IS NULL OR h.contact = ?2) ORDER BY h.at",
    )?;
    let mut rows = statement.query(params![number, about])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let millis: i64 = row.get(0)?;
        let at = entry::time(millis);
        let (kind, name): (String, String) = (row.get(1)?, row.get(2)?);
        let address = |key: Option<String>| key.and_then(|key| key.parse::<Address>().ok());
        let Some(contact) = address(row.get(3)?) else { continue };
        let other = address(row.get(4)?);
        all.push((
            millis,
            match kind.as_str() {
                "wrote" => Heard::Wrote { from: contact, name, at },
                "left" => Heard::Left { from: contact, at, now: other },
                "bounced" => Heard::Bounced { to: contact, at },
                "corrected" => Heard::Corrected { wrong: contact, meant: other, at },
                _ => continue,
            },
        ));
    }
    Ok(all)
}
