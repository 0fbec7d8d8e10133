//! A slip from the relay to the finished report, by the command line alone: what every worked incident does the same way.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Cursor, Read as _};
use std::process::Command;

use ical::IcalParser;
use jiff::{SignedDuration, Timestamp};
use outguard::base::Clock;
use regex::Regex;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::client::send;
use crate::support::guard::{Done, Guard, files_in, id_in, until};
use crate::support::schema;
use crate::support::upstream::{Behaviour, FakeUpstream};

/// The languages of a finished report.
pub const LANGUAGES: [&str; 3] = ["en", "de", "es"];

/// Who acts at the firm of these cases.
const CONTACTS: &str = r#"organisation = "Firm Ltd"
boss = "martin.keller@firm.example"
boss_deputy = "eva.lang@firm.example"
data_protection = "Dana Roth, 555 0100"
data_protection_deputy = "Kim Sommer, 555 0101"
legal = "counsel@law.example"
legal_deputy = "deputy@law.example"
compliance = "compliance@firm.example"
compliance_deputy = "eva.lang@firm.example"
security = "it@firm.example"
security_deputy = "kim.sommer@firm.example"
insurer = "broker@insurer.example"
insurer_deputy = "claims@insurer.example"
account = "lena.vogt@firm.example"
account_deputy = "tom.brandt@firm.example"
team = "project@firm.example"
out_of_band = "Room 4, 555 0199"
"#;

/// A daemon of the firm, its upstream, and the incident that was opened.
pub struct Scene {
    pub guard: Guard,
    /// Upstream stands as long as the scene does.
    _fake: FakeUpstream,
    id: String,
}

/// A zone in which it is about noon: what is due on the same day is due in four hours, whenever the tests run.
fn noon() -> String {
    let hour = i32::from(Clock::system().now().to_zoned(jiff::tz::TimeZone::UTC).hour());
    match hour - 12 {
        0 => "Etc/GMT".to_owned(),
        east if east < 0 => format!("Etc/GMT{east}"),
        west => format!("Etc/GMT+{west}"),
    }
}

impl Scene {
    /// A firm; `incident` are further lines of `[incident]`, `more` further tables.
    pub async fn of(incident: &str, more: &str) -> Scene {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let zone = noon();
        let config = format!(
            "[policy]\ndelay = \"0s\"\ntime_zone = \"{zone}\"\n[incident]\nreminders = false\n{CONTACTS}{incident}\n{more}"
        );
        let mut guard = Guard::for_firm(&fake, &config);
        guard.start();
        Scene { guard, _fake: fake, id: String::new() }
    }

    /// Sends it through the relay; where it is held, its sender releases it with everything that is asked for. The answer is
    /// the id of what was held.
    #[track_caller]
    pub fn sends(&self, from: &str, to: &[&str], message: &str) -> Option<String> {
        let reply = send(self.guard.addr(), from, to, message);
        assert!(reply.starts_with("250"), "{reply}");
        if !reply.contains("Held") {
            // The journal is told beside the session.
            let id = message.split_once("Message-ID: <").and_then(|(_, rest)| rest.split_once('>')).unwrap().0;
            until("the journal has it", || self.guard.ops(&["journal", "show", "--json"]).out.contains(id));
            return None;
        }
        let id = id_in(&reply);
        let held = self.guard.show(&id);
        let mut confirm = vec![to.len().to_string()];
        for (n, recipient) in held["recipients"].as_array().unwrap().iter().enumerate() {
            let address = recipient["address"].as_str().unwrap();
            confirm.push((n + 1).to_string());
            confirm.push(address.rsplit('@').next().unwrap().to_owned());
        }
        let mut words = vec!["release", &id];
        confirm.iter().for_each(|word| words.extend(["--confirm", word]));
        self.guard.ops(&words).ok();
        self.guard.until_state(&id, "sent");
        Some(id)
    }

