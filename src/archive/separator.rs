//! The line before each message of an mbox (RFC 4155): what begins with one, and when it says that the message was kept.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::message::fields::BOM;

/// Whether these octets begin with the line before a message.
pub(super) fn begins(octets: &[u8]) -> bool {
    let line = octets.split(|octet| *octet == b'\n').next().unwrap_or_default();
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    // Somebody's sentence may begin so, too; the line of an mbox has a time, or what Thunderbird writes.
    rest.starts_with(b"-") || rest.windows(5).any(is_time)
}

/// Whether this line has all that one before a message has: from whom, the day of the week, and when. What begins so is one also
/// where no empty line stands before it, which some programs leave out.
pub(super) fn is_full(line: &[u8]) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let day = std::str::from_utf8(line).ok().and_then(|line| line.split_ascii_whitespace().nth(2));
    let is_day = |word: &str| DAYS.contains(&word.trim_end_matches(','));
    line.starts_with(b"From ") && day.is_some_and(is_day) && kept(line).is_some()
}

fn is_time(text: &[u8]) -> bool {
    matches!(text, [a, b, b':', c, d] if [a, b, c, d].iter().all(|octet| octet.is_ascii_digit()))
}

/// Whether a file with these first octets is an mbox; some begin with a mark of their character set, or with empty lines.
pub(super) fn is_mbox(head: &[u8]) -> bool {
    begins(without_blank(head))
}

/// These octets without the byte order mark and the empty lines before them.
pub(super) fn without_blank(octets: &[u8]) -> &[u8] {
    let octets = without_mark(octets);
    let blank = octets.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
    &octets[blank..]
}

/// These octets without the byte order mark before them.
pub(super) fn without_mark(octets: &[u8]) -> &[u8] {
    octets.strip_prefix(BOM).unwrap_or(octets)
}

/// When such a line says that its message was kept: `From anna@firm.example Tue Nov 17 10:00:00 2026`, and what other programs
/// make of it; in UTC where it names no zone.
pub(super) fn kept(line: &[u8]) -> Option<Timestamp> {
    let line = std::str::from_utf8(line).ok()?;
    let words: Vec<&str> = line.split_ascii_whitespace().skip(2).map(|word| word.trim_end_matches(',')).collect();
    let time = words.iter().find_map(|word| time(word))?;
    let month = words.iter().find_map(|word| month(word))?;
    let number = |digits: std::ops::RangeInclusive<usize>| {
        words.iter().filter(move |word| digits.contains(&word.len())).find_map(|word| word.parse::<i16>().ok())
    };
    let (day, year) = (i8::try_from(number(1..=2)?).ok()?, number(4..=4)?);
    let at = DateTime::new(year, month, day, time.0, time.1, time.2, 0).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let ahead = words.iter().find_map(|word| offset(word)).unwrap_or_default();
    at.checked_sub(jiff::SignedDuration::from_mins(ahead)).ok()
}

fn time(word: &str) -> Option<(i8, i8, i8)> {
    let mut parts = word.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    Some((hour, minute, parts.next().unwrap_or(Some(0))?))
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = MONTHS.iter().position(|month| *month == word)?;
    i8::try_from(at + 1).ok()
}

/// Minutes a zone such as `+0130` is ahead.
fn offset(word: &str) -> Option<i64> {
    let (sign, digits) = (word.get(..1)?, word.get(1..).filter(|digits| digits.len() == 4)?);
    let (hours, minutes) = (digits.get(..2)?.parse::<i64>().ok()?, digits.get(2..)?.parse::<i64>().ok()?);
    match sign {
        "+" => Some(hours * 60 + minutes),
        "-" => Some(-(hours * 60 + minutes)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_before_a_message_says_when_it_was_kept() {
        let at = Some("2026-11-17T10:00:00Z".parse().unwrap());
        for line in [
            "From anna@firm.example Tue Nov 17 10:00:00 2026",
            "From - Tue Nov 17 10:00:00 2026\r\n",
            "From anna@firm.example  Tue Nov 17 10:00 2026\n",
            "From anna@firm.example Tue, 17 Nov 2026 11:00:00 +0100",
            "From anna@firm.example Tue Nov 17 09:00:00 -0100 2026",
        ] {
            assert_eq!(kept(line.as_bytes()), at, "{line}");
        }
        for line in
            ["From - ", "From - Tue, 17 Nov 2026", "From anna@firm.example Tue Nov 31 10:00:00 2026", "From - 10:00"]
        {
            assert_eq!(kept(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_full_line() {
        for line in ["From anna@firm.example Tue Nov 17 10:00:00 2026\n", "From - Tue, 17 Nov 2026 11:00:00 +0100\r\n"]
        {
            assert!(is_full(line.as_bytes()), "{line}");
        }
        for line in [
            "From here on, at 10:00 on Tue 17 Nov 2026\n",
            "From anna@firm.example at 10:00\n",
            "From - Tue\n",
            ">From anna@firm.example Tue Nov 17 10:00:00 2026\n",
            " From anna@firm.example Tue Nov 17 10:00:00 2026\n",
        ] {
            assert!(!is_full(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_mark_and_empty_lines_may_stand_before_an_mbox() {
        for head in ["From - Tue", "\n\r\nFrom - Tue", "\u{feff}From - Tue", "\u{feff}\nFrom - Tue"] {
            assert!(is_mbox(head.as_bytes()), "{head:?}");
        }
        for head in ["", "\n", "From here on", "x\nFrom - Tue"] {
            assert!(!is_mbox(head.as_bytes()), "{head:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_too_odd(octets: Vec<u8>, text in "From [-a] [A-Za-z0-9:+ -]{0,40}") {
            let _ = (kept(&octets), kept(text.as_bytes()), is_mbox(&octets), begins(text.as_bytes()), is_full(text.as_bytes()));
        }
    }
}
