//! Results as text for people and as JSON Lines for programs.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::super::answer::{CheckView, ExplanationView, HeldForView, JournalView};
use super::super::check::{Line, Mark};
use super::super::view::{FindingView, RecipientView, RepairView, View};
use super::write_out;
use crate::app::failure::{Failure, exit};
use crate::base::text::{one_line, shown_time};
use crate::base::{Clock, Step};
use crate::rules::Listed;
use crate::store::{RecipientState, State};

pub(super) fn text(text: &str) -> Result<u8, Failure> {
    write_out(text.as_bytes())
}

pub(super) fn bytes(bytes: &[u8]) -> Result<u8, Failure> {
    write_out(bytes)
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<u8, Failure> {
    let mut line = serde_json::to_string(value).map_err(|e| Failure::new("json", exit::SOFTWARE, e))?;
    line.push('\n');
    text(&line)
}

/// The report of `check`, line by line as it comes.
pub(super) struct Checked {
    json: bool,
    warnings: usize,
    failures: usize,
}

impl Checked {
    pub(super) fn new(json: bool) -> Checked {
        Checked { json, warnings: 0, failures: 0 }
    }

    pub(super) fn line(&mut self, line: &Line) -> Result<(), Failure> {
        match line.state {
            Mark::Ok => {}
            Mark::Warn => self.warnings += 1,
            Mark::Fail => self.failures += 1,
        }
        if self.json {
            return json(line).map(drop);
        }
        let found = format!("{:<5}{:<14} {}", line.state.word(), line.name, line.message);
        let fix = if line.fix.is_empty() { String::new() } else { format!("    fix: {}", line.fix) };
        let width = if fix.is_empty() { 0 } else { FOUND };
        text(&format!("{found:<width$}{fix}\n")).map(drop)
    }

    pub(super) fn summary(&self) {
        let count = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
        if self.warnings + self.failures > 0 {
            eprintln!("{}, {}", count(self.failures, "failure"), count(self.warnings, "warning"));
        }
    }
}

/// Repairs stand below each other as far as what was found is short.
const FOUND: usize = 76;

/// The width a long value is wrapped to.
const WIDTH: usize = 110;

pub(super) fn list(views: &[View], as_json: bool) -> Result<u8, Failure> {
    if as_json {
        return views.iter().try_fold(0, |_, view| json(view));
    }
    if views.is_empty() {
        eprintln!("Nothing waits.");
        return Ok(0);
    }
    let now = Clock::system().now();
    let mut out = row(["ID", "AGE", "STATE", "WHO", "REASON", "TO", "SUBJECT"]);
    for view in views {
        let cells = [
            view.id.as_str(),
            &age(view.created, now),
            // What a hold asks for says more than that it is held.
            if view.state == State::Held { view.step.word() } else { view.state.word() },
            view.sender.split('@').next().unwrap_or_default(),
            if view.state.is_over() || view.headline.is_empty() { &view.outcome } else { &view.headline },
            &people(view),
            &view.subject,
        ];
        out.push_str(&row(cells));
    }
    let held = views.iter().filter(|view| view.state == State::Held).count();
    if let (Some(first), true) = (views.iter().find(|v| v.state == State::Held), held > 0) {
        eprintln!("{held} held. Decide:  outguard show {0} · outguard cancel {0}", first.id);
    }
    text(&out)
}

fn row(cells: [&str; 7]) -> String {
    const WIDTHS: [usize; 7] = [5, 4, 9, 12, 56, 34, 30];
    let padded = cells.iter().zip(WIDTHS).map(|(cell, width)| format!("{:<width$}", one_line(cell, width)));
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
}

/// The odd recipient first: it is what the list is for.
fn people(view: &View) -> String {
    let remaining: Vec<&RecipientView> =
        view.recipients.iter().filter(|r| r.state != RecipientState::Removed).collect();
    let first = remaining.iter().find(|r| r.odd).or(remaining.first());
    match (first, remaining.len()) {
        (None, _) => "nobody".to_owned(),
        (Some(first), 1) => first.address.clone(),
        (Some(first), n) => format!("{} +{}", first.address, n - 1),
    }
}

fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    match seconds {
        0..=59 => format!("{seconds}s"),
        60..=3599 => format!("{}m", seconds / 60),
        3600..=172_799 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

pub(super) fn show(view: &View, journal: &[JournalView], as_json: bool) -> Result<u8, Failure> {
    if as_json {
        return json(view);
    }
    let mut out = format!("{}  {}", view.id, state_words(view));
    out.push_str(&format!("\n\nFrom     {}\nSubject  {}\n", one_line(&view.sender, 120), one_line(&view.subject, 160)));
    for recipient in &view.recipients {
        out.push_str(&recipient_line(recipient));
    }
    for attachment in view.attachments.iter().flatten() {
        let name = if attachment.name.is_empty() { "without a name" } else { &attachment.name };
        out.push_str(&format!(
            "File     {} ({}, {} octets)\n",
            one_line(name, 80),
            attachment.media_type,
            attachment.size
        ));
    }
    let findings = view.findings.as_deref().unwrap_or_default();
    if !findings.is_empty() {
        out.push_str("\nWhy\n");
        findings.iter().for_each(|finding| out.push_str(&finding_lines(finding)));
    }
    out.push_str(&what_now(view));
    if !journal.is_empty() {
        out.push_str("\nWhat happened\n");
    }
    for line in journal {
        let event = serde_json::to_string(&line.event).unwrap_or_default();
        out.push_str(&format!("{}  {}\n", local(line.at), one_line(&event, 400)));
    }
    text(&out)
}

/// A time in the zone of this machine.
pub(super) fn local(at: Timestamp) -> String {
    shown_time(at, &TimeZone::system())
}

fn state_words(view: &View) -> String {
    match view.state {
        State::Held => {
            let until =
                view.deadline.map_or_else(String::new, |at| format!(", back to you as a draft on {}", local(at)));
            let why = match view.headline.as_str() {
                // After a repair.
                "" => "held: nothing odd is left".to_owned(),
                headline => format!("held ({}): {headline}", view.step),
            };
            format!("{why}\n      not sent yet{until}")
        }
        State::Delayed => {
            let at = view.due.map_or_else(String::new, |at| format!(" on {}", local(at)));
            format!("leaves{at} unless you cancel it")
        }
        State::Queued => "may leave; delivery is tried until upstream takes it".to_owned(),
        State::Unsure => "may have been sent: the connection broke before upstream answered".to_owned(),
        state => format!("{}: {}", state.word(), view.outcome),
    }
}

fn recipient_line(recipient: &RecipientView) -> String {
    let mark = if recipient.odd { "  ← odd" } else { "" };
    let name = if recipient.name.is_empty() { String::new() } else { format!(" ({})", one_line(&recipient.name, 60)) };
    let role = match recipient.role {
        crate::facts::Role::To => "To",
        crate::facts::Role::Cc => "Cc",
        crate::facts::Role::Bcc => "Bcc",
    };
    let kind = recipient.kind.word();
    let fate = match recipient.state {
        RecipientState::Waiting => String::new(),
        RecipientState::Sent => {
            let at = recipient.at.map_or_else(String::new, |at| format!(" on {}", local(at)));
            format!("  taken by {}{at}: {}", recipient.host, one_line(&recipient.reply, 120))
        }
        state => format!("  {}: {}", state.word(), one_line(&recipient.reply, 160)),
    };
    format!("{role:<8} {}  {}{name}  {kind}{mark}{fate}\n", recipient.id, recipient.address)
}

fn finding_lines(finding: &FindingView) -> String {
    let mut lines = format!("  {} ({}, {})\n", finding.headline, finding.step, finding.check);
    if !finding.detail.is_empty() {
        lines.push_str(&format!("    {}\n", finding.detail));
    }
    for evidence in &finding.evidence {
        lines.push_str(&format!("    · {}\n", one_line(evidence, 120)));
    }
    lines
}

/// What can be done about mail that is not held, and so has no number to type.
fn repair_line(repair: &RepairView) -> String {
    let odd = repair.recipient.as_deref().unwrap_or_default();
    let said = match (repair.verb.as_ref(), &repair.address) {
        ("replace", Some(address)) => format!("replace {odd} with {address}"),
        ("draft", _) => "take the draft back and change it".to_owned(),
        (verb, _) => format!("{verb} {odd}"),
    };
    format!("    repair: {said}\n")
}

fn what_now(view: &View) -> String {
    if view.state.is_over() || view.state == State::Damaged {
        return String::new();
    }
    let id = &view.id;
    let mut lines = vec!["\nWhat you can do".to_owned()];
    lines.extend(view.repair_commands.iter().flatten().map(|command| format!("  {command}")));
    lines.push(format!("  outguard cancel {id}"));
    if view.state != State::Queued {
        lines.push(release_line(view));
    }
    lines.push(format!("  (seal {})", view.seal.as_deref().unwrap_or("-")));
    lines.join("\n") + "\n"
}

fn release_line(view: &View) -> String {
    let asks = view.asks.as_deref().unwrap_or("nothing");
    let confirm = |words: &str| words.split(' ').map(|w| format!(" --confirm {w}")).collect::<String>();
    match asks.split_once(' ') {
        Some(("tick" | "type", words)) => format!("  outguard release {}{}", view.id, confirm(words)),
        Some(("second", _)) => "  (a second person decides about releasing it)".to_owned(),
        _ => format!("  outguard release {}", view.id),
    }
}

pub(super) fn scan(explanation: &ExplanationView, as_json: bool) -> Result<u8, Failure> {
    if as_json {
        return json(explanation);
    }
    let step = explanation.verdict.step;
    let would = match step {
        Step::Refuse => "would be refused",
        step if step.holds() => "would be held",
        Step::Delay => "would leave after the undo window",
        _ => "would pass",
    };
    let told =
        |finding: &FindingView| finding_lines(finding) + &finding.repairs.iter().map(repair_line).collect::<String>();
    let findings: String = explanation.verdict.findings.iter().map(told).collect();
    text(&format!("{would} ({step})\n{findings}"))
}

pub(super) fn explain(explanation: &ExplanationView, as_json: bool) -> Result<u8, Failure> {
    if as_json {
        return json(explanation);
    }
    let step = explanation.verdict.step;
    let mut out = explanation.held.as_ref().map(|held| held_lines(held, step)).unwrap_or_default();
    out.push_str(&format!("Step: {step}\n\nFacts\n"));
    for fact in &explanation.fact_lines {
        let value = wrapped(&one_line(&fact.value, usize::MAX)).join(&format!("\n{:23}", ""));
        out.push_str(&format!("  {:<20} {value}\n", fact.name));
    }
    out.push_str("\nChecks\n");
    explanation.checks.iter().for_each(|check| out.push_str(&check_lines(check)));
    text(&out)
}

/// What a mail was held for, before what would be said of it now.
fn held_lines(held: &HeldForView, now: Step) -> String {
    let day = |at: Timestamp| at.to_zoned(TimeZone::system()).strftime("%-d %b %Y").to_string();
    let then = held.verdict.step;
    let mut lines = format!("Held on {}: {then}\n", day(held.since));
    held.verdict.findings.iter().for_each(|finding| lines.push_str(&finding_lines(finding)));
    lines.push_str(&format!("\nJudged now, on {}\n", day(held.judged)));
    if now != then {
        lines.push_str(&format!(
            "Now it would be {now}, when it was held it was {then}: past mail or rules have changed since.\n"
        ));
    }
    lines
}

/// A long value in lines of at most [`WIDTH`] characters where its words allow it: nothing of it is left out.
fn wrapped(value: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in value.split(' ') {
        let more = word.chars().count();
        match lines.last_mut() {
            Some(line) if line.is_empty() || length + 1 + more <= WIDTH => {
                if !line.is_empty() {
                    line.push(' ');
                    length += 1;
                }
                line.push_str(word);
                length += more;
            }
            _ => {
                lines.push(word.to_owned());
                length = more;
            }
        }
    }
    lines
}

fn check_lines(check: &CheckView) -> String {
    let id = match &check.origin {
        Some(origin) => format!("{} ({origin})", check.id),
        None => check.id.clone(),
    };
    match check.outcome.as_str() {
        "fired" => {
            let lines =
                check.noticed.iter().map(|noticed| format!("           {} ({})\n", noticed.headline, noticed.step));
            format!("  FIRED    {id}: {}\n{}", check.title, lines.collect::<String>())
        }
        "off" => format!("  off      {id}\n"),
        outcome => format!("  {outcome:<7}  {id}: {}\n", check.why),
    }
}

pub(super) fn rules(rules: &[Listed], today: Date, as_json: bool) -> Result<u8, Failure> {
    if as_json {
        return rules.iter().try_fold(0, |_, rule| {
            json(&serde_json::json!({
                "id": rule.id, "title": rule.title, "step": rule.step, "reads": rule.reads, "on": rule.on,
                "state": rule.state(today), "file": rule.file, "line": rule.line, "replaces": rule.replaces,
                "since": rule.since, "until": rule.until, "ask_rate": null,
            }))
        });
    }
    let line = |rule: &Listed| {
        let step = match rule.state(today) {
            "on" => rule.step.map_or("varies", Step::word),
            state => state,
        };
        let file = match (&rule.file, &rule.replaces) {
            (None, _) => "built in".to_owned(),
            (Some(file), None) => format!("{file}:{}", rule.line),
            (Some(file), Some(other)) => format!("{file}:{}, in place of {other}", rule.line),
        };
        // How often a rule asks is known when past mail has been judged with it.
        rule_line([&rule.id, step, "unknown", &rule.title, &rule.reads, &file])
    };
    let head = rule_line(["ID", "STEP", "ASKS", "LOOKS FOR", "READS", "FILE"]);
    text(&(head + &rules.iter().map(line).collect::<String>()))
}

fn rule_line([id, step, asks, title, reads, file]: [&str; 6]) -> String {
    format!("{id:<36}  {step:<7}  {asks:<7}  {title:<52}  {reads:<44}  {file}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_wrapped_and_nothing_is_left_out() {
        let value = format!("{} {}", "some words of a fact ".repeat(20).trim_end(), "x".repeat(2 * WIDTH));
        let lines = wrapped(&value);
        assert_eq!(lines.join(" "), value);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH || !line.contains(' ')), "{lines:?}");
        assert_eq!(wrapped("short"), ["short"]);
        assert_eq!(wrapped(""), [""]);
    }
}
