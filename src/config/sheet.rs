//! A table as a firm exports it: CSV with whatever separates its cells, its first line naming the columns. What the rows
//! mean is for whoever reads them ([`super::table`], [`super::people`]).

use csv::{Position, ReaderBuilder, StringRecord};

use super::problem::{Problem, nearest};
use crate::base::text::one_line;

/// More problems than this are no longer a list somebody works through.
const MOST_PROBLEMS: usize = 50;

/// What is wrong with a table so far, each with its line.
pub(super) struct Wrong<'a> {
    file: &'a str,
    line: u64,
    problems: Vec<Problem>,
}

impl Wrong<'_> {
    /// Tells of something in the line that is read.
    pub(super) fn tell(&mut self, message: &str, hint: &str) {
        let line = usize::try_from(self.line).unwrap_or(usize::MAX);
        let (file, message) = (self.file.to_owned(), one_line(message, 300));
        self.problems.push(Problem { file, line, column: 1, message, hint: hint.to_owned() });
    }
}

/// One row.
pub(super) struct Row<'r> {
    columns: &'r [&'static str],
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    /// What stands in this column; `None` where it is empty or there is none.
    pub(super) fn cell(&self, column: &str) -> Option<&'r str> {
        let at = self.columns.iter().position(|name| *name == column)?;
        self.record.get(at).map(str::trim).filter(|cell| !cell.is_empty())
    }
}

/// Hands every row of `text` that is not empty to `each`. Of `columns` the first must be there; `file` is the name shown in
/// problems.
///
/// # Errors
/// Every wrong line, at most 50 of them.
pub(super) fn read(
    file: &str,
    text: &str,
    columns: &[&'static str],
    mut each: impl FnMut(&Row<'_>, &mut Wrong<'_>),
) -> Result<(), Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t'].into_iter().max_by_key(|s| header.bytes().filter(|b| b == s).count());
    let mut reader = ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut wrong = Wrong { file, line: 0, problems: Vec::new() };
    let mut named: Option<Vec<&'static str>> = None;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                wrong.line = error.position().map_or(0, Position::line);
                wrong.tell("this line cannot be read", "is a quotation mark not closed?");
                break;
            }
        };
        wrong.line = record.position().map_or(0, |position| line_of(position, text));
        match &named {
            None => match head(&record, columns, &mut wrong) {
                Some(found) => named = Some(found),
                None => break,
            },
            Some(_) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(named) if record.len() > named.len() => {
                wrong.tell(&format!("this line has {} cells, the header {}", record.len(), named.len()), "");
            }
            Some(named) => each(&Row { columns: named, record: &record }, &mut wrong),
        }
    }
    if named.is_none() && wrong.problems.is_empty() {
        wrong.tell("the table is empty", &naming(columns));
    }
    let mut problems = wrong.problems;
    problems.truncate(MOST_PROBLEMS);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The columns of the first line; `None` where they are none.
fn head(record: &StringRecord, columns: &[&'static str], wrong: &mut Wrong<'_>) -> Option<Vec<&'static str>> {
    let mut found = Vec::new();
    for name in record {
        let name = name.trim().to_lowercase();
        match columns.iter().find(|column| **column == name) {
            Some(column) if found.contains(column) => wrong.tell(&format!("the column `{name}` stands twice"), ""),
            Some(column) => found.push(*column),
            None => {
                let near = nearest(&name, columns.iter().copied());
                let all = || format!("there are {}", columns.join(", "));
                let hint = near.map_or_else(all, |near| format!("did you mean `{near}`?"));
                wrong.tell(&format!("there is no column `{name}`"), &hint);
            }
        }
    }
    if let Some(first) = columns.first().filter(|first| !found.contains(first) && wrong.problems.is_empty()) {
        wrong.tell(&format!("the first line names no column `{first}`"), &naming(columns));
    }
    wrong.problems.is_empty().then_some(found)
}

/// How a first line begins: `it names the columns: name,kind,domain,…`.
fn naming(columns: &[&str]) -> String {
    format!("it names the columns: {},…", columns.iter().take(3).copied().collect::<Vec<_>>().join(","))
}

/// The line a record stands in. The reader's position is where it began to look, which is before empty lines.
fn line_of(position: &Position, text: &str) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    let empty = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
    position.line() + empty as u64
}
