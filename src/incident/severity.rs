//! How bad it is: the ENISA score for personal data (`SE = DPC × EI + CB`, working document v1.0, December 2013), and a band of
//! our own for the business beside it. Both are aids, not law: every part is shown, and what is unknown is taken at its worse
//! end and named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answers, Exposure, Known};

/// How bad it is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Severity {
    /// For people whose data were in it; `None` when there are none.
    pub enisa: Option<Enisa>,
    /// For the business.
    pub business: Business,
    /// What follows from both: how much is to be done.
    pub band: Band,
    /// What is not known and was taken at its worse end, by question.
    pub assumed: Vec<&'static str>,
}

/// How much is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// Three steps, and that is it: no legal track, no insurer.
    Minor,
    /// The boss on the same day, a word with the recipient.
    Moderate,
    /// All tracks.
    Major,
    /// All tracks, at once, with the management.
    Critical,
}

impl Band {
    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Band::Minor => "minor",
            Band::Moderate => "moderate",
            Band::Major => "major",
            Band::Critical => "critical",
        }
    }
}

/// The ENISA score with its parts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Enisa {
    /// Data processing context before adjustment, 1 to 4: the highest of the kinds.
    pub base: u8,
    /// The kind it comes from.
    pub kind: &'static str,
    /// What raises or lowers it, each by one: `detailed`, `vulnerable`, `employment`, `harmless`.
    pub adjusted: Vec<(&'static str, i8)>,
    /// Data processing context, 1 to 4.
    pub dpc: u8,
    /// Ease of identification, 0.25 to 1.
    pub ei: f64,
    /// Circumstances of the breach, 0 to 1.
    pub cb: f64,
    /// The parts of these circumstances.
    pub circumstances: Vec<(&'static str, f64)>,
    /// `dpc × ei + cb`.
    pub score: f64,
    /// Its band.
    pub band: EnisaBand,
    /// Whether more than 100 people are concerned: a flag outside the number.
    pub over_100: bool,
    /// Whether those who got it cannot read it: a flag outside the number.
    pub unintelligible: bool,
}

/// The bands of the ENISA score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EnisaBand {
    /// Below 2: inconvenience.
    Low,
    /// From 2: significant, but it can be overcome.
    Medium,
    /// From 3.
    High,
    /// From 4: it cannot be undone.
    VeryHigh,
}

impl EnisaBand {
    fn of(score: f64) -> EnisaBand {
        match score {
            score if score < 2.0 => EnisaBand::Low,
            score if score < 3.0 => EnisaBand::Medium,
            score if score < 4.0 => EnisaBand::High,
            _ => EnisaBand::VeryHigh,
        }
    }

    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            EnisaBand::Low => "low",
            EnisaBand::Medium => "medium",
            EnisaBand::High => "high",
            EnisaBand::VeryHigh => "very-high",
        }
    }
}

/// The band for the business (incident.md 7.4b): five parts, added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Business {
    /// What it has to do with whoever got it, 0 to 3.
    pub relation: u8,
    /// How secret it is, 0 to 3.
    pub marking: u8,
    /// How far they can be trusted: 0 (bound, friendly) to 3 (against us, or the press).
    pub trust: u8,
    /// Whether it can be undone: 0 (stopped) to 2 (read).
    pub reversibility: u8,
    /// How many got it: 0 (one) to 2 (a list, or nobody knows).
    pub reach: u8,
    /// The sum.
    pub sum: u8,
    /// Its band.
    pub band: Band,
}

impl Severity {
    /// Weighs what is known. `exposure` is worked out from the same record.
    pub fn of(known: &Known, answers: &Answers, exposure: &Exposure) -> Severity {
        let mut assumed = Vec::new();
        let business = Business::of(known, answers, exposure, &mut assumed);
        let enisa = Enisa::of(known, answers, exposure, &mut assumed);
        let people = match enisa.as_ref().map(|enisa| (enisa.band, enisa.over_100)) {
            None | Some((EnisaBand::Low, false)) => Band::Minor,
            Some((EnisaBand::Low, true) | (EnisaBand::Medium, _)) => Band::Moderate,
            Some((EnisaBand::High, _)) => Band::Major,
            Some((EnisaBand::VeryHigh, _)) => Band::Critical,
        };
        let mut band = people.max(business.band);
        if exposure.nobody_has_it {
            band = Band::Minor;
        }
        // A matter of law is never a small one, whatever the sum says.
        let grave = ["inside_information", "privileged", "export_controlled", "classified"];
        if !exposure.nobody_has_it && grave.iter().any(|id| answers.yes(id) == Some(true)) {
            band = band.max(Band::Major);
        }
        assumed.sort_unstable();
        assumed.dedup();
        Severity { enisa, business, band, assumed }
    }
}

