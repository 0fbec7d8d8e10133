//! Notices: from whom, posted where, and answered only where it is known who answers.

use std::net::IpAddr;
use std::ops::Range;

use toml::Spanned;

use super::{Checker, OFF, seconds};
use crate::base::Address;
use crate::config::{Notices, Webhook, written};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// The most octets of the local part of `notices.address`: the address a decision is mailed to has a secret behind it, and
/// 64 octets in all (RFC 5321 §4.5.3.1.1).
const MOST_LOCAL: usize = 20;

impl Checker<'_> {
    pub(super) fn notices(&mut self, file: &written::Written) -> Notices {
        let written = &file.notices;
        let mut notices = Notices {
            address: self.notices_address(&written.address),
            webhook: written.webhook.as_ref().and_then(|webhook| self.webhook(webhook)),
            ..Notices::default()
        };
        notices.mail = written.mail.unwrap_or(notices.mail);
        notices.told = written.told.unwrap_or(notices.told);
        notices.desktop = written.desktop.unwrap_or(notices.desktop);
        self.duration(&written.digest, seconds(0..=DAY), &mut notices.digest);
        if let Some(decide) = &written.decide_by_mail {
            notices.decide_by_mail = *decide.get_ref();
            if notices.decide_by_mail {
                self.known_by(file, decide.span(), "decide");
            }
        }
        if let Some(recall) = written.recall.as_ref().filter(|text| !text.get_ref().is_empty()) {
            self.known_by(file, recall.span(), "recall anything");
            notices.recall = self.recall_address(recall, notices.address.as_ref());
        }
        notices
    }

    /// An answer counts only where the door knows whose it is.
    fn known_by(&mut self, file: &written::Written, span: Range<usize>, what: &str) {
        let socket = file.sendmail.socket.as_ref().is_none_or(|path| path.as_os_str() != OFF);
        if file.smtp.user.is_empty() && !socket {
            let message = format!("nobody could {what} by mail: no door knows who hands over");
            self.missing(span, &message, "add a [[smtp.user]], or give [sendmail] a socket");
        }
    }

    fn recall_address(&mut self, written: &Spanned<String>, ours: Option<&Address>) -> Option<Address> {
        match written.get_ref().parse::<Address>() {
            Ok(address) if address.domain().is_none() => {
                let message = format!("nothing can be forwarded to `{address}`");
                self.problem(written.span(), &message, "write an address such as \"recall@firm.example\"");
                None
            }
            Ok(address) if ours.is_some_and(|ours| ours.key() == address.key()) => {
                let message = "our own mails come from this address, so a reply to one would be a recall";
                self.problem(written.span(), message, "write another one, such as \"recall@firm.example\"");
                None
            }
            Ok(address) => Some(address),
            Err(error) => {
                self.problem(written.span(), &error.to_string(), "");
                None
            }
        }
    }

    fn notices_address(&mut self, written: &Option<Spanned<String>>) -> Option<Address> {
        let written = written.as_ref().filter(|text| !text.get_ref().is_empty())?;
        match written.get_ref().parse::<Address>() {
            Ok(address)
                if address.domain().is_none() || address.needs_utf8() || address.local().contains(['+', ' ']) =>
            {
                let message = format!("notices cannot come from `{address}`");
                self.problem(written.span(), &message, "write a plain address such as \"outguard@firm.example\"");
                None
            }
            Ok(address) if address.local().len() > MOST_LOCAL => {
                let message = format!("`{}` is too long for addresses that are made from it", address.local());
                self.problem(written.span(), &message, &format!("{MOST_LOCAL} characters before the @ are possible"));
                None
            }
            Ok(address) => Some(address),
            Err(error) => {
                self.problem(written.span(), &error.to_string(), "");
                None
            }
        }
    }

    fn webhook(&mut self, written: &Spanned<written::Webhook>) -> Option<Webhook> {
        let file = written.get_ref();
        let Some(url) = &file.url else {
            self.missing(written.span(), "the webhook has no url", "write url = \"https://chat.firm.example/hook\"");
            return None;
        };
        let Some(secret) = &file.secret else {
            let hint = "write secret = { file = \"…\" }, { command = \"…\" } or { credential = \"…\" }";
            self.missing(written.span(), "the webhook has no secret to sign with", hint);
            return None;
        };
        let url = self.webhook_url(url)?;
        Some(Webhook {
            url,
            secret: self.secret(secret, "a webhook secret")?,
            addresses: file.addresses.unwrap_or_default(),
        })
    }

    fn webhook_url(&mut self, written: &Spanned<String>) -> Option<String> {
        let text = written.get_ref();
        let (plain, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (false, rest),
            (None, Some(rest)) => (true, rest),
            (None, None) => (false, ""),
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || host.contains('@') || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            let message = format!("`{text}` is not an address to post to");
            self.problem(written.span(), &message, "write for instance \"https://chat.firm.example/hook\"");
            return None;
        }
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
        let loopback = name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if plain && !loopback {
            self.problem(written.span(), "who waits for what would be told in the clear", "begin it with https://");
        }
        Some(text.clone())
    }
}
