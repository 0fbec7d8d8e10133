//! People from a table, as a firm exports them from its directory: CSV, one person a row. A row about somebody the
//! configuration names already says more of them.

use super::problem::Problem;
use super::sheet::{self, Row, Wrong};
use crate::base::text::is_hazard;
use crate::base::{Address, Language, fold};
use crate::people::{Directory, Group, Member, Person, Role};

/// The columns there are; all but the first may be absent.
const COLUMNS: [&str; 8] = ["address", "name", "groups", "lead", "stand_in", "role", "language", "account"];

/// Adds the people of the table `text` to `directory`; `file` is the name shown in problems.
///
/// # Errors
/// Every wrong line, at most 50 of them.
pub(super) fn add_people(file: &str, text: &str, directory: &mut Directory) -> Result<(), Vec<Problem>> {
    sheet::read(file, text, &COLUMNS, |row, wrong| Table { directory, wrong }.row(row))
}

struct Table<'a, 'w> {
    directory: &'a mut Directory,
    wrong: &'a mut Wrong<'w>,
}

impl Table<'_, '_> {
    fn problem(&mut self, message: &str, hint: &str) {
        self.wrong.tell(message, hint);
    }

    fn row(&mut self, row: &Row<'_>) {
        let cell = |column: &str| row.cell(column);
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
        let persons = vec![Person::new("kim@firm.example".parse().unwrap(), "Kim Sato")];
        let mut directory = Directory { persons, ..Directory::default() };
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
