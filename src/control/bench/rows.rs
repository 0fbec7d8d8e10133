//! `outguard bench rows`: the figures of past mail and of slips made on purpose, to train the ranking with.
//!
//! Reads `messages.jsonl.gz` and `users.json` of a folder and writes two files: `STAGE.f32`, the features row by row (32-bit
//! floats, little-endian), and `STAGE.i32`, five numbers for each row: user, message of that user, form (0 = as sent), number of
//! the recipient or −1 for a rival, and 1 where the recipient is the wrong one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use super::{Mail, detection};
use crate::base::{Address, Domain};
use crate::people::history::slips::{Form, Strangers, slip};
use crate::people::history::{Key, Past, Ranking, Trace, feature_names};

/// Messages of a sender that are only learnt.
const FIRST: usize = 100;
/// Messages to more people are learnt, but say nothing of slips.
const MOST_RECIPIENTS: usize = 40;

/// Which figures are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Who fits: recipients and rivals.
    Fit,
    /// Who is odd: recipients, as sent and with slips.
    Odd,
}

impl Stage {
    fn word(self) -> &'static str {
        match self {
            Stage::Fit => "fit",
            Stage::Odd => "odd",
        }
    }
}

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where the mail is.
    pub data: PathBuf,
    /// Where the files go.
    pub out: PathBuf,
    /// Which figures.
    pub stage: Stage,
    /// A folder with a ranking for every user, made without them; needed for [`Stage::Odd`].
    pub rankings: Option<PathBuf>,
    /// What slips are drawn with.
    pub seed: u64,
    /// The share of each sender's mail that is left out, the oldest, as if their past began later; 0 to 1.
    pub after: f64,
}

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum NoRows {
    /// A file cannot be read or written.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

#[derive(Deserialize)]
struct User {
    user: String,
    address: Address,
    internal_domains: Vec<Domain>,
}

#[derive(Deserialize)]
struct Line {
    user: String,
    #[serde(flatten)]
    mail: Mail,
}

/// One sender's figures.
#[derive(Default)]
struct Rows {
    features: Vec<u8>,
    numbers: Vec<u8>,
}

impl Rows {
    fn push(&mut self, features: &[f32], numbers: [i32; 5]) {
        features.iter().for_each(|value| self.features.extend(value.to_le_bytes()));
        numbers.iter().for_each(|number| self.numbers.extend(number.to_le_bytes()));
    }
}

/// Writes the figures, and the names of the features beside them (`STAGE.names`).
pub fn write(wanted: &Wanted) -> Result<(), NoRows> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |why: &dyn std::fmt::Display| NoRows::File { path, why: why.to_string() }
    };
    let index = wanted.data.join("users.json");
    let users: Vec<User> = std::fs::read(&index)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_slice(&text).map_err(|error| error.to_string()))
        .map_err(|why| failed(&index)(&why))?;
    let mails = wanted.data.join("messages.jsonl.gz");
    let mut sent = read_mails(&mails).map_err(|why| failed(&mails)(&why))?;
    let people = sent.values().flatten().flat_map(|mail| &mail.rcpt);
    let strangers = Strangers::new(people.filter_map(|one| Some((one.addr.parse().ok()?, one.name.clone()))));
    let work: Vec<(usize, User, Vec<Mail>)> = users
        .into_iter()
        .enumerate()
        .map(|(at, user)| {
            let mails = sent.remove(&user.user).unwrap_or_default();
            (at, user, mails)
        })
        .collect();
    let out = |end: &str| wanted.out.join(format!("{}.{end}", wanted.stage.word()));
    let create = |path: PathBuf| File::create(&path).map(BufWriter::new).map_err(|error| failed(&path)(&error));
    let files = Mutex::new((create(out("f32"))?, create(out("i32"))?));
    let next = AtomicUsize::new(0);
    let problem = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((at, user, mails)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let done = of_user(*at, user, mails, &strangers, wanted).and_then(|rows| {
                        let mut files = files.lock().map_err(|error| error.to_string())?;
                        files.0.write_all(&rows.features).map_err(|error| error.to_string())?;
                        files.1.write_all(&rows.numbers).map_err(|error| error.to_string())
                    });
                    if let (Err(why), Ok(mut problem)) = (done, problem.lock()) {
                        *problem = Some(why);
                    }
                }
            });
        }
    });
    if let Ok(Some(why)) = problem.into_inner() {
        return Err(failed(&wanted.out)(&why));
    }
    let (fit, odd) = feature_names();
    let names = if wanted.stage == Stage::Fit { fit } else { odd };
    std::fs::write(out("names"), names.join("\n")).map_err(|error| failed(&out("names"))(&error))
}

fn read_mails(path: &Path) -> Result<BTreeMap<String, Vec<Mail>>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut sent: BTreeMap<String, Vec<Mail>> = BTreeMap::new();
    for line in BufReader::new(MultiGzDecoder::new(file)).lines() {
        let line = line.map_err(|error| error.to_string())?;
        let Line { user, mail } = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        sent.entry(user).or_default().push(mail);
    }
    Ok(sent)
}

fn of_user(at: usize, user: &User, mails: &[Mail], strangers: &Strangers, wanted: &Wanted) -> Result<Rows, String> {
    let key = Key::new([0; 16]);
    let ranking = match &wanted.rankings {
        Some(folder) => detection::read(folder, &user.user)?,
        None => Ranking::shipped(),
    };
    let own = [user.address.clone()];
    let mut past = Past::ranked(key.clone(), &own, &user.internal_domains, ranking);
    let mut rows = Rows::default();
    let first = (mails.len() as f64 * wanted.after) as usize;
    for (message, mail) in mails.iter().enumerate().skip(first) {
        let trace = mail.trace(&key);
        if past.len() >= FIRST && !trace.recipients().is_empty() && trace.recipients().len() <= MOST_RECIPIENTS {
            let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
            figures(&past, &trace, None, wanted.stage, [number(at), number(message), 0], &mut rows);
            for (form, number_of_form) in Form::ALL.into_iter().zip(1..) {
                let seed = wanted.seed ^ ((at as u64) << 40) ^ ((message as u64) << 8);
                let Some(slip) = slip(form, &trace, &past, strangers, seed) else { continue };
                let slipped = trace.with(slip.recipients);
                let place = [number(at), number(message), number_of_form];
                figures(&past, &slipped, Some(&slip.wrong), wanted.stage, place, &mut rows);
            }
        }
        past.learn(&trace, Some(0.0));
    }
    Ok(rows)
}

fn figures(past: &Past, trace: &Trace, wrong: Option<&Address>, stage: Stage, place: [i32; 3], rows: &mut Rows) {
    let [user, message, form] = place;
    for (recipient, figures) in (0..).zip(past.figures(trace)) {
        let is_wrong = wrong.is_some_and(|wrong| *wrong == figures.address);
        let numbers = [user, message, form, recipient, i32::from(is_wrong)];
        match stage {
            Stage::Odd => rows.push(&figures.odd, numbers),
            // As sent, everybody fits who got it, and no rival does; of a slip, only who is wrong is news.
            Stage::Fit if form == 0 => {
                rows.push(&figures.fit, numbers);
                figures.rivals.iter().for_each(|rival| rows.push(rival, [user, message, form, -1, 0]));
            }
            Stage::Fit if is_wrong => rows.push(&figures.fit, numbers),
            Stage::Fit => {}
        }
    }
}
