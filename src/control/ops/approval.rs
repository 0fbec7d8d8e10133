//! What second persons do, and what is done about them: approve, reject, look into a body, be away and come back.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::base::text::shown_time;
use crate::base::{Address, Id};
use crate::message::Message;
use crate::release::{self, Confirmation, Pleading, Sight, Standing, office};
use crate::store::{Asked, Away, AwayWhy};

/// Somebody's absence, as people and programs are shown it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AwayView {
    /// Who.
    pub person: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Who decides meanwhile.
    pub to: Option<String>,
    /// `said`, `reply` or `bounce`.
    pub why: String,
    /// Until when, as people read it.
    pub words: String,
}

/// Somebody who is back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Back {
    /// Who.
    pub person: String,
    /// Whether they were away.
    pub was_away: bool,
}

impl AwayView {
    fn of(away: &Away, zone: &TimeZone) -> AwayView {
        AwayView {
            person: away.person.to_string(),
            since: away.since,
            until: away.until,
            to: away.delegate.as_ref().map(ToString::to_string),
            why: away.why.word().to_owned(),
            words: shown_time(away.until, zone),
        }
    }
}

/// Where a request stands, as people and programs are shown it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandingView {
    /// Who was asked and can answer.
    pub asked: Vec<AskedView>,
    /// Until when they are asked alone.
    pub until: Option<Timestamp>,
    /// Who is asked then.
    pub then: Option<String>,
    /// What the sender wants them to know.
    pub reason: Option<String>,
    /// Whether it is urgent.
    pub urgent: bool,
    /// Whether its sender may send it with a written reason.
    pub may_send: bool,
    /// The same in a sentence.
    pub words: String,
}

