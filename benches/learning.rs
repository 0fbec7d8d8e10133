//! Learning from mail of before, through files and store: how many messages a second, how long looks into ten million edges
//! take, and how long the first message of somebody with a large past waits for it.
//!
//! ```text
//! cargo bench --bench learning
//! cargo bench --bench learning -- --quick      a tenth of each
//! ```

#[expect(dead_code, reason = "percentiles only; the relay uses the rest")]
mod support;
#[expect(dead_code, reason = "numbers only; others need words")]
#[path = "support/invented.rs"]
mod invented;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use invented::Numbers;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use outguard::app::failure::Failure;
use outguard::base::{Address, Clock};
use outguard::config::Config;
use outguard::control::ops::Ops;
use outguard::control::ops::learning::Request;
use outguard::people::history::{Addressee, Field, Outgoing, Trace};
use outguard::store::{Batch, LearntMail, Store};
use support::Result;
use support::stats::percentile;

const ANNA: &str = "anna.weber@firm.example";

/// Traces in one transaction of the store that is looked into.
const BATCH: usize = 5_000;

/// People each message goes to there.
const TO: usize = 4;

fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let tenth = if quick { 10 } else { 1 };
    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::tempdir()?;
    runtime.block_on(learning(folder.path(), 100_000 / tenth))?;
    runtime.block_on(loading(folder.path(), 25_000 / tenth))?;
    runtime.block_on(looking(folder.path(), 10_000_000 / tenth))
}

/// A failure as the edge says it.
fn words(failure: Failure) -> String {
    failure.to_string()
}

const WORDS: [&str; 24] = [
    "offer", "price", "draft", "figures", "meeting", "lunch", "contract", "invoice", "project", "budget", "review",
    "letter", "table", "plan", "team", "report", "schedule", "travel", "office", "supplier", "order", "delivery",
    "sample", "quality",
];

