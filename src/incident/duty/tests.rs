//! The shipped duties as a whole, and packs of one's own.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::base::Language;
use crate::rules::Localised;

fn facts(text: &str) -> Facts {
    super::examples::facts(&text.parse().unwrap()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn load(text: &str) -> Result<Duties, String> {
    let pack = PackSource { name: "own.toml".into(), text: text.into() };
    Duties::load(&[pack]).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn texts(duty: &Duty) -> Vec<&Localised> {
    let stages = duty.stages.iter().flat_map(|stage| stage.title.iter().chain(&stage.to));
    let exceptions = duty.exceptions.iter().map(|exception| &exception.text);
    std::iter::once(&duty.title).chain(&duty.to).chain(&duty.note).chain(exceptions).chain(stages).collect()
}

#[test]
fn the_shipped_packs_are_read_and_their_examples_hold() {
    let duties = Duties::load(&[]).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let failures: Vec<String> = duties.test().iter().map(ToString::to_string).collect();
    assert_eq!(failures, Vec::<String>::new());
    assert!(duties.all().len() > 50, "{}", duties.all().len());
}

#[test]
fn every_text_is_there_in_every_language_and_promises_nothing() {
    for duty in Duties::shipped().all() {
        for text in texts(duty) {
            let Localised::Each(each) = text else { panic!("{}: {text:?} is in one language", duty.id) };
            for language in Language::ALL {
                let said = each.get(&language).map_or("", String::as_str);
                assert!(!said.trim().is_empty(), "{}: {text:?}", duty.id);
                let folded = said.to_lowercase();
                for promise in ["no notification needed", "keine meldung nötig", "no hace falta notificar"] {
                    assert!(!folded.contains(promise), "{}: {said}", duty.id);
                }
            }
        }
    }
}

#[test]
fn every_duty_has_a_day_a_citation_and_a_clock() {
    for duty in Duties::shipped().all() {
        assert_eq!(duty.checked_on.to_string(), "2026-11-20", "{}", duty.id);
        assert!(!duty.cite.is_empty() && !duty.stages.is_empty(), "{}", duty.id);
        assert!(duty.links.iter().all(|link| link.starts_with("http")), "{}", duty.id);
        let several = duty.stages.len() > 1;
        assert!(!several || duty.stages.iter().all(|stage| stage.title.is_some()), "{}", duty.id);
        assert!(duty.what != What::Notify || duty.to.is_some() && !duty.content.is_empty(), "{}", duty.id);
    }
}

#[test]
fn every_duty_of_the_reference_is_there() {
    let duties = Duties::shipped();
    for id in "eu.gdpr.33 eu.gdpr.33_2 eu.gdpr.34 eu.eui.34_35 eu.eprivacy.611_2013 eu.mar.17_8 eu.mar.17_7 eu.mar.18 \
               eu.nis2.23 eu.dora.19 eu.tradesecret eu.proposal.digital_omnibus de.bdsg de.stgb.203 es.aepd.33 es.aepd.34 \
               ch.fadp.24 uk.ukgdpr.33 uk.ukgdpr.34 uk.pecr uk.privilege us.hipaa.404_414 us.hipaa.410 us.ca.1798_82 \
               us.ny.899_aa us.tx.521_053 us.fl.501_171 us.co.6_1_716 us.ok.sb626 us.states us.glba.safeguards us.regsp \
               us.sec.8k_105 us.regfd.243_101d us.fre.502b us.aba.4_4b us.itar.127_12 us.ear.764_5 us.classified.spillage \
               us.cui us.bank_36h us.nydfs_72h ca.pipeda ca.qc.law25 br.lgpd jp.appi.26 au.ndb sg.pdpa.26 in.dpdp.rule7 \
               in.certin.70b za.popia.22 cn.pipl.57 cn.cac.2025 mt.idpc contract.nda pci.12_10 iso27001 soc2 insurer"
        .split_whitespace()
    {
        assert!(duties.get(id).is_some(), "{id}");
    }
}

/// The source case: a German project manager's mail about cutting costs went to a client.
const KELLER: &str = "personal_data = true\nunauthorised_disclosure = true\nestablishment = ['DE']\nresidence = ['DE']\n\
                      roles = ['controller']\nsent_at = 2026-11-20T14:50:00Z\nnoticed_at = 2026-11-20T15:00:00Z\n\
                      aware_at = 2026-11-20T15:10:00Z\ninside_information = false\n";

#[test]
fn the_source_case_has_72_hours_and_what_is_unknown_is_asked() {
    let duties = Duties::shipped();
    let now = at("2026-11-20T16:00:00Z");
    let assessed = duties.evaluate(&facts(KELLER), now, &berlin());
    let of = |id: &str| assessed.iter().find(|assessed| assessed.duty.id == id).unwrap();

    let gdpr = of("eu.gdpr.33");
    assert_eq!(
        gdpr.looks,
        Looks::Triggered { because: vec!["personal_data", "unauthorised_disclosure", "establishment", "residence"] }
    );
    let due = gdpr.stages[0].due.as_ref().unwrap();
    assert_eq!(due.at, at("2026-11-23T15:10:00Z"));
    assert_eq!(due.target, at("2026-11-22T03:10:00Z"));
    assert_eq!((gdpr.stages[0].started_by, gdpr.stages[0].overdue), (Some("aware_at"), false));
    assert_eq!(gdpr.warnings, []);
    // Whether there is a risk is unknown: the exception is shown, and the duty stays.
    assert_eq!(gdpr.exceptions[0].looks, Looks::CannotTell { ask: vec!["likely_risk"] });

    assert_eq!(of("eu.gdpr.34").looks, Looks::CannotTell { ask: vec!["high_risk"] });
    assert!(of("eu.mar.17_8").looks.is_not());
    assert!(of("uk.ukgdpr.33").looks.is_not());
    assert!(assessed.iter().all(|assessed| assessed.duty.status == Status::Law), "a proposal is not evaluated");

    let order: Vec<_> = assessed.iter().map(|one| (one.looks.is_not(), one.next().unwrap_or(Timestamp::MAX))).collect();
    assert!(order.is_sorted());
}

#[test]
fn an_exception_that_holds_never_removes_a_duty() {
    let duties = Duties::shipped();
    let stated = facts(&format!("{KELLER}likely_risk = false\n"));
    let assessed = duties.evaluate(&stated, at("2026-11-20T16:00:00Z"), &berlin());
    let gdpr = assessed.iter().find(|assessed| assessed.duty.id == "eu.gdpr.33").unwrap();
    assert!(matches!(gdpr.looks, Looks::Triggered { .. }) && gdpr.stages[0].due.is_some());
    assert_eq!(gdpr.exceptions[0].looks, Looks::Triggered { because: vec!["likely_risk"] });
}

#[test]
fn an_unknown_start_is_the_first_suspicion_and_then_the_sending() {
    let duties = Duties::shipped();
    let ends = |stated: &str| {
        let stated =
            facts(&format!("personal_data = true\nunauthorised_disclosure = true\nresidence = ['ES']\n{stated}"));
        let assessed = duties.evaluate(&stated, at("2026-11-30T16:00:00Z"), &berlin());
        let gdpr = assessed.into_iter().find(|assessed| assessed.duty.id == "eu.gdpr.33").unwrap();
        (gdpr.stages[0].due.as_ref().map(|due| due.at), gdpr.stages[0].overdue, gdpr.warnings)
    };
    let assumed = |taken| vec![Warning::Assumed { unknown: "aware_at", taken }];
    let sent = "sent_at = 2026-11-20T10:00:00Z\n";
    assert_eq!(ends(sent), (Some(at("2026-11-23T10:00:00Z")), true, assumed("sent_at")));
    let noticed = format!("{sent}noticed_at = 2026-11-21T10:00:00Z\n");
    assert_eq!(ends(&noticed), (Some(at("2026-11-24T10:00:00Z")), true, assumed("noticed_at")));
    assert_eq!(ends(""), (None, false, vec![Warning::NoStart { unknown: "aware_at" }]));
}

#[test]
fn later_stages_count_from_when_the_earlier_one_was_filed() {
    let duties = Duties::shipped();
    let dora = "major = true\nunauthorised_disclosure = true\nroles = ['bank']\nestablishment = ['LU']\n\
                aware_at = 2026-11-20T08:00:00Z\nclassified_at = 2026-11-21T06:00:00Z\n";
    let ends = |stated: &str| {
        let assessed = duties.evaluate(&facts(&format!("{dora}{stated}")), at("2026-11-21T07:00:00Z"), &berlin());
        let dora = assessed.into_iter().find(|assessed| assessed.duty.id == "eu.dora.19").unwrap();
        let ends: Vec<String> = dora.stages.iter().map(|clock| clock.due.as_ref().unwrap().at.to_string()).collect();
        (ends, dora.warnings)
    };
    // Four hours after classification would be 10:00; 24 hours after awareness are over first.
    let (times, warnings) = ends("");
    assert_eq!(times, ["2026-11-21T08:00:00Z", "2026-11-24T08:00:00Z", "2026-12-24T22:59:59Z"]);
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    let (times, warnings) = ends("first_report_at = 2026-11-21T07:00:00Z\ninterim_report_at = 2026-11-23T12:00:00Z\n");
    assert_eq!(times, ["2026-11-21T08:00:00Z", "2026-11-24T07:00:00Z", "2026-12-23T22:59:59Z"]);
    assert_eq!(warnings, []);
}

#[test]
fn a_stage_for_many_people_is_gone_for_few_and_open_for_nobody_knows() {
    let duties = Duties::shipped();
    let hipaa = "health_data = true\nunauthorised_disclosure = true\nunintelligible = false\nroles = ['covered_entity']\n\
                 aware_at = 2026-11-20T15:00:00Z\n";
    let names = |stated: &str| {
        let assessed = duties.evaluate(&facts(&format!("{hipaa}{stated}")), at("2026-11-21T00:00:00Z"), &berlin());
        let hipaa = assessed.into_iter().find(|assessed| assessed.duty.id == "us.hipaa.404_414").unwrap();
        hipaa.stages.iter().map(|clock| clock.stage.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["individuals", "hhs", "hhs-yearly", "media"]);
    assert_eq!(names("people = 3\npeople_in_one_us_state = 3"), ["individuals", "hhs-yearly"]);
    assert_eq!(names("people = 900\npeople_in_one_us_state = 700"), ["individuals", "hhs", "media"]);
}

#[test]
fn hours_of_a_contract_are_those_of_the_contract() {
    let duties = Duties::shipped();
    let ends = |stated: &str| {
        let contract = "contract_duty = true\nunauthorised_disclosure = true\naware_at = 2026-11-20T15:00:00Z\n";
        let assessed = duties.evaluate(&facts(&format!("{contract}{stated}")), at("2026-11-21T00:00:00Z"), &berlin());
        let contract = assessed.into_iter().find(|assessed| assessed.duty.id == "contract.nda").unwrap();
        contract.stages[0].due.as_ref().unwrap().at
    };
    assert_eq!(ends(""), at("2026-11-21T15:00:00Z"));
    assert_eq!(ends("contract_hours = 36"), at("2026-11-22T03:00:00Z"));
}

#[test]
fn an_old_pack_and_a_duty_that_does_not_hold_yet_are_told() {
    let duties = Duties::shipped();
    let stated = facts(&KELLER.replace("['DE']", "['IN']"));
    let assessed = duties.evaluate(&stated, at("2027-06-01T00:00:00Z"), &berlin());
    let india = assessed.iter().find(|assessed| assessed.duty.id == "in.dpdp.rule7").unwrap();
    assert!(india.looks.is_not());
    assert_eq!(
        india.warnings,
        [
            Warning::Old { checked_on: "2026-11-20".parse().unwrap() },
            Warning::NotYet { since: "2027-05-13".parse().unwrap() }
        ]
    );
    let duty = duties.get("eu.gdpr.33").unwrap();
    let state = |day: &str| duty.state(day.parse().unwrap());
    assert_eq!(
        (state("2026-11-20"), state("2027-05-19"), state("2027-05-20")),
        (State::Holds, State::Holds, State::Old)
    );
    assert_eq!(duties.warnings("2027-05-20".parse().unwrap()).len(), duties.all().len() - 1, "all but the proposal");
    assert!(duties.warnings("2026-12-01".parse().unwrap()).is_empty());
}

#[test]
fn every_deadline_of_every_duty_follows_its_start() {
    let duties = Duties::shipped();
    let mut everything = String::new();
    for (name, kind) in VOCABULARY {
        let value = match kind {
            Kind::YesNo => "true",
            Kind::Number => "1000001",
            Kind::Moment => "2026-12-24T22:30:00Z",
            Kind::Words if name == "roles" => continue,
            Kind::Words => {
                "['DE', 'ES', 'CH', 'GB', 'US-CA', 'US-NY', 'CA-QC', 'BR', 'JP', 'AU', 'SG', 'IN', 'ZA', 'CN', 'MT']"
            }
        };
        everything.push_str(&format!("{name} = {value}\n"));
    }
    for assessed in duties.evaluate(&facts(&everything), at("2026-12-25T00:00:00Z"), &berlin()) {
        for clock in &assessed.stages {
            let Some(due) = &clock.due else { continue };
            let start = clock.start.unwrap();
            assert!(start < due.target && due.target < due.at, "{}: {clock:?}", assessed.duty.id);
        }
    }
}

const OWN: &str = "[pack]\nid = 'own'\ntitle = 'Ours'\nchecked_on = 2026-11-20\n\n[[duty]]\nid = 'eu.gdpr.33'\ntitle = 'Ours'\n\
                   trigger = ['read']\nstage = [{ starts = 'aware_at', amount = 24, unit = 'h' }]\ncite = 'house rule'\nconf = 'A'\n";

#[test]
fn a_pack_of_one_s_own_adds_and_overrides() {
    let duties = load(OWN).unwrap();
    assert_eq!(duties.all().len(), Duties::shipped().all().len());
    let duty = duties.get("eu.gdpr.33").unwrap();
    assert_eq!((duty.file.as_str(), duty.line), ("own.toml", 6));
    assert_eq!(duty.replaces.as_deref(), Some("rules/duties/eu.toml"));
    assert_eq!(duty.reads(), ["aware_at", "read"]);
    let added = load(&OWN.replace("eu.gdpr.33", "own.rule")).unwrap();
    assert_eq!(added.all().len(), Duties::shipped().all().len() + 1);
    let failures = added.test();
    assert_eq!(failures.len(), 3, "an example of each kind is missing: {failures:?}");
}

#[test]
fn every_mistake_in_a_pack_is_told_with_its_place() {
    for (from, to, said) in [
        ("cite", "citee", "own.toml:11:1: unknown field `citee`"),
        ("cite", "citee", "did you mean `cite`?"),
        ("['read']", "['raed']", "own.toml:9:12: there is no fact `raed`; did you mean `read`?"),
        ("['read']", "[]", "so the duty would always arise"),
        ("'aware_at'", "'awareat'", "own.toml:10:21: there is no fact `awareat`; did you mean `aware_at`?"),
        ("'aware_at'", "'people'", "`people` is no moment"),
        ("'aware_at'", "'stage:first'", "no stage before this one is named `first`"),
        ("amount = 24, ", "", "this term has a unit but no `amount`"),
        ("'h'", "'asap'", "a term without a clock has no `amount`"),
        ("amount = 24", "amount = 0", "a number from 1 to 10000"),
        ("'h'", "'hours'", "unknown variant `hours`"),
        ("amount = 24, unit = 'h'", "amount = 24, unit = 'h', opens = 'nise'", "did you mean `nyse`?"),
        ("2026-11-20", "'soon'", "own.toml:4:14: `soon` is no day"),
        ("conf = 'A'", "conf = 'A'\nrole = 'isuer'", "did you mean `issuer`?"),
        ("conf = 'A'", "conf = 'A'\ncontent = ['natur']", "there is no field `natur`; did you mean `nature`?"),
        ("conf = 'A'", "conf = 'A'\nvalid = { since = 2026-01-02, until = 2026-01-01 }", "it ends before it begins"),
        ("conf = 'A'", "conf = 'A'\nexample = [{ facts = { read = 3 }, expect = 'not' }]", "`read` is true or false"),
        (
            "conf = 'A'",
            "conf = 'A'\n[[calendar]]\nid = 'x'\nholiday = [{ on = '13-40' }]",
            "`13-40` is no day of the year",
        ),
        ("conf = 'A'", "conf = 'A'\n[[calendar]]\nid = 'x'\nholiday = [{ nth = 1 }]", "a holiday is `on` a day"),
        ("conf = 'A'", "conf = 'A'\n[[calendar]]\nid = 'x'\nbased_on = 'dee'", "did you mean `de`?"),
        ("'eu.gdpr.33'", "'EU'", "an id has lower-case letters"),
    ] {
        let message = load(&OWN.replace(from, to)).unwrap_err();
        assert!(message.contains(said), "{to}\n is: {message}\nnot: {said}");
    }
    let twice = format!("{OWN}{}", OWN.split_once("\n\n").unwrap().1);
    assert!(load(&twice).unwrap_err().contains("stands twice in this pack"));
}

#[test]
fn the_schema_knows_every_fact() {
    let schema = schema();
    let names = schema["$defs"]["FactName"]["enum"].as_array().unwrap();
    assert_eq!(names.len(), VOCABULARY.len());
    assert!(schema["$defs"]["DutyFile"]["properties"]["trigger"].is_object());
}
