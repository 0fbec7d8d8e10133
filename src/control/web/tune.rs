//! How often what asks, what came of it, and what is not asked again.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::caller::Caller;
use super::failure::{Refusal, html};
use super::frame::Frame;
use super::{Web, form};
use crate::app::failure::{Failure, exit};
use crate::base::{Id, Language, Say};
use crate::control::ops::history::LearnerView;
use crate::control::ops::{Budget, QuietOffer, Tuning};
use crate::report::decimal;
use crate::store::{Month, Quiet};

/// The routes.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/tune", get(tune))
        .route("/tune/note", post(note))
        .route("/tune/ask", post(ask))
        .route("/tune/again", post(again))
        .route("/{id}/quiet", get(offered).post(quiet))
}

#[derive(Template)]
#[template(path = "tune.html")]
struct Tune {
    f: Frame,
    month: String,
    budget: String,
    tuning: Tuning,
    /// What stands over the thresholds.
    thresholds_how: String,
    thresholds: Vec<Threshold>,
    /// Senders behind those.
    more: usize,
    quiets: Vec<Quiet>,
}

/// From which score on one sender is asked.
struct Threshold {
    owner: String,
    mails: u64,
    /// The score, or why there is none.
    score: String,
    /// How many of the last hundred mails were above it.
    above: String,
}

/// Senders whose thresholds are shown.
const SENDERS: usize = 50;

#[derive(Template)]
#[template(path = "quiet_page.html")]
struct QuietPage {
    f: Frame,
    id: String,
    offers: Vec<QuietOffer>,
}

/// The fields of this page's forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    token: String,
    check: String,
    address: String,
    n: i64,
}

/// "Asked you 6 times this month in 271 mails; you changed 2."
pub(super) fn month_words(say: &Say, month: &Month) -> String {
    let id = if month.owner.is_empty() { "month-of-all" } else { "month-of-one" };
    let values = [("mails", month.mails.to_string()), ("changed", month.asks.changed.to_string())];
    say.counted(id, usize::try_from(month.asks.asks).unwrap_or(usize::MAX), &values)
}

/// "Because of your past mail: 2 times, 0.7 in 100 mails; 1.0 are allowed."
fn budget_words(say: &Say, budget: &Budget) -> String {
    let language = say.language();
    let values = [("share", decimal(budget.per_100(), language)), ("allowed", decimal(budget.asks_per_100, language))];
    say.counted("tune-budget", usize::try_from(budget.asks).unwrap_or(usize::MAX), &values)
}

fn threshold(say: &Say, learner: LearnerView) -> Threshold {
    let LearnerView { owner, mails, threshold, above, quiet_for, .. } = learner;
    let score = match threshold {
        Some(threshold) => {
            let text = format!("{threshold:.2}");
            if say.language() == Language::En { text } else { text.replace('.', ",") }
        }
        None if quiet_for > 0 => say.n("tune-quiet-for", usize::try_from(quiet_for).unwrap_or(usize::MAX)),
        None => say.t("tune-not-yet"),
    };
    Threshold { owner, mails, score, above: above.map(|above| above.to_string()).unwrap_or_default() }
}

async fn tune(State(web): State<Web>, caller: Caller) -> Result<Response, Refusal> {
    let frame = Frame::of(&caller, "title-tune", web.0.clock.now());
    let shown = async {
        let ops = &caller.ops;
        Ok((ops.month().await?, ops.tuning().await?, ops.thresholds().await?, ops.quiets().await?))
    };
    match shown.await {
        Ok((month, tuning, learners, quiets)) => {
            let say = frame.say;
            let month = month_words(&say, &month);
            let budget = budget_words(&say, &tuning.budget);
            let only_notes = tuning.budget.asks_per_100 <= 0.0;
            let thresholds_how = say.t(if only_notes { "tune-thresholds-note" } else { "tune-thresholds-ask" });
            let more = learners.len().saturating_sub(SENDERS);
            let thresholds = learners.into_iter().take(SENDERS).map(|learner| threshold(&say, learner)).collect();
            Ok(html(&Tune { f: frame, month, budget, tuning, thresholds_how, thresholds, more, quiets }))
        }
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}

async fn note(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    wished(&web, &caller, &body, "/tune", async |wish| caller.ops.ease(&wish.check, true).await).await
}

async fn ask(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    wished(&web, &caller, &body, "/tune", async |wish| caller.ops.ease(&wish.check, false).await).await
}

async fn again(State(web): State<Web>, caller: Caller, body: String) -> Result<Response, Refusal> {
    wished(&web, &caller, &body, "/tune", async |wish| caller.ops.ask_again(wish.n).await.map(drop)).await
}

/// What need not be asked again after one submission.
async fn offered(State(web): State<Web>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let frame = Frame::of(&caller, "title-quiet", web.0.clock.now());
    let shown = async { caller.ops.may_quiet(&read_id(&id)?).await };
    match shown.await {
        Ok(offers) => Ok(html(&QuietPage { f: frame, id, offers })),
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}

async fn quiet(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<String>,
    body: String,
) -> Result<Response, Refusal> {
    let back = format!("/{}", crate::base::text::one_line(&id, 40));
    wished(&web, &caller, &body, &back, async |wish| caller.ops.quiet(&read_id(&id)?, &wish.check, &wish.address).await)
        .await
}

fn read_id(text: &str) -> Result<Id, Failure> {
    text.parse().map_err(|e| Failure::new("unknown", exit::NOINPUT, e))
}

/// Reads the form, does what it asks for if it is this caller's, and shows the page at `back`.
async fn wished(
    web: &Web,
    caller: &Caller,
    body: &str,
    back: &str,
    act: impl AsyncFnOnce(&Wish) -> Result<(), Failure>,
) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let done = async {
        let wish: Wish = serde_urlencoded::from_str(body).unwrap_or_default();
        let secret =
            caller.secret.as_ref().ok_or_else(|| Failure::new("token", exit::NOPERM, "no session").denied("token"))?;
        form::made_at(secret, &wish.token, now)?;
        act(&wish).await
    };
    match done.await {
        Ok(()) => Ok(Redirect::to(back).into_response()),
        Err(failure) => Err(Refusal::page(failure, Frame::of(caller, "title-failure", now))),
    }
}