impl Enisa {
    /// `None` when it held no data about people, or nobody has it.
    fn of(known: &Known, answers: &Answers, exposure: &Exposure, assumed: &mut Vec<&'static str>) -> Option<Enisa> {
        let kinds = kinds(known, answers, assumed);
        let (kind, base) = kinds.iter().map(|kind| (*kind, base(kind))).max_by_key(|(_, base)| *base)?;
        let mut adjusted = Vec::new();
        let detailed = answers.yes("detailed") == Some(true);
        adjusted.extend(detailed.then_some(("detailed", 1)));
        let vulnerable = answers.yes("vulnerable") == Some(true);
        adjusted.extend(vulnerable.then_some(("vulnerable", 1)));
        // Whose job is at stake has more to lose than a name and an address.
        adjusted.extend((kinds.contains(&"employment") && base < 3).then_some(("employment", 1)));
        adjusted.extend((answers.yes("harmless") == Some(true)).then_some(("harmless", -1)));
        let sum = adjusted.iter().fold(i16::from(base), |sum, (_, by)| sum + i16::from(*by));
        let dpc = u8::try_from(sum.clamp(1, 4)).unwrap_or(1);
        let ei = match answers.text("identifiable") {
            Some("negligible") => 0.25,
            Some("limited") => 0.5,
            Some("significant") => 0.75,
            Some(_) => 1.0,
            None => {
                assumed.push("identifiable");
                1.0
            }
        };
        let mut circumstances = Vec::new();
        if exposure.unknown_number {
            circumstances.push(("unknown-recipients", 0.5));
        } else if !exposure.nobody_has_it {
            circumstances.push(("known-recipients", 0.25));
        }
        if answers.yes("intentional") == Some(true) {
            circumstances.push(("malicious", 0.5));
        }
        let cb: f64 = circumstances.iter().map(|(_, by)| by).sum();
        let score = f64::from(dpc) * ei + cb;
        let people = answers.number("people").unwrap_or(u64::from(known.content.people_at_least));
        Some(Enisa {
            base,
            kind,
            adjusted,
            dpc,
            ei,
            cb,
            circumstances,
            score,
            band: EnisaBand::of(score),
            over_100: people > 100,
            unintelligible: known.encrypted || answers.yes("unintelligible") == Some(true),
        })
    }
}

/// The kinds of data about people: as answered, or as found.
pub(super) fn kinds(known: &Known, answers: &Answers, assumed: &mut Vec<&'static str>) -> Vec<&'static str> {
    let all = super::question::DATA;
    if let Some(words) = answers.words("data") {
        return all.iter().copied().filter(|kind| words.iter().any(|word| word == kind)).collect();
    }
    let found = found_kinds(known);
    if !found.is_empty() {
        assumed.push("data");
    }
    found
}

/// The kinds of data about people that identifiers and topics point at.
pub(super) fn found_kinds(known: &Known) -> Vec<&'static str> {
    let content = &known.content;
    let holds = |wanted: fn(&str) -> bool| content.identifiers.iter().any(|found| wanted(&found.kind));
    let speaks = |topic: &str| content.topics.iter().any(|found| found.topic == topic && found.points >= 6);
    // Words alone are about nobody; they count where there is somebody.
    let somebody = content.people_at_least > 0;
    let table: [(&'static str, bool); 6] = [
        ("contact", holds(|kind| matches!(kind, "email" | "phone")) && somebody),
        ("identity-number", holds(is_national)),
        ("money", holds(|kind| matches!(kind, "iban" | "card"))),
        ("health", speaks("health") && somebody),
        ("login", holds(is_secret)),
        ("employment", speaks("staff") && somebody),
    ];
    table.into_iter().filter_map(|(kind, there)| there.then_some(kind)).collect()
}

fn is_secret(kind: &str) -> bool {
    kind.ends_with("-key") || kind.ends_with("-token") || matches!(kind, "jwt" | "url-password" | "password" | "pin")
}

fn is_national(kind: &str) -> bool {
    let other = ["email", "phone", "iban", "bic", "card", "es-cif", "us-ein", "br-cnpj"];
    !is_secret(kind) && !other.contains(&kind)
}

/// Data processing context of a kind: simple 1, behavioural 2, financial 3, sensitive 4.
fn base(kind: &str) -> u8 {
    match kind {
        "behaviour" => 2,
        "money" | "login" | "identity-number" => 3,
        "health" | "special" => 4,
        _ => 1,
    }
}

impl Business {
    fn of(known: &Known, answers: &Answers, exposure: &Exposure, assumed: &mut Vec<&'static str>) -> Business {
        let mut or_assumed = |id: &'static str, given: Option<u8>, else_: u8| {
            given.unwrap_or_else(|| {
                assumed.push(id);
                else_
            })
        };
        let relation = answers.text("relation").map(|word| match word {
            "unrelated" => 0,
            "about-others" => 1,
            "about-their-project" => 2,
            _ => 3,
        });
        let relation = or_assumed("relation", relation, 1);
        let trust = answers.text("trust").map(|word| match word {
            "bound" => 0,
            "trusted" => 1,
            "unknown" => 2,
            _ => 3,
        });
        let trust = if exposure.internal_only { 0 } else { or_assumed("trust", trust, 2) };
        let marking = marking(known, answers);
        let reversibility = if exposure.nobody_has_it {
            0
        } else {
            match answers.yes("read") {
                Some(true) => 2,
                Some(false) => 1,
                None => or_assumed("read", None, 2),
            }
        };
        let reach = match exposure.has_it.len() {
            _ if exposure.unknown_number => 2,
            0 | 1 => 0,
            _ => 1,
        };
        let sum = relation + marking + trust + reversibility + reach;
        let band = match sum {
            0..=3 => Band::Minor,
            4..=6 => Band::Moderate,
            7..=9 => Band::Major,
            _ => Band::Critical,
        };
        Business { relation, marking, trust, reversibility, reach, sum, band }
    }
}

