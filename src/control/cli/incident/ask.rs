//! The dialogue: one question after the other, each with why it matters; an empty line leaves things as they are.

use std::io::{self, BufRead as _, Write as _};

use super::super::super::ops::Ops;
use super::super::super::ops::incident::{Case, Change, Given};
use super::{shown, zone_of};
use crate::app::failure::{Failure, exit};
use crate::base::Say;
use crate::incident::{Copy, IncidentId, Kind, QUESTIONS, Question, texts};

/// Asks what nobody has answered: the short form, everything, or what only the manager is asked.
pub(super) async fn ask(ops: &Ops, id: IncidentId, all: bool, manager: bool) -> Result<u8, Failure> {
    let mut case = ops.incident(id).await?;
    case.incident.still_open()?;
    if manager && !ops.may_judge(&case.incident) {
        return Err(Failure::new("not_yours", exit::NOPERM, "only the boss of whoever sent it answers these"));
    }
    let say = texts::say(case.incident.language);
    let asked = |question: &&Question| match question.copy {
        Copy::Manager => manager,
        _ => !manager && (all || question.short),
    };
    for question in QUESTIONS.iter().filter(asked) {
        if case.incident.answers.get(question.id).is_some() {
            continue;
        }
        match one(ops, say, question)? {
            Asked::End => break,
            Asked::Nothing => {}
            // Each answer is written down at once: nothing is lost when the dialogue breaks off.
            Asked::Answer(given) => case = ops.change_incident(id, Change::Answer(vec![given])).await?,
        }
    }
    closing(ops, &case)
}

enum Asked {
    End,
    Nothing,
    Answer(Given),
}

fn one(ops: &Ops, say: Say, question: &Question) -> Result<Asked, Failure> {
    let text = say.t(&format!("ask-{}", question.id));
    let why = say.t(&format!("ask-{}-why", question.id));
    let choices = match question.kind {
        Kind::One(words) | Kind::Some(words) => {
            words.iter().map(|word| format!("    {word:<24} {}\n", say.t(&format!("word-{word}")))).collect::<String>()
        }
        _ => String::new(),
    };
    let mut err = io::stderr().lock();
    loop {
        let _ = write!(err, "\n{text}\n  {why}\n{choices}  {}: ", question.id);
        let _ = err.flush();
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        let read = read.map_err(|error| Failure::new("stdin", exit::IOERR, format!("standard input: {error}")))?;
        if read == 0 {
            return Ok(Asked::End);
        }
        if line.trim().is_empty() {
            return Ok(Asked::Nothing);
        }
        match question.read(&line, &zone_of(ops)) {
            Ok(Some(value)) => {
                return Ok(Asked::Answer(Given { question: question.id.to_owned(), value: Some(value) }));
            }
            Ok(None) => return Ok(Asked::Nothing),
            Err(error) => {
                let _ = writeln!(err, "  {error}");
            }
        }
    }
}

fn closing(ops: &Ops, case: &Case) -> Result<u8, Failure> {
    shown::after(ops, case)
}
