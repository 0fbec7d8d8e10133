//! What inspecting a message costs, step by step, with the shipped packs, 1,000 people in the directory and 1,000
//! contacts: reading it (parse), stating what can be said of it (facts), and what the rules find (rules). Beside it, in
//! turns, `mail-parser` reading the same bytes, and one regular expression of all words of the shipped packs over them.
//!
//! ```text
//! cargo bench --bench inspect
//! cargo bench --bench inspect -- --quick
//! cargo bench --bench inspect -- --size 10000 --step facts      one step, for a profiler
//! ```

#[expect(dead_code, reason = "the sample mail and medians only; the relay uses the rest")]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use outguard::base::{Address, Clock};
use outguard::facts::{self, Facts};
use outguard::files::{InProcess, read_all};
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::parse::{self, Structure};
use outguard::people::{Contact, Directory, History, Person};
use outguard::rules::{Rulebook, Settings, shipped_packs};
use regex::{Regex, RegexBuilder};
use support::Result;
use support::mail;
use support::stats::median;

/// People in the directory, and contacts of the sender.
const PEOPLE: usize = 1000;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    let quick = arguments.iter().any(|a| a == "--quick");
    let (rounds, time) = if quick { (1, Duration::from_millis(20)) } else { (5, Duration::from_millis(150)) };
    let sizes = match value("--size") {
        Some(size) => vec![size.parse()?],
        None if quick => vec![10_000],
        None => vec![1_000, 10_000, 100_000, 1_000_000],
    };
    let bench = Bench::new()?;
    println!("| octets  | step        | µs/message |   MB/s | × mail-parser | × regex |");
    println!("|--------:|-------------|-----------:|-------:|--------------:|--------:|");
    for size in sizes {
        let submission = submission(size)?;
        let mut steps = bench.steps(&submission);
        if let Some(only) = value("--step") {
            steps.retain(|(name, _)| name == only);
        }
        let mut micros: Vec<Vec<f64>> = steps.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for ((_, step), micros) in steps.iter().zip(&mut micros) {
                micros.push(micros_of(step, time));
            }
        }
        let micros: Vec<f64> = micros.into_iter().map(median).collect();
        let of = |name: &str| steps.iter().position(|(step, _)| *step == name).map_or(1.0, |i| micros[i]);
        for ((name, _), micros) in steps.iter().zip(&micros) {
            let (parser, regex) = (micros / of("mail-parser"), micros / of("regex"));
            let rate = submission.message.len() as f64 / micros;
            println!("| {size:7} | {name:11} | {micros:10.1} | {rate:6.0} | {parser:13.2} | {regex:7.2} |");
        }
    }
    Ok(())
}

type Step<'a> = Box<dyn Fn() + 'a>;

/// Everything a judgement needs, and the two things it is compared with.
struct Bench {
    directory: Directory,
    history: History,
    rulebook: Rulebook,
    words: Regex,
}

impl Bench {
    fn new() -> Result<Bench> {
        let rulebook = Rulebook::shipped(&Settings::default()).map_err(|errors| format!("{errors:?}"))?;
        let words = words()?;
        println!("{} rules and checks, {} words and patterns\n", rulebook.rules().len(), words.len());
        let alternation = words.join("|");
        let words = RegexBuilder::new(&alternation).case_insensitive(true).size_limit(100 << 20).build()?;
        Ok(Bench { directory: directory()?, history: history()?, rulebook, words })
    }

    fn derive(&self, submission: &Submission, structure: &Structure) -> Facts {
        let files = read_all(&structure.attachments, &InProcess);
        facts::derive(submission, structure, files, &self.directory, Ok(&self.history))
    }

    fn steps<'a>(&'a self, submission: &'a Submission) -> Vec<(&'static str, Step<'a>)> {
        let message: &[u8] = &submission.message;
        let structure = parse::parse(message);
        let stated = self.derive(submission, &structure);
        vec![
            ("digest", Box::new(|| _ = black_box(outguard::message::Digest::of(message)))),
            ("parse", Box::new(|| _ = black_box(parse::parse(message)))),
            ("facts", Box::new(move || _ = black_box(self.derive(submission, &structure)))),
            ("rules", Box::new(move || _ = black_box(self.rulebook.judge(&stated)))),
            (
                "all of it",
                Box::new(move || {
                    let structure = parse::parse(message);
                    black_box(self.rulebook.judge(&self.derive(submission, &structure)));
                }),
            ),
            ("mail-parser", Box::new(|| _ = black_box(MessageParser::default().parse(message)))),
            (
                "regex",
                Box::new(|| {
                    let text = String::from_utf8_lossy(message);
                    black_box(self.words.find_iter(&text).count());
                }),
            ),
        ]
    }
}

/// Microseconds for one call, over as many calls as fit into `time`.
fn micros_of(step: &Step<'_>, time: Duration) -> f64 {
    let (start, mut calls) = (Instant::now(), 0_u32);
    while start.elapsed() < time || calls == 0 {
        step();
        calls += 1;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
}

fn submission(size: usize) -> Result<Submission> {
    let recipients = vec![Recipient::from("bob@client.example".parse::<Address>()?)];
    Ok(Submission {
        door: Door::Smtp,
        origin: Origin::default(),
        envelope: Envelope { sender: Some("anna@firm.example".parse()?), recipients, ..Envelope::default() },
        message: Message::new(mail::message(size, false)),
        received: Clock::system().now(),
    })
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
        Ok(Person { address, name: format!("{given} {family}") })
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
fn words() -> Result<Vec<String>> {
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
            words.push(format!(r"\b{}\b", regex::escape(word).replace(r"\*", r"\w*")));
        } else if let Some(regex) = term.get("regex").and_then(toml::Value::as_str) {
            words.push(format!(r"\b(?:{regex})\b"));
        }
    }
}
