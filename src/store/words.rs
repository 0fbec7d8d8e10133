//! Words to search by: kept beside each submission, in the transaction that stores or changes it, so that no search finds
//! what is no longer so. SQLite's FTS5 holds them without the texts; accents and case are folded by its tokenizer.

use rusqlite::{Connection, params};

use super::StoreError;
use super::entry::RecipientRow;
use crate::base::Id;

/// Most words of a search that are looked at.
const MOST: usize = 8;

/// Characters of a word that are looked at.
const LONGEST: usize = 40;

/// As in `migrations/0005.sql`, for one submission.
const INDEX: &str = "
    INSERT OR REPLACE INTO words (rowid, id, subject, sender, recipients, headline, keys)
    SELECT s.n, s.id, s.subject, s.owner,
           (SELECT group_concat(r.address || ' ' || r.name, ' ') FROM recipient r WHERE r.id = s.id),
           s.headline,
           'o' || hex(s.owner) || coalesce(
               (SELECT group_concat(' c' || hex(f.value ->> 'check'), '') FROM json_each(s.verdict, '$.findings') f
                WHERE f.value ->> 'step' <> 'note'), '')
    FROM submission s WHERE s.id = ?1 AND s.tab IS NOT NULL";

/// Makes `id` findable by what it says now; our own messages are in no list and need no words.
pub(super) fn index(connection: &Connection, id: &Id) -> Result<(), StoreError> {
    connection.prepare_cached(INDEX)?.execute(params![id.as_str()])?;
    Ok(())
}

/// Whether `rows` are findable by other words than the recipients of `id` that are stored; most changes are about states.
pub(super) fn differ(connection: &Connection, id: &Id, rows: &[RecipientRow]) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT address, name FROM recipient WHERE id = ?1 ORDER BY n")?;
    let stored = statement.query_map([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let stored: Vec<(String, String)> = stored.collect::<Result<_, _>>()?;
    let same = |row: &RecipientRow, (address, name): &(String, String)| {
        row.recipient.address.as_str() == address && row.name == *name
    };
    Ok(stored.len() != rows.len() || !rows.iter().zip(&stored).all(|(row, stored)| same(row, stored)))
}

/// The FTS5 expression for what all of `words` begin, in subjects only where those may be seen, narrowed to an owner and a
/// check. `None` when there is nothing to look for by words or check.
pub(super) fn expression(words: &str, subjects: bool, owner: Option<&str>, check: Option<&str>) -> Option<String> {
    let columns = if subjects { "id subject sender recipients headline" } else { "id sender recipients headline" };
    let words = terms(words);
    let mut parts = Vec::new();
    if !words.is_empty() {
        parts.push(format!("{{{columns}}} : ({})", words.join(" ")));
    }
    parts.extend(check.map(|check| format!("keys : c{}", hex(check))));
    if parts.is_empty() {
        return None;
    }
    parts.extend(owner.map(|owner| format!("keys : o{}", hex(owner))));
    Some(parts.join(" AND "))
}

/// What was typed, as FTS5 terms: split where its tokenizer splits, each the beginning of a word; a single character only
/// stands for itself, for half of all words begin with it.
fn terms(words: &str) -> Vec<String> {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MOST);
    words
        .map(|word| {
            let word: String = word.chars().take(LONGEST).collect();
            let star = if word.chars().nth(1).is_some() { "*" } else { "" };
            format!("\"{word}\"{star}")
        })
        .collect()
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_is_words_and_never_an_expression() {
        assert_eq!(terms("bob.tanaka@Examp1e.com"), ["\"bob\"*", "\"tanaka\"*", "\"Examp1e\"*", "\"com\"*"]);
        assert_eq!(terms("\"a\" OR keys:* NOT (x^2)"), ["\"a\"", "\"OR\"*", "\"keys\"*", "\"NOT\"*", "\"x\"", "\"2\""]);
        assert_eq!(terms(" -- ***"), Vec::<String>::new());
        assert_eq!(terms(&"w ".repeat(50)).len(), MOST);
    }

    #[test]
    fn a_search_is_narrowed_by_whose_it_is() {
        assert_eq!(expression("  ", true, Some("a@b"), None), None);
        let found = expression("q3", false, Some("a@b"), Some("x/y")).unwrap();
        assert_eq!(found, "{id sender recipients headline} : (\"q3\"*) AND keys : c782f79 AND keys : o614062");
    }
}
