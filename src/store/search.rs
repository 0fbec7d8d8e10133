//! The lists people look at: which submissions stand in one, by whose they are, by words, by check, in which order; a page
//! at a time. Nothing here costs more because more is stored: every list and order has its index, pages go on behind the
//! last row that was shown, and nobody counts further than a person would.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{Connection, ToSql};

use super::entry::{self, Entry};
use super::pulse::MOST_COUNTED;
use super::{Store, StoreError, words};
use crate::base::Id;

/// Rows that a search counts; people narrow a search long before.
pub const MOST_FOUND: usize = 1000;

/// A list of at most so many rows is gone through row by row; from a longer one the words are looked for first.
const SHORT: usize = 2000;

/// Rows in the order of their ends that the words are looked for in at first; each further stretch is twice as long.
const STRETCH: usize = 512;

/// How many stretches there are before the words are looked for in all there is.
const STRETCHES: usize = 4;

/// A stretch whose numbers lie further apart than so many times its length saves nothing.
const SCATTERED: usize = 16;

/// Journal lines looked at in one go.
const LINES: i64 = 2048;

/// A list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Waits for its sender's decision.
    Waiting,
    /// Leaves by itself: inside its undo window, or queued.
    Leaving,
    /// Waits for a second person.
    Others,
    /// Over.
    Done,
    /// All that is not over.
    Open,
    /// Everything.
    All,
}

impl Tab {
    /// As `submission.tab` has it.
    fn condition(self) -> &'static str {
        match self {
            Tab::Waiting => "s.tab = 'waiting'",
            Tab::Leaving => "s.tab = 'leaving'",
            Tab::Others => "s.tab = 'others'",
            Tab::Done => "s.tab = 'done'",
            Tab::Open => "s.tab IN ('waiting', 'leaving', 'others')",
            Tab::All => "s.tab IS NOT NULL",
        }
    }
}

/// Whose submissions a list shows. Addresses are in their compared form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everyone's.
    Everyone,
    /// Those this person has sent.
    Sent(String),
    /// Those that wait for this person as the second one.
    Assigned(String),
    /// None at all.
    Nobody,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What was stored first comes first.
    Oldest,
    /// What was stored last comes first.
    Newest,
    /// What leaves or goes back first comes first; only for what is not over.
    Ending,
}

/// The last row of a page: the next page begins behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    n: i64,
    ends: i64,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.n, self.ends)
    }
}

/// The text names no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a list")]
pub struct NoMark;

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Mark, NoMark> {
        let (n, ends) = text.split_once('.').ok_or(NoMark)?;
        Ok(Mark { n: n.parse().map_err(|_| NoMark)?, ends: ends.parse().map_err(|_| NoMark)? })
    }
}

/// What somebody wants to see.
#[derive(Clone, Debug)]
pub struct Query {
    /// The list.
    pub tab: Tab,
    /// Whose.
    pub whose: Whose,
    /// Whether words are looked for in subjects too: only for whoever may see those.
    pub subjects: bool,
    /// Beginnings of words, all of which must be there: in id, subject, sender, recipients or headline. Empty = no matter.
    pub words: String,
    /// The check or rule that asked; `None` = no matter.
    pub check: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Where the page before ended.
    pub after: Option<Mark>,
    /// Rows of a page.
    pub limit: usize,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The submissions.
    pub entries: Vec<Entry>,
    /// Where the next page begins; `None` = this was the last one.
    pub next: Option<Mark>,
    /// How many there are on all pages, counted up to [`MOST_FOUND`] for a search and [`MOST_COUNTED`] else; one more
    /// means that there are more.
    pub total: usize,
}

/// How many stand in each list, each counted up to [`MOST_COUNTED`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// [`Tab::Waiting`].
    pub waiting: usize,
    /// [`Tab::Leaving`].
    pub leaving: usize,
    /// [`Tab::Others`].
    pub others: usize,
    /// What waits for them as the second person.
    pub assigned: usize,
}

/// What came of the mail since a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Passed on in the same session, nobody asked; known of everyone's mail only.
    pub passed: usize,
    /// Left after a decision or an undo window.
    pub sent: usize,
    /// Stopped before it left.
    pub stopped: usize,
}

