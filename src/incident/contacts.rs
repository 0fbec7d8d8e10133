//! Who acts when something slipped through, and who stands in: the sheet of `[incident]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody with a stand-in. Both are addresses, or names with a telephone number; empty = nobody is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// Who.
    pub who: String,
    /// Who stands in.
    pub deputy: String,
}

/// The parts people play. Who sent it and who sees to it now stand in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Whoever sees to it: at first the sender.
    Owner,
    /// The boss.
    Boss,
    /// The data protection officer, or whoever answers for data protection.
    DataProtection,
    /// Counsel.
    Legal,
    /// Compliance, for what a listed company keeps inside.
    Compliance,
    /// The security officer, or IT.
    Security,
    /// Whoever speaks with the insurer.
    Insurer,
    /// Whoever keeps the account of the client.
    Account,
}

impl Part {
    /// The word of config, texts and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Part::Owner => "owner",
            Part::Boss => "boss",
            Part::DataProtection => "data-protection",
            Part::Legal => "legal",
            Part::Compliance => "compliance",
            Part::Security => "security",
            Part::Insurer => "insurer",
            Part::Account => "account",
        }
    }
}

/// Everybody who acts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Contacts {
    /// The organisation's name, for letters.
    pub organisation: String,
    /// The boss of whoever sent it.
    pub boss: Contact,
    /// Data protection.
    pub data_protection: Contact,
    /// Counsel.
    pub legal: Contact,
    /// Compliance.
    pub compliance: Contact,
    /// Security, or IT.
    pub security: Contact,
    /// The insurer or broker.
    pub insurer: Contact,
    /// The keeper of the client's account.
    pub account: Contact,
    /// The team's list, for a word afterwards.
    pub team: String,
    /// A way to speak that is not mail: a telephone number, a room.
    pub out_of_band: String,
}

impl Contacts {
    /// Who plays `part`; the owner is not in the sheet.
    pub fn of(&self, part: Part) -> Option<&Contact> {
        match part {
            Part::Owner => None,
            Part::Boss => Some(&self.boss),
            Part::DataProtection => Some(&self.data_protection),
            Part::Legal => Some(&self.legal),
            Part::Compliance => Some(&self.compliance),
            Part::Security => Some(&self.security),
            Part::Insurer => Some(&self.insurer),
            Part::Account => Some(&self.account),
        }
    }
}
