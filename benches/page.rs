//! How long the page takes: lists, searches and one held mail, asked for over HTTP on loopback of a daemon that has a thousand
//! holds, and of one that has a hundred thousand. Nothing should cost more because more is stored.
//!
//! ```text
//! cargo bench --bench page
//! cargo bench --bench page -- --quick      a tenth of both
//! ```

#[expect(dead_code, reason = "percentiles only; the relay uses the rest")]
mod support;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use outguard::base::{Address, Clock, Secret, Step, Who};
use outguard::facts::Role;
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::people::PartyKind;
use outguard::rules::Finding;
use outguard::store::{NewSubmission, RecipientRow, RecipientState, State, Store};
use outguard::verdict::Verdict;
use support::Result;
use support::process::Process;
use support::stats::percentile;

const ANNA: &str = "anna.weber@firm.example";

/// Requests of each kind that are counted.
const REQUESTS: usize = 300;

/// What is asked for; `ID` is one of the holds, `UNSURE` one that may have been sent.
const PATHS: [(&str, &str); 12] = [
    ("what waits", "/"),
    ("what waits, by deadline", "/?sort=ending"),
    ("what is over", "/done"),
    ("a word in each", "/?q=offer"),
    ("the last with a word", "/?q=offer&sort=newest"),
    ("a word, by deadline", "/?q=offer&sort=ending"),
    ("the beginning of many", "/?q=of"),
    ("a word in few", "/?q=quokka"),
    ("a word in none", "/?q=offer+zebra"),
    ("a reason", "/?reason=freemail&sort=newest"),
    ("one held mail", "/ID"),
    ("one that may have left", "/UNSURE"),
];

fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let sizes = if quick { [100, 10_000] } else { [1_000, 100_000] };
    let runtime = tokio::runtime::Runtime::new()?;
    let mut columns = Vec::new();
    for size in sizes {
        let folder = tempfile::tempdir()?;
        let begun = Instant::now();
        let (stored, cookie) = runtime.block_on(fill(folder.path(), size))?;
        eprintln!("{size} holds stored in {:.1} s", begun.elapsed().as_secs_f64());
        columns.push(measure(folder.path(), &stored, &cookie)?);
    }
    println!(
        "p50 and p99 in milliseconds, each over {REQUESTS} requests; {} and {} holds of one sender\n",
        sizes[0], sizes[1]
    );
    println!("|                         | few: p50 |   p99 | many: p50 |   p99 | p50 ratio | octets |");
    println!("|-------------------------|---------:|------:|----------:|------:|----------:|-------:|");
    let [few, many] = columns.as_slice() else { return Err("two sizes were measured".into()) };
    for ((name, _), (few, many)) in PATHS.iter().zip(few.iter().zip(many)) {
        let ratio = many.p50 / few.p50;
        println!(
            "| {name:23} | {:8.2} | {:5.2} | {:9.2} | {:5.2} | {ratio:9.2} | {:6} |",
            few.p50, few.p99, many.p50, many.p99, many.octets
        );
    }
    Ok(())
}

/// What one kind of request took, in milliseconds.
struct Taken {
    p50: f64,
    p99: f64,
    octets: usize,
}

/// The ids in a store.
#[derive(Default)]
struct Stored {
    held: Vec<String>,
    unsure: Vec<String>,
}

/// Fills a store; the answer is what is in it, and the link that signs their sender in.
async fn fill(folder: &Path, size: usize) -> Result<(Stored, Secret)> {
    let store = Store::open(&folder.join("outguard.db"), Clock::system())?;
    let mut tasks = tokio::task::JoinSet::new();
    let mut all = Vec::new();
    for n in 0..size {
        if tasks.len() >= 1000
            && let Some(kept) = tasks.join_next().await
        {
            all.push(kept??);
        }
        let (store, new) = (store.clone(), hold(n)?);
        let state = new.state;
        tasks.spawn(async move { store.keep(new).await.map(|kept| (kept.id().to_string(), state)) });
    }
    while let Some(kept) = tasks.join_next().await {
        all.push(kept??);
    }
    let mut stored = Stored::default();
    for (id, state) in all {
        if state == State::Unsure { stored.unsure.push(id) } else { stored.held.push(id) }
    }
    let ticket = Secret::random()?;
    let soon = outguard::base::Clock::system().now() + SignedDuration::from_mins(10);
    store.keep_ticket(ticket.digest(), Who::Person(ANNA.parse()?), soon).await?;
    store.flush().await;
    Ok((stored, ticket))
}