impl Store {
    /// A page of a list.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn search(&self, query: Query) -> Result<Listing, StoreError> {
        self.readers.read(move |connection| search(connection, &query)).await
    }

    /// How many stand in the lists of `whose`, and how many wait for `person` as the second one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn counts(&self, whose: Whose, person: Option<String>) -> Result<Counts, StoreError> {
        self.readers
            .read(move |connection| {
                let count = |tab| Ok::<_, StoreError>(Plan::of(connection, tab, &whose)?.rows);
                let assigned = match person {
                    Some(person) => Plan::of(connection, Tab::Open, &Whose::Assigned(person))?.rows,
                    None => 0,
                };
                let (waiting, leaving, others) = (count(Tab::Waiting)?, count(Tab::Leaving)?, count(Tab::Others)?);
                Ok(Counts { waiting, leaving, others, assigned })
            })
            .await
    }

    /// What came of the mail of `whose` since `since`, each number at most [`MOST_COUNTED`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn since(&self, whose: Whose, since: Timestamp) -> Result<Since, StoreError> {
        self.readers.read(move |connection| came_of(connection, &whose, since.as_millisecond())).await
    }

    /// Whom the journal lines after line `seen` concern, senders and second persons by the compared form of their address,
    /// and the line up to which that was looked at; at the journal's end when that is [`Store::last_event`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn concerned(&self, seen: i64) -> Result<(BTreeSet<String>, i64), StoreError> {
        self.readers
            .read(move |connection| {
                let last = "SELECT coalesce(max(seq), 0) FROM journal";
                let last: i64 = connection.prepare_cached(last)?.query_row([], |row| row.get(0))?;
                let upto = last.min(seen.saturating_add(LINES));
                // What was passed on in the session is in the journal and nowhere else: it changes no list.
                let mut statement = connection.prepare_cached(
                    "SELECT s.owner FROM journal j JOIN submission s ON s.id = j.id WHERE j.seq > ?1 AND j.seq <= ?2
                     UNION SELECT a.person FROM journal j JOIN assignee a ON a.id = j.id
                           WHERE j.seq > ?1 AND j.seq <= ?2",
                )?;
                let people = statement.query_map([seen, upto], |row| row.get(0))?;
                Ok((people.collect::<Result<_, _>>()?, upto))
            })
            .await
    }
}

/// Where the rows of a list are looked for.
#[derive(Clone)]
struct Plan {
    from: &'static str,
    /// The column with a row's number: the one the rows come in the order of, where they come in one.
    number: &'static str,
    conditions: Vec<String>,
    /// The owner or second person.
    person: Option<String>,
    /// How many there are before words and check are looked for, counted up to [`MOST_COUNTED`] and one more.
    rows: usize,
}

impl Plan {
    fn of(connection: &Connection, tab: Tab, whose: &Whose) -> Result<Plan, StoreError> {
        let (from, who, person) = match whose {
            Whose::Everyone => ("submission s", None, None),
            Whose::Sent(owner) => ("submission s", Some("s.owner = :person"), Some(owner.clone())),
            Whose::Assigned(person) => {
                let from = "assignee a CROSS JOIN submission s ON s.id = a.id";
                (from, Some("a.person = :person AND s.state = 'held'"), Some(person.clone()))
            }
            Whose::Nobody => ("submission s", Some("FALSE"), None),
        };
        let conditions = who.into_iter().chain([tab.condition()]).map(str::to_owned).collect();
        let mut plan = Plan { from, number: "s.n", conditions, person, rows: 0 };
        plan.rows = plan.count(connection, &[], usize::try_from(MOST_COUNTED).unwrap_or(usize::MAX))?;
        Ok(plan)
    }

    /// How many rows there are, counted up to `most` and one more.
    fn count(&self, connection: &Connection, given: &[(&str, &dyn ToSql)], most: usize) -> Result<usize, StoreError> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT :most)",
            self.from,
            self.conditions.join(" AND ")
        );
        let most = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
        let mut values: Vec<(&str, &dyn ToSql)> = given.to_vec();
        values.push((":most", &most));
        if let Some(person) = &self.person {
            values.push((":person", person));
        }
        let counted: i64 = connection.prepare_cached(&sql)?.query_row(values.as_slice(), |row| row.get(0))?;
        Ok(usize::try_from(counted).unwrap_or(0))
    }

    /// The rows among these that the words `:words` are in, between the numbers `:oldest` and `:newest`; row by row in any
    /// order, each of which is known to have the words or not.
    fn by_row(&self) -> Plan {
        let found = "s.n IN (SELECT rowid FROM words WHERE words MATCH :words AND rowid BETWEEN :oldest AND :newest)";
        self.narrowed(self.from, self.number, found)
    }

    /// The same rows, word by word. They come in the order of their numbers by themselves, so that a page is full after few
    /// of them; but only where that order is asked for by the name it has among the words.
    fn by_word(&self) -> Plan {
        let found = "words MATCH :words AND w.rowid BETWEEN :oldest AND :newest";
        self.narrowed("words w CROSS JOIN submission s ON s.n = w.rowid", "w.rowid", found)
    }

    fn narrowed(&self, from: &'static str, number: &'static str, found: &str) -> Plan {
        let mut plan = Plan { from, number, ..self.clone() };
        plan.conditions.push(found.into());
        plan
    }
}

