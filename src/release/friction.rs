//! What each step of the ladder asks of the person who releases a hold. The command line and the page ask the same.

use super::ReleaseError;
use crate::base::{Id, Step};
use crate::store::{Entry, RecipientRow};

/// What a person gave along with a decision.
#[derive(Clone, Debug, Default)]
pub struct Confirmation {
    /// Odd recipients named one by one (`K7Q2/2`, `2`, or the address), or the odd domain or number of people typed.
    pub confirmed: Vec<String>,
    /// The reason in their words.
    pub reason: Option<String>,
    /// The seal of what they were shown.
    pub seal: Option<String>,
}

/// What a hold asks for before it is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// The decision alone.
    Nothing,
    /// Each of these recipients, by number.
    Tick(Vec<usize>),
    /// One of these texts: an odd domain, or the number of people.
    Type(Vec<String>),
    /// A second person.
    SecondPerson,
}

impl Required {
    /// What `entry` asks for.
    pub fn by(entry: &Entry) -> Required {
        match entry.summary.step {
            Step::Note | Step::Pass | Step::Delay | Step::Ask => Required::Nothing,
            Step::Tick => Required::Tick(odd(entry).map(|row| row.n).collect()),
            Step::Type => Required::Type(typed_texts(entry)),
            Step::Approve | Step::Refuse => Required::SecondPerson,
        }
    }
}

/// Checks what was given against what the step asks for.
pub(super) fn check(entry: &Entry, given: &Confirmation) -> Result<(), ReleaseError> {
    let id = &entry.summary.id;
    let (what, hint) = match Required::by(entry) {
        Required::Nothing => return Ok(()),
        Required::Tick(numbers) => {
            let missing = missing(entry, &numbers, &given.confirmed);
            let Some(first) = missing.first() else { return Ok(()) };
            let who: Vec<String> = missing.iter().map(|row| format!("{} ({id}/{})", row.recipient.address, row.n)).collect();
            let all: Vec<String> = numbers.iter().map(|n| format!("--confirm {n}")).collect();
            let verb = if missing.len() == 1 { "needs" } else { "need" };
            let _ = first;
            (format!("{} {verb} a look", who.join(", ")), format!("outguard release {id} {}", all.join(" ")))
        }
        Required::Type(texts) => {
            let typed = |text: &String| given.confirmed.iter().any(|c| c.trim().eq_ignore_ascii_case(text));
            if texts.iter().all(typed) {
                return Ok(());
            }
            let all: Vec<String> = texts.iter().map(|text| format!("--confirm {text}")).collect();
            (format!("type {} to show that you mean it", texts.join(" and ")), format!("outguard release {id} {}", all.join(" ")))
        }
        Required::SecondPerson => ("a second person decides about it".to_owned(), format!("outguard cancel {id}")),
    };
    let mut hints = repair_hints(entry, id);
    hints.push(hint);
    Err(ReleaseError::Friction { id: id.clone(), what, hints })
}

/// The odd recipients; where the findings are about the message, everybody outside.
fn odd(entry: &Entry) -> impl Iterator<Item = &RecipientRow> {
    let any_odd = entry.remaining().any(|row| row.odd);
    entry.remaining().filter(move |row| if any_odd { row.odd } else { row.kind != crate::people::PartyKind::Internal })
}

/// The domains of the odd recipients, or the number of people where nobody is odd.
fn typed_texts(entry: &Entry) -> Vec<String> {
    let odd: Vec<&RecipientRow> = entry.remaining().filter(|row| row.odd).collect();
    let mut domains: Vec<String> =
        odd.iter().filter_map(|row| row.recipient.address.domain()).map(ToString::to_string).collect();
    domains.sort_unstable();
    domains.dedup();
    if domains.is_empty() { vec![entry.remaining().count().to_string()] } else { domains }
}

fn missing<'e>(entry: &'e Entry, numbers: &[usize], confirmed: &[String]) -> Vec<&'e RecipientRow> {
    let named = |row: &RecipientRow| {
        confirmed.iter().any(|text| {
            let number = text.rsplit('/').next().unwrap_or(text);
            number == row.n.to_string() || text.eq_ignore_ascii_case(row.recipient.address.as_str())
        })
    };
    entry.remaining().filter(|row| numbers.contains(&row.n) && !named(row)).collect()
}

/// The repairs the findings offer, as commands, best first and each once.
pub(super) fn repair_hints(entry: &Entry, id: &Id) -> Vec<String> {
    use crate::rules::Repair;
    // Findings count the recipients that were judged, which a removed one no longer is.
    let numbers: Vec<usize> = entry.remaining().map(|row| row.n).collect();
    let named = |i: &usize| numbers.get(*i).map(|n| format!("{id}/{n}"));
    let mut hints = Vec::new();
    for repair in entry.verdict.findings.iter().filter(|f| f.step > Step::Pass).flat_map(|f| &f.repairs) {
        let hint = match repair {
            Repair::Replace { recipient, address } => named(recipient).map(|who| format!("outguard replace {who} {address}")),
            Repair::Remove { recipient } => named(recipient).map(|who| format!("outguard remove {who}")),
            Repair::Bcc { recipient } => named(recipient).map(|who| format!("outguard bcc {who}")),
            Repair::Draft => Some(format!("outguard cancel {id} --draft draft.eml")),
        };
        hints.extend(hint.filter(|hint| !hints.contains(hint)));
    }
    hints
}