    /// Opens an incident; the answer is what `--json` says.
    #[track_caller]
    pub fn open(&mut self, words: &[&str]) -> Value {
        let all: Vec<&str> = ["incident", "open"].iter().chain(words).chain(&["--json"]).copied().collect();
        let case: Value = serde_json::from_str(&self.guard.ops(&all).ok()).unwrap();
        self.id = case["incident"]["id"].as_str().unwrap().to_owned();
        case
    }

    /// `outguard incident VERB I-0001 …`.
    pub fn does(&self, verb: &str, words: &[&str]) -> Done {
        let all: Vec<&str> = ["incident", verb, &self.id].iter().chain(words).copied().collect();
        self.guard.ops(&all)
    }

    /// The case as it stands.
    #[track_caller]
    pub fn shown(&self) -> Value {
        serde_json::from_str(&self.does("show", &["--json"]).ok()).unwrap()
    }

    /// The number of the step with this key.
    #[track_caller]
    pub fn step(&self, key: &str) -> String {
        let case = self.shown();
        let steps = case["incident"]["steps"].as_array().unwrap();
        steps.iter().find(|step| step["key"] == key).unwrap_or_else(|| panic!("no step {key}: {steps:#?}"))["n"]
            .to_string()
    }

    /// What must be done is done.
    #[track_caller]
    pub fn everything_is_done(&self) {
        let case = self.shown();
        let must: Vec<&str> = list(&case["assessment"]["plan"])
            .filter(|step| step["must"] == true)
            .map(|step| text(&step["key"]))
            .collect();
        for step in list(&case["incident"]["steps"]).filter(|step| step["state"] == "open") {
            if must.contains(&text(&step["key"])) {
                self.does("step", &[&step["n"].to_string(), "done", "--note", "by telephone"]).ok();
            }
        }
    }

    /// The report in three languages with everything there is, by file name.
    #[track_caller]
    pub fn report(&self) -> Report {
        let folder = self.guard.path("report");
        let _ = fs::remove_dir_all(&folder);
        let to = folder.to_str().unwrap();
        let mut words = vec!["--to", to, "--evidence", "--manager"];
        LANGUAGES.iter().for_each(|language| words.extend(["--language", language]));
        let printed = self.does("export", &words).ok();
        let read = |path: std::path::PathBuf| {
            let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        };
        let files: BTreeMap<String, Vec<u8>> = files_in(&folder).into_iter().map(read).collect();
        assert_eq!(printed.lines().count(), files.len(), "each file is named: {printed}");
        Report(files)
    }

