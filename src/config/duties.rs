//! The duties a configuration describes: the shipped packs, and those in the folder `duties` of its own folders of packs.

use std::path::PathBuf;

use super::{Config, packs};
use crate::incident::duty::Duties;
use crate::rules::PackSource;

/// The sub-folder of a folder of packs that duties are in.
const FOLDER: &str = "duties";

/// Reads the duties of `config`: the shipped packs first, so that a local pack can override them.
///
/// # Errors
/// Every problem in every pack, one sentence each with its place.
pub fn duties(config: &Config) -> Result<Duties, Vec<String>> {
    let folders: Vec<PathBuf> = config.rules.paths.iter().map(|folder| folder.join(FOLDER)).collect();
    let local = packs(&folders).map_err(|error| vec![error.to_string()])?;
    let sources: Vec<PackSource> = local.into_iter().map(|(name, text)| PackSource { name, text }).collect();
    Duties::load(&sources).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}
