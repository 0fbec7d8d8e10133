//! Mail of before judged once more: what it counts, what was known then, and how it is told.

mod archives;
mod counted;
mod scene;
mod told;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::guard::{FIRM, Guard, json_lines};

fn guard() -> Guard {
    Guard::new("", FIRM)
}

/// A file of `text` in the folder of `guard`.
fn file(guard: &Guard, name: &str, text: &str) -> PathBuf {
    guard.write(name, text);
    guard.path(name)
}

/// What `backtest` counts of `path`, with `more` arguments.
#[track_caller]
fn counted(guard: &Guard, path: &Path, more: &[&str]) -> Vec<Value> {
    let words = [&["backtest", path.to_str().unwrap(), "--json"], more].concat();
    json_lines(&guard.ops(&words).ok())
}

/// The lines of one kind.
fn of<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["kind"] == kind).collect()
}
