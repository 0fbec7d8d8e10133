//! Rich text (RTF 1.9.1).

mod destinations;
mod tables;
mod text;
mod tokens;

use text::Text;
use tokens::{Token, Tokens};

use super::budget::Budget;
use super::draft::{Draft, damaged};
use super::{Contents, Kind, Unread, UnreadKind};

/// Groups within groups; what real programs write stays below a hundred.
const DEPTH: usize = 2_000;

/// Reads a rich text file.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut draft = Draft::new(Kind::Rtf, budget);
    if !octets.trim_ascii_start().starts_with(b"{\\rtf") {
        draft.unread(damaged("it does not begin as rich text does"));
    }
    let mut tokens = Tokens::new(octets);
    let mut text = Text::new(&mut draft);
    while let Some(token) = tokens.next() {
        match token {
            Token::Word("bin", number) => tokens.leave_out(usize::try_from(number.unwrap_or(0)).unwrap_or(0)),
            token => text.take(token),
        }
        if text.depth() > DEPTH {
            break;
        }
    }
    let open = text.depth();
    text.finish();
    if open > DEPTH {
        draft.unread(Unread::new(UnreadKind::Limit, "its parts lie too deep within each other"));
    } else if open > 0 {
        draft.unread(damaged("it ends too early"));
    }
    draft.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Feature, Limits};

    fn said(source: &str) -> Contents {
        read(source.as_bytes(), &mut Budget::new(&Limits::default()))
    }

    #[test]
    fn charsets_and_unicode_are_read() {
        let source = r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f0 Gr\'fc\u223?e, \f1\'cf\'f0\'e8\f0  \u-10179?\u-8704?\par}";
        assert_eq!(said(source).text, "Grüße, При \u{1f600}");
        assert_eq!(said(r"{\rtf1\uc2 a\u228\'a8\'b9b{\uc0 \u228 c}}").text, "aäbäc");
    }

    #[test]
    fn hidden_deleted_and_white_letters_do_not_show() {
        let source = r"{\rtf1{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}see {\v falcon}{\deleted gone }{\cf1 white}{\cf2 black}{\cf1\highlight2 bar}}";
        let contents = said(source);
        assert_eq!(contents.text, "see blackbar");
        assert_eq!(contents.hidden, "falcongone white");
        assert_eq!(contents.features, [Feature::HiddenText, Feature::TrackedChanges]);
    }

    #[test]
    fn information_comments_and_links_are_told_apart() {
        let source = r#"{\rtf1{\info{\author Anna Berg}{\operator Martin Keller}{\*\company Firm}}text{\*\atnauthor Eva}{\*\annotation too dear}{\field{\*\fldinst HYPERLINK "https://kita.example/a"}{\fldrslt here}}{\*\secretdest no}{\pict 00ff}}"#;
        let contents = said(source);
        assert_eq!(
            (contents.text.as_str(), contents.hidden.as_str()),
            ("texthere\nhttps://kita.example/a", "too dear")
        );
        let said: Vec<_> = contents.properties.iter().map(|p| (p.name.as_str(), p.value.as_str())).collect();
        let expected =
            [("author", "Anna Berg"), ("last-author", "Martin Keller"), ("company", "Firm"), ("author", "Eva")];
        assert_eq!(said, expected);
        assert_eq!(contents.features, [Feature::Comments]);
    }

    #[test]
    fn what_is_cut_or_endless_is_told() {
        assert_eq!(said(r"{\rtf1 half").unread[0].kind, UnreadKind::Damaged);
        assert_eq!(said(&format!("{{\\rtf1 {}", "{".repeat(5_000))).unread[0].kind, UnreadKind::Limit);
        assert_eq!(said(r"{\rtf1 a\bin5 }}}}}b}").text, "ab");
    }

    #[test]
    fn tables_have_tabs_and_lines() {
        let source = r"{\rtf1\trowd Name\cell Born\cell\row\trowd Eva\cell 1990-02-01\cell\row}";
        assert_eq!(said(source).text, "Name\tBorn\nEva\t1990-02-01");
    }
}
