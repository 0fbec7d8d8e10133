//! `outguard stats` and `outguard quiet`: how often what asks, and what is not asked again.

use jiff::tz::TimeZone;

use super::super::ops::{Budget, Ops, Tuned};
use super::args::QuietCommand;
use super::print;
use crate::app::failure::Failure;
use crate::base::text::{one_line, shown_time};
use crate::store::{Month, Quiet};

/// `outguard stats`.
pub(super) async fn stats(ops: &Ops, as_json: bool) -> Result<u8, Failure> {
    let (tuning, month) = (ops.tuning().await?, ops.month().await?);
    if as_json {
        let people = tuning.people.iter().map(|month| (person(month), "person"));
        let all = std::iter::once((person(&month), "month")).chain(people);
        for (mut line, kind) in all {
            line["kind"] = kind.into();
            print::json(&line)?;
        }
        let mut line = serde_json::to_value(tuning.budget).unwrap_or_default();
        line["kind"] = "budget".into();
        print::json(&line)?;
        return tuning.checks.iter().try_fold(0, |_, check| {
            let mut line = serde_json::to_value(check).unwrap_or_default();
            line["kind"] = "check".into();
            print::json(&line)
        });
    }
    let mut out = format!(
        "This month: asked {} times in {} mails; {} changed, {} decided within 2 s.\n",
        month.asks.asks, month.mails, month.asks.changed, month.asks.quick
    );
    let Budget { asks_per_100, asks, .. } = tuning.budget;
    out.push_str(&format!(
        "Because of past mail: asked {asks} times, {:.1} in 100 mails; {asks_per_100} in 100 are allowed (policy.asks_per_100).\n",
        tuning.budget.per_100()
    ));
    if !tuning.checks.is_empty() {
        out.push_str("\nOf the last 50 decisions of each check\n");
        out.push_str(&row(["CHECK", "STEP", "ASKED", "CHANGED", "UNDER 2 S", "THIS MONTH", ""]));
        out.extend(tuning.checks.iter().map(check_line));
    }
    if !tuning.people.is_empty() {
        out.push_str("\nThis month\n");
        out.push_str(&row(["PERSON", "MAILS", "ASKED", "CHANGED", "UNDER 2 S", "", ""]));
        for Month { owner, asks, mails } in &tuning.people {
            let figures = [mails.to_string(), asks.asks.to_string(), asks.changed.to_string(), asks.quick.to_string()];
            let [mails, asked, changed, quick] = &figures;
            out.push_str(&row([owner, mails, asked, changed, quick, "", ""]));
        }
    }
    print::text(&out)
}

fn check_line(check: &Tuned) -> String {
    let step = if check.eased { "note" } else { check.step };
    let advice = if check.proposed { format!("outguard quiet note {}", check.check) } else { String::new() };
    let [asks, changed, quick] = [check.asks, check.changed, check.quick].map(|n| n.to_string());
    row([&check.check, step, &asks, &changed, &quick, &check.month_asks.to_string(), &advice])
}

fn row([first, rest @ ..]: [&str; 7]) -> String {
    let [a, b, c, d, e, last] = rest;
    let line = format!("{:<36}  {a:<8}  {b:<6}  {c:<8}  {d:<10}  {e:<10}  {last}", one_line(first, 60));
    line.trim_end().to_owned() + "\n"
}

fn person(month: &Month) -> serde_json::Value {
    let Month { owner, asks, mails } = month;
    serde_json::json!({
        "owner": owner, "mails": mails, "asks": asks.asks, "changed": asks.changed, "quick": asks.quick,
    })
}

/// `outguard quiet …`.
pub(super) async fn quiet(ops: &Ops, command: QuietCommand) -> Result<u8, Failure> {
    match command {
        QuietCommand::List { output } => list(ops, output.json).await,
        QuietCommand::Remove { n } => {
            let Quiet { check, address, owner, .. } = ops.ask_again(n).await?;
            print::text(&format!("{check} asks {owner} about {address} again\n"))
        }
        QuietCommand::Note { check } => {
            ops.ease(&check, true).await?;
            print::text(&format!("{check} only takes notes from now on\n"))
        }
        QuietCommand::Ask { check } => {
            ops.ease(&check, false).await?;
            print::text(&format!("{check} asks again\n"))
        }
    }
}

async fn list(ops: &Ops, as_json: bool) -> Result<u8, Failure> {
    let (quiets, eased) = (ops.quiets().await?, ops.tuning().await?.eased);
    if as_json {
        for Quiet { n, owner, check, address, by, at, until } in &quiets {
            print::json(&serde_json::json!({
                "n": n, "owner": owner, "check": check, "address": address, "by": by, "at": at, "until": until,
            }))?;
        }
        return eased.iter().try_fold(0, |_, eased| {
            let (check, by, at, figures) = (&eased.check, &eased.by, eased.at, &eased.figures);
            print::json(&serde_json::json!({ "check": check, "by": by, "at": at, "figures": figures }))
        });
    }
    let day = |at| shown_time(at, &TimeZone::system());
    let mut out = String::new();
    for Quiet { n, owner, check, address, by, at, until } in &quiets {
        let (since, until) = (day(*at), day(*until));
        out.push_str(&format!(
            "{n:>4}  {owner} is not asked by {check} about {address}: {by} on {since}, until {until}\n"
        ));
    }
    for eased in &eased {
        let (check, by, figures) = (&eased.check, &eased.by, &eased.figures);
        out.push_str(&format!("      {check} only takes notes: {by} on {} ({figures})\n", day(eased.at)));
    }
    if out.is_empty() {
        eprintln!("Everything that is odd is asked about.");
    }
    print::text(&out)
}
