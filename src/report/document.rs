//! What a report says, as blocks one below the other, whatever it is rendered as. All text is plain: it may come from
//! strangers, and each renderer escapes it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::chart::Chart;
use super::{texts, when};
use crate::base::Language;
use crate::base::text::one_line;

/// One document.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is; the headline.
    pub title: String,
    /// The language it is written in.
    pub language: Language,
    /// What it is about, as others quote it: `INC-K7Q2`.
    pub reference: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The zone its times are shown in.
    pub zone: TimeZone,
    /// Who may read it: `Internal`, `Confidential`; empty = nothing is said.
    pub classification: String,
    /// What stands at the foot of every page, such as that it is no legal advice.
    pub footer: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// One block of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The headline of what follows.
    Heading {
        /// 1 is the highest below the title. A level that skips one is shown as the next lower.
        level: u8,
        /// Its words.
        text: String,
        /// What a [`Span::Link`] to `#id` leads to: small ASCII letters, digits, hyphens; empty = nothing.
        id: String,
    },
    /// A paragraph.
    Paragraph(Words),
    /// A list.
    List {
        /// Whether its order counts.
        numbered: bool,
        /// Its items.
        items: Vec<Words>,
    },
    /// Things to do.
    Checklist(Vec<Check>),
    /// Rows under headers.
    Table(Table),
    /// Numbers, drawn.
    Chart(Chart),
    /// Labels and values.
    Facts(Vec<Fact>),
    /// Something to see first.
    Callout {
        /// How much it matters.
        kind: CalloutKind,
        /// Its paragraphs.
        text: Vec<Words>,
    },
    /// A time something is due at.
    Clock(Countdown),
    /// What follows begins on a new page, where there are pages.
    PageBreak,
    /// A line across.
    Rule,
}

impl Block {
    /// A headline without an id.
    pub fn heading(level: u8, text: impl Into<String>) -> Block {
        Block::Heading { level, text: text.into(), id: String::new() }
    }

    /// A paragraph.
    pub fn paragraph(words: impl Into<Words>) -> Block {
        Block::Paragraph(words.into())
    }

    /// A list in no order.
    pub fn bullets<W: Into<Words>>(items: impl IntoIterator<Item = W>) -> Block {
        Block::List { numbered: false, items: items.into_iter().map(Into::into).collect() }
    }

    /// A list in order.
    pub fn numbers<W: Into<Words>>(items: impl IntoIterator<Item = W>) -> Block {
        Block::List { numbered: true, items: items.into_iter().map(Into::into).collect() }
    }

    /// A callout of one paragraph.
    pub fn callout(kind: CalloutKind, words: impl Into<Words>) -> Block {
        Block::Callout { kind, text: vec![words.into()] }
    }
}

/// Text some of which is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<Span>);

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// As it is.
    Text(String),
    /// What must not be missed.
    Strong(String),
    /// What is copied letter by letter: addresses, digests, commands.
    Code(String),
    /// What leads elsewhere.
    Link {
        /// What is read.
        text: String,
        /// `https:`, `http:`, `mailto:`, or `#id` of a heading; anything else is shown as text only.
        to: String,
    },
}

impl Words {
    /// Adds text.
    pub fn text(mut self, text: impl Into<String>) -> Words {
        self.0.push(Span::Text(text.into()));
        self
    }

    /// Adds what must not be missed.
    pub fn strong(mut self, text: impl Into<String>) -> Words {
        self.0.push(Span::Strong(text.into()));
        self
    }

    /// Adds what is copied letter by letter.
    pub fn code(mut self, text: impl Into<String>) -> Words {
        self.0.push(Span::Code(text.into()));
        self
    }

    /// Adds what leads elsewhere.
    pub fn link(mut self, text: impl Into<String>, to: impl Into<String>) -> Words {
        self.0.push(Span::Link { text: text.into(), to: to.into() });
        self
    }

    /// All of it without marks, on one line.
    pub fn plain(&self) -> String {
        self.0.iter().map(|span| clean(span.words())).collect()
    }
}

impl Span {
    /// What is read.
    pub fn words(&self) -> &str {
        match self {
            Span::Text(text) | Span::Strong(text) | Span::Code(text) | Span::Link { text, .. } => text,
        }
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Words {
        Words::default().text(text)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Words {
        Words::default().text(text)
    }
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// How it stands.
    pub state: CheckState,
    /// What it is.
    pub text: Words,
}

/// How a thing to do stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Left out, with a reason.
    Skipped,
    /// To be done, and late.
    Overdue,
}

/// Rows under headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows, for those who hear it; empty = its headers say enough.
    pub caption: String,
    /// The headers.
    pub header: Vec<String>,
    /// The rows; a row that is shorter than the header ends with empty cells, what is beyond it is joined to its last cell.
    pub rows: Vec<Vec<Words>>,
    /// How wide the columns are in relation to each other; empty = as their contents need.
    pub widths: Vec<u16>,
}

