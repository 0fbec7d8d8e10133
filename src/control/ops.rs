//! Every action a person can take, once. Command line and page both call these, so no way in has less friction.

pub mod approval;
mod health;
mod held;
mod honest;
pub mod history;
pub mod incident;
mod journal;
pub mod learning;
mod look;
mod recall;
pub mod search;
mod session;

pub use held::{HeldMail, Mending};
pub use recall::Handed;
pub use session::{OpenSession, TICKET};

use std::sync::{Arc, OnceLock};

pub use health::{Measured, Part, Readiness};
pub use honest::{Budget, QuietOffer, Tuned, Tuning};

use super::actor;
use super::view::{FindingView, View, findings_of, names_of};
use crate::app::failure::{Failure, exit};
use crate::app::{duties_of, judge_of};
use crate::base::event::Event;
use crate::base::{Address, Clock, Id, Language, Step, Whence, Who};
use crate::config::{Config, Current};
use crate::incident::duty::Duties;
use crate::intake::envelope::{self, NoEnvelope};
use crate::intake::pipeline::{Pipeline, Ruling};
use crate::intake::{Answer, Gate as _};
use crate::judge::{Judge, Judged};
use crate::message::{Door, Message, Origin, Submission};
use crate::parse::Addressed;
use crate::people::{Contact, History, Role};
use crate::release::{Actor, Confirmation, Desk, NoticeSender, Repaired, Roles, Sight};
use crate::rules::{Explained, Finding};
use crate::store::{Change, Entry, Filter, JournalLine, Learning, State, Store, StoreError};
pub use look::fingerprint;

/// The actions, over one store and one configuration.
#[derive(Clone)]
pub struct Ops {
    store: Store,
    config: Arc<Config>,
    judge: Arc<OnceLock<Arc<Judge>>>,
    duties: Arc<OnceLock<Arc<Duties>>>,
    actor: Actor,
    clock: Clock,
    /// The seal decisions and repairs are bound to.
    shown: Option<String>,
}

