//! A sender's mail of some months, in all the ways programs keep it.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

pub const ANNA: &str = "anna@firm.example";

/// In every text and nowhere else.
pub const CANARY: &str = "zeisigflug";

/// A message as it lies in a file, and when it was sent.
pub struct Mail {
    pub text: String,
    pub at: Timestamp,
}

/// When the first of them was sent.
fn begin() -> Timestamp {
    "2026-03-02T08:00:00Z".parse().unwrap()
}

fn date(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// A mail of Anna's, the `n`th, to these.
pub fn sent(n: usize, to: &str) -> Mail {
    let at = begin() + SignedDuration::from_mins(47 * i64::try_from(n).unwrap());
    let text = format!(
        "From: Anna Weber <{ANNA}>\nTo: {to}\nDate: {}\nSubject: The offer {n} {CANARY}\n\
         Message-ID: <{n}.sent@firm.example>\n\nHello,\n\nthe {CANARY} of number {n} is ready.\n\nAnna\n",
        date(at)
    );
    Mail { text, at }
}

/// A mail from somebody to Anna.
pub fn received(n: usize, from: &str, more: &str, text: &str) -> Mail {
    let at = begin() + SignedDuration::from_mins(47 * i64::try_from(n).unwrap() + 5);
    let text = format!(
        "From: {from}\nTo: {ANNA}\nDate: {}\nSubject: Re: {n}\nMessage-ID: <{n}.got@kita.example>\n{more}\n{text}\n",
        date(at)
    );
    Mail { text, at }
}

/// Anna's mails: to Ken most often, to Mia with him, to the boss alone.
pub fn of_anna(count: usize) -> Vec<Mail> {
    let to = |n: usize| match n % 4 {
        0 => "Ken Ito <ken@kita.example>, Mia Mori <mia@kita.example>",
        1 => "Martin Keller <martin.keller@firm.example>",
        2 => "Ken Ito <ken@kita.example>",
        _ => "Ken Ito <ken@kita.example>,\n Lea Wolf <lea@lido.example>",
    };
    (0..count).map(|n| sent(n, to(n))).collect()
}

pub fn mbox(mails: &[Mail]) -> Vec<u8> {
    let mut out = Vec::new();
    for mail in mails {
        let quoted: Vec<String> = mail
            .text
            .lines()
            .map(|line| if line.starts_with("From ") { format!(">{line}") } else { line.to_owned() })
            .collect();
        write!(out, "From - {}\n{}\n\n", date(mail.at), quoted.join("\n")).unwrap();
    }
    out
}

pub fn write(path: &Path, octets: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, octets).unwrap();
}

pub fn maildir(folder: &Path, mails: &[Mail]) {
    for kind in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.join(kind)).unwrap();
    }
    for (n, mail) in mails.iter().enumerate() {
        let name = if n % 2 == 0 { format!("cur/{n:05}.x.host:2,S") } else { format!("new/{n:05}.x.host") };
        write(&folder.join(name), &mail.text);
    }
    write(&folder.join("tmp/half.x.host"), "From: half@firm.example\n");
}

pub fn folder_of_messages(folder: &Path, mails: &[Mail]) {
    for (n, mail) in mails.iter().enumerate() {
        // Some programs save with the line ends of the wire.
        let text = if n % 3 == 0 { mail.text.replace('\n', "\r\n") } else { mail.text.clone() };
        write(&folder.join(format!("2026/{n:05} offer.eml")), text);
    }
    write(&folder.join("notes.txt"), "no mail at all\n");
}

/// A profile of Thunderbird: half of the mail in the account's folder, half in one below it, and much that is no mail.
pub fn thunderbird(home: &Path, mails: &[Mail], got: &[Mail]) {
    let profile = home.join("k2.default");
    write(&home.join("profiles.ini"), "[Profile0]\nPath=k2.default\n");
    write(&profile.join("prefs.js"), "user_pref(\"a\", 1);\n");
    write(&profile.join("calendar-data/x.txt"), "Subject: no mail\n\nx\n");
    let half = mails.len() / 2;
    write(&profile.join("ImapMail/imap.firm.example/Sent-1"), mbox(&mails[..half]));
    write(&profile.join("ImapMail/imap.firm.example/Sent-1.msf"), "From - x\n");
    write(&profile.join("Mail/Local Folders/Archive.sbd/Gesendet"), mbox(&mails[half..]));
    write(&profile.join("ImapMail/imap.firm.example/INBOX"), mbox(got));
    write(&profile.join("ImapMail/imap.firm.example/Trash"), mbox(&[sent(9_000, "nobody@kita.example")]));
    write(&profile.join("ImapMail/imap.firm.example/Drafts"), mbox(&[sent(9_001, "nobody@kita.example")]));
}

pub fn zip(path: &Path, files: &[(&str, Vec<u8>)]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, octets) in files {
        zip.start_file(*name, deflated).unwrap();
        zip.write_all(octets).unwrap();
    }
    zip.finish().unwrap();
}

pub fn gzipped(octets: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(octets).unwrap();
    gz.finish().unwrap()
}

pub fn tar_gz(path: &Path, files: &[(&str, Vec<u8>)]) {
    let gz = flate2::write::GzEncoder::new(fs::File::create(path).unwrap(), flate2::Compression::default());
    let mut tar = tar::Builder::new(gz);
    for (name, octets) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(octets.len() as u64);
        header.set_mode(0o600);
        tar.append_data(&mut header, name, &octets[..]).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap();
}
