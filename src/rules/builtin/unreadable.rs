//! **What**: something could not be read, or two programs would read it differently.
//! **Why**: unknown is not safe: what the guard reads and what the recipient's program shows must be the same mail.
//! **Fires on**: addresses, headers and parts that read two ways and content past a limit: `ask` when an outsider gets it,
//! else a `note`. Encrypted content, formats nobody here reads and broken charsets are a `note`: files that nobody can look
//! into leave every day, and a question that comes every day is not read.
//! **Stays silent on**: mail that reads one way.
//! **Options**: none.

use crate::base::{Step, text};
use crate::parse::{Anomaly, AnomalyKind};
use crate::rules::words;

use super::{Case, Outcome, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    let outside = !case.outsiders().is_empty();
    let (two_ways, opaque): (Vec<&Anomaly>, Vec<&Anomaly>) =
        case.facts.anomalies.iter().partition(|anomaly| reads_two_ways(anomaly.kind));
    let mut findings = Vec::new();
    if let Some(first) = two_ways.first() {
        let headline = match first.kind {
            AnomalyKind::Address => "An address can be read two ways",
            AnomalyKind::Header => "The message's headers can be read two ways",
            AnomalyKind::Limit => "A part of this message was too large to check",
            _ => "A part of this message can be read two ways",
        };
        let detail = "What was checked may not be what the recipients will see.";
        findings.push(finding(if outside { Step::Ask } else { Step::Note }, headline.to_owned(), detail, &two_ways));
    }
    if !opaque.is_empty() {
        let headline = format!("{} could not be looked into", words::parts(opaque.len()));
        findings.push(finding(Step::Note, headline, "So nobody here knows what leaves in this mail.", &opaque));
    }
    Outcome::of(findings, "everything could be read, and in one way")
}

fn reads_two_ways(kind: AnomalyKind) -> bool {
    match kind {
        AnomalyKind::Address | AnomalyKind::Header | AnomalyKind::Mime | AnomalyKind::Limit => true,
        AnomalyKind::Opaque | AnomalyKind::Encoding => false,
    }
}

fn finding(step: Step, headline: String, detail: &str, anomalies: &[&Anomaly]) -> crate::rules::Finding {
    let mut finding = whole("unreadable", step, headline, detail.to_owned());
    finding.evidence = anomalies.iter().take(5).map(|anomaly| text::one_line(&anomaly.what, 120)).collect();
    finding
}
