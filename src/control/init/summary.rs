//! What was done, what to do next, and how to take it back.

use std::path::Path;

use super::Wishes;
use super::discover::tls_words;
use super::draft::Draft;
use super::staged::Placed;
use crate::config::Loaded;

/// Everything the last words are about.
pub(super) struct Summary<'a> {
    pub(super) draft: &'a Draft,
    pub(super) placed: &'a Placed,
    pub(super) loaded: &'a Loaded,
    pub(super) place: &'a Path,
    /// What was learned from sent mail.
    pub(super) learned: Option<&'a str>,
    /// Whether Outguard runs already.
    pub(super) running: bool,
    /// Whether it was started as a service just now.
    pub(super) started: bool,
    /// The group that may read what was written.
    pub(super) readers: Option<u32>,
}

impl Summary<'_> {
    /// As it is printed.
    pub(super) fn text(&self, wishes: &Wishes) -> String {
        let whom = match (wishes.system, self.readers) {
            (false, _) => "for you alone",
            (true, Some(_)) => "for root and the service",
            (true, None) => "for root alone",
        };
        let mut text = format!("Written, {whom}:\n");
        for file in &self.placed.files {
            text.push_str(&format!("  {}\n", file.display()));
        }
        for (_, backup) in &self.placed.kept {
            text.push_str(&format!("  {}    (what stood there before)\n", backup.display()));
        }
        match self.draft.organisation() {
            Some(domain) => text.push_str(&format!("Mail within {} counts as inside.\n", domain.as_str())),
            None => text.push_str("Your address is at a provider for everybody, so nobody counts as inside.\n"),
        }
        text.extend(self.learned.map(|learned| format!("{learned}\n")));
        text.push_str("Outguard learns from every mail that passes.\n");
        text.push('\n');
        for (what, how) in self.next(wishes) {
            text.push_str(&format!("{what:<16}{how}\n"));
        }
        text
    }

    fn next(&self, wishes: &Wishes) -> Vec<(&'static str, String)> {
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        let mut config =
            wishes.config.as_ref().map_or_else(String::new, |_| format!(" --config {}", quoted(self.place)));
        // What the environment says holds for the next command, too.
        let said = std::env::var_os("OUTGUARD_STATE_DIR");
        let state = wishes.state.as_ref().filter(|state| said.as_deref() != Some(state.as_os_str()));
        config.extend(state.map(|state| format!(" --state {}", quoted(state))));
        if wishes.system && self.readers.is_none() && !self.started {
            let files: Vec<String> = self.placed.files.iter().map(|file| quoted(file)).collect();
            let files = files.join(" ");
            lines.push((
                "For the service",
                format!("chgrp outguard {files} && chmod 640 {files}    when its account is there"),
            ));
        }
        let whose = if wishes.system { "--system" } else { "--user" };
        if self.started {
            lines.push(("It runs", format!("outguard service status {whose}    and whenever this computer starts")));
        } else if self.running {
            lines.push(("It runs", "it takes over a new upstream when it is restarted".to_owned()));
        } else {
            lines.push(("Start it", format!("outguard{config} run    in this terminal")));
            let install =
                format!("outguard{config} service install {whose} --now    and whenever this computer starts");
            lines.push(("", install));
        }
        let door = self.loaded.config.smtp.listen.first();
        let (host, port) = door.map_or_else(Default::default, |door| (door.ip().to_string(), door.port()));
        lines.push(("Mail program", format!("server {host}, port {port}, no encryption, no sign-in")));
        lines.push((
            "",
            format!("outguard{config} client thunderbird    step by step; outguard client --list names the others"),
        ));
        lines.push(("Try it", format!("outguard{config} try    a pretend wrong recipient is held; nothing leaves")));
        let upstream = &self.draft.upstream;
        let back = format!("{}, port {}, {}", upstream.host, upstream.port, tls_words(upstream.tls));
        lines.push(("Take it back", format!("in your mail program, the server it had before: {back}")));
        if self.started {
            lines.push(("", format!("outguard service uninstall {whose}")));
        }
        let files: Vec<String> = self.placed.files.iter().map(|file| quoted(file)).collect();
        lines.push(("", format!("rm {}", files.join(" "))));
        if self.learned.is_some() {
            // The database, what SQLite keeps beside it, and the key of history.
            let store = quoted(&self.loaded.config.store.path.with_extension(""));
            lines.push(("", format!("rm {store}.*    forgets what was learned, and every mail that waits")));
        }
        for (place, backup) in &self.placed.kept {
            lines.push(("", format!("mv {} {}", quoted(backup), quoted(place))));
        }
        lines
    }
}

/// `1 sent mail`, `4,812 sent mails`.
pub(super) fn count(n: usize, what: &str) -> String {
    let plural = match (n, what.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    let mut digits = n.to_string();
    for at in (1..digits.len()).rev().filter(|at| (digits.len() - at).is_multiple_of(3)).collect::<Vec<_>>() {
        digits.insert(at, ',');
    }
    format!("{digits} {what}{plural}")
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_a_glance() {
        let shown = [(0, "sent mail"), (1, "address"), (12, "address"), (4812, "sent mail"), (1234567, "sent mail")];
        assert_eq!(
            shown.map(|(n, what)| count(n, what)),
            ["0 sent mails", "1 address", "12 addresses", "4,812 sent mails", "1,234,567 sent mails"]
        );
    }

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(quoted(Path::new("/home/anna/.config/x.toml")), "/home/anna/.config/x.toml");
        assert_eq!(quoted(Path::new("/home/anna o'neil/x")), "'/home/anna o'\\''neil/x'");
    }
}
