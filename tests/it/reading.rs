//! Real-looking messages and hostile ones: what is read from bytes, and what is known of recipients.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use outguard::base::Address;
use outguard::facts::{Fact, Facts, Role, derive};
use outguard::files::{InProcess, read_all};
use outguard::message::{Door, Envelope, Message, Origin, Submission};
use outguard::parse::{AnomalyKind, Attachment, Content, Mailbox, Structure, parse};
use outguard::people::{Contact, Directory, History, Person};
use outguard::rules::{PackSource, Rulebook, Settings};

use crate::support::cpu;
use proptest::prelude::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail")
}

fn mail(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.eml"))).unwrap()
}

fn mailboxes(out: &mut String, field: &str, list: &[Mailbox]) {
    for m in list {
        let address = m.address.as_ref().map_or_else(|| format!("unreadable `{}`", m.written), Address::to_string);
        let _ = writeln!(out, "{field}: {} <{address}>", m.name);
    }
}

/// What a file says.
fn text_of(attachment: &Attachment) -> String {
    match &attachment.content {
        Content::Read(text) => text.clone(),
        Content::Octets { .. } => read_all(std::slice::from_ref(attachment), &InProcess).remove(0).text,
    }
}

/// A structure as text, to be held against the file beside the message.
fn shown(s: &Structure) -> String {
    let mut out = String::new();
    for (field, list) in [
        ("from", &s.from),
        ("sender", &s.sender),
        ("reply-to", &s.reply_to),
        ("to", &s.to),
        ("cc", &s.cc),
        ("bcc", &s.bcc),
    ] {
        mailboxes(&mut out, field, list);
    }
    let _ = writeln!(out, "subject: {}", s.subject);
    let _ = writeln!(out, "references: {}", s.references.join(" "));
    let _ = writeln!(out, "hops: {} of them ours: {}", s.hops.all, s.hops.ours);
    for label in &s.labels {
        let _ = writeln!(out, "label: {}: {}", label.field, label.value);
    }
    if let Some(seconds) = s.utc_offset.filter(|seconds| *seconds != 0) {
        let _ = writeln!(out, "offset: {seconds}");
    }
    for person in &s.quoted_people {
        let address = person.address.as_ref().map_or("-", Address::as_str);
        let _ = writeln!(out, "quoted person: {} <{address}>", person.name);
    }
    for a in &s.attachments {
        let _ = writeln!(out, "file: {} {} {} {:?}", a.name, a.media_type, a.size, text_of(a));
        a.other_names.iter().for_each(|name| {
            let _ = writeln!(out, "other name: {name:?}");
        });
    }
    if s.alternatives_differ {
        let _ = writeln!(out, "the alternatives differ");
    }
    for a in &s.anomalies {
        let _ = writeln!(out, "anomaly: {:?}: {}", a.kind, a.what);
    }
    for (zone, text) in
        [("own", &s.own_text), ("quoted", &s.quoted_text), ("footer", &s.footer_text), ("hidden", &s.hidden_text)]
    {
        text.lines().for_each(|line| {
            let _ = writeln!(out, "{zone}| {line}");
        });
    }
    out
}

