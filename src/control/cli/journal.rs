//! `outguard journal`: lines for people, JSON Lines and CSV for programs and spreadsheets.

use std::borrow::Cow;
use std::io::{self, Write};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::super::ops::Ops;
use super::args::JournalCommand;
use super::print;
use crate::app::failure::{Failure, exit};
use crate::base::Clock;
use crate::base::text::{one_line, shown_time};
use crate::config::units;
use crate::store::{Head, Logged, Span, Verified, Wrong};

/// The exit code of a journal that is not as it was written.
const WRONG: u8 = 1;

/// A moment as it is typed: a day or a time of this machine's zone, a time with its offset, or how long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When(Timestamp);

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<When, String> {
        moment(text, Clock::system().now(), TimeZone::system()).map(When)
    }
}

fn moment(text: &str, now: Timestamp, zone: TimeZone) -> Result<Timestamp, String> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let ago = units::duration(text).ok().and_then(|ago| jiff::SignedDuration::try_from(ago).ok());
    if let Some(at) = ago.and_then(|ago| now.checked_sub(ago).ok()) {
        return Ok(at);
    }
    let civil = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)));
    let zoned = civil.and_then(|civil| civil.to_zoned(zone));
    zoned.map(|at| at.timestamp()).map_err(|_| "write a day (2026-11-28), a time (2026-11-28T10:00Z), or 7d".to_owned())
}

pub(super) async fn run(ops: &Ops, command: JournalCommand) -> Result<u8, Failure> {
    match command {
        JournalCommand::Show { last, output } => {
            let lines = ops.journal_end(last).await?;
            if output.json {
                return lines.iter().try_fold(0, |_, line| print::json(&document(line)));
            }
            print::text(&lines.iter().map(shown).collect::<String>())
        }
        JournalCommand::Verify { head, output } => verified(&ops.verify_journal(head).await?, head, output.json),
        JournalCommand::Head => print::text(&format!("{}\n", ops.journal_head().await?)),
        JournalCommand::Export { csv, since, until } => {
            let span = Span { since: since.map(|when| when.0), until: until.map(|when| when.0) };
            quiet_at_the_end(if csv { export_csv(ops, span).await } else { export_json(ops, span).await })
        }
    }
}

fn shown(line: &Logged) -> String {
    let at = shown_time(line.at, &TimeZone::system());
    format!("{:>8}  {at}  {:<12}  {}\n", line.seq, line.id, one_line(&line.data, 400))
}

/// `{"seq", "at", "id", "kind", "event", "chain"}`.
fn document(line: &Logged) -> serde_json::Value {
    // A line that cannot be read is handed on as the text it is.
    let event = serde_json::from_str(&line.data).unwrap_or_else(|_| serde_json::Value::String(line.data.clone()));
    let Logged { seq, at, id, kind, link, .. } = line;
    serde_json::json!({ "seq": seq, "at": at, "id": id, "kind": kind, "event": event, "chain": link.to_string() })
}

fn verified(found: &Verified, head: Option<Head>, as_json: bool) -> Result<u8, Failure> {
    let words = found.wrong.map(in_words);
    let code = if words.is_some() { WRONG } else { 0 };
    if as_json {
        let line = found.wrong.map(place);
        let (back, end) = (&found.clock_back, found.head.to_string());
        let told = serde_json::json!({
            "ok": words.is_none(), "lines": found.lines, "wrong": words, "line": line, "clock_back": back, "head": end,
        });
        return print::json(&told).map(|_| code);
    }
    if let Some(first) = found.clock_back.first() {
        let times = found.clock_back.len();
        eprintln!("the clock was set back {times} times, first before line {first}; the order of lines is sure");
    }
    match words {
        Some(words) => {
            print::text(&format!("wrong: {words}; the {} lines before are as they were written\n", found.lines))?
        }
        None => {
            let end = found.head;
            let without =
                if head.is_none() { "; keep this head elsewhere, and compare with --head next time" } else { "" };
            print::text(&format!("ok: {} lines, head {end}{without}\n", found.lines))?
        }
    };
    Ok(code)
}

