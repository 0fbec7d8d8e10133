//! A copy while it is written: words, times and answers in its language, blocks one below the other.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Account, mask};
use crate::base::text::one_line;
use crate::base::{Language, Say};
use crate::facts::Role;
use crate::incident::question::{Copy, Kind, QUESTIONS, Question};
use crate::incident::{Contacts, DutyView, Gap, Part, Planned, Value, texts};
use crate::report::{Block, CalloutKind, Document, Fact, Table, Words, when};

/// So many of a list are named; the rest is counted.
const NAMED: usize = 5;

/// The longest text of a person that is repeated, in characters.
const LONGEST: usize = 2000;

/// A copy while it is written.
pub(super) struct Page<'a> {
    pub(super) account: Account<'a>,
    pub(super) say: Say,
    blocks: Vec<Block>,
    /// Whether addresses and numbers are masked.
    masked: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(account: &Account<'a>, masked: bool) -> Page<'a> {
        Page { account: *account, say: texts::say(account.language), blocks: Vec::new(), masked }
    }

    /// The document, called by the sentence `title`, for whom the sentence `class` says.
    pub(super) fn finish(self, title: &str, class: &str) -> Document {
        let Account { incident, language, now, .. } = self.account;
        let id = incident.id.to_string();
        let mut classification = self.say.t(class);
        if incident.directed_by_counsel {
            classification = format!("{classification} {}", self.say.t("class-counsel"));
        }
        Document {
            title: self.say.a(title, "id", &id),
            language,
            reference: id,
            made_at: now,
            zone: self.zone().clone(),
            classification,
            footer: self.footer(),
            blocks: self.blocks,
        }
    }

    /// That it is no legal advice, and with which rules it was made.
    fn footer(&self) -> String {
        let dates = || self.account.assessment.duties.iter().map(|duty| duty.checked_on);
        let rules = match (dates().min(), dates().max()) {
            (Some(from), Some(until)) if from == until => {
                self.say.a("rules-checked-on", "on", when::date(from, self.account.language))
            }
            (Some(from), Some(until)) => {
                let date = |day| when::date(day, self.account.language);
                self.say.all("rules-checked", &[("from", date(from)), ("until", date(until))])
            }
            _ => self.t("rules-none"),
        };
        let made = self.say.a("made-with", "version", env!("CARGO_PKG_VERSION"));
        format!("{} {rules} {made}", self.t("no-advice"))
    }

    pub(super) fn t(&self, id: &str) -> String {
        self.say.t(id)
    }

    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// The headline of the part `id`, with its tag.
    pub(super) fn element(&mut self, id: &str) {
        let id = id.to_lowercase();
        let text = format!("{} · {}", self.t(&format!("element-{id}")), id.to_uppercase());
        self.push(Block::Heading { level: 1, text, id });
    }

    pub(super) fn under(&mut self, text: impl Into<String>) {
        self.push(Block::heading(2, text));
    }

    pub(super) fn paragraph(&mut self, words: impl Into<Words>) {
        self.push(Block::paragraph(words));
    }

    pub(super) fn sentence(&mut self, id: &str) {
        let text = self.t(id);
        self.paragraph(text);
    }

    pub(super) fn callout(&mut self, kind: CalloutKind, id: &str) {
        let text = self.t(id);
        self.push(Block::callout(kind, text));
    }

    /// Labels and values; nothing recorded is said.
    pub(super) fn facts(&mut self, facts: Vec<Fact>) {
        match facts.is_empty() {
            true => self.sentence("nothing-yet"),
            false => self.push(Block::Facts(facts)),
        }
    }

    /// Rows under the headers of these sentences; where there are none, that is said.
    pub(super) fn table(&mut self, header: &[&str], rows: Vec<Vec<Words>>, widths: &[u16]) {
        if rows.is_empty() {
            self.sentence("nothing-yet");
            return;
        }
        let header = header.iter().map(|id| self.t(id)).collect();
        self.push(Block::Table(Table { header, rows, widths: widths.to_vec(), ..Table::default() }));
    }

    pub(super) fn bullets(&mut self, items: Vec<String>) {
        self.push(Block::bullets(items));
    }

    /// A fact with the label of the sentence `id`.
    pub(super) fn fact(&self, id: &str, value: impl Into<Words>) -> Fact {
        Fact::new(self.t(id), value)
    }

    pub(super) fn time(&self, at: Timestamp) -> String {
        when::time(at, self.zone(), self.account.language)
    }

    /// The time, or that it is not known.
    pub(super) fn known_time(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| self.t("not-known"), |at| self.time(at))
    }

    /// The time, or nothing.
    pub(super) fn if_time(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(String::new, |at| self.time(at))
    }

    pub(super) fn yes_no(&self, yes: bool) -> String {
        self.t(if yes { "word-yes" } else { "word-no" })
    }

    /// So long, in words.
    pub(super) fn span(&self, span: SignedDuration) -> String {
        let minutes = span.unsigned_abs().as_secs() / 60;
        let (days, hours) = (minutes / 1440, minutes / 60);
        let number = |n: u64| n.to_string();
        match (days, hours) {
            (0, 0) => self.say.all("span-minutes", &[("m", number(minutes))]),
            (0, _) => self.say.all("span-hours", &[("h", number(hours)), ("m", number(minutes % 60))]),
            _ => self.say.all("span-days", &[("d", number(days)), ("h", number(hours % 24))]),
        }
    }

    /// What somebody wrote: on one line, masked where the copy is for others.
    pub(super) fn written(&self, text: &str) -> String {
        match self.masked {
            true => mask::text(text, &self.account.incident.known.subject),
            false => one_line(text, LONGEST),
        }
    }

    /// An address, masked where the copy is for others.
    pub(super) fn address(&self, address: &str) -> String {
        if self.masked { mask::address(address) } else { one_line(address, LONGEST) }
    }

    /// The first addresses, and how many more there are.
    pub(super) fn addresses<S: AsRef<str>>(&self, addresses: &[S]) -> String {
        let mut named: Vec<String> = addresses.iter().take(NAMED).map(|one| self.address(one.as_ref())).collect();
        if addresses.len() > NAMED {
            named.push(self.say.n("count-more", addresses.len() - NAMED));
        }
        if named.is_empty() { self.t("word-none") } else { named.join(", ") }
    }

    /// A name, or that nobody is named.
    pub(super) fn name(&self, name: &str) -> String {
        if name.trim().is_empty() { self.t("nobody-named") } else { self.written(name) }
    }

    pub(super) fn part(&self, part: Part) -> String {
        self.t(&format!("owner-{}", part.word()))
    }

    /// Where the headers show somebody.
    pub(super) fn role(&self, role: Option<Role>) -> String {
        self.t(match role {
            Some(Role::To) => "role-to",
            Some(Role::Cc) => "role-cc",
            Some(Role::Bcc) => "role-bcc",
            None => "not-known",
        })
    }

    /// The sentence `prefix-word`; a word nobody translated is shown as it is.
    pub(super) fn word(&self, prefix: &str, word: &str) -> String {
        let id = format!("{prefix}-{word}");
        let said = self.t(&id);
        if said == id { one_line(word, LONGEST) } else { said }
    }

    /// The value of an answer, in words.
    pub(super) fn value(&self, value: &Value, kind: Kind) -> String {
        match (value, kind) {
            (Value::YesNo(yes), _) => self.yes_no(*yes),
            (Value::Number(number), _) => number.to_string(),
            (Value::Words(words), _) if words.is_empty() => self.t("word-none"),
            (Value::Words(words), Kind::Some(_)) => {
                words.iter().map(|word| self.word("word", word)).collect::<Vec<_>>().join(", ")
            }
            (Value::Words(words), Kind::Addresses) => self.addresses(words),
            (Value::Words(words), _) => self.written(&words.join(", ")),
            (Value::Text(word), Kind::One(_)) => self.word("word", word),
            (Value::Text(text), Kind::Time) => {
                text.parse().map_or_else(|_| self.written(text), |at: Timestamp| self.time(at))
            }
            (Value::Text(text), _) => self.written(text),
        }
    }

    /// The answer to `question`, or that it is not known.
    pub(super) fn answer(&self, question: &Question) -> String {
        match self.account.incident.answers.get(question.id) {
            Some(answer) => self.value(&answer.value, question.kind),
            None => self.t("not-known"),
        }
    }

    /// The answer to the question `id`, if there is one.
    pub(super) fn answered(&self, id: &str) -> Option<String> {
        let question = QUESTIONS.iter().find(|question| question.id == id)?;
        let answer = self.account.incident.answers.get(id)?;
        Some(self.value(&answer.value, question.kind))
    }

    /// The answers that belong to the part `element` of a copy.
    pub(super) fn answers(&self, element: &str, copy: Copy) -> Vec<Fact> {
        let here = QUESTIONS.iter().filter(|question| question.element == element && question.copy == copy);
        here.map(|question| Fact::new(self.t(&format!("ask-{}", question.id)), self.answer(question))).collect()
    }

    /// What a step is called; a step of a duty by the duty's title.
    pub(super) fn step_title(&self, planned: &Planned) -> String {
        self.account.assessment.step_title(planned, self.account.language)
    }

    /// What a stage of a duty is called.
    pub(super) fn stage_title(&self, duty: &DutyView, stage: &str) -> String {
        let title = duty.stage_title(stage, self.account.language);
        if duty.is_triggered() { title } else { self.say.a("clock-possible", "title", title) }
    }

    /// What has happened until now in the words of an answer, or that nothing is known.
    pub(super) fn or_unknown(&self, text: Option<String>) -> String {
        text.unwrap_or_else(|| self.t("not-known"))
    }

    /// Whether the record has it, whether or not somebody was asked.
    pub(super) fn is_in_record(&self, question: &str) -> bool {
        question == "noticed_at" || (question == "wrong" && !self.account.assessment.exposure.wrong.is_empty())
    }

    /// What is not known: questions, gaps, contradictions, and what was taken at its worse end.
    pub(super) fn unknown(&mut self, copies: &[Copy]) {
        let heading = self.t("unknown-title");
        self.push(Block::Heading { level: 1, text: heading, id: "unknown".to_owned() });
        let assessment = self.account.assessment;
        let asks = |ids: &[&str]| -> Vec<String> {
            let here = QUESTIONS.iter().filter(|question| {
                copies.contains(&question.copy) && ids.contains(&question.id) && !self.is_in_record(question.id)
            });
            here.map(|question| self.t(&format!("ask-{}", question.id))).collect()
        };
        let short = |id: &&str| QUESTIONS.iter().any(|question| question.id == *id && question.short);
        let (decisive, others): (Vec<&str>, Vec<&str>) = assessment.unknown.iter().copied().partition(short);
        let others = asks(&others);
        let gap = |gap: &Gap| self.t(&format!("gap-{}", gap.word()));
        let lists = [
            ("unknown-gaps", self.account.incident.known.gaps.iter().map(gap).collect::<Vec<_>>()),
            (
                "unknown-contradictions",
                assessment.contradictions.iter().map(|one| self.t(&format!("contradiction-{}", one.what))).collect(),
            ),
            ("unknown-assumed", asks(&assessment.severity.assumed)),
            ("unknown-decisive", asks(&decisive)),
        ];
        if lists.iter().all(|(_, list)| list.is_empty()) && others.is_empty() {
            self.sentence("unknown-none");
        }
        for (title, list) in lists {
            if !list.is_empty() {
                self.sentence(title);
                self.bullets(list);
            }
        }
        // The many that only some cases hang on stand close together: they are listed, and frighten nobody.
        if !others.is_empty() {
            let words = format!("{} {}", self.t("unknown-unanswered"), others.join(" "));
            self.paragraph(words);
        }
    }

    pub(super) fn zone(&self) -> &'a TimeZone {
        &self.account.setting.office.zone
    }

    pub(super) fn contacts(&self) -> &'a Contacts {
        &self.account.setting.contacts
    }

    pub(super) fn language(&self) -> Language {
        self.account.language
    }
}
