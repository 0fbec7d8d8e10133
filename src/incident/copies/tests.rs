//! Two worked incidents, and what the copies say about them in three languages.

use jiff::tz::TimeZone;

use super::content::filled;
use super::*;
use crate::facts::Role;
use crate::incident::duty::{CONTENT, Duties, VOCABULARY};
use crate::incident::ledger::{Fate, Reached};
use crate::incident::texts::known;
use crate::incident::{
    Action, ActionKind, Contact, Contacts, Content, Decision, DeletionState, Evidence, File, Gap, Guarded, IncidentId,
    Known, LogKind, LogLine, Moment, Office, Part, Proof, Status, StepState, Topic, Track, Value,
};
use crate::people::PartyKind;
use crate::report::{Block, Document, markdown};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn text(word: &str) -> Value {
    Value::Text(word.into())
}

fn words(words: &[&str]) -> Value {
    Value::Words(words.iter().map(|word| (*word).to_owned()).collect())
}

fn reached(address: &str, role: Role, kind: PartyKind, odd: bool) -> Reached {
    let fate = Fate::Taken {
        host: "mx.kita.example".into(),
        at: at("2026-11-20T13:48:00Z"),
        reply: format!("250 2.1.5 {address} queued as 4XQ9"),
    };
    Reached {
        address: address.parse().expect("an address"),
        name: String::new(),
        role: Some(role),
        kind: Some(kind),
        odd,
        fate,
    }
}

/// An incident with everything its copies are made from.
struct Sample {
    incident: Incident,
    setting: Setting,
    now: Timestamp,
}

impl Sample {
    fn new(incident: Incident, now: &str) -> Sample {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let office = Office { zone, ..Office::default() };
        let establishment = vec!["DE".to_owned()];
        let setting = Setting { contacts: contacts(), office, establishment, roles_known: true, ..Setting::default() };
        Sample { incident, setting, now: at(now) }
    }

