//! `outguard backtest`: what the guard would have done to mail that was sent before.

use std::fmt::Display;
use std::fs;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::super::backtest::{Progress, Wishes, backtest};
use super::args::Output;
use super::incident::args::language;
use super::progress::{self, Bar};
use super::{owned, print};
use crate::app::failure::{Failure, exit};
use crate::backtest::{Asked, Figures, Told, document};
use crate::base::{Address, Clock, Language};
use crate::config::{self, Config};
use crate::release::zone;
use crate::report::{Document, html, plain};

/// What mail of before is judged, and how it is told.
#[derive(Clone, Debug, Args)]
pub struct BacktestArgs {
    /// Files and folders of sent mail: mbox, Maildir, .eml, Thunderbird profiles, .zip and .tar.gz of these
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Your address; repeated for several of one person [default: whoever wrote most, folder by folder]
    #[arg(long = "me", value_name = "ADDRESS")]
    pub own: Vec<Address>,
    /// Also these packs, a file or a folder; may be repeated
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,
    /// What these packs would change, against the rules of now
    #[arg(long, requires = "rules")]
    pub compare: bool,
    /// Another policy.asks_per_100
    #[arg(long, value_name = "NUMBER", value_parser = share, allow_hyphen_values = true)]
    pub asks: Option<f64>,
    /// List the mails behind the numbers
    #[arg(long)]
    pub mails: bool,
    /// With their subjects
    #[arg(long)]
    pub subjects: bool,
    /// Write a report with plots here: one file, without scripts, that asks nothing of a network
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The language of the report [default: the organisation's]
    #[arg(long, value_parser = language)]
    pub language: Option<Language>,
    #[command(flatten)]
    pub output: Output,
}

/// So many of 100, as typed.
fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "write a number such as 0.5".to_owned())?;
    if (0.0..=100.0).contains(&number) { Ok(number) } else { Err("0 to 100 are possible".to_owned()) }
}

/// `outguard backtest`.
pub(super) fn run(config: &Config, args: BacktestArgs) -> Result<u8, Failure> {
    if let Some(file) = &args.html {
        may_write(file, &args.paths)?;
    }
    let mut packs = Vec::new();
    for path in &args.rules {
        packs.extend(read_packs(path)?);
    }
    let wishes = Wishes {
        paths: args.paths,
        own: args.own,
        asks_per_100: args.asks,
        packs,
        compare: args.compare,
        subjects: args.subjects,
        language: args.language,
    };
    let mut bar = Bar::new();
    let mut tell = |progress| match progress {
        Progress::Reading(done, all) => bar.at("Reading", done, all, progress::octets),
        Progress::Judging(done, all) => bar.at("Judging", done as u64, all as u64, progress::things),
    };
    let now = Clock::system().now();
    let figures = backtest(config, &wishes, now, &mut tell);
    bar.end();
    let figures = figures?;
    let language = args.language.unwrap_or(config.language);
    let told = Told { language, zone: zone(&config.policy), made_at: now, lists: true };
    let written = args.html.map_or(Ok(()), |file| write(&file, &wishes.paths, &document(&figures, &told)));
    // What took so long is told even where the report cannot be written.
    let code = if args.output.json {
        json(&figures)?
    } else {
        print::text(&plain::render(&document(&figures, &Told { lists: args.mails, ..told })))?
    };
    written.map(|()| code)
}

/// The packs of a file, or of a folder.
fn read_packs(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let failed = |error: &dyn Display| Failure::new("no_input", exit::NOINPUT, format!("{}: {error}", path.display()));
    let is_folder = fs::metadata(path).map_err(|error| failed(&error))?.is_dir();
    let packs = if is_folder { config::packs(&[path.to_owned()]) } else { config::pack(path).map(|pack| vec![pack]) };
    let packs = packs.map_err(|error| match error.error.kind() {
        io::ErrorKind::InvalidData => {
            let words = format!("{}: this is no pack: a pack is a text in UTF-8", error.path.display());
            Failure::new("pack", exit::CONFIG, words)
                .hint("name a file of rules: docs/rules.md says how one is written")
        }
        _ => Failure::new("no_input", exit::NOINPUT, error),
    })?;
    if packs.is_empty() {
        return Err(failed(&"there is no pack in it, a file NAME.toml"));
    }
    Ok(packs)
}

