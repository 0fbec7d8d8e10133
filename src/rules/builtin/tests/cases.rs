//! For every check the mail it is about and the mail it is not.

use super::super::*;
use super::CUT;
use super::mail::*;
use crate::facts::{Carried, Fact, LookalikeKind, Repeat, Role};
use crate::files::{Feature, Kind, Property, UnreadKind};
use crate::parse::AnomalyKind;
use crate::people::PartyKind::*;

/// Mail, the check it is about, and the step it takes; `None` for silence.
pub(super) fn cases() -> Vec<(&'static str, Mail, Option<Step>)> {
    use Step::*;
    let anna = || Mail::new().with("anna.berg@firm.example", Internal, named("Anna Berg"));
    let eva = || Mail::new().with("eva.roth@kita.example", Client, named("Eva Roth"));
    let boss = || twin("martin.keller@firm.example", "Martin Keller", true, 41);
    let missing = |facts: &mut Facts| facts.promised_attachment = Some("please find attached".into());
    let same_list = |repeat: &mut Repeat| {
        repeat.same_list = true;
        repeat.visible_wrong = 1;
    };
    let told = |repeat: &mut Repeat| repeat.told = vec!["cut costs".into()];
    let budget_of_nought = |facts: &mut Facts| rank(facts, |ranking| ranking.asks_per_100 = 0.0);
    let little_learnt = |facts: &mut Facts| rank(facts, |ranking| ranking.cut = None);
    let no_past = |facts: &mut Facts| facts.ranking = Fact::Unavailable("reading takes more than 10 s".into());
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
        ("unlikely-recipient", fits(eva(), 2.5), Some(Ask)),
        ("unlikely-recipient", fits(anna(), 2.5), Some(Ask)),
        ("unlikely-recipient", fits(eva(), 2.5).but(budget_of_nought), Some(Note)),
        ("unlikely-recipient", fits(eva(), 2.0), None),
        ("unlikely-recipient", fits(eva(), 9.0).but(little_learnt), None),
        ("unlikely-recipient", eva(), None),
        ("unlikely-recipient", fits(with_twin(0, boss()), 9.0), None),
        ("unlikely-recipient", fits(like(LookalikeKind::Typo, 0), 9.0), None),
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
        ("party-term", falcon(None).says("Projekt: project moewe"), Some(Tick)),
        ("party-term", falcon(None).says("matter 2026/0117."), Some(Tick)),
        ("party-term", falcon(None).says("matter 2026/01175"), None),
        ("party-term", falcon(None).says("").attaches("Kita-Plan v2.PDF"), Some(Tick)),
        ("party-term", falcon(None).says("").attaches("nikita-plan.pdf"), None),
        ("party-term", falcon(None).says("project heron"), None),
        ("client-wall", clients("Oka Ltd", Role::Cc), Some(Type)),
        ("client-wall", clients("Oka Ltd", Role::Bcc), Some(Type)),
        ("client-wall", clients("Pia Ltd", Role::Cc), None),
        ("client-wall", clients("Minami Ltd", Role::Cc), None),
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
        ("seen-elsewhere", had(eva(), Carried::File("offer.pdf".into())), Some(Note)),
        ("seen-elsewhere", had(eva(), Carried::Quote), Some(Note)),
        ("seen-elsewhere", had(eva(), Carried::Quote).but(little_learnt), None),
        ("seen-elsewhere", had(anna(), Carried::Quote), None),
        ("seen-elsewhere", fits(eva(), 0.0), None),
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
        ("correction", eva().but(repeats(&["eva.roth@kita.example"], |r| r.phrases = 6)), Some(Tick)),
        ("correction", eva().but(repeats(&[], |r| r.files = vec!["plan.xlsx".into()])), Some(Tick)),
        ("correction", eva().but(repeats(&[], |r| r.in_its_thread = true)), Some(Ask)),
        ("correction", eva().but(repeats(&["eva.roth@kita.example"], |r| r.visible_wrong = 2)), Some(Tick)),
        ("correction", eva().but(repeats(&["eva.roth@kita.example"], same_list)), Some(Tick)),
        ("correction", eva().says("Please delete it").but(repeats(&["eva.roth@kita.example"], told)), Some(Ask)),
        ("correction", eva().says("See you on Monday").but(repeats(&["eva.roth@kita.example"], told)), None),
        ("correction", eva().but(repeats(&["eva.roth@kita.example"], |r| r.visible_wrong = 1)), None),
        ("correction", eva(), None),
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
        ("history-unavailable", eva().but(no_past), Some(Ask)),
        ("history-unavailable", eva(), None),
        ("hidden-copy", eva().with("audit@firm.example", Internal, |r| r.role = Role::Bcc), Some(Note)),
        ("hidden-copy", outsiders(3, Role::Bcc), None),
        ("unaddressed", eva().but(|f| f.unaddressed.extend("tom@kita.example".parse().ok())), Some(Note)),
        ("unaddressed", eva(), None),
    ]
}
