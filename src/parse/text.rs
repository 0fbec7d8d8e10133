//! The texts of a message brought together: what its plain and its HTML side say, each split by who wrote it.

use std::collections::HashSet;

use super::mime::Leaf;
use super::own_words::{Split, split, unflow};
use super::visible;

/// Joins the body texts. Where the HTML side says something that the plain side does not, that is added: programs show
/// either, and a person may have seen only one.
pub(super) fn joined(bodies: &[Leaf], loose: &str) -> Split {
    let (mut plain, mut html) = (Split::default(), Split::default());
    for leaf in bodies {
        let text = leaf.text.as_deref().unwrap_or_default();
        if leaf.media == "text/plain" {
            let part = match leaf.flowed {
                Some(delsp) => split(&unflow(text, delsp), false),
                None => split(text, false),
            };
            append(&mut plain, part);
        } else {
            let seen = visible::html(text);
            let mut part = split(&seen.own, seen.has_quotes);
            push(&mut part.quoted, &seen.quoted);
            append(&mut html, part);
        }
    }
    let mut all = merged(plain, &html);
    push(&mut all.quoted, stray(loose));
    all
}

fn append(whole: &mut Split, part: Split) {
    push(&mut whole.own, &part.own);
    push(&mut whole.quoted, &part.quoted);
    push(&mut whole.footer, &part.footer);
}

fn push(whole: &mut String, part: &str) {
    let part = part.trim();
    if !part.is_empty() {
        if !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str(part);
    }
}

/// What stands outside of all parts, but for the sentence programs put there.
fn stray(loose: &str) -> &str {
    let loose = loose.trim();
    let is_usual = loose.len() < 200 && loose.to_ascii_lowercase().contains("mime");
    if is_usual { "" } else { loose }
}

fn merged(mut plain: Split, html: &Split) -> Split {
    if plain == Split::default() {
        return Split { own: html.own.clone(), quoted: html.quoted.clone(), footer: html.footer.clone() };
    }
    if *html == Split::default() {
        return plain;
    }
    let whole = [plain.own.as_str(), &plain.quoted, &plain.footer].join("\n");
    let known: HashSet<&str> = words(&whole).collect();
    let own = unsaid(&html.own, &known);
    let quoted = unsaid(&html.quoted, &known);
    let footer = unsaid(&html.footer, &known);
    push(&mut plain.own, &own);
    push(&mut plain.quoted, &quoted);
    push(&mut plain.footer, &footer);
    plain
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// The lines of `text` with a word that is not among `known`.
fn unsaid(text: &str, known: &HashSet<&str>) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| words(line).any(|w| !known.contains(w))).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(media: &str, text: &str) -> Leaf {
        Leaf { media: media.into(), text: Some(text.into()), ..Leaf::default() }
    }

    #[test]
    fn both_sides_are_read_and_what_they_share_once() {
        let plain = leaf("text/plain", "Hello Eva,\nsee you at ten.");
        let same = leaf("text/html", "<p>Hello <b>Eva</b>,</p><p>see you at ten.</p>");
        assert_eq!(
            joined(&[leaf("text/plain", "Hello Eva,\nsee you at ten."), same], "").own,
            "Hello Eva,\nsee you at ten."
        );
        let other = leaf("text/html", "<p>Hello Eva,</p><p>the layoffs begin</p>");
        assert_eq!(joined(&[plain, other], "").own, "Hello Eva,\nsee you at ten.\nthe layoffs begin");
        assert_eq!(joined(&[leaf("text/html", "<p>only here</p>")], "").own, "only here");
    }
}
