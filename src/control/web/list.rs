//! Lists: what waits for me, what leaves soon, what waits for others, what is over. What is looked for stands in the address,
//! so that a list can be gone back to; several at once can be withdrawn or kept longer, never sent.

mod chosen;
mod when;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::Web;
use super::caller::Caller;
use super::failure::{Refusal, html};
use super::frame::Frame;
use super::tune::month_words;
use crate::app::failure::Failure;
use crate::base::Say;
use crate::base::text::one_line;
use crate::control::ops::search::{Asked, Page, Row};
use crate::release::Scope;
use crate::store::{Counts, MOST_COUNTED, MOST_FOUND, Since, Sort, State as Stage, Tab};

/// Rows of a page.
const ROWS: usize = 25;

/// Characters of a subject or a headline that a row shows.
const SHOWN: usize = 140;

/// The routes of lists.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/", get(waiting))
        .route("/leaving", get(leaving))
        .route("/others", get(others))
        .route("/done", get(done))
        .route("/selected", post(chosen::decide))
}

/// What the address says is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    /// Words.
    q: String,
    /// The check or rule that asked.
    reason: String,
    /// `all`: everyone's, where they may see that.
    of: String,
    /// A sender.
    from: String,
    /// `oldest`, `newest`, `ending`.
    sort: String,
    /// Where the page before ended.
    after: String,
}

impl Wanted {
    /// Whether something in particular is looked for.
    fn is_narrowed(&self) -> bool {
        [&self.q, &self.reason, &self.from].iter().any(|field| !field.trim().is_empty())
    }

    /// The scope; a sender that is no address has sent nothing.
    fn scope(&self) -> Option<Scope> {
        match self.from.trim() {
            "" if self.of == "all" => Some(Scope::Everyone),
            "" => Some(Scope::Own),
            address => address.parse().ok().map(Scope::Of),
        }
    }

    fn sort(&self, list: &List) -> Sort {
        match self.sort.as_str() {
            "oldest" => Sort::Oldest,
            "newest" => Sort::Newest,
            "ending" if list.tab != Tab::Done => Sort::Ending,
            _ => list.sort,
        }
    }

    /// The address of the page behind `after`.
    fn address(&self, path: &str, after: &str) -> String {
        let fields = [
            ("q", &*self.q),
            ("reason", &*self.reason),
            ("of", &*self.of),
            ("from", &*self.from),
            ("sort", &*self.sort),
        ];
        let fields = fields.into_iter().chain([("after", after)]).filter(|(_, value)| !value.trim().is_empty());
        let query = serde_urlencoded::to_string(fields.collect::<Vec<_>>()).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// One of the lists.
struct List {
    tab: Tab,
    /// `waiting`, `leaving`, `others`, `done`: what its texts are called.
    name: &'static str,
    path: &'static str,
    sort: Sort,
}

const WAITING: List = List { tab: Tab::Waiting, name: "waiting", path: "/", sort: Sort::Oldest };
const LEAVING: List = List { tab: Tab::Leaving, name: "leaving", path: "/leaving", sort: Sort::Ending };
const OTHERS: List = List { tab: Tab::Others, name: "others", path: "/others", sort: Sort::Oldest };
const DONE: List = List { tab: Tab::Done, name: "done", path: "/done", sort: Sort::Newest };

/// A list with its number, above every list.
struct TabLink {
    path: &'static str,
    label: String,
    /// Empty = none is shown.
    count: String,
    is_here: bool,
}

/// A row, in words.
struct Line {
    id: String,
    headline: String,
    /// Who has sent it; only where that is not always the reader.
    sender: String,
    recipient: String,
    others: usize,
    subject: Option<String>,
    since: String,
    /// When it leaves or goes back, or how it ended.
    ends: String,
    /// Milliseconds since 1970 at which its undo window ends; the script counts down to it.
    countdown: Option<i64>,
    /// What a decision is bound to; `None` where there is none to make here.
    seal: Option<String>,
    sends_at_once: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    f: Frame,
    tabs: Vec<TabLink>,
    name: &'static str,
    path: &'static str,
    wanted: Wanted,
    /// How many there are, in words.
    said: String,
    lines: Vec<Line>,
    /// Reasons to choose from: id and words.
    reasons: Vec<(String, String)>,
    /// Whether everyone's mail can be asked for besides one's own.
    offers_everyone: bool,
    /// Whether a sender can be asked for.
    offers_sender: bool,
    sort: &'static str,
    sorts: &'static [&'static str],
    next: Option<String>,
    first: Option<String>,
    /// What came of today's mail; only where nothing waits.
    today: Vec<String>,
    /// How often it asked this month.
    month: String,
    now: i64,
    /// How many wait, wait for others, leave and are assigned; the script sees by it what came since.
    counts: String,
}

impl ListPage {
    fn sort_id(&self, sort: &str) -> String {
        format!("list-sort-{sort}")
    }

