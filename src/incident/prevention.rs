//! What would have caught it: the smallest changes first. A change of words is a pack file; the others are settings and what
//! history has learned from the mistake itself.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Exposure, Incident};
use crate::base::text::one_line;

/// A change of the guard that might have caught it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Measure {
    /// History forgets that the sender has written to them: a mistake must not make somebody known.
    Forget {
        /// Who.
        address: String,
    },
    /// A check that only takes notes asks again.
    AskAgain {
        /// The check.
        check: String,
    },
    /// Nobody is asked about this address any more: that is taken back.
    NotQuiet {
        /// The check.
        check: String,
        /// The address.
        address: String,
    },
    /// A check or rule that is switched off is switched on again: a line of the configuration, changed by hand.
    SwitchOn {
        /// The check.
        check: String,
    },
    /// A pack with one rule.
    Pack {
        /// What it asks about: `with-insiders`, `files`, `address`.
        about: &'static str,
        /// Its file name.
        name: String,
        /// What stands in it.
        text: String,
    },
}

impl Measure {
    /// Whether one command makes it; else a line of the configuration is to be changed.
    pub fn applies(&self) -> bool {
        !matches!(self, Measure::SwitchOn { .. })
    }
}

/// What might have caught it, the smallest change first. `off` and `eased` are the checks that are switched off, or only take
/// notes; `quiet` those that do not ask this sender about an address.
pub fn measures(
    incident: &Incident,
    exposure: &Exposure,
    off: &[String],
    eased: &[String],
    quiet: &[(String, String)],
) -> Vec<Measure> {
    let mut out = Vec::new();
    let has_it = |address: &str| exposure.wrong.iter().any(|wrong| wrong.eq_ignore_ascii_case(address));
    out.extend(exposure.wrong.iter().map(|address| Measure::Forget { address: address.clone() }));
    out.extend(eased.iter().map(|check| Measure::AskAgain { check: check.clone() }));
    let of_theirs = quiet.iter().filter(|(_, address)| has_it(address));
    out.extend(of_theirs.map(|(check, address)| Measure::NotQuiet { check: check.clone(), address: address.clone() }));
    out.extend(off.iter().map(|check| Measure::SwitchOn { check: check.clone() }));
    let (domains, outside) = (domains(exposure), exposure.wrong.as_slice());
    if !domains.is_empty() {
        let insiders = "all = [{ to = [\"internal\"], at_least = 1 }]";
        out.push(pack(incident, "with-insiders", &domains, outside, insiders));
        if !incident.known.files.is_empty() {
            out.push(pack(incident, "files", &domains, outside, "all = [{ attachments = { at_least = 1 } }]"));
        }
    }
    if !exposure.wrong.is_empty() {
        let from = format!("all = [{{ from = [{}] }}]", quoted(&incident.known.sender));
        out.push(pack(incident, "address", outside, outside, &from));
    }
    out
}

/// The domains of those outside who should not have it.
fn domains(exposure: &Exposure) -> Vec<String> {
    let mut domains: Vec<String> = exposure
        .wrong
        .iter()
        .filter_map(|address| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()))
        .collect();
    domains.sort_unstable();
    domains.dedup();
    domains
}

