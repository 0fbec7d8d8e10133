//! To those of the own house: the boss, the offices, the team, a colleague who was named, and the sender's own statement.

use super::Draft;
use super::sheet::Sheet;
use crate::incident::Contact;
use crate::people::PartyKind;

/// So many ways to go on stand on the card, which has twelve lines.
const OPTIONS: usize = 4;

/// So many things that are not known stand on the card.
const UNKNOWN: usize = 4;

/// Asks for a talk: two lines, nothing of the matter.
pub(super) fn meeting(sheet: &Sheet<'_>) -> Draft {
    sheet
        .write("meeting", "boss")
        .to([sheet.contacts.boss.who.as_str()])
        .subject(sheet.say.t("letter-meeting-subject"))
        .t("letter-meeting-ask")
        .t("letter-meeting-when")
        .done_as_lines()
}

/// The card for the talk with the boss: what, what I did, impact, unknown, done, options, recommendation.
pub(super) fn card(sheet: &Sheet<'_>) -> Draft {
    let say = sheet.say;
    let exposure = &sheet.assessment.exposure;
    let stopped = exposure.nobody_has_it;
    let what = if stopped { "letter-card-stopped" } else { "letter-card-what" };
    let wrong = (!exposure.wrong.is_empty()).then(|| sheet.wrong());
    let unknown: Vec<String> = unknown(sheet);
    let done = sheet.done();
    let none = say.t("letter-none");
    let joined = |list: Vec<String>| if list.is_empty() { none.clone() } else { list.join("; ") };
    let mut letter = sheet
        .write("card", "boss")
        .subject(say.t("letter-card-subject"))
        .with(what, &[("sent", sheet.sent()), ("people", wrong)])
        .says(say.a("letter-card-did", "did", sheet.cause().unwrap_or_else(|| say.t("letter-cause-open"))))
        .says(say.a("letter-card-impact", "impact", joined(impact(sheet))))
        .says(say.a("letter-card-unknown", "unknown", joined(unknown)))
        .says(say.a("letter-card-done", "done", joined(done)));
    for (proposal, mark) in sheet.assessment.proposals.iter().take(OPTIONS).zip('A'..) {
        letter = letter
            .says(say.all("letter-card-option", &[("mark", mark.to_string()), ("option", proposal.option.into())]));
    }
    letter.says(say.a("letter-card-recommend", "mark", "A")).done_as_lines()
}

/// What is known of the effect, in kinds and numbers.
fn impact(sheet: &Sheet<'_>) -> Vec<String> {
    let say = sheet.say;
    let has_it = match sheet.how_many_have_it() {
        Some(0) => say.t("letter-impact-nobody"),
        Some(count) => say.n("letter-impact-have-it", count),
        None => say.t("letter-impact-list"),
    };
    let mut impact = vec![has_it];
    impact.extend(sheet.kinds().map(|kinds| say.a("letter-impact-kinds", "kinds", kinds)));
    impact.extend(sheet.people().map(|people| say.a("letter-impact-people", "people", people)));
    let relation = sheet.incident.answers.text("relation");
    impact.extend(relation.map(|relation| say.a("letter-impact-relation", "relation", relation)));
    impact
}

/// What was weighed at its worse end because nobody knows it.
fn unknown(sheet: &Sheet<'_>) -> Vec<String> {
    let assumed = sheet.assessment.severity.assumed.iter();
    let mut told: Vec<String> = assumed.map(|id| sheet.say.a("letter-unknown", "question", id)).collect();
    told.dedup();
    told.truncate(UNKNOWN);
    told
}

/// The same, to be said: the components of an apology in their order, then what is proposed.
pub(super) fn spoken(sheet: &Sheet<'_>) -> Draft {
    let say = sheet.say;
    let exposure = &sheet.assessment.exposure;
    let wrong = (!exposure.wrong.is_empty()).then(|| sheet.wrong());
    let did = if exposure.nobody_has_it { "letter-spoken-stopped" } else { "letter-spoken-did" };
    let option = sheet.assessment.proposals.first().map(|proposal| proposal.option);
    let open = sheet.say.t("letter-spoken-nothing-yet");
    let repair = sheet.done().join("; ");
    let repair = if repair.is_empty() { open } else { repair };
    sheet
        .write("spoken", "boss")
        .subject(say.t("letter-spoken-subject"))
        .with(did, &[("sent", sheet.sent()), ("people", wrong)])
        .says(say.a("letter-spoken-effect", "impact", impact(sheet).join("; ")))
        .t("letter-spoken-mine")
        .says_if(sheet.cause())
        .says(say.a("letter-spoken-done", "done", repair))
        .says_if(option.map(|option| say.a("letter-spoken-propose", "option", option)))
        .t("letter-spoken-ask")
        .done()
}