    /// The exported object is what the published schema says.
    #[track_caller]
    pub fn fits_the_schema(&self, report: &Report) {
        let described: Value = serde_json::from_str(&self.guard.ops(&["incident", "schema"]).ok()).unwrap();
        let object: Value = serde_json::from_str(report.text("incident.json")).unwrap();
        let wrong = schema::wrong(&described, &described, &object, "");
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// The running daemon holds a correction that says again what leaked, and lets one pass that does not.
    #[track_caller]
    pub fn guards_corrections(&self, from: &str, to: &str, leaked: &str) {
        let mail = |text: &str| {
            format!("From: {from}\r\nTo: {to}\r\nSubject: About my e-mail\r\n\r\nGood day,\r\n\r\n{text}\r\n")
        };
        let quoting = send(self.guard.addr(), from, &[to], mail(&format!("please delete this:\r\n> {leaked}")));
        assert!(quoting.contains("Held for you"), "{quoting}");
        let id = id_in(&quoting);
        let held = self.guard.show(&id);
        assert!(list(&held["findings"]).any(|finding| finding["check"] == "correction"), "{held:#}");
        self.guard.ops(&["cancel", &id]).ok();
    }

    /// It does not close before what must be done is done and the guard is known to stop it; afterwards it does.
    #[track_caller]
    pub fn closes_with_proof(&self) {
        self.everything_is_done();
        self.does("close", &[]).ok();
        assert_eq!(self.shown()["incident"]["status"], "closed");
    }

    /// The guard asked about it, and asks again: that is the proof.
    #[track_caller]
    pub fn is_stopped_again(&self) {
        let refused = self.does("close", &[]);
        assert!(refused.code != 0 && refused.err.contains("proof"), "{refused:#?}");
        let replayed = self.does("replay", &[]);
        assert_eq!(replayed.code, 0, "{replayed:#?}");
    }

    /// Applies the first change that is a pack; the running daemon then holds the same mail.
    #[track_caller]
    pub fn prevents(&self, from: &str, to: &[&str], message: &str) {
        let refused = self.does("close", &[]);
        assert!(refused.code != 0 && refused.err.contains("proof"), "{refused:#?}");
        let proposed = self.does("prevent", &["--json"]).ok();
        let proposed: Vec<Value> = proposed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let pack = proposed.iter().find(|one| one["change"] == "pack");
        let n = pack.unwrap_or_else(|| panic!("no pack is proposed: {proposed:#?}"))["n"].to_string();
        self.does("prevent", &["--apply", &n]).ok();
        let replayed = self.does("replay", &[]);
        assert_eq!(replayed.code, 0, "{replayed:#?}");
        until("the daemon has read the pack", || self.guard.log().contains("packs reloaded"));
        let again = message.replacen("Message-ID: <", "Message-ID: <again-", 1);
        let reply = send(self.guard.addr(), from, to, again);
        assert!(reply.contains("Held for you"), "{reply}");
        let held = self.guard.show(&id_in(&reply));
        let begins = format!("{}/", self.id.to_lowercase());
        let by_pack = |finding: &Value| text(&finding["check"]).starts_with(&begins);
        assert!(list(&held["findings"]).any(by_pack), "held by the new pack: {held:#}");
        self.guard.ops(&["cancel", &id_in(&reply)]).ok();
    }
}

/// What was exported.
pub struct Report(pub BTreeMap<String, Vec<u8>>);

impl Report {
    /// A file of text.
    #[track_caller]
    pub fn text(&self, name: &str) -> &str {
        let bytes = self.0.get(name).unwrap_or_else(|| panic!("no {name}: {:?}", self.0.keys()));
        std::str::from_utf8(bytes).unwrap()
    }

