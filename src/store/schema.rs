//! Tables and their migrations. Each migration runs once; all that are missing run in one transaction with the number they
//! leave behind.

use rusqlite::Connection;

use super::{StoreError, chain};

/// All migrations in order; the schema version of a store is how many of them it has seen. Never edit one that has
/// shipped: add the next.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
    include_str!("migrations/0008.sql"),
    include_str!("migrations/0009.sql"),
    include_str!("migrations/0010.sql"),
    include_str!("migrations/0011.sql"),
    include_str!("migrations/0012.sql"),
    include_str!("migrations/0013.sql"),
    include_str!("migrations/0014.sql"),
    include_str!("migrations/0015.sql"),
    include_str!("migrations/0016.sql"),
    include_str!("migrations/0017.sql"),
];

/// The schema from which on the journal is chained; the lines from before are chained by the migration.
const CHAINED: usize = 8;

/// The newest schema known here.
pub(super) fn newest() -> usize {
    MIGRATIONS.len()
}

/// Brings the store to the newest schema.
///
/// # Errors
/// [`StoreError::Newer`] when a newer Outguard has written it: an old one must not guess what new columns mean.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let seen: usize =
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?.try_into().unwrap_or(0);
    if seen > MIGRATIONS.len() {
        return Err(StoreError::Newer { found: seen, known: MIGRATIONS.len() });
    }
    if seen == MIGRATIONS.len() {
        return Ok(());
    }
    // All or none: a store is never found between two schemas, and a new one costs one sync.
    // Immediate: of two processes that open a new store at once, the second waits and then finds the work done.
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let seen: usize =
        transaction.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?.try_into().unwrap_or(0);
    for (i, sql) in MIGRATIONS.iter().enumerate().skip(seen) {
        transaction.execute_batch(sql)?;
        if i + 1 == CHAINED {
            chain::chain_all(&transaction)?;
        }
        transaction.pragma_update(None, "user_version", i64::try_from(i + 1).unwrap_or(i64::MAX))?;
        crate::base::killpoint::reached("U1");
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing_and_a_newer_store_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::Newer { .. })));
    }
}
