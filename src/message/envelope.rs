//! The envelope: `MAIL FROM` and `RCPT TO` with their parameters (RFC 5321 §3.3). It alone decides who gets a message.

use serde::{Deserialize, Serialize};

use crate::base::Address;

/// The `BODY` parameter (RFC 6152).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// `BODY=7BIT`
    #[serde(rename = "7BIT")]
    SevenBit,
    /// `BODY=8BITMIME`
    #[serde(rename = "8BITMIME")]
    EightBitMime,
}

/// The `RET` parameter (RFC 3461 §4.3): how much of the message a failed notification returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Ret {
    /// The whole message.
    Full,
    /// The headers only.
    Hdrs,
}

/// One recipient as `RCPT TO` named it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The address.
    pub address: Address,
    /// `NOTIFY` as given, such as `NEVER` or `SUCCESS,FAILURE` (RFC 3461 §4.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<String>,
    /// `ORCPT` decoded from xtext, such as `rfc822;anna@firm.example` (RFC 3461 §4.2); printable ASCII only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orcpt: Option<String>,
}

impl From<Address> for Recipient {
    fn from(address: Address) -> Recipient {
        Recipient { address, notify: None, orcpt: None }
    }
}

/// `MAIL FROM`, `RCPT TO` and their parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The reverse-path; `None` is the null sender `<>` of notifications (RFC 5321 §4.5.5).
    pub sender: Option<Address>,
    /// The recipients in the order they were named, without repeats.
    pub recipients: Vec<Recipient>,
    /// `BODY`, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Whether `SMTPUTF8` was given (RFC 6531).
    #[serde(default)]
    pub smtputf8: bool,
    /// `RET`, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ret: Option<Ret>,
    /// `ENVID` decoded from xtext (RFC 3461 §4.4); printable ASCII only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envid: Option<String>,
}
