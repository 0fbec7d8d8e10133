//! What was asked, counted: by check and by person, the last decisions and this month.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::asked::QUICK;
use super::{Store, StoreError, counted};

/// How many decided holds the figures of a check look back on.
pub const LAST: u32 = 50;

/// Most people told of, those asked most first.
const PEOPLE: u32 = 200;

/// Rows of one hold: one for each recipient a check asked about.
const ROWS: u32 = LAST * 20;

/// How often somebody was asked, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// Holds.
    pub asks: u32,
    /// Those that were changed or withdrawn.
    pub changed: u32,
    /// Those that were decided before anybody can have read the page.
    pub quick: u32,
}

/// The figures of a check or rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckAsks {
    /// Its id.
    pub check: String,
    /// Of the last [`LAST`] that were decided.
    pub last: Asks,
    /// Since the beginning of the month, open ones too.
    pub month: Asks,
}

/// The month of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Who, in the compared form of the address; empty = everybody.
    pub owner: String,
    /// How often they were asked.
    pub asks: Asks,
    /// How many mails they handed over.
    pub mails: u64,
}

impl Store {
    /// The figures of every check that has asked `owner`, or anybody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn check_asks(&self, owner: Option<String>, month: Timestamp) -> Result<Vec<CheckAsks>, StoreError> {
        self.readers
            .read(move |connection| {
                let owner = owner.as_deref();
                let mut statement =
                    connection.prepare_cached("SELECT DISTINCT check_id FROM asked ORDER BY check_id")?;
                let checks = statement.query_map([], |row| row.get::<_, String>(0))?;
                let mut figures = Vec::new();
                for check in checks {
                    let check = check?;
                    let last = last_of(connection, &check, owner)?;
                    let month = since(connection, month, &check, owner)?;
                    if last.asks + month.asks > 0 {
                        figures.push(CheckAsks { check, last, month });
                    }
                }
                Ok(figures)
            })
            .await
    }

    /// The month of `owner`, or of everybody together: days are counted whole, by UTC.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn month_of(&self, owner: Option<String>, month: Timestamp) -> Result<Month, StoreError> {
        self.readers
            .read(move |connection| {
                let whose = if owner.is_some() { "owner = ?2 AND" } else { "?2 IS NULL AND" };
                let sql = format!("SELECT coalesce(?2, ''), {SUMS} FROM mails WHERE {whose} day >= ?1");
                let mut statement = connection.prepare_cached(&sql)?;
                Ok(statement.query_row(params![counted::day_of(month), owner], read_month)?)
            })
            .await
    }

    /// The months of those who were asked, most often first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn months(&self, month: Timestamp) -> Result<Vec<Month>, StoreError> {
        self.readers
            .read(move |connection| {
                let sql = format!(
                    "SELECT owner, {SUMS} FROM mails WHERE day >= ?1
                     GROUP BY owner HAVING sum(asks) > 0 ORDER BY sum(asks) DESC, owner LIMIT ?2"
                );
                let mut statement = connection.prepare_cached(&sql)?;
                let rows = statement.query_map(params![counted::day_of(month), PEOPLE], read_month)?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Holds per mail since `since`; `None` while there were no mails.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ask_ratio(&self, since: Timestamp) -> Result<Option<f64>, StoreError> {
        let month = self.month_of(None, since).await?;
        Ok((month.mails > 0).then(|| f64::from(month.asks.asks) / month.mails as f64))
    }
}

/// Of rows of `mails`.
const SUMS: &str =
    "coalesce(sum(count), 0), coalesce(sum(asks), 0), coalesce(sum(changed), 0), coalesce(sum(quick), 0)";

fn read_month(row: &Row<'_>) -> rusqlite::Result<Month> {
    let mails: i64 = row.get(1)?;
    let asks = Asks { asks: row.get(2)?, changed: row.get(3)?, quick: row.get(4)? };
    Ok(Month { owner: row.get(0)?, asks, mails: u64::try_from(mails).unwrap_or(0) })
}

/// Of rows of `asked`: holds, changed ones, quick ones (`?2`).
const COUNTS: &str =
    "count(DISTINCT id), count(DISTINCT iif(changed = 1, id, NULL)), count(DISTINCT iif(seconds < ?2, id, NULL))";

/// What a check has asked since `month`.
fn since(connection: &Connection, month: Timestamp, check: &str, owner: Option<&str>) -> Result<Asks, StoreError> {
    let sql = format!("SELECT {COUNTS} FROM asked WHERE at >= ?1 AND check_id = ?3 AND (?4 IS NULL OR owner = ?4)");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(params![month.as_millisecond(), QUICK, check, owner], |row| {
        Ok(Asks { asks: row.get(0)?, changed: row.get(1)?, quick: row.get(2)? })
    })?)
}

/// The last decided holds of a check: by an index that has their order, and no further back than they may reach.
fn last_of(connection: &Connection, check: &str, owner: Option<&str>) -> Result<Asks, StoreError> {
    let mine = if owner.is_some() { "owner = ?4 AND" } else { "?4 IS NULL AND" };
    let sql = format!(
        "SELECT count(*), coalesce(sum(changed), 0), coalesce(sum(quick), 0) FROM (
             SELECT max(changed) AS changed, coalesce(min(seconds), ?2) < ?2 AS quick FROM (
                 SELECT id, changed, seconds, decided FROM asked
                 WHERE {mine} check_id = ?1 AND decided IS NOT NULL ORDER BY decided DESC LIMIT {ROWS})
             GROUP BY id ORDER BY max(decided) DESC LIMIT ?3)"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(params![check, QUICK, LAST, owner], |row| {
        Ok(Asks { asks: row.get(0)?, changed: row.get(1)?, quick: row.get(2)? })
    })?)
}
