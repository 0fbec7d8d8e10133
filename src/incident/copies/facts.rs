//! The copy for authorities and clients: facts only. No opinion, no apology, nothing about an employee, no text of what leaked;
//! addresses are masked, so that the report does not leak a second time.

use super::page::Page;
use super::{Account, duties, severity, timeline};
use crate::incident::duty::What;
use crate::incident::question::Copy;
use crate::incident::{LogKind, Planned, Step, StepState, Track};
use crate::report::{Block, Document, Fact, Words};

/// E01 to E07, E12, E16, E24 and E25, and what is not known.
pub fn facts_copy(account: &Account<'_>) -> Document {
    let mut page = Page::new(account, true);
    header(&mut page);
    page.element("E02");
    let words = statement(&page);
    page.paragraph(words);
    page.element("E06");
    duties::clocks(&mut page);
    severity::severity(&mut page);
    message(&mut page);
    ledger(&mut page);
    damage(&mut page);
    containment(&mut page);
    page.element("E12");
    duties::duties(&mut page);
    page.element("E16");
    timeline::timeline(&mut page);
    evidence(&mut page);
    decisions(&mut page);
    page.unknown(&[Copy::Facts]);
    page.finish("copy-facts", "class-facts")
}

/// E01.
pub(super) fn header(page: &mut Page<'_>) {
    page.element("E01");
    let incident = page.account.incident;
    let contacts = page.contacts();
    let facts = vec![
        page.fact("label-number", incident.id.to_string()),
        page.fact("label-version", incident.version.to_string()),
        page.fact("label-status", page.word("status", incident.status.word())),
        page.fact("label-organisation", page.name(&contacts.organisation)),
        page.fact("label-language", page.t("language-name")),
        page.fact("label-noticed", page.time(incident.noticed_at)),
        page.fact("label-opened", page.time(incident.opened_at)),
        page.fact("label-opened-by", page.name(&incident.opened_by)),
        page.fact("label-sender", page.name(&incident.known.sender)),
        page.fact("label-owner", page.name(&incident.owner)),
        page.fact("label-privilege", page.yes_no(incident.directed_by_counsel)),
    ];
    page.facts(facts);
}

/// E02: who, what, when, to whom, what kind of content, how it stands.
pub(super) fn statement(page: &Page<'_>) -> String {
    let Account { incident, assessment, .. } = page.account;
    let (known, exposure) = (&incident.known, &assessment.exposure);
    let sender = if known.sender.is_empty() { page.t("not-known") } else { page.address(&known.sender) };
    let mut sentences = Vec::new();
    if exposure.nobody_has_it {
        sentences.push(page.say.a("statement-spared", "sender", sender));
    } else {
        let values =
            [("sender", sender), ("who", page.addresses(&exposure.has_it)), ("at", page.known_time(known.sent_at))];
        sentences.push(page.say.counted("statement-went", exposure.has_it.len(), &values));
    }
    let meant = incident.answers.words("intended").filter(|meant| !meant.is_empty());
    sentences.extend(meant.map(|meant| page.say.a("statement-meant", "who", page.addresses(meant))));
    sentences.extend(held(page));
    if !known.files.is_empty() {
        sentences.push(page.say.n("statement-files", known.files.len()));
    }
    let now = [("at", page.time(incident.noticed_at)), ("status", page.word("status", incident.status.word()))];
    sentences.push(page.say.all("statement-now", &now));
    sentences.join(" ")
}

/// What it held, in kinds: as answered, or as found.
pub(super) fn held(page: &Page<'_>) -> Vec<String> {
    let incident = page.account.incident;
    let mut sentences = Vec::new();
    let data = incident.answers.words("data").unwrap_or_default();
    let kinds: Vec<String> = match data.is_empty() {
        false => data.iter().map(|kind| page.word("word", kind)).collect(),
        true => found(page),
    };
    let topics = topics(page);
    if !kinds.is_empty() {
        sentences.push(page.say.a("statement-held", "kinds", kinds.join("; ")));
    }
    if !topics.is_empty() {
        sentences.push(page.say.a("statement-speaks", "topics", topics.join(", ")));
    }
    if sentences.is_empty() {
        sentences.push(page.t("statement-not-held"));
    }
    let people = incident.answers.number("people").filter(|people| *people > 0);
    sentences
        .extend(people.map(|people| page.say.n("statement-people", usize::try_from(people).unwrap_or(usize::MAX))));
    sentences
}

/// So many half points say that it speaks about a topic.
const SPEAKS: usize = 6;

fn topics(page: &Page<'_>) -> Vec<String> {
    let topics = page.account.incident.known.content.topics.iter().filter(|topic| topic.points >= SPEAKS);
    topics
        .map(|topic| {
            let name = page.word("topic", &topic.topic.replace(' ', "-"));
            if topic.quoted { format!("{name} ({})", page.t("label-quoted")) } else { name }
        })
        .collect()
}

/// Kinds of numbers found and how many of each, never the numbers.
fn found(page: &Page<'_>) -> Vec<String> {
    let found = page.account.incident.known.content.identifiers.iter();
    found.map(|found| format!("{}: {}", page.word("found", group(&found.kind)), found.count)).collect()
}

