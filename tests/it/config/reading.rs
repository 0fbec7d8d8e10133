//! What a right file means.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::{Time, Weekday};
use outguard::config::{
    Announce, BodyShown, Config, Incidents, Mode, OnSilence, Outbox, OutboxKind, Places, SecretSource, SelfApproval,
    TellOf, Unsure, UpstreamTls, check, password, show,
};
use outguard::people::{PartyKind, Role};
use outguard::rules::Language;
use proptest::prelude::*;

use super::{checked, plain};

const FULL: &str = r#"
[organisation]
domains = ["Firm.Example", "müller.example"]
language = "de"
[smtp]
listen = ["127.0.0.1:0"]
hostname = "guard.firm.example"
[smtp.limits]
message_size = "20MiB"
data_timeout = "1m30s"
[page]
listen = "127.0.0.1:8080"
public_url = "https://outguard.firm.example/"
proxies = ["10.0.0.5"]
session = "8h"
metrics_token = { credential = "metrics" }
[store]
path = "state/guard.db"
[[upstream]]
host = "smtp.firm.example"
port = 465
tls = "implicit"
username = "anna"
password = { command = "pass show mail" }
senders = ["firm.example"]
[[upstream]]
host = "127.0.0.1"
tls = "none"
[[outbox]]
path = "../mail/out"
kind = "maildir"
scan = "1m"
owners = ["tom"]
[policy]
delay = "30s"
deadline = "2d"
reminders = ["8h", "1h", "8h"]
unsure = "resend"
time_zone = "Europe/Berlin"
notices = false
[notices]
mail = "always"
told = "all"
address = "outguard@firm.example"
digest = "5m"
desktop = false
decide_by_mail = true
recall = "recall@firm.example"
webhook = { url = "https://chat.firm.example/hook", secret = { credential = "hook" } }
[sendmail]
socket = "mail.sock"
[rules]
paths = ["packs", "/srv/packs"]
off = ["many-visible", "confidential-en/marking"]
[reading]
processes = 3
memory = "512MiB"
time = "2s"
depth = 5
entries = 500
expanded = "64MiB"
[[party]]
name = "Kita Ltd"
kind = "client"
domains = ["kita.example"]
terms = ["Project Falcon"]
[[person]]
address = "martin.keller@firm.example"
name = "Martin Keller"
language = "es"
role = "auditor"
account = "martin"
lead = "kim.sato@firm.example"
stand_in = "lee.novak@firm.example"
[office]
days = ["sat", "mon"]
hours = "08:30-24:00"
[[approval]]
name = "personal data"
of = ["firm.example"]
rules = ["identifiers"]
mode = "lead"
approvers = ["kim.sato@firm.example"]
stand_ins = ["lee.novak@firm.example"]
self_approval = "when-alone"
break_glass = true
body = "hidden"
steps = ["5m", "10m", "20m", "2h"]
give_back = "36h"
urgent = 1
walls = [["Kita Ltd", "Kita Ltd"]]
[history]
learn = false
keep = "52w"
[incident]
organisation = "Firm Ltd"
establishment = ["de"]
roles = ["bank"]
boss = " kim@firm.example"
legal_deputy = "Lee, 0123"
out_of_band = "room 4"
reminders = false
[log]
level = "debug"
format = "json"
"#;