    /// The letters in this language, by name: Markdown.
    pub fn letters(&self, language: &str) -> Vec<(&str, &str)> {
        let begins = format!("{language}/letters/");
        let letters = self.0.iter().filter(|(name, _)| name.starts_with(&begins) && name.ends_with(".md"));
        letters.map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).unwrap())).collect()
    }

    /// Each of these letters is there in each language.
    #[track_caller]
    pub fn has_letters(&self, wanted: &[&str]) {
        for language in LANGUAGES {
            let names: Vec<&str> = self.letters(language).iter().map(|(name, _)| *name).collect();
            for one in wanted {
                assert!(names.iter().any(|name| name.contains(one)), "no letter {one} in {names:#?}");
            }
        }
    }

    /// Every document is there in every form, and nothing is empty.
    #[track_caller]
    pub fn is_whole(&self) {
        for language in LANGUAGES {
            for name in ["facts", "internal", "briefing-card", "prevention", "manager"] {
                assert!(self.text(&format!("{language}/{name}.md")).starts_with("# "));
                let html = self.text(&format!("{language}/{name}.html"));
                assert!(html.contains(&format!("<html lang=\"{language}\"")), "{}", &html[..200]);
                let pdf = &self.0[&format!("{language}/{name}.pdf")];
                assert!(pdf.starts_with(b"%PDF-") && pages(pdf) >= 1, "{language}/{name}.pdf");
            }
            for (name, entry) in [("followup.ics", "VEVENT"), ("todo.ics", "VTODO")] {
                let file = self.text(&format!("{language}/{name}"));
                let calendars: Vec<_> = IcalParser::new(BufReader::new(file.as_bytes())).collect();
                let [Ok(calendar)] = &calendars[..] else { panic!("{name} is no calendar: {calendars:?}") };
                let entries = if entry == "VEVENT" { calendar.events.len() } else { calendar.todos.len() };
                assert!(entries >= 3, "{entries} entries {entry} in {name}");
            }
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.0["evidence.zip"])).unwrap();
        let mut read = |name: &str| {
            let mut bytes = Vec::new();
            archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        let sums = String::from_utf8(read("SHA256SUMS")).unwrap();
        assert!(sums.contains("message.eml") && sums.contains("MANIFEST.json"), "{sums}");
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let digest: String = Sha256::digest(read(name)).iter().map(|octet| format!("{octet:02x}")).collect();
            assert_eq!(digest, sum, "{name}");
        }
    }

    /// What leaked stands in none of them; the names of its files are in the copy of facts (E03) and in the object, and in nothing
    /// that is written to others. The copy of facts holds no opinion and no apology.
    #[track_caller]
    pub fn does_not_leak(&self, leaked: &[&str], files: &[&str]) {
        let readable = |name: &str| !name.ends_with(".pdf") && !name.ends_with(".zip");
        for (name, bytes) in self.0.iter().filter(|(name, _)| readable(name)) {
            let text = String::from_utf8_lossy(bytes);
            let names_files = name.contains("/facts.") || name == "incident.json";
            let never = leaked.iter().chain(if names_files { &[] } else { files });
            for words in never {
                assert!(!text.contains(words), "{name} says {words:?}");
            }
        }
        for language in LANGUAGES {
            let facts = self.text(&format!("{language}/facts.md"));
            for word in ["sorry", "my mistake", "Entschuldigung", "tut mir leid", "disculpas", "lamento"] {
                assert!(!facts.contains(word), "{language}/facts.md says {word:?}");
            }
        }
    }

    /// The copy of facts and the internal copy in three languages, without what differs from run to run.
    #[track_caller]
    pub fn is_as_before(&self, case: &str) {
        for language in LANGUAGES {
            for copy in ["facts", "internal"] {
                insta::assert_snapshot!(
                    format!("{case}_{copy}_{language}"),
                    steady(self.text(&format!("{language}/{copy}.md")))
                );
            }
        }
    }
}

/// How many pages a PDF has, by poppler.
pub fn pages(pdf: &[u8]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.pdf");
    fs::write(&file, pdf).unwrap();
    let output = Command::new("pdfinfo").arg(&file).output().expect("pdfinfo is here (scripts/test-tools)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok()).unwrap()
}

/// Keeps pictures of a PDF's pages in `target/shots/incident`.
pub fn pictured(pdf: &[u8], name: &str) {
    let folder = crate::support::browser::target().join("shots/incident");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.pdf"));
    fs::write(&file, pdf).unwrap();
    let out = Command::new("pdftoppm").args(["-r", "70", "-png"]).args([&file, &file.with_extension("")]).output();
    assert!(out.expect("pdftoppm is here (scripts/test-tools)").status.success());
    println!("pictures: {}", folder.join(format!("{name}-*.png")).display());
}

/// The duty of this id, as the case has it.
#[track_caller]
pub fn duty<'a>(case: &'a Value, id: &str) -> &'a Value {
    list(&case["assessment"]["duties"]).find(|duty| duty["id"] == id).unwrap_or_else(|| panic!("no duty {id}"))
}

/// How the duties look: each of these ids with its word.
#[track_caller]
pub fn look(case: &Value, wanted: &[(&str, &str)]) {
    for (id, looks) in wanted {
        let duty = duty(case, id);
        assert_eq!(duty["looks"], *looks, "{id}: {}", duty["facts"]);
    }
}

