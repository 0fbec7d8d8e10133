//! Who is reminded of which steps, and when: whoever has a step to do when it is due, the stand-in a day later, the boss a day
//! after that. One mail a person for all their steps, and none in the first hour: then people work, and a mail only disturbs.

use jiff::{SignedDuration, Timestamp};

use super::checklist::Planned;
use super::{Assessment, Due, Incident, Status, StepState};
use crate::base::Address;

/// Nobody is reminded so soon after an incident was opened.
const FIRST: SignedDuration = SignedDuration::from_hours(1);

/// After so long somebody else is told.
const NEXT: SignedDuration = SignedDuration::from_hours(24);

/// How often a step is reminded of: whoever does it, the stand-in, the boss.
const MOST: u32 = 3;

/// Somebody is to be reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Whom.
    pub to: Address,
    /// Of which steps, by number, in the order in which they are due.
    pub steps: Vec<u32>,
    /// When.
    pub at: Timestamp,
}

/// Whom to remind next. What is past at `now` is told together; `None` when nobody is left who could be mailed, and when it is
/// closed.
pub fn next(incident: &Incident, assessment: &Assessment, now: Timestamp) -> Option<Reminder> {
    if incident.status == Status::Closed {
        return None;
    }
    let boss = assessment.stakeholders.iter().find(|stakeholder| stakeholder.party == "boss");
    let boss = boss.map_or("", |stakeholder| stakeholder.who.as_str());
    let steps = assessment.steps(incident, now);
    let told: Vec<(Timestamp, Address, u32)> = steps.iter().filter_map(|due| one(incident, due, boss)).collect();
    let (at, to) = told.iter().map(|(at, to, _)| (*at, to)).min_by_key(|(at, _)| *at)?;
    let together = at.max(now);
    let of_them = told.iter().filter(|(at, whom, _)| whom.key() == to.key() && *at <= together);
    Some(Reminder { to: to.clone(), steps: of_them.map(|(_, _, n)| *n).collect(), at })
}

/// When somebody is reminded of one step, and who.
fn one(incident: &Incident, due: &Due<'_>, boss: &str) -> Option<(Timestamp, Address, u32)> {
    let Due { planned, step, .. } = due;
    let Planned { due: Some(limit), owner, deputy, .. } = planned else { return None };
    if step.state != StepState::Open || step.reminded >= MOST {
        return None;
    }
    let or = |own: &str, planned: &str| if own.is_empty() { planned.to_owned() } else { own.to_owned() };
    let people = [or(&step.owner, owner), or(&step.deputy, deputy), boss.to_owned()];
    let level = usize::try_from(step.reminded).ok()?;
    // Who is only a name with a telephone number cannot be mailed: the next one is.
    let to = people.iter().skip(level).find_map(|who| who.trim().parse::<Address>().ok())?;
    let first = (*limit).max(incident.opened_at.checked_add(FIRST).ok()?);
    let later = NEXT.checked_mul(i32::try_from(step.reminded).ok()?)?;
    Some((first.checked_add(later).ok()?, to, step.n))
}

#[cfg(test)]
mod tests {
    use super::super::ledger::{Fate, Reached};
    use super::super::{Contact, Contacts, IncidentId, Known, Setting, duty::Duties};
    use super::*;
    use crate::base::Language;
    use crate::people::PartyKind;

    const ANNA: &str = "anna@firm.example";
    const KIM: &str = "kim@firm.example";
    const MARTIN: &str = "martin.keller@firm.example";

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    /// A client has a mail of Anna's; the boss is told by voice, whoever else acts by `who`.
    fn case(who: Contact) -> (Incident, Assessment) {
        let sent = at("2026-11-20T13:48:00Z");
        let reached = Reached {
            address: "kellner@kita.example".parse().expect("an address"),
            name: String::new(),
            role: None,
            kind: Some(PartyKind::Client),
            odd: true,
            fate: Fate::Taken { host: "mx.example".into(), at: sent, reply: "250 ok".into() },
        };
        let known = Known { sender: ANNA.into(), reached: vec![reached], ..Known::default() };
        let noticed = at("2026-11-20T14:00:00Z");
        let mut incident = Incident::new(IncidentId(7), known, Language::En, ANNA, noticed, noticed);
        let setting = Setting { contacts: Contacts { boss: who, ..Contacts::default() }, ..Setting::default() };
        let assessment = Assessment::of(&incident, &Duties::default(), &setting, noticed);
        incident.number(&assessment.plan);
        (incident, assessment)
    }

    fn boss(who: &str, deputy: &str) -> Contact {
        Contact { who: who.into(), deputy: deputy.into() }
    }

    fn told(incident: &mut Incident, steps: &[u32]) {
        for step in incident.steps.iter_mut().filter(|step| steps.contains(&step.n)) {
            step.reminded += 1;
        }
    }

    #[test]
    fn nobody_is_reminded_in_the_first_hour_and_then_of_everything_at_once() {
        let (incident, assessment) = case(boss(MARTIN, KIM));
        let hour = at("2026-11-20T15:00:00Z");
        let reminder = next(&incident, &assessment, incident.opened_at).expect("somebody");
        assert_eq!((reminder.at, reminder.to.as_str()), (hour, ANNA));
        let reminder = next(&incident, &assessment, hour).expect("somebody");
        let open = assessment.steps(&incident, hour);
        let past: Vec<u32> = open
            .iter()
            .filter(|due| due.planned.owner == ANNA && due.planned.due.is_some_and(|due| due <= hour))
            .map(|due| due.step.n)
            .collect();
        assert!(past.len() > 1, "{past:?}");
        assert_eq!((reminder.steps, reminder.at), (past, hour));
    }

    #[test]
    fn a_day_later_the_stand_in_is_told_and_then_the_boss_and_then_nobody() {
        let (mut incident, assessment) = case(boss(MARTIN, KIM));
        let only = assessment.steps(&incident, incident.opened_at)[0].step.n;
        for step in incident.steps.iter_mut().filter(|step| step.n != only) {
            step.state = StepState::Done;
        }
        let mut seen = Vec::new();
        while let Some(reminder) = next(&incident, &assessment, incident.opened_at) {
            seen.push((reminder.to.to_string(), reminder.at.to_string()));
            told(&mut incident, &reminder.steps);
        }
        // Whoever sent it is stood in for by the boss.
        let expected =
            [(ANNA, "2026-11-20T15:00:00Z"), (MARTIN, "2026-11-21T15:00:00Z"), (MARTIN, "2026-11-22T15:00:00Z")];
        assert_eq!(seen, expected.map(|(who, at)| (who.to_owned(), at.to_owned())));
    }

    #[test]
    fn what_is_done_and_who_cannot_be_mailed_is_passed_over() {
        let (mut incident, assessment) = case(boss("Martin, 030 1234", ""));
        for step in &mut incident.steps {
            step.reminded = 1;
        }
        assert_eq!(next(&incident, &assessment, incident.opened_at), None, "nobody else has an address");
        for step in &mut incident.steps {
            (step.reminded, step.state) = (0, StepState::Done);
        }
        assert_eq!(next(&incident, &assessment, incident.opened_at), None, "all is done");
        incident.steps[0].state = StepState::Open;
        assert!(next(&incident, &assessment, incident.opened_at).is_some());
        incident.status = Status::Closed;
        assert_eq!(next(&incident, &assessment, incident.opened_at), None, "it is closed");
    }
}
