//! The truth about who has a message: one fate for each recipient, from the journal's lines and the recipients as they are
//! recorded. What may have arrived is never called stopped.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::texts;
use crate::base::event::Event;
use crate::base::text::one_line;
use crate::base::{Address, Say};
use crate::facts::Role;
use crate::people::PartyKind;

/// The longest reply that is repeated, in characters.
const LONGEST_REPLY: usize = 200;

/// Who has a message, and who has not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// One line for each recipient.
    pub recipients: Vec<Reached>,
    /// Recipients nobody has the names of: they have it too.
    pub unnamed: usize,
}

/// One recipient and what became of the message for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reached {
    /// The address.
    #[schemars(with = "String")]
    pub address: Address,
    /// The display name in the headers; may be empty.
    pub name: String,
    /// Where the headers show it, if that is known.
    pub role: Option<Role>,
    /// The kind of party it belongs to, if that is known.
    pub kind: Option<PartyKind>,
    /// Whether a finding pointed at it.
    pub odd: bool,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Fate {
    /// It was stopped before it left.
    StoppedBeforeLeaving {
        /// When.
        at: Option<Timestamp>,
        /// By whom.
        by: String,
    },
    /// They were taken out before it left.
    Removed,
    /// It has not left, and nobody has stopped it.
    WaitsStill {
        /// `held`, `delayed`, `queued`, `deferred`, `unsure`, `damaged`, or `leaving`: it is being handed over.
        state: String,
    },
    /// A mail server has it for them: too late.
    Taken {
        /// The mail server.
        host: String,
        /// When.
        at: Timestamp,
        /// What it said.
        reply: String,
    },
    /// The connection broke after the final dot: they may have it.
    Unsure {
        /// When.
        at: Timestamp,
        /// What is known.
        why: String,
    },
    /// A mail server refused it for them.
    Failed {
        /// What it said.
        reply: String,
    },
    /// It never went through here.
    Unknown {
        /// Why nothing is known.
        why: String,
    },
}

/// How a recipient stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Nothing has been handed over yet.
    Waiting,
    /// Taken out.
    Removed,
    /// Being handed over.
    Leaving,
    /// Taken by a mail server.
    Taken,
    /// Not now; to be tried again.
    Deferred,
    /// Refused.
    Failed,
    /// The connection broke.
    Unsure,
}

/// One recipient as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The address.
    pub address: Address,
    /// The display name; may be empty.
    pub name: String,
    /// Where the headers show it.
    pub role: Option<Role>,
    /// The kind of party it belongs to.
    pub kind: Option<PartyKind>,
    /// Whether a finding pointed at it.
    pub odd: bool,
    /// How it stands.
    pub stands: Stands,
    /// The last reply, ours or the mail server's.
    pub reply: String,
    /// The mail server that answered.
    pub host: String,
    /// Since when it stands so.
    pub at: Option<Timestamp>,
}

