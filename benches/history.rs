//! What a past costs: learning, memory, and weighing one message; beside it, the Python baseline's rate when it is there.
//!
//! `cargo bench --bench history [-- FOLDER_OF_THE_BASELINE FOLDER_OF_ITS_DATA]`

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan};
use outguard::people::history::{Addressee, Field, Key, Outgoing, Past, Trace};

const MESSAGES: usize = 100_000;
const CONTACTS: usize = 2_000;
const WEIGHED: usize = 2_000;

/// The same numbers each time (Knuth's 64-bit congruential generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// Small numbers often, large ones seldom.
    fn skewed(&mut self, end: usize) -> usize {
        let first = self.below(end) + 1;
        self.below(first)
    }
}

fn main() {
    let key = Key::new(*b"history bench 01");
    let mut dice = Dice(7);
    let traces: Vec<Trace> = (0..MESSAGES).map(|n| invented(n, &key, &mut dice)).collect();
    let own = ["anna.berg@firm.example".parse().expect("an address")];
    let inside = ["firm.example".parse().expect("a domain")];

    let mut past = Past::new(key, &own, &inside);
    let start = Instant::now();
    traces.iter().for_each(|trace| {
        past.learn(trace, Some(0.0));
    });
    let learning = start.elapsed();
    println!(
        "learn {MESSAGES} messages, scores kept   {:>9.0} /s   {} MB",
        rate(MESSAGES, learning),
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

    let bytes: usize = traces.iter().map(|trace| trace.encode().len()).sum();
    println!("a trace                                 {} octets", bytes / MESSAGES);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    if let (Some(baseline), Some(data)) = (arguments.next(), arguments.next()) {
        baseline_rate(&baseline, &data);
    }
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Message number `n`: groups of contacts that share their words.
fn invented(n: usize, key: &Key, dice: &mut Dice) -> Trace {
    let group = dice.skewed(CONTACTS / 4);
    let recipients: Vec<Addressee> = (0..1 + dice.below(4))
        .map(|_| {
            let who = (group * 4 + dice.below(4)) % CONTACTS;
            let domain =
                if who.is_multiple_of(3) { "firm.example".to_owned() } else { format!("party{}.example", who / 20) };
            let address = format!("given{}.family{who}@{domain}", who % 97).parse().expect("an address");
            Addressee { address, name: format!("Given{} Family{who}", who % 97), field: Field::To }
        })
        .collect();
    let text: String = (0..60).map(|_| format!("word{} ", group * 30 + dice.below(200))).collect();
    let at = Timestamp::UNIX_EPOCH.checked_add((n as i64 * 7).minutes()).expect("a time");
    let subject = format!("Re: matter {} of {group}", dice.below(20));
    let message =
        Outgoing { at, recipients: &recipients, subject: &subject, own: &text, quoted: "", answers: true, files: &[] };
    Trace::of(&message, key)
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
