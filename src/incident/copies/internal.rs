//! The internal copy: what to do and say next, for whoever sees to it. Nothing about blame, and nothing for outsiders.

use super::page::Page;
use super::pages::{actions, card, replay, reviews};
use super::{Account, facts};
use crate::incident::question::Copy;
use crate::incident::{Contact, DeletionState, Due, Part, Status, StepState, Track};
use crate::report::{Block, CalloutKind, Check, CheckState, Document, Fact, Words};

/// E08 to E11, E13 to E15, E17, E18, E20 to E23, E26 to E28, with the costs of E05, and what is not known.
pub fn internal_copy(account: &Account<'_>) -> Document {
    let mut page = Page::new(account, false);
    page.callout(CalloutKind::Notice, "mood");
    let words = facts::statement(&page);
    page.paragraph(words);
    calm(&mut page);
    briefing(&mut page);
    options(&mut page);
    stakeholders(&mut page);
    letters(&mut page);
    timetable(&mut page);
    mechanism(&mut page);
    review(&mut page);
    actions(&mut page);
    backup(&mut page);
    trust(&mut page);
    costs(&mut page);
    closure(&mut page);
    sender(&mut page);
    page.unknown(&[Copy::Facts, Copy::Internal]);
    page.finish("copy-internal", "class-internal")
}

/// E08.
fn calm(page: &mut Page<'_>) {
    page.element("E08");
    let steps: Vec<String> = (1..=6).map(|n| page.t(&format!("calm-{n}"))).collect();
    page.push(Block::numbers(steps));
}

/// E09.
fn briefing(page: &mut Page<'_>) {
    page.element("E09");
    page.sentence("meeting-request");
    let card = card(page);
    page.facts(card);
    page.sentence("spoken");
}

/// E10.
fn options(page: &mut Page<'_>) {
    page.element("E10");
    let row = |proposal: &crate::incident::Proposal| -> Vec<Words> {
        let option = format!("option-{}", proposal.option);
        let marks = [(proposal.recommended, "recommended"), (proposal.cooling_off, "cooling-off")];
        let marks: Vec<String> = marks.iter().filter(|(so, _)| *so).map(|(_, id)| page.t(id)).collect();
        let name = Words::default().strong(page.t(&option));
        let name = if marks.is_empty() { name } else { name.text(format!(" ({})", marks.join("; "))) };
        let approval: Vec<String> = proposal.approval.iter().map(|part| page.part(*part)).collect();
        vec![
            name,
            page.t(&format!("{option}-effort")).into(),
            page.t(&format!("{option}-risk")).into(),
            approval.join(", ").into(),
        ]
    };
    let rows = page.account.assessment.proposals.iter().map(row).collect();
    page.table(&["column-option", "column-effort", "column-risk", "column-approval"], rows, &[6, 3, 5, 3]);
    let answers = page.answers("E10", Copy::Internal);
    page.facts(answers);
}

/// E11.
fn stakeholders(page: &mut Page<'_>) {
    page.element("E11");
    page.sentence("order-rule");
    let row = |party: &crate::incident::Stakeholder| -> Vec<Words> {
        let id = format!("party-{}", party.party);
        let mut who = Words::default().strong(page.t(&id));
        if !party.who.is_empty() {
            who = who.text(format!(" ({})", page.written(&party.who)));
        }
        let by = if party.by_name.is_empty() { page.part(party.by) } else { page.written(&party.by_name) };
        let channel = page.t(&format!("channel-{}", party.channel));
        let told =
            party.told_at.map(|at| format!(". {}: {}", page.t("column-told"), page.time(at))).unwrap_or_default();
        vec![
            who,
            page.yes_no(party.must_know).into(),
            page.yes_no(party.apology).into(),
            Words::default().text(by).text(format!(" ({channel})")),
            format!("{}{told}", page.if_time(party.due)).into(),
            page.t(&format!("{id}-not")).into(),
        ]
    };
    let rows = page.account.assessment.stakeholders.iter().map(row).collect();
    let header = ["column-party", "column-must", "column-apology", "column-by", "column-due", "column-not"];
    page.table(&header, rows, &[6, 3, 4, 6, 4, 6]);
    let answers = page.answers("E11", Copy::Internal);
    page.facts(answers);
}

