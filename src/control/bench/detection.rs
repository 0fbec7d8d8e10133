//! `outguard bench detection`: one JSON object a line in, one a line out.
//!
//! `start` begins a new sender, `learn` learns a message, `check` judges one and is answered, `quit` ends.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Mail;
use crate::base::{Address, Domain};
use crate::people::history::{Key, Past, Ranking};

/// Of a hundred clean messages, so many are asked about.
const ASKS_PER_100: f64 = 1.0;

/// Words are not kept, so any key does.
const KEY: [u8; 16] = *b"outguard bench  ";

/// What went wrong with a line of input.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It cannot be read or written.
    #[error("the input ended with an error: {0}")]
    Pipe(#[from] std::io::Error),
    /// It is no such object.
    #[error("line {line} is no request of this protocol: {why}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// A message came before any sender.
    #[error("line {0} comes before a `start`")]
    NoSender(usize),
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Request {
    /// What is no address or domain is nobody's.
    Start {
        user: String,
        address: String,
        internal_domains: Vec<String>,
    },
    Learn {
        msg: Mail,
    },
    Check {
        id: String,
        msg: Mail,
    },
    Quit,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    scores: BTreeMap<&'a str, f32>,
    prompt: bool,
    flagged: Vec<&'a str>,
}

/// Answers requests until the input ends or `quit`. `rankings` is a folder with one ranking a user (`USER.model`), to judge each
/// by one that was trained without them; without it, the shipped one judges all.
pub fn serve(input: impl BufRead, mut output: impl Write, rankings: Option<&Path>) -> Result<(), Broken> {
    let key = Key::new(KEY);
    let mut past: Option<Past> = None;
    let mut odd = HashSet::new();
    for (at, line) in input.lines().enumerate() {
        let (line, number) = (line?, at + 1);
        let broken = |why: String| Broken::Line { line: number, why };
        let request = serde_json::from_str(&line).map_err(|error| broken(error.to_string()))?;
        match request {
            Request::Quit => break,
            Request::Start { user, address, internal_domains } => {
                let ranking = match rankings {
                    Some(folder) => read(folder, &user).map_err(broken)?,
                    None => Ranking::shipped(),
                };
                let own: Vec<Address> = address.parse().into_iter().collect();
                let inside: Vec<Domain> = internal_domains.iter().filter_map(|domain| domain.parse().ok()).collect();
                past = Some(Past::ranked(key.clone(), &own, &inside, ranking));
                odd.clear();
            }
            Request::Learn { msg } => {
                let past = past.as_mut().ok_or(Broken::NoSender(number))?;
                past.learn(&msg.trace(&key), None);
                odd.extend(msg.rcpt.into_iter().map(|one| one.addr).filter(|address| !is_address(address)));
            }
            Request::Check { id, msg } => {
                let past = past.as_ref().ok_or(Broken::NoSender(number))?;
                let answer = check(past, &odd, &id, &msg, &key);
                serde_json::to_writer(&mut output, &answer).map_err(std::io::Error::from)?;
                output.write_all(b"\n")?;
                output.flush()?;
            }
        }
    }
    Ok(())
}

fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

/// `odd`: what is no address, and was written to all the same.
fn check<'m>(past: &Past, odd: &HashSet<String>, id: &'m str, mail: &'m Mail, key: &Key) -> Answer<'m> {
    let weighing = past.weigh(&mail.trace(key));
    let cut = past.cut(ASKS_PER_100);
    let mut answer = Answer { id, scores: BTreeMap::new(), prompt: false, flagged: Vec::new() };
    for one in &mail.rcpt {
        let score = match one.addr.parse::<Address>() {
            Ok(address) => weighing.recipients.iter().find(|one| one.address == address).map(|one| one.score),
            Err(_) if odd.contains(&one.addr) => None,
            // A letter was left out: nobody can have it.
            Err(_) => Some(f32::MAX),
        };
        // The sender's own addresses are beyond suspicion.
        let score = score.unwrap_or(f32::MIN);
        answer.scores.insert(&one.addr, score);
        if cut.is_some_and(|cut| score > cut) {
            answer.flagged.push(&one.addr);
        }
    }
    answer.prompt = !answer.flagged.is_empty();
    answer
}

/// The ranking of one user in a folder.
pub(super) fn read(folder: &Path, user: &str) -> Result<Arc<Ranking>, String> {
    let path = folder.join(format!("{user}.model"));
    let octets = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ranking::read(&octets).map(Arc::new).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str =
        r#"{"op":"start","user":"anna","address":"anna@firm.example","internal_domains":["firm.example","-"]}"#;

    fn message(op: &str, to: &str) -> String {
        let more = if op == "check" { r#""id":"7","# } else { "" };
        format!(
            r#"{{"op":"{op}",{more}"msg":{{"date":"2026-11-16T08:30:00Z","rcpt":[{{"kind":"to","addr":"{to}","name":""}}],"subject":"Lunch","body":"Thursday?"}}}}"#
        )
    }

    fn said(lines: &[&str]) -> Result<Vec<serde_json::Value>, Broken> {
        let mut output = Vec::new();
        serve(lines.join("\n").as_bytes(), &mut output, None)?;
        Ok(output.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
    }

    #[test]
    fn a_check_is_answered_and_changes_nothing() {
        let (learn, check) = (message("learn", "tom@firm.example"), message("check", "ken@kita.example"));
        let answers = said(&[START, &learn, &check, &check, r#"{"op":"quit"}"#, "not read any more"]).unwrap();
        assert_eq!(answers.len(), 2);
        assert_eq!(answers[0], answers[1]);
        assert!(answers[0]["scores"]["ken@kita.example"].is_number());
        assert_eq!((&answers[0]["id"], &answers[0]["prompt"]), (&"7".into(), &false.into()), "too little was learnt");
    }

    #[test]
    fn what_is_no_address_is_suspicious_until_it_was_written_to() {
        let (learn, check) = (message("learn", "a..b@firm.example"), message("check", "a..b@firm.example"));
        let answers = said(&[START, &check, &learn, &check]).unwrap();
        let score = |at: usize| answers[at]["scores"]["a..b@firm.example"].as_f64().unwrap();
        assert!(score(0) > 1e9 && score(1) < -1e9, "{answers:?}");
    }

    #[test]
    fn a_line_that_is_no_request_is_named() {
        let words = |lines: &[&str]| said(lines).unwrap_err().to_string();
        assert!(words(&[START, "{}"]).starts_with("line 2 is no request of this protocol: "));
        assert_eq!(words(&[&message("check", "tom@firm.example")]), "line 1 comes before a `start`");
    }
}
