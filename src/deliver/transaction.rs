//! One mail transaction (RFC 5321 §3.3): what is said in which order, and what each reply means for each recipient.

use std::fmt::Write as _;

use super::answer::{Answer, Lost};
use super::client::Client;
use super::offers::Offers;
use super::outcome::{RcptAnswer, RecipientOutcome};
use crate::base::reply::Enhanced;
use crate::base::{Reply, killpoint};
use crate::message::{Body, Envelope, Recipient, Ret};

/// RCPT commands sent in one write, so that neither side fills the other's window (RFC 2920 §3.1).
const GROUP: usize = 100;

/// One message and the recipients it is cleared for.
pub(super) struct Job<'a> {
    pub(super) envelope: &'a Envelope,
    pub(super) recipients: Vec<&'a Recipient>,
    pub(super) trace: &'a str,
    pub(super) message: &'a [u8],
    pub(super) eight_bit: bool,
}

/// How the first half of a transaction ended.
pub(super) enum Offered {
    /// Upstream answered every RCPT; the connection waits for DATA or RSET.
    Answered(Vec<RcptAnswer>),
    /// Every recipient is settled by the answers to RCPT. Whether the connection can be reset and used again.
    Settled(Vec<RecipientOutcome>, bool),
    /// The message was declined before any RCPT counted: the outcome of all. Whether the connection can be used again.
    Declined(RecipientOutcome, bool),
    /// Not one command was answered, or the first with 421: another connection may be tried without sending twice.
    Unheard(Reply),
}

/// How the second half ended.
pub(super) struct Delivered {
    pub(super) recipients: Vec<RecipientOutcome>,
    /// Whether the connection can be used again; it is between two transactions.
    pub(super) reusable: bool,
    /// Whether any of the message was sent.
    pub(super) data_sent: bool,
}

impl Job<'_> {
    /// Octets of the message as it will arrive.
    fn size(&self) -> u64 {
        (self.trace.len() + self.message.len()) as u64
    }

    fn needs_utf8(&self) -> bool {
        let sender = self.envelope.sender.as_ref().is_some_and(|address| address.needs_utf8());
        self.envelope.smtputf8 || sender || self.recipients.iter().any(|r| r.address.needs_utf8())
    }

    /// Why upstream can never take this message, judged by what it offers: nothing is converted, cut or tried.
    pub(super) fn hopeless(&self, offers: &Offers) -> Option<Reply> {
        if offers.size_limit.is_some_and(|limit| self.size() > limit) {
            let text = format!("the message has {} octets, upstream takes no such size", self.size());
            return Some(Reply::new(552, Enhanced(3, 4), &text));
        }
        if self.needs_utf8() && !offers.smtputf8 {
            return Some(Reply::new(550, Enhanced(6, 7), "upstream takes no addresses with non-ASCII characters"));
        }
        if self.eight_bit && !offers.eight_bit {
            return Some(Reply::new(554, Enhanced(6, 3), "upstream takes no 8-bit content"));
        }
        None
    }

    /// `MAIL FROM` with the parameters upstream offers.
    fn mail_line(&self, offers: &Offers) -> String {
        let mut line = format!("MAIL FROM:<{}>", self.envelope.sender.as_ref().map_or("", |s| s.as_str()));
        if offers.size {
            let _ = write!(line, " SIZE={}", self.size());
        }
        match self.envelope.body {
            _ if !offers.eight_bit => {}
            _ if self.eight_bit => line.push_str(" BODY=8BITMIME"),
            Some(Body::EightBitMime) => line.push_str(" BODY=8BITMIME"),
            Some(Body::SevenBit) => line.push_str(" BODY=7BIT"),
            None => {}
        }
        if self.needs_utf8() {
            line.push_str(" SMTPUTF8");
        }
        if offers.dsn {
            match self.envelope.ret {
                Some(Ret::Full) => line.push_str(" RET=FULL"),
                Some(Ret::Hdrs) => line.push_str(" RET=HDRS"),
                None => {}
            }
            if let Some(envid) = &self.envelope.envid {
                let _ = write!(line, " ENVID={}", xtext(envid));
            }
        }
        line + "\r\n"
    }
}

/// `RCPT TO` with the parameters upstream offers.
fn rcpt_line(recipient: &Recipient, offers: &Offers) -> String {
    let mut line = format!("RCPT TO:<{}>", recipient.address.as_str());
    if offers.dsn {
        let legal = |notify: &&String| notify.bytes().all(|b| b.is_ascii_alphabetic() || b == b',');
        if let Some(notify) = recipient.notify.as_ref().filter(legal) {
            let _ = write!(line, " NOTIFY={notify}");
        }
        if let Some((kind, address)) = recipient.orcpt.as_ref().and_then(|orcpt| orcpt.split_once(';')) {
            let _ = write!(line, " ORCPT={};{}", xtext(kind), xtext(address));
        }
    }
    line + "\r\n"
}