/// A row as it was found.
type Found = (String, Mark);

impl Plan {
    /// The first `limit` rows behind `after`.
    fn page(
        &self,
        connection: &Connection,
        given: &[(&str, &dyn ToSql)],
        sort: Sort,
        after: Option<Mark>,
        limit: usize,
    ) -> Result<Vec<Found>, StoreError> {
        let mut values: Vec<(&str, &dyn ToSql)> = given.to_vec();
        let number = self.number;
        let (order, behind) = match sort {
            Sort::Oldest => (number.to_owned(), format!("{number} > :n")),
            Sort::Newest => (format!("{number} DESC"), format!("{number} < :n")),
            Sort::Ending => ("s.ends, s.n".to_owned(), "(s.ends, s.n) > (:ends, :n)".to_owned()),
        };
        let mut conditions = self.conditions.clone();
        if sort == Sort::Ending {
            conditions.push("s.ends IS NOT NULL".into());
        }
        if let Some(mark) = &after {
            conditions.push(behind);
            values.push((":n", &mark.n));
            if sort == Sort::Ending {
                values.push((":ends", &mark.ends));
            }
        }
        if let Some(person) = &self.person {
            values.push((":person", person));
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        values.push((":limit", &limit));
        let sql = format!(
            "SELECT s.id, s.n, coalesce(s.ends, 0) FROM {} WHERE {} ORDER BY {order} LIMIT :limit",
            self.from,
            conditions.join(" AND ")
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, Mark { n: row.get(1)?, ends: row.get(2)? }));
        Ok(statement.query_map(values.as_slice(), row)?.collect::<Result<_, _>>()?)
    }

    /// The first `limit` rows behind `after` in the order of their ends that have the words `expression`. What ends one after
    /// the other was mostly stored so too: a stretch of the list lies between two numbers not far apart, and words are looked
    /// for between these only. `None` where it is not so, or where none of some thousand rows has the words.
    fn ending_with(
        &self,
        connection: &Connection,
        expression: &str,
        mut after: Option<Mark>,
        limit: usize,
    ) -> Result<Option<Vec<Found>>, StoreError> {
        let mut within = self.by_row();
        within.conditions.push("(s.ends, s.n) <= (:last, :last_n)".into());
        let mut found = Vec::new();
        for length in (0..STRETCHES).map(|n| STRETCH << n) {
            let stretch = self.page(connection, &[], Sort::Ending, after, length)?;
            let numbers = || stretch.iter().map(|(_, mark)| mark.n);
            let (Some(oldest), Some(newest), Some((_, last))) = (numbers().min(), numbers().max(), stretch.last())
            else {
                return Ok(Some(found));
            };
            let last = *last;
            if usize::try_from(newest - oldest).unwrap_or(usize::MAX) > length * SCATTERED {
                return Ok(None);
            }
            let values: [(&str, &dyn ToSql); 5] = [
                (":words", &expression),
                (":oldest", &oldest),
                (":newest", &newest),
                (":last", &last.ends),
                (":last_n", &last.n),
            ];
            found.extend(within.page(connection, &values, Sort::Ending, after, limit - found.len())?);
            if found.len() == limit || stretch.len() < length {
                return Ok(Some(found));
            }
            after = Some(last);
        }
        Ok(None)
    }
}

fn search(connection: &Connection, query: &Query) -> Result<Listing, StoreError> {
    let plan = Plan::of(connection, query.tab, &query.whose)?;
    let owner = match &query.whose {
        Whose::Sent(owner) => Some(owner.as_str()),
        _ => None,
    };
    let expression = words::expression(&query.words, query.subjects, owner, query.check.as_deref());
    let (oldest, newest) = if expression.is_some() { bounds(connection, &plan)? } else { (0, 0) };
    let limit = query.limit.saturating_add(1);
    let page =
        |plan: &Plan, values: &[(&str, &dyn ToSql)]| plan.page(connection, values, query.sort, query.after, limit);
    let (rows, total) = match &expression {
        None => (page(&plan, &[])?, plan.rows),
        Some(expression) => {
            let values: [(&str, &dyn ToSql); 3] = [(":words", expression), (":oldest", &oldest), (":newest", &newest)];
            let is_short = plan.rows <= SHORT || matches!(query.whose, Whose::Assigned(_));
            let narrowed = if is_short { plan.by_row() } else { plan.by_word() };
            let total = narrowed.count(connection, &values, MOST_FOUND)?;
            // Words have the order of numbers and no other; few are sorted sooner than a list is gone through for them.
            let rows = if query.sort == Sort::Ending && total > MOST_FOUND {
                match plan.ending_with(connection, expression, query.after, limit)? {
                    Some(rows) => rows,
                    None => page(&plan.by_row(), &values)?,
                }
            } else {
                page(&narrowed, &values)?
            };
            (rows, total)
        }
    };
    let shown = rows.iter().take(query.limit);
    let next = if rows.len() > query.limit { shown.clone().next_back().map(|(_, mark)| *mark) } else { None };
    let entries = shown.map(|(id, _)| entry::entry(connection, &entry::read_id(id)?)).collect::<Result<_, _>>()?;
    Ok(Listing { entries, next, total })
}

