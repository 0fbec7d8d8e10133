//! Whether the guard would stop it now, and which smallest change would have: each is tried on the message itself, and its cost
//! is counted on mail that was sent before.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::super::Ops;
use super::{Case, Change, MESSAGE};
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Step};
use crate::config;
use crate::incident::{Exposure, Incident, IncidentId, Measure, Proof, measures};
use crate::judge::Judge;
use crate::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use crate::people::History;
use crate::rules::PackSource;
use crate::store::{Filter, State};

/// So much mail of before is enough to count the cost of a change.
const PAST: usize = 300;

/// Larger messages of before are left out: their files would have to be read again.
const LARGEST: usize = 256 << 10;

/// A change, tried.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tried {
    /// Its number, by which it is made.
    pub n: usize,
    /// The change.
    #[serde(flatten)]
    pub measure: Measure,
    /// What the guard does with the message today.
    pub before: String,
    /// What it would do with the change.
    pub after: String,
    /// The check or rule that would speak first; empty when none would.
    pub check: String,
    /// Whether the message would be stopped.
    pub stops: bool,
    /// How often it would ask more, in 100 mails.
    pub asks_per_100: f64,
    /// In how many mails that was counted; few say little.
    pub of: usize,
    /// Whether one command makes it.
    pub applies: bool,
}

/// The message as it was, and what its sender's history was without it.
struct Replay {
    submission: Submission,
    history: History,
    /// The same with everything that the mistake itself has taught.
    taught: History,
}

/// What the guard does with a message.
fn judged(judge: &Judge, submission: &Submission, history: &History) -> (Step, String) {
    let verdict = judge.judge(submission, Ok(history)).verdict;
    let check = verdict.findings.first().filter(|f| f.step > Step::Pass).map(|f| f.check.clone()).unwrap_or_default();
    (verdict.step, check)
}

fn stops(step: Step) -> bool {
    step >= Step::Ask
}

impl Ops {
    /// Tries whether the guard as it is would stop the message now, and writes down the proof.
    ///
    /// # Errors
    /// When there is none of that number for them, or the message is not at hand.
    pub async fn replay_incident(&self, id: IncidentId) -> Result<Case, Failure> {
        let incident = self.seen_incident(id).await?;
        let replay = self.replay(&incident).await?;
        let judge = self.judge()?;
        let (now, check) = self.work(move || judged(&judge, &replay.submission, &replay.taught)).await?;
        let before = if incident.known.guard.step.is_empty() { "pass" } else { &incident.known.guard.step };
        let proof = Proof {
            at: self.clock.now(),
            by: self.actor.who.to_string(),
            before: before.to_owned(),
            now: now.to_string(),
            check,
            stops: stops(now),
        };
        self.change_incident(id, Change::Replayed(proof)).await
    }

    /// The changes that would have stopped it, the smallest first, each with its cost on mail of before.
    ///
    /// # Errors
    /// When there is none of that number for them, or the message is not at hand.
    pub async fn prevention(&self, id: IncidentId) -> Result<Vec<Tried>, Failure> {
        let incident = self.seen_incident(id).await?;
        let exposure = Exposure::of(&incident.known, &incident.answers);
        let replay = self.replay(&incident).await?;
        let eased: Vec<String> = self.store.eased().await?.into_iter().map(|eased| eased.check).collect();
        let owner = sender(&incident).map(|address| address.key().to_owned());
        let quiets = self.store.quiets(owner).await?;
        let quiet: Vec<(String, String)> = quiets.into_iter().map(|quiet| (quiet.check, quiet.address)).collect();
        let all = measures(&incident, &exposure, &self.config.rules.off, &eased, &quiet);
        let past = self.past().await?;
        let (judge, config) = (self.judge()?, Arc::clone(&self.config));
        let work = move || {
            let before = judged(&judge, &replay.submission, &replay.taught).0;
            let was: Vec<bool> = past.iter().map(|(mail, history)| stops(judged(&judge, mail, history).0)).collect();
            let mut tried = Vec::new();
            for measure in all {
                let Ok(changed) = changed_judge(&judge, &config, &measure) else { continue };
                let history = without(&replay, &measure);
                let (after, check) = judged(&changed, &replay.submission, &history);
                // What changes nothing for this message would not have caught it.
                if !stops(after) || after <= before && stops(before) {
                    continue;
                }
                let more = past
                    .iter()
                    .zip(&was)
                    .filter(|((mail, history), was)| {
                        !**was && stops(judged(&changed, mail, &eased_off(history, &measure)).0)
                    })
                    .count();
                tried.push(Tried {
                    n: tried.len() + 1,
                    applies: measure.applies(),
                    measure,
                    before: before.to_string(),
                    after: after.to_string(),
                    check,
                    stops: true,
                    asks_per_100: if past.is_empty() { 0.0 } else { share(more, past.len()) },
                    of: past.len(),
                });
            }
            tried
        };
        self.work(work).await
    }

