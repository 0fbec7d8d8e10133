//! Does what ladders ask for: in each round of the daemon, holds of step `approve` that nobody was asked about get a request,
//! and requests that are due go on. Every deed is one transaction with its journal lines and mails, bound to the version of
//! its hold: somebody who decides in between wins, and a daemon that dies in between has asked nobody twice.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::Approvals;
use super::ladder::{Deed, Scene};
use crate::base::event::Event;
use crate::base::{Address, Clock, Id, Step, Whence};
use crate::config::{Approval, Current, Mode, OnSilence, Policy, SelfApproval};
use crate::judge::Judge;
use crate::release::deadline::deadline;
use crate::release::notices::Sender;
use crate::release::{office, seal_of};
use crate::store::{
    Asking as Put, Away, AwayWhy, Change, Entry, MailSecret, Purpose, Request, State, Store, StoreError,
};

/// How many requests one round looks at.
const ROUND: usize = 100;

/// When a hold that no rule covers is looked at again: the configuration may have changed.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// What ladders go by; swapped as one when the configuration changes.
#[derive(Clone, Debug)]
pub struct Governing {
    /// Rules and office hours.
    pub policy: Policy,
    /// Who is who.
    pub judge: Arc<Judge>,
    /// Who our mails come from.
    pub sender: Sender,
}

/// Asks second persons.
#[derive(Clone)]
pub struct Asking {
    store: Store,
    governing: Arc<Current<Governing>>,
    clock: Clock,
}

/// What a look at a hold goes by.
struct Look<'a> {
    entry: &'a Entry,
    approvals: Approvals<'a>,
    governing: &'a Governing,
    away: &'a [Away],
    now: Timestamp,
}

impl Asking {
    /// Asks by what `governing` holds at the time.
    pub fn new(store: Store, governing: Arc<Current<Governing>>, clock: Clock) -> Asking {
        Asking { store, governing, clock }
    }

