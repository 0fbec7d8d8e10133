//! The one function behind all doors: judge, then pass, keep or refuse. It only calls steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Notify, Semaphore};

use super::{Answer, Became, Gate, together};
use crate::base::event::Event;
use crate::base::reply::Enhanced;
use crate::base::{Clock, Id, Reply, Step, Timings, killpoint};
use crate::clearance::Clearance;
use crate::config::{Current, Policy, Unsure};
use crate::deliver::{Courier, Outcome, Proceed, RcptAnswer, RecipientOutcome, next_attempt};
use crate::files;
use crate::judge::{Judge, Judged};
use crate::message::{Door, Submission};
use crate::parse;
use crate::release::{Incoming, first_times};
use crate::rules::Reason;
use crate::store::{
    Handed, Kept, Lesson, NewSubmission, RecipientRow, RecipientState, Sent, State, Store, StoreError, Taught,
};

/// Length of the id of a message that passes; it is not stored, so nobody has to type it.
const PASSING_ID: usize = 12;

/// Octets below which a message is judged where it arrived.
const SMALL: usize = 256 * 1024;

/// Messages whose files are read at the same time. Each takes one of the runtime's 512 threads for blocking work; the store
/// and the door need some, however long the reading takes.
const READING: usize = 256;

/// Relays a loop may not exceed, ours or not (RFC 5321 §6.3 asks for at least 100).
const HOPS: usize = 100;

/// When upstream may have a message that we cannot keep: losing it is worse than sending it twice, so the client tries
/// again, and is told.
const MAY_BE_SENT: &str = "Outguard cannot keep mail at the moment, and the connection broke while this was sent: it may have been sent already";

/// What can change while the daemon runs: judge and policy, swapped together.
#[derive(Debug)]
pub struct Ruling {
    /// Parties, people, packs and checks.
    pub judge: Arc<Judge>,
    /// What follows from a verdict, and when.
    pub policy: Policy,
    /// Own `Received` lines before a message counts as looping.
    pub hops: usize,
}

/// Judges submissions and does what follows.
pub struct Pipeline {
    store: Store,
    /// Who passes mail on in the session; `None`: everything is kept, and the daemon's queue delivers it.
    courier: Option<Arc<Courier>>,
    ruling: Arc<Current<Ruling>>,
    wake: Arc<Notify>,
    /// Who reads answers to mails of ours.
    incoming: Option<Incoming>,
    /// Messages that may wait for the reading of their files at the same time.
    reading: Semaphore,
    /// How long judging has taken.
    scans: Arc<Timings>,
    clock: Clock,
}

impl Pipeline {
    /// A pipeline that keeps in `store`, passes by `courier` if there is one, and wakes the queue through `wake`.
    pub fn new(
        store: Store,
        courier: Option<Arc<Courier>>,
        ruling: Arc<Current<Ruling>>,
        wake: Arc<Notify>,
        clock: Clock,
    ) -> Pipeline {
        let (reading, scans) = (Semaphore::new(READING), Arc::default());
        Pipeline { store, courier, ruling, wake, incoming: None, reading, scans, clock }
    }

    /// The same pipeline, giving what answers a mail of ours to `incoming` instead of judging it.
    #[must_use]
    pub fn answered_by(self, incoming: Incoming) -> Pipeline {
        Pipeline { incoming: Some(incoming), ..self }
    }

    /// How long judging takes, as far as it has been done here.
    pub fn scans(&self) -> Arc<Timings> {
        Arc::clone(&self.scans)
    }

