//! The texts of a message brought together: what its plain and its HTML side say, each split by who wrote it.

use std::collections::HashSet;

use super::alternatives::{self, Side};
use super::charset::{same_words, words};
use super::flowed::unflow;
use super::leaf::Leaf;
use super::own_words::{Split, split};
use super::{bidi, footer};

/// All texts of the body.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) split: Split,
    pub(super) hidden: String,
    /// Whether alternatives say different things.
    pub(super) differ: bool,
}

/// Joins the body texts. Where the HTML side says something that the plain side does not, that is added: programs show
/// either, and a person may have seen only one.
pub(super) fn joined(bodies: &[Leaf], loose: &str) -> Texts {
    let (mut plain, mut html) = (Split::default(), Split::default());
    let (mut hidden, mut invitations) = (String::new(), String::new());
    let mut sides = alternatives::Sides::default();
    for leaf in bodies {
        let text = leaf.text.as_deref().unwrap_or_default();
        if let Some(page) = &leaf.page {
            let mut part = split(&page.own, page.has_quotes);
            push(&mut part.quoted, &page.quoted);
            let (own, signature) = footer::marked(&page.signature);
            push(&mut part.own, &own);
            push(&mut part.footer, &signature);
            push(&mut hidden, &page.hidden);
            sides.add(leaf.alternative, Side::Html, &part, &page.hidden);
            append(&mut html, part);
        } else if leaf.media == "text/calendar" {
            push(&mut invitations, text);
        } else {
            let part = match leaf.flowed {
                Some(delsp) => split(&unflow(text, delsp), false),
                None => split(text, false),
            };
            sides.add(leaf.alternative, Side::Plain, &part, "");
            append(&mut plain, part);
        }
    }
    let differ = sides.differ();
    follow_marks(&mut plain, &html);
    let mut split = merged(plain, &html);
    if !invitations.is_empty() {
        let invited = Split { own: invitations, ..Split::default() };
        split = merged(split, &invited);
    }
    push(&mut split.quoted, stray(loose));
    push(&mut hidden, &bidi::turned(&split.own));
    Texts { split, hidden, differ }
}

fn append(whole: &mut Split, part: Split) {
    if *whole == Split::default() {
        *whole = part;
        return;
    }
    push(&mut whole.own, &part.own);
    push(&mut whole.quoted, &part.quoted);
    push(&mut whole.footer, &part.footer);
}

/// Appends a text on a line of its own.
pub(super) fn push(whole: &mut String, part: &str) {
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

/// Takes out of the plain side what the HTML side marks as quoted or as signature: HTML has marks in every language.
fn follow_marks(plain: &mut Split, html: &Split) {
    if html.own.is_empty() || (html.quoted.is_empty() && html.footer.is_empty()) {
        return;
    }
    if same_words(&plain.own, &html.own) {
        return;
    }
    let said: HashSet<&str> = words(&html.own).collect();
    let quoted: HashSet<&str> = words(&html.quoted).collect();
    let signed: HashSet<&str> = html.footer.lines().map(str::trim).collect();
    let signature_words: HashSet<&str> = words(&html.footer).collect();
    let has_quotes = !plain.quoted.is_empty();
    let (mut own, mut moved, mut footer) = (Vec::new(), Vec::new(), Vec::new());
    for line in plain.own.lines() {
        let is_said = || words(line).all(|w| said.contains(w));
        let is_among = |known: &HashSet<&str>| words(line).next().is_some() && words(line).all(|w| known.contains(w));
        if line.trim().is_empty() || is_said() {
            own.push(line);
        } else if signed.contains(line.trim()) || (is_among(&signature_words) && !is_among(&quoted)) {
            footer.push(line);
        } else if !has_quotes && is_among(&quoted) {
            moved.push(line);
        } else {
            own.push(line);
        }
    }
    if moved.is_empty() && footer.is_empty() {
        return;
    }
    let rest = own.join("\n");
    push(&mut plain.quoted, &moved.join("\n"));
    push(&mut plain.footer, &footer.join("\n"));
    plain.own = rest.trim().to_owned();
}

fn merged(mut plain: Split, html: &Split) -> Split {
    if plain == Split::default() {
        return Split { own: html.own.clone(), quoted: html.quoted.clone(), footer: html.footer.clone() };
    }
    if *html == Split::default() {
        return plain;
    }
    let pairs = [(&plain.own, &html.own), (&plain.quoted, &html.quoted), (&plain.footer, &html.footer)];
    if pairs.iter().all(|(plain, html)| same_words(plain, html)) {
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

/// The lines of `text` with a word that is not among `known`.
fn unsaid(text: &str, known: &HashSet<&str>) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| words(line).any(|w| !known.contains(w))).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::html;
    use super::*;

    fn plain(text: &str) -> Leaf {
        Leaf { media: "text/plain".into(), text: Some(text.into()), ..Leaf::default() }
    }

    fn page(source: &str) -> Leaf {
        Leaf { media: "text/html".into(), page: Some(html::read(source)), ..Leaf::default() }
    }

    #[test]
    fn both_sides_are_read_and_what_they_share_once() {
        let text = "Hello Eva,\nsee you at ten.";
        let same = page("<p>Hello <b>Eva</b>,</p><p>see you at ten.</p>");
        assert_eq!(joined(&[plain(text), same], "").split.own, text);
        let other = page("<p>Hello Eva,</p><p>the layoffs begin</p>");
        assert_eq!(joined(&[plain(text), other], "").split.own, "Hello Eva,\nsee you at ten.\nthe layoffs begin");
        assert_eq!(joined(&[page("<p>only here</p>")], "").split.own, "only here");
    }

    #[test]
    fn the_plain_side_follows_the_marks_of_the_html_side() {
        let text = "mine\n\nAnna Berg\nFirm Ltd\n\nDnia 3 lis 2026 Eva napisala:\ntheirs of old";
        let marked = page(
            "<div>mine</div><div class=gmail_signature>Anna Berg<br>Firm Ltd</div><div class=gmail_quote>Dnia 3 lis 2026 \
             Eva napisala:<br>theirs of old</div>",
        );
        let texts = joined(&[plain(text), marked], "");
        assert_eq!(texts.split.own, "mine");
        assert_eq!(texts.split.footer, "Anna Berg\nFirm Ltd");
        assert_eq!(texts.split.quoted, "Dnia 3 lis 2026 Eva napisala:\ntheirs of old");
    }
}
