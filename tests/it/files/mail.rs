//! M14: messages as files: `.eml`, what Outlook saves (`.msg`) and what it packs (`winmail.dat`).

use std::io::{Cursor, Write};

use outguard::files::Kind;

use super::build::honest;
use super::*;

const RTF: &[u8] = b"{\\rtf1\\ansi\\pard Project Falcon in rich text\\par}";

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// RTF in the envelope of compressed RTF, not compressed (MS-OXRTFCP 2.1.3.1).
fn rich(rtf: &[u8]) -> Vec<u8> {
    let size = rtf.len() as u32;
    [&(size + 12).to_le_bytes()[..], &size.to_le_bytes(), b"MELA\0\0\0\0", rtf].concat()
}

#[test]
fn m14_a_message_with_files_is_read_like_the_message_itself() {
    let zip = honest(&[("plan.txt", b"Project Falcon")]);
    let encoded: String = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(&zip)
    };
    let eml = format!(
        "From: Anna Berg <anna.berg@firm.example>\r\nTo: martin.kellner@kita.example\r\nSubject: =?utf-8?q?Geh=C3=A4lter?=\r\n\
         Date: Mon, 2 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nDear Martin, the list.\r\n\r\n> two of nine stay\r\n\r\n\
         --b\r\nContent-Type: application/zip; name=plan.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--b--\r\n"
    );
    for name in ["thread.eml", "thread", "thread.dat"] {
        let contents = contents(name, eml.as_bytes());
        assert_eq!((contents.kind, names(&contents)), (Kind::Message, vec!["plan.zip", "plan.txt"]), "{name}");
        for text in ["Gehälter", "Dear Martin", "two of nine stay", "Project Falcon"] {
            assert!(texts(&contents).contains(text), "{text}: {contents:#?}");
        }
        assert!(unread(&contents).is_empty());
    }
}

#[test]
fn m14_what_a_message_could_not_be_read_of_is_told() {
    let sealed = b"From: a@firm.example\r\nTo: b@kita.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
        Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nxx\r\n";
    assert!(unread(&contents("a.eml", sealed)).contains(&UnreadKind::Encrypted));
    let open = b"From: a@firm.example\r\nTo: b@kita.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\nHello\r\n--a--\r\n";
    assert!(contradicts(&contents("a.eml", open)));
}

/// A message as Outlook saves it, with a message and a file in it.
pub fn msg(is_rich: bool) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut put = |path: &str, octets: &[u8]| {
        let (storage, _) = path.rsplit_once('/').unwrap();
        if !storage.is_empty() {
            file.create_storage_all(storage).unwrap();
        }
        file.create_stream(path).unwrap().write_all(octets).unwrap();
    };
    put("/__properties_version1.0", &[0; 32]);
    put("/__substg1.0_0037001F", &wide("Gehälter 2027"));
    put("/__substg1.0_1000001F", &wide("Dear Martin, two of nine stay."));
    put("/__substg1.0_10130102", b"<p>Dear Martin, two of <b>nine</b> stay.</p>");
    if is_rich {
        put("/__substg1.0_10090102", &rich(RTF));
    }
    put("/__recip_version1.0_#00000000/__substg1.0_3001001F", &wide("Martin Kellner"));
    put("/__recip_version1.0_#00000000/__substg1.0_39FE001E", b"martin.kellner@kita.example\0");
    put("/__attach_version1.0_#00000000/__substg1.0_3704001F", &wide("SALARI~1.TXT"));
    put("/__attach_version1.0_#00000000/__substg1.0_3707001F", &wide("salaries of all.txt"));
    put("/__attach_version1.0_#00000000/__substg1.0_37010102", b"Anna Berg 61.000 EUR");
    let inner = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    put(&format!("{inner}/__properties_version1.0"), &[0; 24]);
    put(&format!("{inner}/__substg1.0_0037001E"), b"Project Falcon\0");
    put(&format!("{inner}/__substg1.0_10130102"), "<html><p>The board decides on Friday.</p></html>".as_bytes());
    file.into_inner().into_inner()
}

#[test]
fn m14_outlook_messages_are_read_with_people_files_and_messages_within() {
    let contents = contents("mail.msg", &msg(true));
    assert_eq!(contents.kind, Kind::Msg);
    for text in ["Gehälter 2027", "two of nine stay.", "Martin Kellner martin.kellner@kita.example"] {
        assert!(contents.text.contains(text), "{text}: {contents:#?}");
    }
    assert_eq!(contents.text.matches("two of nine").count(), 1, "bodies that say the same are read once");
    assert_eq!(contents.inner[0].names, ["message.rtf"]);
    assert_eq!(contents.inner[1].names, ["salaries of all.txt", "SALARI~1.TXT"]);
    assert_eq!(contents.inner[1].contents.text, "Anna Berg 61.000 EUR");
    assert!(contents.inner[2].contents.text.contains("Project Falcon\nThe board decides on Friday."), "{contents:#?}");
}