/// What people call a kind of identifier.
fn group(kind: &str) -> &str {
    match kind {
        "card" | "iban" | "bic" | "email" | "phone" | "birth-date" | "passport" => kind,
        "es-cif" | "us-ein" | "br-cnpj" => "company",
        "jwt" | "url-password" | "password" | "pin" => "secret",
        kind if kind.ends_with("-key") || kind.ends_with("-token") => "secret",
        _ => "national",
    }
}

/// E03.
fn message(page: &mut Page<'_>) {
    page.element("E03");
    let Account { incident, assessment, .. } = page.account;
    let known = &incident.known;
    let code = |text: &str| Words::default().code(text);
    let or_unknown = |text: &str| if text.is_empty() { page.t("not-known") } else { page.written(text) };
    let list = |items: Vec<String>| if items.is_empty() { page.t("word-none") } else { items.join("; ") };
    let sha = if known.sha256.is_empty() { page.t("not-known").into() } else { code(&known.sha256) };
    // A Message-ID has the form of an address and is nobody's: it is what mail servers look for.
    let message_id = known.message_id.as_deref().map_or_else(|| page.t("not-known").into(), code);
    // Names alone are not counted: none counted does not say that there is none.
    let people_found = match known.content.people_at_least {
        0 => page.t("not-known"),
        count => count.to_string(),
    };
    let mut facts = vec![
        page.fact("label-message-id", message_id),
        page.fact("label-written", page.known_time(known.written_at)),
        page.fact("label-sent", page.known_time(known.sent_at)),
        page.fact("label-sender", or_unknown(&known.sender)),
        page.fact("label-meant", page.or_unknown(page.answered("intended"))),
        page.fact("label-wrong", page.addresses(&assessment.exposure.wrong)),
        page.fact("label-size", page.say.a("octets", "count", known.size)),
        Fact::new("SHA-256", sha),
        page.fact("label-thread", page.yes_no(known.in_thread)),
        page.fact("label-quotes", page.yes_no(known.quotes)),
        page.fact("label-encrypted", page.yes_no(known.encrypted)),
        page.fact("label-topics", list(topics(page))),
        page.fact("label-found", list(found(page))),
        page.fact("label-people-found", people_found),
        page.fact("label-markings", list(known.content.markings.clone())),
        page.fact("label-guard", or_unknown(&known.guard.step)),
    ];
    for id in ["mechanism", "noticed_how"] {
        let ask = page.t(&format!("ask-{id}"));
        facts.push(Fact::new(ask, page.or_unknown(page.answered(id))));
    }
    page.facts(facts);
    if known.files.is_empty() {
        return;
    }
    let rows = known.files.iter().map(|file| {
        let notes = [(file.locked, "file-locked"), (file.unread, "file-unread")];
        let notes: Vec<String> = notes.iter().filter(|(so, _)| *so).map(|(_, id)| page.t(id)).collect();
        vec![
            page.written(&file.name).into(),
            page.written(&file.media_type).into(),
            page.say.a("octets", "count", file.size).into(),
            code(&file.sha256),
            notes.join("; ").into(),
        ]
    });
    let rows = rows.collect();
    let header = ["column-file", "column-type", "column-size", "SHA-256", "column-note"];
    page.table(&header, rows, &[4, 4, 2, 6, 2]);
}

/// E04.
fn ledger(page: &mut Page<'_>) {
    page.element("E04");
    let Account { incident, assessment, .. } = page.account;
    let row = |(n, reached): (usize, &crate::incident::ledger::Reached)| -> Vec<Words> {
        let address = reached.address.as_str();
        let is = |list: &[String]| list.iter().any(|one| one.eq_ignore_ascii_case(address));
        let role = page.role(reached.role);
        let kind = reached.kind.map_or_else(|| page.t("not-known"), |kind| page.word("kind", kind.word()));
        // What a mail server answered may repeat the address.
        let became = page.written(&reached.fate.sentence(page.say, page.zone()));
        vec![
            (n + 1).to_string().into(),
            page.address(address).into(),
            role.into(),
            kind.into(),
            page.yes_no(!is(&assessment.exposure.wrong)).into(),
            became.into(),
        ]
    };
    let rows = incident.known.reached.iter().enumerate().map(row).collect();
    let header = ["#", "column-recipient", "column-field", "column-party", "column-meant", "column-became"];
    page.table(&header, rows, &[1, 6, 2, 4, 3, 9]);
    page.sentence("recipients-masked");
}

/// E05.
fn damage(page: &mut Page<'_>) {
    page.element("E05");
    let exposure = &page.account.assessment.exposure;
    let mut facts = vec![
        page.fact("label-has-it", page.addresses(&exposure.has_it)),
        page.fact("label-unsure", page.addresses(&exposure.unsure)),
        page.fact("label-spared", page.addresses(&exposure.spared)),
        page.fact("label-internal-only", page.yes_no(exposure.internal_only)),
        page.fact("label-unknown-number", page.yes_no(exposure.unknown_number)),
        page.fact("label-visible", exposure.visible_outsiders.to_string()),
    ];
    facts.extend(page.answers("E05", Copy::Facts));
    page.facts(facts);
}

