//! What inspecting a message costs, in processor time of one core, with 1,000 people in the directory and 1,000 contacts:
//!
//! - `parse`: bytes to structure; `fold`: the own words made comparable; `scan N`: folding and searching them for N generated
//!   terms (`scan` alone: for those of the shipped packs); `facts`; `rules`: what the shipped packs and checks find;
//! - `all of it`: from the bytes to the findings with the shipped packs, and with 300 rules and 2,000 terms more;
//! - beside it, in turns, `mail-parser` reading the same bytes, and one regular expression of the same terms (`regex N`) over
//!   the same words;
//! - the documents of tests/files, read in this process; and the memory a message takes at its peak.
//!
//! ```text
//! cargo bench --bench inspect
//! cargo bench --bench inspect -- --quick
//! cargo bench --bench inspect -- --size 10000 --step facts      one step, for a profiler
//! ```

#[path = "support/measure.rs"]
mod measure;
#[path = "support/scene.rs"]
mod scene;
#[expect(dead_code, reason = "the sample mail and medians only; the relay uses the rest")]
mod support;
#[path = "support/terms.rs"]
mod terms;

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use mail_parser::MessageParser;
use outguard::base::fold::Folded;
use outguard::files::{Job, Limits, read};
use outguard::message::Submission;
use outguard::parse;
use outguard::rules::shipped_packs;
use scene::{People, Searched, submission};
use support::Result;
use support::stats::median;

/// Generated terms the search is measured with.
const TERMS: [usize; 3] = [100, 2_000, 10_000];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    if let Some(size) = value("--peak") {
        return peak(size.parse()?);
    }
    let quick = arguments.iter().any(|a| a == "--quick");
    let (rounds, time) = if quick { (1, Duration::from_millis(20)) } else { (5, Duration::from_millis(100)) };
    let sizes = match value("--size") {
        Some(size) => vec![size.parse()?],
        None if quick => vec![10_000],
        None => vec![1_000, 10_000, 100_000, 1_000_000],
    };
    let bench = Bench::new()?;
    println!("| octets  | step           | µs/message |   MB/s | × mail-parser | × regex |");
    println!("|--------:|----------------|-----------:|-------:|--------------:|--------:|");
    for size in sizes {
        table(&bench, size, value("--step"), rounds, time)?;
    }
    if value("--step").is_none() {
        documents(time)?;
        peaks()?;
    }
    Ok(())
}

/// Measures all steps for a message of `size` octets, or `only` one.
fn table(bench: &Bench, size: usize, only: Option<&String>, rounds: usize, time: Duration) -> Result<()> {
    let submission = submission(size)?;
    let text = parse::parse(&submission.message).own_text;
    let mut steps = bench.steps(&submission, &text);
    if let Some(only) = only {
        steps.retain(|step| step.name == *only);
    }
    let mut micros: Vec<Vec<f64>> = steps.iter().map(|_| Vec::new()).collect();
    // What is made at first use is not the message's.
    steps.iter().for_each(|step| (step.work)());
    for _ in 0..rounds {
        for (step, micros) in steps.iter().zip(&mut micros) {
            micros.push(measure::micros(&*step.work, time)?);
        }
    }
    let micros: Vec<f64> = micros.into_iter().map(median).collect();
    for (step, took) in steps.iter().zip(&micros) {
        let times = |other: &str| {
            let other = steps.iter().position(|step| step.name == other).map(|i| took / micros[i]);
            other.map_or_else(|| "–".to_owned(), |times| format!("{times:.2}"))
        };
        let rate = step.octets as f64 / took;
        let (name, parser, regex) = (&step.name, times("mail-parser"), times(&step.peer));
        println!("| {size:7} | {name:14} | {took:10.1} | {rate:6.0} | {parser:>13} | {regex:>7} |");
    }
    Ok(())
}

/// One piece of work, and the regular expression it is compared with.
struct Step<'a> {
    name: String,
    /// How many octets it reads.
    octets: usize,
    peer: String,
    work: Box<dyn Fn() + 'a>,
}

