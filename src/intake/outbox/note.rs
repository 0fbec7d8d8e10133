//! The words beside a file: what it waits for or why it was not sent, and what can be done. Nothing of the message is in
//! them but what the findings' headlines say.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use crate::base::text::{one_line, shown_time};
use crate::base::{Id, Step};
use crate::config::Outbox;
use crate::store::{Entry, State};

/// What a note says of a submission.
pub(super) fn of_entry(entry: &Entry, outbox: &Outbox, zone: &TimeZone) -> String {
    let (id, state) = (&entry.summary.id, entry.summary.state);
    let refused = &outbox.refused;
    let outcome = one_line(&entry.summary.outcome, 300);
    match state {
        State::Held => {
            let mut text = format!("Held by Outguard as {id}.\n{}\n", reasons(entry));
            let _ = write!(
                text,
                "  outguard show {id}       shows it, and the repairs there are\n\
                 \x20 outguard release {id}    sends it\n\
                 \x20 outguard cancel {id}     does not send it\n\n\
                 Once sent the file leaves this folder; cancelled it goes to `{refused}`.\n"
            );
            if let Some(deadline) = entry.summary.deadline {
                let day = shown_time(deadline, zone);
                let _ = writeln!(text, "Without a decision it goes back to its sender as a draft: {day}.");
            }
            text
        }
        State::Delayed => {
            let when = entry.summary.due.map_or_else(String::new, |due| format!(": {}", shown_time(due, zone)));
            format!(
                "Kept by Outguard as {id} for its undo window. It leaves by itself{when}.\n\n  outguard cancel {id}     stops it\n"
            )
        }
        State::Queued => format!(
            "Waits in Outguard as {id} for the next mail server, and is sent as soon as that takes it.\n\n\
             \x20 outguard show {id}       shows what the server said\n\
             \x20 outguard cancel {id}     does not send it\n"
        ),
        State::Unsure => format!(
            "Handed to the next mail server as {id}, and the connection broke before the answer: it may have been sent.\n\
             Ask the recipients, then decide:\n\n\
             \x20 outguard show {id}       says who they are\n\
             \x20 outguard release {id}    they do not have it: sends it once more\n\
             \x20 outguard cancel {id}     they have it: sends nothing more\n"
        ),
        State::Damaged => format!(
            "Outguard's copy of it ({id}) is damaged, and is never sent.\n\n  outguard show {id}       says what is known\n\n\
             To send it, drop the file again with another Message-ID.\n"
        ),
        State::Cancelled => ended(id.as_str(), "was cancelled", &outcome),
        State::Rejected => ended(id.as_str(), "was rejected", &outcome),
        State::Returned => {
            ended(id.as_str(), "was decided by nobody in time, and went back to its sender as a draft", &outcome)
        }
        State::Failed => format!(
            "{id} could not be delivered ({outcome}); the sender has been told by mail.\n\n\
             \x20 outguard show {id}       shows what the mail server said\n\n\
             To try it again, correct the file and drop it again.\n"
        ),
        State::Sent => format!("{id} was sent.\n"),
    }
}

/// What a note says of a submission whose record cannot be read.
pub(super) fn of_unreadable(id: &Id) -> String {
    format!(
        "Outguard's record of it ({id}) is damaged and cannot be read.\n\n  outguard check            says what is wrong with the store\n\n\
         To send it, drop the file again with another Message-ID.\n"
    )
}

/// What a note says of a file no submission was made of.
pub(super) fn of_refusal(why: &str) -> String {
    let why = one_line(why, 600);
    let stop = if why.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("Not sent by Outguard.\n\n{why}{stop}\n\nNobody has got it. To send it, correct it and drop it again.\n")
}

fn ended(id: &str, how: &str, outcome: &str) -> String {
    let outcome = if outcome.is_empty() { String::new() } else { format!(" ({outcome})") };
    format!(
        "{id} {how}{outcome}. It was not sent.\n\n  outguard show {id}       shows what happened\n\nTo send it after all, drop the file again.\n"
    )
}

fn reasons(entry: &Entry) -> String {
    let counted = entry.verdict.findings.iter().filter(|finding| finding.step > Step::Pass);
    counted.fold(String::new(), |mut text, finding| {
        let _ = writeln!(text, "  - {}", one_line(&finding.headline, 300));
        text
    })
}