/// What the journal says of a message, oldest first.
pub type Course<'a> = &'a [(Timestamp, &'a Event)];

impl Ledger {
    /// Of a message that was stored. `open` is the word of the state it waits in; `None` when it is over, or nothing of it
    /// will be tried again.
    pub fn of(recorded: Vec<Recorded>, open: Option<&str>, course: Course<'_>) -> Ledger {
        let mut recipients: Vec<Reached> = Vec::with_capacity(recorded.len());
        for recipient in recorded {
            let fate = fate(&recipient, open, course);
            let Recorded { address, name, role, kind, odd, .. } = recipient;
            recipients.push(Reached { address, name, role, kind, odd, fate });
        }
        for (_, event) in course {
            let Event::Repaired { verb, from, .. } = event else { continue };
            let Some(address) = from.parse::<Address>().ok().filter(|_| verb == "replace") else { continue };
            if recipients.iter().all(|known| known.address.key() != address.key()) {
                let (name, role, kind) = (String::new(), None, None);
                recipients.push(Reached { address, name, role, kind, odd: true, fate: Fate::Removed });
            }
        }
        Ledger { recipients, unnamed: 0 }
    }

    /// Of a message that passed at `at`, as the journal's line tells; `None` when `event` tells of something else.
    pub fn of_passed(at: Timestamp, event: &Event, kind: impl Fn(&Address) -> PartyKind) -> Option<Ledger> {
        let Event::Passed { host, reply, recipients: count, to, .. } = event else { return None };
        let taken = || Fate::Taken { host: host.clone(), at, reply: reply.clone() };
        let addresses = to.iter().filter_map(|address| address.parse::<Address>().ok());
        let recipients: Vec<Reached> = addresses
            .map(|address| Reached {
                kind: Some(kind(&address)),
                address,
                name: String::new(),
                role: None,
                odd: false,
                fate: taken(),
            })
            .collect();
        Some(Ledger { unnamed: count.saturating_sub(recipients.len()), recipients })
    }

    /// Of a message that never went through here, to these people, as its header says.
    pub fn of_unseen(recipients: Vec<Reached>, why: &str) -> Ledger {
        let unknown = |reached| Reached { fate: Fate::Unknown { why: why.to_owned() }, ..reached };
        Ledger { recipients: recipients.into_iter().map(unknown).collect(), unnamed: 0 }
    }

    /// For how many it was stopped before leaving.
    pub fn stopped(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::StoppedBeforeLeaving { .. }))
    }

    /// How many have it.
    pub fn reached(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Taken { .. })) + self.unnamed
    }

    /// How many may have it.
    pub fn unsure(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Unsure { .. } | Fate::Unknown { .. }))
    }

    /// To how many it is being handed over.
    pub fn leaving(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::WaitsStill { state } if state == LEAVING))
    }

    /// Whether nobody has it, and nobody can have it.
    pub fn is_nobodys(&self) -> bool {
        self.reached() + self.unsure() + self.leaving() == 0
    }

    fn count(&self, is: impl Fn(&Fate) -> bool) -> usize {
        self.recipients.iter().filter(|reached| is(&reached.fate)).count()
    }

    /// How it stands in a few sentences: for how many it was stopped, who has it.
    pub fn headline(&self, say: Say) -> String {
        let counted = |id: &str, count: usize| (count > 0).then(|| say.n(id, count));
        let stopped = match self.stopped() {
            0 if self.is_nobodys() => None,
            0 => Some(say.t("recall-nothing")),
            count => Some(say.n("recall-stopped", count)),
        };
        let rest = [
            counted("recall-reached", self.reached()),
            counted("recall-unsure", self.unsure()),
            counted("recall-leaving", self.leaving()),
            self.is_nobodys().then(|| say.t("recall-nobody")),
        ];
        stopped.into_iter().chain(rest.into_iter().flatten()).collect::<Vec<_>>().join(" ")
    }
}

impl Fate {
    /// The fate in words, with times in `zone`.
    pub fn sentence(&self, say: Say, zone: &TimeZone) -> String {
        let time = |at: Timestamp| texts::time(say.language(), at, zone);
        let short = |reply: &str| one_line(reply, LONGEST_REPLY);
        match self {
            Fate::StoppedBeforeLeaving { at, by } => {
                let at = at.map(time).unwrap_or_default();
                say.all("fate-stopped", &[("at", at), ("by", by.clone())])
            }
            Fate::Removed => say.t("fate-removed"),
            Fate::WaitsStill { state } => say.a("fate-waits", "state", state),
            Fate::Taken { host, at, reply } => {
                say.all("fate-taken", &[("host", host.clone()), ("at", time(*at)), ("reply", short(reply))])
            }
            Fate::Unsure { at, .. } => say.a("fate-unsure", "at", time(*at)),
            Fate::Failed { reply } => say.a("fate-failed", "reply", short(reply)),
            Fate::Unknown { .. } => say.t("fate-unknown"),
        }
    }

    /// Whether they have it, or may have it.
    pub fn may_have_it(&self) -> bool {
        matches!(self, Fate::Taken { .. } | Fate::Unsure { .. } | Fate::Unknown { .. })
    }
}

/// The word for what is being handed over.
const LEAVING: &str = "leaving";

