//! What letters are written from: the record as phrases in one language, and a letter being written.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Draft;
use crate::base::text::one_line;
use crate::base::{Address, Language, Say};
use crate::incident::ledger::Reached;
use crate::incident::{Assessment, Contacts, DeletionState, Incident, StepState, severity, texts};

/// So many people are named; the others are counted.
const NAMED: usize = 3;

/// The record as phrases in one language.
pub(super) struct Sheet<'a> {
    pub(super) incident: &'a Incident,
    pub(super) assessment: &'a Assessment,
    pub(super) contacts: &'a Contacts,
    pub(super) say: Say,
    /// The kinds of data about people in it.
    pub(super) kinds: Vec<&'static str>,
    zone: &'a TimeZone,
}

impl<'a> Sheet<'a> {
    pub(super) fn of(
        incident: &'a Incident,
        assessment: &'a Assessment,
        contacts: &'a Contacts,
        language: Language,
        zone: &'a TimeZone,
    ) -> Sheet<'a> {
        let kinds = severity::kinds(&incident.known, &incident.answers, &mut Vec::new());
        Sheet { incident, assessment, contacts, say: texts::say(language), kinds, zone }
    }

    /// Whether the step is planned.
    pub(super) fn plans(&self, step: &str) -> bool {
        self.assessment.plan.iter().any(|planned| planned.key == step)
    }

    /// When a planned step is due, as people read it.
    pub(super) fn due(&self, step: &str) -> Option<String> {
        let planned = self.assessment.plan.iter().find(|planned| planned.key == step)?;
        planned.due.map(|due| self.when(due))
    }

    /// Whether `party` is among those who must or may be told.
    pub(super) fn tells(&self, party: &str) -> bool {
        self.assessment.stakeholders.iter().any(|row| row.party == party)
    }

    pub(super) fn yes(&self, id: &str) -> bool {
        self.incident.answers.yes(id) == Some(true)
    }

    /// Whether a lawyer or compliance speaks with those who have it, and not the sender.
    pub(super) fn by_counsel(&self) -> bool {
        self.yes("privileged") || self.yes("inside_information")
    }

    /// `20 November 2026, 16:10`, `20.11.2026, 16:10 Uhr`, `20/11/2026, 16:10 h`.
    pub(super) fn when(&self, at: Timestamp) -> String {
        let form = match self.say.language() {
            Language::En => "%-d %B %Y, %H:%M",
            Language::De => "%d.%m.%Y, %H:%M Uhr",
            Language::Es => "%d/%m/%Y, %H:%M h",
        };
        at.to_zoned(self.zone.clone()).strftime(form).to_string()
    }

    /// When the message left, or was written.
    pub(super) fn sent(&self) -> Option<String> {
        self.incident.known.sent_at.or(self.incident.known.written_at).map(|at| self.when(at))
    }

    /// The message by Message-ID and, where that is harmless, its subject; on lines of its own.
    pub(super) fn reference(&self) -> Option<String> {
        let known = &self.incident.known;
        let id = known.message_id.as_ref().map(|id| self.say.a("letter-message-id", "id", one_line(id, 200)));
        let harmless = self.yes("harmless") && !known.subject.is_empty();
        let subject = harmless.then(|| self.say.a("letter-its-subject", "subject", one_line(&known.subject, 120)));
        let lines: Vec<String> = id.into_iter().chain(subject).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Until when an answer is asked for.
    pub(super) fn until(&self) -> String {
        let day = self.incident.noticed_at.checked_add(SignedDuration::from_hours(24));
        self.due("confirm").unwrap_or_else(|| self.when(day.unwrap_or(self.incident.noticed_at)))
    }

    /// Whoever sent it.
    pub(super) fn sender(&self) -> &str {
        let known = &self.incident.known;
        if known.sender_name.is_empty() { &self.incident.owner } else { &known.sender_name }
    }

    pub(super) fn reached(&self, address: &str) -> Option<&'a Reached> {
        self.incident.known.reached.iter().find(|reached| reached.address.as_str() == address)
    }

    /// Name or address of who should not have it, the first few.
    pub(super) fn wrong(&self) -> String {
        let wrong = &self.assessment.exposure.wrong;
        let mut shown: Vec<String> = wrong.iter().take(NAMED).map(|address| self.person(address)).collect();
        if wrong.len() > NAMED {
            shown.push(self.say.n("letter-more", wrong.len() - NAMED));
        }
        shown.join(", ")
    }

    fn person(&self, address: &str) -> String {
        match self.reached(address).map(|reached| reached.name.as_str()).filter(|name| !name.is_empty()) {
            Some(name) => format!("{} <{address}>", one_line(name, 60)),
            None => address.to_owned(),
        }
    }

    /// How many have it; `None` when nobody knows.
    pub(super) fn how_many_have_it(&self) -> Option<usize> {
        let exposure = &self.assessment.exposure;
        (!exposure.unknown_number).then_some(exposure.has_it.len())
    }

    /// The kinds of data, as one phrase.
    pub(super) fn kinds(&self) -> Option<String> {
        let kinds: Vec<String> = self.kinds.iter().map(|kind| self.say.a("letter-kind", "kind", kind)).collect();
        (!kinds.is_empty()).then(|| kinds.join(", "))
    }

    /// How many people's data are in it, as known.
    pub(super) fn people(&self) -> Option<String> {
        let least = self.incident.known.content.people_at_least;
        match self.incident.answers.number("people") {
            Some(people) => Some(people.to_string()),
            None => (least > 0).then(|| self.say.a("letter-at-least", "people", least)),
        }
    }

    /// How many of those who have it were asked to delete it, and have said that they did.
    pub(super) fn deletions(&self) -> (usize, usize) {
        let asked = self.incident.deletions.iter().filter(|deletion| deletion.state != DeletionState::NotAsked);
        let gone = |state| matches!(state, DeletionState::DeletedUnread | DeletionState::DeletedRead);
        let done = self.incident.deletions.iter().filter(|deletion| gone(deletion.state));
        (asked.count(), done.count())
    }

    /// What was done about those who have it; `None` when nothing was yet.
    pub(super) fn repair(&self) -> Option<String> {
        let (asked, done) = self.deletions();
        let asked = (asked > 0).then(|| self.say.n("letter-asked", asked));
        let done = (done > 0).then(|| self.say.n("letter-confirmed", done));
        let lines: Vec<String> = asked.into_iter().chain(done).collect();
        (!lines.is_empty()).then(|| lines.join(" "))
    }

    /// The steps that are done, as phrases.
    pub(super) fn done(&self) -> Vec<String> {
        const TOLD: [&str; 9] =
            ["stop", "links", "purge", "compliance", "counsel", "call", "principal", "contact", "freeze"];
        let done = |key: &&&str| self.incident.steps.iter().any(|s| s.key == **key && s.state == StepState::Done);
        let mut told: Vec<String> =
            TOLD.iter().filter(done).map(|key| self.say.a("letter-done", "step", key)).collect();
        let spared = self.assessment.exposure.spared.len();
        told.extend((spared > 0).then(|| self.say.n("letter-spared", spared)));
        let (_, confirmed) = self.deletions();
        told.extend((confirmed > 0).then(|| self.say.n("letter-card-confirmed", confirmed)));
        told
    }

    /// How the wrong address came to be there, in the first person.
    pub(super) fn cause(&self) -> Option<String> {
        let mechanism = self.incident.answers.text("mechanism")?;
        Some(self.say.a("letter-cause", "mechanism", mechanism))
    }

    /// What changes, as it was agreed.
    pub(super) fn change(&self) -> Option<String> {
        let action = self.incident.actions.first().map(|action| action.text.as_str());
        let words = action.or_else(|| self.incident.answers.text("if_then")).filter(|text| !text.trim().is_empty())?;
        Some(one_line(words.trim(), 300))
    }

    /// A letter being written.
    pub(super) fn write(&self, key: impl Into<String>, party: &'static str) -> Letter<'_> {
        Letter {
            sheet: self,
            draft: Draft {
                key: key.into(),
                party,
                language: self.say.language(),
                to: Vec::new(),
                subject: String::new(),
                body: String::new(),
                missing: Vec::new(),
                attachments: Vec::new(),
                most_words: None,
            },
            paragraphs: Vec::new(),
        }
    }
}

