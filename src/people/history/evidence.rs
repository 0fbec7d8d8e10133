//! What is found out about the recipients of one message, and why.

use jiff::Timestamp;
use serde::Serialize;

use crate::base::{Address, Domain};

/// How well the recipients of one message fit the sender's past.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighing {
    /// Each recipient, in the order of the trace; the sender's own addresses are left out, and of more than a thousand those who
    /// got the most mail before.
    pub recipients: Vec<Weighed>,
    /// How many messages had been learnt.
    pub learnt: usize,
    /// The highest score before the sender's own past was taken into account: what [`super::Past::learn`] returns.
    pub raw: Option<f32>,
}

impl Weighing {
    /// The highest score; `None` without recipients.
    pub fn top(&self) -> Option<f32> {
        self.recipients.iter().map(|one| one.score).reduce(f32::max)
    }
}

/// One recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The address.
    pub address: Address,
    /// How suspicious: the higher the more; means the same for every sender. Compare it with [`super::Past::cut`].
    pub score: f32,
    /// What speaks against this recipient, the strongest first.
    pub evidence: Vec<Evidence>,
    /// Who was probably meant instead.
    pub meant: Option<Meant>,
}

/// Who was probably meant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meant {
    /// Their address.
    pub address: Address,
    /// Their name; may be empty.
    pub name: String,
    /// What makes them the likelier one.
    pub why: Why,
}

/// Why somebody is the likelier recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The text greets them.
    Greeted,
    /// What is quoted names them.
    Quoted,
    /// They took part in this thread.
    Thread,
    /// They got mail of this subject; this is no answer.
    Subject,
    /// They usually get mail together with the others.
    Together,
    /// Mail with such words usually goes to them.
    Words,
    /// They are written to often.
    Often,
    /// The address differs from theirs by a slip of the fingers.
    Spelling,
}

/// One thing that speaks against a recipient.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Never written to.
    NeverWritten,
    /// Nobody at this domain was ever written to.
    NewDomain {
        /// The domain.
        domain: Domain,
    },
    /// Written to before, but not for long.
    LastWritten {
        /// How many messages went there.
        count: u32,
        /// When the last one did.
        at: Timestamp,
    },
    /// Never together with the others.
    NeverWith {
        /// The others, at most three.
        others: Vec<Address>,
    },
    /// Somebody with a similar name or address usually gets such mail.
    UsuallyInstead {
        /// Who.
        address: Address,
        /// How many messages they got.
        count: u32,
        /// Since when.
        since: Timestamp,
    },
    /// Somebody with a similar name or address is written to, though not more of such mail.
    KnownAlike {
        /// Who.
        address: Address,
        /// How many messages they got.
        count: u32,
        /// Since when.
        since: Timestamp,
    },
    /// Everybody else of this thread took part before.
    NotInThread,
    /// Everybody else got mail of this subject before; this is no answer.
    NotOfSubject,
    /// Not among those whom the quoted message names, though the others are.
    NotInQuote,
    /// Looks like a mistyped address of a contact.
    MistypedOf {
        /// The contact's address.
        address: Address,
    },
    /// The domain looks like a mistyped one.
    MistypedDomain {
        /// The known domain.
        domain: Domain,
    },
    /// The address is not spelt as the name that stands beside it.
    OtherThanNamed {
        /// The display name.
        name: String,
    },
    /// What is quoted or written has it but for a letter.
    OtherThanWritten,
    /// No domain ends so.
    NoSuchDomain {
        /// The domain.
        domain: Domain,
    },
    /// The words of this message do not occur in mail to them.
    OtherWords,
    /// Somebody else is greeted.
    GreetsAnother {
        /// The contact who goes by that name, where one does.
        address: Option<Address>,
    },
    /// The only one outside the organisation.
    OnlyOutsider,
    /// Was taken for somebody else before.
    TakenBefore {
        /// How often.
        count: u32,
    },
    /// Mail there came back.
    Bounced {
        /// When.
        at: Timestamp,
    },
    /// They wrote that they have left.
    Left {
        /// When.
        at: Timestamp,
        /// Where to, if they said it.
        now: Option<Address>,
    },
}
