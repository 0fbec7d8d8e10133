//! Every check on mail it is about and on mail it is not, and the accident all of this is for.

use std::sync::LazyLock;

use super::*;
use crate::base::Address;
use crate::facts::{AttachmentFacts, Greeting, Lookalike, LookalikeKind, PartyTerm, QuotedPerson, Role, Twin};
use crate::files::{Feature, Kind, Property, Unread, UnreadKind};
use crate::parse::{Anomaly, AnomalyKind, Label};
use crate::people::PartyKind::{self, *};
use crate::rules::{Settings, examples};
use crate::verdict::Verdict;

static BOOK: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::shipped(&Settings::default()).expect("shipped packs load"));

/// Facts built up as a mail is written.
#[derive(Clone)]
struct Mail(Facts);

impl Mail {
    fn new() -> Mail {
        Mail(examples::empty())
    }

    fn to(self, address: &str, kind: PartyKind) -> Mail {
        self.with(address, kind, |_| {})
    }

    fn with(mut self, address: &str, kind: PartyKind, change: impl FnOnce(&mut RecipientFacts)) -> Mail {
        let mut recipient = examples::recipient(address, kind).expect("an address");
        change(&mut recipient);
        self.0.visible_outsiders += usize::from(recipient.is_outside() && recipient.role != Role::Bcc);
        self.0.recipients.push(recipient);
        self
    }

    fn says(mut self, text: &str) -> Mail {
        self.0.own_text = text.to_owned();
        self
    }

    fn greets(mut self, name: &str) -> Mail {
        self.0.greeted = vec![Greeting { line: format!("Dear {name},"), names: vec![name.to_owned()] }];
        self
    }

    fn attaches(mut self, name: &str) -> Mail {
        self.0.attachments.push(examples::attachment(name, ""));
        self
    }

    fn attaches_with(mut self, name: &str, change: impl FnOnce(&mut AttachmentFacts)) -> Mail {
        let mut file = examples::attachment(name, "");
        change(&mut file);
        self.0.attachments.push(file);
        self
    }

    /// A quote by these people; a name without an address is unknown.
    fn quotes(mut self, people: &[&str]) -> Mail {
        self.0.quoted_people = people
            .iter()
            .map(|written| match written.parse::<Address>() {
                Ok(address) => QuotedPerson {
                    name: String::new(),
                    kind: Some(if written.ends_with("@firm.example") { Internal } else { Client }),
                    address: Some(address),
                },
                Err(_) => QuotedPerson { name: (*written).to_owned(), address: None, kind: None },
            })
            .collect();
        self
    }

    fn but(mut self, change: impl FnOnce(&mut Facts)) -> Mail {
        change(&mut self.0);
        self
    }
}

fn twin(address: &str, name: &str, internal: bool, sent_before: u32) -> Twin {
    let how = crate::people::similar::Alike::OneLetter;
    Twin { address: address.parse().expect("an address"), name: name.to_owned(), internal, sent_before, how }
}

fn named(name: &str) -> impl FnOnce(&mut RecipientFacts) {
    let name = name.to_owned();
    move |recipient| recipient.name = name
}

/// What the client who should have been the boss looks like.
fn kellner(mail: Mail) -> Mail {
    mail.with("martin.kellner@kita.example", External, |r| {
        r.name = "Martin Kellner".into();
        r.role = Role::Cc;
    })
}

fn with_twin(sent: u32, twin: Twin) -> Mail {
    Mail::new().with("martin.kellner@kita.example", Client, |r| {
        r.name = "Martin Kellner".into();
        r.sent_before = Fact::Known(sent);
        r.twins.push(twin);
    })
}

fn like(how: LookalikeKind, sent: u32) -> Mail {
    Mail::new().with("eva@kitta.example", External, |r| {
        r.sent_before = Fact::Known(sent);
        r.lookalike =
            Some(Lookalike { of: "kita.example".parse().expect("a domain"), how, words: "one letter more".into() });
    })
}

fn outsiders(count: usize, role: Role) -> Mail {
    (0..count).fold(Mail::new(), |mail, i| mail.with(&format!("p{i}@c{i}.example"), External, |r| r.role = role))
}

fn clients(second: &str, role: Role) -> Mail {
    Mail::new().with("eva@kita.example", Client, |r| r.party = Some("Kita Ltd".into())).with(
        "tom@minami.example",
        Client,
        |r| {
            r.party = Some(second.into());
            r.role = role;
        },
    )
}

