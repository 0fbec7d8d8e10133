//! Out of the house, for the organisation: to people whose data were in it, to clients, to the authority and the controller.

use super::Draft;
use super::sheet::{Letter, Sheet};
use crate::people::PartyKind;

/// Those that apply.
pub(super) fn all(sheet: &Sheet<'_>) -> Vec<Draft> {
    let row = |applies: bool, write: fn(&Sheet<'_>) -> Draft| applies.then(|| write(sheet));
    let outside_business = sheet.assessment.exposure.has_it.iter().any(|address| {
        let kind = sheet.reached(address).and_then(|reached| reached.kind);
        matches!(kind, Some(PartyKind::Client | PartyKind::Partner))
    });
    let brief_applies = sheet.tells("client") || (outside_business && sheet.tells("team"));
    [
        row(sheet.tells("principal"), controller),
        row(sheet.tells("client"), client),
        row(brief_applies, brief),
        row(sheet.tells("authority"), authority),
        row(sheet.tells("concerned"), concerned),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// To people whose data were in it (Art 34(2) GDPR): what the law wants first, then the apology.
fn concerned(sheet: &Sheet<'_>) -> Draft {
    let say = sheet.say;
    let per_kind = |id: &str| {
        let lines: Vec<String> = sheet.kinds.iter().map(|kind| format!("- {}", say.a(id, "kind", kind))).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    };
    sheet
        .write("concerned", "concerned")
        .subject(say.t("letter-concerned-subject"))
        .hello("")
        .with("letter-concerned-did", &[("sent", sheet.sent()), ("recipients", recipients(sheet))])
        .with("letter-concerned-effect", &[("data", sheet.kinds())])
        .t("letter-concerned-consequences")
        .must("consequences", per_kind("letter-consequence"))
        .t("letter-house-sorry")
        .must("repair", sheet.repair())
        .t("letter-concerned-advice")
        .must("advice", per_kind("letter-advice"))
        .with("letter-concerned-next", &[("next", sheet.due("update-week").or_else(|| sheet.due("trust-week")))])
        .says_if(sheet.change().map(|change| say.a("letter-change", "change", change)))
        .with("letter-concerned-contact", &[("data-protection", named(&sheet.contacts.data_protection.who))])
        .signed_for_all(&sheet.contacts.data_protection.who)
        .done()
}

/// To a client whose matters were in it, by whoever keeps the account.
fn client(sheet: &Sheet<'_>) -> Draft {
    let say = sheet.say;
    let relation = sheet.incident.answers.text("relation").filter(|relation| *relation != "unrelated");
    let next = [sheet.due("update-day"), sheet.due("update-week")].into_iter().flatten().collect::<Vec<_>>().join("; ");
    sheet
        .write("client", "client")
        .subject(say.t("letter-client-subject"))
        .hello("")
        .with("letter-client-did", &[("sent", sheet.sent()), ("recipients", recipients(sheet))])
        .must("effect", relation.map(|relation| say.a("letter-client-effect", "relation", relation)))
        .t("letter-house-sorry")
        .must("repair", sheet.repair())
        .with("letter-client-next", &[("next", named(&next))])
        .says_if(sheet.change().map(|change| say.a("letter-change", "change", change)))
        .with("letter-client-contact", &[("account", named(&sheet.contacts.account.who))])
        .signed_for_all(&sheet.contacts.account.who)
        .done()
}

/// What to take along to the talk with the client: figures of the record, nothing else.
fn brief(sheet: &Sheet<'_>) -> Draft {
    let say = sheet.say;
    let (asked, confirmed) = sheet.deletions();
    let figures = [
        ("letter-brief-sent", sheet.sent()),
        ("letter-brief-noticed", Some(sheet.when(sheet.incident.noticed_at))),
        ("letter-brief-recipients", recipients(sheet)),
        ("letter-brief-asked", Some(asked.to_string())),
        ("letter-brief-confirmed", Some(confirmed.to_string())),
        ("letter-brief-next", sheet.due("update-day").or_else(|| sheet.due("trust-week"))),
    ];
    let unknown = || say.t("letter-not-known");
    let figure = |(id, value): &(&str, Option<String>)| say.a(id, "value", value.clone().unwrap_or_else(unknown));
    sheet
        .write("brief", "client")
        .to([sheet.contacts.account.who.as_str()])
        .subject(say.t("letter-brief-subject"))
        .t("letter-brief-say")
        .says(figures.iter().map(figure).collect::<Vec<_>>().join("\n"))
        .t("letter-brief-listen")
        .t("letter-brief-not")
        .done()
}

/// The fields of a notification to the supervisory authority (Art 33(3) GDPR), in phases.
fn authority(sheet: &Sheet<'_>) -> Draft {
    let say = sheet.say;
    let letter = sheet.write("authority", "authority").subject(say.t("letter-authority-subject"));
    let letter = letter
        .t("letter-authority-phases")
        .with(
            "letter-authority-controller",
            &[
                ("organisation", named(&sheet.contacts.organisation)),
                ("data-protection", named(&sheet.contacts.data_protection.who)),
            ],
        )
        .with("letter-authority-nature", &[("sent", sheet.sent()), ("recipients", recipients(sheet))]);
    breach(letter)
        .t("letter-authority-consequences")
        .must("consequences", consequences(sheet))
        .t("letter-authority-measures")
        .must("repair", sheet.repair())
        .t("letter-authority-delay")
        .says_if(still_unknown(sheet))
        .done()
}

/// From a processor to the controller (Art 33(2) GDPR).
fn controller(sheet: &Sheet<'_>) -> Draft {
    let say = sheet.say;
    let letter = sheet
        .write("controller", "principal")
        .subject(say.t("letter-controller-subject"))
        .hello("")
        .with("letter-controller-did", &[("sent", sheet.sent()), ("recipients", recipients(sheet))]);
    breach(letter)
        .t("letter-house-sorry")
        .must("repair", sheet.repair())
        .says_if(still_unknown(sheet))
        .with("letter-concerned-contact", &[("data-protection", named(&sheet.contacts.data_protection.who))])
        .signed_for_all(sheet.sender())
        .done()
}

/// Since when it is known, whom it concerns, and which data.
fn breach(letter: Letter<'_>) -> Letter<'_> {
    let sheet = letter.sheet;
    let aware = sheet.incident.answers.time("aware_at").unwrap_or(sheet.incident.noticed_at);
    let categories = sheet.incident.answers.words("people_kinds").unwrap_or_default();
    let categories: Vec<String> =
        categories.iter().map(|kind| sheet.say.a("letter-people-kind", "kind", kind)).collect();
    letter
        .with("letter-authority-aware", &[("aware", Some(sheet.when(aware)))])
        .with("letter-authority-people", &[("people", sheet.people()), ("categories", named(&categories.join(", ")))])
        .with("letter-authority-data", &[("data", sheet.kinds())])
}

fn consequences(sheet: &Sheet<'_>) -> Option<String> {
    let line = |kind: &&str| format!("- {}", sheet.say.a("letter-risk", "kind", kind));
    (!sheet.kinds.is_empty()).then(|| sheet.kinds.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// What follows later, because nobody knows it yet.
fn still_unknown(sheet: &Sheet<'_>) -> Option<String> {
    let assumed = &sheet.assessment.severity.assumed;
    let told: Vec<String> = assumed.iter().map(|id| sheet.say.a("letter-unknown", "question", id)).collect();
    (!told.is_empty()).then(|| sheet.say.a("letter-authority-later", "unknown", told.join("; ")))
}

/// How many have it, as a phrase.
fn recipients(sheet: &Sheet<'_>) -> Option<String> {
    Some(match sheet.how_many_have_it() {
        Some(count) => sheet.say.n("letter-recipients", count),
        None => sheet.say.t("letter-recipients-unknown"),
    })
}

fn named(who: &str) -> Option<String> {
    (!who.trim().is_empty()).then(|| who.trim().to_owned())
}