#[test]
fn a_full_file_says_what_it_says() {
    let Config {
        directory,
        parties_file,
        people_file,
        smtp,
        page,
        store,
        upstreams,
        policy,
        rules,
        reading,
        log,
        language,
        sendmail,
        outboxes,
        notices,
        incidents,
        history,
    } = checked(FULL).config;
    assert_eq!(language, Language::De);
    assert_eq!(directory.domains[1].as_str(), "xn--mller-kva.example");
    assert_eq!((parties_file, people_file), (None, None));
    assert_eq!((directory.parties[0].kind, directory.parties[0].terms.len()), (PartyKind::Client, 1));
    assert_eq!(directory.persons[0].name, "Martin Keller");
    let martin = &directory.persons[0];
    assert_eq!(
        (martin.language, martin.role, martin.account.as_str()),
        (Some(Language::Es), Some(Role::Auditor), "martin")
    );
    assert_eq!(page.listen, Some("127.0.0.1:8080".parse().unwrap()));
    assert_eq!(page.public_url.as_deref(), Some("https://outguard.firm.example"));
    assert_eq!(
        (page.proxies.as_slice(), page.session),
        (&["10.0.0.5".parse().unwrap()][..], Duration::from_secs(8 * 3600))
    );
    assert_eq!(page.metrics_token, Some(SecretSource::Credential("metrics".into())));
    assert_eq!(smtp.listen, ["127.0.0.1:0".parse::<SocketAddr>().unwrap()]);
    assert_eq!((smtp.limits.message_size, smtp.limits.data_timeout), (20 << 20, Duration::from_secs(90)));
    assert_eq!(smtp.limits.recipients, 1000, "what is not written keeps its default");
    assert_eq!(sendmail.socket.as_deref(), Some(Path::new("/etc/outguard/mail.sock")));
    assert_eq!(store.path, Path::new("/etc/outguard/state/guard.db"));
    assert_eq!((upstreams[0].port, upstreams[0].tls), (465, UpstreamTls::Implicit));
    let words = ["pass", "show", "mail"].map(str::to_owned).to_vec();
    assert_eq!(upstreams[0].password, Some(SecretSource::Command(words)));
    assert_eq!((upstreams[1].port, upstreams[1].tls), (587, UpstreamTls::None));
    let outbox = Outbox::new("/etc/mail/out".into(), OutboxKind::Maildir);
    assert_eq!(outboxes, [Outbox { scan: Duration::from_secs(60), owners: vec!["tom".into()], ..outbox }]);
    assert_eq!((outboxes[0].sent.as_str(), outboxes[0].settle), ("cur", Duration::from_secs(2)));
    assert_eq!(policy.reminders, [Duration::from_secs(3600), Duration::from_secs(8 * 3600)]);
    assert_eq!((policy.unsure, policy.time_zone.as_deref()), (Unsure::Resend, Some("Europe/Berlin")));
    let office = &policy.office;
    assert_eq!((office.days.as_slice(), office.opens.hour()), (&[Weekday::Monday, Weekday::Saturday][..], 8));
    assert_eq!((office.closes, office.holidays.len()), (Time::MAX, 0));
    let [approval] = policy.approvals.as_slice() else { panic!("{:?}", policy.approvals) };
    assert_eq!((approval.mode, approval.self_approval), (Mode::Lead, SelfApproval::WhenAlone));
    assert_eq!(
        (approval.body, approval.on_silence, approval.break_glass),
        (BodyShown::Hidden, OnSilence::Return, true)
    );
    assert_eq!(approval.steps.map(|step| step.as_secs() / 60), [5, 10, 20, 120]);
    assert_eq!((approval.give_back.as_secs() / 3600, approval.urgent), (36, 1));
    assert_eq!(martin.lead.as_ref().map(|lead| lead.as_str()), Some("kim.sato@firm.example"));
    assert_eq!(martin.stand_in.as_ref().map(|one| one.as_str()), Some("lee.novak@firm.example"));
    assert_eq!((notices.mail, notices.told, notices.desktop), (Announce::Always, TellOf::All, false));
    assert_eq!(notices.address.map(|address| address.to_string()).as_deref(), Some("outguard@firm.example"));
    assert_eq!((notices.digest, notices.decide_by_mail), (Duration::from_secs(300), true));
    assert_eq!(notices.recall.map(|address| address.to_string()).as_deref(), Some("recall@firm.example"));
    let Incidents { contacts, establishment, roles, reminders } = incidents;
    assert_eq!((contacts.organisation.as_str(), contacts.boss.who.as_str()), ("Firm Ltd", "kim@firm.example"));
    assert_eq!((contacts.legal.deputy.as_str(), contacts.out_of_band.as_str()), ("Lee, 0123", "room 4"));
    assert_eq!((establishment, roles, reminders), (vec!["DE".to_owned()], Some(vec!["bank".to_owned()]), false));
    let hook = notices.webhook.unwrap();
    assert_eq!((hook.url.as_str(), hook.addresses), ("https://chat.firm.example/hook", false));
    assert_eq!(hook.secret, SecretSource::Credential("hook".into()));
    assert_eq!(rules.paths, [Path::new("/etc/outguard/packs"), Path::new("/srv/packs")]);
    assert_eq!((reading.processes, reading.memory, reading.time), (3, 512 << 20, Duration::from_secs(2)));
    assert_eq!((reading.limits.depth, reading.limits.entries, reading.limits.expanded), (5, 500, 64 << 20));
    assert_eq!((log.level.as_str(), log.json, log.content), ("debug", true, false));
    assert_eq!((history.learn, history.keep), (false, Duration::from_secs(52 * 7 * 86_400)));
}

