//! What second persons decide, and what a sender may decide alone. Four eyes are two people and two sessions: whoever has sent
//! it, changed its recipients last, or sits behind a wall decides nothing, however they came in.

use jiff::SignedDuration;

use super::standing::MaySend;
use super::{Approvals, Barred, Standing, is_person};
use crate::base::event::Event;
use crate::base::{Address, Id, Step};
use crate::config::{Approval, BodyShown, Mode};
use crate::release::{Actor, Confirmation, Desk, Ending, ReleaseError, decided, friction, not_now, seal_of};
use crate::store::{Asking as Put, Change, Entry, JournalLine, NewSubmission, Request, State, StoreError};

/// The longest reason that is kept, in octets.
const LONGEST_REASON: usize = 2000;

/// How far back urgent mail is counted.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a sender wants second persons to know.
#[derive(Clone, Debug, Default)]
pub struct Pleading {
    /// Why it should be sent.
    pub reason: Option<String>,
    /// That it is urgent.
    pub urgent: bool,
}

/// Mails and journal lines of a decision somebody may make alone.
#[derive(Debug, Default)]
pub(in crate::release) struct Alone {
    pub events: Vec<Event>,
    pub notices: Vec<NewSubmission>,
}

/// What a decision of a second person rests on.
struct Seat {
    entry: Entry,
    /// For whom, where they decide while somebody is away.
    on_behalf_of: Option<Address>,
}