fn in_words(wrong: Wrong) -> String {
    match wrong {
        Wrong::Changed(seq) => format!("line {seq} was changed"),
        Wrong::Inserted(seq) => format!("line {seq} was inserted"),
        Wrong::Moved { seq, from } => {
            format!("lines were reordered or cut: in the place of line {seq} stands what was written as line {from}")
        }
        Wrong::Cut { from, to } if from == to => format!("line {from} was cut"),
        Wrong::Cut { from, to } => format!("lines {from} to {to} were cut"),
        Wrong::OtherHead(seq) => {
            format!(
                "line {seq} is not the one this head was taken from: the journal was written anew, or is another copy"
            )
        }
    }
}

/// The line where it is wrong.
fn place(wrong: Wrong) -> i64 {
    match wrong {
        Wrong::Changed(seq) | Wrong::Inserted(seq) | Wrong::Moved { seq, .. } | Wrong::OtherHead(seq) => seq,
        Wrong::Cut { from, .. } => from,
    }
}

async fn export_json(ops: &Ops, span: Span) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout());
    let write = |line: &Logged| writeln!(out, "{}", document(line)).map_err(unwritten);
    ops.export_journal(span, write).await?;
    out.flush().map_err(unwritten)
}

const HEADINGS: [&str; 9] = ["seq", "at", "id", "kind", "by", "way", "peer", "event", "chain"];

async fn export_csv(ops: &Ops, span: Span) -> Result<(), Failure> {
    let mut out = csv::Writer::from_writer(io::stdout());
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => unwritten(error),
        other => Failure::new("csv", exit::SOFTWARE, format!("{other:?}")),
    };
    out.write_record(HEADINGS).map_err(failed)?;
    ops.export_journal(span, |line| out.write_record(cells(line)).map_err(failed)).await?;
    out.flush().map_err(unwritten)
}

fn cells(line: &Logged) -> [String; 9] {
    let event: serde_json::Value = serde_json::from_str(&line.data).unwrap_or_default();
    let text = |pointer: &str| event.pointer(pointer).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let (by, way, peer) = (text("/by"), text("/whence/way"), text("/whence/peer"));
    let (seq, at, chain) = (line.seq.to_string(), line.at.to_string(), line.link.to_string());
    let cells = [seq, at, line.id.clone(), line.kind.clone(), by, way, peer, line.data.clone(), chain];
    cells.map(|cell| unarmed(&cell).into_owned())
}

/// A cell that no spreadsheet takes for a formula.
fn unarmed(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}").into() } else { cell.into() }
}

fn unwritten(error: io::Error) -> Failure {
    let code = if error.kind() == io::ErrorKind::BrokenPipe { GONE } else { "stdout" };
    Failure::new(code, exit::IOERR, format!("stdout: {error}"))
}

/// Whoever reads the output has gone.
const GONE: &str = "reader_gone";

/// A reader that went away (`| head`) is no failure of ours.
fn quiet_at_the_end(written: Result<(), Failure>) -> Result<u8, Failure> {
    match written {
        Err(failure) if failure.code == GONE => Ok(0),
        written => written.map(|()| 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\t=", "'\t="),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(unarmed(cell), expected);
        }
    }

    #[test]
    fn moments_are_days_times_or_how_long_ago() {
        let now: Timestamp = "2026-11-28T10:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("2026-11-01", "2026-11-01T00:00:00Z"),
            ("2026-11-01T08:30", "2026-11-01T08:30:00Z"),
            ("2026-11-01T08:30:00+02:00", "2026-11-01T06:30:00Z"),
            ("7d", "2026-11-21T10:00:00Z"),
        ] {
            assert_eq!(moment(text, now, TimeZone::UTC), Ok(expected.parse().unwrap()), "{text}");
        }
        for text in ["", "yesterday", "2026-13-01", "7 moons"] {
            assert!(moment(text, now, TimeZone::UTC).is_err(), "{text}");
        }
    }
}