#[test]
fn without_a_file_the_defaults_hold() {
    let checked = checked("");
    assert_eq!(format!("{:?}", checked.config), format!("{:?}", Config::default()));
    assert!(checked.warnings.is_empty() && checked.config.upstreams.is_empty());
}

#[test]
fn a_shorter_deadline_drops_the_default_reminders_past_it() {
    assert_eq!(checked("policy.deadline = \"4h\"").config.policy.reminders, [Duration::from_secs(3600)]);
}

#[test]
fn off_loopback_is_open_to_those_who_sign_in_under_tls() {
    let hash = password::hash(&"correct horse".into()).unwrap();
    let text = format!(
        "smtp.listen = [\"0.0.0.0:5870\"]\nsmtp.tls = {{ certificate = \"c.pem\", key = \"k.pem\" }}\n\
         [[smtp.user]]\nname = \"anna\"\npassword_hash = \"{hash}\"\n"
    );
    let config = checked(&text).config;
    assert_eq!(config.smtp.tls.map(|tls| tls.key).as_deref(), Some(Path::new("/etc/outguard/k.pem")));
}

#[test]
fn an_upstream_behind_one_for_everybody_is_told() {
    let warnings = checked("[[upstream]]\nhost = \"a.example\"\n[[upstream]]\nhost = \"b.example\"\n").warnings;
    assert_eq!(
        warnings[0].to_string(),
        "config.toml:3:1: upstream `b.example` is never used: one before it takes every sender; \
         put the one without `senders` last"
    );
}

#[test]
fn what_is_shown_means_the_same() {
    let places = Places { state_dir: PathBuf::from("/var/lib/outguard"), ..plain() };
    let read = |text: &str| check("config.toml", text, &places).unwrap().config;
    // A command's arguments are not shown: this one has none.
    for text in ["", &FULL.replace("pass show mail", "printer")] {
        let shown = show(&read(text));
        assert_eq!(format!("{:#?}", read(&shown)), format!("{:#?}", read(text)), "{shown}");
    }
}

#[test]
fn no_secret_is_shown() {
    let hash = password::hash(&"correct horse".into()).unwrap();
    let text = format!(
        "[[smtp.user]]\nname = \"anna\"\npassword_hash = \"{hash}\"\n[[upstream]]\nhost = \"a.example\"\n\
         username = \"anna\"\npassword = {{ command = [\"printer\", \"geheim\"] }}\n"
    );
    let config = checked(&text).config;
    let shown = show(&config);
    assert!(!shown.contains("geheim") && !shown.contains("$argon2"), "{shown}");
    assert!(shown.contains("password.command = [\"printer\"]"), "{shown}");
    assert!(!format!("{config:?}").contains("$argon2"));
}

#[test]
fn deep_nesting_and_many_mistakes_are_told_and_survived() {
    let nested = |open: &str, close: &str| format!("a = {}{}", open.repeat(100_000), close.repeat(100_000));
    for text in [nested("[", "]"), nested("{a=", "}"), format!("[{}a]", "a.".repeat(100_000))] {
        assert!(check("config.toml", &text, &plain()).is_err());
    }
    let many: String = (0..1000).map(|i| format!("wrong{i} = 1\n")).collect();
    assert_eq!(check("config.toml", &many, &plain()).unwrap_err().len(), 50, "no endless list");
}

proptest! {
    #[test]
    fn any_text_is_a_configuration_or_a_list_of_problems(text: String) {
        let read = check("config.toml", &text, &plain());
        prop_assert!(read.is_ok() || read.is_err_and(|problems| !problems.is_empty()));
    }

    #[test]
    fn a_damaged_file_is_a_configuration_or_a_list_of_problems(
        at in 0..FULL.len(), octets in 0..20usize, put in "[\\PC\n]{0,8}",
    ) {
        let end = (at + octets).min(FULL.len());
        if let (Some(head), Some(tail)) = (FULL.get(..at), FULL.get(end..)) {
            let text = format!("{head}{put}{tail}");
            if let Err(problems) = check("config.toml", &text, &plain()) {
                prop_assert!(!problems.is_empty());
                let lines = text.lines().count() + 1;
                prop_assert!(problems.iter().all(|p| p.line <= lines && !p.message.contains('\n')));
            }
        }
    }
}
