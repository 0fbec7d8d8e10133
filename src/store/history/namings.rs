//! What somebody may be named by in what senders have learnt: all their names, but for given names that are others', too.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::super::StoreError;
use super::HistoryKey;
use super::learn::number_of;
use crate::base::Address;
use crate::people::history::{Naming, Trace};

/// What somebody may be named by, to each sender.
pub(super) struct Namings {
    to_all: Naming,
    /// To senders (their numbers) who know others with the same given name, or have it.
    to_some: HashMap<i64, Naming>,
}

impl Namings {
    /// For `contact`, in the mail of `owner` (the compared form of an address) or of everybody.
    pub(super) fn of(
        connection: &Connection,
        contact: &Address,
        owner: Option<&str>,
        key: &HistoryKey,
    ) -> Result<Namings, StoreError> {
        let key = &key.key;
        let to_all = Naming::of(contact, &names_of(connection, contact, owner)?, key);
        let mut namesakes: HashMap<i64, Vec<(Address, String)>> = HashMap::new();
        let mut add = |of: &[i64], address: &str, name: &str| {
            let address = address.parse::<Address>().ok();
            if let Some(address) = address
                .filter(|address| to_all.is_namesake(address, name, key) || to_all.is_greeted_alike(address, name, key))
            {
                of.iter().for_each(|of| namesakes.entry(*of).or_default().push((address.clone(), name.to_owned())));
            }
        };
        // Senders put their own names below their mail.
        let senders = senders(connection)?;
        senders.iter().for_each(|(address, of)| add(&[*of], address, ""));
        let mut statement = connection.prepare_cached(
            "SELECT o.n, c.key, c.address, c.name FROM contact c JOIN correspondent o ON o.key = c.owner WHERE c.key <> ?1",
        )?;
        let mut rows = statement.query([contact.key()])?;
        while let Some(row) = rows.next()? {
            let (of, known): (i64, String) = (row.get(0)?, row.get(1)?);
            let (address, name): (String, String) = (row.get(2)?, row.get(3)?);
            let of: Vec<i64> = [of].into_iter().chain(senders.get(&known).copied()).collect();
            add(&of, &address, &name);
        }
        let beside = |people: Vec<(Address, String)>| {
            to_all.beside(people.iter().map(|(address, name)| (address, name.as_str())), key)
        };
        let to_some = namesakes.into_iter().map(|(of, people)| (of, beside(people))).collect();
        Ok(Namings { to_all, to_some })
    }

    /// In the mail of the sender with this number.
    pub(super) fn by(&self, owner: i64) -> &Naming {
        self.to_some.get(&owner).unwrap_or(&self.to_all)
    }
}

/// The addresses (compared forms) of everybody who has sent what is kept, and the number their history is kept under.
fn senders(connection: &Connection) -> Result<HashMap<String, i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT key, n FROM correspondent WHERE n IN (SELECT DISTINCT owner FROM trace) UNION ALL
         SELECT key, same FROM correspondent WHERE same IN (SELECT DISTINCT owner FROM trace)",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What `contact` was called, in mail to them and from them.
fn names_of(connection: &Connection, contact: &Address, owner: Option<&str>) -> Result<Vec<String>, StoreError> {
    let Some(owner) = number_of(connection, owner)? else { return Ok(Vec::new()) };
    let mut names: BTreeSet<String> = BTreeSet::new();
    // What others here call them is their name, too.
    let mut called = connection.prepare_cached(
        "SELECT name FROM contact WHERE key = ?1 AND name <> '' UNION
         SELECT h.name FROM heard h JOIN correspondent c ON c.n = h.contact WHERE c.key = ?1 AND h.name <> ''",
    )?;
    let rows = called.query_map([contact.key()], |row| row.get(0))?;
    names.extend(rows.collect::<Result<Vec<String>, _>>()?);
    let mut statement = connection.prepare_cached("SELECT data FROM trace WHERE ?1 IS NULL OR owner = ?1")?;
    let mut rows = statement.query([owner])?;
    while let Some(row) = rows.next()? {
        let Ok(trace) = Trace::decode(row.get_ref(0)?.as_blob().unwrap_or_default()) else { continue };
        let of = trace.recipients().iter().filter(|one| one.address == *contact && !one.name.is_empty());
        names.extend(of.map(|one| one.name.clone()));
    }
    Ok(names.into_iter().collect())
}
