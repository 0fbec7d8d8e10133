//! The page: deciding in a browser, and nobody else's browser deciding.

mod api;
mod crowd;
mod deciding;
mod held;
mod lists;
mod security;
