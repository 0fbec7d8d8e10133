//! Mail that comes in at a door and is an answer to a mail of ours. It goes nowhere else: what its address is good for the
//! store knows, and whether whoever wrote it may do that is proved here.
//!
//! A decision takes three things at once: the secret of the address, which only the mail to the sender of that hold had; the
//! door, which knows that the same user hands this over who handed the hold over; and sender and `From`, which are that
//! person's. A `From` alone proves nothing, and neither does an address that was forwarded. A message to anybody else that
//! repeats such an address is refused: no secret of ours leaves.

use std::sync::Arc;

use super::automatic::{Automatic, automatic};
use super::notices::Answered;
use super::office::next_morning;
use super::reply::{self, Command};
use super::{Actor, Confirmation, Desk, NoticeSender, ReleaseError, Roles};
use crate::base::event::Event;
use crate::base::reply::Enhanced;
use crate::base::{Address, Clock, Id, Reply, Whence, Who};
use crate::config::Policy;
use crate::judge::Judge;
use crate::message::{Door, Submission};
use crate::parse::{self, Structure};
use crate::store::{Away, AwayWhy, Entry, MailSecret, Purpose, State, Store, StoreError};

/// Reads answers to mails of ours.
#[derive(Clone)]
pub struct Incoming {
    store: Store,
    sender: NoticeSender,
    clock: Clock,
}

/// What a submission has to do with mails of ours.
enum Concerns {
    /// Nothing.
    Nothing,
    /// It is an answer, to this address alone.
    Answer(Answered),
    /// It would take an address that takes answers to somebody else.
    Leak(Id),
}

/// Why an answer does nothing.
struct Refused {
    /// In a word, for the journal.
    why: &'static str,
    /// What the reply says.
    words: String,
    /// Whether the door takes it all the same: a machine that is refused only makes more mail.
    taken: bool,
}

impl Refused {
    fn new(why: &'static str, words: impl Into<String>) -> Refused {
        Refused { why, words: words.into(), taken: false }
    }
}

impl Incoming {
    /// Reads answers to what `sender` has sent.
    pub fn new(store: Store, sender: NoticeSender, clock: Clock) -> Incoming {
        Incoming { store, sender, clock }
    }

    /// The reply to a submission that is an answer to a mail of ours, or would carry the address for one to somebody else;
    /// `None` when it is neither, and is judged like any other. A repair of what it decides is judged by `judge`.
    pub async fn take(&self, submission: &Submission, judge: &Arc<Judge>, policy: &Policy) -> Option<Reply> {
        let done = match self.concerns(submission).await {
            Ok(Concerns::Nothing) => return None,
            Ok(Concerns::Answer(answered)) => self.answer(submission, &answered, judge, policy).await,
            Ok(Concerns::Leak(id)) => self.deny(submission, Some(id.clone()), leak(&id)).await,
            Err(error) => Err(error),
        };
        Some(done.unwrap_or_else(|error| {
            let words = "Outguard cannot read its store at the moment; nothing was decided, try again later";
            Reply::new(451, Enhanced(3, 0), words).because(error)
        }))
    }

    async fn concerns(&self, submission: &Submission) -> Result<Concerns, StoreError> {
        let recipients = &submission.envelope.recipients;
        let ours: Vec<Answered> = recipients.iter().filter_map(|r| self.sender.answered(&r.address)).collect();
        match ours.as_slice() {
            [one] if recipients.len() == 1 => return Ok(Concerns::Answer(one.clone())),
            [one, ..] => return Ok(Concerns::Leak(one.id.clone())),
            [] => {}
        }
        for within in self.sender.answered_within(&submission.message) {
            if let Some(secret) = self.store.mail_secret(within.secret).await? {
                return Ok(Concerns::Leak(secret.id));
            }
        }
        Ok(Concerns::Nothing)
    }

    async fn answer(
        &self,
        submission: &Submission,
        answered: &Answered,
        judge: &Arc<Judge>,
        policy: &Policy,
    ) -> Result<Reply, StoreError> {
        let Some(secret) = self.store.mail_secret(answered.secret).await? else {
            let id = &answered.id;
            let words = format!("{id} does not wait for this answer: it was decided already, or never asked you");
            return self.deny(submission, None, Refused::new("secret", words)).await;
        };
        let machine = automatic(submission);
        let done = match secret.purpose {
            Purpose::Request => self.request_answered(&secret, machine, policy).await?,
            Purpose::Decide if machine.is_some() => {
                let words = "Taken and put aside: automatic replies decide nothing".into();
                Err(Refused { why: "automatic", words, taken: true })
            }
            Purpose::Decide => self.decide(submission, &secret, judge, policy).await?,
        };
        match done {
            Ok(reply) => Ok(reply),
            Err(refused) => self.deny(submission, Some(secret.id), refused).await,
        }
    }

