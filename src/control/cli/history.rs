//! `outguard learn`, `outguard forget` and `outguard history`.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::signal::unix::{SignalKind, signal};

use super::super::ops::Ops;
use super::super::ops::history::{ForgottenView, LearnerView, MetView, RemovedView, TogetherView};
use super::super::ops::learning::{Progress, Report, Request, Unnamed};
use super::super::request::{Forget, ForgetSender};
use super::args::HistoryCommand;
use super::hands::Hands;
use super::progress::{self, Bar, grouped};
use super::{print, write_out};
use crate::app::failure::{Failure, exit};
use crate::base::Address;
use crate::base::text::one_line;

/// Damages that are shown.
const SHOWN: usize = 10;

/// `outguard learn`.
pub(super) async fn learn(ops: Ops, paths: Vec<PathBuf>, me: Vec<Address>, as_json: bool) -> Result<u8, Failure> {
    let progress = Arc::new(Progress::default());
    let stopping = Arc::clone(&progress);
    // Whoever stops it loses nothing: what was read is kept.
    let interrupt = tokio::spawn(async move {
        if asked_to_end().await.is_ok() {
            stopping.stop.store(true, Ordering::Relaxed);
        }
    });
    let look = |bar: &mut Bar| {
        if progress.weighing.load(Ordering::Relaxed) {
            return bar.says("Weighing what they teach");
        }
        if progress.octets.load(Ordering::Relaxed) == 0 {
            return bar.says("Looking whose mail it is");
        }
        let (done, all) = (progress.done.load(Ordering::Relaxed), progress.octets.load(Ordering::Relaxed));
        bar.at("Reading", done, all, progress::octets);
    };
    let report = progress::shown(ops.learn(Request { paths, me }, Arc::clone(&progress)), look).await;
    interrupt.abort();
    let report = report?;
    if as_json {
        print::json(&report)?
    } else {
        write_out(told(&report).as_bytes())?
    };
    Ok(match &report {
        Report { stopped: true, .. } => exit::TEMPFAIL,
        report if report.damaged > 0 && report.read() == 0 => exit::DATAERR,
        // Whoever calls it every night learns that somebody's mail is missing; a damaged message is so for ever.
        report if report.unopened > 0 => exit::IOERR,
        _ => 0,
    })
}

/// Waits until somebody wants it to end: by Ctrl-C, as service managers do, or by closing the terminal.
async fn asked_to_end() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
        _ = hangup.recv() => Ok(()),
    }
}

fn told(report: &Report) -> String {
    let mut out = String::new();
    for owner in &report.senders {
        out.push_str(&format!("{}: {}\n", owner.address, owner.why.words()));
        for also in &owner.also {
            out.push_str(&format!("    {} too: {}\n", also.address, also.why.words()));
        }
    }
    for other in &report.apart {
        out.push_str(&format!(
            "    {other} has the same name and is not joined; if it is yours, too, name both: --me\n"
        ));
    }
    for Unnamed { address, mails } in report.unnamed.iter().take(SHOWN) {
        let mails = counted(*mails, "sent mail");
        out.push_str(&format!(
            "    {address} is none of these, and {mails} from there not learnt as sent; if it is yours: --me\n"
        ));
    }
    let number = |n: usize| grouped(n as u64);
    out.push_str(&format!(
        "Learnt from {} sent mails to {} people at {} organisations; {} were known already.\n",
        number(report.learnt),
        number(report.people),
        number(report.organisations),
        number(report.known)
    ));
    let others = [
        (report.heard, "mails of others were heeded"),
        (report.left_out, "mails teach nothing (drafts, lists)"),
        (report.not_sent, "mails were stopped here (held, cancelled, refused) and teach nothing"),
        (report.automatic, "automatic replies teach nothing"),
        (report.too_old, "mails are older than history.keep"),
        (report.unchanged, "files unchanged since they were read"),
        (report.damaged, "left out, as they cannot be read"),
        (report.unopened, "of these are files or folders that could not be opened"),
    ];
    for (count, words) in others.into_iter().filter(|(count, _)| *count > 0) {
        out.push_str(&format!("{} {words}.\n", number(count)));
    }
    for damaged in report.damages.iter().take(SHOWN) {
        out.push_str(&format!("    {}: {}\n", damaged.place(), damaged.why));
    }
    if report.stopped {
        out.push_str("Stopped: call it again, and it goes on there.\n");
    }
    out
}

/// `outguard forget`.
pub(super) async fn forget(
    hands: &Hands,
    address: &Address,
    person: Option<&Address>,
    as_json: bool,
) -> Result<u8, Failure> {
    let asked = Forget { address: address.to_string(), person: person.map(ToString::to_string) };
    let forgotten: ForgottenView = hands.post("/history/forget", &asked).await?;
    if as_json {
        return print::json(&forgotten);
    }
    let ForgottenView { mails, changed, named, heard, senders, is_sender } = forgotten;
    if is_sender {
        eprintln!("What their own mail has taught stays: outguard forget --sender {address}");
    }
    print::text(&format!(
        "{address} is forgotten by {}: {} to them alone, {} to them and others, {} from them.\n\
         Their names are taken out of {} to others alone. The journal goes on saying what was sent, and mail \
         that was held to whom.\n",
        counted(senders, "sender"),
        counted(mails, "mail"),
        counted(changed, "mail"),
        counted(heard, "mail"),
        counted(named, "mail"),
    ))
}

