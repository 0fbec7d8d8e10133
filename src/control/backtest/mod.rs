//! `outguard backtest`: what the guard would have done to mail that was sent before. Reads archives twice, once for the order of
//! time and once in it, and writes nothing but the report.

mod archive;
mod run;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::ops::learning::whose::{Known, Whose};
use crate::app::failure::{Failure, exit};
use crate::backtest::{Figures, LeftOut, Tally};
use crate::base::{Address, Damaged, Language};
use crate::config::{self, Config};
use crate::judge::Judge;
use crate::release::zone;
use crate::rules::PackSource;
use archive::Archive;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Where the mail is.
    pub paths: Vec<PathBuf>,
    /// Whose mail it is: one person's addresses. Empty = whoever wrote most of the sent mail, folder by folder.
    pub own: Vec<Address>,
    /// Another `policy.asks_per_100`.
    pub asks_per_100: Option<f64>,
    /// Packs besides those of the configuration, by name.
    pub packs: Vec<(String, String)>,
    /// Whether these packs are compared with the rules of now; else they hold.
    pub compare: bool,
    /// Whether subjects are written down.
    pub subjects: bool,
    /// The language of reasons and titles; `None` = the organisation's.
    pub language: Option<Language>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many octets of so many are looked through.
    Reading(u64, u64),
    /// So many messages of so many are judged.
    Judging(usize, usize),
}

/// Judges the mail of before; `tell` hears how far it is, `now` is what no message was sent after.
///
/// # Errors
/// When there is no such file, nothing in it is mail that somebody sent, or a pack is wrong.
pub fn backtest(
    config: &Config,
    wishes: &Wishes,
    now: Timestamp,
    tell: &mut dyn FnMut(Progress),
) -> Result<Figures, Failure> {
    let mut config = config.clone();
    config.policy.asks_per_100 = wishes.asks_per_100.unwrap_or(config.policy.asks_per_100);
    config.language = wishes.language.unwrap_or(config.language);
    let (judge, other) = judges(&config, wishes)?;
    let persons = config.directory.persons.clone();
    let known = Known { domains: config.directory.domains.clone(), persons, own: None };
    let whose = Whose::of(&wishes.paths, &wishes.own, &known, &|| false);
    let most = config.smtp.limits.message_size;
    let archive = Archive::read(&wishes.paths, whose.as_ref().ok(), most, now, tell)?;
    if archive.sent() == 0 {
        // Whose mail there is, is said where there is any.
        return Err(whose
            .err()
            .filter(|_| archive.left_out.of_others > 0)
            .unwrap_or_else(|| nothing(&archive, wishes)));
    }
    let mut tally = Tally::new(zone(&config.policy), wishes.subjects, other.is_some());
    let done = run::run(&archive, &judge, other.as_ref(), &mut tally, tell)?;
    let mut left_out = archive.left_out.clone();
    done.damaged.into_iter().for_each(|damaged| left_out.damaged(damaged));
    let mut listed = judge.rulebook.rules();
    listed.extend(other.iter().flat_map(|other| other.rulebook.rules()));
    Ok(tally.figures(config.policy.asks_per_100, left_out, &listed, &done.cuts))
}

/// The judge of now, and the one it is compared with.
fn judges(config: &Config, wishes: &Wishes) -> Result<(Judge, Option<Judge>), Failure> {
    let wrong = |problems: Vec<String>| Failure::new("pack", exit::CONFIG, problems.join("\n"));
    let packs = wishes.packs.iter().map(|(name, text)| PackSource { name: name.clone(), text: text.clone() });
    let with = config::judge_with(config, packs.collect()).map_err(wrong)?;
    if !wishes.compare {
        return Ok((with, None));
    }
    let now = config::judge(config).map_err(wrong)?;
    // One pool of reader processes is enough.
    let with = Judge { reader: Arc::clone(&now.reader), ..with };
    Ok((now, Some(with)))
}

fn nothing(archive: &Archive, wishes: &Wishes) -> Failure {
    let LeftOut { damaged, of_others, ref damages, .. } = archive.left_out;
    match (of_others, damaged) {
        (0, 0) => {
            let places: Vec<String> = wishes.paths.iter().map(|path| path.display().to_string()).collect();
            Failure::new("no_mail", exit::NOINPUT, format!("there is no mail in {}", places.join(", ")))
        }
        (0, damaged) => {
            let words = format!("none of {damaged} messages can be read: each needs a date, a sender and a recipient");
            let first = damages.first().map(|first| format!("the first is at {}: {}", first.place(), first.why));
            Failure::new("damaged", exit::DATAERR, words).hint(first.unwrap_or_default())
        }
        (others, _) => {
            let words = format!("none of the mail there was sent by you, {others} messages are of others");
            Failure::new("no_mail", exit::NOINPUT, words).hint("name your addresses: --me ADDRESS")
        }
    }
}

/// What was found out beside the figures.
#[derive(Debug, Default)]
struct Done {
    /// Messages that could not be read the second time.
    damaged: Vec<Damaged>,
    /// From which score on each sender is asked in the end, by the compared form of the address.
    cuts: BTreeMap<String, f32>,
}
