//! Learning: the trace of a message that was sent, and what was received.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::written::{self, Fate, MailKey};
use super::super::{Store, StoreError, contacts, journal};
use super::file::{self, FileMark};
use super::{HistoryKey, Lesson, News, forgotten, kept_under, millis};
use crate::base::event::Event;
use crate::base::{Address, Id, Whence};
use crate::people::history::{Heard, RANKING, Trace};

/// A message of before.
#[derive(Clone, Debug)]
pub struct LearntMail {
    /// Who has sent it, in the compared form of the address.
    pub owner: String,
    /// The number of its `Message-ID` ([`super::HistoryKey::number`]), or of what stands for it.
    pub mail: [u8; 16],
    /// What is kept of it.
    pub trace: Trace,
    /// What it is found by, if it went through here.
    pub written: Option<MailKey>,
    /// The number of the file it is in ([`FileMark::file`]); zeros where it is in none.
    pub file: [u8; 16],
}

/// What is learnt at once.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Messages that were sent.
    pub mails: Vec<LearntMail>,
    /// What was received, and by whom (the compared forms of their addresses).
    pub heard: Vec<(Vec<String>, Heard)>,
    /// How far files have been read with it.
    pub files: Vec<FileMark>,
    /// Who learns, where the journal is to tell of it: behind that line other processes know that they must look again.
    pub told: Option<Untold>,
}

/// A line of the journal about what was learnt.
#[derive(Clone, Debug)]
pub struct Untold {
    /// Messages that were learnt before and not told of.
    pub mails: usize,
    /// Whether anything was, messages or not.
    pub is_news: bool,
    /// Who learns.
    pub by: String,
    /// From where.
    pub whence: Whence,
}

/// What was new in a [`Batch`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learnt {
    /// Messages that were not known, by their places in the batch.
    pub mails: Vec<usize>,
    /// Messages that were.
    pub known: usize,
    /// What was received and not known; what several have received counts once.
    pub heard: usize,
    /// Messages that were handed over here and have reached nobody: a program files its copy before anything is decided. They
    /// teach nothing; those that are sent later teach then.
    pub stopped: usize,
}

impl Store {
    /// Learns from mail of before. What is known already is not learnt twice; all of it is one transaction.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn learn(&self, batch: Batch) -> Result<Learnt, StoreError> {
        let owners: BTreeSet<String> = batch
            .mails
            .iter()
            .map(|mail| mail.owner.clone())
            .chain(batch.heard.iter().flat_map(|(by, _)| by.iter().cloned()))
            .collect();
        let met: BTreeSet<String> = batch
            .mails
            .iter()
            .flat_map(|mail| mail.trace.recipients())
            .map(|one| one.address.key().to_owned())
            .collect();
        let now = self.clock.now();
        let learnt = self.writer.write(move |connection| learn(connection, now, &batch)).await?;
        self.remembered.known.met(met.iter().map(String::as_str));
        owners.iter().for_each(|owner| self.remembered.forget_whole(owner));
        Ok(learnt)
    }
}

fn learn(connection: &Connection, now: Timestamp, batch: &Batch) -> Result<Learnt, StoreError> {
    let mut learnt = Learnt::default();
    let mut touched = BTreeSet::new();
    let mut waiting = BTreeSet::new();
    for (place, LearntMail { owner, mail, trace, written, file }) in batch.mails.iter().enumerate() {
        let fate = written.as_ref().map_or(Ok(Fate::Unknown), |key| written::fate(connection, key))?;
        let of_those_reached;
        let trace = match fate {
            Fate::Unknown => trace,
            Fate::Stopped { over } => {
                learnt.stopped += 1;
                if !over {
                    waiting.insert(file);
                }
                continue;
            }
            Fate::Reached(reached) => {
                let to = trace.recipients().iter().filter(|one| reached.contains(one.address.key()));
                of_those_reached = trace.with(to.cloned().collect());
                &of_those_reached
            }
        };
        if trace.recipients().is_empty() || insert(connection, owner, mail, trace, None)?.is_none() {
            learnt.known += 1;
            continue;
        }
        learnt.mails.push(place);
        let owner = owner_of(connection, owner)?;
        for one in trace.recipients() {
            touched.insert((owner, one.address.key().to_owned()));
            name(connection, owner, one.address.as_str(), one.address.key(), &one.name, trace.at())?;
        }
    }
    for (owner, contact) in touched {
        count(connection, owner, &contact)?;
    }
    for (by, heard) in &batch.heard {
        let mut is_new = false;
        for owner in by {
            is_new |= hear(connection, owner, heard)?;
        }
        learnt.heard += usize::from(is_new);
    }
    batch.files.iter().try_for_each(|mark| file::keep(connection, mark))?;
    waiting.into_iter().try_for_each(|file| file::waits(connection, file))?;
    let owners = batch.mails.iter().map(|mail| &mail.owner).chain(batch.heard.iter().flat_map(|(by, _)| by));
    file::are_of(connection, &batch.files, &owners.map(String::as_str).collect())?;
    if let Some(Untold { mails, is_news, by, whence }) = &batch.told
        && (*is_news || learnt.mails.len() + learnt.heard > 0)
    {
        let event = Event::Learnt { mails: mails + learnt.mails.len(), by: by.clone(), whence: whence.clone() };
        journal::append_aside(connection, now, &event)?;
    }
    Ok(learnt)
}