/// `outguard forget --sender`.
pub(super) async fn forget_sender(hands: &Hands, sender: &Address, as_json: bool) -> Result<u8, Failure> {
    let asked = ForgetSender { address: sender.to_string() };
    let removed: RemovedView = hands.post("/history/forget-sender", &asked).await?;
    if as_json {
        return print::json(&removed);
    }
    let RemovedView { mails, contacts, heard, addresses } = removed;
    let addresses = match addresses {
        0 | 1 => String::new(),
        more => format!(", under {}", counted(more, "address")),
    };
    print::text(&format!(
        "What the mail of {sender} has taught is removed{addresses}: {}, {}, {} of others.\n\
         The journal goes on saying what was sent.\n",
        counted(mails, "mail"),
        counted(contacts, "contact"),
        counted(heard, "mail"),
    ))
}

/// `outguard history …`.
pub(super) async fn history(hands: &Hands, command: HistoryCommand) -> Result<u8, Failure> {
    match command {
        HistoryCommand::Show { address, person, output } => {
            let person = person.as_ref().map(ToString::to_string).unwrap_or_default();
            let asked = serde_urlencoded::to_string([("address", address.to_string()), ("for", person)])
                .map_err(|e| Failure::new("usage", exit::USAGE, e))?;
            let met: Vec<MetView> = hands.get(&format!("/history/contact?{asked}")).await?;
            if output.json {
                return met.iter().try_fold(0, |_, met| print::json(met));
            }
            print::text(&met.iter().map(shown).collect::<Vec<_>>().join("\n"))
        }
        HistoryCommand::List { output } => {
            let learners: Vec<LearnerView> = hands.get("/history").await?;
            if output.json {
                return learners.iter().try_fold(0, |_, learner| print::json(learner));
            }
            if learners.is_empty() {
                eprintln!("Nothing is learnt yet: outguard learn PATH, or every mail that is sent.");
            }
            print::text(&learners.iter().map(listed).collect::<String>())
        }
    }
}

fn listed(learner: &LearnerView) -> String {
    let LearnerView { owner, also, mails, first, last, octets, threshold, above, only_notes, quiet_for } = learner;
    let also = if also.is_empty() { String::new() } else { format!(" ({})", also.join(", ")) };
    let asks = match threshold {
        Some(threshold) => {
            let does = if *only_notes { "only notes, as policy.asks_per_100 is 0," } else { "asks" };
            let above = above.map(|above| format!(" ({above} of the last 100)")).unwrap_or_default();
            format!("; {does} above {threshold:.2}{above}")
        }
        None if *quiet_for > 0 => format!("; asks nothing yet: {} missing", counted_u64(*quiet_for, "mail")),
        None => String::new(),
    };
    let (first, last) = (print::local(*first), print::local(*last));
    let mails = counted_u64(*mails, "mail");
    format!("{owner}{also}: {mails}, {first} to {last}, {} kB{asks}\n", grouped(octets.div_ceil(1000)))
}

/// What one sender knows of somebody, in sentences.
fn shown(met: &MetView) -> String {
    let called = if met.name.is_empty() { String::new() } else { format!(" ({})", one_line(&met.name, 100)) };
    let mut out = format!("{}{called}, as {} knows them\n", met.address, met.owner);
    let mut say = |sentence: String| out.push_str(&format!("  {sentence}\n"));
    match (met.first, met.last) {
        (Some(first), Some(last)) if met.count > 1 => say(format!(
            "You wrote {}, first on {}, last on {}.",
            counted_u64(met.count.into(), "mail"),
            print::local(first),
            print::local(last)
        )),
        (Some(first), _) => say(format!("You wrote one mail, on {}.", print::local(first))),
        (None, Some(last)) => {
            say(format!("You wrote {}, last on {}.", counted_u64(met.count.into(), "mail"), print::local(last)));
        }
        _ => say("You never wrote to them.".to_owned()),
    }
    if let (Some(first), Some(last)) = (met.heard_first, met.heard_last) {
        let wrote = counted_u64(met.heard.into(), "mail");
        say(format!("They wrote {wrote}, first on {}, last on {}.", print::local(first), print::local(last)));
        if let Some(own) = met.first {
            say(if first < own { "They wrote first." } else { "You wrote first." }.to_owned());
        }
    }
    if let Some(at) = met.bounced {
        say(format!("Mail to them came back on {}.", print::local(at)));
    }
    if let Some(at) = met.left {
        let now = met.now.as_ref().map_or_else(String::new, |now| format!(", and to write to {now}"));
        say(format!("They wrote on {} that they have left{now}.", print::local(at)));
    }
    if met.wrong > 0 {
        say(format!("You took them out of {} as the wrong one.", counted_u64(met.wrong.into(), "mail")));
    }
    if !met.with.is_empty() {
        say("Most often together with".to_owned());
        for TogetherView { address, name, count } in &met.with {
            let name = if name.is_empty() { String::new() } else { format!(" ({})", one_line(name, 100)) };
            say(format!("  {count:>6}  {address}{name}"));
        }
    }
    out
}

fn counted(n: usize, of: &str) -> String {
    counted_u64(n as u64, of)
}

/// `1 mail`, `2,000 mails`.
fn counted_u64(n: u64, of: &str) -> String {
    let end = match of {
        _ if n == 1 => "",
        of if of.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {of}{end}", grouped(n))
}
