//! Mail that comes in at a door and is an answer to a mail of ours. It goes nowhere else: what its address is good for the
//! store knows, and whether whoever wrote it may do that is proved here.
//!
//! A decision takes three things at once: the secret of the address, which only the mail to the sender of that hold had; the
//! door, which knows that the same user hands this over who handed the hold over; and sender and `From`, which are that
//! person's. A `From` alone proves nothing, and neither does an address that was forwarded. A message to anybody else that
//! repeats such an address is refused: no secret of ours leaves.
//!
//! A recall takes the last two: it only stops what its sender has sent. To anybody else beside the address for recalls
//! nothing is passed on, or a reply to all would be the very thing nobody should do.

use std::sync::Arc;

use super::automatic::{Automatic, automatic};
use super::notices::Answered;
use super::office::next_morning;
use super::recall::{Asked, Told, ledger_of, record_recall};
use super::reply::{self, Command};
use super::{Actor, Confirmation, Desk, NoticeSender, ReleaseError, Roles};
use crate::base::event::Event;
use crate::base::reply::Enhanced;
use crate::base::{Address, Clock, Id, Language, Reply, Whence, Who};
use crate::config::Policy;
use crate::incident::ledger::Ledger;
use crate::incident::texts;
use crate::judge::Judge;
use crate::message::{Door, Submission};
use crate::parse::{self, Structure};
use crate::store::{Away, AwayWhy, Entry, JournalLine, MailKey, MailSecret, Purpose, State, Store, StoreError};

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
    /// It asks to have a message back.
    Recall,
    /// It asks for that, and would go to others too.
    RecallToAll,
}

/// A message somebody asks to have back.
enum Handed {
    /// It is kept here.
    Stored(Box<Entry>),
    /// It passed, as the journal's line says.
    Passed(Box<JournalLine>),
}

