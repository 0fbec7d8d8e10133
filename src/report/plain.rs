//! A document as plain text for a terminal: columns stand below each other, charts are tables.

use super::{Block, CheckState, Document, Table, Words, texts};
use crate::base::Say;
use crate::base::text::one_line;

/// Characters of a cell; only the last of a row may be longer.
const CELL: usize = 48;

/// `document` as plain text.
pub fn render(document: &Document) -> String {
    let document = document.tidy();
    let say = texts::say(document.language);
    let mut out = format!("{}\n", document.title);
    for block in &document.blocks {
        let text = self::block(block, say);
        if !text.is_empty() {
            out.push('\n');
            out.push_str(&text);
        }
    }
    if !document.footer.is_empty() {
        out.push_str(&format!("\n{}\n", document.footer));
    }
    out
}

/// One block, with the end of its last line; empty = it is not shown.
fn block(block: &Block, say: Say) -> String {
    match block {
        Block::Heading { text, .. } => format!("{text}\n{}\n", "-".repeat(width(text))),
        Block::Paragraph(words) => format!("{}\n", words.plain()),
        Block::List { numbered, items } => {
            let item = |(n, words): (usize, &Words)| match numbered {
                true => format!("{}. {}\n", n + 1, words.plain()),
                false => format!("- {}\n", words.plain()),
            };
            items.iter().enumerate().map(item).collect()
        }
        Block::Checklist(checks) => {
            let check = |check: &super::Check| {
                let mark = if check.state == CheckState::Done { 'x' } else { ' ' };
                format!("[{mark}] {}: {}\n", say.t(check.state.word()), check.text.plain())
            };
            checks.iter().map(check).collect()
        }
        Block::Table(table) => self::table(table),
        Block::Facts(facts) => {
            let widest = facts.iter().map(|fact| width(&fact.label)).max().unwrap_or_default();
            let line = |fact: &super::Fact| format!("{}  {}\n", padded(&fact.label, widest), fact.value.plain());
            facts.iter().map(line).collect()
        }
        Block::Callout { kind, text } => {
            let lines: String = text.iter().map(|words| format!("  {}\n", words.plain())).collect();
            format!("{}:\n{lines}", say.t(kind.word()))
        }
        Block::Clock(clock) => {
            let due = if clock.due.is_empty() { say.t("due-unknown") } else { say.a("due", "at", &clock.due) };
            format!("{} ({}): {due} {}\n", clock.title, say.t(clock.state.word()), clock.remaining)
        }
        Block::Chart(chart) if !chart.told_beside => self::table(&chart.table()),
        Block::Chart(_) | Block::PageBreak => String::new(),
        Block::Rule => "---\n".to_owned(),
    }
}

fn table(table: &Table) -> String {
    let last = table.header.len().saturating_sub(1);
    let shown = |at: usize, text: &str| if at == last { text.to_owned() } else { one_line(text, CELL) };
    let cells = |row: &Vec<Words>| row.iter().enumerate().map(|(at, words)| shown(at, &words.plain())).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    let column = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    let is_number = |text: &String| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' '));
    let columns: Vec<(usize, bool)> = table
        .header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let widest = column(at).map(|text| width(text)).chain([width(name)]).max().unwrap_or_default();
            (widest, !rows.is_empty() && column(at).all(is_number))
        })
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&columns).map(|(text, (widest, number))| {
            let blank = " ".repeat(widest - width(text).min(*widest));
            if *number { format!("{blank}{text}") } else { format!("{text}{blank}") }
        });
        let line: Vec<String> = cells.collect();
        format!("{}\n", line.join("  ").trim_end())
    };
    let caption = if table.caption.is_empty() { String::new() } else { format!("{}\n", table.caption) };
    caption + &line(&table.header) + &rows.iter().map(line).collect::<String>()
}

/// How many characters stand side by side.
fn width(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to - width(text).min(to)))
}
