//! Everything on one machine in a minute: the real relay with a store of its own, a pretend upstream that keeps what it
//! gets, six sample messages, and what became of each.

mod samples;
mod upstream;

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::dialogue;
use super::ops::Ops;
use super::view::{RepairView, View};
use super::web;
use crate::app::Daemon;
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Clock, Step};
use crate::config::{Announce, AuthMechanism, Config, TellOf, Upstream, UpstreamTls};
use crate::people::{Party, PartyKind, Person};
use crate::release::Confirmation;
use crate::store::State;
use samples::{SAMPLES, Sample};
use upstream::Pretend;

/// How long the demo waits for the pretend upstream; it is on this machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The port of the page, unless any free ports are asked for.
const PAGE_PORT: u16 = 5880;

/// Runs the demo; with `stay` the relay goes on until it is interrupted.
///
/// # Errors
/// When the relay's port is taken, or the demo's folder cannot be made.
pub async fn run(stay: bool, port: u16) -> Result<u8, Failure> {
    let folder = folder()?;
    let pretend = Pretend::start(&folder.join("upstream")).await?;
    let config = config(&folder, port, pretend.address)?;
    let daemon = Daemon::start(&config, Clock::system()).await.map_err(|failure| {
        if failure.code == "listen" { failure.hint("outguard demo --port 0 takes any free port") } else { failure }
    })?;
    let relay = daemon.smtp.first().copied().unwrap_or(pretend.address);
    let ops = Ops::open(&config, Clock::system())?;
    println!("Relay on {relay}, pretend upstream on {}, everything in {}\n", pretend.address, folder.display());

    for (i, sample) in SAMPLES.iter().enumerate() {
        println!("{}. {}", i + 1, sample.title);
        let to: Vec<&str> = sample.to.iter().chain(sample.cc).map(|mailbox| address(mailbox)).collect();
        let reply = dialogue::send(relay, address(sample.from), &to, &sample.message())
            .await
            .map_err(|e| Failure::new("demo", exit::IOERR, format!("the dialogue with the relay broke: {e}")))?;
        println!("   relay: {reply}\n");
    }
    let held = ops.list(false).await?;
    waiting(&held, &folder);
    let released = release_the_boss(&ops, &held).await?;
    let cancelled = cancel_one(&ops, &held).await?;
    arrival(&ops, released.as_deref()).await?;
    reached(&pretend, &folder);
    let left = ops.list(false).await?.len();
    println!("\n{left} still wait; `cancelled {cancelled}` reached nobody.");
    if stay {
        if let Some(page) = daemon.page {
            let url = web::url(&config.page, Some(page));
            println!("Decide in a browser: {}", web::new_link(&ops, &url, ops.actor().who.clone()).await?);
        }
        println!("The relay goes on at {relay}; Ctrl-C ends it. Send it something:\n  {}", swaks(relay));
        let _ = tokio::signal::ctrl_c().await;
    }
    daemon.stop().await;
    pretend.stop().await;
    Ok(0)
}

/// The address in `Name <address>`.
fn address(mailbox: &str) -> &str {
    mailbox.split_once('<').map_or(mailbox, |(_, rest)| rest.trim_end_matches('>'))
}

fn swaks(relay: SocketAddr) -> String {
    format!("swaks --server {relay} --from anna@firm.example --to martin.kellner@kita.example")
}

/// A fresh folder for this run, the owner's alone.
fn folder() -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join(format!("outguard-demo-{}", std::process::id()));
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(|e| {
        Failure::new("demo", exit::CANTCREAT, format!("{}: the folder cannot be made: {e}", folder.display()))
    })?;
    Ok(folder)
}

