//! What pages say, in three languages: a file for each area and language.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] = [
    concat!(
        include_str!("en/common.ftl"),
        include_str!("en/held.ftl"),
        include_str!("en/list.ftl"),
        include_str!("en/sign_in.ftl"),
        include_str!("en/approval.ftl"),
        include_str!("en/tune.ftl"),
        include_str!("en/incidents.ftl")
    ),
    concat!(
        include_str!("de/common.ftl"),
        include_str!("de/held.ftl"),
        include_str!("de/list.ftl"),
        include_str!("de/sign_in.ftl"),
        include_str!("de/approval.ftl"),
        include_str!("de/tune.ftl"),
        include_str!("de/incidents.ftl")
    ),
    concat!(
        include_str!("es/common.ftl"),
        include_str!("es/held.ftl"),
        include_str!("es/list.ftl"),
        include_str!("es/sign_in.ftl"),
        include_str!("es/approval.ftl"),
        include_str!("es/tune.ftl"),
        include_str!("es/incidents.ftl")
    ),
];

/// What pages say in `language`.
pub fn say(language: Language) -> Say {
    Say::new(&TEXTS, language)
}
