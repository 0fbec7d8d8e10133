//! The watched outbox: a file dropped into a folder is judged like any other mail, and ends where everybody sees what
//! became of it.

mod crash;
mod kinds;
mod letters;
mod places;
mod rivals;
mod trouble;
mod whole;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::guard::{Guard, until};
use crate::support::upstream::{FakeUpstream, Taken};

const ANNA: &str = "anna.weber@firm.example";
const TOM: &str = "tom.brandt@firm.example";
const BOSS: &str = "martin.keller@firm.example";
const KELLNER: &str = "martin.kellner@kita.example";

/// A guard that watches `out`, set up as `more` says.
fn watching(fake: &FakeUpstream, more: &str) -> Guard {
    let guard =
        Guard::for_firm(fake, &format!("[[outbox]]\npath = \"out\"\nscan = \"200ms\"\nsettle = \"1s\"\n{more}\n"));
    fs::create_dir(guard.path("out")).unwrap();
    guard
}

/// Drops a file whole, as programs do that know how.
fn drop_into(folder: &Path, name: &str, text: &str) {
    let draft = folder.join(format!(".{name}"));
    fs::write(&draft, text).unwrap();
    fs::rename(&draft, folder.join(name)).unwrap();
}

/// A message that passes.
fn clean(subject: &str) -> String {
    mail(subject, &format!("Tom Brandt <{TOM}>"), "Shall we have lunch on Thursday?")
}

/// A message that is held.
fn odd(subject: &str) -> String {
    let text = "Please treat the following as strictly confidential, it is for internal use only.";
    mail(subject, &format!("Martin Kellner <{KELLNER}>"), text)
}

fn mail(subject: &str, to: &str, text: &str) -> String {
    format!(
        "From: Anna Weber <{ANNA}>\nTo: {to}\nSubject: {subject}\nDate: Mon, 16 Nov 2026 09:30:00 +0100\n\
         Message-ID: <{}@firm.example>\n\n{text}\n",
        subject.replace(' ', ".")
    )
}

/// The names in a folder, without what is hidden.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

/// Waits until a file is there, and reads it.
#[track_caller]
fn there(path: PathBuf) -> String {
    until(&format!("{} is there", path.display()), || path.exists());
    fs::read_to_string(path).unwrap()
}

/// The subjects of what upstream has taken, our own messages apart.
fn subjects(fake: &FakeUpstream) -> Vec<String> {
    let of = |taken: &Taken| {
        let text = String::from_utf8_lossy(&taken.data).into_owned();
        text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default().to_owned()
    };
    fake.messages().iter().filter(|taken| !taken.mail.starts_with("MAIL FROM:<>")).map(of).collect()
}

/// The only thing that waits.
#[track_caller]
fn the_held(guard: &Guard) -> String {
    let listed = guard.list();
    assert_eq!(listed.len(), 1, "{listed:#?}");
    listed[0]["id"].as_str().unwrap().to_owned()
}
