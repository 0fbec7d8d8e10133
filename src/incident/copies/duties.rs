//! Duties in the facts copy (E12) and their clocks (E06). It says how each looks and why; it never says that nothing need be done.

use jiff::SignedDuration;

use super::page::Page;
use super::{DutyView, Ground, Look, StageView, content, precedents};
use crate::incident::Value;
use crate::incident::question::Kind;
use crate::report::{Block, CalloutKind, Check, CheckState, Countdown, CountdownState, Fact, Words, when};

/// From so long before a limit on, it is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(12);

/// The clocks that run.
pub(super) fn clocks(page: &mut Page<'_>) {
    let title = page.t("clocks-title");
    page.under(title);
    let duties = page.account.duties;
    let mut clocks: Vec<(&DutyView, &StageView)> = Vec::new();
    for duty in duties.iter().filter(|duty| duty.look != Look::NotTriggered) {
        clocks.extend(duty.stages.iter().map(|stage| (duty, stage)));
    }
    clocks.sort_by_key(|(_, stage)| (stage.filed.is_some(), stage.due.is_none(), stage.due));
    if clocks.is_empty() {
        page.sentence("clocks-none");
    }
    for (duty, stage) in clocks {
        let clock = countdown(page, duty, stage);
        page.push(Block::Clock(clock));
    }
}

fn countdown(page: &Page<'_>, duty: &DutyView, stage: &StageView) -> Countdown {
    let left = stage.due.map(|due| due.duration_since(page.account.now));
    let span = |id: &str, left: SignedDuration| page.say.a(id, "span", page.span(left));
    let (mut remaining, state) = match (stage.filed, left) {
        (Some(filed), _) => (page.say.a("clock-done", "at", page.time(filed)), CountdownState::Met),
        (None, Some(left)) if left.is_negative() => (span("clock-over", left), CountdownState::Overdue),
        (None, Some(left)) if left <= SOON => (span("clock-left", left), CountdownState::Soon),
        (None, Some(left)) => (span("clock-left", left), CountdownState::Running),
        (None, None) => (String::new(), CountdownState::Running),
    };
    if let (Some(target), None) = (stage.target, stage.filed) {
        remaining.push_str("; ");
        remaining.push_str(&page.say.a("clock-target", "at", page.time(target)));
    }
    let due = stage.due.map_or_else(|| page.t("asap"), |due| page.time(due));
    Countdown { title: page.stage_title(duty, &stage.name), due, remaining, state }
}

/// The duties, those that look triggered first.
pub(super) fn duties(page: &mut Page<'_>) {
    page.callout(CalloutKind::Notice, "no-advice");
    let duties = page.account.duties;
    if duties.is_empty() {
        page.sentence("duties-none");
    }
    for look in [Look::Triggered, Look::CannotTell] {
        for duty in duties.iter().filter(|duty| duty.look == look) {
            one(page, duty);
        }
    }
    let not: Vec<&DutyView> = duties.iter().filter(|duty| duty.look == Look::NotTriggered).collect();
    if !not.is_empty() {
        let title = page.t("duties-not-title");
        page.under(title);
        let row = |duty: &&DutyView| format!("{} ({}). {}", duty.title, duty.id, looks(page, duty));
        let rows = not.iter().map(row).collect();
        page.bullets(rows);
    }
    compare(page);
}

/// How it looks, and why.
fn looks(page: &Page<'_>, duty: &DutyView) -> String {
    let id = match duty.look {
        Look::Triggered => "duty-triggered",
        Look::NotTriggered => "duty-not",
        Look::CannotTell => "duty-cannot",
    };
    let because: Vec<String> = duty.because.iter().map(|ground| told(page, ground)).collect();
    let because = if because.is_empty() { page.t("not-known") } else { because.join("; ") };
    page.say.a(id, "because", because)
}

/// A fact with its value: `personal data were in it: yes`.
fn told(page: &Page<'_>, ground: &Ground) -> String {
    let fact = page.word("fact", &ground.fact);
    let Some(value) = &ground.value else { return fact };
    let shown = match value {
        Value::Words(words) => words.iter().map(|word| page.word("word", word)).collect::<Vec<_>>().join(", "),
        Value::Text(text) if text.parse::<jiff::Timestamp>().is_ok() => page.value(value, Kind::Time),
        value => page.value(value, Kind::Text),
    };
    format!("{fact}: {shown}")
}

fn one(page: &mut Page<'_>, duty: &DutyView) {
    page.under(duty.title.clone());
    let words = looks(page, duty);
    page.paragraph(Words::default().strong(words));
    if !duty.note.is_empty() {
        page.paragraph(duty.note.clone());
    }
    let mut facts: Vec<Fact> = vec![page.fact("label-rule", Words::default().code(duty.id.clone()))];
    let fact = |label: &str, value: &str| (!value.is_empty()).then(|| page.fact(label, value));
    facts.extend(fact("label-addressee", &duty.addressee));
    for stage in &duty.stages {
        let clock = countdown(page, duty, stage);
        let value = [clock.title, clock.due, clock.remaining].into_iter().filter(|text| !text.is_empty());
        facts.push(page.fact("label-limit", value.collect::<Vec<_>>().join("; ")));
    }
    facts.extend(duty.exceptions.iter().filter_map(|exception| fact("label-exception", exception)));
    facts.extend(fact("label-record", &duty.record));
    facts.push(page.fact("label-decision", decision(page, &duty.id)));
    facts.extend(fact("label-cite", &duty.cite));
    facts.extend(duty.links.iter().map(|link| page.fact("label-link", Words::default().link(link, link))));
    facts.push(page.fact("label-checked", when::date(duty.checked_on, page.language())));
    facts.extend(duty.warnings.iter().filter_map(|warning| fact("label-warning", warning)));
    page.facts(facts);
    completion(page, duty);
}

/// What was decided about it last.
pub(super) fn decision(page: &Page<'_>, about: &str) -> String {
    match page.account.incident.decided(about) {
        Some(decision) => page.say.all(
            "decision-made",
            &[
                ("decided", page.word("decided", &decision.decided)),
                ("at", page.time(decision.at)),
                ("by", decision.by.clone()),
                ("because", page.written(&decision.because)),
            ],
        ),
        None => page.t("decision-none"),
    }
}

/// Which of the fields of its notice are known by now.
fn completion(page: &mut Page<'_>, duty: &DutyView) {
    if duty.content.is_empty() {
        return;
    }
    let fields: Vec<(String, bool)> =
        duty.content.iter().map(|field| (page.word("field", field), content::filled(&page.account, field))).collect();
    let done = fields.iter().filter(|(_, filled)| *filled).count();
    let counts = [("done", done.to_string()), ("all", fields.len().to_string())];
    let title = page.say.all("content-title", &counts);
    page.paragraph(title);
    let check = |(field, filled): (String, bool)| {
        let state = if filled { CheckState::Done } else { CheckState::Open };
        Check { state, text: field.into() }
    };
    page.push(Block::Checklist(fields.into_iter().map(check).collect()));
}

/// How similar mail was seen.
fn compare(page: &mut Page<'_>) {
    let title = page.t("precedents-title");
    page.under(title);
    let cases = precedents::alike(&page.account);
    if cases.is_empty() {
        page.sentence("precedents-none");
        return;
    }
    let cases = cases.iter().map(|case| page.t(&format!("precedent-{case}"))).collect();
    page.bullets(cases);
    page.sentence("precedents-note");
}
