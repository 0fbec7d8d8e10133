//! The words of a rich text file, group by group.

use super::super::draft::Draft;
use super::super::{Feature, Unread, UnreadKind};
use super::destinations::{Purpose, purpose, sign};
use super::tables::{Tables, code_page};
use super::tokens::Token;
use crate::parse;

/// What holds within a group.
#[derive(Clone, Copy)]
struct Group {
    purpose: Purpose,
    /// Octets that stand in for a letter given by its number.
    stand_ins: usize,
    font: i32,
    vanished: bool,
    deleted: bool,
    white: bool,
    tiny: bool,
    coloured: bool,
}

const OUTER: Group = Group {
    purpose: Purpose::Shown,
    stand_ins: 1,
    font: -1,
    vanished: false,
    deleted: false,
    white: false,
    tiny: false,
    coloured: false,
};

/// Takes tokens and writes down what they say.
pub(super) struct Text<'d, 'b> {
    draft: &'d mut Draft<'b>,
    group: Group,
    outer: Vec<Group>,
    tables: Tables,
    charset: &'static str,
    /// Octets not yet decoded.
    octets: Vec<u8>,
    /// The first half of a letter in two (UTF-16).
    half: Option<u16>,
    /// Stand-ins still to leave out.
    skip: usize,
    /// A destination readers may leave out begins (`\*`).
    optional: bool,
    /// Words were hidden in this line.
    hidden_line: bool,
    /// The cell is shaded.
    shaded: bool,
    /// The text of a property, field or object while it is read.
    aside: String,
    own_name: String,
    links: Vec<String>,
}

impl<'d, 'b> Text<'d, 'b> {
    pub(super) fn new(draft: &'d mut Draft<'b>) -> Text<'d, 'b> {
        Text {
            draft,
            group: OUTER,
            outer: Vec::new(),
            tables: Tables::default(),
            charset: "windows-1252",
            octets: Vec::new(),
            half: None,
            skip: 0,
            optional: false,
            hidden_line: false,
            shaded: false,
            aside: String::new(),
            own_name: String::new(),
            links: Vec::new(),
        }
    }

    /// Groups around us.
    pub(super) fn depth(&self) -> usize {
        self.outer.len()
    }

    pub(super) fn take(&mut self, token: Token<'_>) {
        if !matches!(token, Token::Text(_) | Token::Octet(_)) {
            self.decode();
        }
        match token {
            Token::Begin => {
                self.skip = 0;
                self.outer.push(self.group);
            }
            Token::End => self.end(),
            Token::Symbol(b'*') => self.optional = true,
            _ if self.skip > 0 && !matches!(token, Token::Text(_)) => self.skip -= 1,
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Octet(octet) => self.octets.push(octet),
            Token::Text(text) => {
                let skipped = self.skip.min(text.len());
                self.skip -= skipped;
                let text = text.get(skipped..).unwrap_or_default();
                if self.group.purpose == Purpose::Colours {
                    self.tables.colours(text);
                } else {
                    self.octets.extend_from_slice(text);
                }
            }
            Token::Word(word, number) => self.word(word, number),
        }
    }

