//! Addresses and numbers made unrecognisable for copies that leave the house: a report must not leak a second time.

use crate::base::text::{masked, one_line};

/// The longest text that is repeated, in characters.
const LONGEST: usize = 2000;

/// So many digits together are a number of somebody, and not a date or a time.
const DIGITS: usize = 9;

/// `k…@kita.example`: the organisation can be told, the person cannot.
pub(super) fn address(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            one_line(&format!("{first}…@{domain}"), LONGEST)
        }
        None => one_line(address, LONGEST),
    }
}

/// What somebody wrote, without whole addresses, long numbers and the subject of what leaked.
pub(super) fn text(text: &str, subject: &str) -> String {
    let text = one_line(text, LONGEST);
    let subject = one_line(subject.trim(), LONGEST);
    let text = if subject.chars().count() > 3 { text.replace(&subject, "…") } else { text };
    let mut out: Vec<String> = Vec::new();
    let mut group: Vec<&str> = Vec::new();
    for word in text.split(' ') {
        if is_number(word) {
            group.push(word);
            continue;
        }
        out.extend(number(&mut group));
        out.push(if word.contains('@') { address(word) } else { word.to_owned() });
    }
    out.extend(number(&mut group));
    out.join(" ")
}

/// Words that are numbers, joined to one that is masked where it is long.
fn number(group: &mut Vec<&str>) -> Option<String> {
    let whole = group.join(" ");
    let digits = whole.bytes().filter(u8::is_ascii_digit).count();
    group.clear();
    match (whole.is_empty(), digits >= DIGITS) {
        (true, _) => None,
        (_, true) => Some(masked(&whole)),
        (_, false) => Some(whole),
    }
}

/// Whether at least half of it is digits, and it is neither a date nor a time.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let parts: Vec<&str> = word.trim_matches([',', ';', '.']).split(['-', '.', '/']).collect();
    let is_date = parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.len() <= 4) && digits <= 8;
    digits > 0 && digits >= letters && !is_date && !word.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organisation_can_be_told_and_the_person_cannot() {
        assert_eq!(address("kellner@kita.example"), "k…@kita.example");
        assert_eq!(address("at the counter"), "at the counter");
    }

    #[test]
    fn long_numbers_addresses_and_the_subject_are_masked_and_dates_are_not() {
        let told = text("Called +49 30 1234 5678 about Cutting costs, he is kellner@kita.example", "Cutting costs");
        assert_eq!(told, "Called +493…5678 about …, he is k…@kita.example");
        let told = text("paid to DE89 3704 0044 0532 0130 00 on 2026-11-20 at 16:10, 300 people", "");
        assert_eq!(told, "paid to DE89…3000 on 2026-11-20 at 16:10, 300 people");
    }
}
