//! The verbs of second persons, and of whoever waits for one.

use super::super::answer::Released;
use super::super::ops::approval::{AwayView, Back, StandingView};
use super::super::request::{Absence, Judgement, Plea, Return};
use super::args::{Command, Judged};
use super::hands::Hands;
use super::print;
use crate::app::failure::{Failure, exit};
use crate::base::Address;

/// Does what one of these verbs says.
pub(super) async fn act(hands: &Hands, command: Command) -> Result<u8, Failure> {
    let text = |address: Option<Address>| address.map(|address| address.to_string());
    let told = match command {
        Command::Approve { id, judged } => {
            let Released { id, daemon } = hands.post(&format!("/holds/{id}/approve"), &judgement(judged)).await?;
            let waits = if daemon { "" } else { "; the daemon does not run, so delivery waits for it" };
            format!("{id} approved{waits}\n")
        }
        Command::Reject { id, judged } => {
            let Released { id, .. } = hands.post(&format!("/holds/{id}/reject"), &judgement(judged)).await?;
            format!("{id} rejected; its sender gets the line and the draft\n")
        }
        Command::Plead { id, reason, urgent } => {
            let standing: StandingView = hands.post(&format!("/holds/{id}/plead"), &Plea { reason, urgent }).await?;
            format!("{id} told; {}\n", standing.words)
        }
        Command::Away { until, to, person } => {
            let asked = Absence { until, to: text(to), person: text(person) };
            let away: AwayView = hands.post("/away", &asked).await?;
            let to = away.to.map_or_else(String::new, |to| format!("; {to} decides meanwhile"));
            format!("{} is away until {}{to}\n", away.person, away.words)
        }
        Command::Back { person } => {
            let Back { person, was_away } = hands.post("/back", &Return { person: text(person) }).await?;
            format!("{person} {}\n", if was_away { "is back" } else { "was not away" })
        }
        _ => return Err(Failure::new("verb", exit::SOFTWARE, "this verb is no second person's")),
    };
    print::text(&told)
}

fn judgement(judged: Judged) -> Judgement {
    Judgement { reason: judged.reason, seal: judged.seal }
}
