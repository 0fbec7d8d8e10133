//! What is taken along from an incident: drafts of letters, the whole report, and what would have caught it.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::super::Web;
use super::super::caller::Caller;
use super::super::failure::{Refusal, html};
use super::super::frame::Frame;
use super::given::Given;
use super::read_id;
use crate::app::failure::{Failure, exit};
use crate::base::Language;
use crate::control::ops::incident::Wanted;
use crate::incident::{Measure, Status, texts};
use crate::report::bundle;

/// A change that would have caught it.
struct Change {
    n: usize,
    words: String,
    /// The pack, where it is one.
    text: String,
    before: String,
    after: String,
    cost: String,
    of: usize,
    applies: bool,
}

#[derive(Template)]
#[template(path = "incident_changes.html")]
struct Changes {
    f: Frame,
    id: String,
    closed: bool,
    changes: Vec<Change>,
}

/// A draft, as a file that mail programs open for writing. It leaves through the guard like any mail.
pub(super) async fn letter(
    State(web): State<Web>,
    caller: Caller,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-failure", web.0.clock.now());
    let made = async {
        let id = read_id(&id)?;
        let case = caller.ops.incident(id).await?;
        let drafts = caller.ops.incident_letters(id, Some(caller.language)).await?;
        let missing = || Failure::new("unknown", exit::NOINPUT, format!("{id} has no letter of that name"));
        let draft = drafts.iter().find(|draft| draft.key == key).ok_or_else(missing)?;
        let nobody = || Failure::new("no_sender", exit::DATAERR, "nobody is known whose letter it would be");
        caller.ops.draft_mail(&case, draft).ok_or_else(nobody)
    };
    let bytes = made.await.map_err(|failure| Refusal::page(failure, f))?;
    Ok(download("message/rfc822", &format!("{key}.eml"), bytes))
}

/// The whole report as an archive. That it was made is written down, so it is asked for by a button.
pub(super) async fn export(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let f = Frame::of(&caller, "title-failure", now);
    let made = async {
        let given = Given::read(&web, &caller, request).await?;
        let id = read_id(&id)?;
        let mut languages: Vec<Language> = given.all("language").filter_map(Language::parse).collect();
        languages.dedup();
        if languages.is_empty() {
            languages.push(caller.language);
        }
        // Evidence and what is about an employee are taken along at a terminal, by who may.
        let wanted = Wanted { languages, manager: false, evidence: false };
        let files = caller.ops.export_incident(id, &wanted).await?;
        let packed = tokio::task::spawn_blocking(move || bundle::zip(&files, now)).await;
        let broken = |error: String| Failure::new("report", exit::SOFTWARE, error);
        let bytes = packed.map_err(|error| broken(error.to_string()))?.map_err(|error| broken(error.to_string()))?;
        Ok((id, bytes))
    };
    let (id, bytes) = made.await.map_err(|failure| Refusal::page(failure, f))?;
    Ok(download("application/zip", &format!("{id}.zip"), bytes))
}

/// What would have caught it, with its cost. It is tried on mail of before, so it has a page of its own.
pub(super) async fn changes(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let mut f = Frame::of(&caller, "title-incident", web.0.clock.now());
    let found = async {
        let id = read_id(&id)?;
        let case = caller.ops.incident(id).await?;
        Ok((case.incident.status == Status::Closed, id, caller.ops.prevention(id).await?))
    };
    let (closed, id, tried) = match found.await {
        Ok(found) => found,
        Err(failure) => return Err(Refusal::page(failure, f)),
    };
    let say = texts::say(caller.language);
    let changes = tried.into_iter().map(|tried| {
        let words = match &tried.measure {
            Measure::Forget { address } => f.say.a("inc-change-forget", "address", address),
            Measure::AskAgain { check } => f.say.a("inc-change-ask", "check", check),
            Measure::NotQuiet { check, address } => {
                f.say.all("inc-change-quiet", &[("check", check.clone()), ("address", address.clone())])
            }
            Measure::SwitchOn { check } => f.say.a("inc-change-on", "check", check),
            Measure::Pack { about, .. } => f.say.t(&format!("inc-change-{about}")),
        };
        let text = match tried.measure {
            Measure::Pack { text, .. } => text,
            _ => String::new(),
        };
        let cost = format!("{:.1}", tried.asks_per_100);
        let cost = if say.language() == Language::En { cost } else { cost.replace('.', ",") };
        let (n, applies, of) = (tried.n, tried.applies, tried.of);
        Change { n, words, text, before: tried.before, after: tried.after, cost, of, applies }
    });
    let changes = changes.collect();
    f.title = f.say.a("inc-changes", "id", id);
    Ok(html(&Changes { f, id: id.to_string(), closed, changes }))
}

/// Makes one of the changes, and proves that it works.
pub(super) async fn prevent(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-failure", web.0.clock.now());
    let made = async {
        let given = Given::read(&web, &caller, request).await?;
        let id = read_id(&id)?;
        caller.ops.incident(id).await?;
        let n = given.text("n").parse().map_err(|_| Failure::new("usage", exit::USAGE, "no change is named"))?;
        caller.ops.prevent(id, n).await?;
        Ok(Redirect::to(&format!("/incidents/{id}#prevention")).into_response())
    };
    made.await.map_err(|failure| Refusal::page(failure, f))
}

/// Tries whether the guard as it is would stop the message now.
pub(super) async fn replay(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let f = Frame::of(&caller, "title-failure", web.0.clock.now());
    let made = async {
        Given::read(&web, &caller, request).await?;
        let id = read_id(&id)?;
        caller.ops.replay_incident(id).await?;
        Ok(Redirect::to(&format!("/incidents/{id}#prevention")).into_response())
    };
    made.await.map_err(|failure| Refusal::page(failure, f))
}

/// A file to be saved. Whoever wrote its name did not write a header.
pub(super) fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-_@".contains(c) { c } else { '_' };
    let named = format!("attachment; filename=\"{}\"", name.chars().map(plain).collect::<String>());
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response()
}
