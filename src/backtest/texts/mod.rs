//! What a backtest says, in three languages.

use std::sync::LazyLock;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] =
    [include_str!("en/backtest.ftl"), include_str!("de/backtest.ftl"), include_str!("es/backtest.ftl")];

/// What it says in `language`.
pub fn say(language: Language) -> Say {
    Say::new(&TEXTS, language)
}
