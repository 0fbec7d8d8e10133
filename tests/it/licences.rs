//! What is built in may be passed on: every crate of the tree against deny.toml, also where cargo-deny is not installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The crates of the tree on this platform: name and licence expression.
fn crates() -> Vec<(String, String)> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", &host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(|package| (text(&package["name"]), text(&package["license"]))).collect()
}

fn deny() -> toml::Table {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap().parse().unwrap()
}

/// Whether the SPDX expression can be met with `allowed` licences; `/` is the old way to write OR.
fn can_be_met(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let met = either(&mut rest, allowed);
    met && rest.is_empty()
}

fn either(words: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = both(words, allowed);
    while let Some((&"OR", rest)) = words.split_first() {
        *words = rest;
        met |= both(words, allowed);
    }
    met
}

fn both(words: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while let Some((&"AND", rest)) = words.split_first() {
        *words = rest;
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut &[&str], allowed: &[&str]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    *words = rest;
    if *first == "(" {
        let met = either(words, allowed);
        *words = words.get(1..).unwrap_or_default();
        return met;
    }
    if let [exception, _, rest @ ..] = *words
        && *exception == "WITH"
    {
        *words = rest;
        return false;
    }
    allowed.contains(first)
}

fn tables(of: &toml::Value, key: &str) -> Vec<toml::Value> {
    of.get(key).and_then(|value| value.as_array()).cloned().unwrap_or_default()
}

#[test]
fn every_licence_is_one_that_was_decided_for() {
    let deny = deny();
    let allowed: Vec<&str> = deny["licenses"]["allow"].as_array().unwrap().iter().filter_map(|v| v.as_str()).collect();
    let crates = crates();
    assert!(crates.len() > 100, "the tree was read");
    let excepted = tables(&deny["licenses"], "exceptions");
    let clarified = tables(&deny["licenses"], "clarify");
    let is_fine = |(name, licence): &&(String, String)| {
        let of = |table: &&toml::Value| table["crate"].as_str() == Some(name);
        let licence = clarified.iter().find(of).and_then(|table| table["expression"].as_str()).unwrap_or(licence);
        let more = excepted.iter().filter(of).flat_map(|table| table["allow"].as_array().into_iter().flatten());
        let allowed: Vec<&str> = allowed.iter().copied().chain(more.filter_map(|v| v.as_str())).collect();
        can_be_met(licence, &allowed)
    };
    let wrong: Vec<_> = crates.iter().filter(|named| !is_fine(named)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_banned_crate_is_in_the_tree() {
    let deny = deny();
    let banned: Vec<&str> =
        deny["bans"]["deny"].as_array().unwrap().iter().filter_map(|ban| ban["crate"].as_str()).collect();
    assert!(banned.contains(&"openssl"));
    let wrong: Vec<_> = crates().into_iter().filter(|(name, _)| banned.contains(&name.as_str())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn an_expression_is_met_as_spdx_reads_it() {
    let met = |expression: &str| can_be_met(expression, &["MIT", "ISC"]);
    for good in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "MIT AND ISC", "(GPL-2.0 OR MIT) AND ISC", "X WITH Y OR MIT"] {
        assert!(met(good), "{good}");
    }
    for bad in ["", "GPL-3.0-only", "MIT AND GPL-3.0", "(MIT OR ISC) AND X", "MIT WITH Y"] {
        assert!(!met(bad), "{bad}");
    }
}
