//! The mail itself: its text on the page, its HTML apart in a frame that can do nothing, its bytes as a draft.

use crate::base::text::is_hazard;
use crate::parse::Structure;

/// Octets of text a page shows.
const TEXT: usize = 12_000;

/// Octets of header fields a page shows.
const HEADERS: usize = 6_000;

/// Octets of HTML that are shown.
const HTML: usize = 256 << 10;

/// What its frame may do: nothing. Styles within the mail hold, pictures within it show, and nothing is loaded, run, sent or
/// followed.
pub(super) const HTML_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                                      form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

/// Elements that reach out whatever a policy says: Chromium connects ahead to what `<link rel="preconnect">` and a link that is
/// pressed name, which no directive covers, and a frame within the frame could hold others.
const REACHING: [&str; 9] = ["a", "area", "link", "meta", "iframe", "frame", "frameset", "object", "embed"];

/// The HTML of a mail for its frame, perhaps not to its end. Elements that reach out are renamed, so that they are nothing but
/// their text; a tag's name stands as it is read, without escapes (HTML §13.2.5.8).
pub(super) fn framed(mut html: String) -> String {
    if html.len() > HTML {
        let end = html.floor_char_boundary(HTML);
        html.truncate(end);
    }
    let mut quiet = String::with_capacity(html.len());
    for (n, piece) in html.split('<').enumerate() {
        let name = piece.split(['\t', '\n', '\x0c', '\r', ' ', '/', '>']).next().unwrap_or_default();
        quiet.push_str(match n {
            0 => "",
            _ if REACHING.iter().any(|reaching| name.eq_ignore_ascii_case(reaching)) => "<x-",
            _ => "<",
        });
        quiet.push_str(piece);
    }
    quiet
}

/// A text, perhaps not to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// Whether there is more than is shown.
    pub(super) cut: bool,
}

/// The mail as text.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    /// What the sender wrote.
    pub(super) own: Excerpt,
    /// What is quoted below.
    pub(super) quoted: Excerpt,
    /// What does not show.
    pub(super) hidden: Excerpt,
    pub(super) headers: Excerpt,
}

impl Body {
    /// Of a message that was read as `structure`.
    pub(super) fn of(structure: &Structure, message: &[u8]) -> Body {
        let own = [structure.own_text.as_str(), structure.footer_text.as_str()];
        let own = own.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
        let end = memchr::memmem::find(message, b"\r\n\r\n").unwrap_or(message.len());
        let head = message.get(..end.min(HEADERS * 2)).unwrap_or_default();
        Body {
            own: excerpt(&own, TEXT),
            quoted: excerpt(&structure.quoted_text, TEXT / 2),
            hidden: excerpt(&structure.hidden_text, TEXT / 4),
            headers: excerpt(&String::from_utf8_lossy(head), HEADERS),
        }
    }
}

/// At most `most` octets of a text, its lines kept, what disguises or steers replaced.
fn excerpt(text: &str, most: usize) -> Excerpt {
    let mut shown = String::with_capacity(text.len().min(most));
    let mut travels = 0;
    for c in text.chars() {
        // As it travels: what HTML must escape takes five octets.
        travels += if matches!(c, '<' | '>' | '&' | '"' | '\'') { 5 } else { c.len_utf8() };
        if travels > most {
            return Excerpt { text: shown, cut: true };
        }
        match c {
            '\n' => shown.push('\n'),
            '\r' => {}
            '\t' => shown.push(' '),
            c if is_hazard(c) => shown.push('\u{fffd}'),
            c => shown.push(c),
        }
    }
    Excerpt { text: shown, cut: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_out_is_renamed_and_all_else_stays() {
        for (html, quiet) in [
            ("a < b <LiNk rel=preconnect href=x>", "a < b <x-LiNk rel=preconnect href=x>"),
            ("<meta\nhttp-equiv=refresh><p>ü</p>", "<x-meta\nhttp-equiv=refresh><p>ü</p>"),
            ("<iframe/srcdoc='&lt;link>'><IFRAME>", "<x-iframe/srcdoc='&lt;link>'><x-IFRAME>"),
            ("<a href=x><abbr><article>i</a><area>", "<x-a href=x><abbr><article>i</a><x-area>"),
            ("<<link", "<<x-link"),
            ("link", "link"),
        ] {
            assert_eq!(framed(html.into()), quiet);
        }
        assert_eq!(framed("ü".repeat(HTML)).len(), HTML);
    }

    #[test]
    fn an_excerpt_keeps_lines_and_nothing_that_steers() {
        let text = excerpt("Hello\r\n\tBob\u{202e}gpj.exe\u{1b}[31m", 100);
        assert_eq!(text, Excerpt { text: "Hello\n Bob\u{fffd}gpj.exe\u{fffd}[31m".into(), cut: false });
        let long = excerpt(&"ä".repeat(10), 5);
        assert_eq!(long, Excerpt { text: "ää".into(), cut: true });
    }
}