fn falcon(party: Option<&str>) -> Mail {
    Mail::new()
        .with("eva@kita.example", Client, |r| r.party = party.map(str::to_owned))
        .says("news of project\nFALCON!")
        .but(|facts| facts.party_terms = vec![PartyTerm { term: "Project Falcon".into(), party: "Kita Ltd".into() }])
}

fn odd(kind: AnomalyKind) -> impl FnOnce(&mut Facts) {
    move |facts| facts.anomalies.push(Anomaly { kind, what: "two Subject fields".into() })
}

fn has(feature: Feature) -> impl FnOnce(&mut AttachmentFacts) {
    move |file| file.features.push(feature)
}

fn unread(kind: UnreadKind) -> impl FnOnce(&mut AttachmentFacts) {
    move |file| file.unread.push(Unread::new(kind, "it could not be read"))
}

fn label(field: &str, value: &str) -> impl FnOnce(&mut Facts) {
    let label = Label { field: field.to_owned(), value: value.to_owned() };
    move |facts| facts.labels.push(label)
}

fn answers(address: &str) -> impl FnOnce(&mut Facts) {
    let address = address.parse().expect("an address");
    move |facts| facts.answers_outside.push(address)
}

/// A file of Kita's to somebody of `party`.
fn of_kita(party: &str) -> Mail {
    Mail::new()
        .with("tom@minami.example", Client, |r| r.party = Some(party.into()))
        .attaches_with("offer.docx", |file| file.parties = vec!["Kita Ltd".into()])
}

/// A client the sender writes to every week.
fn known_eva() -> Mail {
    Mail::new().with("eva.roth@kita.example", Client, |r| r.sent_before = Fact::Known(40))
}

const CUT: &str = "we must cut costs and move some people";

