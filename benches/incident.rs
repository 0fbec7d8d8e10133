//! How long the hour after a mistake takes the machine: from the journal to the full report in one language, and lists of all
//! incidents, in a store that has a hundred of them and in one that has ten thousand. One incident should not cost more because
//! there are others.
//!
//! ```text
//! cargo bench --bench incident
//! cargo bench --bench incident -- --quick      few rounds
//! ```

#[expect(dead_code, reason = "percentiles only; the relay uses the rest")]
mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use outguard::base::event::Event;
use outguard::base::{Clock, Language, Whence};
use outguard::config::Config;
use outguard::control::ops::Ops;
use outguard::control::ops::incident::{Opening, Subject, Wanted};
use outguard::incident::{Incident, IncidentId, Known};
use outguard::store::{IncidentStanding, Store};
use support::Result;
use support::stats::percentile;

const ANNA: &str = "anna.weber@firm.example";

/// What is measured.
const ROWS: [&str; 4] = ["opened from a sent copy", "full report, one language", "one, looked at", "all, listed"];

fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let rounds = if quick { 5 } else { 50 };
    let sizes = [100, 10_000];
    let runtime = tokio::runtime::Runtime::new()?;
    let mut columns = Vec::new();
    for size in sizes {
        let folder = tempfile::tempdir()?;
        let begun = Instant::now();
        let store = runtime.block_on(fill(folder.path(), size))?;
        eprintln!("{size} incidents stored in {:.1} s", begun.elapsed().as_secs_f64());
        columns.push(runtime.block_on(measure(store, rounds))?);
    }
    println!("p50 and p99 in milliseconds, each over {rounds} rounds; {} and {} incidents\n", sizes[0], sizes[1]);
    println!("|                           | few: p50 |    p99 | many: p50 |    p99 | p50 ratio |");
    println!("|---------------------------|---------:|-------:|----------:|-------:|----------:|");
    let [few, many] = columns.as_mut_slice() else { return Err("two sizes were measured".into()) };
    for (name, (few, many)) in ROWS.iter().zip(few.iter_mut().zip(many)) {
        let [few50, few99, many50, many99] =
            [percentile(few, 0.5), percentile(few, 0.99), percentile(many, 0.5), percentile(many, 0.99)];
        println!("| {name:25} | {few50:8.2} | {few99:6.2} | {many50:9.2} | {many99:6.2} | {:9.2} |", many50 / few50);
    }
    Ok(())
}

/// A store with so many incidents.
async fn fill(folder: &Path, size: u32) -> Result<Store> {
    let store = Store::open(&folder.join("outguard.db"), Clock::system())?;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..size {
        if tasks.len() >= 500
            && let Some(done) = tasks.join_next().await
        {
            done??;
        }
        let (store, now) = (store.clone(), Clock::system().now() - SignedDuration::from_hours(i64::from(n)));
        tasks.spawn(async move { store.open_incident(move |id| earlier(id, now), Vec::new()).await.map(|_| ()) });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(store)
}

/// An incident of before.
fn earlier(id: IncidentId, at: Timestamp) -> (Incident, IncidentStanding, Event) {
    let known = Known { sender: ANNA.into(), subject: format!("Offer {id}"), ..Known::default() };
    let incident = Incident::new(id, known, Language::En, ANNA, at, at);
    let standing =
        IncidentStanding { band: "moderate".into(), has_it: 1, open_steps: 12, ..IncidentStanding::default() };
    let event = Event::Incident {
        incident: id.to_string(),
        did: "opened".into(),
        what: String::new(),
        by: ANNA.into(),
        whence: Whence::default(),
    };
    (incident, standing, event)
}

/// The times of each of [`ROWS`], in milliseconds.
async fn measure(store: Store, rounds: usize) -> Result<[Vec<f64>; 4]> {
    let ops = Ops::over(store, Arc::new(Config::default()), Clock::system());
    let mut times: [Vec<f64>; 4] = Default::default();
    let wanted = Wanted { languages: vec![Language::En], manager: false, evidence: true };
    for n in 0..rounds + 2 {
        let opening = Opening { subject: Subject::Copy(mail(n)), noticed: None, given: Vec::new() };
        let begun = Instant::now();
        let id = ops.open_incident(opening).await.map_err(told)?.incident.id;
        let opened = begun.elapsed();
        let begun = Instant::now();
        let files = ops.export_incident(id, &wanted).await.map_err(told)?;
        let exported = begun.elapsed();
        let begun = Instant::now();
        ops.incident(id).await.map_err(told)?;
        let looked = begun.elapsed();
        let begun = Instant::now();
        let all = ops.incidents(true).await.map_err(told)?;
        let listed = begun.elapsed();
        if files.is_empty() || all.len() <= n {
            return Err("something is missing".into());
        }
        // The first ones read packs and fonts.
        if n >= 2 {
            for (row, time) in times.iter_mut().zip([opened, exported, looked, listed]) {
                row.push(time.as_secs_f64() * 1e3);
            }
        }
    }
    Ok(times)
}

fn told(failure: impl ToString) -> String {
    failure.to_string()
}

/// A mail to somebody it was not meant for, with a hundred accounts in it.
fn mail(n: usize) -> Vec<u8> {
    let lines: String =
        (0..100).map(|n| format!("Person {n}; DE89370400440532013000; {} euros\r\n", 2000 + n)).collect();
    let head =
        "To: pay@lohn-buero.example\r\nSubject: Salaries in November\r\nMIME-Version: 1.0\r\nContent-Type: text/plain";
    format!("From: {ANNA}\r\n{head}\r\nMessage-ID: <{n}@firm.example>\r\n\r\nHello,\r\n\r\n{lines}\r\n").into_bytes()
}
