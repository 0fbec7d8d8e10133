//! People from a table, as a firm exports them from its directory: CSV, one person a row. A row about somebody the
//! configuration names already says more of them.

use csv::{ReaderBuilder, StringRecord};

use super::problem::{Problem, nearest};
use super::table::line_of;
use crate::base::text::{is_hazard, one_line};
use crate::base::{Address, Language, fold};
use crate::people::{Directory, Group, Member, Person, Role};

/// The columns there are; all but the first may be absent.
const COLUMNS: [&str; 8] = ["address", "name", "groups", "lead", "stand_in", "role", "language", "account"];

/// More problems than this are no longer a list somebody works through.
const MOST_PROBLEMS: usize = 50;

/// Adds the people of the table `text` to `directory`; `file` is the name shown in problems.
///
/// # Errors
/// Every wrong line, at most 50 of them.
pub(super) fn add_people(file: &str, text: &str, directory: &mut Directory) -> Result<(), Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t'].into_iter().max_by_key(|s| header.bytes().filter(|b| b == s).count());
    let mut reader = ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut table = Table { file, line: 0, directory, problems: Vec::new() };
    let mut columns: Option<Vec<&str>> = None;
    for record in reader.records() {
        let Ok(record) = record else {
            table.problem("the line after this one cannot be read", "is a quotation mark not closed?");
            break;
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
        table.problem("the table is empty", "its first line names the columns: address,name,groups,…");
    }
    let mut problems = table.problems;
    problems.truncate(MOST_PROBLEMS);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

struct Table<'a> {
    file: &'a str,
    line: u64,
    directory: &'a mut Directory,
    problems: Vec<Problem>,
}

impl Table<'_> {
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
                    let near = nearest(&name, COLUMNS);
                    let all = || format!("there are {}", COLUMNS.join(", "));
                    let hint = near.map_or_else(all, |near| format!("did you mean `{near}`?"));
                    self.problem(&format!("there is no column `{name}`"), &hint);
                }
            }
        }
        if !columns.contains(&"address") && self.problems.is_empty() {
            self.problem("the first line names no column `address`", "it names the columns: address,name,groups,…");
        }
        self.problems.is_empty().then_some(columns)
    }

    fn row(&mut self, columns: &[&str], record: &StringRecord) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let cell = |column: &str| {
            let at = columns.iter().position(|name| *name == column)?;
            record.get(at).map(str::trim).filter(|cell| !cell.is_empty())
        };
        let Some(address) = cell("address") else { return self.problem("this line has no address", "fill it in") };
        let Some(address) = self.address(address) else { return };
        if cell("name").is_some_and(|name| name.chars().any(is_hazard)) {
            return self.problem("a name has a control or invisible character", "remove it");
        }
        let (lead, stand_in) = (cell("lead").map(|text| self.address(text)), cell("stand_in").map(|t| self.address(t)));
        let role = cell("role").map(|word| self.role(word));
        let language = cell("language").map(|tag| self.language(tag));
        let account = cell("account").unwrap_or_default().to_owned();
        let name = cell("name").unwrap_or_else(|| address.as_str()).to_owned();
        let person = self.person(&address, &name);
        person.lead = lead.flatten().or_else(|| person.lead.take());
        person.stand_in = stand_in.flatten().or_else(|| person.stand_in.take());
        person.role = role.flatten().or(person.role);
        person.language = language.flatten().or(person.language);
        if person.account.is_empty() {
            person.account = account;
        }
        let groups = cell("groups").unwrap_or_default().split(['|', ' ', ',', ';']);
        for group in groups.filter(|group| !group.is_empty()) {
            self.join(group, &address);
        }
    }

    /// The person of this address, new or known.
    fn person(&mut self, address: &Address, name: &str) -> &mut Person {
        let persons = &mut self.directory.persons;
        let at = persons.iter().position(|person| person.address == *address).unwrap_or_else(|| {
            persons.push(Person::new(address.clone(), name));
            persons.len() - 1
        });
        &mut persons[at]
    }

    /// Makes `address` a member of a group, new or known.
    fn join(&mut self, name: &str, address: &Address) {
        let wanted = fold::folded(name);
        let member = Member::Address(address.clone());
        match self.directory.groups.iter_mut().find(|group| fold::folded(&group.name) == wanted) {
            Some(group) if group.members.contains(&member) => {}
            Some(group) => group.members.push(member),
            None => self.directory.groups.push(Group { name: name.to_owned(), members: vec![member] }),
        }
    }

    fn address(&mut self, text: &str) -> Option<Address> {
        text.parse().map_err(|error: crate::base::address::NotAnAddress| self.problem(&error.to_string(), "")).ok()
    }

    fn role(&mut self, word: &str) -> Option<Role> {
        match word.to_lowercase().as_str() {
            "auditor" => Some(Role::Auditor),
            "admin" => Some(Role::Admin),
            _ => {
                self.problem(&format!("`{word}` is no role"), "there are auditor and admin");
                None
            }
        }
    }

    fn language(&mut self, tag: &str) -> Option<Language> {
        let language = Language::parse(tag);
        if language.is_none() {
            self.problem(&format!("`{tag}` is no language spoken here"), "there are en, de and es");
        }
        language
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Directory, Vec<Problem>> {
        let mut directory = Directory::default();
        directory.persons = vec![Person::new("kim@firm.example".parse().unwrap(), "Kim Sato")];
        add_people("people.csv", text, &mut directory).map(|()| directory)
    }

    #[test]
    fn a_row_adds_a_person_or_says_more_of_one() {
        let text = "address;name;groups;lead;role\nkim@firm.example;;partners;;admin\n\
                    anna@firm.example;Anna Weber;staff partners;kim@firm.example;\n";
        let directory = table(text).unwrap();
        let [kim, anna] = directory.persons.as_slice() else { panic!("{directory:?}") };
        assert_eq!((kim.name.as_str(), kim.role), ("Kim Sato", Some(Role::Admin)));
        assert_eq!(anna.lead.as_ref().map(Address::as_str), Some("kim@firm.example"));
        let groups: Vec<(&str, usize)> =
            directory.groups.iter().map(|group| (group.name.as_str(), group.members.len())).collect();
        assert_eq!(groups, [("partners", 2), ("staff", 1)]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line) in [
            ("", 0),
            ("name\nKim\n", 1),
            ("address,boss\n", 1),
            ("address,role\nkim@firm.example,king\n", 2),
            ("address\nkim\n", 2),
            ("address,language\n\nkim@firm.example,fr\n", 3),
        ] {
            let problems = table(text).unwrap_err();
            assert_eq!(problems[0].line, line, "{text}: {problems:?}");
        }
    }
}
