//! Blocks onto pages, from top to bottom. A heading stays with what it announces, a row of a table and a callout stay whole
//! where a page can hold them, and no paragraph leaves a single line behind.

use std::collections::VecDeque;

use super::faces::{ASCENT, Faces, HEIGHT as LETTERS};
use super::lines::{ACCENT, Colour, Line, QUIET, Run, Style, TEXT, broken, run, runs, widths};
use super::sheet::{
    BOTTOM, Bookmark, Child, Ground, HEIGHT, Kind, LEFT, Part, Placed, RIGHT, Sheet, TOP, Tree, Waiting,
};
use crate::base::Say;
use crate::report::{
    Block, CalloutKind, Check, CheckState, Countdown, CountdownState, Document, Fact, Table, Words, texts,
};

/// The text of a document, and of its tables.
const BODY: f32 = 10.5;
const SMALL: f32 = 9.0;

/// From line to line, in sizes of the font.
const LEADING: f32 = 1.45;

const PANEL: Colour = Colour(0xf4, 0xf4, 0xf1);
const HAIR: Colour = Colour(0xd0, 0xd0, 0xca);
const LATE: Colour = Colour(0x8f, 0x1d, 0x14);
const LATE_GROUND: Colour = Colour(0xfd, 0xec, 0xea);
const CARE: Colour = Colour(0x7a, 0x4a, 0x00);
const CARE_GROUND: Colour = Colour(0xfd, 0xf3, 0xe0);
const MET: Colour = Colour(0x1c, 0x6b, 0x34);

/// Around the text of callouts, and between the columns of tables.
const PAD: f32 = 11.0;

/// How far lists stand in.
const INDENT: f32 = 20.0;

/// A document on its pages.
pub(super) struct Laid {
    pub sheets: Vec<Sheet>,
    pub tree: Tree,
    pub bookmarks: Vec<Bookmark>,
}

/// Lays out a tidy document.
pub(super) fn lay_out(document: &Document, faces: &Faces) -> Laid {
    let laid = Laid { sheets: vec![Sheet::default()], tree: Tree::new(), bookmarks: Vec::new() };
    let mut flow = Flow { faces, say: texts::say(document.language), laid, y: TOP - 14.0, head: None };
    flow.front(document);
    for (at, block) in document.blocks.iter().enumerate() {
        flow.block(block, &document.blocks[at + 1..]);
    }
    flow.edges(document);
    flow.laid
}

/// Headers of a table, to be shown again on every page it goes over.
struct TableHead {
    cells: Vec<Column>,
    height: f32,
}

/// The lines of one cell, and where they stand.
#[derive(Clone)]
struct Column {
    x: f32,
    lines: Vec<Line>,
}

/// The page that is being filled.
struct Flow<'a> {
    faces: &'a Faces,
    say: Say,
    laid: Laid,
    /// How far down the last page is filled.
    y: f32,
    /// What a new page begins with.
    head: Option<TableHead>,
}

