//! Tables and sheets: a tab behind each cell, a line end behind each row.

use super::super::xml::Element;
use super::super::{Feature, Kind};
use super::body::Body;
use super::styles::Look;
use super::table::Table;

/// Empty cells kept between two cells, so that columns stay below each other.
const GAP: usize = 64;

impl Body<'_, '_> {
    pub(super) fn table(&mut self, name: &str, element: &Element<'_>) {
        if name == "table" {
            let look = self.styles.of("table", element);
            let hidden = look.hidden == Some(true);
            if hidden {
                self.draft.mark(Feature::HiddenSheet);
            }
            if self.draft.contents.kind == Kind::Ods && self.tables.is_empty() {
                self.draft.line(hidden, &element.get("name").unwrap_or_default());
            }
            return self.tables.push(Table::new(hidden, look));
        }
        let styles = self.styles;
        let Some(table) = self.tables.last_mut() else { return };
        match name {
            "table-column" => table.column(element),
            "table-row-group" | "table-column-group" => table.group(element),
            "table-row" => table.row(element, styles.of("table-row", element)),
            "table-cell" | "covered-table-cell" => table.cell(element, styles.of("table-cell", element)),
            _ => {}
        }
    }

    pub(super) fn cell_ends(&mut self) {
        let concealed = self.concealed();
        let Some(table) = self.tables.last_mut() else { return };
        let (value, said) = (table.value.take(), std::mem::take(&mut table.said));
        match concealed {
            _ if !said && value.is_some() => {
                // A value that no paragraph shows: its format hides it.
                self.draft.mark(Feature::HiddenText);
                self.draft.line(true, &value.unwrap_or_default());
            }
            Some(_) if said => {
                table.unseen = true;
                trim(&mut self.draft.contents.hidden, &[' ']);
                self.draft.hide("\t");
                return;
            }
            Some(_) => return,
            None => {}
        }
        let many = self.tables.last().map_or(1, |table| if said { 1 } else { table.repeated.min(GAP) });
        trim(&mut self.draft.contents.text, &[' ']);
        self.draft.show(&"\t".repeat(many));
    }

    pub(super) fn row_ends(&mut self) {
        let unseen = self.tables.last().is_some_and(|table| table.unseen);
        if unseen {
            trim(&mut self.draft.contents.hidden, &['\t', ' ']);
            self.draft.hide("\n");
        }
        trim(&mut self.draft.contents.text, &['\t', ' ']);
        if self.tables.len() > 1 {
            self.draft.show(" ");
        } else if !self.draft.contents.text.is_empty() && !self.draft.contents.text.ends_with('\n') {
            self.draft.show("\n");
        }
        self.tables.iter_mut().last().into_iter().for_each(|table| {
            (table.hidden_row, table.cell_look, table.row_look) = (false, Look::default(), Look::default());
        });
    }
}

fn trim(text: &mut String, ends: &[char]) {
    text.truncate(text.trim_end_matches(ends).len());
}
