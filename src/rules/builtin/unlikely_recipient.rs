//! **What**: a recipient does not fit the sender's own past mail.
//! **Why**: the costly slips are the right words to the wrong person: the other Tanaka, the client instead of the boss, the last
//! but one in the list that autocomplete offers. Words alone look like any other mail.
//! **Fires on**: whoever scores above the sender's own threshold, which is set so that it asks about `policy.asks_per_100` of
//! the sender's 100 clean mails; at `ask`, and at `note` where that is 0.
//! **Stays silent on**: senders of whom too little was learnt to know who belongs (fewer than 200 messages), and recipients whom
//! `name-twin` or `lookalike-domain` asks about already; where somebody else is greeted, `greeting-mismatch`.
//! **Options**: `policy.asks_per_100`.

use jiff::Timestamp;

use crate::base::{Address, Step};
use crate::facts::{Fact, Fit, Haste, Hour, Ranking};
use crate::people::history::{Evidence, Why};
use crate::rules::{Finding, Repair};

use super::{Arg, Case, Outcome, Reason, about, greeting_mismatch, lookalike_domain, name_twin, seen_elsewhere, words};

/// So much evidence makes the sentence; the rest stands below it.
const SAID: usize = 2;

/// More of it convinces nobody.
const EVIDENCE: usize = 5;

pub(super) fn judge(case: &Case) -> Outcome {
    let ranking = match &case.facts.ranking {
        Fact::Known(Some(ranking)) => ranking,
        Fact::Known(None) => return Outcome::silent("nothing was learnt from past mail"),
        Fact::Unavailable(_) => return Outcome::silent("past mail could not be looked up"),
    };
    let Some(cut) = ranking.cut else {
        return Outcome::Silent(format!("{} mails are too few to know who belongs", ranking.learnt).into());
    };
    let mut told = Vec::new();
    let mut findings = Vec::new();
    for (i, recipient) in case.recipients(|recipient| recipient.fit.as_ref().is_some_and(|fit| fit.score > cut)) {
        let Some(fit) = &recipient.fit else { continue };
        match told_by(case, i, fit) {
            Some(check) => told.push(format!("{} is what {check} asks about", words::name(recipient))),
            None => findings.push(finding(case, i, fit, ranking)),
        }
    }
    match told.first() {
        Some(told) if findings.is_empty() => Outcome::Nearly(told.clone()),
        _ if findings.is_empty() => {
            let top = ranking.top.unwrap_or_default();
            let does = if step(ranking) == Step::Ask { "it asks" } else { "it only notes" };
            Outcome::Silent(format!("the least likely recipient scores {top:.2}; above {cut:.2} {does}").into())
        }
        _ => Outcome::Fired(findings),
    }
}

/// A budget of nought asks about nobody.
fn step(ranking: &Ranking) -> Step {
    if ranking.asks_per_100 > 0.0 { Step::Ask } else { Step::Note }
}

/// The check that asks about the same thing of the same recipient.
fn told_by(case: &Case, i: usize, fit: &Fit) -> Option<&'static str> {
    let asks = |id: &str, judge: fn(&Case) -> Outcome, is_about: &dyn Fn(&Finding) -> bool| {
        let outcome = if case.rulebook.is_off(id) { Outcome::Off } else { judge(case) };
        outcome.findings().iter().any(|finding| finding.step >= Step::Ask && is_about(finding))
    };
    let is_same = |finding: &Finding| finding.recipient == Some(i);
    let greets = matches!(fit.evidence.first(), Some(Evidence::GreetsAnother { .. }));
    if asks("name-twin", name_twin::judge, &is_same) {
        Some("name-twin")
    } else if asks("lookalike-domain", lookalike_domain::judge, &is_same) {
        Some("lookalike-domain")
    } else if greets && asks("greeting-mismatch", greeting_mismatch::judge, &|_| true) {
        Some("greeting-mismatch")
    } else {
        None
    }
}

