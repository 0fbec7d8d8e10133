//! A year of invented mail, and what its past says about slips.

use jiff::{Timestamp, ToSpan};

use super::*;
use crate::base::Address;

const MARTIN: (&str, &str) = ("martin.keller@firm.example", "Martin Keller");
const KELLNER: (&str, &str) = ("martin.kellner@kita.example", "Martin Kellner");
const TOM: (&str, &str) = ("tom.fuchs@firm.example", "Tom Fuchs");
const EVA: (&str, &str) = ("eva.sato@minami.example", "Eva Sato");
const LEA: (&str, &str) = ("lea.vogel@firm.example", "Lea Vogel");

fn key() -> Key {
    Key::new(*b"0123456789abcdef")
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn day(n: i64) -> Timestamp {
    "2026-01-05T09:00:00Z".parse::<Timestamp>().unwrap().checked_add((24 * n).hours()).unwrap()
}

fn mail(at: Timestamp, to: &[(&str, &str)], subject: &str, own: &str) -> Trace {
    let recipients: Vec<Addressee> = to
        .iter()
        .map(|(to, name)| Addressee { address: address(to), name: (*name).to_owned(), field: Field::To })
        .collect();
    let message = Outgoing { at, recipients: &recipients, subject, own, quoted: "", answers: false, files: &[] };
    Trace::of(&message, &key())
}

fn empty() -> Past {
    Past::new(key(), &[address("anna.berg@firm.example")], &["firm.example".parse().unwrap()])
}

/// Message number `n` of a year in which boss and colleague hear of costs, and clients of their projects.
fn usual(n: usize) -> Trace {
    let at = day(n as i64);
    let detail = ["the budget", "the headcount", "the savings plan", "the team review"][n % 4];
    match n % 5 {
        0 => mail(
            at,
            &[TOM, MARTIN],
            "Cutting costs",
            &format!("Tom, Martin,\nhere is {detail} for the board and the staff."),
        ),
        1 => mail(
            at,
            &[KELLNER],
            "Terminal project",
            "Dear Mr Kellner,\nthe crane schedule and the harbour drawings are attached.",
        ),
        2 => mail(at, &[TOM], "Moving people", &format!("Tom,\n{detail} needs your figures about staff and savings.")),
        3 => mail(at, &[EVA], "Delivery", "Dear Eva,\nthe pumps leave the factory on Friday with the freight papers."),
        _ => mail(at, &[LEA, TOM], "Lunch", "Hi Lea, hi Tom,\nthe canteen or the market today?"),
    }
}

fn year(messages: usize) -> Past {
    let mut past = empty();
    (0..messages).for_each(|n| {
        past.learn(&usual(n), None);
    });
    past
}

fn slipped() -> Trace {
    mail(day(400), &[TOM, KELLNER], "Cutting costs", "Tom, Martin,\nhere is the headcount for the board and the staff.")
}

#[test]
fn the_client_instead_of_the_boss_is_named_and_the_boss_offered() {
    let past = year(400);
    let weighing = past.weigh(&slipped());
    let [tom, kellner] = &weighing.recipients[..] else { panic!("{weighing:?}") };
    assert!(kellner.score > tom.score, "{weighing:?}");
    assert!(kellner.score > past.cut(1.0).unwrap(), "{weighing:?} {:?}", past.cut(1.0));
    assert_eq!(kellner.meant.as_ref().map(|meant| meant.address.as_str()), Some(MARTIN.0), "{weighing:?}");
    let is_company = |fact: &Evidence| *fact == Evidence::NeverWith { others: vec![address(TOM.0)] };
    assert!(kellner.evidence.iter().any(is_company), "{weighing:?}");
    let instead = |fact: &Evidence| matches!(fact, Evidence::UsuallyInstead { count: 80, .. });
    assert!(kellner.evidence.iter().any(instead), "{weighing:?}");
}

#[test]
fn such_mail_goes_to_somebody_only_where_its_words_do() {
    let past = year(400);
    // One word of many that such mail has is no likeness, either.
    for own in [
        "Quartz violins glimmer beneath amber lanterns.",
        "Quartz violins glimmer beneath amber lanterns, board owls hum softly, velvet rivers wander, copper kites drift.",
    ] {
        let weighing = past.weigh(&mail(day(400), &[TOM, KELLNER], "Quartz violins", own));
        let kellner = &weighing.recipients[1];
        assert_eq!(kellner.meant.as_ref().map(|meant| meant.address.as_str()), Some(MARTIN.0), "{weighing:?}");
        let is_known = |fact: &Evidence| matches!(fact, Evidence::KnownAlike { count: 80, .. });
        assert!(kellner.evidence.iter().any(is_known), "{weighing:?}");
        let instead = |fact: &Evidence| matches!(fact, Evidence::UsuallyInstead { .. });
        assert!(!kellner.evidence.iter().any(instead), "{weighing:?}");
    }
}

#[test]
fn nobody_outside_is_offered_for_somebody_inside_unless_greeted() {
    let past = year(400);
    let meant = |greeting: &str| {
        let own = format!("{greeting}\nthe pumps leave the factory on Friday with the freight papers.");
        let erik = ("erik.sauer@firm.example", "Erik Sauer");
        past.weigh(&mail(day(400), &[erik], "Delivery", &own)).recipients[0].meant.clone()
    };
    let is_inside = |meant: &Meant| meant.address.as_str().ends_with("@firm.example");
    let unnamed = meant("Hello,");
    assert!(unnamed.as_ref().is_none_or(is_inside), "{unnamed:?}");
    let named = meant("Dear Eva,").unwrap();
    assert_eq!((named.address.as_str(), named.why), (EVA.0, Why::Greeted));
}

#[test]
fn usual_mail_is_not_suspected() {
    let past = year(400);
    let cut = past.cut(1.0).unwrap();
    for n in 400..410 {
        let top = past.weigh(&usual(n)).top().unwrap();
        assert!(top <= cut, "{n}: {top} above {cut}");
    }
}

#[test]
fn a_mistyped_address_is_told_from_the_one_that_was_meant() {
    let past = year(400);
    let typed = ("eva.satp@minami.example", "");
    let weighing =
        past.weigh(&mail(day(400), &[typed], "Delivery", "Dear Eva,\nthe pumps leave the factory on Monday."));
    let one = &weighing.recipients[0];
    assert!(one.score > past.cut(1.0).unwrap(), "{weighing:?} {:?}", past.cut(1.0));
    assert_eq!(one.evidence.first(), Some(&Evidence::MistypedOf { address: address(EVA.0) }));
    let meant = one.meant.as_ref().unwrap();
    assert_eq!((meant.address.as_str(), meant.why), (EVA.0, Why::Spelling));
}

#[test]
fn a_mistyped_address_of_somebody_new_is_told_by_its_end_its_name_or_the_mail_itself() {
    let past = year(400);
    let says = |to: (&str, &str), own: &str, expected: &dyn Fn(&Evidence) -> bool| {
        let weighing = past.weigh(&mail(day(400), &[to], "Offer", own));
        let one = &weighing.recipients[0];
        assert!(one.evidence.iter().any(expected), "{to:?} {weighing:?}");
        one.score
    };
    let no_end = says(("jo.wenzel@kobe.comm", ""), "the offer", &|fact| matches!(fact, Evidence::NoSuchDomain { .. }));
    let named = says(("jo.wezel@kobe.example", "Jo Wenzel"), "the offer", &|fact| {
        *fact == Evidence::OtherThanNamed { name: "Jo Wenzel".into() }
    });
    says(("wenzle@kobe.example", ""), "Dear Ms Wenzel,\nthe offer", &|fact| *fact == Evidence::OtherThanWritten);
    let right =
        says(("jo.wenzel@kobe.example", "Jo Wenzel"), "the offer", &|fact| matches!(fact, Evidence::NewDomain { .. }));
    assert!(no_end > right && named > right, "{no_end} {named} {right}");
    // The address stands in what is quoted, but for a letter.
    let recipients = [Addressee { address: address("jo.wenzle@kobe.example"), name: String::new(), field: Field::To }];
    let message = Outgoing {
        at: day(400),
        recipients: &recipients,
        subject: "Offer",
        own: "the offer",
        quoted: "From: Jo <jo.wenzel@kobe.example>\nplease send it",
        answers: false,
        files: &[],
    };
    let weighing = past.weigh(&Trace::of(&message, &key()));
    assert!(weighing.recipients[0].evidence.contains(&Evidence::OtherThanWritten), "{weighing:?}");
}

#[test]
fn a_provider_of_mailboxes_is_nobody_s_organisation() {
    let domain = |name: &str| name.parse::<crate::base::Domain>().unwrap();
    let own = [address("anna@firm.example"), address("anna.berg@gmail.com"), address("anna@home.example")];
    let expected = ["group.example", "firm.example", "home.example"].map(domain);
    assert_eq!(inside(&[domain("group.example")], &own), expected);
}

#[test]
fn a_short_past_is_quiet() {
    let past = year(QUIET_BELOW - 1);
    assert_eq!(past.cut(1.0), None);
    let mut past = past;
    past.learn(&usual(QUIET_BELOW - 1), None);
    assert!(past.cut(1.0).is_some());
    assert_eq!(past.cut(0.0), Some(f32::INFINITY), "a budget of nothing asks about nothing");
}

#[test]
fn weighing_changes_nothing_and_is_the_same_each_time() {
    let past = year(250);
    let before = past.weigh(&slipped());
    past.weigh(&usual(300));
    assert_eq!(past.weigh(&slipped()), before);
    assert_eq!(year(250).weigh(&slipped()), before, "nor does it depend on when the past was built");
}

#[test]
fn what_was_kept_judges_as_the_message_did() {
    let mut again = empty();
    let mut past = empty();
    for n in 0..250 {
        let trace = usual(n);
        let kept = Trace::decode(&trace.encode()).unwrap();
        let score = past.learn(&trace, None);
        again.learn(&kept, Some(score));
    }
    assert_eq!(again.weigh(&slipped()), past.weigh(&slipped()));
    assert_eq!(again.cut(1.0), past.cut(1.0), "scores that were kept need not be computed again");
}

#[test]
fn only_an_answer_says_that_others_took_part_in_a_thread() {
    let past = year(300);
    let subject =
        |text: &str| mail(day(400), &[TOM, KELLNER], text, "Tom, Martin,\nhere is the headcount for the staff.");
    let said = |text: &str| {
        let weighing = past.weigh(&subject(text));
        let one = weighing.recipients[1].clone();
        (
            one.evidence.contains(&Evidence::NotInThread),
            one.evidence.contains(&Evidence::NotOfSubject),
            one.meant.unwrap().why,
        )
    };
    let (in_thread, of_subject, why) = said("Re: Cutting costs");
    assert!(in_thread && !of_subject && why != Why::Subject, "{why:?}");
    let (in_thread, of_subject, why) = said("Cutting costs");
    assert!(!in_thread && of_subject && why != Why::Thread, "new mail is of no thread: {why:?}");
}

#[test]
fn who_has_left_is_not_offered_to_whoever_writes_to_the_address_they_gave() {
    let new = ("martin.kelner@kita.example", "Martin Kellner");
    let moved = mail(day(401), &[new], "Terminal project", "Dear Mr Kellner,\nthe crane schedule and the drawings.");
    let mut past = year(300);
    let meant = |past: &Past| past.weigh(&moved).recipients[0].meant.as_ref().map(|meant| meant.address.clone());
    assert_eq!(meant(&past), Some(address(KELLNER.0)));
    assert!(past.announced(&address(new.0)).is_empty());
    past.hear(&Heard::Left { from: address(KELLNER.0), at: day(400), now: Some(address(new.0)) });
    assert_ne!(meant(&past), Some(address(KELLNER.0)));
    assert_eq!(past.announced(&address(new.0)), [(&address(KELLNER.0), day(400))]);
    assert_eq!(past.of(&address(KELLNER.0)).unwrap().gone(), Some(day(400)));
    past.hear(&Heard::Wrote { from: address(KELLNER.0), name: String::new(), at: day(402) });
    assert_eq!(past.of(&address(KELLNER.0)).unwrap().gone(), None, "they are back");
}

#[test]
fn what_was_received_and_corrected_counts() {
    let stranger =
        mail(day(400), &[("ina.roth@kita.example", "Ina Roth")], "Terminal project", "Dear Ms Roth,\nthe crane.");
    let mut past = year(300);
    let before = past.weigh(&stranger).recipients[0].score;
    let from = address("ina.roth@kita.example");
    past.hear(&Heard::Wrote { from: from.clone(), name: "Ina Roth".into(), at: day(399) });
    assert!(past.weigh(&stranger).recipients[0].score < before, "who wrote yesterday is no stranger");
    assert_eq!(past.of(&from).unwrap().heard, 1);

    let before = past.weigh(&slipped()).recipients[1].score;
    past.hear(&Heard::Corrected { wrong: address(KELLNER.0), meant: Some(address(MARTIN.0)), at: day(399) });
    let after = past.weigh(&slipped());
    assert!(after.recipients[1].score > before);
    assert_eq!(after.recipients[1].evidence.first(), Some(&Evidence::TakenBefore { count: 1 }));
}

#[test]
fn what_is_known_of_a_contact_can_be_shown() {
    let past = year(100);
    let met = past.of(&address(MARTIN.0)).unwrap();
    assert_eq!((met.count, met.first, met.last), (20, Some(day(0)), Some(day(95))));
    assert_eq!(met.with, [(Addressee { address: address(TOM.0), name: TOM.1.into(), field: Field::To }, 20)]);
    assert_eq!(past.of(&address("nobody@firm.example")), None);
}

#[test]
fn the_senders_own_addresses_are_never_weighed() {
    let past = year(50);
    let trace = mail(day(60), &[("Anna.Berg@firm.example", ""), TOM], "x", "y");
    assert_eq!(past.weigh(&trace).recipients.len(), 1);
    assert_eq!(past.weigh(&mail(day(60), &[], "x", "y")).top(), None);
}

#[test]
fn a_forgotten_recipient_leaves_a_trace_without_them() {
    let mut trace = usual(0);
    assert!(!trace.forget(&address(TOM.0), &key()));
    assert_eq!(trace.recipients().len(), 1);
    assert!(trace.forget(&address(MARTIN.0), &key()), "nobody is left");
}

#[test]
fn the_shipped_ranking_is_read_and_weighs_as_it_was_trained() {
    #[derive(serde::Deserialize)]
    struct Row {
        features: Vec<f32>,
        score: f32,
    }
    #[derive(serde::Deserialize)]
    struct Rows {
        fit: Vec<Row>,
        odd: Vec<Row>,
        spelt: Vec<Row>,
    }
    let rows: Rows = serde_json::from_str(include_str!("ranking.check.json")).unwrap();
    let ranking = Ranking::shipped();
    for (forest, rows) in [(&ranking.fit, rows.fit), (&ranking.odd, rows.odd), (&ranking.spelt, rows.spelt)] {
        assert!(rows.len() >= 8);
        let scores = forest.scores(rows.iter().map(|row| row.features.as_slice()));
        assert_eq!(scores.len(), rows.len());
        for (row, score) in rows.iter().zip(scores) {
            assert!((score - row.score).abs() < 1e-3, "{score} is not {}", row.score);
        }
    }
}

#[test]
fn a_damaged_ranking_is_refused() {
    let shipped = include_bytes!("ranking.model");
    assert_eq!(Ranking::read(b"OGR2").err(), Some(BadRanking::Foreign));
    assert_eq!(Ranking::read(&shipped[..shipped.len() - 1]).err(), Some(BadRanking::Damaged));
    let mut other = shipped.to_vec();
    other[4] ^= 1;
    assert_eq!(Ranking::read(&other).err(), Some(BadRanking::Version));
}
