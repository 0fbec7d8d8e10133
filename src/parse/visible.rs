//! HTML to text, linear in its length: words stay whole through inline tags, blocks become lines, hidden text stays (it
//! may be what leaks), and what mail programs mark as quoted is kept apart.

use mail_parser::decoders::html::add_html_token;

/// Text of an HTML part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Visible {
    /// Outside of quotes.
    pub(super) own: String,
    /// Within `<blockquote>` and what mail programs use instead.
    pub(super) quoted: String,
    /// Whether anything was marked as quoted.
    pub(super) has_quotes: bool,
}

/// Classes and ids of the elements mail programs put around what they quote.
const QUOTE_MARKS: &[&str] = &["gmail_quote", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote"];
/// The same, where the quote follows the element: all the rest is quoted.
const REST_MARKS: &[&str] = &["divrplyfwdmsg", "appendonsend", "moz-forward-container", "oriMsgHtmlSeperator"];

/// Reads HTML.
pub(super) fn html(source: &str) -> Visible {
    let mut reader = Reader { rest: source, ..Reader::default() };
    while let Some(open) = reader.rest.find('<') {
        let (text, tag) = reader.rest.split_at(open);
        reader.text(text);
        reader.tag(tag);
    }
    let rest = reader.rest;
    reader.text(rest);
    reader.out.own = tidy(&reader.out.own);
    reader.out.quoted = tidy(&reader.out.quoted);
    reader.out
}

#[derive(Default)]
struct Reader<'s> {
    rest: &'s str,
    out: Visible,
    /// Open `<blockquote>`s.
    quotes: usize,
    /// Open `<div>`s since the one that a mail program marked as quote; 0 outside of one.
    divs: usize,
    all_the_rest: bool,
    /// No closing quote for an attribute is left, so none is looked for again.
    no_quote_end: bool,
    /// Elements of which no end tag is left, likewise.
    endless: Vec<String>,
}

impl<'s> Reader<'s> {
    fn sink(&mut self) -> &mut String {
        if self.quotes > 0 || self.divs > 0 || self.all_the_rest { &mut self.out.quoted } else { &mut self.out.own }
    }

    fn fresh_line(&mut self) {
        let out = self.sink();
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        let out = self.sink();
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, entity) = rest.split_at(at);
            push_text(out, before);
            let length =
                entity.bytes().skip(1).take(32).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count() + 1;
            let (name, after) = entity.split_at(length);
            // Browsers decode an entity without its semicolon too.
            let after = after.strip_prefix(';').unwrap_or(after);
            if length > 1 {
                add_html_token(out, format!("{name};").as_bytes(), false)
            } else {
                out.push('&')
            }
            rest = after;
        }
        push_text(out, rest);
    }

    /// Takes the tag, comment or lone `<` that `tag` begins with.
    fn tag(&mut self, tag: &'s str) {
        let bytes = tag.as_bytes();
        match bytes.get(1) {
            Some(b'!') if tag.starts_with("<!--") => self.skip_behind(tag, 4, "-->"),
            Some(b'!' | b'?') => self.skip_behind(tag, 2, ">"),
            Some(b'/') | Some(b'a'..=b'z' | b'A'..=b'Z') => self.element(tag),
            _ => {
                self.sink().push('<');
                self.rest = tag.get(1..).unwrap_or_default();
            }
        }
    }

    fn skip_behind(&mut self, tag: &'s str, from: usize, end: &str) {
        let inner = tag.get(from..).unwrap_or_default();
        self.rest = inner.find(end).and_then(|at| inner.get(at + end.len()..)).unwrap_or_default();
    }

    fn element(&mut self, tag: &'s str) {
        let end = self.tag_end(tag);
        let (whole, rest) = tag.split_at(end);
        self.rest = rest.strip_prefix('>').unwrap_or(rest);
        let inner = whole.get(1..).unwrap_or_default();
        let (closing, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let name_end = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name_end);
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "script" | "style" | "template" if !closing => self.skip_element(&name),
            "blockquote" => self.blockquote(closing),
            "div" => self.div(closing, attributes),
            "td" | "th" => push_text(self.sink(), " "),
            "br" => self.sink().push('\n'),
            "tr" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "pre" | "body" | "head" | "title" | "section"
            | "article" | "header" | "footer" => self.fresh_line(),
            // These stand alone, so that a disclaimer can be told from the text above it.
            "p" | "hr" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.fresh_line();
                self.sink().push('\n');
            }
            _ => {}
        }
    }

    /// The offset of the `>` that ends the tag; quotes in attributes may hold one too, as browsers read it.
    fn tag_end(&mut self, tag: &str) -> usize {
        let mut at = 1;
        while let Some(found) = tag.get(at..).and_then(|rest| rest.find(['>', '"', '\''])) {
            at += found;
            let mark = tag.get(at..=at).unwrap_or(">");
            let is_value = tag.get(..at).is_some_and(|before| before.trim_end().ends_with('='));
            if mark == ">" {
                return at;
            }
            at += 1;
            if is_value && !self.no_quote_end {
                match tag.get(at..).and_then(|rest| rest.find(mark)) {
                    Some(close) => at += close + 1,
                    None => self.no_quote_end = true,
                }
            }
        }
        tag.len()
    }

    /// Skips to behind the end tag of a `script`, `style` or `template`.
    fn skip_element(&mut self, name: &str) {
        if self.endless.iter().any(|n| n == name) {
            return;
        }
        let mut rest = self.rest;
        while let Some(at) = rest.find("</") {
            rest = rest.get(at + 2..).unwrap_or_default();
            if rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)) {
                self.rest = rest.find('>').and_then(|end| rest.get(end + 1..)).unwrap_or_default();
                return;
            }
        }
        // Without an end, programs differ in what they show: read on.
        self.endless.push(name.to_owned());
    }

    fn blockquote(&mut self, closing: bool) {
        if closing {
            self.fresh_line();
            self.quotes = self.quotes.saturating_sub(1);
        } else {
            self.quotes += 1;
            self.out.has_quotes = true;
        }
        self.fresh_line();
    }

    fn div(&mut self, closing: bool, attributes: &str) {
        self.fresh_line();
        match (closing, self.divs) {
            (true, open) => self.divs = open.saturating_sub(1),
            (false, 0) => self.look_for_mark(attributes),
            (false, open) => self.divs = open + 1,
        }
        self.fresh_line();
    }

    fn look_for_mark(&mut self, attributes: &str) {
        if attributes.is_empty() {
            return;
        }
        let near = attributes.get(..attributes.floor_char_boundary(512)).unwrap_or_default().to_ascii_lowercase();
        if QUOTE_MARKS.iter().any(|mark| near.contains(mark)) {
            self.divs = 1;
            self.out.has_quotes = true;
        }
        // Outlook draws a line above what it quotes.
        let outlook = near.contains("border:none;border-top:solid #");
        if outlook || REST_MARKS.iter().any(|mark| near.contains(&mark.to_ascii_lowercase())) {
            self.all_the_rest = true;
            self.out.has_quotes = true;
        }
    }
}