/// A stage of a duty is due so long after somebody noticed.
#[track_caller]
pub fn is_due_after(case: &Value, id: &str, stage: &str, hours: i64) {
    let noticed: Timestamp = text(&case["incident"]["noticed_at"]).parse().unwrap();
    let stage =
        list(&duty(case, id)["stages"]).find(|one| one["name"] == stage).unwrap_or_else(|| panic!("no {stage}"));
    let due: Timestamp = text(&stage["due"]).parse().unwrap();
    assert_eq!(due, noticed + SignedDuration::from_hours(hours), "{id} {stage:#}");
}

/// The members of a list.
#[track_caller]
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}")).iter()
}

/// A text.
#[track_caller]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// Texts of a list.
#[track_caller]
pub fn texts(value: &Value) -> Vec<&str> {
    list(value).map(text).collect()
}

/// Writes a message as a mail program keeps it, and names the file.
pub fn sent_copy(guard: &Guard, message: &str) -> String {
    fs::write(guard.path("sent.eml"), message).unwrap();
    guard.path("sent.eml").to_str().unwrap().to_owned()
}

/// Without times and ids; what stands in the order of its dates is sorted, so that weekends and short months change nothing.
fn steady(copy: &str) -> String {
    const STEADY: [(&str, &str); 13] = [
        (r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d [A-Z+\-\d]+", "[TIME]"),
        (r"\d\d\\?\.\d\d\.\d{4}, \d\d:\d\d Uhr \([A-Z+\-\d]+\)", "[TIME]"),
        (r"\d\d/\d\d/\d{4}, \d\d:\d\d h \([A-Z+\-\d]+\)", "[TIME]"),
        (r"[A-Z][a-z]{1,2},? \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [A-Z+\-\d]+", "[TIME]"),
        (r"`\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ`", "[UTC]"),
        (r"\d+ (?:d|Tg\.|h|Std\.|min|Min\.)(?: \d+ (?:h|Std\.|min|Min\.))?", "[SPAN]"),
        (r"\b(line|Zeile|línea) \d+", "$1 [N]"),
        (r"Outguard \d+\.\d+\.\d+", "Outguard [VERSION]"),
        (r"\*\*\d+\. ", "**[N]. "),
        (r"\d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d [A-Z+\-\d]+", "[TIME]"),
        (r"\d\d/\d\d/\d{4},? \d\d:\d\d:\d\d [A-Z+\-\d]+", "[TIME]"),
        (r"- \[TIME\]: ", "- "),
        (r"127\.0\.0\.1:\d+", "[UPSTREAM]"),
    ];
    let me = Command::new("id").arg("-un").output().unwrap();
    let me = String::from_utf8(me.stdout).unwrap();
    let mut text = Regex::new(&format!(r"\b{}\b", me.trim())).unwrap().replace_all(copy, "[WHO]").into_owned();
    for (pattern, with) in STEADY {
        text = Regex::new(pattern).unwrap().replace_all(&text, with).into_owned();
    }
    let mut sections: Vec<Vec<String>> = Vec::new();
    for section in text.split("\n## ") {
        let mut parts: Vec<String> = section.split("\n### ").map(|part| by_date_no_more(part.trim_end())).collect();
        if parts[0].contains("· E12") {
            parts[1..].sort();
        }
        sections.push(parts);
    }
    sections.iter().map(|parts| parts.join("\n\n### ")).collect::<Vec<_>>().join("\n\n## ")
}

/// Things to do and clocks in the order of their words.
fn by_date_no_more(part: &str) -> String {
    let mut blocks: Vec<String> = part.split("\n\n").map(sorted_list).collect();
    let is_clock = |block: &String| block.starts_with("> **");
    let mut from = 0;
    while from < blocks.len() {
        let run = blocks[from..].iter().take_while(|block| is_clock(block)).count();
        blocks[from..from + run].sort();
        from += run + 1;
    }
    blocks.join("\n\n")
}

fn sorted_list(block: &str) -> String {
    let mut lines: Vec<&str> = block.lines().collect();
    if lines.iter().all(|line| line.starts_with("- [")) {
        lines.sort_unstable();
    }
    lines.join("\n")
}
