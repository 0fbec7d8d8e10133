//! `Content-Type` and `Content-Disposition`: a value and its parameters (RFC 2045 §5.1, RFC 2183, RFC 2231), with what
//! two programs would read differently.

use super::{charset, transfer};

/// A value with parameters.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// The value in lower case, such as `text/plain` or `attachment`.
    pub(super) value: String,
    params: Vec<(String, String)>,
    /// Every reading of the parameters that name a file.
    names: Vec<(String, String)>,
    /// What is odd, in words.
    pub(super) odd: Vec<&'static str>,
}

/// More parameters than this are not read.
const MOST_PARAMETERS: usize = 64;

/// One parameter as it stands: name without `*`, section number, whether it is percent-encoded, value.
struct Section {
    name: String,
    number: Option<u32>,
    coded: bool,
    value: String,
}

impl Typed {
    /// Reads a field's value.
    pub(super) fn read(text: &str) -> Typed {
        let mut typed = Typed::default();
        let pieces = typed.pieces(text);
        let mut pieces = pieces.iter();
        typed.value =
            pieces.next().map(|p| p.split_whitespace().collect::<String>()).unwrap_or_default().to_lowercase();
        let sections: Vec<Section> = pieces.filter_map(|piece| typed.section(piece)).collect();
        typed.join(sections);
        typed
    }

