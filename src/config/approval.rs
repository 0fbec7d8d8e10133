//! When people are in the office, and who decides as a second person: `[office]` and `[[approval]]`, checked.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::{Date, Time, Weekday, time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Address, Domain, fold};
use crate::people::Directory;

const MINUTE: u64 = 60;

/// When people are in the office, in the time zone of policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The days of the week; at least one.
    pub days: Vec<Weekday>,
    /// When it opens.
    pub opens: Time,
    /// When it closes; later than it opens, midnight as 23:59:59.999999999.
    pub closes: Time,
    /// The calendar holidays are read from.
    pub holidays_file: Option<PathBuf>,
    /// Days on which nobody is in.
    pub holidays: BTreeSet<Date>,
}

impl Default for Office {
    fn default() -> Office {
        let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        Office {
            days: days.to_vec(),
            opens: time(9, 0, 0, 0),
            closes: time(18, 0, 0, 0),
            holidays_file: None,
            holidays: BTreeSet::new(),
        }
    }
}

/// Who decides about what needs a second person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The sender, after a time in which it can be withdrawn.
    Timed,
    /// The sender, who types what is odd.
    #[serde(rename = "self")]
    Own,
    /// Anybody of `approvers` but the sender.
    #[default]
    Peer,
    /// The sender's lead, else the first of `approvers`.
    Lead,
}

/// Whether a sender may decide about their own mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SelfApproval {
    /// Never.
    #[default]
    Never,
    /// With a written reason.
    WithReason,
    /// With a written reason while nobody else can be asked, who are then told.
    WhenAlone,
}

/// How much of the body a second person sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BodyShown {
    /// Nothing.
    Hidden,
    /// On demand; the journal says who has opened it.
    #[default]
    OnDemand,
    /// From the start.
    Shown,
}

/// What happens when nobody says anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnSilence {
    /// It goes back to its sender as a draft.
    #[default]
    Return,
    /// It leaves; only where the sender decides anyway.
    Send,
}

/// People, as `[[approval]]` names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// One address.
    Address(Address),
    /// Everybody at a domain and below it.
    Domain(Domain),
    /// Everybody of a group.
    Group(String),
}

impl Named {
    /// As it is written.
    pub fn written(&self) -> String {
        match self {
            Named::Address(address) => address.to_string(),
            Named::Domain(domain) => domain.to_string(),
            Named::Group(name) => format!("group:{name}"),
        }
    }

    /// Whether `address` is meant.
    pub fn includes(&self, address: &Address, directory: &Directory) -> bool {
        match self {
            Named::Address(named) => named == address,
            Named::Domain(domain) => address.domain().is_some_and(|own| own.is_within(domain)),
            Named::Group(name) => is_in_group(address, name, directory),
        }
    }
}

/// Whether `address` belongs to the group of this name.
pub fn is_in_group(address: &Address, name: &str, directory: &Directory) -> bool {
    let name = fold::folded(name);
    let groups = directory.groups.iter().filter(|group| fold::folded(&group.name) == name);
    groups.flat_map(|group| &group.members).any(|member| member.includes(address))
}

/// How many steps a ladder has: remind, a stand-in joins, a second one joins, nobody has answered.
pub const STEPS: usize = 4;

/// Who decides about mail that needs a second person, and what happens when they do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its name.
    pub name: String,
    /// Whose mail; empty = everybody's.
    pub of: Vec<Named>,
    /// Which checks, packs and rules; empty = all.
    pub rules: Vec<String>,
    /// Who decides.
    pub mode: Mode,
    /// Who is asked; the first who is in.
    pub approvers: Vec<Named>,
    /// Who is asked besides when they do not answer.
    pub stand_ins: Vec<Named>,
    /// Whether senders may decide themselves.
    pub self_approval: SelfApproval,
    /// Whether the sender may send with a written reason after the last step.
    pub break_glass: bool,
    /// How much of the body they see.
    pub body: BodyShown,
    /// When each step of the ladder is due, in office time from the request.
    pub steps: [Duration; STEPS],
    /// How long after the request it goes back as a draft; weekends do not count.
    pub give_back: Duration,
    /// What happens when nobody says anything.
    pub on_silence: OnSilence,
    /// How often a week a sender may call a mail urgent.
    pub urgent: usize,
    /// Groups and parties between which nobody decides: pairs.
    pub walls: Vec<(String, String)>,
}

impl Default for Approval {
    fn default() -> Approval {
        Approval {
            name: String::new(),
            of: Vec::new(),
            rules: Vec::new(),
            mode: Mode::default(),
            approvers: Vec::new(),
            stand_ins: Vec::new(),
            self_approval: SelfApproval::default(),
            break_glass: false,
            body: BodyShown::default(),
            steps: [15, 30, 60, 240].map(|minutes| Duration::from_secs(minutes * MINUTE)),
            give_back: Duration::from_secs(24 * 60 * MINUTE),
            on_silence: OnSilence::default(),
            urgent: 3,
            walls: Vec::new(),
        }
    }
}
