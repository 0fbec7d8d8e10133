//! The packs that come with the program.

use super::PackSource;

/// The shipped packs, in the order they are read.
pub fn shipped_packs() -> Vec<PackSource> {
    let packs = [
        ("rules/confidential-en.toml", include_str!("../../rules/confidential-en.toml")),
        ("rules/confidential-de.toml", include_str!("../../rules/confidential-de.toml")),
        ("rules/confidential-es.toml", include_str!("../../rules/confidential-es.toml")),
        ("rules/inside-en.toml", include_str!("../../rules/inside-en.toml")),
        ("rules/inside-de.toml", include_str!("../../rules/inside-de.toml")),
        ("rules/inside-es.toml", include_str!("../../rules/inside-es.toml")),
        ("rules/classified.toml", include_str!("../../rules/classified.toml")),
        ("rules/identifiers.toml", include_str!("../../rules/identifiers.toml")),
        ("rules/personal-data.toml", include_str!("../../rules/personal-data.toml")),
        ("rules/secrets.toml", include_str!("../../rules/secrets.toml")),
    ];
    packs.into_iter().map(|(name, text)| PackSource { name: name.to_owned(), text: text.to_owned() }).collect()
}
