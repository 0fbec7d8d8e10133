//! Mail sent before, in the places mail programs keep it on this computer.

use std::fs;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

/// Where Thunderbird keeps profiles, below the home folder.
const THUNDERBIRD: [&str; 3] =
    [".thunderbird", "snap/thunderbird/common/.thunderbird", ".var/app/org.mozilla.Thunderbird/.thunderbird"];

/// Folders of mail, below the home folder; those named like sent mail are looked at.
const FOLDERS: [&str; 4] = ["Maildir", "Mail", "mail", ".mail"];

/// How folders of sent mail begin, in the languages mail programs speak.
const NAMES: [&str; 5] = ["sent", "gesendet", "enviad", ".sent", ".inbox.sent"];

/// What Thunderbird keeps beside its folders.
const NO_MAIL: [&str; 3] = [".msf", ".dat", ".lock"];

/// Octets of a header that are read; no program writes a longer one.
const LONGEST_HEADER: usize = 256 * 1024;

/// The longest piece of a line that is looked at.
const LONGEST_LINE: u64 = 64 * 1024;

/// A folder of sent mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) messages: usize,
}

/// Every folder of sent mail with something in it, the most likely one first.
pub(super) fn folders(home: &Path) -> Vec<Folder> {
    let mut found: Vec<Folder> = Vec::new();
    for place in THUNDERBIRD.map(|place| home.join(place)) {
        for profile in profiles(&place) {
            for kind in ["Mail", "ImapMail"] {
                for account in entries(&profile.join(kind)) {
                    found.extend(sent_in(&account));
                    let nested =
                        entries(&account).into_iter().filter(|path| path.extension().is_some_and(|e| e == "sbd"));
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
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        NAMES.iter().any(|start| name.starts_with(start)) && !NO_MAIL.iter().any(|end| name.ends_with(end))
    };
    let paths = entries(folder).into_iter().filter(named);
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

/// Calls `each` with the header of every message in a Maildir or an mbox file, as far as it can be read.
pub(super) fn headers(path: &Path, mut each: impl FnMut(&[u8])) {
    let open = |path: &Path| fs::File::open(path).map(|file| BufReader::with_capacity(1 << 18, file));
    if path.is_dir() {
        for file in ["cur", "new"].iter().flat_map(|folder| entries(&path.join(folder))) {
            if let Ok(mut reader) = open(&file) {
                each(&header(&mut reader));
            }
        }
        return;
    }
    let Ok(mut reader) = open(path) else { return };
    let mut line = Vec::new();
    let mut after_empty = true;
    while reader.read_until(b'\n', &mut line).is_ok_and(|octets| octets > 0) {
        // RFC 4155: a message begins with a `From ` line that is the first, or follows an empty one.
        if after_empty && line.starts_with(b"From ") {
            each(&header(&mut reader));
            after_empty = true;
        } else {
            after_empty = matches!(&line[..], b"\n" | b"\r\n");
        }
        line.clear();
    }
}

/// The first message in a Maildir, an mbox file or a file of its own whose header `is` the wanted one, with the line ends it has
/// there; `None` when there is none, or it is longer than `most` octets.
pub(in crate::control) fn find(
    path: &Path,
    most: usize,
    mut is: impl FnMut(&[u8]) -> bool,
) -> std::io::Result<Option<Vec<u8>>> {
    let open = |path: &Path| fs::File::open(path).map(|file| BufReader::with_capacity(1 << 18, file));
    if path.is_dir() {
        for file in
            ["cur", "new", ""].iter().flat_map(|folder| entries(&path.join(folder))).filter(|file| file.is_file())
        {
            let mut reader = open(&file)?;
            let header = header(&mut reader);
            if is(&header) {
                return whole(header, &mut reader, most, false);
            }
        }
        return Ok(None);
    }
    let mut reader = open(path)?;
    if !reader.fill_buf()?.starts_with(b"From ") {
        let header = header(&mut reader);
        return if is(&header) { whole(header, &mut reader, most, false) } else { Ok(None) };
    }
    let (mut line, mut after_empty) = (Vec::new(), true);
    while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? > 0 {
        if after_empty && line.starts_with(b"From ") {
            let header = header(&mut reader);
            if is(&header) {
                return whole(header, &mut reader, most, true);
            }
            after_empty = true;
        } else {
            after_empty = matches!(&line[..], b"\n" | b"\r\n");
        }
        line.clear();
    }
    Ok(None)
}

/// A message whose header was read, with its body: the rest, or in an mbox what stands before the next separator.
fn whole(header: Vec<u8>, reader: &mut impl BufRead, most: usize, in_mbox: bool) -> std::io::Result<Option<Vec<u8>>> {
    let mut message = header;
    message.push(b'\n');
    let (mut line, mut empty, mut begins, mut after_empty) = (Vec::new(), Vec::new(), true, true);
    while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? > 0 {
        if in_mbox && begins && after_empty && line.starts_with(b"From ") {
            break;
        }
        message.append(&mut empty);
        let is_empty = begins && matches!(&line[..], b"\n" | b"\r\n");
        let quoted =
            line.iter().position(|octet| *octet != b'>').is_some_and(|at| at > 0 && line[at..].starts_with(b"From "));
        (begins, after_empty) = (line.ends_with(b"\n"), is_empty);
        match is_empty {
            // It may be the one before a separator.
            true if in_mbox => empty.append(&mut line),
            _ => message.extend_from_slice(if in_mbox && quoted { &line[1..] } else { &line }),
        }
        if message.len() > most {
            return Ok(None);
        }
        line.clear();
    }
    Ok(Some(message))
}

/// What is read up to the first empty line, at most [`LONGEST_HEADER`] of it.
fn header(reader: &mut impl BufRead) -> Vec<u8> {
    let mut header = Vec::new();
    let (mut line, mut begins) = (Vec::new(), true);
    // A file without line ends is read in pieces, and never held as a whole.
    while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).is_ok_and(|octets| octets > 0) {
        if begins && matches!(&line[..], b"\n" | b"\r\n") {
            break;
        }
        begins = line.ends_with(b"\n");
        if header.len() + line.len() <= LONGEST_HEADER {
            header.append(&mut line);
        }
        line.clear();
    }
    header
}

/// How many messages are in a Maildir, or in an mbox file.
fn count(path: &Path) -> usize {
    if path.is_dir() {
        return ["cur", "new"].iter().map(|folder| entries(&path.join(folder)).len()).sum();
    }
    let mut messages = 0;
    headers(path, |_| messages += 1);
    messages
}

/// What is in a folder, by name; nothing when it is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
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
