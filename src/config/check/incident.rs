//! Who acts when something slipped through.

use crate::config::{Incidents, written};
use crate::incident::{Contact, Contacts};

pub(super) fn incidents(written: written::Incident) -> Incidents {
    let pair = |who: String, deputy: String| Contact { who: who.trim().to_owned(), deputy: deputy.trim().to_owned() };
    let contacts = Contacts {
        organisation: written.organisation,
        boss: pair(written.boss, written.boss_deputy),
        data_protection: pair(written.data_protection, written.data_protection_deputy),
        legal: pair(written.legal, written.legal_deputy),
        compliance: pair(written.compliance, written.compliance_deputy),
        security: pair(written.security, written.security_deputy),
        insurer: pair(written.insurer, written.insurer_deputy),
        account: pair(written.account, written.account_deputy),
        team: written.team,
        out_of_band: written.out_of_band,
    };
    let establishment = written.establishment.iter().map(|country| country.trim().to_ascii_uppercase()).collect();
    Incidents { contacts, establishment, roles: written.roles, reminders: written.reminders.unwrap_or(true) }
}