impl Table {
    fn tidy(&self, tidy: &Tidy) -> Table {
        let columns = self.header.len();
        let row = |row: &Vec<Words>| {
            let mut cells: Vec<Words> = row.iter().map(|words| tidy.words(words)).collect();
            let beyond = cells.split_off(columns.min(cells.len()));
            if let Some(last) = cells.last_mut() {
                for words in beyond {
                    last.0.push(Span::Text(" ".to_owned()));
                    last.0.extend(words.0);
                }
            }
            cells.resize(columns, Words::default());
            cells
        };
        let fits = self.widths.len() == columns && self.widths.iter().all(|width| *width > 0);
        Table {
            caption: clean(&self.caption),
            header: self.header.iter().map(|text| clean(text)).collect(),
            rows: self.rows.iter().map(row).collect(),
            widths: if fits { self.widths.clone() } else { Vec::new() },
        }
    }
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// How it is.
    pub value: Words,
}

impl Fact {
    /// `value`, called `label`.
    pub fn new(label: impl Into<String>, value: impl Into<Words>) -> Fact {
        Fact { label: label.into(), value: value.into() }
    }
}

/// How much a callout matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalloutKind {
    /// Good to know.
    Notice,
    /// To be careful about.
    Warning,
    /// Late.
    Overdue,
}

/// A time something is due at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// What is due.
    pub title: String,
    /// When, in words; empty = it is not known.
    pub due: String,
    /// How long that is, in words.
    pub remaining: String,
    /// How it stands.
    pub state: CountdownState,
}

/// How a countdown stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountdownState {
    /// There is time.
    Running,
    /// There is little time.
    Soon,
    /// The time is over.
    Overdue,
    /// It was done in time.
    Met,
    /// What it depends on is not known.
    Unknown,
}

impl Document {
    /// The same as renderers need it: each text one line without controls, no level of headings skipped, an id given once,
    /// links that lead somewhere harmless, rows as long as their header. What has no words is left out.
    pub(super) fn tidy(&self) -> Document {
        let mut ids = BTreeSet::new();
        for block in &self.blocks {
            if let Block::Heading { id, text, .. } = block
                && is_id(id)
                && !clean(text).trim().is_empty()
            {
                ids.insert(id.as_str());
            }
        }
        let tidy = Tidy { ids };
        let mut level = 0;
        let mut given = BTreeSet::new();
        let blocks = self.blocks.iter().filter_map(|block| tidy.block(block, &mut level, &mut given)).collect();
        let mut title = clean(&self.title);
        if title.trim().is_empty() {
            title = if self.reference.is_empty() { "–".to_owned() } else { clean(&self.reference) };
        }
        Document {
            title,
            language: self.language,
            reference: clean(&self.reference),
            made_at: self.made_at,
            zone: self.zone.clone(),
            classification: clean(&self.classification),
            footer: clean(&self.footer),
            blocks,
        }
    }