/// White space in the source is one blank; line ends mean nothing.
fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            c if c.is_ascii_whitespace() => {
                if !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
}

/// No-break spaces as blanks, no blanks around lines, at most one empty line in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_matches(|c: char| c.is_whitespace());
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        line.chars().for_each(|c| out.push(if c == '\u{a0}' { ' ' } else { c }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_blocks_become_lines() {
        for (source, text) in [
            ("conf<b>id</b>ential", "confidential"),
            ("conf<!-- x > y -->idential", "confidential"),
            ("conf<wbr>idential<x-y z>s</x-y>", "confidentials"),
            ("&#x73;ecret &uuml;ber &amp; &auml", "secret über & ä"),
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            ("<div>one</div><div>two</div>", "one\ntwo"),
            ("<td>a</td><td>b</td>", "a b"),
            ("a&nbsp;b\u{a0}c", "a b c"),
            ("<style>p{}</style>x<script>if (a < b) {}</script>y", "xy"),
            ("<a title=\"x > y\" href='z'>link</a>", "link"),
            ("<span style=\"display:none\">hidden</span>", "hidden"),
            ("1 < 2 & 3", "1 < 2 & 3"),
            ("it's <b>Anna's</b>", "it's Anna's"),
            ("<a b=\"c>never closed", "never closed"),
        ] {
            assert_eq!(html(source).own, text, "{source}");
        }
    }

    #[test]
    fn quotes_of_mail_programs_are_kept_apart() {
        for source in [
            "mine<blockquote>theirs<blockquote>older</blockquote></blockquote>mine too",
            "mine<div class=\"gmail_quote\"><div class=x>theirs</div>older</div>mine too",
        ] {
            let visible = html(source);
            assert!(visible.own.contains("mine") && visible.own.contains("mine too"), "{visible:?}");
            assert!(visible.quoted.contains("theirs") && visible.quoted.contains("older"), "{visible:?}");
            assert!(!visible.own.contains("theirs"));
        }
        let outlook = html("mine<div id=\"divRplyFwdMsg\">From: x</div><div>theirs</div>");
        assert_eq!((outlook.own.as_str(), outlook.has_quotes), ("mine", true));
    }
}
