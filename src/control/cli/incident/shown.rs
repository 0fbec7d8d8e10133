//! Incidents as people read them at a terminal.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::super::super::answer::IncidentView;
use super::super::super::ops::Ops;
use super::super::super::ops::incident::{Case, Tried};
use super::super::print;
use super::{title, zone_of};
use crate::app::failure::Failure;
use crate::base::text::one_line;
use crate::incident::{Due, IncidentId, Kind, Measure, QUESTIONS, StepState, Track, texts};
use crate::store::IncidentRow;

/// How many steps are shown first.
const FIRST: usize = 3;

/// `outguard incident list`.
pub(super) fn list(rows: &[IncidentRow], as_json: bool, zone: &TimeZone) -> Result<u8, Failure> {
    if as_json {
        return rows.iter().try_fold(0, |_, row| print::json(&IncidentView::from(row)));
    }
    if rows.is_empty() {
        eprintln!("No incident is open.");
    }
    let mut out = String::new();
    for row in rows {
        let due = row.due.map_or_else(String::new, |due| short(due, zone));
        let _ = writeln!(
            out,
            "{}  {:<9} {:<8}  {:<16}  {:>2} open  {:<16}  {}",
            row.id,
            row.status,
            row.band,
            short(row.noticed, zone),
            row.open_steps,
            due,
            one_line(&row.subject, 60)
        );
    }
    print::text(&out)
}

/// After it was opened: breathe, who has it, what to do first.
pub(super) fn opened(ops: &Ops, case: &Case) -> Result<u8, Failure> {
    let say = texts::say(case.incident.language);
    eprintln!("{}", say.t("mood"));
    self::case(ops, case)
}

/// `outguard incident show`.
pub(super) fn case(ops: &Ops, case: &Case) -> Result<u8, Failure> {
    let (incident, assessment) = (&case.incident, &case.assessment);
    let (say, zone) = (texts::say(incident.language), zone_of(ops));
    let mut out = String::new();
    let _ = writeln!(out, "{}, {}", title(case), say.t(&format!("band-{}", assessment.severity.band.word())));
    let since = span(case.at.duration_since(incident.noticed_at));
    let _ =
        writeln!(out, "{}", say.all("case-noticed", &[("at", short(incident.noticed_at, &zone)), ("since", since)]));
    let _ = writeln!(out, "\n{}", say.t("case-ledger"));
    for reached in &incident.known.reached {
        let wrong = assessment.exposure.wrong.iter().any(|address| *address == reached.address.to_string());
        let mark = if wrong { "!" } else { " " };
        let fate = one_line(&reached.fate.sentence(say, &zone), 200);
        let _ = writeln!(out, "  {mark} {}  {fate}", one_line(reached.address.as_str(), 60));
    }
    for gap in &incident.known.gaps {
        let word = serde_json::to_value(gap).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
        let _ = writeln!(out, "  ? {}", say.t(&format!("gap-{word}")));
    }
    if let Some(enisa) = &assessment.severity.enisa {
        let _ = writeln!(
            out,
            "\nENISA {:.2} = {} × {} + {}  ({})",
            enisa.score,
            enisa.dpc,
            enisa.ei,
            enisa.cb,
            say.t(&format!("enisa-{}", enisa.band.word()))
        );
    }
    for contradiction in &assessment.contradictions {
        let words = say.t(&format!("contradiction-{}", contradiction.what));
        let _ = writeln!(out, "\n!! {words} ({})", contradiction.questions.join(", "));
    }
    let _ = writeln!(out);
    steps(&mut out, case, &zone, &case.steps());
    if !assessment.severity.assumed.is_empty() {
        let _ = writeln!(out, "\n{}", say.a("case-assumed", "questions", assessment.severity.assumed.join(", ")));
    }
    let id = incident.id;
    let _ = writeln!(out, "\noutguard incident ask {id}      {}", say.t("case-ask"));
    let _ = writeln!(out, "outguard incident letters {id}  {}", say.t("case-letters"));
    let _ = writeln!(out, "\n{}", say.t("no-advice"));
    print::text(&out)
}

