//! `outguard recall`: what was stopped, who has it, and what can still be tried.

use std::fmt::Write as _;

use super::super::answer::{ReachedView, RecallView};
use super::super::request::Recall;
use super::args::Recalled;
use super::hands::Hands;
use super::print;
use crate::app::failure::{Failure, exit};
use crate::base::Say;
use crate::base::text::one_line;
use crate::facts::Role;
use crate::incident::texts;

/// The widest column of addresses, in characters.
const WIDEST: usize = 50;

/// Has a message back; the exit code says whether anybody has it.
pub(super) async fn act(hands: &Hands, message: &Recalled, as_json: bool) -> Result<u8, Failure> {
    let views: Vec<RecallView> = match message {
        Recalled::Id(id) => vec![hands.post(&format!("/holds/{id}/recall"), &serde_json::json!({})).await?],
        Recalled::Message(message_id) => hands.post("/recall", &Recall { message_id: message_id.clone() }).await?,
    };
    for (n, view) in views.iter().enumerate() {
        if as_json {
            print::json(view)?;
        } else {
            print::text(&format!("{}{}", if n > 0 { "\n" } else { "" }, shown(view)))?;
        }
    }
    let stopped = views.iter().all(|view| view.reached + view.unsure + view.waiting == 0);
    Ok(if stopped { 0 } else { exit::UNAVAILABLE })
}

fn shown(view: &RecallView) -> String {
    let (say, id) = (texts::say(view.language), &view.id);
    let mut out = format!("{id}: {}\n\n", view.headline);
    let widest = view.recipients.iter().map(|one| named(say, one).chars().count()).max().unwrap_or(0).min(WIDEST);
    for one in &view.recipients {
        let _ = writeln!(out, "  {:<widest$}  {}", named(say, one), one_line(&one.words, 300));
    }
    if view.unnamed > 0 {
        let _ = writeln!(out, "  {}", say.n("recall-more", view.unnamed));
    }
    if view.waiting > 0 {
        let _ = writeln!(out, "\n{}", say.a("recall-again", "id", id));
    }
    if !view.next.is_empty() {
        let _ = writeln!(out, "\n{}\n\n{}", say.a("recall-incident", "id", id), say.t("recall-next"));
        for (n, step) in view.next.iter().enumerate() {
            let _ = writeln!(out, "{:>3}. {}", n + 1, step.words);
        }
        let _ = writeln!(out, "\n{}", say.t("recall-not"));
        for never in &view.never {
            let _ = writeln!(out, "   - {never}");
        }
    }
    out
}

/// The address, and what is to be known of it.
fn named(say: Say, one: &ReachedView) -> String {
    let hidden = (one.role == Some(Role::Bcc)).then(|| say.t("recall-hidden"));
    let odd = one.odd.then(|| say.t("recall-odd"));
    let notes: Vec<String> = hidden.into_iter().chain(odd).collect();
    let address = one_line(&one.address, 100);
    if notes.is_empty() { address } else { format!("{address} ({})", notes.join(", ")) }
}
