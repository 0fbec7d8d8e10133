//! Verifying the journal: reads it from its first line on and names the first that is not as it was written.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::chain::{Head, Link, Linked};
use super::{Store, StoreError};

/// A step back of the clock that is worth telling, in milliseconds: lines that nobody waits for are written some moments
/// after others that happened later.
const STEP_BACK: i64 = 60_000;

/// What verifying the journal found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many lines are as they were written, up to the first that is not.
    pub lines: u64,
    /// The first thing that is wrong; `None` = nothing is.
    pub wrong: Option<Wrong>,
    /// Lines whose time is more than a minute before that of the line before: the clock was set back. Their order is sure.
    pub clock_back: Vec<i64>,
    /// The last line that was read.
    pub head: Head,
}

/// What is wrong with the journal, at the first place where something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// What stands in this line is not what was written there.
    Changed(i64),
    /// This line was not written by Outguard, or not here: the next follows the one before it.
    Inserted(i64),
    /// What stands in the line `seq` was written as line `from`.
    Moved {
        /// Where it stands.
        seq: i64,
        /// Where it was written.
        from: i64,
    },
    /// These lines are not there any more.
    Cut {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// The journal is whole, and another one than the head was taken from: written anew, or an older copy.
    OtherHead(i64),
}

struct Line {
    seq: i64,
    at: i64,
    id: String,
    kind: String,
    data: String,
    link: Option<Link>,
}

const COLUMNS: &str = "seq, at, id, kind, data, chain";

impl Line {
    fn read(row: &Row<'_>) -> rusqlite::Result<Line> {
        // Whatever somebody has put there instead of text or a link is read as something no line has.
        let text = |column: &str| row.get::<_, String>(column).unwrap_or_default();
        let link = row.get::<_, Vec<u8>>("chain").unwrap_or_default();
        Ok(Line {
            seq: row.get("seq")?,
            at: row.get("at")?,
            id: text("id"),
            kind: text("kind"),
            data: text("data"),
            link: Link::read(&link),
        })
    }

    /// What it would carry as line `seq` after one that carries `before`.
    fn as_line(&self, seq: i64, before: &Link) -> Link {
        let Line { at, id, kind, data, .. } = self;
        Linked { seq, at: *at, id, kind, data }.after(before)
    }

    fn follows(&self, seq: i64, before: &Link) -> bool {
        self.link == Some(self.as_line(seq, before))
    }
}

impl Store {
    /// Reads the whole journal and compares it with its chain, and with a `head` it had once.
    ///
    /// # Errors
    /// When the store cannot be read. A journal that is wrong is an answer.
    pub async fn verify(&self, head: Option<Head>) -> Result<Verified, StoreError> {
        self.readers.read(move |connection| verify(connection, head)).await
    }
}

fn verify(connection: &Connection, head: Option<Head>) -> Result<Verified, StoreError> {
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM journal ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    let mut verified =
        Verified { lines: 0, wrong: None, clock_back: Vec::new(), head: Head { seq: 0, link: Link::default() } };
    let mut last_at = i64::MIN;
    while let Some(row) = rows.next()? {
        let line = Line::read(row)?;
        let before = verified.head;
        if line.seq != before.seq + 1 {
            verified.wrong = Some(Wrong::Cut { from: before.seq + 1, to: line.seq - 1 });
            return Ok(verified);
        }
        let Some(link) = line.link.filter(|_| line.follows(line.seq, &before.link)) else {
            verified.wrong = Some(what_is_wrong(connection, &line, &before)?);
            return Ok(verified);
        };
        if line.at < last_at.saturating_sub(STEP_BACK) {
            verified.clock_back.push(line.seq);
        }
        last_at = line.at;
        verified.head = Head { seq: line.seq, link };
        verified.lines += 1;
        if head.is_some_and(|head| head.seq == line.seq && head.link != link) {
            verified.wrong = Some(Wrong::OtherHead(line.seq));
            return Ok(verified);
        }
    }
    verified.wrong = cut_from_the_end(connection, verified.head.seq, head)?;
    Ok(verified)
}

/// Lines behind the last one, of which SQLite's counter or the head knows.
fn cut_from_the_end(connection: &Connection, last: i64, head: Option<Head>) -> Result<Option<Wrong>, StoreError> {
    let counted: Option<i64> = connection
        .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'journal'", [], |row| row.get(0))
        .optional()?;
    let known = counted.unwrap_or(0).max(head.map_or(0, |head| head.seq));
    Ok((known > last).then_some(Wrong::Cut { from: last + 1, to: known }))
}

/// What was done to a line that does not follow the one before it.
fn what_is_wrong(connection: &Connection, line: &Line, before: &Head) -> Result<Wrong, StoreError> {
    let Some(link) = line.link else { return Ok(Wrong::Inserted(line.seq)) };
    if follows_the_one_before_the_last(connection, line, before)? {
        return Ok(Wrong::Inserted(before.seq));
    }
    let next = connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM journal WHERE seq > ?1 ORDER BY seq LIMIT 1"),
            [line.seq],
            Line::read,
        )
        .optional()?;
    let from = match &next {
        Some(next) => moved_together(connection, next, &link)?,
        None => None,
    };
    let from = match from {
        None => written_elsewhere(connection, line)?,
        from => from,
    };
    Ok(match from {
        Some(from) => Wrong::Moved { seq: line.seq, from },
        None if next.is_some_and(|next| next.follows(line.seq, &before.link)) => Wrong::Inserted(line.seq),
        None => Wrong::Changed(line.seq),
    })
}

/// Whether a line was written in the place of the one before it: that one was put in, and given a link that fits.
fn follows_the_one_before_the_last(connection: &Connection, line: &Line, before: &Head) -> Result<bool, StoreError> {
    let earlier = connection
        .query_row(&format!("SELECT {COLUMNS} FROM journal WHERE seq = ?1"), [before.seq - 1], Line::read)
        .optional()?;
    let link = if before.seq == 1 { Some(Link::default()) } else { earlier.and_then(|line| line.link) };
    Ok(link.is_some_and(|link| line.follows(before.seq, &link)))
}

/// The number a line that carries `link` was written under, if the one that stands behind it stood there then, too.
fn moved_together(connection: &Connection, next: &Line, link: &Link) -> Result<Option<i64>, StoreError> {
    let known: i64 = connection.query_row("SELECT coalesce(max(seq), 0) FROM sqlite_sequence", [], |row| row.get(0))?;
    let last = known.max(next.seq + 1);
    Ok((2..=last).find(|from| *from != next.seq && next.follows(*from, link)).map(|from| from - 1))
}

/// The number a line was written under, if it carries the link of another place: that after one of the other lines, which
/// may have changed places with it.
fn written_elsewhere(connection: &Connection, line: &Line) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare("SELECT seq, chain FROM journal ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let Some(link) = Link::read(&row.get::<_, Vec<u8>>(1).unwrap_or_default()) else { continue };
        let from = [seq, seq + 1].into_iter().find(|from| *from != line.seq && line.follows(*from, &link));
        if from.is_some() {
            return Ok(from);
        }
    }
    Ok(line.follows(1, &Link::default()).then_some(1).filter(|from| *from != line.seq))
}