impl Desk {
    fn approvals(&self) -> Approvals<'_> {
        Approvals::new(&self.policy, &self.judge.directory)
    }

    /// Sends a hold as its second person.
    ///
    /// # Errors
    /// [`ReleaseError::NotYours`] with why they do not decide about it, [`ReleaseError::NotNow`] when nobody is asked.
    pub async fn approve(&self, id: &Id, actor: &Actor, given: &Confirmation) -> Result<(), ReleaseError> {
        let Seat { entry, on_behalf_of } = self.seat(id, actor, given).await?;
        self.still_whole(&entry).await?;
        let change = Change {
            to: Some(State::Queued),
            cleared: Some("decision"),
            due: Some(Some(self.clock.now())),
            deadline: Some(None),
            tell: self.sender.tells_of(actor, &entry).then_some(true),
            events: vec![for_somebody(decided("approve", actor, given, &entry), on_behalf_of)],
            ..Change::default()
        };
        Ok(self.store.change(id, entry.summary.version, change).await?)
    }

    /// Says no to a hold as its second person: nobody gets it, its sender gets the line and the draft.
    ///
    /// # Errors
    /// As [`Desk::approve`], and [`ReleaseError::Friction`] without a line of reason.
    pub async fn reject(&self, id: &Id, actor: &Actor, given: &Confirmation) -> Result<(), ReleaseError> {
        let Seat { entry, on_behalf_of } = self.seat(id, actor, given).await?;
        let hint = format!("outguard reject {id} --reason \"…\"");
        let reason = written(given).ok_or_else(|| friction_of(id, "a rejection needs a line for its sender", hint))?;
        let by = actor.who.to_string();
        let told = self.told(&entry, actor, Ending::Rejected { by: &by, reason }).await?;
        let event = for_somebody(decided("reject", actor, given, &entry), on_behalf_of);
        let change = Change {
            to: Some(State::Rejected),
            due: Some(None),
            deadline: Some(None),
            outcome: Some(format!("rejected by {by}: {}", crate::base::text::one_line(reason, 200))),
            events: [event].into_iter().chain(told.events).collect(),
            notices: told.notices,
            ..Change::default()
        };
        Ok(self.store.change(id, entry.summary.version, change).await?)
    }

    /// Takes down what the sender wants second persons to know.
    ///
    /// # Errors
    /// [`ReleaseError::NotNow`] when nobody is asked, [`ReleaseError::Friction`] when too much was urgent this week.
    pub async fn plead(&self, id: &Id, actor: &Actor, pleading: &Pleading) -> Result<(), ReleaseError> {
        let entry = self.held(id).await?;
        let (mut request, rule) = self.asked_about(&entry).await?;
        let now = self.clock.now();
        let mut events = Vec::new();
        if let Some(reason) = pleading.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()) {
            let reason = crate::base::text::one_line(reason, LONGEST_REASON);
            events.push(Event::Pleaded {
                by: actor.who.to_string(),
                reason: reason.clone(),
                whence: actor.whence.clone(),
            });
            request.reason = Some(reason);
        }
        if pleading.urgent && !request.urgent {
            let since = now.checked_sub(WEEK).unwrap_or(now);
            if self.store.urgent_since(&entry.summary.owner, since).await? >= rule.urgent {
                let words = format!("{} mails a week may be urgent, and they were", rule.urgent);
                return Err(friction_of(id, &words, format!("outguard show {id}")));
            }
            events.push(Event::Urgent { by: actor.who.to_string(), whence: actor.whence.clone() });
            request.urgent = true;
        }
        let asking =
            Put::Put { request: Box::new(request), due: Some(now), assignees: entry.summary.assignees.clone() };
        let change = Change { asking: Some(asking), events, ..Change::default() };
        Ok(self.store.change(id, entry.summary.version, change).await?)
    }

    /// Lets a second person open the body, and takes that down where the rule does not show it to everybody who is asked.
    ///
    /// # Errors
    /// As [`Desk::approve`], and [`ReleaseError::NotYours`] where the rule hides it.
    pub async fn open_body(&self, id: &Id, actor: &Actor) -> Result<(), ReleaseError> {
        let Seat { entry, .. } = self.seat(id, actor, &Confirmation::default()).await?;
        let (_, rule) = self.asked_about(&entry).await?;
        if rule.body == BodyShown::Hidden {
            return Err(not_yours(id, format!("approval `{}` shows nobody the body", rule.name)));
        }
        if rule.body == BodyShown::Shown {
            return Ok(());
        }
        let event = Event::Opened { by: actor.who.to_string(), seal: seal_of(&entry), whence: actor.whence.clone() };
        Ok(self.store.record_now(id.clone(), event).await?)
    }

    /// Where the request about a hold stands; `None` when it needs no second person.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn standing(&self, entry: &Entry) -> Result<Option<Standing>, StoreError> {
        if entry.summary.step < Step::Approve || entry.summary.state != State::Held {
            return Ok(None);
        }
        let Some(request) = self.store.request(&entry.summary.id).await? else { return Ok(None) };
        let (now, approvals) = (self.clock.now(), self.approvals());
        let away = approvals.with_delegates(self.store.away(now).await?);
        Ok(Some(approvals.standing(entry, &request, &away, now)))
    }

    /// What a sender's own release of a hold that needs a second person takes: nothing more where they decide alone, a written
    /// reason where the rule lets them.
    ///
    /// # Errors
    /// [`ReleaseError::Friction`] with who is asked, and until when.
    pub(in crate::release) async fn alone(
        &self,
        entry: &Entry,
        actor: &Actor,
        given: &Confirmation,
    ) -> Result<Alone, ReleaseError> {
        let id = &entry.summary.id;
        let withdraw = || format!("outguard cancel {id}");
        let Some(standing) = self.standing(entry).await? else {
            return Err(friction_of(id, "a second person decides about it, and will be asked", withdraw()));
        };
        if !standing.rule.is_empty() && matches!(standing.mode, Mode::Own | Mode::Timed) {
            friction::check_typed(entry, given)?;
            return Ok(Alone::default());
        }
        let words = standing.words(self.approvals().zone());
        let Some(may) = standing.may_send else { return Err(friction_of(id, &words, withdraw())) };
        let senders = self.approvals().senders(entry);
        if !senders.iter().any(|sender| is_person(&actor.who, actor.person.as_ref(), sender)) {
            let why = "only its sender may send it alone: [[person]] account says who is at a terminal";
            return Err(not_yours(id, why.to_owned()));
        }
        let hint = format!("outguard release {id} --reason \"…\"");
        let reason =
            written(given).ok_or_else(|| friction_of(id, &format!("{words}; or give a written reason"), hint))?;
        self.sent_alone(entry, may, reason).await
    }

    /// Who hears of a decision made alone: those who would have decided, and after a broken glass the admins too.
    async fn sent_alone(&self, entry: &Entry, may: MaySend, reason: &str) -> Result<Alone, ReleaseError> {
        let (request, rule) = self.asked_about(entry).await?;
        let approvals = self.approvals();
        let circle = approvals.circle(rule, entry, request.editor.as_ref());
        let mut people: Vec<Address> = match may {
            MaySend::WithReason => request.asked.iter().map(|asked| asked.person.clone()).collect(),
            MaySend::Alone | MaySend::Glass => circle.everybody().cloned().collect(),
        };
        if may == MaySend::Glass {
            people.extend(approvals.admins().cloned());
        }
        people.sort_by(|a, b| a.key().cmp(b.key()));
        people.dedup();
        let now = self.clock.now();
        let letter = |person: &Address| self.sender.sent_alone(entry, person, reason, now);
        let event = Event::SentAlone {
            why: match may {
                MaySend::WithReason => "with a reason",
                MaySend::Alone => "nobody can be asked",
                MaySend::Glass => "nobody has answered",
            }
            .to_owned(),
        };
        let notices = people.iter().filter_map(letter).collect();
        Ok(Alone { events: vec![event], notices })
    }

    /// The hold, where `actor` is a second person of it and may decide now.
    async fn seat(&self, id: &Id, actor: &Actor, given: &Confirmation) -> Result<Seat, ReleaseError> {
        let entry = self.held(id).await?;
        self.bound_to_what_was_shown(&entry, given.seal.as_deref())?;
        let (request, rule) = self.asked_about(&entry).await?;
        if !matches!(rule.mode, Mode::Peer | Mode::Lead) {
            return Err(not_yours(id, "its sender decides about it alone".to_owned()));
        }
        let Some(person) = &actor.person else {
            let why = "nobody knows who is at this terminal: write your account into your [[person]]";
            return Err(not_yours(id, why.to_owned()));
        };
        let journal = self.store.journal(id).await?;
        self.four_eyes(&entry, rule, &request, actor, person, &journal)?;
        let on_behalf_of = self.entitled(&entry, rule, &request, person).await?;
        Ok(Seat { entry, on_behalf_of })
    }

    fn four_eyes(
        &self,
        entry: &Entry,
        rule: &Approval,
        request: &Request,
        actor: &Actor,
        person: &Address,
        journal: &[JournalLine],
    ) -> Result<(), ReleaseError> {
        let id = &entry.summary.id;
        let why = match self.approvals().barred(person, rule, entry, request.editor.as_ref()) {
            Some(Barred::Sender) => "it is your own mail: somebody else decides about it",
            Some(Barred::Editor) => "you changed its recipients last: somebody else decides about it",
            Some(Barred::Wall) => "a wall stands between you and its sender or a recipient",
            None => {
                let (own, session) = (actor.who.to_string(), &actor.whence.session);
                let theirs = |by: &str, in_session: &str| by == own || (!session.is_empty() && in_session == session);
                let worked_on_it = journal.iter().any(|line| match &line.event {
                    Event::Repaired { by, whence, .. }
                    | Event::Pleaded { by, whence, .. }
                    | Event::Urgent { by, whence }
                    | Event::Extended { by, whence, .. } => theirs(by, &whence.session),
                    _ => false,
                });
                if !worked_on_it {
                    return Ok(());
                }
                "you have worked on it for its sender, and four eyes are two people: somebody else decides about it"
            }
        };
        Err(not_yours(id, why.to_owned()))
    }

    /// For whom `person` decides: for themselves, or for somebody who is away and has named them.
    async fn entitled(
        &self,
        entry: &Entry,
        rule: &Approval,
        request: &Request,
        person: &Address,
    ) -> Result<Option<Address>, ReleaseError> {
        let approvals = self.approvals();
        let now = self.clock.now();
        let away = approvals.with_delegates(self.store.away(now).await?);
        let asked_for = request
            .asked
            .iter()
            .rev()
            .find(|asked| asked.person == *person)
            .and_then(|asked| asked.on_behalf_of.clone());
        let in_force =
            |other: &Address| away.iter().any(|away| away.person == *other && away.delegate.as_ref() == Some(person));
        match asked_for {
            Some(other) if in_force(&other) => Ok(Some(other)),
            _ if approvals.circle(rule, entry, request.editor.as_ref()).everybody().any(|one| one == person) => {
                Ok(None)
            }
            Some(other) => {
                let why = format!("you were asked for {other}, who is back");
                Err(not_yours(&entry.summary.id, why))
            }
            None => Err(not_yours(&entry.summary.id, "you were not asked about it".to_owned())),
        }
    }

    async fn held(&self, id: &Id) -> Result<Entry, ReleaseError> {
        let entry = self.store.entry(id).await?;
        let state = entry.summary.state;
        if state == State::Held && entry.summary.step >= Step::Approve {
            return Ok(entry);
        }
        let why = if state == State::Held { "it needs no second person" } else { "nobody is asked about it any more" };
        Err(not_now(id, state, why))
    }

    /// The request about `entry` and its rule, as both stand now.
    async fn asked_about(&self, entry: &Entry) -> Result<(Request, &Approval), ReleaseError> {
        let (id, state) = (&entry.summary.id, entry.summary.state);
        let Some(request) = self.store.request(id).await? else {
            return Err(not_now(id, state, "nobody was asked about it yet; the daemon does that as soon as it runs"));
        };
        if request.seal != seal_of(entry) {
            return Err(not_now(id, state, "it has changed since somebody was asked, and they are asked anew"));
        }
        match self.policy.approvals.iter().find(|rule| rule.name == request.rule) {
            Some(rule) => Ok((request, rule)),
            None => Err(not_now(id, state, "no [[approval]] names anybody who decides about it")),
        }
    }
}

fn for_somebody(event: Event, other: Option<Address>) -> Event {
    match event {
        Event::Decided { verb, by, reason, digest, recipients, shown, whence, seconds, .. } => Event::Decided {
            on_behalf_of: other.map(|other| other.to_string()),
            verb,
            by,
            reason,
            digest,
            recipients,
            shown,
            whence,
            seconds,
        },
        event => event,
    }
}

/// The reason that was given, if it says anything.
fn written(given: &Confirmation) -> Option<&str> {
    given.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty())
}

fn friction_of(id: &Id, what: &str, hint: String) -> ReleaseError {
    ReleaseError::Friction { id: id.clone(), what: what.to_owned(), hints: vec![hint] }
}

fn not_yours(id: &Id, why: String) -> ReleaseError {
    ReleaseError::NotYours { id: id.clone(), why }
}
