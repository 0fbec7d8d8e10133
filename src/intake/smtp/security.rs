//! `STARTTLS` (RFC 3207) and `AUTH` (RFC 4954).

use std::io;
use std::sync::Arc;

use tokio::time;
use tracing::{debug, info};

use super::auth::{self, Credentials};
use super::replies;
use super::session::{Event, Flow, Session};
use crate::base::Reply;
use crate::intake::Gate;

/// Wrong passwords before the session is closed.
const WRONG_PASSWORDS: u32 = 3;

/// How one step of an `AUTH` exchange went.
enum Exchange {
    Answered(Vec<u8>),
    /// No answer; what is to be said has been said.
    Over(Flow),
}

impl<G: Gate> Session<G> {
    /// Passwords travel in TLS; without a certificate the door is on loopback and takes them in clear.
    pub(super) fn offers_auth(&self) -> bool {
        let settings = self.settings();
        !settings.users.is_empty() && (self.wire.is_tls() || settings.tls.is_none())
    }

    /// `STARTTLS`: everything said before is forgotten, and nothing may follow it in clear.
    pub(super) async fn starttls(&mut self) -> io::Result<Flow> {
        let Some(config) = self.settings().tls.as_ref().map(Arc::clone) else {
            return Ok(self.say(replies::no_tls()));
        };
        if self.wire.is_tls() {
            return Ok(self.say(replies::tls_is_active()));
        }
        if !self.wire.buffered().is_empty() {
            return Ok(self.say_last(replies::text_behind_starttls()));
        }
        self.wire.queue(&replies::ready_for_tls());
        self.flush().await?;
        let patience = self.settings().limits.command_timeout;
        time::timeout(patience, self.wire.start_tls(config)).await??;
        self.forget_everything();
        debug!("TLS");
        Ok(Flow::Continue)
    }

    /// `AUTH PLAIN` and `AUTH LOGIN`.
    pub(super) async fn auth(&mut self, mechanism: &str, initial: Option<String>) -> io::Result<Flow> {
        if let Some(refusal) = self.auth_refusal(mechanism) {
            return Ok(self.say(refusal));
        }
        let credentials = match mechanism {
            "PLAIN" => match self.answer_to("", initial).await? {
                Exchange::Answered(answer) => auth::plain(&answer),
                Exchange::Over(flow) => return Ok(flow),
            },
            _ => {
                // "Username:" and "Password:", as every client of LOGIN expects them.
                let name = match self.answer_to("VXNlcm5hbWU6", initial).await? {
                    Exchange::Answered(name) => name,
                    Exchange::Over(flow) => return Ok(flow),
                };
                match self.answer_to("UGFzc3dvcmQ6", None).await? {
                    Exchange::Answered(password) => auth::login(&name, &password),
                    Exchange::Over(flow) => return Ok(flow),
                }
            }
        };
        match credentials {
            None => Ok(self.say(replies::bad_auth())),
            Some(credentials) => Ok(self.sign_in(credentials).await),
        }
    }

    fn auth_refusal(&self, mechanism: &str) -> Option<Reply> {
        if self.settings().users.is_empty() {
            Some(replies::no_auth())
        } else if !self.offers_auth() {
            Some(replies::auth_needs_tls())
        } else if self.user.is_some() {
            Some(replies::out_of_order("already signed in"))
        } else if !["PLAIN", "LOGIN"].contains(&mechanism) {
            Some(replies::unknown_mechanism())
        } else {
            None
        }
    }

    /// The decoded initial response, or the answer to `challenge`.
    async fn answer_to(&mut self, challenge: &str, initial: Option<String>) -> io::Result<Exchange> {
        let answer = match initial {
            Some(initial) => initial.into_bytes(),
            None => {
                self.wire.queue(&replies::challenge(challenge));
                match self.listen_for_answer().await? {
                    Event::Line(line) => line,
                    Event::Refused(reply) => return Ok(Exchange::Over(self.say(reply))),
                    Event::Hopeless(reply) => return Ok(Exchange::Over(self.say_last(reply))),
                    Event::Closed => return Ok(Exchange::Over(Flow::Close)),
                }
            }
        };
        Ok(match std::str::from_utf8(&answer).ok().and_then(auth::decoded) {
            Some(decoded) => Exchange::Answered(decoded),
            None => Exchange::Over(self.say(replies::bad_auth())),
        })
    }

    /// Wrong passwords are answered later and later, and end the session soon.
    async fn sign_in(&mut self, credentials: Credentials) -> Flow {
        let name = credentials.name.clone();
        match self.settings().users.verify(credentials).await {
            Some(true) => {
                debug!("signed in");
                self.user = Some(name);
                self.say(replies::signed_in())
            }
            Some(false) => {
                info!(attempt = self.wrong_passwords + 1, "wrong password");
                time::sleep(self.settings().wrong_password_delay * 2_u32.pow(self.wrong_passwords)).await;
                self.wrong_passwords += 1;
                let last = self.wrong_passwords >= WRONG_PASSWORDS;
                self.say(if last { replies::too_many_passwords() } else { replies::wrong_password() })
            }
            None => self.say(replies::auth_unavailable()),
        }
    }
}
