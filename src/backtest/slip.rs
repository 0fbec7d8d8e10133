//! Slips planted in copies of messages that were sent rightly.

use serde::Serialize;

use crate::base::Address;
use crate::message::{Envelope, Recipient};
use crate::parse::{Mailbox, Structure};
use crate::people::Past;
use crate::people::history::{Addressee, Field};

/// How a wrong recipient comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A
    Autocomplete,
}

impl Form {
    /// All
    pub const ALL: [Form; 1] = [Form::Autocomplete];

    /// The word.
    pub fn word(self) -> &'static str {
        "autocomplete"
    }
}

/// One wrong recipient.
#[derive(Clone, Debug)]
pub struct Slip {
    /// How they come in.
    pub form: Form,
    /// Who they are.
    pub wrong: Addressee,
    /// In whose place; `None` = besides the others.
    pub replaced: Option<Address>,
}

/// plant
pub fn plant(_past: &Past, _to: &[Addressee], _form: Form, _seed: u64) -> Option<Slip> {
    None
}

/// Who gets a message, as history has it.
pub(super) fn addressees(envelope: &Envelope, structure: &Structure) -> Vec<Addressee> {
    let named = |address: &Address| {
        let fields = [(&structure.to, Field::To), (&structure.cc, Field::Cc), (&structure.bcc, Field::Bcc)];
        let found = fields.into_iter().find_map(|(list, field)| {
            let mailbox = list.iter().find(|mailbox| mailbox.address.as_ref() == Some(address))?;
            Some((mailbox.name.clone(), field))
        });
        found.unwrap_or((String::new(), Field::Bcc))
    };
    let one = |recipient: &Recipient| {
        let (name, field) = named(&recipient.address);
        Addressee { address: recipient.address.clone(), name, field }
    };
    envelope.recipients.iter().map(one).collect()
}

impl Slip {
    /// Makes it: in the envelope, and where the header shows it.
    pub(super) fn apply(&self, envelope: &mut Envelope, structure: &mut Structure) {
        let Addressee { address, name, field } = &self.wrong;
        let wrong = Mailbox { name: name.clone(), address: Some(address.clone()), written: address.to_string() };
        let is_replaced = |of: Option<&Address>| self.replaced.is_some() && of == self.replaced.as_ref();
        match envelope.recipients.iter_mut().find(|recipient| is_replaced(Some(&recipient.address))) {
            Some(recipient) => *recipient = Recipient::from(address.clone()),
            None => envelope.recipients.push(Recipient::from(address.clone())),
        }
        let lists = [&mut structure.to, &mut structure.cc, &mut structure.bcc];
        let shown = lists.into_iter().flatten().find(|mailbox| is_replaced(mailbox.address.as_ref()));
        match (shown, field) {
            (Some(mailbox), _) => *mailbox = wrong,
            (None, Field::To) => structure.to.push(wrong),
            (None, Field::Cc) => structure.cc.push(wrong),
            (None, Field::Bcc) => structure.bcc.push(wrong),
        }
    }
}
