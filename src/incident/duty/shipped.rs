//! The packs of duties that come with the program.

use crate::rules::PackSource;

/// The shipped packs, in the order they are read.
pub(super) fn shipped() -> Vec<PackSource> {
    let packs = [
        ("rules/duties/calendars.toml", include_str!("../../../rules/duties/calendars.toml")),
        ("rules/duties/eu.toml", include_str!("../../../rules/duties/eu.toml")),
        ("rules/duties/de.toml", include_str!("../../../rules/duties/de.toml")),
        ("rules/duties/es.toml", include_str!("../../../rules/duties/es.toml")),
        ("rules/duties/ch.toml", include_str!("../../../rules/duties/ch.toml")),
        ("rules/duties/uk.toml", include_str!("../../../rules/duties/uk.toml")),
        ("rules/duties/us-federal.toml", include_str!("../../../rules/duties/us-federal.toml")),
        ("rules/duties/us-states.toml", include_str!("../../../rules/duties/us-states.toml")),
        ("rules/duties/americas.toml", include_str!("../../../rules/duties/americas.toml")),
        ("rules/duties/asia-pacific.toml", include_str!("../../../rules/duties/asia-pacific.toml")),
        ("rules/duties/africa.toml", include_str!("../../../rules/duties/africa.toml")),
        ("rules/duties/contracts.toml", include_str!("../../../rules/duties/contracts.toml")),
    ];
    packs.into_iter().map(|(name, text)| PackSource { name: name.to_owned(), text: text.to_owned() }).collect()
}
