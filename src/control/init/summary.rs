//! What was done, what to do next, and how to take it back.

use std::path::Path;

use super::Wishes;
use super::discover::tls_words;
use super::draft::Draft;
use super::sent::Folder;
use super::staged::Placed;
use crate::config::Loaded;

/// Everything the last words are about.
pub(super) struct Summary<'a> {
    pub(super) draft: &'a Draft,
    pub(super) placed: &'a Placed,
    pub(super) loaded: &'a Loaded,
    pub(super) place: &'a Path,
    pub(super) sent: &'a [Folder],
    /// Whether Outguard runs already.
    pub(super) running: bool,
}

impl Summary<'_> {
    /// As it is printed.
    pub(super) fn text(&self, wishes: &Wishes) -> String {
        let mut text = String::from("Written, for you alone:\n");
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
        text.push_str(&self.history());
        text.push('\n');
        for (what, how) in self.next(wishes) {
            text.push_str(&format!("{what:<14}{how}\n"));
        }
        text
    }

    fn history(&self) -> String {
        let lines: Vec<String> = self
            .sent
            .iter()
            .map(|folder| format!("  {} sent mails in {}\n", folder.messages, folder.path.display()))
            .collect();
        match lines.len() {
            0 => "No sent mail was found on this computer. Outguard learns from every mail that passes.\n".to_owned(),
            _ => format!("Found\n{}Outguard also learns from every mail that passes.\n", lines.concat()),
        }
    }

    fn next(&self, wishes: &Wishes) -> Vec<(&'static str, String)> {
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        let config = wishes.config.as_ref().map_or_else(String::new, |_| format!(" --config {}", quoted(self.place)));
        for (i, line) in start_now(&config, wishes.system, self.running).into_iter().enumerate() {
            lines.push((if i == 0 { "Start it" } else { "" }, line));
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
        let files: Vec<String> = self.placed.files.iter().map(|file| quoted(file)).collect();
        lines.push(("", format!("rm {}", files.join(" "))));
        for (place, backup) in &self.placed.kept {
            lines.push(("", format!("mv {} {}", quoted(backup), quoted(place))));
        }
        lines
    }
}

/// What to type so that it runs now, and from now on.
fn start_now(config: &str, system: bool, running: bool) -> Vec<String> {
    if running {
        return vec!["Outguard runs already; it takes over a new upstream when it is restarted".to_owned()];
    }
    let whose = if system { "--system" } else { "--user" };
    vec![
        format!("outguard{config} run    in this terminal"),
        format!("outguard{config} service install {whose} --now    and whenever this computer starts"),
    ]
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
