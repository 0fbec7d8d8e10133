//! The judge a configuration describes: parties and people, shipped packs, and the packs of its folders.

use std::collections::HashSet;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use super::problem::nearest;
use super::table::add_parties;
use super::{Config, packs};
use crate::judge::Judge;
use crate::people::Directory;
use crate::reader::Pool;
use crate::rules::{PackSource, Rulebook, Settings, shipped_packs};

/// Compiles the judge of `config`: the shipped packs first, so that a local pack can override them. No reader process runs
/// before there is a file to read.
///
/// # Errors
/// Every problem in every pack, one sentence each with its place.
pub fn judge(config: &Config) -> Result<Judge, Vec<String>> {
    judge_with(config, Vec::new())
}

/// [`judge`] with `further` packs, which come last.
///
/// # Errors
/// As [`judge`].
pub fn judge_with(config: &Config, further: Vec<PackSource>) -> Result<Judge, Vec<String>> {
    let directory = directory(config)?;
    let folders: Vec<_> = config.rules.folders().cloned().collect();
    let local = packs(&folders).map_err(|error| vec![error.to_string()])?;
    let mut sources = shipped_packs();
    sources.extend(local.into_iter().map(|(name, text)| PackSource { name, text }));
    sources.extend(further);
    let settings = Settings {
        off: config.rules.off.clone(),
        visible_recipients: config.rules.visible_recipients,
        language: config.language,
    };
    let rulebook = Rulebook::compile(&sources, &settings, &directory)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(Judge {
        directory,
        rulebook,
        delays_clean_mail: !config.policy.delay.is_zero(),
        asks_per_100: config.policy.asks_per_100,
        reader: Arc::new(Pool::new(config.reading.clone())),
    })
}

/// The largest table of parties in octets.
const MAX_TABLE: u64 = 64 << 20;

/// Who is who, those of the table included.
fn directory(config: &Config) -> Result<Directory, Vec<String>> {
    let mut directory = config.directory.clone();
    if let Some(path) = &config.parties_file {
        let name = path.display().to_string();
        let text = read(path).map_err(|error| vec![format!("{name}: {error}")])?;
        let lines = |problems: Vec<super::Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>();
        add_parties(&name, &text, &mut directory).map_err(lines)?;
    }
    let strangers = unknown_in_walls(&directory);
    if strangers.is_empty() { Ok(directory) } else { Err(strangers) }
}

fn read(path: &Path) -> io::Result<String> {
    let mut octets = Vec::new();
    std::fs::File::open(path)?.take(MAX_TABLE + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > MAX_TABLE {
        return Err(io::Error::other("larger than 64 MiB"));
    }
    String::from_utf8(octets).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = good.iter().filter(|octet| **octet == b'\n').count() + 1;
        io::Error::other(format!("line {line} is not UTF-8; export the table as UTF-8"))
    })
}

/// More problems than this are no longer a list somebody works through.
const MOST_TOLD: usize = 50;

/// A wall names its parties as they are named, or it would stand beside them.
fn unknown_in_walls(directory: &Directory) -> Vec<String> {
    let known = || directory.parties.iter().map(|party| party.name.as_str());
    let all: HashSet<&str> = known().collect();
    let names = directory.walls.iter().flat_map(|wall| &wall.between).filter(|name| !all.contains(name.as_str()));
    let told = names.take(MOST_TOLD).map(|name| {
        let hint = nearest(name, known()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("a wall names `{name}`, and there is no such party{hint}")
    });
    told.collect()
}