impl<'a> Step<'a> {
    fn new(name: &str, octets: usize, work: impl Fn() + 'a) -> Step<'a> {
        Step { name: name.to_owned(), octets, peer: "regex".to_owned(), work: Box::new(work) }
    }
}

/// Everything a judgement needs, and what it is compared with.
struct Bench {
    people: People,
    shipped: Searched,
    many: Searched,
    generated: Vec<(usize, Searched)>,
}

impl Bench {
    fn new() -> Result<Bench> {
        let shipped = Searched::new(&shipped_packs(), scene::shipped_terms()?)?;
        let terms = terms::terms(2_000);
        let many = Searched::new(&[shipped_packs(), vec![scene::pack(&terms, 300)]].concat(), Vec::new())?;
        println!("shipped: {}; with more: {}", shipped.shown, many.shown);
        let generated = TERMS.map(|count| {
            let terms = terms::terms(count);
            Ok((count, Searched::new(&[scene::pack(&terms, 300)], scene::patterns(&terms))?))
        });
        Ok(Bench { people: People::new()?, shipped, many, generated: generated.into_iter().collect::<Result<_>>()? })
    }

    fn steps<'a>(&'a self, submission: &'a Submission, text: &'a str) -> Vec<Step<'a>> {
        let message: &[u8] = &submission.message;
        let (all, own) = (message.len(), text.len());
        let structure = parse::parse(message);
        let stated = self.people.derive(submission, &structure);
        let whole = |searched: &'a Searched| {
            move || {
                let structure = parse::parse(message);
                black_box(searched.book.judge(&self.people.derive(submission, &structure)));
            }
        };
        let mut steps = vec![
            Step::new("parse", all, || _ = black_box(parse::parse(message))),
            Step::new("fold", own, || _ = black_box(Folded::new(text))),
            Step::new("scan", own, || _ = black_box(self.shipped.book.count_terms(text))),
            Step::new("facts", all, move || _ = black_box(self.people.derive(submission, &structure))),
            Step::new("rules", all, move || _ = black_box(self.shipped.book.judge(&stated))),
            Step::new("all of it", all, whole(&self.shipped)),
            Step::new("all, 2000 more", all, whole(&self.many)),
            Step::new("mail-parser", all, || _ = black_box(MessageParser::default().parse(message))),
            Step::new("regex", own, || _ = black_box(self.shipped.count_by_regex(text))),
        ];
        for (count, searched) in &self.generated {
            let peer = format!("regex {count}");
            let scan = Step::new(&format!("scan {count}"), own, || _ = black_box(searched.book.count_terms(text)));
            steps.push(Step { peer: peer.clone(), ..scan });
            let regex = Step::new(&peer, own, || _ = black_box(searched.count_by_regex(text)));
            steps.push(Step { peer, ..regex });
        }
        steps
    }
}

/// Reads every file of tests/files in this process and says what it takes.
fn documents(time: Duration) -> Result<()> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let folders = [tests.join("documents"), tests];
    let mut files = Vec::new();
    for entry in folders.iter().flat_map(std::fs::read_dir).flatten() {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, std::fs::read(path)?));
        }
    }
    if files.is_empty() {
        println!("\nno documents in tests/files");
        return Ok(());
    }
    let job = |(name, octets)| Job { name, media_type: "application/octet-stream", charset: None, octets };
    let mut slowest = (0.0, "");
    let mut sum = 0.0;
    for (name, octets) in &files {
        let took = measure::micros(&|| _ = black_box(read(&job((name, octets)), &Limits::default())), time / 4)?;
        sum += took;
        if took > slowest.0 {
            slowest = (took, name);
        }
    }
    let (count, octets) = (files.len() as f64, files.iter().map(|(_, octets)| octets.len()).sum::<usize>());
    println!(
        "\n{count} documents of {octets} octets: {:.1} ms for 100 of them, slowest {slowest:?} µs",
        sum / count / 10.0
    );
    Ok(())
}

/// Says what a message takes at its peak, each size in a process of its own.
fn peaks() -> Result<()> {
    println!();
    for size in ["10000", "100000", "1000000", "10000000"] {
        let output = Command::new(std::env::current_exe()?).args(["--peak", size]).output()?;
        println!("{size} octets: {} KiB at the peak", String::from_utf8_lossy(&output.stdout).trim());
    }
    Ok(())
}

/// Prints the KiB that inspecting one message of `size` octets takes at its peak, beside the message itself.
fn peak(size: usize) -> Result<()> {
    let people = People::new()?;
    let shipped = Searched::new(&shipped_packs(), Vec::new())?;
    let inspect = |submission: &Submission| {
        let structure = parse::parse(&submission.message);
        black_box(shipped.book.judge(&people.derive(submission, &structure)));
    };
    // What is made once is not this message's.
    inspect(&submission(1_000)?);
    let submission = submission(size)?;
    println!("{}", measure::peak(|| inspect(&submission))?);
    Ok(())
}