impl Handed {
    fn id(&self) -> &Id {
        match self {
            Handed::Stored(entry) => &entry.summary.id,
            Handed::Passed(line) => &line.id,
        }
    }
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
            Ok(Concerns::Recall) => self.recall(submission, judge, policy).await,
            Ok(Concerns::RecallToAll) => {
                let words = "Nobody got this message: what goes to the address for recalls goes there alone";
                self.deny_recall(submission, Refused::new("others", words)).await
            }
            Err(error) => Err(error),
        };
        Some(done.unwrap_or_else(|error| {
            let words = "Outguard cannot read its store at the moment; nothing was decided, try again later";
            Reply::new(451, Enhanced(3, 0), words).because(error)
        }))
    }

    async fn concerns(&self, submission: &Submission) -> Result<Concerns, StoreError> {
        let recipients = &submission.envelope.recipients;
        if let Some(address) = &self.sender.settings.recall
            && recipients.iter().any(|recipient| recipient.address.key() == address.key())
        {
            return Ok(if recipients.len() == 1 { Concerns::Recall } else { Concerns::RecallToAll });
        }
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
        let by = HandedBy {
            door: entry.summary.door.word(),
            user: entry.origin.user.as_deref(),
            // An address that was mailed to somebody else than the sender decides nothing.
            owner: if secret.person == entry.summary.owner { &entry.summary.owner } else { "" },
        };
        if let Err(why) = proved(submission, &structure, &by) {
            let words =
                format!("{id} was not touched: only its sender decides, signed in as they were when they sent it");
            return Ok(Err(Refused::new(why, words)));
        }
        if entry.summary.state != State::Held {
            let words = format!("{id} is {} already", entry.summary.state.word());
            return Ok(Err(Refused::new("state", words)));
        }
        let command = match reply::command(&structure, &entry) {
            Ok(command) => command,
            Err(words) => return Ok(Err(Refused::new("words", words))),
        };
        let desk = self.desk(judge, policy);
        let actor = actor(submission, Some(secret));
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

    /// Stops what has not left of the messages a mail means, and answers by mail who has them.
    async fn recall(&self, submission: &Submission, judge: &Arc<Judge>, policy: &Policy) -> Result<Reply, StoreError> {
        if automatic(submission).is_some() {
            let words = "Taken and put aside: automatic replies recall nothing".into();
            return self.deny_recall(submission, Refused { why: "automatic", words, taken: true }).await;
        }
        let structure = parse::parse(&submission.message);
        let unknown = || texts::say(Language::En).t("recall-unknown");
        let ids = match Asked::of(&structure) {
            Asked::For(ids) => ids,
            Asked::OtherWords => {
                let words = "Nothing was recalled: write RECALL on the first line, or forward the sent message";
                return self.deny_recall(submission, Refused::new("words", words)).await;
            }
            Asked::Nothing => return self.deny_recall(submission, Refused::new("unknown", unknown())).await,
        };
        let (mut theirs, mut why) = (Vec::new(), "unknown");
        for id in ids {
            for id in self.store.written(MailKey::message_id(&id)).await? {
                let Some(handed) = self.handed(&id).await? else { continue };
                match proved(submission, &structure, &handed_by(&handed)) {
                    Ok(()) => theirs.push(handed),
                    // What the reply says is the same: whether others have sent such a message is nobody's business.
                    Err(word) => why = word,
                }
            }
        }
        if theirs.is_empty() {
            return self.deny_recall(submission, Refused::new(why, unknown())).await;
        }
        let mut lines = Vec::with_capacity(theirs.len());
        for handed in &theirs {
            let ledger = self.have_back(submission, handed, judge, policy).await?;
            lines.push(format!("{}: {}", handed.id(), ledger.headline(texts::say(Language::En))));
        }
        Ok(Reply::new(250, Enhanced(0, 0), &lines.join("\n")))
    }

    async fn handed(&self, id: &Id) -> Result<Option<Handed>, StoreError> {
        match self.store.entry(id).await {
            Ok(entry) => return Ok(Some(Handed::Stored(Box::new(entry)))),
            Err(StoreError::Unknown { .. }) => {}
            Err(error) => return Err(error),
        }
        match self.store.passed(id, true).await {
            Ok(line) => Ok(Some(Handed::Passed(Box::new(line)))),
            Err(StoreError::Unknown { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Stops what has not left of one message, and mails who has it.
    async fn have_back(
        &self,
        submission: &Submission,
        handed: &Handed,
        judge: &Arc<Judge>,
        policy: &Policy,
    ) -> Result<Ledger, StoreError> {
        let id = handed.id();
        let actor = actor(submission, None);
        let (ledger, message_id, draft) = match handed {
            Handed::Stored(_) => {
                let desk = self.desk(judge, policy);
                match desk.recall(id, &actor).await {
                    // What it could not stop, the ledger says.
                    Ok(()) | Err(ReleaseError::NotNow { .. }) => {}
                    Err(ReleaseError::Store(error)) => return Err(error),
                    Err(error) => return Err(StoreError::Database { message: error.to_string() }),
                }
                let (entry, journal) = (self.store.entry(id).await?, self.store.journal(id).await?);
                let draft = self.store.content(id).await.ok();
                let message_id = draft.as_deref().and_then(parse::message_id).unwrap_or_default();
                (ledger_of(&entry, &journal), message_id, draft)
            }
            Handed::Passed(line) => {
                let domain = actor.person.as_ref().and_then(Address::domain);
                let kind = |address: &Address| judge.directory.classify(address, domain).0;
                let ledger = Ledger::of_passed(line.at, &line.event, kind).unwrap_or_default();
                record_recall(&self.store, id, &actor, &ledger).await?;
                let message_id = match &line.event {
                    Event::Passed { message_id, .. } => message_id.clone(),
                    _ => String::new(),
                };
                (ledger, message_id, None)
            }
        };
        if let Some(to) = submission.envelope.sender.as_ref().filter(|_| self.sender.is_on()) {
            let told = Told { id, message_id: &message_id, ledger: &ledger, draft: draft.as_deref() };
            if let Some(letter) = self.sender.recalled(to, &told, self.clock.now()) {
                self.store.keep(letter).await?;
            }
        }
        Ok(ledger)
    }

    fn desk(&self, judge: &Arc<Judge>, policy: &Policy) -> Desk {
        Desk::new(self.store.clone(), Arc::clone(judge), policy.clone(), self.sender.clone(), self.clock.clone())
    }

    async fn deny_recall(&self, submission: &Submission, refused: Refused) -> Result<Reply, StoreError> {
        self.refuse(submission, None, "mail recall", refused).await
    }

    async fn deny(&self, submission: &Submission, id: Option<Id>, refused: Refused) -> Result<Reply, StoreError> {
        self.refuse(submission, id, "mail decide", refused).await
    }

    /// Nothing changes; the journal says who tried what.
    async fn refuse(
        &self,
        submission: &Submission,
        id: Option<Id>,
        what: &str,
        refused: Refused,
    ) -> Result<Reply, StoreError> {
        let by =
            submission.origin.user.clone().or_else(|| submission.envelope.sender.as_ref().map(ToString::to_string));
        let event = Event::Denied {
            what: what.to_owned(),
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

/// Who handed a message over.
struct HandedBy<'a> {
    door: &'a str,
    user: Option<&'a str>,
    /// The compared form of the sender's address; empty = nobody's.
    owner: &'a str,
}

fn handed_by(handed: &Handed) -> HandedBy<'_> {
    match handed {
        Handed::Stored(entry) => HandedBy {
            door: entry.summary.door.word(),
            user: entry.origin.user.as_deref(),
            owner: &entry.summary.owner,
        },
        Handed::Passed(line) => match &line.event {
            Event::Passed { door, user, sender, .. } => HandedBy { door, user: user.as_deref(), owner: sender },
            _ => HandedBy { door: "", user: None, owner: "" },
        },
    }
}

/// Whether it was the sender of a message who wrote this, and nobody else can have; if not, why in a word.
fn proved(submission: &Submission, structure: &Structure, by: &HandedBy<'_>) -> Result<(), &'static str> {
    let user = submission.origin.user.as_deref();
    // A user of the SMTP door and an account of this machine may have one name and be two people.
    let same_door = submission.door.word() == by.door && matches!(submission.door, Door::Smtp | Door::Sendmail);
    if user.is_none() || user != by.user || !same_door {
        return Err("sign-in");
    }
    let is_owner =
        |address: Option<&Address>| address.is_some_and(|address| !by.owner.is_empty() && address.key() == by.owner);
    if !is_owner(submission.envelope.sender.as_ref()) {
        return Err("sender");
    }
    let from: Vec<_> = structure.from.iter().chain(&structure.sender).collect();
    if structure.from.len() != 1 || !from.iter().all(|mailbox| is_owner(mailbox.address.as_ref())) {
        return Err("from");
    }
    Ok(())
}

/// Whoever has proved to be the sender.
fn actor(submission: &Submission, secret: Option<&MailSecret>) -> Actor {
    let person = submission.envelope.sender.clone();
    let account = || submission.origin.user.clone().unwrap_or_default();
    let who = person.clone().map_or_else(|| Who::Account(account()), Who::Person);
    Actor { who, person, roles: Roles::default(), whence: whence(submission, secret) }
}

fn whence(submission: &Submission, secret: Option<&MailSecret>) -> Whence {
    let short = |secret: &MailSecret| secret.secret.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    Whence { way: "mail".into(), peer: submission.origin.peer.clone(), session: secret.map(short).unwrap_or_default() }
}
