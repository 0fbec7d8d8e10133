//! What stands in files: the configuration, packs, certificates.

use std::io::ErrorKind;

use super::{Line, Scene, quoted};
use crate::app;
use crate::config::{Account, ConfigError, Problem};

const NAME: &str = "configuration";

/// A configuration that cannot be used: nothing else can be looked at.
pub(super) fn wrong(error: &ConfigError, account: Option<&Account>) -> Vec<Line> {
    match error {
        ConfigError::Wrong(problems) => problems.iter().map(|problem| told(problem, Line::fail)).collect(),
        ConfigError::Unreadable { path, error: why } => {
            let name = account.map_or("outguard", |account| account.name.as_str());
            let fix = match why.kind() {
                ErrorKind::PermissionDenied => format!("chgrp {name} {0} && chmod 640 {0}", quoted(path)),
                ErrorKind::NotFound => "outguard init, or name another file with --config".to_owned(),
                _ => String::new(),
            };
            vec![Line::fail(NAME, error.to_string(), fix)]
        }
    }
}

fn told(problem: &Problem, line: fn(&'static str, String, String) -> Line) -> Line {
    let place = Problem { hint: String::new(), ..problem.clone() };
    line(NAME, place.to_string(), problem.hint.clone())
}

pub(super) fn warnings(scene: &Scene<'_>) -> Vec<Line> {
    let place = match &scene.loaded.path {
        Some(path) => path.display().to_string(),
        None => "there is no file, the defaults hold".to_owned(),
    };
    let mut lines = vec![Line::ok(NAME, place)];
    lines.extend(scene.loaded.warnings.iter().map(|problem| told(problem, Line::warn)));
    if scene.config().upstreams.is_empty() {
        lines.push(Line::warn(NAME, "there is no [[upstream]]: what may leave waits in the queue", "outguard init"));
    }
    lines
}

pub(super) fn packs(scene: &Scene<'_>) -> Vec<Line> {
    let judge = match app::judge_of(scene.config()) {
        Ok(judge) => judge,
        Err(failure) => {
            return failure.message.lines().map(|line| Line::fail("packs", line, "outguard rules check")).collect();
        }
    };
    let today = scene.clock.now().to_zoned(crate::release::zone(&scene.config().policy)).date();
    let mut lines = vec![Line::ok("packs", format!("{} checks and rules", judge.rulebook.rules().len()))];
    let warnings = judge.rulebook.warnings(today);
    lines.extend(warnings.iter().map(|warning| Line::warn("packs", warning.to_string(), "outguard rules check")));
    lines
}

/// Certificates, hashes, and what of the upstreams can be wrong without asking them.
pub(super) fn door(scene: &Scene<'_>) -> Vec<Line> {
    if let Err(failure) = app::check_wire(scene.config()) {
        return vec![Line::fail("door", failure.message, format!("correct it in {}", scene.file()))];
    }
    let smtp = &scene.config().smtp;
    let tls = if smtp.tls.is_some() { "STARTTLS is offered" } else { "no TLS, for this machine only" };
    let users = match smtp.users.len() {
        0 => "nobody has to sign in".to_owned(),
        1 => "one user may sign in".to_owned(),
        n => format!("{n} users may sign in"),
    };
    vec![Line::ok("door", format!("{tls}; {users}"))]
}
