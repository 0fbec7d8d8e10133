//! Parties from a table, as a firm exports it from its own system: CSV, one statement or more in a row.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::Date;

use super::problem::{Problem, nearest};
use super::sheet::{self, Row, Wrong};
use crate::base::text::is_hazard;
use crate::base::{Address, Domain, fold};
use crate::people::{Directory, Party, PartyKind, Term, TermKind, Wall};
use crate::rules::term_problem;

/// The columns there are; all but the first may be absent.
const COLUMNS: [&str; 9] = ["name", "kind", "domain", "person", "term", "matter", "file", "until", "wall"];

const KINDS: [PartyKind; 6] = [
    PartyKind::Internal,
    PartyKind::Client,
    PartyKind::Partner,
    PartyKind::External,
    PartyKind::Freemail,
    PartyKind::Blocked,
];

/// Adds the parties of the table `text` to `directory`; rows with the name of a party that is there add to it. `file` is
/// the name shown in problems.
///
/// # Errors
/// Every wrong line, at most 50 of them.
pub fn add_parties(file: &str, text: &str, directory: &mut Directory) -> Result<(), Vec<Problem>> {
    let mut known = Known::of(directory);
    sheet::read(file, text, &COLUMNS, |row, wrong| Table { directory, known: &mut known, wrong }.row(row))
}

/// What was there before the row that is read.
struct Known {
    /// Where each party stands in the directory, by folded name, and whether its kind has been told.
    places: HashMap<String, (usize, bool)>,
    /// Which party has a domain or an address.
    owners: HashMap<String, String>,
}

impl Known {
    fn of(directory: &Directory) -> Known {
        let mut owners: HashMap<String, String> =
            directory.domains.iter().map(|own| (own.as_str().to_owned(), "the own organisation".to_owned())).collect();
        let mut places = HashMap::new();
        for (i, party) in directory.parties.iter().enumerate() {
            places.insert(fold::folded(&party.name), (i, true));
            owners.extend(party.domains.iter().map(|d| (d.as_str().to_owned(), party.name.clone())));
            owners.extend(party.people.iter().map(|a| (a.key().to_owned(), party.name.clone())));
        }
        Known { places, owners }
    }
}

struct Table<'a, 'w> {
    directory: &'a mut Directory,
    known: &'a mut Known,
    wrong: &'a mut Wrong<'w>,
}

impl Table<'_, '_> {
    fn problem(&mut self, message: &str, hint: &str) {
        self.wrong.tell(message, hint);
    }

    fn row(&mut self, row: &Row<'_>) {
        let cell = |column: &str| row.cell(column);
        let Some(name) = cell("name") else { return self.problem("this line names no party", "fill the column name") };
        if name.chars().any(is_hazard) {
            return self.problem("a name has a control or invisible character", "remove it");
        }
        let Some(at) = self.party(name, cell("kind")) else { return };
        self.members(at, name, cell("domain"), cell("person"));
        let until = match cell("until") {
            None => None,
            Some(text) => match text.parse::<Date>() {
                Ok(day) => Some(day),
                Err(_) => return self.problem(&format!("`{text}` is no day"), "write such as 2027-03-31"),
            },
        };
        let terms = [TermKind::Words, TermKind::Matter, TermKind::File];
        let terms: Vec<(TermKind, &str)> =
            terms.into_iter().filter_map(|kind| Some((kind, cell(kind.word())?))).collect();
        if until.is_some() && terms.is_empty() && cell("wall").is_none() {
            self.problem("`until` stands alone", "it ends a term, matter, file or wall of the same line");
        }
        for (kind, text) in terms {
            if let Some(why) = term_problem(kind, text) {
                self.problem(&format!("`{text}`: {why}"), "write a longer one");
            } else if let Some(party) = self.directory.parties.get_mut(at) {
                party.terms.push(Term { kind, text: text.to_owned(), until });
            }
        }
        if let Some(other) = cell("wall") {
            let between = vec![name.to_owned(), other.to_owned()];
            self.directory.walls.push(Wall { between, until, reason: String::new() });
        }
    }

    /// Where the party of this name is, new or known; `None` when its kind is wrong.
    fn party(&mut self, name: &str, kind: Option<&str>) -> Option<usize> {
        let kind = match kind {
            None => None,
            Some(word) => match KINDS.into_iter().find(|kind| kind.word() == word.to_lowercase()) {
                Some(kind) => Some(kind),
                None => {
                    let words = KINDS.map(PartyKind::word);
                    let hint = nearest(word, words).map_or_else(
                        || format!("there are {}", words.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.problem(&format!("`{word}` is no kind of party"), &hint);
                    return None;
                }
            },
        };
        let key = fold::folded(name);
        let Some((at, told)) = self.known.places.get(&key).copied() else {
            let at = self.directory.parties.len();
            let (name, kind, told) = (name.to_owned(), kind.unwrap_or(PartyKind::External), kind.is_some());
            self.directory.parties.push(Party {
                name,
                kind,
                domains: Vec::new(),
                people: Vec::new(),
                terms: Vec::new(),
            });
            self.known.places.insert(key, (at, told));
            return Some(at);
        };
        if let (Some(kind), Some(party)) = (kind, self.directory.parties.get_mut(at)) {
            if told && party.kind != kind {
                let message = format!("{name} is of kind `{}` already", party.kind.word());
                self.problem(&message, "give a party one kind");
                return None;
            }
            party.kind = kind;
            self.known.places.insert(key, (at, true));
        }
        Some(at)
    }

    fn members(&mut self, at: usize, name: &str, domain: Option<&str>, person: Option<&str>) {
        let domain = domain.and_then(|text| self.owned::<Domain>(name, text, Domain::as_str));
        let person = person.and_then(|text| self.owned::<Address>(name, text, Address::key));
        if let Some(party) = self.directory.parties.get_mut(at) {
            party.domains.extend(domain);
            party.people.extend(person);
        }
    }

    /// What `text` says, when it is new; told when another party has it. A firm's export repeats a domain in each row.
    fn owned<T: FromStr<Err: Display>>(&mut self, name: &str, text: &str, key: fn(&T) -> &str) -> Option<T> {
        let value = match text.parse::<T>() {
            Ok(value) => value,
            Err(error) => {
                self.problem(&error.to_string(), "");
                return None;
            }
        };
        match self.known.owners.get(key(&value)).cloned() {
            None => {
                self.known.owners.insert(key(&value).to_owned(), name.to_owned());
                Some(value)
            }
            Some(owner) if fold::folded(&owner) == fold::folded(name) => None,
            Some(owner) => {
                self.problem(&format!("`{text}` already belongs to {owner}"), "keep it in one place");
                None
            }
        }
    }
}
