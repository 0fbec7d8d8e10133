//! The guard looks at every correction: what slipped through is known again while its incident is open.

use std::sync::Arc;

use super::super::Ops;
use super::MESSAGE;
use crate::app::failure::Failure;
use crate::base::Address;
use crate::incident::{Exposure, Incident, Status, fingerprints};
use crate::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use crate::people::History;

impl Ops {
    /// Keeps the fingerprints of an open incident's message for mail of its sender and of whoever opened it; of a closed one
    /// they are forgotten.
    pub(super) async fn watch_corrections(&self, incident: &Incident) -> Result<(), Failure> {
        if incident.status == Status::Closed {
            return Ok(self
                .store
                .forget_fingerprints(incident.id, self.incident_event(incident.id, "unwatched", ""))
                .await?);
        }
        let Some(bytes) = self.store.incident_file(incident.id, MESSAGE).await? else { return Ok(()) };
        let Ok(judge) = self.judge() else { return Ok(()) };
        let known = &incident.known;
        // A copy that a person brings says what it likes of its sender: nobody else's mail is held because of it.
        let by_person = incident.opened_by.parse::<Address>().is_ok();
        let is_theirs = known.submission.is_some() || !by_person || incident.opened_by == known.sender;
        let people = if is_theirs {
            vec![known.sender.as_str(), &incident.opened_by, &incident.owner]
        } else {
            vec![incident.opened_by.as_str()]
        };
        let mut owners: Vec<String> =
            people.iter().filter_map(|who| Some(who.parse::<Address>().ok()?.key().to_owned())).collect();
        owners.sort_unstable();
        owners.dedup();
        let exposure = Exposure::of(&incident.known, &incident.answers);
        let (id, sender, now) = (incident.id, incident.known.sender.parse().ok(), self.clock.now());
        let recipients =
            incident.known.reached.iter().map(|reached| Recipient::from(reached.address.clone())).collect();
        let work = move || {
            let submission = Submission {
                door: Door::Smtp,
                origin: Origin::default(),
                envelope: Envelope { sender, recipients, ..Envelope::default() },
                message: Message::new(bytes),
                received: now,
                source: None,
            };
            let judge = Arc::clone(&judge);
            let judged = judge.judge(&submission, Ok(&History::default()));
            let telling = judge.rulebook.telling(&judged.facts);
            fingerprints(id, &judged.structure, &judged.facts, &telling, &exposure)
        };
        let leaked = self.work(work).await?;
        let event = self.incident_event(incident.id, "watched", "");
        Ok(self.store.keep_fingerprints(incident.id, &owners, &leaked, event).await?)
    }
}
