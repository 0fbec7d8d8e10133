//! Holidays as packs have them → rules.

use jiff::civil::{Date, Weekday};

use super::calendar::{Holiday, Rule};
use super::model::HolidayFile;

/// Reads one holiday; the error is a sentence.
pub(super) fn read(file: &HolidayFile) -> Result<Holiday, String> {
    let rule = match file {
        HolidayFile { on: Some(on), easter: None, nth: None, weekday: None, month: None, before: None, .. } => {
            let (month, day) = month_and_day(on)?;
            Rule::On { month, day }
        }
        HolidayFile { easter: Some(days), on: None, nth: None, weekday: None, month: None, before: None, .. } => {
            Rule::Easter(i32::from(*days))
        }
        HolidayFile {
            nth: Some(nth),
            weekday: Some(name),
            month: Some(month),
            on: None,
            easter: None,
            before: None,
            ..
        } => {
            if !(1..=12).contains(month) || !(-5..=5).contains(nth) || *nth == 0 {
                return Err("`month` is 1 to 12, and `nth` 1 to 5, or -1 for the last".to_owned());
            }
            Rule::Nth { nth: *nth, weekday: weekday(name)?, month: *month }
        }
        HolidayFile {
            before: Some(before),
            weekday: Some(name),
            on: None,
            easter: None,
            nth: None,
            month: None,
            ..
        } => {
            let (month, day) = month_and_day(before)?;
            Rule::Before { weekday: weekday(name)?, month, day }
        }
        _ => {
            return Err("a holiday is `on` a day, so many days after `easter`, the `nth` `weekday` of a `month`, or \
                        the `weekday` `before` a day"
                .to_owned());
        }
    };
    Ok(Holiday { rule, since: file.since })
}

/// The parts of `12-25`; 29 February comes in leap years only.
fn month_and_day(text: &str) -> Result<(i8, i8), String> {
    let parts = text.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
    let leap_year = 2024;
    parts
        .filter(|(month, day)| Date::new(leap_year, *month, *day).is_ok())
        .ok_or_else(|| format!("`{text}` is no day of the year; write month and day, such as 12-25"))
}

fn weekday(name: &str) -> Result<Weekday, String> {
    Ok(match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return Err(format!("`{name}` is no weekday; write mon, tue, wed, thu, fri, sat or sun")),
    })
}