impl Ops {
    /// The actions for `config`; opens its store. Packs are read by the first action that judges: what only looks is quick,
    /// and works also while a pack is wrong.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub fn open(config: &Config, clock: Clock) -> Result<Ops, Failure> {
        let store = Store::open(&config.store.path, clock.clone())?;
        let config = Arc::new(config.clone());
        Ok(Ops::over(store, config, clock))
    }

    /// The actions over a store that is open.
    pub fn over(store: Store, config: Arc<Config>, clock: Clock) -> Ops {
        store.keep_history_as(Learning { on: config.history.learn, inside: config.directory.domains.clone() });
        let ops = Ops {
            store,
            config,
            judge: Arc::default(),
            duties: Arc::default(),
            actor: actor::current(),
            clock,
            shown: None,
        };
        let actor = ops.actor_of(ops.actor.who.clone(), ops.actor.whence.clone());
        ops.done_by(actor)
    }

    /// The same actions, judging by a judge that is there already.
    pub fn judging_by(self, judge: Arc<Judge>) -> Ops {
        Ops { judge: Arc::new(OnceLock::from(judge)), ..self }
    }

    fn judge(&self) -> Result<Arc<Judge>, Failure> {
        if let Some(judge) = self.judge.get() {
            return Ok(Arc::clone(judge));
        }
        let judge = Arc::new(judge_of(&self.config)?);
        Ok(Arc::clone(self.judge.get_or_init(|| judge)))
    }

    /// The duties to disclose, shipped and local; read by the first action that needs them.
    fn duties(&self) -> Result<Arc<Duties>, Failure> {
        if let Some(duties) = self.duties.get() {
            return Ok(Arc::clone(duties));
        }
        let duties = Arc::new(duties_of(&self.config)?);
        Ok(Arc::clone(self.duties.get_or_init(|| duties)))
    }

    fn desk(&self) -> Result<Desk, Failure> {
        let (policy, sender) = (self.config.policy.clone(), NoticeSender::of(&self.config));
        let desk = Desk::new(self.store.clone(), self.judge()?, policy, sender, self.clock.clone());
        Ok(desk.bound_to(self.shown.clone()))
    }

    /// The same actions, done by somebody else.
    pub fn done_by(&self, actor: Actor) -> Ops {
        Ops { actor, ..self.clone() }
    }

    /// Who does them.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Somebody of whom `who` is known, as the directory says now.
    pub fn actor_of(&self, who: Who, whence: Whence) -> Actor {
        let persons = &self.config.directory.persons;
        let named = |name: &str| persons.iter().find(|person| !person.account.is_empty() && person.account == name);
        let person = match &who {
            Who::Account(name) => named(name),
            Who::Person(address) => persons.iter().find(|person| person.address == *address),
        };
        let role = person.and_then(|person| person.role);
        let roles = Roles {
            keeper: matches!(who, Who::Account(_)),
            auditor: role == Some(Role::Auditor),
            admin: role == Some(Role::Admin),
        };
        let address = match &who {
            Who::Account(_) => person.map(|person| person.address.clone()),
            Who::Person(address) => Some(address.clone()),
        };
        Actor { who, person: address, roles, whence }
    }

    /// The submission that is asked for, if they may see that much of it; else there is none.
    async fn seen(&self, asked: &Id, least: Sight) -> Result<Entry, Failure> {
        let unknown = || Failure::from(StoreError::Unknown { id: asked.to_string() });
        let id = if self.actor.roles.keeper {
            self.store.find(asked).await?
        } else {
            // What a prefix meets is nobody's business but the keeper's.
            asked.clone()
        };
        let entry = self.store.entry(&id).await?;
        match self.actor.sight(&entry.summary) {
            Sight::Nothing => Err(unknown().denied("not yours")),
            sight if sight < least => {
                let words = format!("{id} is not yours: only its sender decides about it");
                Err(Failure::new("not_yours", exit::NOPERM, words).denied("role"))
            }
            _ => Ok(entry),
        }
    }

    /// The submission of that id, if it is theirs to decide.
    async fn own(&self, asked: &Id) -> Result<Id, Failure> {
        Ok(self.seen(asked, Sight::Whole).await?.summary.id)
    }

    /// The language the directory says somebody reads.
    pub fn language_of(&self, actor: &Actor) -> Option<Language> {
        let person = actor.person.as_ref()?;
        self.config.directory.persons.iter().find(|known| known.address == *person)?.language
    }

    /// The language of the organisation.
    pub fn organisation_language(&self) -> Language {
        self.config.language
    }

    /// Records what is about no submission; a journal that cannot be written says so in the log.
    pub async fn note(&self, event: Event) {
        if let Err(error) = self.store.record_aside(event).await {
            tracing::error!(%error, "a journal line could not be written");
        }
    }

    /// Whether the daemon runs; what is released while it does not waits for it.
    pub fn daemon_runs(&self) -> bool {
        self.store.daemon_runs()
    }

    /// The configuration these actions go by.
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// Whom `sender` has written to, most often first; nobody when that cannot be read.
    pub(super) async fn contacts(&self, sender: &Address) -> Vec<Contact> {
        let history = self.store.history(sender.key()).await;
        let mut contacts = history.map(|history| history.contacts.clone()).unwrap_or_default();
        contacts.sort_by_key(|contact| std::cmp::Reverse(contact.count));
        contacts
    }

    /// Judges a submission and keeps it, without a daemon's help; nothing is passed on from here.
    ///
    /// # Errors
    /// When a pack is wrong.
    pub(super) async fn keep(&self, submission: Submission) -> Result<Answer, Failure> {
        let judge = self.judge()?;
        let ruling = Ruling { judge, policy: self.config.policy.clone(), hops: self.config.smtp.limits.hops };
        let ruling = Arc::new(Current::new(ruling));
        let pipeline = Pipeline::new(self.store.clone(), None, ruling, Arc::default(), self.clock.clone());
        Ok(pipeline.submit(submission).await)
    }

    /// What waits, or everything.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn list(&self, all: bool) -> Result<Vec<View>, Failure> {
        self.find(all, "", 0).await
    }

    /// One submission in full.
    ///
    /// # Errors
    /// When there is none of that id.
    pub async fn show(&self, asked: &Id) -> Result<View, Failure> {
        let entry = self.seen(asked, Sight::Assigned).await?;
        let content = self.store.content(&entry.summary.id).await.ok();
        Ok(View::of_entry(&entry, content.as_deref()))
    }

    /// What the journal says of a submission.
    ///
    /// # Errors
    /// When there is none of that id.
    pub async fn journal(&self, asked: &Id) -> Result<Vec<JournalLine>, Failure> {
        let id = self.seen(asked, Sight::Metadata).await?.summary.id;
        Ok(self.store.journal(&id).await?)
    }

    /// The bytes of a submission.
    ///
    /// # Errors
    /// When there is none of that id, or its bytes are no longer kept.
    pub async fn raw(&self, asked: &Id) -> Result<Message, Failure> {
        let id = self.own(asked).await?;
        Ok(self.store.content(&id).await?)
    }

    /// Releases a hold, after taking the recipients `without` out of it.
    ///
    /// # Errors
    /// When the step asks for more, or it is over. The recipients `without` stay taken out: that was asked for.
    pub async fn release(&self, asked: &Id, without: &[usize], given: &Confirmation) -> Result<Id, Failure> {
        let id = self.own(asked).await?;
        let desk = self.desk()?;
        if !without.is_empty() {
            desk.remove(&id, without, &self.actor).await?;
        }
        match desk.release(&id, &self.actor, given).await {
            Ok(()) => Ok(id),
            Err(refused) if without.is_empty() => Err(refused.into()),
            Err(refused) => {
                let mut failure = Failure::from(refused);
                failure.message.push_str("; the recipients named by --without are taken out already");
                Err(failure)
            }
        }
    }

    /// Withdraws a submission. The answer says truthfully who has it already.
    ///
    /// # Errors
    /// When it is on its way or over; then nothing has changed.
    pub async fn cancel(&self, asked: &Id, given: &Confirmation) -> Result<(Id, String), Failure> {
        let id = self.own(asked).await?;
        let outcome = self.desk()?.cancel(&id, &self.actor, given).await?;
        Ok((id, outcome))
    }

    /// Takes recipients out.
    ///
    /// # Errors
    /// When there is no such recipient, or nobody would be left.
    pub async fn remove(&self, asked: &Id, numbers: &[usize]) -> Result<(Id, Repaired), Failure> {
        let id = self.own(asked).await?;
        let repaired = self.desk()?.remove(&id, numbers, &self.actor).await?;
        Ok((id, repaired))
    }

    /// Puts another recipient in the place of one.
    ///
    /// # Errors
    /// When there is no such recipient, or the other gets the message already.
    pub async fn replace(&self, asked: &Id, n: usize, address: Address) -> Result<(Id, Repaired), Failure> {
        let id = self.own(asked).await?;
        let repaired = self.desk()?.replace(&id, n, address, &self.actor).await?;
        Ok((id, repaired))
    }

    /// Hides recipients from the others.
    ///
    /// # Errors
    /// When there is no such recipient, or one of them is hidden already.
    pub async fn bcc(&self, asked: &Id, numbers: &[usize]) -> Result<(Id, Repaired), Failure> {
        let id = self.own(asked).await?;
        let repaired = self.desk()?.bcc(&id, numbers, &self.actor).await?;
        Ok((id, repaired))
    }

    /// Has upstream tried again now for what is queued and is `meant`; what is held stays held. The answer is what is tried.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn flush(&self, meant: impl Fn(&View) -> bool) -> Result<Vec<Id>, Failure> {
        let now = self.clock.now();
        let mut tried = Vec::new();
        for summary in self.store.list(Filter { all: false, limit: 0 }).await? {
            let later = summary.state == State::Queued && summary.due.is_none_or(|due| due > now);
            if !later || !meant(&View::of_summary(&summary, &summary.owner)) {
                continue;
            }
            let events = vec![Event::Hurried { by: self.actor.who.to_string() }];
            let change = Change { due: Some(Some(now)), events, ..Change::default() };
            match self.store.change(&summary.id, summary.version, change).await {
                Ok(()) => tried.push(summary.id),
                // It is being tried, or somebody has just decided.
                Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(tried)
    }

    /// What a stored submission was held for, and what every check says of it as it would be judged now.
    ///
    /// # Errors
    /// When there is none of that id, or its bytes are no longer kept.
    pub async fn explain(&self, asked: &Id) -> Result<Explanation, Failure> {
        let entry = self.seen(asked, Sight::Whole).await?;
        let id = entry.summary.id.clone();
        let held = entry.verdict.step.holds().then(|| HeldFor::of(&entry, self.clock.now()));
        let submission = Submission {
            door: entry.summary.door,
            origin: entry.origin.clone(),
            envelope: entry.current_envelope(),
            message: self.store.content(&id).await?,
            received: entry.received,
            source: None,
        };
        Ok(Explanation { held, ..self.explained(submission).await? })
    }

    /// What would happen to these bytes, without any effect.
    ///
    /// # Errors
    /// When no sender or no recipient is known.
    pub async fn scan(&self, bytes: Vec<u8>, who: &ScanEnvelope) -> Result<Explanation, Failure> {
        let submission = who.submission(bytes, self.clock.now())?;
        self.explained(submission).await
    }

    /// Judges where waiting for the reader of files holds nobody up.
    async fn explained(&self, submission: Submission) -> Result<Explanation, Failure> {
        let owner = submission.envelope.sender.as_ref().map_or("", |sender| sender.key());
        let history = self.store.whole_history(owner).await.map_err(|e| e.to_string());
        let judge = self.judge()?;
        let work = move || explained(&judge, &submission, history.as_deref().map_err(String::as_str));
        tokio::task::spawn_blocking(work).await.map_err(|error| std::panic::resume_unwind(error.into_panic()))
    }
}

