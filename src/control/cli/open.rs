//! The way from the terminal to the page: a link that signs in once.

use std::io::{self, IsTerminal as _};
use std::process::{Command, Stdio};

use serde_json::json;

use super::super::answer::Link;
use super::hands::Hands;
use super::print;
use crate::app::failure::Failure;

/// Prints a link, and opens it where there is a desktop, unless it is `only_printed`.
pub(super) async fn page(hands: &Hands, only_printed: bool) -> Result<u8, Failure> {
    let Link { url } = hands.post("/links", &json!({})).await?;
    if !only_printed && has_desktop() {
        show(&url);
    }
    print::text(&format!("{url}\n"))
}

/// How `run` tells whoever has started it by hand where the page is; nobody when its words go to a file or a log.
pub(super) fn greeting() -> Option<fn(&str)> {
    let tell: fn(&str) = |link| println!("The page: {link}");
    io::stdout().is_terminal().then_some(tell)
}

fn has_desktop() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The link is printed all the same, so a browser that cannot be opened is no failure.
fn show(url: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = Stdio::null;
    let started = Command::new(opener).arg(url).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
    if let Err(error) = started {
        eprintln!("outguard: {opener} cannot be started ({error}); open the link yourself");
    }
}
