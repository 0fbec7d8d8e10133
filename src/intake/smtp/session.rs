//! One session: commands in, replies out. What may come when stands in [`order`](super::order); each verb has one small
//! handler here or in [`content`](super::content) and [`security`](super::security).

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time;
use tracing::{debug, info};

use super::command::{self, Command, CommandFault};
use super::line::{AUTH_LIMIT, COMMAND_LIMIT, LineFault};
use super::order::{self, Stage};
use super::parameters::{MailParameters, RcptParameters};
use super::path::PathFault;
use super::replies;
use super::server::Shared;
use super::settings::Settings;
use super::stream::Stream;
use super::transaction::Transaction;
use super::wire::{Input, Wire};
use crate::base::killpoint;
use crate::base::{Address, Reply};
use crate::intake::Gate;
use crate::message::Origin;

/// How long the last reply may take to leave.
const CLOSING: Duration = Duration::from_secs(10);

/// Whether the session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Continue,
    Close,
}

/// What the client did while the session waited for a line.
pub(super) enum Event {
    Line(Vec<u8>),
    /// A faulty line, or the end of the session, with what is to be said about it.
    Refused(Reply),
    /// No mail client speaks: the last thing that is said.
    Hopeless(Reply),
    /// The client has closed.
    Closed,
}

/// A session and its state.
pub struct Session<G> {
    pub(super) shared: Arc<Shared<G>>,
    pub(super) wire: Wire,
    pub(super) shutdown: watch::Receiver<bool>,
    pub(super) stage: Stage,
    pub(super) transaction: Option<Box<Transaction>>,
    pub(super) user: Option<String>,
    pub(super) wrong_passwords: u32,
    pub(super) messages: usize,
    peer: Option<IpAddr>,
    helo: String,
    extended: bool,
    errors: usize,
}

impl<G: Gate> Session<G> {
    /// A session on a new connection; `peer` is who is at its other end, where that is a network's.
    pub fn new(shared: Arc<Shared<G>>, stream: Stream, peer: Option<IpAddr>, shutdown: watch::Receiver<bool>) -> Self {
        Session {
            shared,
            wire: Wire::new(stream),
            shutdown,
            stage: Stage::Connected,
            transaction: None,
            user: None,
            wrong_passwords: 0,
            messages: 0,
            peer,
            helo: String::new(),
            extended: false,
            errors: 0,
        }
    }

    /// Serves the client to the end.
    pub async fn run(mut self) {
        debug!("session begins");
        killpoint::reached("A1");
        self.wire.queue(&replies::greeting(&self.settings().hostname));
        match self.dialogue().await {
            // A client that does not read cannot keep the session open.
            Ok(()) => match time::timeout(CLOSING, self.wire.close()).await {
                Ok(Ok(())) => {}
                Ok(Err(why)) => debug!(%why, "connection broken"),
                Err(_) => debug!("the last reply was not taken"),
            },
            Err(why) => debug!(%why, "connection broken"),
        }
        debug!("session ends");
    }

