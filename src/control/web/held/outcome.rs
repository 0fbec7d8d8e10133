//! How a mail ended, or that it leaves now: what, to whom, when, what the server answered, and what can still be stopped.

use askama::Template;
use axum::response::Response;
use jiff::Timestamp;

use super::changed;
use super::page::{Notice, Told};
use crate::app::failure::Failure;
use crate::base::Say;
use crate::base::event::Event;
use crate::base::text::one_line;
use crate::control::ops::{HeldMail, QuietOffer};
use crate::control::web::caller::Caller;
use crate::control::web::failure::html;
use crate::control::web::frame::Frame;
use crate::control::web::when;
use crate::release::{Sight, zone};
use crate::store::{RecipientRow, RecipientState, State};

/// How many recipients are shown at most.
const PEOPLE: usize = 60;

/// What became of one recipient.
struct Fate {
    address: String,
    words: String,
    reply: String,
}

#[derive(Template)]
#[template(path = "outcome.html")]
struct Ended {
    f: Frame,
    id: String,
    seal: String,
    subject: String,
    /// The state, as the heading.
    state: String,
    /// What that means.
    words: String,
    already: bool,
    wrong: String,
    fates: Vec<Fate>,
    more: usize,
    /// What happened on the way here.
    history: Vec<String>,
    repaired: bool,
    window: Option<Window>,
    /// Whether it gets on without anybody.
    under_way: bool,
    unsure: bool,
    may_cancel: bool,
    /// Whether somebody has it, or may have it.
    has_left: bool,
    has_draft: bool,
    next: String,
    mine: bool,
    /// What need not be asked again.
    offers: Vec<QuietOffer>,
}

/// What leaves by itself unless it is stopped.
struct Window {
    /// Seconds that are left; the server's count, a script only shows it.
    left: i64,
    /// Whether somebody has released it already.
    released: bool,
}

/// The page of what does not wait for a decision.
pub(super) async fn shown(
    mut frame: Frame,
    mail: &HeldMail,
    caller: &Caller,
    told: &Told,
    now: Timestamp,
) -> Result<Response, Failure> {
    let zone = zone(&caller.ops.config().policy);
    let say = frame.say;
    let summary = &mail.entry.summary;
    let window = (summary.state == State::Delayed).then(|| Window {
        left: summary.due.map_or(0, |due| due.duration_since(now).as_secs().max(0)),
        released: mail.entry.cleared.is_some(),
    });
    let count = mail.entry.remaining().count();
    let state = match (summary.state, &window) {
        (State::Delayed, Some(window)) if window.released => say.counted("state-leaving", count, &[]),
        (State::Delayed, _) => {
            say.a("state-delayed", "at", summary.due.map(|at| when::clock(at, &zone)).unwrap_or_default())
        }
        (State::Sent, _) if mail.entry.remaining().any(|row| row.state == RecipientState::Failed) => {
            say.t("state-partly")
        }
        (state, _) => say.t(&format!("state-{}", state.word())),
    };
    frame.title.clone_from(&state);
    let fates = mail.entry.remaining().take(PEOPLE).map(|row| {
        let at = row.at.map(|at| when::moment(at, &zone, say.language())).unwrap_or_default();
        fate(row, &at, &say)
    });
    let mine = mail.sight == Sight::Whole;
    let next = if mine { caller.ops.next_waiting(&summary.id).await? } else { None };
    let offers = if mine { caller.ops.may_quiet(&summary.id).await? } else { Vec::new() };
    let page = Ended {
        id: summary.id.to_string(),
        seal: mail.seal.clone(),
        subject: if mail.sight >= Sight::Assigned { one_line(&summary.subject, 160) } else { String::new() },
        words: say.t(&format!(
            "means-{}",
            if window.as_ref().is_some_and(|w| w.released) { "leaving" } else { summary.state.word() }
        )),
        state,
        already: matches!(told.notice, Some(Notice::Already | Notice::Changed(_))),
        wrong: if let Some(Notice::Wrong(why)) = told.notice { say.t(why) } else { String::new() },
        fates: fates.collect(),
        more: count.saturating_sub(PEOPLE),
        history: changed::since(&mail.journal, Timestamp::MIN, &say, &zone),
        repaired: mail.journal.iter().any(|line| matches!(line.event, Event::Repaired { .. })),
        under_way: summary.state == State::Queued,
        unsure: summary.state == State::Unsure,
        has_left: mail.entry.remaining().any(|row| matches!(row.state, RecipientState::Sent | RecipientState::Unsure)),
        may_cancel: mine && summary.state.may_become(State::Cancelled),
        has_draft: mine && mail.message.is_some(),
        offers,
        next: next.map(|id| id.to_string()).unwrap_or_default(),
        window,
        mine,
        f: frame,
    };
    Ok(html(&page))
}

fn fate(row: &RecipientRow, at: &str, say: &Say) -> Fate {
    let (host, at) = (one_line(&row.host, 120), at.to_owned());
    let words = match row.state {
        RecipientState::Sent => say.all("fate-sent", &[("host", host), ("at", at)]),
        state => say.t(&format!("fate-{}", state.word())),
    };
    Fate { address: row.recipient.address.to_string(), words, reply: one_line(&row.reply, 200) }
}