    /// The file has ended: where its links lead is text.
    pub(super) fn finish(mut self) {
        while !self.outer.is_empty() {
            self.decode();
            self.end();
        }
        self.decode();
        for link in std::mem::take(&mut self.links) {
            if !self.draft.contents.text.is_empty() && !self.draft.contents.text.ends_with('\n') {
                self.draft.show("\n");
            }
            self.draft.line(false, &link);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'~' => self.put(" "),
            b'_' => self.put("-"),
            b'{' | b'}' | b'\\' => self.octets.push(symbol),
            b'\r' | b'\n' => self.put("\n"),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let optional = std::mem::take(&mut self.optional);
        let value = number.unwrap_or(0);
        match self.group.purpose {
            Purpose::Fonts => return self.tables.font(word, value),
            Purpose::Colours => return self.tables.level(word, value),
            _ => {}
        }
        if let Some(purpose) = purpose(word) {
            // Text in shapes shows although what is said of the shape does not.
            let within_nothing = self.group.purpose == Purpose::Nothing
                && !matches!(word, "shptxt" | "result" | "propname" | "staticval");
            if !within_nothing {
                self.begin(purpose);
            }
            return;
        }
        if optional && !matches!(word, "shppict" | "shpinst") {
            self.group.purpose = Purpose::Nothing;
            return;
        }
        let on = number != Some(0);
        match word {
            "ansicpg" => self.charset = code_page(value),
            "mac" => self.charset = "macintosh",
            "uc" => self.group.stand_ins = usize::try_from(value).unwrap_or(0),
            "u" => self.letter(value),
            "f" => self.group.font = value,
            "plain" => self.group = Group { purpose: self.group.purpose, stand_ins: self.group.stand_ins, ..OUTER },
            "v" => self.group.vanished = on,
            "deleted" => self.group.deleted = on,
            "revised" if on => self.draft.mark(Feature::TrackedChanges),
            "cf" => self.group.white = self.tables.is_white(value),
            "fs" => self.group.tiny = value <= 2,
            "cb" | "highlight" | "chcbpat" | "cbpat" => self.group.coloured = value > 0 && !self.tables.is_white(value),
            "clcbpat" => self.shaded = value > 0 && !self.tables.is_white(value),
            "trowd" => self.shaded = false,
            _ => self.sign(word),
        }
    }

    /// Words that stand for signs.
    fn sign(&mut self, word: &str) {
        let Some(sign) = sign(word) else { return };
        if matches!(word, "row" | "nestrow") && self.group.purpose == Purpose::Shown {
            let text = &mut self.draft.contents.text;
            text.truncate(text.trim_end_matches('\t').len());
        }
        self.put(sign);
    }

    fn begin(&mut self, purpose: Purpose) {
        match purpose {
            Purpose::Object => self.draft.mark(Feature::EmbeddedFiles),
            Purpose::Comment => self.draft.mark(Feature::Comments),
            _ => {}
        }
        self.aside.clear();
        self.group.purpose = purpose;
    }

    /// A letter by its number (UTF-16), behind which stand-ins follow.
    fn letter(&mut self, value: i32) {
        self.skip = self.group.stand_ins;
        // Numbers above 32767 are written as negative ones.
        let Ok(unit) = u16::try_from(value.rem_euclid(0x1_0000)) else { return };
        let units: Vec<u16> = self.half.take().into_iter().chain([unit]).collect();
        if (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        self.put(&String::from_utf16_lossy(&units));
    }

    /// Decodes the octets read so far by the charset of their font.
    fn decode(&mut self) {
        if self.octets.is_empty() {
            return;
        }
        let octets = std::mem::take(&mut self.octets);
        let charset = self.tables.charset(self.group.font).unwrap_or(self.charset);
        self.put(&parse::decoded(&octets, Some(charset)));
    }

    fn put(&mut self, text: &str) {
        let group = self.group;
        match group.purpose {
            Purpose::Shown => {}
            Purpose::Comment => return self.draft.hide(text),
            Purpose::Nothing | Purpose::Fonts | Purpose::Colours => return,
            _ => return self.aside.push_str(text),
        }
        let unseen = group.vanished || group.tiny || (group.white && !group.coloured && !self.shaded);
        if !unseen && !group.deleted {
            if text == "\n" && std::mem::take(&mut self.hidden_line) {
                self.draft.hide("\n");
            }
            return self.draft.show(text);
        }
        self.hidden_line = true;
        if !text.trim().is_empty() {
            self.draft.mark(if group.deleted { Feature::TrackedChanges } else { Feature::HiddenText });
        }
        self.draft.hide(text);
    }

    /// A group ends.
    fn end(&mut self) {
        (self.skip, self.optional) = (0, false);
        let Some(outer) = self.outer.pop() else { return };
        let purpose = std::mem::replace(&mut self.group, outer).purpose;
        if purpose == outer.purpose {
            return;
        }
        let aside = std::mem::take(&mut self.aside);
        match purpose {
            Purpose::Property(name) => self.draft.property(name, &aside),
            Purpose::OwnName => self.own_name = aside,
            Purpose::OwnValue => self.draft.property(&std::mem::take(&mut self.own_name), &aside),
            Purpose::Field => self.field(&aside),
            Purpose::Comment => self.draft.hide("\n"),
            Purpose::Object => self.object(&aside),
            Purpose::Shown | Purpose::Nothing | Purpose::Fonts | Purpose::Colours => {}
        }
    }

    fn field(&mut self, field: &str) {
        match field.split_whitespace().next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "HYPERLINK" => self.links.extend(field.split('"').nth(1).map(str::to_owned)),
            "DDE" | "DDEAUTO" | "INCLUDETEXT" | "INCLUDEPICTURE" | "LINK" | "DATABASE" => {
                self.draft.mark(Feature::ExternalLinks);
                self.draft.line(true, field);
            }
            _ => {}
        }
    }

    /// An embedded object: hexadecimal digits of a header (OLE 1.0) and the file itself.
    fn object(&mut self, digits: &str) {
        let digits: Vec<u8> = digits.bytes().filter_map(|b| u8::try_from(char::from(b).to_digit(16)?).ok()).collect();
        let octets: Vec<u8> = digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect();
        let starts: [&[u8]; 4] = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-", b"{\\rtf"];
        let at =
            starts.iter().filter_map(|start| octets.windows(start.len()).position(|window| window == *start)).min();
        match at.and_then(|at| octets.get(at..)) {
            Some(file) => self.draft.within("", "application/octet-stream", file),
            None => self.draft.unread(Unread::new(UnreadKind::Unsupported, "an object within is not read")),
        }
    }
}
