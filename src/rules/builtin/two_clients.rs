//! **What**: people of two client parties get one message.
//! **Why**: each client learns of the other, and what is written for one is read by both.
//! **Fires on**: recipients of two or more named clients; visible to each other at `type`, one of them hidden at `tick`.
//! **Stays silent on**: several people of one client, and clients without a name.
//! **Options**: none; parties that work together can be one party, or a `partner`.

use crate::base::{Step, text};
use crate::facts::Role;
use crate::people::PartyKind;
use crate::rules::Repair;

use super::{Arg, Case, Outcome, Reason, client_wall, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    let mut parties: Vec<(&str, usize, bool)> = Vec::new();
    for (i, recipient) in case.recipients(|recipient| recipient.kind == PartyKind::Client) {
        let Some(party) = recipient.party.as_deref() else { continue };
        let visible = recipient.role != Role::Bcc;
        match parties.iter_mut().find(|(name, ..)| *name == party) {
            Some((_, _, seen)) => *seen |= visible,
            None => parties.push((party, i, visible)),
        }
    }
    if parties.len() < 2 {
        return Outcome::silent("at most one client gets it");
    }
    let names: Vec<&str> = parties.iter().map(|(name, ..)| *name).collect();
    let see = parties.iter().filter(|(.., visible)| *visible).count() >= 2;
    let (step, id) = if see { (Step::Type, "two-clients-visible") } else { (Step::Tick, "two-clients-hidden") };
    let shown = Arg::list(names.iter().map(|name| text::one_line(name, 40)));
    let mut finding = whole("two-clients", step, Reason::new(id).with("parties", shown).with("count", names.len()));
    finding.evidence = names.iter().take(5).map(|name| (*name).to_owned()).collect();
    // The party whose people were named last is the likelier stray.
    let last = parties.iter().map(|(_, first, _)| *first).max();
    if let Some(recipient) = last {
        finding.repairs = vec![Repair::Remove { recipient }, Repair::Bcc { recipient }, Repair::Draft];
        // Where a wall stands, hiding one from the other is a breach all the same.
        if !client_wall::breached(case).is_empty() {
            finding.repairs.retain(|repair| !matches!(repair, Repair::Bcc { .. }));
        }
        finding.recipient = Some(recipient);
    }
    Outcome::Fired(vec![finding])
}
