//! What lists show whom: [`Actor::sight`] as a filter of the store, so that what somebody may not see is neither shown nor
//! counted. A test holds the two against each other.

use super::rights::Actor;
use crate::base::Address;
use crate::store::Whose;

/// Whose mail somebody asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What is theirs to decide as its sender; for whoever keeps this installation that is everyone's.
    #[default]
    Own,
    /// All they may see anything of.
    Everyone,
    /// What this address has sent.
    Of(Address),
    /// What waits for them as the second person.
    Assigned,
}

/// What they get to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whose submissions.
    pub whose: Whose,
    /// Whether subjects may be shown and searched.
    pub subjects: bool,
}

impl Actor {
    /// What they get to see of what they ask for.
    pub fn reading(&self, scope: &Scope) -> Reading {
        let own = || match &self.person {
            Some(person) => Reading { whose: Whose::Sent(person.key().to_owned()), subjects: true },
            None => Reading { whose: Whose::Nobody, subjects: true },
        };
        let everyone = || Reading { whose: Whose::Everyone, subjects: self.roles.keeper };
        match scope {
            Scope::Own if self.roles.keeper => everyone(),
            Scope::Everyone if self.sees_everyone() => everyone(),
            Scope::Own | Scope::Everyone => own(),
            Scope::Of(address) if self.person.as_ref() == Some(address) => own(),
            Scope::Of(address) if self.sees_everyone() => {
                Reading { whose: Whose::Sent(address.key().to_owned()), subjects: self.roles.keeper }
            }
            Scope::Of(_) => Reading { whose: Whose::Nobody, subjects: false },
            Scope::Assigned => match &self.person {
                Some(person) => Reading { whose: Whose::Assigned(person.key().to_owned()), subjects: true },
                None => Reading { whose: Whose::Nobody, subjects: true },
            },
        }
    }

    /// Whether they see something of everyone's mail.
    pub fn sees_everyone(&self) -> bool {
        self.roles.keeper || self.roles.auditor || self.roles.admin
    }
}