fn explained(judge: &Judge, submission: &Submission, history: Result<&History, &str>) -> Explanation {
    let judged = judge.judge(submission, history);
    let checks = judge.explain(submission, &judged, history);
    Explanation { held: None, judged, checks }
}

/// What a submission was held for, whatever is known since.
#[derive(Debug)]
pub struct HeldFor {
    /// When it was stored.
    pub since: jiff::Timestamp,
    /// The step of its verdict.
    pub step: Step,
    /// The findings that hold it.
    pub findings: Vec<Finding>,
    /// How they name its recipients.
    pub names: Vec<String>,
    /// When it was judged anew.
    pub judged: jiff::Timestamp,
}

impl HeldFor {
    fn of(entry: &Entry, now: jiff::Timestamp) -> HeldFor {
        let findings = entry.verdict.findings.iter().filter(|finding| finding.step.holds());
        HeldFor {
            since: entry.summary.created,
            step: entry.verdict.step,
            findings: findings.cloned().collect(),
            names: names_of(entry),
            judged: now,
        }
    }
}

/// A judgement with what every check says.
#[derive(Debug)]
pub struct Explanation {
    /// What it was held for; `None` of what never was.
    pub held: Option<HeldFor>,
    /// The judgement.
    pub judged: Judged,
    /// What every check and rule says, with its reason.
    pub checks: Vec<Explained>,
}

