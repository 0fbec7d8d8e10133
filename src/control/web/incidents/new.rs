//! "I sent something wrong": which message it was and when somebody noticed; all else is asked later.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::super::caller::Caller;
use super::super::failure::{Refusal, html};
use super::super::frame::Frame;
use super::super::{Web, when};
use super::act::moment;
use super::given::Given;
use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::base::{Id, Language, Say};
use crate::control::ops::incident::{Opening, SentLately, Subject};
use crate::incident::texts;
use crate::message::lines::with_crlf;

/// How many messages there are to choose from.
const SHOWN: usize = 8;

/// How many recipients of one are named.
const NAMED: usize = 5;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The message that is meant.
    id: String,
}

/// A message to choose.
struct Row {
    id: String,
    at: String,
    subject: String,
    to: String,
    more: usize,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "incident_new.html")]
struct New {
    f: Frame,
    i: Say,
    /// The message that is meant.
    chosen: Option<Row>,
    /// The incidents there are about it.
    about: Vec<String>,
    rows: Vec<Row>,
    now: String,
}

pub(super) async fn ask(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let f = Frame::of(&caller, "title-incident-new", now);
    let zone = caller.ops.zone();
    let found = async {
        let row = |sent| row(sent, &zone, caller.language);
        if asked.id.trim().is_empty() {
            let rows = caller.ops.sent_lately(SHOWN).await?.into_iter().map(row).collect();
            return Ok((None, Vec::new(), rows));
        }
        let id = read_message(&asked.id)?;
        let sent = caller.ops.one_sent(&id).await?;
        let about = caller.ops.incidents_about(&sent.id).await?.iter().map(ToString::to_string).collect();
        Ok((Some(row(sent)), about, Vec::new()))
    };
    match found.await {
        Ok((chosen, about, rows)) => {
            let now = now.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
            Ok(html(&New { i: texts::say(caller.language), f, chosen, about, rows, now }))
        }
        Err(failure) => Err(Refusal::page(failure, f)),
    }
}

pub(super) async fn open(State(web): State<Web>, caller: Caller, request: Request) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-failure", web.0.clock.now());
    let opened = async {
        let given = Given::read(&web, &caller, request).await?;
        let subject = match (given.text("id"), given.file("file"), given.text("message_id")) {
            ("", Some(file), _) => Subject::Copy(with_crlf(&file.bytes)),
            ("", None, "") => {
                return Err(Failure::new("usage", exit::USAGE, "no message is named, and no file is chosen"));
            }
            ("", None, message_id) => Subject::Message(message_id.to_owned()),
            (id, ..) => Subject::Here(read_message(id)?),
        };
        let noticed = moment(&caller, given.text("noticed"))?;
        Ok(caller.ops.open_incident(Opening { subject, noticed, given: Vec::new() }).await?.incident.id)
    };
    match opened.await {
        Ok(id) => Ok(Redirect::to(&format!("/incidents/{id}")).into_response()),
        Err(failure) => Err(Refusal::page(failure, f)),
    }
}

fn row(sent: SentLately, zone: &TimeZone, language: Language) -> Row {
    Row {
        id: sent.id.to_string(),
        at: when::moment(sent.at, zone, language),
        subject: sent.subject,
        more: sent.to.len().saturating_sub(NAMED),
        to: sent.to.into_iter().take(NAMED).collect::<Vec<_>>().join(", "),
        is_over: sent.is_over,
    }
}

fn read_message(text: &str) -> Result<Id, Failure> {
    text.trim()
        .parse()
        .map_err(|_| Failure::new("unknown", exit::NOINPUT, format!("there is no {}", one_line(text, 40))))
}
