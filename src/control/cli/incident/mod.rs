//! `outguard incident`: the hours after something slipped through, typed.

pub mod args;
mod ask;
mod files;
mod shown;

use std::fs;
use std::path::Path;
use std::str::FromStr as _;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::super::ops::Ops;
use super::super::ops::incident::{Case, Change, Given, Opening, Subject, sent_copy};
use super::print;
use crate::app::failure::{Failure, exit};
use crate::base::Id;
use crate::base::text::one_line;
use crate::incident::{IncidentId, QUESTIONS, Value, question};
use crate::release::zone;
use crate::store::KeptFile;
use args::{IncidentCommand, OpenArgs};

/// The verbs of `outguard incident`.
pub(super) async fn run(ops: &Ops, command: IncidentCommand) -> Result<u8, Failure> {
    use IncidentCommand as C;
    match command {
        C::Open(args) => open(ops, args).await,
        C::List { all, output } => shown::list(&ops.incidents(all).await?, output.json, &zone_of(ops)),
        C::Show { id, output } => {
            let case = ops.incident(newest(ops, id).await?).await?;
            if output.json { print::json(&case) } else { shown::case(ops, &case) }
        }
        C::Status { id, output } => status(ops, id, output.json).await,
        C::Questions { output } => shown::questions(ops, output.json),
        C::Ask { id, all, manager } => ask::ask(ops, newest(ops, id).await?, all, manager).await,
        C::Answer { id, given, answers } => {
            let mut all = match answers {
                Some(file) => read_answers(&file, &zone_of(ops))?,
                None => Vec::new(),
            };
            for pair in given {
                all.push(read_answer(&pair, &zone_of(ops))?);
            }
            if all.is_empty() {
                let failure = Failure::new("usage", exit::USAGE, "no answer is given");
                return Err(failure.hint("outguard incident answer I-0007 people=300, or --answers FILE"));
            }
            changed(ops, id, Change::Answer(all)).await
        }
        C::Step { id, n, state, note, proof } => {
            let proof = proof.as_deref().map(read_file).transpose()?;
            changed(ops, id, Change::Step { n, state: state.into(), note, proof }).await
        }
        C::Assign { id, n: Some(n), owner, deputy, agreed } => {
            changed(ops, id, Change::Assign { n, owner, deputy, agreed }).await
        }
        C::Assign { id, n: None, owner, .. } if !owner.trim().is_empty() => {
            changed(ops, id, Change::HandOver(owner)).await
        }
        C::Assign { n: None, .. } => Err(Failure::new("usage", exit::USAGE, "nobody is named: --owner WHO")),
        C::Deletion { id, address, state, note, evidence } => {
            let evidence = evidence.as_deref().map(read_file).transpose()?;
            changed(ops, id, Change::Deletion { address, state: state.into(), note, evidence }).await
        }
        C::Decide { id, about, decided, because, facts } => {
            changed(ops, id, Change::Decide { about, decided, because, facts }).await
        }
        C::Log { id, text, kind, at } => {
            let at = at.map(|at| moment(&at, ops)).transpose()?;
            changed(ops, id, Change::Log { kind: kind.into(), text, at }).await
        }
        C::Evidence { id, name: Some(name), .. } => print::bytes(&ops.incident_file(id, &name).await?),
        C::Evidence { id, add: Some(file), what, .. } => {
            changed(ops, id, Change::Keep { file: read_file(&file)?, what }).await
        }
        C::Evidence { id, .. } => shown::evidence(&ops.incident(id).await?, &zone_of(ops)),
        C::Action { id, done: Some(n), proof, .. } => changed(ops, id, Change::Done { n, proof }).await,
        C::Action { id, text, kind, owner, due, .. } => {
            let due = due.map(|due| moment(&due, ops)).transpose()?;
            let text = text.unwrap_or_default();
            changed(ops, id, Change::Plan { kind: kind.into(), text, owner, due }).await
        }
        C::Duties { id, all, output } => {
            shown::duties(ops, &ops.incident(newest(ops, id).await?).await?, all, output.json)
        }
        C::Letters { id, language, to, output } => {
            let id = newest(ops, id).await?;
            files::letters(ops, id, language, to.as_deref(), output.json).await
        }
        C::Replay { id } => shown::replayed(&ops.replay_incident(newest(ops, id).await?).await?),
        C::Prevent { id, apply: Some(n), .. } => shown::replayed(&ops.prevent(newest(ops, id).await?, n).await?),
        C::Prevent { id, output, .. } => {
            let id = newest(ops, id).await?;
            shown::prevention(ops, id, &ops.prevention(id).await?, output.json)
        }
        C::Export { id, to, language, manager, evidence } => {
            files::export(ops, id, &to, language, manager, evidence).await
        }
        C::Schema => print::json(&crate::incident::json::schema()),
        C::Close { id, reason } => changed(ops, id, Change::Close(reason)).await,
        C::Reopen { id } => changed(ops, id, Change::Reopen).await,
    }
}