impl Explanation {
    /// The step that follows.
    pub fn step(&self) -> Step {
        self.judged.verdict.step
    }

    /// The findings, about recipients by address.
    pub fn findings(&self) -> Vec<FindingView> {
        findings_of(&self.judged)
    }
}

/// Who a scanned message is from and to; what is not given is read from its headers.
#[derive(Clone, Debug, Default)]
pub struct ScanEnvelope {
    /// The sender.
    pub from: Option<Address>,
    /// The recipients.
    pub to: Vec<Address>,
}

impl ScanEnvelope {
    fn submission(&self, bytes: Vec<u8>, now: jiff::Timestamp) -> Result<Submission, Failure> {
        let addressed = Addressed::of(&bytes);
        let from = self.from.clone().map_or_else(|| envelope::sender(&addressed), Ok);
        let to = if self.to.is_empty() { envelope::recipients(&addressed) } else { Ok(self.to.clone()) };
        let made = from.and_then(|from| envelope::envelope(Some(from), to?, usize::MAX));
        let envelope = made.map_err(|why| {
            let hint = match why {
                NoEnvelope::NoSender | NoEnvelope::Sender(_) => "add --from ADDRESS",
                _ => "add --to ADDRESS",
            };
            Failure::new(code(&why), exit::DATAERR, why).hint(hint)
        })?;
        let message = Message::new(bytes);
        Ok(Submission {
            door: Door::Sendmail,
            origin: Origin::default(),
            envelope,
            message,
            received: now,
            source: None,
        })
    }
}

/// The stable name of why there is no envelope.
fn code(why: &NoEnvelope) -> &'static str {
    match why {
        NoEnvelope::NoSender | NoEnvelope::Sender(_) => "no_sender",
        _ => "no_recipient",
    }
}
