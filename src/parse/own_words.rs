//! The sender's own words apart from what is quoted, the signature and the disclaimer: a rule about words must not fire
//! on what everybody's footer says, and may weigh a quote less.

use super::footer;

/// A text split by who wrote it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) own: String,
    pub(super) quoted: String,
    pub(super) footer: String,
}

/// Lines with one of these words between dashes begin a forwarded or quoted message.
const DIVIDERS: &[&str] = &[
    "original message",
    "forwarded message",
    "original appointment",
    "ursprüngliche nachricht",
    "weitergeleitete nachricht",
    "originalnachricht",
    "mensaje original",
    "mensaje reenviado",
    "message d'origine",
    "message transféré",
];

/// The same without dashes.
const BARE_DIVIDERS: &[&str] =
    &["begin forwarded message:", "anfang der weitergeleiteten nachricht:", "inicio del mensaje reenviado:"];

/// First lines of the header block Outlook puts above what it quotes, and lines one of which follows.
const BLOCK_FIRST: &[&str] = &["from:", "von:", "de:"];
const BLOCK_NEXT: &[&str] = &[
    "sent:",
    "gesendet:",
    "enviado:",
    "enviado el:",
    "date:",
    "datum:",
    "fecha:",
    "to:",
    "an:",
    "para:",
    "subject:",
    "betreff:",
    "asunto:",
];

/// How `On … wrote:` begins and ends, in the languages mail programs write it.
const ATTRIBUTION: &[(&str, &[&str])] = &[
    ("on ", &["wrote:"]),
    ("am ", &["schrieb:", ">:"]),
    ("el ", &["escribió:", "escribio:"]),
    ("le ", &["a écrit :", "a écrit:"]),
    ("il ", &["ha scritto:"]),
    ("op ", &["schreef:"]),
];

/// Splits `text`. `is_marked` says that quotes have been taken out already (HTML), so that what follows `On … wrote:`
/// is the sender's again.
pub(super) fn split(text: &str, is_marked: bool) -> Split {
    let lines: Vec<&str> = text.lines().collect();
    let (mut own, mut quoted) = (Vec::with_capacity(lines.len()), Vec::new());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        if is_quote(line) {
            quoted.push(line.trim_start().trim_start_matches(['>', ' ']));
        } else if let Some(length) = attribution(rest) {
            quoted.extend(rest.iter().take(length));
            at += length;
            if !is_marked && !next_is_quote(lines.get(at..).unwrap_or_default()) {
                break;
            }
            continue;
        } else if begins_quote(rest) {
            break;
        } else {
            own.push(*line);
        }
        at += 1;
    }
    quoted.extend(lines.get(at..).unwrap_or_default().iter().map(|line| line.trim_start_matches(['>', ' '])));
    let (own, footer) = footer::cut(&own);
    Split { own, quoted: quoted.join("\n").trim().to_owned(), footer }
}

fn is_quote(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with('>')
}

fn next_is_quote(lines: &[&str]) -> bool {
    lines.iter().find(|l| !l.trim().is_empty()).is_some_and(|l| is_quote(l))
}

/// How many lines an attribution at the top of `lines` takes; programs wrap it.
fn attribution(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim();
    // Cheap refusal for nearly every line.
    let (_, ends) = ATTRIBUTION.iter().find(|(start, _)| starts_with(first, start))?;
    let mut joined = String::new();
    for (index, line) in lines.iter().take(3).enumerate() {
        // A sentence of the sender's that stands above is no part of it.
        if line.trim().is_empty() || joined.trim_end().ends_with(['.', '!', '?']) {
            return None;
        }
        joined.push_str(line.trim());
        if joined.len() > 400 {
            return None;
        }
        let lower = joined.to_lowercase();
        let has_who = lower.contains(|c: char| c.is_ascii_digit()) || lower.contains('@');
        if has_who && ends.iter().any(|end| lower.ends_with(end)) {
            return Some(index + 1);
        }
        // `Am 3.11.2026 um 10:12 schrieb Anna Berg:` has the name behind the verb.
        if has_who && lower.ends_with(':') && lower.contains(" schrieb ") {
            return Some(index + 1);
        }
        joined.push(' ');
    }
    None
}

/// Whether everything from here on is quoted.
fn begins_quote(lines: &[&str]) -> bool {
    let Some(first) = lines.first().map(|l| l.trim()) else { return false };
    if first.starts_with("--") {
        let inner = first.trim_matches(['-', ' ']).to_lowercase();
        return inner.len() < 40 && DIVIDERS.contains(&inner.as_str());
    }
    if first.len() >= 20 && first.bytes().all(|b| b == b'_') {
        return lines.get(1..).is_some_and(|rest| begins_block(&rest[skip_empty(rest)..]));
    }
    BARE_DIVIDERS.iter().any(|divider| starts_with(first, divider)) || begins_block(lines)
}

