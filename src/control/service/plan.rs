//! Steps that change the machine: shown, or carried out one after the other and told as they are.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use super::word;
use crate::app::failure::{Failure, exit};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Make a folder for its owner alone, where it is missing.
    Folder(PathBuf),
    /// Write a file anew.
    Write(PathBuf, String),
    /// Remove a file.
    Remove(PathBuf),
    /// Run a command.
    Run(Vec<String>),
}

impl Step {
    fn words(&self) -> String {
        match self {
            Step::Folder(path) => format!("make {}", path.display()),
            Step::Write(path, _) => format!("write {}", path.display()),
            Step::Remove(path) => format!("remove {}", path.display()),
            Step::Run(words) => format!("run {}", words.iter().map(|text| word(text)).collect::<Vec<_>>().join(" ")),
        }
    }

    /// Carries it out.
    fn carry_out(&self) -> Result<(), Failure> {
        let failed =
            |path: &Path, e: io::Error| Failure::new("service", exit::CANTCREAT, format!("{}: {e}", path.display()));
        match self {
            Step::Folder(path) => {
                fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|e| failed(path, e))
            }
            Step::Write(path, text) => write(path, text).map_err(|e| failed(path, e)),
            Step::Remove(path) => fs::remove_file(path).map_err(|e| failed(path, e)),
            Step::Run(words) => {
                let status = self.run()?;
                if status.success() {
                    return Ok(());
                }
                let words = format!("`{}` ended with {status}", words.join(" "));
                Err(Failure::new("service", exit::UNAVAILABLE, words)
                    .hint("what was done before stays done; see above"))
            }
        }
    }

    /// Runs the command of this step; what it prints is printed.
    pub(super) fn run(&self) -> Result<ExitStatus, Failure> {
        let Step::Run(words) = self else {
            return Err(Failure::new("service", exit::SOFTWARE, "this step is no command"));
        };
        let (program, arguments) =
            words.split_first().map_or(("true", &[][..]), |(first, rest)| (first.as_str(), rest));
        Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .status()
            .map_err(|e| Failure::new("service", exit::UNAVAILABLE, format!("{program} cannot be run: {e}")))
    }
}

/// In one go: systemd never reads half a unit.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder)?;
    let new = path.with_extension("new");
    fs::write(&new, text)?;
    fs::rename(&new, path)
}

/// Steps in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan(Vec<Step>);

impl Plan {
    pub(super) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// Prints what would be done, files in full.
    pub(super) fn show(&self) -> Result<u8, Failure> {
        let mut text = String::new();
        for step in &self.0 {
            text.push_str(&format!("would {}\n", step.words()));
            if let Step::Write(_, content) = step {
                content.lines().for_each(|line| text.push_str(&format!("    {line}\n").replace("    \n", "\n")));
            }
        }
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new("stdout", exit::IOERR, format!("stdout: {e}")))
            }
            _ => Ok(0),
        }
    }

    /// Carries out step after step, each told before it is.
    ///
    /// # Errors
    /// That of the first step that fails; the following are left out.
    pub(super) fn carry_out(&self) -> Result<(), Failure> {
        self.0.iter().try_for_each(|step| {
            println!("{}", step.words());
            step.carry_out()
        })
    }
}
