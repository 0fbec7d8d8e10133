//! How fast mail of before is judged once more: a made-up sender's mail in an mbox file, read, judged with what was known then,
//! learnt, with slips planted, on all cores. Beside it, without judging any rule, a Python program that only reads the same file
//! with the standard library and notes who is new; a plain Python detector, which weighs and learns the first of the same mails;
//! and, where the folder of the trials' baseline is given, that one.
//!
//! ```text
//! cargo bench --bench backtest
//! cargo bench --bench backtest -- --quick          a tenth of it
//! cargo bench --bench backtest -- --mails 20000 --baseline DIR
//! ```

#[path = "support/baseline.rs"]
mod baseline;
#[path = "support/invented.rs"]
mod invented;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use invented::{Numbers, word};
use jiff::{SignedDuration, Timestamp};
use outguard::base::Clock;
use outguard::config::Config;
use outguard::control::backtest::{Progress, Wishes, backtest};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Words of a made-up language, more than a person uses.
const WORDS: usize = 8_000;

/// People, a few of whom get most of the mail.
const PEOPLE: usize = 800;

/// Mails the baselines are tried with.
const TRIED: usize = 3_000;

/// Reads the file and notes who is new. Prints messages a second.
const READING: &str = r#"
import mailbox, sys, time, email.utils
begun, seen, mails, new = time.time(), set(), 0, 0
for mail in mailbox.mbox(sys.argv[1]):
    mails += 1
    to = email.utils.getaddresses(mail.get_all("To", []) + mail.get_all("Cc", []))
    new += any(address.lower() not in seen for _, address in to)
    seen.update(address.lower() for _, address in to)
    mail.get_payload(decode=True)
print(mails / (time.time() - begun))
"#;

/// Weighs and learns the first mails of the file as the trials' baseline does. Prints messages a second.
const BASELINE: &str = r#"
import itertools, mailbox, sys, time, email.utils
sys.path[:0] = [sys.argv[2], sys.argv[2] + "/detectors"]
import history
def message(mail):
    date = email.utils.parsedate_to_datetime(mail["Date"]).strftime("%Y-%m-%dT%H:%M:%SZ")
    to = email.utils.getaddresses(mail.get_all("To", []))
    rcpt = [{"kind": "to", "addr": address, "name": name} for name, address in to]
    return {"date": date, "rcpt": rcpt, "subject": mail["Subject"], "body": mail.get_payload()}
mails = [message(mail) for mail in itertools.islice(mailbox.mbox(sys.argv[1]), int(sys.argv[3]))]
known, begun = history.History("paul.vogt@firm.example", ["firm.example"]), time.time()
for mail in mails:
    history.features(known, mail)
    known.learn(mail)
print(len(mails) / (time.time() - begun))
"#;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    let mails = match value("--mails") {
        Some(mails) => mails.parse()?,
        None if arguments.iter().any(|a| a == "--quick") => 10_000,
        None => 100_000,
    };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("sent.mbox");
    fs::write(&path, mbox(mails)?)?;
    let megabytes = fs::metadata(&path)?.len() as f64 / 1e6;
    let wishes = Wishes { paths: vec![path.clone()], ..Wishes::default() };
    let (begun, mut read) = (Instant::now(), None);
    let figures = backtest(&Config::default(), &wishes, Clock::system().now(), &mut |progress| {
        if let Progress::Judging(..) = progress {
            read.get_or_insert_with(|| begun.elapsed());
        }
    })
    .map_err(|failure| failure.to_string())?;
    let took = begun.elapsed().as_secs_f64();
    let planted: usize = figures.slips.iter().map(|slips| slips.planted).sum();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{mails} mails, {megabytes:.0} MB, {cores} cores, {planted} slips planted");
    println!("looked through in      {:>8.1} s", read.unwrap_or_default().as_secs_f64());
    println!("all of it in           {took:>8.1} s");
    let rate = figures.mails as f64 / took;
    println!("backtest               {rate:>8.0} mails/s");
    let against = |what: &str, python: Option<f64>| match python {
        Some(python) => println!("{what:<22} {python:>8.0} mails/s   ({:.2} times that)", rate / python),
        None => println!("{what:<22} is not there"),
    };
    against("Python, reading only", python(READING, &path, &[]));
    against("Python, detector", baseline::run(&path, TRIED, TRIED).map(|[_, _, rate]| rate));
    let tried = TRIED.to_string();
    let baseline = value("--baseline").and_then(|folder| python(BASELINE, &path, &[folder, &tried]));
    against("Python baseline", baseline);
    Ok(())
}

/// What a Python program prints of the file.
fn python(program: &str, path: &Path, more: &[&str]) -> Option<f64> {
    let mut command = Command::new("python3");
    let done = command.args(["-c", program]).arg(path).args(more).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(done.stdout).ok()?.trim().parse().ok()
}

/// A few far more often than the rest.
fn often(numbers: &mut Numbers, all: usize) -> usize {
    let bound = 1 + numbers.skewed(all);
    numbers.below(bound)
}

fn person(n: usize) -> (String, String) {
    let (given, family) = (word(n * 7 + 3), word(n * 13 + 5));
    let domain =
        if n.is_multiple_of(3) { "firm.example".to_owned() } else { format!("{}.example", word(n / 9 + 1_000)) };
    (format!("{given} {family}"), format!("{given}.{family}@{domain}"))
}

/// So many mails of a few hundred words, a third of them answers with a quote.
fn mbox(mails: usize) -> Result<String> {
    let mut numbers = Numbers(11);
    let mut out = String::new();
    let mut at: Timestamp = "2019-01-01T08:00:00Z".parse()?;
    for n in 0..mails {
        at = at.checked_add(SignedDuration::from_mins(20 + i64::try_from(n % 30)?))?;
        let first = often(&mut numbers, PEOPLE);
        let to: Vec<(String, String)> = (0..=numbers.below(3)).map(|k| person((first + k * 31) % PEOPLE)).collect();
        let list: Vec<String> = to.iter().map(|(name, address)| format!("{name} <{address}>")).collect();
        let date = jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC))?;
        let topic = first % 50;
        let said = |count: usize, numbers: &mut Numbers| {
            let words: Vec<String> = (0..count).map(|_| word(topic * 160 + often(numbers, WORDS / 8))).collect();
            words.join(" ")
        };
        let length = 20 + numbers.below(120);
        writeln!(
            out,
            "From - Thu Jan  1 09:00:00 2019\nFrom: Paul Vogt <paul.vogt@firm.example>\nTo: {}",
            list.join(", ")
        )?;
        writeln!(out, "Date: {date}\nMessage-ID: <{n}@firm.example>\nSubject: {}", said(3, &mut numbers))?;
        let given = to[0].0.split(' ').next().unwrap_or_default();
        writeln!(out, "\nHi {given},\n\n{}\n\nPaul", said(length, &mut numbers))?;
        if n.is_multiple_of(3) {
            writeln!(out, "\nOn Monday, {} wrote:\n> {}", to[0].0, said(200, &mut numbers))?;
        }
        out.push('\n');
    }
    Ok(out)
}