fn fate(recipient: &Recorded, open: Option<&str>, course: Course<'_>) -> Fate {
    let Recorded { stands, reply, host, at, .. } = recipient;
    let stored = course.iter().find(|(_, event)| matches!(event, Event::Stored { .. })).map(|(at, _)| *at);
    // What was decided in the session it came in has the time of its storing.
    let at = at.or(stored).unwrap_or(Timestamp::UNIX_EPOCH);
    match stands {
        Stands::Removed => Fate::Removed,
        Stands::Taken => Fate::Taken { host: host.clone(), at, reply: reply.clone() },
        Stands::Unsure => Fate::Unsure { at, why: reply.clone() },
        Stands::Leaving => Fate::WaitsStill { state: LEAVING.into() },
        Stands::Waiting | Stands::Deferred | Stands::Failed => {
            // An earlier attempt that broke off may have arrived, whatever a later one was told.
            if let Some((at, why)) = broken_off(recipient, course) {
                return Fate::Unsure { at, why };
            }
            if is_broken(reply) {
                return Fate::Unsure { at, why: reply.clone() };
            }
            match (stands, open) {
                (Stands::Failed, _) => Fate::Failed { reply: reply.clone() },
                (Stands::Deferred, Some("queued")) => Fate::WaitsStill { state: "deferred".into() },
                (_, Some(state)) => Fate::WaitsStill { state: state.to_owned() },
                (_, None) => stopped(course),
            }
        }
    }
}

/// The last attempt for them whose outcome nobody knows.
fn broken_off(recipient: &Recorded, course: Course<'_>) -> Option<(Timestamp, String)> {
    let is = |text: &str| text.parse::<Address>().is_ok_and(|address| address.key() == recipient.address.key());
    course.iter().rev().find_map(|(at, event)| match event {
        Event::Unsure { recipient, why } if is(recipient) => Some((*at, why.clone())),
        Event::Deferred { recipient, reply } if is_broken(reply) && is(recipient) => Some((*at, reply.clone())),
        _ => None,
    })
}

