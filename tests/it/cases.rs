//! Mail as people write it, one folder for each check and rule (`pack--rule`): `fires-*.eml` are mail it is about, `silent-*.eml`
//! mail it is not. Everything goes through the real judge, with `tests/cases/setup.toml` as the configuration.
//!
//! The envelope is read from From, To, Cc and Bcc. Header fields of our own, which the judge does not see, say the rest:
//! `X-Case-History: 12 eva.sato@minami.example Eva Sato` (so many messages went there before, by this name or none), `X-Case-History-Lost: why` (it cannot be
//! read), `X-Case-Known-Here: eva.sato@minami.example` (somebody here has written there), `X-Case-Learnt: 150 tom.lang@firm.example martin.keller@firm.example: team rota plan` (so many messages to these with
//! such words were learnt, the first of them in To, the others in Cc; several groups take turns), `X-Case-Had: eva.sato@minami.example
//! the words` (a mail with these words went there), `X-Case-Had-File: eva.sato@minami.example` (so did this mail's first attachment),
//! `X-Case-Had-At: 2026-11-18T09:59:30Z eva.sato@minami.example` (a mail went there then),
//! `X-Case-Heard-At` (the same of one that came from there), `X-Case-Bounced` (the same of one that came back),
//! `X-Case-Left: 2026-11-12T09:00:00Z eva.sato@minami.example eva.sato@kita.example` (she wrote to have left for the other address),
//! `X-Case-Leaked: eva.sato@minami.example We must cut costs` (this slipped through to her, and its incident is open),
//! `X-Case-Without: ADDRESS` (in the header, but not in the envelope), `X-Case-Hidden: ADDRESS` (the other way round)
//! `X-Case-Step: ask` (the step it must fire at) and `X-Case-Verdict: pass` (the step of the whole, for mail of every day).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use outguard::base::{Address, Step};
use outguard::config::{Places, check, judge};
use outguard::files::InProcess;
use outguard::judge::Judge;
use outguard::message::{Digest, Door, Envelope, Message, Origin, Submission};
use outguard::parse::{Content, Mailbox, parse};
use outguard::people::history::{Addressee, Field, Heard, Key, Outgoing, Trace};
use outguard::people::{Contact, Fingerprints, Here, History, Past};
use outguard::rules::{Outcome, texts::Language};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn the_judge() -> Judge {
    let file = folder().join("setup.toml");
    let places =
        Places { folder: folder(), state_dir: PathBuf::from("/nowhere"), hostname: "guard.firm.example".to_owned() };
    let config = check("setup.toml", &fs::read_to_string(file).unwrap(), &places).unwrap().config;
    Judge { reader: Arc::new(InProcess), ..judge(&config).unwrap() }
}

/// A message and what its file says about it.
struct Case {
    /// `folder/file`.
    name: String,
    /// The check or rule, as findings name it.
    rule: String,
    fires: bool,
    step: Option<Step>,
    verdict: Option<Step>,
    submission: Submission,
    history: Result<History, String>,
}

/// The header fields of our own.
type Notes = Vec<(String, String)>;

/// The fields that begin with `X-Case-`, and the message without them, with the line ends of mail.
fn without_notes(text: &str) -> (Notes, String) {
    let (header, body) = text.split_once("\n\n").unwrap();
    let is_note = |line: &&str| line.starts_with("X-Case-");
    let note = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.trim_start_matches("X-Case-").to_owned(), value.to_owned())
    };
    let notes = header.lines().filter(is_note).map(note).collect();
    let kept: Vec<&str> = header.lines().filter(|line| !is_note(line)).collect();
    (notes, format!("{}\n\n{body}", kept.join("\n")).replace('\n', "\r\n"))
}

fn contact(line: &str) -> Contact {
    let (count, who) = line.split_once(' ').unwrap();
    let (address, name) = who.split_once(' ').unwrap_or((who, ""));
    Contact {
        address: address.parse().unwrap(),
        name: name.to_owned(),
        count: count.parse().unwrap(),
        last: "2026-10-01T00:00:00Z".parse().unwrap(),
    }
}

fn leaked(line: &str) -> Fingerprints {
    let (wrong, text) = line.split_once(' ').unwrap();
    let mut leaked =
        Fingerprints { incident: "I-0007".to_owned(), wrong: vec![wrong.to_owned()], ..Fingerprints::default() };
    leaked.read([text]);
    leaked
}

/// One mail that went to somebody.
struct Had<'c> {
    to: &'c str,
    own: &'c str,
    files: Vec<Digest>,
    at: &'c str,
}