/// What a message that is sent now teaches, where anything is learnt.
#[derive(Clone, Debug)]
pub(in crate::store) struct Learns {
    /// What messages are numbered by; `None` where it cannot be used: who judges says so.
    key: Option<HistoryKey>,
}

impl Learns {
    /// Learns of a message that was sent to `recipients`.
    pub(in crate::store) fn learn(
        &self,
        connection: &Connection,
        owner: &str,
        mail: Option<MailKey>,
        recipients: Vec<(Address, String)>,
        lesson: Option<Lesson>,
        news: News,
    ) -> Result<News, StoreError> {
        let under = kept_under(connection, owner)?;
        for (address, name) in &recipients {
            contacts::learn(connection, news.at, &under, address, name)?;
        }
        // What one writes to oneself alone says of nobody who they are.
        let lesson = lesson.filter(|lesson| lesson.trace.recipients().iter().any(|one| one.address.key() != owner));
        let kept = self.key.as_ref().zip(mail).zip(lesson).filter(|_| !owner.is_empty());
        let Some(((key, mail), lesson)) = kept else { return Ok(News { recipients, ..news }) };
        let n = insert(connection, owner, &key.number(mail.as_bytes()), &lesson.trace, lesson.score)?;
        Ok(News { n, lesson: n.map(|_| lesson), recipients, ..news })
    }
}

impl Store {
    /// What is learnt from mail that is sent now; `None` when nothing is to be.
    pub(in crate::store) async fn learns_now(&self) -> Option<Learns> {
        if !self.remembered.learning().on {
            return None;
        }
        // It is not in memory after a start, and when others have learnt: what is sent then is learnt all the same.
        Some(Learns { key: self.history_key().await.ok() })
    }
}

/// Keeps the trace of a message `owner` (the compared form of an address) has sent. The answer is its number; `None` when the
/// message was known, or somebody was forgotten from it.
pub(in crate::store) fn insert(
    connection: &Connection,
    owner: &str,
    mail: &[u8; 16],
    trace: &Trace,
    score: Option<f32>,
) -> Result<Option<i64>, StoreError> {
    let owner = owner_of(connection, owner)?;
    if forgotten::is_mail(connection, owner, mail)? {
        return Ok(None);
    }
    let n: Option<i64> = connection
        .prepare_cached(
            "INSERT INTO trace (owner, at, mail, score, ranking, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (mail, owner) DO NOTHING RETURNING n",
        )?
        .query_row(params![owner, millis(trace.at()), mail.as_slice(), score, RANKING, trace.encode()], |row| {
            row.get(0)
        })
        .optional()?;
    let Some(n) = n else { return Ok(None) };
    let mut edge =
        connection.prepare_cached("INSERT OR IGNORE INTO edge (contact, owner, at, trace) VALUES (?1, ?2, ?3, ?4)")?;
    for one in trace.recipients() {
        edge.execute(params![intern(connection, one.address.key())?, owner, millis(trace.at()), n])?;
    }
    Ok(Some(n))
}

/// The number of an address in its compared form; it gets one where it has none.
pub(super) fn intern(connection: &Connection, key: &str) -> Result<i64, StoreError> {
    if let Some((n, _)) = known(connection, key)? {
        return Ok(n);
    }
    let mut insert = connection.prepare_cached("INSERT INTO correspondent (key) VALUES (?1) RETURNING n")?;
    Ok(insert.query_row([key], |row| row.get(0))?)
}

/// The number of an address, and of the one its history is kept under.
pub(super) fn known(connection: &Connection, key: &str) -> Result<Option<(i64, i64)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT n, coalesce(same, n) FROM correspondent WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The number that the history of `owner` is kept under, where only theirs is looked at; `None` when nothing of them is known.
pub(super) fn number_of(connection: &Connection, owner: Option<&str>) -> Result<Option<Option<i64>>, StoreError> {
    Ok(match owner {
        None => Some(None),
        Some(owner) => known(connection, owner)?.map(|(_, under)| Some(under)),
    })
}

/// Under which number the history of this sender is kept.
pub(super) fn owner_of(connection: &Connection, key: &str) -> Result<i64, StoreError> {
    match known(connection, key)? {
        Some((_, owner)) => Ok(owner),
        None => intern(connection, key),
    }
}

