//! The verbs about what is stored: each asks for what the API can do, and writes down what comes back.

use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use super::super::answer::{Cancelled, ExplanationView, Extended, JournalView, Mended, Released, Standing};
use super::super::ops::Ops;
use super::super::request::{Cancel, Extend, MOST_MESSAGE, Numbers, Release, Replace};
use super::super::view::View;
use super::args::{Command, Given, MessageFile, RecipientIds};
use super::hands::{self, Hands};
use super::{approval, history, honest, incident, journal, open, print, ready, recall, setup};
use crate::app::failure::{Failure, exit};
use crate::base::{Clock, Id, Step, killpoint};
use crate::config::Config;
use crate::message::lines::with_crlf;
use crate::store::State;

/// The verbs about what is stored; whoever has hands for it does it.
pub(super) async fn act(config: &Config, command: Command) -> Result<u8, Failure> {
    let here = || Ops::open(config, Clock::system());
    let command = match command {
        Command::Try(args) => return setup::rehearse(&here()?, args).await,
        // The store takes several processes, and a journal is longer than an answer.
        Command::Journal(command) => return journal::run(&here()?, command).await,
        // Archives are longer than a request, and lie where whoever asks may read them.
        Command::Learn { paths, me, output } => return history::learn(here()?, paths, me, output.json).await,
        Command::Stats { output } => return honest::stats(&here()?, output.json).await,
        Command::Quiet(command) => return honest::quiet(&here()?, command).await,
        Command::Incident(command) => return incident::run(&here()?, *command).await,
        Command::Ready { wait, timeout } => return ready::run(config, wait.then_some(timeout)).await,
        command => command,
    };
    let hands = Hands::reach(config).await?;
    match command {
        Command::List { all, search, limit, output } => {
            let asked = [("all", all.to_string()), ("words", search.unwrap_or_default()), ("limit", limit.to_string())];
            let asked = serde_urlencoded::to_string(asked).map_err(|e| Failure::new("usage", exit::USAGE, e))?;
            print::list(&hands.get::<Vec<View>>(&format!("/holds?{asked}")).await?, output.json)
        }
        Command::Show { id, raw: true, .. } => print::bytes(&hands.bytes(&format!("/holds/{id}/message")).await?),
        Command::Show { id, journal, output, .. } => {
            let view: View = hands.get(&format!("/holds/{id}")).await?;
            let lines: Vec<JournalView> =
                if journal { hands.get(&format!("/holds/{id}/journal")).await? } else { Vec::new() };
            print::show(&view, &lines, output.json)
        }
        Command::Release { id, without, given } => release(&hands, &id, without, given).await,
        Command::Cancel { id, draft, given } => cancel(&hands, &id, draft.as_deref(), given).await,
        Command::Recall { message, output } => recall::act(&hands, &message, output.json).await,
        Command::Remove { recipients: RecipientIds { id, numbers: n } } => {
            mended(&hands.post(&format!("/holds/{id}/remove"), &Numbers { n }).await?)
        }
        Command::Replace { recipient: RecipientIds { id, numbers }, address } => match numbers.as_slice() {
            [n] => {
                let asked = Replace { n: *n, address: address.to_string() };
                mended(&hands.post(&format!("/holds/{id}/replace"), &asked).await?)
            }
            _ => Err(Failure::new("usage", exit::USAGE, "one recipient is replaced at a time, such as K7Q2/2")),
        },
        Command::Bcc { recipients: RecipientIds { id, numbers: n } } => {
            mended(&hands.post(&format!("/holds/{id}/bcc"), &Numbers { n }).await?)
        }
        Command::Hold { id } => {
            let Standing { id, .. } = hands.post(&format!("/holds/{id}/hold"), &serde_json::json!({})).await?;
            print::text(&format!("{id} is kept; it waits for you\n"))
        }
        Command::Extend { id, by } => {
            let asked = Extend { seconds: by.as_secs() };
            let Extended { id, deadline } = hands.post(&format!("/holds/{id}/extend"), &asked).await?;
            print::text(&format!("{id} waits for you until {}\n", print::local(deadline)))
        }
        Command::Approve { .. }
        | Command::Reject { .. }
        | Command::Plead { .. }
        | Command::Away { .. }
        | Command::Back { .. } => approval::act(&hands, command).await,
        Command::Forget { address, person, sender, output } => match (address, sender) {
            (Some(address), _) => history::forget(&hands, &address, person.as_ref(), output.json).await,
            (None, Some(sender)) => history::forget_sender(&hands, &sender, output.json).await,
            (None, None) => Err(Failure::new("usage", exit::USAGE, "who is to be forgotten?")),
        },
        Command::History(command) => history::history(&hands, command).await,
        Command::Wait { id, timeout } => wait(hands, config, &id, timeout).await,
        Command::Open { print } => open::page(&hands, print).await,
        Command::Scan { message, output } => {
            let explanation = scan(&hands, &message).await?;
            print::scan(&explanation, output.json)?;
            Ok(match explanation.verdict.step {
                Step::Refuse => 2,
                step if step.holds() => 1,
                _ => 0,
            })
        }
        Command::Explain { message, output } => {
            // An id is never the name of a file that exists, as far as anybody would type one.
            let explanation = match message.file.parse::<Id>() {
                Ok(id) if !Path::new(&message.file).exists() => hands.get(&format!("/holds/{id}/explain")).await?,
                _ => scan(&hands, &message).await?,
            };
            print::explain(&explanation, output.json)
        }
        Command::Run
        | Command::Try(_)
        | Command::Journal(_)
        | Command::Learn { .. }
        | Command::Stats { .. }
        | Command::Quiet(_)
        | Command::Incident(_)
        | Command::Ready { .. }
        | Command::Init(_)
        | Command::Client(_)
        | Command::Demo { .. }
        | Command::Check { .. }
        | Command::Service(_)
        | Command::Rules(_)
        | Command::Backtest(_)
        | Command::Config(_)
        | Command::Sendmail { .. }
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Bench(_) => Err(Failure::new("verb", exit::SOFTWARE, "this verb needs no store")),
    }
}

