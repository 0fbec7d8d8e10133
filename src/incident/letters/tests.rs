//! Every draft, in every language, for the six cases of the reference: complete where the record is, open where it is not, and
//! in no words that the lint would object to.

use jiff::Timestamp;

use super::*;
use crate::base::Address;
use crate::facts::Role;
use crate::incident::ledger::{Fate, Reached};
use crate::incident::{
    Contact, Content, Decision, DeletionState, Fault, File, IncidentId, Known, Office, Setting, Topic, Value,
};
use crate::people::{Fingerprints, PartyKind};

const KELLNER: &str = "martin.kellner@kita.example";

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("a zone")
}

fn reached(address: &str, kind: PartyKind, odd: bool) -> Reached {
    let fate = Fate::Taken { host: "mx.example".into(), at: at("2026-11-20T13:48:00Z"), reply: "250 ok".into() };
    let name = if address == KELLNER { "Martin Kellner" } else { "" };
    let address = address.parse().expect("an address");
    Reached { address, name: name.into(), role: Some(Role::Cc), kind: Some(kind), odd, fate }
}

fn contacts() -> Contacts {
    let contact = |who: &str| Contact { who: who.into(), deputy: "sandra.vogel@firm.example".into() };
    Contacts {
        organisation: "Firm GmbH".into(),
        boss: contact("martin.keller@firm.example"),
        data_protection: contact("dpo@firm.example"),
        legal: contact("legal@firm.example"),
        compliance: contact("compliance@firm.example"),
        security: contact("security@firm.example"),
        insurer: contact("broker@insurer.example"),
        account: contact("eva.berg@firm.example"),
        team: "team@firm.example".into(),
        out_of_band: "room 3.14".into(),
    }
}

/// A case: what it held, who has it, what was answered.
struct Case {
    name: &'static str,
    reached: Vec<Reached>,
    content: Content,
    given: Vec<(&'static str, Value)>,
}

fn words(words: &[&str]) -> Value {
    Value::Words(words.iter().map(|word| (*word).to_owned()).collect())
}

fn text(word: &str) -> Value {
    Value::Text(word.into())
}

/// The six cases of the reference.
fn cases() -> Vec<Case> {
    let topics = |topics: &[&str]| Content {
        topics: topics.iter().map(|topic| Topic { topic: (*topic).into(), points: 6, quoted: false }).collect(),
        ..Content::default()
    };
    let tom = || reached("tom.brandt@firm.example", PartyKind::Internal, false);
    let yes = Value::YesNo(true);
    vec![
        Case {
            name: "kellner",
            reached: vec![tom(), reached(KELLNER, PartyKind::Client, true)],
            content: topics(&["staff", "money"]),
            given: vec![
                ("mechanism", text("name-substitution")),
                ("relation", text("about-others")),
                ("trust", text("trusted")),
                ("named_people", yes.clone()),
            ],
        },
        Case {
            name: "payroll",
            reached: vec![reached("payroll@elsewhere.example", PartyKind::External, true)],
            content: topics(&["money"]),
            given: vec![
                ("mechanism", text("autocomplete")),
                ("data", words(&["contact", "money", "employment"])),
                ("people", Value::Number(300)),
                ("people_kinds", words(&["employees"])),
                ("relation", text("unrelated")),
            ],
        },
        Case {
            name: "forty",
            reached: (0..40).map(|i| reached(&format!("p{i}@c{i}.example"), PartyKind::Client, true)).collect(),
            content: Content::default(),
            given: vec![
                ("mechanism", text("cc-for-bcc")),
                ("data", words(&["contact"])),
                ("people", Value::Number(40)),
                ("relation", text("about-them")),
            ],
        },
        Case {
            name: "health",
            reached: vec![reached("info@practice.example", PartyKind::External, true), tom()],
            content: topics(&["health"]),
            given: vec![
                ("data", words(&["health"])),
                ("people", Value::Number(1)),
                ("vulnerable", yes.clone()),
                ("for_client", yes.clone()),
                ("wrong", words(&["info@practice.example", "tom.brandt@firm.example"])),
            ],
        },
        Case {
            name: "inside",
            reached: vec![reached("analyst@bank.example", PartyKind::External, true)],
            content: topics(&["money"]),
            given: vec![("inside_information", yes.clone()), ("roles", words(&["issuer"]))],
        },
        Case {
            name: "memo",
            reached: vec![reached("counsel@other.example", PartyKind::External, true)],
            content: topics(&["legal matters"]),
            given: vec![("privileged", yes), ("recipient_lawyer", Value::YesNo(true))],
        },
    ]
}

/// The record of a case; with `told`, recipients were asked and something was agreed.
fn seed(case: &Case, told: bool) -> (Incident, Assessment) {
    let noticed = at("2026-11-20T15:10:00Z");
    let known = Known {
        message_id: Some("k7q2.1@firm.example".into()),
        sender: "anna.weber@firm.example".into(),
        sender_name: "Anna Weber".into(),
        subject: "Saving costs in the team".into(),
        sent_at: Some(at("2026-11-20T13:48:00Z")),
        sha256: "ab".repeat(32),
        files: vec![File { name: "Payroll May.xlsx".into(), ..File::default() }],
        content: case.content.clone(),
        reached: case.reached.clone(),
        ..Known::default()
    };
    let mut incident = Incident::new(IncidentId(7), known, Language::De, "anna", noticed, noticed);
    for (id, value) in &case.given {
        incident.answers.put(id, Some(value.clone()), "anna", noticed).expect("an answer that fits");
    }
    let setting =
        Setting { office: Office { zone: zone(), ..Office::default() }, contacts: contacts(), ..Setting::default() };
    let assessment = Assessment::of(&incident, &crate::incident::duty::Duties::default(), &setting, noticed);
    incident.number(&assessment.plan);
    incident.track(&assessment.exposure.has_it);
    if told {
        for address in &assessment.exposure.has_it {
            let address: Address = address.parse().expect("an address");
            incident.mark_deletion(&address, DeletionState::Asked, "", noticed).expect("they have it");
        }
        let agreed = text("the address of a client is typed in full");
        incident.answers.put("if_then", Some(agreed), "anna", noticed).expect("an answer that fits");
    }
    (incident, assessment)
}

fn written(case: &Case, told: bool, language: Language) -> Vec<Draft> {
    let (incident, assessment) = seed(case, told);
    letters(&incident, &assessment, &contacts(), language, &zone())
}

fn keys(drafts: &[Draft]) -> Vec<&str> {
    drafts.iter().map(|draft| draft.key.as_str()).collect()
}

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).expect("a case")
}

