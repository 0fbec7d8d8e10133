//! Header fields as ranges of octets (RFC 5322 §2.2), for those who change or take out a field and leave every other octet
//! as it was. What the fields mean is read elsewhere.

use std::ops::Range;

/// The byte order mark editors put in front of a text.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// The fields of the header section, each with its continuation lines and line end.
pub fn fields(message: &[u8]) -> Vec<Range<usize>> {
    let mut fields: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < message.len() {
        let end = message[start..].iter().position(|b| *b == b'\n').map_or(message.len(), |at| start + at + 1);
        let line = &message[start..end];
        if line == b"\r\n" || line == b"\n" {
            break;
        }
        // Folded lines below the separator of an mbox belong to no field, so the first of them begins one.
        let begins = matches!(fields.as_slice(), [first] if is_separator(&message[first.clone()]));
        match fields.last_mut() {
            Some(last) if !begins && matches!(line, [b' ' | b'\t', ..]) => last.end = end,
            _ => fields.push(start..end),
        }
        start = end;
    }
    fields
}

/// Whether a message's first line is the separator of mbox files, `From anna@firm.example Sat Nov 21 01:00:00`, and no field.
pub fn is_separator(line: &[u8]) -> bool {
    let name = line.iter().position(|b| *b == b':').map(|colon| &line[..colon]);
    (line.starts_with(b"From ") || line.starts_with(b">From ")) && name.is_none_or(|name| name.trim_ascii().len() > 5)
}

/// The name of a field in lower case, without blanks around it, a byte order mark before it and a comment behind it, all of
/// which some programs overlook; `None` for a line without a colon.
pub fn name(field: &[u8]) -> Option<String> {
    let colon = field.iter().position(|b| *b == b':')?;
    let name = field[..colon].strip_prefix(BOM).unwrap_or(&field[..colon]);
    let bare = name.split(|b| *b == b'(').next().unwrap_or(name);
    Some(String::from_utf8_lossy(bare).trim().to_ascii_lowercase())
}

/// `message` without the fields called so (lower case), each with its continuation lines; every other octet stays.
pub fn without(message: &[u8], names: &[&str]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len());
    let mut copied = 0;
    for field in fields(message) {
        if name(&message[field.clone()]).is_some_and(|name| names.contains(&name.as_str())) {
            out.extend_from_slice(&message[copied..field.start]);
            copied = field.end;
        }
    }
    out.extend_from_slice(&message[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_goes_with_its_folded_lines_and_nothing_else_does() {
        let message = b"To: a@b.test\r\nBCC :\r\n x@y.test,\r\n\tz@y.test\r\nBcc: c@d.test\r\nSubject: Bcc: x\r\n\r\nBcc: body\r\n";
        let left = without(message, &["bcc"]);
        assert_eq!(String::from_utf8(left).unwrap(), "To: a@b.test\r\nSubject: Bcc: x\r\n\r\nBcc: body\r\n");
    }

    #[test]
    fn a_field_goes_however_its_name_is_written() {
        for (message, left) in [
            (&b"To: a@b.test\r\nBcc(x): c@d.test\r\n\r\n"[..], &b"To: a@b.test\r\n\r\n"[..]),
            (b"\xef\xbb\xbfBcc: c@d.test\r\nTo: a@b.test\r\n\r\n", b"To: a@b.test\r\n\r\n"),
            (
                b"From anna Sat Nov 21 01:00\r\n Bcc: c@d.test,\r\n e@f.test\r\nTo: a@b.test\r\n",
                b"From anna Sat Nov 21 01:00\r\nTo: a@b.test\r\n",
            ),
            (b" Bcc: c@d.test\r\nTo: a@b.test\r\n\r\n", b"To: a@b.test\r\n\r\n"),
        ] {
            assert_eq!(without(message, &["bcc"]), left, "{}", String::from_utf8_lossy(message));
        }
    }

    #[test]
    fn a_message_without_end_of_header_is_all_header() {
        assert_eq!(without(b"Bcc: a@b.test\nTo: c@d.test", &["bcc"]), b"To: c@d.test");
        assert_eq!(without(b"", &["bcc"]), b"");
    }
}
