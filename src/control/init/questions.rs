//! The dialogue: a question with a proposal, an answer by a line; passwords unseen. Talk goes to standard error.

use std::io::{self, BufRead, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::SecretString;

use crate::app::failure::{Failure, exit};

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// A person, or what stands in for one on standard input.
    Ask,
    /// Nobody: proposals are taken, and what has none must be given by a flag.
    TakeProposals,
}

/// A dialogue over any two ends, so that tests can hold one of them.
pub(super) struct Dialogue<R, W> {
    answers: R,
    talk: W,
    mode: Mode,
    /// Whether the line end of an answer is shown where it is typed.
    echoed: bool,
}

impl<R: BufRead, W: Write> Dialogue<R, W> {
    pub(super) fn new(answers: R, talk: W, mode: Mode, echoed: bool) -> Dialogue<R, W> {
        Dialogue { answers, talk, mode, echoed }
    }

    /// Whether a wrong answer can be given again.
    pub(super) fn asks(&self) -> bool {
        self.mode == Mode::Ask
    }

    /// Says a line; that nobody listens is no reason to stop.
    pub(super) fn say(&mut self, line: &str) {
        let _ = writeln!(self.talk, "{line}");
        let _ = self.talk.flush();
    }

    /// An answer that has no proposal; `flag` is what gives it without a question.
    pub(super) fn ask(&mut self, question: &str, flag: &str) -> Result<String, Failure> {
        if self.mode == Mode::TakeProposals {
            return Err(unanswered(question, flag));
        }
        self.prompt(&format!("{question}: "));
        self.line()?.filter(|line| !line.is_empty()).ok_or_else(|| unanswered(question, flag))
    }

    /// An answer to a question with a proposal, which an empty line, or nobody, takes; `None` is the proposal.
    pub(super) fn propose(&mut self, question: &str) -> Result<Option<String>, Failure> {
        if self.mode == Mode::TakeProposals {
            return Ok(None);
        }
        self.prompt(&format!("  {question} "));
        Ok(self.line()?.filter(|line| !line.is_empty()))
    }

    /// Yes or no; an empty line is yes. Nobody has not said yes.
    pub(super) fn confirm(&mut self, question: &str) -> Result<bool, Failure> {
        while self.mode == Mode::Ask {
            self.prompt(&format!("  {question} [Y/n] "));
            let Some(answer) = self.line()? else { break };
            match answer.to_lowercase().as_str() {
                "" | "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => self.say("  Type y or n."),
            }
        }
        Ok(false)
    }

    /// A password. On a terminal it is not shown; otherwise it is the next line.
    pub(super) fn secret(&mut self, question: &str, flag: &str) -> Result<SecretString, Failure> {
        if self.mode == Mode::TakeProposals {
            return Err(unanswered(question, flag));
        }
        // Before the question: what is typed ahead of it is thrown away, the answer to it is not.
        let unseen = Unseen::start();
        self.prompt(&format!("  {question}: "));
        let line = self.line();
        if unseen.is_some() {
            drop(unseen);
            self.say("");
        }
        // Of a password, spaces are part.
        match line? {
            Some(password) if !password.is_empty() => Ok(password.into()),
            _ => Err(unanswered(question, flag)),
        }
    }

    fn prompt(&mut self, text: &str) {
        let _ = write!(self.talk, "{text}");
        let _ = self.talk.flush();
    }

    /// The next line without its end; `None` when there is no more.
    fn line(&mut self) -> Result<Option<String>, Failure> {
        let mut line = String::new();
        let octets = self
            .answers
            .read_line(&mut line)
            .map_err(|error| Failure::new("no_input", exit::NOINPUT, format!("the answer cannot be read: {error}")))?;
        if !self.echoed {
            self.say("");
        }
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Ok((octets > 0).then_some(line))
    }
}

fn unanswered(question: &str, flag: &str) -> Failure {
    Failure::new("no_answer", exit::USAGE, format!("nobody answered: {question}")).hint(flag)
}

/// A terminal that does not show what is typed, until this is dropped. A shell restores it itself when we are interrupted.
struct Unseen(Termios);

impl Unseen {
    /// `None` when standard input is no terminal.
    fn start() -> Option<Unseen> {
        let before = tcgetattr(io::stdin()).ok()?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).ok()?;
        Some(Unseen(before))
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn dialogue(typed: &str, mode: Mode) -> Dialogue<io::Cursor<String>, Vec<u8>> {
        Dialogue::new(io::Cursor::new(typed.to_owned()), Vec::new(), mode, true)
    }

    #[test]
    fn an_empty_line_takes_the_proposal() {
        let mut talk = dialogue("\nother\n pass word \n", Mode::Ask);
        assert_eq!(talk.propose("This?").unwrap(), None);
        assert_eq!(talk.propose("This?").unwrap().as_deref(), Some("other"));
        assert_eq!(talk.secret("Password", "--x").unwrap().expose_secret(), " pass word ");
        let said = String::from_utf8(talk.talk).unwrap();
        assert_eq!(said, "  This?   This?   Password: ");
    }

    #[test]
    fn an_empty_line_is_yes_and_silence_is_no() {
        let mut talk = dialogue("\nmaybe\nNo\n", Mode::Ask);
        assert!(talk.confirm("Now?").unwrap());
        assert!(!talk.confirm("Now?").unwrap());
        assert!(!talk.confirm("Now?").unwrap(), "there is no more");
        assert!(!dialogue("y\n", Mode::TakeProposals).confirm("Now?").unwrap());
    }

    #[test]
    fn nobody_takes_proposals_and_is_told_the_flag_for_the_rest() {
        let mut nobody = dialogue("anna\n", Mode::TakeProposals);
        assert_eq!(nobody.propose("This?").unwrap(), None);
        for failure in [nobody.ask("Address", "--a").unwrap_err(), nobody.secret("Password", "--a").unwrap_err()] {
            assert_eq!((failure.exit, failure.hint.as_str()), (exit::USAGE, "--a"));
        }
        assert!(dialogue("", Mode::Ask).ask("Address", "--a").is_err(), "the end of input is no answer");
    }
}