/// What may not be in any draft.
fn leaked() -> (Fingerprints, Vec<String>) {
    let mut leaked =
        Fingerprints { subject: Fingerprints::subject_of("Saving costs in the team"), ..Default::default() };
    leaked.read(["we have to reduce costs by the end of the quarter and make the third position redundant"]);
    leaked.tell(["reduce costs", "redundant", "layoffs", "48,500"]);
    (leaked, vec!["Saving costs in the team".into(), "Payroll May.xlsx".into()])
}

#[test]
fn no_draft_says_what_should_be_written_otherwise() {
    let (leaked, names) = leaked();
    for case in cases() {
        for language in Language::ALL {
            for told in [false, true] {
                for draft in written(&case, told, language) {
                    let said = draft.lint(Some(&leaked), &names);
                    assert_eq!(said, [], "{} {language:?} {}\n{}", case.name, draft.key, draft.body);
                    let whole = format!("{}{}{:?}", draft.subject, draft.body, draft.attachments);
                    assert!(!whole.contains("letter-") && !whole.contains("{ "), "{}\n{whole}", draft.key);
                }
            }
        }
    }
}

#[test]
fn each_case_gets_the_letters_it_needs() {
    let kellner = [
        "meeting",
        "card",
        "spoken",
        "deletion:martin.kellner@kita.example",
        "correction:tom.brandt@firm.example",
        "apology:martin.kellner@kita.example",
        "client",
        "brief",
        "named",
        "team",
        "ownership",
    ];
    assert_eq!(keys(&written(&case("kellner"), false, Language::De)), kellner);
    let has = |name: &str, wanted: &[&str], absent: &[&str]| {
        let drafts = written(&case(name), false, Language::En);
        let keys = keys(&drafts);
        assert!(wanted.iter().all(|key| keys.contains(key)), "{name}: {keys:?}");
        assert!(!absent.iter().any(|key| keys.contains(key)), "{name}: {keys:?}");
    };
    has("payroll", &["authority", "concerned", "data-protection", "insurer", "named"], &["client", "legal"]);
    has("health", &["authority", "concerned", "controller", "security"], &["legal"]);
    has("inside", &["compliance", "deletion:analyst@bank.example"], &["authority", "legal"]);
    has("memo", &["legal", "claw-back:counsel@other.example"], &["deletion:counsel@other.example"]);
    let forty = written(&case("forty"), false, Language::Es);
    let asked: Vec<&Draft> = forty.iter().filter(|draft| draft.key.starts_with("deletion:")).collect();
    assert_eq!(asked.len(), 40);
    assert!(asked.iter().all(|draft| draft.to.len() == 1), "one by one");
}

#[test]
fn what_is_not_known_is_left_open_and_listed() {
    let client = |told| {
        let drafts = written(&case("kellner"), told, Language::En);
        drafts.into_iter().find(|draft| draft.key == "client").expect("a letter to the client")
    };
    assert_eq!(client(false).missing, ["repair"]);
    assert!(client(false).body.contains("[please add: what was done to repair it]"));
    assert_eq!(client(true).missing, [""; 0]);
    let mut unanswered = case("kellner");
    unanswered.given.clear();
    let drafts = written(&unanswered, true, Language::En);
    let open: Vec<&str> = drafts.iter().flat_map(|draft| draft.missing.iter().copied()).collect();
    assert_eq!(open, [""; 0], "{:?}", keys(&drafts));
}

