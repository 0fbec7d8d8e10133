//! Who may see and decide what: one place, asked by every action of [`crate::control::ops`].

use crate::base::{Address, Whence, Who};
use crate::store::Summary;

/// Somebody who looks and acts, with what they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who, as the journal names them.
    pub who: Who,
    /// The person, where the account or the sign-in is known to be one; four eyes go by it.
    pub person: Option<Address>,
    /// What they may besides their own.
    pub roles: Roles,
    /// From where.
    pub whence: Whence,
}

/// What somebody may besides seeing and deciding what they have sent themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Runs this installation: an account of this machine that may open the store. Sees all, and decides as every sender;
    /// never as the second person of what is its own.
    pub keeper: bool,
    /// Sees what happened to all mail, and the journal; never a body.
    pub auditor: bool,
    /// The same, and changes how often what asks; withdraws what nobody decides.
    pub admin: bool,
}

/// How much of a submission somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing: for them there is no such submission.
    Nothing,
    /// Who, to whom, when, why, and what became of it; no body, no file.
    Metadata,
    /// What a second person needs: also the subject, names of files and findings; the body on demand.
    Assigned,
    /// Everything: it is their own.
    Whole,
}

impl Actor {
    /// An account of this machine, at a terminal.
    pub fn keeper(account: impl Into<String>, whence: Whence) -> Actor {
        let roles = Roles { keeper: true, ..Roles::default() };
        Actor { who: Who::Account(account.into()), person: None, roles, whence }
    }

    /// How much of `summary` they may see.
    pub fn sight(&self, summary: &Summary) -> Sight {
        let is = |key: &str| self.person.as_ref().is_some_and(|person| person.key() == key);
        if self.roles.keeper || (!summary.owner.is_empty() && is(&summary.owner)) {
            Sight::Whole
        } else if summary.assignees.iter().any(|assignee| is(assignee)) {
            Sight::Assigned
        } else if self.roles.auditor || self.roles.admin {
            Sight::Metadata
        } else {
            Sight::Nothing
        }
    }
}