    async fn pass(&self, submission: Submission, judged: Judged, policy: &Policy) -> Answer {
        // Nobody waits for an answer at a folder; what was kept first is found again after a crash, and never sent twice.
        let courier = self.courier.as_ref().filter(|_| submission.door != Door::Outbox);
        let Some(courier) = courier else { return self.queue(submission, judged, None, policy).await };
        let id = Id::random(PASSING_ID);
        let Some(clearance) = Clearance::on_pass(id.clone(), &judged.verdict, &submission) else {
            return self.keep(submission, judged, policy).await;
        };
        // A mixture of answers must be on disk before anything is sent: stop here, and the queue does it at once.
        let stopped = AtomicBool::new(false);
        let unanimous = async |answers: Vec<RcptAnswer>| {
            let all = answers.iter().all(RcptAnswer::is_accepted);
            stopped.store(!all, Ordering::Relaxed);
            if all { Proceed::Go } else { Proceed::Stop }
        };
        let Submission { envelope, message, origin, received, .. } = &submission;
        let outcome = courier.send(clearance, origin, envelope, message, *received, unanimous).await;
        match unanimous_reply(&outcome) {
            Some(reply) if reply.is_positive() => {
                self.passed(id, &submission, &judged, &outcome, &reply);
                Answer::unkept(reply)
            }
            Some(reply) => {
                let event = Event::Refused { reply: reply.to_string() };
                let taught = no_mailbox(&submission, &outcome);
                self.store.record_handed(id, event, handed(&submission, judged.verdict.step), taught);
                Answer::unkept(reply)
            }
            None => {
                let tried = (!stopped.into_inner()).then_some(&outcome);
                self.queue(submission, judged, tried, policy).await
            }
        }
    }

    /// Journal and history learn of a message that upstream has taken; nobody waits for that.
    fn passed(&self, id: Id, submission: &Submission, judged: &Judged, outcome: &Outcome, reply: &Reply) {
        tracing::info!(%id, host = outcome.host, "passed");
        let Submission { door, origin, envelope, message, .. } = submission;
        let named = envelope.recipients.iter().take(Event::MOST_NAMED);
        let event = Event::Passed {
            host: outcome.host.clone(),
            reply: reply.to_string(),
            recipients: envelope.recipients.len(),
            to: named.map(|recipient| recipient.address.to_string()).collect(),
            sender: envelope.sender.as_ref().map(|sender| sender.key().to_owned()).unwrap_or_default(),
            message_id: judged.structure.message_id.clone().unwrap_or_default(),
            digest: message.digest().to_string(),
            door: door.word().to_owned(),
            user: origin.user.clone(),
        };
        // What has no sender teaches nothing, nor does what a program sends in somebody's name.
        let by_hand = envelope.sender.as_ref().filter(|_| !judged.structure.auto_submitted);
        let taught = by_hand.map(|_| {
            let known = judged.facts.recipients.iter().map(|r| (r.address.clone(), r.name.clone()));
            let lesson = Lesson::of(&judged.facts);
            Taught::Sent(Sent { recipients: known.collect(), paragraphs: judged.facts.paragraphs.clone(), lesson })
        });
        self.store.record_handed(id, event, handed(submission, judged.verdict.step), taught);
    }

    /// Upstream could not take all of it now: on disk, and the queue goes on. `tried` is what the attempt in the session led
    /// to; `None` when it was stopped before anything was sent.
    async fn queue(&self, submission: Submission, judged: Judged, tried: Option<&Outcome>, policy: &Policy) -> Answer {
        let now = self.clock.now();
        let mut rows = rows(&judged, &submission);
        if let Some(outcome) = tried {
            for (row, became) in rows.iter_mut().zip(&outcome.recipients) {
                (row.state, row.reply) = queued_state(became, outcome.data_sent, policy.unsure);
                row.host.clone_from(&outcome.host);
            }
        }
        let unsure = rows.iter().any(|row| row.state == RecipientState::Unsure);
        let waits = rows.iter().any(|row| row.state.is_due());
        let tried_all = rows.iter().all(|row| row.state == RecipientState::Deferred);
        let due = if tried_all { next_attempt(1, now, now, policy.retry_for).unwrap_or(now) } else { now };
        let new = NewSubmission {
            state: if unsure && !waits { State::Unsure } else { State::Queued },
            due: waits.then_some(due),
            cleared: Some("pass"),
            ..self.new_submission(submission, judged, rows)
        };
        match self.store.keep(new).await {
            Ok(Kept::Again(id, state)) => again(&id, state),
            Ok(kept) => {
                self.wake.notify_one();
                let id = kept.id();
                let words = if unsure {
                    format!("Taken ({id}), but the connection broke: it may have been sent already, outguard show {id}")
                } else {
                    format!("Queued ({id}): it leaves as soon as the next mail server takes it")
                };
                Answer { reply: Reply::new(250, Enhanced(0, 0), &words), became: Became::Leaving(id.clone()) }
            }
            Err(error) if tried.is_some_and(|outcome| outcome.data_sent) => {
                Answer::unkept(Reply::new(451, Enhanced(3, 0), MAY_BE_SENT).because(error))
            }
            Err(error) => unusable(&error),
        }
    }