/// `outguard incident status`.
pub(super) fn status(ops: &Ops, case: &Case) -> Result<u8, Failure> {
    let (say, zone) = (texts::say(case.incident.language), zone_of(ops));
    let mut out = format!("{}\n", title(case));
    steps(&mut out, case, &zone, &case.steps());
    for deletion in &case.incident.deletions {
        let state = say.t(&format!("deletion-{}", deletion.state.word()));
        let _ = writeln!(out, "  {}: {state}", one_line(&deletion.address, 80));
    }
    print::text(&out)
}

/// After a change: what is next.
pub(super) fn after(ops: &Ops, case: &Case) -> Result<u8, Failure> {
    let zone = zone_of(ops);
    let mut out = format!("{}\n", title(case));
    let open: Vec<Due<'_>> =
        case.steps().into_iter().filter(|due| due.step.state == StepState::Open).take(FIRST).collect();
    steps(&mut out, case, &zone, &open);
    print::text(&out)
}

/// `outguard incident evidence`.
pub(super) fn evidence(case: &Case, zone: &TimeZone) -> Result<u8, Failure> {
    let mut out = String::new();
    for kept in &case.incident.evidence {
        let _ = writeln!(
            out,
            "{}  {:>9}  {}  {}  {}",
            kept.sha256,
            kept.size,
            short(kept.at, zone),
            one_line(&kept.name, 60),
            one_line(&kept.what, 60)
        );
    }
    print::text(&out)
}

/// `outguard incident questions`.
pub(super) fn questions(ops: &Ops, as_json: bool) -> Result<u8, Failure> {
    let language = ops.language_of(ops.actor()).unwrap_or_else(|| ops.organisation_language());
    let say = texts::say(language);
    let mut out = String::new();
    for question in QUESTIONS {
        let (text, why) = (say.t(&format!("ask-{}", question.id)), say.t(&format!("ask-{}-why", question.id)));
        let (kind, words) = match question.kind {
            Kind::YesNo => ("yes-no", None),
            Kind::Number => ("number", None),
            Kind::One(words) => ("one", Some(words)),
            Kind::Some(words) => ("some", Some(words)),
            Kind::Addresses => ("addresses", None),
            Kind::Countries => ("countries", None),
            Kind::Time => ("time", None),
            Kind::Text => ("text", None),
        };
        if as_json {
            print::json(&serde_json::json!({
                "id": question.id, "element": question.element, "kind": kind, "words": words, "text": text, "why": why,
                "short": question.short,
            }))?;
            continue;
        }
        let words = words.map_or_else(|| kind.to_owned(), |words| words.join(", "));
        let _ = writeln!(out, "{} ({words})\n    {text}\n    {why}", question.id);
    }
    if as_json { Ok(0) } else { print::text(&out) }
}

/// `outguard incident duties`.
pub(super) fn duties(ops: &Ops, case: &Case, all: bool, as_json: bool) -> Result<u8, Failure> {
    let (language, zone) = (case.incident.language, zone_of(ops));
    let say = texts::say(language);
    let duties = case.assessment.duties.iter().filter(|duty| all || duty.looks != "not-triggered");
    if as_json {
        return duties.into_iter().try_fold(0, |_, duty| print::json(duty));
    }
    let mut out = String::new();
    for duty in duties {
        let looks = say.t(&format!("case-looks-{}", duty.looks));
        let _ = writeln!(out, "{}  {}", duty.id, duty.title.text(language));
        let _ = writeln!(out, "    {looks} {}", duty.facts.join(", "));
        for stage in &duty.stages {
            let title = stage.title.as_ref().map_or("", |title| title.text(language));
            let due = stage.due.map_or_else(|| say.t("case-asap"), |due| short(due, &zone));
            let _ = writeln!(out, "    {due}  {title}{}", if stage.overdue { "  !" } else { "" });
        }
        if let Some(to) = &duty.to {
            let _ = writeln!(out, "    → {}", to.text(language));
        }
        for exception in &duty.exceptions {
            let _ = writeln!(out, "    ? {}", exception.text(language));
        }
        let _ = writeln!(
            out,
            "    {} ({}{})\n",
            duty.cite,
            duty.checked_on,
            if duty.warnings.is_empty() { String::new() } else { format!("; {}", duty.warnings.join(", ")) }
        );
    }
    let _ = writeln!(out, "{}", say.t("no-advice"));
    print::text(&out)
}

