//! Six worked incidents, each from a real submission through the relay to a finished report in three languages: what is known,
//! how bad it looks, which duties look triggered and until when, what is written to whom, and what would have caught it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use outguard::base::Language;
use outguard::report::{Block, Document, pdf};
use serde_json::Value;

use super::scene::{Report, Scene, duty, is_due_after, list, look, pictured, sent_copy, text, texts};

pub const ANNA: &str = "anna.weber@firm.example";
pub const TOM: &str = "tom.brandt@firm.example";
pub const BOSS: &str = "martin.keller@firm.example";
pub const KELLNER: &str = "martin.kellner@kita.example";

/// The client of the source case.
pub const KITA: &str = "[[party]]\nname = \"Kita Ltd\"\nkind = \"client\"\ndomains = [\"kita.example\"]\n";

/// The source case: about cutting costs and moving people, with the client in Cc in place of the boss.
pub fn costs() -> String {
    let text = "Hallo Tom,\n\nwir müssen bis Quartalsende Kosten senken. Zwei Leute würde ich in das andere Projekt versetzen, \
                bei der dritten Stelle bleibt nur die Kündigung; vor Freitag weiß der Betriebsrat nichts davon.\n\nAnna";
    plain("costs", TOM, &format!("Cc: Martin Kellner <{KELLNER}>\r\n"), "Kosten im Team senken", text)
}

/// What leaked in it, word for word, and in part.
pub const COSTS: [&str; 3] = ["Kosten im Team senken", "das andere Projekt versetzen", "Betriebsrat nichts davon"];

/// What its sender knows of it.
pub const COSTS_ANSWERS: [&str; 15] = [
    "intended=martin.keller@firm.example",
    "mechanism=name-substitution",
    "noticed_how=self-later",
    "relation=unrelated",
    "data=none",
    "trust=trusted",
    "read=yes",
    "forwarded=no",
    "for_client=no",
    "trade_secret=no",
    "contract=no",
    "insured=no",
    "who_knows=Tom",
    "different=I fill in To last.",
    "if_then=If I write about somebody, then I read To aloud.",
];

fn plain(id: &str, to: &str, more: &str, subject: &str, text: &str) -> String {
    format!(
        "Date: Mon, 16 Nov 2026 09:30:00 +0100\r\nFrom: Anna Weber <{ANNA}>\r\nTo: {to}\r\n{more}Subject: {subject}\r\n\
         Message-ID: <{id}@firm.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        text.replace('\n', "\r\n")
    )
}

/// A mail with one file.
fn with_file(id: &str, to: &str, subject: &str, text: &str, (name, kind, bytes): (&str, &str, &[u8])) -> String {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "Date: Mon, 16 Nov 2026 09:30:00 +0100\r\nFrom: Anna Weber <{ANNA}>\r\nTo: {to}\r\nSubject: {subject}\r\n\
         Message-ID: <{id}@firm.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\nContent-Type: {kind}; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
}

/// What everybody does within the hour: asks for deletion, writes down what was done, tells the boss.
fn first_hour(scene: &Scene, recipient: &str) {
    scene.does("deletion", &[recipient, "asked"]).ok();
    scene.does("log", &["Called, and asked to delete it", "--kind", "containment"]).ok();
    scene.does("step", &[&scene.step("stop"), "done"]).ok();
    scene.does("step", &[&scene.step("boss"), "done", "--note", "in person"]).ok();
}

/// Everything about a finished report that holds in every case.
fn finished(scene: &Scene, case: &str, leaked: &[&str], files: &[&str]) -> Report {
    let report = scene.report();
    report.is_whole();
    report.is_as_before(case);
    report.does_not_leak(leaked, files);
    scene.fits_the_schema(&report);
    report
}

/// The source case up to its report.
pub async fn source_case() -> (Scene, Value, Report) {
    let mut scene = Scene::of("establishment = [\"DE\"]", KITA).await;
    let id = scene.sends(ANNA, &[TOM, KELLNER], &costs()).expect("it is held for the odd one in Cc");
    let opened = scene.open(&[&id]);
    assert_eq!(texts(&opened["assessment"]["exposure"]["has_it"]), [KELLNER]);
    scene.does("answer", &COSTS_ANSWERS).ok();
    first_hour(&scene, KELLNER);
    scene.does("deletion", &[KELLNER, "deleted-read", "--note", "has said so by telephone"]).ok();
    scene.does("action", &["Mail with colleagues and Kita waits ten minutes", "--kind", "prevent"]).ok();
    let case = scene.shown();
    let report = finished(&scene, "costs", &COSTS, &[]);
    (scene, case, report)
}

