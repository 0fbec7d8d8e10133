//! A planted slip as it would have been in the message: in the envelope, and where the header shows it.

use crate::base::Address;
use crate::message::{Envelope, Recipient};
use crate::parse::{Mailbox, Structure};
use crate::people::history::slips::Slip;
use crate::people::history::{Addressee, Field};

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

/// Puts the wrong recipient in, in the place of the one who was meant, or beside the others.
pub(super) fn apply(slip: &Slip, envelope: &mut Envelope, structure: &mut Structure) {
    let Some(Addressee { address, name, field }) = slip.recipients.iter().find(|one| one.address == slip.wrong) else {
        return;
    };
    let wrong = Mailbox { name: name.clone(), address: Some(address.clone()), written: address.to_string() };
    let is_meant = |of: Option<&Address>| slip.meant.is_some() && of == slip.meant.as_ref();
    match envelope.recipients.iter_mut().find(|recipient| is_meant(Some(&recipient.address))) {
        Some(recipient) => *recipient = Recipient::from(address.clone()),
        None => envelope.recipients.push(Recipient::from(address.clone())),
    }
    let lists = [&mut structure.to, &mut structure.cc, &mut structure.bcc];
    let shown = lists.into_iter().flatten().find(|mailbox| is_meant(mailbox.address.as_ref()));
    match (shown, field) {
        (Some(mailbox), _) => *mailbox = wrong,
        (None, Field::To) => structure.to.push(wrong),
        (None, Field::Cc) => structure.cc.push(wrong),
        (None, Field::Bcc) => structure.bcc.push(wrong),
    }
}
