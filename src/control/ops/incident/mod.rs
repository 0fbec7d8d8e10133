//! What is done after something slipped through: opening an incident, looking at it, and changing it. Several people may work
//! on one; each change is made on the newest record, and is refused or made, never half.

mod change;
mod gathering;
mod lately;
mod prevention;
mod reminding;
mod report;
mod watch;

use std::path::Path;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

pub use change::{Change, Given};
pub use gathering::Subject;
pub use lately::SentLately;
pub use prevention::Tried;
pub use report::Wanted;

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::base::event::Event;
use crate::base::{Address, Id};
use crate::incident::duty::Duties;
use crate::incident::{
    Assessment, Contact, Contacts, Copy, Due, Incident, IncidentId, Known, Office, Refused, Setting, StepState,
    Unclear, question, reminders,
};
use crate::release::zone;
use crate::store::{IncidentRow, IncidentStanding, KeptFile, StoreError};

/// How often a change is tried anew when somebody else was quicker.
const TRIES: usize = 8;

/// The name under which the message is kept with its incident.
pub const MESSAGE: &str = "message.eml";

/// An incident with what follows from it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Case {
    /// The record.
    pub incident: Incident,
    /// What follows.
    pub assessment: Assessment,
    /// When it was looked at.
    pub at: Timestamp,
}

impl Case {
    /// The steps in the order in which they are due.
    pub fn steps(&self) -> Vec<Due<'_>> {
        self.assessment.steps(&self.incident, self.at)
    }
}

/// How an incident is opened.
#[derive(Debug)]
pub struct Opening {
    /// About what.
    pub subject: Subject,
    /// When somebody noticed; now, when nobody says.
    pub noticed: Option<Timestamp>,
    /// What is answered at once.
    pub given: Vec<Given>,
}

impl Ops {
    /// Opens an incident about a message of theirs, or one they bring along.
    ///
    /// # Errors
    /// When there is no such message, an answer does not fit, or the store cannot be written.
    pub async fn open_incident(&self, opening: Opening) -> Result<Case, Failure> {
        let now = self.clock.now();
        let noticed = opening.noticed.unwrap_or(now);
        let (known, bytes) = self.gather(opening.subject).await?;
        let by = self.actor.who.to_string();
        let language = self.language_of(&self.actor).unwrap_or(self.config.language);
        let mut first = Incident::new(IncidentId::default(), known, language, &by, now, noticed);
        for Given { question, value } in opening.given {
            change::answer(&mut first, &question, value, &by, now)?;
        }
        let marked = first.known.content.markings.iter().any(|id| id.starts_with("classified"));
        let classified = first.answers.yes("classified").unwrap_or(marked);
        // What is classified is not copied (CNSSI 1001): the record keeps that it was, and when.
        let bytes = bytes.filter(|_| !classified);
        let files = bytes.into_iter().map(|bytes| KeptFile { name: MESSAGE.to_owned(), bytes }).collect();
        let (ops, duties) = (self.clone(), self.duties()?);
        let make = move |id: IncidentId| {
            let mut incident = Incident { id, ..first };
            let assessment = ops.assess(&mut incident, &duties, now);
            let standing = standing(&incident, &assessment, now);
            let event = ops.incident_event(id, "opened", incident.known.submission.as_deref().unwrap_or_default());
            (incident, standing, event)
        };
        let incident = self.store.open_incident(make, files).await?;
        self.watch_corrections(&incident).await?;
        self.case(incident)
    }

