//! HTML to text, linear in its length: words stay whole through inline tags, blocks become lines; what does not show,
//! what mail programs mark as quoted, and signatures are kept apart.

mod attributes;
mod colour;
mod data_url;
mod elements;
mod marks;
mod scan;
mod sheet;
mod sinks;
mod small;
mod style;
mod tags;
#[cfg(test)]
mod tests;

use mail_parser::decoders::html::add_html_token;

pub(super) use data_url::Embedded;
use elements::Elements;
use sheet::Sheet;
use sinks::{Sinks, push_text, telling, tidy};

/// Text of an HTML part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// Outside of quotes and signatures.
    pub(super) own: String,
    /// Within `<blockquote>` and what mail programs use instead.
    pub(super) quoted: String,
    /// What mail programs mark as signature.
    pub(super) signature: String,
    /// What does not show: hidden by style, read out in place of a picture, or for Outlook only.
    pub(super) hidden: String,
    /// Whether anything was marked as quoted.
    pub(super) has_quotes: bool,
    /// Files within it, as `data:` URLs.
    pub(super) files: Vec<Embedded>,
    /// Whether elements stand too deep in each other to tell whose text it is.
    pub(super) too_deep: bool,
}

/// Reads HTML.
pub(super) fn read(source: &str) -> Page {
    let mut reader = Reader { rest: source, ..Reader::default() };
    reader.run();
    let Reader { sinks, elements, sheet, has_quotes, files, .. } = reader;
    let mut hidden = telling(&sinks.hidden);
    for text in sheet.texts {
        if !hidden.is_empty() {
            hidden.push('\n');
        }
        hidden.push_str(&text);
    }
    Page {
        own: tidy(&sinks.own),
        quoted: tidy(&sinks.quoted),
        signature: tidy(&sinks.signature),
        hidden,
        has_quotes,
        files,
        too_deep: elements.too_deep,
    }
}

/// Where the reading is.
#[derive(Default)]
struct Reader<'s> {
    rest: &'s str,
    sinks: Sinks,
    elements: Elements,
    sheet: Sheet,
    /// Everything from here on is quoted.
    all_the_rest: bool,
    has_quotes: bool,
    files: Vec<Embedded>,
    /// No closing quote for an attribute is left, so none is looked for again.
    no_quote_end: bool,
    /// Elements of which no end tag is left, likewise.
    endless: Vec<&'static str>,
    /// Whether this is the inside of a comment that Outlook reads.
    in_comment: bool,
    /// Table cells of one letter each, read as the word they make.
    spelt: String,
}

impl<'s> Reader<'s> {
    fn run(&mut self) {
        while let Some(open) = self.rest.find('<') {
            let (text, tag) = self.rest.split_at(open);
            self.text(text);
            self.tag(tag);
        }
        let rest = self.rest;
        self.text(rest);
    }

    fn sink(&mut self) -> &mut String {
        let place = self.elements.place();
        let zone = if self.all_the_rest { marks::Zone::Quoted } else { place.zone };
        self.sinks.sink(zone, place.hidden || self.in_comment)
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let out = self.sink();
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, entity) = rest.split_at(at);
            push_text(out, before);
            rest = push_entity(out, entity);
        }
        push_text(out, rest);
    }
}

/// Appends the character of the entity that `text` begins with, as browsers also do without its semicolon; what follows.
fn push_entity<'t>(out: &mut String, text: &'t str) -> &'t str {
    let length = text.bytes().skip(1).take(32).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count() + 1;
    let (name, after) = text.split_at(length);
    if length == 1 {
        out.push('&');
        return after;
    }
    match name {
        "&nbsp" => out.push('\u{a0}'),
        "&amp" => out.push('&'),
        "&lt" => out.push('<'),
        "&gt" => out.push('>'),
        "&quot" => out.push('"'),
        name => add_html_token(out, format!("{name};").as_bytes(), false),
    }
    after.strip_prefix(';').unwrap_or(after)
}

/// The value of an attribute, entities read.
fn plain(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        out.push_str(before);
        rest = push_entity(&mut out, entity);
    }
    out.push_str(rest);
    out
}
