//! What can be tried for people a message has reached, by whose system, and what not to do. Nothing here is ever sent: an
//! outward recall makes people look.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ledger::{Fate, Ledger, Reached};
use crate::base::Say;
use crate::people::PartyKind;

/// Where a recipient is, for what can be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the own organisation.
    Inside,
    /// Anywhere else.
    Outside,
    /// Nobody knows.
    Unknown,
}

/// Who can do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// The sender alone.
    Nobody,
    /// An administrator of the own systems.
    Admin,
    /// The consent of the boss or the legal department.
    Consent,
}

/// One thing that can be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The sentence that says it.
    pub id: &'static str,
    /// For whom.
    pub places: &'static [Place],
    /// Who can do it.
    pub needs: Needs,
    /// Within how many minutes of noticing.
    pub minutes: u32,
}

const EVERYBODY: &[Place] = &[Place::Inside, Place::Outside, Place::Unknown];
const ELSEWHERE: &[Place] = &[Place::Outside, Place::Unknown];

/// What can be tried, in this order.
pub const TRIES: &[Advice] = &[
    Advice { id: "try-postfix", places: EVERYBODY, needs: Needs::Admin, minutes: 2 },
    Advice { id: "try-exim", places: EVERYBODY, needs: Needs::Admin, minutes: 2 },
    Advice { id: "try-jmap", places: EVERYBODY, needs: Needs::Admin, minutes: 2 },
    Advice { id: "try-links", places: EVERYBODY, needs: Needs::Nobody, minutes: 5 },
    Advice { id: "try-microsoft", places: &[Place::Inside], needs: Needs::Admin, minutes: 15 },
    Advice { id: "try-workspace", places: &[Place::Inside], needs: Needs::Admin, minutes: 15 },
    Advice { id: "try-colleague", places: &[Place::Inside], needs: Needs::Nobody, minutes: 15 },
    Advice { id: "try-deletion", places: ELSEWHERE, needs: Needs::Nobody, minutes: 60 },
    Advice { id: "try-postmaster", places: ELSEWHERE, needs: Needs::Consent, minutes: 60 },
];

/// What not to do, whoever has it.
pub const NEVER: &[&str] = &[
    "not-list",
    "not-recall",
    "not-quote",
    "not-threaten",
    "not-invent",
    "not-erase",
    "not-guess",
    "not-wait",
    "not-rely",
    "not-pay",
];

/// Something to try for people who have a message or may have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// What.
    pub advice: Advice,
    /// For whom, by address.
    pub recipients: Vec<String>,
    queue: String,
    message: String,
    domain: String,
}

impl NextStep {
    /// The step in words.
    pub fn sentence(&self, say: Say) -> String {
        let named = [("queue", self.queue.clone()), ("message", self.message.clone()), ("domain", self.domain.clone())];
        say.all(self.advice.id, &named)
    }
}

/// Where `reached` is.
pub fn place_of(reached: &Reached) -> Place {
    match reached.kind {
        Some(PartyKind::Internal) => Place::Inside,
        Some(_) => Place::Outside,
        None => Place::Unknown,
    }
}

/// What can be tried for those who have it or may have it, in order; nothing when nobody has it. `message_id` is without
/// brackets, and may be empty.
pub fn next_steps(ledger: &Ledger, message_id: &str) -> Vec<NextStep> {
    let concerned: Vec<&Reached> = ledger.recipients.iter().filter(|reached| reached.fate.may_have_it()).collect();
    let queue = concerned.iter().find_map(|reached| match &reached.fate {
        Fate::Taken { reply, .. } => queue_id(reply),
        _ => None,
    });
    let queue = queue.unwrap_or("QUEUE-ID");
    let message = if message_id.is_empty() { "…".to_owned() } else { format!("<{message_id}>") };
    let step = |advice: &Advice| {
        let of = |reached: &&&Reached| advice.places.contains(&place_of(reached));
        let people: Vec<&Reached> = concerned.iter().filter(of).copied().collect();
        let domain = people.iter().find_map(|reached| Some(reached.address.domain()?.to_string()));
        (!people.is_empty()).then(|| NextStep {
            advice: *advice,
            recipients: people.iter().map(|reached| reached.address.to_string()).collect(),
            queue: queue.to_owned(),
            message: message.clone(),
            domain: domain.unwrap_or_else(|| "…".to_owned()),
        })
    };
    TRIES.iter().filter_map(step).collect()
}