/// Whether this is no mail server's answer, which begins with its code, but what is known of a connection that broke.
fn is_broken(reply: &str) -> bool {
    !reply.is_empty() && !reply.get(..3).is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// By whom and when it was stopped.
fn stopped(course: Course<'_>) -> Fate {
    let ending = course.iter().rev().find_map(|(at, event)| match event {
        Event::Decided { verb, by, .. } if matches!(verb.as_str(), "cancel" | "reject") => Some((*at, by.clone())),
        Event::Recalled { by, .. } => Some((*at, by.clone())),
        Event::Returned => Some((*at, "Outguard".to_owned())),
        _ => None,
    });
    let (at, by) = ending.unzip();
    Fate::StoppedBeforeLeaving { at, by: by.unwrap_or_else(|| "Outguard".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Language, Step, Whence};

    const KEN: &str = "ken@kita.example";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    fn recorded(stands: Stands, reply: &str) -> Recorded {
        Recorded {
            address: KEN.parse().unwrap(),
            name: "Ken".into(),
            role: Some(Role::To),
            kind: Some(PartyKind::Client),
            odd: true,
            stands,
            reply: reply.into(),
            host: "mx.example:25".into(),
            at: None,
        }
    }

    fn stored() -> Event {
        Event::Stored { step: Step::Pass, headline: String::new(), asks: Vec::new(), message_id: String::new() }
    }

    fn cancelled() -> Event {
        Event::Decided {
            verb: "cancel".into(),
            by: "anna".into(),
            reason: None,
            digest: String::new(),
            recipients: Vec::new(),
            on_behalf_of: None,
            shown: None,
            whence: Whence::terminal(),
            seconds: None,
        }
    }

    fn one(stands: Stands, reply: &str, open: Option<&str>, events: &[Event]) -> Fate {
        let course: Vec<_> = events.iter().enumerate().map(|(n, event)| (at(n as i64), event)).collect();
        Ledger::of(vec![recorded(stands, reply)], open, &course).recipients.remove(0).fate
    }

    #[test]
    fn what_waited_is_stopped_by_whoever_cancelled_it() {
        let events = [stored(), cancelled()];
        let stopped = Fate::StoppedBeforeLeaving { at: Some(at(1)), by: "anna".into() };
        assert_eq!(one(Stands::Waiting, "", None, &events), stopped);
        assert_eq!(one(Stands::Deferred, "451 4.3.0 later", None, &events), stopped);
        assert_eq!(one(Stands::Waiting, "", Some("held"), &events[..1]), Fate::WaitsStill { state: "held".into() });
        let deferred = one(Stands::Deferred, "451 later", Some("queued"), &events[..1]);
        assert_eq!(deferred, Fate::WaitsStill { state: "deferred".into() });
    }

    #[test]
    fn what_may_have_arrived_is_never_called_stopped() {
        let broke = Event::Unsure { recipient: KEN.into(), why: "the connection closed".into() };
        for (stands, reply) in
            [(Stands::Waiting, ""), (Stands::Deferred, "451 4.3.0 later"), (Stands::Failed, "550 5.1.1 no")]
        {
            let fate = one(stands, reply, None, &[stored(), broke.clone(), cancelled()]);
            assert_eq!(fate, Fate::Unsure { at: at(1), why: "the connection closed".into() }, "{stands:?}");
        }
        let again = one(Stands::Deferred, "the connection closed", None, &[stored(), cancelled()]);
        assert!(again.may_have_it(), "{again:?}");
    }

    #[test]
    fn what_was_taken_in_the_session_was_taken_when_it_was_stored() {
        let fate = one(Stands::Taken, "250 2.0.0 queued as 4F2B", None, &[stored()]);
        let expected =
            Fate::Taken { host: "mx.example:25".into(), at: at(0), reply: "250 2.0.0 queued as 4F2B".into() };
        assert_eq!(fate, expected);
    }

    #[test]
    fn whoever_was_replaced_has_nothing() {
        let repaired = Event::Repaired {
            verb: "replace".into(),
            by: "anna".into(),
            from: "kellner@kita.example".into(),
            to: Some(KEN.into()),
            digest: String::new(),
            whence: Whence::terminal(),
        };
        let ledger = Ledger::of(vec![recorded(Stands::Taken, "250 ok")], None, &[(at(0), &repaired)]);
        assert_eq!(ledger.recipients[1].address.as_str(), "kellner@kita.example");
        assert_eq!((ledger.recipients[1].fate.clone(), ledger.reached()), (Fate::Removed, 1));
    }

    #[test]
    fn a_message_that_passed_is_with_everybody_named_or_not() {
        let passed = Event::Passed {
            host: "mx.example:25".into(),
            reply: "250 ok".into(),
            recipients: 3,
            to: vec![KEN.into()],
            sender: "anna@firm.example".into(),
            message_id: String::new(),
            digest: String::new(),
            door: "smtp".into(),
            user: None,
        };
        let ledger = Ledger::of_passed(at(0), &passed, |_| PartyKind::Client).unwrap();
        assert_eq!((ledger.reached(), ledger.unnamed, ledger.is_nobodys()), (3, 2, false));
        assert_eq!(ledger.headline(texts::say(Language::En)), "There was nothing left to stop. 3 people have it.");
        assert!(Ledger::of_passed(at(0), &Event::Joined, |_| PartyKind::Client).is_none());
    }

    #[test]
    fn the_three_truths_are_told_in_three_languages() {
        let fates = [
            Fate::StoppedBeforeLeaving { at: Some(at(0)), by: "anna".into() },
            Fate::Taken { host: "mx.example:25".into(), at: at(1), reply: "250 ok".into() },
            Fate::Unsure { at: at(2), why: "closed".into() },
        ];
        let told = |language| {
            let say = texts::say(language);
            fates.iter().map(|fate| fate.sentence(say, &TimeZone::UTC)).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            told(Language::En),
            "stopped before leaving, on Wed 18 Nov 2026 11:06:40 UTC, by anna\n\
             taken by mx.example:25 on Wed 18 Nov 2026 11:06:41 UTC (reply 250 ok), too late\n\
             unknown: the connection broke after the final dot, on Wed 18 Nov 2026 11:06:42 UTC"
        );
        assert!(told(Language::De).contains("vor dem Senden gestoppt, 18.11.2026, 11:06:40 UTC, von anna"));
        assert!(told(Language::Es).contains("se desconoce: la conexión se cortó tras el punto final"));
    }
}