/// What somebody was called in the last mail to them.
fn name(
    connection: &Connection,
    owner: i64,
    address: &str,
    key: &str,
    name: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO contact (owner, key, address, name, count, last)
             SELECT c.key, ?2, ?3, ?4, 0, ?5 FROM correspondent c WHERE c.n = ?1
             ON CONFLICT (owner, key) DO UPDATE SET
                 name = iif(excluded.name <> '' AND (name = '' OR excluded.last >= last), excluded.name, name),
                 last = max(last, excluded.last)",
        )?
        .execute(params![owner, key, address, name, millis(at)])?;
    Ok(())
}

/// Counts what went to a contact. A count is raised to what is known and not added to: some of it may have passed here.
fn count(connection: &Connection, owner: i64, contact: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE contact SET count = max(count, (
                 SELECT count(*) FROM edge WHERE contact = (SELECT n FROM correspondent WHERE key = ?2) AND owner = ?1))
             WHERE owner = (SELECT key FROM correspondent WHERE n = ?1) AND key = ?2",
        )?
        .execute(params![owner, contact])?;
    Ok(())
}

/// Keeps what was received; whether that was news.
fn hear(connection: &Connection, owner: &str, heard: &Heard) -> Result<bool, StoreError> {
    let (contact, at, kind, name, other) = match heard {
        Heard::Wrote { from, name, at } => (from, at, "wrote", name.as_str(), None),
        Heard::Left { from, at, now } => (from, at, "left", "", now.as_ref()),
        Heard::Bounced { to, at } => (to, at, "bounced", "", None),
        Heard::Corrected { wrong, meant, at } => (wrong, at, "corrected", "", meant.as_ref()),
    };
    let owner = owner_of(connection, owner)?;
    if forgotten::is_heard(connection, owner, millis(*at), kind)? {
        return Ok(false);
    }
    let other = other.map(|other| intern(connection, other.key())).transpose()?;
    let new = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO heard (contact, owner, at, kind, name, other) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![intern(connection, contact.key())?, owner, millis(*at), kind, name, other])?;
    Ok(new > 0)
}

/// What a repaired message teaches besides its trace: who was wrong, and who was meant. Nobody was wrong to whom it goes all the
/// same.
pub(in crate::store) fn keep_corrections(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    owner: &str,
    goes_there: impl Fn(&Address) -> bool,
) -> Result<Vec<Heard>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT data ->> 'from', data ->> 'to' FROM journal
         WHERE id = ?1 AND kind = 'repaired' AND data ->> 'verb' <> 'bcc' ORDER BY seq",
    )?;
    let repairs = statement.query_map([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut news = Vec::new();
    for (wrong, meant) in put_right(repairs.collect::<Result<_, _>>()?) {
        let Ok(wrong) = wrong.parse::<Address>() else { continue };
        if goes_there(&wrong) {
            continue;
        }
        let heard = Heard::Corrected { wrong, meant: meant.and_then(|meant| meant.parse().ok()), at: now };
        if hear(connection, owner, &heard)? {
            news.push(heard);
        }
    }
    Ok(news)
}

/// Who was wrong in the end, and who was put in their place, after all repairs of a message in their order: whoever was only
/// in between was a slip of the repair, and who stands there again was right.
fn put_right(repairs: Vec<(String, Option<String>)>) -> Vec<(String, Option<String>)> {
    let mut all: Vec<(String, Option<String>)> = Vec::new();
    for (from, to) in repairs {
        match all.iter_mut().find(|(_, now)| now.as_ref() == Some(&from)) {
            Some((_, now)) => *now = to,
            None => all.push((from, to)),
        }
    }
    all.retain(|(wrong, meant)| meant.as_ref() != Some(wrong));
    all
}

/// What it teaches that upstream knows no mailbox of these addresses.
pub(in crate::store) fn keep_bounces(
    connection: &Connection,
    now: Timestamp,
    owner: &str,
    unknown: &[Address],
) -> Result<Vec<Heard>, StoreError> {
    let mut news = Vec::new();
    for to in unknown {
        let heard = Heard::Bounced { to: to.clone(), at: now };
        if hear(connection, owner, &heard)? {
            news.push(heard);
        }
    }
    Ok(news)
}

/// What a kept submission teaches, when it went to those in `reached` (compared forms).
pub(in crate::store) fn trace_of_submission(
    connection: &Connection,
    id: &Id,
    reached: impl Fn(&Address) -> bool,
) -> Result<Option<Lesson>, StoreError> {
    let kept: (Option<Vec<u8>>, Option<f32>) = connection
        .prepare_cached("SELECT trace, score FROM submission WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(octets), score) = kept else { return Ok(None) };
    // Only what is learnt hangs on it: a damaged trace teaches nothing.
    let Ok(trace) = Trace::decode(&octets) else { return Ok(None) };
    let recipients: Vec<_> = trace.recipients().iter().filter(|one| reached(&one.address)).cloned().collect();
    let (all, left) = (trace.recipients().len(), recipients.len());
    // A score says something of the message it is about.
    let score = score.filter(|_| all == left);
    Ok((left > 0).then(|| Lesson { trace: Arc::new(trace.with(recipients)), score }))
}
