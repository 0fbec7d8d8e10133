//! Messages to many. What one costs grows with the number of its recipients, not with recipients times contacts, nor with the
//! square of either: of each recipient fewer things are looked at the more there are. Up to [`FULL`] recipients nothing is left
//! out.

use super::scene::Person;

/// Recipients up to whom everything is looked at.
const FULL: usize = 40;

/// Recipients who are weighed.
pub(super) const MOST: usize = 1_000;

/// Contacts that all recipients of a message to many are compared with, by name and by spelling.
const COMPARED: usize = 100_000;

/// Whether a message to so many is one to many.
pub(super) fn is_one(recipients: usize) -> bool {
    recipients > FULL
}

/// How many contacts each of so many recipients is compared with at most, by name and by spelling each.
pub(super) fn compared(recipients: usize) -> usize {
    if is_one(recipients) { COMPARED / recipients } else { usize::MAX }
}

/// Of more than [`MOST`] recipients those who got the least mail before, in their order.
pub(super) fn least_known(mut people: Vec<Person<'_>>) -> Vec<Person<'_>> {
    if people.len() <= MOST {
        return people;
    }
    let mut counts: Vec<(u32, usize)> = people.iter().map(written).zip(0..).collect();
    counts.sort_unstable();
    let last = counts.get(MOST - 1).copied();
    let mut at = 0;
    people.retain(|person| {
        at += 1;
        Some((written(person), at - 1)) <= last
    });
    people
}

fn written(person: &Person<'_>) -> u32 {
    person.contact.map_or(0, |contact| contact.count)
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::super::{Addressee, Field, Key, Outgoing, Past, Trace};
    use super::*;

    const KEY: [u8; 16] = [3; 16];

    /// One of a club's members, all of whom are called alike.
    fn member(who: usize) -> Addressee {
        let address = format!("person.{who}@club{}.example", who % 3).parse().unwrap();
        Addressee { address, name: String::new(), field: Field::To }
    }

    fn mail(n: usize, to: impl Iterator<Item = usize>) -> Trace {
        let recipients: Vec<Addressee> = to.map(member).collect();
        let own = format!("Dear members,\nthe meeting of week {n} is at the usual place, and its agenda is below.");
        let message = Outgoing {
            at: Timestamp::UNIX_EPOCH.checked_add((n as i64 * 24).hours()).unwrap(),
            recipients: &recipients,
            subject: "News of the club",
            own: &own,
            quoted: "",
            answers: false,
            files: &[],
        };
        Trace::of(&message, &Key::new(KEY))
    }

    /// What is known after so many messages to 500 of 5,000 members each.
    fn mailings(messages: usize) -> Past {
        let own = "anna@firm.example".parse().unwrap();
        let mut past = Past::new(Key::new(KEY), &[own], &["firm.example".parse().unwrap()]);
        for n in 0..messages {
            past.learn(&mail(n, (0..500).map(|member| (n * 37 + member * 11) % 5_000)), Some(0.0));
        }
        past
    }

    #[test]
    fn what_a_message_costs_does_not_grow_with_recipients_times_contacts() {
        assert_eq!([1, 2, FULL].map(compared), [usize::MAX; 3], "ordinary mail is looked at as a whole");
        for recipients in [FULL + 1, 500, MOST] {
            let all = recipients * compared(recipients);
            assert!((COMPARED - recipients..=COMPARED).contains(&all), "{recipients}: {all}");
        }
    }

    #[test]
    fn of_a_crowd_those_are_weighed_who_are_known_least() {
        let past = mailings(10);
        let weighing = past.weigh(&mail(500, 4_000..6_000));
        assert_eq!(weighing.recipients.len(), MOST);
        let strangers = weighing.recipients.iter().filter(|one| past.of(&one.address).is_none()).count();
        let known = (4_000..5_000).filter(|who| past.of(&member(*who).address).is_some()).count();
        assert!(known > 0 && strangers == MOST, "{strangers} strangers of {MOST}, {known} known");
        let few = past.weigh(&mail(500, 4_900..5_100));
        assert_eq!(few.recipients.len(), 200, "everybody of fewer");
    }
}
