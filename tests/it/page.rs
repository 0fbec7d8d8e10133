//! The page: deciding in a browser, and nobody else's browser deciding.

mod api;
mod security;
mod crowd;
mod deciding;
mod lists;
