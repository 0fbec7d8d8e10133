//! The SMTP door: an ESMTP submission server (RFC 5321, RFC 6409) on tokio.
//!
//! | extension           | source            | how                                                                   |
//! |---------------------|-------------------|-----------------------------------------------------------------------|
//! | PIPELINING          | RFC 2920          | replies are gathered until nothing more is in the buffer              |
//! | SIZE                | RFC 1870          | refused at `MAIL`, or when the message has been read to its end       |
//! | 8BITMIME            | RFC 6152          | octets are carried as they are                                        |
//! | SMTPUTF8            | RFC 6531          | needed for any address beyond ASCII                                   |
//! | ENHANCEDSTATUSCODES | RFC 2034, 3463    | every reply that may have one                                         |
//! | DSN                 | RFC 3461          | RET, ENVID, NOTIFY, ORCPT: decoded, checked, handed on                |
//! | CHUNKING            | RFC 3030          | `BDAT`; BINARYMIME is not offered                                     |
//! | STARTTLS            | RFC 3207          | when a certificate is configured; TLS 1.2 and 1.3                     |
//! | AUTH                | RFC 4954, 4616    | PLAIN and LOGIN, when users are configured; then everybody signs in   |
//!
//! **Framing.** A command ends with CRLF and a message with CRLF.CRLF, nothing else. A bare CR or a bare LF is refused
//! with 5xx and the dialogue stays in step: a faulty command line is told at once and skipped to its CRLF, a faulty
//! message is read to its real end. A NUL makes a message faulty too; in a command it ends the session, for that is TLS
//! or worse on a plain port. Loopback is no exception. After every message, taken or refused, the transaction is
//! forgotten.
//!
//! **Stop.** When `shutdown` becomes true no connection is accepted any more and a session that waits for a command gets
//! `421 4.3.2`. A message that is just being sent may come to its end within [`Settings::grace`]; else it gets 421 and
//! nothing of it is kept. A message the gate already has is always waited for and answered: dropping that answer would
//! make the client send it twice. [`Server::run`] returns when the last session has ended.
//!
//! **Limits** (RFC 5321 §4.5.3) are those of the configuration, plus [`line::COMMAND_LIMIT`] and [`line::AUTH_LIMIT`].
//! A session that waits for a command holds a buffer of 2 KiB.

pub mod auth;
pub mod command;
mod content;
pub mod data;
pub mod line;
pub mod order;
pub mod parameters;
pub mod path;
pub mod replies;
mod security;
mod server;
mod session;
mod settings;
mod stream;
mod tls;
mod transaction;
mod wire;

pub use server::Server;
pub use settings::{Settings, SettingsError};
pub use tls::load as load_certificate;
