//! `outguard bench detection`: one JSON object a line in, one a line out.
//!
//! `start` begins a new sender, `learn` learns a message, `check` judges one and is answered, `quit` ends.

use std::collections::BTreeMap;
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
    Start { user: String, address: Address, internal_domains: Vec<Domain> },
    Learn { msg: Mail },
    Check { id: String, msg: Mail },
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
                past = Some(Past::ranked(key.clone(), &[address], &internal_domains, ranking));
            }
            Request::Learn { msg } => {
                let past = past.as_mut().ok_or(Broken::NoSender(number))?;
                past.learn(&msg.trace(&key), None);
            }
            Request::Check { id, msg } => {
                let past = past.as_ref().ok_or(Broken::NoSender(number))?;
                let answer = check(past, &id, &msg, &key);
                serde_json::to_writer(&mut output, &answer).map_err(std::io::Error::from)?;
                output.write_all(b"\n")?;
                output.flush()?;
            }
        }
    }
    Ok(())
}

fn check<'m>(past: &Past, id: &'m str, mail: &'m Mail, key: &Key) -> Answer<'m> {
    let weighing = past.weigh(&mail.trace(key));
    let cut = past.cut(ASKS_PER_100);
    let mut answer = Answer { id, scores: BTreeMap::new(), prompt: false, flagged: Vec::new() };
    for one in &mail.rcpt {
        let weighed = one.addr.parse::<Address>().ok();
        let weighed = weighed.and_then(|address| weighing.recipients.iter().find(|one| one.address == address));
        // The sender's own addresses, and what is no address, are beyond suspicion.
        let score = weighed.map_or(f32::MIN, |weighed| weighed.score);
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
