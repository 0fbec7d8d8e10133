//! Tags, comments and what they do to the text around them.

use super::colour;
use super::elements::{Elements, Open, Place};
use super::marks::{self, Mark, Named, Zone};
use super::sinks::{fresh_line, push_text, tidy};
use super::small::Small;
use super::style::Declared;
use super::{Reader, read};

impl<'s> Reader<'s> {
    /// Takes the tag, comment or lone `<` that `tag` begins with.
    pub(super) fn tag(&mut self, tag: &'s str) {
        match tag.as_bytes().get(1) {
            Some(b'!') if tag.starts_with("<!--") => self.comment(tag),
            Some(b'!' | b'?') => {
                self.skip_behind(tag, 2, ">");
            }
            Some(b'/' | b'a'..=b'z' | b'A'..=b'Z') => self.element(tag),
            _ => {
                self.sink().push('<');
                self.rest = tag.get(1..).unwrap_or_default();
            }
        }
    }

    fn element(&mut self, tag: &'s str) {
        let end = self.tag_end(tag);
        let (whole, rest) = tag.split_at(end);
        self.rest = rest.strip_prefix('>').unwrap_or(rest);
        let inner = whole.get(1..).unwrap_or_default();
        let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let name_end = inner.bytes().position(|b| b.is_ascii_whitespace() || b == b'/').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(name_end);
        let name = Small::lower(name);
        if closing { self.close(name) } else { self.open(name, rest) }
    }

    fn open(&mut self, name: Small, attributes: &'s str) {
        let word = name.as_str();
        match word {
            "script" => return self.skip_element("script", |_, _| {}),
            "template" => return self.skip_element("template", |reader, inner| reader.sinks.aside(&read(inner).own)),
            "style" => return self.skip_element("style", |reader, inner| reader.sheet.add(inner)),
            "xml" if self.in_comment => return self.skip_element("xml", |_, _| {}),
            _ => {}
        }
        self.elements.end_implied(word);
        let before = self.elements.place();
        let told = self.told(attributes);
        let mut declared = self.sheet.of(name, told.named.class, told.named.id);
        declared.background = told.ground.map(colour::read).or(declared.background);
        declared.colour = told.colour.map(colour::read).or(declared.colour);
        if !told.named.style.is_empty() {
            declared = declared.under(Declared::read(told.named.style));
        }
        let look = if declared.says_something() { before.look.within(&declared) } else { before.look };
        let mut place = Place { look, ..before };
        place.look.gone |= told.hidden || word == "title";
        place.hidden = place.look.is_hidden();
        // What takes no room parts no words.
        if !place.look.gone || before.look.gone {
            self.line_break(word);
        }
        let mut element = Open { name, place, headers_from: None };
        self.mark(&mut element, &told.named);
        if Elements::is_void(word) {
            return;
        }
        self.elements.push(element);
        if !self.all_the_rest && place.zone != element.place.zone {
            fresh_line(self.sink());
        }
        if told.from_right && word == "bdo" {
            self.sink().push('\u{202e}');
        }
    }

    fn mark(&mut self, element: &mut Open, named: &Named<'s>) {
        if element.place.zone == Zone::Quoted || (named.is_empty() && element.name.as_str() != "blockquote") {
            return;
        }
        match marks::of(element.name, named) {
            Some(Mark::Within(zone)) => {
                element.place.zone = zone;
                self.has_quotes |= zone == Zone::Quoted;
            }
            Some(Mark::Rest) => {
                self.all_the_rest = true;
                self.has_quotes = true;
            }
            Some(Mark::RestIfHeaders) => element.headers_from = Some(self.sinks.own.len()),
            None => {}
        }
    }

    fn close(&mut self, name: Small) {
        let before = self.elements.place();
        let Some(element) = self.elements.close(name) else {
            if name.as_str() == "p" || name.as_str() == "br" {
                self.line_break(name.as_str());
            }
            return;
        };
        if let Some(from) = element.headers_from {
            self.take_header_block(from);
        }
        let after = self.elements.place();
        if name.as_str() == "bdo" {
            self.sink().push('\u{202c}');
        }
        if !before.look.gone || after.look.gone {
            self.line_break(name.as_str());
        }
        if before.zone != after.zone {
            fresh_line(self.sink());
        }
        // Blocks that do not show are lines of their own all the same.
        if before.hidden
            && matches!(name.as_str(), "div" | "p" | "td" | "tr" | "li" | "table" | "title" | "h1" | "h2" | "h3")
        {
            fresh_line(&mut self.sinks.hidden);
        }
    }

    /// What the border above a header block begins is quoted, and all that follows.
    fn take_header_block(&mut self, from: usize) {
        let block = self.sinks.own.get(from..).unwrap_or_default();
        let is_field = |line: &str| line.split_once(':').is_some_and(|(name, _)| (2..20).contains(&name.len()));
        let text = tidy(block);
        if text.lines().take(6).filter(|line| is_field(line)).count() >= 2 {
            self.sinks.own.truncate(from);
            fresh_line(&mut self.sinks.quoted);
            self.sinks.quoted.push_str(&text);
            self.sinks.quoted.push('\n');
            (self.all_the_rest, self.has_quotes) = (true, true);
        }
    }

    /// What a block does to the text around it.
    fn line_break(&mut self, name: &str) {
        match name {
            "td" | "th" => {
                self.spell();
                push_text(self.sink(), " ");
            }
            "br" => self.sink().push('\n'),
            "div" | "tr" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "pre" | "body" | "head" | "title" | "section"
            | "article" | "header" | "footer" | "center" | "address" | "blockquote" | "option" | "caption" => {
                fresh_line(self.sink());
            }
            // These stand alone, so that a disclaimer can be told from the text above it.
            "p" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                fresh_line(self.sink());
                self.sink().push('\n');
            }
            // People draw a line above their signature.
            "hr" => {
                fresh_line(self.sink());
                let is_own = !self.all_the_rest && self.elements.place().zone == Zone::Own;
                self.sink().push_str(if is_own { "\n___\n" } else { "\n" });
            }
            _ => {}
        }
        if name == "tr" || name == "table" {
            self.spell_end();
        }
    }

    /// Collects letters that stand alone in their table cells.
    fn spell(&mut self) {
        let mut back = self.sink().chars().rev();
        match (back.next(), back.next()) {
            (Some(letter), None | Some(' ' | '\n')) if letter.is_alphanumeric() => self.spelt.push(letter),
            // Between two cells, or at the start of a line.
            (None | Some(' ' | '\n'), _) => {}
            _ => self.spell_end(),
        }
    }

    fn spell_end(&mut self) {
        let word = std::mem::take(&mut self.spelt);
        if word.chars().nth(3).is_some() {
            self.sinks.aside(&word);
        }
    }
}
