//! What a mail program must be told to hand over to Outguard: exact settings for the configuration that holds, and which
//! programs cannot be told, with what to do instead.

mod door;
mod graphical;
mod impossible;
mod lines;

use crate::app::failure::{Failure, exit};
use crate::config::{Config, nearest};
use door::Door;
use impossible::IMPOSSIBLE;

/// The settings of one program.
struct Settings {
    /// What to do, step by step.
    steps: String,
    /// Lines to paste, for programs that are set up by a file or by commands.
    snippet: Option<String>,
}

/// A program that can be told.
struct Program {
    /// Its name on the command line.
    name: &'static str,
    /// Other names people type.
    also: &'static [&'static str],
    /// Its name in full.
    title: &'static str,
    settings: fn(&Door) -> Settings,
}

/// Every program, those most people have first.
const PROGRAMS: [Program; 11] = [
    Program { name: "thunderbird", also: &["betterbird"], title: "Thunderbird", settings: graphical::thunderbird },
    Program { name: "outlook", also: &["outlook-classic"], title: "Outlook (classic)", settings: graphical::outlook },
    Program {
        name: "apple-mail",
        also: &["mail", "apple", "macos"],
        title: "Apple Mail",
        settings: graphical::apple_mail,
    },
    Program { name: "mutt", also: &[], title: "mutt", settings: lines::mutt },
    Program { name: "neomutt", also: &[], title: "NeoMutt", settings: lines::mutt },
    Program { name: "aerc", also: &[], title: "aerc", settings: lines::aerc },
    Program { name: "msmtp", also: &[], title: "msmtp", settings: lines::msmtp },
    Program { name: "git", also: &["send-email", "git-send-email"], title: "git send-email", settings: lines::git },
    Program { name: "postfix", also: &["relayhost"], title: "Postfix", settings: lines::postfix },
    Program { name: "python", also: &["smtplib"], title: "Python (smtplib)", settings: lines::python },
    Program {
        name: "sendmail",
        also: &["php", "cron"],
        title: "Programs that call sendmail (PHP, cron)",
        settings: lines::sendmail,
    },
];

/// The names of all programs, one line each.
pub(super) fn list() -> String {
    let can = PROGRAMS.iter().map(|program| format!("{:<12}  {}\n", program.name, program.title));
    let cannot = IMPOSSIBLE.iter().map(|other| format!("{:<12}  {}\n", other.name, other.title));
    format!(
        "{}\nThese cannot hand over to this computer; each says why, and what to do instead:\n{}",
        can.collect::<String>(),
        cannot.collect::<String>()
    )
}

/// What the program `name` must be told, or why it cannot be told; with `snippet` only the lines to paste.
///
/// # Errors
/// When nobody knows the program, or it has no lines to paste, or the SMTP door is switched off.
pub(super) fn settings(name: &str, config: &Config, snippet: bool) -> Result<String, Failure> {
    let wanted = name.to_lowercase().replace(['_', ' '], "-");
    if let Some(other) = IMPOSSIBLE.iter().find(|other| other.name == wanted || other.also.contains(&&*wanted)) {
        return if snippet { Err(no_snippet(other.name)) } else { Ok(other.text()) };
    }
    let program = PROGRAMS
        .iter()
        .find(|program| program.name == wanted || program.also.contains(&&*wanted))
        .ok_or_else(|| unknown(name, &wanted))?;
    let door = Door::of(config)?;
    let Settings { steps, snippet: lines } = (program.settings)(&door);
    match lines {
        Some(lines) if snippet => Ok(lines),
        None if snippet => Err(no_snippet(program.name)),
        Some(lines) => Ok(format!("{}\n\n{steps}\n{}\n{}", program.title, indented(&lines), door.remarks())),
        None => Ok(format!("{}\n\n{steps}\n{}", program.title, door.remarks())),
    }
}

fn indented(lines: &str) -> String {
    lines.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

fn no_snippet(name: &str) -> Failure {
    Failure::new("no_snippet", exit::USAGE, format!("{name} has no lines to paste"))
        .hint(format!("outguard client {name}"))
}

fn unknown(name: &str, wanted: &str) -> Failure {
    let mut known: Vec<&str> = PROGRAMS.iter().flat_map(|program| [&[program.name], program.also].concat()).collect();
    known.extend(IMPOSSIBLE.iter().flat_map(|other| [&[other.name], other.also].concat()));
    let failure = Failure::new("client", exit::USAGE, format!("nobody has told me about `{name}`"));
    match nearest(wanted, known) {
        Some(near) => failure.hint(format!("outguard client {near}")),
        None => failure.hint("outguard client --list"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_one_program() {
        let mut names: Vec<&str> =
            PROGRAMS.iter().flat_map(|program| [&[program.name], program.also].concat()).collect();
        names.extend(IMPOSSIBLE.iter().flat_map(|other| [&[other.name], other.also].concat()));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
