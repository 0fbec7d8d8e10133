//! What happened when (E16), each line with where it is known from. Steps are told by number: what they are stands in the
//! internal copy.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::page::Page;
use crate::incident::{DeletionState, LogKind, StepState};
use crate::report::Words;

/// A line: when, what, who, whence.
type Line = (Timestamp, String, String, String);

/// The timeline, oldest first.
pub(super) fn timeline(page: &mut Page<'_>) {
    let mut lines = lines(page);
    lines.sort_by_key(|(at, ..)| *at);
    let row = |(at, what, who, whence): Line| -> Vec<Words> {
        let utc = at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        vec![page.time(at).into(), Words::default().code(utc), what.into(), who.into(), whence.into()]
    };
    let rows = lines.into_iter().map(row).collect();
    page.table(&["column-when", "column-utc", "column-what", "column-who", "column-source"], rows, &[4, 4, 5, 4, 4]);
}

fn lines(page: &Page<'_>) -> Vec<Line> {
    let incident = page.account.incident;
    let record = || page.t("source-record");
    let mut lines: Vec<Line> = Vec::new();
    if let Some(at) = incident.known.written_at {
        lines.push((at, page.t("moment-written"), page.address(&incident.known.sender), page.t("source-message")));
    }
    for moment in &incident.known.moments {
        let source = match moment.line {
            Some(line) => page.say.a("source-journal", "line", line),
            None => page.t("source-message"),
        };
        lines.push((moment.at, page.word("moment", &moment.kind), page.written(&moment.who), source));
    }
    lines.push((incident.noticed_at, page.t("moment-noticed"), String::new(), record()));
    lines.push((incident.opened_at, page.t("moment-opened"), page.written(&incident.opened_by), record()));
    if let (Some(at), Some(answer)) = (incident.answers.time("aware_at"), incident.answers.get("aware_at")) {
        let source = page.say.a("source-answer", "by", page.written(&answer.by));
        lines.push((at, page.t("moment-aware"), page.answered("aware_by").unwrap_or_default(), source));
    }
    for line in incident.log.iter().filter(|line| line.kind != LogKind::Note) {
        let what = format!("{}: {}", page.word("log", line.kind.word()), page.written(&line.text));
        lines.push((line.at, what, page.written(&line.by), record()));
    }
    for step in incident.steps.iter().filter(|step| step.state != StepState::Open) {
        let state = page.word("state", step.state.word());
        let what = page.say.all("moment-step", &[("n", step.n.to_string()), ("state", state)]);
        lines.extend(step.at.map(|at| (at, what, page.written(&step.by), record())));
    }
    for deletion in &incident.deletions {
        let told = |state: DeletionState| {
            let state = page.word("deletion", state.word());
            page.say.a("moment-deletion", "state", state)
        };
        let who = page.address(&deletion.address);
        lines.extend(deletion.asked_at.map(|at| (at, told(DeletionState::Asked), who.clone(), record())));
        lines.extend(deletion.answered_at.map(|at| (at, told(deletion.state), who, record())));
    }
    for decision in &incident.decisions {
        let what = format!("{}: {}", page.t("moment-decided"), page.word("decided", &decision.decided));
        lines.push((decision.at, what, decision.by.clone(), record()));
    }
    for evidence in &incident.evidence {
        let what = format!("{}: {}", page.t("moment-evidence"), page.written(&evidence.name));
        lines.push((evidence.at, what, page.written(&evidence.by), record()));
    }
    if let Some(closed) = &incident.closed {
        lines.push((closed.at, page.t("moment-closed"), page.written(&closed.by), record()));
    }
    lines
}
