//! What a notification must say: the fields duties name, and where the report has them.

/// A field of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in packs.
    pub id: &'static str,
    /// The elements of the report it is filled from.
    pub elements: &'static [&'static str],
    /// The facts it is filled from.
    pub facts: &'static [&'static str],
}

/// Every field, in the order notifications have them.
pub const CONTENT: [Field; 21] = [
    field("identity_of_entity", &["E01"], &["establishment", "roles"]),
    field("contact", &["E22"], &[]),
    field("nature", &["E02", "E03"], &["personal_data", "unauthorised_disclosure", "intentional"]),
    field("when", &["E03", "E04"], &["sent_at", "noticed_at", "aware_at"]),
    field("duration", &["E04", "E07"], &["sent_at", "recovered", "deletion_confirmed"]),
    field("timeline", &["E16"], &["sent_at", "noticed_at", "aware_at"]),
    field("cause", &["E20"], &["intentional"]),
    field(
        "data_categories",
        &["E05"],
        &["special_categories", "financial_data", "credentials", "health_data", "national_ids", "card_numbers"],
    ),
    field("data_count", &["E05"], &["people"]),
    field("people_categories", &["E05"], &["children_or_vulnerable", "residence"]),
    field("people_count", &["E05"], &["people", "people_in_one_us_state"]),
    field(
        "recipients",
        &["E03", "E04"],
        &["unintended_recipients", "recipient_bound", "recipient_trusted", "read", "forwarded"],
    ),
    field("consequences", &["E05", "E06"], &["likely_risk", "high_risk", "property_damage_risk"]),
    field("measures_done", &["E07"], &["deletion_confirmed", "recovered", "risk_removed"]),
    field("measures_planned", &["E17", "E21"], &[]),
    field("mitigation_for_people", &["E14", "E17"], &["risk_removed"]),
    field("recommendations_to_people", &["E14"], &["credentials", "card_numbers", "financial_data"]),
    field("cross_border", &["E05"], &["residence", "establishment"]),
    field("other_authorities", &["E12", "E25"], &["establishment", "residence"]),
    field("law_enforcement", &["E25"], &["law_enforcement"]),
    field("delay_reasons", &["E25"], &["aware_at", "first_report_at"]),
];

const fn field(id: &'static str, elements: &'static [&'static str], facts: &'static [&'static str]) -> Field {
    Field { id, elements, facts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::duty::facts::known;

    #[test]
    fn every_field_is_filled_from_facts_and_elements_that_there_are() {
        for field in CONTENT {
            assert!(field.facts.iter().all(|fact| known(fact).is_ok()), "{field:?}");
            let element = |element: &&str| element[1..].parse::<u8>().is_ok_and(|n| (1..=28).contains(&n));
            assert!(!field.elements.is_empty() && field.elements.iter().all(element), "{field:?}");
        }
    }
}
