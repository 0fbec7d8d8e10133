//! Parties from a table, as a firm exports it from its own system: CSV, one statement or more in a row.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::problem::{Problem, nearest};
use crate::base::text::{is_hazard, one_line};
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

/// More problems than this are no longer a list somebody works through.
const MOST_PROBLEMS: usize = 50;

/// Adds the parties of the table `text` to `directory`; rows with the name of a party that is there add to it. `file` is
/// the name shown in problems.
///
/// # Errors
/// Every wrong line, at most 50 of them.
pub fn add_parties(file: &str, text: &str, directory: &mut Directory) -> Result<(), Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut table = Table::new(file, directory);
    let header = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t'].into_iter().max_by_key(|s| header.bytes().filter(|b| b == s).count());
    let mut reader = ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut columns: Option<Vec<&str>> = None;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                table.line = error.position().map_or(0, csv::Position::line);
                table.problem("this line cannot be read", "is a quotation mark not closed?");
                break;
            }
        };
        table.line = record.position().map_or(0, |position| line_of(position, text));
        match &columns {
            None => match table.header(&record) {
                Some(found) => columns = Some(found),
                None => break,
            },
            Some(columns) => table.row(columns, &record),
        }
    }
    if columns.is_none() && table.problems.is_empty() {
        table.problem("the table is empty", "its first line names the columns: name,kind,domain,…");
    }
    let mut problems = table.problems;
    problems.truncate(MOST_PROBLEMS);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

struct Table<'a> {
    file: &'a str,
    line: u64,
    directory: &'a mut Directory,
    /// Where each party stands in the directory, by folded name, and whether its kind has been told.
    places: HashMap<String, (usize, bool)>,
    /// Which party has a domain or an address.
    owners: HashMap<String, String>,
    problems: Vec<Problem>,
}

/// The line a record stands in. The reader's position is where it began to look, which is before empty lines.
pub(super) fn line_of(position: &csv::Position, text: &str) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    let empty = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
    position.line() + empty as u64
}

impl<'a> Table<'a> {
    fn new(file: &'a str, directory: &'a mut Directory) -> Table<'a> {
        let mut owners: HashMap<String, String> =
            directory.domains.iter().map(|own| (own.as_str().to_owned(), "the own organisation".to_owned())).collect();
        let mut places = HashMap::new();
        for (i, party) in directory.parties.iter().enumerate() {
            places.insert(fold::folded(&party.name), (i, true));
            owners.extend(party.domains.iter().map(|d| (d.as_str().to_owned(), party.name.clone())));
            owners.extend(party.people.iter().map(|a| (a.key().to_owned(), party.name.clone())));
        }
        Table { file, line: 0, directory, places, owners, problems: Vec::new() }
    }

    fn problem(&mut self, message: &str, hint: &str) {
        let line = usize::try_from(self.line).unwrap_or(usize::MAX);
        let (file, message) = (self.file.to_owned(), one_line(message, 300));
        self.problems.push(Problem { file, line, column: 1, message, hint: hint.to_owned() });
    }

    /// The columns of the first line; `None` where they are none.
    fn header(&mut self, record: &StringRecord) -> Option<Vec<&'static str>> {
        let mut columns = Vec::new();
        for name in record {
            let name = name.trim().to_lowercase();
            match COLUMNS.iter().find(|column| **column == name) {
                Some(column) if columns.contains(column) => {
                    self.problem(&format!("the column `{name}` stands twice"), "");
                }
                Some(column) => columns.push(*column),
                None => {
                    let hint = nearest(&name, COLUMNS).map_or_else(
                        || format!("there are {}", COLUMNS.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.problem(&format!("there is no column `{name}`"), &hint);
                }
            }
        }
        if !columns.contains(&"name") && self.problems.is_empty() {
            self.problem("the first line names no column `name`", "it names the columns: name,kind,domain,…");
        }
        self.problems.is_empty().then_some(columns)
    }

    fn row(&mut self, columns: &[&str], record: &StringRecord) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if record.len() > columns.len() {
            self.problem(&format!("this line has {} cells, the header {}", record.len(), columns.len()), "");
            return;
        }
        let cell = |column: &str| {
            let at = columns.iter().position(|name| *name == column)?;
            record.get(at).map(str::trim).filter(|cell| !cell.is_empty())
        };
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
        let Some((at, told)) = self.places.get(&key).copied() else {
            let at = self.directory.parties.len();
            let (name, kind, told) = (name.to_owned(), kind.unwrap_or(PartyKind::External), kind.is_some());
            self.directory.parties.push(Party {
                name,
                kind,
                domains: Vec::new(),
                people: Vec::new(),
                terms: Vec::new(),
            });
            self.places.insert(key, (at, told));
            return Some(at);
        };
        if let (Some(kind), Some(party)) = (kind, self.directory.parties.get_mut(at)) {
            if told && party.kind != kind {
                let message = format!("{name} is of kind `{}` already", party.kind.word());
                self.problem(&message, "give a party one kind");
                return None;
            }
            party.kind = kind;
            self.places.insert(key, (at, true));
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
        match self.owners.get(key(&value)).cloned() {
            None => {
                self.owners.insert(key(&value).to_owned(), name.to_owned());
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
