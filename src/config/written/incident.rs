//! `[incident]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

/// Who acts when something slipped through. Each is an address, or a name with a telephone number; "" = nobody is named.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Incident {
    /// The organisation's name, as letters give it.
    pub organisation: String,
    /// Where the organisation sits: countries by two letters, such as `DE`, `US-CA`.
    pub establishment: Vec<String>,
    /// What it is besides, such as `issuer`, `bank`, `lawyer`; what stands here is all there is.
    pub roles: Option<Vec<String>>,
    /// The boss of those who have no `lead` in `[[person]]`.
    pub boss: String,
    /// Who stands in for the boss.
    pub boss_deputy: String,
    /// The data protection officer.
    pub data_protection: String,
    /// Who stands in.
    pub data_protection_deputy: String,
    /// Counsel.
    pub legal: String,
    /// Who stands in.
    pub legal_deputy: String,
    /// Compliance.
    pub compliance: String,
    /// Who stands in.
    pub compliance_deputy: String,
    /// Security, or IT.
    pub security: String,
    /// Who stands in.
    pub security_deputy: String,
    /// Whoever speaks with the insurer, or the broker.
    pub insurer: String,
    /// Who stands in.
    pub insurer_deputy: String,
    /// Whoever keeps the accounts of clients.
    pub account: String,
    /// Who stands in.
    pub account_deputy: String,
    /// The address of the team, for a word afterwards.
    pub team: String,
    /// A way to speak that is not mail: a telephone number, a room.
    pub out_of_band: String,
    /// Whether whoever has a step to do is reminded by mail when it is due.
    pub reminders: Option<bool>,
}
