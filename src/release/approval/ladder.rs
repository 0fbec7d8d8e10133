//! The ladder of a request: who is asked next, who is reminded, when somebody joins, when nobody has answered. Pure: what was
//! done, who is there and what time it is go in; what is to be done now, and when to look again, come out.
//!
//! One named person at a time is asked, the first who is in. Somebody who is away, or whose mail comes back, is replaced at
//! once. The steps only ever add people: whoever was asked may answer for as long as the hold waits.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::base::Address;
use crate::config::approval::STEPS;
use crate::config::{Approval, Office};
use crate::release::office;
use crate::store::{Asked, Away, Request};

/// Everybody who may be asked, none of them barred, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circle {
    /// Who is asked first.
    pub approvers: Vec<Address>,
    /// Who joins.
    pub stand_ins: Vec<Address>,
}

impl Circle {
    /// Everybody.
    pub fn everybody(&self) -> impl Iterator<Item = &Address> {
        self.approvers.iter().chain(&self.stand_ins)
    }
}

/// What a ladder goes by.
pub struct Scene<'a> {
    /// What time it is.
    pub now: Timestamp,
    /// The rule.
    pub rule: &'a Approval,
    /// When people are in.
    pub office: &'a Office,
    /// Where.
    pub zone: &'a TimeZone,
    /// Who may be asked.
    pub circle: &'a Circle,
    /// Who is away now, each with who decides meanwhile.
    pub away: &'a [Away],
    /// Who never decides about this hold.
    pub barred: &'a dyn Fn(&Address) -> bool,
}

/// What is to be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Ask somebody, for the reason the journal has.
    Ask(Asked, &'static str),
    /// Remind somebody.
    Remind(Address),
    /// Tell the sender where it stands.
    TellSender,
    /// Tell the sender that nobody can be asked.
    NobodyToAsk,
    /// Nobody has answered: the sender may break the glass, or the admins are told.
    Unanswered,
}

/// A step of a ladder: the request afterwards, what is to be done, and when to look again.
#[derive(Clone, Debug)]
pub struct Step {
    /// The request from now on.
    pub request: Request,
    /// What is to be done, in order.
    pub deeds: Vec<Deed>,
    /// When to look again; `None` when nothing more comes by itself.
    pub due: Option<Timestamp>,
}

impl Scene<'_> {
    /// When the step `nth` (from 0) of `request` is due. Urgent ones count half, and by night, too.
    pub fn step_at(&self, request: &Request, nth: usize) -> Timestamp {
        let wait = self.rule.steps.get(nth).copied().unwrap_or_default();
        if request.urgent {
            let half = SignedDuration::try_from(wait / 2).unwrap_or(SignedDuration::MAX);
            return request.made.checked_add(half).unwrap_or(Timestamp::MAX);
        }
        office::after(request.made, wait, self.office, self.zone)
    }

    /// When a request made now has had all its steps.
    pub fn last_step(&self, request: &Request) -> Timestamp {
        self.step_at(request, STEPS - 1)
    }

    /// What is to be done about `request` now.
    pub fn advance(&self, request: &Request) -> Step {
        let (mut request, mut deeds) = (request.clone(), Vec::new());
        while request.stage < STEPS && self.step_at(&request, request.stage) <= self.now {
            match request.stage {
                0 => deeds.extend(self.reachable(&request).map(|asked| Deed::Remind(asked.person.clone()))),
                2 => deeds.push(Deed::TellSender),
                3 => {
                    request.glass = self.rule.break_glass;
                    deeds.push(Deed::Unanswered);
                }
                _ => {}
            }
            request.stage += 1;
        }
        while self.reachable(&request).count() < wanted(&request) {
            let Some(asked) = self.next(&request) else { break };
            deeds.push(Deed::Ask(asked.clone(), why(&request)));
            request.asked.push(asked);
        }
        let alone = self.reachable(&request).next().is_none();
        if alone && !request.alone {
            deeds.push(Deed::NobodyToAsk);
        }
        request.alone = alone;
        let due = self.due(&request);
        Step { request, deeds, due }
    }

    /// Who would be asked next; `None` when nobody is left who is in.
    pub fn next(&self, request: &Request) -> Option<Asked> {
        let Circle { approvers, stand_ins } = self.circle;
        // Who joins is first of all a stand-in; who comes in somebody's place is the next approver.
        let (first, then) = if request.stage < 2 { (approvers, stand_ins) } else { (stand_ins, approvers) };
        first.iter().chain(then).find_map(|candidate| self.in_person_or_by_delegate(request, candidate))
    }

    /// Those who were asked and can answer.
    pub fn reachable<'r>(&self, request: &'r Request) -> impl Iterator<Item = &'r Asked> {
        request
            .asked
            .iter()
            .filter(|asked| !asked.bounced && self.is_in(&asked.person) && !(self.barred)(&asked.person))
    }

    fn in_person_or_by_delegate(&self, request: &Request, candidate: &Address) -> Option<Asked> {
        let asked = |person: &Address| request.asked.iter().any(|asked| asked.person == *person);
        let fresh = |person: Address, on_behalf_of| Asked { person, on_behalf_of, at: self.now, bounced: false };
        if asked(candidate) && self.is_in(candidate) {
            return None;
        }
        match self.absence(candidate) {
            None => Some(fresh(candidate.clone(), None)),
            // One hop: a delegate who is away has nobody to pass it on to.
            Some(away) => {
                let delegate = away.delegate.as_ref().filter(|delegate| !asked(delegate) && self.is_in(delegate))?;
                (!(self.barred)(delegate)).then(|| fresh(delegate.clone(), Some(candidate.clone())))
            }
        }
    }

    fn absence(&self, person: &Address) -> Option<&Away> {
        self.away.iter().find(|away| away.person == *person && away.until > self.now)
    }

    fn is_in(&self, person: &Address) -> bool {
        self.absence(person).is_none()
    }

    /// The next step, or sooner when somebody who is missing comes back.
    fn due(&self, request: &Request) -> Option<Timestamp> {
        let step = (request.stage < STEPS).then(|| self.step_at(request, request.stage));
        let missing = self.reachable(request).count() < wanted(request);
        let back = self.away.iter().filter(|_| missing).map(|away| away.until).filter(|until| *until > self.now).min();
        step.into_iter().chain(back).min()
    }
}

/// How many people should have it before them.
fn wanted(request: &Request) -> usize {
    match request.stage {
        0 | 1 => 1,
        2 => 2,
        _ => 3,
    }
}

/// Why somebody is asked, in the journal's word.
fn why(request: &Request) -> &'static str {
    match (request.stage, request.asked.is_empty()) {
        (_, true) => "first",
        (0 | 1, false) => "absent",
        (2, false) => "stand-in",
        _ => "second stand-in",
    }
}
