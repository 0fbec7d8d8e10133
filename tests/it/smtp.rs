//! The SMTP door as a client sees it.

mod auth;
mod chaos;
mod dialogues;
mod endings;
mod limits;
mod logs;
mod peer;
mod stop;
mod tls;
