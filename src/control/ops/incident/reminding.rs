//! Reminding people of steps that are due: the mail and the record of it are one transaction, and a restart forgets neither.

use jiff::{SignedDuration, Timestamp};

use super::super::Ops;
use super::{Change, TRIES, standing};
use crate::app::failure::Failure;
use crate::incident::{IncidentId, reminders};
use crate::release::{NoticeSender, StepDue};

/// How long what could not be told of waits.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);

impl Ops {
    /// Reminds everybody who is to be reminded by now; when somebody is next.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn remind(&self, sender: &NoticeSender) -> Result<Option<Timestamp>, Failure> {
        if !self.config.incidents.reminders || !sender.is_on() {
            return Ok(None);
        }
        for id in self.store.incidents_to_remind(self.clock.now()).await? {
            // One record that cannot be read must not keep the others from being looked at.
            if let Err(error) = self.remind_of(id, sender).await {
                tracing::error!(incident = %id, %error, "nobody was reminded");
            }
        }
        let (next, now) = (self.store.next_reminder().await?, self.clock.now());
        // What could not be told of now is tried again, and not at once.
        Ok(next.map(|at| if at <= now { now.checked_add(AGAIN).unwrap_or(now) } else { at }))
    }

    /// Reminds of one incident until nobody is to be reminded by now: several people may have steps.
    async fn remind_of(&self, id: IncidentId, sender: &NoticeSender) -> Result<(), Failure> {
        for _ in 0..TRIES {
            match self.remind_once(id, sender).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                // Somebody was quicker: what they have changed may need no reminder.
                Err(failure) if failure.code == "changed" => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// Whether somebody was reminded.
    async fn remind_once(&self, id: IncidentId, sender: &NoticeSender) -> Result<bool, Failure> {
        let by = self.actor.who.to_string();
        let (mut incident, now) = (self.store.incident(id).await?, self.clock.now());
        let assessment = self.assessment(&incident, &*self.duties()?, now);
        let reminder = reminders::next(&incident, &assessment, now).filter(|reminder| reminder.at <= now);
        let (what, notice) = match &reminder {
            Some(reminder) => {
                let steps = assessment.steps(&incident, now);
                let meant = steps.iter().filter(|due| reminder.steps.contains(&due.step.n));
                let told: Vec<StepDue> = meant
                    .map(|due| StepDue { n: due.step.n, text: due.planned.text.clone(), due: due.planned.due })
                    .collect();
                let notice = sender.steps_due(&reminder.to, id, &told, now);
                let made = Change::Reminded(reminder.steps.clone()).make(&mut incident, &[], &by, now)?;
                (format!("{} {}", made.what, reminder.to), notice)
            }
            // The configuration has changed, and nobody is left who could be mailed: it is looked at when it changes again.
            None => (String::new(), None),
        };
        let standing = standing(&incident, &assessment, now);
        let event = self.incident_event(id, "reminded", &what);
        self.store.change_and_tell(incident, standing, event, Vec::new(), notice).await?;
        Ok(reminder.is_some())
    }
}
