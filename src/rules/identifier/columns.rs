//! Tables in plain text: rows of cells between tabs, semicolons, bars or commas, under a row of heads. A list of single
//! cells under a short line is a table of one column.

use super::near::Mention;

/// A cell below a head that names kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The kinds its head names, as bits.
    pub(super) kinds: u128,
}

/// The longest row that can be a head, in octets.
const HEAD: usize = 4096;

/// The longest line of a table without separators, in octets.
const LONE_CELL: usize = 80;

/// The most words above a list of single cells; more are a sentence.
const LONE_HEAD: usize = 5;

struct Head {
    separator: Option<u8>,
    /// What each column's head names.
    columns: Vec<u128>,
}

/// All cells of `text` below heads that are `mentions`; linear, in order.
pub(super) fn cells(text: &str, mentions: &[Mention]) -> Vec<Cell> {
    let (mut cells, mut head, mut at) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let from = mentions.partition_point(|mention| mention.start < start);
        let within = mentions[from..].iter().take_while(|mention| mention.start < at);
        let row = line.trim_end();
        if row.is_empty() {
            head = None;
        } else if let Some(new) = head_of(row, start, within, head.is_some()) {
            head = Some(new);
        } else if let Some(columns) = &head
            && !add_row(row, start, columns, &mut cells)
        {
            head = None;
        }
    }
    cells
}

/// The row as a head, if words in cells without digits name kinds. Within a table a new head has no digit at all.
fn head_of<'a>(row: &str, start: usize, mentions: impl Iterator<Item = &'a Mention>, within: bool) -> Option<Head> {
    let mut mentions = mentions.peekable();
    mentions.peek()?;
    let has_digit = |part: &str| part.bytes().any(|octet| octet.is_ascii_digit());
    if row.len() > HEAD || within && has_digit(row) {
        return None;
    }
    let separator = b"\t;|,".iter().copied().find(|sign| row.as_bytes().contains(sign));
    let prose = match separator {
        None => row.len() > LONE_CELL || row.split(' ').count() > LONE_HEAD,
        Some(separator) => separator == b',' && row.contains(", "),
    };
    if prose {
        return None;
    }
    let ranges: Vec<(usize, usize)> = split(row, separator).collect();
    let mut columns = vec![0; ranges.len()];
    for mention in mentions {
        let at = mention.start - start;
        let column = ranges.partition_point(|(from, _)| *from <= at).saturating_sub(1);
        if let (Some((from, to)), Some(kinds)) = (ranges.get(column), columns.get_mut(column))
            && !has_digit(&row[*from..*to])
        {
            *kinds |= mention.kinds;
        }
    }
    columns.iter().any(|kinds| *kinds != 0).then_some(Head { separator, columns })
}

/// Adds the cells of a row below `head`; false when the row is none of the table.
fn add_row(row: &str, start: usize, head: &Head, cells: &mut Vec<Cell>) -> bool {
    if head.separator.is_none() {
        if row.len() <= LONE_CELL {
            cells.push(Cell { start, end: start + row.len(), kinds: head.columns[0] });
        }
        return row.len() <= LONE_CELL;
    }
    let row: Vec<(usize, usize)> = split(row, head.separator).collect();
    let named = row.iter().zip(&head.columns).filter(|(_, kinds)| **kinds != 0);
    if row.len() > 1 {
        cells.extend(named.map(|((from, to), kinds)| Cell { start: start + from, end: start + to, kinds: *kinds }));
    }
    row.len() > 1
}

/// The cells of a row; separators within double quotes separate nothing (RFC 4180).
fn split(row: &str, separator: Option<u8>) -> impl Iterator<Item = (usize, usize)> {
    let (mut quoted, mut from) = (false, 0);
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (i, octet) in row.bytes().enumerate() {
        match octet {
            b'"' => quoted = !quoted,
            octet if Some(octet) == separator && !quoted => {
                ends.push((from, i));
                from = i + 1;
            }
            _ => {}
        }
    }
    ends.push((from, row.len()));
    ends.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, word: &str) -> Vec<String> {
        let mentions: Vec<Mention> =
            text.match_indices(word).map(|(start, _)| Mention { start, end: start + word.len(), kinds: 1 }).collect();
        cells(text, &mentions).iter().map(|cell| text[cell.start..cell.end].to_owned()).collect()
    }

    #[test]
    fn cells_stand_below_their_head() {
        assert_eq!(named("Name;DNI;Ort\nEva;1;Rom\n\"a;b\";2;c\n\nEva;3;Rom", "DNI"), ["1", "2"]);
        assert_eq!(named("DNI\tName\n1\tEva\nText without cells\n2\tEva", "DNI"), ["1"]);
        assert_eq!(named("DNI:\n1\r\n2\n", "DNI"), ["1", "2"]);
        assert!(named("He asked for the DNI of everybody here\n1\nWell, a DNI, please\n1, 2, 3", "DNI").is_empty());
    }

    #[test]
    fn a_row_with_numbers_is_no_new_head() {
        assert_eq!(named("DNI,Name\n1,DNI 7\n2,b", "DNI"), ["1", "2"]);
    }
}
