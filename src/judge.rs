//! Judging, in one place: bytes to structure, structure and people to facts, facts to findings, findings to a verdict.
//! Doors, repairs, `scan` and `explain` all judge by this one function, so they can never disagree.

use std::sync::Arc;

use jiff::Timestamp;

use crate::base::Step;
use crate::facts::{self, Facts};
use crate::files::{self, Contents, Reader};
use crate::message::Submission;
use crate::parse::{self, Structure};
use crate::people::{Directory, History};
use crate::rules::{Explained, Outcome, Rulebook};
use crate::verdict::Verdict;

/// Everything a judgement depends on besides the submission; swapped as a whole when it is reloaded.
#[derive(Debug)]
pub struct Judge {
    /// Who is who.
    pub directory: Directory,
    /// All packs and checks.
    pub rulebook: Rulebook,
    /// Whether clean mail to outsiders gets an undo window.
    pub delays_clean_mail: bool,
    /// How many of a sender's 100 mails may be asked about because of what was learnt from their past.
    pub asks_per_100: f64,
    /// Reads the attachments that another process should read.
    pub reader: Arc<dyn Reader>,
}

/// A judgement with what it rests on.
#[derive(Debug)]
pub struct Judged {
    /// What could be read.
    pub structure: Structure,
    /// What was stated about it.
    pub facts: Facts,
    /// What follows.
    pub verdict: Verdict,
}

impl Judge {
    /// Judges a submission; waits for the reader where there are files to read. `history` is `Err` with the reason when
    /// it could not be read.
    pub fn judge(&self, submission: &Submission, history: Result<&History, &str>) -> Judged {
        self.judge_structure(submission, parse::parse(&submission.message), history)
    }

    /// [`Judge::judge`] for a message whose structure has been read.
    pub fn judge_structure(
        &self,
        submission: &Submission,
        structure: Structure,
        history: Result<&History, &str>,
    ) -> Judged {
        let files = files::read_all(&structure.attachments, &*self.reader);
        let facts = self.facts(submission, &structure, files, history);
        let verdict = self.verdict(&facts, history, submission.received);
        Judged { structure, facts, verdict }
    }

    /// What can be stated of a message whose structure and files have been read.
    pub fn facts(
        &self,
        submission: &Submission,
        structure: &Structure,
        files: Vec<Contents>,
        history: Result<&History, &str>,
    ) -> Facts {
        facts::derive(submission, structure, files, &self.directory, history, self.asks_per_100)
    }

    /// What follows from facts, of a message received at `at`.
    pub fn verdict(&self, facts: &Facts, history: Result<&History, &str>, at: Timestamp) -> Verdict {
        // RFC 5321 §4.5.5 and §6.1: notifications must get through, or a lost mail is never heard of.
        let mut findings = if facts.sender.is_none() { Vec::new() } else { self.rulebook.judge(facts) };
        // Without a history nobody is known to have said anything: everything asks.
        if let Ok(history) = history {
            self.rulebook.calm(&mut findings, facts, history, at);
        }
        Verdict::of(findings, self.clean_step(facts))
    }

    /// What every check and rule says of a submission that was judged, with its reason.
    pub fn explain(&self, submission: &Submission, judged: &Judged, history: Result<&History, &str>) -> Vec<Explained> {
        let mut checks = self.rulebook.explain(&judged.facts);
        for check in &mut checks {
            if let (Outcome::Fired(findings), Ok(history)) = (&mut check.outcome, history) {
                self.rulebook.calm(findings, &judged.facts, history, submission.received);
            }
        }
        checks
    }

    fn clean_step(&self, facts: &Facts) -> Step {
        let leaves = facts.recipients.iter().any(facts::RecipientFacts::is_outside);
        if self.delays_clean_mail && leaves && facts.sender.is_some() { Step::Delay } else { Step::Pass }
    }
}