    /// Does everything that is due now; the answer is how many holds changed.
    ///
    /// # Errors
    /// When the store cannot be read or written; what is due stays due.
    pub async fn tick(&self) -> Result<usize, StoreError> {
        self.note_bounces().await?;
        let mut done = 0;
        for id in self.store.ripe_requests(self.clock.now(), ROUND).await? {
            match self.look(&id).await {
                Ok(changed) => done += usize::from(changed),
                // Somebody decided in between: their decision stands.
                Err(StoreError::Changed { .. }) => {}
                Err(error @ StoreError::Damaged { .. }) => tracing::error!(%id, %error, "left as it is"),
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// Looks at one hold; the answer is whether it was one that waits for a second person.
    ///
    /// # Errors
    /// When the store cannot be read or written, or the hold has changed in between.
    pub async fn look(&self, id: &Id) -> Result<bool, StoreError> {
        let (now, governing) = (self.clock.now(), self.governing.get());
        let entry = self.store.entry(id).await?;
        if entry.summary.state != State::Held || entry.summary.step != Step::Approve {
            return Ok(false);
        }
        let approvals = Approvals::new(&governing.policy, &governing.judge.directory);
        let away = approvals.with_delegates(self.store.away(now).await?);
        let known = self.store.request(id).await?;
        let look = Look { entry: &entry, approvals, governing: &governing, away: &away, now };
        let rule = look.approvals.rule(&entry);
        let stands = known.filter(|request| {
            request.seal == seal_of(&entry) && rule.map_or("", |rule| rule.name.as_str()) == request.rule
        });
        let change = match (rule, stands) {
            (None, known) => look.uncovered(known.is_some()),
            (Some(rule), Some(request)) => look.on(rule, &request, Vec::new()),
            (Some(rule), None) => look.begin(rule, self.editor(&look).await?),
        };
        self.store.change(id, entry.summary.version, change).await?;
        Ok(true)
    }

    /// Who changed the recipients last.
    async fn editor(&self, look: &Look<'_>) -> Result<Option<Address>, StoreError> {
        let journal = self.store.journal(&look.entry.summary.id).await?;
        let last = journal.iter().rev().find_map(|line| match &line.event {
            Event::Repaired { by, .. } => Some(by.clone()),
            _ => None,
        });
        Ok(last.and_then(|by| look.approvals.person_named(&by)))
    }

    /// A request that could not be delivered: whoever it was to reach is away today, and somebody else is asked.
    async fn note_bounces(&self) -> Result<(), StoreError> {
        for (id, person) in self.store.undelivered_requests().await? {
            let Some(mut request) = self.store.request(&id).await? else { continue };
            let Some(asked) = request.asked.iter_mut().find(|asked| asked.person == person && !asked.bounced) else {
                continue;
            };
            asked.bounced = true;
            let entry = self.store.entry(&id).await?;
            let (now, policy) = (self.clock.now(), &self.governing.get().policy);
            let until = office::next_morning(now, &policy.office, &crate::release::zone(policy));
            let away = Away { person: person.clone(), since: now, until, delegate: None, why: AwayWhy::Bounce };
            self.store.mark_away(away, person.as_str(), Whence { way: "mail".into(), ..Whence::default() }).await?;
            let asking =
                Put::Put { request: Box::new(request), due: Some(now), assignees: entry.summary.assignees.clone() };
            let change = Change { asking: Some(asking), ..Change::default() };
            match self.store.change(&id, entry.summary.version, change).await {
                Ok(()) | Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Look<'_> {
    fn request(&self, rule: &str, editor: Option<Address>) -> Request {
        Request {
            rule: rule.to_owned(),
            seal: seal_of(self.entry),
            made: self.now,
            reason: None,
            editor,
            urgent: false,
            stage: 0,
            asked: Vec::new(),
            glass: false,
            alone: false,
        }
    }

    /// No rule covers it: nobody decides, and its deadline gives it back. Told once.
    fn uncovered(&self, known: bool) -> Change {
        let due = self.now.checked_add(LOOK_AGAIN).ok();
        let asking = Put::Put { request: Box::new(self.request("", None)), due, assignees: Vec::new() };
        let why = "no [[approval]] covers it".to_owned();
        let events = if known { Vec::new() } else { vec![Event::NobodyToAsk { why }] };
        Change { asking: Some(asking), events, ..Change::default() }
    }

    /// A new request; where the sender decides alone, nobody is asked.
    fn begin(&self, rule: &Approval, editor: Option<Address>) -> Change {
        let request = self.request(&rule.name, editor);
        match rule.mode {
            Mode::Peer | Mode::Lead => {
                let last = self.last_step(rule, &request);
                let zone = self.approvals.zone();
                let end = deadline(self.now, rule.give_back, zone).max(last);
                let kept = self.entry.summary.deadline.map_or(end, |deadline| deadline.min(end));
                Change { deadline: Some(Some(kept)), ..self.on(rule, &request, Vec::new()) }
            }
            Mode::Own | Mode::Timed => {
                let last = self.last_step(rule, &request);
                let asking = Some(Put::Put { request: Box::new(request), due: None, assignees: Vec::new() });
                match rule.on_silence {
                    OnSilence::Return => Change { asking, ..Change::default() },
                    // The undo window is long then, and everything that holds of one holds of it.
                    OnSilence::Send => Change {
                        to: Some(State::Delayed),
                        due: Some(Some(last)),
                        deadline: Some(None),
                        asking,
                        events: vec![Event::Timed { rule: rule.name.clone(), until: last }],
                        ..Change::default()
                    },
                }
            }
        }
    }

    fn last_step(&self, rule: &Approval, request: &Request) -> Timestamp {
        let circle = super::Circle::default();
        self.scene(rule, &circle, &|_| false).last_step(request)
    }

    fn scene<'s>(
        &'s self,
        rule: &'s Approval,
        circle: &'s super::Circle,
        barred: &'s dyn Fn(&Address) -> bool,
    ) -> Scene<'s> {
        let office = &self.governing.policy.office;
        Scene { now: self.now, rule, office, zone: self.approvals.zone(), circle, away: self.away, barred }
    }

    /// What the ladder of `request` asks for now.
    fn on(&self, rule: &Approval, request: &Request, mut events: Vec<Event>) -> Change {
        if !matches!(rule.mode, Mode::Peer | Mode::Lead) {
            let asking = Put::Put { request: Box::new(request.clone()), due: None, assignees: Vec::new() };
            return Change { asking: Some(asking), events, ..Change::default() };
        }
        let editor = request.editor.as_ref();
        let circle = self.approvals.circle(rule, self.entry, editor);
        let barred = |person: &Address| self.approvals.barred(person, rule, self.entry, editor).is_some();
        let scene = self.scene(rule, &circle, &barred);
        let step = scene.advance(request);
        let until = (step.request.stage < 3).then(|| scene.step_at(&step.request, step.request.stage.max(1)));
        let mut mails = Mails::default();
        for deed in &step.deeds {
            self.deed(rule, deed, &step.request, until, &mut events, &mut mails);
        }
        let asked = step.request.asked.iter().map(|asked| &asked.person).filter(|person| !barred(person));
        let mut assignees: Vec<String> =
            circle.everybody().chain(asked).map(|person| person.key().to_owned()).collect();
        assignees.sort_unstable();
        assignees.dedup();
        // Without a next step it is looked at when somebody's absence changes, or when it ends.
        let due = step.due.or(Some(Timestamp::MAX));
        Change {
            asking: Some(Put::Put { request: Box::new(step.request), due, assignees }),
            events,
            notices: mails.letters,
            secrets: mails.secrets,
            ..Change::default()
        }
    }

    fn deed(
        &self,
        rule: &Approval,
        deed: &Deed,
        request: &Request,
        until: Option<Timestamp>,
        events: &mut Vec<Event>,
        mails: &mut Mails,
    ) {
        let (entry, sender, now) = (self.entry, &self.governing.sender, self.now);
        match deed {
            Deed::Ask(asked, why) => {
                let answer = self.answer(&asked.person);
                mails.push(
                    sender.request(entry, asked, until, answer.as_ref(), now),
                    answer.map(|answer| answer.secret),
                );
                events.push(Event::Asked {
                    person: asked.person.to_string(),
                    on_behalf_of: asked.on_behalf_of.as_ref().map(ToString::to_string),
                    why: (*why).to_owned(),
                    seal: request.seal.clone(),
                });
            }
            Deed::Remind(person) => {
                let answer = self.answer(person);
                mails.push(
                    sender.request_again(entry, person, answer.as_ref(), now),
                    answer.map(|answer| answer.secret),
                );
                events.push(Event::AskedAgain { person: person.to_string() });
            }
            Deed::TellSender => {
                mails.push(sender.still_asked(entry, &request.asked, now), None);
                events.push(Event::told("still asked", "mail"));
            }
            Deed::NobodyToAsk => {
                let alone = rule.self_approval == SelfApproval::WhenAlone;
                mails.push(sender.nobody_to_ask(entry, alone, now), None);
                events.push(Event::NobodyToAsk { why: "everybody is away, or may not decide".into() });
            }
            Deed::Unanswered => {
                if rule.break_glass {
                    mails.push(sender.glass(entry, now), None);
                } else {
                    self.approvals.admins().for_each(|admin| mails.push(sender.unanswered(entry, admin, now), None));
                }
                events.push(Event::Unanswered { break_glass: rule.break_glass });
            }
        }
    }

    /// Where automatic replies to a request go; without an address of ours that takes mail, nowhere.
    fn answer(&self, person: &Address) -> Option<crate::release::notices::Answerable> {
        let sender = &self.governing.sender;
        sender.settings.address.as_ref()?;
        sender.answerable(Purpose::Request, person, self.entry)
    }
}

/// Mails of one change, with the secrets in their addresses.
#[derive(Default)]
struct Mails {
    letters: Vec<crate::store::NewSubmission>,
    secrets: Vec<MailSecret>,
}

impl Mails {
    fn push(&mut self, letter: Option<crate::store::NewSubmission>, secret: Option<MailSecret>) {
        if let Some(letter) = letter {
            self.letters.push(letter);
            self.secrets.extend(secret);
        }
    }
}
