//! A plain Python detector on the same mail (`baseline.py`), where there is a Python.

use std::path::Path;
use std::process::{Command, Stdio};

const PROGRAM: &str = include_str!("baseline.py");

/// Messages learnt a second; the median of the milliseconds that one is weighed in; messages a second of all, with reading.
pub type Figures = [f64; 3];

/// Learns the first `most` messages of a file, and weighs the last `weighed` of them.
pub fn run(mail: &Path, most: usize, weighed: usize) -> Option<Figures> {
    let mut command = Command::new("python3");
    let numbers = [most, weighed].map(|number| number.to_string());
    let done = command.args(["-c", PROGRAM]).arg(mail).args(numbers).stderr(Stdio::null()).output().ok()?;
    let told = String::from_utf8(done.stdout).ok()?;
    let figures: Vec<f64> = told.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    figures.try_into().ok()
}
