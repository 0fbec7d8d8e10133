//! How a fake upstream behaves: what it offers, and what it does when.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::TestCertificate;

/// A moment of a session at which a [`Behaviour`] may act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// Instead of the greeting.
    Greeting,
    /// At `EHLO`.
    Ehlo,
    /// At `STARTTLS`.
    Starttls,
    /// At `AUTH` and each line that follows it.
    Auth,
    /// At `MAIL FROM`.
    Mail,
    /// At any `RCPT TO`.
    Rcpt,
    /// At the `RCPT TO` of this address.
    RcptTo(String),
    /// At `DATA`.
    Data,
    /// In the middle of the message, when the first octets of it have come.
    Body,
    /// When the final dot has come. What is acted here is the answer to the message.
    Dot,
    /// At `RSET`.
    Rset,
    /// At `NOOP`.
    Noop,
    /// At `QUIT`.
    Quit,
}

impl At {
    /// The `RCPT TO` of `address`.
    pub fn rcpt(address: &str) -> At {
        At::RcptTo(address.to_owned())
    }
}

/// What to do instead of the usual answer.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answer these octets, exactly; line ends included.
    Raw(Vec<u8>),
    /// Answer these octets, then close.
    RawThenClose(Vec<u8>),
    /// Say nothing for ever.
    Hang,
    /// Close. At [`At::Dot`] the message counts as not taken.
    Close,
    /// Close with a TCP reset.
    Reset,
    /// At [`At::Dot`]: take the message, close without a word.
    TakeAndClose,
    /// Take this long, then answer as usual.
    Wait(Duration),
    /// Send this line again and again until the other side is gone.
    Flood(Vec<u8>),
}

impl Act {
    /// Answer with one line; CRLF is added.
    pub fn reply(line: &str) -> Act {
        Act::Raw(format!("{line}\r\n").into_bytes())
    }

    /// Answer with one line and close.
    pub fn reply_then_close(line: &str) -> Act {
        Act::RawThenClose(format!("{line}\r\n").into_bytes())
    }
}

/// How a fake upstream behaves; without further calls it is a friendly one with the usual extensions.
#[derive(Clone, Default)]
pub struct Behaviour {
    pub(super) offers: Vec<String>,
    rules: Vec<Rule>,
    pub(super) starttls: Option<TestCertificate>,
    pub(super) implicit: Option<TestCertificate>,
    pub(super) injected: Vec<u8>,
    pub(super) auth: Option<Vec<String>>,
    acted: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Rule {
    at: At,
    act: Act,
    skip: Arc<AtomicUsize>,
    left: Arc<AtomicUsize>,
}

impl Behaviour {
    /// Friendly: PIPELINING, 8BITMIME, SMTPUTF8, DSN, ENHANCEDSTATUSCODES and SIZE of 100 MB.
    pub fn new() -> Behaviour {
        Behaviour::default().offers(&[
            "PIPELINING",
            "8BITMIME",
            "SMTPUTF8",
            "DSN",
            "ENHANCEDSTATUSCODES",
            "SIZE 100000000",
        ])
    }

    /// Offers exactly these extensions.
    pub fn offers(mut self, keywords: &[&str]) -> Behaviour {
        self.offers = keywords.iter().map(ToString::to_string).collect();
        self
    }

    /// Acts so whenever a session comes there. Of several rules for one moment the first that is not used up counts.
    pub fn at(self, at: At, act: Act) -> Behaviour {
        self.rule(at, act, 0, usize::MAX)
    }

    /// Acts so the first time only, over all sessions.
    pub fn once(self, at: At, act: Act) -> Behaviour {
        self.rule(at, act, 0, 1)
    }

    /// Acts so the n-th time only (from 1), over all sessions.
    pub fn nth(self, n: usize, at: At, act: Act) -> Behaviour {
        self.rule(at, act, n - 1, 1)
    }

    fn rule(mut self, at: At, act: Act, skip: usize, left: usize) -> Behaviour {
        let counter = |n| Arc::new(AtomicUsize::new(n));
        self.rules.push(Rule { at, act, skip: counter(skip), left: counter(left) });
        self
    }

    /// Offers STARTTLS with this certificate.
    pub fn starttls(mut self, certificate: &TestCertificate) -> Behaviour {
        self.offers.push("STARTTLS".into());
        self.starttls = Some(certificate.clone());
        self
    }

    /// Sends these octets in clear in the same packet as the 220 to STARTTLS (response injection).
    pub fn injecting(mut self, octets: &[u8]) -> Behaviour {
        self.injected = octets.to_vec();
        self
    }

    /// TLS from the first octet.
    pub fn implicit_tls(mut self, certificate: &TestCertificate) -> Behaviour {
        self.implicit = Some(certificate.clone());
        self
    }

    /// Offers `AUTH mechanisms`, wants it before MAIL, and says 235 when the session's AUTH lines are exactly these
    /// (base64 as on the wire); 535 otherwise. After each line but the last comes a 334.
    pub fn auth(mut self, mechanisms: &str, lines: &[&str]) -> Behaviour {
        self.offers.push(format!("AUTH {mechanisms}"));
        self.auth = Some(lines.iter().map(ToString::to_string).collect());
        self
    }

    /// What to do now, if anything; counts the passage.
    pub(super) fn act(&self, at: &At) -> Option<Act> {
        let take = |counter: &AtomicUsize| {
            counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
        };
        let mut chosen = None;
        for rule in self.rules.iter().filter(|rule| rule.at == *at) {
            let skipped = take(&rule.skip);
            if chosen.is_none() && !skipped && take(&rule.left) {
                chosen = Some(rule.act.clone());
                self.acted.fetch_add(1, Ordering::SeqCst);
            }
        }
        chosen
    }

    /// How often it acted as no usual upstream does.
    pub(super) fn acted(&self) -> usize {
        self.acted.load(Ordering::SeqCst)
    }

    /// Whether it leaves anybody waiting for the end of an answer.
    pub(super) fn keeps_waiting(&self) -> bool {
        let keeps = |act: &Act| match act {
            Act::Hang | Act::Flood(_) => true,
            Act::Raw(octets) => !octets.ends_with(b"\n"),
            _ => false,
        };
        self.rules.iter().any(|rule| keeps(&rule.act))
    }

    /// Whether any connection is to be reset.
    pub(super) fn resets(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule.act, Act::Reset))
    }
}
