//! How mail programs mark what they quote and what they sign with.

use super::small::Small;

/// Whose words a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Zone {
    /// The sender's.
    #[default]
    Own,
    /// Quoted or forwarded.
    Quoted,
    /// Below the sender's name.
    Signature,
}

/// What an element means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// What is in it belongs to this zone.
    Within(Zone),
    /// What is in it and all that follows is quoted.
    Rest,
    /// The same, if it holds a header block: Outlook draws a line above what it quotes, people above anything.
    RestIfHeaders,
}

/// Classes, ids and names of elements around a quote: Gmail, Yahoo, Thunderbird, Proton, Outlook for telephones and the
/// web, GMX and web.de, Roundcube, Spark, Zoho, Zimbra.
const QUOTES: &[&str] = &[
    "gmail_quote",
    "gmail_attr",
    "yahoo_quoted",
    "moz-cite-prefix",
    "moz-forward-container",
    "moz-email-headers-table",
    "protonmail_quote",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "quote",
    "reply-intro",
    "messagereplysection",
    "zmail_extra",
    "replymessage",
    "originalmessage",
];
/// The same, where the quote follows the element: new Outlook and Outlook on the web, Windows Mail, Zimbra.
const RESTS: &[&str] = &["divrplyfwdmsg", "appendonsend", "orimsghtmlseperator", "orimsghtmlseparator", "zwchr"];
/// The same for signatures: Gmail, Thunderbird, Outlook on the web and for telephones, Apple, Yahoo, Proton, Spark.
const SIGNATURES: &[&str] = &[
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "signature",
    "ms-outlook-mobile-signature",
    "ms-outlook-mobile-body-separator-line",
    "applemailsignature",
    "yahoo-signature",
    "protonmail_signature_block",
    "messagesignaturesection",
    "tutanota_signature",
    "mailbird-signature",
];

/// What is looked at to find a mark.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named<'s> {
    pub(super) class: &'s str,
    pub(super) id: &'s str,
    pub(super) name: &'s str,
    pub(super) style: &'s str,
}

impl Named<'_> {
    /// Whether there is nothing to find a mark by.
    pub(super) fn is_empty(&self) -> bool {
        [self.class, self.id, self.name, self.style].iter().all(|value| value.is_empty())
    }
}

/// The mark of an element, if it has one.
pub(super) fn of(element: Small, named: &Named<'_>) -> Option<Mark> {
    let element = element.as_str();
    if element == "blockquote" {
        return (!is_indent(named)).then_some(Mark::Within(Zone::Quoted));
    }
    let words = named.class.split_ascii_whitespace().take(16).chain([named.id.trim(), named.name.trim()]);
    for word in words.filter(|w| !w.is_empty()) {
        // Outlook on the web and others put `x_` before the ids of what they took over from another message.
        let word = word.trim_start_matches("x_");
        if has(RESTS, word) {
            return Some(Mark::Rest);
        }
        if has(QUOTES, word) || starts_with(word, "yahoo_quoted") {
            return Some(Mark::Within(Zone::Quoted));
        }
        // Yahoo writes `ydp4f2a1c3signature`.
        if has(SIGNATURES, word) || (starts_with(word, "ydp") && word.ends_with("signature")) {
            return Some(Mark::Within(Zone::Signature));
        }
    }
    if element == "div" { border(named.style) } else { None }
}

/// The lines that Outlook for the desktop draws: above the header block, or left of the whole quote.
fn border(style: &str) -> Option<Mark> {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).take(200).collect();
    let style = style.to_ascii_lowercase();
    if !style.starts_with("border:none;border-") {
        return None;
    }
    let side = style.get("border:none;border-".len()..).unwrap_or_default();
    if side.starts_with("top:solid#") {
        return Some(Mark::RestIfHeaders);
    }
    (side.starts_with("left:solidblue") || side.starts_with("left:solid#0000ff")).then_some(Mark::Within(Zone::Quoted))
}

/// Gmail indents with a `<blockquote>` that quotes nothing.
fn is_indent(named: &Named<'_>) -> bool {
    named.class.is_empty() && named.style.replace(' ', "").contains("40px;border:none")
}

fn has(list: &[&str], word: &str) -> bool {
    list.iter().any(|entry| word.eq_ignore_ascii_case(entry))
}

fn starts_with(word: &str, head: &str) -> bool {
    word.get(..head.len()).is_some_and(|w| w.eq_ignore_ascii_case(head))
}