impl Flow<'_> {
    fn page(&self) -> usize {
        self.laid.sheets.len() - 1
    }

    fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    fn is_fresh(&self) -> bool {
        self.y <= TOP
    }

    /// Begins a new page, with the headers of the table that goes on.
    fn turn(&mut self) {
        self.laid.sheets.push(Sheet::default());
        self.y = TOP;
        if let Some(head) = self.head.take() {
            for column in &head.cells {
                self.cell(column, 0, Part::Repeated, None);
            }
            self.y += head.height;
            self.rule(ACCENT, 1.0);
            self.head = Some(head);
        }
    }

    /// Leaves `gap` free, unless a page has just begun.
    fn gap(&mut self, gap: f32) {
        if !self.is_fresh() {
            self.y += gap;
        }
    }

    fn ground(&mut self, x: f32, width: f32, height: f32, colour: Colour) {
        let (page, y) = (self.page(), self.y);
        self.laid.sheets[page].grounds.push(Ground { x, y, width, height, colour });
    }

    /// A line across the page.
    fn rule(&mut self, colour: Colour, height: f32) {
        self.ground(LEFT, RIGHT - LEFT, height, colour);
        self.y += height;
    }

    /// Puts a line where the page is, without going on.
    fn put(&mut self, line: &Line, x: f32, top: f32, leading: f32, part: Part, node: Option<usize>) {
        let page = self.page();
        let size = line.0.iter().map(|run| run.style.size).fold(0.0, f32::max);
        let baseline = top + (leading - LETTERS * size) / 2.0 + ASCENT * size;
        let mut x = x;
        for run in &line.0 {
            let sheet = &mut self.laid.sheets[page];
            if run.style.code {
                let (height, width) = (run.style.size * 1.25, run.width + 3.0);
                let y = baseline - run.style.size * 0.95;
                sheet.grounds.push(Ground { x: x - 1.5, y, width, height, colour: PANEL });
            }
            sheet.texts.push(Placed { x, baseline, run: run.clone(), part });
            if let Some(node) = node {
                self.laid.tree.0[node].children.push(Child::Text(page, sheet.texts.len() - 1));
            }
            x += run.width;
        }
    }

    fn broken(&self, runs: &[Run], width: f32) -> Vec<Line> {
        broken(self.faces, runs, width)
    }

    /// Lines of `node` that follow each other, as they wait for their places.
    fn waiting(&self, runs: &[Run], width: f32, indent: f32, gap: f32, node: usize) -> VecDeque<Waiting> {
        let size = runs.iter().map(|run| run.style.size).fold(0.0, f32::max);
        let size = if size > 0.0 { size } else { BODY };
        let lines = self.broken(runs, width).into_iter().enumerate();
        lines
            .map(|(at, line)| {
                let gap = if at == 0 { gap } else { 0.0 };
                Waiting { line, node, indent, leading: size * LEADING, gap }
            })
            .collect()
    }

    /// Places lines one below the other, over as many pages as they need.
    fn flow(&mut self, mut lines: VecDeque<Waiting>) {
        while !lines.is_empty() {
            let mut room = self.room();
            let mut fits = 0;
            for line in &lines {
                room -= line.leading + if fits == 0 && self.is_fresh() { 0.0 } else { line.gap };
                if room < 0.0 {
                    break;
                }
                fits += 1;
            }
            let left = lines.len() - fits;
            // Neither the first nor the last line of a paragraph stands alone on its page.
            if left == 1 && fits > 2 {
                fits -= 1;
            } else if fits == 1 && left > 0 && !self.is_fresh() {
                fits = 0;
            }
            if fits == 0 && self.is_fresh() {
                fits = 1;
            }
            for line in lines.drain(..fits) {
                self.gap(line.gap);
                let top = self.y;
                self.put(&line.line, LEFT + line.indent, top, line.leading, Part::Content, Some(line.node));
                self.y += line.leading;
            }
            if !lines.is_empty() {
                self.turn();
            }
        }
    }

    fn front(&mut self, document: &Document) {
        let node = self.laid.tree.grow(Tree::ROOT, Kind::Heading(1, document.title.clone()));
        let title = Style::plain(20.0).bold();
        self.bookmark(0, &document.title, "");
        let mut lines = self.waiting(&[run(&document.title, title)], RIGHT - LEFT, 0.0, 0.0, node);
        for line in &mut lines {
            line.leading = 26.0;
        }
        self.flow(lines);
        self.y += 5.0;
        let style = Style::plain(SMALL).in_colour(QUIET);
        let mut front = Vec::new();
        for (label, value) in document.front() {
            let apart = if front.is_empty() { "" } else { "      " };
            // Short values are not torn from their labels.
            let value = if value.chars().count() < 40 { value.replace(' ', "\u{a0}") } else { value };
            front.push(run(format!("{apart}{label}:\u{a0}"), style));
            front.push(run(value, style.in_colour(TEXT)));
        }
        let node = self.laid.tree.grow(Tree::ROOT, Kind::Paragraph);
        self.flow(self.waiting(&front, RIGHT - LEFT, 0.0, 0.0, node));
        self.y += 7.0;
        self.rule(ACCENT, 1.5);
        self.y += 4.0;
    }

    fn bookmark(&mut self, level: u8, text: &str, id: &str) {
        let (page, y) = (self.page(), self.y);
        self.laid.bookmarks.push(Bookmark { level, text: text.to_owned(), id: id.to_owned(), page, y });
    }

    fn block(&mut self, block: &Block, next: &[Block]) {
        match block {
            Block::Heading { level, text, id } => self.heading(*level, text, id, next),
            Block::Paragraph(words) => {
                let node = self.laid.tree.grow(Tree::ROOT, Kind::Paragraph);
                self.flow(self.waiting(&runs(words, Style::plain(BODY)), RIGHT - LEFT, 0.0, 7.0, node));
            }
            Block::List { numbered, items } => self.list(*numbered, items),
            Block::Checklist(checks) => self.checklist(checks),
            Block::Table(table) => self.table(table),
            Block::Chart(chart) if chart.told_beside => {}
            Block::Chart(chart) => self.table(&chart.table()),
            Block::Facts(facts) => self.facts(facts),
            Block::Callout { kind, text } => self.callout(*kind, text),
            Block::Clock(clock) => self.clock(clock),
            Block::PageBreak if self.is_fresh() || next.is_empty() => {}
            Block::PageBreak => self.turn(),
            Block::Rule => {
                self.gap(9.0);
                self.rule(HAIR, 0.75);
                self.y += 3.0;
            }
        }
    }

    fn heading(&mut self, level: u8, text: &str, id: &str, next: &[Block]) {
        let (style, gap) = heading_style(level);
        let node = self.laid.tree.grow(Tree::ROOT, Kind::Heading(level + 1, text.to_owned()));
        let lines = self.waiting(&[run(text, style)], RIGHT - LEFT, 0.0, gap, node);
        let height: f32 = lines.iter().map(|line| line.leading + line.gap).sum();
        if height + self.lead(next) > self.room() && !self.is_fresh() {
            self.turn();
        }
        self.bookmark(level, text, id);
        if let Some(bookmark) = self.laid.bookmarks.last_mut()
            && bookmark.y > TOP
        {
            bookmark.y += gap;
        }
        self.flow(lines);
    }

    /// How much of what follows a heading must stand on its page.
    fn lead(&self, next: &[Block]) -> f32 {
        let two = BODY * LEADING * 2.0 + 8.0;
        match next.first() {
            None | Some(Block::PageBreak | Block::Rule) => 0.0,
            Some(Block::Heading { level, text, .. }) => {
                let (style, gap) = heading_style(*level);
                let lines = self.broken(&[run(text, style)], RIGHT - LEFT).len();
                lines as f32 * style.size * LEADING + gap + self.lead(&next[1..])
            }
            Some(Block::Callout { text, .. }) => {
                let width = RIGHT - LEFT - 2.0 * PAD;
                let lines: usize =
                    text.iter().map(|words| self.broken(&runs(words, Style::plain(BODY)), width).len()).sum();
                let height = (lines + 1) as f32 * BODY * LEADING + text.len() as f32 * 4.0 + 30.0;
                if height > BOTTOM - TOP - 80.0 { two } else { height }
            }
            Some(Block::Clock(_)) => BODY * LEADING * 3.0 + 30.0,
            Some(Block::Chart(chart)) if chart.told_beside => self.lead(&next[1..]),
            Some(Block::Chart(chart)) => self.lead(&[Block::Table(chart.table())]),
            Some(Block::Table(table)) => {
                let columns = self.columns(table);
                let first = table.rows.first().map_or(0.0, |row| self.row_height(&self.cells(row, &columns, SMALL)));
                if first > 200.0 { 60.0 } else { first + 50.0 }
            }
            Some(Block::Facts(facts)) => {
                let first = facts.first().map_or(0.0, |fact| self.row_height(&self.fact(fact)));
                if first > 200.0 { 60.0 } else { first + 8.0 }
            }
            Some(Block::Paragraph(_) | Block::List { .. } | Block::Checklist(_)) => two,
        }
    }

    fn list(&mut self, numbered: bool, items: &[Words]) {
        let list = self.laid.tree.grow(Tree::ROOT, Kind::List { numbered });
        let style = Style::plain(BODY);
        for (n, words) in items.iter().enumerate() {
            let label = if numbered { format!("{}.", n + 1) } else { "•".to_owned() };
            self.item(list, &label, style.in_colour(ACCENT), &runs(words, style), if n == 0 { 7.0 } else { 4.0 });
        }
    }

    fn checklist(&mut self, checks: &[Check]) {
        let list = self.laid.tree.grow(Tree::ROOT, Kind::List { numbered: false });
        let style = Style::plain(BODY);
        for (n, check) in checks.iter().enumerate() {
            let mut text = Vec::new();
            if !check.state.is_plain() {
                let colour = if check.state == CheckState::Overdue { LATE } else { QUIET };
                let state = format!("{}: ", self.say.t(check.state.word()));
                text.push(run(state, style.bold().in_colour(colour)));
            }
            text.extend(runs(&check.text, style));
            let colour = if check.state == CheckState::Done { MET } else { TEXT };
            let mark = Style::plain(13.0).in_colour(colour);
            self.item(list, check.state.mark(), mark, &text, if n == 0 { 7.0 } else { 5.0 });
        }
    }

    /// An item of a list, its label beside its first line.
    fn item(&mut self, list: usize, label: &str, mark: Style, text: &[Run], gap: f32) {
        let item = self.laid.tree.grow(list, Kind::Item);
        let beside = self.laid.tree.grow(item, Kind::Label);
        let body = self.laid.tree.grow(item, Kind::Body);
        let label = self.broken(&[run(format!("{label} "), mark)], f32::MAX);
        let width = label.iter().map(Line::width).fold(0.0, f32::max);
        let indent = if width > INDENT { width + 2.0 } else { INDENT };
        let lines = self.waiting(text, RIGHT - LEFT - indent, indent, gap, body);
        let leading = BODY * LEADING;
        let kept = if lines.len() <= 3 { lines.len() } else { 2 };
        if kept as f32 * leading + gap > self.room() && !self.is_fresh() {
            self.turn();
        }
        let top = self.y + if self.is_fresh() { 0.0 } else { gap };
        for line in &label {
            self.put(line, LEFT, top, leading, Part::Content, Some(beside));
        }
        self.flow(lines);
    }

    fn callout(&mut self, kind: CalloutKind, text: &[Words]) {
        let (colour, ground) = match kind {
            CalloutKind::Notice => (ACCENT, PANEL),
            CalloutKind::Warning => (CARE, CARE_GROUND),
            CalloutKind::Overdue => (LATE, LATE_GROUND),
        };
        let group = self.laid.tree.grow(Tree::ROOT, Kind::Group);
        let width = RIGHT - LEFT - 2.0 * PAD;
        let node = self.laid.tree.grow(group, Kind::Paragraph);
        let title = run(self.say.t(kind.word()), Style::plain(BODY).bold().in_colour(colour));
        let mut lines = self.waiting(&[title], width, PAD, 0.0, node);
        for words in text {
            let node = self.laid.tree.grow(group, Kind::Paragraph);
            lines.extend(self.waiting(&runs(words, Style::plain(BODY)), width, PAD, 3.0, node));
        }
        self.framed(lines, colour, ground);
    }

    fn clock(&mut self, clock: &Countdown) {
        let (colour, ground) = match clock.state {
            CountdownState::Running => (ACCENT, PANEL),
            CountdownState::Soon => (CARE, CARE_GROUND),
            CountdownState::Overdue => (LATE, LATE_GROUND),
            CountdownState::Met => (MET, PANEL),
            CountdownState::Unknown => (QUIET, PANEL),
        };
        let group = self.laid.tree.grow(Tree::ROOT, Kind::Group);
        let width = RIGHT - LEFT - 2.0 * PAD;
        let style = Style::plain(BODY);
        let node = self.laid.tree.grow(group, Kind::Paragraph);
        let state = run(format!("  {}", self.say.t(clock.state.word())), style.bold().in_colour(colour));
        let mut lines = self.waiting(&[run(&clock.title, style.bold()), state], width, PAD, 0.0, node);
        let mut due =
            if clock.due.is_empty() { self.say.t("due-unknown") } else { self.say.a("due", "at", &clock.due) };
        if !clock.remaining.is_empty() {
            due.push_str(" · ");
            due.push_str(&clock.remaining);
        }
        let node = self.laid.tree.grow(group, Kind::Paragraph);
        lines.extend(self.waiting(&[run(due, style)], width, PAD, 2.0, node));
        self.framed(lines, colour, ground);
    }

    /// Lines on a ground with a bar at their side: on one page if one can hold them.
    fn framed(&mut self, mut lines: VecDeque<Waiting>, bar: Colour, ground: Colour) {
        const ABOVE: f32 = 7.0;
        let height =
            |lines: &VecDeque<Waiting>| lines.iter().map(|line| line.leading + line.gap).sum::<f32>() + 2.0 * ABOVE;
        self.gap(9.0);
        if height(&lines) > self.room() && height(&lines) <= BOTTOM - TOP {
            self.turn();
        }
        while !lines.is_empty() {
            let (mut fits, mut taken) = (0, 2.0 * ABOVE);
            for line in &lines {
                if taken + line.leading + line.gap > self.room() {
                    break;
                }
                taken += line.leading + line.gap;
                fits += 1;
            }
            if fits == 0 && self.is_fresh() {
                fits = 1;
            }
            if fits > 0 {
                self.ground(LEFT, RIGHT - LEFT, taken, ground);
                self.ground(LEFT, 3.5, taken, bar);
                self.y += ABOVE;
                for line in lines.drain(..fits) {
                    let top = self.y + line.gap;
                    self.put(&line.line, LEFT + line.indent, top, line.leading, Part::Content, Some(line.node));
                    self.y = top + line.leading;
                }
                self.y += ABOVE;
            }
            if !lines.is_empty() {
                self.turn();
            }
        }
        self.y += 3.0;
    }

    /// Where the columns of a table begin and end.
    fn columns(&self, table: &Table) -> Vec<(f32, f32)> {
        let all = RIGHT - LEFT - PAD * (table.header.len() - 1) as f32;
        let wide = if table.widths.is_empty() {
            let style = Style::plain(SMALL);
            let mut needed = Vec::new();
            for (at, header) in table.header.iter().enumerate() {
                let (mut whole, mut word) = widths(self.faces, &[run(header, style.bold())]);
                for row in &table.rows {
                    let (all, widest) = widths(self.faces, &runs(&row[at], style));
                    (whole, word) = (whole.max(all), word.max(widest));
                }
                needed.push((whole + 1.0, word + 1.0));
            }
            shared(&needed, all)
        } else {
            let sum: f32 = table.widths.iter().map(|width| f32::from(*width)).sum();
            table.widths.iter().map(|width| f32::from(*width) / sum * all).collect()
        };
        let mut x = LEFT;
        wide.into_iter()
            .map(|width| {
                let column = (x, width);
                x += width + PAD;
                column
            })
            .collect()
    }

    fn cells(&self, row: &[Words], columns: &[(f32, f32)], size: f32) -> Vec<Column> {
        let cell = |(words, (x, width)): (&Words, &(f32, f32))| {
            let runs = runs(words, Style::plain(size));
            Column { x: *x, lines: self.broken(&runs, *width) }
        };
        row.iter().zip(columns).map(cell).collect()
    }

    fn row_height(&self, cells: &[Column]) -> f32 {
        let lines = |cell: &Column| {
            let size = cell.lines.iter().flat_map(|line| &line.0).map(|run| run.style.size).fold(SMALL, f32::max);
            cell.lines.len() as f32 * size * LEADING
        };
        cells.iter().map(lines).fold(0.0, f32::max) + 6.0
    }

    /// The lines of a cell, without going on.
    fn cell(&mut self, cell: &Column, skip: usize, part: Part, node: Option<usize>) {
        let mut top = self.y + 3.0;
        for line in cell.lines.iter().skip(skip) {
            let leading = line.0.iter().map(|run| run.style.size).fold(0.0, f32::max).max(SMALL) * LEADING;
            self.put(line, cell.x, top, leading, part, node);
            top += leading;
        }
    }

    fn table(&mut self, table: &Table) {
        let columns = self.columns(table);
        let node = self.laid.tree.grow(Tree::ROOT, Kind::Table(table.caption.clone()));
        let bold = |text: &String| vec![run(text, Style::plain(SMALL).bold())];
        let heads: Vec<Column> = table
            .header
            .iter()
            .zip(&columns)
            .map(|(text, (x, width))| Column { x: *x, lines: self.broken(&bold(text), *width) })
            .collect();
        let height = self.row_height(&heads);
        let rows: Vec<Vec<Column>> = table.rows.iter().map(|row| self.cells(row, &columns, SMALL)).collect();
        let first = rows.first().map_or(0.0, |row| self.row_height(row)).min(200.0);
        let caption = if table.caption.is_empty() { 0.0 } else { BODY * LEADING };
        if caption + height + first + 10.0 > self.room() && !self.is_fresh() {
            self.turn();
        }
        self.gap(9.0);
        if !table.caption.is_empty() {
            // Read out as the name of the table already.
            let line = self.broken(&[run(&table.caption, Style::plain(BODY).bold())], f32::MAX).remove(0);
            let top = self.y;
            self.put(&line, LEFT, top, BODY * LEADING, Part::Repeated, None);
            self.y += BODY * LEADING;
        }
        let head = self.laid.tree.grow(node, Kind::Head);
        let row = self.laid.tree.grow(head, Kind::Row);
        for cell in &heads {
            let node = self.laid.tree.grow(row, Kind::ColumnHeader);
            self.cell(cell, 0, Part::Content, Some(node));
        }
        self.y += height;
        self.rule(ACCENT, 1.0);
        self.head = Some(TableHead { cells: heads, height });
        let body = self.laid.tree.grow(node, Kind::Rows);
        for cells in rows {
            let row = self.laid.tree.grow(body, Kind::Row);
            let nodes: Vec<usize> = cells.iter().map(|_| self.laid.tree.grow(row, Kind::Cell)).collect();
            self.row(cells, &nodes, height + 1.0);
        }
        self.head = None;
        self.y += 4.0;
    }

    /// A row, on one page if a page that begins with `above` can hold it.
    fn row(&mut self, mut cells: Vec<Column>, nodes: &[usize], above: f32) {
        let page = BOTTOM - TOP - above;
        if self.row_height(&cells) > self.room() && self.row_height(&cells) <= page {
            self.turn();
        }
        loop {
            let height = self.row_height(&cells);
            let leading = (height - 6.0) / cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(1).max(1) as f32;
            let fits = ((self.room() - 6.0) / leading) as usize;
            let rest: Vec<Column> = cells
                .iter_mut()
                .map(|cell| Column { x: cell.x, lines: cell.lines.split_off(fits.max(1).min(cell.lines.len())) })
                .collect();
            for (cell, node) in cells.iter().zip(nodes) {
                self.cell(cell, 0, Part::Content, Some(*node));
            }
            self.y += self.row_height(&cells);
            self.rule(HAIR, 0.6);
            if rest.iter().all(|cell| cell.lines.is_empty()) {
                return;
            }
            self.turn();
            cells = rest;
        }
    }

    /// The label and the value of a fact, side by side.
    fn fact(&self, fact: &Fact) -> Vec<Column> {
        const LABEL: f32 = 132.0;
        let label = [run(&fact.label, Style::plain(BODY - 0.5).in_colour(QUIET))];
        let value = runs(&fact.value, Style::plain(BODY - 0.5));
        vec![
            Column { x: LEFT, lines: self.broken(&label, LABEL) },
            Column { x: LEFT + LABEL + PAD, lines: self.broken(&value, RIGHT - LEFT - LABEL - PAD) },
        ]
    }

    fn facts(&mut self, facts: &[Fact]) {
        let table = self.laid.tree.grow(Tree::ROOT, Kind::Table(String::new()));
        self.gap(6.0);
        for fact in facts {
            let row = self.laid.tree.grow(table, Kind::Row);
            let nodes = [Kind::RowHeader, Kind::Cell].map(|kind| self.laid.tree.grow(row, kind));
            let cells = self.fact(fact);
            self.row(cells, &nodes, 0.0);
        }
        self.y += 3.0;
    }

    /// What every page has at its head and foot, now that their number is known.
    fn edges(&mut self, document: &Document) {
        let style = Style::plain(8.0).in_colour(QUIET);
        let all = self.laid.sheets.len();
        let named = [&document.reference, &document.classification, &document.title];
        let named: Vec<&str> = named.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let head = self.broken(&[run(named.join(" · "), style)], RIGHT - LEFT);
        let foot = self.broken(&[run(&document.footer, style)], RIGHT - LEFT - 110.0);
        for page in 0..all {
            let number = [("number", (page + 1).to_string()), ("all", all.to_string())];
            let number = self.broken(&[run(self.say.all("page", &number), style)], f32::MAX);
            let mut texts = Vec::new();
            if page > 0 {
                texts.extend(head.iter().take(1).map(|line| (line, LEFT, TOP - 34.0)));
            }
            let top = HEIGHT - 62.0;
            texts.extend(foot.iter().take(3).enumerate().map(|(at, line)| (line, LEFT, top + at as f32 * 11.0)));
            texts.extend(number.iter().map(|line| (line, RIGHT - line.width(), top)));
            let sheet = &mut self.laid.sheets[page];
            let width = RIGHT - LEFT;
            sheet.grounds.push(Ground { x: LEFT, y: top - 6.0, width, height: 0.6, colour: HAIR });
            for (line, x, top) in texts {
                let mut x = x;
                for run in &line.0 {
                    let width = run.width;
                    sheet.texts.push(Placed { x, baseline: top + 8.0, run: run.clone(), part: Part::Repeated });
                    x += width;
                }
            }
        }
    }
}

/// How a heading is set, and how much stays free above it.
fn heading_style(level: u8) -> (Style, f32) {
    match level {
        1 => (Style::plain(14.0).bold().in_colour(ACCENT), 20.0),
        2 => (Style::plain(11.5).bold(), 14.0),
        _ => (Style::plain(BODY).bold(), 11.0),
    }
}

/// `all` shared among columns that need so much for their contents on one line, and so much for their widest word.
fn shared(needed: &[(f32, f32)], all: f32) -> Vec<f32> {
    let whole: f32 = needed.iter().map(|(whole, _)| whole).sum();
    if whole <= all {
        let more = (all - whole) / needed.len() as f32;
        return needed.iter().map(|(whole, _)| whole + more).collect();
    }
    // A word that would take more than its share is torn.
    let most = all / needed.len() as f32;
    let least: Vec<f32> = needed.iter().map(|(_, word)| word.min(most)).collect();
    let left = all - least.iter().sum::<f32>();
    let wish: f32 = needed.iter().zip(&least).map(|((whole, _), least)| (whole - least).min(all)).sum();
    needed
        .iter()
        .zip(&least)
        .map(|((whole, _), least)| least + left * (whole - least).min(all) / wish.max(1.0))
        .collect()
}
