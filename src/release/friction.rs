//! What each step of the ladder asks of the person who releases a hold. The command line and the page ask the same.

use super::ReleaseError;
use crate::base::{Address, Id, Step};
use crate::rules::Repair;
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
    /// Seconds between the page and the decision, where there was a page.
    pub seconds: Option<f64>,
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
            if missing.is_empty() {
                return Ok(());
            }
            let who: Vec<String> =
                missing.iter().map(|row| format!("{} ({id}/{})", row.recipient.address, row.n)).collect();
            let all: Vec<String> = numbers.iter().map(|n| format!("--confirm {n}")).collect();
            let verb = if missing.len() == 1 { "needs" } else { "need" };
            (format!("{} {verb} a look", who.join(", ")), format!("outguard release {id} {}", all.join(" ")))
        }
        Required::Type(_) => return check_typed(entry, given),
        Required::SecondPerson => ("a second person decides about it".to_owned(), format!("outguard cancel {id}")),
    };
    let mut hints = repair_commands(entry);
    hints.push(hint);
    Err(ReleaseError::Friction { id: id.clone(), what, hints })
}

/// Checks that what is odd was typed.
pub(super) fn check_typed(entry: &Entry, given: &Confirmation) -> Result<(), ReleaseError> {
    let (id, texts) = (&entry.summary.id, typed_texts(entry));
    let typed = |text: &String| given.confirmed.iter().any(|c| c.trim().eq_ignore_ascii_case(text));
    if texts.iter().all(typed) {
        return Ok(());
    }
    let all: Vec<String> = texts.iter().map(|text| format!("--confirm {text}")).collect();
    let mut hints = repair_commands(entry);
    hints.push(format!("outguard release {id} {}", all.join(" ")));
    let what = format!("type {} to show that you mean it", texts.join(" and "));
    Err(ReleaseError::Friction { id: id.clone(), what, hints })
}

/// The odd recipients; where the findings are about the message, everybody outside.
pub(super) fn odd(entry: &Entry) -> impl Iterator<Item = &RecipientRow> {
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

/// A repair the findings offer, with all recipients it is offered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// `replace`, `remove`, `bcc`, `draft`.
    pub verb: &'static str,
    /// Who to put in the place of the recipient.
    pub address: Option<Address>,
    /// The recipients, by number; none for `draft`.
    pub numbers: Vec<usize>,
}

/// The repairs the findings offer, best first and each once.
pub fn offers(entry: &Entry) -> Vec<Offer> {
    // Findings count the recipients that were judged: those that have not been removed.
    let numbers: Vec<usize> = entry.remaining().map(|row| row.n).collect();
    let mut offers: Vec<Offer> = Vec::new();
    for repair in entry.verdict.findings.iter().filter(|f| f.step > Step::Pass).flat_map(|f| &f.repairs) {
        let (verb, recipient, address) = match repair {
            Repair::Replace { recipient, address } => ("replace", Some(recipient), Some(address)),
            Repair::Remove { recipient } => ("remove", Some(recipient), None),
            Repair::Bcc { recipient } => ("bcc", Some(recipient), None),
            Repair::Draft => ("draft", None, None),
        };
        let number = recipient.and_then(|i| numbers.get(*i).copied());
        match offers.iter_mut().find(|known| known.verb == verb && known.address.as_ref() == address) {
            Some(known) => known.numbers.extend(number.filter(|n| !known.numbers.contains(n))),
            None => offers.push(Offer { verb, address: address.cloned(), numbers: number.into_iter().collect() }),
        }
    }
    for offer in &mut offers {
        offer.numbers.sort_unstable();
    }
    offers
}

/// The same as commands; recipients who share a repair share its command (`outguard bcc K7Q2/1-40`).
pub fn repair_commands(entry: &Entry) -> Vec<String> {
    offers(entry).iter().map(|offer| typed(&entry.summary.id, offer)).collect()
}

fn typed(id: &Id, offer: &Offer) -> String {
    let recipients = ranges(&offer.numbers);
    match (offer.verb, &offer.address) {
        ("draft", _) => format!("outguard cancel {id} --draft draft.eml"),
        (verb, Some(address)) => format!("outguard {verb} {id}/{recipients} {address}"),
        (verb, None) => format!("outguard {verb} {id}/{recipients}"),
    }
}

/// `1-3,7` for 1, 2, 3 and 7.
pub fn ranges(numbers: &[usize]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let shown = runs.filter_map(|run| match run {
        [] => None,
        [one] => Some(one.to_string()),
        [first, .., last] => Some(format!("{first}-{last}")),
    });
    shown.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_numbers_are_shown_as_ranges() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3,7,9-10");
        assert_eq!(ranges(&[]), "");
    }
}