    /// It must wait for its undo window or for a person: nothing that a round of queue and timers has to see at once.
    async fn keep(&self, submission: Submission, judged: Judged, policy: &Policy) -> Answer {
        let now = self.clock.now();
        let step = judged.verdict.step;
        let headline = judged.verdict.headline().to_owned();
        let rows = rows(&judged, &submission);
        let (deadline, reminder) = first_times(policy, now);
        let window = now + undo_window(policy);
        let new = if step == Step::Delay {
            NewSubmission { state: State::Delayed, due: Some(window), ..self.new_submission(submission, judged, rows) }
        } else {
            NewSubmission {
                state: State::Held,
                due: reminder,
                deadline: Some(deadline),
                ..self.new_submission(submission, judged, rows)
            }
        };
        match self.store.keep(new).await {
            Ok(Kept::Again(id, state)) => again(&id, state),
            Ok(kept) => {
                tracing::info!(id = %kept.id(), %step, joined = matches!(kept, Kept::Joined(_)), "kept");
                let language = self.ruling.get().judge.rulebook.language();
                let id = kept.id().clone();
                let (words, became) = if step == Step::Delay {
                    (delayed(&id, policy), Became::Leaving(id))
                } else {
                    (held(&id, &headline), Became::Held(id))
                };
                Answer { reply: Reply::new(250, Enhanced(0, 0), &words.sentence(language)), became }
            }
            Err(error) => unusable(&error),
        }
    }

    fn new_submission(&self, submission: Submission, judged: Judged, recipients: Vec<RecipientRow>) -> NewSubmission {
        NewSubmission {
            submission,
            lesson: Lesson::of(&judged.facts).filter(|_| !judged.structure.auto_submitted),
            verdict: judged.verdict,
            recipients,
            subject: judged.structure.subject,
            state: State::Held,
            deadline: None,
            due: None,
            cleared: None,
            about: None,
            paragraphs: judged.facts.paragraphs,
        }
    }

    async fn judge(&self, submission: Submission, ruling: &Ruling) -> (Submission, Judged) {
        let owner = submission.envelope.sender.as_ref().map_or("", |sender| sender.key());
        let history = self.store.history(owner).await.map_err(|e| e.to_string());
        // Small messages are judged faster than another thread could be woken.
        let small = submission.message.len() < SMALL;
        let parsed = move || (parse::parse(&submission.message), submission);
        let (structure, submission) = if small { parsed() } else { elsewhere(parsed).await };
        let waits = files::needs_reader(&structure.attachments);
        let judge = Arc::clone(&ruling.judge);
        let judged = move || {
            let judged = judge.judge_structure(&submission, structure, history.as_deref().map_err(String::as_str));
            (submission, judged)
        };
        if small && !waits {
            return judged();
        }
        // Nobody closes the semaphore; if somebody did, the message would still be judged.
        let _turn = if waits { self.reading.acquire().await.ok() } else { None };
        elsewhere(judged).await
    }
}

