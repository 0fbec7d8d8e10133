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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::AwayWhy;

    const MINUTE: i64 = 60;
    const NAMES: [&str; 5] = ["kim", "lee", "mo", "pat", "sam"];
    const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"];

    fn address(name: usize) -> Address {
        format!("{}@firm.example", NAMES[name]).parse().unwrap()
    }

    /// The last of the five is in no circle; somebody may still name them.
    fn circle(approvers: usize, barred: &dyn Fn(&Address) -> bool) -> Circle {
        let people: Vec<Address> = (0..4).map(address).collect();
        let (first, then) = people.split_at(approvers);
        let free = |people: &[Address]| people.iter().filter(|person| !barred(person)).cloned().collect();
        Circle { approvers: free(first), stand_ins: free(then) }
    }

    fn request(made: Timestamp) -> Request {
        Request {
            rule: "offers".into(),
            seal: String::new(),
            made,
            reason: None,
            editor: None,
            urgent: false,
            stage: 0,
            asked: Vec::new(),
            glass: false,
            alone: false,
        }
    }

    /// What happens between two looks.
    #[derive(Clone, Debug)]
    enum Happens {
        Time(i64),
        Leaves(usize, i64, Option<usize>),
        Returns(usize),
        Bounces,
        Urgent,
    }

    fn happens() -> impl Strategy<Value = Happens> {
        let leaves = (0..5_usize, 1..4000_i64, proptest::option::of(0..5_usize));
        prop_oneof![
            4 => (1..2000_i64).prop_map(Happens::Time),
            2 => leaves.prop_map(|(who, minutes, to)| Happens::Leaves(who, minutes, to.filter(|to| *to != who))),
            1 => (0..5_usize).prop_map(Happens::Returns),
            1 => Just(Happens::Bounces),
            1 => Just(Happens::Urgent),
        ]
    }

    fn happened(happens: Happens, now: &mut Timestamp, away: &mut Vec<Away>, request: &mut Request) {
        match happens {
            Happens::Time(minutes) => *now += SignedDuration::from_secs(minutes * MINUTE),
            Happens::Leaves(who, minutes, to) => {
                away.retain(|away| away.person != address(who));
                let until = *now + SignedDuration::from_secs(minutes * MINUTE);
                let (person, delegate) = (address(who), to.map(address));
                away.push(Away { person, since: *now, until, delegate, why: AwayWhy::Said });
            }
            Happens::Returns(who) => away.retain(|away| away.person != address(who)),
            Happens::Bounces => request.asked.iter_mut().last().into_iter().for_each(|asked| asked.bounced = true),
            Happens::Urgent => request.urgent = true,
        }
        away.retain(|away| away.until > *now);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn whoever_is_in_is_asked_and_nobody_who_is_not(
            start in 1_700_000_000_i64..1_900_000_000, zone in proptest::sample::select(&ZONES[..]),
            approvers in 1..4_usize, barred in proptest::option::of(0..5_usize),
            script in proptest::collection::vec(happens(), 1..40),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let (rule, office) = (Approval { break_glass: true, ..Approval::default() }, Office::default());
            let barred_one = barred.map(address);
            let barred = |person: &Address| barred_one.as_ref() == Some(person);
            let circle = circle(approvers, &barred);
            let (mut now, mut away) = (Timestamp::from_second(start).unwrap(), Vec::new());
            let mut request = request(now);
            for event in script {
                happened(event, &mut now, &mut away, &mut request);
                let scene = Scene {
                    now, rule: &rule, office: &office, zone: &zone, circle: &circle, away: &away, barred: &barred,
                };
                let step = scene.advance(&request);
                let is_away = |person: &Address| away.iter().any(|away| away.person == *person);
                let was_asked = |person: &Address| request.asked.iter().any(|asked| asked.person == *person);
                for deed in &step.deeds {
                    if let Deed::Ask(asked, _) = deed {
                        prop_assert!(!barred(&asked.person) && !is_away(&asked.person) && !was_asked(&asked.person));
                        let known = circle.everybody().any(|person| *person == asked.person);
                        let named = asked.on_behalf_of.as_ref().is_some_and(|other| {
                            away.iter().any(|away| away.person == *other && away.delegate.as_ref() == Some(&asked.person))
                        });
                        prop_assert!(known || named, "{asked:?}");
                    }
                    if let Deed::Remind(person) = deed {
                        prop_assert!(!is_away(person));
                    }
                }
                // Whoever is in and was not asked before is asked before it is said that nobody can be.
                let free = circle.everybody().any(|person| !is_away(person) && !was_asked(person));
                let reached = scene.reachable(&step.request).count();
                prop_assert!(reached > 0 || !free);
                prop_assert_eq!(step.request.alone, reached == 0);
                prop_assert!(reached >= wanted(&step.request) || scene.next(&step.request).is_none());
                prop_assert!(step.request.stage >= request.stage);
                prop_assert!(step.due.is_none_or(|due| due > now), "{:?} is not after {}", step.due, now);
                prop_assert!(step.due.is_some() || step.request.stage == STEPS);
                prop_assert_eq!(step.request.glass, step.request.stage == STEPS);
                // A second look at the same moment has nothing to do.
                prop_assert!(scene.advance(&step.request).deeds.is_empty());
                request = step.request;
            }
        }
    }
}