fn text(numbers: &mut Numbers, words: usize) -> String {
    (0..words).map(|_| WORDS[numbers.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
}

/// An mbox file of so many messages to some three hundred people.
fn mbox(path: &Path, messages: usize) -> Result<u64> {
    let mut numbers = Numbers(1);
    let mut out = String::new();
    let begin = Clock::system().now() - SignedDuration::from_hours(24 * 900);
    for n in 0..messages {
        let at = begin + SignedDuration::from_mins(12) * i32::try_from(n)?;
        let date = at.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        let to: Vec<String> = (0..=numbers.below(3))
            .map(|_| numbers.skewed(300))
            .map(|i| format!("Person {i} <person.{i}@org{}.example>", i % 40))
            .collect();
        write!(out, "From - {date}\nFrom: Anna Weber <{ANNA}>\nTo: {}\nDate: {date}\n", to.join(", "))?;
        write!(out, "Subject: {}\nMessage-ID: <{n}@firm.example>\n\n", text(&mut numbers, 3))?;
        write!(out, "Hello,\n\n{}.\n\nAnna\n\n", text(&mut numbers, 80))?;
    }
    fs::write(path, &out)?;
    Ok(out.len() as u64)
}

async fn learning(folder: &Path, messages: usize) -> Result<()> {
    let sent = folder.join("Sent");
    let octets = mbox(&sent, messages)?;
    let mut config = Config::default();
    config.store.path = folder.join("learning/outguard.db");
    let ops = Ops::open(&config, Clock::system()).map_err(words)?;
    let request = || Request { paths: vec![sent.clone()], me: vec![] };
    let report = ops.learn(request(), Arc::default()).await.map_err(words)?;
    assert_eq!(report.learnt, messages);
    let again = ops.learn(request(), Arc::default()).await.map_err(words)?;
    assert_eq!(again.unchanged, 1);
    println!(
        "learning {messages} messages of an mbox file ({} MB): {:.1} s, {:.0} a second; again, unchanged: {:.3} s",
        octets / 1_000_000,
        report.seconds,
        messages as f64 / report.seconds,
        again.seconds
    );
    println!("    the store then has {} MB", fs::metadata(&config.store.path)?.len() / 1_000_000);
    Ok(())
}

/// The first message of somebody with a large past waits for it.
async fn loading(folder: &Path, messages: usize) -> Result<()> {
    let sent = folder.join("Sent");
    mbox(&sent, messages)?;
    let mut config = Config::default();
    config.store.path = folder.join("loading/outguard.db");
    let ops = Ops::open(&config, Clock::system()).map_err(words)?;
    ops.learn(Request { paths: vec![sent], me: vec![] }, Arc::default()).await.map_err(words)?;
    drop(ops);
    let store = Store::open(&config.store.path, Clock::system())?;
    let begun = Instant::now();
    let past = store.past(ANNA).await?;
    let cold = begun.elapsed().as_secs_f64() * 1e3;
    assert_eq!(past.len(), messages);
    store.history(ANNA).await?;
    let begun = Instant::now();
    store.history(ANNA).await?;
    let warm = begun.elapsed().as_secs_f64() * 1e6;
    println!(
        "a past of {messages} messages: made of its traces in {cold:.0} ms, {} MB in memory; from memory in {warm:.1} µs",
        past.bytes() / 1_000_000
    );
    Ok(())
}

/// Looks into a store of many senders.
async fn looking(folder: &Path, edges: usize) -> Result<()> {
    let store = Store::open(&folder.join("looking/outguard.db"), Clock::system())?;
    let key = store.history_key().await?.key;
    let (senders, people) = (500, 50_000);
    let mut numbers = Numbers(7);
    let begun = Instant::now();
    let begin = Timestamp::from_second(1_600_000_000)?;
    let person = |i: usize| -> Result<Address> { Ok(format!("person.{i}@org{}.example", i % 900).parse()?) };
    let sender = |i: usize| format!("sender.{i}@firm.example");
    let (mut batch, mut written) = (Batch::default(), 0_usize);
    for n in 0..edges / TO {
        let owner = numbers.below(senders);
        let mut recipients = Vec::with_capacity(TO);
        for _ in 0..TO {
            let near = (owner * 97 + numbers.skewed(2_000)) % people;
            recipients.push(Addressee { address: person(near)?, name: String::new(), field: Field::To });
        }
        let message = Outgoing {
            at: begin + SignedDuration::from_secs(i64::try_from(n * 30)?),
            recipients: &recipients,
            subject: WORDS[n % WORDS.len()],
            own: "",
            quoted: "",
            answers: false,
            files: &[],
        };
        let mut mail = [0; 16];
        mail[..8].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
        let trace = Trace::of(&message, &key);
        batch.mails.push(LearntMail { owner: sender(owner), mail, trace, written: None, file: [0; 16] });
        if batch.mails.len() == BATCH {
            written += store.learn(std::mem::take(&mut batch)).await?.mails.len();
        }
    }
    written += store.learn(batch).await?.mails.len();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{} edges of {senders} senders stored in {seconds:.0} s, {:.0} messages a second",
        written * TO,
        written as f64 / seconds
    );
    let mut last = Vec::new();
    let mut known = Vec::new();
    let begun = Instant::now();
    let history = store.history(&sender(0)).await?;
    println!(
        "    the first history, with whom anybody here has written to: {:.0} ms",
        begun.elapsed().as_secs_f64() * 1e3
    );
    for _ in 0..5_000 {
        let owner = numbers.below(senders);
        let contact = person((owner * 97 + numbers.skewed(2_000)) % people)?;
        let begun = Instant::now();
        store.last_written(&sender(owner), &contact).await?;
        last.push(begun.elapsed().as_secs_f64() * 1e6);
        let begun = Instant::now();
        std::hint::black_box(history.here.as_ref().is_some_and(|here| here.has(&contact)));
        known.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    for (what, mut all) in
        [("when last, how often, with whom", last), ("whether anybody here has written to them", known)]
    {
        println!("    {what}: p50 {:.0} µs, p99 {:.0} µs", percentile(&mut all, 0.5), percentile(&mut all, 0.99));
    }
    Ok(())
}
