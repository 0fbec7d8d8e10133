//! Text from strangers made safe to show: one line, bounded, no control or direction-changing characters.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

/// `text` on one line of at most `max` characters for terminals, pages and logs: controls, line and paragraph
/// separators and characters that change the reading direction become `�`, a longer text ends with `…`.
pub fn one_line(text: &str, max: usize) -> String {
    let mut rest = text.chars();
    let mut shown: String = rest
        .by_ref()
        .take(max)
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            c if is_hazard(c) => '\u{fffd}',
            c => c,
        })
        .collect();
    if rest.next().is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// `text` for an SMTP reply line: one line, ASCII, at most `max` octets. Accents fall away (`Müller` → `Muller`), curly
/// quotes become straight ones, what has no likeness in ASCII becomes `?`.
pub fn wire_text(text: &str, max: usize) -> String {
    let mut wire = String::with_capacity(text.len().min(max));
    for c in text.chars() {
        match c {
            ' '..='~' => wire.push(c),
            '“' | '”' | '„' | '«' | '»' => wire.push('"'),
            '‘' | '’' | '‚' => wire.push('\''),
            '–' | '—' => wire.push('-'),
            '…' => wire.push_str("..."),
            'ß' => wire.push_str("ss"),
            c => {
                let plain = wire.len();
                wire.extend(c.nfkd().filter(|part| (' '..='~').contains(part)));
                if wire.len() == plain {
                    wire.push('?');
                }
            }
        }
    }
    wire.truncate(max);
    wire
}

/// A match shown as evidence: the first and last characters, the middle hidden, so that a log, a notice or a page
/// never repeats the secret (`4111…1111`).
pub fn masked(secret: &str) -> String {
    let chars: Vec<char> = secret.chars().filter(|c| !c.is_whitespace()).collect();
    let keep = match chars.len() {
        0..=5 => 0,
        6..=11 => 2,
        _ => 4,
    };
    let head: String = chars[..keep].iter().collect();
    let tail: String = chars[chars.len() - keep..].iter().collect();
    format!("{head}…{tail}")
}

/// A time as people read it, in their zone: `Thu 26 Nov 2026 09:30 CET`.
pub fn shown_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b %Y %H:%M %Z").to_string()
}

/// A time as header fields have it (RFC 5322 §3.3), `Fri, 20 Nov 2026 09:00:00 +0000`: in UTC, for the machine's zone is
/// nobody's business.
pub fn mail_date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// Controls, separators, and the bidirectional controls and invisible characters used to disguise a text (UTS 36).
pub fn is_hazard(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_one_line_and_bounded() {
        assert_eq!(one_line("a\r\nb\u{202e}c\u{1b}[31m", 80), "a  b\u{fffd}c\u{fffd}[31m");
        assert_eq!(one_line("abcdef", 4), "abc…");
        assert_eq!(one_line("abcd", 4), "abcd");
        assert_eq!(one_line("", 4), "");
    }

    #[test]
    fn a_reply_line_keeps_what_ascii_can_say() {
        assert_eq!(wire_text("“Müller” – Groß…\r\n\u{202e}", 80), "\"Muller\" - Gross...???");
        assert_eq!(wire_text("ääää", 2), "aa");
    }

    #[test]
    fn times_are_shown_in_the_readers_zone() {
        let at: Timestamp = "2026-11-26T08:30:00Z".parse().unwrap();
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(shown_time(at, &berlin), "Thu 26 Nov 2026 09:30 CET");
    }

    #[test]
    fn masking_hides_the_middle_and_all_of_a_short_secret() {
        assert_eq!(masked("4111 1111 1111 1111"), "4111…1111");
        assert_eq!(masked("geheim"), "ge…im");
        assert_eq!(masked("pin"), "…");
    }
}
