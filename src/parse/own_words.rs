//! The sender's own words apart from what is quoted, the signature and the disclaimer: a rule about words must not fire
//! on what everybody's footer says, and may weigh a quote less.

use super::{attribution, footer};

/// A text split by who wrote it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) own: String,
    pub(super) quoted: String,
    pub(super) footer: String,
}

/// What lines between dashes begin with that stand above a forwarded or quoted message.
const DIVIDERS: &[&str] = &[
    "original message",
    "original-nachricht",
    "originalnachricht",
    "original appointment",
    "forwarded message",
    "forwarded by",
    "ursprüngliche nachricht",
    "ursprüngliche e-mail",
    "ursprünglicher termin",
    "weitergeleitete nachricht",
    "weitergeleitet von",
    "mensaje original",
    "mensaje reenviado",
    "mensaje remitido",
    "cita original",
    "message d'origine",
    "message transféré",
    "messaggio originale",
    "mensagem original",
];

/// The same without dashes.
const BARE_DIVIDERS: &[&str] = &[
    "begin forwarded message:",
    "anfang der weitergeleiteten nachricht:",
    "anfang der weitergeleiteten e-mail:",
    "inicio del mensaje reenviado:",
    "comienzo del mensaje reenviado:",
];

/// First lines of the header block that stands above what Outlook and others quote, and lines that follow in it.
const BLOCK_FIRST: &[&str] = &["from:", "von:", "de:", "gesendet:", "desde:"];
const BLOCK_NEXT: &[&str] = &[
    "from:",
    "von:",
    "sent:",
    "gesendet:",
    "enviado:",
    "enviado el:",
    "enviada:",
    "envoyé:",
    "envoyé :",
    "date:",
    "datum:",
    "fecha:",
    "to:",
    "an:",
    "para:",
    "cc:",
    "kopie:",
    "subject:",
    "betreff:",
    "asunto:",
    "objet:",
    "objet :",
];

/// Fields that only mail has.
const OF_MAIL: &[&str] = &[
    "sent:",
    "gesendet:",
    "enviado:",
    "enviado el:",
    "enviada:",
    "envoyé:",
    "envoyé :",
    "subject:",
    "betreff:",
    "asunto:",
    "objet:",
    "objet :",
];

/// Splits `text`. `is_marked` says that quotes have been taken out already (HTML), so that what follows `On … wrote:`
/// is the sender's again.
pub(super) fn split(text: &str, is_marked: bool) -> Split {
    let lines: Vec<&str> = text.lines().collect();
    let (mut own, mut quoted) = (Vec::with_capacity(lines.len()), Vec::new());
    let (mut at, mut bars) = (0, false);
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        if is_quote(line) || (bars && is_bar(line)) {
            quoted.push(unquoted(line));
        } else if let Some(length) = attribution::length(rest) {
            quoted.extend(rest.iter().take(length));
            at += length;
            let behind = lines.get(at..).unwrap_or_default();
            bars |= next(behind).is_some_and(is_bar);
            if !is_marked && !bars && !next(behind).is_some_and(is_quote) {
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
    quoted.extend(lines.get(at..).unwrap_or_default().iter().map(|line| unquoted(line)));
    let (own, footer) = footer::cut(&own);
    Split { own, quoted: quoted.join("\n").trim().to_owned(), footer }
}

fn is_quote(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with('>')
}

/// How s-nail quotes.
fn is_bar(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with('|')
}

/// A line without the signs of its quote.
pub(super) fn unquoted(line: &str) -> &str {
    line.trim_start_matches([' ', '>', '|'])
}

fn next<'t>(lines: &[&'t str]) -> Option<&'t str> {
    lines.iter().find(|l| !l.trim().is_empty()).copied()
}

/// Whether everything from here on is quoted.
fn begins_quote(lines: &[&str]) -> bool {
    let Some(first) = lines.first().map(|l| l.trim()) else { return false };
    if is_rule(first) {
        return lines.get(1..).is_some_and(|rest| begins_block(rest.get(skip_empty(rest)..).unwrap_or_default()));
    }
    is_divider(first) || begins_block(lines) || notes_block(lines).is_some()
}