/// To the offices that act: counsel, compliance, data protection, security, the insurer.
pub(super) fn notes(sheet: &Sheet<'_>) -> Vec<Draft> {
    let contacts = sheet.contacts;
    let table: [(&'static str, &Contact, bool); 5] = [
        ("legal", &contacts.legal, sheet.tells("legal")),
        ("compliance", &contacts.compliance, sheet.tells("compliance")),
        ("data-protection", &contacts.data_protection, sheet.tells("data-protection")),
        ("security", &contacts.security, sheet.plans("purge")),
        ("insurer", &contacts.insurer, sheet.tells("insurer")),
    ];
    table.into_iter().filter(|row| row.2).map(|(party, contact, _)| note(sheet, party, contact)).collect()
}

fn note(sheet: &Sheet<'_>, party: &'static str, contact: &Contact) -> Draft {
    let say = sheet.say;
    let id = sheet.incident.id.to_string();
    let subject = say.all("letter-note-subject", &[("party", party.into()), ("id", id)]);
    let noticed = sheet.when(sheet.incident.noticed_at);
    let letter = sheet
        .write(party, party)
        .to([contact.who.as_str()])
        .subject(subject)
        .hello("")
        .with("letter-note-did", &[("sent", sheet.sent()), ("noticed", Some(noticed))])
        .says(impact(sheet).into_iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n"));
    let letter = match party {
        // They look for it by what it is called, and nowhere else.
        "security" => letter.must("message-id", sheet.reference()).with(
            "letter-note-query",
            &[("id", sheet.incident.known.message_id.clone()), ("people", Some(insiders(sheet)))],
        ),
        "insurer" => letter,
        _ => {
            let sha256 = &sheet.incident.known.sha256;
            let digest = (!sha256.is_empty()).then(|| say.a("letter-digest", "digest", sha256));
            letter.reference().says_if(digest)
        }
    };
    letter.says(say.a("letter-note-ask", "party", party)).signed().done()
}

/// Those of the own house who should not have it.
fn insiders(sheet: &Sheet<'_>) -> String {
    let inside =
        |address: &&String| sheet.reached(address).is_some_and(|reached| reached.kind == Some(PartyKind::Internal));
    sheet.assessment.exposure.has_it.iter().filter(inside).cloned().collect::<Vec<_>>().join(", ")
}

/// To a colleague named in it, in person, before they hear of it elsewhere.
pub(super) fn named(sheet: &Sheet<'_>) -> Option<Draft> {
    sheet.tells("named").then(|| {
        sheet
            .write("named", "named")
            .subject(sheet.say.t("letter-named-subject"))
            .with("letter-named-did", &[("sent", sheet.sent())])
            .t("letter-named-sorry")
            .must("repair", sheet.repair())
            .with("letter-named-ask", &[("boss", Some(sheet.contacts.boss.who.clone()))])
            .done()
    })
}

/// To the team: two sentences, and what changes.
pub(super) fn team(sheet: &Sheet<'_>) -> Option<Draft> {
    sheet.tells("team").then(|| {
        sheet
            .write("team", "team")
            .to([sheet.contacts.team.as_str()])
            .subject(sheet.say.t("letter-team-subject"))
            .with("letter-team-did", &[("sent", sheet.sent())])
            .with("letter-change", &[("change", sheet.change())])
            .says(sheet.sender().to_owned())
            .done()
    })
}

/// The sender's statement: in the first person, nobody else's doing.
pub(super) fn ownership(sheet: &Sheet<'_>) -> Draft {
    let exposure = &sheet.assessment.exposure;
    let wrong = (!exposure.wrong.is_empty()).then(|| sheet.wrong());
    let noticed = sheet.when(sheet.incident.noticed_at);
    let advice = sheet.yes("intentional").then(|| sheet.say.t("letter-ownership-advice"));
    sheet
        .write("ownership", "owner")
        .subject(sheet.say.t("letter-ownership-subject"))
        .says_if(advice)
        .with("letter-ownership-did", &[("sent", sheet.sent()), ("people", wrong)])
        .with("letter-ownership-mine", &[("noticed", Some(noticed))])
        .says_if(sheet.cause())
        .t("letter-ownership-do")
        .says(sheet.sender().to_owned())
        .done()
}
