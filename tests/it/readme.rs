//! The documents are typed in as they stand: every command, every configuration, every pack.

use std::fs;
use std::path::Path;

use crate::support::client::send;
use crate::support::guard::{Guard, feed, until};
use crate::support::port::free_port;
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";
const TOM: &str = "tom.brandt@firm.example";
const KELLNER: &str = "martin.kellner@kita.example";

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let block: Vec<&str> = match line.strip_prefix("```") {
            Some(_) => lines.by_ref().take_while(|line| *line != "```").collect(),
            None => continue,
        };
        if line == format!("```{language}") {
            blocks.push(block.join("\n") + "\n");
        }
    }
    blocks
}

fn to_kellner(subject: &str) -> String {
    format!(
        "From: Anna Weber <{ANNA}>\r\nTo: {TOM}, Martin Kellner <{KELLNER}>\r\nSubject: {subject}\r\n\r\n\
         Hi Tom,\r\n\r\nwe have to cut costs and make two positions redundant.\r\n\r\nAnna\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_readme_does_what_it_is_there_for() {
    let readme = document("README.md");
    let makefile = document("Makefile");
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::new("", "");
    fs::write(guard.path("draft.eml"), to_kellner("A draft")).unwrap();
    fs::write(guard.path("report.eml"), format!("From: {ANNA}\nTo: {TOM}\nSubject: Report\n\nAll is well.\n")).unwrap();
    // `try` looks for the daemon at the port the configuration names.
    let port = free_port().to_string();
    let upstream = fake.addr().to_string();

    let (mut id, mut ran) = (String::new(), 0);
    for line in blocks(&readme, "sh").iter().flat_map(|block| block.lines()) {
        ran += 1;
        if let Some(target) = line.strip_prefix("make ") {
            let target = target.split(' ').next().unwrap();
            assert!(makefile.contains(&format!("\n{target}:")), "`{line}`: the Makefile has no {target}");
            continue;
        }
        if line == "outguard run" {
            let people = blocks(&readme, "toml")[0].clone();
            guard.configure(&(fs::read_to_string(guard.config()).unwrap() + &people));
            guard.start();
            for subject in ["Costs", "Costs again"] {
                let reply = send(guard.addr(), ANNA, &[TOM, KELLNER], to_kellner(subject));
                assert!(reply.contains("Held for you to check"), "{reply}");
                assert!(
                    reply.contains("is not Martin Keller (firm.example). Not sent yet; do not send it again."),
                    "{reply}"
                );
            }
            continue;
        }
        if let Some(held) = guard.list().iter().find(|view| view["state"] == "held") {
            id = held["id"].as_str().unwrap().to_owned();
        }
        let typed = line.replace("K7Q2", &id);
        let mut words = typed.split_whitespace();
        assert_eq!(words.next(), Some("outguard"), "`{line}` is no command this test knows");
        let mut words: Vec<&str> = words.collect();
        if words[0] == "init" {
            // The mail server that is here, and nobody to ask.
            fs::remove_file(guard.config()).unwrap();
            words.extend(["--yes", "--upstream", &upstream, "--tls", "none", "--no-sign-in", "--port", &port]);
        }
        let input = words.iter().position(|word| *word == "<").map(|at| words.split_off(at)[1].to_owned());
        let input = input.map(|file| fs::read(guard.path(&file)).unwrap()).unwrap_or_default();
        let done = feed(guard.command(&words).current_dir(guard.path("")), &input);
        // Their exit codes are their answer.
        let highest = match words[0] {
            "scan" | "wait" => 2,
            "check" => 1,
            _ => 0,
        };
        assert!(done.code <= highest, "`{line}` as `{typed}`: {done:#?}");
    }
    assert!(ran > 12, "the README shows how it is used");
    assert_eq!(
        fs::read(guard.path("again.eml")).unwrap(),
        to_kellner("Costs").into_bytes(),
        "the draft is the message"
    );
    // Besides them there are notices of what was held, which come from nobody.
    let theirs = || fake.messages().into_iter().filter(|taken| !taken.mail.starts_with("MAIL FROM:<>")).count();
    until("what was released and the report have arrived", || theirs() == 2);
}

#[test]
fn configurations_and_packs_in_the_documents_are_legal() {
    let guard = Guard::new("", "");
    fs::create_dir(guard.path("packs")).unwrap();
    let mut seen = 0;
    for name in ["README.md", "docs/operations.md", "docs/rules.md"] {
        let document = document(name);
        let all = blocks(&document, "toml");
        // The people a document's packs are about stand in the same document.
        let people = all.iter().find(|block| block.contains("[[group]]")).map(ToString::to_string).unwrap_or_default();
        for (n, block) in all.iter().enumerate() {
            seen += 1;
            fs::write(guard.path("upstream.password"), "secret\n").unwrap();
            if block.contains("[[duty]]") {
                fs::create_dir_all(guard.path("packs/duties")).unwrap();
                fs::write(guard.path("packs/duties/example.toml"), block).unwrap();
                guard.configure(&format!("{people}\n[rules]\npaths = [\"packs\"]\n"));
                assert_eq!(guard.ops(&["rules", "test"]).code, 0, "{name}, block {n}");
                assert!(
                    guard.ops(&["rules", "duties"]).ok().contains("packs/duties/example.toml:"),
                    "the pack was read"
                );
            } else if block.contains("[pack]") {
                fs::write(guard.path("packs/example.toml"), block).unwrap();
                guard.configure(&format!("{people}\n[rules]\npaths = [\"packs\"]\n"));
                assert_eq!(guard.ops(&["rules", "test"]).code, 0, "{name}, block {n}");
                let id = block.split('"').nth(1).unwrap();
                assert!(guard.ops(&["rules", "list"]).ok().contains(&format!("\n{id}/")), "the pack was read");
            } else {
                // The folder a document watches is on its reader's machine.
                guard.configure(&block.replace("/srv/app/outbox", guard.path("packs").to_str().unwrap()));
                assert_eq!(guard.ops(&["config", "check"]).code, 0, "{name}, block {n}");
            }
        }
    }
    assert!(seen >= 4, "{seen} blocks");
}

#[test]
fn every_check_has_a_heading_in_the_rules_document() {
    let guard = Guard::new("", "");
    let rules = document("docs/rules.md");
    let listed = guard.ops(&["rules", "list"]).ok();
    let checks =
        listed.lines().skip(1).filter_map(|line| line.split_whitespace().next()).filter(|id| !id.contains('/'));
    let missing: Vec<&str> = checks.filter(|id| !rules.contains(&format!("\n### {id}\n"))).collect();
    assert!(missing.is_empty() && !listed.is_empty(), "{missing:?}");
}
