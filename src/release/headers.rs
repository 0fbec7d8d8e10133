//! Repairs of To and Cc: one mailbox is taken out or replaced, every other octet stays as it was.

use std::ops::Range;

use crate::base::Address;
use crate::message::fields;

/// The fields that show recipients (RFC 5322 §3.6.3, §3.6.6). A repair of one recipient concerns all of them.
const VISIBLE: [&str; 4] = ["to", "cc", "resent-to", "resent-cc"];
const HIDDEN: [&str; 2] = ["bcc", "resent-bcc"];

/// Which fields a repair rewrites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fields {
    /// To and Cc: the recipient becomes a hidden one.
    Visible,
    /// To, Cc and Bcc: the recipient is gone.
    All,
}

/// `message` with every mailbox of `address` in the given fields replaced by `with`, or taken out when that is `None`. A
/// field that has no mailbox left is taken out whole: RFC 5322 §3.6.3 has no empty To.
pub(super) fn rewrite(message: &[u8], address: &Address, with: Option<&str>, fields: Fields) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 64);
    let mut copied = 0;
    for field in fields::fields(message) {
        let Some(colon) = message[field.clone()].iter().position(|b| *b == b':').map(|at| field.start + at) else {
            continue;
        };
        let name = fields::name(&message[field.clone()]).unwrap_or_default();
        let concerned = VISIBLE.contains(&name.as_str()) || (fields == Fields::All && HIDDEN.contains(&name.as_str()));
        if !concerned {
            continue;
        }
        if let Some(body) = rewritten_body(&message[colon + 1..field.end], address, with) {
            out.extend_from_slice(&message[copied..field.start]);
            if !body.is_empty() {
                out.extend_from_slice(&message[field.start..=colon]);
                out.extend_from_slice(&body);
            }
            copied = field.end;
        }
    }
    out.extend_from_slice(&message[copied..]);
    out
}

/// A mailbox as it stands in a header: name, if any, and address; a name with other than plain letters is encoded.
pub(super) fn mailbox(name: &str, address: &Address) -> String {
    if name.is_empty() {
        return address.to_string();
    }
    let mut wire = Vec::new();
    let encoded = mail_builder::headers::address::Address::new_address(Some(name), address.as_str());
    mail_builder::headers::Header::write_header(&encoded, &mut wire, 0);
    String::from_utf8_lossy(&wire).trim_end().to_owned()
}

/// The field body after the repair: `None` when the address is not in it, empty when nothing is left of it.
fn rewritten_body(body: &[u8], address: &Address, with: Option<&str>) -> Option<Vec<u8>> {
    let segments = segments(body);
    let hits: Vec<bool> = segments.iter().map(|s| holds(&body[s.range.clone()], address)).collect();
    if !hits.contains(&true) {
        return None;
    }
    let mut out = Vec::with_capacity(body.len());
    let mut replaced = false;
    for (segment, hit) in segments.iter().zip(&hits) {
        let text = &body[segment.range.clone()];
        if !hit {
            out.extend_from_slice(text);
        } else if let (Some(with), false) = (with, replaced) {
            let lead = text.iter().take_while(|b| b.is_ascii_whitespace()).count();
            let tail = text.len() - text.iter().rev().take_while(|b| b.is_ascii_whitespace()).count();
            out.extend_from_slice(&text[..lead]);
            out.extend_from_slice(with.as_bytes());
            out.extend_from_slice(&text[tail.max(lead)..]);
            replaced = true;
        } else {
            // The mailbox goes with one comma: the one behind it, or else the one before it.
            match (segment.ended_by, out.last()) {
                (Some(b','), _) => continue,
                (_, Some(b',')) => drop(out.pop()),
                _ => {}
            }
            let tail = text.len() - text.iter().rev().take_while(|b| b.is_ascii_whitespace()).count();
            out.extend_from_slice(&text[tail..]);
        }
        out.extend(segment.ended_by);
    }
    if out.iter().all(u8::is_ascii_whitespace) {
        return Some(Vec::new());
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    Some(out)
}

/// A piece between the separators of an address list.
struct Segment {
    range: Range<usize>,
    ended_by: Option<u8>,
}

/// Splits an address list at `,`, at the `:` behind a group's name and at the `;` that ends it, but not inside quotes,
/// comments, angle brackets or address literals (RFC 5322 §3.4).
fn segments(body: &[u8]) -> Vec<Segment> {
    let (mut segments, mut start) = (Vec::new(), 0);
    let (mut quoted, mut comments, mut angle, mut literal, mut escaped) = (false, 0_usize, false, false, false);
    for (i, &byte) in body.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted || comments > 0 => escaped = true,
            b'"' if comments == 0 => quoted = !quoted,
            _ if quoted => {}
            b'(' => comments += 1,
            b')' => comments = comments.saturating_sub(1),
            _ if comments > 0 => {}
            b'<' => angle = true,
            b'>' => angle = false,
            b'[' => literal = true,
            b']' => literal = false,
            b',' | b':' | b';' if !angle && !literal => {
                segments.push(Segment { range: start..i, ended_by: Some(byte) });
                start = i + 1;
            }
            _ => {}
        }
    }
    segments.push(Segment { range: start..body.len(), ended_by: None });
    segments
}

