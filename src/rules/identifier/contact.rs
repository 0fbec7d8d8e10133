//! How people are reached: telephone numbers and mail addresses. One is a signature, many are a list.

use super::Identifier;
use super::kind::Kind;
use super::source::Source;

/// The most octets of a telephone number as written.
const LONGEST: usize = 26;

/// A telephone number around the digit at `at`: international (E.164: `+` or `00`, eight to fifteen digits), national with
/// a leading nought in groups, or North American in its groups; other grouped digits only near a word for telephones.
pub(super) fn phone_at(source: &Source, at: usize) -> Option<(Identifier, usize)> {
    let lead = usize::from(matches!(source.octet_before(at, 1), b'+' | b'('));
    let lead = lead + usize::from(lead == 1 && source.octet_before(at, 2) == b'+');
    let start = at - lead;
    let before = source.octet_before(start, 1);
    if before.is_ascii_alphanumeric() || matches!(before, b'$' | b'/' | b'=' | b'@' | b'-' | b'.') {
        return None;
    }
    let run = source.octets()[at..].iter().take(20).take_while(|octet| octet.is_ascii_digit()).count();
    let goes_on = matches!(source.octet(at + run), b' ' | b'-' | b'.' | b'/' | b'(' | b')');
    // Most numbers: a year, an amount, a count.
    if lead == 0 && !goes_on && !(9..=12).contains(&run) {
        return None;
    }
    let (groups, end) = groups(source, start)?;
    let digits: String = groups.concat();
    let plus = source.octet(start) == b'+' || source.octet_before(at, 1) == b'+';
    let shaped = if plus {
        matches!(digits.len(), 8..=15) && !digits.starts_with('0')
    } else if digits.starts_with("00") {
        matches!(digits.len(), 10..=17) && groups.len() > 1 && !digits.starts_with("000")
    } else if digits.starts_with('0') {
        matches!(digits.len(), 9..=12) && groups.len() > 1 && matches!(groups[0].len(), 2..=6) && groups.len() <= 5
    } else {
        is_north_american(&groups)
    };
    let named = || {
        let few = matches!(digits.len(), 7..=12) && (groups.len() > 1 || digits.len() > 8);
        few && source.is_named(Kind::Phone, start, end)
    };
    let date =
        groups.len() >= 3 && groups[2].len() == 4 && groups[0].len() == 2 && groups[1].len() == 2 && digits.len() <= 12;
    // Among other groups of digits it is a column or a long number in print form.
    let among = before == b' ' && source.octet_before(start, 2).is_ascii_digit()
        || source.octet(end) == b' ' && source.octet(end + 1).is_ascii_digit();
    (source.ends_word(end) && (plus || !date && !among) && (shaped || named()))
        .then(|| (Identifier::masked(Kind::Phone, normal(&digits, plus), start), end))
}

/// One number in its ways of writing: `+49 (0)30 …` and `0049 30 …` are the same.
fn normal(digits: &str, plus: bool) -> String {
    match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None if plus => format!("+{digits}"),
        None => digits.to_owned(),
    }
}

/// The groups of digits at `start` between single blanks, hyphens, dots, slashes and brackets, and where they end. A `(0)`
/// behind a country code is left out.
fn groups(source: &Source, start: usize) -> Option<(Vec<String>, usize)> {
    let (mut groups, mut end, mut at) = (vec![String::new()], start, start);
    while at < start + LONGEST {
        let octet = source.octet(at);
        match octet {
            b'0'..=b'9' => {
                groups.last_mut()?.push(char::from(octet));
                end = at + 1;
            }
            b'+' if end == start => {}
            b'(' if source.octet(at + 1) == b'0' && source.octet(at + 2) == b')' => {
                at += 2;
                groups.push(String::new());
            }
            // Two signs at most: `) ` and ` - `, never two blanks, which are columns.
            b' ' | b'-' | b'.' | b'/' | b'(' | b')' if at < end + 2 || end == start => {
                if octet == b' ' && source.octet(at + 1) == b' ' {
                    break;
                }
                groups.push(String::new());
            }
            _ => break,
        }
        at += 1;
    }
    groups.retain(|group| !group.is_empty());
    let tail = source.octet(end);
    let glued = matches!(tail, b'.' | b'-' | b'/' | b':' | b',') && source.octet(end + 1).is_ascii_digit();
    (!groups.is_empty() && !glued).then_some((groups, end))
}

/// NANP: area and exchange begin with 2 to 9, in groups of three, three and four, perhaps behind a 1.
fn is_north_american(groups: &[String]) -> bool {
    let three: &[String] = match groups {
        [one, rest @ ..] if one == "1" => rest,
        all => all,
    };
    let high = |group: &String| group.as_bytes()[0] >= b'2';
    matches!(three, [area, exchange, line] if area.len() == 3 && exchange.len() == 3 && line.len() == 4 && high(area) && high(exchange))
}

/// The mail address around the `@` at `at`, in small letters.
pub(super) fn email_at(source: &Source, at: usize) -> Option<Identifier> {
    let octets = source.octets();
    let local =
        octets[..at].iter().rev().take(64).take_while(|o| o.is_ascii_alphanumeric() || b"._%+-".contains(o)).count();
    let domain =
        octets[at + 1..].iter().take(255).take_while(|o| o.is_ascii_alphanumeric() || b".-".contains(o)).count();
    let domain = source.text()[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
    let local = source.text()[at - local..at].trim_start_matches(['.', '-', '%', '+']);
    let (host, top) = domain.rsplit_once('.')?;
    let right =
        !local.is_empty() && !host.is_empty() && top.len() >= 2 && top.bytes().all(|octet| octet.is_ascii_alphabetic());
    // A message id is no address: it stands between angles and is made by a program.
    let id = local.len() > 30 || local.bytes().filter(u8::is_ascii_digit).count() > 9;
    (right && !id).then(|| {
        let start = at - local.len();
        Identifier::masked(Kind::Email, format!("{local}@{domain}").to_ascii_lowercase(), start)
    })
}