/// How secret it is: 0 nothing speaks for it, 1 insiders' talk, 2 marked or about two matters, 3 marked secret by law.
fn marking(known: &Known, answers: &Answers) -> u8 {
    let content = &known.content;
    let by_law = ["inside_information", "privileged", "export_controlled", "classified", "trade_secret"];
    if by_law.iter().any(|id| answers.yes(id) == Some(true))
        || content.markings.iter().any(|id| id.starts_with("classified"))
    {
        return 3;
    }
    let topics = content.topics.iter().filter(|topic| topic.points >= 6).count();
    let figures = u8::from(!found_kinds(known).is_empty());
    let marked = !content.markings.is_empty();
    match (marked, topics) {
        (true, _) | (false, 2..) => 2,
        (false, 1) => 1,
        (false, 0) => figures,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Content, Topic, Value};
    use super::*;

    /// One outsider has it; the answers as given.
    fn weighed(content: Content, given: &[(&str, Value)]) -> Severity {
        let known = Known { content, ..Known::default() };
        let mut answers = Answers::default();
        for (id, value) in given {
            answers.put(id, Some(value.clone()), "anna", Timestamp::UNIX_EPOCH).expect("an answer that fits");
        }
        let exposure = Exposure { has_it: vec!["kellner@kita.example".into()], ..Exposure::default() };
        Severity::of(&known, &answers, &exposure)
    }

    fn words(words: &[&str]) -> Value {
        Value::Words(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn text(word: &str) -> Value {
        Value::Text(word.into())
    }

    fn score(given: &[(&str, Value)]) -> (f64, EnisaBand) {
        let enisa = weighed(Content::default(), given).enisa.expect("there are data about people");
        (enisa.score, enisa.band)
    }

    #[test]
    fn the_worked_scores_of_the_reference() {
        let maximum = ("identifiable", text("maximum"));
        let six_to_be_moved =
            [("data", words(&["contact", "employment"])), ("people", Value::Number(6)), maximum.clone()];
        assert_eq!(score(&six_to_be_moved), (2.25, EnisaBand::Medium));
        let payroll = [("data", words(&["money"])), ("people", Value::Number(300)), maximum.clone()];
        assert_eq!(score(&payroll), (3.25, EnisaBand::High));
        assert!(weighed(Content::default(), &payroll).enisa.is_some_and(|enisa| enisa.over_100));
        let course = [("data", words(&["contact"])), ("people", Value::Number(15)), maximum.clone()];
        assert_eq!(score(&course), (1.25, EnisaBand::Low));
        let numbers = [("data", words(&["identity-number"])), ("detailed", Value::YesNo(true)), maximum];
        assert_eq!(score(&numbers), (4.25, EnisaBand::VeryHigh));
    }

    #[test]
    fn without_people_there_is_no_score_for_people() {
        let severity = weighed(Content::default(), &[("data", words(&[]))]);
        assert_eq!((severity.enisa, severity.business.sum > 0), (None, true));
    }

    #[test]
    fn the_seed_case_is_moderate() {
        let topic = |topic: &str| Topic { topic: topic.into(), points: 6, quoted: false };
        let content = Content { topics: vec![topic("staff"), topic("money")], ..Content::default() };
        let given = [("relation", text("about-others")), ("trust", text("trusted")), ("read", Value::YesNo(true))];
        let severity = weighed(content, &given);
        assert_eq!((severity.business.sum, severity.business.band), (6, Band::Moderate));
        assert_eq!(severity.enisa, None, "nobody is named in it");
    }

    #[test]
    fn what_is_unknown_is_taken_at_its_worse_end_and_named() {
        let severity = weighed(Content::default(), &[]);
        assert_eq!(severity.assumed, ["read", "relation", "trust"]);
        let known = weighed(Content::default(), &[("read", Value::YesNo(false)), ("trust", text("bound"))]);
        assert!(known.business.sum < severity.business.sum);
    }
}
