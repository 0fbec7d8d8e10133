//! The sample message, who is known, and what is looked for.

use std::cell::OnceCell;

use outguard::base::{Address, Clock};
use outguard::facts::{self, Facts};
use outguard::files::{InProcess, read_all};
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::parse::Structure;
use outguard::people::{Contact, Directory, History, Person};
use outguard::rules::{PackSource, Rulebook, Settings, shipped_packs};
use regex::{Regex, RegexBuilder};

use super::support::{Result, mail};
use super::terms;

/// People in the directory, and contacts of the sender.
const PEOPLE: usize = 1000;

/// A message of `size` octets to somebody outside.
pub fn submission(size: usize) -> Result<Submission> {
    let recipients = vec![Recipient::from("bob@client.example".parse::<Address>()?)];
    Ok(Submission {
        door: Door::Smtp,
        origin: Origin::default(),
        envelope: Envelope { sender: Some("anna@firm.example".parse()?), recipients, ..Envelope::default() },
        message: Message::new(mail::message(size, false)),
        received: Clock::system().now(),
        source: None,
    })
}

/// Who is known.
pub struct People {
    directory: Directory,
    history: History,
}

impl People {
    pub fn new() -> Result<People> {
        Ok(People { directory: directory()?, history: history()? })
    }

    pub fn derive(&self, submission: &Submission, structure: &Structure) -> Facts {
        let files = read_all(&structure.attachments, &InProcess);
        facts::derive(submission, structure, files, &self.directory, Ok(&self.history), 1.0)
    }
}

/// Packs, and one regular expression of all their words.
pub struct Searched {
    pub book: Rulebook,
    patterns: Vec<String>,
    words: OnceCell<Regex>,
    /// How many there are, for people.
    pub shown: String,
}

impl Searched {
    /// `packs`, of which `patterns` are the words.
    pub fn new(packs: &[PackSource], patterns: Vec<String>) -> Result<Searched> {
        let book = Rulebook::compile(packs, &Settings::default(), &Directory::default())
            .map_err(|errors| format!("{errors:?}"))?;
        let shown = format!("{} rules and checks", book.rules().len());
        Ok(Searched { book, patterns, words: OnceCell::new(), shown })
    }

    /// How many places of `text` one regular expression of all words finds; `None` if there is no such expression.
    pub fn count_by_regex(&self, text: &str) -> Option<usize> {
        let words = || {
            // ASCII borders and room for all states: without them it is a thousand times slower.
            let all = format!(r"(?-u:\b)(?:{})(?-u:\b)", self.patterns.join("|"));
            let mut builder = RegexBuilder::new(&all);
            builder.case_insensitive(true).size_limit(1 << 30).dfa_size_limit(1 << 28).build().ok()
        };
        match self.words.get() {
            Some(words) => Some(words.find_iter(text).count()),
            None => words().map(|words| self.words.get_or_init(|| words).find_iter(text).count()),
        }
    }
}

/// A pack of `rules` rules that share `terms`.
pub fn pack(terms: &[String], rules: usize) -> PackSource {
    PackSource { name: "bench.toml".to_owned(), text: terms::pack(terms, rules) }
}

/// Each term as a regular expression.
pub fn patterns(terms: &[String]) -> Vec<String> {
    terms.iter().map(|term| regex::escape(term).replace(r"\*", r"\w*")).collect()
}

/// An invented name; no two numbers below 1,000 have the same.
fn name(n: usize) -> (&'static str, String) {
    const GIVEN: [&str; 20] = [
        "Anna", "Martin", "Sofia", "Jan", "Elena", "Thomas", "Ines", "Pablo", "Ruth", "Felix", "Clara", "Hugo",
        "Maria", "Oskar", "Nadia", "Viktor", "Judith", "Daniel", "Eva", "Stefan",
    ];
    const FRONT: [&str; 10] = ["Ber", "Kel", "Hoff", "Win", "Zim", "Lang", "Schu", "Vog", "Gar", "Mor"];
    const BACK: [&str; 5] = ["ger", "mann", "ler", "stein", "cia"];
    (GIVEN[n % 20], format!("{}{}", FRONT[n / 20 % 10], BACK[n / 200 % 5]))
}

fn directory() -> Result<Directory> {
    let person = |n| {
        let (given, family) = name(n);
        let address = format!("{given}.{family}@firm.example").to_lowercase().parse()?;
        Ok(Person::new(address, format!("{given} {family}")))
    };
    let persons = (0..PEOPLE).map(person).collect::<Result<_>>()?;
    Ok(Directory { domains: vec!["firm.example".parse()?], persons, ..Directory::default() })
}

fn history() -> Result<History> {
    let last = Clock::system().now();
    let contact = |n| {
        let (given, family) = name(n);
        let address = format!("{given}@{family}.example").to_lowercase().parse()?;
        Ok(Contact { address, name: format!("{given} {family}"), count: 3, last })
    };
    Ok(History::new((0..PEOPLE).map(contact).collect::<Result<_>>()?))
}

/// All words and patterns of the shipped packs, each as a regular expression.
pub fn shipped_terms() -> Result<Vec<String>> {
    let mut words = Vec::new();
    for pack in shipped_packs() {
        let table: toml::Table = pack.text.parse()?;
        let rules = table.get("rule").and_then(toml::Value::as_array);
        for rule in rules.into_iter().flatten() {
            for key in ["any", "all", "strong", "medium", "weak", "not"] {
                collect(rule.get(key), &mut words);
            }
        }
    }
    Ok(words)
}

/// The words and patterns in a list of terms.
fn collect(terms: Option<&toml::Value>, words: &mut Vec<String>) {
    for term in terms.and_then(toml::Value::as_array).into_iter().flatten() {
        if let Some(word) = term.as_str() {
            words.extend(patterns(&[word.to_owned()]));
        } else if let Some(regex) = term.get("regex").and_then(toml::Value::as_str) {
            words.push(regex.to_owned());
        }
    }
}
