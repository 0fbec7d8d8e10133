//! The ranking on trial: `outguard bench detection` speaks the line protocol that detectors of misdirected mail are compared
//! with, `outguard bench rows` writes the figures that the ranking is trained with (`scripts/ranking/train`).

pub mod detection;
pub mod rows;

use std::borrow::Cow;

use serde::Deserialize;

use crate::base::Address;
use crate::parse::{from_quoted_printable, own_and_quoted};
use crate::people::history::{Addressee, Field, Key, Outgoing, Trace};

/// A message as the trial data and the protocol write it.
#[derive(Debug, Deserialize)]
pub struct Mail {
    /// When it was sent.
    date: jiff::Timestamp,
    /// Its recipients.
    rcpt: Vec<Recipient>,
    /// Its subject.
    subject: String,
    /// Its text, with what it quotes.
    body: String,
}

#[derive(Debug, Deserialize)]
struct Recipient {
    kind: Kind,
    addr: String,
    #[serde(default)]
    name: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    To,
    Cc,
    Bcc,
}

impl Mail {
    /// What history keeps of it. Recipients that are no addresses are left out.
    fn trace(&self, key: &Key) -> Trace {
        let addressee = |one: &Recipient| {
            let address = one.addr.parse::<Address>().ok()?;
            let field = match one.kind {
                Kind::To => Field::To,
                Kind::Cc => Field::Cc,
                Kind::Bcc => Field::Bcc,
            };
            Some(Addressee { address, name: one.name.clone(), field })
        };
        let recipients: Vec<Addressee> = self.rcpt.iter().filter_map(addressee).collect();
        let (own, quoted) = own_and_quoted(&decoded(&self.body));
        let message = Outgoing {
            at: self.date,
            recipients: &recipients,
            subject: &self.subject,
            own: &own,
            quoted: &quoted,
            answers: false,
            files: &[],
        };
        Trace::of(&message, key)
    }
}

/// The text without quoted-printable, where it surely has it (lines that end in `=`, and `=20` or `=09`): old collections kept
/// bodies without taking their transfer encoding off.
fn decoded(text: &str) -> Cow<'_, str> {
    let is_encoded = text.contains("=\n") && (text.contains("=20") || text.contains("=09"));
    if !is_encoded {
        return Cow::Borrowed(text);
    }
    Cow::Owned(String::from_utf8_lossy(&from_quoted_printable(text.as_bytes())).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_surely_encoded_is_decoded() {
        assert_eq!(decoded("one=20\ntwo=\nthree=3D"), "one \ntwothree=");
        assert_eq!(decoded("a=20b"), "a=20b");
        assert_eq!(decoded("x=\ny=20z=q"), "xy z=q");
    }
}
