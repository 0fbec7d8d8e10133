//! The page: deciding in a browser, and nobody else's browser deciding.

mod crowd;
mod deciding;
mod lists;
