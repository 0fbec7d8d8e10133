//! Whom the header says a message is from and to, for the doors that have no other envelope: the watched outbox and
//! `sendmail -t`. Everywhere else the envelope is the truth and this is not asked.

use super::anomaly::Anomalies;
use super::headers::Fields;
use super::{AnomalyKind, Mailbox, addresses};

/// The fields that make an envelope, of the message or, where it was resent, of its latest resending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressed {
    /// `Sender` if there is one, else `From` (RFC 5322 §3.6.2): who handed it in. The first is the envelope's sender.
    pub senders: Vec<Mailbox>,
    /// `To`, `Cc` and `Bcc`, every instance of each, groups expanded.
    pub recipients: Vec<Mailbox>,
    /// Whether the message was resent (RFC 5322 §3.6.6); then only the fields of its latest resending count.
    pub resent: bool,
    /// Whether the header is longer, or names more people, than is read: then some recipients are not among these.
    pub cut: bool,
}

impl Addressed {
    /// Reads the header at the start of `message`.
    pub fn of(message: &[u8]) -> Addressed {
        let mut anomalies = Anomalies::default();
        let (fields, _) = Fields::read(message, &mut anomalies);
        let resent = ["resent-to", "resent-cc", "resent-bcc"];
        if fields.names().any(|name| resent.contains(&name)) {
            // The blocks of several resendings stand one above the other, the latest first; a block begins anew where a
            // field comes again.
            let mut block: Vec<&str> = Vec::new();
            let latest = fields.names().filter(|name| name.starts_with("resent-")).take_while(|name| {
                let first = !block.contains(name);
                block.push(name);
                first
            });
            let block: Vec<String> = latest.map(str::to_owned).collect();
            let mut first =
                |name: &str| read(&fields, name, usize::from(block.iter().any(|b| b == name)), &mut anomalies);
            let sender = first("resent-sender");
            let senders = if sender.is_empty() { first("resent-from") } else { sender };
            let recipients = resent.iter().flat_map(|name| first(name)).collect();
            return Addressed { senders, recipients, resent: true, cut: anomalies.has(AnomalyKind::Limit) };
        }
        let mut all = |name: &str| read(&fields, name, usize::MAX, &mut anomalies);
        let sender = all("sender");
        let senders = if sender.is_empty() { all("from") } else { sender };
        let recipients = ["to", "cc", "bcc"].iter().flat_map(|name| all(name)).collect();
        Addressed { senders, recipients, resent: false, cut: anomalies.has(AnomalyKind::Limit) }
    }

    /// Whether the header at the start of `message` has a field that any program could take for one of hidden recipients,
    /// whatever odd characters stand in its name.
    pub fn shows_hidden(message: &[u8]) -> bool {
        let (fields, _) = Fields::read(message, &mut Anomalies::default());
        fields.names().any(|name| {
            let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            plain == "bcc" || plain == "resentbcc"
        })
    }
}

/// The mailboxes of the first `most` fields called `name`.
fn read(fields: &Fields<'_>, name: &str, most: usize, anomalies: &mut Anomalies) -> Vec<Mailbox> {
    let mut out = Vec::new();
    for field in fields.all(name).take(most) {
        addresses::read(field, &mut out, anomalies);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> (Vec<String>, Vec<String>) {
        let addressed = Addressed::of(format!("{header}\r\nTo: body@firm.example\r\n").as_bytes());
        let written = |list: Vec<Mailbox>| list.into_iter().map(|mailbox| mailbox.written).collect();
        (written(addressed.senders), written(addressed.recipients))
    }

    #[test]
    fn every_instance_of_every_field_counts_groups_expanded() {
        let (from, to) = of("From: Anna <anna@firm.example>\r\nTo: team: a@b.test, c@d.test;\r\nTo: e@f.test\r\n\
                             Cc: g@h.test\r\nBcc: i@j.test,\r\n k@l.test\r\n");
        assert_eq!(from, ["anna@firm.example"]);
        assert_eq!(to, ["a@b.test", "c@d.test", "e@f.test", "g@h.test", "i@j.test", "k@l.test"]);
    }

    #[test]
    fn the_sender_field_says_who_hands_it_in() {
        let (from, _) =
            of("From: anna@firm.example, tom@firm.example\r\nSender: office@firm.example\r\nTo: a@b.test\r\n");
        assert_eq!(from, ["office@firm.example"]);
    }

    #[test]
    fn of_a_resent_message_only_the_latest_resending_counts() {
        let (from, to) = of("Resent-From: tom@firm.example\r\nResent-To: lea@firm.example\r\nResent-Bcc: x@y.test\r\n\
                             Resent-From: old@firm.example\r\nResent-To: older@firm.example\r\nResent-Cc: gone@b.test\r\n\
                             From: anna@kita.example\r\nTo: a@b.test\r\nCc: c@d.test\r\n");
        assert_eq!(from, ["tom@firm.example"]);
        assert_eq!(to, ["lea@firm.example", "x@y.test"]);
        let (from, to) = of("Resent-Sender: office@firm.example\r\nResent-From: tom@firm.example\r\n\
                             Resent-To: lea@firm.example\r\nFrom: anna@kita.example\r\nTo: a@b.test\r\n");
        assert_eq!((from, to), (vec!["office@firm.example".into()], vec!["lea@firm.example".into()]));
    }

    #[test]
    fn what_was_not_read_to_its_end_says_so() {
        let many = |n: usize| format!("To: {}a@b.test\r\n\r\n", "a@b.test,\r\n ".repeat(n));
        assert!(!Addressed::of(many(500).as_bytes()).cut);
        assert!(Addressed::of(many(20_000).as_bytes()).cut, "too many people");
        let fields = format!("{}Bcc: a@b.test\r\n\r\n", "X: y\r\n".repeat(2000));
        assert!(Addressed::of(fields.as_bytes()).cut, "too many fields");
        let resent = format!("Resent-From: a@b.test\r\nResent-To: {}a@b.test\r\n\r\n", "a@b.test, ".repeat(20_000));
        assert!(Addressed::of(resent.as_bytes()).cut);
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_written() {
        let addressed = Addressed::of(b"From: anna@firm.example\r\nTo: nobody, a@b.test\r\n\r\n");
        let unreadable: Vec<&str> =
            addressed.recipients.iter().filter(|m| m.address.is_none()).map(|m| m.written.as_str()).collect();
        assert_eq!(unreadable, ["nobody"]);
        assert_eq!(Addressed::of(b""), Addressed::default());
    }
}
