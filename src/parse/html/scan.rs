//! Where tags, comments and skipped elements end, and what the attributes of a tag say.

use super::attributes;
use super::data_url::{self, MOST_FILES};
use super::marks::Named;
use super::sinks::{telling, tidy};
use super::{Page, Reader, plain};

/// What the attributes of a tag say.
#[derive(Default)]
pub(super) struct Told<'s> {
    pub(super) named: Named<'s>,
    pub(super) hidden: bool,
    pub(super) ground: Option<&'s str>,
    pub(super) colour: Option<&'s str>,
    /// `dir=rtl`, which turns the letters round in a `<bdo>`.
    pub(super) from_right: bool,
}

impl<'s> Reader<'s> {
    /// Goes on behind `end`; gives what stands before it.
    pub(super) fn skip_behind(&mut self, tag: &'s str, from: usize, end: &str) -> &'s str {
        let inner = tag.get(from..).unwrap_or_default();
        let (skipped, rest) = inner.split_once(end).unwrap_or((inner, ""));
        self.rest = rest;
        skipped
    }

    /// What stands in `<!--[if mso]> … <![endif]-->` shows in Outlook and nowhere else.
    pub(super) fn comment(&mut self, tag: &'s str) {
        // `<!-->` and `<!--->` are whole comments.
        if let Some(rest) = tag.strip_prefix("<!-->").or_else(|| tag.strip_prefix("<!--->")) {
            self.rest = rest;
            return;
        }
        let inner = self.skip_behind(tag, "<!--".len(), "-->");
        if !self.in_comment
            && let Some((_, inner)) = inner
                .split_once("[if ")
                .and_then(|(before, rest)| before.trim().is_empty().then(|| rest.split_once("]>")).flatten())
        {
            let Page { own, hidden, .. } = read_comment(inner);
            self.sinks.aside(&own);
            self.sinks.aside(&hidden);
        }
    }

    /// The offset of the `>` that ends the tag; quotes in attributes may hold one too, as browsers read it.
    pub(super) fn tag_end(&mut self, tag: &str) -> usize {
        let mut at = 1;
        while let Some(found) = tag.get(at..).and_then(|rest| rest.find(['>', '"', '\''])) {
            at += found;
            let mark = tag.get(at..=at).unwrap_or(">");
            if mark == ">" {
                return at;
            }
            let is_value = tag.get(..at).is_some_and(|before| before.trim_ascii_end().ends_with('='));
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

    /// Skips to behind the end tag of `name` and hands what was skipped to `take`.
    pub(super) fn skip_element(&mut self, name: &'static str, take: impl FnOnce(&mut Self, &'s str)) {
        if self.endless.contains(&name) {
            return;
        }
        let mut at = 0;
        while let Some(found) = self.rest.get(at..).and_then(|rest| rest.find("</")) {
            let behind = at + found + "</".len();
            let rest = self.rest.get(behind..).unwrap_or_default();
            if rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)) {
                let inner = self.rest.get(..at + found).unwrap_or_default();
                self.rest = rest.find('>').and_then(|end| rest.get(end + 1..)).unwrap_or_default();
                return take(self, inner);
            }
            at = behind;
        }
        // Without an end, programs differ in what they show: read on.
        self.endless.push(name);
    }

    /// Reads the attributes; texts among them are read out in place of a picture, or shown under the pointer.
    pub(super) fn told(&mut self, attributes: &'s str) -> Told<'s> {
        let mut told = Told::default();
        if attributes.is_empty() {
            return told;
        }
        for (name, value) in attributes::of(attributes) {
            match name.as_str() {
                "style" => told.named.style = value,
                "class" => told.named.class = value,
                "id" => told.named.id = value,
                "name" => told.named.name = value,
                "hidden" => told.hidden = true,
                "bgcolor" => told.ground = Some(value),
                // A picture behind the text: nobody here knows its colour.
                "background" if !value.is_empty() => told.ground = Some("url"),
                "color" | "text" => told.colour = Some(value),
                "alt" | "title" | "aria-label" => self.sinks.aside(&plain(value)),
                "dir" => told.from_right = value.eq_ignore_ascii_case("rtl"),
                _ => {}
            }
            let may_hold =
                data_url::is_data(value.trim_ascii_start()) || (name.as_str() == "style" && value.contains("url("));
            if may_hold
                && self.files.len() < MOST_FILES
                && let Some(file) = data_url::read(value)
            {
                self.files.push(file);
            }
        }
        told
    }
}

/// The inside of a comment for Outlook; comments do not nest.
fn read_comment(inner: &str) -> Page {
    let mut reader = Reader { rest: inner, in_comment: true, ..Reader::default() };
    reader.run();
    Page { own: tidy(&reader.sinks.own), hidden: telling(&reader.sinks.hidden), ..Page::default() }
}