    fn has_selection(&self) -> bool {
        matches!(self.name, "waiting" | "others") && self.lines.iter().any(|line| line.seal.is_some())
    }
}

async fn waiting(state: State<Web>, caller: Caller, wanted: Query<Wanted>) -> Result<Response, Refusal> {
    list(&state.0, &caller, &WAITING, wanted.0).await
}

async fn leaving(state: State<Web>, caller: Caller, wanted: Query<Wanted>) -> Result<Response, Refusal> {
    list(&state.0, &caller, &LEAVING, wanted.0).await
}

async fn others(state: State<Web>, caller: Caller, wanted: Query<Wanted>) -> Result<Response, Refusal> {
    list(&state.0, &caller, &OTHERS, wanted.0).await
}

async fn done(state: State<Web>, caller: Caller, wanted: Query<Wanted>) -> Result<Response, Refusal> {
    list(&state.0, &caller, &DONE, wanted.0).await
}

async fn list(web: &Web, caller: &Caller, list: &List, wanted: Wanted) -> Result<Response, Refusal> {
    let now = web.0.clock.now();
    let frame = Frame::of(caller, &format!("title-{}", list.name), now);
    let read = async { Ok((read(caller, list, &wanted).await?, caller.ops.month().await?)) };
    match read.await {
        Ok((found, month)) => {
            let month = month_words(&frame.say, &month);
            let page = shown(caller, list, wanted, frame, found, now);
            Ok(html(&ListPage { month, ..page }))
        }
        Err(failure) => Err(Refusal::page(failure, frame)),
    }
}

async fn read(caller: &Caller, list: &List, wanted: &Wanted) -> Result<(Page, Counts, Option<Since>), Failure> {
    let counts = caller.ops.counts().await?;
    let Some(scope) = wanted.scope() else {
        return Ok((Page { rows: Vec::new(), next: None, total: 0 }, counts, None));
    };
    let asked = Asked {
        tab: list.tab,
        scope,
        words: wanted.q.clone(),
        check: Some(wanted.reason.clone()).filter(|check| !check.trim().is_empty()),
        sort: wanted.sort(list),
        // One that is none is a list from its start.
        after: wanted.after.parse().ok(),
        limit: ROWS,
    };
    let page = caller.ops.page(asked, caller.language).await?;
    let is_calm = page.rows.is_empty() && !wanted.is_narrowed() && list.tab == Tab::Waiting;
    let today = if is_calm { Some(caller.ops.today().await?) } else { None };
    Ok((page, counts, today))
}

fn shown(
    caller: &Caller,
    list: &List,
    wanted: Wanted,
    f: Frame,
    (page, counts, today): (Page, Counts, Option<Since>),
    now: Timestamp,
) -> ListPage {
    let actor = caller.ops.actor();
    let times = Times { say: f.say, now, zone: caller.ops.zone() };
    let names_senders = actor.sees_everyone() && (actor.roles.keeper || wanted.of == "all");
    let lines = page.rows.iter().map(|row| line(row, &times, names_senders)).collect();
    let sort = match wanted.sort(list) {
        Sort::Oldest => "oldest",
        Sort::Newest => "newest",
        Sort::Ending => "ending",
    };
    ListPage {
        tabs: tabs(&f.say, list, counts, actor.person.is_some()),
        name: list.name,
        path: list.path,
        said: said(&f.say, list, &wanted, page.total),
        lines,
        reasons: reasons(caller, &page.rows, &wanted.reason),
        offers_everyone: actor.sees_everyone() && !actor.roles.keeper,
        offers_sender: actor.sees_everyone(),
        sort,
        sorts: if list.tab == Tab::Done { &["newest", "oldest"] } else { &["oldest", "newest", "ending"] },
        next: page.next.map(|mark| wanted.address(list.path, &mark.to_string())),
        first: (!wanted.after.is_empty()).then(|| wanted.address(list.path, "")),
        today: today.map(|since| came_of(&f.say, since)).unwrap_or_default(),
        month: String::new(),
        now: now.as_millisecond(),
        counts: format!("{} {} {} {}", counts.waiting, counts.others, counts.leaving, counts.assigned),
        wanted,
        f,
    }
}

fn tabs(say: &Say, here: &List, counts: Counts, is_person: bool) -> Vec<TabLink> {
    let mut tabs: Vec<TabLink> = [
        (&WAITING, number(counts.waiting, MOST_COUNTED)),
        (&OTHERS, number(counts.others, MOST_COUNTED)),
        (&LEAVING, number(counts.leaving, MOST_COUNTED)),
        (&DONE, String::new()),
    ]
    .into_iter()
    .map(|(list, count)| TabLink {
        path: list.path,
        label: say.t(&format!("title-{}", list.name)),
        count,
        is_here: list.name == here.name,
    })
    .collect();
    if is_person && counts.assigned > 0 {
        let count = number(counts.assigned, MOST_COUNTED);
        tabs.insert(1, TabLink { path: "/waiting", label: say.t("title-assigned"), count, is_here: false });
    }
    tabs
}

/// `12`; `10000+` where nobody has counted further.
fn number(count: usize, most: u32) -> String {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if count > most { format!("{most}+") } else { count.to_string() }
}

fn said(say: &Say, list: &List, wanted: &Wanted, total: usize) -> String {
    if wanted.is_narrowed() {
        return match total {
            0 => say.t("list-found-none"),
            total if total > MOST_FOUND => say.n("list-found-more", MOST_FOUND),
            total => say.n("list-found", total),
        };
    }
    match total {
        0 => say.t(&format!("list-{}-none", list.name)),
        total => say.n(&format!("list-{}-said", list.name), total.min(usize::try_from(MOST_COUNTED).unwrap_or(total))),
    }
}

fn came_of(say: &Say, since: Since) -> Vec<String> {
    let told = [("passed", since.passed), ("sent", since.sent), ("stopped", since.stopped)];
    let told = told.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(name, count)| say.n(&format!("list-today-{name}"), count)).collect()
}