/// Does `work` where it may take its time.
async fn elsewhere<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // A panic in a check must end this session only, and must not let the mail pass.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// A submission that has been judged, with the policy of that moment.
struct Weighed {
    submission: Submission,
    judged: Judged,
    ruling: Arc<Ruling>,
}

impl Gate for Pipeline {
    async fn submit(&self, submission: Submission) -> Answer {
        match self.weigh(submission).await {
            Ok(weighed) => self.act(weighed).await,
            Err(answer) => answer,
        }
    }

    /// Judged one after the other, then acted upon together: those that are kept go to the store in their order, and one
    /// commit serves them all.
    async fn submit_all(&self, submissions: Vec<Submission>) -> Vec<Answer> {
        let mut weighed = Vec::with_capacity(submissions.len());
        for submission in submissions {
            weighed.push(self.weigh(submission).await);
        }
        let act = async |weighed| match weighed {
            Ok(weighed) => self.act(weighed).await,
            Err(answer) => answer,
        };
        together::all(weighed.into_iter().map(act)).await
    }
}

impl Pipeline {
    /// The answer at once where the store cannot be used, and where the submission is for us.
    async fn weigh(&self, submission: Submission) -> Result<Weighed, Answer> {
        killpoint::reached("J1");
        if let Err(error) = self.store.probe().await {
            return Err(unusable(&error));
        }
        let ruling = self.ruling.get();
        if let Some(incoming) = &self.incoming
            && let Some(reply) = incoming.take(&submission, &ruling.judge, &ruling.policy).await
        {
            self.wake.notify_one();
            return Err(Answer::unkept(reply));
        }
        let begun = self.clock.elapsed();
        let (submission, judged) = self.judge(submission, &ruling).await;
        self.scans.took(self.clock.elapsed().saturating_sub(begun));
        killpoint::reached("J2");
        Ok(Weighed { submission, judged, ruling })
    }

    async fn act(&self, weighed: Weighed) -> Answer {
        let Weighed { submission, judged, ruling } = weighed;
        let hops = judged.structure.hops;
        if hops.ours >= ruling.hops || hops.all > HOPS {
            let words = "Mail loop: this message has been here before. Check that the next mail server does not send back here.";
            return self.refuse(&submission, Reply::new(554, Enhanced(4, 6), words));
        }
        match judged.verdict.step {
            Step::Refuse => {
                let reason = Reason::new("reply-refused").with("headline", judged.verdict.headline());
                let words = reason.sentence(ruling.judge.rulebook.language());
                self.refuse(&submission, Reply::new(554, Enhanced(7, 1), &words))
            }
            Step::Note | Step::Pass => self.pass(submission, judged, &ruling.policy).await,
            Step::Delay | Step::Ask | Step::Tick | Step::Type | Step::Approve => {
                self.keep(submission, judged, &ruling.policy).await
            }
        }
    }

    fn refuse(&self, submission: &Submission, reply: Reply) -> Answer {
        let id = Id::random(PASSING_ID);
        tracing::info!(%id, code = reply.code(), "refused");
        let event = Event::Refused { reply: reply.to_string() };
        self.store.record_handed(id, event, handed(submission, Step::Refuse), None);
        Answer::unkept(reply)
    }
}

/// What is counted of a submission that is not kept.
fn handed(submission: &Submission, step: Step) -> Handed {
    let owner = submission.envelope.sender.as_ref().map_or("", |sender| sender.key());
    Handed { owner: owner.to_owned(), door: submission.door, step }
}