/// The id under which the mail server that took it has it in its queue, as Postfix (`queued as 4F2B1`), Exim (`OK
/// id=1abc-…`) and others say.
pub fn queue_id(reply: &str) -> Option<&str> {
    let behind = |mark: &str| reply.find(mark).map(|at| &reply[at + mark.len()..]);
    let rest = behind("queued as ").or_else(|| behind(" id="))?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
    // It will stand in a command line.
    Some(&rest[..end]).filter(|id| (4..=40).contains(&id.len()) && !id.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;
    use crate::incident::texts;
    use jiff::Timestamp;

    fn reached(address: &str, kind: Option<PartyKind>, reply: &str) -> Reached {
        Reached {
            address: address.parse().unwrap(),
            name: String::new(),
            role: None,
            kind,
            odd: false,
            fate: Fate::Taken { host: "mx:25".into(), at: Timestamp::UNIX_EPOCH, reply: reply.into() },
        }
    }

    fn ids(steps: &[NextStep]) -> Vec<&str> {
        steps.iter().map(|step| step.advice.id).collect()
    }

    #[test]
    fn an_id_of_a_queue_is_read_from_the_reply_and_nothing_that_is_none() {
        for (reply, id) in [
            ("250 2.0.0 Ok: queued as 4VbZ2k1Jz9", Some("4VbZ2k1Jz9")),
            ("250 OK id=1rABCD-0000Ab-1k", Some("1rABCD-0000Ab-1k")),
            ("250 queued as -rf;", None),
            ("250 queued as $(reboot)", None),
            ("250 ok", None),
        ] {
            assert_eq!(queue_id(reply), id, "{reply}");
        }
    }

    #[test]
    fn nothing_but_the_own_server_is_tried_for_people_outside_before_they_are_asked() {
        let outside =
            Ledger { recipients: vec![reached("ken@kita.example", Some(PartyKind::Client), "250 ok")], unnamed: 0 };
        let steps = next_steps(&outside, "1@firm.example");
        assert_eq!(ids(&steps), ["try-postfix", "try-exim", "try-jmap", "try-links", "try-deletion", "try-postmaster"]);
        let inside =
            Ledger { recipients: vec![reached("tom@firm.example", Some(PartyKind::Internal), "250 ok")], unnamed: 0 };
        let steps = next_steps(&inside, "1@firm.example");
        assert!(ids(&steps).contains(&"try-microsoft") && !ids(&steps).contains(&"try-postmaster"));
        assert!(next_steps(&Ledger::default(), "").is_empty());
    }

    #[test]
    fn every_piece_of_advice_has_its_sentence_in_three_languages() {
        let ledger = Ledger {
            recipients: vec![
                reached("tom@firm.example", Some(PartyKind::Internal), "250 queued as 4VbZ2k1Jz9"),
                reached("ken@kita.example", None, "250 ok"),
            ],
            unnamed: 0,
        };
        let steps = next_steps(&ledger, "1@firm.example");
        assert_eq!(steps.len(), TRIES.len());
        for language in Language::ALL {
            let say = texts::say(language);
            let sentences = steps.iter().map(|step| step.sentence(say)).chain(NEVER.iter().map(|id| say.t(id)));
            for (sentence, id) in sentences.zip(TRIES.iter().map(|advice| advice.id).chain(NEVER.iter().copied())) {
                assert!(sentence != *id && !sentence.contains('$'), "{id}: {sentence}");
            }
            let postfix = steps[0].sentence(say);
            let (hold, delete) = (postfix.find("postsuper -h 4VbZ2k1Jz9"), postfix.find("postsuper -d 4VbZ2k1Jz9"));
            assert!(hold.is_some() && hold < delete && postfix.contains("<1@firm.example>"), "{postfix}");
            assert!(steps.iter().any(|step| step.sentence(say).contains("postmaster@kita.example")));
        }
    }
}