/// What a small firm would write: its domain, its boss, one client, and where mail goes on.
fn config(folder: &Path, port: u16, upstream: SocketAddr) -> Result<Config, Failure> {
    let mut config = Config::default();
    // What waits is shown here; the pretend upstream would only get mails about it.
    config.notices.mail = Announce::Off;
    config.notices.told = TellOf::None;
    config.store.path = folder.join("outguard.db");
    config.sendmail.socket = Some(folder.join("sendmail.sock"));
    config.smtp.listen = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))];
    let page = if port == 0 { 0 } else { PAGE_PORT };
    config.page.listen = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, page)));
    config.directory.domains = vec![known("firm.example")?];
    config.directory.parties = vec![
        Party {
            name: "Kita Ltd".into(),
            kind: PartyKind::Client,
            domains: vec![known("kita.example")?],
            people: Vec::new(),
            terms: vec!["Project Falcon".into()],
        },
        Party {
            name: "Mailbox".into(),
            kind: PartyKind::Freemail,
            domains: vec![known("mailbox.example")?],
            people: Vec::new(),
            terms: Vec::new(),
        },
    ];
    config.directory.persons = vec![Person::new(known::<Address>("martin.keller@firm.example")?, "Martin Keller")];
    config.upstreams = vec![Upstream {
        host: upstream.ip().to_string(),
        port: upstream.port(),
        tls: UpstreamTls::None,
        auth: AuthMechanism::Auto,
        ..Upstream::default()
    }];
    Ok(config)
}

fn known<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::new("demo", exit::SOFTWARE, format!("`{text}` cannot be read")))
}

fn waiting(held: &[View], folder: &Path) {
    println!("What waits, and how to decide (with --state {}):", folder.display());
    for view in held.iter().rev() {
        println!("  {}  {:<5} {}", view.id, view.step.word(), view.headline);
        println!("        outguard show {0} · outguard release {0} · outguard cancel {0}", view.id);
    }
    println!();
}

/// The case it is all about: the odd recipient is replaced by the boss, and the message released.
async fn release_the_boss(ops: &Ops, held: &[View]) -> Result<Option<String>, Failure> {
    let Some(view) = held.iter().find(|view| view.recipients.iter().any(|r| r.address.contains("kellner"))) else {
        return Ok(None);
    };
    let id = known(&view.id)?;
    let shown = ops.show(&id).await?;
    let repair: Option<RepairView> =
        shown.findings.into_iter().flatten().flat_map(|f| f.repairs).find(|repair| repair.verb == "replace");
    if let Some((recipient, address)) = repair.and_then(|repair| repair.recipient.zip(repair.address)) {
        println!("$ outguard replace {recipient} {address}");
        let n = recipient.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let (id, repaired) = ops.replace(&id, n, known(&address)?).await?;
        println!("{id} repaired; {}", if repaired.step <= Step::Pass { "nothing odd is left" } else { "still odd" });
    }
    println!("$ outguard release {id}");
    ops.release(&id, &[], &Confirmation::default()).await?;
    println!("{id} released\n");
    Ok(Some(view.id.clone()))
}

async fn cancel_one(ops: &Ops, held: &[View]) -> Result<String, Failure> {
    let Some(view) = held.iter().find(|view| view.subject.contains("card")).or(held.first()) else {
        return Ok("nothing".into());
    };
    println!("$ outguard cancel {}", view.id);
    let (id, outcome) = ops.cancel(&known(&view.id)?, &Confirmation::default()).await?;
    println!("{id} {outcome}\n");
    Ok(id.to_string())
}

/// Waits until the released message has been taken.
async fn arrival(ops: &Ops, released: Option<&str>) -> Result<(), Failure> {
    let Some(id) = released else { return Ok(()) };
    let id = known(id)?;
    let begun = tokio::time::Instant::now();
    while ops.show(&id).await?.state == State::Queued && begun.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

fn reached(pretend: &Arc<Pretend>, folder: &Path) {
    println!("What reached the pretend upstream (the messages are in {}):", folder.join("upstream").display());
    for arrived in pretend.arrived() {
        println!("  {} → {}: {}", arrived.sender, arrived.recipients.join(", "), arrived.subject);
    }
}

impl Sample {
    /// The message as it travels.
    fn message(&self) -> String {
        let visible = |field: &str, people: &[&str]| match people {
            [] => String::new(),
            people => format!("{field}: {}\r\n", people.join(",\r\n ")),
        };
        let mut message = format!("From: {}\r\n", self.from);
        message.push_str(&visible("To", self.to));
        message.push_str(&visible("Cc", self.cc));
        message.push_str(&format!(
            "Subject: {}\r\nDate: Mon, 16 Nov 2026 09:30:00 +0100\r\nMessage-ID: <{}@firm.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
            self.subject, self.name
        ));
        message.push_str(&self.text.replace('\n', "\r\n"));
        message.push_str("\r\n");
        message
    }
}
