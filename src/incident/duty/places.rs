//! Countries and what they belong to: `EEA` has `DE`, `US` has `US-CA`.

use super::truth::Truth;

/// The member states of the European Union (ISO 3166-1).
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// What the European Economic Area has beyond the Union.
const EFTA_IN_EEA: [&str; 3] = ["IS", "LI", "NO"];

/// Whether a place stated as `stated` lies in `wanted`: a smaller one does, and of a larger one nobody can tell.
pub(super) fn lies_in(stated: &str, wanted: &str) -> Truth {
    if within(stated, wanted) {
        Truth::Yes
    } else if within(wanted, stated) {
        Truth::Unknown
    } else {
        Truth::No
    }
}

/// Whether all of `inner` is in `outer`.
fn within(inner: &str, outer: &str) -> bool {
    if inner == outer {
        return true;
    }
    let country = inner.split('-').next().unwrap_or(inner);
    match outer {
        "EU" => EU.contains(&country),
        "EEA" => inner == "EU" || EU.contains(&country) || EFTA_IN_EEA.contains(&country),
        _ => inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('-')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_lies_in_its_whole_and_of_a_whole_nobody_can_tell() {
        for (stated, wanted, truth) in [
            ("DE", "EEA", Truth::Yes),
            ("DE-BY", "DE", Truth::Yes),
            ("DE-BY", "EU", Truth::Yes),
            ("NO", "EU", Truth::No),
            ("NO", "EEA", Truth::Yes),
            ("EU", "DE", Truth::Unknown),
            ("US", "US-CA", Truth::Unknown),
            ("US-CA", "US", Truth::Yes),
            ("CA", "US-CA", Truth::No),
            ("CH", "EEA", Truth::No),
        ] {
            assert_eq!(lies_in(stated, wanted), truth, "{stated} in {wanted}");
        }
    }
}