    /// Makes one of the changes of [`Ops::prevention`], and proves by a replay that it works.
    ///
    /// # Errors
    /// When there is none of that number, or it is a line of the configuration.
    pub async fn prevent(&self, id: IncidentId, n: usize) -> Result<Case, Failure> {
        let incident = self.seen_incident(id).await?;
        incident.still_open()?;
        let tried = self.prevention(id).await?.into_iter().find(|tried| tried.n == n);
        let unknown = || {
            let failure = Failure::new("unknown", exit::USAGE, format!("{id} has no change with number {n}"));
            failure.hint(format!("outguard incident prevent {id}"))
        };
        let what = match tried.ok_or_else(unknown)?.measure {
            Measure::Forget { address } => {
                let is_sender = self.actor.person.is_some() && self.actor.person == sender(&incident);
                let roles = &self.actor.roles;
                // A copy says what it likes of its sender: nobody's history is changed by one but their own.
                if incident.known.submission.is_none() && !(is_sender || roles.keeper || roles.admin) {
                    let words = "only the sender, or an admin, changes what is known of a sender's mail by a copy";
                    return Err(Failure::new("not_yours", exit::NOPERM, words));
                }
                if let (Some(sender), Ok(address)) = (sender(&incident), address.parse::<Address>()) {
                    let event = self.incident_event(id, "forgotten", address.as_str());
                    self.store.forget_contact(sender.key().to_owned(), &address, event).await?;
                }
                format!("forget {address}")
            }
            Measure::AskAgain { check } => {
                self.ease(&check, false).await?;
                format!("ask again {check}")
            }
            Measure::NotQuiet { check, address } => {
                let owner = sender(&incident).map(|address| address.key().to_owned());
                let quiets = self.store.quiets(owner).await?;
                for quiet in quiets.into_iter().filter(|quiet| quiet.check == check && quiet.address == address) {
                    self.ask_again(quiet.n).await?;
                }
                format!("ask again {check} {address}")
            }
            Measure::SwitchOn { check } => {
                let words = format!("{check} is switched off in the configuration");
                return Err(Failure::new("by_hand", exit::CONFIG, words).hint("take it out of [rules] off"));
            }
            Measure::Pack { name, text, .. } => {
                if !self.actor.roles.keeper && !self.actor.roles.admin {
                    let words = "a pack holds for everybody's mail: an admin puts it there";
                    return Err(Failure::new("not_yours", exit::NOPERM, words));
                }
                let place = self.store.keep_pack(&self.config.rules.applied, &name, &text).await?;
                format!("pack {}", place.display())
            }
        };
        // What was just changed is read anew.
        let anew = Ops { judge: Arc::default(), ..self.clone() };
        anew.change_incident(id, Change::Applied(what)).await?;
        anew.replay_incident(id).await
    }

