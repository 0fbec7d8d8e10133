//! Who took part in what is quoted, as attributions and header blocks within it say.

use std::collections::HashSet;

use super::own_words::{begins_block, is_divider, notes_block, starts_with, unquoted};
use super::{Mailbox, attribution};
use crate::base::Address;

/// More people than this say nothing new.
const MOST: usize = 50;
/// Longer lines hold no names, or more than are kept.
const LONGEST: usize = 20_000;
/// Lines of a header block that are looked at.
const LONGEST_BLOCK: usize = 40;

/// Fields of a header block that hold people, lower case.
const FIELDS: &[&str] = &[
    "from",
    "von",
    "de",
    "desde",
    "to",
    "an",
    "para",
    "cc",
    "kopie",
    "kopie (cc)",
    "con copia",
    "copia",
    "bcc",
    "cco",
];

/// The people, each once, without repeats.
#[derive(Debug, Default)]
pub(super) struct People {
    list: Vec<Mailbox>,
    seen: HashSet<String>,
}

impl People {
    /// The list.
    pub(super) fn into_vec(self) -> Vec<Mailbox> {
        self.list
    }

    /// Adds those that a quoted text names.
    pub(super) fn read(&mut self, quoted: &str) {
        let lines: Vec<&str> = quoted.lines().map(|line| unquoted(line).trim()).collect();
        let (mut at, mut divided) = (0, false);
        while let Some(line) = lines.get(at).filter(|_| self.list.len() < MOST) {
            let rest = lines.get(at..).unwrap_or_default();
            if let Some(length) = attribution::length(rest) {
                let (name, address) =
                    attribution::person(&rest.iter().take(length).copied().collect::<Vec<_>>().join(" "));
                self.add(Mailbox { name, address: address.parse().ok(), written: address });
                at += length;
                continue;
            }
            if let Some(notes) = notes_block(rest) {
                person(notes.author).into_iter().for_each(|person| self.add(person));
                at += notes.lines;
                // What stands between the date and the fields is no header.
                at += lines.iter().skip(at).take_while(|line| !is_header(line)).count();
                at += self.block(lines.get(at..).unwrap_or_default());
                continue;
            }
            if begins_block(rest) || (divided && is_header(line)) {
                at += self.block(rest);
                divided = false;
                continue;
            }
            divided = is_divider(line) || (divided && line.is_empty());
            at += 1;
        }
    }

    /// Adds one.
    pub(super) fn add(&mut self, person: Mailbox) {
        let key = match &person.address {
            Some(address) => address.key().to_owned(),
            None => person.name.to_lowercase(),
        };
        if self.list.len() < MOST && !key.trim().is_empty() && self.seen.insert(key) {
            if person.address.is_some() {
                self.seen.insert(person.name.to_lowercase());
            }
            self.list.push(person);
        }
    }

    /// Reads the header block at the top of `lines`; how many lines it takes.
    fn block(&mut self, lines: &[&str]) -> usize {
        let mut value = String::new();
        let mut length = 0;
        for line in lines.iter().take(LONGEST_BLOCK).take_while(|line| !line.is_empty()) {
            length += 1;
            if let Some(people) = field(line) {
                self.list_of(&std::mem::take(&mut value));
                value.push_str(people);
            } else if value.trim_end().ends_with([',', ';']) && line.len() < LONGEST {
                value.push_str(line);
            } else {
                self.list_of(&std::mem::take(&mut value));
            }
        }
        self.list_of(&value);
        length.max(1)
    }

    /// `Anna Berg <anna@firm.example>; Berg, Anna [mailto:anna@firm.example]; Eva Sato`.
    fn list_of(&mut self, value: &str) {
        if value.trim().is_empty() || value.len() > LONGEST {
            return;
        }
        // Outlook parts people by semicolons and writes `Berg, Anna`; others by commas, and some write that too.
        let separator = if value.contains(';') { ';' } else { ',' };
        let mut family = String::new();
        for one in value.split(separator).map(|one| one.trim_matches(|c: char| c == '*' || c.is_whitespace())) {
            let is_half = separator == ',' && !one.contains('@') && !one.contains(' ') && family.is_empty();
            if is_half {
                one.clone_into(&mut family);
                continue;
            }
            let whole =
                if family.is_empty() { one.to_owned() } else { format!("{}, {one}", std::mem::take(&mut family)) };
            person(&whole).into_iter().for_each(|person| self.add(person));
        }
        person(&family).into_iter().for_each(|person| self.add(person));
    }
}

