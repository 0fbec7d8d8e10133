//! The design holds the code, and the code holds the design: arrows go down only, and what DESIGN calls absent is absent.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every module of the library and its layer, as ARCHITECTURE.md has it.
const LAYERS: &[(&str, u8)] = &[
    ("base", 0),
    ("message", 1),
    ("parse", 1),
    ("files", 1),
    ("people", 2),
    ("facts", 2),
    ("rules", 3),
    ("verdict", 3),
    ("judge", 3),
    ("clearance", 3),
    ("incident", 3),
    ("report", 3),
    ("backtest", 3),
    ("reader", 4),
    ("archive", 4),
    ("config", 4),
    ("store", 4),
    ("release", 4),
    ("deliver", 4),
    ("http", 4),
    ("intake", 5),
    ("app", 5),
    ("control", 5),
];

/// What the code under a folder must not name, and why.
const ABSENT: &[(&str, &[&str], &str)] = &[
    ("parse", &["files"], "a message is taken apart before its files are read"),
    ("message", &["parse", "files"], "what arrived is untouched by how it is read"),
    ("people", &["facts"], "parties and names are known before anything is stated of a message"),
    ("rules", &["message", "store", "config"], "rules see facts, never bytes"),
    ("deliver", &["parse", "facts", "rules", "verdict", "judge"], "delivery takes a clearance, never a verdict"),
    (
        "intake/smtp",
        &["parse", "facts", "rules", "verdict", "judge", "clearance", "store", "deliver", "release"],
        "a door never sees a rule",
    ),
    (
        "intake/sendmail",
        &["facts", "rules", "verdict", "judge", "clearance", "store", "deliver", "release"],
        "a door never sees a rule",
    ),
    (
        "intake/outbox",
        &["facts", "rules", "verdict", "judge", "clearance", "deliver", "release"],
        "a door never sees a rule; of parsing it uses whom the header names, of the store which file became what",
    ),
    ("reader", &["config", "store", "people", "rules"], "who reads a file knows nothing but the file"),
    ("archive", &["parse", "people", "store", "config"], "a file of mail is taken apart before any message is read"),
    ("report", &["rules", "verdict", "judge", "clearance"], "a document knows nothing of what it tells of"),
    ("store", &["release", "deliver"], "what is kept does not know what is done with it"),
    ("config", &["store", "release", "deliver"], "the configuration is read before anything runs"),
];

/// Crates that one room alone may name.
const ROOMS: &[(&str, &str)] = &[
    ("rusqlite", "store"),
    ("mail_parser", "parse"),
    ("lettre", "deliver"),
    ("clap", "control/cli"),
    ("seccompiler", "reader"),
    ("krilla", "report/pdf"),
];

struct Source {
    /// Its path below `src`, with `/`.
    path: String,
    /// Its lines outside `#[cfg(test)]` items, comments cut off, numbered from 1.
    lines: Vec<(usize, String)>,
    /// The same lines with their comments.
    whole: Vec<(usize, String)>,
}

impl Source {
    fn room(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(&format!("{folder}/")) || self.path == format!("{folder}.rs")
    }

    /// The modules named by `crate::…` on each line, `crate::{a, b}` taken apart.
    fn named(&self) -> Vec<(usize, String)> {
        let mut named = Vec::new();
        for (n, line) in &self.lines {
            for rest in line.split("crate::").skip(1) {
                let group = rest.strip_prefix('{').map_or(rest, |group| group.split('}').next().unwrap_or(group));
                let names = if rest.starts_with('{') { group.split(',').collect() } else { vec![rest] };
                for name in names {
                    let name: String =
                        name.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                    if LAYERS.iter().any(|(module, _)| *module == name) {
                        named.push((*n, name));
                    }
                }
            }
        }
        named
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push(path);
        }
    }
}

/// All of `src` as it is built without tests.
fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    files(&src, &mut paths);
    let mut sources = Vec::new();
    let mut test_files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let mut whole = Vec::new();
        let mut lines = text.lines().enumerate().peekable();
        while let Some((n, line)) = lines.next() {
            if line.trim() != "#[cfg(test)]" {
                whole.push((n + 1, line.to_owned()));
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            let first = lines.next().map(|(_, line)| line).unwrap_or_default();
            if let Some(name) = first.trim().strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
                test_files.push(path.parent().unwrap().join(format!("{name}.rs")));
                test_files.push(path.with_extension("").join(format!("{name}.rs")));
            } else if !first.trim_end().ends_with(';') {
                // An item ends with the first closing brace at its own depth; rustfmt puts it there.
                let end = format!("{}}}", " ".repeat(indent));
                for (_, line) in lines.by_ref() {
                    if line == end {
                        break;
                    }
                }
            }
        }
        let lines = whole.iter().map(|(n, line)| (*n, without_comment(line).to_owned())).collect();
        let path = path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        sources.push(Source { path, lines, whole });
    }
    // A test module may be a folder.
    let is_test = |path: &Path| test_files.iter().any(|test| path == test || path.starts_with(test.with_extension("")));
    sources.retain(|source| !is_test(&src.join(&source.path)));
    assert!(sources.len() > 100, "src/ was found");
    sources
}

