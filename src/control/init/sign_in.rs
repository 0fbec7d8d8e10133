//! Signing in upstream: tried before it is written down.

use std::io::{BufRead, Write};
use std::path::Path;

use secrecy::ExposeSecret as _;

use super::draft::Secret;
use super::obstacles;
use super::questions::Dialogue;
use super::staged::Staged;
use super::upstream::{Reached, WayOut};
use super::{PASSWORD_FILE, Wishes, named_secret};
use crate::app::failure::Failure;
use crate::config::{SecretSource, Upstream};
use crate::deliver::{Obstacle, ProbeError, probe};

/// How often a password may be typed.
const TRIES: usize = 3;

/// The way of signing in that passwords can be used with.
const BY_PASSWORD: [&str; 2] = ["PLAIN", "LOGIN"];

/// A sign-in to be agreed on.
pub(super) struct SignIn<'a> {
    pub(super) wishes: &'a Wishes,
    pub(super) way_out: &'a WayOut<'a>,
    pub(super) reached: &'a Reached,
    /// Where a typed password is kept.
    pub(super) keep_in: &'a Path,
}

impl SignIn<'_> {
    /// User name and secret that upstream has accepted; `None` when it takes mail without.
    pub(super) async fn agree<R: BufRead, W: Write>(
        &self,
        talk: &mut Dialogue<R, W>,
        staged: &mut Staged,
    ) -> Result<Option<(String, Secret)>, Failure> {
        let host = &self.reached.candidate.host;
        let mechanisms = &self.reached.probed.mechanisms;
        let named = named_secret(self.wishes);
        let asked_for = named.is_some() || self.wishes.username.is_some();
        if self.wishes.no_sign_in || (mechanisms.is_empty() && !asked_for) {
            talk.say(&format!("Connected to {host}; it takes mail without a sign-in."));
            return Ok(None);
        }
        if !mechanisms.iter().any(|mechanism| BY_PASSWORD.contains(&mechanism.as_str())) && !mechanisms.is_empty() {
            return Err(obstacles::oauth(self.way_out.address, &self.reached.candidate, mechanisms));
        }
        match named {
            Some(Secret::Credential(name)) => {
                talk.say("The sign-in is not tried: systemd hands the password over when it starts Outguard.");
                Ok(Some((self.users().remove(0), Secret::Credential(name))))
            }
            Some(secret) => {
                let user = self.first_accepted(&source(&secret)).await.map_err(|error| self.failure(&error))?;
                self.signed_in(talk, &user);
                Ok(Some((user, secret)))
            }
            None => {
                let user = self.typed(talk, staged).await?;
                self.signed_in(talk, &user);
                Ok(Some((user, Secret::File(PASSWORD_FILE.into()))))
            }
        }
    }

    fn signed_in<R: BufRead, W: Write>(&self, talk: &mut Dialogue<R, W>, user: &str) {
        talk.say(&format!("Signed in to {} as {user}. Nothing was sent.", self.reached.candidate.host));
    }

    /// Asks for the password until upstream takes it.
    async fn typed<R: BufRead, W: Write>(
        &self,
        talk: &mut Dialogue<R, W>,
        staged: &mut Staged,
    ) -> Result<String, Failure> {
        let address = self.way_out.address;
        let question = format!("Password of {} (kept in {})", self.users()[0], self.keep_in.display());
        let flag = format!("outguard init {address} --password-file FILE    or --password-command, or --no-sign-in");
        let mut refused: Option<Failure> = None;
        for _ in 0..TRIES {
            let password = match talk.secret(&question, &flag) {
                Ok(password) => password,
                // Who gives up is told what was wrong, not that there is no answer.
                Err(failure) => return Err(refused.unwrap_or(failure)),
            };
            let line = format!("{}\n", password.expose_secret());
            let meanwhile = staged.file(self.keep_in, line.as_bytes())?;
            let accepted = self.first_accepted(&SecretSource::File(meanwhile)).await;
            if accepted.is_err() {
                // Whoever goes away at the next question leaves no password behind.
                staged.discard(self.keep_in);
            }
            match accepted {
                Ok(user) => return Ok(user),
                Err(error) if error.obstacle == Obstacle::SignIn => {
                    talk.say(&format!("{error}."));
                    refused = Some(self.failure(&error));
                }
                Err(error) => return Err(self.failure(&error)),
            }
        }
        Err(refused.unwrap_or_else(|| Failure::new("no_answer", crate::app::failure::exit::USAGE, question)))
    }

    /// The first user name that is accepted with this secret.
    async fn first_accepted(&self, secret: &SecretSource) -> Result<String, ProbeError> {
        let mut users = self.users().into_iter();
        let mut user = users.next().unwrap_or_default();
        loop {
            let upstream = Upstream {
                username: Some(user.clone()),
                password: Some(secret.clone()),
                ..self.way_out.upstream(&self.reached.candidate)
            };
            match (probe(&upstream, self.way_out.hostname, self.way_out.clock).await, users.next()) {
                (Ok(_), _) => return Ok(user),
                (Err(error), Some(next)) if error.obstacle == Obstacle::SignIn => user = next,
                (Err(error), _) => return Err(error),
            }
        }
    }

    /// The names to try, never empty: the one that is told, else the address and what stands before its `@`.
    fn users(&self) -> Vec<String> {
        if let Some(user) = self.wishes.username.clone().or_else(|| self.reached.candidate.username.clone()) {
            return vec![user];
        }
        let address = self.way_out.address;
        vec![address.as_str().to_owned(), address.local().to_owned()]
    }

    fn failure(&self, error: &ProbeError) -> Failure {
        obstacles::upstream(self.way_out.address, &self.reached.candidate, error)
    }
}

/// Where the secret is read while it is tried.
fn source(secret: &Secret) -> SecretSource {
    match secret {
        Secret::File(path) => SecretSource::File(path.clone()),
        Secret::Command(line) => SecretSource::Command(line.split_whitespace().map(str::to_owned).collect()),
        Secret::Credential(name) => SecretSource::Credential(name.clone()),
    }
}
