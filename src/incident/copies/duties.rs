//! Duties in the facts copy (E12) and their clocks (E06). It says how each looks and why; it never says that nothing need be done.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::page::Page;
use super::{Account, content, precedents};
use crate::incident::duty::{Facts, Value, What};
use crate::incident::stated::stated;
use crate::incident::{DutyView, StageView};
use crate::report::{Block, CalloutKind, Check, CheckState, Countdown, CountdownState, Fact, Words, when};

/// From so long before a limit on, it is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(12);

/// The clocks that run.
pub(super) fn clocks(page: &mut Page<'_>) {
    let title = page.t("clocks-title");
    page.under(title);
    let duties = page.account.assessment.duties.iter().filter(|duty| duty.is_triggered() || duty.is_near());
    let mut clocks: Vec<(&DutyView, &StageView)> = duties
        .flat_map(|duty| duty.stages.iter().map(move |stage| (duty, stage)))
        .filter(|(_, stage)| stage.due.is_some() || stage.asap)
        .collect();
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
        (None, None) if stage.asap => (String::new(), CountdownState::Soon),
        (None, None) => (String::new(), CountdownState::Unknown),
    };
    if let (Some(target), None) = (stage.target, stage.filed) {
        remaining.push_str("; ");
        remaining.push_str(&page.say.a("clock-target", "at", page.time(target)));
    }
    let due = match stage.due {
        Some(due) => page.time(due),
        None if stage.asap => page.t("asap"),
        None => String::new(),
    };
    Countdown { title: page.stage_title(duty, &stage.name), due, remaining, state }
}

/// The duties: those that look triggered, those that are near, and those far off by what they hang on.
pub(super) fn duties(page: &mut Page<'_>) {
    page.callout(CalloutKind::Notice, "no-advice");
    let Account { incident, assessment, setting, .. } = page.account;
    let facts = stated(incident, &assessment.exposure, setting);
    let duties = &assessment.duties;
    if duties.is_empty() {
        page.sentence("duties-none");
    }
    let is_shown = |duty: &&DutyView| duty.is_triggered() || duty.is_near();
    for duty in duties.iter().filter(is_shown) {
        one(page, duty, &facts);
    }
    let rest = || duties.iter().filter(|duty| !is_shown(duty));
    grouped(page, "duties-far", rest().filter(|duty| duty.looks == "cannot-tell"), &facts);
    grouped(page, "duties-not", rest().filter(|duty| duty.looks != "cannot-tell"), &facts);
    compare(page);
}

/// Duties of one kind under the sentences `kind-title` and `kind-note`, those of the same reason together.
fn grouped<'d>(page: &mut Page<'_>, kind: &str, duties: impl Iterator<Item = &'d DutyView>, facts: &Facts) {
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for duty in duties {
        let named = format!("{} ({})", duty.title.text(page.language()), duty.id);
        reasons.entry(because(page, duty, facts)).or_default().push(named);
    }
    if reasons.is_empty() {
        return;
    }
    let title = page.t(&format!("{kind}-title"));
    page.under(title);
    page.sentence(&format!("{kind}-note"));
    let rows = reasons
        .into_iter()
        .map(|(reason, named)| Words::default().strong(format!("{reason}.")).text(format!(" {}", named.join("; "))));
    page.push(Block::bullets(rows));
}

/// How a duty looks that is triggered or near, and why.
fn looks(page: &Page<'_>, duty: &DutyView, facts: &Facts) -> String {
    let id = if duty.is_triggered() { "duty-triggered" } else { "duty-cannot" };
    page.say.a(id, "because", because(page, duty, facts))
}

/// The facts it looks so because of.
fn because(page: &Page<'_>, duty: &DutyView, facts: &Facts) -> String {
    let because: Vec<String> = duty.facts.iter().map(|fact| told(page, fact, facts)).collect();
    if because.is_empty() { page.t("not-known") } else { because.join("; ") }
}

/// A fact with its value: `personal data were in it: yes`.
fn told(page: &Page<'_>, fact: &str, facts: &Facts) -> String {
    let name = page.word("fact", fact);
    let value = match facts.value(fact) {
        None => return name,
        Some(Value::YesNo(yes)) => page.yes_no(*yes),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::AtLeast(number)) => page.say.a("at-least", "count", number),
        Some(Value::Words(words)) if words.is_empty() => page.t("word-none"),
        Some(Value::Words(words)) => words.iter().map(|word| page.word("word", word)).collect::<Vec<_>>().join(", "),
        Some(Value::Moment(at)) => page.time(*at),
    };
    format!("{name}: {value}")
}

fn one(page: &mut Page<'_>, duty: &DutyView, stated: &Facts) {
    let language = page.language();
    page.under(duty.title.text(language));
    let words = looks(page, duty, stated);
    page.paragraph(Words::default().strong(words));
    if let Some(note) = &duty.note {
        page.paragraph(note.text(language));
    }
    let mut facts: Vec<Fact> = vec![page.fact("label-rule", Words::default().code(duty.id.clone()))];
    facts.extend(duty.to.as_ref().map(|to| page.fact("label-addressee", to.text(language))));
    // What only informs has no date, and there is nothing to decide about it.
    let stages = duty.stages.iter().filter(|stage| stage.due.is_some() || stage.asap || stage.filed.is_some());
    for stage in stages {
        let clock = countdown(page, duty, stage);
        let value = [clock.title, clock.due, clock.remaining].into_iter().filter(|text| !text.is_empty());
        facts.push(page.fact("label-limit", value.collect::<Vec<_>>().join("; ")));
    }
    facts.extend(duty.exceptions.iter().map(|exception| page.fact("label-exception", exception.text(language))));
    let record = match duty.keep_months {
        Some(months) => Some(page.say.a("record-months", "months", months)),
        None => duty.record_always.then(|| page.t("record-always")),
    };
    facts.extend(record.map(|record| page.fact("label-record", record)));
    if duty.what != What::Inform {
        facts.push(page.fact("label-decision", decision(page, &duty.id)));
    }
    facts.push(page.fact("label-cite", duty.cite.as_str()));
    facts.extend(duty.links.iter().map(|link| page.fact("label-link", Words::default().link(link, link))));
    facts.push(page.fact("label-checked", when::date(duty.checked_on, language)));
    facts.extend(duty.warnings.iter().map(|warning| page.fact("label-warning", page.word("warn", warning))));
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
