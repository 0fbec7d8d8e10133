//! The verbs of second persons.

use super::args::{Command, Judged};
use super::print;
use crate::app::failure::{Failure, exit};
use crate::control::ops::Ops;
use crate::release::{Confirmation, Pleading};

/// Does what a second person, or the sender who waits for one, has typed.
pub(super) async fn act(ops: &Ops, command: Command) -> Result<u8, Failure> {
    let told = match command {
        Command::Approve { id, judged } => {
            let id = ops.approve(&id, &confirmation(judged)).await?;
            let waits = if ops.daemon_runs() { "" } else { "; the daemon does not run, so delivery waits for it" };
            format!("{id} approved{waits}\n")
        }
        Command::Reject { id, judged } => {
            let id = ops.reject(&id, &confirmation(judged)).await?;
            format!("{id} rejected; its sender gets the line and the draft\n")
        }
        Command::Plead { id, reason, urgent } => {
            let (id, words) = ops.plead(&id, &Pleading { reason, urgent }).await?;
            format!("{id} told; {words}\n")
        }
        Command::Away { until, to, person } => {
            let away = ops.go_away(person, &until, to).await?;
            let to = away.to.map_or_else(String::new, |to| format!("; {to} decides meanwhile"));
            format!("{} is away until {}{to}\n", away.person, ops.shown_time(away.until))
        }
        Command::Back { person } => match ops.come_back(person).await? {
            (person, true) => format!("{person} is back\n"),
            (person, false) => format!("{person} was not away\n"),
        },
        _ => return Err(Failure::new("verb", exit::SOFTWARE, "this verb is no second person's")),
    };
    print::text(&told)
}

fn confirmation(judged: Judged) -> Confirmation {
    Confirmation { reason: judged.reason, seal: judged.seal, ..Confirmation::default() }
}
