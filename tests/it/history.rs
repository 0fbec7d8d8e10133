//! Learning from mail of before and from what passes, looking at it, and forgetting. All people are invented.

mod archives;
mod daemon;
mod folders;
mod forgetting;
mod interrupted;
mod mailbox;
mod stopped;
mod threshold;
mod unread;
mod whose;
