//! The mail that reminds somebody of steps of an incident. Its subject says how many and where, never about what: a mailbox may
//! be shown on a screen others see.

use jiff::Timestamp;

use super::NoticeSender;
use crate::base::{Address, Id};
use crate::incident::{IncidentId, texts};
use crate::store::NewSubmission;

/// A step somebody is reminded of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDue {
    /// Its number.
    pub n: u32,
    /// The sentence that tells it.
    pub text: String,
    /// When it was due.
    pub due: Option<Timestamp>,
}

impl NoticeSender {
    /// The mail to `to`, in their language; `None` where nothing is mailed at all.
    pub fn steps_due(
        &self,
        to: &Address,
        incident: IncidentId,
        steps: &[StepDue],
        now: Timestamp,
    ) -> Option<NewSubmission> {
        if !self.is_on() {
            return None;
        }
        let say = self.say_to(to);
        let of_incident = texts::say(say.language());
        let line = |step: &StepDue| {
            let due = step.due.map(|at| self.time(say, at)).unwrap_or_default();
            let named = [("n", step.n.to_string()), ("step", of_incident.t(&step.text)), ("due", due)];
            format!("  {}", say.all("steps-due-line", &named))
        };
        let lines: Vec<String> = steps.iter().map(line).collect();
        // It is about an incident, and may be about no submission at all.
        self.letter(&Id::random(Id::MAX), to, now)
            .subject(&say.counted("steps-due-subject", steps.len(), &[("id", incident.to_string())]))
            .says(say.counted("steps-due", steps.len(), &[("id", incident.to_string())]))
            .says(lines.join("\n"))
            .says(self.incident_place(say, incident))
            .says(say.a("steps-due-how", "id", incident))
            .finish()
    }
}