#[tokio::test(flavor = "multi_thread")]
async fn costs_go_to_the_client_in_place_of_the_boss() {
    let (scene, case, report) = source_case().await;
    let assessed = &case["assessment"];
    assert_eq!(texts(&assessed["exposure"]["meant"]), [TOM]);
    assert_eq!(assessed["severity"]["enisa"], Value::Null, "nobody is named in it");
    let business = &assessed["severity"]["business"];
    let parts =
        ["relation", "marking", "trust", "reversibility", "reach", "sum"].map(|part| business[part].as_u64().unwrap());
    // The seed counts 1+2+1+2+0; here it is known that the content has nothing to do with the client.
    assert_eq!((parts, text(&business["band"])), ([0, 2, 1, 2, 0, 5], "moderate"));
    look(
        &case,
        &[("eu.gdpr.33", "not-triggered"), ("eu.gdpr.34", "not-triggered"), ("us.hipaa.404_414", "not-triggered")],
    );
    report.has_letters(&["meeting", "card", "apology-martin.kellner", "correction-martin.keller@", "ownership"]);
    for language in ["en", "de", "es"] {
        for name in ["facts", "internal", "briefing-card"] {
            pictured(&report.0[&format!("{language}/{name}.pdf")], &format!("{name}-{language}"));
        }
    }
    scene.guards_corrections(
        ANNA,
        KELLNER,
        "Zwei Leute würde ich in das andere Projekt versetzen, bei der dritten Stelle",
    );
    let open = scene.does("close", &["--reason", "everybody was told"]);
    assert!(open.code != 0 && open.err.contains("open"), "{open:#?}");
    scene.is_stopped_again();
    scene.closes_with_proof();
}

/// Pay of 300 people nobody has ever met, with account numbers that check.
fn payroll() -> String {
    let mut csv = String::from("Name;Geburtsdatum;IBAN;Brutto\n");
    for n in 0..300_u32 {
        let account = format!("{:010}", u64::from(n) * 7919 + 1_000_003);
        let _ = writeln!(
            csv,
            "{} {};{:02}.{:02}.19{:02};{};{}",
            ["Ada", "Bela", "Cleo", "Dario", "Ebba", "Falk", "Gesa", "Hauke"][n as usize % 8],
            ["Muster", "Probe", "Beispiel", "Vorlage", "Exempel", "Modell"][n as usize / 8 % 6].to_owned()
                + &n.to_string(),
            n % 28 + 1,
            n % 12 + 1,
            60 + n % 40,
            german_iban("10010010", &account),
            2800 + n * 7
        );
    }
    csv
}