    /// The message as it left, from whom to whom, with the sender's history before it.
    async fn replay(&self, incident: &Incident) -> Result<Replay, Failure> {
        let id = incident.id;
        let missing = || {
            let words = format!("{id} has no copy of the message, so it cannot be tried");
            Failure::new("no_message", exit::UNAVAILABLE, words)
                .hint("open it with a copy: outguard incident open FILE.eml")
        };
        let bytes = self.store.incident_file(id, MESSAGE).await?.ok_or_else(missing)?;
        let sender = sender(incident);
        let reached = incident.known.reached.iter().map(|reached| Recipient::from(reached.address.clone()));
        let submission = Submission {
            door: Door::Smtp,
            origin: Origin::default(),
            envelope: Envelope { sender: sender.clone(), recipients: reached.collect(), ..Envelope::default() },
            message: Message::new(bytes),
            received: self.clock.now(),
            source: None,
        };
        let owner = sender.as_ref().map_or("", |sender| sender.key());
        let taught = self.store.history(owner).await?;
        let before = taught.contacts.iter().filter_map(|contact| {
            let once = incident.known.reached.iter().any(|reached| reached.address.key() == contact.address.key());
            let count = contact.count.saturating_sub(u32::from(once));
            (count > 0).then(|| crate::people::Contact { count, ..contact.clone() })
        });
        let history = History {
            quieted: taught.quieted.clone(),
            eased: taught.eased.clone(),
            footers: taught.footers.clone(),
            here: taught.here.clone(),
            ..History::new(before.collect())
        };
        // That mail which repeats it is held while its incident is open proves nothing for the time after.
        let taught = History { leaked: Vec::new(), ..History::clone(&taught) };
        Ok(Replay { submission, history, taught })
    }

    /// Mail of before that is kept here, with the histories of its senders.
    async fn past(&self) -> Result<Vec<(Submission, Arc<History>)>, Failure> {
        let mut past = Vec::new();
        for summary in self.store.list(Filter { all: true, limit: 4 * PAST }).await? {
            if past.len() == PAST {
                break;
            }
            let ours = summary.door == Door::Own || summary.owner.is_empty() || summary.size > LARGEST;
            if ours || matches!(summary.state, State::Cancelled | State::Rejected) {
                continue;
            }
            let (Ok(message), Ok(entry)) = (self.store.content(&summary.id).await, self.store.entry(&summary.id).await)
            else {
                continue;
            };
            let history = self.store.history(&summary.owner).await?;
            let submission = Submission {
                door: summary.door,
                origin: entry.origin.clone(),
                envelope: entry.current_envelope(),
                message,
                received: entry.received,
                source: None,
            };
            past.push((submission, history));
        }
        Ok(past)
    }
}

fn sender(incident: &Incident) -> Option<Address> {
    incident.known.sender.parse().ok()
}

/// Per 100.
fn share(count: usize, of: usize) -> f64 {
    let (count, of) = (u32::try_from(count).unwrap_or(u32::MAX), u32::try_from(of).unwrap_or(u32::MAX));
    100.0 * f64::from(count) / f64::from(of)
}

/// The judge as it would be with the change.
fn changed_judge(judge: &Judge, config: &config::Config, measure: &Measure) -> Result<Judge, Vec<String>> {
    let mut config = config.clone();
    let mut packs = Vec::new();
    match measure {
        Measure::SwitchOn { check } => config.rules.off.retain(|off| off != check),
        Measure::Pack { name, text, .. } => packs.push(PackSource { name: name.clone(), text: text.clone() }),
        Measure::Forget { .. } | Measure::AskAgain { .. } | Measure::NotQuiet { .. } => {}
    }
    let changed = config::judge_with(&config, packs)?;
    Ok(Judge { reader: Arc::clone(&judge.reader), ..changed })
}

/// The sender's history as it would be with the change.
fn without(replay: &Replay, measure: &Measure) -> History {
    match measure {
        Measure::Forget { .. } => replay.history.clone(),
        other => eased_off(&replay.taught, other),
    }
}

/// A history in which something asks again.
fn eased_off(history: &History, measure: &Measure) -> History {
    let mut history = history.clone();
    match measure {
        Measure::AskAgain { check } => {
            history.eased.remove(check);
        }
        Measure::NotQuiet { check, address } => {
            history.quieted.retain(|quiet| quiet.check != *check || quiet.address != *address);
        }
        Measure::Forget { .. } | Measure::SwitchOn { .. } | Measure::Pack { .. } => {}
    }
    history
}
