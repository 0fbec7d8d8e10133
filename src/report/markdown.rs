//! A document as Markdown (CommonMark, with the tables and check boxes of GitHub's dialect).

use super::{Block, CheckState, Document, Span, Table, Words, texts};
use crate::base::Say;

/// `document` as Markdown.
pub fn render(document: &Document) -> String {
    let document = document.tidy();
    let say = texts::say(document.language);
    let mut out = format!("# {}\n\n", escaped(&document.title));
    for (label, value) in document.front() {
        out.push_str(&format!("- **{}:** {}\n", escaped(&label), escaped(&value)));
    }
    for block in &document.blocks {
        let text = self::block(block, &document, say);
        if !text.is_empty() {
            out.push('\n');
            out.push_str(&text);
        }
    }
    if !document.footer.is_empty() {
        out.push_str(&format!("\n---\n\n{}\n", line(&document.footer)));
    }
    out
}

/// One block, with the end of its last line; empty = it is not shown.
fn block(block: &Block, document: &Document, say: Say) -> String {
    match block {
        Block::Heading { level, text, id } => {
            let hashes = "#".repeat(usize::from(*level) + 1);
            let anchor = if is_linked(document, id) { format!("<a id=\"{id}\"></a>") } else { String::new() };
            format!("{hashes} {anchor}{}\n", escaped(text.trim()))
        }
        Block::Paragraph(text) => format!("{}\n", paragraph(text)),
        Block::List { numbered: false, items } => items.iter().map(|item| format!("- {}\n", paragraph(item))).collect(),
        Block::List { numbered: true, items } => {
            items.iter().enumerate().map(|(n, item)| format!("{}. {}\n", n + 1, paragraph(item))).collect()
        }
        Block::Checklist(checks) => {
            let check = |check: &super::Check| {
                let mark = if check.state == CheckState::Done { 'x' } else { ' ' };
                let state = match check.state {
                    CheckState::Open | CheckState::Done => String::new(),
                    state => format!("**{}:** ", say.t(state.word())),
                };
                format!("- [{mark}] {state}{}\n", inline(&check.text))
            };
            checks.iter().map(check).collect()
        }
        Block::Table(table) => self::table(table),
        Block::Chart(chart) if chart.told_beside => String::new(),
        Block::Chart(chart) => self::table(&chart.table()),
        Block::Facts(facts) => {
            facts.iter().map(|fact| format!("- **{}:** {}\n", escaped(&fact.label), inline(&fact.value))).collect()
        }
        Block::Callout { kind, text } => {
            let mut quoted = format!("> **{}**\n", say.t(kind.word()));
            for text in text {
                quoted.push_str(&format!(">\n> {}\n", paragraph(text)));
            }
            quoted
        }
        Block::Clock(clock) => {
            let due = if clock.due.is_empty() { say.t("due-unknown") } else { say.a("due", "at", &clock.due) };
            let mut quoted =
                format!("> **{}** ({})\n>\n> {}", escaped(&clock.title), say.t(clock.state.word()), line(&due));
            if !clock.remaining.is_empty() {
                quoted.push_str(&format!(" · {}", escaped(&clock.remaining)));
            }
            quoted + "\n"
        }
        Block::PageBreak => String::new(),
        Block::Rule => "---\n".to_owned(),
    }
}

fn table(table: &Table) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = String::new();
    if !table.caption.is_empty() {
        out.push_str(&format!("**{}**\n\n", escaped(&table.caption)));
    }
    out.push_str(&row(table.header.iter().map(|text| escaped(text)).collect()));
    out.push_str(&row(table.header.iter().map(|_| "---".to_owned()).collect()));
    for cells in &table.rows {
        out.push_str(&row(cells.iter().map(in_cell).collect()));
    }
    out
}

/// Whether something leads to the heading of this id.
fn is_linked(document: &Document, id: &str) -> bool {
    let leads = |words: &Words| words.0.iter().any(|span| matches!(span, Span::Link { to, .. } if to[1..] == *id));
    !id.is_empty()
        && document.blocks.iter().any(|block| match block {
            Block::Paragraph(words) => leads(words),
            Block::List { items, .. } | Block::Callout { text: items, .. } => items.iter().any(leads),
            Block::Checklist(checks) => checks.iter().any(|check| leads(&check.text)),
            Block::Table(table) => table.rows.iter().flatten().any(leads),
            Block::Facts(facts) => facts.iter().any(|fact| leads(&fact.value)),
            _ => false,
        })
}

/// Words that begin a line: nothing of them may make it a heading, a list or a rule.
fn paragraph(words: &Words) -> String {
    guarded(&inline(words))
}

/// Text that begins a line.
fn line(text: &str) -> String {
    guarded(&escaped(text))
}

fn guarded(text: &str) -> String {
    let text = text.trim();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text[digits..].chars().next() {
        Some('-' | '+' | '=') if digits == 0 => format!("\\{text}"),
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text.to_owned(),
    }
}

fn inline(words: &Words) -> String {
    words
        .0
        .iter()
        .map(|span| match span {
            Span::Text(text) => escaped(text),
            Span::Strong(text) => marked(text, |text| format!("**{}**", escaped(text))),
            Span::Code(text) => marked(text, code),
            Span::Link { text, to } => format!("[{}](<{to}>)", escaped(text)),
        })
        .collect()
}

/// In a cell: a bar ends it, even within code.
fn in_cell(words: &Words) -> String {
    let span = |span: &Span| match span {
        Span::Code(text) => marked(text, code).replace('|', "\\|"),
        span => inline(&Words(vec![span.clone()])),
    };
    words.0.iter().map(span).collect::<String>().trim().to_owned()
}

/// What is marked neither begins nor ends with blanks, or the marks would be read as text.
fn marked(text: &str, mark: impl Fn(&str) -> String) -> String {
    let within = text.trim();
    if within.is_empty() {
        return text.to_owned();
    }
    let begins = text.len() - text.trim_start().len();
    format!("{}{}{}", &text[..begins], mark(within), &text[begins + within.len()..])
}

/// Code is fenced by more backticks than stand together in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text no character of which means anything: markup, HTML, entities, and what some readers make a link of by themselves.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let links = match c {
            ':' => text[at..].starts_with("://"),
            '.' => text[..at].to_ascii_lowercase().ends_with("www"),
            _ => false,
        };
        if links || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, written) in [
            ("*not* _marked_", r"\*not\* \_marked\_"),
            ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
            ("[a](https://evil.example) &amp;", r"\[a\](https\://evil.example) \&amp;"),
            ("www.evil.example", r"www\.evil.example"),
            ("- a", r"\- a"),
            ("12. a", r"12\. a"),
            ("=====", r"\====="),
            ("a | b", r"a \| b"),
            ("2026-11-20 + 3", "2026-11-20 + 3"),
        ] {
            assert_eq!(paragraph(&text.into()), written, "{text}");
        }
    }

    #[test]
    fn code_ends_where_it_ends() {
        let code = |text: &str| inline(&Words::default().code(text));
        assert_eq!(code("a.weber@firm.example"), "`a.weber@firm.example`");
        assert_eq!(code("``a`"), "``` ``a` ```");
        assert_eq!(in_cell(&Words::default().code("a|b")), r"`a\|b`");
        assert_eq!(inline(&Words::default().strong(" now ").text("or never")), " **now** or never");
    }
}