fn pack(incident: &Incident, about: &'static str, to: &[String], exposed: &[String], condition: &str) -> Measure {
    let id = incident.id.to_string().to_lowercase();
    let to: Vec<String> = to.iter().map(|who| quoted(who)).collect();
    let (title, headline) = match about {
        "with-insiders" => (
            "Colleagues and somebody of this house on one mail",
            "{ en = \"Colleagues get it too, and {recipient}\", de = \"Es geht an Kollegen und an {recipient}\", es = \"Lo reciben compañeros y {recipient}\" }",
        ),
        "files" => (
            "A file goes to this house",
            "{ en = \"A file goes to {recipient}\", de = \"Eine Datei geht an {recipient}\", es = \"Un archivo va a {recipient}\" }",
        ),
        _ => (
            "This sender writes to this address",
            "{ en = \"You once wrote to {recipient} by mistake\", de = \"An {recipient} ging schon einmal etwas aus Versehen\", es = \"A {recipient} ya le llegó algo por error\" }",
        ),
    };
    // Whoever was asked and sent it all the same must be asked for more.
    let step = if incident.known.guard.was_overridden() { "type" } else { "ask" };
    let mut text = String::new();
    let _ = writeln!(
        text,
        "# Made after {}: what would have caught it. Change it as you like; docs/rules.md says how.\n",
        incident.id
    );
    let _ = writeln!(text, "[pack]\nid = \"{id}\"\ntitle = \"After {}\"\n", incident.id);
    let _ = writeln!(text, "[[rule]]\nid = \"{about}\"\ntitle = \"{title}\"");
    let _ = writeln!(text, "to = [{}]\n{condition}\nstep = \"{step}\"\nheadline = {headline}", to.join(", "));
    // What shows that it works stands with it, as in every pack.
    let somebody = exposed.first().map(|who| quoted(who)).unwrap_or_default();
    let (fires, silent) = match about {
        "with-insiders" => (format!("to = [{somebody}, \"internal\"]"), format!("to = {somebody}")),
        "files" => (format!("to = {somebody}, type = \"pdf\""), format!("to = {somebody}")),
        _ => {
            let from = quoted(&incident.known.sender);
            (format!("from = {from}, to = {somebody}"), format!("from = {from}, to = \"internal\""))
        }
    };
    let _ = writeln!(
        text,
        "example = [\n    {{ {fires}, expect = \"{step}\" }},\n    {{ {silent}, expect = \"silent\" }},\n]"
    );
    Measure::Pack { about, name: format!("{id}-{about}.toml"), text }
}

/// A text of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text, 254)).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{IncidentId, Known};
    use super::*;
    use crate::base::Language;
    use crate::people::Directory;
    use crate::rules::{PackSource, Rulebook, Settings};

    fn incident() -> Incident {
        let now = Timestamp::UNIX_EPOCH;
        let known = Known { sender: "anna@firm.example".into(), files: vec![Default::default()], ..Known::default() };
        Incident::new(IncidentId(7), known, Language::En, "anna", now, now)
    }

    #[test]
    fn every_pack_that_is_proposed_is_one() {
        let exposure =
            Exposure { wrong: vec!["Kellner@kita.example".into(), "o'x@kita.example".into()], ..Exposure::default() };
        let measures = measures(&incident(), &exposure, &[], &[], &[]);
        let packs: Vec<&String> = measures
            .iter()
            .filter_map(|m| match m {
                Measure::Pack { text, .. } => Some(text),
                _ => None,
            })
            .collect();
        assert_eq!(packs.len(), 3);
        for text in packs {
            let source = PackSource { name: "i-0007.toml".into(), text: text.clone() };
            let compiled = Rulebook::compile(&[source], &Settings::default(), &Directory::default());
            let failures = compiled.map(|rulebook| rulebook.test()).map_err(|errors| format!("{text}\n{errors:?}"));
            assert_eq!(failures, Ok(Vec::new()), "{text}");
        }
    }

    #[test]
    fn the_smallest_change_comes_first() {
        let exposure = Exposure { wrong: vec!["kellner@kita.example".into()], ..Exposure::default() };
        let quiet =
            [("name-twin".to_owned(), "kellner@kita.example".to_owned()), ("freemail".into(), "x@mail.test".into())];
        let measures = measures(&incident(), &exposure, &["many-visible".into()], &["name-twin".into()], &quiet);
        let kinds: Vec<String> =
            measures.iter().map(|m| serde_json::to_value(m).expect("JSON")["change"].to_string()).collect();
        assert_eq!(kinds[..4], ["\"forget\"", "\"ask-again\"", "\"not-quiet\"", "\"switch-on\""]);
        assert_eq!(
            measures.iter().filter(|m| matches!(m, Measure::NotQuiet { .. })).count(),
            1,
            "only about who has it"
        );
    }
}
