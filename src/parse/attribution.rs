//! Lines that say who wrote what follows: `On … Anna Berg wrote:` as mail programs write them in many languages.

use super::own_words::starts_with;

/// How such a line begins and ends (lower case).
const SHAPES: &[(&str, &[&str])] = &[
    ("on ", &["wrote:", "wrote :", "writes:"]),
    ("am ", &["schrieb:", "geschrieben:", ">:"]),
    ("den ", &["skrev:", "schrieb:"]),
    ("el ", &["escribió:", "escribio:", "escribía:", "ha escrito:"]),
    ("en ", &["escribió:", "escribio:"]),
    ("le ", &["a écrit :", "a écrit:", "a écrit\u{a0}:"]),
    ("il ", &["ha scritto:"]),
    ("op ", &["schreef:"]),
    ("em ", &["escreveu:"]),
];
/// How one ends that begins with the name or the date.
const ENDS: &[&str] =
    &["wrote:", "geschrieben:", "schrieb:", "escribió:", "escribio:", "a écrit :", "ha scritto:", "schreef:"];
/// Lines over which programs wrap one.
const MOST_LINES: usize = 3;
/// The longest one, in octets.
const LONGEST: usize = 400;

/// How many lines an attribution at the top of `lines` takes.
pub(super) fn length(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim();
    // Cheap refusal for nearly every line.
    match SHAPES.iter().find(|(start, _)| starts_with(first, start)) {
        Some((_, ends)) => wrapped(lines, ends).or_else(|| named_first(first)),
        // s-nail puts the id on the next line.
        None if first.ends_with(" wrote in")
            && lines.get(1).is_some_and(|l| l.len() < LONGEST && l.trim().ends_with(">:")) =>
        {
            Some(2)
        }
        None => named_first(first),
    }
}

fn wrapped(lines: &[&str], ends: &[&str]) -> Option<usize> {
    let mut joined = String::new();
    for (index, line) in lines.iter().take(MOST_LINES).enumerate() {
        // A sentence of the sender's that stands above is no part of it.
        if line.trim().is_empty() || joined.trim_end().ends_with(['.', '!', '?']) && !ends_in_short_form(&joined) {
            return None;
        }
        joined.push_str(line.trim());
        if joined.len() > LONGEST {
            return None;
        }
        let lower = joined.to_lowercase();
        let ends_so = || ends.iter().any(|end| lower.ends_with(end));
        // `Am 3.11.2026 um 10:12 schrieb Anna Berg:` has the name behind the verb.
        let is_german = || lower.ends_with(':') && lower.contains(" schrieb ");
        if has_when_or_who(&lower) && (ends_so() || is_german()) {
            return Some(index + 1);
        }
        joined.push(' ');
    }
    None
}

