//! Where in a table we are, and whether that place shows.

use super::super::xml::Element;
use super::styles::Look;

/// A table around us.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The sheet is hidden.
    pub(super) hidden: bool,
    /// How the table, row and cell look.
    pub(super) look: Look,
    pub(super) row_look: Look,
    pub(super) cell_look: Look,
    /// The row is hidden.
    pub(super) hidden_row: bool,
    /// Whether each group of rows or columns around us is folded away.
    groups: Vec<bool>,
    /// Hidden columns, counted from 0, in their order.
    hidden_columns: Vec<(usize, usize)>,
    columns: usize,
    /// The columns of the present cell, and how many it stands for.
    at: usize,
    pub(super) repeated: usize,
    /// What the present cell holds, and whether a paragraph shows it.
    pub(super) value: Option<String>,
    pub(super) said: bool,
    /// Hidden cells were written in this row.
    pub(super) unseen: bool,
}

impl Table {
    pub(super) fn new(hidden: bool, look: Look) -> Table {
        Table { hidden, look, ..Table::default() }
    }

    pub(super) fn column(&mut self, element: &Element<'_>) {
        let many = element.number("number-columns-repeated").unwrap_or(1).max(1);
        let next = self.columns.saturating_add(many);
        if is_collapsed(element) || self.groups.contains(&true) {
            self.hidden_columns.push((self.columns, next));
        }
        self.columns = next;
    }

    pub(super) fn group(&mut self, element: &Element<'_>) {
        self.groups.push(element.is("display", &["false"]));
    }

    pub(super) fn group_ends(&mut self) {
        self.groups.pop();
    }

    pub(super) fn row(&mut self, element: &Element<'_>, look: Look) {
        self.hidden_row = is_collapsed(element) || self.groups.contains(&true);
        self.row_look = look;
        (self.at, self.repeated, self.unseen) = (0, 0, false);
    }

    pub(super) fn cell(&mut self, element: &Element<'_>, look: Look) {
        self.at = self.at.saturating_add(self.repeated);
        self.repeated = element.number("number-columns-repeated").unwrap_or(1).max(1);
        self.cell_look = look;
        self.value = ["string-value", "date-value", "value"].into_iter().find_map(|name| element.get(name));
        self.said = false;
    }

    /// Whether the present cell stands in a hidden column.
    pub(super) fn is_hidden_column(&self) -> bool {
        let before = self.hidden_columns.partition_point(|(first, _)| *first <= self.at);
        before.checked_sub(1).and_then(|at| self.hidden_columns.get(at)).is_some_and(|(_, behind)| self.at < *behind)
    }
}

fn is_collapsed(element: &Element<'_>) -> bool {
    element.is("visibility", &["collapse", "filter"])
}
