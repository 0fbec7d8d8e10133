//! Every check on mail it is about and on mail it is not, and the accident all of this is for.

mod cases;
mod mail;

use std::sync::LazyLock;

use jiff::civil::Date;

use super::*;
use crate::facts::{LookalikeKind, Namesake, Role};
use crate::people::PartyKind::*;
use crate::people::history::Evidence;
use crate::people::{Directory, Party, Term, TermKind, Wall};
use crate::rules::texts::Language;
use crate::rules::{Settings, shipped_packs};
use crate::verdict::Verdict;
use cases::cases;
use mail::{Mail, clients, fits, kellner, like, named, rank, twin, with_twin};

static BOOK: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::compile(&shipped_packs(), &Settings::default(), &directory()).expect("they load"));

/// Kita Ltd has a project; between it and Oka Ltd stands a wall, between it and Pia Ltd one stood.
fn directory() -> Directory {
    let party = |name: &str, terms: Vec<Term>| Party {
        name: name.into(),
        kind: Client,
        domains: Vec::new(),
        people: Vec::new(),
        terms,
    };
    let wall = |other: &str, until: Option<Date>| Wall {
        between: vec!["Kita Ltd".into(), other.into()],
        until,
        reason: "both bid for the same site".into(),
    };
    let ended = Date::constant(2026, 11, 17);
    let matter = Term { kind: TermKind::Matter, text: "2026-0117".into(), until: None };
    let file = Term { kind: TermKind::File, text: "kita-*.pdf".into(), until: None };
    let over = Term { until: Some(ended), ..Term::from("Project Heron") };
    let terms = vec![Term::from("Project Falcon"), Term::from("Project Möwe"), matter, file, over];
    Directory {
        parties: vec![party("Kita Ltd", terms), party("Oka Ltd", Vec::new())],
        walls: vec![wall("Oka Ltd", None), wall("Pia Ltd", Some(ended))],
        ..Directory::default()
    }
}

const CUT: &str = "we must cut costs and move some people";

fn outcome(check: &str, mail: &Mail) -> Outcome {
    let explained = BOOK.explain(&mail.0);
    explained.into_iter().find(|explained| explained.id == check).expect("a check").outcome
}

#[test]
fn each_check_fires_and_stays_silent_as_its_heading_says() {
    for (check, mail, expected) in cases() {
        let outcome = outcome(check, &mail);
        let step = outcome.findings().iter().map(|finding| finding.step).max();
        assert_eq!(step, expected, "{check}: {outcome:?}\n{:?}", mail.0);
    }
}

#[test]
fn each_check_has_mail_it_is_about_and_mail_it_is_not() {
    let cases = cases();
    for check in &CHECKS {
        let about = |fires: bool| cases.iter().any(|(id, _, step)| *id == check.id && step.is_some() == fires);
        assert!(about(true) && about(false), "{}", check.id);
    }
    assert!(cases.iter().all(|(id, ..)| CHECKS.iter().any(|check| check.id == *id)));
}

#[test]
fn every_finding_bears_its_check_s_name_and_has_something_to_do() {
    for (check, mail, _) in cases() {
        for finding in outcome(check, &mail).findings() {
            assert_eq!(finding.check, check);
            assert!(!finding.repairs.is_empty() && finding.detail.ends_with('.'), "{finding:?}");
            assert!(finding.headline.split_whitespace().count() <= 14, "{}", finding.headline);
        }
    }
}

