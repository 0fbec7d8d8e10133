//! The state directory and the store in it: whose it is, who may read it, whether it can be written; and the daemon.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{Line, Scene, quoted};
use crate::config::Account;
use crate::store::{Contents, Found, StoreError};

const NAME: &str = "state";
const SERVICE: &str = "outguard.service";

/// Folder and files.
pub(super) fn folder(scene: &Scene<'_>) -> Vec<Line> {
    let survey = &scene.survey;
    let (path, name) = (quoted(&survey.folder), survey.folder.display());
    let account = scene.account_name();
    let place = match &survey.found {
        Ok(Some(place)) => place,
        Ok(None) => return vec![missing(scene)],
        Err(e) => {
            return vec![Line::fail(
                NAME,
                format!("{name} cannot be looked at: {e}"),
                format!("chown {account} {path}"),
            )];
        }
    };
    let mut lines = Vec::new();
    if scene.account.as_ref().is_some_and(|account| account.uid != place.owner) {
        let owner = Account::of_uid(place.owner).name;
        let words = format!("{name} belongs to {owner}, not to {account}");
        lines.push(Line::fail(
            NAME,
            words,
            format!("as that account: sudo -u {owner} outguard --state {path} check; or chown -R {account} {path}"),
        ));
    }
    if place.mode & 0o077 != 0 {
        let words = format!("others may look into {name} (mode {:o})", place.mode);
        lines.push(Line::warn(NAME, words, format!("chmod 700 {path}")));
    }
    lines.extend(survey.files.iter().filter_map(|file| of_file(scene, file)));
    if let Err(e) = &survey.writable {
        lines.push(Line::fail(
            NAME,
            format!("nothing can be written into {name}: {e}"),
            to_write(account, &survey.folder, e),
        ));
    }
    if lines.is_empty() {
        lines.push(Line::ok(NAME, format!("{name} can be written, and by nobody else read")));
    }
    lines
}

fn missing(scene: &Scene<'_>) -> Line {
    let folder = &scene.survey.folder;
    let there = folder.ancestors().skip(1).find(|ancestor| ancestor.exists());
    let may = there.is_some_and(|there| rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_ok());
    if may {
        return Line::ok(NAME, format!("{} is not there yet: the daemon makes it", folder.display()));
    }
    let words = format!("{} is not there, and {} may not make it", folder.display(), scene.account_name());
    Line::fail(NAME, words, format!("install -d -m 700 -o {} {}", scene.account_name(), quoted(folder)))
}

fn of_file(scene: &Scene<'_>, file: &Found) -> Option<Line> {
    let (path, name) = (quoted(&file.path), file.path.display());
    if file.mode & 0o077 != 0 {
        let words = format!("others may read {name} (mode {:o})", file.mode);
        return Some(Line::fail(NAME, words, format!("chmod 600 {path}")));
    }
    let account = scene.account.as_ref().filter(|account| account.uid != file.owner)?;
    let words = format!("{name} belongs to {}, not to {}", Account::of_uid(file.owner).name, account.name);
    Some(Line::fail(NAME, words, format!("chown {} {path}", account.name)))
}

fn to_write(account: &str, folder: &Path, error: &io::Error) -> String {
    let path = quoted(folder);
    match error.kind() {
        ErrorKind::PermissionDenied => format!("chown {account} {path} && chmod 700 {path}"),
        ErrorKind::ReadOnlyFilesystem => format!("mount -o remount,rw \"$(findmnt -no TARGET -T {path})\""),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => format!("make room: df -h {path}"),
        _ => format!("look at the disk: dmesg; df -h {path}"),
    }
}

/// The database.
pub(super) fn store(scene: &Scene<'_>) -> Vec<Line> {
    const STORE: &str = "store";
    let line = match &scene.survey.database {
        None => Line::ok(STORE, "there is none yet: the daemon makes it"),
        Some(Ok(Contents { schema, known, held, .. })) => {
            let held = if *held == 0 { "nothing is held".to_owned() } else { format!("{held} held") };
            let schema = if schema < known {
                format!("schema {schema}, brought to {known} at the next start")
            } else {
                format!("schema {schema}")
            };
            Line::ok(STORE, format!("{schema}; {held}"))
        }
        Some(Err(error @ StoreError::Newer { .. })) => {
            Line::fail(STORE, error.to_string(), "apt-get install --only-upgrade outguard")
        }
        Some(Err(error @ StoreError::Place { .. })) => {
            let folder = quoted(&scene.survey.folder);
            Line::fail(STORE, error.to_string(), format!("chown -R {} {folder}", scene.account_name()))
        }
        Some(Err(error)) => {
            let path = quoted(&scene.config().store.path);
            Line::fail(STORE, error.to_string(), format!("sqlite3 {path} 'PRAGMA integrity_check'"))
        }
    };
    std::iter::once(line).chain(key(scene)).collect()
}

/// The key of history, where there is something to read with it and it does not.
fn key(scene: &Scene<'_>) -> Option<Line> {
    let Some(Ok(Contents { key: Err(why), .. })) = &scene.survey.database else { return None };
    let path = quoted(&scene.config().store.path.with_extension("key"));
    let fix = format!("put {path} back from a backup; or, to forget what was learnt and begin anew: outguard learn");
    Some(Line::fail(
        "history",
        format!("what was learnt cannot be read, and nobody is held against it: {path}: {why}"),
        fix,
    ))
}

/// Whether somebody guards at all.
pub(super) fn daemon(scene: &Scene<'_>) -> Vec<Line> {
    const DAEMON: &str = "daemon";
    if scene.survey.daemon {
        return vec![Line::ok(DAEMON, "it runs")];
    }
    let fix = systemctl("start").unwrap_or_else(|| "outguard run, or outguard service install --now".to_owned());
    vec![Line::warn(DAEMON, "it does not run: no mail is taken, and nothing leaves the queue", fix)]
}

/// Where units of services are, the nearest first: those of the machine, and of this user.
fn unit_folders() -> Vec<(PathBuf, &'static str)> {
    let machine = ["/etc/systemd/system", "/lib/systemd/system"].map(|folder| (PathBuf::from(folder), "systemctl"));
    let user = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config/systemd/user"));
    machine.into_iter().chain(user.map(|folder| (folder, "systemctl --user"))).collect()
}

/// The command for the installed service, of the machine or of this user; `None` where there is none.
pub(super) fn systemctl(verb: &str) -> Option<String> {
    if !Path::new("/run/systemd/system").exists() {
        return None;
    }
    let installed = unit_folders().into_iter().find(|(folder, _)| folder.join(SERVICE).exists());
    installed.map(|(_, systemctl)| format!("{systemctl} {verb} outguard"))
}

/// The unit of the service and what has been added to it; empty where none is installed.
pub(super) fn unit_texts() -> Vec<String> {
    let mut texts = Vec::new();
    for (folder, _) in unit_folders() {
        let added = std::fs::read_dir(folder.join(format!("{SERVICE}.d"))).into_iter().flatten().flatten();
        let files = [folder.join(SERVICE)].into_iter().chain(added.map(|entry| entry.path()));
        texts.extend(files.filter_map(|file| std::fs::read_to_string(file).ok()));
    }
    texts
}
