//! Files within files: what archives and saved messages hold, and what nobody could read. Rows Z1 to Z3 of the evasion
//! list (archives), M10 and M14 (names, mail formats).

mod bombs;
mod build;
mod kinds;
mod mail;
mod mutated;
mod sealed;
mod two_readings;
mod whole;

use std::path::Path;

use outguard::files::{Contents, Feature, Inner, Job, Limits, UnreadKind, read};

/// What a file called `name` says, within `limits`.
fn within(name: &str, octets: &[u8], limits: &Limits) -> Contents {
    read(&Job { name, media_type: "", charset: None, octets }, limits)
}

fn contents(name: &str, octets: &[u8]) -> Contents {
    within(name, octets, &Limits::default())
}

/// A file made by the program in its name.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)).unwrap()
}

/// Every file within, however deep, before those within it.
fn all(contents: &Contents) -> Vec<&Inner> {
    contents.inner.iter().flat_map(|inner| std::iter::once(inner).chain(all(&inner.contents))).collect()
}

/// Every name that any program could show.
fn names(contents: &Contents) -> Vec<&str> {
    all(contents).into_iter().flat_map(|inner| inner.names.iter().map(String::as_str)).collect()
}

/// All text of all files, what is hidden too.
fn texts(contents: &Contents) -> String {
    let of = |contents: &Contents| format!("{}\n{}\n", contents.text, contents.hidden);
    std::iter::once(contents).chain(all(contents).into_iter().map(|inner| &inner.contents)).map(of).collect()
}

/// The reasons why something could not be read, here and within.
fn unread(contents: &Contents) -> Vec<UnreadKind> {
    let reasons = std::iter::once(contents).chain(all(contents).into_iter().map(|inner| &inner.contents));
    reasons.flat_map(|contents| contents.unread.iter().map(|unread| unread.kind)).collect()
}

fn contradicts(contents: &Contents) -> bool {
    contents.features.contains(&Feature::Contradictory)
        || contents.inner.iter().any(|inner| contradicts(&inner.contents))
}