/// Whether the segment is a mailbox of `address`.
fn holds(segment: &[u8], address: &Address) -> bool {
    let text = without_comments(&String::from_utf8_lossy(segment));
    let spec = match (text.rfind('<'), text.rfind('>')) {
        (Some(open), Some(close)) if open < close => &text[open + 1..close],
        _ => text.as_str(),
    };
    let spec: String = spec.split(['\r', '\n']).map(str::trim).collect();
    spec.trim().parse::<Address>().is_ok_and(|found| found == *address)
}

fn without_comments(text: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::with_capacity(text.len()), 0_usize, false, false);
    for c in text.chars() {
        let keep = depth == 0;
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted || depth > 0 => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            _ => {}
        }
        if keep && depth == 0 {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(header: &str, address: &str, with: Option<&str>) -> String {
        let message = format!("{header}Subject: x\r\n\r\nTo: martin.kellner@kita.example\r\n");
        let address = address.parse().unwrap();
        let out = String::from_utf8(rewrite(message.as_bytes(), &address, with, Fields::All)).unwrap();
        out.strip_suffix("Subject: x\r\n\r\nTo: martin.kellner@kita.example\r\n")
            .expect("the rest is untouched")
            .to_owned()
    }

    const KELLNER: &str = "martin.kellner@kita.example";

    #[test]
    fn only_the_one_mailbox_is_replaced() {
        let with = Some("Martin Keller <martin.keller@firm.example>");
        for (before, after) in [
            (
                "To: \"Kellner, Martin\" <Martin.Kellner@Kita.Example>\r\n",
                "To: Martin Keller <martin.keller@firm.example>\r\n",
            ),
            (
                "Cc: a@b.test,\r\n\tmartin.kellner@kita.example (the boss),\r\n c@d.test\r\n",
                "Cc: a@b.test,\r\n\tMartin Keller <martin.keller@firm.example>,\r\n c@d.test\r\n",
            ),
            (
                "To: team: a@b.test, martin.kellner@kita.example;, c@d.test\r\n",
                "To: team: a@b.test, Martin Keller <martin.keller@firm.example>;, c@d.test\r\n",
            ),
        ] {
            assert_eq!(repaired(before, KELLNER, with), after);
        }
    }

    #[test]
    fn a_mailbox_goes_with_its_comma_and_an_empty_field_goes_whole() {
        for (before, after) in [
            ("To: a@b.test, martin.kellner@kita.example\r\n", "To: a@b.test\r\n"),
            ("To: martin.kellner@kita.example, a@b.test\r\n", "To: a@b.test\r\n"),
            ("To: a@b.test\r\nCc: <martin.kellner@kita.example>\r\n", "To: a@b.test\r\n"),
            ("To: a@b.test\r\nBCC : martin.kellner@kita.example\r\n", "To: a@b.test\r\n"),
            ("To: xmartin.kellner@kita.example\r\n", "To: xmartin.kellner@kita.example\r\n"),
            (
                "To: \"martin.kellner@kita.example\" <a@b.test>\r\n",
                "To: \"martin.kellner@kita.example\" <a@b.test>\r\n",
            ),
        ] {
            let out = repaired(before, KELLNER, None);
            assert_eq!(out.replace(":  ", ": "), after.replace(":  ", ": "), "{before}");
        }
    }

    #[test]
    fn names_are_encoded_where_they_must_be() {
        let address: Address = "j@firm.example".parse().unwrap();
        assert_eq!(mailbox("", &address), "j@firm.example");
        assert!(mailbox("Jürgen Groß", &address).starts_with("=?"));
        assert!(!mailbox("Evil\r\nBcc: x@y.test", &address).contains('\n'));
    }
}
