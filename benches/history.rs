//! What a past costs: reading and learning mail, memory, and weighing one message. Beside it a plain Python detector on the
//! same mail, where there is a Python; and the trials' baseline on the trials' data, where it is.
//!
//! ```text
//! cargo bench --bench history
//! cargo bench --bench history -- --quick         a tenth of it
//! cargo bench --bench history -- FOLDER_OF_THE_BASELINE FOLDER_OF_ITS_DATA
//! ```

#[path = "support/baseline.rs"]
mod baseline;
#[path = "support/invented.rs"]
mod invented;

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use invented::{Numbers, word};
use jiff::{Timestamp, ToSpan};
use outguard::people::history::{Addressee, Field, Key, Outgoing, Past, Trace};

const MESSAGES: usize = 100_000;
const CONTACTS: usize = 2_000;
const WEIGHED: usize = 2_000;
/// Those that Python weighs.
const BASELINE_WEIGHED: usize = 100;

/// A message as it is sent.
struct Mail {
    at: Timestamp,
    recipients: Vec<Addressee>,
    subject: String,
    text: String,
}

impl Mail {
    fn trace(&self, key: &Key) -> Trace {
        let message = Outgoing {
            at: self.at,
            recipients: &self.recipients,
            subject: &self.subject,
            own: &self.text,
            quoted: "",
            answers: true,
            files: &[],
        };
        Trace::of(&message, key)
    }
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let messages = if arguments.iter().any(|argument| argument == "--quick") { MESSAGES / 10 } else { MESSAGES };
    let key = Key::new(*b"history bench 01");
    let mut numbers = Numbers(7);
    let mails: Vec<Mail> = (0..messages).map(|n| mail(n, &mut numbers)).collect();
    let own = ["anna.berg@firm.example".parse().expect("an address")];
    let inside = ["firm.example".parse().expect("a domain")];

    let start = Instant::now();
    let traces: Vec<Trace> = mails.iter().map(|mail| mail.trace(&key)).collect();
    let reading = start.elapsed();
    println!("read {messages} messages into traces       {:>9.0} /s", rate(messages, reading));
    let mut past = Past::new(key, &own, &inside);
    let start = Instant::now();
    traces.iter().for_each(|trace| {
        past.learn(trace, Some(0.0));
    });
    let learning = start.elapsed();
    println!(
        "learn {messages} messages, scores kept   {:>9.0} /s   {} MB",
        rate(messages, learning),
        past.bytes() >> 20
    );

    let mut times: Vec<Duration> = Vec::with_capacity(WEIGHED);
    for trace in traces.iter().rev().take(WEIGHED) {
        let start = Instant::now();
        black_box(past.weigh(trace));
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100];
    println!("weigh one message                       p50 {:?}   p99 {:?}", at(50), at(99));
    for many in [20, 100, 500] {
        let trace = traces[0].with((0..many).map(person).collect());
        let start = Instant::now();
        black_box(past.weigh(&trace));
        println!("weigh one to {many} people                {:?}", start.elapsed());
    }

    let bytes: usize = traces.iter().map(|trace| trace.encode().len()).sum();
    println!("a trace                                 {} octets", bytes / messages);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("mail.jsonl");
    write(&mails, File::create(&path)?)?;
    match baseline::run(&path, messages, BASELINE_WEIGHED) {
        Some([learns, weighs, _]) => {
            let times = rate(messages, reading + learning) / learns;
            println!(
                "Python on the same mail: reads, learns  {learns:>9.0} /s   (we read and learn {times:.1} times that)"
            );
            let times = weighs / (at(50).as_secs_f64() * 1e3);
            println!("Python on the same mail: weighs one in  {weighs:.2} ms   ({times:.1} times as long as we do)");
        }
        None => println!("Python on the same mail: is not there"),
    }
    if let [folder, data] = arguments.as_slice() {
        baseline_rate(folder, data);
    }
    Ok(())
}

/// The messages as the baseline reads them.
fn write(mails: &[Mail], file: File) -> std::io::Result<()> {
    let mut file = BufWriter::new(file);
    for mail in mails {
        let to: Vec<&str> = mail.recipients.iter().map(|one| one.address.as_str()).collect();
        let line = serde_json::json!({ "to": to, "subject": mail.subject, "text": mail.text });
        writeln!(file, "{line}")?;
    }
    file.flush()
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Contact number `who`. A hundred given names go round.
fn person(who: usize) -> Addressee {
    let who = who % CONTACTS;
    let domain = if who.is_multiple_of(3) { "firm.example".to_owned() } else { format!("party{}.example", who / 20) };
    let (given, family) = (word(who * 7 % 97), word(who * 13 + 5));
    let address = format!("{given}.{family}@{domain}").parse().expect("an address");
    Addressee { address, name: format!("{given} {family}"), field: Field::To }
}

/// Message number `n`: groups of contacts that share their words.
fn mail(n: usize, numbers: &mut Numbers) -> Mail {
    let group = numbers.skewed(CONTACTS / 4);
    let recipients = (0..1 + numbers.below(4)).map(|_| person(group * 4 + numbers.below(4))).collect();
    let text = (0..60).map(|_| format!("word{} ", group * 30 + numbers.below(200))).collect();
    let at = Timestamp::UNIX_EPOCH.checked_add((n as i64 * 7).minutes()).expect("a time");
    Mail { at, recipients, subject: format!("Re: matter {} of {group}", numbers.below(20)), text }
}

/// How many messages a second the baseline learns and checks of the trial data.
fn baseline_rate(baseline: &str, data: &str) {
    let script = format!(
        "import sys, time; sys.path[:0] = ['{baseline}', '{baseline}/detectors']\n\
         import cases, history\n\
         users, index = cases.load('{data}')\n\
         user = max(users, key=lambda u: len(users[u]))\n\
         h = history.History(index[user]['address'], index[user]['internal_domains'])\n\
         start = time.perf_counter()\n\
         for m in users[user]: h.learn(m)\n\
         learnt = time.perf_counter()\n\
         for m in users[user][-200:]: history.features(h, m)\n\
         print(len(users[user]) / (learnt - start), (time.perf_counter() - learnt) / 200 * 1000)"
    );
    let done = Command::new("python3").args(["-c", &script]).stderr(Stdio::null()).output();
    match done.ok().filter(|done| done.status.success()).and_then(|done| String::from_utf8(done.stdout).ok()) {
        Some(told) => {
            let mut figures = told.split_whitespace().filter_map(|figure| figure.parse::<f64>().ok());
            let (learns, checks) = (figures.next().unwrap_or_default(), figures.next().unwrap_or_default());
            println!(
                "the Python baseline learns              {learns:>9.0} /s   and looks at one message in {checks:.2} ms"
            );
        }
        None => println!("the Python baseline                     is not there"),
    }
}
