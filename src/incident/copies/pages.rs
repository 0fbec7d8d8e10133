//! Two documents of one page: the card for the talk with the boss (E09), and the prevention plan (E21) for the management.

use super::page::Page;
use super::{Account, facts};
use crate::base::text::one_line;
use crate::incident::question::QUESTIONS;
use crate::incident::{Action, Planned, StepState};
use crate::report::{Block, Document, Fact, Words};

/// A line of the card is no longer than this, in characters.
const LINE: usize = 160;

/// The briefing card: at most twelve lines.
pub fn briefing_card(account: &Account<'_>) -> Document {
    let mut page = Page::new(account, false);
    let card = card(&page);
    page.facts(card);
    page.finish("copy-card", "class-internal")
}

/// Its lines, in the order in which they are said.
pub(super) fn card(page: &Page<'_>) -> Vec<Fact> {
    let Account { incident, assessment, .. } = page.account;
    let line = |id: &str, text: String| page.fact(id, one_line(&text, LINE));
    let did = match page.answered("mechanism") {
        Some(how) => page.say.a("card-did-how", "how", how),
        None => page.t("card-did-sent"),
    };
    let has_it = assessment.exposure.has_it.len();
    let band = page.word("band", assessment.severity.band.word());
    let impact =
        [page.say.n("card-has-it", has_it), facts::held(page).join(" "), page.say.a("severity-band", "band", band)];
    let mut lines = vec![
        line("card-what", what(page)),
        line("card-did", did),
        line("card-impact", impact.join(". ").replace(".. ", ". ")),
        line("card-unknown", unknown(page)),
        line("card-done", done(page)),
        line("card-options", options(page, false)),
        line("card-recommend", options(page, true)),
    ];
    if let Some(clock) = clock(page) {
        lines.push(line("card-clock", clock));
    }
    lines.push(line("card-need", page.t("card-need-agree")));
    debug_assert!(lines.len() <= 12, "{} of {}", lines.len(), incident.id);
    lines
}

/// What happened, in one line.
fn what(page: &Page<'_>) -> String {
    let text = facts::statement(page);
    // The first sentence says what happened; the rest stands in the other lines.
    text.find(". ").map_or_else(|| text.clone(), |end| text[..=end].to_owned())
}

/// The first questions that matter and are not answered.
fn unknown(page: &Page<'_>) -> String {
    let assessment = page.account.assessment;
    let open = QUESTIONS.iter().filter(|question| {
        question.short && !page.is_in_record(question.id) && assessment.unknown.contains(&question.id)
    });
    let open: Vec<String> = open.take(3).map(|question| page.t(&format!("ask-{}", question.id))).collect();
    if open.is_empty() { page.t("unknown-none") } else { open.join(" ") }
}

/// The steps that are done.
fn done(page: &Page<'_>) -> String {
    let Account { incident, assessment, now, .. } = page.account;
    let steps = assessment.steps(incident, now);
    let done = steps.iter().filter(|due| due.step.state == StepState::Done);
    let done: Vec<String> = done.map(|due| page.step_title(due.planned)).collect();
    if done.is_empty() { page.t("nothing-yet") } else { done.join("; ") }
}

fn options(page: &Page<'_>, recommended: bool) -> String {
    let proposals = page.account.assessment.proposals.iter();
    let proposals: Vec<String> = proposals
        .filter(|proposal| proposal.recommended || !recommended)
        .take(if recommended { 1 } else { 3 })
        .map(|proposal| page.t(&format!("option-{}", proposal.option)))
        .collect();
    proposals.join("; ")
}

/// The next limit of a duty.
fn clock(page: &Page<'_>) -> Option<String> {
    let duties = page.account.assessment.duties.iter().filter(|duty| duty.is_triggered() || duty.is_near());
    let open = duties.flat_map(|duty| {
        let stages = duty.stages.iter().filter(|stage| stage.filed.is_none());
        stages.filter_map(move |stage| Some((stage.due?, duty, stage)))
    });
    let (due, duty, stage) = open.min_by_key(|(due, ..)| *due)?;
    Some(format!("{}, {}", page.time(due), page.stage_title(duty, &stage.name)))
}

/// The prevention plan as a page of its own.
pub fn prevention_page(account: &Account<'_>) -> Document {
    let mut page = Page::new(account, false);
    let how = page.answered("mechanism").unwrap_or_else(|| page.t("not-known"));
    let known = &account.incident.known;
    let case = [("at", page.known_time(known.sent_at.or(known.written_at))), ("how", how)];
    let words = page.say.all("prevention-case", &case);
    page.paragraph(words);
    actions(&mut page);
    page.element("E18");
    let words = replay(&page);
    page.paragraph(words);
    let title = page.t("prevention-review");
    page.under(title);
    reviews(&mut page);
    let signature = vec![page.fact("prevention-agreed", "____________________________")];
    page.facts(signature);
    page.finish("copy-prevention", "class-internal")
}

/// E21: what the sender can do alone, then what needs others.
pub(super) fn actions(page: &mut Page<'_>) {
    page.element("E21");
    let incident = page.account.incident;
    if incident.actions.is_empty() {
        page.sentence("nothing-yet");
    }
    for (own, title) in [(true, "own-actions"), (false, "others-actions")] {
        let row = |action: &Action| -> Vec<Words> {
            let state = match action.done_at {
                Some(at) => page.say.a("action-done", "at", page.time(at)),
                None => page.t("action-open"),
            };
            vec![
                format!("{} ({})", page.written(&action.text), page.word("action", action.kind.word())).into(),
                page.name(&action.owner).into(),
                page.if_time(action.due).into(),
                state.into(),
                page.written(&action.proof).into(),
            ]
        };
        let rows: Vec<Vec<Words>> = incident.actions.iter().filter(|action| action.own == own).map(row).collect();
        if !rows.is_empty() {
            let title = page.t(title);
            page.under(title);
            let header = ["column-action", "column-who", "column-due", "column-state", "column-proof"];
            page.table(&header, rows, &[6, 4, 3, 3, 4]);
        }
    }
}

/// Whether the guard would stop it now.
pub(super) fn replay(page: &Page<'_>) -> String {
    let Some(proof) = &page.account.incident.proof else { return page.t("replay-none") };
    let id = if proof.stops { "replay-stops" } else { "replay-not" };
    let values = [
        ("at", page.time(proof.at)),
        ("now", proof.now.clone()),
        ("before", proof.before.clone()),
        ("check", proof.check.clone()),
    ];
    page.say.all(id, &values)
}

/// The dates on which it is looked at again.
pub(super) fn reviews(page: &mut Page<'_>) {
    let again = ["replay", "trust-week", "half-time", "trust-month", "review-month", "review-quarter"];
    let planned = page.account.assessment.plan.iter().filter(|planned| again.contains(&planned.key.as_str()));
    let row = |planned: &Planned| format!("{}: {}", page.if_time(planned.due), page.step_title(planned));
    let rows: Vec<String> = planned.map(row).collect();
    match rows.is_empty() {
        true => page.sentence("nothing-yet"),
        false => page.push(Block::bullets(rows)),
    }
}
