//! What has happened to a mail, in sentences: since a page was made that somebody wants to decide by, or at all.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::Say;
use crate::base::event::Event;
use crate::control::web::when;
use crate::store::JournalLine;

/// Each change after `since`, oldest first: what, by whom, when.
pub(super) fn since(journal: &[JournalLine], since: Timestamp, say: &Say, zone: &TimeZone) -> Vec<String> {
    journal.iter().filter(|line| line.at > since).filter_map(|line| told(line, say, zone)).collect()
}

fn told(line: &JournalLine, say: &Say, zone: &TimeZone) -> Option<String> {
    let at = when::moment(line.at, zone, say.language());
    let told = |id: &str, by: &str, more: &[(&str, String)]| {
        let mut values = vec![("by", by.to_owned()), ("at", at.clone())];
        values.extend_from_slice(more);
        Some(say.all(id, &values))
    };
    match &line.event {
        Event::Repaired { verb, by, from, to, .. } => match (verb.as_str(), to) {
            ("replace", Some(to)) => told("changed-replace", by, &[("from", from.clone()), ("to", to.clone())]),
            ("bcc", _) => told("changed-bcc", by, &[("from", from.clone())]),
            _ => told("changed-remove", by, &[("from", from.clone())]),
        },
        Event::Decided { verb, by, .. } => match verb.as_str() {
            "release" => told("changed-release", by, &[]),
            "cancel" => told("changed-cancel", by, &[]),
            "approve" => told("changed-approve", by, &[]),
            "reject" => told("changed-reject", by, &[]),
            _ => None,
        },
        Event::Stopped { by, .. } => told("changed-stop", by, &[]),
        Event::Extended { by, .. } => told("changed-extend", by, &[]),
        Event::Returned => Some(say.a("changed-return", "at", at.as_str())),
        _ => None,
    }
}