    /// The incidents they may see, newest first; with `all` those that are closed too.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn incidents(&self, all: bool) -> Result<Vec<IncidentRow>, Failure> {
        let rows = self.store.incidents(all, None).await?;
        Ok(rows.into_iter().filter(|row| self.may_see(&row.owner, &row.opened_by)).collect())
    }

    /// One incident with what follows from it.
    ///
    /// # Errors
    /// When there is none of that number for them.
    pub async fn incident(&self, id: IncidentId) -> Result<Case, Failure> {
        self.case(self.seen_incident(id).await?)
    }

    /// The newest message of theirs that left here, passed or released.
    ///
    /// # Errors
    /// When nothing has left yet.
    pub async fn last_sent(&self) -> Result<Id, Failure> {
        let owner = self.actor.person.as_ref().map(|person| person.key().to_owned());
        let owner = owner.filter(|_| !self.actor.roles.keeper);
        let last = self.store.last_sent(owner).await?;
        last.ok_or_else(|| Failure::new("unknown", exit::NOINPUT, "nothing has left here yet"))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The newest incident they may see.
    ///
    /// # Errors
    /// When there is none.
    pub async fn last_incident(&self) -> Result<IncidentId, Failure> {
        let newest = self.incidents(true).await?.into_iter().next().map(|row| row.id);
        newest.ok_or_else(|| Failure::new("unknown", exit::NOINPUT, "there is no incident yet"))
    }

    /// Changes an incident: `change` is made on the newest record.
    ///
    /// # Errors
    /// When there is none of that number for them, the change is refused, or the store cannot be written.
    pub async fn change_incident(&self, id: IncidentId, change: Change) -> Result<Case, Failure> {
        let (by, duties) = (self.actor.who.to_string(), self.duties()?);
        for _ in 0..TRIES {
            let mut incident = self.seen_incident(id).await?;
            if let Change::Answer(given) = &change
                && given.iter().any(|given| is_managers(&given.question))
                && !self.may_judge(&incident)
            {
                let words = "only the boss of whoever sent it answers what is about an employee";
                return Err(Failure::new("not_yours", exit::NOPERM, words));
            }
            let now = self.clock.now();
            let must = self.assessment(&incident, &duties, now);
            let made = change.make(&mut incident, &must.must(), &by, now)?;
            let assessment = self.assess(&mut incident, &duties, now);
            let standing = standing(&incident, &assessment, now);
            let event = self.incident_event(id, made.did, &made.what);
            match self.store.change_incident(incident, standing, event, made.files).await {
                Ok(incident) => {
                    if change.moves_corrections() {
                        self.watch_corrections(&incident).await?;
                    }
                    return self.case(incident);
                }
                // Somebody was quicker: the change is made on what they have written.
                Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Changed { id: id.to_string() }.into())
    }

    /// A file kept with an incident.
    ///
    /// # Errors
    /// When there is none of that name for them.
    pub async fn incident_file(&self, id: IncidentId, name: &str) -> Result<Vec<u8>, Failure> {
        self.seen_incident(id).await?;
        let unknown = || Failure::new("unknown", exit::NOINPUT, format!("{id} keeps no file of that name"));
        self.store.incident_file(id, name).await?.ok_or_else(unknown)
    }

    async fn seen_incident(&self, id: IncidentId) -> Result<Incident, Failure> {
        let unknown = || {
            let failure = Failure::new("unknown", exit::NOINPUT, format!("there is no incident {id}"));
            failure.hint("outguard incident list --all")
        };
        let incident = match self.store.incident(id).await {
            Err(StoreError::Unknown { .. }) => return Err(unknown()),
            read => read?,
        };
        let owner = incident.known.sender.parse::<Address>().map_or_else(|_| String::new(), |a| a.key().to_owned());
        if self.may_see(&owner, &incident.opened_by) { Ok(incident) } else { Err(unknown().denied("not yours")) }
    }

    /// Whether an incident is theirs to see: the sender's own and their lead's, whoever opened it, those who act, admins, and
    /// the account that keeps this store.
    fn may_see(&self, owner: &str, opened_by: &str) -> bool {
        let roles = &self.actor.roles;
        if roles.keeper || roles.admin || self.actor.who.to_string() == opened_by {
            return true;
        }
        let Some(person) = &self.actor.person else { return false };
        let leads = |sender: &crate::people::Person| {
            sender.address.key() == owner && sender.lead.as_ref().is_some_and(|lead| lead == person)
        };
        person.key() == owner || self.acts(person) || self.config.directory.persons.iter().any(leads)
    }

    /// Whether somebody is named in `[incident]`.
    fn acts(&self, person: &Address) -> bool {
        let contacts = &self.config.incidents.contacts;
        let Contacts { boss, data_protection, legal, compliance, security, insurer, account, .. } = contacts;
        let named = |text: &str| text.parse::<Address>().is_ok_and(|address| address == *person);
        let all = [boss, data_protection, legal, compliance, security, insurer, account];
        all.into_iter().any(|Contact { who, deputy }| named(who) || named(deputy))
    }

    /// Whether they may read what is about an employee: the sender's lead, the boss, admins and the keeper.
    pub fn may_judge(&self, incident: &Incident) -> bool {
        let roles = &self.actor.roles;
        let boss = self.setting(&incident.known).contacts.boss;
        let is_boss = |person: &Address| {
            [&boss.who, &boss.deputy]
                .into_iter()
                .any(|who| who.parse::<Address>().is_ok_and(|address| address == *person))
        };
        roles.keeper || roles.admin || self.actor.person.as_ref().is_some_and(is_boss)
    }

    /// Who acts in this incident, and when people work.
    pub fn setting(&self, known: &Known) -> Setting {
        let mut contacts = self.config.incidents.contacts.clone();
        let sender = known.sender.parse::<Address>().ok();
        let person = self.config.directory.persons.iter().find(|person| Some(&person.address) == sender.as_ref());
        if let Some(lead) = person.and_then(|person| person.lead.as_ref()) {
            contacts.boss.who = lead.to_string();
        }
        let policy = &self.config.policy;
        let incidents = &self.config.incidents;
        Setting {
            contacts,
            office: Office { zone: zone(policy), holidays: policy.office.holidays.clone() },
            establishment: incidents.establishment.clone(),
            roles: incidents.roles.clone().unwrap_or_default(),
            roles_known: incidents.roles.is_some(),
        }
    }

    /// What is about an employee is left out for everybody who may not read it; nothing else follows from it.
    fn case(&self, mut incident: Incident) -> Result<Case, Failure> {
        let at = self.clock.now();
        if !self.may_judge(&incident) {
            incident.answers.retain(|question| !is_managers(question));
        }
        let assessment = self.assessment(&incident, &*self.duties()?, at);
        Ok(Case { incident, assessment, at })
    }

    fn assessment(&self, incident: &Incident, duties: &Duties, now: Timestamp) -> Assessment {
        Assessment::of(incident, duties, &self.setting(&incident.known), now)
    }

    /// Works everything out anew, numbers new steps, tracks who has it.
    fn assess(&self, incident: &mut Incident, duties: &Duties, now: Timestamp) -> Assessment {
        let assessment = self.assessment(incident, duties, now);
        incident.number(&assessment.plan);
        incident.track(&assessment.exposure.has_it);
        incident.settle();
        assessment
    }

    /// Work that takes its time, where nobody waits for it.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| Failure::new("judge", exit::SOFTWARE, format!("the message cannot be judged: {error}")))
    }

    fn incident_event(&self, id: IncidentId, did: &str, what: &str) -> Event {
        Event::Incident {
            incident: id.to_string(),
            did: did.to_owned(),
            what: what.to_owned(),
            by: self.actor.who.to_string(),
            whence: self.actor.whence.clone(),
        }
    }
}

