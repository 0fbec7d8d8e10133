//! What our own messages say, in three languages: a file for each area and language.

use std::sync::LazyLock;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] = [
    concat!(include_str!("en/notices.ftl"), include_str!("en/approval.ftl"), include_str!("en/sign_in.ftl")),
    concat!(include_str!("de/notices.ftl"), include_str!("de/approval.ftl"), include_str!("de/sign_in.ftl")),
    concat!(include_str!("es/notices.ftl"), include_str!("es/approval.ftl"), include_str!("es/sign_in.ftl")),
];

/// What our own messages say in `language`.
pub fn say(language: Language) -> Say {
    Say::new(&TEXTS, language)
}