/// After a replay: whether it would be stopped now.
pub(super) fn replayed(case: &Case) -> Result<u8, Failure> {
    let say = texts::say(case.incident.language);
    let Some(proof) = &case.incident.proof else { return print::text(&format!("{}\n", title(case))) };
    let values = [("before", proof.before.clone()), ("now", proof.now.clone()), ("check", proof.check.clone())];
    let words = say.all(if proof.stops { "case-replay-stops" } else { "case-replay-passes" }, &values);
    print::text(&format!("{}\n", words))?;
    // So that a script can wait for the proof.
    Ok(u8::from(!proof.stops))
}

/// `outguard incident prevent`.
pub(super) fn prevention(ops: &Ops, id: IncidentId, tried: &[Tried], as_json: bool) -> Result<u8, Failure> {
    if as_json {
        return tried.iter().try_fold(0, |_, one| print::json(one));
    }
    let say = texts::say(ops.language_of(ops.actor()).unwrap_or_else(|| ops.organisation_language()));
    if tried.is_empty() {
        eprintln!("{}", say.t("case-nothing"));
        return Ok(0);
    }
    let mut out = String::new();
    for one in tried {
        let cost = match one.of {
            0 => say.t("case-cost-none"),
            of => say.all("case-cost", &[("asks", format!("{:.1}", one.asks_per_100)), ("of", of.to_string())]),
        };
        let what = match &one.measure {
            Measure::Forget { address } => say.a("case-forget", "what", address),
            Measure::AskAgain { check } => say.a("case-ask-again", "what", check),
            Measure::NotQuiet { check, address } => {
                say.all("case-not-quiet", &[("check", check.clone()), ("what", address.clone())])
            }
            Measure::SwitchOn { check } => say.a("case-switch-on", "what", check),
            Measure::Pack { name, .. } => say.a("case-pack", "what", name),
        };
        let _ = writeln!(out, "{:>2}  {what}: {} → {} ({}); {cost}", one.n, one.before, one.after, one.check);
        if let Measure::Pack { text, .. } = &one.measure {
            text.lines().for_each(|line| out.push_str(&format!("      {line}\n")));
        }
    }
    let _ = writeln!(out, "\noutguard incident prevent {id} --apply N");
    print::text(&out)
}

fn steps(out: &mut String, case: &Case, zone: &TimeZone, steps: &[Due<'_>]) {
    let (say, assessment, now) = (texts::say(case.incident.language), &case.assessment, case.at);
    for track in Track::ALL {
        let of_track: Vec<&Due<'_>> = steps.iter().filter(|due| due.planned.track == track).collect();
        if of_track.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{}", say.t(&format!("track-{}", track.word())));
        for due in of_track {
            let mark = match due.step.state {
                StepState::Done => "x",
                StepState::Skipped => "-",
                StepState::Open if due.overdue => "!",
                StepState::Open => " ",
            };
            let when = due.planned.due.map_or_else(String::new, |at| short(at, zone));
            let late = match due.planned.due {
                Some(at) if due.overdue => say.a("case-overdue", "time", span(now.duration_since(at))),
                _ => String::new(),
            };
            let owner = if due.step.owner.is_empty() { &due.planned.owner } else { &due.step.owner };
            let owner = if owner.is_empty() { say.t("case-nobody") } else { one_line(owner, 40) };
            let text = assessment.step_title(due.planned, say.language());
            let _ = writeln!(out, "  [{mark}] {:>2}  {when:<16}  {text}  ({owner}) {late}", due.step.n);
        }
    }
}

/// `20 Nov 15:02`.
fn short(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `2 d 3 h`, `41 min`.
fn span(duration: SignedDuration) -> String {
    let minutes = duration.as_mins().max(0);
    match minutes {
        0..60 => format!("{minutes} min"),
        60..2880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d {} h", minutes / 1440, minutes % 1440 / 60),
    }
}