/// The numbers of the first and the last row of a list. What has been over for years does not lie between those of what
/// waits, and so is not searched.
fn bounds(connection: &Connection, plan: &Plan) -> Result<(i64, i64), StoreError> {
    let end = |order: &str| -> Result<i64, StoreError> {
        let conditions = plan.conditions.join(" AND ");
        let sql = format!(
            "SELECT coalesce((SELECT s.n FROM {} WHERE {conditions} ORDER BY s.n {order} LIMIT 1), 0)",
            plan.from
        );
        let mut values: Vec<(&str, &dyn ToSql)> = Vec::new();
        if let Some(person) = &plan.person {
            values.push((":person", person));
        }
        Ok(connection.prepare_cached(&sql)?.query_row(values.as_slice(), |row| row.get(0))?)
    };
    Ok((end("ASC")?, end("DESC")?))
}

fn came_of(connection: &Connection, whose: &Whose, since: i64) -> Result<Since, StoreError> {
    let (person, passed) = match whose {
        Whose::Everyone => (None, passed(connection, since)?),
        Whose::Sent(owner) => (Some(owner), 0),
        Whose::Assigned(_) | Whose::Nobody => return Ok(Since::default()),
    };
    let count = |states: &str| -> Result<usize, StoreError> {
        let (who, index) =
            if person.is_some() { ("owner = ?2", "submission_owner") } else { ("?2 IS NULL", "submission_created") };
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM submission INDEXED BY {index}
             WHERE {who} AND state IN ({states}) AND created >= ?1 AND door <> 'own' LIMIT ?3)"
        );
        let counted: i64 =
            connection.prepare_cached(&sql)?.query_row((since, person, MOST_COUNTED), |row| row.get(0))?;
        Ok(usize::try_from(counted).unwrap_or(0))
    };
    Ok(Since { passed, sent: count("'sent'")?, stopped: count("'cancelled', 'rejected', 'returned'")? })
}

/// How many messages were passed on since `since`. The journal has no index by time, but its lines are in that order.
fn passed(connection: &Connection, since: i64) -> Result<usize, StoreError> {
    let one = |sql: &str, value: i64| -> Result<Option<i64>, StoreError> {
        Ok(connection.prepare_cached(sql)?.query_row([value], |row| row.get(0))?)
    };
    let mut before = 0;
    let mut behind = one("SELECT max(seq) + 1 FROM journal WHERE seq > ?1", 0)?.unwrap_or(1);
    while before + 1 < behind {
        let middle = before + (behind - before) / 2;
        let at = one("SELECT max(at) FROM (SELECT at FROM journal WHERE seq >= ?1 ORDER BY seq LIMIT 1)", middle)?;
        if at.is_none_or(|at| at >= since) { behind = middle } else { before = middle }
    }
    let sql = "SELECT count(*) FROM (SELECT 1 FROM journal WHERE seq >= ?1 AND kind = 'passed' LIMIT 10000)";
    Ok(usize::try_from(one(sql, behind)?.unwrap_or(0)).unwrap_or(0))
}

impl Listing {
    /// The ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &Id> {
        self.entries.iter().map(|entry| &entry.summary.id)
    }
}

#[cfg(test)]
impl Store {
    /// Has `id` wait for `person` as the second one.
    pub(crate) async fn assign(&self, id: &Id, person: &str) {
        let (id, person) = (id.clone(), person.to_owned());
        let assigned = self.writer.write(move |connection| {
            let sql = "INSERT INTO assignee (person, id) VALUES (?1, ?2)";
            Ok(connection.execute(sql, [person.as_str(), id.as_str()])?)
        });
        assert_eq!(assigned.await.expect("the store is open"), 1);
    }
}
