//! The file as written to the checked model: every problem at once, with its place.

mod approval;
mod behaviour;
mod belongings;
mod directory;
mod door;
mod incident;
pub(super) mod office;
mod notices;
mod outbox;
mod page;
mod reading;
mod upstream;

use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use toml::Spanned;

use super::problem::{Problem, Source};
use super::units::{DurationText, SizeText, show_duration, show_size};
use super::{Config, Policy, RulesConfig, Sendmail};
use incident::incidents;

/// The word that switches a door off where its place could stand.
pub const OFF: &str = "off";

/// What a file does not say and only the machine knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The folder relative paths in the file start at.
    pub folder: PathBuf,
    /// The state directory, for `store.path` when the file does not name one.
    pub state_dir: PathBuf,
    /// The machine's host name, for `smtp.hostname` when the file does not name one.
    pub hostname: String,
}

/// A legal configuration, and what in it is legal but surely not meant.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The configuration.
    pub config: Config,
    /// Remarks to show; nothing is refused for them.
    pub warnings: Vec<Problem>,
}

/// Reads and checks a configuration file's text; `file` is the name shown in problems.
///
/// # Errors
/// All problems, in the order of the file.
pub fn check(file: &str, text: &str, places: &Places) -> Result<Checked, Vec<Problem>> {
    let source = Source { file, text };
    let (written, problems) = super::read::read(source);
    let incomplete = !problems.is_empty();
    let mut checker = Checker { source, folder: &places.folder, incomplete, problems, warnings: Vec::new() };
    let directory = checker.directory(&written);
    let approvals = checker.approvals(&written, &directory);
    let named =
        |file: Option<&PathBuf>| file.filter(|file| !file.as_os_str().is_empty()).map(|file| places.folder.join(file));
    let config = Config {
        people_file: named(written.people.file.as_ref().map(Spanned::get_ref)),
        parties_file: named(written.parties.file.as_ref()),
        directory,
        language: written.organisation.language.unwrap_or_default(),
        smtp: checker.smtp(&written.smtp, &places.hostname),
        notices: checker.notices(&written),
        incidents: incidents(written.incident),
        sendmail: match written.sendmail.socket.filter(|path| !path.as_os_str().is_empty()) {
            Some(path) if path.as_os_str() == OFF => Sendmail { socket: None },
            Some(path) => Sendmail { socket: Some(places.folder.join(path)) },
            None => Sendmail { socket: Sendmail::default().socket.map(|name| places.state_dir.join(name)) },
        },
        page: checker.page(&written.page),
        store: super::StoreConfig {
            path: match written.store.path.filter(|path| !path.as_os_str().is_empty()) {
                Some(path) => places.folder.join(path),
                None => places.state_dir.join(super::StoreConfig::default().path),
            },
        },
        upstreams: checker.upstreams(&written.upstream),
        outboxes: checker.outboxes(&written.outbox),
        policy: Policy { office: checker.office(&written.office), approvals, ..checker.policy(&written.policy) },
        history: checker.history(&written.history),
        rules: RulesConfig {
            applied: places.state_dir.join(RulesConfig::default().applied),
            ..checker.rules(&written.rules)
        },
        reading: checker.reading(&written.reading),
        log: checker.log(&written.log),
    };
    let Checker { mut problems, warnings, .. } = checker;
    problems.sort_by_key(|problem| (problem.line, problem.column));
    if problems.is_empty() { Ok(Checked { config, warnings }) } else { Err(problems) }
}

struct Checker<'a> {
    source: Source<'a>,
    folder: &'a Path,
    /// Something could not be read and was told: what is missing now may only be that, and is not told again.
    incomplete: bool,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, span: Range<usize>, message: &str, hint: &str) {
        self.problems.push(self.source.problem(Some(span), message, hint));
    }

    fn missing(&mut self, span: Range<usize>, message: &str, hint: &str) {
        if !self.incomplete {
            self.problem(span, message, hint);
        }
    }

    fn warning(&mut self, span: Range<usize>, message: &str, hint: &str) {
        self.warnings.push(self.source.problem(Some(span), message, hint));
    }

    /// The values that can be read, each with its place; the others are told.
    fn parsed<T>(&mut self, list: &[Spanned<String>]) -> Vec<(T, Range<usize>)>
    where
        T: FromStr<Err: Display>,
    {
        let mut read = Vec::with_capacity(list.len());
        for text in list {
            match text.get_ref().parse::<T>() {
                Ok(value) => read.push((value, text.span())),
                Err(error) => self.problem(text.span(), &error.to_string(), ""),
            }
        }
        read
    }

    fn duration(
        &mut self,
        written: &Option<Spanned<DurationText>>,
        range: RangeInclusive<Duration>,
        target: &mut Duration,
    ) {
        let Some(written) = written else { return };
        *target = written.get_ref().0;
        if !range.contains(target) {
            let (least, most) = (show_duration(*range.start()), show_duration(*range.end()));
            self.out_of_range(written.span(), &show_duration(*target), &least, &most);
        }
    }

    fn size(&mut self, written: &Option<Spanned<SizeText>>, range: RangeInclusive<usize>, target: &mut usize) {
        let Some(written) = written else { return };
        *target = written.get_ref().0;
        if !range.contains(target) {
            let (least, most) = (show_size(*range.start()), show_size(*range.end()));
            self.out_of_range(written.span(), &show_size(*target), &least, &most);
        }
    }

    fn count(&mut self, written: &Option<Spanned<u32>>, range: RangeInclusive<u32>, target: &mut usize) {
        let Some(written) = written else { return };
        let count = *written.get_ref();
        *target = count as usize;
        if !range.contains(&count) {
            let (least, most) = (range.start().to_string(), range.end().to_string());
            self.out_of_range(written.span(), &count.to_string(), &least, &most);
        }
    }

    /// So many of 100.
    fn share(&mut self, written: &Option<Spanned<f64>>, target: &mut f64) {
        let Some(written) = written else { return };
        *target = *written.get_ref();
        if !(0.0..=100.0).contains(target) {
            self.out_of_range(written.span(), &target.to_string(), "0", "100");
        }
    }

    fn out_of_range(&mut self, span: Range<usize>, value: &str, least: &str, most: &str) {
        self.problem(span, &format!("{value} is out of range"), &format!("{least} to {most} are possible"));
    }

    fn path(&self, written: &Path) -> PathBuf {
        self.folder.join(written)
    }
}

fn seconds(range: RangeInclusive<u64>) -> RangeInclusive<Duration> {
    Duration::from_secs(*range.start())..=Duration::from_secs(*range.end())
}