fn without_comment(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") { "" } else { line.find(" // ").map_or(line, |at| &line[..at]) }
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn arrows_go_down_only() {
    let layers: BTreeMap<&str, u8> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !matches!(s.path.as_str(), "lib.rs" | "main.rs")) {
        let Some(own) = layers.get(source.room()) else {
            wrong.push(format!("src/{}: its layer is not in the table of tests/it/layers.rs", source.path));
            continue;
        };
        for (n, name) in source.named() {
            if layers[name.as_str()] > *own {
                wrong.push(format!("src/{}:{n}: {} (layer {own}) names {name} above it", source.path, source.room()));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn what_is_absent_is_the_design() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (folder, absent, why) in ABSENT.iter().filter(|(folder, ..)| source.is_in(folder)) {
            for (n, name) in source.named().iter().filter(|(_, name)| absent.contains(&name.as_str())) {
                wrong.push(format!("src/{}:{n}: {folder} names {name}, but {why}", source.path));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_crate_with_a_room_of_its_own_stays_there() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, room) in ROOMS.iter().filter(|(_, room)| !source.is_in(room)) {
            for (n, line) in &source.lines {
                if line.contains(&format!("{name}::")) {
                    wrong.push(format!("src/{}:{n}: {name} belongs to {room}", source.path));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn only_two_places_make_a_clearance() {
    let mut made = Vec::new();
    for source in sources().iter().filter(|s| s.path != "clearance.rs") {
        for (_, line) in &source.lines {
            for way in ["Clearance::on_pass", "Clearance::on_record"] {
                if line.contains(way) {
                    made.push(format!("{way} in {}", source.path));
                }
            }
        }
    }
    made.sort();
    assert_eq!(made, ["Clearance::on_pass in intake/pipeline.rs", "Clearance::on_record in release/permit.rs"]);
}

#[test]
fn the_page_and_the_command_line_never_see_the_store() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| s.is_in("control") && s.path != "control/ops.rs") {
        for (n, line) in &source.lines {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            if words.into_iter().any(|word| word == "Store") {
                wrong.push(format!("src/{}:{n}: only ops.rs uses the store; this file sees its values", source.path));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn one_file_reads_the_clock() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| s.path != "base/clock.rs") {
        for (n, line) in &source.lines {
            if ["Timestamp::now(", "Zoned::now(", "SystemTime::now("].iter().any(|now| line.contains(now)) {
                wrong.push(format!("src/{}:{n}: take a base::Clock", source.path));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn below_the_state_nothing_waits() {
    let pure: Vec<&str> = LAYERS.iter().filter(|(_, layer)| *layer < 4).map(|(module, _)| *module).collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| pure.contains(&s.room())) {
        for (n, line) in &source.lines {
            if ["tokio::", "async fn", ".await", "std::net::Tcp", "std::fs::", "File::open"]
                .iter()
                .any(|io| line.contains(io))
            {
                wrong.push(format!("src/{}:{n}: layers 0 to 3 do no I/O and do not wait", source.path));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn whatever_may_panic_says_why_it_cannot() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (at, (n, line)) in source.whole.iter().enumerate() {
            let code = without_comment(line);
            let panics = [".unwrap()", ".expect(", "panic!(", "unreachable!("].iter().any(|p| code.contains(p));
            let before = at.checked_sub(1).map_or("", |at| source.whole[at].1.trim());
            if panics && code == line && !before.starts_with("//") {
                wrong.push(format!("src/{}:{n}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn documents_name_only_files_that_exist() {
    let mut wrong = Vec::new();
    for document in
        ["docs/flow.md", "docs/operations.md", "docs/rules.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"]
    {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for (n, line) in text.lines().enumerate() {
            let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)));
            for word in words.map(|word| word.trim_end_matches('.')) {
                let ours = ["src/", "tests/", "docs/", "rules/", "contrib/", "benches/", "fuzz/", "scripts/"];
                if ours.iter().any(|folder| word.starts_with(folder)) && !root().join(word).exists() {
                    wrong.push(format!("{document}:{}: there is no {word}", n + 1));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut section = "";
    let mut wrong = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && line.contains('=') && !line.contains("# ") {
            wrong.push(format!("Cargo.toml: no reason beside `{line}`"));
        }
    }
    assert_none(&wrong);
}
