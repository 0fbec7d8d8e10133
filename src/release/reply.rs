//! What somebody says on the first line of their answer to a notice: one word, or what the step of the hold asks for. Words
//! of all three languages count: people do not always answer in the language they were written to in.

use super::friction::odd;
use super::{Confirmation, Required, friction};
use crate::parse::Structure;
use crate::store::Entry;

/// What an answer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Send it, with what the step asks for.
    Release(Vec<String>),
    /// Withdraw it.
    Cancel,
}

const RELEASE: &[&str] = &["RELEASE", "SENDEN", "ENVIAR"];
const CANCEL: &[&str] = &["CANCEL", "ABBRECHEN", "VERWERFEN", "CANCELAR"];

/// What the first line of the answer asks for.
///
/// # Errors
/// In words, when it is no command, or not enough for this hold.
pub(super) fn command(structure: &Structure, entry: &Entry) -> Result<Command, String> {
    let id = &entry.summary.id;
    if structure.alternatives_differ {
        return Err(format!("{id} was not touched: plain text and HTML of your answer say different things"));
    }
    let line = structure.own_text.lines().map(bare).find(|line| !line.is_empty()).unwrap_or_default();
    let word = line.to_uppercase();
    if CANCEL.contains(&word.as_str()) {
        return Ok(Command::Cancel);
    }
    let named: Vec<String> = if RELEASE.contains(&word.as_str()) { Vec::new() } else { domains(line) };
    let given = confirmed(entry, &named).ok_or_else(|| {
        format!("{id} was not touched: the first line of your answer is neither RELEASE nor CANCEL nor an odd domain")
    })?;
    match friction::check(entry, &Confirmation { confirmed: given.clone(), ..Confirmation::default() }) {
        Ok(()) => Ok(Command::Release(given)),
        Err(_) if Required::by(entry) == Required::SecondPerson => {
            Err(format!("{id} was not sent: a second person decides about it; you can answer CANCEL"))
        }
        Err(_) => Err(format!(
            "{id} was not sent: write the domain of each odd address on the first line, or the number of people where no \
             address is odd"
        )),
    }
}

/// A line without what people put around a word.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || ".,;:!\"'„“”«»*".contains(c))
}

fn domains(line: &str) -> Vec<String> {
    let words = line.split(|c: char| c.is_whitespace() || ",;".contains(c)).map(bare).filter(|word| !word.is_empty());
    words.map(|word| word.trim_start_matches('@').to_ascii_lowercase()).collect()
}

/// What these words confirm: each of them must be the domain of an odd recipient, or the number of people; `None` when one
/// is not.
fn confirmed(entry: &Entry, named: &[String]) -> Option<Vec<String>> {
    let mut confirmed = Vec::new();
    for name in named {
        let of_domain: Vec<String> = odd(entry)
            .filter(|row| row.recipient.address.domain().is_some_and(|domain| domain.as_str() == name))
            .map(|row| row.n.to_string())
            .collect();
        if of_domain.is_empty() && *name != entry.remaining().count().to_string() {
            return None;
        }
        confirmed.push(name.clone());
        confirmed.extend(of_domain);
    }
    Some(confirmed)
}