/// Writes the report; what lies there may be another file than at the beginning.
fn write(path: &Path, mail: &[PathBuf], report: &Document) -> Result<(), Failure> {
    may_write(path, mail)?;
    let page = html::render(report).map_err(|e| Failure::new("html", exit::SOFTWARE, e))?;
    owned::write(path, page.as_bytes()).map_err(|error| refused(path, &error.to_string()))
}

fn refused(path: &Path, why: &str) -> Failure {
    Failure::new("output", exit::CANTCREAT, format!("{}: {why}", path.display()))
}

/// A report never takes the place of the mail it is about, nor of anything else that is no report. Whether one can be written
/// there at all is found out too: the run before it may take long.
fn may_write(path: &Path, mail: &[PathBuf]) -> Result<(), Failure> {
    let refused = |why: &str| refused(path, why);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // What is not there yet will be in this folder; where there is none, trying says so.
    let place = fs::canonicalize(path)
        .or_else(|_| fs::canonicalize(folder).map(|folder| folder.join(path.file_name().unwrap_or_default())));
    let same = |other: &Path| {
        let (one, other) = (fs::metadata(path).ok(), fs::metadata(other).ok());
        one.zip(other).is_some_and(|(one, other)| (one.dev(), one.ino()) == (other.dev(), other.ino()))
    };
    for mail in mail {
        let within =
            fs::canonicalize(mail).ok().zip(place.as_ref().ok()).is_some_and(|(mail, place)| place.starts_with(mail));
        if within || same(mail) {
            return Err(refused("that is mail this reads, or a place in it: write the report somewhere else"));
        }
    }
    // What is no file is not opened: a pipe waits for somebody to write to it.
    let mut start = Vec::new();
    if fs::metadata(path).is_ok_and(|about| about.is_file()) {
        let read = fs::File::open(path).and_then(|file| file.take(html::START).read_to_end(&mut start));
        // What cannot be read may be anything.
        read.map_err(|error| refused(&error.to_string()))?;
    }
    if !start.is_empty() && !html::is_report(&start) {
        return Err(refused("there is a file that is no report: give another name, or remove it first"));
    }
    owned::try_place(path).map_err(|error| refused(&error.to_string()))
}

/// The figures as JSON Lines, each with its `kind`.
fn json(figures: &Figures) -> Result<u8, Failure> {
    line("summary", figures)?;
    lines("damaged", &figures.left_out.damages)?;
    lines("sender", &figures.senders)?;
    lines("rule", &figures.rules)?;
    lines("month", &figures.months)?;
    lines("slips", &figures.slips)?;
    lines("budget", &figures.budgets)?;
    if let Some(compared) = &figures.compared {
        line("compared", compared)?;
    }
    let mut numbered = figures.asked.iter().enumerate();
    numbered.try_fold(0, |_, (n, mail)| line("mail", &Numbered { n, mail }))?;
    lines("noted", &figures.noted)
}

/// A mail with the number others call it by.
#[derive(Serialize)]
struct Numbered<'a> {
    n: usize,
    #[serde(flatten)]
    mail: &'a Asked,
}

fn lines<T: Serialize>(kind: &str, all: &[T]) -> Result<u8, Failure> {
    all.iter().try_fold(0, |_, one| line(kind, one))
}

fn line<T: Serialize>(kind: &str, one: &T) -> Result<u8, Failure> {
    let mut line = serde_json::to_value(one).map_err(|e| Failure::new("json", exit::SOFTWARE, e))?;
    line["kind"] = kind.into();
    print::json(&line)
}
