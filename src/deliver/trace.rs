//! The one `Received` line a message gets on its way through (RFC 5321 §4.4).

use std::net::IpAddr;

use jiff::Timestamp;

use crate::base::text::mail_date;
use crate::base::{Id, OUR_MARK};
use crate::message::Origin;

/// The trace field with its line ends, ASCII, no line above 998 octets. What the client called itself is kept as far
/// as it is harmless.
pub(super) fn received_line(origin: &Origin, hostname: &str, id: &Id, received: Timestamp) -> String {
    let from = from_clause(origin);
    let with = harmless(&origin.protocol, 32);
    let with = if with.is_empty() { String::new() } else { format!(" with {with}") };
    let date = mail_date(received);
    format!("Received: {from}by {hostname} {OUR_MARK}{with} id {id};\r\n\t{date}\r\n")
}

/// `from HELO ([192.0.2.1])` and a line break; empty where there was no network peer.
fn from_clause(origin: &Origin) -> String {
    let helo = harmless(&origin.helo, 255);
    let peer = match origin.peer.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => format!("[{ip}]"),
        Ok(IpAddr::V6(ip)) => format!("[IPv6:{ip}]"),
        Err(_) => String::new(),
    };
    match (helo.is_empty(), peer.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("from {peer}\r\n\t"),
        (false, true) => format!("from {helo}\r\n\t"),
        (false, false) => format!("from {helo} ({peer})\r\n\t"),
    }
}

/// The characters of host names and address literals; everything else becomes `?`, so that no name closes a comment,
/// ends the line or opens a field of its own.
fn harmless(name: &str, max: usize) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || "-._:[]".contains(c) { c } else { '?' };
    name.chars().take(max).map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(helo: &str, peer: &str) -> Origin {
        Origin { peer: peer.into(), helo: helo.into(), user: None, protocol: "ESMTPSA".into() }
    }

    fn line(origin: &Origin) -> String {
        let at = "2026-11-20T09:00:05Z".parse().unwrap();
        received_line(origin, "guard.firm.example", &"K7Q2".parse().unwrap(), at)
    }

    #[test]
    fn the_line_says_who_what_and_when() {
        assert_eq!(
            line(&origin("laptop.firm.example", "192.0.2.7")),
            "Received: from laptop.firm.example ([192.0.2.7])\r\n\tby guard.firm.example (Outguard) with ESMTPSA id \
             K7Q2;\r\n\tFri, 20 Nov 2026 09:00:05 +0000\r\n"
        );
        assert!(line(&origin("x", "::1")).contains("from x ([IPv6:::1])\r\n"));
    }

    #[test]
    fn without_a_peer_there_is_no_from() {
        assert!(line(&Origin::default()).starts_with("Received: by guard.firm.example (Outguard) id K7Q2;\r\n\tFri"));
    }

    #[test]
    fn a_hostile_name_stays_one_word_of_one_field() {
        let hostile = line(&origin("a)\r\nBcc: x@evil.test\r\n\r\n(\u{85}\u{2028}ü\0", "not an address"));
        assert_eq!(hostile.matches("\r\n").count(), 3);
        assert!(hostile.is_ascii() && !hostile.contains("Bcc: "));
        assert!(line(&origin(&"h".repeat(5000), "192.0.2.1")).lines().all(|l| l.len() < 998));
    }

    proptest::proptest! {
        #[test]
        fn no_name_leaves_its_field(helo: String, peer: String, protocol: String) {
            let origin = Origin { peer, helo, user: None, protocol };
            let line = line(&origin);
            proptest::prop_assert!(line.is_ascii() && line.ends_with("+0000\r\n"));
            proptest::prop_assert!(line.split("\r\n").skip(1).all(|l| l.is_empty() || l.starts_with('\t')));
            proptest::prop_assert!(!line.replace("\r\n", "").contains(['\r', '\n', '\0']));
        }
    }
}
