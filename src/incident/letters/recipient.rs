//! To those who have it, one by one, and to those it was meant for.

use super::sheet::{Letter, Sheet};
use super::{Draft, SHORT};
use crate::base::Address;
use crate::incident::{Band, DeletionState};
use crate::people::PartyKind;

/// The request to delete it, for each who has it and has not said that it is gone; by counsel where the sender should not
/// write.
pub(super) fn deletions(sheet: &Sheet<'_>) -> Vec<Draft> {
    let over = |address: &str| {
        let deletion = sheet.incident.deletions.iter().find(|deletion| deletion.address == address);
        deletion.is_some_and(|deletion| deletion.state.is_over())
    };
    let open = sheet.assessment.exposure.has_it.iter().filter(|address| !over(address));
    let one =
        |address: &String| if sheet.yes("privileged") { claw_back(sheet, address) } else { deletion(sheet, address) };
    open.map(one).collect()
}

fn deletion(sheet: &Sheet<'_>, address: &str) -> Draft {
    let by_counsel = sheet.by_counsel();
    let did = if by_counsel { "letter-deletion-did-house" } else { "letter-deletion-did" };
    let letter = addressed(sheet, format!("deletion:{address}"), address)
        .subject(sheet.say.t("letter-deletion-subject"))
        .with(did, &[("sent", sheet.sent())])
        .t("letter-deletion-ask")
        .with("letter-deletion-form", &[("until", Some(sheet.until()))])
        .reference()
        .at_most(SHORT);
    let letter = if by_counsel {
        letter.signed_for_all(&sheet.contacts.legal.who)
    } else {
        letter.t("letter-deletion-thanks").signed()
    };
    form(letter).done()
}

fn claw_back(sheet: &Sheet<'_>, address: &str) -> Draft {
    let sha256 = &sheet.incident.known.sha256;
    let digest = (!sha256.is_empty()).then(|| sheet.say.a("letter-digest", "digest", sha256));
    let letter = addressed(sheet, format!("claw-back:{address}"), address)
        .subject(sheet.say.t("letter-deletion-subject"))
        .with("letter-claw-back-did", &[("sent", sheet.sent())])
        .t("letter-claw-back-ask")
        .with("letter-deletion-form", &[("until", Some(sheet.until()))])
        .must("message-id", sheet.reference())
        .says_if(digest)
        .signed_for_all(&sheet.contacts.legal.who);
    form(letter).done()
}

/// To one who has it.
fn addressed<'a>(sheet: &'a Sheet<'_>, key: String, address: &str) -> Letter<'a> {
    let name = sheet.reached(address).map_or("", |reached| reached.name.as_str());
    sheet.write(key, "recipient").to([address]).hello(name)
}

/// With the form of confirmation (incident.md 6.4).
fn form(letter: Letter<'_>) -> Letter<'_> {
    let say = letter.sheet.say;
    let reference = letter.sheet.reference().unwrap_or_default();
    let sent = letter.sheet.sent().unwrap_or_default();
    let text = say.all("letter-form", &[("sent", sent), ("reference", reference)]);
    letter.attach(say.t("letter-form-name"), text)
}

/// A word to those it was meant for, so that nobody answers to all.
pub(super) fn corrections(sheet: &Sheet<'_>) -> Vec<Draft> {
    let exposure = &sheet.assessment.exposure;
    let meant = match sheet.incident.answers.words("intended") {
        Some(intended) => intended,
        None => exposure.meant.as_slice(),
    };
    let sender = &sheet.incident.known.sender;
    let others = meant.iter().filter(|address| *address != sender && !exposure.has_it.contains(address));
    let one = |address: &String| {
        let reached = sheet.reached(address);
        let id = if reached.is_some() { "letter-correction-also" } else { "letter-correction-instead" };
        sheet
            .write(format!("correction:{address}"), "meant")
            .to([address.as_str()])
            .subject(sheet.say.t("letter-correction-subject"))
            .hello(reached.map_or("", |reached| reached.name.as_str()))
            .with(id, &[("sent", sheet.sent())])
            .t("letter-correction-ask")
            .signed()
            .done()
    };
    others.map(one).collect()
}

/// To a client or partner who received talk of the inside: thanks, no word about what stood in it, a call with the boss.
pub(super) fn apologies(sheet: &Sheet<'_>) -> Vec<Draft> {
    if sheet.by_counsel() || sheet.assessment.severity.band < Band::Moderate {
        return Vec::new();
    }
    let has_it = sheet.assessment.exposure.has_it.iter();
    let theirs = |address: &&String| {
        let kind = sheet.reached(address).and_then(|reached| reached.kind);
        matches!(kind, Some(PartyKind::Client | PartyKind::Partner))
    };
    let boss = &sheet.contacts.boss.who;
    let one = |address: &String| {
        let effect = sheet.how_many_have_it().map(|count| sheet.say.n("letter-apology-effect", count));
        let answered = sheet.incident.deletions.iter().find(|deletion| deletion.address == *address);
        let answered = answered.filter(|deletion| deletion.state.is_over());
        let thanks = answered.filter(|deletion| deletion.state != DeletionState::Refused);
        addressed(sheet, format!("apology:{address}"), address)
            .subject(sheet.say.t("letter-apology-subject"))
            .with("letter-apology-did", &[("sent", sheet.sent())])
            .must("effect", effect)
            .t("letter-apology-sorry")
            .says_if(sheet.cause())
            .t(if thanks.is_some() { "letter-apology-thanks" } else { "letter-apology-ask" })
            .with("letter-apology-call", &[("boss", Some(boss.clone()))])
            .says_if(sheet.change().map(|change| sheet.say.a("letter-change", "change", change)))
            .t("letter-deletion-thanks")
            .signed()
            .done()
    };
    has_it.filter(theirs).map(one).collect()
}

/// To those who run the recipient's mail, once somebody has approved that more people hear of it.
pub(super) fn postmasters(sheet: &Sheet<'_>) -> Vec<Draft> {
    let approved = |domain: &str| {
        let decided = |about: &str| sheet.incident.decided(about).is_some_and(|decision| decision.decided == "tell");
        decided("postmaster") || decided(&format!("postmaster:{domain}"))
    };
    let outside = |address: &&String| sheet.reached(address).is_some_and(|r| r.kind != Some(PartyKind::Internal));
    let mut drafts: Vec<Draft> = Vec::new();
    for address in sheet.assessment.exposure.has_it.iter().filter(outside) {
        let Some(domain) = address.parse::<Address>().ok().and_then(|a| a.domain().cloned()) else { continue };
        let key = format!("postmaster:{domain}");
        if !approved(domain.as_str()) || drafts.iter().any(|draft| draft.key == key) {
            continue;
        }
        let draft = sheet
            .write(key, "postmaster")
            .to([format!("postmaster@{domain}").as_str()])
            .subject(sheet.say.t("letter-postmaster-subject"))
            .hello("")
            .with("letter-postmaster-did", &[("sent", sheet.sent()), ("address", Some(address.clone()))])
            .t("letter-postmaster-ask")
            .must("message-id", sheet.reference())
            .signed()
            .done();
        drafts.push(draft);
    }
    drafts
}
