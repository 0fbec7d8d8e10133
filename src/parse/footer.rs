//! Signatures and disclaimers, which say "confidential" under every mail and mean nothing by it.

use super::disclaimer::{LONG_LINE, is_disclaimer, is_heading, is_label};
use super::own_words::is_rule;
use super::signature::{self, is_sent_from, is_short, paragraphs};

/// Splits the lines of a text into words meant and footer.
pub(super) fn cut(lines: &[&str]) -> (String, String) {
    let signed = signature::begins_at(lines);
    let (mut own, mut footer) = (Vec::with_capacity(lines.len()), Vec::new());
    for (index, paragraph) in paragraphs(lines.get(..signed).unwrap_or(lines)).into_iter().enumerate() {
        // A marking stands on top: the first paragraph is always the sender's.
        if index > 0 && is_disclaimer(paragraph) {
            take_footer(paragraph, &mut own, &mut footer);
        } else {
            by_line(paragraph, index == 0, &mut own, &mut footer);
        }
    }
    let mut below = Vec::new();
    take_footer(lines.get(signed..).unwrap_or_default(), &mut own, &mut below);
    below.append(&mut footer);
    while own.last().is_some_and(|line| line.trim().is_empty() || is_rule(line.trim())) {
        own.pop();
    }
    (joined(&own), joined(&below))
}

/// What a mail program marks as signature, if it is one: it stays the sender's words where it is too long for that.
pub(super) fn marked(signature: &str) -> (String, String) {
    let lines: Vec<&str> = signature.lines().collect();
    if !is_short(&lines) {
        return (signature.to_owned(), String::new());
    }
    let (mut own, mut footer) = (Vec::new(), Vec::new());
    take_footer(&lines, &mut own, &mut footer);
    (joined(&own), joined(&footer))
}

/// Takes lines for the footer, but for labels.
fn take_footer<'t>(lines: &[&'t str], own: &mut Vec<&'t str>, footer: &mut Vec<&'t str>) {
    // The heading of a disclaimer stands in a paragraph of its own.
    let heading = own.iter().rposition(|line| !line.trim().is_empty()).filter(|at| *at > 0);
    if !lines.is_empty()
        && let Some(at) = heading.filter(|at| own.get(*at).is_some_and(|line| is_heading(line)))
    {
        footer.extend(own.drain(at..));
    }
    for line in lines {
        if is_label(line) { own.push(line) } else { footer.push(line) }
    }
}

/// A paragraph that is no disclaimer as a whole, such as lines of HTML that no empty line parts.
fn by_line<'t>(paragraph: &[&'t str], is_first: bool, own: &mut Vec<&'t str>, footer: &mut Vec<&'t str>) {
    for (at, line) in paragraph.iter().enumerate() {
        let is_top = is_first && at == 0;
        if !is_top && line.len() >= LONG_LINE && is_disclaimer(&[*line]) {
            take_footer(&[*line], own, footer);
        } else if is_sent_from(line) {
            footer.push(line);
        } else {
            own.push(line);
        }
    }
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").trim().to_owned()
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
            "CONFIDENTIALITY NOTICE\nThis e-mail is intended only for the addressee. If received in error, delete it.",
            "Disclaimer:\n\nThis e-mail is intended only for the addressee. If received in error, delete it.",
            "Firm GmbH, Sitz der Gesellschaft: Berlin, Amtsgericht Charlottenburg HRB 12345, Geschäftsführer: Martin Keller",
            "Sent from my iPhone",
            "Von meinem iPhone gesendet",
            "Enviado desde mi iPhone",
            "Gesendet von Mail für Windows",
            "Get Outlook for iOS<https://outlook.example/ios>",
            "___\nAnna Berg\nTel. +49 30 1234567",
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
    fn a_long_line_is_a_disclaimer_without_an_empty_one_above_it() {
        let legal = "This e-mail may contain confidential information and is intended only for the addressee; if you \
                     received it in error, delete it.";
        assert_eq!(split(&format!("Hello\nthe plan\n{legal}")), ("Hello\nthe plan".into(), legal.into()));
    }

    #[test]
    fn what_the_sender_means_stays() {
        for text in [
            "Strictly confidential, intended recipient only: delete it when read, notify the sender.\n",
            "the plan\n\nRegards\nAnna\nPS: call 030 1234567 about the layoffs",
            "Please delete the old file, it was made by somebody who had too much time on his hands.",
            "Sent from my side: the numbers for the mail campaign, which are not for everybody to see yet, I fear.",
            "x\n\nDisclaimer\n\nI am no lawyer.",
        ] {
            assert_eq!(split(text).0, text.trim(), "{text}");
        }
        let hidden = format!("hello\n-- \n{}", "a secret sentence\n".repeat(40));
        assert!(split(&hidden).0.contains("secret"), "a text below a signature mark is read");
    }

    #[test]
    fn no_footer_takes_a_label_with_it() {
        let legal = "This e-mail is intended only for the addressee. If received in error, delete it.";
        for label in ["STRICTLY CONFIDENTIAL", "Classification: Internal", "TLP:AMBER", "NUR FÜR INTERNEN GEBRAUCH"] {
            for text in [
                format!("hello\n\n{label}\n{legal}"),
                format!("hello\n\n{legal}\n{label}"),
                format!("hello\n\n-- \nAnna\n{label}"),
                format!("{label}\n\n{legal}"),
            ] {
                let (own, footer) = split(&text);
                assert!(own.contains(label) && !footer.contains(label), "{text}");
            }
            assert!(marked(&format!("Anna\n{label}")).0 == label);
        }
        assert_eq!(marked("Anna Berg\nFirm Ltd").1, "Anna Berg\nFirm Ltd");
        assert_eq!(marked(&"a long story\n".repeat(99)).1, "");
    }
}