/// The header block Lotus Notes and its kin put above what they quote: who wrote it and when, on one line or two, then `To:`,
/// `cc:` and `Subject:`; of one's own mail the latter alone.
pub(super) struct NotesBlock<'t> {
    /// Who wrote; empty where the block does not say.
    pub(super) author: &'t str,
    /// Lines of author and date.
    pub(super) lines: usize,
}

/// Lines of recipients such a block may have.
const LONGEST_NOTES_BLOCK: usize = 40;

/// The Notes block at the top of `lines`.
pub(super) fn notes_block<'t>(lines: &[&'t str]) -> Option<NotesBlock<'t>> {
    let first = lines.first()?.trim();
    if first.len() < 2 || first.len() > 1_000 {
        return None;
    }
    let block = if is_field(first, &["to:", "an:", "para:"]) {
        NotesBlock { author: "", lines: 0 }
    } else if lines.get(1).is_some_and(|line| is_date(line.trim())) && first.len() <= 100 {
        NotesBlock { author: first, lines: 2 }
    } else {
        NotesBlock { author: before_date(first)?, lines: 1 }
    };
    let below = lines.get(block.lines..)?.iter().take(LONGEST_NOTES_BLOCK).filter(|line| line.len() < 100_000);
    let mut fields = below.map(|line| line.trim());
    let has_to = fields.clone().take(12).any(|line| is_field(line, &["to:", "an:", "para:"]));
    let has_copy = block.lines > 0 || fields.clone().any(|line| is_field(line, &["cc:", "kopie:", "copia:"]));
    let is_block = has_to && has_copy && fields.any(|line| is_field(line, &["subject:", "betreff:", "asunto:"]));
    is_block.then_some(block)
}

/// `03.11.2026 10:12`, `04/05/2000 12:43:26 PM`.
fn is_date(line: &str) -> bool {
    line.len() < 40 && line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(':')
}

/// `Anna Berg` of `Anna Berg on 04/05/2000 12:43:26 PM` or `Anna Berg  04/05/2000 12:43 PM`.
fn before_date(line: &str) -> Option<&str> {
    let is_day = |word: &str| word.len() >= 6 && word.bytes().all(|b| b.is_ascii_digit() || b == b'/' || b == b'.');
    let day = line.split_whitespace().find(|word| is_day(word))?;
    let (author, date) = line.split_once(day)?;
    let author = author.trim_end();
    let author = author.strip_suffix(" on").or_else(|| author.strip_suffix(" am")).unwrap_or(author).trim();
    (author.len() >= 2 && author.len() <= 100 && date.contains(':') && date.len() < 40).then_some(author)
}

/// `-----Original Message-----` and its like.
pub(super) fn is_divider(line: &str) -> bool {
    if line.starts_with("--") && line.len() < 200 {
        let inner = line.trim_matches(['-', ' ']).to_lowercase();
        return DIVIDERS.iter().any(|divider| inner.starts_with(divider));
    }
    BARE_DIVIDERS.iter().any(|divider| starts_with(line, divider))
}

/// A line that is drawn, and says nothing. Three hyphens stand in patches, above what is meant.
pub(super) fn is_rule(line: &str) -> bool {
    (line.len() >= 3 && line.bytes().all(|b| b == b'_')) || (line.len() >= 5 && line.bytes().all(|b| b == b'-'))
}

fn skip_empty(lines: &[&str]) -> usize {
    lines.iter().take(2).take_while(|l| l.trim().is_empty()).count()
}

/// Outlook's `From: … Sent: … To: …`, at least two more such lines within the next five.
pub(super) fn begins_block(lines: &[&str]) -> bool {
    let Some(first) = lines.first().filter(|l| l.len() < 1_000) else { return false };
    if !is_field(first, BLOCK_FIRST) {
        return false;
    }
    let near = lines.iter().skip(1).take(10).filter(|l| !l.trim().is_empty()).take(5).filter(|l| l.len() < 100_000);
    let fields: Vec<&&str> = near.filter(|l| is_field(l, BLOCK_NEXT)).collect();
    // `Von: Berlin, An: Porto, Datum: …` is a journey.
    let is_of_mail = |line: &str| line.contains('@') || is_field(line, OF_MAIL);
    fields.len() >= 2 && (is_of_mail(first) || fields.iter().any(|line| is_of_mail(line)))
}

