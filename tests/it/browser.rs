//! The page in a real Chromium: what a person sees and presses, and what nobody sees.

mod harness;
mod looks;
