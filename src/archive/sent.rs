//! Mail sent before, in the places mail programs keep it on this computer.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Item;
use super::names::is_sent;
use super::walk::{entries, may_be_mail};

/// Where Thunderbird keeps profiles, below the home folder.
const THUNDERBIRD: [&str; 3] =
    [".thunderbird", "snap/thunderbird/common/.thunderbird", ".var/app/org.mozilla.Thunderbird/.thunderbird"];

/// Folders of mail, below the home folder; those named like sent mail are looked at.
const FOLDERS: [&str; 4] = ["Maildir", "Mail", "mail", ".mail"];

/// Octets of a message that are looked at to count it.
const LOOKED_AT: usize = 4096;

/// A folder of sent mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where: a file or a folder.
    pub path: PathBuf,
    /// How many are in it.
    pub messages: usize,
}

/// Every folder of sent mail with something in it, the most likely one first.
pub fn folders(home: &Path) -> Vec<Folder> {
    let mut found: Vec<Folder> = Vec::new();
    for place in THUNDERBIRD.map(|place| home.join(place)) {
        for profile in profiles(&place) {
            for kind in ["Mail", "ImapMail"] {
                for account in entries(&profile.join(kind)).unwrap_or_default() {
                    found.extend(sent_in(&account));
                    let below = entries(&account).unwrap_or_default();
                    let nested = below.into_iter().filter(|path| path.extension().is_some_and(|e| e == "sbd"));
                    found.extend(nested.flat_map(|folder| sent_in(&folder)));
                }
            }
        }
    }
    for place in FOLDERS.map(|place| home.join(place)) {
        found.extend(sent_in(&place));
    }
    found.retain(|folder| folder.messages > 0);
    found
}

/// The folders of sent mail right below `folder`.
fn sent_in(folder: &Path) -> Vec<Folder> {
    let named = |path: &PathBuf| {
        let name = Path::new(path.file_name().unwrap_or_default());
        is_sent(name) == Some(true) && may_be_mail(name)
    };
    let paths = entries(folder).unwrap_or_default().into_iter().filter(named);
    paths.map(|path| Folder { messages: count(&path), path }).collect()
}

/// The profiles below `place` in the order of `profiles.ini`, the one that is used first.
fn profiles(place: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(place.join("profiles.ini")).unwrap_or_default();
    let mut used = Vec::new();
    let mut others = Vec::new();
    for section in text.split("\n[").map(|section| section.trim_start_matches('[')) {
        let value = |key: &str| section.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='));
        if section.starts_with("Install") {
            used.extend(value("Default").map(|path| place.join(path)));
        } else if section.starts_with("Profile") {
            let path = value("Path").map(|path| place.join(path));
            if value("Default") == Some("1") { used.extend(path) } else { others.extend(path) }
        }
    }
    let mut profiles: Vec<PathBuf> = Vec::new();
    for profile in used.into_iter().chain(others) {
        if !profiles.contains(&profile) {
            profiles.push(profile);
        }
    }
    profiles
}

/// How many messages are at `path`.
fn count(path: &Path) -> usize {
    let mut messages = 0;
    let counted = super::each_message(path, LOOKED_AT, &mut |item, _| {
        messages += usize::from(matches!(item, Item::Mail(_)));
        ControlFlow::Continue(())
    });
    // What went away meanwhile has none.
    counted.map_or(0, |()| messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn sent_mail_is_found_where_mail_programs_keep_it() {
        let home = tempfile::tempdir().unwrap();
        let thunderbird = home.path().join(".thunderbird");
        write(
            &thunderbird.join("profiles.ini"),
            "[Install1]\nDefault=b.default\n\n[Profile1]\nName=x\nIsRelative=1\nPath=a.old\n\n[Profile0]\nPath=b.default\n",
        );
        let mbox = "From - Mon Nov 16 09:30:00 2026\nTo: ken@kita.example\n\n>From here on\n\nFrom - Tue\nTo: x@y.example\n\nHi\n";
        write(&thunderbird.join("a.old/Mail/Local Folders/Sent"), mbox);
        write(&thunderbird.join("b.default/ImapMail/imap.firm.example/Sent-1"), mbox);
        write(&thunderbird.join("b.default/ImapMail/imap.firm.example/Sent-1.msf"), "From - x\n");
        write(&thunderbird.join("b.default/ImapMail/imap.firm.example/INBOX"), mbox);
        write(&thunderbird.join("b.default/ImapMail/imap.firm.example/[Mail].sbd/Gesendet"), mbox);
        write(&home.path().join("Maildir/.Sent/cur/1:2,S"), "To: ken@kita.example\n\nHi\n");
        write(&home.path().join("Maildir/.INBOX.Sent/new/1"), "To: ken@kita.example\n\nHi\n");
        write(&home.path().join("Mail/sent-mail"), "");
        let found = folders(home.path());
        let shown: Vec<String> = found
            .iter()
            .map(|f| format!("{} {}", f.path.strip_prefix(home.path()).unwrap().display(), f.messages))
            .collect();
        assert_eq!(
            shown,
            [
                ".thunderbird/b.default/ImapMail/imap.firm.example/Sent-1 2",
                ".thunderbird/b.default/ImapMail/imap.firm.example/[Mail].sbd/Gesendet 2",
                ".thunderbird/a.old/Mail/Local Folders/Sent 2",
                "Maildir/.INBOX.Sent 1",
                "Maildir/.Sent 1",
            ]
        );
    }
}
