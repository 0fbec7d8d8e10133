//! What to propose to the boss: at least two ways to go on, never "do nothing", each with what it takes and who must agree, and
//! one that is recommended (E10).

use schemars::JsonSchema;
use serde::Serialize;

use super::contacts::Part;
use super::{Band, Exposure, Incident, Severity};

/// A way to go on; the sentences `option-…`, `.effort` and `.risk` tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposal {
    /// Which.
    pub option: &'static str,
    /// Who must agree before it is done or offered.
    pub approval: Vec<Part>,
    /// Whether it is the one to begin with.
    pub recommended: bool,
    /// Not on the same day: sleep on it first.
    pub cooling_off: bool,
}

/// The ways there are, the recommended ones first.
pub fn proposals(incident: &Incident, exposure: &Exposure, severity: &Severity) -> Vec<Proposal> {
    let said = |id: &str| incident.answers.yes(id) == Some(true);
    let big = severity.band >= Band::Moderate;
    let personal = severity.enisa.is_some();
    let by_counsel = said("privileged") || said("inside_information");
    let about_client =
        matches!(incident.answers.text("relation"), Some("about-them" | "about-their-project" | "about-others"));
    let row = |option, approval: &[Part], recommended| Proposal {
        option,
        approval: approval.to_vec(),
        recommended,
        cooling_off: false,
    };
    let mut rows = Vec::new();
    if exposure.nobody_has_it {
        rows.push(row("send-right", &[Part::Owner], true));
        rows.push(row("guard", &[Part::Owner], false));
        return rows;
    }
    if by_counsel {
        rows.push(row("counsel-first", &[Part::Legal], true));
    } else {
        rows.push(row("call-and-ask", &[Part::Boss], true));
        rows.push(row("mail-and-ask", &[Part::Boss], false));
    }
    rows.push(row("boss-calls", &[Part::Boss], by_counsel));
    if personal && big {
        rows.push(row("data-protection", &[Part::DataProtection], severity.band >= Band::Major));
    }
    if about_client {
        rows.push(row("meet-client", &[Part::Boss, Part::Account], false));
        rows.push(row("make-good", &[Part::Boss, Part::Insurer], false));
    }
    if big {
        rows.push(row("four-eyes", &[Part::Boss], false));
        // Not on the day itself: whoever is shaken decides too much.
        rows.push(Proposal { cooling_off: true, ..row("step-back", &[Part::Boss], false) });
    }
    rows.sort_by_key(|proposal| !proposal.recommended);
    rows
}
