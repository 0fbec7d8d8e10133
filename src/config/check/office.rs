//! When people are in the office, with the holidays of a calendar file.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use jiff::civil::{Time, Weekday};
use toml::Spanned;

use super::Checker;
use crate::config::holidays::{self, Holidays};
use crate::config::problem::nearest;
use crate::config::{Office, Problem, written};

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// The largest calendar or table of people in octets.
const MAX_FILE: u64 = 16 << 20;

/// The word in the file for a day of the week.
pub(in crate::config) fn day_word(day: Weekday) -> &'static str {
    DAYS.iter().find(|(_, known)| *known == day).map_or("", |(word, _)| word)
}

impl Checker<'_> {
    pub(super) fn office(&mut self, written: &written::Office) -> Office {
        let mut office = Office::default();
        if let Some(days) = &written.days {
            office.days = self.days(days);
        }
        if let Some(hours) = &written.hours {
            match read_hours(hours.get_ref()) {
                Some((opens, closes)) => (office.opens, office.closes) = (opens, closes),
                None => {
                    let message = format!("`{}` are no hours of one day", hours.get_ref());
                    self.problem(hours.span(), &message, "write such as \"09:00-18:00\"");
                }
            }
        }
        if let Some(file) = written.holidays.as_ref().filter(|file| !file.get_ref().as_os_str().is_empty()) {
            office.holidays = self.holidays(file);
            office.holidays_file = Some(self.path(file.get_ref()));
        }
        office
    }

    fn days(&mut self, written: &[Spanned<String>]) -> Vec<Weekday> {
        let mut days = BTreeSet::new();
        for word in written {
            let text = word.get_ref().to_lowercase();
            match DAYS.iter().position(|(name, _)| *name == text) {
                Some(at) => drop(days.insert(at)),
                None => {
                    let names = DAYS.map(|(name, _)| name);
                    let hint = nearest(&text, names).map_or_else(
                        || format!("there are {}", names.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.problem(word.span(), &format!("`{}` is no day of the week", word.get_ref()), &hint);
                }
            }
        }
        if let Some(first) = written.first().filter(|_| days.is_empty()) {
            self.missing(first.span(), "an office without days never opens", "name at least one");
        }
        let days: Vec<Weekday> = days.into_iter().filter_map(|at| DAYS.get(at)).map(|(_, day)| *day).collect();
        if days.is_empty() { Office::default().days } else { days }
    }

    fn holidays(&mut self, written: &Spanned<std::path::PathBuf>) -> BTreeSet<jiff::civil::Date> {
        let path = self.path(written.get_ref());
        let Some(text) = self.text_of(&path, written) else { return BTreeSet::new() };
        let Holidays { days, problems, warnings } = holidays::read(&path.display().to_string(), &text);
        self.problems.extend(problems);
        self.warnings.extend(warnings);
        days
    }

    /// The text of a file that is named; `None` is told.
    pub(super) fn text_of(&mut self, path: &Path, written: &Spanned<std::path::PathBuf>) -> Option<String> {
        let mut text = String::new();
        let read = std::fs::File::open(path).and_then(|file| file.take(MAX_FILE).read_to_string(&mut text));
        match read {
            Ok(_) => Some(text),
            Err(error) => {
                let message = format!("{} cannot be read: {error}", path.display());
                self.problem(written.span(), &message, "");
                None
            }
        }
    }

    /// Problems of another file than the one that is checked.
    pub(super) fn tell(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }
}

/// `09:00-18:00`; `24:00` is midnight at the end of the day.
fn read_hours(text: &str) -> Option<(Time, Time)> {
    let (opens, closes) = text.split_once('-')?;
    let of_day = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    let closes = if closes.trim() == "24:00" { Some(Time::MAX) } else { of_day(closes) };
    Some((of_day(opens)?, closes?)).filter(|(opens, closes)| opens < closes)
}