    /// The parameter called `name`.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|p| p.0 == name).map(|p| p.1.as_str())
    }

    /// Every way in which programs would read the file name in parameter `name`, the usual one first.
    pub(super) fn readings(&self, name: &str) -> impl Iterator<Item = &str> {
        self.names.iter().filter(move |p| p.0 == name).map(|p| p.1.as_str())
    }

    /// Splits at `;` outside quotes, comments taken out.
    fn pieces(&mut self, text: &str) -> Vec<String> {
        let (mut pieces, mut piece) = (Vec::new(), String::new());
        let (mut quoted, mut escaped, mut depth) = (false, false, 0_usize);
        for c in text.chars() {
            match c {
                _ if escaped => {
                    escaped = false;
                    if depth == 0 {
                        piece.push(c);
                    }
                }
                '\\' if quoted || depth > 0 => {
                    escaped = true;
                    if quoted {
                        piece.push(c);
                    }
                }
                '"' if depth == 0 => {
                    quoted = !quoted;
                    piece.push(c);
                }
                '(' if !quoted => {
                    depth += 1;
                    self.tell("a type has a comment in it");
                }
                ')' if depth > 0 => depth -= 1,
                _ if depth > 0 => {}
                ';' if !quoted => pieces.push(std::mem::take(&mut piece)),
                c => piece.push(c),
            }
        }
        if quoted || depth > 0 {
            self.tell("a type has a quote or comment without end");
        }
        pieces.push(piece);
        if pieces.len() > MOST_PARAMETERS {
            self.tell("a type has too many parameters");
            pieces.truncate(MOST_PARAMETERS);
        }
        pieces
    }

    fn section(&mut self, piece: &str) -> Option<Section> {
        let piece = piece.trim();
        if piece.is_empty() {
            return None;
        }
        let Some((name, value)) = piece.split_once('=') else {
            self.tell("a type has a parameter without value");
            return None;
        };
        let name = name.trim().to_lowercase();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_graphic() && !"()<>@,;:\\\"/[]?=".contains(c)) {
            self.tell("a parameter has an odd name");
        }
        let coded = name.ends_with('*');
        let bare = name.trim_end_matches('*');
        let (base, number) = match bare.split_once('*') {
            Some((base, number)) => (base, number.parse().ok()),
            None => (bare, None),
        };
        Some(Section { name: base.to_owned(), number, coded, value: unquoted(value.trim()) })
    }

    /// Joins numbered sections (RFC 2231 §3) and tells what is there twice. An extended file name stands beside a plain
    /// one for old programs; anything else that stands twice is a contradiction.
    fn join(&mut self, mut sections: Vec<Section>) {
        sections.sort_by_key(|s| s.number);
        while let Some(first) = sections.first() {
            let name = first.name.clone();
            let (mine, others): (Vec<Section>, Vec<Section>) = sections.into_iter().partition(|s| s.name == name);
            sections = others;
            self.join_one(name, &mine);
        }
    }

    fn join_one(&mut self, name: String, mine: &[Section]) {
        let is_file = matches!(name.as_str(), "filename" | "name");
        let plain = mine.iter().filter(|s| s.number.is_none() && !s.coded).count();
        let extended = mine.iter().filter(|s| s.number.is_none() && s.coded).count();
        let numbered: Vec<&Section> = mine.iter().filter(|s| s.number.is_some()).collect();
        let repeated = numbered.windows(2).any(|w| matches!(w, [a, b] if a.number == b.number));
        let kinds = usize::from(plain > 0) + usize::from(extended > 0) + usize::from(!numbered.is_empty());
        if plain > 1 || extended > 1 || repeated || (kinds > 1 && !is_file) {
            self.tell("a parameter stands several times");
        }
        if !is_file && (extended > 0 || !numbered.is_empty()) && name == "boundary" {
            self.tell("the boundary is split or encoded");
        }
        let value = if !numbered.is_empty() {
            decode_sections(&numbered)
        } else if let Some(section) = mine.iter().find(|s| s.coded).or(mine.first()) {
            decode_sections(&[section])
        } else {
            return;
        };
        if is_file {
            let single = mine.iter().filter(|s| s.number.is_none()).map(|s| decode_sections(&[s]));
            let sections = (!numbered.is_empty()).then(|| decode_sections(&numbered));
            let others = single.chain(sections).filter(|other| *other != value).collect::<Vec<_>>();
            self.names.push((name.clone(), value.clone()));
            self.names.extend(others.into_iter().map(|other| (name.clone(), other)));
        }
        self.params.push((name, value));
    }

    fn tell(&mut self, what: &'static str) {
        if !self.odd.contains(&what) {
            self.odd.push(what);
        }
    }
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// RFC 2231 §4: `charset'language'percent-encoded`, the charset in the first section only.
fn decode_sections(sections: &[&Section]) -> String {
    let mut label = None;
    let mut octets = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let mut value = section.value.as_str();
        if section.coded
            && index == 0
            && let [charset, _, rest] = value.splitn(3, '\'').collect::<Vec<_>>().as_slice()
        {
            label = Some((*charset).to_owned());
            value = rest;
        }
        if section.coded { transfer::percent(value, &mut octets) } else { octets.extend_from_slice(value.as_bytes()) }
    }
    charset::text(&octets, label.as_deref()).value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_read_as_programs_write_them() {
        for (text, value, name, param) in [
            ("text/plain; charset=UTF-8; format=flowed", "text/plain", "charset", "UTF-8"),
            ("TEXT/Plain; Charset=\"utf-8\"", "text/plain", "charset", "utf-8"),
            ("multipart/mixed; boundary=\"a;b=c\"", "multipart/mixed", "boundary", "a;b=c"),
            ("attachment; filename*=UTF-8''%C3%9Cbersicht.pdf", "attachment", "filename", "Übersicht.pdf"),
            ("attachment; filename*0=\"long\"; filename*1=\"name.pdf\"", "attachment", "filename", "longname.pdf"),
            ("attachment; filename*1*=%C3%BC.pdf; filename*0*=utf-8''a", "attachment", "filename", "aü.pdf"),
            ("attachment; filename=\"U.pdf\"; filename*=utf-8'de'%C3%9C.pdf", "attachment", "filename", "Ü.pdf"),
            ("text/plain;", "text/plain", "charset", ""),
        ] {
            let typed = Typed::read(text);
            assert_eq!(typed.value, value);
            assert_eq!(typed.param(name).unwrap_or_default(), param, "{text}");
            assert!(typed.odd.is_empty(), "{text}: {:?}", typed.odd);
        }
    }

    #[test]
    fn what_two_programs_read_differently_is_told() {
        for text in [
            "multipart/mixed; boundary=a; boundary=b",
            "multipart/mixed; boundary*0=a; boundary*1=b; boundary=c",
            "multipart/mixed; boundary((c))=\"A\"",
            "multipart/mixed; x:y=1; boundary=b",
            "text/plain; charset=\"utf-8",
            "attachment; filename=a.pdf; filename=b.exe",
            "attachment; filename*0=a; filename*0=b",
            "text/plain; charset",
        ] {
            assert!(!Typed::read(text).odd.is_empty(), "{text}");
        }
    }
}