/// The one reply that holds for every recipient: taken by all, or refused for all; `None` when it is more complicated.
fn unanimous_reply(outcome: &Outcome) -> Option<Reply> {
    let mut replies = outcome.recipients.iter();
    let first = match replies.next()? {
        RecipientOutcome::Sent(reply) | RecipientOutcome::Failed(reply) => reply,
        RecipientOutcome::Deferred(_) | RecipientOutcome::Unsure(_) => return None,
    };
    let same = |outcome: &RecipientOutcome| match outcome {
        RecipientOutcome::Sent(reply) => first.is_positive() && reply.is_positive(),
        RecipientOutcome::Failed(reply) => first.is_permanent() && reply.is_permanent(),
        RecipientOutcome::Deferred(_) | RecipientOutcome::Unsure(_) => false,
    };
    replies.all(same).then(|| first.clone())
}

/// What a refusal teaches: whom upstream has no mailbox of.
fn no_mailbox(submission: &Submission, outcome: &Outcome) -> Option<Taught> {
    let recipients = submission.envelope.recipients.iter().enumerate();
    let unknown = recipients.filter(|(at, _)| outcome.has_no_mailbox(*at));
    let unknown: Vec<_> = unknown.map(|(_, recipient)| recipient.address.clone()).collect();
    (!unknown.is_empty()).then_some(Taught::NoMailbox(unknown))
}

/// Where a recipient stands in the queue after the attempt in the session. Nothing was sent: everybody is tried again,
/// the refused ones too, so that one place tells the sender of failures.
fn queued_state(became: &RecipientOutcome, data_sent: bool, unsure: Unsure) -> (RecipientState, String) {
    match became {
        RecipientOutcome::Sent(reply) => (RecipientState::Sent, reply.to_string()),
        RecipientOutcome::Unsure(why) if unsure == Unsure::Ask => (RecipientState::Unsure, why.clone()),
        RecipientOutcome::Unsure(why) => (RecipientState::Deferred, why.clone()),
        RecipientOutcome::Deferred(reply) => (RecipientState::Deferred, reply.to_string()),
        RecipientOutcome::Failed(reply) if data_sent => (RecipientState::Failed, reply.to_string()),
        RecipientOutcome::Failed(_) => (RecipientState::Waiting, String::new()),
    }
}

/// The recipients as they are stored: envelope order, with what the headers and parties say of each.
fn rows(judged: &Judged, submission: &Submission) -> Vec<RecipientRow> {
    let odd = judged.verdict.odd_recipients();
    let pairs = submission.envelope.recipients.iter().zip(&judged.facts.recipients);
    pairs
        .enumerate()
        .map(|(i, (recipient, facts))| RecipientRow {
            n: i + 1,
            recipient: recipient.clone(),
            name: facts.name.clone(),
            role: facts.role,
            kind: facts.kind,
            odd: odd.contains(&i),
            state: RecipientState::Waiting,
            reply: String::new(),
            host: String::new(),
            at: None,
        })
        .collect()
}

fn undo_window(policy: &Policy) -> jiff::SignedDuration {
    let window = if policy.delay.is_zero() { std::time::Duration::from_secs(30) } else { policy.delay };
    jiff::SignedDuration::try_from(window).unwrap_or(jiff::SignedDuration::from_secs(30))
}

fn held(id: &Id, headline: &str) -> Reason {
    Reason::new("reply-held").with("id", id.to_string()).with("headline", headline)
}

fn delayed(id: &Id, policy: &Policy) -> Reason {
    let seconds = u32::try_from(undo_window(policy).as_secs()).unwrap_or_default();
    Reason::new("reply-delayed").with("id", id.to_string()).with("seconds", seconds)
}

/// A file of a watched folder was there before.
fn again(id: &Id, state: State) -> Answer {
    let now = if state.is_open() { "waits here" } else { "was sent" };
    let words = format!("The same message {now} as {id}; change its Message-ID to send it once more");
    Answer::unkept(Reply::new(554, Enhanced(6, 0), &words))
}

/// When the guard cannot keep mail, mail waits where it is.
fn unusable(error: &StoreError) -> Answer {
    let words = "Outguard cannot keep mail at the moment; nothing was sent, try again later";
    Answer::unkept(Reply::new(451, Enhanced(3, 0), words).because(error))
}