/// E13, E14 and E15: which letters there are; the drafts lie beside the report.
fn letters(page: &mut Page<'_>) {
    page.element("E13");
    let has_it = &page.account.assessment.exposure.has_it;
    if has_it.is_empty() {
        page.sentence("none-owed");
    } else {
        page.sentence("deletion-letters");
        let one = |address: &String| {
            let found = page.account.incident.deletions.iter().find(|deletion| deletion.address == *address);
            let state = found.map_or(DeletionState::NotAsked, |deletion| deletion.state);
            format!("{}: {}", page.address(address), page.word("deletion", state.word()))
        };
        let list = has_it.iter().map(one).collect();
        page.bullets(list);
    }
    page.element("E14");
    let owed = page.account.assessment.stakeholders.iter().filter(|party| party.apology);
    let owed: Vec<String> = owed
        .map(|party| {
            let channel = page.t(&format!("channel-{}", party.channel));
            format!("{}: {channel}", page.t(&format!("party-{}", party.party)))
        })
        .collect();
    if owed.is_empty() {
        page.sentence("none-owed");
    } else {
        page.sentence("apology-letters");
        page.bullets(owed);
    }
    page.element("E15");
    page.sentence("ownership");
    page.sentence("ownership-grave");
    page.sentence("letters-beside");
}

/// E17: each track with its steps.
fn timetable(page: &mut Page<'_>) {
    page.element("E17");
    let Account { incident, assessment, now, .. } = page.account;
    let steps = assessment.steps(incident, now);
    let over = steps.iter().filter(|due| due.step.state != StepState::Open).count();
    let progress = page.say.all("progress", &[("done", over.to_string()), ("all", steps.len().to_string())]);
    page.paragraph(progress);
    for track in Track::ALL {
        let checks: Vec<Check> =
            steps.iter().filter(|due| due.planned.track == track).map(|due| check(page, due)).collect();
        if !checks.is_empty() {
            let title = page.t(&format!("track-{}", track.word()));
            page.under(title);
            page.push(Block::Checklist(checks));
        }
    }
    let answers = page.answers("E17", Copy::Internal);
    page.facts(answers);
}

fn check(page: &Page<'_>, due: &Due<'_>) -> Check {
    let Due { planned, step, overdue } = due;
    let state = match step.state {
        StepState::Done => CheckState::Done,
        StepState::Skipped => CheckState::Skipped,
        StepState::Open if *overdue => CheckState::Overdue,
        StepState::Open => CheckState::Open,
    };
    let title = [("n", step.n.to_string()), ("title", page.step_title(planned))];
    let mut said = vec![page.t(&format!("{}-how", planned.text))];
    said.extend(planned.due.map(|at| page.say.a("step-due", "at", page.time(at))));
    said.extend(planned.target.map(|at| page.say.a("step-target", "at", page.time(at))));
    let own = |own: &str, planned: &str| page.name(if own.is_empty() { planned } else { own });
    let who = [("who", own(&step.owner, &planned.owner)), ("deputy", own(&step.deputy, &planned.deputy))];
    said.push(page.say.all("step-who", &who));
    match step.agreed.is_empty() {
        true if step.state == StepState::Open => said.push(page.t("step-proposed")),
        true => {}
        false => said.push(page.say.a("step-agreed", "who", page.written(&step.agreed))),
    }
    if let Some(at) = step.at {
        said.push(page.say.all("step-changed", &[("by", page.written(&step.by)), ("at", page.time(at))]));
    }
    said.extend([&step.note, &step.proof].into_iter().filter(|text| !text.is_empty()).map(|text| page.written(text)));
    let text = Words::default().strong(page.say.all("step-line", &title)).text(format!(" {}", said.join(" · ")));
    Check { state, text }
}

/// E18.
fn mechanism(page: &mut Page<'_>) {
    page.element("E18");
    if page.answered("if_then").is_none() {
        page.sentence("plan-help");
        let example = match page.account.incident.answers.text("mechanism") {
            Some("name-substitution") => "plan-example-name",
            Some("cc-for-bcc" | "reply-all" | "list-expansion") => "plan-example-list",
            Some("wrong-attachment" | "hidden-content") => "plan-example-file",
            _ => "plan-example",
        };
        page.sentence(example);
    }
    let answers = page.answers("E18", Copy::Internal);
    page.facts(answers);
    let words = replay(page);
    page.paragraph(words);
}

/// E20: conditions, how it was noticed, how quickly things were done.
fn review(page: &mut Page<'_>) {
    page.element("E20");
    if page.account.incident.status == Status::Open {
        page.sentence("review-later");
    }
    page.sentence("review-rule");
    let mut facts = response(page);
    for id in ["mechanism", "noticed_how"] {
        let ask = page.t(&format!("ask-{id}"));
        facts.push(Fact::new(ask, page.or_unknown(page.answered(id))));
    }
    facts.extend(page.answers("E20", Copy::Internal));
    page.facts(facts);
}