/// The reasons on this page, and the one that is chosen.
fn reasons(caller: &Caller, rows: &[Row], chosen: &str) -> Vec<(String, String)> {
    let mut ids: Vec<&str> = rows.iter().flat_map(|row| row.checks.iter().map(String::as_str)).collect();
    ids.extend(Some(chosen).filter(|chosen| !chosen.is_empty()));
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| (id.to_owned(), one_line(&caller.ops.title_of(id), 80))).collect()
}

/// What times are told by.
struct Times {
    say: Say,
    now: Timestamp,
    zone: TimeZone,
}

fn line(row: &Row, times: &Times, names_sender: bool) -> Line {
    let Times { say, now, zone } = times;
    let moment = |at: Timestamp| when::moment(say, at, *now, zone);
    let ends = match (row.state, row.ends) {
        (Stage::Held, Some(at)) => say.a("list-goes-back", "when", moment(at)),
        (Stage::Delayed, Some(at)) => say.a("list-leaves", "when", when::clock(at, zone)),
        (state, _) => say.t(&format!("list-state-{}", state.word())),
    };
    Line {
        id: row.id.to_string(),
        headline: one_line(&row.headline, SHOWN),
        sender: if names_sender { one_line(&row.sender, SHOWN) } else { String::new() },
        recipient: one_line(&row.recipient, SHOWN),
        others: row.others,
        subject: row.subject.as_deref().map(|subject| one_line(subject, SHOWN)),
        since: if row.state.is_over() {
            moment(row.created)
        } else {
            say.a("list-held-for", "age", when::age(say, row.created, *now))
        },
        ends,
        countdown: row.ends.filter(|_| row.state == Stage::Delayed).map(Timestamp::as_millisecond),
        seal: row.seal.clone(),
        sends_at_once: row.sends_at_once,
    }
}
