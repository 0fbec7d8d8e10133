//! Address fields (RFC 5322 §3.4): every mailbox, groups expanded. One reading by our own strict reader; a second one by
//! mail-parser, and what only that one sees is added and told, because a mail program may see it too.

use std::collections::HashSet;

use mail_parser::parsers::MessageStream;

use super::AnomalyKind::{Address as Odd, Limit};
use super::Mailbox;
use super::anomaly::Anomalies;
use super::headers::Field;
use super::words;
use crate::base::Address;

/// More mailboxes in one message are not read.
const MOST_MAILBOXES: usize = 10_000;

/// Fields longer than this get no second reading.
const LONGEST_SECOND_READING: usize = 64 * 1024;

/// Adds the mailboxes of one field to `out`.
pub(super) fn read(field: &Field<'_>, out: &mut Vec<Mailbox>, anomalies: &mut Anomalies) {
    let text = field.text();
    let before = out.len();
    Reader { out, anomalies, parts: Parts::default() }.run(&text);
    second_reading(&text, before, out, anomalies);
}

/// The pieces of one mailbox while it is read.
#[derive(Default)]
struct Parts {
    /// Words outside of brackets, quotes and escapes removed.
    phrase: String,
    /// The same as written, quotes kept: the address, where there are no brackets.
    bare: String,
    /// What stands between `<` and `>`.
    angle: Option<String>,
    comment: String,
    /// Something behind the `>` that is no comment.
    trailing: bool,
}

struct Reader<'o, 'n> {
    out: &'o mut Vec<Mailbox>,
    anomalies: &'n mut Anomalies,
    parts: Parts,
}

impl Reader<'_, '_> {
    fn run(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = match c {
                '"' => self.quoted(rest),
                '(' => self.comment(rest),
                '<' => self.angle(rest),
                ',' | ';' => self.finish(rest),
                // A group's name goes, its members stay.
                ':' if self.parts.angle.is_none() && !self.parts.bare.contains('@') => {
                    self.parts = Parts::default();
                    rest.get(1..).unwrap_or_default()
                }
                c => {
                    self.plain(c);
                    rest.get(c.len_utf8()..).unwrap_or_default()
                }
            };
            if self.out.len() >= MOST_MAILBOXES {
                return self.anomalies.note(Limit, "there are too many addresses; not all of them were read");
            }
        }
        self.finish("");
    }

    fn plain(&mut self, c: char) {
        let parts = &mut self.parts;
        if parts.angle.is_some() {
            parts.trailing |= !c.is_whitespace();
        } else {
            parts.phrase.push(c);
            parts.bare.push(c);
        }
    }

    fn quoted<'t>(&mut self, text: &'t str) -> &'t str {
        let (end, inner) = quoted_string(text);
        let (string, rest) = text.split_at(end);
        if self.parts.angle.is_some() {
            self.parts.trailing = true;
        } else {
            self.parts.bare.push_str(string);
            self.parts.phrase.push_str(&inner);
        }
        rest
    }

    fn comment<'t>(&mut self, text: &'t str) -> &'t str {
        let (mut depth, mut escaped) = (0_usize, false);
        for (at, c) in text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.parts.comment.push_str(text.get(1..at).unwrap_or_default());
                return text.get(at + 1..).unwrap_or_default();
            }
        }
        self.anomalies.note(Odd, "an address field has a comment without end");
        ""
    }

    fn angle<'t>(&mut self, text: &'t str) -> &'t str {
        if self.parts.angle.is_some() {
            self.anomalies.note(Odd, "an address has two pairs of brackets");
            self.finish("");
        }
        let mut at = 1;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            match rest.chars().next() {
                None => {
                    self.anomalies.note(Odd, "an address has a bracket without end");
                    self.parts.angle = Some(text.get(1..).unwrap_or_default().trim().to_owned());
                    return "";
                }
                Some('"') => at += quoted_string(rest).0,
                Some('>') => {
                    self.parts.angle = Some(text.get(1..at).unwrap_or_default().trim().to_owned());
                    return text.get(at + 1..).unwrap_or_default();
                }
                Some(c) => at += c.len_utf8(),
            }
        }
    }

    /// Ends the mailbox; gives what follows the separator.
    fn finish<'t>(&mut self, text: &'t str) -> &'t str {
        let parts = std::mem::take(&mut self.parts);
        if parts.trailing {
            self.anomalies.note(Odd, "something stands behind the bracket of an address");
        }
        let (name, written) = match parts.angle {
            Some(angle) => (tidy(&parts.phrase), angle),
            None => (tidy(&parts.comment), parts.bare.trim().to_owned()),
        };
        if !written.is_empty() || !name.is_empty() {
            self.push(name, written);
        }
        text.get(1..).unwrap_or_default()
    }

    fn push(&mut self, name: String, written: String) {
        let address = self.strict(&written);
        let is_reachable = |a: &Address| a.domain().is_some_and(|d| d.as_str().contains('.'));
        let named = name.trim_matches('\'').parse::<Address>().ok().filter(is_reachable);
        if named.is_some() && address.is_some() && named != address {
            self.anomalies.note(Odd, "the name beside an address is another address");
        }
        self.out.push(Mailbox { name, address, written });
    }

    fn strict(&mut self, written: &str) -> Option<Address> {
        // A source route (RFC 5322 §4.4) names the way, not the place.
        let place = match written.strip_prefix('@').and_then(|w| w.split_once(':')) {
            Some((_, place)) => {
                self.anomalies.note(Odd, "an address has a source route");
                place
            }
            None => written,
        };
        let address = place.parse::<Address>().ok();
        if address.is_none() {
            self.anomalies.note(Odd, "an address cannot be read");
        }
        address
    }
}