/// An account number with its check digits (ISO 13616).
fn german_iban(bank: &str, account: &str) -> String {
    let digits = format!("{bank}{account}131400");
    let rest = digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("DE{:02}{bank}{account}", 98 - rest)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payroll_goes_to_a_wrong_address() {
    const WRONG: &str = "pay@lohn-buero.example";
    let message = with_file(
        "pay",
        WRONG,
        "Abrechnung November",
        "Guten Tag, anbei die Liste fuer die Abrechnung. Anna",
        ("Gehaltsliste-November.csv", "text/csv; charset=utf-8", payroll().as_bytes()),
    );
    let mut scene = Scene::of("establishment = [\"DE\"]\nroles = []", "").await;
    scene.sends(ANNA, &[WRONG], &message);
    let opened = scene.open(&["--last"]);
    let found = list(&opened["incident"]["known"]["content"]["identifiers"]).find(|one| one["kind"] == "iban");
    assert_eq!(
        found.map(|found| found["count"].as_u64()),
        Some(Some(300)),
        "{:#}",
        opened["incident"]["known"]["content"]
    );
    let noticed = text(&opened["incident"]["noticed_at"]).to_owned();
    let answers = [
        "intended=pay@lohnbuero.example",
        "mechanism=autocomplete",
        "relation=unrelated",
        "data=money,contact",
        "people=300",
        "people_kinds=employees",
        "identifiable=maximum",
        "residence=DE,ES",
        "trust=unknown",
        "likely_risk=yes",
        "aware_by=Dana Roth",
        &format!("aware_at={noticed}"),
    ];
    scene.does("answer", &answers).ok();
    first_hour(&scene, WRONG);
    scene.does("decide", &["eu.gdpr.33", "notify", "--because", "accounts of 300 people", "--fact", "people"]).ok();
    let case = scene.shown();
    assert_eq!(texts(&case["assessment"]["exposure"]["has_it"]), [WRONG]);
    let enisa = &case["assessment"]["severity"]["enisa"];
    assert_eq!(
        (enisa["score"].as_f64(), text(&enisa["band"]), enisa["over_100"].as_bool()),
        (Some(3.25), "high", Some(true))
    );
    assert_eq!(case["assessment"]["severity"]["band"], "major");
    look(
        &case,
        &[
            ("eu.gdpr.33", "triggered"),
            ("de.bdsg", "triggered"),
            ("eu.gdpr.34", "cannot-tell"),
            ("es.aepd.33", "not-triggered"),
        ],
    );
    is_due_after(&case, "eu.gdpr.33", "", 72);
    assert_eq!(case["assessment"]["contradictions"], Value::Array(Vec::new()));
    let report = finished(&scene, "payroll", &["Abrechnung November", "Muster0", "anbei die Liste"], &["Gehaltsliste"]);
    report.has_letters(&[
        "meeting",
        "card",
        "deletion-pay@lohn-buero",
        "authority",
        "concerned",
        "correction-pay@lohnbuero",
    ]);
    scene.guards_corrections(ANNA, WRONG, &payroll().lines().take(40).collect::<Vec<_>>().join("\r\n"));
    scene.is_stopped_again();
    scene.closes_with_proof();
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_people_see_each_other_s_addresses() {
    let people: Vec<String> = (1..=40).map(|n| format!("guest{n}@house{}.example", n % 9)).collect();
    let to: Vec<&str> = people.iter().map(String::as_str).collect();
    let cc = format!("Cc: {}\r\n", people.join(",\r\n "));
    let text_of =
        "Dear all, our group for grieving parents meets on Thursday at six in the small hall. Please bring a friend.";
    let message = plain("group", ANNA, &cc, "Our evening group", text_of);
    let mut scene = Scene::of("establishment = [\"ES\"]\nroles = []", "").await;
    let held = scene.sends(ANNA, &to, &message);
    assert!(held.is_some(), "forty strangers in Cc are asked about");
    let copy = sent_copy(&scene.guard, &message);
    let opened = scene.open(&[&copy]);
    assert_eq!(opened["incident"]["known"]["submission"].as_str().map(str::to_owned), held, "found by its Message-ID");
    assert_eq!(opened["assessment"]["exposure"]["visible_outsiders"], 40);
    assert_eq!(list(&opened["assessment"]["exposure"]["has_it"]).count(), 40);
    let answers = [
        "mechanism=cc-for-bcc",
        "relation=about-them",
        "data=contact",
        "people=40",
        "people_kinds=members",
        "identifiable=maximum",
        "residence=ES",
        "trust=unknown",
        "read=yes",
        "likely_risk=yes",
        "high_risk=no",
    ];
    scene.does("answer", &answers).ok();
    first_hour(&scene, &people[0]);
    let case = scene.shown();
    let enisa = &case["assessment"]["severity"]["enisa"];
    // incident.md 7.4 (e): a list of a course.
    assert_eq!((enisa["score"].as_f64(), text(&enisa["band"])), (Some(1.25), "low"));
    look(
        &case,
        &[
            ("eu.gdpr.33", "triggered"),
            ("es.aepd.33", "triggered"),
            ("eu.gdpr.34", "not-triggered"),
            ("de.bdsg", "not-triggered"),
        ],
    );
    is_due_after(&case, "eu.gdpr.33", "", 72);
    let report = finished(&scene, "forty", &["Our evening group", "grieving parents"], &[]);
    report.has_letters(&["meeting", "card", "deletion-guest1@house1", "authority"]);
    let outward = |name: &str| ["deletion", "authority", "concerned"].iter().any(|kind| name.contains(kind));
    for (name, letter) in report.letters("en").into_iter().filter(|(name, _)| outward(name)) {
        let named = people.iter().filter(|person| letter.contains(person.as_str())).count();
        assert!(named <= 1, "{name} shows {named} of them to each other");
    }
    scene.guards_corrections(ANNA, &people[0], text_of);
    scene.is_stopped_again();
    scene.closes_with_proof();
}

/// A page of a health record, as a program of a practice prints it.
fn record() -> Vec<u8> {
    let lines = [
        "Patient: Nora Example, born 3 March 1961",
        "Diagnosis: chronic kidney disease, stage 3. Laboratory results of October enclosed.",
        "Medication: ramipril 5 mg. Next appointment with the nephrologist in January.",
    ];
    let document = Document {
        title: "Medical report".into(),
        language: Language::En,
        reference: "P-2231".into(),
        made_at: "2026-11-16T08:00:00Z".parse().unwrap(),
        zone: TimeZone::UTC,
        classification: String::new(),
        footer: String::new(),
        blocks: lines.map(Block::paragraph).into(),
    };
    pdf::render(&document).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_health_record_goes_to_a_stranger() {
    const WRONG: &str = "n.exampel@mail.test";
    let text_of = "Dear Ms Example, please find your report attached. Anna";
    let file = record();
    let message = with_file(
        "record",
        WRONG,
        "Your medical report",
        text_of,
        ("report-nora-example.pdf", "application/pdf", &file),
    );
    let mut scene = Scene::of("establishment = [\"US-CA\"]\nroles = [\"covered_entity\"]", "").await;
    scene.sends(ANNA, &[WRONG], &message);
    let copy = sent_copy(&scene.guard, &message);
    let opened = scene.open(&[&copy]);
    let topics = &opened["incident"]["known"]["content"]["topics"];
    assert!(list(topics).any(|topic| topic["topic"] == "health"), "{topics}");
    let answers = [
        "intended=n.example@mail.test",
        "mechanism=old-address",
        "relation=about-others",
        "data=health,contact",
        "people=1",
        "people_kinds=patients",
        "identifiable=maximum",
        "residence=US-CA",
        "us_state_people=1",
        "trust=unknown",
        "read=no",
        "unintelligible=no",
        "intentional=no",
    ];
    scene.does("answer", &answers).ok();
    first_hour(&scene, WRONG);
    let case = scene.shown();
    let enisa = &case["assessment"]["severity"]["enisa"];
    assert_eq!(
        (enisa["score"].as_f64(), text(&enisa["band"])),
        (Some(4.25), "very-high"),
        "a result of a specific illness"
    );
    look(
        &case,
        &[
            ("us.hipaa.404_414", "triggered"),
            ("us.ca.1798_82", "triggered"),
            ("eu.gdpr.33", "not-triggered"),
            ("us.hipaa.410", "not-triggered"),
        ],
    );
    let report =
        finished(&scene, "health", &["Your medical report", "Nora Example", "kidney", "ramipril"], &["report-nora"]);
    report.has_letters(&["meeting", "card", "deletion-n.exampel@mail.test", "concerned"]);
    scene.guards_corrections(
        ANNA,
        WRONG,
        "Diagnosis: chronic kidney disease, stage 3. Laboratory results of October enclosed.",
    );
    scene.prevents(ANNA, &[WRONG], &message);
    scene.closes_with_proof();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inside_figure_goes_to_an_analyst() {
    const ANALYST: &str = "ruth.stone@capital.example";
    let text_of =
        "Hi Ruth, between us and before Thursday: forty-one point seven, and the year will end far below what we said.";
    let message = plain("figure", ANALYST, "", "One number", text_of);
    let mut scene = Scene::of("establishment = [\"US\", \"DE\"]\nroles = [\"issuer\"]", "").await;
    let held = scene.sends(ANNA, &[ANALYST], &message);
    assert_eq!(held, None, "no word of it moves a price: {:#?}", held.as_ref().map(|id| scene.guard.show(id)));
    let copy = sent_copy(&scene.guard, &message);
    let opened = scene.open(&[&copy]);
    let noticed = text(&opened["incident"]["noticed_at"]).to_owned();
    let answers = [
        "intended=martin.keller@firm.example",
        "mechanism=autocomplete",
        "relation=about-them",
        "data=none",
        "inside_information=yes",
        "disclosure_delayed=yes",
        "recipient_trades=yes",
        "intentional=no",
        "trust=unknown",
        "read=yes",
        "material=yes",
        &format!("senior_aware_at={noticed}"),
    ];
    scene.does("answer", &answers).ok();
    scene.does("deletion", &[ANALYST, "asked", "--note", "by counsel"]).ok();
    scene.does("step", &[&scene.step("compliance"), "done"]).ok();
    let case = scene.shown();
    assert!(["major", "critical"].contains(&text(&case["assessment"]["severity"]["band"])));
    look(
        &case,
        &[
            ("us.regfd.243_101d", "triggered"),
            ("eu.mar.17_8", "triggered"),
            ("eu.mar.17_7", "triggered"),
            ("eu.gdpr.33", "not-triggered"),
        ],
    );
    let public = &duty(&case, "us.regfd.243_101d")["stages"][0];
    let due: jiff::Timestamp = text(&public["due"]).parse().unwrap();
    let day = due.duration_since(noticed.parse().unwrap());
    assert!(day >= jiff::SignedDuration::from_hours(24), "the later of 24 hours and the next opening: {public:#}");
    let contact = list(&case["assessment"]["plan"]).find(|step| step["key"] == "contact").unwrap();
    assert_eq!(contact["owner"], "counsel@law.example", "counsel speaks with whoever got it");
    let report = finished(&scene, "inside", &["One number", "forty-one point seven", "far below what we said"], &[]);
    report.has_letters(&["meeting", "card", "deletion-ruth.stone", "compliance"]);
    for (name, letter) in report.letters("en") {
        assert!(
            !name.contains("apology") && !letter.contains("market"),
            "nobody writes to the market from here: {name}"
        );
    }
    scene.guards_corrections(ANNA, ANALYST, text_of);
    scene.prevents(ANNA, &[ANALYST], &message);
    scene.closes_with_proof();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_privileged_memo_goes_to_the_other_side() {
    const OTHER: &str = "paul.hart@otherside.example";
    let text_of = "Privileged and confidential, attorney-client communication. Our advice: settle below two hundred thousand; \
                   the witness will not hold under cross examination.";
    let message = plain("memo", OTHER, "", "Advice on the settlement", text_of);
    let mut scene = Scene::of("establishment = [\"US\", \"GB\"]\nroles = [\"lawyer\"]", "").await;
    scene.sends(ANNA, &[OTHER], &message);
    let copy = sent_copy(&scene.guard, &message);
    scene.open(&[&copy]);
    let answers = [
        "intended=martin.keller@firm.example",
        "mechanism=autocomplete",
        "relation=about-them",
        "data=none",
        "privileged=yes",
        "recipient_lawyer=yes",
        "trust=hostile",
        "read=unknown",
        "intentional=no",
        "residence=US,GB",
    ];
    scene.does("answer", &answers).ok();
    scene.does("deletion", &[OTHER, "asked", "--note", "claw-back notice"]).ok();
    scene.does("step", &[&scene.step("counsel"), "done"]).ok();
    let case = scene.shown();
    assert_eq!(case["assessment"]["severity"]["business"]["band"], "critical");
    look(
        &case,
        &[
            ("us.fre.502b", "triggered"),
            ("us.aba.4_4b", "triggered"),
            ("uk.privilege", "triggered"),
            ("eu.gdpr.33", "not-triggered"),
        ],
    );
    let report =
        finished(&scene, "memo", &["Advice on the settlement", "two hundred thousand", "cross examination"], &[]);
    report.has_letters(&["meeting", "card", "claw-back-paul.hart"]);
    let sha256 = text(&case["incident"]["known"]["sha256"]);
    let (_, notice) = report.letters("en").into_iter().find(|(name, _)| name.contains("claw-back")).unwrap();
    assert!(notice.contains(sha256) && notice.contains("memo@firm.example"), "it names the document: {notice}");
    scene.guards_corrections(ANNA, OTHER, text_of);
    scene.prevents(ANNA, &[OTHER], &message);
    scene.closes_with_proof();
}
