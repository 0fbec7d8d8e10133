//! The configuration file: what it means, where it is found, and how its mistakes are told.

mod example;
mod mistakes;
mod places;
mod reading;

use std::path::PathBuf;

use outguard::config::{Checked, Places, check};

/// A machine where the stand-ins of the default configuration are the truth.
fn plain() -> Places {
    Places { folder: PathBuf::from("/etc/outguard"), state_dir: PathBuf::new(), hostname: "localhost".to_owned() }
}

fn checked(text: &str) -> Checked {
    check("config.toml", text, &plain()).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"))
}

/// The problems of `text`, one a line.
fn problems(text: &str) -> String {
    let problems = check("config.toml", text, &plain()).expect_err("this text is wrong");
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}