/// Whether a question is about an employee.
fn is_managers(id: &str) -> bool {
    question(id).is_ok_and(|question| question.copy == Copy::Manager)
}

/// What lists show of it.
fn standing(incident: &Incident, assessment: &Assessment, now: Timestamp) -> IncidentStanding {
    let steps = assessment.steps(incident, now);
    let open = || steps.iter().filter(|due| due.step.state == StepState::Open);
    let next = open().find_map(|due| Some((due.planned.due?, due.planned.key.clone())));
    IncidentStanding {
        band: assessment.severity.band.word().to_owned(),
        has_it: assessment.exposure.has_it.len(),
        open_steps: open().count(),
        next,
        remind: reminders::next(incident, assessment, now).map(|reminder| reminder.at),
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        let code = match refused {
            Refused::Closed(_) | Refused::NotClosed(_) => "closed",
            Refused::NoStep { .. } | Refused::NotReached { .. } => "unknown",
            Refused::SkipWithoutReason(..) | Refused::NoReason => "reason",
            Refused::NoProof(_) | Refused::StepsOpen { .. } => "open",
        };
        Failure::new(code, exit::USAGE, refused.to_string())
    }
}

impl From<Unclear> for Failure {
    fn from(unclear: Unclear) -> Failure {
        Failure::new("answer", exit::DATAERR, unclear.to_string()).hint("outguard incident questions")
    }
}

/// A message that was sent, out of a file: an `.eml`, or by its `Message-ID` an mbox file or a Maildir.
///
/// # Errors
/// When it cannot be read, or is not there.
pub fn sent_copy(path: &Path, message_id: Option<&str>) -> Result<Vec<u8>, Failure> {
    crate::control::sent_copy::find_sent(path, message_id)
}
