//! The `sendmail` door: what every Unix program can hand mail over with. The command reads its message from standard input
//! and hands it to the daemon over a Unix socket.
//!
//! | file          | what                                                                               |
//! |---------------|------------------------------------------------------------------------------------|
//! | `flags.rs`    | the command line in sendmail's grammar; pure                                       |
//! | `caller.rs`   | who calls: the account as the kernel knows it, and what its environment says       |
//! | `input.rs`    | the message from standard input to CRLF and a last line                            |
//! | `compose.rs`  | sender, recipients, and the fields a program left out; pure                        |
//! | `wire.rs`     | what command and daemon say to each other, and what neither believes               |
//! | `handover.rs` | the command's side: the first socket that answers                                  |
//! | `socket.rs`   | the socket as a file: made, replaced when its daemon is dead, removed              |
//! | `server.rs`   | the daemon's side: one submission a connection                                     |
//!
//! **Who hands over** is what the kernel says of the other end of the socket, never what it claims. Any account of the machine
//! may hand over, as with every sendmail; where the socket's folder is closed to others, they may not.
//!
//! **The crash window.** The daemon may die after it has kept a message and before it has answered. The command cannot know
//! and exits with 75: the caller tries again. A message that waits for a decision is joined by its identical resend; one that
//! was on its way may arrive twice, as after any broken SMTP session (RFC 1047).

pub mod caller;
pub mod compose;
pub mod flags;
pub mod handover;
pub mod input;
mod server;
mod socket;
pub mod wire;

pub use server::Server;
pub use socket::{Socket, SocketError};
