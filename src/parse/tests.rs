//! Rows M1 to M14 of what is required of a reader of MIME: where two honest readers would see different parts, both are
//! read, or the difference is told. M13 and the sizes of M12 are tested from outside, with a clock.

use super::*;

fn kinds(message: &str) -> Vec<AnomalyKind> {
    parse(message.as_bytes()).anomalies.into_iter().map(|a| a.kind).collect()
}

fn told(row: &str, message: &str) {
    let kinds = kinds(message);
    let fits = |kind: &AnomalyKind| {
        matches!(kind, AnomalyKind::Mime | AnomalyKind::Header | AnomalyKind::Encoding | AnomalyKind::Opaque)
    };
    assert!(kinds.iter().any(fits), "{row}: {message:?} {kinds:?}");
}

const TWO: &str = "\r\n\r\n--a\r\n\r\nfirst\r\n--a--\r\n--b\r\n\r\nsecond\r\n--b--\r\n";

#[test]
fn m1_to_m5_boundaries_that_programs_read_differently() {
    for (row, header) in [
        ("M1", "Content-Type: multipart/mixed; boundary=a; boundary=b"),
        ("M2", "Content-Type: multipart/mixed; x:y=1; boundary=b"),
        ("M2", "Content-Type: multipart/mixed; x\u{fc}=1; boundary=b"),
        ("M3", "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b; boundary=c"),
        ("M3", "Content-Type: multipart/mixed; boundary*0=a; boundary*0=b"),
        ("M4", "Content-Type: multipart/mixed; boundary=\"a=?us-ascii?Q?b?=\""),
        ("M5", "Content-Type: multipart/mixed; boundary((c))=a"),
        ("M5", "Content-Type: multipart/mixed; boundary(\\))=a"),
        ("M5", "Content-Type(meow): multipart/mixed; boundary=a"),
    ] {
        let message = format!("{header}{TWO}");
        told(row, &message);
        let structure = parse(message.as_bytes());
        let whole = format!("{}{}", structure.own_text, structure.quoted_text);
        assert!(whole.contains("first") && whole.contains("second"), "{row}: {structure:?}");
    }
}

#[test]
fn m6_and_m10_names_have_every_reading() {
    let message = "Content-Type: application/pdf; name=\"plan.pdf\"\r\nContent-Disposition: attachment; \
                   filename*=utf-8'en-us'x.exe\r\n\r\nx";
    let structure = parse(message.as_bytes());
    let file = structure.attachments.first().unwrap();
    assert_eq!((file.name.as_str(), file.other_names.as_slice()), ("x.exe", &["plan.pdf".to_owned()][..]));
    told("M10", message);
}

#[test]
fn m7_text_outside_of_parts_is_read() {
    for (message, is_told) in [
        ("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nsecret\r\n", true),
        ("Content-Type: multipart/mixed\r\n\r\n--a\r\n\r\nsecret\r\n--a--\r\n", true),
        ("Content-Type: multipart/mixed; boundary=a\r\n\r\nsecret\r\n--a\r\n\r\nx\r\n--a--\r\n", false),
        ("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--\r\nsecret\r\n", false),
        ("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--ab\r\n\r\nsecret\r\n--a--\r\n", true),
        (
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\nsecret\r\n--bb--\r\n--b--\r\n",
            false,
        ),
        (
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=\"a--\"\r\n\r\n--a--\r\n\r\nsecret\r\n--a----\r\n",
            true,
        ),
        (
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n--a\r\n\r\nsecret\r\n--a--\r\n",
            true,
        ),
    ] {
        let structure = parse(message.as_bytes());
        let whole = format!("{}{}", structure.own_text, structure.quoted_text);
        assert!(whole.contains("secret"), "{message:?} {structure:?}");
        assert!(!is_told || !structure.anomalies.is_empty(), "{message:?}");
    }
}

#[test]
fn m8_fields_that_stand_twice_or_are_misspelt() {
    for message in [
        "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx",
        "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n\r\nc2VjcmV0",
        "Content-Type : text/html\r\n\r\nx",
        "Content-Transfer-Encoding: bas64\r\n\r\nc2VjcmV0",
        "Content-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: base64\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n",
        "Content-Transfer-Encoding: rot13\r\n\r\nx",
    ] {
        told("M8", message);
    }
    assert_eq!(parse(b"Content-Transfer-Encoding: bas64\r\n\r\nc2VjcmV0").own_text, "secret");
    assert_eq!(
        parse(b"Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n\r\nc2VjcmV0").own_text,
        "c2VjcmV0\nsecret"
    );
}

#[test]
fn m9_what_is_nearly_base64_or_quoted_printable_is_decoded_and_told() {
    for (body, is_told) in [
        ("c2Vj!cmV0", true),
        ("c2Vj=cmV0", true),
        ("c2Vj\r\ncmV0", false),
        ("c2Vj\rcmV0", false),
        ("c2VjcmV0IQ", false),
        ("c2VjcmV0IQ==x2Vj", true),
    ] {
        let structure = parse(format!("Content-Transfer-Encoding: base64\r\n\r\n{body}").as_bytes());
        assert!(structure.own_text.starts_with("secret"), "{body} {structure:?}");
        assert_eq!(!structure.anomalies.is_empty(), is_told, "{body}");
    }
    for (body, is_told) in [
        ("se=\r\ncret", false),
        ("se=\ncret", false),
        ("=73ecret", false),
        ("se=63ret=", false),
        ("secret=zz", true),
        ("=c3=bcsecret", false),
    ] {
        let structure = parse(format!("Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}").as_bytes());
        assert!(structure.own_text.contains("secret"), "{body} {structure:?}");
        assert_eq!(!structure.anomalies.is_empty(), is_told, "{body}");
    }
}

#[test]
fn m11_m12_and_m14_what_is_not_here_or_in_an_odd_shape() {
    for (row, message) in [
        ("M11", "Content-Type: message/partial; id=x; number=1; total=2\r\n\r\nx"),
        ("M11", "Content-Type: message/external-body; access-type=URL; URL=\"http://x.test\"\r\n\r\nx"),
        (
            "M12",
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0KDQpzZWNyZXQ=",
        ),
        ("M14", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nx"),
        ("M14", "Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\nx"),
        ("M14", "Content-Type: text/plain\r\n\r\n(This file must be converted with BinHex 4.0)\r\n:x:"),
    ] {
        told(row, message);
    }
    let enclosed =
        parse(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0KDQpzZWNyZXQ=");
    assert_eq!(enclosed.attachments.first().map(|a| &a.content), Some(&Content::Read("x\nsecret".into())));
    let whole = parse(b"Content-Type: text/plain; name=plan.txt\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 plan.txt\r\n,=&AE('!L86X@:7,*\r\n`\r\nend\r\n");
    let octets = whole.attachments.first().map(|a| a.content.clone());
    assert_eq!(octets, Some(Content::Octets { octets: b"the plan is\n".to_vec(), charset: None }));
    assert!(whole.anomalies.is_empty(), "{:?}", whole.anomalies);
}

#[test]
fn hidden_text_of_a_file_and_of_an_enclosed_message_is_not_lost() {
    let (seen, hidden) = html_texts("<p>seen<p hidden>secret<blockquote>older</blockquote>");
    assert_eq!((seen.as_str(), hidden.as_str()), ("seen\nolder", "secret"));
    assert!(html_text("<p hidden>secret").contains("secret"));
    let enclosed =
        parse(b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<p hidden>secret");
    assert_eq!(enclosed.attachments.first().map(|a| &a.content), Some(&Content::Read("x\nsecret".into())));
}
