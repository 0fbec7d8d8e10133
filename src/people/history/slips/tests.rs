//! Slips in an invented sender's mail: each form is what it says, and the same are drawn again.

use std::hash::Hasher as _;

use jiff::{Timestamp, ToSpan};
use siphasher::sip::SipHasher24;

use super::*;
use crate::people::history::{Field, Key, Outgoing};

const GIVEN: [&str; 7] = ["Martin", "Eva", "Tom", "Lea", "Jonas", "Mia", "Robert"];
const FAMILY: [&str; 11] =
    ["Keller", "Kellner", "Sato", "Fuchs", "Vogel", "Ito", "Mori", "Brandt", "Wenzel", "Stone", "Meier"];
const DOMAINS: [&str; 5] = ["firm.example", "kita.example", "mail.minami.example", "lido.com", "firm.example"];

/// Somebody who is known for `n` below 40, and a stranger above.
fn person(n: usize) -> (Address, String) {
    let (given, family) = (GIVEN[n % GIVEN.len()], FAMILY[n * 3 % FAMILY.len()]);
    let local = if n.is_multiple_of(4) {
        format!("{}{}", given.chars().next().unwrap_or_default(), family)
    } else {
        format!("{given}.{family}")
    };
    let address = format!("{}{}@{}", local.to_lowercase(), n / 20, DOMAINS[n % DOMAINS.len()]);
    (address.parse().unwrap(), format!("{given} {family}"))
}

/// Message number `n`; every third is an answer that quotes its first recipient.
fn usual(n: usize) -> Trace {
    let people = (0..1 + n % 3).map(|k| person((n * n + k * 7 + n / 9) % 40));
    let recipients: Vec<Addressee> =
        people.map(|(address, name)| Addressee { address, name, field: Field::To }).collect();
    let at = Timestamp::UNIX_EPOCH.checked_add((n as i64 * 7).hours()).unwrap();
    let (subject, own) = (format!("Matter {}", n % 12), format!("here is number {} of the plan", n % 20));
    let quoted =
        if n.is_multiple_of(3) { format!("On Monday {} wrote:\nplease", recipients[0].name) } else { String::new() };
    let answers = !quoted.is_empty();
    let message =
        Outgoing { at, recipients: &recipients, subject: &subject, own: &own, quoted: &quoted, answers, files: &[] };
    Trace::of(&message, &Key::new([3; 16]))
}

/// Every slip that can happen to one of `messages` messages, as they come.
fn drawn(messages: usize) -> Vec<(Form, Trace, Slip)> {
    let strangers = Strangers::new((20..90).map(person));
    let own = ["anna.berg@firm.example".parse().unwrap()];
    let mut past = Past::new(Key::new([3; 16]), &own, &["firm.example".parse().unwrap()]);
    let mut slips = Vec::new();
    for n in 0..messages {
        let trace = usual(n);
        for form in Form::ALL {
            let drawn = (0..4).filter_map(|seed| slip(form, &trace, &past, &strangers, seed * 977 + n as u64));
            slips.extend(drawn.map(|slip| (form, trace.clone(), slip)));
        }
        past.learn(&trace, Some(0.0));
    }
    slips
}

#[test]
fn a_slip_puts_one_wrong_recipient_in() {
    let slips = drawn(120);
    for form in Form::ALL {
        assert!(slips.iter().filter(|(drawn, ..)| *drawn == form).count() > 50, "{form:?}");
    }
    for (form, trace, slip) in &slips {
        let got = |address: &Address| trace.recipients().iter().any(|one| one.address == *address);
        assert!(!got(&slip.wrong), "{form:?} {slip:?}");
        assert!(slip.recipients.iter().any(|one| one.address == slip.wrong), "{form:?} {slip:?}");
        let is_added = matches!(form, Form::ReplyAll | Form::Stray);
        assert_eq!(slip.meant.is_none(), is_added, "{form:?} {slip:?}");
        assert_eq!(slip.recipients.len(), trace.recipients().len() + usize::from(is_added), "{form:?} {slip:?}");
        match (form, &slip.meant) {
            (Form::SameDomain | Form::Directory, Some(meant)) => assert_eq!(slip.wrong.domain(), meant.domain()),
            (Form::LookAlike, _) => assert!(!slip.wrong.as_str().ends_with("@firm.example"), "{slip:?}"),
            (Form::Typo, _) => assert!((0..90).all(|n| person(n).0 != slip.wrong), "{slip:?}"),
            _ => {}
        }
    }
}

/// Rankings are trained with them: a change here changes what was measured.
#[test]
fn the_same_slips_are_drawn_again() {
    let mut hasher = SipHasher24::new();
    let slips = drawn(120);
    for (form, _, slip) in &slips {
        hasher.write(format!("{} {slip:?}\n", form.word()).as_bytes());
    }
    assert_eq!((slips.len(), hasher.finish()), (2_423, 7_888_272_285_125_330_117));
}
