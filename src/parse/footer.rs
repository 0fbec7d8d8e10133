//! Signatures and disclaimers, which say "confidential" under every mail and mean nothing by it.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::own_words::starts_with;
use crate::base::fold::folded;

/// More lines than this below `-- ` are a text, not a signature.
const LONGEST_SIGNATURE: usize = 15;
/// Lines of a signature with its disclaimers.
const LONGEST_FOOTER: usize = 80;
/// A paragraph longer than this is no disclaimer.
const LONGEST_DISCLAIMER: usize = 4_000;

/// What disclaimers say, folded; each entry is one signal.
const SIGNALS: &[&str] = &[
    // en
    "intended recipient",
    "intended solely for",
    "intended only for",
    "addressee",
    "in error",
    "notify the sender",
    "notify us",
    "delete this",
    "delete it",
    "delete the",
    "strictly prohibited",
    "unauthorised",
    "unauthorized",
    "may contain confidential",
    "may contain privileged",
    "confidential and may be",
    "virus",
    "before printing",
    "before you print",
    // de
    "nicht der richtige adressat",
    "nicht der beabsichtigte",
    "nicht der richtige empfanger",
    "irrtumlich erhalten",
    "informieren sie bitte",
    "benachrichtigen sie bitte",
    "absender",
    "vernichten sie",
    "loschen sie",
    "unerlaubte",
    "unbefugte",
    "vertrauliche und/oder",
    "vertrauliche informationen",
    "nicht gestattet",
    "bevor sie diese e-mail",
    // es
    "destinatario indicado",
    "su destinatario",
    "destinatario",
    "por error",
    "rogamos",
    "comuniquelo",
    "notifiquelo",
    "proceda a su",
    "prohibida su",
    "prohibida la",
    "puede contener informacion",
    "rgpd",
    "lopdgdd",
    "rectificacion",
    "antes de imprimir",
];

/// Closing formulas, folded.
const CLOSINGS: &[&str] = &[
    "best regards",
    "kind regards",
    "warm regards",
    "best wishes",
    "regards",
    "sincerely",
    "yours sincerely",
    "mit freundlichen gru",
    "mit besten gru",
    "viele gru",
    "beste gru",
    "liebe gru",
    "freundliche gru",
    "mfg",
    "saludos",
    "un saludo",
    "un cordial saludo",
    "atentamente",
    "cordialmente",
];

static SIGNAL_FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(SIGNALS).ok());

/// Splits the lines of a text into words meant and footer.
pub(super) fn cut(lines: &[&str]) -> (String, String) {
    let mut footer: Vec<&str> = Vec::new();
    let signed = signature(lines);
    let body = lines.get(..signed).unwrap_or(lines);
    let below = lines.get(signed..).unwrap_or_default();
    footer.extend(below);
    let mut own = Vec::with_capacity(body.len());
    for (index, paragraph) in paragraphs(body).into_iter().enumerate() {
        // A marking stands on top: the first paragraph is always the sender's.
        if index > 0 && is_disclaimer(paragraph) { footer.extend(paragraph) } else { own.extend(paragraph) }
    }
    (joined(&own), joined(&footer))
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").trim().to_owned()
}

/// Where the signature begins: at `-- ` (RFC 3676 §4.3), or below a closing formula where name, telephone and the like
/// stand; else behind the last line.
fn signature(lines: &[&str]) -> usize {
    for (at, line) in lines.iter().enumerate() {
        let below = lines.get(at + 1..).unwrap_or_default();
        if line.trim_end() == "--" && is_short(below) {
            return at;
        }
        if is_closing(line) && is_short(below) && has_contact(below) {
            return at + 1;
        }
    }
    lines.len()
}

/// Short lines only, disclaimers aside: whoever hides a text below a signature mark has it read all the same.
fn is_short(lines: &[&str]) -> bool {
    // Also keeps the work small where many lines look like a mark.
    if lines.len() > LONGEST_FOOTER {
        return false;
    }
    let plain = paragraphs(lines).into_iter().filter(|p| !is_disclaimer(p)).flatten();
    let texts: Vec<&&str> = plain.filter(|l| !l.trim().is_empty()).collect();
    let is_afterthought = |line: &str| starts_with(line.trim(), "ps") || starts_with(line.trim(), "p.s.");
    texts.len() <= LONGEST_SIGNATURE && texts.iter().all(|l| l.chars().count() <= 100 && !is_afterthought(l))
}

fn is_closing(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let line = folded(line.trim());
    CLOSINGS.iter().any(|c| line.strip_prefix(c).is_some_and(|rest| rest.len() <= 24))
}

fn has_contact(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        let digits = line.bytes().filter(u8::is_ascii_digit).count();
        digits >= 6 || line.contains("www.") || line.contains("http") || line.contains('@')
    })
}

fn paragraphs<'l, 't>(lines: &'l [&'t str]) -> Vec<&'l [&'t str]> {
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

/// Whether a paragraph has two different signals of a disclaimer.
fn is_disclaimer(lines: &[&str]) -> bool {
    let length: usize = lines.iter().map(|l| l.len() + 1).sum();
    if !(60..=LONGEST_DISCLAIMER).contains(&length) {
        return false;
    }
    let text = folded(&lines.join(" "));
    let Some(finder) = SIGNAL_FINDER.as_ref() else { return false };
    let mut seen = Vec::new();
    for hit in finder.find_iter(&text) {
        if !seen.contains(&hit.pattern()) {
            seen.push(hit.pattern());
        }
    }
    seen.len() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (String, String) {
        cut(&text.lines().collect::<Vec<_>>())
    }

    #[test]
    fn signatures_and_disclaimers_are_no_words_of_the_sender() {
        for footer in [
            "-- \nAnna Berg\nFirm Ltd",
            "--\nAnna",
            "This e-mail is confidential and intended solely for the addressee. If received in error, notify the sender.",
            "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie diese.",
            "Este mensaje puede contener información confidencial. Si lo ha recibido por error, rogamos lo comunique.",
        ] {
            let (own, cut) = split(&format!("Hello Eva\n\nthe plan\n\n{footer}"));
            assert_eq!(own, "Hello Eva\n\nthe plan", "{footer}");
            assert_eq!(cut, footer, "{footer}");
        }
        let (own, cut) = split("the plan\n\nBest regards\nAnna Berg\nTel. +49 30 1234567\nwww.firm.example");
        assert_eq!(own, "the plan\n\nBest regards");
        assert!(cut.contains("Anna Berg"));
    }

    #[test]
    fn what_the_sender_means_stays() {
        for text in [
            "Strictly confidential, intended recipient only: delete it when read, notify the sender.\n",
            "the plan\n\nRegards\nAnna\nPS: call 030 1234567 about the layoffs",
            "Please delete the old file, it was made by somebody who had too much time on his hands.",
        ] {
            assert_eq!(split(text).0, text.trim(), "{text}");
        }
        let hidden = format!("hello\n-- \n{}", "a secret sentence\n".repeat(40));
        assert!(split(&hidden).0.contains("secret"), "a text below a signature mark is read");
    }
}