/// Whether a line begins with one of these names. Some programs write them bold: `*From:*`, or `*From*:`.
fn is_field(line: &str, names: &[&str]) -> bool {
    let line = line.trim_start_matches([' ', '\t', '*', '\u{a0}']);
    names.iter().any(|name| {
        starts_with(line, name)
            || name.strip_suffix(':').is_some_and(|bare| {
                starts_with(line, bare)
                    && line.get(bare.len()..).is_some_and(|rest| rest.starts_with("*:") || rest.starts_with("\u{a0}:"))
            })
    })
}

/// Whether `text` begins with `word` (lower case), ASCII case aside.
pub(super) fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
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
            "Am Mo., 3. Nov.\n2026 um 10:12 Uhr schrieb Anna <anna@firm.example>:\n\n> theirs",
            "El lun, 3 nov 2026 a las 10:12, Ana (<ana@obra.example>) escribió:\n\n> theirs",
            "El 3 nov 2026, a las 10:12, Ana <ana@obra.example> escribió:\n\ntheirs",
            "Anna Berg <anna@firm.example> wrote in\n <x@firm.example>:\n |theirs",
            "Anna Berg wrote in <20261103@firm.example>:\n |theirs\n |more",
            "From: Anna Berg\nSent: Monday\nTo: Eva\nSubject: x\n\ntheirs",
            "Von: Anna Berg\nGesendet: Montag\nAn: Eva\nBetreff: x\n\ntheirs",
            "Gesendet: Montag\nVon: Anna Berg\nAn: Eva\nBetreff: x\n\ntheirs",
            "De: Ana\nEnviado el: lunes\nPara: Eva\nAsunto: x\n\ntheirs",
            "*From:* Anna\n*Sent:* Monday\n*To:* Eva\n\ntheirs",
            "*Von*: Anna\n*Gesendet*: Montag\n*An*: Eva\n\ntheirs",
            "-----Original Message-----\nFrom: Anna\n\ntheirs",
            "-----Ursprüngliche Nachricht-----\ntheirs",
            "-----Mensaje original-----\ntheirs",
            "---------- Forwarded message ---------\nFrom: x\n\ntheirs",
            "----- Forwarded message from Anna Berg <anna@firm.example> -----\n\ntheirs",
            "-------- Weitergeleitete Nachricht --------\ntheirs",
            "-------- Mensaje reenviado --------\ntheirs",
            "\tAnna Berg\n\t03.11.2026 10:12\n\t\t\n\t\t To: Eva Sato/Firm\n\t\t cc: \n\t\t Subject: x\n\ntheirs",
            "Anna.Berg@firm.example on 04/05/2000 12:43:26 PM\nTo: Eva\ncc: \nSubject: x\n\ntheirs",
            "\"Berg, Anna\" <anna@firm.example> on 04/05/2000 12:43 PM\nTo: Eva\ncc: \nSubject: x\n\ntheirs",
            "Anna Berg   05.11.2026 10:12\n\nTo: Eva\nSubject: x\n\ntheirs",
            "To: Eva Sato/Firm@Firm\ncc: \nSubject: x\n\ntheirs",
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
            "a | b\n| c | d |",
            "On 3 Nov we meet",
            "On Friday it is.\nOn 3 Nov a@b.test said: wrote",
            "-- original --\nthoughts",
            "To: Porto\nBy: train\nThe subject: holidays",
            "Anna comes on 04/05/2026 at 12:30\nand we go to lunch",
            "Von: Berlin\nAn: Porto\nDatum: 3. November\nsechs Personen",
        ] {
            assert_eq!(split(text, false).own, text);
        }
    }
}