/// Mail, the check it is about, and the step it takes; `None` for silence.
fn cases() -> Vec<(&'static str, Mail, Option<Step>)> {
    use Step::*;
    let anna = || Mail::new().with("anna.berg@firm.example", Internal, named("Anna Berg"));
    let eva = || Mail::new().with("eva.roth@kita.example", Client, named("Eva Roth"));
    let boss = || twin("martin.keller@firm.example", "Martin Keller", true, 41);
    let missing = |facts: &mut Facts| facts.promised_attachment = Some("please find attached".into());
    let no_history = |facts: &mut Facts| facts.history = Fact::Unavailable("the database is locked".into());
    vec![
        ("blocked-party", Mail::new().to("x@rival.example", Blocked), Some(Refuse)),
        ("blocked-party", eva(), None),
        ("name-twin", with_twin(0, boss()), Some(Tick)),
        ("name-twin", with_twin(0, boss()).to("martin.keller@firm.example", Internal), Some(Ask)),
        ("name-twin", with_twin(1, twin("m.keller@c.example", "", false, 30)), Some(Tick)),
        ("name-twin", with_twin(40, boss()), None),
        ("name-twin", with_twin(0, twin("m.keller@c.example", "", false, 2)), None),
        ("lookalike-domain", like(LookalikeKind::Typo, 0), Some(Type)),
        ("lookalike-domain", like(LookalikeKind::Homoglyph, 9), Some(Type)),
        ("lookalike-domain", like(LookalikeKind::Tld, 1), Some(Ask)),
        ("lookalike-domain", like(LookalikeKind::Affix, 2), None),
        ("lookalike-domain", eva(), None),
        ("outsider-among-insiders", kellner(anna()).says(CUT), Some(Ask)),
        ("outsider-among-insiders", kellner(anna()).says("see you on Monday, the invoice is on its way"), None),
        ("outsider-among-insiders", kellner(Mail::new()).says(CUT), None),
        ("outsider-among-insiders", anna().says(CUT), None),
        ("outsider-among-insiders", kellner(Mail::new().to("anna@firm.example", Internal)).says(CUT), None),
        ("outsider-among-insiders", outsiders(3, Role::To).to("b@firm.example", Internal).says(CUT), None),
        ("party-term", falcon(Some("Minami Ltd")), Some(Tick)),
        ("party-term", falcon(None), Some(Tick)),
        ("party-term", falcon(None).says("").attaches("Project_Falcon_v2.pdf"), Some(Tick)),
        ("party-term", falcon(Some("Kita Ltd")), None),
        ("party-term", falcon(None).says("project falconry"), None),
        ("two-clients", clients("Minami Ltd", Role::Cc), Some(Type)),
        ("two-clients", clients("Minami Ltd", Role::Bcc), Some(Tick)),
        ("two-clients", clients("Kita Ltd", Role::Cc), None),
        ("many-visible", outsiders(16, Role::Cc), Some(Tick)),
        ("many-visible", outsiders(48, Role::To), Some(Type)),
        ("many-visible", outsiders(15, Role::To), None),
        ("many-visible", outsiders(48, Role::Bcc), None),
        ("freemail", Mail::new().to("eva@freemail.example", Freemail).attaches("Payroll.xlsx"), Some(Ask)),
        ("freemail", Mail::new().to("eva@freemail.example", Freemail).says(CUT), Some(Ask)),
        ("freemail", Mail::new().to("eva@freemail.example", Freemail).says("See you at noon"), Some(Note)),
        ("freemail", eva().attaches("Payroll.xlsx"), None),
        ("greeting-mismatch", eva().greets("Kato"), Some(Ask)),
        ("greeting-mismatch", anna().greets("Kato"), Some(Note)),
        ("greeting-mismatch", eva().greets("Eva"), None),
        ("greeting-mismatch", eva().greets("Roth"), None),
        ("greeting-mismatch", Mail::new().to("office@kita.example", Client).greets("Kato"), None),
        ("greeting-mismatch", Mail::new().to("mkato@kita.example", Client).greets("Kato"), None),
        ("greeting-mismatch", Mail::new().with("c@kita.example", Client, named("Robert Müller")).greets("Rob"), None),
        ("greeting-mismatch", Mail::new().with("c@kita.example", Client, named("J. Mueller")).greets("Müller"), None),
        ("greeting-mismatch", Mail::new().with("s@kita.example", Client, named("Eva Sato")).greets("Kato"), Some(Ask)),
        ("greeting-mismatch", Mail::new().with("c@kita.example", Client, named("Karl Lang")).greets("Carl"), None),
        ("greeting-mismatch", Mail::new().with("c@kita.example", Client, named("Thomas Lang")).greets("Tom"), None),
        ("greeting-mismatch", outsiders(4, Role::To).greets("Kato"), None),
        ("greeting-mismatch", eva(), None),
        ("attachment-missing", eva().but(missing), Some(Ask)),
        ("attachment-missing", anna().but(missing), Some(Note)),
        ("attachment-missing", eva().but(missing).attaches("a.pdf"), None),
        ("unreadable", eva().but(odd(AnomalyKind::Header)), Some(Ask)),
        ("unreadable", eva().but(odd(AnomalyKind::Limit)), Some(Ask)),
        ("unreadable", eva().but(odd(AnomalyKind::Opaque)), Some(Note)),
        ("unreadable", anna().but(odd(AnomalyKind::Mime)), Some(Note)),
        ("unreadable", eva(), None),
        ("unreadable", eva().attaches_with("plan.docx", unread(UnreadKind::Damaged)), Some(Ask)),
        ("unreadable", eva().attaches_with("bomb.zip", unread(UnreadKind::Limit)), Some(Ask)),
        ("unreadable", eva().attaches_with("plan.docx", unread(UnreadKind::Reader)), Some(Ask)),
        ("unreadable", eva().attaches_with("two.zip", has(Feature::Contradictory)), Some(Ask)),
        ("unreadable", anna().attaches_with("plan.docx", unread(UnreadKind::Damaged)), Some(Note)),
        ("unreadable", eva().attaches_with("plan.dwg", unread(UnreadKind::Unsupported)), Some(Note)),
        (
            "unreadable",
            eva().attaches_with("film.mp4", |file| {
                unread(UnreadKind::Unsupported)(file);
                file.kind = Kind::Media;
            }),
            None,
        ),
        ("unreadable", eva().attaches_with("plan.zip", unread(UnreadKind::Encrypted)), None),
        ("locked-file", eva().attaches_with("plan.zip", unread(UnreadKind::Encrypted)), Some(Note)),
        ("locked-file", eva().says(CUT).attaches_with("plan.zip", unread(UnreadKind::Encrypted)), Some(Ask)),
        ("locked-file", anna().says(CUT).attaches_with("plan.zip", unread(UnreadKind::Encrypted)), Some(Note)),
        ("locked-file", eva().says(CUT).attaches("plan.zip"), None),
        ("program-file", eva().attaches_with("setup.exe", |file| file.kind = Kind::Program), Some(Ask)),
        ("program-file", eva().attaches_with("calc.xlsm", has(Feature::Macros)), Some(Ask)),
        ("program-file", anna().attaches_with("calc.xlsm", has(Feature::Macros)), Some(Note)),
        ("program-file", eva().attaches("calc.xlsx"), None),
        ("name-differs", eva().attaches_with("offer.pdf", has(Feature::NameDiffers)), Some(Ask)),
        ("name-differs", eva().attaches_with("a.pdf", |file| file.other_names = vec!["b.exe".into()]), Some(Ask)),
        ("name-differs", anna().attaches_with("offer.pdf", has(Feature::NameDiffers)), Some(Note)),
        ("name-differs", eva().attaches("offer.pdf"), None),
        ("hidden-in-file", eva().attaches_with("budget.xlsx", has(Feature::HiddenSheet)), Some(Ask)),
        ("hidden-in-file", eva().attaches_with("offer.docx", has(Feature::TrackedChanges)), Some(Ask)),
        ("hidden-in-file", eva().attaches_with("deck.pptx", has(Feature::HiddenSlide)), Some(Ask)),
        ("hidden-in-file", eva().attaches_with("deck.pptx", has(Feature::Notes)), Some(Note)),
        ("hidden-in-file", eva().attaches_with("scan.pdf", has(Feature::HiddenText)), Some(Note)),
        (
            "hidden-in-file",
            eva().attaches_with("deck.pptx", |file| {
                has(Feature::Notes)(file);
                file.hidden = CUT.into();
            }),
            Some(Ask),
        ),
        ("hidden-in-file", eva().attaches_with("links.xlsx", has(Feature::ExternalLinks)), None),
        ("hidden-in-file", anna().attaches_with("budget.xlsx", has(Feature::HiddenSheet)), None),
        ("foreign-file", of_kita("Minami Ltd"), Some(Ask)),
        ("foreign-file", of_kita("Kita Ltd"), None),
        ("foreign-file", anna().attaches_with("a.docx", |file| file.parties = vec!["Kita Ltd".into()]), None),
        ("labelled", eva().but(label("sensitivity", "Company-Confidential")), Some(Ask)),
        (
            "labelled",
            eva().attaches_with("a.docx", |file| {
                file.properties = vec![Property { name: "label".into(), value: "Vertraulich".into() }];
            }),
            Some(Ask),
        ),
        ("labelled", eva().but(label("sensitivity", "Normal")), None),
        ("labelled", anna().but(label("sensitivity", "Private")), None),
        ("alternatives-differ", eva().but(|facts| facts.alternatives_differ = true), Some(Ask)),
        ("alternatives-differ", anna().but(|facts| facts.alternatives_differ = true), Some(Note)),
        ("alternatives-differ", eva(), None),
        ("hidden-text", eva().but(|facts| facts.hidden_text = CUT.into()), Some(Ask)),
        ("hidden-text", anna().but(|facts| facts.hidden_text = CUT.into()), Some(Note)),
        ("hidden-text", eva().but(|facts| facts.hidden_text = "a line of words ".repeat(20)), Some(Ask)),
        ("hidden-text", eva().but(|facts| facts.hidden_text = "Our autumn offers\nLogo\n".into()), Some(Note)),
        ("hidden-text", eva().but(|facts| facts.hidden_text = "\u{a0}\u{200c} \n".into()), None),
        ("quoted-discussion", eva().quotes(&["a@firm.example", "b@firm.example"]), Some(Ask)),
        ("quoted-discussion", known_eva().quotes(&["a@firm.example", "b@firm.example"]), Some(Note)),
        (
            "quoted-discussion",
            { known_eva().quotes(&["a@firm.example", "b@firm.example"]).but(|facts| facts.quoted_text = CUT.into()) },
            Some(Ask),
        ),
        ("quoted-discussion", eva().quotes(&["a@firm.example", "b@firm.example", "X", "Y", "Z"]), Some(Note)),
        ("quoted-discussion", eva().quotes(&["a@firm.example", "eva.roth@kita.example", "b@firm.example"]), None),
        ("quoted-discussion", eva().quotes(&["a@firm.example", "a@firm.example"]), None),
        ("quoted-discussion", anna().quotes(&["a@firm.example", "b@firm.example"]), None),
        ("reply-elsewhere", anna().but(answers("shop@kita.example")), Some(Note)),
        ("reply-elsewhere", anna().says(CUT).but(answers("shop@kita.example")), Some(Ask)),
        ("reply-elsewhere", eva().but(answers("shop@kita.example")), None),
        ("reply-elsewhere", anna(), None),
        ("history-unavailable", eva().but(no_history), Some(Ask)),
        ("history-unavailable", anna().but(no_history), Some(Note)),
        ("history-unavailable", eva(), None),
        ("hidden-copy", eva().with("audit@firm.example", Internal, |r| r.role = Role::Bcc), Some(Note)),
        ("hidden-copy", outsiders(3, Role::Bcc), None),
        ("unaddressed", eva().but(|f| f.unaddressed.extend("tom@kita.example".parse().ok())), Some(Note)),
        ("unaddressed", eva(), None),
    ]
}

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