fn hold(n: usize) -> Result<NewSubmission> {
    const WORDS: [&str; 8] = ["figures", "contract", "minutes", "draft", "invoice", "schedule", "plan", "letter"];
    let rare = if n.is_multiple_of(97) { " quokka" } else { "" };
    let subject = format!("Offer {n} {} {}{rare}", WORDS[n % 8], WORDS[n / 8 % 8]);
    let recipient = Recipient::from(format!("ken{}@client{}.example", n % 501, n % 211).parse::<Address>()?);
    let row = RecipientRow {
        n: 1,
        recipient: recipient.clone(),
        name: "Ken Mori".into(),
        role: Role::To,
        kind: PartyKind::External,
        odd: true,
        state: RecipientState::Waiting,
        reply: String::new(),
        host: String::new(),
        at: None,
    };
    let bytes = format!("From: {ANNA}\r\nTo: {}\r\nSubject: {subject}\r\n\r\nGood morning.\r\n", recipient.address);
    let now = outguard::base::Clock::system().now();
    let finding = Finding {
        check: if n.is_multiple_of(3) { "freemail" } else { "attachment-missing" }.into(),
        step: Step::Ask,
        recipient: Some(0),
        headline: "You mention an attachment; there is none".into(),
        detail: String::new(),
        reason: Default::default(),
        evidence: Vec::new(),
        repairs: Vec::new(),
    };
    Ok(NewSubmission {
        submission: Submission {
            door: Door::Smtp,
            origin: Origin::default(),
            envelope: Envelope { sender: Some(ANNA.parse()?), recipients: vec![recipient], ..Envelope::default() },
            message: Message::new(bytes.into_bytes()),
            received: now,
            source: None,
        },
        verdict: Verdict { step: Step::Ask, findings: vec![finding] },
        recipients: vec![row],
        subject,
        // One in a hundred may have been sent already: not all lists are full.
        state: if n % 100 == 99 { State::Unsure } else { State::Held },
        deadline: Some(now + SignedDuration::from_hours(72)),
        due: None,
        cleared: None,
        about: None,
        paragraphs: Vec::new(),
        lesson: None,
    })
}

/// Starts a daemon on the store in `folder` and asks it for each of [`PATHS`].
fn measure(folder: &Path, stored: &Stored, ticket: &Secret) -> Result<Vec<Taken>> {
    let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr();
    let (page, smtp) = (free()?, free()?);
    let config = folder.join("config.toml");
    std::fs::write(
        &config,
        format!(
            "[organisation]\ndomains = [\"firm.example\"]\n[notices]\nmail = \"off\"\n[page]\nlisten = \"{page}\"\n[smtp]\nlisten = [\"{smtp}\"]\n"
        ),
    )?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_outguard"));
    command.arg("--config").arg(&config).arg("--state").arg(folder).arg("run").stderr(Stdio::null());
    let mut daemon = Process::start(&mut command)?;
    let begun = Instant::now();
    while TcpStream::connect(page).is_err() {
        if daemon.has_ended() || begun.elapsed() > Duration::from_secs(60) {
            return Err("the daemon does not listen".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let cookie = sign_in(page, ticket)?;
    let mut all = Vec::new();
    for (name, path) in PATHS {
        let mut times = Vec::new();
        let mut octets = 0;
        for n in 0..REQUESTS + 20 {
            let path = path.replace("UNSURE", one_of(&stored.unsure, n)?).replace("ID", one_of(&stored.held, n)?);
            let begun = Instant::now();
            let answer = ask(page, &format!("GET {path} HTTP/1.1\r\nHost: {page}\r\nCookie: {cookie}\r\n"), "")?;
            // The first ones find nothing in memory yet.
            if n >= 20 {
                times.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            if !answer.starts_with("HTTP/1.1 200") {
                return Err(format!("{name}: {}", answer.lines().next().unwrap_or_default()).into());
            }
            octets = answer.len();
        }
        all.push(Taken { p50: percentile(&mut times, 0.5), p99: percentile(&mut times, 0.99), octets });
    }
    Ok(all)
}

/// Another one for each `n`, far from the one before.
fn one_of(ids: &[String], n: usize) -> Result<&str> {
    Ok(ids.get(n * 7919 % ids.len().max(1)).ok_or("there is no hold")?)
}

fn sign_in(page: SocketAddr, ticket: &Secret) -> Result<String> {
    let head = format!("POST /sign-in HTTP/1.1\r\nHost: {page}\r\nOrigin: http://{page}\r\n");
    let answer = ask(page, &head, &format!("ticket={}", ticket.text()))?;
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    Ok(cookie.and_then(|cookie| cookie.split(';').next()).ok_or("nobody was signed in")?.to_owned())
}

fn ask(page: SocketAddr, head: &str, body: &str) -> Result<String> {
    let mut stream = TcpStream::connect(page)?;
    stream.set_nodelay(true)?;
    write!(
        stream,
        "{head}Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
