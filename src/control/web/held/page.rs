//! The page of one mail: while it waits, and how it ended.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::body::Body;
use super::changed;
use super::model::{Face, File, Teller, Told as Finding};
use super::outcome;
use super::ways::{Asks, Fix, Given};
use crate::app::failure::Failure;
use crate::base::text::one_line;
use crate::base::{Id, Say, Step};
use crate::control::ops::approval::StandingView;
use crate::control::ops::{Explanation, HeldFor, HeldMail};
use crate::control::web::Web;
use crate::control::web::caller::Caller;
use crate::control::web::failure::html;
use crate::control::web::frame::Frame;
use crate::control::web::when;
use crate::release::{Required, Sight, zone};
use crate::rules::Outcome;
use crate::store::State;

/// What is said before anything else.
#[derive(Clone, Debug)]
pub(super) enum Notice {
    /// It was decided already.
    Already,
    /// It is not what was shown at that time.
    Changed(Timestamp),
    /// What was asked for cannot be done; the sentence that says why.
    Wrong(&'static str),
}

/// What a page says besides the state of the mail.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) notice: Option<Notice>,
    pub(super) given: Given,
}

impl Default for Told {
    fn default() -> Told {
        Told { status: StatusCode::OK, notice: None, given: Given::default() }
    }
}

#[derive(Template)]
#[template(path = "held.html")]
struct Held {
    f: Frame,
    id: String,
    seal: String,
    since: String,
    subject: String,
    sender: String,
    deadline: String,
    /// What changed since it was shown.
    changes: Vec<String>,
    changed: bool,
    wrong: String,
    findings: Vec<Finding>,
    more: usize,
    files: Vec<File>,
    lines: Vec<String>,
    fixes: Vec<Fix>,
    /// The odd ones of whom nobody knows who was meant.
    swaps: Vec<Face>,
    asks: Asks,
    effect: String,
    reason: String,
    /// Whether what was typed was looked at and is right.
    fits: bool,
    tried: bool,
    others: Vec<Face>,
    others_count: usize,
    others_known: bool,
    /// Whether the reader decides.
    mine: bool,
    /// Which second persons are asked, until when, and who then.
    asked: Vec<String>,
    /// Whether the sender may send it alone, with a written reason.
    may_send: bool,
    body: Option<Body>,
    why: Vec<Finding>,
    has_html: bool,
}

impl Held {
    /// Whether nothing odd is left, so that sending is what one does next.
    fn is_clean(&self) -> bool {
        self.findings.is_empty() && matches!(self.asks, Asks::Nothing)
    }

    /// How many of the others are not shown by name.
    fn others_hidden(&self) -> usize {
        self.others_count.saturating_sub(self.others.len())
    }
}

/// The page of `id`, whatever its state.
pub(super) async fn shown(web: &Web, caller: &Caller, id: &Id, told: Told) -> Result<Response, Failure> {
    let mail = caller.ops.held(id).await?;
    let mut frame = Frame::of(caller, "title-held", web.0.clock.now());
    frame.back = format!("/{}", mail.entry.summary.id);
    // Whatever the button was: of what is decided, the page says how it stands.
    let is_over = mail.entry.summary.state != State::Held;
    let status = if is_over && told.status == StatusCode::CONFLICT { StatusCode::OK } else { told.status };
    let page = match mail.entry.summary.state {
        State::Held => {
            let waits = matches!(Required::by(&mail.entry), Required::SecondPerson);
            let standing = if waits { caller.ops.request(id).await? } else { None };
            held(frame, &mail, caller, told, standing.as_ref())
        }
        _ => outcome::shown(frame, &mail, caller, &told, web.0.clock.now()).await?,
    };
    Ok((status, page).into_response())
}