#[test]
fn the_card_has_twelve_lines_at_most_and_the_request_for_a_talk_two() {
    for case in cases() {
        let drafts = written(&case, true, Language::De);
        let lines = |key: &str| drafts.iter().find(|d| d.key == key).map(|d| d.body.lines().count()).unwrap_or(0);
        assert!((8..=12).contains(&lines("card")), "{}: {}", case.name, lines("card"));
        assert_eq!(lines("meeting"), 2);
    }
}

#[test]
fn a_deletion_request_is_short_and_names_the_mail_by_date_and_message_id() {
    let wanted = [
        (Language::En, "20 November 2026, 14:48"),
        (Language::De, "20.11.2026, 14:48 Uhr"),
        (Language::Es, "20/11/2026, 14:48 h"),
    ];
    for (language, sent) in wanted {
        let drafts = written(&case("kellner"), false, language);
        let deletion = drafts.iter().find(|draft| draft.key.starts_with("deletion:")).expect("a request");
        assert!(deletion.body.contains(sent) && deletion.body.contains("k7q2.1@firm.example"), "{}", deletion.body);
        assert!(deletion.body.split_whitespace().count() <= SHORT);
        let [(name, form)] = &deletion.attachments[..] else { panic!("a form goes along") };
        assert!(name.ends_with(".txt") && form.contains(sent), "{form}");
    }
}

#[test]
fn the_subject_is_named_only_when_it_was_said_to_be_harmless() {
    let mut harmless = case("kellner");
    let about = |case: &Case| written(case, false, Language::En).iter().any(|d| d.body.contains("Saving costs"));
    assert!(!about(&harmless));
    harmless.given.push(("harmless", Value::YesNo(true)));
    assert!(about(&harmless));
}

#[test]
fn nothing_is_written_about_what_is_classified() {
    let mut classified = case("kellner");
    classified.given.push(("classified", Value::YesNo(true)));
    assert_eq!(keys(&written(&classified, false, Language::En)), ["meeting"]);
}

#[test]
fn more_people_hear_of_it_only_after_a_decision() {
    let (mut incident, assessment) = seed(&case("payroll"), false);
    let has = |incident: &Incident| {
        let drafts = letters(incident, &assessment, &contacts(), Language::En, &zone());
        drafts.iter().any(|draft| draft.key == "postmaster:elsewhere.example")
    };
    assert!(!has(&incident));
    let decision = Decision {
        at: incident.noticed_at,
        by: "keller".into(),
        about: "postmaster".into(),
        decided: "tell".into(),
        because: "nobody answers".into(),
        facts: Vec::new(),
    };
    incident.decide(decision).expect("it has a reason");
    assert!(has(&incident));
}

#[test]
fn a_draft_opens_as_a_mail_that_is_not_sent_and_as_text_that_stays_text() {
    let drafts = written(&case("kellner"), false, Language::De);
    let mut deletion = drafts.into_iter().find(|draft| draft.key.starts_with("deletion:")).expect("a request");
    deletion.subject.push_str("\r\nBcc: everybody@firm.example");
    deletion.body.push_str("\n```\n# not a heading");
    let from = "anna.weber@firm.example".parse().expect("an address");
    let mail = deletion.eml(&from, at("2026-11-20T15:20:00Z")).expect("a mail");
    let read = crate::parse::parse(&mail);
    assert!(mail.starts_with(b"X-Unsent: 1\r\n"), "{}", String::from_utf8_lossy(&mail));
    assert_eq!(read.to.len(), 1);
    assert!(read.bcc.is_empty() && read.attachments.len() == 1 && read.anomalies.is_empty(), "{read:?}");
    assert!(read.own_text.contains("nicht für") || read.subject.contains("nicht für"));
    let markdown = deletion.markdown();
    assert!(markdown.starts_with("# Eine E-Mail, die nicht") && markdown.contains("````text\n"), "{markdown}");
}

#[test]
fn a_draft_that_was_made_worse_is_objected_to() {
    let drafts = written(&case("kellner"), false, Language::De);
    let mut deletion = drafts.into_iter().find(|draft| draft.key.starts_with("deletion:")).expect("a request");
    deletion.body.push_str(" Es tut uns leid, falls Sie Mühe hatten. Es ging um redundant positions.");
    let (leaked, names) = leaked();
    let faults: Vec<Fault> = deletion.lint(Some(&leaked), &names).into_iter().map(|o| o.fault).collect();
    assert_eq!(faults, [Fault::Leak, Fault::Conditional]);
}

/// All that is written in one case, so that a change of words is seen.
#[test]
fn what_is_written() {
    for language in Language::ALL {
        let mut said = String::new();
        for name in ["kellner", "payroll", "memo"] {
            for draft in written(&case(name), true, language) {
                said += &format!("== {name}: {}\n{}\n", draft.key, draft.markdown());
            }
        }
        insta::assert_snapshot!(format!("letters_{}", language.tag()), said);
    }
}
