//! **What**: something could not be read, or two programs would read it differently.
//! **Why**: unknown is not safe: what the guard reads and what the recipient's program shows must be the same mail.
//! **Fires on**: addresses, headers and parts that read two ways, content past a limit, and files that are damaged, too large,
//! contradictory, or that the reader gave up on: `ask` when an outsider gets it, else a `note`. Formats nobody here reads and
//! broken charsets are a `note`: files that nobody can look into leave every day, and a question that comes every day is not
//! read. Locked files are `locked-file`.
//! **Stays silent on**: mail that reads one way, and pictures, sound and film, which hold no text.
//! **Options**: none.

use crate::base::{Step, text};
use crate::facts::AttachmentFacts;
use crate::files::{Feature, UnreadKind};
use crate::parse::{Anomaly, AnomalyKind};

use super::{Case, Finding, Outcome, Reason, whole, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let (two_ways, opaque): (Vec<&Anomaly>, Vec<&Anomaly>) =
        case.facts.anomalies.iter().partition(|anomaly| reads_two_ways(anomaly.kind));
    let mut findings = Vec::new();
    if let Some(first) = two_ways.first() {
        let reason = Reason::new(match first.kind {
            AnomalyKind::Address => "unreadable-address",
            AnomalyKind::Header => "unreadable-header",
            AnomalyKind::Limit => "unreadable-limit",
            _ => "unreadable-part",
        });
        findings.push(finding(case.ask_outside(), reason, two_ways.iter().map(|anomaly| anomaly.what.as_str())));
    }
    findings.extend(files(case));
    if !opaque.is_empty() {
        let reason = Reason::new("unreadable-opaque").with("count", opaque.len());
        findings.push(finding(Step::Note, reason, opaque.iter().map(|anomaly| anomaly.what.as_str())));
    }
    Outcome::of(findings, "everything could be read, and in one way")
}

fn reads_two_ways(kind: AnomalyKind) -> bool {
    match kind {
        AnomalyKind::Address | AnomalyKind::Header | AnomalyKind::Mime | AnomalyKind::Limit => true,
        AnomalyKind::Opaque | AnomalyKind::Encoding => false,
    }
}

/// The files of which something is unknown that could be known, the first speaking for all; and those of formats nobody
/// here reads.
fn files(case: &Case) -> Vec<Finding> {
    let files = &case.facts.attachments;
    let mut findings = Vec::new();
    let unknown: Vec<_> = files.iter().filter_map(|file| Some((file, unknown(file)?))).collect();
    if let Some((first, why)) = unknown.first() {
        let reason = Reason::new("unreadable-file").with("file", words::file(first)).with("why", *why);
        let whats = unknown.iter().flat_map(|(file, _)| file.unread.iter().map(|unread| unread.what.as_str()));
        findings.push(finding(case.ask_outside(), reason, whats));
    }
    let has_format = |file: &&AttachmentFacts| file.unread.iter().any(|unread| unread.kind == UnreadKind::Unsupported);
    let foreign: Vec<_> = files.iter().filter(has_format).filter(|file| !file.kind.is_media()).collect();
    if let Some(first) = foreign.first() {
        let reason = Reason::new("unreadable-format").with("file", words::file(first)).with("count", foreign.len());
        let whats = foreign.iter().flat_map(|file| file.unread.iter().map(|unread| unread.what.as_str()));
        findings.push(finding(Step::Note, reason, whats));
    }
    findings
}

/// Why what a file holds is not known though its format is.
fn unknown(file: &AttachmentFacts) -> Option<&'static str> {
    let unread = file.unread.iter().find_map(|unread| match unread.kind {
        UnreadKind::Damaged => Some("damaged"),
        UnreadKind::Limit => Some("limit"),
        UnreadKind::Reader => Some("reader"),
        UnreadKind::Encrypted | UnreadKind::Unsupported => None,
    });
    unread.or_else(|| file.features.contains(&Feature::Contradictory).then_some("two-ways"))
}

fn finding<'a>(step: Step, reason: Reason, whats: impl Iterator<Item = &'a str>) -> Finding {
    let mut finding = whole("unreadable", step, reason);
    finding.evidence = whats.take(5).map(|what| text::one_line(what, 120)).collect();
    finding
}
