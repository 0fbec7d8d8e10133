//! SMTP replies as values: code, enhanced code and a public text; the private cause goes to the log only.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::text;

/// An enhanced status code (RFC 3463) without its class, which a [`Reply`] takes from its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enhanced(pub u8, pub u16);

/// One SMTP reply (RFC 5321 §4.2). The class of the enhanced code is always that of the code, so the two can never
/// disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    code: u16,
    enhanced: Option<Enhanced>,
    lines: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
}

impl Reply {
    /// A reply with an enhanced code; `text` may have several lines and is made safe for the wire.
    pub fn new(code: u16, enhanced: Enhanced, text: &str) -> Reply {
        Reply::build(code, Some(enhanced), text)
    }

    /// A reply without an enhanced code, as the greeting, `EHLO`, 354 and intermediate replies have none (RFC 2034 §3).
    pub fn plain(code: u16, text: &str) -> Reply {
        Reply::build(code, None, text)
    }

    fn build(code: u16, enhanced: Option<Enhanced>, text: &str) -> Reply {
        // RFC 5321 §4.5.3.1.5: a reply line has at most 512 octets with code and CRLF.
        let lines = text.lines().map(|line| text::wire_text(line, 480)).collect::<Vec<_>>();
        let lines = if lines.is_empty() { vec![String::new()] } else { lines };
        Reply { code: code.clamp(200, 599), enhanced, lines, cause: None }
    }

    /// The same reply with the cause that the log sees and the client does not.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Reply {
        self.cause = Some(cause.to_string());
        self
    }

    /// The same reply as a client may have it.
    #[must_use]
    pub fn without_cause(self) -> Reply {
        Reply { cause: None, ..self }
    }

    /// The three-digit code.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// The enhanced code as `5.7.1`, if the reply has one.
    pub fn enhanced(&self) -> Option<String> {
        self.enhanced.map(|Enhanced(subject, detail)| format!("{}.{subject}.{detail}", self.code / 100))
    }

    /// The public text, lines joined by a space.
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }

    /// Why, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// 2xx: done.
    pub fn is_positive(&self) -> bool {
        self.code < 300
    }

    /// 4xx: not now.
    pub fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// 5xx: never.
    pub fn is_permanent(&self) -> bool {
        self.code >= 500
    }

    /// The octets on the wire, every line ended by CRLF, written in one piece by the caller.
    pub fn to_wire(&self) -> String {
        let mut wire = String::new();
        let prefix = self.enhanced().map(|e| e + " ").unwrap_or_default();
        for (i, line) in self.lines.iter().enumerate() {
            let separator = if i + 1 == self.lines.len() { ' ' } else { '-' };
            wire.push_str(&format!("{}{separator}{prefix}{line}\r\n", self.code));
        }
        wire
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.enhanced() {
            Some(enhanced) => write!(f, "{} {enhanced} {}", self.code, self.text()),
            None => write!(f, "{} {}", self.code, self.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_of_the_enhanced_code_is_that_of_the_code() {
        assert_eq!(Reply::new(451, Enhanced(3, 0), "later").to_wire(), "451 4.3.0 later\r\n");
        assert_eq!(Reply::new(554, Enhanced(7, 1), "no").to_string(), "554 5.7.1 no");
    }

    #[test]
    fn a_reply_never_smuggles_a_second_line() {
        let reply = Reply::new(250, Enhanced(0, 0), "a\rb\u{85}c\u{2028}d\nlast");
        let wire = reply.to_wire();
        assert_eq!(wire.matches("\r\n").count(), 2);
        assert!(wire.starts_with("250-2.0.0 "), "{wire}");
        assert!(wire.ends_with("250 2.0.0 last\r\n"));
        assert!(wire.is_ascii());
    }

    #[test]
    fn the_cause_is_not_on_the_wire() {
        let reply = Reply::new(451, Enhanced(3, 0), "later").because("disk full");
        assert!(!reply.to_wire().contains("disk"));
        assert_eq!(reply.cause(), Some("disk full"));
    }
}
