//! **What**: many outsiders see each other's addresses in To and Cc.
//! **Why**: a newsletter in Cc instead of Bcc tells every customer who the others are; data protection authorities fine it.
//! **Fires on**: more visible outsiders than the setting, at `tick`; at least twice as many, at `type` (the number of
//! people is typed). Addresses in the headers count whether or not they are in this envelope.
//! **Stays silent on**: hidden copies and insiders.
//! **Options**: `rules.visible_recipients`, 15 by default.

use crate::base::Step;
use crate::facts::Role;
use crate::rules::Repair;

use super::{Case, Outcome, Reason, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    let (visible, limit) = (case.facts.visible_outsiders, case.rulebook.settings.visible_recipients);
    if visible <= limit {
        return match visible * 2 > limit {
            true => Outcome::Nearly(format!("{visible} outside see each other, {limit} may")),
            false => Outcome::silent("few outsiders see each other"),
        };
    }
    let step = if visible >= limit.saturating_mul(2).max(2) { Step::Type } else { Step::Tick };
    let in_fields = case.recipients(|recipient| recipient.is_outside() && recipient.role != Role::Bcc);
    let mut domains: Vec<_> =
        in_fields.iter().filter_map(|(_, r)| r.address.domain()).map(|d| d.registrable()).collect();
    domains.sort_unstable();
    domains.dedup();
    let reason = Reason::new("many-visible").with("count", visible).with("domains", domains.len());
    let mut finding = whole("many-visible", step, reason);
    finding.evidence = domains.iter().take(3).map(|domain| (*domain).to_owned()).collect();
    finding.repairs = in_fields.iter().map(|(recipient, _)| Repair::Bcc { recipient: *recipient }).collect();
    finding.repairs.push(Repair::Draft);
    Outcome::Fired(vec![finding])
}