/// What was learnt of the sender of a message; `None` without groups. `had` is who had which text or, after it, which file.
fn past(submission: &Submission, groups: &[&str], had: &[Had<'_>], heard: &[Heard]) -> Option<Arc<Past>> {
    let sender = submission.envelope.sender.clone()?;
    let inside = sender.domain().cloned();
    let mut past = Past::new(Key::new([7; 16]), &[sender], inside.as_slice());
    let groups: Vec<(usize, Vec<Addressee>, Vec<&str>)> = groups.iter().map(|group| group_of(group)).collect();
    let most = groups.iter().map(|(count, ..)| *count).max()?;
    let first: Timestamp = "2026-09-25T09:00:00Z".parse().unwrap();
    for n in 0..most {
        for (at, (_, recipients, words)) in groups.iter().enumerate().filter(|(_, (count, ..))| n < *count) {
            let sent = first.checked_add(SignedDuration::from_hours(i64::try_from(n * 8 + at).unwrap())).unwrap();
            // Not every word, nor everybody, every time.
            let said: Vec<&str> = words.iter().enumerate().filter(|(k, _)| (n + k) % 3 > 0).map(|(_, w)| *w).collect();
            let to = if n % 4 == 0 { &recipients[..1] } else { &recipients[..] };
            let own = format!("Hello,\n\n{}", said.join(" and the "));
            let subject = format!("{} {n}", words[0]);
            let message = Outgoing {
                at: sent,
                recipients: to,
                subject: &subject,
                own: &own,
                quoted: "",
                answers: false,
                files: &[],
            };
            let trace = Trace::of(&message, past.key()).written_at(Some(0));
            past.learn(&trace, None);
        }
    }
    for Had { to, own, files, at } in had {
        let recipients = [Addressee { address: to.parse().unwrap(), name: String::new(), field: Field::To }];
        let at = at.parse().unwrap();
        let message = Outgoing { at, recipients: &recipients, subject: "", own, quoted: "", answers: false, files };
        let trace = Trace::of(&message, past.key());
        past.learn(&trace, None);
    }
    heard.iter().for_each(|heard| past.hear(heard));
    Some(Arc::new(past))
}

/// What was received of somebody, as a note says it: when, from or about whom, and where they are now.
fn heard(name: &str, line: &str) -> Heard {
    let words: Vec<&str> = line.split(' ').collect();
    let (at, who) = (words[0].parse().unwrap(), words[1].parse().unwrap());
    match name {
        "Heard-At" => Heard::Wrote { from: who, name: String::new(), at },
        "Bounced" => Heard::Bounced { to: who, at },
        "Left" => Heard::Left { from: who, at, now: words.get(2).map(|now| now.parse().unwrap()) },
        other => panic!("nothing is heard by `{other}`"),
    }
}

/// The first attachment of a message.
fn first_file(submission: &Submission) -> Vec<Digest> {
    let attachments = parse(&submission.message).attachments;
    let octets = attachments.iter().find_map(|file| match &file.content {
        Content::Octets { octets, .. } => Some(octets),
        Content::Read(_) => None,
    });
    vec![Digest::of(octets.unwrap())]
}

/// How many messages went to whom, with which words.
fn group_of(line: &str) -> (usize, Vec<Addressee>, Vec<&str>) {
    let (to, words) = line.split_once(": ").unwrap();
    let (count, to) = to.split_once(' ').unwrap();
    let one = |(at, address): (usize, &str)| {
        let field = if at == 0 { Field::To } else { Field::Cc };
        Addressee { address: address.parse().unwrap(), name: String::new(), field }
    };
    (count.parse().unwrap(), to.split(' ').enumerate().map(one).collect(), words.split(' ').collect())
}

impl Case {
    fn read(path: &Path) -> Case {
        let text = String::from_utf8(fs::read(path).unwrap()).unwrap().replace("\r\n", "\n");
        let (notes, message) = without_notes(&text);
        let all =
            |name: &str| notes.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
        for (name, _) in &notes {
            assert!(
                [
                    "History",
                    "History-Lost",
                    "Known-Here",
                    "Learnt",
                    "Had",
                    "Had-File",
                    "Had-At",
                    "Heard-At",
                    "Bounced",
                    "Left",
                    "Leaked",
                    "Without",
                    "Hidden",
                    "Step",
                    "Verdict"
                ]
                .contains(&name.as_str()),
                "{name}"
            );
        }
        let file = path.file_stem().unwrap().to_str().unwrap();
        let rule = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
        assert!(file.starts_with("fires-") || file.starts_with("silent-"), "{}", path.display());
        let submission = submission(message, &all("Without"), &all("Hidden"));
        let mail = |to| Had { to, own: "Here it is.", files: Vec::new(), at: "2026-11-10T09:00:00Z" };
        let texts = all("Had").into_iter().map(|line| line.split_once(' ').unwrap());
        let mut had: Vec<Had> = texts.map(|(to, own)| Had { own, ..mail(to) }).collect();
        had.extend(all("Had-File").into_iter().map(|to| Had { files: first_file(&submission), ..mail(to) }));
        let times = all("Had-At").into_iter().map(|line| line.split_once(' ').unwrap());
        had.extend(times.map(|(at, to)| Had { at, ..mail(to) }));
        let heard =
            ["Heard-At", "Bounced", "Left"].map(|name| all(name).into_iter().map(move |line| heard(name, line)));
        let heard: Vec<Heard> = heard.into_iter().flatten().collect();
        let past = past(&submission, &all("Learnt"), &had, &heard);
        let here = Arc::new(Here::default());
        all("Known-Here").into_iter().for_each(|key| here.add(key));
        let step = |name: &str| all(name).first().map(|word| Step::parse(word).unwrap());
        Case {
            name: format!("{rule}/{file}"),
            rule: rule.replace("--", "/"),
            fires: file.starts_with("fires-"),
            step: step("Step"),
            verdict: step("Verdict"),
            submission,
            history: match all("History-Lost").first() {
                Some(why) => Err((*why).to_owned()),
                None => Ok(History {
                    leaked: all("Leaked").into_iter().map(leaked).collect(),
                    past,
                    here: Some(here),
                    ..History::new(all("History").into_iter().map(contact).collect())
                }),
            },
        }
    }

    /// What is wrong with what the judge says of it.
    fn fault(&self, judge: &Judge) -> Option<String> {
        let judged = judge.judge(&self.submission, self.history.as_ref().map_err(String::as_str));
        let explained = judge.rulebook.explain(&judged.facts);
        let outcome = explained.into_iter().find(|explained| explained.id == self.rule).unwrap().outcome;
        let step = outcome.findings().iter().map(|finding| finding.step).max();
        let right = match (self.fires, step) {
            (true, Some(step)) => self.step.is_none_or(|expected| expected == step),
            (false, None) => outcome != Outcome::Off,
            _ => false,
        };
        let verdict = judged.verdict;
        let as_a_whole = self.verdict.is_none_or(|expected| expected == verdict.step);
        (!right || !as_a_whole)
            .then(|| format!("{}: {outcome:?}\n{:?}\n{:?}", self.name, verdict, judged.facts.lines()))
    }
}

fn submission(message: String, without: &[&str], hidden: &[&str]) -> Submission {
    let structure = parse(message.as_bytes());
    let shown = |list: &[Mailbox]| list.iter().filter_map(|m| m.address.clone()).collect::<Vec<Address>>();
    let mut recipients: Vec<Address> = [&structure.to, &structure.cc, &structure.bcc].map(|list| shown(list)).concat();
    recipients.retain(|address| !without.contains(&address.as_str()));
    recipients.extend(hidden.iter().map(|address| address.parse().unwrap()));
    let mut seen = Vec::new();
    recipients.retain(|address| {
        !seen.contains(address) && {
            seen.push(address.clone());
            true
        }
    });
    assert!(!recipients.is_empty());
    Submission {
        door: Door::Smtp,
        origin: Origin::default(),
        envelope: Envelope {
            sender: shown(&structure.from).into_iter().next(),
            recipients: recipients.into_iter().map(Into::into).collect(),
            ..Envelope::default()
        },
        message: Message::new(message.into_bytes()),
        received: "2026-11-18T10:00:00Z".parse().unwrap(),
        source: None,
    }
}

/// All cases, by their check or rule.
fn cases() -> BTreeMap<String, Vec<Case>> {
    let entries = |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let mut cases: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for rule in entries(&folder()).iter().filter(|path| path.is_dir()) {
        for file in entries(rule) {
            let case = Case::read(&file);
            cases.entry(case.rule.clone()).or_default().push(case);
        }
    }
    cases
}

#[test]
fn every_case_ends_as_its_name_says() {
    let judge = the_judge();
    let wrong: Vec<String> = cases().values().flatten().filter_map(|case| case.fault(&judge)).collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_check_and_rule_has_mail_it_is_about_and_mail_it_is_not() {
    let (judge, cases) = (the_judge(), cases());
    let listed = judge.rulebook.rules();
    for (rule, cases) in &cases {
        assert!(listed.iter().any(|listed| listed.id == *rule), "there is no `{rule}`");
        assert!(
            cases.iter().any(|case| case.fires) && cases.iter().any(|case| !case.fires),
            "{rule} has one sort only"
        );
    }
    let ids = listed.iter().map(|listed| listed.id.as_str());
    let without: Vec<&str> = ids.filter(|id| !cases.contains_key(*id)).collect();
    assert!(without.is_empty(), "no cases: {without:?}");
}

/// Every finding of every case can be told to a reader of another language.
#[test]
fn what_a_case_says_is_said_in_every_language() {
    let judge = the_judge();
    for case in cases().values().flatten().filter(|case| case.fires) {
        let judged = judge.judge(&case.submission, case.history.as_ref().map_err(String::as_str));
        for finding in &judged.verdict.findings {
            let english = finding.told(Language::En);
            assert_eq!(english, (finding.headline.clone(), finding.detail.clone()), "{}", case.name);
            for language in [Language::De, Language::Es] {
                let (headline, detail) = finding.told(language);
                let built_in = !finding.check.contains('/');
                assert!(!built_in || (headline != english.0 && detail != english.1), "{}: {headline}", case.name);
                assert!(headline.chars().count() <= 160 && !headline.contains('{'), "{}: {headline}", case.name);
            }
        }
    }
}