async fn open(ops: &Ops, args: OpenArgs) -> Result<u8, Failure> {
    let given = match &args.answers {
        Some(file) => read_answers(file, &zone_of(ops))?,
        None => Vec::new(),
    };
    let noticed = args.noticed.as_deref().map(|text| moment(text, ops)).transpose()?;
    let subject = subject(ops, &args).await?;
    let case = ops.open_incident(Opening { subject, noticed, given }).await?;
    if args.output.json { print::json(&case) } else { shown::opened(ops, &case) }
}

/// What is meant: an id where there is one of that name, else a file.
async fn subject(ops: &Ops, args: &OpenArgs) -> Result<Subject, Failure> {
    let Some(what) = &args.what else {
        return match &args.message_id {
            Some(message_id) => Ok(Subject::Message(message_id.clone())),
            None => Ok(Subject::Here(ops.last_sent().await?)),
        };
    };
    let path = Path::new(what);
    if path.exists() {
        return Ok(Subject::Copy(sent_copy(path, args.message_id.as_deref())?));
    }
    match Id::from_str(what) {
        Ok(id) => Ok(Subject::Here(id)),
        Err(error) => {
            let words = format!("there is no file {}, and {error}", one_line(what, 100));
            Err(Failure::new("no_input", exit::NOINPUT, words))
        }
    }
}

async fn status(ops: &Ops, id: Option<IncidentId>, as_json: bool) -> Result<u8, Failure> {
    let ids = match id {
        Some(id) => vec![id],
        None => ops.incidents(false).await?.into_iter().map(|row| row.id).collect(),
    };
    if ids.is_empty() {
        eprintln!("No incident is open.");
    }
    for id in ids {
        let case = ops.incident(id).await?;
        if as_json {
            for due in case.steps() {
                let mut line = serde_json::to_value(&due).map_err(|e| Failure::new("json", exit::SOFTWARE, e))?;
                line["incident"] = id.to_string().into();
                print::json(&line)?;
            }
        } else {
            shown::status(ops, &case)?;
        }
    }
    Ok(0)
}

async fn changed(ops: &Ops, id: IncidentId, change: Change) -> Result<u8, Failure> {
    let case = ops.change_incident(id, change).await?;
    shown::after(ops, &case)
}

async fn newest(ops: &Ops, id: Option<IncidentId>) -> Result<IncidentId, Failure> {
    match id {
        Some(id) => Ok(id),
        None => ops.last_incident().await,
    }
}

/// The zone times are typed and shown in.
fn zone_of(ops: &Ops) -> TimeZone {
    zone(&ops.config().policy)
}

/// A moment as typed: `14:05` is today's.
fn moment(text: &str, ops: &Ops) -> Result<Timestamp, Failure> {
    let zone = zone_of(ops);
    let today = ops.now().to_zoned(zone.clone()).date();
    read_moment(text.trim(), today, &zone).ok_or_else(|| {
        let words = format!("`{}` is no moment", one_line(text, 40));
        Failure::new("when", exit::USAGE, words).hint("write such as 14:05 or 2026-11-20 14:05")
    })
}