/// Whether a line below a divider is a field: the block may begin with any.
fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| (2..20).contains(&name.trim().len()))
}

/// What stands behind the name of a field with people.
fn field(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '*', '\u{a0}']);
    if line.len() > LONGEST {
        return None;
    }
    let (name, value) = line.split_once(':')?;
    let name = name.trim_matches([' ', '*', '\u{a0}']);
    FIELDS
        .iter()
        .any(|f| name.len() == f.len() && starts_with(name, f))
        .then(|| value.trim_matches(|c: char| c == '*' || c.is_whitespace()))
}

/// One person as header blocks write them.
fn person(written: &str) -> Option<Mailbox> {
    if written.is_empty() || written.len() > 300 {
        return None;
    }
    if !written.contains('@') {
        let name = written.trim_matches(['"', '\'', ' ']).to_owned();
        return Some(Mailbox { name, address: None, written: written.to_owned() });
    }
    let marked = written.replace("[mailto:", "<").replace("<mailto:", "<").replace(']', ">");
    let (name, address) = marked.split_once('<').unwrap_or(("", &marked));
    let address = address.split('>').next().unwrap_or_default().trim();
    let name = name.trim_matches(['"', '\'', ' ', '(']).to_owned();
    let parsed = address.parse::<Address>().ok();
    // Notes writes `Anna Berg/Firm@Firm`.
    let name = if parsed.is_none() && name.is_empty() { written.to_owned() } else { name };
    Some(Mailbox { name, address: parsed, written: address.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(quoted: &str) -> Vec<String> {
        let mut people = People::default();
        people.read(quoted);
        let shown = |m: Mailbox| format!("{} <{}>", m.name, m.address.map(|a| a.to_string()).unwrap_or_default());
        people.into_vec().into_iter().map(shown).collect()
    }

    #[test]
    fn header_blocks_and_attributions_name_people() {
        let outlook = "Von: Berg, Anna <anna.berg@firm.example>\nGesendet: Montag\nAn: Eva Sato \
                       <eva@minami.example>; Martin Keller\nCc: 'Tom' <tom@firm.example>\nBetreff: x\n\nDe: nada";
        assert_eq!(
            people(outlook),
            [
                "Berg, Anna <anna.berg@firm.example>",
                "Eva Sato <eva@minami.example>",
                "Martin Keller <>",
                "Tom <tom@firm.example>"
            ]
        );
        let gmail = "---------- Forwarded message ---------\nDe: Ana Ruiz <ana@obra.example>\nDate: x\nTo: Eva \
                     <eva@minami.example>, Tom <tom@firm.example>\n\nOn 3 Nov 2026, at 10:12, Ana Ruiz <ana@obra.example> wrote:\n> x";
        assert_eq!(
            people(gmail),
            ["Ana Ruiz <ana@obra.example>", "Eva <eva@minami.example>", "Tom <tom@firm.example>"]
        );
        let notes =
            "Anna Berg\n\t03.11.2026 10:12\n\t\t\n\t\t To: Eva Sato/Firm@Firm\n\t\t cc: \n\t\t Subject: x\n\nhello";
        assert_eq!(people(notes), ["Anna Berg <>", "Eva Sato/Firm@Firm <>"]);
        assert_eq!(
            people("*From:* Anna [mailto:anna@firm.example]\n*Sent:* Monday\n*To:* Eva\n"),
            ["Anna <anna@firm.example>", "Eva <>"]
        );
    }

    #[test]
    fn ordinary_quotes_name_nobody_and_the_list_is_bounded() {
        assert!(people("To: be or not to be\nhello\nAn: x").is_empty());
        let many: String = (0..500).map(|i| format!("On 3 Nov 2026, a{i}@firm.example wrote:\n")).collect();
        assert_eq!(people(&many).len(), MOST);
    }
}
