//! The list of incidents: what is open first, the most urgent of it on top.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::super::caller::Caller;
use super::super::failure::{Refusal, html};
use super::super::frame::Frame;
use super::super::{Web, when};
use super::rows::step_text;
use crate::app::failure::Failure;
use crate::base::Say;
use crate::base::text::one_line;
use crate::incident::texts;
use crate::store::IncidentRow;

/// Rows of a page.
const ROWS: usize = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// `1`: those that are closed too.
    all: String,
    /// Which page, from 1.
    page: usize,
}

struct Row {
    id: String,
    status: String,
    band: String,
    subject: String,
    sender: String,
    noticed: String,
    has_it: usize,
    open: usize,
    overdue: usize,
    /// The next step, with when it is due; empty when none is open.
    next: String,
    due: String,
}

#[derive(Template)]
#[template(path = "incidents.html")]
struct Incidents {
    f: Frame,
    rows: Vec<Row>,
    all: bool,
    before: Option<String>,
    after: Option<String>,
}

pub(super) async fn show(
    State(web): State<Web>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let f = Frame::of(&caller, "title-incidents", now);
    let all = wanted.all == "1";
    match read(&caller, all, wanted.page.max(1), now).await {
        Ok((rows, more)) => {
            let page = wanted.page.max(1);
            let address = |page: usize| format!("/incidents?{}page={page}", if all { "all=1&" } else { "" });
            let before = (page > 1).then(|| address(page - 1));
            Ok(html(&Incidents { f, rows, all, before, after: more.then(|| address(page + 1)) }))
        }
        Err(failure) => Err(Refusal::page(failure, f)),
    }
}

/// The rows of one page, and whether there are more.
async fn read(caller: &Caller, all: bool, page: usize, now: Timestamp) -> Result<(Vec<Row>, bool), Failure> {
    let mut found = caller.ops.incidents(all).await?;
    // Stable: the newest of what is as urgent stays first.
    found.sort_by_key(|row| (order(&row.status), row.due.unwrap_or(Timestamp::MAX)));
    let skipped = (page - 1).saturating_mul(ROWS);
    let more = found.len() > skipped.saturating_add(ROWS);
    let mut rows = Vec::new();
    for row in found.into_iter().skip(skipped).take(ROWS) {
        // How many are overdue only an assessment knows.
        let overdue = match row.due {
            Some(due) if due < now && row.status != "closed" => {
                caller.ops.incident(row.id).await?.steps().iter().filter(|due| due.overdue).count()
            }
            _ => 0,
        };
        rows.push(line(row, overdue, caller));
    }
    Ok((rows, more))
}

fn line(row: IncidentRow, overdue: usize, caller: &Caller) -> Row {
    let (say, zone): (Say, _) = (texts::say(caller.language), caller.ops.zone());
    let moment = |at| when::moment(at, &zone, caller.language);
    let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    Row {
        id: row.id.to_string(),
        status: say.t(&format!("status-{}", row.status)),
        band: say.t(&format!("band-{}", row.band)),
        subject: one_line(&row.subject, 120),
        sender: row.owner,
        noticed: moment(row.noticed),
        has_it: count(row.has_it),
        open: count(row.open_steps),
        overdue,
        next: if row.next.is_empty() { String::new() } else { step_text(say, &row.next) },
        due: row.due.map(moment).unwrap_or_default(),
    }
}

fn order(status: &str) -> u8 {
    match status {
        "open" => 0,
        "contained" => 1,
        _ => 2,
    }
}
