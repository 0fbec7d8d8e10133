//! Where a request stands, for its sender, for those who are asked, and for whoever looks.

use jiff::Timestamp;

use super::Approvals;
use super::ladder::Scene;
use crate::base::Address;
use crate::base::text::shown_time;
use crate::config::approval::STEPS;
use crate::config::{BodyShown, Mode, OnSilence, SelfApproval};
use crate::store::{Asked, Away, Entry, Request};

/// Where a request stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The rule it goes by; empty = none, and nobody decides.
    pub rule: String,
    /// Who decides.
    pub mode: Mode,
    /// Who was asked and can answer.
    pub asked: Vec<Asked>,
    /// Until when they are asked alone.
    pub until: Option<Timestamp>,
    /// Who is asked then.
    pub then: Option<Address>,
    /// Nobody can be asked now.
    pub alone: bool,
    /// The sender may send with a written reason, and why.
    pub may_send: Option<MaySend>,
    /// What happens when nobody says anything.
    pub on_silence: OnSilence,
    /// How much of the body second persons see.
    pub body: BodyShown,
    /// What the sender wants them to know.
    pub reason: Option<String>,
    /// Whether it is urgent.
    pub urgent: bool,
}

/// Why a sender may send by themselves what a second person should decide about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaySend {
    /// The rule lets them.
    WithReason,
    /// Nobody else can be asked.
    Alone,
    /// Nobody has answered.
    Glass,
}

impl Approvals<'_> {
    /// Where the request about `entry` stands at `now`, while those of `away` are away.
    pub fn standing(&self, entry: &Entry, request: &Request, away: &[Away], now: Timestamp) -> Standing {
        let Some(rule) = self.named(&request.rule) else { return nobody(request) };
        let editor = request.editor.as_ref();
        let circle = self.circle(rule, entry, editor);
        let barred = |person: &Address| self.barred(person, rule, entry, editor).is_some();
        let scene =
            Scene { now, rule, office: &self.policy.office, zone: self.zone(), circle: &circle, away, barred: &barred };
        let asked: Vec<Asked> = scene.reachable(request).cloned().collect();
        let second = matches!(rule.mode, Mode::Peer | Mode::Lead);
        let alone = second && asked.is_empty() && scene.next(request).is_none();
        let joins = second && request.stage < STEPS - 1;
        // Until the step at which somebody joins; a reminder comes before it.
        let until = joins.then(|| scene.step_at(request, request.stage.max(1)));
        let joined = Request { stage: request.stage.max(1) + 1, ..request.clone() };
        let may_send = match rule.self_approval {
            SelfApproval::WithReason => Some(MaySend::WithReason),
            SelfApproval::WhenAlone if alone => Some(MaySend::Alone),
            _ => (request.glass && rule.break_glass).then_some(MaySend::Glass),
        };
        Standing {
            rule: rule.name.clone(),
            mode: rule.mode,
            then: until.and_then(|_| scene.next(&joined)).map(|next| next.person),
            until,
            asked,
            alone,
            may_send: may_send.filter(|_| second),
            on_silence: rule.on_silence,
            body: rule.body,
            reason: request.reason.clone(),
            urgent: request.urgent,
        }
    }
}

fn nobody(request: &Request) -> Standing {
    Standing {
        rule: String::new(),
        mode: Mode::Peer,
        asked: Vec::new(),
        until: None,
        then: None,
        alone: true,
        may_send: None,
        on_silence: OnSilence::Return,
        body: BodyShown::Hidden,
        reason: request.reason.clone(),
        urgent: request.urgent,
    }
}

impl Standing {
    /// In one sentence, for a terminal.
    pub fn words(&self, zone: &jiff::tz::TimeZone) -> String {
        if self.rule.is_empty() {
            return "a second person decides about it, and no [[approval]] names one".to_owned();
        }
        let people = self.asked.iter().map(|asked| match &asked.on_behalf_of {
            Some(other) => format!("{} (for {other})", asked.person),
            None => asked.person.to_string(),
        });
        let people: Vec<String> = people.collect();
        if people.is_empty() {
            return "a second person decides about it, and nobody can be asked at the moment".to_owned();
        }
        let is = if people.len() == 1 { "is" } else { "are" };
        let until = self.until.map_or_else(String::new, |at| format!(" until {}", shown_time(at, zone)));
        let then = self.then.as_ref().map_or_else(String::new, |next| format!(", then {next}"));
        format!("a second person decides about it: {} {is} asked{until}{then}", people.join(" and "))
    }
}