fn read_moment(text: &str, today: Date, zone: &TimeZone) -> Option<Timestamp> {
    // Either is also read out of a text that has both, and the other would be lost.
    match (text.parse::<Date>(), text.parse::<Time>()) {
        (Err(_), Ok(time)) => zone.to_timestamp(DateTime::from_parts(today, time)).ok(),
        (Ok(date), _) if text.len() == "2026-11-20".len() => zone.to_timestamp(date.at(18, 0, 0, 0)).ok(),
        _ => match question("noticed_at").ok()?.read(text, zone) {
            Ok(Some(Value::Text(text))) => text.parse().ok(),
            _ => None,
        },
    }
}

/// `people=300`.
fn read_answer(pair: &str, zone: &TimeZone) -> Result<Given, Failure> {
    let Some((id, text)) = pair.split_once('=') else {
        let words = format!("`{}` is no answer", one_line(pair, 60));
        return Err(Failure::new("usage", exit::USAGE, words).hint("write QUESTION=ANSWER, such as people=300"));
    };
    let asked = question(id.trim())?;
    Ok(Given { question: asked.id.to_owned(), value: asked.read(text, zone)? })
}

/// A TOML file of questions and answers; `unknown` and an empty text are no answer.
fn read_answers(file: &Path, zone: &TimeZone) -> Result<Vec<Given>, Failure> {
    let wrong = |words: String| Failure::new("answers", exit::DATAERR, format!("{}: {words}", file.display()));
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::new("no_input", exit::NOINPUT, format!("{}: {error}", file.display())))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let mut given = Vec::new();
    for (id, value) in table {
        let asked = question(&id).map_err(|error| {
            let near = crate::config::nearest(&id, QUESTIONS.iter().map(|question| question.id));
            let failure = wrong(error.to_string());
            match near {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint("outguard incident questions"),
            }
        })?;
        let value = match value {
            toml::Value::Boolean(yes) => Some(Value::YesNo(yes)),
            toml::Value::Integer(number) => {
                let number = u64::try_from(number).map_err(|_| wrong(format!("`{id}` is a number of 0 or more")))?;
                Some(Value::Number(number))
            }
            toml::Value::Array(words) => {
                let words = words.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
                Some(Value::Words(words.ok_or_else(|| wrong(format!("`{id}` is a list of texts")))?))
            }
            toml::Value::String(text) => asked.read(&text, zone).map_err(|error| wrong(error.to_string()))?,
            toml::Value::Datetime(when) => {
                asked.read(&when.to_string(), zone).map_err(|error| wrong(error.to_string()))?
            }
            toml::Value::Float(_) | toml::Value::Table(_) => return Err(wrong(format!("`{id}` cannot be that"))),
        };
        let value = value.map(|value| asked.checked(value)).transpose().map_err(|error| wrong(error.to_string()))?;
        given.push(Given { question: asked.id.to_owned(), value });
    }
    Ok(given)
}

fn read_file(path: &Path) -> Result<KeptFile, Failure> {
    let bytes = fs::read(path)
        .map_err(|error| Failure::new("no_input", exit::NOINPUT, format!("{}: {error}", path.display())))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(KeptFile { name, bytes })
}

/// The words of a case for `show` and after a change.
fn title(case: &Case) -> String {
    format!("{}: {}", case.incident.id, case.incident.status.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_with_a_day_is_of_that_day_and_a_time_alone_is_today_s() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let today = jiff::civil::date(2026, 11, 28);
        let read = |text: &str| read_moment(text, today, &zone).map(|moment| moment.to_string());
        for (text, moment) in [
            ("14:05", "2026-11-28T13:05:00Z"),
            ("2026-11-20 14:05", "2026-11-20T13:05:00Z"),
            ("2026-11-20T14:05", "2026-11-20T13:05:00Z"),
            ("2026-11-20T14:05:00Z", "2026-11-20T14:05:00Z"),
            ("2026-07-01 08:00", "2026-07-01T06:00:00Z"),
            ("2026-11-20", "2026-11-20T17:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(moment), "{text}");
        }
        for text in ["", "soon", "25:00", "2026-11-31 14:05", "14:05 2026-11-20"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
