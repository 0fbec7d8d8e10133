//! Invitations in place of a body (`text/calendar`, RFC 5545): what people read of them.

use super::html;

/// Properties people read, upper case.
const READ: &[&str] =
    &["SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "ATTENDEE", "ORGANIZER", "X-ALT-DESC", "CONTACT"];

/// The texts of an invitation, one a line.
pub(super) fn text(source: &str) -> String {
    let unfolded = source.replace("\r\n ", "").replace("\r\n\t", "").replace("\n ", "").replace("\n\t", "");
    let mut out = String::with_capacity(unfolded.len());
    for line in unfolded.lines() {
        let Some((head, value)) = split(line) else { continue };
        let mut parameters = head.split(';');
        let name = parameters.next().unwrap_or_default();
        if !READ.iter().any(|read| name.eq_ignore_ascii_case(read)) {
            continue;
        }
        let line = match name.to_ascii_uppercase().as_str() {
            "ATTENDEE" | "ORGANIZER" => person(head, value),
            "X-ALT-DESC" => html::read(&unescaped(value)).own,
            _ => unescaped(value),
        };
        out.push_str(line.trim());
        out.push('\n');
    }
    out
}

/// A line cut at the first `:` outside quotes (RFC 5545 §3.1).
fn split(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b':' && !quoted
    })?;
    Some((line.get(..at)?, line.get(at + 1..)?))
}

/// `CN` and address.
fn person(head: &str, value: &str) -> String {
    let name = head.split(';').find_map(|p| p.strip_prefix("CN=").or_else(|| p.strip_prefix("cn=")));
    let name = name.unwrap_or_default().trim_matches('"');
    let scheme = value.get(.."mailto:".len()).filter(|s| s.eq_ignore_ascii_case("mailto:"));
    let address = value.get(scheme.map_or(0, str::len)..).unwrap_or_default();
    if name.is_empty() || name.eq_ignore_ascii_case(address) {
        address.to_owned()
    } else {
        format!("{name} <{address}>")
    }
}

/// §3.3.11.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c) => out.push(c),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invitations_read_as_people_read_them() {
        let source = "BEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Project Fal\r\n con\\, planning\r\nATTENDEE;CN=\"Sato, Eva\";\
                      ROLE=REQ-PARTICIPANT:mailto:eva@minami.example\r\nORGANIZER:MAILTO:anna@firm.example\r\n\
                      DTSTART:20261113T100000Z\r\nDESCRIPTION:one\\ntwo\r\nX-ALT-DESC;FMTTYPE=text/html:<p>thr<b>ee</b></p>\r\n\
                      END:VEVENT\r\n";
        assert_eq!(
            text(source),
            "Project Falcon, planning\nSato, Eva <eva@minami.example>\nanna@firm.example\none\ntwo\nthree\n"
        );
    }
}