    /// The lines below the title: label and value.
    pub(super) fn front(&self) -> Vec<(String, String)> {
        let say = texts::say(self.language);
        [
            (say.t("reference"), self.reference.clone()),
            (say.t("classification"), self.classification.clone()),
            (say.t("made"), when::time(self.made_at, &self.zone, self.language)),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

/// The deepest level of headings.
const DEEPEST: u8 = 4;

/// What is known of a document while it is tidied up.
struct Tidy<'a> {
    /// What links may lead to.
    ids: BTreeSet<&'a str>,
}

impl Tidy<'_> {
    fn block(&self, block: &Block, level: &mut u8, given: &mut BTreeSet<String>) -> Option<Block> {
        let all = |items: &[Words]| items.iter().map(|words| self.words(words)).collect::<Vec<_>>();
        Some(match block {
            Block::Heading { text, .. } if clean(text).trim().is_empty() => return None,
            Block::Heading { level: wanted, text, id } => {
                *level = (*wanted).clamp(1, *level + 1).min(DEEPEST);
                let id = if is_id(id) && given.insert(id.clone()) { id.clone() } else { String::new() };
                Block::Heading { level: *level, text: clean(text), id }
            }
            Block::Paragraph(words) if words.plain().trim().is_empty() => return None,
            Block::Paragraph(words) => Block::Paragraph(self.words(words)),
            Block::List { items, .. } if items.is_empty() => return None,
            Block::List { numbered, items } => Block::List { numbered: *numbered, items: all(items) },
            Block::Checklist(checks) if checks.is_empty() => return None,
            Block::Checklist(checks) => Block::Checklist(
                checks.iter().map(|check| Check { state: check.state, text: self.words(&check.text) }).collect(),
            ),
            Block::Table(table) if table.header.is_empty() => return None,
            Block::Table(table) => Block::Table(table.tidy(self)),
            Block::Chart(chart) => Block::Chart(chart.tidy()?),
            Block::Facts(facts) if facts.is_empty() => return None,
            Block::Facts(facts) => {
                Block::Facts(facts.iter().map(|fact| Fact::new(clean(&fact.label), self.words(&fact.value))).collect())
            }
            Block::Callout { text, .. } if text.is_empty() => return None,
            Block::Callout { kind, text } => Block::Callout { kind: *kind, text: all(text) },
            Block::Clock(clock) => Block::Clock(Countdown {
                title: clean(&clock.title),
                due: clean(&clock.due),
                remaining: clean(&clock.remaining),
                state: clock.state,
            }),
            Block::PageBreak => Block::PageBreak,
            Block::Rule => Block::Rule,
        })
    }

    fn words(&self, words: &Words) -> Words {
        let span = |span: &Span| {
            let text = clean(span.words());
            match span {
                Span::Text(_) => Span::Text(text),
                Span::Strong(_) => Span::Strong(text),
                Span::Code(_) => Span::Code(text),
                Span::Link { to, .. } if self.leads(to) => Span::Link { text, to: to.clone() },
                Span::Link { .. } => Span::Text(text),
            }
        };
        Words(words.0.iter().map(span).filter(|span| !span.words().is_empty()).collect())
    }

    /// Whether a link may lead there: nowhere but to a page, an address, or a heading.
    fn leads(&self, to: &str) -> bool {
        let fits = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
        match to.strip_prefix('#') {
            Some(id) => self.ids.contains(id),
            None => {
                let begins = |scheme: &str| {
                    to.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                        && to.len() > scheme.len()
                };
                ["https://", "http://", "mailto:"].into_iter().any(begins) && to.chars().all(fits)
            }
        }
    }
}

/// Text from anybody as one line, however long: no controls, nothing that changes the reading direction.
pub(super) fn clean(text: &str) -> String {
    one_line(text, usize::MAX)
}

/// Whether a heading may be called this.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(blocks: Vec<Block>) -> Vec<Block> {
        let document = Document {
            title: String::new(),
            language: Language::En,
            reference: String::new(),
            made_at: Timestamp::UNIX_EPOCH,
            zone: TimeZone::UTC,
            classification: String::new(),
            footer: String::new(),
            blocks,
        };
        document.tidy().blocks
    }

    #[test]
    fn a_row_has_as_many_cells_as_there_are_headers() {
        let row = |cells: &[&str]| cells.iter().map(|cell| Words::from(*cell)).collect::<Vec<_>>();
        let header = vec!["a".to_owned(), "b".to_owned()];
        let table = Table { header, rows: vec![row(&["1"]), row(&["1", "2", "3"])], ..Table::default() };
        let [Block::Table(table)] = &tidied(vec![Block::Table(table)])[..] else { panic!("a table") };
        let plain: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(Words::plain).collect()).collect();
        assert_eq!(plain, [["1", ""], ["1", "2 3"]]);
    }

    #[test]
    fn a_link_leads_nowhere_dangerous() {
        let ids = BTreeSet::from(["clocks-1"]);
        let tidy = Tidy { ids };
        for leads in ["https://example.com/a?b=c#d", "HTTP://example.com", "mailto:ken@kita.example", "#clocks-1"] {
            assert!(tidy.leads(leads), "{leads}");
        }
        let not =
            ["javascript:alert(1)", "data:text/html,x", "https://", "//evil.example", "#", "#clocks-2", "https://a b"];
        for not in not.into_iter().chain(["", "ä", "https://a\u{202e}b"]) {
            assert!(!tidy.leads(not), "{not}");
        }
        let words = Words::default().link("here", "javascript:alert(1)");
        assert_eq!(tidied(vec![Block::paragraph(words)]), [Block::paragraph("here")]);
    }

    #[test]
    fn no_level_is_skipped_and_no_id_given_twice() {
        let heading = |level, id: &str| Block::Heading { level, text: "x".into(), id: id.into() };
        let shown = tidied(vec![heading(2, "a"), heading(4, "a"), heading(4, "A b"), heading(0, ""), heading(9, "b")]);
        assert_eq!(shown, [heading(1, "a"), heading(2, ""), heading(3, ""), heading(1, ""), heading(2, "b")]);
    }

    #[test]
    fn what_strangers_wrote_is_one_line_that_reads_forwards() {
        let words = Words::default().text("a\r\n# b").code("\u{202e}fdp.exe");
        assert_eq!(tidied(vec![Block::paragraph(words)])[0], {
            Block::Paragraph(Words::default().text("a  # b").code("\u{fffd}fdp.exe"))
        });
        assert_eq!(tidied(vec![Block::paragraph("\n"), Block::heading(1, " "), Block::bullets([] as [&str; 0])]), []);
    }
}