/// E07.
fn containment(page: &mut Page<'_>) {
    page.element("E07");
    let incident = page.account.incident;
    let fixes = page.answers("E07", Copy::Facts);
    page.facts(fixes);
    let title = page.t("containment-title");
    page.under(title);
    let logged = incident.log.iter().filter(|line| line.kind == LogKind::Containment);
    let mut rows: Vec<(jiff::Timestamp, Vec<Words>)> = logged
        .map(|line| {
            let cells = vec![page.time(line.at).into(), page.written(&line.text).into(), page.written(&line.by).into()];
            (line.at, cells)
        })
        .collect();
    rows.extend(stopped(page.account).into_iter().filter_map(|(planned, step)| {
        let at = step.at?;
        let title = page.step_title(planned);
        let note = [&step.note, &step.proof].into_iter().filter(|text| !text.is_empty());
        let words: Vec<String> = std::iter::once(title).chain(note.map(|text| page.written(text))).collect();
        Some((at, vec![page.time(at).into(), words.join("; ").into(), page.written(&step.by).into()]))
    }));
    rows.sort_by_key(|(at, _)| *at);
    let rows = rows.into_iter().map(|(_, cells)| cells).collect();
    page.table(&["column-when", "column-what", "column-who"], rows, &[3, 7, 3]);
    let title = page.t("deletions-title");
    page.under(title);
    let row = |deletion: &crate::incident::Deletion| -> Vec<Words> {
        vec![
            page.address(&deletion.address).into(),
            page.word("deletion", deletion.state.word()).into(),
            page.if_time(deletion.asked_at).into(),
            page.if_time(deletion.answered_at).into(),
        ]
    };
    let rows = incident.deletions.iter().map(row).collect();
    page.table(&["column-recipient", "column-state", "column-asked", "column-answered"], rows, &[4, 3, 3, 3]);
}

/// The steps of damage control that were done.
fn stopped<'a>(account: Account<'a>) -> Vec<(&'a Planned, &'a Step)> {
    let contained = account.assessment.plan.iter().filter(|planned| planned.track == Track::Containment);
    let done = |planned: &'a Planned| {
        let step = account.incident.steps.iter().find(|step| step.key == planned.key)?;
        (step.state == StepState::Done).then_some((planned, step))
    };
    contained.filter_map(done).collect()
}

/// E24.
fn evidence(page: &mut Page<'_>) {
    page.element("E24");
    let known = &page.account.incident.known;
    let code = |text: &str| Words::default().code(text);
    let mut rows: Vec<Vec<Words>> = Vec::new();
    if !known.sha256.is_empty() {
        rows.push(vec![
            page.t("evidence-message").into(),
            code(&known.sha256),
            page.say.a("octets", "count", known.size).into(),
            page.time(page.account.incident.opened_at).into(),
            "".into(),
        ]);
    }
    rows.extend(page.account.incident.evidence.iter().map(|evidence| {
        vec![
            page.written(&format!("{} ({})", evidence.name, evidence.what)).into(),
            code(&evidence.sha256),
            page.say.a("octets", "count", evidence.size).into(),
            page.time(evidence.at).into(),
            page.if_time(evidence.delete_by).into(),
        ]
    }));
    page.table(&["column-what", "SHA-256", "column-size", "column-when", "column-kept-until"], rows, &[4, 6, 2, 3, 3]);
    page.sentence("evidence-access");
}

/// E25.
fn decisions(page: &mut Page<'_>) {
    page.element("E25");
    let incident = page.account.incident;
    let row = |decision: &crate::incident::Decision| -> Vec<Words> {
        let about = page.account.assessment.duties.iter().find(|duty| duty.id == decision.about);
        let facts: Vec<String> = decision.facts.iter().map(|fact| page.word("fact", fact)).collect();
        vec![
            page.time(decision.at).into(),
            about
                .map_or_else(|| page.written(&decision.about), |duty| duty.title.text(page.language()).to_owned())
                .into(),
            page.word("decided", &decision.decided).into(),
            page.written(&decision.because).into(),
            facts.join("; ").into(),
            decision.by.clone().into(),
        ]
    };
    let rows = incident.decisions.iter().map(row).collect();
    let header = ["column-when", "column-about", "column-decided", "column-because", "column-facts", "column-who"];
    page.table(&header, rows, &[3, 4, 2, 4, 3, 3]);
    let duties = page.account.assessment.duties.iter().filter(|duty| duty.is_triggered() && duty.what != What::Inform);
    let open = duties.filter(|duty| incident.decided(&duty.id).is_none());
    let open: Vec<String> = open.map(|duty| duty.title.text(page.language()).to_owned()).collect();
    if !open.is_empty() {
        page.sentence("undecided-title");
        page.push(Block::bullets(open));
    }
    let answers = page.answers("E25", Copy::Facts);
    page.facts(answers);
}
