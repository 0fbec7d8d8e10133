//! The page in a real Chromium: what a person sees and presses, and what nobody sees.

mod friction;
mod harness;
mod hostile;
mod incident;
mod keller;
mod live;
mod looks;
mod mails;
mod scanner;