/// RFC 3461 §4: printable ASCII as it is, `+`, `=` and everything else as `+` and two hex digits.
fn xtext(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if (b'!'..=b'~').contains(&byte) && byte != b'+' && byte != b'=' {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "+{byte:02X}");
        }
    }
    out
}

/// MAIL and all RCPT, in groups where upstream offers PIPELINING.
pub(super) async fn offer(client: &mut Client, job: &Job<'_>) -> Offered {
    let offers = client.offers().clone();
    let rcpts: Vec<String> = job.recipients.iter().map(|recipient| rcpt_line(recipient, &offers)).collect();
    let together = if offers.pipelining { rcpts.len().min(GROUP) } else { 0 };
    let opening = job.mail_line(&offers) + &rcpts[..together].concat();
    let mail = match client.say("MAIL", &opening).await {
        Ok(reply) if reply.code() != 421 => reply,
        Ok(reply) => return Offered::Unheard(reply),
        Err(lost) => return Offered::Unheard(no_reply(&lost)),
    };
    killpoint::reached("R6");
    if mail.code() != 250 {
        return refused_sender(client, mail, together).await;
    }
    let mut answers = Vec::with_capacity(rcpts.len());
    for i in 0..rcpts.len() {
        let answer = if i < together {
            client.next("RCPT").await
        } else if offers.pipelining && (i - together) % GROUP == 0 {
            client.say("RCPT", &rcpts[i..rcpts.len().min(i + GROUP)].concat()).await
        } else if offers.pipelining {
            client.next("RCPT").await
        } else {
            client.say("RCPT", &rcpts[i]).await
        };
        match judge_rcpt(answer, &answers) {
            Ok(answer) => answers.push(answer),
            Err(reply) => return Offered::Settled(settle_broken(answers, rcpts.len(), &reply), false),
        }
        killpoint::reached("R7");
    }
    if answers.iter().any(RcptAnswer::is_accepted) {
        return Offered::Answered(answers);
    }
    Offered::Settled(answers.into_iter().map(unaccepted).collect(), true)
}

/// MAIL was not accepted: the outcome of all; the replies to RCPTs already sent are read and mean nothing.
async fn refused_sender(client: &mut Client, mail: Reply, outstanding: usize) -> Offered {
    let mut in_step = mail.is_transient() || mail.is_permanent();
    for _ in 0..outstanding {
        in_step = in_step && client.next("RCPT").await.is_ok_and(|reply| reply.code() != 421);
    }
    Offered::Declined(refusal(mail, "MAIL"), in_step)
}

/// One reply to RCPT; an error when the connection is of no further use.
fn judge_rcpt(answer: Answer, before: &[RcptAnswer]) -> Result<RcptAnswer, Reply> {
    let reply = answer.map_err(|lost| no_reply(&lost))?;
    match reply.code() {
        250..=252 => Ok(RcptAnswer::Accepted(reply)),
        421 => Err(reply),
        // RFC 5321 §4.5.3.1.10: "too many recipients" was 552 once; the rest goes in another transaction.
        552 if before.iter().any(RcptAnswer::is_accepted) && may_mean_too_many(&reply) => {
            Ok(RcptAnswer::Deferred(reply))
        }
        400..=499 => Ok(RcptAnswer::Deferred(reply)),
        500..=599 => Ok(RcptAnswer::Failed(reply)),
        _ => Err(nonsense("RCPT", &reply)),
    }
}

/// Without an enhanced code 552 can mean either; 5.5.3 says it, any other code (5.2.2, a full mailbox) denies it.
fn may_mean_too_many(reply: &Reply) -> bool {
    reply.enhanced().is_none_or(|enhanced| enhanced == "5.5.3")
}

/// The connection broke while RCPTs were answered: refusals stay, everything else is tried again.
fn settle_broken(answers: Vec<RcptAnswer>, recipients: usize, reply: &Reply) -> Vec<RecipientOutcome> {
    let mut outcomes: Vec<RecipientOutcome> = answers
        .into_iter()
        .map(|answer| match answer {
            RcptAnswer::Accepted(_) => RecipientOutcome::Deferred(reply.clone()),
            other => unaccepted(other),
        })
        .collect();
    outcomes.resize(recipients, RecipientOutcome::Deferred(reply.clone()));
    outcomes
}

fn unaccepted(answer: RcptAnswer) -> RecipientOutcome {
    match answer {
        RcptAnswer::Failed(reply) => RecipientOutcome::Failed(reply),
        RcptAnswer::Deferred(reply) | RcptAnswer::Accepted(reply) => RecipientOutcome::Deferred(reply),
    }
}

/// Ends the transaction without data; accepted recipients are deferred.
pub(super) async fn withdraw(client: &mut Client, answers: Vec<RcptAnswer>) -> Delivered {
    let stopped = Reply::new(451, Enhanced(3, 0), "nothing was sent: the message was withdrawn before its data");
    let recipients = settle(answers, &RecipientOutcome::Deferred(stopped));
    Delivered { recipients, reusable: client.reset().await, data_sent: false }
}