#[test]
fn m14_a_damaged_outlook_message_is_not_clean() {
    let msg = msg(false);
    let whole = contents("mail.msg", &msg);
    assert!(unread(&whole).is_empty());
    for cut in (600..msg.len()).step_by(1024) {
        let contents = contents("mail.msg", &msg[..cut]);
        // Behind the last stream the container has room to spare.
        assert!(!unread(&contents).is_empty() || contents == whole, "{cut}: {contents:#?}");
    }
}

/// One attribute of TNEF: level, id, length, octets, their sum.
fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum = data.iter().fold(0u16, |sum, octet| sum.wrapping_add(u16::from(*octet)));
    [&[level][..], &id.to_le_bytes(), &(data.len() as u32).to_le_bytes(), data, &sum.to_le_bytes()].concat()
}

/// One MAPI property of variable size, filled up to four octets.
fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
    let mut out =
        [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1u32.to_le_bytes(), &(value.len() as u32).to_le_bytes(), value]
            .concat();
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

fn list(properties: &[Vec<u8>]) -> Vec<u8> {
    [&(properties.len() as u32).to_le_bytes()[..], &properties.concat()].concat()
}

pub fn winmail() -> Vec<u8> {
    let nested = [
        b"\x78\x9f\x3e\x22\x01\x00".to_vec(),
        attribute(1, 0x0001_8004, b"Project Falcon\0"),
        attribute(1, 0x0002_800c, b"The board decides on Friday.\0"),
    ]
    .concat();
    // The interface of a message stands before it.
    let object = [&[0u8; 16][..], &nested].concat();
    // A named property (MS-OXTNEF 2.1.3.4.1): its set, the kind of name, and the number.
    let named =
        [&0x0003u16.to_le_bytes()[..], &0x8001u16.to_le_bytes(), &[0; 16], &[0; 4], &[9, 0, 0, 0], &[1, 0, 0, 0]]
            .concat();
    [
        b"\x78\x9f\x3e\x22\x01\x00".to_vec(),
        attribute(1, 0x0006_9007, &[0xe4, 4, 0, 0, 0, 0, 0, 0]),
        attribute(1, 0x0001_8004, b"Geh\xe4lter 2027\0"),
        attribute(
            1,
            0x0006_9003,
            &list(&[
                named,
                property(0x001f, 0x1000, &wide("two of nine stay\0")),
                property(0x0102, 0x1009, &rich(RTF)),
            ]),
        ),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"SALARI~1.TXT\0"),
        attribute(2, 0x0006_800f, b"Anna Berg 61.000 EUR"),
        attribute(2, 0x0006_9005, &list(&[property(0x001e, 0x3707, b"salaries of all.txt\0")])),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0006_9005, &list(&[property(0x000d, 0x3701, &object)])),
    ]
    .concat()
}

#[test]
fn m14_winmail_dat_is_unpacked() {
    let contents = contents("winmail.dat", &winmail());
    assert_eq!(contents.kind, Kind::Tnef);
    assert!(contents.text.contains("Gehälter 2027\ntwo of nine stay"), "{contents:#?}");
    assert_eq!(contents.inner[0].names, ["message.rtf"]);
    assert_eq!(contents.inner[1].names, ["salaries of all.txt", "SALARI~1.TXT"]);
    assert_eq!(contents.inner[1].contents.text, "Anna Berg 61.000 EUR");
    assert!(contents.inner[2].contents.text.contains("Project Falcon\nThe board decides on Friday."), "{contents:#?}");
    assert!(contents.unread.is_empty(), "{:?}", contents.unread);
}

#[test]
fn m14_winmail_dat_that_is_cut_or_changed_is_damaged() {
    let winmail = winmail();
    for cut in 6..winmail.len() {
        let contents = contents("winmail.dat", &winmail[..cut]);
        // Between two attributes nothing shows that more would have followed.
        let is_whole = contents.unread.is_empty();
        assert!(!is_whole || contents.inner.len() < 3, "{cut}: {contents:#?}");
    }
    let mut changed = winmail;
    changed[40] ^= 1;
    assert!(unread(&contents("winmail.dat", &changed)).contains(&UnreadKind::Damaged));
}