    async fn dialogue(&mut self) -> io::Result<()> {
        let mut flow = Flow::Continue;
        while flow == Flow::Continue {
            flow = match self.listen().await? {
                Event::Line(line) => self.obey(&line).await?,
                Event::Refused(reply) => self.say(reply),
                Event::Hopeless(reply) => self.say_last(reply),
                Event::Closed => Flow::Close,
            };
        }
        Ok(())
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Waits for a command.
    async fn listen(&mut self) -> io::Result<Event> {
        self.listen_up_to(COMMAND_LIMIT).await
    }

    /// Waits for the answer to a challenge.
    pub(super) async fn listen_for_answer(&mut self) -> io::Result<Event> {
        self.listen_up_to(AUTH_LIMIT).await
    }

    /// Waits for a line; the server's stop and the client's silence end the session.
    async fn listen_up_to(&mut self, limit: usize) -> io::Result<Event> {
        let patience = self.settings().limits.command_timeout;
        let input = tokio::select! {
            biased;
            _ = self.shutdown.wait_for(|stop| *stop) => return Ok(Event::Refused(replies::shutting_down())),
            input = time::timeout(patience, self.wire.line(limit)) => input,
        };
        match input {
            Err(_) => Ok(Event::Refused(replies::timeout())),
            Ok(line) => Ok(match line? {
                Some(Input::Line(line)) => Event::Line(line),
                // A TLS greeting on a plain port has a NUL early on; what an attacker put into it (a ticket, a name) is
                // never obeyed.
                Some(Input::Fault(LineFault::Nul)) => Event::Hopeless(replies::bad_line(LineFault::Nul)),
                Some(Input::Fault(fault)) => Event::Refused(replies::bad_line(fault)),
                Some(Input::Endless) => Event::Refused(replies::too_many_errors().because("endless line")),
                None => Event::Closed,
            }),
        }
    }

    /// Writes what is queued; a client that does not read is given up.
    pub(super) async fn flush(&mut self) -> io::Result<()> {
        let patience = self.settings().limits.command_timeout;
        time::timeout(patience, self.wire.flush()).await?
    }

    /// Queues what the gate answered; a message refused by policy is no error of the client's.
    pub(super) fn answer(&mut self, reply: Reply) -> Flow {
        self.wire.queue(&reply);
        if reply.code() >= 400 {
            info!(code = reply.code(), cause = reply.cause(), "message refused");
        }
        if reply.code() == 421 { Flow::Close } else { Flow::Continue }
    }

    /// Queues `reply`; 421 and one refusal too many end the session.
    pub(super) fn say(&mut self, reply: Reply) -> Flow {
        self.wire.queue(&reply);
        if reply.code() < 400 {
            return Flow::Continue;
        }
        info!(code = reply.code(), text = reply.text(), cause = reply.cause(), "refused");
        self.errors += usize::from(reply.is_permanent());
        if reply.code() == 421 {
            Flow::Close
        } else if self.errors > self.settings().limits.errors {
            self.wire.queue(&replies::too_many_errors());
            Flow::Close
        } else {
            Flow::Continue
        }
    }

    /// Queues `reply` and ends the session.
    pub(super) fn say_last(&mut self, reply: Reply) -> Flow {
        self.say(reply);
        Flow::Close
    }

    async fn obey(&mut self, line: &[u8]) -> io::Result<Flow> {
        let command = match command::parse(line) {
            Ok(command) => command,
            Err(fault) => return Ok(self.refuse(&fault)),
        };
        if let Some(need) = order::missing(command.verb(), self.stage) {
            return self.out_of_order(&command, need).await;
        }
        let reply = match command {
            Command::Ehlo(name) => self.ehlo(name),
            Command::Helo(name) => self.helo(name),
            Command::Mail(sender, parameters) => self.mail(sender, parameters),
            Command::Rcpt(recipient, parameters) => self.rcpt(recipient, parameters),
            Command::Data => return Box::pin(self.data()).await,
            Command::Bdat { size, last } => return Box::pin(self.bdat(size, last)).await,
            Command::Starttls => return Box::pin(self.starttls()).await,
            Command::Auth { mechanism, initial } => return Box::pin(self.auth(&mechanism, initial)).await,
            Command::Rset => self.rset(),
            Command::Noop => replies::noop(),
            Command::Vrfy => replies::cannot_verify(),
            Command::Help => replies::help(),
            Command::Quit => return Ok(self.say_last(replies::bye(&self.shared.settings.hostname))),
        };
        Ok(self.say(reply))
    }

    /// A browser is sent away, and so is a client whose next command cannot be found.
    fn refuse(&mut self, fault: &CommandFault) -> Flow {
        let reply = replies::bad_command(fault);
        match fault {
            CommandFault::Http | CommandFault::ChunkSize => self.say_last(reply),
            _ => self.say(reply),
        }
    }

    /// The octets of a chunk are on their way whatever the reply is (RFC 3030 §2): they are no commands.
    async fn out_of_order(&mut self, command: &Command, need: &str) -> io::Result<Flow> {
        let reply = replies::out_of_order(need);
        match command {
            Command::Bdat { size, .. } => Box::pin(self.skip_chunk(*size, reply)).await,
            _ => Ok(self.say(reply)),
        }
    }

    fn ehlo(&mut self, name: String) -> Reply {
        self.greeted(name, true);
        replies::ehlo(&self.settings().hostname, &self.extensions())
    }

    fn helo(&mut self, name: String) -> Reply {
        self.greeted(name, false);
        replies::helo(&self.settings().hostname)
    }

    /// `EHLO` and `HELO` also end a transaction (RFC 5321 §4.1.4).
    fn greeted(&mut self, name: String, extended: bool) {
        self.helo = name;
        self.extended = extended;
        self.stage = Stage::Greeted;
        self.transaction = None;
    }

    fn extensions(&self) -> Vec<String> {
        let mut extensions = vec!["PIPELINING".to_owned(), format!("SIZE {}", self.settings().limits.message_size)];
        extensions.extend(["8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN", "CHUNKING"].map(str::to_owned));
        if self.settings().tls.is_some() && !self.wire.is_tls() {
            extensions.push("STARTTLS".to_owned());
        }
        if self.offers_auth() {
            extensions.push("AUTH PLAIN LOGIN".to_owned());
        }
        extensions.push("HELP".to_owned());
        extensions
    }

    fn mail(&mut self, sender: Option<Address>, parameters: MailParameters) -> Reply {
        let limits = &self.settings().limits;
        if !self.settings().users.is_empty() && self.user.is_none() {
            return replies::sign_in_first();
        }
        if limits.messages > 0 && self.messages >= limits.messages {
            return replies::too_many_messages();
        }
        if !self.extended && !parameters.is_empty() {
            return replies::parameters_need_ehlo();
        }
        if parameters.size.is_some_and(|size| size > limits.message_size as u64) {
            return replies::too_big(limits.message_size);
        }
        self.transaction = Some(Box::new(Transaction::new(sender, parameters)));
        self.stage = Stage::Sender;
        killpoint::reached("A2");
        replies::sender_ok()
    }

    fn rcpt(&mut self, recipient: Address, parameters: RcptParameters) -> Reply {
        if !self.extended && !parameters.is_empty() {
            return replies::parameters_need_ehlo();
        }
        let limit = self.settings().limits.recipients;
        let Some(transaction) = self.transaction.as_deref_mut() else {
            return replies::out_of_order("MAIL first");
        };
        if recipient.needs_utf8() && !transaction.envelope.smtputf8 {
            return replies::bad_command(&CommandFault::Recipient(PathFault::NeedsUtf8));
        }
        if !transaction.add(recipient, parameters, limit) {
            return replies::too_many_recipients();
        }
        self.stage = Stage::Recipients;
        killpoint::reached("A3");
        replies::recipient_ok()
    }

    fn rset(&mut self) -> Reply {
        self.end_transaction();
        replies::reset()
    }

    /// Forgets the transaction and gives it away.
    pub(super) fn end_transaction(&mut self) -> Option<Box<Transaction>> {
        if self.stage != Stage::Connected {
            self.stage = Stage::Greeted;
        }
        self.transaction.take()
    }

    /// TLS begins with a clean slate (RFC 3207 §4.2).
    pub(super) fn forget_everything(&mut self) {
        self.stage = Stage::Connected;
        self.transaction = None;
        self.user = None;
        self.helo = String::new();
        self.extended = false;
    }

    /// Who hands over a message, for the trace header.
    pub(super) fn origin(&self, smtputf8: bool) -> Origin {
        let head = if smtputf8 {
            "UTF8SMTP"
        } else if self.extended {
            "ESMTP"
        } else {
            "SMTP"
        };
        // RFC 3848 has no S and A for plain SMTP.
        let secure = if self.extended && self.wire.is_tls() { "S" } else { "" };
        let signed = if self.extended && self.user.is_some() { "A" } else { "" };
        Origin {
            peer: self.peer.map_or_else(String::new, |ip| ip.to_canonical().to_string()),
            helo: self.helo.clone(),
            user: self.user.clone(),
            protocol: format!("{head}{secure}{signed}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Answer;
    use crate::message::Submission;

    struct Nobody;

    impl Gate for Nobody {
        async fn submit(&self, _: Submission) -> Answer {
            Answer::unkept(replies::noop())
        }
    }

    /// Thousands of sessions wait for a command most of the time: with its 2 KiB buffer, one stays far below 20 KB.
    #[test]
    fn an_idle_session_is_small() {
        fn size<F: Future>(_: fn(Session<Nobody>) -> F) -> usize {
            size_of::<F>()
        }
        let size = size(Session::run);
        assert!(size < 4096, "{size}");
    }
}