fn held(mut frame: Frame, mail: &HeldMail, caller: &Caller, told: Told, standing: Option<&StandingView>) -> Response {
    let zone = zone(&caller.ops.config().policy);
    let say = frame.say;
    frame.title = say.t("not-sent-yet");
    let moment = |at| when::moment(at, &zone, say.language());
    let summary = &mail.entry.summary;
    let (changed, changes) = match &told.notice {
        Some(Notice::Changed(shown)) => (true, changed::since(&mail.journal, *shown, &say, &zone)),
        Some(Notice::Already) => (true, changed::since(&mail.journal, summary.created, &say, &zone)),
        _ => (false, Vec::new()),
    };
    let wrong = match told.notice {
        Some(Notice::Wrong(why)) => say.t(why),
        _ => String::new(),
    };
    let directory = &caller.ops.config().directory;
    let teller = Teller { mail, say, zone: zone.clone(), directory };
    let (findings, more) = teller.leading();
    let (others, others_count, others_known) = teller.others();
    let asks = teller.asks(&told.given);
    let whole = mail.sight == Sight::Whole;
    let page = Held {
        id: summary.id.to_string(),
        seal: mail.seal.clone(),
        since: moment(summary.created),
        subject: if mail.sight >= Sight::Assigned { one_line(&summary.subject, 160) } else { String::new() },
        sender: one_line(&summary.owner, 254),
        deadline: summary.deadline.map(moment).unwrap_or_default(),
        changes,
        changed,
        wrong,
        findings,
        more,
        files: teller.files(),
        lines: if whole { teller.first_lines() } else { Vec::new() },
        fixes: teller.fixes(),
        swaps: teller.swaps(),
        effect: teller.effect(),
        fits: told.given.tried && asks.are_met(),
        tried: told.given.tried,
        reason: one_line(&told.given.reason, 500),
        asks,
        others,
        others_count,
        others_known,
        mine: whole,
        asked: standing.map(|standing| who_is_asked(standing, &say, &zone)).unwrap_or_default(),
        may_send: standing.is_some_and(|standing| standing.may_send),
        body: mail.message.as_ref().filter(|_| whole).map(|message| Body::of(&mail.structure, message)),
        why: teller.why(),
        has_html: whole && mail.structure.has_html,
        f: frame,
    };
    html(&page)
}

/// `kim@firm.example is asked until 27 Nov 2026, 09:30.`, and who is asked then.
fn who_is_asked(standing: &StandingView, say: &Say, zone: &TimeZone) -> Vec<String> {
    let asked = standing.asked.iter().map(|asked| match (&asked.on_behalf_of, standing.until) {
        (Some(whom), _) => say.all("asked-for", &[("person", asked.person.clone()), ("whom", whom.clone())]),
        (None, Some(until)) => {
            let until = when::moment(until, zone, say.language());
            say.all("asked-until", &[("person", asked.person.clone()), ("at", until)])
        }
        (None, None) => say.a("asked-now", "person", &asked.person),
    });
    let then = standing.then.iter().map(|person| say.a("asked-then", "person", person));
    let said: Vec<String> = asked.chain(then).collect();
    if said.is_empty() { vec![say.t("asked-nobody")] } else { said }
}

#[derive(Template)]
#[template(path = "why.html")]
struct Why {
    f: Frame,
    id: Id,
    /// Of what was held.
    before: Option<Before>,
    facts: Vec<(String, String)>,
    checks: Vec<Check>,
}

/// What it was held for, in sentences, and that it is judged anew below.
struct Before {
    held: String,
    findings: Vec<Finding>,
    judged: String,
    /// That the step would be another one now; empty where it would not.
    differs: String,
}

impl Before {
    fn of(held: &HeldFor, now: Step, say: &Say, zone: &TimeZone) -> Before {
        let step = |step: Step| say.t(&format!("step-{step}"));
        let moment = |at: Timestamp| when::moment(at, zone, say.language());
        let (now_in_words, then_in_words) = (step(now), step(held.step));
        Before {
            held: say.all("why-held", &[("at", moment(held.since)), ("step", then_in_words.clone())]),
            findings: held.findings.iter().map(|finding| Finding::of(finding, say)).collect(),
            judged: say.all("why-judged", &[("at", moment(held.judged)), ("step", now_in_words.clone())]),
            differs: if now == held.step {
                String::new()
            } else {
                say.all("why-differs", &[("now", now_in_words), ("then", then_in_words)])
            },
        }
    }
}

struct Check {
    outcome: &'static str,
    id: String,
    words: String,
}

impl Check {
    /// The sentence for how it came out.
    fn said(&self) -> &'static str {
        match self.outcome {
            "fired" => "why-fired",
            "nearly" => "why-nearly",
            "silent" => "why-silent",
            _ => "why-off",
        }
    }
}

/// What `outguard explain` says.
pub(super) fn explained(f: Frame, caller: &Caller, id: Id, explanation: &Explanation) -> Response {
    let zone = zone(&caller.ops.config().policy);
    let language = f.say.language();
    let before = explanation.held.as_ref().map(|held| Before::of(held, explanation.step(), &f.say, &zone));
    let facts = explanation.judged.facts.lines().into_iter();
    let checks = explanation.checks.iter().map(|check| {
        let (outcome, words) = match &check.outcome {
            Outcome::Fired(findings) => {
                let told: Vec<String> = findings.iter().take(10).map(|finding| finding.told(language).0).collect();
                ("fired", told.join(" · "))
            }
            Outcome::Nearly(why) => ("nearly", why.clone()),
            Outcome::Silent(why) => ("silent", why.to_string()),
            Outcome::Off => ("off", String::new()),
        };
        Check { outcome, id: check.id.clone(), words: one_line(&words, 400) }
    });
    html(&Why {
        facts: facts.map(|(name, value)| (name.to_string(), one_line(&value, 160))).take(200).collect(),
        checks: checks.collect(),
        before,
        id,
        f,
    })
}