/// How long things took, and what the guard said.
pub(super) fn response(page: &Page<'_>) -> Vec<Fact> {
    let incident = page.account.incident;
    let noticed = incident.noticed_at;
    let done = |key: &str| {
        let step = incident.steps.iter().find(|step| step.key == key && step.state == StepState::Done)?;
        step.at
    };
    let asked = incident.deletions.iter().filter_map(|deletion| deletion.asked_at).min();
    let took = |from: Option<jiff::Timestamp>, until: Option<jiff::Timestamp>| match (from, until) {
        (Some(from), Some(until)) => page.span(until.duration_since(from)),
        _ => page.t("not-known"),
    };
    let guard = &incident.known.guard;
    let said: Vec<String> =
        guard.said.iter().map(|(check, said)| format!("{} ({check})", page.written(said))).collect();
    vec![
        page.fact("to-notice", took(incident.known.sent_at, Some(noticed))),
        page.fact("to-contain", took(Some(noticed), asked.or(done("contact")))),
        page.fact("to-boss", took(Some(noticed), done("boss"))),
        page.fact("guard-said", if said.is_empty() { page.t("guard-silent") } else { said.join("; ") }),
        page.fact("guard-overridden", page.yes_no(guard.was_overridden())),
        page.fact("guard-asked", guard.asked_that_month.to_string()),
    ]
}

/// E22.
fn backup(page: &mut Page<'_>) {
    page.element("E22");
    let contacts = page.contacts();
    let parts =
        [Part::Boss, Part::DataProtection, Part::Legal, Part::Compliance, Part::Security, Part::Insurer, Part::Account];
    let sheet: Vec<(Part, &Contact)> = parts.into_iter().filter_map(|part| Some((part, contacts.of(part)?))).collect();
    let row = |(part, contact): &(Part, &Contact)| -> Vec<Words> {
        vec![page.part(*part).into(), page.name(&contact.who).into(), page.name(&contact.deputy).into()]
    };
    let rows = sheet.iter().map(row).collect();
    page.table(&["column-part", "column-who", "column-deputy"], rows, &[3, 5, 5]);
    let facts = vec![
        page.fact("label-team", page.name(&contacts.team)),
        page.fact("label-out-of-band", page.name(&contacts.out_of_band)),
    ];
    page.facts(facts);
    let alone = sheet.iter().filter(|(_, contact)| contact.deputy.is_empty());
    let alone: Vec<String> = alone.map(|(part, _)| page.part(*part)).collect();
    if !alone.is_empty() {
        let words = page.say.a("deputies-missing", "who", alone.join(", "));
        page.push(Block::callout(CalloutKind::Warning, words));
    }
    page.sentence("deputy-rule");
    page.sentence("ask-rule");
}

/// E23.
fn trust(page: &mut Page<'_>) {
    page.element("E23");
    let parties = page.account.assessment.stakeholders.iter().filter(|party| party.apology);
    let goals: Vec<String> =
        parties.map(|party| page.say.a("trust-goal", "party", page.t(&format!("party-{}", party.party)))).collect();
    page.bullets(goals);
    let answers = page.answers("E23", Copy::Internal);
    page.facts(answers);
    page.sentence("feedback-title");
    let questions: Vec<String> = (1..=3).map(|n| page.t(&format!("feedback-{n}"))).collect();
    page.push(Block::numbers(questions));
    page.sentence("gift-note");
}

/// What of E05 is for inside.
fn costs(page: &mut Page<'_>) {
    let text = page.t("element-costs");
    page.push(Block::Heading { level: 1, text, id: "costs".to_owned() });
    let answers = page.answers("E05", Copy::Internal);
    page.facts(answers);
}

/// E26.
fn closure(page: &mut Page<'_>) {
    page.element("E26");
    let words = match &page.account.incident.closed {
        Some(closed) => {
            let id = if closed.reason.is_empty() { "closed-proof" } else { "closed-reason" };
            let values = [
                ("at", page.time(closed.at)),
                ("by", page.written(&closed.by)),
                ("reason", page.written(&closed.reason)),
            ];
            page.say.all(id, &values)
        }
        None => page.t("closed-not"),
    };
    page.paragraph(words);
    reviews(page);
    page.sentence("signals");
    page.sentence("quarter-rule");
}

/// E27 and E28.
fn sender(page: &mut Page<'_>) {
    page.element("E27");
    page.sentence("mood");
    let lines = (1..=6).map(|n| page.t(&format!("sender-{n}"))).collect();
    page.bullets(lines);
    page.element("E28");
    let answers = page.answers("E28", Copy::Internal);
    page.facts(answers);
}