    fn with<T>(&self, language: Language, make: impl Fn(&Account<'_>) -> T) -> T {
        let assessment = Assessment::of(&self.incident, &Duties::shipped(), &self.setting, self.now);
        let mut incident = self.incident.clone();
        incident.number(&assessment.plan);
        let (incident, setting) = (&incident, &self.setting);
        make(&Account { incident, assessment: &assessment, setting, language, now: self.now })
    }

    fn copy(&self, language: Language, make: fn(&Account<'_>) -> Document) -> Document {
        self.with(language, make)
    }
}

fn contacts() -> Contacts {
    let contact = |who: &str, deputy: &str| Contact { who: who.into(), deputy: deputy.into() };
    Contacts {
        organisation: "Firm Ltd".into(),
        boss: contact("martin.keller@firm.example", "eva.lang@firm.example"),
        data_protection: contact("Dana Roth, 555 0100", "Kim Sommer"),
        legal: contact("counsel@law.example", ""),
        team: "project@firm.example".into(),
        out_of_band: "Room 4".into(),
        ..Contacts::default()
    }
}

fn incident(id: u32, known: Known, given: &[(&str, Value)]) -> Incident {
    let noticed = at("2026-11-20T14:10:00Z");
    let opened = at("2026-11-20T14:15:00Z");
    let mut incident = Incident::new(IncidentId(id), known, Language::De, "anna@firm.example", opened, noticed);
    for (id, value) in given {
        incident.answers.put(id, Some(value.clone()), "anna@firm.example", opened).expect("an answer that fits");
    }
    incident
}

/// The project manager who writes about cutting costs and moving people, and has the client in Cc in place of the boss.
fn seed() -> Sample {
    let topic = |topic: &str| Topic { topic: topic.into(), points: 6, quoted: false };
    let known = Known {
        message_id: Some("q3@firm.example".into()),
        sender: "anna@firm.example".into(),
        subject: "Cutting costs".into(),
        sent_at: Some(at("2026-11-20T13:48:00Z")),
        size: 4312,
        sha256: "ab".repeat(32),
        reached: vec![
            reached("tom@firm.example", Role::To, PartyKind::Internal, false),
            reached("martin.kellner@kita.example", Role::Cc, PartyKind::Client, true),
        ],
        content: Content {
            topics: vec![topic("staff"), topic("money")],
            markings: vec!["confidential-de/marking".into()],
            ..Content::default()
        },
        guard: Guarded {
            step: "ask".into(),
            said: vec![("name-twin".into(), "martin.kellner@kita.example is not Martin Keller".into())],
            clicks: Vec::new(),
            asked_that_month: 3,
        },
        moments: vec![Moment {
            at: at("2026-11-20T13:48:00Z"),
            kind: "sent".into(),
            who: "martin.kellner@kita.example".into(),
            line: Some(412),
        }],
        ..Known::default()
    };
    let given = [
        ("intended", words(&["martin.keller@firm.example"])),
        ("mechanism", text("name-substitution")),
        ("relation", text("about-others")),
        ("trust", text("trusted")),
        ("read", Value::YesNo(true)),
        ("data", words(&[])),
        ("interim_fix", text("Called martin.kellner@kita.example about Cutting costs, tel. +49 30 1234 5678")),
        ("different", text("Fill in To last.")),
        ("said_by_client", text("It happens to everyone.")),
        ("concealed", Value::YesNo(false)),
        ("forwarded", Value::YesNo(false)),
    ];
    let mut incident = incident(7, known, &given);
    incident.track(&["martin.kellner@kita.example".into()]);
    let deletion = &mut incident.deletions[0];
    deletion.state = DeletionState::DeletedRead;
    (deletion.asked_at, deletion.answered_at) = (Some(at("2026-11-20T14:31:00Z")), Some(at("2026-11-20T14:50:00Z")));
    incident.log.push(LogLine {
        at: at("2026-11-20T14:25:00Z"),
        by: "anna@firm.example".into(),
        kind: LogKind::Containment,
        text: "Called Mr Kellner".into(),
    });
    incident.log.push(LogLine {
        at: at("2026-11-20T14:40:00Z"),
        by: "anna@firm.example".into(),
        kind: LogKind::Note,
        text: "I am so sorry".into(),
    });
    Sample::new(incident, "2026-11-20T15:00:00Z")
}

/// The pay of 300 people to a wrong address outside.
fn payroll() -> Sample {
    let file = File {
        name: "pay.xlsx".into(),
        media_type: "application/vnd.ms-excel".into(),
        size: 81_920,
        sha256: "cd".repeat(32),
        locked: false,
        unread: true,
    };
    let known = Known {
        message_id: Some("pay@firm.example".into()),
        sender: "anna@firm.example".into(),
        sent_at: Some(at("2026-11-20T13:48:00Z")),
        files: vec![file],
        reached: vec![reached("office@other.example", Role::To, PartyKind::External, true)],
        gaps: vec![Gap::FileUnread, Gap::NotJudged],
        ..Known::default()
    };
    let given = [
        ("data", words(&["money", "contact"])),
        ("people", Value::Number(300)),
        ("people_kinds", words(&["employees"])),
        ("identifiable", text("maximum")),
        ("mechanism", text("autocomplete")),
        ("residence", words(&["DE", "ES"])),
        ("relation", text("unrelated")),
        ("read", Value::YesNo(false)),
        ("forwarded", Value::YesNo(true)),
        ("aware_at", text("2026-11-20T14:20:00Z")),
        ("aware_by", text("Dana Roth")),
    ];
    let mut incident = incident(8, known, &given);
    incident.status = Status::Open;
    incident.track(&["office@other.example".into()]);
    incident.decisions.push(Decision {
        at: at("2026-11-21T08:00:00Z"),
        by: "Dana Roth".into(),
        about: "eu.gdpr.33".into(),
        decided: "notify".into(),
        because: "accounts of 300 people".into(),
        facts: vec!["people".into(), "financial_data".into()],
    });
    incident.evidence.push(Evidence {
        name: "reply.eml".into(),
        what: "answer of office@other.example".into(),
        sha256: "ef".repeat(32),
        size: 2048,
        at: at("2026-11-20T16:00:00Z"),
        by: "anna@firm.example".into(),
        delete_by: Some(at("2027-02-20T16:00:00Z")),
    });
    incident.actions.push(Action {
        kind: ActionKind::Detect,
        text: "Pay files go to the provider's domain only".into(),
        owner: "Kim Sommer".into(),
        due: Some(at("2026-11-27T16:00:00Z")),
        own: false,
        done_at: None,
        proof: String::new(),
    });
    incident.proof = Some(Proof {
        at: at("2026-11-21T09:00:00Z"),
        by: "Kim Sommer".into(),
        before: "pass".into(),
        now: "tick".into(),
        check: "identifiers/iban".into(),
        stops: true,
    });
    Sample::new(incident, "2026-11-23T10:00:00Z")
}

const COPIES: [fn(&Account<'_>) -> Document; 5] =
    [facts_copy, internal_copy, manager_copy, prevention_page, briefing_card];

fn tags(document: &Document) -> Vec<String> {
    let tag = |block: &Block| match block {
        Block::Heading { text, .. } => {
            let tag = text.rsplit_once(" · ")?.1;
            tag.starts_with('E').then(|| tag.to_owned())
        }
        _ => None,
    };
    document.blocks.iter().filter_map(tag).collect()
}

#[test]
fn the_copies_of_the_source_case() {
    for language in Language::ALL {
        let facts = markdown::render(&seed().copy(language, facts_copy));
        insta::assert_snapshot!(format!("seed_facts_{}", language.tag()), facts);
        let internal = markdown::render(&seed().copy(language, internal_copy));
        insta::assert_snapshot!(format!("seed_internal_{}", language.tag()), internal);
    }
}

#[test]
fn the_copies_of_a_payroll() {
    for language in Language::ALL {
        let facts = markdown::render(&payroll().copy(language, facts_copy));
        insta::assert_snapshot!(format!("payroll_facts_{}", language.tag()), facts);
        let internal = markdown::render(&payroll().copy(language, internal_copy));
        insta::assert_snapshot!(format!("payroll_internal_{}", language.tag()), internal);
    }
}

#[test]
fn the_small_copies() {
    let pages: Vec<String> = [manager_copy, prevention_page, briefing_card]
        .into_iter()
        .flat_map(|make| Language::ALL.map(|language| markdown::render(&payroll().copy(language, make))))
        .collect();
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn each_part_stands_in_its_copy_and_in_no_other() {
    let expected =
        |copy: Copy| -> Vec<&str> { ELEMENTS.iter().filter(|(.., of)| *of == copy).map(|(id, ..)| *id).collect() };
    let mut facts = tags(&payroll().copy(Language::En, facts_copy));
    facts.sort();
    assert_eq!(facts, expected(Copy::Facts));
    let internal = tags(&payroll().copy(Language::En, internal_copy));
    assert_eq!(internal, expected(Copy::Internal));
    let manager = tags(&payroll().copy(Language::En, manager_copy));
    assert_eq!(manager, ["E19", "E20"]);
}

#[test]
fn the_copy_of_facts_does_not_leak_a_second_time_and_judges_nobody() {
    for language in Language::ALL {
        for sample in [seed(), payroll()] {
            let facts = markdown::render(&sample.copy(language, facts_copy)).replace('\\', "");
            let never = ["Cutting costs", "martin.kellner@", "anna@", "office@", "1234 5678", "so sorry", "name-twin"];
            for leaked in never {
                assert!(!facts.contains(leaked), "{leaked} in {}", language.tag());
            }
        }
    }
}

#[test]
fn nobody_is_ever_told_that_nothing_need_be_done() {
    let never = ["no notification", "keine Meldung nötig", "keine Meldung erforderlich", "no hace falta notificar"];
    for language in Language::ALL {
        for make in COPIES {
            let shown = markdown::render(&payroll().copy(language, make));
            assert!(never.iter().all(|phrase| !shown.contains(phrase)), "{}", language.tag());
        }
    }
}

#[test]
fn every_copy_says_that_it_is_no_legal_advice_and_with_which_rules_it_was_made() {
    for make in COPIES {
        let footer = payroll().copy(Language::De, make).footer;
        assert!(footer.starts_with("Dies ist keine Rechtsberatung. ") && footer.contains("20.11.2026"), "{footer}");
    }
}

#[test]
fn no_sentence_is_missing() {
    let prefixes = [
        "ask",
        "word",
        "label",
        "column",
        "element",
        "party",
        "option",
        "step",
        "owner",
        "channel",
        "track",
        "band",
        "kind",
        "role",
        "topic",
        "found",
        "moment",
        "log",
        "state",
        "status",
        "deletion",
        "decided",
        "fact",
        "field",
        "precedent",
        "guard",
        "review",
        "card",
        "class",
        "copy",
        "culture",
        "source",
        "span",
        "gap",
        "contradiction",
        "part",
        "enisa",
        "action",
        "clock",
        "content",
        "closed",
        "replay",
        "sender",
        "calm",
        "feedback",
        "statement",
    ];
    for language in Language::ALL {
        for sample in [seed(), payroll()] {
            for make in COPIES {
                let shown = markdown::render(&sample.copy(language, make));
                let words = shown.split(|c: char| c.is_whitespace() || matches!(c, '|' | '*' | ':' | '(' | ')'));
                let ids = words.filter(|word| {
                    let begins = |prefix: &&str| word.strip_prefix(*prefix).is_some_and(|rest| rest.starts_with('-'));
                    prefixes.iter().any(begins)
                });
                let ids: Vec<&str> = ids.collect();
                assert!(ids.is_empty(), "{ids:?} in {}", language.tag());
            }
        }
    }
}

#[test]
fn everything_tables_name_is_told_in_every_language() {
    let parties = [
        "boss",
        "principal",
        "compliance",
        "legal",
        "data-protection",
        "recipient",
        "meant",
        "named",
        "concerned",
        "client",
        "authority",
        "insurer",
        "team",
    ];
    let options = [
        "send-right",
        "guard",
        "counsel-first",
        "call-and-ask",
        "mail-and-ask",
        "boss-calls",
        "data-protection",
        "meet-client",
        "make-good",
        "four-eyes",
        "step-back",
    ];
    let parts = [
        Part::Owner,
        Part::Boss,
        Part::DataProtection,
        Part::Legal,
        Part::Compliance,
        Part::Security,
        Part::Insurer,
        Part::Account,
    ];
    let steps = || crate::incident::checklist::keys().chain(["duty", "screen"]);
    let all = |prefix: &str, words: &[&str]| words.iter().map(|word| format!("{prefix}-{word}")).collect::<Vec<_>>();
    let mut ids: Vec<String> = Vec::new();
    ids.extend(ELEMENTS.iter().map(|(_, id, _)| (*id).to_owned()));
    ids.extend(parties.iter().flat_map(|party| [format!("party-{party}"), format!("party-{party}-not")]));
    ids.extend(options.iter().flat_map(|option| ["", "-effort", "-risk"].map(|end| format!("option-{option}{end}"))));
    ids.extend(steps().flat_map(|step| [format!("step-{step}"), format!("step-{step}-how")]));
    ids.extend(parts.map(|part| format!("owner-{}", part.word())));
    ids.extend(crate::incident::contradictions::all().map(|what| format!("contradiction-{what}")));
    ids.extend(Gap::ALL.map(|gap| format!("gap-{}", gap.word())));
    ids.extend(Track::ALL.map(|track| format!("track-{}", track.word())));
    ids.extend(DeletionState::ALL.map(|state| format!("deletion-{}", state.word())));
    ids.extend(ActionKind::ALL.map(|(_, word)| format!("action-{word}")));
    ids.extend(CONTENT.map(|field| format!("field-{}", field.id)));
    ids.extend(VOCABULARY.map(|(fact, _)| format!("fact-{fact}")));
    ids.extend(all("warn", &["old", "not-yet", "ended", "no-calendar", "assumed", "provisional", "no-start"]));
    ids.extend([StepState::Open, StepState::Done, StepState::Skipped].map(|state| format!("state-{}", state.word())));
    ids.extend(all("channel", &["voice", "call-then-mail", "mail", "letter", "form", "person"]));
    ids.extend(all("band", &["minor", "moderate", "major", "critical"]));
    ids.extend(all("guard", &["minor", "moderate", "major", "critical", "nobody"]));
    ids.extend(all("enisa", &["low", "medium", "high", "very-high"]));
    ids.extend(all("status", &["open", "contained", "closed"]));
    ids.extend(all("decided", &["notify", "not-notify", "tell", "not-tell"]));
    ids.extend(all("kind", &["internal", "client", "partner", "external", "freemail", "blocked"]));
    ids.extend(all("log", &["containment", "told", "note"]));
    for id in ids {
        assert!(known(&id), "{id}");
    }
}

#[test]
fn what_a_notice_must_say_is_counted_as_known_only_when_it_is() {
    let fields = || CONTENT.iter().map(|field| field.id);
    let known: Vec<&str> =
        payroll().with(Language::En, |account| fields().filter(|field| filled(account, field)).collect());
    let expected = [
        "identity_of_entity",
        "contact",
        "nature",
        "when",
        "cause",
        "data_categories",
        "data_count",
        "people_categories",
        "people_count",
        "measures_planned",
        "other_authorities",
    ];
    assert_eq!(known, expected);
    assert!(!payroll().with(Language::En, |account| filled(account, "no_such_field")));
}

#[test]
fn the_card_has_at_most_twelve_lines() {
    for sample in [seed(), payroll()] {
        for language in Language::ALL {
            let card = sample.copy(language, briefing_card);
            let [Block::Facts(lines)] = &card.blocks[..] else { panic!("lines and nothing else") };
            assert!(lines.len() <= 12);
        }
    }
}
