//! What was learnt from a sender's mail: looking at it, and forgetting somebody.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::base::Address;
use crate::base::event::Event;
use crate::people::Contact;
use crate::people::history::{Addressee, Met, Past, QUIET_BELOW, TELLING_SCORES, Threshold, budget};
use crate::store::{Forgotten, Learner, Removed};

/// What one sender knows of somebody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MetView {
    /// The sender.
    pub owner: String,
    /// Whom it is about.
    pub address: String,
    /// Their name; may be empty.
    pub name: String,
    /// How many messages went there.
    pub count: u32,
    /// When the first one did.
    pub first: Option<Timestamp>,
    /// When the last one did.
    pub last: Option<Timestamp>,
    /// With whom together, most often first; at most ten.
    pub with: Vec<TogetherView>,
    /// How many messages came from there.
    pub heard: u32,
    /// When the first one came.
    pub heard_first: Option<Timestamp>,
    /// When the last one came.
    pub heard_last: Option<Timestamp>,
    /// When mail there came back.
    pub bounced: Option<Timestamp>,
    /// When they wrote that they have left.
    pub left: Option<Timestamp>,
    /// Where to, if they said it.
    pub now: Option<String>,
    /// How often they were taken out of a message as the wrong one.
    pub wrong: u32,
}

/// Somebody who gets the same messages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TogetherView {
    /// The address.
    pub address: String,
    /// The name; may be empty.
    pub name: String,
    /// How many messages.
    pub count: u32,
}

/// A sender from whose mail something was learnt.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LearnerView {
    /// The sender.
    pub owner: String,
    /// Their other addresses.
    pub also: Vec<String>,
    /// Messages that were learnt.
    pub mails: u64,
    /// When the first of them was sent.
    pub first: Timestamp,
    /// When the last was.
    pub last: Timestamp,
    /// Octets of what is kept of them.
    pub octets: u64,
    /// The score above which a recipient is asked about; `null` while too little was learnt to ask about anybody. After an
    /// update of the ranking it is worked out for fifty senders with each call, and `null` for those behind them.
    pub threshold: Option<f32>,
    /// Of their last 100 messages, how many had a recipient above it; `null` like it.
    pub above: Option<usize>,
    /// Whether nobody is asked but a note is taken, as with a budget of nought (`policy.asks_per_100`).
    pub only_notes: bool,
    /// Messages that are missing until then.
    pub quiet_for: u64,
}

/// What was forgotten.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ForgottenView {
    /// Messages that went to them alone: nothing is kept of these.
    pub mails: usize,
    /// Messages that went to them and to others: these are kept without them.
    pub changed: usize,
    /// Messages to others alone that only named them: these are kept without their names.
    pub named: usize,
    /// What they wrote, and what was heard of them.
    pub heard: usize,
    /// Senders who knew them.
    pub senders: usize,
    /// Whether they are a sender themselves, whose own mail has taught something that whoever asks may remove: that stays.
    pub is_sender: bool,
}

/// What was removed of a sender's history.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RemovedView {
    /// Messages they had sent.
    pub mails: usize,
    /// People they knew.
    pub contacts: usize,
    /// What they had heard of others.
    pub heard: usize,
    /// Addresses of theirs that it was kept of.
    pub addresses: usize,
}

impl Ops {
    /// Whose history they may look into and change: `None` = everybody's.
    fn whose(&self, asked: Option<&Address>) -> Result<Option<Address>, Failure> {
        let oversees = self.actor.roles.keeper || self.actor.roles.admin;
        let own = self.actor.person.clone();
        match asked {
            Some(asked) if oversees || own.as_ref() == Some(asked) => Ok(Some(asked.clone())),
            Some(_) => {
                let words = "what somebody's mail has taught is theirs alone, and an admin's";
                Err(Failure::new("not_yours", exit::NOPERM, words).denied("not yours"))
            }
            None if oversees => Ok(None),
            None => match own {
                Some(own) => Ok(Some(own)),
                None => Err(Failure::new("not_yours", exit::NOPERM, "nobody knows which mail is yours")),
            },
        }
    }

    /// What is known of `address`: by `of`, by themselves, or by everybody for those who oversee.
    ///
    /// # Errors
    /// When it is not theirs, nothing is known, or the store cannot be read.
    pub async fn met(&self, address: &Address, of: Option<&Address>) -> Result<Vec<MetView>, Failure> {
        let owner = self.whose(of)?.map(|owner| owner.key().to_owned());
        let mut views = Vec::new();
        // An index says who knows them; only those pasts are read.
        for owner in self.store.who_knows(address, owner.clone()).await? {
            if let Some(met) = self.store.met(&owner, address).await? {
                views.push(view(owner, met));
            }
        }
        // Mail from before there was a past is counted all the same.
        for (owner, counted) in self.store.counted(address, owner).await? {
            match views.iter_mut().find(|view| view.owner == owner) {
                Some(view) => {
                    view.count = view.count.max(counted.count);
                    view.last = view.last.max(Some(counted.last));
                }
                None => views.push(only_counted(owner, counted)),
            }
        }
        if views.is_empty() {
            let words = format!("nothing is known of {address}");
            return Err(Failure::new("unknown", exit::NOINPUT, words).hint("outguard history list"));
        }
        Ok(views)
    }

