//! `mailq`: what waits, in the layout administrators and their scripts have read for decades.

use std::fmt::Write as _;

use crate::app::failure::Failure;
use crate::base::Clock;
use crate::base::text::one_line;
use crate::config::Config;
use crate::control::cli::print;
use crate::control::ops::Ops;
use crate::control::view::View;
use crate::release;
use crate::store::{RecipientState, State};

const HEAD: &str = "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n";

/// Prints what waits, oldest first.
pub(super) async fn list(config: &Config) -> Result<u8, Failure> {
    let mut views = Ops::open(config, Clock::system())?.list(false).await?;
    if views.is_empty() {
        return print::text("Mail queue is empty\n");
    }
    views.reverse();
    let zone = release::zone(&config.policy);
    let mut out = HEAD.to_owned();
    for view in &views {
        let arrived = view.created.to_zoned(zone.clone()).strftime("%a %b %e %H:%M:%S").to_string();
        // As Postfix marks what an administrator holds.
        let id = format!("{}{}", view.id, if view.state == State::Held { "!" } else { "" });
        let _ = writeln!(out, "{id:<11} {:>8} {arrived}  {}", view.size, one_line(sender(view), 120));
        if let Some(reason) = reason(view) {
            let _ = writeln!(out, "{:>41}({})", "", one_line(&reason, 160));
        }
        for recipient in view.recipients.iter().filter(|r| r.state.is_due() || r.state == RecipientState::Unsure) {
            let _ = writeln!(out, "{:>41}{}", "", one_line(&recipient.address, 120));
        }
        out.push('\n');
    }
    let octets: usize = views.iter().map(|view| view.size).sum();
    let requests = if views.len() == 1 { "Request" } else { "Requests" };
    let _ = writeln!(out, "-- {} Kbytes in {} {requests}.", octets.div_ceil(1024), views.len());
    print::text(&out)
}

fn sender(view: &View) -> &str {
    if view.sender.is_empty() { "MAILER-DAEMON" } else { &view.sender }
}

/// Why it waits.
fn reason(view: &View) -> Option<String> {
    match view.state {
        State::Held => Some(format!("held: {}", view.headline)),
        State::Delayed => Some("leaves when its undo window ends".to_owned()),
        State::Unsure => Some("may have been sent".to_owned()),
        _ => view.recipients.iter().map(|r| &r.reply).find(|reply| !reply.is_empty()).cloned(),
    }
}
