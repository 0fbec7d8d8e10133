//! The clock: deadlines and undo windows go by it.

use std::path::Path;
use std::process::Command;

use jiff::Timestamp;

use super::{Line, Scene};

const NAME: &str = "clock";

/// A later year is a slip of the hand.
const LAST_YEAR: i16 = 2100;

pub(super) fn times(scene: &Scene<'_>) -> Vec<Line> {
    let now = scene.clock.now();
    let zone = crate::release::zone(&scene.config().policy);
    let shown = now.to_zoned(zone);
    let newest = [std::env::current_exe().ok(), scene.loaded.path.clone()]
        .into_iter()
        .flatten()
        .filter_map(|path| written(&path))
        .max();
    if newest.is_some_and(|newest| now < newest) || shown.year() > LAST_YEAR {
        let words =
            format!("{} cannot be: files here are newer, or it is far from now", shown.strftime("%Y-%m-%d %H:%M %Z"));
        return vec![Line::fail(NAME, words, "timedatectl set-ntp true, or date --set")];
    }
    let words = shown.strftime("%Y-%m-%d %H:%M %Z").to_string();
    match is_synchronized() {
        Some(false) => vec![Line::warn(NAME, format!("{words}, not synchronized"), "timedatectl set-ntp true")],
        Some(true) => vec![Line::ok(NAME, format!("{words}, synchronized"))],
        None => vec![Line::ok(NAME, words)],
    }
}

fn written(path: &Path) -> Option<Timestamp> {
    Timestamp::try_from(std::fs::metadata(path).ok()?.modified().ok()?).ok()
}

/// What systemd knows; `None` where it is not asked.
fn is_synchronized() -> Option<bool> {
    if !Path::new("/run/systemd/system").exists() {
        return None;
    }
    let asked = Command::new("timedatectl").args(["show", "-p", "NTPSynchronized", "--value"]).output().ok()?;
    match String::from_utf8_lossy(&asked.stdout).trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}
