//! Signatures, told by what stands above them and by their shape.

use super::disclaimer::{LONG_LINE, is_disclaimer};
use super::own_words::{is_rule, starts_with};
use crate::base::fold::folded;

/// More lines than this below `-- ` are a text, not a signature.
const LONGEST_SIGNATURE: usize = 15;
/// Lines of a signature with its disclaimers.
const LONGEST_FOOTER: usize = 80;

/// Closing formulas, folded.
const CLOSINGS: &[&str] = &[
    "best regards",
    "kind regards",
    "warm regards",
    "best wishes",
    "regards",
    "many thanks",
    "thanks",
    "thank you",
    "cheers",
    "sincerely",
    "yours sincerely",
    "yours faithfully",
    "mit freundlichen gru",
    "mit freundlichem gru",
    "mit besten gru",
    "viele gru",
    "beste gru",
    "liebe gru",
    "schone gru",
    "freundliche gru",
    "herzliche gru",
    "gruss",
    "mfg",
    "vielen dank",
    "saludos",
    "un saludo",
    "un cordial saludo",
    "reciba un cordial saludo",
    "atentamente",
    "cordialmente",
    "un abrazo",
    "gracias",
];

/// What programs on telephones write below a message, folded.
const SENT_FROM: &[&str] = &[
    "sent from my ",
    "sent from mail for ",
    "sent from outlook",
    "sent from yahoo",
    "sent from the ",
    "sent via ",
    "sent with proton",
    "get outlook for ",
    "von meinem ",
    "von meiner ",
    "gesendet von ",
    "gesendet mit ",
    "diese nachricht wurde von meinem ",
    "outlook fur ios",
    "outlook fur android",
    "outlook fur ",
    "holen sie sich outlook",
    "enviado desde ",
    "enviado con ",
    "obtener outlook para ",
    "obten outlook para ",
];
/// How those begin, in ASCII.
const SENT_FROM_HEADS: &[&str] =
    &["sent ", "get outlook", "von mein", "gesendet ", "diese nachricht", "outlook f", "holen sie", "enviado ", "obt"];
/// What such a line speaks of, folded.
const DEVICES: &[&str] = &[
    "iphone",
    "ipad",
    "ipod",
    "android",
    "samsung",
    "galaxy",
    "huawei",
    "xiaomi",
    "blackberry",
    "mobile",
    "mobil",
    "handy",
    "smartphone",
    "telefon",
    "phone",
    "movil",
    "outlook",
    "yahoo",
    "windows",
    "proton",
    "gmx",
    "web.de",
    "mail",
    "tablet",
    "device",
    "gerat",
    "dispositivo",
    "ios",
    "unterwegs",
];

/// Where the signature begins: at `-- ` (RFC 3676 §4.3), at a drawn line, or below a closing formula, where name,
/// telephone and the like stand; else behind the last line.
pub(super) fn begins_at(lines: &[&str]) -> usize {
    let mut is_top = true;
    for (at, line) in lines.iter().enumerate() {
        let below = lines.get(at + 1..).unwrap_or_default();
        // Above it stands a text, or it is written as nobody writes by chance.
        if is_top && *line != "-- " {
            is_top = line.trim().is_empty();
            continue;
        }
        let line = line.trim_end();
        if line == "--" && is_short(below) {
            return at;
        }
        if is_rule(line) && is_short(below) && has_contact(below) {
            return at;
        }
        if is_closing(line) && is_short(below) && has_contact(below) {
            return at + 1;
        }
    }
    lines.len()
}

/// Whether lines may be a signature: short ones only, disclaimers aside: whoever hides a text below a signature mark has it read all the same.
pub(super) fn is_short(lines: &[&str]) -> bool {
    // Also keeps the work small where many lines look like a mark.
    if lines.len() > LONGEST_FOOTER {
        return false;
    }
    let is_legal = |line: &&&str| line.len() >= LONG_LINE && is_disclaimer(&[**line]);
    let plain = paragraphs(lines).into_iter().filter(|p| !is_disclaimer(p)).flatten();
    let texts: Vec<&&str> = plain.filter(|l| !l.trim().is_empty() && !is_legal(l)).collect();
    let is_afterthought = |line: &str| starts_with(line.trim(), "ps") || starts_with(line.trim(), "p.s.");
    texts.len() <= LONGEST_SIGNATURE && texts.iter().all(|l| l.chars().count() <= 100 && !is_afterthought(l))
}

fn is_closing(line: &str) -> bool {
    if line.is_empty() || line.len() > 60 {
        return false;
    }
    let line = folded(line.trim());
    CLOSINGS.iter().any(|c| line.strip_prefix(c).is_some_and(|rest| rest.len() <= 24))
}

/// `Sent from my iPhone` and its like.
pub(super) fn is_sent_from(line: &str) -> bool {
    let line = line.trim();
    if !(8..160).contains(&line.len()) {
        return false;
    }
    // Cheap refusal for nearly every line.
    if !SENT_FROM_HEADS.iter().any(|head| starts_with(line, head)) {
        return false;
    }
    let line = folded(line);
    SENT_FROM.iter().any(|start| line.starts_with(start))
        && DEVICES.iter().any(|device| line.contains(device))
        && line.split(' ').count() <= 12
}

fn has_contact(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        let digits = line.bytes().filter(u8::is_ascii_digit).count();
        digits >= 6 || line.contains("www.") || line.contains("http") || line.contains('@')
    })
}

/// Lines cut behind each empty one.
pub(super) fn paragraphs<'l, 't>(lines: &'l [&'t str]) -> Vec<&'l [&'t str]> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            out.push(lines.get(start..=at).unwrap_or_default());
            start = at + 1;
        }
    }
    out.push(lines.get(start..).unwrap_or_default());
    out.retain(|p| !p.is_empty());
    out
}
