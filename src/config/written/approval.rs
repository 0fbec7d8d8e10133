//! `[office]`, `[people]` and `[[approval]]` as written.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::config::units::DurationText;
use crate::config::{BodyShown, Mode, OnSilence, SelfApproval};

/// When people are in the office, in the time zone of `policy.time_zone`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Office {
    /// Days of the week: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
    #[schemars(with = "Option<Vec<String>>")]
    pub days: Option<Vec<Spanned<String>>>,
    /// From when to when, such as "09:00-18:00".
    #[schemars(with = "Option<String>")]
    pub hours: Option<Spanned<String>>,
    /// A calendar (.ics) whose events are holidays; "" = none.
    #[schemars(with = "Option<PathBuf>")]
    pub holidays: Option<Spanned<PathBuf>>,
}

/// People from a table.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// A CSV file with the columns address, name, groups, lead, stand_in, role, language and account; "" = none.
    #[schemars(with = "Option<PathBuf>")]
    pub file: Option<Spanned<PathBuf>>,
}

/// Who decides about mail that needs a second person.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Approval {
    /// Its name; required.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// Whose mail: addresses, domains and groups (`group:NAME`); empty = everybody's.
    #[schemars(with = "Vec<String>")]
    pub of: Vec<Spanned<String>>,
    /// Which checks, packs and rules; empty = whatever has the step `approve`.
    #[schemars(with = "Vec<String>")]
    pub rules: Vec<Spanned<String>>,
    /// `peer` (anybody of `approvers` but the sender), `lead` (the sender's lead, else `approvers`), `self` (the sender types
    /// what is odd) or `timed` (the sender, after a time in which it can be withdrawn).
    pub mode: Option<Mode>,
    /// Who is asked, addresses and groups; the first who is in.
    #[schemars(with = "Vec<String>")]
    pub approvers: Vec<Spanned<String>>,
    /// Who is asked besides when they do not answer.
    #[schemars(with = "Vec<String>")]
    pub stand_ins: Vec<Spanned<String>>,
    /// Whether senders may decide themselves: `never`, `with-reason` or `when-alone` (while nobody else can be asked).
    pub self_approval: Option<SelfApproval>,
    /// Whether the sender may send with a written reason after the last step.
    #[schemars(with = "Option<bool>")]
    pub break_glass: Option<Spanned<bool>>,
    /// How much of the body they see: `hidden`, `on-demand` (the journal says who opened it) or `shown`.
    pub body: Option<BodyShown>,
    /// Four steps in office time from the request: they are reminded, a stand-in joins, a second one joins and the sender is
    /// told, the sender may break the glass or admins are told.
    #[schemars(with = "Option<Vec<DurationText>>")]
    pub steps: Option<Spanned<Vec<DurationText>>>,
    /// How long after the request it goes back as a draft; Saturdays and Sundays do not count.
    #[schemars(with = "Option<DurationText>")]
    pub give_back: Option<Spanned<DurationText>>,
    /// When nobody says anything: `return`, or for the modes `self` and `timed` also `send`.
    #[schemars(with = "Option<OnSilence>")]
    pub on_silence: Option<Spanned<OnSilence>>,
    /// How often a week a sender may call a mail urgent, which halves the steps.
    #[schemars(with = "Option<u32>")]
    pub urgent: Option<Spanned<u32>>,
    /// Pairs of groups or parties: nobody of one decides about mail from or to the other.
    #[schemars(with = "Vec<Vec<String>>")]
    pub walls: Vec<Spanned<Vec<String>>>,
}
