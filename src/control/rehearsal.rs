//! A rehearsal: a pretend message to a wrong recipient goes the way of every message, is held, and is withdrawn. Its
//! recipient's domain ends in `.invalid`, which does not exist and never will (RFC 6761 §6.4), and it is handed over only
//! when the judge says that it will be held: nothing can leave.

use std::net::SocketAddr;

use mail_builder::MessageBuilder;

use super::dialogue;
use super::ops::{Explanation, Ops, ScanEnvelope};
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Clock, Domain, Id};
use crate::config::Config;
use crate::intake::Became;
use crate::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use crate::people::PartyKind;
use crate::rules::Outcome;

/// The top-level domain of every recipient.
const NOWHERE: &str = "invalid";

/// The name of an organisation that resembles none.
const NOBODY: &str = "rehearsal";

/// Shorter names resemble too much for look-alikes to be looked for.
const LONG_ENOUGH: usize = 5;

/// The checks that are provoked, in the words of `outguard rules list`.
const PROVOKED: [&str; 3] = ["name-twin", "lookalike-domain", "confidential-en/marking"];

/// A message of the rehearsal.
pub(super) struct Rehearsal {
    pub(super) sender: Address,
    pub(super) recipient: Address,
    pub(super) name: String,
    message: String,
}

/// Where the message was taken.
pub(super) enum Taken {
    /// By the running daemon, as from a mail program.
    AtDoor(SocketAddr, String),
    /// Put into the store by this command, because no daemon runs or its door wants a sign-in.
    Directly,
}

impl Rehearsal {
    /// A message of `from`, else of the first person of the configuration, to somebody who is nearly the right one.
    ///
    /// # Errors
    /// When no sender is known.
    pub(super) async fn prepare(ops: &Ops, from: Option<Address>) -> Result<Rehearsal, Failure> {
        let config = ops.config();
        let sender = from.or_else(|| own_address(config)).ok_or_else(|| {
            Failure::new("no_sender", exit::USAGE, "the configuration names no person and no domain of yours")
                .hint("outguard try --from ADDRESS")
        })?;
        let (local, name) = twin(ops, &sender).await;
        let recipient = format!("{local}@{}.{NOWHERE}", lookalike(config, &sender));
        let recipient: Address = recipient
            .parse()
            .map_err(|_| Failure::new("rehearsal", exit::SOFTWARE, format!("`{recipient}` is no address")))?;
        let now = Clock::system().now();
        let message = MessageBuilder::new()
            .from(sender.as_str())
            .to((name.as_str(), recipient.as_str()))
            .subject("Rehearsal: strictly confidential")
            .date(now.as_second())
            .message_id(format!("rehearsal.{}@localhost", now.as_millisecond()))
            .text_body(
                "This message was made by `outguard try`. Its recipient does not exist.\r\n\r\n\
                 Strictly confidential: the figures for the board, not to be forwarded.\r\n",
            );
        let message = message
            .write_to_string()
            .map_err(|error| Failure::new("rehearsal", exit::SOFTWARE, format!("no message could be made: {error}")))?;
        Ok(Rehearsal { sender, recipient, name, message })
    }

    /// What the judge of this configuration says of it.
    ///
    /// # Errors
    /// When it would not be held, with what is switched off; it must not be handed over then.
    pub(super) async fn will_be_held(&self, ops: &Ops) -> Result<(), Failure> {
        let who = ScanEnvelope { from: Some(self.sender.clone()), to: vec![self.recipient.clone()] };
        let explanation = ops.scan(self.message.clone().into_bytes(), &who).await?;
        if explanation.step().holds() { Ok(()) } else { Err(not_held(&explanation)) }
    }

    /// Hands it over at the daemon's door; into the store where there is none for us. The answer is its id.
    ///
    /// # Errors
    /// When it was not held after all; what was kept is withdrawn, and what passed has no recipient to reach.
    pub(super) async fn hand_over(&self, ops: &Ops) -> Result<(Id, Taken), Failure> {
        if let Some((door, reply)) = self.at_door(ops).await {
            let id = id_in(&reply).ok_or_else(|| let_pass(&reply))?;
            return Ok((id, Taken::AtDoor(door, reply)));
        }
        let answer = ops.keep(self.submission()).await?;
        match answer.became {
            Became::Held(id) | Became::Leaving(id) => Ok((id, Taken::Directly)),
            _ => Err(Failure::new("not_kept", exit::TEMPFAIL, format!("it was not taken: {}", answer.reply))
                .hint("outguard config check")),
        }
    }