/// Somebody who was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AskedView {
    /// Who.
    pub person: String,
    /// For whom.
    #[serde(rename = "for")]
    pub on_behalf_of: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Ops {
    /// Sends a hold as its second person.
    ///
    /// # Errors
    /// When they do not decide about it, or it is over.
    pub async fn approve(&self, asked: &Id, given: &Confirmation) -> Result<Id, Failure> {
        let id = self.seen(asked, Sight::Assigned).await?.summary.id;
        self.desk()?.approve(&id, self.actor(), given).await?;
        Ok(id)
    }

    /// Says no to a hold as its second person.
    ///
    /// # Errors
    /// When they do not decide about it, give no line of reason, or it is over.
    pub async fn reject(&self, asked: &Id, given: &Confirmation) -> Result<Id, Failure> {
        let id = self.seen(asked, Sight::Assigned).await?.summary.id;
        self.desk()?.reject(&id, self.actor(), given).await?;
        Ok(id)
    }

    /// Takes down what its sender wants second persons to know.
    ///
    /// # Errors
    /// When nobody is asked about it, or too much was urgent this week.
    pub async fn plead(&self, asked: &Id, pleading: &Pleading) -> Result<StandingView, Failure> {
        let id = self.own(asked).await?;
        let desk = self.desk()?;
        desk.plead(&id, self.actor(), pleading).await?;
        Ok(self.request(&id).await?.unwrap_or_default())
    }

    /// The message, opened by a second person; the journal says so.
    ///
    /// # Errors
    /// When they do not decide about it, or the rule hides it.
    pub async fn open_body(&self, asked: &Id) -> Result<Message, Failure> {
        let id = self.seen(asked, Sight::Assigned).await?.summary.id;
        self.desk()?.open_body(&id, self.actor()).await?;
        Ok(self.store.content(&id).await?)
    }

    /// Where the request about a hold stands; `None` when it needs no second person.
    ///
    /// # Errors
    /// When there is none of that id.
    pub async fn request(&self, asked: &Id) -> Result<Option<StandingView>, Failure> {
        let entry = self.seen(asked, Sight::Metadata).await?;
        let standing = self.desk()?.standing(&entry).await?;
        Ok(standing.map(|standing| self.told_as(&standing)))
    }

    /// How a hold's second persons see its body: `hidden`, `on-demand` or `shown`; `None` when there are none.
    ///
    /// # Errors
    /// When there is none of that id.
    pub async fn body_shown(&self, asked: &Id) -> Result<Option<crate::config::BodyShown>, Failure> {
        let entry = self.seen(asked, Sight::Assigned).await?;
        Ok(self.desk()?.standing(&entry).await?.map(|standing| standing.body))
    }

    /// The holds that wait for them as a second person, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn assigned(&self) -> Result<Vec<Id>, Failure> {
        match &self.actor().person {
            Some(person) => Ok(self.store.assigned_to(person).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Says that somebody is away: themselves, or `person` where an admin or a keeper says it. `until` is a day, a time or a
    /// length.
    ///
    /// # Errors
    /// When nobody is known to be meant, it is not theirs to say, or `until` cannot be read.
    pub async fn go_away(
        &self,
        person: Option<Address>,
        until: &str,
        delegate: Option<Address>,
    ) -> Result<AwayView, Failure> {
        let person = self.whose_absence(person)?;
        if delegate.as_ref() == Some(&person) {
            return Err(Failure::new("delegate", exit::USAGE, "nobody decides for themselves while they are away"));
        }
        let now = self.clock.now();
        let policy = &self.config().policy;
        let until = office::until(until, now, &policy.office, &release::zone(policy))
            .map_err(|words| Failure::new("until", exit::USAGE, words))?;
        let away = Away { person, since: now, until, delegate, why: AwayWhy::Said };
        let actor = self.actor();
        self.store.mark_away(away.clone(), &actor.who.to_string(), actor.whence.clone()).await?;
        Ok(AwayView::of(&away, &self.zone()))
    }

    /// Says that somebody is back. The answer is who, and whether they were away.
    ///
    /// # Errors
    /// When nobody is known to be meant, or it is not theirs to say.
    pub async fn come_back(&self, person: Option<Address>) -> Result<(Address, bool), Failure> {
        let person = self.whose_absence(person)?;
        let actor = self.actor();
        let was = self.store.mark_back(&person, &actor.who.to_string(), actor.whence.clone()).await?;
        Ok((person, was))
    }

    /// Their own absence now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn own_absence(&self) -> Result<Option<AwayView>, Failure> {
        let Some(person) = &self.actor().person else { return Ok(None) };
        let away = self.store.away(self.clock.now()).await?;
        Ok(away.iter().find(|away| away.person == *person).map(|away| AwayView::of(away, &self.zone())))
    }

    fn whose_absence(&self, person: Option<Address>) -> Result<Address, Failure> {
        let actor = self.actor();
        let unknown = || {
            let words = "nobody knows who you are: write your account into your [[person]], or name somebody";
            Failure::new("nobody", exit::USAGE, words).hint("outguard away --until FRI --for ADDRESS")
        };
        match person {
            None => actor.person.clone().ok_or_else(unknown),
            Some(person) if actor.roles.keeper || actor.roles.admin || actor.person.as_ref() == Some(&person) => {
                Ok(person)
            }
            Some(person) => {
                let words = format!("only {person} and admins say whether {person} is away");
                Err(Failure::new("not_yours", exit::NOPERM, words))
            }
        }
    }

    fn told_as(&self, standing: &Standing) -> StandingView {
        let asked = |asked: &Asked| AskedView {
            person: asked.person.to_string(),
            on_behalf_of: asked.on_behalf_of.as_ref().map(ToString::to_string),
            at: asked.at,
        };
        StandingView {
            asked: standing.asked.iter().map(asked).collect(),
            until: standing.until,
            then: standing.then.as_ref().map(ToString::to_string),
            reason: standing.reason.clone(),
            urgent: standing.urgent,
            may_send: standing.may_send.is_some(),
            words: standing.words(&self.zone()),
        }
    }
}