/// DATA, the message and its final dot, for the recipients that were accepted.
pub(super) async fn hand_over(client: &mut Client, job: &Job<'_>, answers: Vec<RcptAnswer>) -> Delivered {
    let go = match client.data().await {
        Ok(reply) => reply,
        Err(lost) => return unsent(answers, RecipientOutcome::Deferred(no_reply(&lost)), false),
    };
    if go.code() != 354 {
        let refused = (go.is_transient() || go.is_permanent()) && go.code() != 421;
        let reusable = refused && client.reset().await;
        return unsent(answers, refusal(go, "DATA"), reusable);
    }
    killpoint::reached("R8");
    let (each, reusable) = match client.message(job.trace, job.message).await {
        Ok(reply) => {
            killpoint::reached("R11");
            let reusable = reply.code() != 421;
            match reply.code() {
                250..=259 => (RecipientOutcome::Sent(reply), reusable),
                400..=499 => (RecipientOutcome::Deferred(reply), reusable),
                500..=599 => (RecipientOutcome::Failed(reply), reusable),
                _ => (RecipientOutcome::Unsure(nonsense("the message", &reply).text()), false),
            }
        }
        Err(lost) => match client.parting_word().await {
            Some(reply) => (refusal(reply, "the message"), false),
            None if client.dot_begun() => (RecipientOutcome::Unsure(lost.to_string()), false),
            None => (RecipientOutcome::Deferred(no_reply(&lost)), false),
        },
    };
    Delivered { recipients: settle(answers, &each), reusable, data_sent: true }
}

fn unsent(answers: Vec<RcptAnswer>, each: RecipientOutcome, reusable: bool) -> Delivered {
    Delivered { recipients: settle(answers, &each), reusable, data_sent: false }
}

/// `each` for the accepted recipients, their own answer for the others.
fn settle(answers: Vec<RcptAnswer>, each: &RecipientOutcome) -> Vec<RecipientOutcome> {
    let settled = |answer: RcptAnswer| if answer.is_accepted() { each.clone() } else { unaccepted(answer) };
    answers.into_iter().map(settled).collect()
}

/// A reply to MAIL or DATA that is no go-ahead.
fn refusal(reply: Reply, what: &str) -> RecipientOutcome {
    match reply.code() {
        400..=499 => RecipientOutcome::Deferred(reply),
        500..=599 => RecipientOutcome::Failed(reply),
        _ => RecipientOutcome::Deferred(nonsense(what, &reply)),
    }
}

/// RFC 3463 §3.5: X.4.2, bad connection.
pub(super) fn no_reply(lost: &Lost) -> Reply {
    Reply::new(451, Enhanced(4, 2), &format!("the connection to upstream was lost: {lost}"))
}

/// RFC 3463 §3.6: X.5.0, protocol status.
fn nonsense(what: &str, reply: &Reply) -> Reply {
    Reply::new(451, Enhanced(5, 0), &format!("upstream answered {} to {what}, which makes no sense", reply.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted() -> RcptAnswer {
        RcptAnswer::Accepted(Reply::plain(250, "ok"))
    }

    #[test]
    fn xtext_keeps_no_character_that_ends_a_parameter() {
        assert_eq!(xtext("a+b=c d\r\n\u{fc}"), "a+2Bb+3Dc+20d+0D+0A+C3+BC");
    }

    #[test]
    fn too_many_recipients_is_tried_again_and_a_full_mailbox_is_not() {
        let judge = |reply: Reply, before: &[RcptAnswer]| judge_rcpt(Ok(reply), before).unwrap();
        let old = || Reply::plain(552, "too many recipients");
        assert!(matches!(judge(old(), &[accepted()]), RcptAnswer::Deferred(_)));
        assert!(matches!(judge(old(), &[]), RcptAnswer::Failed(_)));
        assert!(matches!(judge(Reply::new(552, Enhanced(2, 2), "full"), &[accepted()]), RcptAnswer::Failed(_)));
        assert!(matches!(judge(Reply::plain(452, "later"), &[]), RcptAnswer::Deferred(_)));
    }

    #[test]
    fn a_reply_that_belongs_elsewhere_ends_the_connection() {
        for code in [354, 220, 221, 235] {
            assert!(judge_rcpt(Ok(Reply::plain(code, "?")), &[]).is_err(), "{code}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_parameter_makes_a_second_command(notify: String, orcpt: String, envid: String) {
            let offers = Offers { dsn: true, ..Offers::default() };
            let address: crate::base::Address = "b@client.example".parse().unwrap();
            let recipient = Recipient { address, notify: Some(notify), orcpt: Some(orcpt) };
            let envelope = Envelope { envid: Some(envid), ..Envelope::default() };
            let job = Job { envelope: &envelope, recipients: vec![&recipient], trace: "", message: b"", eight_bit: false };
            for line in [rcpt_line(&recipient, &offers), job.mail_line(&offers)] {
                let line = line.strip_suffix("\r\n").unwrap();
                proptest::prop_assert!(line.bytes().all(|b| (b' '..=b'~').contains(&b)), "{line:?}");
            }
        }
    }
}