    /// An automatic answer to a request says that a second person is away; anything else they decide on the page.
    async fn request_answered(
        &self,
        secret: &MailSecret,
        machine: Option<Automatic>,
        policy: &Policy,
    ) -> Result<Result<Reply, Refused>, StoreError> {
        let id = &secret.id;
        let why = match machine {
            Some(Automatic::Reply) => AwayWhy::Reply,
            Some(Automatic::Bounce) => AwayWhy::Bounce,
            Some(Automatic::Other) => {
                let words = "Taken and put aside: nobody wrote it".into();
                return Ok(Err(Refused { why: "automatic", words, taken: true }));
            }
            None => {
                let place = self.sender.link(id).unwrap_or_else(|| format!("outguard show {id}"));
                return Ok(Err(Refused::new("request", format!("{id} is not decided by mail: {place}"))));
            }
        };
        let Ok(person) = secret.person.parse::<Address>() else {
            return Ok(Err(Refused::new("person", format!("{id} was asked of nobody known any more"))));
        };
        let (since, whence) = (self.clock.now(), Whence { way: "mail".into(), ..Whence::default() });
        let until = next_morning(since, &policy.office, &self.sender.zone);
        let away = Away { person, since, until, delegate: None, why };
        self.store.mark_away(away, &secret.person, whence).await?;
        Ok(Ok(Reply::new(250, Enhanced(0, 0), "Taken: somebody else is asked")))
    }

    async fn decide(
        &self,
        submission: &Submission,
        secret: &MailSecret,
        judge: &Arc<Judge>,
        policy: &Policy,
    ) -> Result<Result<Reply, Refused>, StoreError> {
        let id = &secret.id;
        let entry = self.store.entry(id).await?;
        let structure = parse::parse(&submission.message);
        if let Err(refused) = proved(submission, &structure, secret, &entry) {
            return Ok(Err(refused));
        }
        if entry.summary.state != State::Held {
            let words = format!("{id} is {} already", entry.summary.state.word());
            return Ok(Err(Refused::new("state", words)));
        }
        let command = match reply::command(&structure, &entry) {
            Ok(command) => command,
            Err(words) => return Ok(Err(Refused::new("words", words))),
        };
        let desk =
            Desk::new(self.store.clone(), Arc::clone(judge), policy.clone(), self.sender.clone(), self.clock.clone());
        let actor = actor(submission, secret);
        let given = |confirmed| Confirmation { confirmed, seal: Some(secret.seal.clone()), ..Confirmation::default() };
        let done = match command {
            Command::Cancel => desk.cancel(id, &actor, &given(Vec::new())).await,
            Command::Release(confirmed) => {
                desk.release(id, &actor, &given(confirmed)).await.map(|()| "released, it leaves now".to_owned())
            }
        };
        match done {
            Ok(words) => Ok(Ok(Reply::new(250, Enhanced(0, 0), &format!("{id}: {words}")))),
            Err(ReleaseError::Store(error @ StoreError::Database { .. })) => Err(error),
            Err(error) => Ok(Err(Refused::new("friction", error.to_string()))),
        }
    }

    /// Nothing changes; the journal says who tried what.
    async fn deny(&self, submission: &Submission, id: Option<Id>, refused: Refused) -> Result<Reply, StoreError> {
        let by =
            submission.origin.user.clone().or_else(|| submission.envelope.sender.as_ref().map(ToString::to_string));
        let event = Event::Denied {
            what: "mail decide".into(),
            why: refused.why.to_owned(),
            by: by.unwrap_or_default(),
            whence: whence(submission, None),
        };
        match id {
            Some(id) => self.store.record_now(id, event).await?,
            None => self.store.record_aside(event).await?,
        }
        let (code, enhanced) = if refused.taken { (250, Enhanced(0, 0)) } else { (554, Enhanced(7, 1)) };
        Ok(Reply::new(code, enhanced, &refused.words))
    }
}

fn leak(id: &Id) -> Refused {
    let words = format!(
        "This message carries the secret address at which {id} is decided. Nobody got it: answer the notice to that \
         address alone, or take the address out"
    );
    Refused::new("leak", words)
}

/// Whether it was the sender of the hold who wrote this, and nobody else can have.
fn proved(submission: &Submission, structure: &Structure, secret: &MailSecret, entry: &Entry) -> Result<(), Refused> {
    let id = &entry.summary.id;
    let refused = |why| {
        let words = format!("{id} was not touched: only its sender decides, signed in as they were when they sent it");
        Err(Refused::new(why, words))
    };
    let user = submission.origin.user.as_ref();
    // A user of the SMTP door and an account of this machine may have one name and be two people.
    let same_door = submission.door == entry.summary.door && matches!(submission.door, Door::Smtp | Door::Sendmail);
    if user.is_none() || user != entry.origin.user.as_ref() || !same_door {
        return refused("sign-in");
    }
    let owner = entry.summary.owner.as_str();
    let is_owner = |address: Option<&Address>| address.is_some_and(|address| address.key() == owner);
    if owner != secret.person || !is_owner(submission.envelope.sender.as_ref()) {
        return refused("sender");
    }
    let from: Vec<_> = structure.from.iter().chain(&structure.sender).collect();
    if structure.from.len() != 1 || !from.iter().all(|mailbox| is_owner(mailbox.address.as_ref())) {
        return refused("from");
    }
    Ok(())
}

fn actor(submission: &Submission, secret: &MailSecret) -> Actor {
    let person = submission.envelope.sender.clone();
    let who = person.clone().map_or_else(|| Who::Account(secret.person.clone()), Who::Person);
    Actor { who, person, roles: Roles::default(), whence: whence(submission, Some(secret)) }
}

fn whence(submission: &Submission, secret: Option<&MailSecret>) -> Whence {
    let short = |secret: &MailSecret| secret.secret.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    Whence { way: "mail".into(), peer: submission.origin.peer.clone(), session: secret.map(short).unwrap_or_default() }
}
