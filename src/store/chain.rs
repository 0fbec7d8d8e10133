//! The journal's chain: each line carries the SHA-256 of the line before and of itself, so that one that is changed, taken
//! out, moved or put in does not go unseen. Whoever can write the store can make the whole chain anew; a head that was
//! copied elsewhere finds that too (`verify.rs`).
//!
//! `chain = SHA-256(chain of the line before ‖ seq ‖ at ‖ len id ‖ id ‖ len kind ‖ kind ‖ data)`, numbers as 64 bits, big
//! end first; before the first line stand 32 zero octets.

use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use super::{Store, StoreError};

/// What chains one line to all before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link(pub(super) [u8; 32]);

impl Link {
    /// Reads what a line carries; `None` when that was not written by us.
    pub(super) fn read(bytes: &[u8]) -> Option<Link> {
        bytes.try_into().ok().map(Link)
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The end of the journal at some moment, to be kept where nobody who can write the store can write too: `41:9f86d0…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last line; 0 = there is none.
    pub seq: i64,
    /// What it carries.
    pub link: Link,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.link)
    }
}

/// The text is no head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a head is a number, a colon and 64 hexadecimal digits, as `outguard journal head` prints it")]
pub struct NotAHead;

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Head, NotAHead> {
        let (seq, hex) = text.trim().split_once(':').ok_or(NotAHead)?;
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or(NotAHead)?;
        if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAHead);
        }
        let mut link = [0; 32];
        for (byte, at) in link.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| NotAHead)?;
        }
        Ok(Head { seq, link: Link(link) })
    }
}

/// A line as it is chained.
#[derive(Clone, Copy)]
pub(super) struct Linked<'a> {
    pub(super) seq: i64,
    /// Milliseconds since 1970.
    pub(super) at: i64,
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    pub(super) data: &'a str,
}

impl Linked<'_> {
    /// What this line carries after one that carries `before`.
    pub(super) fn after(self, before: &Link) -> Link {
        let mut hash = Sha256::new();
        hash.update(before.0);
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        for text in [self.id, self.kind] {
            // Its length first, so that no letter can move from one text into the next.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.update(self.data);
        Link(hash.finalize().into())
    }
}

/// Where the next line stands and what it follows. Several processes write the journal: only inside the transaction that
/// writes the line is this true.
///
/// The number comes from SQLite's own counter, which keeps what it has given out: after lines were cut from the end, the
/// next one leaves a gap.
pub(super) fn end(connection: &Connection) -> Result<Head, StoreError> {
    let (counted, last, link): (i64, i64, Vec<u8>) = connection
        .prepare_cached(
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'journal'), 0), coalesce(max(seq), 0),
                    coalesce((SELECT chain FROM journal ORDER BY seq DESC LIMIT 1), x'') FROM journal",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    // A line that is not ours is followed as if it carried nothing; verifying tells of it.
    Ok(Head { seq: counted.max(last), link: Link::read(&link).unwrap_or_default() })
}

/// Chains the lines a store has from before there was a chain.
pub(super) fn chain_all(connection: &Connection) -> Result<(), StoreError> {
    let mut lines = connection.prepare("SELECT seq, at, id, kind, data FROM journal ORDER BY seq")?;
    let mut update = connection.prepare("UPDATE journal SET chain = ?2 WHERE seq = ?1")?;
    let mut rows = lines.query([])?;
    let mut before = Link::default();
    while let Some(row) = rows.next()? {
        let (id, kind, data): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let line = Linked { seq: row.get(0)?, at: row.get(1)?, id: &id, kind: &kind, data: &data };
        before = line.after(&before);
        update.execute(params![line.seq, before.0.as_slice()])?;
    }
    Ok(())
}

impl Store {
    /// The end of the journal now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn head(&self) -> Result<Head, StoreError> {
        self.readers
            .read(|connection| {
                let last = "SELECT seq, chain FROM journal ORDER BY seq DESC LIMIT 1";
                let mut statement = connection.prepare_cached(last)?;
                let mut rows = statement.query([])?;
                let Some(row) = rows.next()? else { return Ok(Head { seq: 0, link: Link::default() }) };
                let link: Vec<u8> = row.get(1)?;
                Ok(Head { seq: row.get(0)?, link: Link::read(&link).unwrap_or_default() })
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_and_nothing_else_is_one() {
        let head = Head { seq: 41, link: Link([0x9f; 32]) };
        assert_eq!(head.to_string().parse(), Ok(head));
        let hex = "9f".repeat(32);
        for text in ["", "41", "41:", &format!("41:{}", &hex[2..]), &format!("-1:{hex}"), &format!("41:+{}", &hex[1..])]
        {
            assert_eq!(text.parse::<Head>(), Err(NotAHead), "{text}");
        }
    }

    #[test]
    fn every_member_of_a_line_and_the_line_before_are_in_its_link() {
        let line = Linked { seq: 1, at: 2, id: "K7Q2", kind: "joined", data: "{}" };
        let link = line.after(&Link::default());
        for other in [
            Linked { seq: 2, ..line },
            Linked { at: 3, ..line },
            Linked { id: "K7Q", kind: "2joined", ..line },
            Linked { kind: "join", data: "ed{}", ..line },
            Linked { data: "{ }", ..line },
        ] {
            assert_ne!(other.after(&Link::default()), link);
        }
        assert_ne!(line.after(&link), link);
    }
}