async fn release(hands: &Hands, id: &Id, without: Vec<usize>, given: Given) -> Result<u8, Failure> {
    let asked = Release { confirm: given.confirm, reason: given.reason, seal: given.seal, without };
    let Released { id, daemon } = hands.post(&format!("/holds/{id}/release"), &asked).await?;
    let waits = if daemon { "" } else { "; the daemon does not run, so delivery waits for it" };
    let told = print::text(&format!("{id} released{waits}\n"));
    killpoint::reached("R3");
    told
}

/// The draft is written first: when it cannot be, nothing has changed.
async fn cancel(hands: &Hands, id: &Id, draft: Option<&Path>, given: Given) -> Result<u8, Failure> {
    if let Some(path) = draft {
        let bytes = hands.bytes(&format!("/holds/{id}/message")).await?;
        std::fs::write(path, bytes).map_err(|e| {
            Failure::new("draft", exit::CANTCREAT, format!("{}: the draft cannot be written: {e}", path.display()))
        })?;
    }
    let asked = Cancel { reason: given.reason, seal: given.seal };
    let Cancelled { id, outcome } = hands.post(&format!("/holds/{id}/cancel"), &asked).await?;
    let told = print::text(&format!("{id} {outcome}\n"));
    killpoint::reached("X3");
    told
}

fn mended(mended: &Mended) -> Result<u8, Failure> {
    let Mended { id, step, headline } = mended;
    let next = match step {
        Step::Note | Step::Pass | Step::Delay => format!("nothing odd is left: outguard release {id}"),
        step => format!("still {step}: {headline}"),
    };
    print::text(&format!("{id} repaired; {next}\n"))
}

/// How often a waiting command looks whether somebody has decided.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

async fn wait(mut hands: Hands, config: &Config, id: &Id, timeout: Option<Duration>) -> Result<u8, Failure> {
    let begun = tokio::time::Instant::now();
    let (words, code) = loop {
        let state = match hands.get::<Standing>(&format!("/holds/{id}/state")).await {
            Ok(standing) => standing.state,
            // A daemon may come and go while somebody waits for a decision.
            Err(failure) if failure.code == hands::NO_ANSWER => {
                hands = Hands::reach(config).await?;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        match state {
            State::Queued | State::Sent | State::Failed | State::Unsure => break ("released", 0),
            State::Cancelled | State::Rejected | State::Damaged => break ("cancelled", 1),
            State::Returned => break ("given back as a draft", 2),
            State::Held | State::Delayed if timeout.is_some_and(|timeout| begun.elapsed() >= timeout) => {
                break ("still waits", exit::TEMPFAIL);
            }
            State::Held | State::Delayed => tokio::time::sleep(LOOK_AGAIN).await,
        }
    };
    print::text(&format!("{id} {words}\n"))?;
    Ok(code)
}

async fn scan(hands: &Hands, message: &MessageFile) -> Result<ExplanationView, Failure> {
    let from = message.from.as_ref().map(ToString::to_string).unwrap_or_default();
    let to: Vec<String> = message.to.iter().map(ToString::to_string).collect();
    let envelope = serde_urlencoded::to_string([("from", from), ("to", to.join(" "))]);
    let envelope = envelope.map_err(|e| Failure::new("usage", exit::USAGE, e))?;
    hands.post_bytes(&format!("/scan?{envelope}"), read(message)?).await
}

/// A file or stdin, with line ends as they travel: a message saved by an editor has bare LF.
fn read(message: &MessageFile) -> Result<Vec<u8>, Failure> {
    let unreadable = |e: io::Error| {
        Failure::new("no_input", exit::NOINPUT, format!("{}: the message cannot be read: {e}", message.file))
    };
    let mut bytes = Vec::new();
    if message.file == "-" {
        io::stdin().take(MOST_MESSAGE as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        std::fs::File::open(&message.file)
            .and_then(|file| file.take(MOST_MESSAGE as u64).read_to_end(&mut bytes))
            .map_err(unreadable)?;
    }
    Ok(with_crlf(&bytes))
}