fn finding(case: &Case, i: usize, fit: &Fit, ranking: &Ranking) -> Finding {
    let name = case.facts.recipients.get(i).map(words::name).unwrap_or_default();
    let is_new_here = case.facts.recipients.get(i).is_some_and(|one| one.known_here == Fact::Known(false));
    let said = |evidence: &Evidence| match evidence {
        Evidence::NeverWritten if is_new_here => Reason::new("against-never-written-here"),
        evidence => saying(evidence),
    };
    let mut sayings: Vec<Reason> = fit.evidence.iter().map(said).collect();
    // Strong, but the ranking does not know it: it follows what does.
    let things = case.facts.recipients.get(i).map_or(&[][..], seen_elsewhere::things);
    let first = sayings.len().min(1);
    sayings.splice(first..first, things.iter().take(1).map(seen_elsewhere::against));
    if sayings.is_empty() {
        sayings.push(Reason::new("against-all"));
    }
    let circumstances = circumstances(case);
    let rest = sayings.split_off(SAID.min(sayings.len()));
    let against = sayings.into_iter().map(Arg::Phrase).collect();
    // Somebody who gets this mail already was not meant in another's place.
    let meant = fit.meant.as_ref().filter(|meant| !case.gets_it(&meant.address));
    let reason = Reason::new("unlikely-recipient").with("name", name).with("against", Arg::List(against));
    let reason = match meant {
        Some(meant) => reason
            .with("meant", words::named(&meant.name, &meant.address))
            .with("because", Reason::new(because(meant.why))),
        None => reason.with("meant", "none").with("because", ""),
    };
    let mut finding = about("unlikely-recipient", step(ranking), i, reason);
    if let Some(meant) = meant {
        finding.repairs.insert(0, Repair::Replace { recipient: i, address: meant.address.clone() });
    }
    let language = case.rulebook.language();
    finding.evidence =
        rest.iter().take(EVIDENCE).chain(&circumstances).map(|reason| reason.sentence(language)).collect();
    finding
}

/// When it is sent: by itself nothing to ask about.
fn circumstances(case: &Case) -> Vec<Reason> {
    let mut said = Vec::new();
    if let Fact::Known(Some(Hour { is_unusual: true, .. })) = case.facts.hour {
        let time = case.facts.sent_at.time();
        said.push(Reason::new("against-hour").with("time", format!("{:02}:{:02}", time.hour(), time.minute())));
    }
    if let Fact::Known(Some(haste @ Haste { is_hasty: true, .. })) = case.facts.haste {
        let seconds = [haste.since_sent, haste.since_heard].into_iter().flatten().min();
        said.extend(seconds.map(|seconds| Reason::new("against-haste").with("seconds", seconds)));
    }
    said
}

/// What speaks against a recipient, as part of a sentence.
fn saying(evidence: &Evidence) -> Reason {
    let list = |people: &[Address]| Arg::list(people.iter().map(words::address));
    match evidence {
        Evidence::NeverWritten => Reason::new("against-never-written"),
        Evidence::NewDomain { domain } => Reason::new("against-new-domain").with("domain", words::domain(domain)),
        Evidence::LastWritten { count, at } => {
            Reason::new("against-last-written").with("count", *count).with("date", words::day(at))
        }
        Evidence::NeverWith { others } => Reason::new("against-never-with").with("people", list(others)),
        Evidence::UsuallyInstead { address, count, since } => {
            another("against-usually-instead", address, *count, since)
        }
        Evidence::KnownAlike { address, count, since } => another("against-known-alike", address, *count, since),
        Evidence::NotInThread => Reason::new("against-not-in-thread"),
        Evidence::NotOfSubject => Reason::new("against-not-of-subject"),
        Evidence::NotInQuote => Reason::new("against-not-in-quote"),
        Evidence::MistypedOf { address } => Reason::new("against-mistyped-of").with("address", words::address(address)),
        Evidence::MistypedDomain { domain } => {
            Reason::new("against-mistyped-domain").with("domain", words::domain(domain))
        }
        Evidence::OtherThanNamed { name } => Reason::new("against-other-than-named").with("name", name.as_str()),
        Evidence::OtherThanWritten => Reason::new("against-other-than-written"),
        Evidence::NoSuchDomain { domain } => {
            Reason::new("against-no-such-domain").with("domain", words::domain(domain))
        }
        Evidence::OtherWords => Reason::new("against-other-words"),
        Evidence::GreetsAnother { address: None } => Reason::new("against-greets-another"),
        Evidence::GreetsAnother { address: Some(address) } => {
            Reason::new("against-greets-known").with("address", words::address(address))
        }
        Evidence::OnlyOutsider => Reason::new("against-only-outsider"),
        Evidence::TakenBefore { count } => Reason::new("against-taken-before").with("count", *count),
        Evidence::Bounced { at } => Reason::new("against-bounced").with("date", words::day(at)),
        Evidence::Left { at, now: None } => Reason::new("against-left").with("date", words::day(at)),
        Evidence::Left { at, now: Some(now) } => {
            Reason::new("against-left-for").with("date", words::day(at)).with("address", words::address(now))
        }
    }
}

/// Somebody else, and how much mail went there since when.
fn another(id: &str, address: &Address, count: u32, since: &Timestamp) -> Reason {
    Reason::new(id).with("address", words::address(address)).with("count", count).with("date", words::day(since))
}

/// What makes somebody else the likelier one.
fn because(why: Why) -> &'static str {
    match why {
        Why::Greeted => "because-greeted",
        Why::Quoted => "because-quoted",
        Why::Thread => "because-thread",
        Why::Subject => "because-subject",
        Why::Together => "because-together",
        Why::Words => "because-words",
        Why::Often => "because-often",
        Why::Spelling => "because-spelling",
    }
}