fn skip_empty(lines: &[&str]) -> usize {
    lines.iter().take(2).take_while(|l| l.trim().is_empty()).count()
}

/// Outlook's `From: … Sent: … To: …`, at least two more such lines within the next five.
fn begins_block(lines: &[&str]) -> bool {
    let is_one_of = |line: &str, names: &[&str]| {
        let line = line.trim_start_matches([' ', '*']);
        names.iter().any(|name| {
            // Some programs write the names bold: `*From:*`, or `*From*:`.
            starts_with(line, name) || (line.contains('*') && starts_with(&line.replace('*', ""), name))
        })
    };
    let Some(first) = lines.first().filter(|l| l.len() < 1_000) else { return false };
    is_one_of(first, BLOCK_FIRST)
        && lines.iter().skip(1).take(5).filter(|l| l.len() < 100_000 && is_one_of(l, BLOCK_NEXT)).count() >= 2
}

/// Whether `text` begins with `word` (lower case), case aside.
pub(super) fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Joins the lines of `format=flowed` (RFC 3676 §4): a line that ends in a blank goes on in the next of the same quote
/// depth; `delsp` takes that blank away.
pub(super) fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let stuffed = line.get(depth..).unwrap_or_default();
        let content = stuffed.strip_prefix(' ').unwrap_or(stuffed);
        if open != Some(depth) {
            if !out.is_empty() {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && content != "-- ";
        out.push_str(if flows && delsp { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = flows.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mail_programs_quote_is_not_the_senders() {
        for quote in [
            "> theirs\n> more",
            "On Mon, 3 Nov 2026 at 10:12, Anna Berg <anna@firm.example> wrote:\n\n> theirs",
            "On Mon, 3 Nov 2026 at 10:12, Anna Berg\n<anna@firm.example> wrote:\n> theirs",
            "Am 03.11.2026 um 10:12 schrieb Anna Berg:\n> theirs",
            "Am Mo., 3. Nov. 2026 um 10:12 Uhr schrieb Anna <anna@firm.example>:\n\n> theirs",
            "El lun, 3 nov 2026 a las 10:12, Ana (<ana@obra.example>) escribió:\n\n> theirs",
            "From: Anna Berg\nSent: Monday\nTo: Eva\nSubject: x\n\ntheirs",
            "Von: Anna Berg\nGesendet: Montag\nAn: Eva\nBetreff: x\n\ntheirs",
            "De: Ana\nEnviado el: lunes\nPara: Eva\nAsunto: x\n\ntheirs",
            "*From:* Anna\n*Sent:* Monday\n*To:* Eva\n\ntheirs",
            "-----Original Message-----\nFrom: Anna\n\ntheirs",
            "-----Ursprüngliche Nachricht-----\ntheirs",
            "-----Mensaje original-----\ntheirs",
            "---------- Forwarded message ---------\nFrom: x\n\ntheirs",
            "-------- Weitergeleitete Nachricht --------\ntheirs",
            "Begin forwarded message:\n\n> From: x\n\ntheirs",
            "________________________________\nFrom: Anna\nSent: Monday\nTo: Eva\n\ntheirs",
        ] {
            let split = split(&format!("mine\n\n{quote}\n"), false);
            assert_eq!(split.own, "mine", "{quote}");
            assert!(split.quoted.contains("theirs"), "{quote}");
        }
    }

    #[test]
    fn answers_below_and_between_quotes_are_the_senders() {
        let split = split("On 3 Nov, a@b.test wrote:\n> one\nfirst\n> two\nsecond\n", false);
        assert_eq!(split.own, "first\nsecond");
        assert_eq!(super::split("On 3 Nov, a@b.test wrote:\n\nmine", true).own, "mine");
    }

    #[test]
    fn ordinary_lines_are_not_taken_for_quotes() {
        for text in [
            "On Monday we wrote: nothing",
            "From: the team",
            "Von: mir an dich",
            "- a list\n-- b",
            "On 3 Nov we meet",
            "On Friday it is.\nOn 3 Nov a@b.test said: wrote",
        ] {
            assert_eq!(split(text, false).own, text);
        }
    }

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(unflow("one \ntwo\n> a \n> b\n-- \nAnna", false), "one two\n> a b\n-- \nAnna");
        assert_eq!(unflow("con \nfidential", true), "confidential");
    }
}