    /// From whose mail how much was learnt.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn learners(&self) -> Result<Vec<LearnerView>, Failure> {
        self.learners_making(PASTS).await
    }

    /// The same for a page, which nobody waits long for: a threshold that has to be worked out first is `None`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn thresholds(&self) -> Result<Vec<LearnerView>, Failure> {
        self.learners_making(0).await
    }

    /// The same, with at most so many pasts made for it.
    async fn learners_making(&self, most: usize) -> Result<Vec<LearnerView>, Failure> {
        let owner = self.whose(None)?.map(|owner| owner.key().to_owned());
        let asks = self.config.policy.asks_per_100;
        let only_notes = asks <= 0.0;
        let budget = budget(asks);
        let mut views = Vec::new();
        let mut left = most;
        for learner in self.store.learners(owner).await? {
            let Learner { owner, also, mails, first, last, octets } = learner;
            let quiet_for = (QUIET_BELOW as u64).saturating_sub(mails);
            let known = if quiet_for == 0 { self.threshold(&owner, mails, budget, &mut left).await? } else { None };
            let (threshold, above) = (known.map(|known| known.score), known.map(|known| known.above));
            views.push(LearnerView {
                owner,
                also,
                mails,
                first,
                last,
                octets,
                threshold,
                above,
                only_notes,
                quiet_for,
            });
        }
        Ok(views)
    }

    /// The score above which `owner` is asked about a recipient: of their past where it is in memory, else of the scores that are
    /// kept. Where some are not, their past has to be made of thousands of traces, which keeps them; those of a whole firm are
    /// not made for one list, but so many as are `left`.
    async fn threshold(
        &self,
        owner: &str,
        mails: u64,
        budget: f64,
        left: &mut usize,
    ) -> Result<Option<Threshold>, Failure> {
        if let Some(past) = self.store.past_at_hand(owner) {
            return Ok(past.threshold(budget));
        }
        if let Some(scores) = self.store.last_scores(owner, TELLING_SCORES).await? {
            return Ok(Past::threshold_after(usize::try_from(mails).unwrap_or(usize::MAX), &scores, budget));
        }
        if *left == 0 {
            return Ok(None);
        }
        *left -= 1;
        Ok(self.store.past(owner).await?.threshold(budget))
    }

    /// Forgets `address`: what `of`, they themselves, or everybody for those who oversee has learnt of them.
    ///
    /// # Errors
    /// When it is not theirs, nothing is known, or the store cannot be written.
    pub async fn forget(&self, address: &Address, of: Option<&Address>) -> Result<ForgottenView, Failure> {
        let owner = self.whose(of)?.map(|owner| owner.key().to_owned());
        let (by, whence) = (self.actor.who.to_string(), self.actor.whence.clone());
        let event = move |Forgotten { mails, changed, named, senders, .. }| Event::Forgotten {
            mails,
            changed,
            named,
            senders,
            by,
            whence,
        };
        let forgotten = self.store.forget_person(address, owner, event).await?;
        let is_sender =
            self.whose(Some(address)).is_ok() && !self.store.learners(Some(address.key().to_owned())).await?.is_empty();
        if forgotten.is_nothing() {
            let failure =
                Failure::new("unknown", exit::NOINPUT, format!("nothing is known of {address} as a recipient"));
            let hint = format!("outguard forget --sender {address}, to remove what their own mail has taught");
            return Err(if is_sender { failure.hint(hint) } else { failure });
        }
        let Forgotten { mails, changed, named, heard, senders } = forgotten;
        Ok(ForgottenView { mails, changed, named, heard, senders, is_sender })
    }

    /// Removes what the mail of `sender` has taught, for themselves and those who oversee.
    ///
    /// # Errors
    /// When it is not theirs, there is nothing, or the store cannot be written.
    pub async fn forget_sender(&self, sender: &Address) -> Result<RemovedView, Failure> {
        self.whose(Some(sender))?;
        let (by, whence) = (self.actor.who.to_string(), self.actor.whence.clone());
        let event = move |Removed { mails, contacts, .. }| Event::SenderForgotten { mails, contacts, by, whence };
        match self.store.forget_sender(sender, event).await? {
            Some(Removed { mails, contacts, heard, addresses }) => {
                Ok(RemovedView { mails, contacts, heard, addresses })
            }
            None => {
                let words = format!("nothing was learnt from mail of {sender}");
                Err(Failure::new("unknown", exit::NOINPUT, words).hint("outguard history list"))
            }
        }
    }

    /// Forgets what is older than history is kept.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_old_history(&self) -> Result<usize, Failure> {
        let keep = SignedDuration::try_from(self.config.history.keep).ok();
        let Some(before) = keep.and_then(|keep| self.clock.now().checked_sub(keep).ok()) else { return Ok(0) };
        Ok(self.store.forget_history(before).await?)
    }
}

/// Senders whose past is made anew for one list.
const PASTS: usize = 50;

/// What is known of a contact from before there was a past.
fn only_counted(owner: String, counted: Contact) -> MetView {
    let Contact { address, name, count, last } = counted;
    MetView {
        owner,
        address: address.to_string(),
        name,
        count,
        first: None,
        last: Some(last),
        with: Vec::new(),
        heard: 0,
        heard_first: None,
        heard_last: None,
        bounced: None,
        left: None,
        now: None,
        wrong: 0,
    }
}

fn view(owner: String, met: Met) -> MetView {
    let together =
        |(one, count): (Addressee, u32)| TogetherView { address: one.address.to_string(), name: one.name, count };
    let (left, now) = match met.left {
        Some((at, now)) => (Some(at), now.map(|now| now.to_string())),
        None => (None, None),
    };
    MetView {
        owner,
        address: met.contact.address.to_string(),
        name: met.contact.name,
        count: met.count,
        first: met.first,
        last: met.last,
        with: met.with.into_iter().map(together).collect(),
        heard: met.heard,
        heard_first: met.heard_first,
        heard_last: met.heard_last,
        bounced: met.bounced,
        left,
        now,
        wrong: met.wrong,
    }
}