#[test]
fn messages_of_real_programs_read_as_expected() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "eml"));
    assert!(names.len() >= 110, "{}", names.len());
    let mut wrong = String::new();
    for path in names {
        let got = shown(&parse(&fs::read(&path).unwrap()));
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        if got != expected {
            let _ = writeln!(wrong, "== {}\n{got}", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn plain_mail_has_no_anomaly_and_odd_mail_has_one() {
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "eml") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_odd = ["odd-", "encrypted-", "smime-"].iter().any(|p| name.starts_with(p));
        let anomalies = parse(&fs::read(&path).unwrap()).anomalies;
        assert_eq!(!anomalies.is_empty(), is_odd, "{name}: {anomalies:?}");
    }
}

fn submission(message: &[u8], to: &[&str]) -> Submission {
    let recipients = to.iter().map(|a| a.parse::<Address>().unwrap().into()).collect();
    Submission {
        door: Door::Smtp,
        origin: Origin::default(),
        envelope: Envelope {
            sender: Some("thomas.brandt@firm.example".parse().unwrap()),
            recipients,
            ..Envelope::default()
        },
        message: Message::new(message.to_vec()),
        received: "2026-11-03T08:41:07Z".parse().unwrap(),
        source: None,
    }
}

fn facts(message: &[u8], to: &[&str], directory: &Directory, history: &History) -> Facts {
    let structure = parse(message);
    let files = read_all(&structure.attachments, &InProcess);
    derive(&submission(message, to), &structure, files, directory, Ok(history), 1.0)
}

fn firm() -> Directory {
    Directory { domains: vec!["firm.example".parse().unwrap()], ..Directory::default() }
}

fn contact(address: &str, name: &str, count: u32) -> Contact {
    Contact {
        address: address.parse().unwrap(),
        name: name.into(),
        count,
        last: "2026-10-01T00:00:00Z".parse().unwrap(),
    }
}

const BOTH: [&str; 2] = ["sandra.vogel@firm.example", "martin.kellner@kita.example"];

#[test]
fn only_mail_to_one_organisation_outside_teaches_footers() {
    let message = b"From: a@firm.example\r\nSubject: Lunch\r\n\r\nShall we say Tuesday, or Friday?\r\n\r\n\
        Firm Ltd, 1 Example Square, where the river bends, is open from eight to six.\r\n";
    let sent: [(&[&str], usize); 5] = [
        (&["tom@firm.example"], 0),
        (&["tom@firm.example", "eva@kita.example", "ken@mail.kita.example"], 1),
        (&["eva@kita.example", "ken@minami.example"], 0),
        (&["eva@gmail.com"], 1),
        (&["eva@gmail.com", "ken@gmail.com"], 0),
    ];
    for (to, taught) in sent {
        assert_eq!(facts(message, to, &firm(), &History::default()).paragraphs.len(), taught, "{to:?}");
    }
}

#[test]
fn the_case_that_must_work_shows_one_outsider_among_insiders_and_the_boss() {
    for language in ["en", "de", "es"] {
        let message = mail(&format!("keller-{language}"));
        let plain = facts(&message, &BOTH, &firm(), &History::default());
        let outside: Vec<&str> =
            plain.recipients.iter().filter(|r| r.is_outside()).map(|r| r.address.as_str()).collect();
        assert_eq!(outside, ["martin.kellner@kita.example"], "{language}");
        assert_eq!(plain.visible_outsiders, 1);
        assert_eq!(plain.recipients[1].role, Role::Cc);
        assert_eq!(plain.recipients[1].name, "Martin Kellner");
        assert_eq!(plain.greeted.first().map(|g| g.names.clone()), Some(vec!["Sandra".to_owned()]), "{language}");
        assert!(plain.recipients[1].twins.is_empty() && plain.anomalies.is_empty());

        let boss = Person::new("martin.keller@firm.example".parse().unwrap(), "Martin Keller");
        let directory = Directory { persons: vec![boss], ..firm() };
        let history = History::new(vec![contact("martin.keller@firm.example", "", 212)]);
        for (directory, history, count) in
            [(&directory, &History::default(), 0), (&firm(), &history, 212), (&directory, &history, 212)]
        {
            let facts = facts(&message, &BOTH, directory, history);
            let twins = &facts.recipients[1].twins;
            assert_eq!(twins.len(), 1, "{language}");
            assert_eq!(twins[0].address.as_str(), "martin.keller@firm.example");
            assert_eq!((twins[0].internal, twins[0].sent_before), (true, count));
            assert!(facts.recipients[0].twins.is_empty(), "insiders have none");
        }
    }
}

#[test]
fn the_envelope_says_who_gets_it_and_the_headers_what_is_shown() {
    let message = mail("keller-en");
    let got = facts(&message, &["sandra.vogel@firm.example", "audit@kita.example"], &firm(), &History::default());
    assert_eq!(got.recipients[1].role, Role::Bcc);
    assert_eq!(got.unaddressed, ["martin.kellner@kita.example".parse().unwrap()]);
    assert_eq!(got.visible_outsiders, 1);
}

#[test]
fn insiders_of_the_same_message_are_twins_too_and_the_sender_is_not() {
    let message =
        b"From: Thomas Brandt <thomas.brandt@firm.example>\r\nTo: Martin Keller <martin.keller@firm.example>\r\n\
        Cc: martin.kellner@kita.example, thomas.brandt@gmail.com, nobody\r\n\r\nx\r\n";
    let to = ["martin.keller@firm.example", "martin.kellner@kita.example", "thomas.brandt@gmail.com"];
    let got = facts(message, &to, &firm(), &History::default());
    let twins = |at: usize| got.recipients[at].twins.iter().map(|t| t.address.to_string()).collect::<Vec<_>>();
    assert_eq!(twins(1), ["martin.keller@firm.example"]);
    assert!(twins(0).is_empty() && twins(2).is_empty());
    assert_eq!(got.visible_outsiders, 3, "what cannot be read counts as outside");
}

#[test]
fn the_contact_one_letter_away_comes_before_a_namesake_who_works_here() {
    let history = History::new(vec![
        contact("mia.mueller@minami.example", "Mia Müller", 87),
        contact("mia.mueller@firm.example", "Mia Müller", 7),
    ]);
    let message = b"From: thomas.brandt@firm.example\r\nTo: mia.mueler@minami.example\r\n\r\nDear Mia\r\n";
    let got = facts(message, &["mia.mueler@minami.example"], &firm(), &history);
    let order: Vec<&str> = got.recipients[0].twins.iter().map(|t| t.address.as_str()).collect();
    assert_eq!(order, ["mia.mueller@minami.example", "mia.mueller@firm.example"]);
}

#[test]
fn a_greeting_tells_who_goes_by_the_name_where_no_recipient_does() {
    let history = History::new(vec![
        contact("volker.lang@kita.example", "", 3),
        contact("v.rahn@minami.example", "Volker Rahn", 87),
    ]);
    let message = |to: &str| {
        let text = format!("From: thomas.brandt@firm.example\r\nTo: {to}\r\n\r\nHi Volker,\r\n\r\nhere it is\r\n");
        facts(text.as_bytes(), &[to], &firm(), &history)
    };
    let who = |facts: &Facts| facts.greeted[0].who.iter().map(|one| one.address.to_string()).collect::<Vec<_>>();
    assert_eq!(who(&message("petra.kellner@kita.example")), ["v.rahn@minami.example", "volker.lang@kita.example"]);
    assert!(who(&message("volker.lang@kita.example")).is_empty());
}

#[test]
fn likeliest_twins_come_first() {
    let history = History::new(vec![
        contact("martin.kellner@minami.example", "", 900),
        contact("martin.keller@firm.example", "", 3),
        contact("m.kellner@firm.example", "", 12),
    ]);
    let got = facts(&mail("keller-en"), &BOTH, &firm(), &history);
    let order: Vec<&str> = got.recipients[1].twins.iter().map(|t| t.address.as_str()).collect();
    assert_eq!(order, ["m.kellner@firm.example", "martin.keller@firm.example", "martin.kellner@minami.example"]);
}

#[test]
fn a_history_that_could_not_be_read_is_not_an_empty_one() {
    let message = mail("keller-en");
    let got = derive(&submission(&message, &BOTH), &parse(&message), Vec::new(), &firm(), Err("locked"), 1.0);
    assert_eq!(got.recipients[1].sent_before, Fact::Unavailable("locked".into()));
    assert_eq!(got.history, Fact::Unavailable("locked".into()));
}

#[test]
fn domains_near_known_ones_and_mistyped_providers_are_told() {
    let history = History::new(vec![contact("eva@kitabuilt.example", "", 5), contact("x@oncemail.example", "", 1)]);
    let of = |address: &str| {
        let facts = facts(&mail("keller-en"), &[address], &firm(), &history);
        facts.recipients[0].lookalike.as_ref().map(|l| l.of.to_string())
    };
    assert_eq!(of("eva@kitabuild.example").as_deref(), Some("kitabuilt.example"));
    assert_eq!(of("eva@gmial.com").as_deref(), Some("gmail.com"));
    for silent in
        ["eva@kitabuilt.example", "eva@gmail.com", "eva@oncemaill.example", "eva@firm.example", "a@[192.0.2.1]"]
    {
        assert_eq!(of(silent), None, "{silent}");
    }
}

#[test]
fn printed_facts_hold_no_words_of_the_message() {
    let got = facts(&mail("keller-en"), &BOTH, &firm(), &History::default());
    let printed = format!("{:?} {}", got.lines(), serde_json::to_string(&got).unwrap());
    assert!(printed.contains("martin.kellner@kita.example"));
    for secret in ["Porto", "Salaries", "works council"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

/// Reads `message` and asserts that this took no more work than something linear needs.
fn timed(what: &str, message: &[u8]) -> Structure {
    let (work, structure) = cpu::of(|| parse(message));
    assert!(work < cpu::BOUNDED, "{what}: {work:?}");
    structure
}

fn limited(structure: &Structure) -> bool {
    structure.anomalies.iter().any(|a| a.kind == AnomalyKind::Limit)
}

const MEGABYTE: usize = 1_000_000;

#[test]
fn hostile_shapes_take_linear_time_and_are_told_when_not_read_wholly() {
    let html = "Content-Type: text/html\r\n\r\n";
    for (what, unit) in [
        ("open div", "<div>"),
        ("open blockquote", "<blockquote>"),
        ("open quote mark", "<div class=gmail_quote>"),
        ("scripts without end", "<script></x>"),
        ("attributes without end", "<a b=\""),
        ("comments without end", "<!--"),
        ("entities", "&amp"),
        ("lone brackets", "<<<"),
        ("open elements", "<b>"),
        ("end tags without start", "</q>"),
        ("styles", "<p style=\"color:white;font:0/0 a\">"),
        ("cells of a letter", "<td>a"),
        ("open rules", "<style>a{"),
        ("media rules", "<style>@media x{"),
        ("rules", "<style>.a,.b{color:red}</style><i class='a b c'>"),
        ("asides", "<img alt=x>"),
        ("comments for Outlook", "<!--[if mso]>x<![endif]-->"),
        ("open comments for Outlook", "<!--[if mso]>"),
        ("data URLs", "<a href=data:,x>"),
        ("urls", "<a style='background:url('>"),
        ("letters turned round", "<bdo dir=rtl>ab"),
        ("spaces", " "),
        ("hidden words", "<i hidden>x</i>y"),
    ] {
        timed(what, format!("{html}{}", unit.repeat(MEGABYTE / unit.len())).as_bytes());
    }
    let text = "Content-Type: text/plain\r\n\r\n";
    for unit in [
        "--\r\n",
        "-- \r\nx\r\n",
        "Regards\r\n",
        "On 1 x\r\n",
        "From: x\r\n",
        "> ",
        ">\r\n",
        "Am 1. \r\n",
        "\r\n",
        " ",
        "begin 644 a\r\n",
        "begin 644 a\r\n#86)C\r\n",
        "begin-base64 644 a\r\n",
        "=ybegin name=a\r\n",
        "Anna 1 wrote:\r\n",
        "Anna wrote in\r\n",
        "On 1 x wrote:\r\n|a\r\n",
        "From: x\r\nSent: y\r\nTo: z,\r\n",
        "\u{202e}ab",
        "_____\r\n",
        "Disclaimer\r\n\r\n",
        "TLP:RED\r\n",
        "sent from my phone\r\n",
    ] {
        timed(unit, format!("{text}{}", unit.repeat(MEGABYTE / unit.len())).as_bytes());
    }
    let calendar = "Content-Type: text/calendar\r\n\r\n";
    for unit in ["SUMMARY:a\r\n", "\r\n ", "ATTENDEE;CN=\"", "X-ALT-DESC:<b>\\n\r\n"] {
        timed(unit, format!("{calendar}{}", unit.repeat(MEGABYTE / unit.len())).as_bytes());
    }
    let said = |side: &str| (0..MEGABYTE / 16).fold(String::new(), |text, i| text + side + &i.to_string() + " ");
    let alternatives = format!(
        "Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\r\n{}\r\n--a\r\n{html}{}\r\n--a--\r\n",
        said("plain"),
        said("lain")
    );
    assert!(timed("alternatives of many words", alternatives.as_bytes()).alternatives_differ);
    let nested = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n".repeat(20_000);
    assert!(limited(&timed("unclosed multiparts, one boundary", nested.as_bytes())));
    let nested: String =
        (0..20_000).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}x\r\n\r\n--b{i}x\r\n")).collect();
    assert!(limited(&timed("unclosed multiparts", nested.as_bytes())));
    let parts =
        format!("Content-Type: multipart/mixed; boundary=a\r\n\r\n{}--a--\r\n", "--a\r\n\r\nx\r\n".repeat(50_000));
    assert!(limited(&timed("50,000 parts", parts.as_bytes())));
    let enclosed = "Content-Type: message/rfc822\r\n\r\n".repeat(10_000);
    assert!(limited(&timed("10,000 enclosed messages", enclosed.as_bytes())));
    let twice =
        "Content-Type: multipart/mixed; boundary=a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--a\r\n--b\r\n";
    timed("two types at every level", twice.repeat(MEGABYTE / twice.len()).as_bytes());
    let headers = format!("{}\r\nbody", "X-A: b\r\n".repeat(100_000));
    assert!(limited(&timed("100,000 headers", headers.as_bytes())));
    let dashes = format!("Content-Type: multipart/mixed; boundary=a\r\n\r\n{}", "--".repeat(MEGABYTE / 2));
    timed("a line of dashes", dashes.as_bytes());
}

/// M12, M13 and the sizes of the issue.
#[test]
fn what_is_too_much_is_told() {
    let parts: String = (0..10_000).map(|i| format!("--a\r\nContent-Type: text/html\r\n\r\n<p>{i}</p>\r\n")).collect();
    let parts = format!("Content-Type: multipart/mixed; boundary=a\r\n\r\n{parts}--a--\r\n");
    assert!(limited(&timed("10,000 parts", parts.as_bytes())));
    let line = format!("X-A: {}\r\n\r\nx", "a".repeat(2 * MEGABYTE));
    assert!(limited(&timed("a header line of 2 MB", line.as_bytes())));
    let people = (0..20_000).fold(String::from("To: "), |to, i| format!("{to}a{i}@kita.example,\r\n "));
    assert!(limited(&timed("20,000 recipients", format!("{people}\r\n\r\nx").as_bytes())));
    let spaces = [b"Subject: x\r\n\r\n".as_slice(), &vec![b' '; 100 * MEGABYTE]].concat();
    assert!(limited(&timed("100 MB of spaces", &spaces)));
    let deep = format!("Content-Type: text/html\r\n\r\n{}secret", "<div>".repeat(1_000));
    let deep = timed("1,000 elements in each other", deep.as_bytes());
    assert!(limited(&deep) && deep.own_text == "secret");
}

#[test]
fn facts_of_hostile_texts_take_linear_time() {
    for unit in ["attach-", "attached ", "Dear ", "anbei", "a"] {
        let message =
            format!("From: {0}\r\nTo: {0} <x@kita.example>\r\n\r\n{0}\r\n", unit.repeat(MEGABYTE / unit.len() / 3));
        let structure = parse(message.as_bytes());
        let (work, _) = cpu::of(|| {
            derive(
                &submission(message.as_bytes(), &BOTH),
                &structure,
                Vec::new(),
                &firm(),
                Ok(&History::default()),
                1.0,
            )
        });
        assert!(work < cpu::BOUNDED, "{unit}: {work:?}");
    }
}

#[test]
fn hostile_header_lines_take_linear_time() {
    for (what, value) in [
        ("one long word", "a".repeat(MEGABYTE)),
        ("brackets", "(".repeat(MEGABYTE)),
        ("nested comments", format!("{}{}", "(".repeat(MEGABYTE / 2), ")".repeat(MEGABYTE / 2))),
        ("angles", "<".repeat(60_000)),
        ("quotes", "\"\\".repeat(MEGABYTE / 2)),
        ("open words", "=?utf-8?q?".repeat(MEGABYTE / 10)),
        ("half words", "=?".repeat(MEGABYTE / 2)),
        ("commas", ",".repeat(MEGABYTE)),
        ("addresses", "a@b.test, ".repeat(MEGABYTE / 20)),
        ("groups", "g:".repeat(MEGABYTE / 4)),
        ("many addresses", "abc@b.test, ".repeat(5_000)),
        ("folds", "a\r\n ".repeat(MEGABYTE / 8)),
    ] {
        for field in ["To", "Subject", "Content-Type", "References"] {
            timed(&format!("{what} in {field}"), format!("{field}: {value}\r\n\r\nx").as_bytes());
        }
    }
}

#[test]
fn a_table_in_another_charset_than_its_program_says_is_read_without_a_word() {
    let head = "From: a@firm.example\r\nContent-Type: text/csv; charset=utf-8; name=t.csv\r\n\r\n";
    for (octets, text) in [(&b"M\xfcller;12"[..], "Müller;12"), (b"\xff\xfeM\0\xfc\0", "Mü"), (b"\xef\xbb\xbfM", "M")]
    {
        let structure = parse(&[head.as_bytes(), octets].concat());
        assert_eq!(text_of(&structure.attachments[0]), text);
        assert!(structure.anomalies.is_empty(), "{:?}", structure.anomalies);
    }
}

/// Text of the pieces MIME is made of, so that random messages reach the deep places.
fn mime_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Content-Type: ",
        "multipart/mixed",
        "text/plain",
        "text/html",
        "message/rfc822",
        "; boundary=",
        "a",
        "b",
        "\"",
        "--a",
        "--b",
        "--",
        "\r\n",
        "\r\n\r\n",
        "Content-Transfer-Encoding: ",
        "base64",
        "quoted-printable",
        "=",
        "=C3",
        "=?utf-8?q?",
        "?=",
        "To: ",
        "Cc: ",
        "From: ",
        "Subject: ",
        "<",
        ">",
        "@",
        "x.test",
        ",",
        ";",
        ":",
        "(",
        ")",
        "\\",
        " ",
        "\t",
        "ü",
        "; charset=",
        "utf-7",
        "iso-8859-1",
        "; filename*0*=",
        "utf-8''%41",
        "<div>",
        "<blockquote>",
        "</",
        "&#x41",
        ";",
        ">",
        "From: x\r\nSent: y\r\nTo: z\r\n",
        "On 1 x wrote:\r\n",
        "-- \r\n",
        "begin 644 x\r\n",
        "#86)C\r\n",
        "=ybegin name=x\r\n",
        "<p style=\"color:white;font-size:0\">",
        "<style>.x{display:none}</style>",
        "<i class=x hidden>",
        "<!--[if mso]>",
        "<a title=\"",
        "data:,x",
        "multipart/alternative",
        "text/calendar",
        "SUMMARY:x\r\n",
        "________\r\n",
        "\0",
        "\u{202e}",
        "format=flowed",
    ]);
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn reading_never_fails(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        parse(&bytes);
    }

    #[test]
    fn reading_mime_never_fails(text in mime_like()) {
        let structure = parse(text.as_bytes());
        let submission = submission(text.as_bytes(), &BOTH);
        derive(&submission, &structure, Vec::new(), &firm(), Ok(&History::default()), 1.0);
    }

    #[test]
    fn what_another_reader_sees_in_to_is_seen(text in mime_like()) {
        let value = text.replace(['\r', '\n'], "");
        let message = format!("To: {value}\r\n\r\n");
        let ours = parse(message.as_bytes()).to;
        let theirs = mail_parser::MessageParser::new().parse(message.as_bytes());
        let addresses = theirs.iter().filter_map(|m| m.to()).flat_map(|a| a.iter()).filter_map(|a| a.address());
        for address in addresses.map(str::trim).filter(|a| a.contains('@') && !a.starts_with('@')) {
            let same = |m: &Mailbox| {
                m.written.contains(address) || m.address.as_ref().is_some_and(|a| address.ends_with(a.domain().unwrap().as_str()))
            };
            prop_assert!(ours.iter().any(same), "{address:?} in {ours:?}");
        }
    }
}

