//! `outguard rules …`: packs of rules and of duties.

use jiff::civil::Date;

use super::args::RulesCommand;
use super::print;
use crate::app;
use crate::app::failure::{Failure, exit};
use crate::base::{Clock, Language};
use crate::config::Loaded;
use crate::incident::duty::{self, Duties, Duty};

/// What needs no configuration.
pub(super) fn schema(of_duties: bool) -> Result<u8, Failure> {
    print::json(&if of_duties { duty::schema() } else { crate::rules::schema() })
}

/// The other verbs.
pub(super) fn rules(loaded: &Loaded, command: &RulesCommand) -> Result<u8, Failure> {
    let judge = app::judge_of(&loaded.config)?;
    let duties = app::duties_of(&loaded.config)?;
    let zone = crate::release::zone(&loaded.config.policy);
    let today = Clock::system().now().to_zoned(zone).date();
    match command {
        RulesCommand::List { output } => {
            if !output.json {
                eprintln!("{} duties to disclose:  outguard rules duties", duties.all().len());
            }
            print::rules(&judge.rulebook.rules(), today, output.json)
        }
        RulesCommand::Duties { output } => list(&duties, loaded.config.language, today, output.json),
        RulesCommand::Schema { duties } => schema(*duties),
        RulesCommand::Check => {
            for warning in judge.rulebook.warnings(today) {
                eprintln!("warning: {warning}");
            }
            for warning in duties.warnings(today) {
                eprintln!("warning: {warning}");
            }
            let (rules, duties) = (judge.rulebook.rules().len(), duties.all().len());
            print::text(&format!("ok: {rules} checks and rules, {duties} duties\n"))
        }
        RulesCommand::Test => {
            let mut failures = judge.rulebook.test();
            failures.extend(duties.test());
            for failure in &failures {
                eprintln!("{failure}");
            }
            match failures.len() {
                0 => print::text("ok: every example does what its rule says\n"),
                n => Err(Failure::new("examples", exit::DATAERR, format!("{n} examples do not do what they say"))),
            }
        }
    }
}

fn list(duties: &Duties, language: Language, today: Date, as_json: bool) -> Result<u8, Failure> {
    if as_json {
        return duties.all().iter().try_fold(0, |_, duty| {
            print::json(&serde_json::json!({
                "id": duty.id, "title": duty.title.text(language), "state": duty.state(today), "what": duty.what,
                "juris": duty.juris, "role": duty.role, "checked_on": duty.checked_on, "since": duty.valid.since,
                "until": duty.valid.until, "reads": duty.reads(), "cite": duty.cite, "conf": duty.confidence,
                "file": duty.file, "line": duty.line, "replaces": duty.replaces,
            }))
        });
    }
    let line = |duty: &Duty| {
        let file = match &duty.replaces {
            None => format!("{}:{}", duty.file, duty.line),
            Some(other) => format!("{}:{}, in place of {other}", duty.file, duty.line),
        };
        let state = duty.state(today).word();
        row([&duty.id, state, &duty.checked_on.to_string(), duty.title.text(language), &file])
    };
    let head = row(["ID", "STATE", "CHECKED", "ASKS FOR", "FILE"]);
    eprintln!("None of this is legal advice. A duty whose pack is older than 180 days is marked `old`.");
    print::text(&(head + &duties.all().iter().map(line).collect::<String>()))
}

fn row([id, state, checked, title, file]: [&str; 5]) -> String {
    format!("{id:<28}  {state:<8}  {checked:<10}  {title:<88}  {file}\n")
}