/// All headlines and details, so that a change of words is seen.
#[test]
fn what_is_said() {
    let said: Vec<String> = cases()
        .iter()
        .flat_map(|(check, mail, _)| match outcome(check, mail) {
            Outcome::Fired(findings) => findings,
            _ => Vec::new(),
        })
        .map(|finding| format!("{}: {}\n    {}", finding.step, finding.headline, finding.detail))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_budget_of_nought_is_said_to_only_note() {
    let usual = |asks_per_100| {
        let eva = Mail::new().with("eva.roth@kita.example", Client, named("Eva Roth"));
        fits(eva, 1.0).but(|facts| rank(facts, |ranking| ranking.asks_per_100 = asks_per_100))
    };
    for (asks_per_100, does) in [(1.0, "above 2.00 it asks"), (0.0, "above 2.00 it only notes")] {
        let outcome = outcome("unlikely-recipient", &usual(asks_per_100));
        assert!(matches!(&outcome, Outcome::Silent(why) if why.ends_with(does)), "{outcome:?}");
    }
}

#[test]
fn two_words_of_one_line_are_one_line() {
    let anna = Mail::new().with("anna.berg@firm.example", Internal, named("Anna Berg"));
    let mail = kellner(anna).says("Sozialplan und Massenentlassungen");
    let outcome = outcome("outsider-among-insiders", &mail);
    let [finding] = outcome.findings() else { panic!("it fires: {outcome:?}") };
    assert_eq!(finding.evidence, ["Sozialplan und Massenentlassungen"]);
}

/// The text was meant for Volker, and went to Petra and a colleague.
#[test]
fn who_is_greeted_is_offered_in_the_place_of_whoever_fits_least() {
    let who =
        |address: &str, sent_before| Namesake { address: address.parse().unwrap(), name: String::new(), sent_before };
    let mail = Mail::new().with("petra.kellner@kita.example", Client, named("Petra Kellner"));
    let mail = fits(mail, 2.5).with("tom.lang@firm.example", Internal, |_| {}).greets("Volker").but(|facts| {
        facts.greeted[0].who = vec![who("volker.rahn@minami.example", 87), who("volker.lang@kita.example", 3)];
    });
    let findings = BOOK.judge(&mail.0);
    let finding = findings.iter().find(|finding| finding.check == "greeting-mismatch").expect("it fires");
    let address = "volker.rahn@minami.example".parse().unwrap();
    assert_eq!(finding.repairs.first(), Some(&Repair::Replace { recipient: 0, address }));
    assert!(finding.detail.contains("volker.rahn@minami.example") && finding.detail.contains("Petra Kellner"));
    let pointed = mail.but(|facts| {
        let address = "volker.lang@kita.example".parse().ok();
        facts.recipients[0].fit.as_mut().expect("a fit").evidence = vec![Evidence::GreetsAnother { address }];
    });
    let findings = BOOK.judge(&pointed.0);
    let [finding] = &findings[..] else { panic!("one thing is asked once: {findings:?}") };
    let address = "volker.lang@kita.example".parse().unwrap();
    assert_eq!(finding.repairs.first(), Some(&Repair::Replace { recipient: 0, address }));
}

/// `Hanna Ohlsen is not Hanna Ohlsen` helps nobody.
#[test]
fn two_people_called_alike_at_one_domain_are_told_by_their_addresses() {
    let ohlsen = twin("hanna.ohlsen@kita.example", "Hanna Ohlsen", false, 17);
    let mail = Mail::new().with("h.ohlsen@kita.example", Client, |r| {
        r.name = "Hanna Ohlsen".into();
        r.twins.push(ohlsen);
    });
    let findings = BOOK.judge(&mail.0);
    let finding = findings.iter().find(|finding| finding.check == "name-twin").expect("it fires");
    for language in Language::ALL {
        let (headline, _) = finding.told(language);
        let told = ["h.ohlsen@kita.example", "hanna.ohlsen@kita.example"].map(|address| headline.contains(address));
        assert_eq!(told, [true; 2], "{headline}");
    }
}

/// What differs is told in the language of the rest.
#[test]
fn evidence_of_likeness_is_told_in_every_language() {
    let boss = twin("martin.keller@firm.example", "Martin Keller", true, 41);
    for (mail, said) in [
        (
            with_twin(0, boss),
            [
                "the names differ by one letter",
                "die Namen unterscheidet ein Buchstabe",
                "los nombres difieren en una letra",
            ],
        ),
        (like(LookalikeKind::Typo, 0), ["one letter differs", "ein Buchstabe ist anders", "una letra es distinta"]),
    ] {
        for (language, said) in Language::ALL.into_iter().zip(said) {
            let settings = Settings { language, ..Settings::default() };
            let book = Rulebook::compile(&shipped_packs(), &settings, &directory()).expect("they load");
            let findings = book.judge(&mail.0);
            assert!(findings.iter().any(|finding| finding.evidence == [said]), "{language:?}: {findings:?}");
        }
    }
}

#[test]
fn nobody_is_hidden_from_the_other_side_of_a_wall() {
    for role in [Role::Cc, Role::Bcc] {
        let findings = BOOK.judge(&clients("Oka Ltd", role).0);
        assert!(findings.iter().any(|finding| finding.check == "client-wall"));
        let hides = findings.iter().flat_map(|f| &f.repairs).any(|repair| matches!(repair, Repair::Bcc { .. }));
        assert!(!hides, "{findings:?}");
    }
}

#[test]
fn the_client_who_should_have_been_the_boss_is_held() {
    for text in [
        "Hi Anna, we need to cut costs in the team. Can we move some people to other projects?",
        "We have to reduce costs and get rid of two people, keep this between us.",
        "Hi Anna, we have to save some money, so I would move Tom and Lisa to another team.",
        "Hallo Anna, die Kosten müssen runter, ich würde Tom und Lisa in ein anderes Team geben.",
        "Hola Ana, hay que gastar menos; quiero pasar a Tom y Lisa a otro equipo.",
        "Hallo Anna, wir müssen die Kosten senken und Leute versetzen.",
        "Hallo Anna, wir muessen Ausgaben optimieren und ein paar Leute in andere Teams versetzen.",
        "Hola Ana, tenemos que recortar los costes y mover a gente del equipo.",
        "Hola Ana, hay que reducir gastos: el despido de dos personas parece inevitable.",
    ] {
        let mail = kellner(Mail::new().with("anna.berg@firm.example", Internal, named("Anna Berg"))).says(text);
        let verdict = Verdict::of(BOOK.judge(&mail.0), Step::Pass);
        assert!(verdict.step.holds(), "{text}");
        assert_eq!(verdict.headline(), "Martin Kellner (kita.example) is the only outsider on this mail");
        assert_eq!(verdict.odd_recipients(), [1]);
        assert_eq!(verdict.findings[0].repairs, [Repair::Remove { recipient: 1 }]);
        assert!(!verdict.findings[0].evidence.is_empty());
    }
}

#[test]
fn the_boss_is_offered_in_the_client_s_place() {
    let boss = twin("martin.keller@firm.example", "Martin Keller", true, 0);
    let mut mail = kellner(Mail::new().to("anna.berg@firm.example", Internal)).says(CUT);
    mail.0.recipients[1].twins.push(boss.clone());
    let verdict = Verdict::of(BOOK.judge(&mail.0), Step::Pass);
    assert_eq!(verdict.step, Step::Tick);
    let replace = Repair::Replace { recipient: 1, address: boss.address };
    for finding in verdict.findings.iter().filter(|finding| finding.step > Step::Note) {
        assert_eq!(finding.repairs[0], replace, "{}", finding.check);
    }
}

#[test]
fn the_likely_one_is_offered_in_the_unlikely_one_s_place_unless_both_get_it() {
    let mail = || mail::fits(Mail::new().with("ken.tanaka@kita.example", Client, named("Ken Tanaka")), 2.5);
    let offered = |mail: &Mail| match outcome("unlikely-recipient", mail) {
        Outcome::Fired(findings) => findings[0].repairs.clone(),
        other => panic!("{other:?}"),
    };
    let address: crate::base::Address = "mia.tanaka@firm.example".parse().unwrap();
    let replace = Repair::Replace { recipient: 0, address };
    assert_eq!(offered(&mail()), [replace, Repair::Remove { recipient: 0 }]);
    assert_eq!(offered(&mail().to("mia.tanaka@firm.example", Internal)), [Repair::Remove { recipient: 0 }]);
}

#[test]
fn what_another_check_asks_about_is_not_asked_twice_but_a_second_oddity_climbs() {
    let boss = twin("martin.keller@firm.example", "Martin Keller", true, 41);
    let both = mail::fits(mail::with_twin(0, boss), 9.0).to("martin.keller@firm.example", Internal);
    assert_eq!(Verdict::of(BOOK.judge(&both.0), Step::Pass).step, Step::Ask, "name-twin alone asks");
    let cut = mail::fits(kellner(Mail::new().to("anna.berg@firm.example", Internal)).says(CUT), 9.0);
    assert_eq!(Verdict::of(BOOK.judge(&cut.0), Step::Pass).step, Step::Tick, "the words are another oddity");
}

#[test]
fn ordinary_mail_is_not_asked_about() {
    let client = |text: &str| {
        Mail::new()
            .with("eva.roth@kita.example", Client, named("Eva Roth"))
            .to("tom.b@firm.example", Internal)
            .says(text)
    };
    for text in [
        "Dear Eva, the invoice for March is attached. Our bank details are the same as before.",
        "Thanks for your time today. I will send the quotation and the price list tomorrow.",
        "Your password can be reset on the page. Let me know if it works.",
        "The release candidate is ready; we merged the last branch this morning.",
        "Could you sign the NDA so that we can start?",
        "Anbei die Rechnung für März. Unsere Bankverbindung ist unverändert.",
        "Wir haben Ihre Reklamation erhalten und prüfen den Gehalt der Aussage.",
        "Vielen Dank für das Gespräch. Das Angebot mit der Preisliste kommt morgen.",
        "Adjunto la factura de marzo. Gracias por su confianza; nos despedimos atentamente.",
        "Gracias por la reunión. Mañana enviamos el presupuesto y las tarifas.",
    ] {
        let verdict = Verdict::of(BOOK.judge(&client(text).0), Step::Pass);
        assert_eq!(verdict.step, Step::Pass, "{text}: {:?}", verdict.findings);
    }
}
