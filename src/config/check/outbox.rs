//! Watched folders: each there once, none inside another, and with places of their own for what comes out of them.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use toml::Spanned;

use super::{Checker, seconds};
use crate::config::{Outbox, OutboxKind, written};

/// What a Maildir and Outguard itself have in the folder.
const TAKEN: [&str; 4] = ["new", "cur", "tmp", ".outguard"];

impl Checker<'_> {
    pub(super) fn outboxes(&mut self, written: &[Spanned<written::Outbox>]) -> Vec<Outbox> {
        let mut outboxes: Vec<Outbox> = Vec::new();
        for one in written {
            let Some(path) = &one.get_ref().path else {
                self.missing(one.span(), "an outbox has no path", "write path = \"/var/spool/outguard/outbox\"");
                continue;
            };
            let outbox = self.outbox(one.get_ref(), path);
            if let Some(other) = outboxes.iter().find(|other| overlap(&other.path, &outbox.path)) {
                let message = if other.path == outbox.path {
                    format!("`{}` is watched twice", outbox.path.display())
                } else {
                    format!("`{}` and `{}` are one inside the other", outbox.path.display(), other.path.display())
                };
                self.problem(path.span(), &message, "give each [[outbox]] a folder of its own");
            }
            outboxes.push(outbox);
        }
        outboxes
    }

    fn outbox(&mut self, file: &written::Outbox, path: &Spanned<PathBuf>) -> Outbox {
        let mut outbox = Outbox::new(plain(&self.path(path.get_ref())), file.kind.unwrap_or_default());
        self.duration(&file.scan, Duration::from_millis(100)..=Duration::from_secs(3600), &mut outbox.scan);
        self.duration(&file.settle, seconds(0..=3600), &mut outbox.settle);
        outbox.owners = file.owners.iter().map(|owner| owner.get_ref().clone()).collect();
        self.right_kind(&outbox, path);
        let Outbox { kind, sent, held, refused, .. } = &mut outbox;
        self.place(&file.sent, sent, *kind == OutboxKind::Maildir);
        self.place(&file.held, held, false);
        self.place(&file.refused, refused, false);
        for (place, name) in [(&file.held, &*held), (&file.refused, &*refused)] {
            if let Some(place) = place.as_ref().filter(|_| name.is_empty()) {
                let why = "what is not sent has to stay somewhere";
                self.problem(place.span(), why, "write the name of a folder");
            }
        }
        if held == refused || sent == held || sent == refused {
            let span =
                file.sent.as_ref().or(file.held.as_ref()).or(file.refused.as_ref()).map_or(path.span(), Spanned::span);
            self.problem(span, "`sent`, `held` and `refused` are three folders", "give each a name of its own");
        }
        outbox
    }

    /// One folder below the outbox; `maildir`: it may be the one for what was seen.
    fn place(&mut self, written: &Option<Spanned<String>>, target: &mut String, maildir: bool) {
        let Some(written) = written else { return };
        written.get_ref().clone_into(target);
        let mut parts = Path::new(target.as_str()).components();
        let one = match (parts.next(), parts.next()) {
            (None, _) => true,
            (Some(Component::Normal(name)), None) => name.to_str() == Some(target.as_str()),
            _ => false,
        };
        if !one || target.starts_with('.') {
            self.problem(written.span(), &format!("`{target}` is no name of a folder below"), "write such as \"sent\"");
        } else if TAKEN.contains(&target.as_str()) && !(maildir && target == "cur") {
            self.problem(written.span(), &format!("`{target}` has another use in an outbox"), "write such as \"sent\"");
        }
    }

    /// What is there is what the kind says; what is not there yet, the start tells.
    fn right_kind(&mut self, outbox: &Outbox, path: &Spanned<PathBuf>) {
        let shown = outbox.path.display();
        match (outbox.kind, outbox.path.metadata()) {
            (OutboxKind::Mbox, Ok(there)) if there.is_dir() => {
                let hint = "name a file, or write kind = \"maildir\" or \"pickup\"";
                self.problem(path.span(), &format!("`{shown}` is a folder, and an mbox is a file"), hint);
            }
            (OutboxKind::Pickup | OutboxKind::Maildir | OutboxKind::Spool, Ok(there)) if !there.is_dir() => {
                let hint = "name the folder, or write kind = \"mbox\"";
                self.problem(path.span(), &format!("`{shown}` is a file, and an outbox of this kind a folder"), hint);
            }
            _ => {}
        }
    }
}

/// `path` without `.`, and without `..` as far as that can be seen in it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some_and(|name| name != "..") => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn overlap(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}
