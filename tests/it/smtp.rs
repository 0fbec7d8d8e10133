//! The SMTP door as a client sees it.

mod dialogues;
mod peer;