/// A letter being written.
#[must_use = "a letter is written down by `done`"]
pub(super) struct Letter<'a> {
    pub(super) sheet: &'a Sheet<'a>,
    draft: Draft,
    paragraphs: Vec<String>,
}

impl Letter<'_> {
    /// Whom it goes to; what is no address, such as a name with a telephone number, is left out.
    pub(super) fn to<'t>(mut self, people: impl IntoIterator<Item = &'t str>) -> Self {
        let addresses = people.into_iter().filter_map(|text| text.trim().parse::<Address>().ok());
        self.draft.to = addresses.map(|address| address.to_string()).collect();
        self
    }

    pub(super) fn subject(mut self, subject: String) -> Self {
        self.draft.subject = subject;
        self
    }

    /// One more paragraph.
    pub(super) fn says(mut self, paragraph: impl Into<String>) -> Self {
        self.paragraphs.push(paragraph.into());
        self
    }

    /// One more paragraph, where there is one.
    pub(super) fn says_if(self, paragraph: Option<String>) -> Self {
        match paragraph {
            Some(paragraph) => self.says(paragraph),
            None => self,
        }
    }

    /// One more paragraph, the sentence `id`.
    pub(super) fn t(self, id: &str) -> Self {
        let paragraph = self.sheet.say.t(id);
        self.says(paragraph)
    }

    /// One more paragraph, the sentence `id` with parts that must be there; what is `None` is left open and listed.
    pub(super) fn with(mut self, id: &str, parts: &[(&'static str, Option<String>)]) -> Self {
        let mut values = Vec::new();
        for (name, value) in parts {
            let value = match value.as_ref().filter(|value| !value.trim().is_empty()) {
                Some(value) => value.clone(),
                None => self.open(name),
            };
            values.push((*name, value));
        }
        let paragraph = self.sheet.say.all(id, &values);
        self.says(paragraph)
    }

    /// One more paragraph that must be there; when it is `None`, it is left open and listed.
    pub(super) fn must(mut self, slot: &'static str, paragraph: Option<String>) -> Self {
        match paragraph {
            Some(paragraph) => self.says(paragraph),
            None => {
                let open = self.open(slot);
                self.says(open)
            }
        }
    }

    /// Marks a part that is not known.
    fn open(&mut self, slot: &'static str) -> String {
        if !self.draft.missing.contains(&slot) {
            self.draft.missing.push(slot);
        }
        let slot = self.sheet.say.a("letter-slot", "slot", slot);
        self.sheet.say.a("letter-open", "slot", slot)
    }

    /// `Dear Martin Kellner,` where a name is known.
    pub(super) fn hello(self, name: &str) -> Self {
        let paragraph = match one_line(name.trim(), 60) {
            name if name.is_empty() => self.sheet.say.t("letter-hello"),
            name => self.sheet.say.a("letter-hello-name", "name", name),
        };
        self.says(paragraph)
    }

    /// The message it is about, named by its Message-ID.
    pub(super) fn reference(self) -> Self {
        let reference = self.sheet.reference();
        self.says_if(reference)
    }

    /// Signed by whoever sent it.
    pub(super) fn signed(self) -> Self {
        let sheet = self.sheet;
        let mut lines = vec![sheet.say.t("letter-regards"), sheet.sender().to_owned()];
        lines.extend((sheet.sender() != sheet.incident.owner).then(|| sheet.incident.owner.clone()));
        self.says(lines.join("\n"))
    }

    /// Signed by somebody for the organisation, which must be named.
    pub(super) fn signed_for_all(self, who: &str) -> Self {
        let (regards, house) = (self.sheet.say.t("letter-regards"), self.sheet.contacts.organisation.trim().to_owned());
        let mut letter = self;
        let house = if house.is_empty() { letter.open("organisation") } else { house };
        let who = if who.is_empty() { letter.sheet.incident.owner.clone() } else { who.to_owned() };
        letter.says(format!("{regards}\n{who}\n{house}"))
    }

    pub(super) fn attach(mut self, name: String, text: String) -> Self {
        self.draft.attachments.push((name, text));
        self
    }

    pub(super) fn at_most(mut self, words: usize) -> Self {
        self.draft.most_words = Some(words);
        self
    }

    pub(super) fn done(mut self) -> Draft {
        self.draft.body = self.paragraphs.join("\n\n");
        self.draft
    }

    /// The same with its paragraphs as lines.
    pub(super) fn done_as_lines(mut self) -> Draft {
        self.draft.body = self.paragraphs.join("\n");
        self.draft
    }
}
