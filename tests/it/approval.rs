//! Second persons: who is asked, who may decide, and what happens when they do not answer.

mod absence;
mod deciding;
mod ladder;
mod page;
mod random;
mod scene;