/// The end of the quoted string `text` begins with, and its content without quotes and escapes.
fn quoted_string(text: &str) -> (usize, String) {
    let (mut inner, mut escaped) = (String::new(), false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => {
                inner.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return (at + 1, inner),
            c => inner.push(c),
        }
    }
    (text.len(), inner)
}

/// A display name as people see it: decoded, one blank between words.
fn tidy(name: &str) -> String {
    let decoded = words::decoded(name.trim());
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds what mail-parser reads and we did not.
fn second_reading(text: &str, before: usize, out: &mut Vec<Mailbox>, anomalies: &mut Anomalies) {
    if text.len() > LONGEST_SECOND_READING || out.len() >= MOST_MAILBOXES {
        return;
    }
    let line = format!("{text}\r\n");
    let value = MessageStream::new(line.as_bytes()).parse_address();
    let Some(list) = value.as_address() else { return };
    let mut seen: HashSet<String> = HashSet::new();
    for mailbox in out.iter().skip(before) {
        seen.extend(mailbox.address.as_ref().map(|a| a.key().to_owned()));
        seen.insert(mailbox.written.clone());
    }
    for other in list.iter() {
        let Some(written) = other.address.as_deref().map(str::trim) else { continue };
        // Of a quoted local part it may leave nothing, or the part without its quotes, which is how keys have it.
        let is_seen = || {
            let parsed = written.parse::<Address>().ok();
            parsed.is_some_and(|a| seen.contains(a.key())) || seen.contains(&written.to_lowercase())
        };
        if !written.contains('@') || written.starts_with('@') || seen.contains(written) || is_seen() {
            continue;
        }
        anomalies.note(Odd, "an address can be read in two ways");
        let name = other.name.as_deref().unwrap_or_default().to_owned();
        out.push(Mailbox { name, address: written.parse().ok(), written: written.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::headers::Fields;
    use super::*;

    fn mailboxes(value: &str) -> (Vec<(String, String)>, bool) {
        let header = format!("To: {value}\r\n\r\n");
        let (mut anomalies, mut out) = (Anomalies::default(), Vec::new());
        let (fields, _) = Fields::read(header.as_bytes(), &mut anomalies);
        fields.all("to").for_each(|f| read(f, &mut out, &mut anomalies));
        let shown =
            |m: Mailbox| (m.name, m.address.map(|a| a.to_string()).unwrap_or_else(|| format!("?{}", m.written)));
        (out.into_iter().map(shown).collect(), !anomalies.into_vec().is_empty())
    }

    #[test]
    fn what_mail_programs_write_reads_without_doubt() {
        for (value, expected) in [
            ("anna@firm.example", vec![("", "anna@firm.example")]),
            ("Anna Berg <anna@firm.example>", vec![("Anna Berg", "anna@firm.example")]),
            (
                "\"Berg, Anna\" <anna@firm.example>, b@c.test",
                vec![("Berg, Anna", "anna@firm.example"), ("", "b@c.test")],
            ),
            ("=?utf-8?Q?M=C3=BCller=2C_Eva?= <eva@firm.example>", vec![("Müller, Eva", "eva@firm.example")]),
            ("anna@firm.example (Anna Berg)", vec![("Anna Berg", "anna@firm.example")]),
            (
                "team: a@b.test, \"C\" <c@d.test>;, e@f.test",
                vec![("", "a@b.test"), ("C", "c@d.test"), ("", "e@f.test")],
            ),
            ("undisclosed-recipients:;", vec![]),
            ("\"john doe\"@firm.example", vec![("", "\"john doe\"@firm.example")]),
            ("'anna@firm.example' <anna@firm.example>", vec![("'anna@firm.example'", "anna@firm.example")]),
            ("\"Anna @ Firm\" <anna@firm.example>", vec![("Anna @ Firm", "anna@firm.example")]),
            ("anna@firm.example <anna@firm.example>", vec![("anna@firm.example", "anna@firm.example")]),
            ("Anna Berg (Firm) <anna@firm.example>,", vec![("Anna Berg", "anna@firm.example")]),
            (
                "=?utf-8?q?anna=40work?= <anna@firm.example>; b@c.test",
                vec![("anna@work", "anna@firm.example"), ("", "b@c.test")],
            ),
            ("Anna O'Berg <anna.o'berg@firm.example>", vec![("Anna O'Berg", "anna.o'berg@firm.example")]),
            ("Grüße <ü@müller.example>", vec![("Grüße", "ü@müller.example")]),
            ("José Núñez <jose@obra.example>", vec![("José Núñez", "jose@obra.example")]),
        ] {
            let (got, odd) = mailboxes(value);
            let got: Vec<_> = got.iter().map(|(n, a)| (n.as_str(), a.as_str())).collect();
            assert_eq!(got, expected, "{value}");
            assert!(!odd, "{value}");
        }
    }

    #[test]
    fn what_programs_read_differently_is_told() {
        for value in [
            "<a@(evil.test)good.test>",
            "<<a@b.test>>",
            "<a@b.test>c@d.test",
            "<a@b.test> <c@d.test>",
            "<@route.test:a@b.test>",
            "\"boss@firm.example\" <x@evil.test>",
            "=?utf-8?b?YWRtaW5AZmlybS5leGFtcGxl?=,<b@c.test>",
            "Anna anna@firm.example",
            "a@b.test\\, <c@d.test>",
            "anna",
            "(((( a@b.test",
            "<=?utf-8?q?a=40evil.test=3e=00?=foo@good.test>x",
        ] {
            assert!(mailboxes(value).1, "{value}");
        }
    }

    #[test]
    fn the_quoted_sign_does_not_move_the_domain() {
        let (got, _) = mailboxes("<\"x@evil.test x\"@good.test>");
        assert_eq!(got.first().map(|m| m.1.as_str()), Some("\"x@evil.test x\"@good.test"));
    }
}
