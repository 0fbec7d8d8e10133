//! The judge a configuration describes: parties and people, shipped packs, and the packs of its folders.

use std::sync::Arc;

use super::{Config, packs};
use crate::judge::Judge;
use crate::reader::Pool;
use crate::rules::{PackSource, Rulebook, Settings, shipped_packs};

/// Compiles the judge of `config`: the shipped packs first, so that a local pack can override them. No reader process runs
/// before there is a file to read.
///
/// # Errors
/// Every problem in every pack, one sentence each with its place.
pub fn judge(config: &Config) -> Result<Judge, Vec<String>> {
    let local = packs(&config.rules.paths).map_err(|error| vec![error.to_string()])?;
    let mut sources = shipped_packs();
    sources.extend(local.into_iter().map(|(name, text)| PackSource { name, text }));
    let settings = Settings {
        off: config.rules.off.clone(),
        visible_recipients: config.rules.visible_recipients,
        language: config.language,
    };
    let rulebook = Rulebook::compile(&sources, &settings)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(Judge {
        directory: config.directory.clone(),
        rulebook,
        delays_clean_mail: !config.policy.delay.is_zero(),
        reader: Arc::new(Pool::new(config.reading.clone())),
    })
}
