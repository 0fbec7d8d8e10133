//! `check`: looks at the whole set-up as the service's own account, and gives each line a mark and the command that repairs
//! it. It changes nothing.
//!
//! One file an area, one function an examination; `EXAMINATIONS` is the list in the order in which it is read.

mod account;
mod clock;
mod configuration;
mod disk;
mod holders;
mod outboxes;
mod page;
mod ports;
mod reading;
mod state;
mod upstreams;

use std::path::Path;
use std::pin::Pin;

use serde::Serialize;

use crate::base::Clock;
use crate::base::text::one_line;
use crate::config::{Account, Config, ConfigError, Loaded};
use crate::store::{Survey, survey};

pub use account::{Asked, as_service};
pub use holders::Holders;

/// What an examination came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// As it should be.
    Ok,
    /// It works, but surely is not meant.
    Warn,
    /// It does not work.
    Fail,
}

impl Mark {
    /// The word it is told with.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Ok => "ok",
            Mark::Warn => "warn",
            Mark::Fail => "fail",
        }
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What was looked at.
    pub name: &'static str,
    /// What it came to.
    pub state: Mark,
    /// What was found.
    pub message: String,
    /// What repairs it, to be typed or written; empty when nothing has to be.
    pub fix: String,
}

/// Longest message of a line.
const LONGEST: usize = 300;

impl Line {
    fn new(name: &'static str, state: Mark, message: impl AsRef<str>, fix: impl AsRef<str>) -> Line {
        Line { name, state, message: one_line(message.as_ref(), LONGEST), fix: one_line(fix.as_ref(), LONGEST) }
    }

    fn ok(name: &'static str, message: impl AsRef<str>) -> Line {
        Line::new(name, Mark::Ok, message, "")
    }

    fn warn(name: &'static str, message: impl AsRef<str>, fix: impl AsRef<str>) -> Line {
        Line::new(name, Mark::Warn, message, fix)
    }

    fn fail(name: &'static str, message: impl AsRef<str>, fix: impl AsRef<str>) -> Line {
        Line::new(name, Mark::Fail, message, fix)
    }
}

/// What the examinations look at.
struct Scene<'a> {
    loaded: &'a Loaded,
    survey: Survey,
    account: Option<Account>,
    holders: Holders,
    clock: Clock,
}

impl Scene<'_> {
    fn config(&self) -> &Config {
        &self.loaded.config
    }

    /// The configuration file as the person knows it.
    fn file(&self) -> String {
        self.loaded.path.as_ref().map_or_else(|| "config.toml".to_owned(), |path| path.display().to_string())
    }

    /// Who has to be able to read and write.
    fn account_name(&self) -> &str {
        self.account.as_ref().map_or("outguard", |account| account.name.as_str())
    }
}

type Examined<'a> = Pin<Box<dyn Future<Output = Vec<Line>> + 'a>>;

/// All examinations of a set-up whose configuration can be read.
const EXAMINATIONS: &[for<'a> fn(&'a Scene<'a>) -> Examined<'a>] = &[
    |scene| at_once(configuration::warnings(scene)),
    |scene| at_once(configuration::packs(scene)),
    |scene| at_once(configuration::door(scene)),
    |scene| at_once(upstreams::secrets(scene)),
    |scene| Box::pin(upstreams::reached(scene)),
    |scene| at_once(ports::addresses(scene)),
    |scene| at_once(ports::loopback(scene)),
    |scene| at_once(ports::page(scene)),
    |scene| Box::pin(page::public(scene)),
    |scene| at_once(page::socket(scene)),
    |scene| at_once(outboxes::folders(scene)),
    |scene| at_once(state::folder(scene)),
    |scene| at_once(state::store(scene)),
    |scene| at_once(disk::room(scene)),
    |scene| at_once(clock::times(scene)),
    |scene| Box::pin(reading::reader(scene)),
    |scene| at_once(state::daemon(scene)),
];

fn at_once<'a>(lines: Vec<Line>) -> Examined<'a> {
    Box::pin(std::future::ready(lines))
}

/// Looks at everything and tells each line when it is known; the answer is the worst mark.
///
/// # Errors
/// What `tell` fails with.
pub async fn run<E>(
    loaded: Result<&Loaded, &ConfigError>,
    asked: &Asked,
    holders: Holders,
    mut tell: impl FnMut(&Line) -> Result<(), E>,
) -> Result<Mark, E> {
    let mut worst = Mark::Ok;
    let mut all = |lines: Vec<Line>| {
        lines.iter().try_for_each(|line| {
            worst = worst.max(line.state);
            tell(line)
        })
    };
    all(account::looked_as(asked))?;
    match loaded {
        Err(error) => all(configuration::wrong(error, Account::current().as_ref()))?,
        Ok(loaded) => {
            let account = Account::current();
            let survey = survey(&loaded.config.store.path);
            let scene = Scene { loaded, survey, account, holders, clock: Clock::system() };
            for examine in EXAMINATIONS {
                all(examine(&scene).await)?;
            }
        }
    }
    Ok(worst)
}

/// A path as a shell takes it.
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%:,".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_a_command_is_one_word() {
        assert_eq!(quoted(Path::new("/var/lib/outguard")), "/var/lib/outguard");
        assert_eq!(quoted(Path::new("/home/anna weber/it's")), r"'/home/anna weber/it'\''s'");
    }
}