/// Texts made to be slow for the packs.
#[test]
fn judging_a_hostile_text_takes_linear_time() {
    let book = Rulebook::shipped(&Settings::default()).unwrap();
    let units =
        ["confidential ", "a", "4111 1111 1111 1112 ", "DE89 3704 0044 0532 0130 01 ", "nicht für ", "ä", "project x "];
    for unit in units {
        let message = format!("From: a@firm.example\r\n\r\n{}\r\n", unit.repeat(MEGABYTE / unit.len()));
        let facts = facts(message.as_bytes(), &BOTH, &firm(), &History::default());
        let (work, _) = cpu::of(|| book.judge(&facts));
        assert!(work < cpu::BOUNDED, "{unit}: {work:?}");
    }
}

/// Texts of nothing but beginnings of terms, and of what makes the second look long.
#[test]
fn a_hostile_text_takes_linear_time_for_terms_that_begin_alike() {
    let terms: Vec<String> = (0..3000).map(|n| format!("'confidential project number {n}'")).collect();
    let regexes: Vec<String> = (0..20).map(|n| format!("{{ regex = 'confidential \\w+ (x|y){{{n}}}z' }}")).collect();
    let text = format!(
        "[pack]\nid = 'x'\n[[rule]]\nid = 'y'\ntitle = 't'\nto = ['outside']\nstep = 'ask'\nany = [{}, {}]\n",
        terms.join(", "),
        regexes.join(", ")
    );
    let book =
        Rulebook::compile(&[PackSource { name: "x.toml".into(), text }], &Settings::default(), &Directory::default())
            .unwrap();
    for unit in ["confidential project number ", "c o n f i d e n t i a l ", "сonfidential ", "a.b.c.d.e ", "a b ", "ﷺ"]
    {
        let mut facts = facts(b"From: a@firm.example\r\n\r\n", &BOTH, &firm(), &History::default());
        facts.own_text = unit.repeat(MEGABYTE / unit.len());
        let (work, _) = cpu::of(|| book.judge(&facts));
        assert!(work < cpu::BOUNDED * 2, "{unit}: {work:?}");
    }
}
