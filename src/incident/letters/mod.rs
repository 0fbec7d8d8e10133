//! What is written to whom after something slipped through: one draft for every situation that applies, from the facts of the
//! record, in the reader's language (incident.md 6.4 and 6.5). Drafts name the message by its date and Message-ID; what stood in
//! it, and its subject, are in none unless they were said to be harmless. A part that is not known is left open and listed.

mod draft;
mod house;
mod outward;
mod recipient;
mod sheet;
#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;

pub use draft::Draft;
use sheet::Sheet;

use super::{Assessment, Contacts, Incident};
use crate::base::Language;

/// The most words of a deletion request.
const SHORT: usize = 150;

/// All drafts that apply, in the order in which they are needed.
pub fn letters(
    incident: &Incident,
    assessment: &Assessment,
    contacts: &Contacts,
    language: Language,
    zone: &TimeZone,
) -> Vec<Draft> {
    let sheet = Sheet::of(incident, assessment, contacts, language, zone);
    // Where something is classified, nothing is written about it by mail: who may know is told in person.
    let mut drafts = vec![house::meeting(&sheet)];
    if sheet.plans("spillage") {
        return drafts;
    }
    drafts.extend([house::card(&sheet), house::spoken(&sheet)]);
    if assessment.exposure.nobody_has_it {
        return drafts;
    }
    drafts.extend(recipient::deletions(&sheet));
    drafts.extend(recipient::corrections(&sheet));
    drafts.extend(house::notes(&sheet));
    drafts.extend(recipient::apologies(&sheet));
    drafts.extend(outward::all(&sheet));
    drafts.extend(recipient::postmasters(&sheet));
    drafts.extend(house::named(&sheet));
    drafts.extend(house::team(&sheet));
    drafts.push(house::ownership(&sheet));
    drafts
}