    /// The daemon's reply; `None` when no daemon runs, it cannot be reached, or it wants a sign-in.
    async fn at_door(&self, ops: &Ops) -> Option<(SocketAddr, String)> {
        let smtp = &ops.config().smtp;
        if !ops.daemon_runs() || !smtp.users.is_empty() {
            return None;
        }
        for door in smtp.listen.iter().filter(|door| door.ip().is_loopback()) {
            let to = [self.recipient.as_str()];
            if let Ok(reply) = dialogue::send(*door, self.sender.as_str(), &to, &self.message).await {
                return Some((*door, reply));
            }
        }
        None
    }

    fn submission(&self) -> Submission {
        Submission {
            door: Door::Sendmail,
            origin: Origin::default(),
            envelope: Envelope {
                sender: Some(self.sender.clone()),
                recipients: vec![Recipient::from(self.recipient.clone())],
                ..Envelope::default()
            },
            message: Message::new(self.message.clone().into_bytes()),
            received: Clock::system().now(),
            source: None,
        }
    }
}

/// The first person of the configuration, else the organisation's postmaster.
fn own_address(config: &Config) -> Option<Address> {
    let person = config.directory.persons.first().map(|person| person.address.clone());
    person.or_else(|| format!("postmaster@{}", config.directory.domains.first()?.as_str()).parse().ok())
}

/// Local part and name of somebody the sender knows: his twin is the mistake to be noticed.
async fn twin(ops: &Ops, sender: &Address) -> (String, String) {
    let people = ops.config().directory.persons.iter().map(|person| (person.address.clone(), person.name.clone()));
    let contacts = ops.contacts(sender).await.into_iter().map(|contact| (contact.address, contact.name));
    let mut known = people.chain(contacts).filter(|(address, name)| address != sender && !name.is_empty());
    let plain =
        |address: &Address| address.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b"@._-+".contains(&b));
    match known.find(|(address, _)| plain(address)) {
        Some((address, name)) => (address.local().to_owned(), name),
        None => ("martin.kellner".to_owned(), "Martin Kellner".to_owned()),
    }
}

/// The name of an organisation the sender knows: a client's, else his own.
fn lookalike(config: &Config, sender: &Address) -> String {
    let clients = config.directory.parties.iter().filter(|party| party.kind == PartyKind::Client);
    let domains = clients.flat_map(|party| &party.domains).chain(&config.directory.domains).chain(sender.domain());
    let label = |domain: &Domain| domain.registrable().split('.').next().unwrap_or_default().to_owned();
    domains.map(label).find(|label| label.len() >= LONG_ENOUGH).unwrap_or_else(|| NOBODY.to_owned())
}

fn not_held(explanation: &Explanation) -> Failure {
    let off: Vec<&str> = explanation
        .checks
        .iter()
        .filter(|check| PROVOKED.contains(&check.id.as_str()) && matches!(check.outcome, Outcome::Off))
        .map(|check| check.id.as_str())
        .collect();
    let step = explanation.step();
    let words = format!("the pretend message would not be held ({step}), so it was not handed over");
    let failure = Failure::new("not_held", NOT_HELD, words);
    match off.as_slice() {
        [] => failure.hint(format!("outguard rules list    one of {} was expected to ask", PROVOKED.join(", "))),
        off => failure.hint(format!("switch on again, by `off` of [rules]: {}; then: outguard try", off.join(", "))),
    }
}

/// The exit code of a rehearsal that failed.
pub(super) const NOT_HELD: u8 = 1;

fn let_pass(reply: &str) -> Failure {
    let words = format!("the running daemon did not hold it: {reply}");
    Failure::new("not_held", NOT_HELD, words).hint(
        "its recipient does not exist, so it reached nobody; restart the daemon, it goes by an older configuration",
    )
}

/// The id in a reply such as `250 2.0.0 Held for you to check (K7Q2): …`.
fn id_in(reply: &str) -> Option<Id> {
    let (_, rest) = reply.strip_prefix("250 ")?.split_once('(')?;
    rest.split_once(')')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_from_a_hold_and_from_nothing_else() {
        assert_eq!(id_in("250 2.0.0 Held for you to check (K7Q2): odd").map(|id| id.to_string()), Some("K7Q2".into()));
        for other in ["250 2.0.0 Ok: queued as 12345", "550 5.1.1 no (K7Q2)", "", "250 (…)"] {
            assert!(id_in(other).is_none(), "{other}");
        }
    }
}