/// `Mo., 3. Nov.` at the end of a wrapped line ends no sentence.
fn ends_in_short_form(text: &str) -> bool {
    let word = text.trim_end().trim_end_matches('.').rsplit(' ').next().unwrap_or_default();
    word.len() <= 4 || word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// `Anna Berg <anna@firm.example> hat am 3. November 2026 geschrieben:`, `Anna Berg schrieb am 03.11.26 um 10:12:`,
/// `2026-11-03 10:12 GMT+01:00 Anna Berg <anna@firm.example>:`, `Anna Berg wrote in <id>:`; all on one line.
fn named_first(line: &str) -> Option<usize> {
    if !line.ends_with(':') || line.len() > LONGEST {
        return None;
    }
    let lower = line.to_lowercase();
    let has_verb = ENDS.iter().any(|end| lower.ends_with(end))
        || [" schrieb am ", " wrote in ", " wrote on ", " escribió el "].iter().any(|verb| lower.contains(verb));
    let old_gmail = starts_with(line, "20") && lower.ends_with(">:") && lower.contains('@');
    let is_short = line.split_whitespace().count() <= 20;
    (is_short && has_when_or_who(&lower) && (has_verb || old_gmail)).then_some(1)
}

fn has_when_or_who(line: &str) -> bool {
    line.contains(|c: char| c.is_ascii_digit()) || line.contains('@')
}

/// Words between date and name, none of which is a name.
const FILLERS: &[&str] = &[
    "am",
    "pm",
    "a.m.",
    "p.m.",
    "uhr",
    "um",
    "hat",
    "at",
    "a",
    "las",
    "la",
    "à",
    "le",
    "on",
    "el",
    "am:",
    "cet",
    "cest",
    "mez",
    "mesz",
    "utc",
    "gmt",
    "est",
    "edt",
    "pst",
    "pdt",
    "bst",
    "wet",
    "schrieb",
    "folgendes",
    "ha",
    "wrote",
    "escribió",
    "escribio",
    "geschrieben",
    "in",
    "via",
    "<",
    "p.",
    "m.",
    "m.,",
    "h",
    "h,",
];

/// Name and address in an attribution, as far as it has them.
pub(super) fn person(line: &str) -> (String, String) {
    let line = line.trim().trim_end_matches(':').trim_end();
    let (before, address) = split_address(line);
    let german = before.split_once(" schrieb ");
    let name = match german {
        // `Am … schrieb Anna Berg`, or `Anna Berg schrieb am …`.
        Some((head, tail)) if tail.chars().any(|c| c.is_ascii_digit()) => trailing_name(head),
        Some((_, tail)) => trailing_name(tail),
        None => trailing_name(without_verb(before)),
    };
    // `wrote in <id>`: what follows the verb is no address of a person.
    let address = if before.contains(" wrote in") { "" } else { address };
    (name, address.to_owned())
}

/// What stands before the address, and the address.
fn split_address(line: &str) -> (&str, &str) {
    let Some(at) = line.find('@') else { return (line, "") };
    let is_border = |c: char| c.is_whitespace() || "<>()[]\"',;".contains(c);
    let (head, tail) = line.split_at(at);
    let start = head.char_indices().rev().find(|(_, c)| is_border(*c)).map_or(0, |(i, c)| i + c.len_utf8());
    let end = at + tail.find(is_border).unwrap_or(tail.len());
    let address = line.get(start..end).unwrap_or_default();
    let address = address.strip_prefix("mailto:").unwrap_or(address).trim_end_matches(':');
    (line.get(..start).unwrap_or_default(), address)
}

fn without_verb(text: &str) -> &str {
    let text = text.trim();
    [" wrote", " escribió", " escribio", " a écrit", " ha scritto", " schreef", " geschrieben", " schrieb", " writes"]
        .iter()
        .find_map(|verb| text.strip_suffix(verb))
        .unwrap_or(text)
}

/// The words behind the last one that belongs to a date.
fn trailing_name(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_date = |word: &&str| {
        let bare = word.trim_matches([',', '(', ')', '<']).to_lowercase();
        word.bytes().any(|b| b.is_ascii_digit()) || FILLERS.contains(&bare.as_str()) || bare.is_empty()
    };
    let end = words.iter().rposition(|w| !is_date(w)).map_or(0, |at| at + 1);
    let words = words.get(..end).unwrap_or_default();
    let start = words.iter().rposition(is_date).map_or(0, |at| at + 1);
    let name = words.get(start..).unwrap_or_default().join(" ");
    name.trim_matches(|c: char| c.is_whitespace() || ",;:<>()[]\"'*".contains(c)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_mail_programs_say_who_wrote() {
        for (line, name, address) in [
            ("On Mon, 3 Nov 2026 at 10:12, Anna Berg <anna@firm.example> wrote:", "Anna Berg", "anna@firm.example"),
            ("On 03/11/2026 10:12, Anna Berg wrote:", "Anna Berg", ""),
            ("On Nov 3, 2026, at 10:12 AM, Berg, Anna <anna@firm.example> wrote:", "Berg, Anna", "anna@firm.example"),
            ("On Tue, Nov 03, 2026 at 10:12:05AM +0100, Anna Berg wrote:", "Anna Berg", ""),
            (
                "On Tuesday, November 3, 2026 at 10:12:05 AM GMT+1, Anna Berg <anna@firm.example> wrote:",
                "Anna Berg",
                "anna@firm.example",
            ),
            ("Am 03.11.2026 um 10:12 schrieb Anna Berg <anna@firm.example>:", "Anna Berg", "anna@firm.example"),
            ("Am 03.11.26 um 10:12 schrieb Anna Berg:", "Anna Berg", ""),
            ("Am Mo., 3. Nov. 2026 um 10:12 Uhr schrieb Anna <anna@firm.example>:", "Anna", "anna@firm.example"),
            (
                "Am Dienstag, 3. November 2026 um 10:12:05 MEZ hat Anna Berg <anna@firm.example> Folgendes geschrieben:",
                "Anna Berg",
                "anna@firm.example",
            ),
            ("Anna Berg schrieb am 03.11.2026 um 10:12:", "Anna Berg", ""),
            (
                "Anna Berg <anna@firm.example> hat am 03.11.2026 10:12 CET geschrieben:",
                "Anna Berg",
                "anna@firm.example",
            ),
            ("El lun, 3 nov 2026 a las 10:12, Ana (<ana@obra.example>) escribió:", "Ana", "ana@obra.example"),
            ("El 3/11/26 a las 10:12, Ana Ruiz escribió:", "Ana Ruiz", ""),
            (
                "En martes, 3 de noviembre de 2026, 10:12:05 CET, Ana Ruiz <ana@obra.example> escribió:",
                "Ana Ruiz",
                "ana@obra.example",
            ),
            ("2026-11-03 10:12 GMT+01:00 Anna Berg <anna@firm.example>:", "Anna Berg", "anna@firm.example"),
        ] {
            assert_eq!(length(&[line]), Some(1), "{line}");
            assert_eq!(person(line), (name.to_owned(), address.to_owned()), "{line}");
        }
    }

    #[test]
    fn ordinary_lines_do_not() {
        for line in [
            "On 3 Nov we meet",
            "On Monday we wrote: nothing",
            "Am 3. November treffen wir uns:",
            "El 3 de noviembre:",
            "Three things are open:",
            "In 2026 the board wrote in its letter of intent that these five points are to be settled first, and in this order:",
        ] {
            assert_eq!(length(&[line]), None, "{line}");
        }
    }
}
